// What the page of `ftpscope report` offers to whoever teaches or learns with it.

import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, test } from "node:test";

import { captureFile, close, compare, open, picture, pictures, report, sample, stop } from "./browser.mjs";
import { session } from "./capture.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

after(stop);

const text = (page, selector) => page.locator(selector).first().innerText();

// What of some elements is not in the window.
function outside(selectors) {
  return selectors.filter((selector) => {
    const shown = [...document.querySelectorAll(selector)].find((element) => element.checkVisibility());
    if (!shown) return true;
    const { top, bottom, left, right } = shown.getBoundingClientRect();
    return top < -1 || left < -1 || bottom > innerHeight + 1 || right > innerWidth + 1;
  });
}

for (const [width, height] of [[1280, 720], [1440, 900]]) {
  test(`steps, diagram, rows and bytes are on one screen of ${width}×${height}`, async () => {
    for (const name of ["active.pcap", "passive.pcap", "fxp.pcap"]) {
      const page = await open(report(sample(name)), { width, height });
      const count = await page.locator("article:visible [data-step]").count();
      for (let step = 1; step <= count; step += 1) {
        await page.keyboard.press("n");
        await page.waitForTimeout(400);
        const parts = [".explanation", ".drawing", "#rows", "#detail", ".step.current h4", ".arrow.current", '.row[aria-selected="true"]', ".dump-part"];
        assert.deepEqual(await page.evaluate(outside, parts), [], `${name}, step ${step}`);
      }
      if (name === "active.pcap") await page.screenshot({ path: join(pictures, `bench-${width}.png`) });
      await close(page);
    }
  });
}

test("sessions, steps and frames have addresses", async () => {
  const path = report(sample("two-active.pcap"));
  const at = (page) => page.evaluate(() => location.hash);
  const page = await open(path, { hash: "#session-2-step-5" });
  assert.equal(await page.locator("article:visible").getAttribute("data-session"), "2");
  assert.match(await text(page, "article:visible .step-now"), /^5 \//);
  await page.keyboard.press("n");
  assert.equal(await at(page), "#session-2-step-6");
  // a row may be drawn anew, while it scrolls, between the press of a button and its release
  await page.locator("#canvas .row").first().evaluate((row) => row.click());
  assert.match(await at(page), /^#session-2-frame-\d+$/);
  await page.keyboard.press("[");
  assert.equal(await at(page), "#session-1");
  await page.evaluate(() => {
    location.hash = "#session-2-frame-23";
  });
  await page.locator('#row-23[aria-selected="true"]').waitFor();
  await close(page);
  const nowhere = await open(path, { hash: "#session-9-step-1" });
  assert.equal(await nowhere.locator("article:visible").getAttribute("data-session"), "1");
  await close(nowhere);
});

test("rules and findings are links", async () => {
  const page = await open(report(sample("active.pcap")));
  const rule = page.locator(".basis a").first();
  assert.equal(await rule.getAttribute("href"), "https://www.rfc-editor.org/rfc/rfc9293#section-3.5");
  assert.match(await rule.getAttribute("rel"), /noopener/);
  await page.locator(".summary a").click();
  const top = await page.locator("#session-1-findings").evaluate((part) => part.getBoundingClientRect().top);
  assert.ok(top >= -1 && top < 1000, `${top}`);
  await close(page);
});

test("the table of sessions is sorted and filtered, and marks what failed", async () => {
  const page = await open(report(sample("two-active.pcap")));
  const numbers = () => page.locator("[data-session-row]:visible .pick").allInnerTexts();
  assert.deepEqual(await numbers(), ["1", "2"]);
  const first = page.locator("table.sessions th button").first();
  await first.click();
  assert.deepEqual(await numbers(), ["1", "2"]);
  await first.click();
  assert.deepEqual(await numbers(), ["2", "1"]);
  assert.equal(await page.locator("table.sessions th").first().getAttribute("aria-sort"), "descending");
  await page.fill("#session-filter", "41871");
  assert.deepEqual(await numbers(), ["2"]);
  assert.equal(await page.locator("tr.failed").count(), 0);
  await close(page);
});

test("a presenter goes on with the space bar", async () => {
  const page = await open(report(sample("active.pcap")));
  await page.keyboard.press("f");
  assert.match(await text(page, "#slide-count"), /^1 \//);
  assert.ok((await page.locator("#slide-arrows .arrow").count()) === 3, "the three-way handshake");
  await page.keyboard.press(" ");
  assert.match(await text(page, "#slide-count"), /^2 \//);
  assert.equal(await text(page, "#slide-title"), "The greeting");
  await page.keyboard.press("ArrowLeft");
  assert.match(await text(page, "#slide-count"), /^1 \//);
  await page.screenshot({ path: join(pictures, "presenter.png") });
  await page.locator("#slide-close").click();
  assert.ok(!(await page.locator("#presenter").isVisible()));
  assert.match(await text(page, ".step-now"), /^1 \//);
  await close(page);
});

test("practice hides the explanation until there is an answer, and counts", async () => {
  const page = await open(report(sample("active.pcap")));
  await page.locator("#practice > summary").click();
  const forms = page.locator("form.question");
  assert.ok((await forms.count()) >= 6);
  for (const number of [0, 1]) {
    const form = forms.nth(number);
    assert.ok(!(await form.locator(".reason").isVisible()));
    const right = Number(await form.getAttribute("data-right"));
    const chosen = number === 0 ? right : right === 0 ? 1 : 0;
    await form.locator("input").nth(chosen).check();
    await form.locator("button[type=submit]").click();
    assert.ok(await form.locator(".reason").isVisible());
    assert.ok(await form.locator(number === 0 ? ".yes" : ".no").isVisible());
  }
  assert.deepEqual([await text(page, "#practice-right"), await text(page, "#practice-answered")], ["1", "2"]);
  await picture(page, "practice");
  await close(page);
});

test("questions at steps wait for whoever wants the answer", async () => {
  const page = await open(report(sample("active.pcap")));
  const asked = page.locator(".asked").first();
  assert.ok(!(await asked.locator("p").isVisible()));
  await asked.locator("summary").click();
  assert.ok(await asked.locator("p").isVisible());
  assert.match(await text(page, ".step-now"), /^–/, "no step was chosen by it");
  await close(page);
});

test("tables and diagrams can be taken along", async () => {
  const page = await open(report(sample("active.pcap")));
  const saved = async (selector) => {
    const [download] = await Promise.all([page.waitForEvent("download"), page.locator(selector).first().click()]);
    return [download.suggestedFilename(), readFileSync(await download.path(), "utf8")];
  };
  const [table, lines] = await saved(".transfers-part [data-save-table]");
  assert.equal(table, "transfers.csv");
  assert.match(lines, /"RETR","\/hehe.txt"/);
  const [name, picture] = await saved("[data-save-diagram]");
  assert.equal(name, "session-1.svg");
  assert.match(picture, /^<svg xmlns/);
  assert.ok(picture.includes("PORT 127,0,0,1,249,156") && picture.includes("frame 112"));
  assert.ok(!/var\(|style=/.test(picture), "attributes alone");
  await page.context().close();
});

test("one session is printed, or all of them", async () => {
  const page = await open(report(sample("two-active.pcap")));
  await page.evaluate(() => {
    window.print = () => window.dispatchEvent(new Event("beforeprint"));
  });
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator("article:visible").count(), 1);
  await page.evaluate(() => document.getElementById("print-all").click());
  assert.equal(await page.locator("article:visible").count(), 2);
  assert.equal(await page.locator("article:visible .diagram .arrow").count() > 40, true);
  await page.pdf({ path: join(pictures, "all-sessions.pdf") });
  await page.evaluate(() => window.dispatchEvent(new Event("afterprint")));
  assert.equal(await page.locator("article:visible").count(), 1);
  await close(page);
});

test("the middle of a transfer is folded, and its frames are found", async () => {
  const path = report(captureFile("folded.pcap", session({ segments: 5000 })));
  const size = statSync(path).size;
  console.log(`5 MB in one transfer: a page of ${(size / 1e6).toFixed(2)} MB`);
  assert.ok(size < 1.5e6, `${size} bytes`);
  const page = await open(path);
  assert.ok(Number(await page.locator("#canvas .row").first().getAttribute("aria-setsize")) < 60);
  await page.evaluate(() => {
    location.hash = "#session-1-frame-5000";
  });
  await page.locator('.row[aria-selected="true"]', { hasText: "rows like it" }).waitFor();
  await close(page);
});

test("two captures stand side by side, and what differs is marked", async () => {
  const page = await open(compare(sample("active.pcap"), sample("passive.pcap")));
  assert.equal(await page.locator(".row-of-two.heads .side").count(), 2);
  const marked = (await page.locator("mark:visible").allInnerTexts()).join(" ");
  for (const part of ["active mode", "passive mode", "PORT 127,0,0,1,249,156", "pasv"]) assert.ok(marked.includes(part), part);
  assert.ok(!marked.includes("All fits together"));
  await picture(page, "compare");
  await page.keyboard.press("l");
  assert.match(await text(page, ".pair h3"), /Mở kênh điều khiển/);
  assert.equal(await page.locator("span[lang=en]:visible").count(), 0);
  await close(page);
});

for (const scheme of ["light", "dark"]) {
  test(`axe finds nothing to object to in the ${scheme} scheme`, async () => {
    const pages = [...["active.pcap", "two-active.pcap"].map((name) => report(sample(name))), compare(sample("active.pcap"), sample("passive.pcap"))];
    for (const path of pages) {
      const page = await open(path, { scheme });
      await page.keyboard.press("n");
      await page.evaluate(() => {
        for (const folded of document.querySelectorAll("details")) folded.open = true;
      });
      await page.evaluate(AXE);
      const found = await page.evaluate(async () => (await axe.run()).violations);
      const said = found.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => node.html.slice(0, 120)).join(" | ")}`);
      assert.deepEqual(said, []);
      await close(page);
    }
  });
}
