// Pages of the program, opened in Chromium, with everything that may not happen watched.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

import { chromium } from "playwright-core";

const root = resolve(import.meta.dirname ?? ".", "../..");
const program = process.env.FTPSCOPE ?? join(root, "target/debug/ftpscope");
const browser = process.env.CHROMIUM ?? ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find(existsSync);
const folder = mkdtempSync(join(tmpdir(), "ftpscope-pages-"));

/** Where pictures of the pages go, to be looked at. */
export const pictures = process.env.PICTURES ?? join(root, "target/report-pages");
mkdirSync(pictures, { recursive: true });

export const sample = (name) => join(root, "samples", name);

/** Writes a capture into a file. */
export function captureFile(name, bytes) {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

/** Pages open in English, whatever is spoken here. */
const env = { ...process.env, LC_ALL: "C" };

/** The page of a capture: its path. */
export function report(capture, ...options) {
  const path = join(folder, `${capture.split("/").pop()}.html`);
  execFileSync(program, ["report", "--quiet", "-o", path, ...options, capture], { env });
  return path;
}

/** The page of two captures side by side: its path. */
export function compare(first, second, ...options) {
  const path = join(folder, `${first.split("/").pop()}-${second.split("/").pop()}.html`);
  execFileSync(program, ["report", "--compare", "--quiet", "-o", path, ...options, first, second], { env });
  return path;
}

let running = null;

export async function stop() {
  await running?.close();
}

/** Opens a page; `page.faults` fills with what a page must not do. */
export async function open(path, { width = 1440, height = 1000, scheme = "light", scripts = true, hash = "" } = {}) {
  running ??= await chromium.launch({ executablePath: browser, args: ["--no-sandbox"] });
  const context = await running.newContext({
    viewport: { width, height },
    colorScheme: scheme,
    javaScriptEnabled: scripts,
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  page.faults = [];
  page.on("console", (message) => page.faults.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => page.faults.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => {
    page.faults.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  const url = pathToFileURL(path).href;
  page.on("request", (request) => {
    if (request.url().split("#")[0] !== url && !request.url().startsWith("data:")) page.faults.push(`request: ${request.url()}`);
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
