// What the page of `ftpscope report` does in a browser.

import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";

import { captureFile, close, open, picture, pictures, report, sample, stop } from "./browser.mjs";
import { session } from "./capture.mjs";

const SAMPLES = ["active.pcap", "passive.pcap", "fxp.pcap", "ftps-explicit.pcap", "firewall-active.pcap", "two-active.pcap"];
const HOSTILE = '<img src=x onerror="alert(1)"></script><script>alert(2)</script><!--&lt;\u2028`${alert(3)}';

after(stop);

const rowOf = (page, frame) => page.locator(`#row-${frame}`);
const text = (page, selector) => page.locator(selector).first().innerText();

for (const name of SAMPLES) {
  test(`${name} opens in both schemes and on a phone`, async () => {
    const path = report(sample(name));
    for (const [scheme, width] of [["light", 1440], ["dark", 1440], ["light", 360], ["dark", 360]]) {
      const page = await open(path, { scheme, width, height: width === 360 ? 740 : 1000 });
      assert.equal(await text(page, "h1"), name);
      assert.ok((await page.locator("#canvas .row").count()) > 5);
      assert.ok((await page.locator("[data-arrow]:visible").count()) > 5);
      await page.keyboard.press("n");
      await page.keyboard.press("n");
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= width, `${wide} pixels at ${width}`);
      await picture(page, `${name.split(".")[0]}-${scheme}-${width}`);
      await close(page);
    }
  });
}

test("steps go on by button and by key, and mark their rows and arrows", async () => {
  const page = await open(report(sample("active.pcap")));
  assert.equal(await text(page, ".step-now"), "– / " + (await page.locator("[data-step]").count()));
  await page.click('[data-go="1"]');
  assert.match(await text(page, ".step-now"), /^1 \//);
  assert.equal(await rowOf(page, 1).getAttribute("aria-selected"), "true");
  const marked = (selector) => page.locator(`${selector}.marked`).count();
  assert.equal(await marked("#canvas .row"), 3, "the three-way handshake");
  assert.equal(await marked(".arrow"), 3);
  await page.keyboard.press("n");
  assert.match(await text(page, ".step-now"), /^2 \//);
  assert.equal(await page.locator('[aria-current="step"]').getAttribute("data-step"), "1");
  await page.keyboard.press("p");
  assert.match(await text(page, ".step-now"), /^1 \//);
  assert.ok(await page.locator('[data-go="-1"]').isDisabled());
  await page.locator("[data-step]").nth(5).click();
  assert.match(await text(page, ".step-now"), /^6 \//);
  await page.keyboard.press("Escape");
  assert.equal(await marked("#canvas .row"), 0);
  await close(page);
});

test("every step of the reference exchanges marks rows and arrows that are there", async () => {
  for (const name of ["active.pcap", "passive.pcap"]) {
    const page = await open(report(sample(name)));
    const count = await page.locator("[data-step]").count();
    assert.ok(count > 8);
    for (let step = 1; step <= count; step += 1) {
      await page.keyboard.press("n");
      assert.match(await text(page, ".step-now"), new RegExp(`^${step} /`));
      assert.ok((await page.locator("#canvas .row.marked").count()) > 0, `${name}, step ${step}: no row`);
      assert.ok((await page.locator(".arrow.marked").count()) > 0, `${name}, step ${step}: no arrow`);
    }
    await close(page);
  }
});

test("an arrow leads to its row, and a row to its arrow", async () => {
  const page = await open(report(sample("active.pcap")));
  await page.locator(".arrow", { hasText: "PORT 127" }).click();
  assert.equal(await rowOf(page, 112).getAttribute("aria-selected"), "true");
  assert.ok(await rowOf(page, 112).evaluate((row) => row.classList.contains("marked")));
  await page.locator(".arrow", { hasText: "226" }).hover();
  assert.equal(await page.locator("#canvas .row.near").count(), 1);
  await page.keyboard.press("Escape");
  await page.locator(".finding .frame").first().click();
  assert.equal(await rowOf(page, 61).getAttribute("aria-selected"), "true");
  assert.match(await text(page, ".arrow.current"), /PASS \*{8}/);
  await close(page);
});

test("a row shows its layers and its bytes", async () => {
  const page = await open(report(sample("active.pcap")));
  await page.fill("#filter", "retr hehe.txt request");
  await page.locator("#canvas .row").first().click();
  await page.locator(".layer summary", { hasText: "Transmission" }).click();
  const detail = await text(page, "#detail");
  for (const part of ["Frame 119", "Internet Protocol Version 4", "Transmission Control Protocol", "Source Port", "50258", "Request arg", "hehe.txt"]) {
    assert.ok(detail.includes(part), `${part} in ${detail}`);
  }
  const dump = await text(page, ".dump");
  assert.match(dump, /0000 +02 00 00 00 45 00/);
  assert.match(dump, /52 45 54 52/, "RETR");
  await page.locator(".layer dt", { hasText: "Destination Port" }).hover();
  const lit = await page.locator(".dump .lit").allInnerTexts();
  assert.deepEqual(lit.slice(0, 2), ["00", "15"], "port 21");
  await page.keyboard.press("n");
  assert.match(await text(page, "#detail"), /Source Port/, "what was opened stays open");
  await close(page);
});

test("the filter takes words and protocols", async () => {
  const page = await open(report(sample("active.pcap")));
  const shown = async () => Number((await text(page, "#shown")).split(" ")[0]);
  const all = await shown();
  await page.keyboard.press("/");
  await page.keyboard.type("63900 syn");
  assert.equal(await shown(), 2);
  await page.keyboard.press("Escape");
  assert.equal(await shown(), all);
  await page.click('[data-kind="tcp"]');
  const without = await shown();
  assert.ok(without < all && without > 0);
  assert.equal(await page.locator("#canvas .badge.tcp").count(), 0);
  await page.fill("#filter", "nothing of that kind");
  assert.equal(await shown(), NaN);
  await page.click('[data-go="1"]');
  assert.equal(await shown(), all, "a step takes away the filter that hides its rows");
  await close(page);
});

test("rows can be walked with keys, and the focus is seen", async () => {
  const page = await open(report(sample("passive.pcap")));
  await page.focus("#rows");
  const chosen = () => page.locator('#canvas [aria-selected="true"]').getAttribute("id");
  const active = () => page.locator("#rows").getAttribute("aria-activedescendant");
  await page.keyboard.press("ArrowDown");
  const first = await chosen();
  await page.keyboard.press("ArrowDown");
  assert.notEqual(await chosen(), first);
  await page.keyboard.press("ArrowUp");
  assert.equal(await chosen(), first);
  await page.keyboard.press("End");
  assert.equal(await active(), await chosen());
  assert.equal(await page.locator('#canvas [aria-selected="true"]').getAttribute("aria-posinset"), await page.locator("#canvas .row").last().getAttribute("aria-setsize"));
  await page.keyboard.press("PageUp");
  await page.keyboard.press("Home");
  assert.equal(await chosen(), first);
  const outline = await page.evaluate(() => getComputedStyle(document.getElementById("rows")).outlineStyle);
  assert.notEqual(outline, "none");
  await page.keyboard.press("?");
  assert.ok(await page.locator("#help").isVisible());
  await page.keyboard.press("Escape");
  assert.ok(!(await page.locator("#help").isVisible()));
  await close(page);
});

test("every control can be reached by Tab and has a name", async () => {
  const page = await open(report(sample("two-active.pcap")));
  const nameless = await page.evaluate(() =>
    [...document.querySelectorAll("button, input, [tabindex='0'], summary")]
      .filter((control) => control.checkVisibility())
      .filter((control) => !(control.getAttribute("aria-label") || control.textContent || control.labels?.length))
      .map((control) => control.outerHTML),
  );
  assert.deepEqual(nameless, []);
  const seen = new Set();
  const stops = await page.evaluate(() =>
    [...document.querySelectorAll("a[href], button, input, select, summary, [tabindex]")]
      .filter((control) => control.tabIndex >= 0 && control.checkVisibility()).length,
  );
  for (let press = 0; press < stops; press += 1) {
    await page.keyboard.press("Tab");
    seen.add(await page.evaluate(() => document.activeElement.id || document.activeElement.className));
  }
  for (const control of ["rows", "filter", "help-open"]) assert.ok(seen.has(control), `${control} of ${[...seen]}`);
  await close(page);
});

test("sessions are told apart", async () => {
  const page = await open(report(sample("two-active.pcap")));
  const visible = () => page.locator("article.session:visible").getAttribute("data-session");
  assert.equal(await visible(), "1");
  const firstRow = () => page.locator("#canvas .row").first().getAttribute("id");
  assert.equal(await firstRow(), "row-1");
  await page.locator('[data-pick="2"]').first().click();
  assert.equal(await visible(), "2");
  assert.notEqual(await firstRow(), "row-1");
  await page.keyboard.press("[");
  assert.equal(await visible(), "1");
  await page.check("#every-session");
  const [some, all] = (await text(page, "#shown")).split(/ \/ | /).map(Number);
  assert.equal(some, all);
  await close(page);
});

test("the language can be changed, and the page can begin in it", async () => {
  const page = await open(report(sample("active.pcap")));
  assert.equal(await text(page, "#overview-title"), "Overview");
  await page.click('[data-language="vi"]');
  assert.equal(await page.getAttribute("html", "lang"), "vi");
  assert.equal(await text(page, "#overview-title"), "Tổng quan");
  assert.match(await page.getAttribute("#filter", "placeholder"), /Lọc/);
  assert.equal(await page.locator("span[lang=en]:visible").count(), 0);
  assert.match(await text(page, "#canvas .way"), /máy khách → máy chủ/);
  await page.keyboard.press("n");
  await picture(page, "active-vietnamese");
  await page.keyboard.press("l");
  assert.equal(await text(page, "#overview-title"), "Overview");
  await close(page);
  const other = await open(report(sample("passive.pcap"), "--lang", "vi"));
  assert.equal(await text(other, "#overview-title"), "Tổng quan");
  await close(other);
});

test("the head of a lane keeps address and port together, and verdicts lead to findings", async () => {
  const two = (name) => report(sample(name), "--lang", "vi");
  for (const path of [two("active.pcap"), two("epsv-ipv6.pcap"), report(sample("passive.pcap"))]) {
    const page = await open(path, { width: 1280, height: 720 });
    const heights = await page.$$eval(".lane-head .endpoint", (ends) => ends.map((end) => end.getClientRects()[0].height));
    assert.ok(heights.some((height) => height > 0) && heights.every((height) => height < 22), heights.join());
    await page.locator("dl.verdict a", { hasText: /below|bên dưới/ }).click();
    assert.match(page.url(), /#session-1-findings$/);
    await close(page);
  }
  const three = await open(two("fxp.pcap"), { width: 1280, height: 720 });
  const broken = await three.$$eval(".lane-head .endpoint", (ends) => ends.map((end) => end.innerText).filter((text) => /\d\n\d/.test(text)));
  assert.deepEqual(broken, []);
  const wide = await three.$$eval(".lane-ends", (ends) => ends.some((end) => end.scrollWidth > end.clientWidth + 1));
  assert.equal(wide, false);
  await close(three);
});

test("a hostile name is text and nothing else", async () => {
  const path = report(captureFile("hostile.pcap", session({ banner: HOSTILE, user: HOSTILE, name: HOSTILE })));
  const page = await open(path);
  const markup = await page.evaluate(() => document.querySelectorAll("img, iframe, object, embed").length);
  assert.equal(markup, 0);
  assert.equal(await page.locator("script").count(), 2);
  for (const frame of ["4", "6", "17"]) {
    await page.fill("#filter", "");
    await page.evaluate((number) => document.querySelector(`#row-${number}`)?.click(), frame);
  }
  assert.ok((await text(page, ".transfers")).includes("onerror"));
  const count = await page.locator("[data-step]").count();
  for (let step = 0; step < count; step += 1) await page.keyboard.press("n");
  await page.locator(".arrow", { hasText: "RETR" }).click();
  assert.ok((await text(page, "#detail")).includes("<img src=x"));
  await picture(page, "hostile");
  await close(page);
});

test("a script that got in would not run", async () => {
  const page = await open(report(sample("active.pcap")));
  await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "window.ran = true";
    document.body.append(script);
    const image = document.createElement("img");
    image.setAttribute("onerror", "window.ran = true");
    image.src = "http://192.0.2.1/x";
    document.body.append(image);
  });
  await page.waitForTimeout(200);
  assert.equal(await page.evaluate(() => window.ran), undefined);
  assert.ok(page.faults.some((fault) => fault.includes("policy: script-src")), page.faults.join("\n"));
  await page.context().close();
});

test("a password is in no part of the page", async () => {
  const capture = captureFile("secret.pcap", session({ password: "^~$^`~#Xq9" }));
  const find = (path) => {
    const page = readFileSync(path, "utf8");
    const [data, , , base64] = JSON.parse(page.match(/<script type="application\/json" id="data">(.*?)<\/script>/s)[1]);
    const bytes = Buffer.from(base64, "base64").toString("latin1");
    return [page.includes("^~$^`~#Xq9"), bytes.includes("#Xq9"), JSON.stringify(data).includes("#Xq9")];
  };
  const path = report(capture);
  assert.deepEqual(find(path), [false, false, false]);
  const page = await open(path);
  await page.fill("#filter", "PASS ********");
  await page.locator("#canvas .row").first().click();
  assert.match(await text(page, ".dump"), /50 41 53 53 20 +(\*\* +)+0d 0a|50 41 53 53/);
  assert.equal(await page.locator(".dump .secret").count(), 20, "ten bytes, in both columns");
  await close(page);
  assert.deepEqual(find(report(capture, "--show-passwords")), [true, true, true]);
});

test("ten thousand rows open quickly, and only those in sight are elements", async () => {
  const path = report(captureFile("large.pcap", session({ segments: 5, commands: 2500 })));
  assert.ok(statSync(path).size <= 1.5e6, `${statSync(path).size} bytes`);
  const begun = Date.now();
  const page = await open(path);
  await page.locator("#canvas .row").first().waitFor();
  const took = Date.now() - begun;
  console.log(`10,000 rows: ${(statSync(path).size / 1e6).toFixed(1)} MB, open after ${took} ms`);
  assert.ok(took < 8000, `${took} ms`);
  assert.ok(Number(await page.locator("#canvas .row").first().getAttribute("aria-setsize")) > 10_000);
  // what a large page has packed comes back where it stood
  await page.keyboard.press("l");
  assert.match(await text(page, "#timeline"), /Thời gian\s+Từ, đến\s+Giao thức/);
  await page.keyboard.press("l");
  assert.ok((await page.locator("#canvas .row").count()) < 100);
  await page.focus("#rows");
  await page.keyboard.press("End");
  assert.match(await text(page, "#detail h4"), /100\d\d/);
  await page.fill("#filter", "226");
  assert.ok((await page.locator("#canvas .row").count()) >= 1);
  assert.match(await text(page, ".notice"), /first 256 bytes/);
  await close(page);
});

test("the page prints all of a session", async () => {
  const page = await open(report(sample("active.pcap")));
  await page.emulateMedia({ media: "print" });
  await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
  assert.equal(await page.locator("#canvas .row").count(), 44);
  const cut = await page.evaluate(() =>
    ["rows", "timeline"].some((id) => document.getElementById(id).scrollHeight > document.getElementById(id).clientHeight + 2),
  );
  assert.ok(!cut, "nothing is cut off");
  await page.pdf({ path: join(pictures, "active.pdf") });
  await close(page);
});

test("without scripts the page still tells the story", async () => {
  const page = await open(report(sample("active.pcap")), { scripts: false });
  const body = await text(page, "body");
  for (const part of ["active: the server opens", "249*256 + 156 = 63900", "hehe.txt", "need the script"]) {
    assert.ok(body.includes(part), part);
  }
  await close(page);
});

for (const scheme of ["light", "dark"]) {
  test(`every text can be read in the ${scheme} scheme`, async () => {
    for (const name of ["active.pcap", "ftps-explicit.pcap", "fxp.pcap"]) {
      const page = await open(report(sample(name)), { scheme });
      for (let step = 0; step < 6; step += 1) await page.keyboard.press("n");
      assert.deepEqual(await page.evaluate(faintTexts), [], name);
      await close(page);
    }
  });
}

// Texts whose contrast is below 4.5 to 1 (WCAG 2.2, 1.4.3).
function faintTexts() {
  const channels = (color) => color.match(/[\d.]+/g).map(Number);
  const light = (color) => {
    const [r, g, b] = channels(color).map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = getComputedStyle(at).backgroundColor;
      if ((channels(color)[3] ?? 1) === 1) return color;
    }
    return "rgb(255, 255, 255)";
  };
  const found = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.checkVisibility() || element.closest("script, :disabled")) continue;
    const pair = [light(getComputedStyle(element).color), light(ground(element))].sort((a, b) => b - a);
    const contrast = (pair[0] + 0.05) / (pair[1] + 0.05);
    if (contrast < 4.5) found.add(`${element.className || element.tagName} in ${element.parentElement.className}: ${contrast.toFixed(2)}`);
  }
  return [...found];
}
