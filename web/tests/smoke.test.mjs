// The least that must hold: the page opens as a file, reads a sample as the program does, and asks nobody for anything.

import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { after, test } from "node:test";

import { close, download, inner, open, picture, sample, saved, stop, tab, told } from "./browser.mjs";
import { pagePath } from "./browser.mjs";

after(stop);

test("a sample is analysed as the program does, and its file can be saved", async () => {
  const page = await open({ offline: true });
  await page.click('[data-sample="active.pcap"]');
  await page.waitForSelector("#result:not([hidden])");
  await picture(page, "overview");
  const json = await download(page, "web-save-json");
  assert.equal(json.name, "active.json");
  assert.deepEqual(json.bytes, told([sample("active.pcap")], "sessions", "--format", "json"));
  await tab(page, "transfers");
  const file = await saved(page, "#panel-transfers button.small");
  assert.equal(file.name, "hehe.txt");
  assert.equal(file.bytes.length, 5);
  const report = await inner(page, "report");
  await report.waitForSelector("#session-1");
  assert.match(await report.innerText("body"), /PORT 127,0,0,1,249,156/);
  await close(page);
});

test("the page speaks Vietnamese", async () => {
  const page = await open({ locale: "vi-VN" });
  assert.equal(await page.getAttribute("html", "lang"), "vi");
  await page.click('[data-sample="passive.pcap"]');
  await page.waitForSelector("#result:not([hidden])");
  await tab(page, "findings");
  assert.match(await page.innerText("#panel-findings"), /mật khẩu/);
  await page.click('[data-language="en"]');
  await page.waitForFunction(() => document.getElementById("panel-findings").innerText.includes("password"));
  await close(page);
});

test("the page is one file that a browser paints at once", async () => {
  assert.ok(statSync(pagePath).size > 0);
  const page = await open();
  const paints = await page.evaluate(() => performance.getEntriesByType("paint").map((paint) => paint.startTime));
  assert.ok(Math.max(...paints) < 1000, `first paint after ${paints} ms`);
  await close(page);
});
