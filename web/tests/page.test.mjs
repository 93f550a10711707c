// Everything that the page does, held against the program.

import assert from "node:assert/strict";
import { readFileSync, readdirSync, truncateSync, writeFileSync, mkdtempSync, openSync, closeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { gzipSync } from "node:zlib";

import { capture, choose, close, download, drop, inner, open, pagePath, picture, root, sample, saved, settled, stop, tab, told } from "./browser.mjs";
import { many, session } from "./captures.mjs";

after(stop);

const axe = readFileSync(join(root, "web/node_modules/axe-core/axe.min.js"), "utf8");
const folder = mkdtempSync(join(tmpdir(), "ftpscope-web-"));
const CAPTURE = /\.(pcap|pcapng|cap|snoop|erf)(\.(gz|zst|lz4|xz|bz2))?$/;

function captures(path) {
  const found = readdirSync(path, { withFileTypes: true, recursive: true });
  return found.filter((entry) => entry.isFile() && CAPTURE.test(entry.name)).map((entry) => join(entry.parentPath, entry.name));
}

/** A capture of a test as a file: its path. */
function written(name, bytes) {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

const json = ["sessions", "--format", "json"];

// FTPSCOPE_CAPTURES names more folders, joined by colons
const folders = [join(root, "samples"), join(root, "tests/captures"), ...(process.env.FTPSCOPE_CAPTURES ?? "").split(":").filter(Boolean)];

for (const path of folders) {
  test(`every capture of ${path} gives the program's JSON, byte for byte`, async () => {
    const page = await open();
    const all = captures(path);
    assert.ok(all.length > 0);
    for (const one of all) {
      await choose(page, one);
      if (!(await page.locator("#result").isVisible())) assert.fail(`${one}: ${await page.innerText("#message")}`);
      const { bytes } = await download(page, "web-save-json");
      assert.ok(bytes.equals(told([one], ...json)), `${one} differs`);
    }
    await close(page);
  });
}

test("several files are one capture, and are dropped", async () => {
  const page = await open();
  const parts = readdirSync(join(root, "tests/captures")).filter((name) => name.startsWith("26a_rotated")).sort();
  const paths = parts.map(capture);
  await drop(page, paths);
  const { bytes } = await download(page, "web-save-json");
  assert.ok(bytes.equals(told(paths, ...json)));
  await close(page);
});

test("a key log beside a capture opens TLS", async () => {
  const page = await open();
  const name = "13c_ftps_tls12_proftpd_ftplib";
  const keys = join(root, "tests/keys", `${name}.keys.log`);
  const path = capture(`${name}.pcapng`);
  await drop(page, [path, keys]);
  const { bytes } = await download(page, "web-save-json");
  assert.ok(bytes.equals(told([path], ...json, "--key-log", keys)));
  await choose(page, keys);
  assert.match(await page.innerText("#message"), /no capture/);
  await close(page);
});

test("filters choose in tables and for downloads as the program's do", async () => {
  const page = await open();
  const path = sample("mixed.pcapng");
  await choose(page, [path, sample("fxp.pcap")].slice(1));
  assert.equal(await page.locator("#panel-overview .part").first().count(), 1);
  await tab(page, "sessions");
  assert.equal(await page.locator("#panel-sessions tbody tr").count(), 2);
  await page.selectOption("select[name=mode]", "passive");
  await page.waitForFunction(() => document.querySelectorAll("#panel-sessions tbody tr").length === 1);
  assert.equal(await page.innerText("#chosen"), "1 of 2");
  const { bytes } = await download(page, "web-save-json");
  assert.ok(bytes.equals(told([sample("fxp.pcap")], ...json, "--mode", "passive")));
  await page.fill("input[name=client]", "10.0.0.0/8");
  await tab(page, "sessions");
  await page.waitForSelector("#panel-sessions .notice");
  await page.fill("input[name=client]", "nowhere");
  await page.waitForSelector("#message .notice");
  await page.click("#filters button[type=reset]");
  await page.waitForFunction(() => document.querySelectorAll("#panel-sessions tbody tr").length === 2);
  assert.equal(await page.locator("#message .notice").count(), 0);
  await close(page);
});

test("downloads are the program's, byte for byte", async () => {
  const page = await open();
  for (const name of ["active.pcap", "fxp.pcap", "ftps-explicit.pcapng"]) {
    const path = sample(name);
    await choose(page, path);
    const pairs = [
      ["web-save-sessions", ["sessions", "--format", "csv"]],
      ["web-save-transfers", ["transfers", "--format", "csv"]],
      ["web-save-report", ["report", "-o", "-"]],
      ["web-save-findings", ["diagnose", "--format", "markdown"]],
      ["web-save-slice", ["slice", "-o", "-"]],
      ["web-save-redacted", ["slice", "--redact", "-o", "-"]],
    ];
    for (const [word, words] of pairs) {
      const { bytes } = await download(page, word);
      assert.ok(bytes.equals(told([path], ...words)), `${name}: ${word}`);
    }
    for (const what of ["names", "contents", "addresses"]) await page.check(`#panel-downloads input[value=${what}]`);
    const all = page.locator("#panel-downloads button.main").last();
    const [redacted] = await Promise.all([page.waitForEvent("download"), all.click()]);
    const bytes = readFileSync(await redacted.path());
    assert.ok(bytes.equals(told([path], "slice", "--redact=secrets,names,contents,addresses", "-o", "-")), name);
  }
  await close(page);
});

test("practice asks, corrects, and gives its questions to others", async () => {
  const page = await open();
  await choose(page, sample("passive.pcap"));
  const quiz = await inner(page, "practice");
  await quiz.waitForSelector("form.question");
  assert.ok((await quiz.locator("form.question").count()) >= 4);
  const form = quiz.locator("form.question").first();
  const right = await form.getAttribute("data-right");
  await form.locator(`input[value="${right}"]`).check();
  await form.locator("button").click();
  await form.locator(".yes").waitFor({ state: "visible" });
  assert.equal(await quiz.innerText("#right"), "1");
  const moodle = await saved(page, "#panel-practice button:has-text('Moodle')");
  assert.ok(moodle.bytes.equals(told([sample("passive.pcap")], "quiz", "--format", "moodle")));
  await close(page);
});

test("a frame of a finding opens its row", async () => {
  const page = await open();
  await choose(page, sample("firewall-active.pcap"));
  await tab(page, "findings");
  const frame = page.locator("#panel-findings .finding.error button.pick").nth(1);
  const number = await frame.innerText();
  await frame.click();
  const report = await inner(page, "report");
  await report.waitForFunction((wanted) => document.getElementById("detail")?.innerText.includes(wanted), number);
  await close(page);
});

test("a frame of a finding opens the session that it is of, where several show the same", async () => {
  const page = await open();
  await choose(page, sample("fxp.pcap"));
  await tab(page, "findings");
  await page.click("#panel-findings .finding.warning button.pick[aria-label='Session 2, 17']");
  const report = await inner(page, "report");
  await report.waitForSelector("#session-2");
  await report.waitForFunction(() => document.getElementById("detail")?.innerText.includes("17"));
  await close(page);
});

test("what a redacted slice still shows is told, and frames that nothing reads", async () => {
  const page = await open();
  await choose(page, sample("ftps-explicit.pcapng"));
  await download(page, "web-save-redacted");
  await page.waitForSelector("#message .notice");
  assert.match(await page.innerText("#message"), /Frames under TLS that are as they were: \d+/);
  const usb = Buffer.from(readFileSync(sample("active.pcap")));
  usb.writeUInt32LE(189, 20);
  await choose(page, { name: "usb.pcap", mimeType: "", buffer: usb });
  assert.match(await page.innerText("#panel-overview .notice"), /usb\.pcap: 151 frames were not read.*189/);
  await close(page);
});

test("a thousand sessions can be sorted, filtered and opened", async () => {
  const page = await open();
  const path = written("many.pcap", many(1000));
  await choose(page, path);
  await tab(page, "sessions");
  const rows = page.locator("#panel-sessions tbody tr");
  assert.equal(await rows.count(), 1000);
  await page.click("#panel-sessions th:first-child button");
  await page.click("#panel-sessions th:first-child button");
  assert.equal(await rows.first().locator("button.pick").innerText(), "1000");
  await rows.first().locator("button.pick").click();
  const report = await inner(page, "report");
  await report.waitForSelector("#session-1000");
  const { bytes } = await download(page, "web-save-json");
  assert.ok(bytes.equals(told([path], ...json)));
  await close(page);
});

test("names of the wire stay text", async () => {
  const page = await open();
  const hostile = '<img src=x onerror=alert(1)>"\'&\u202egnp.exe';
  const bytes = session({ banner: hostile, user: hostile, password: "x", name: hostile });
  await choose(page, { name: "</script><img src=x onerror=alert(2)>.pcap", mimeType: "", buffer: bytes });
  for (const name of ["overview", "sessions", "transfers", "findings", "downloads"]) {
    await tab(page, name);
    assert.equal(await page.locator("main img").count(), 0, name);
    assert.doesNotMatch(await page.innerText("main"), /\u202e/u, name);
  }
  const report = await inner(page, "report");
  await report.waitForSelector("#session-1");
  assert.equal(await report.locator("img").count(), 0);
  const quiz = await inner(page, "practice");
  await quiz.waitForSelector("main");
  assert.equal(await quiz.locator("img").count(), 0);
  await tab(page, "transfers");
  const file = await saved(page, "#panel-transfers button.small");
  assert.doesNotMatch(file.name, /[<>\u202e/]/u);
  await close(page);
});

test("what is damaged shows what was read, and why not the rest", async () => {
  const page = await open();
  const bytes = readFileSync(sample("active.pcap"));
  await choose(page, { name: "cut.pcap", mimeType: "", buffer: bytes.subarray(0, 9000) });
  const frames = told([written("cut.pcap", bytes.subarray(0, 9000))], ...json);
  const { frames: read } = JSON.parse(frames).captures[0];
  assert.match(await page.innerText("#panel-overview .notice"), new RegExp(`cut\\.pcap: read up to frame ${read}, .*ends within`));
  assert.equal(await page.locator("#panel-overview tbody tr").count(), 2);
  await choose(page, { name: "notes.txt", mimeType: "", buffer: Buffer.from("no capture at all, but a text of some length") });
  assert.match(await page.innerText("#message"), /notes\.txt: nothing was read/);
  assert.ok(await page.locator("#start").isVisible(), "there is nothing to look at");
  await choose(page, { name: "empty.pcap", mimeType: "", buffer: Buffer.alloc(0) });
  assert.match(await page.innerText("#message"), /empty\.pcap: nothing was read/);
  await close(page);
});

test("what is wrong with a file is said in the language of the page", async () => {
  const page = await open({ locale: "vi" });
  const bytes = readFileSync(sample("active.pcap"));
  await choose(page, { name: "cut.pcap", mimeType: "", buffer: bytes.subarray(0, 9000) });
  assert.match(await page.innerText("#panel-overview .notice"), /cut\.pcap: đã đọc đến khung \d+; .*bị đứt giữa mục/);
  await choose(page, [
    { name: "a.pcap", mimeType: "", buffer: bytes },
    { name: "keys.log", mimeType: "", buffer: Buffer.from("# keys\nnothing of a key log\n") },
  ]);
  assert.match(await page.innerText("#message"), /keys\.log không phải là tệp khoá TLS: dòng 2: /);
  await close(page);
});

test("a tab is found as it was left", async () => {
  const page = await open();
  await choose(page, sample("active.pcap"));
  await tab(page, "practice");
  const quiz = await inner(page, "practice");
  await quiz.locator("form.question input").first().check();
  await quiz.locator("form.question button").first().click();
  const before = await quiz.locator("#answered").innerText();
  assert.equal(before, "1");
  await tab(page, "report");
  const report = await inner(page, "report");
  await report.locator('[data-go="1"]').first().click();
  await report.locator('[data-go="1"]').first().click();
  const step = await report.locator(".step-now").first().innerText();
  await tab(page, "practice");
  assert.equal(await quiz.locator("#answered").innerText(), "1");
  await tab(page, "report");
  assert.equal(await report.locator(".step-now").first().innerText(), step);
  // links of the page lead somewhere inside of it
  await report.locator('a[href="#session-1-findings"]').first().click();
  const top = await report.locator("#session-1-findings").evaluate((part) => part.getBoundingClientRect().top);
  assert.ok(top < 900, `${top}`);
  await close(page);
});

test("what is too large is refused before it is read, with the limit", async () => {
  const page = await open();
  const path = written("huge.pcap", "");
  closeSync(openSync(path, "r+"));
  truncateSync(path, 1_500_000_000);
  await choose(page, path);
  assert.match(await page.innerText("#message"), /1\.5\s?GB.* 1\s?GB/);
  assert.ok(await page.locator("#start").isVisible());
  await close(page);
});

test("an analysis can be cancelled, and another one begun", async () => {
  const page = await open();
  const path = written("long.pcap", many(20_000));
  await page.setInputFiles("#files", path);
  await page.waitForSelector("#working:not([hidden])");
  await page.click("#cancel");
  await settled(page);
  assert.match(await page.innerText("#message"), /Cancelled/);
  await choose(page, sample("active.pcap"));
  assert.ok(await page.locator("#result").isVisible());
  await close(page);
});

test("the keyboard is enough", async () => {
  const page = await open();
  await page.focus('[data-sample="active.pcap"]');
  await page.keyboard.press("Enter");
  await page.waitForSelector("#result:not([hidden])");
  assert.equal(await page.evaluate(() => document.activeElement.id), "tab-overview");
  await page.keyboard.press("ArrowRight");
  assert.equal(await page.evaluate(() => document.activeElement.id), "tab-sessions");
  await page.keyboard.press("End");
  assert.ok(await page.locator("#panel-downloads").isVisible());
  await page.keyboard.press("ArrowRight");
  assert.ok(await page.locator("#panel-overview").isVisible());
  await close(page);
});

for (const scheme of ["light", "dark"]) {
  for (const locale of ["en", "vi"]) {
    test(`nothing is in the way of a screen reader: ${scheme}, ${locale}`, async () => {
      const page = await open({ scheme, locale });
      const check = async (where) => {
        // as text: the policy forbids scripts that the page does not know
        const faults = await page.evaluate(`(async () => { ${axe}; const { violations } = await axe.run(document, { iframes: false }); return violations.map((one) => one.id + ": " + one.nodes.map((node) => node.target + " " + node.failureSummary).slice(0, 3)); })()`);
        assert.deepEqual(faults, [], where);
        await picture(page, `${where}-${scheme}-${locale}`);
      };
      await check("start");
      await choose(page, sample("fxp.pcap"));
      for (const name of ["overview", "sessions", "transfers", "findings", "report", "practice", "downloads"]) {
        await tab(page, name);
        if (name === "report" || name === "practice") await inner(page, name);
        await check(name);
      }
      await close(page);
    });
  }
}

test("nothing is wider than a phone", async () => {
  const page = await open({ width: 375, height: 750 });
  const wide = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(await wide(), 0);
  await picture(page, "start-phone");
  await choose(page, sample("fxp.pcap"));
  for (const name of ["overview", "sessions", "transfers", "findings", "report", "practice", "downloads"]) {
    await tab(page, name);
    if (name === "report" || name === "practice") await inner(page, name);
    assert.equal(await wide(), 0, name);
    await picture(page, `${name}-phone`);
  }
  await close(page);
});

test("a link opens a sample", async () => {
  const page = await open({ hash: "#passive.pcap" });
  await page.waitForSelector("#result:not([hidden])");
  assert.equal(await page.innerText("#title"), "passive.pcap");
  await close(page);
});

test("the page is small", () => {
  const packed = gzipSync(readFileSync(pagePath), { level: 9 }).length;
  assert.ok(packed < 4_000_000, `${packed} bytes`);
});
