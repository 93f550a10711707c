// The page in Chromium, with everything that may not happen watched, and the program to hold it against.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { chromium } from "playwright-core";

export const root = fileURLToPath(new URL("../..", import.meta.url));
const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");
const program = process.env.FTPSCOPE ?? join(target, "debug/ftpscope");
const browser = process.env.CHROMIUM ?? ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find(existsSync);

export const pagePath = process.env.FTPSCOPE_PAGE ?? join(target, "web/ftpscope.html");
const pictures = process.env.PICTURES ?? join(target, "web/pictures");
mkdirSync(pictures, { recursive: true });

export const sample = (name) => join(root, "samples", name);
export const capture = (name) => join(root, "tests/captures", name);

/** What the program writes, of captures that it knows by their names alone, as the page does. */
export function told(paths, ...words) {
  const [first] = paths;
  const options = { cwd: dirname(first), maxBuffer: 1 << 30, stdio: ["ignore", "pipe", "ignore"] };
  // a runner of continuous integration has the program guard what it prints
  const { GITHUB_ACTIONS, TF_BUILD, TEAMCITY_VERSION, ...env } = process.env;
  try {
    return execFileSync(program, [...words, "--quiet", ...paths.map((path) => basename(path))], { ...options, env });
  } catch (error) {
    // a file with a fault has another status, and what was read of it is told all the same
    if (error.stdout === undefined) throw error;
    return error.stdout;
  }
}

let running = null;

export async function stop() {
  await running?.close();
}

/** A line that Chromium writes because the page of `report` has a dialog inside a frame: nothing is wrong. */
const HARMLESS = /^Blocked autofocusing/;

/** Opens the page; `page.faults` fills with what it must not do. */
export async function open({ width = 1280, height = 900, scheme = "light", locale = "en", hash = "", offline = false } = {}) {
  running ??= await chromium.launch({ executablePath: browser, args: ["--no-sandbox"] });
  const context = await running.newContext({
    viewport: { width, height },
    colorScheme: scheme,
    locale,
    reducedMotion: "reduce",
    offline,
  });
  const page = await context.newPage();
  page.faults = [];
  page.on("console", (message) => {
    if (!HARMLESS.test(message.text())) page.faults.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => page.faults.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => {
    page.faults.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  const url = pathToFileURL(pagePath).href;
  page.on("request", (request) => {
    const asked = request.url();
    if (asked.split("#")[0] !== url && !/^(data|blob):/.test(asked)) page.faults.push(`request: ${asked}`);
  });
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  await page.goto(url + hash);
  return page;
}

/** Ends a page that must have done nothing wrong. */
export async function close(page) {
  assert.deepEqual(page.faults, []);
  await page.context().close();
}

export async function picture(page, name) {
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
}

/** Waits until a capture is analysed, or is not. */
export async function settled(page) {
  await page.waitForSelector("#result:not([hidden]), #message .notice", { timeout: 60_000 });
}

/** Gives files to the page by its dialog: paths, or names with bytes. */
export async function choose(page, files) {
  if (await page.locator("#another").isVisible()) await page.click("#another");
  await page.setInputFiles("#files", files);
  await settled(page);
}

/** Drops files on the page. */
export async function drop(page, paths) {
  const files = paths.map((path) => ({ name: basename(path), base64: readFileSync(path).toString("base64") }));
  await page.evaluate((given) => {
    const carried = new DataTransfer();
    for (const { name, base64 } of given) {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      carried.items.add(new File([bytes], name));
    }
    const told = { dataTransfer: carried, bubbles: true, cancelable: true };
    document.getElementById("drop").dispatchEvent(new DragEvent("dragover", told));
    document.getElementById("drop").dispatchEvent(new DragEvent("drop", told));
  }, files);
  await settled(page);
}

export async function tab(page, name) {
  await page.click(`#tab-${name}`);
  await page.waitForSelector(`#panel-${name}:not([hidden])`);
}

/** What a button saves: its name and its bytes. */
export async function saved(page, selector) {
  const [download] = await Promise.all([page.waitForEvent("download"), page.click(selector)]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

/** What the page saves under a row of its downloads. */
export async function download(page, word) {
  await tab(page, "downloads");
  const words = await page.evaluate((id) => JSON.parse(document.getElementById("config").textContent).words[document.documentElement.lang][id], word);
  return saved(page, `#panel-downloads button[aria-label$=": ${words}"]`);
}

/** The document inside a tab. */
export async function inner(page, name) {
  await tab(page, name);
  const handle = await page.waitForSelector(`#panel-${name} iframe`);
  return handle.contentFrame();
}
