// Puts the page together: node build.mjs ENGINE.wasm PAGE.html
//
// The engine itself gives the words, and pages of `report` and `quiz`, whose scripts and styles the policy of the page has
// to name: documents inside a page have its policy beside their own.

import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import { Engine } from "./engine.mjs";

const [, , enginePath, pagePath] = process.argv;
const here = fileURLToPath(new URL(".", import.meta.url));
const root = join(here, "..");
const read = (...path) => readFileSync(join(...path), "utf8");

/** Samples that are offered first, and the words of those that are not called as their message. */
const FIRST = ["active.pcap", "passive.pcap", "firewall-active.pcap", "nat-227.pcap", "fxp.pcap", "ftps-explicit.pcapng"];
const WORDS = { "ftps-explicit.pcap": "web-sample-ftps-explicit-dark" };

/** Scripts of the page, in their order: they share one scope. */
const SCRIPTS = ["words", "engine", "table", "views", "frames", "saves", "page"];

const packed = (bytes) => gzipSync(bytes, { level: 9 }).toString("base64");
const source = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
// JSON and scripts must not end the element that they stand in
const inScript = (value) => JSON.stringify(value).replaceAll("<", "\\u003c");

const module = new WebAssembly.Module(readFileSync(enginePath));
const imports = WebAssembly.Module.imports(module);
if (imports.length > 0) throw new Error(`the engine imports ${JSON.stringify(imports)}`);
const engine = new Engine(module);
const words = JSON.parse(engine.ask({ output: "words" }));

function samples() {
  const names = readdirSync(join(root, "samples")).filter((name) => /\.pcap(ng)?$/.test(name));
  names.sort((a, b) => (FIRST.indexOf(a) + 1 || 99) - (FIRST.indexOf(b) + 1 || 99) || a.localeCompare(b));
  return names.map((name) => {
    const message = WORDS[name] ?? `web-sample-${name.replace(/\.\w+$/, "")}`;
    if (!(message in words.en)) throw new Error(`there are no words for the sample ${name}: ${message}`);
    return { name, words: message, bytes: packed(readFileSync(join(root, "samples", name))) };
  });
}

/** What stands in the elements of that name of a document; data are no script. */
function inside(document, tag) {
  const found = document.matchAll(new RegExp(`<${tag}(?! type="application/json")[^>]*>([^]*?)</${tag}>`, "g"));
  return [...found].map((match) => match[1]);
}

function documents() {
  engine.analyse([{ name: "active.pcap", bytes: readFileSync(join(root, "samples/active.pcap")) }]);
  const filters = {};
  return [
    engine.ask({ output: "report", lang: "en", filters }).toString(),
    engine.ask({ output: "quiz", lang: "en", format: "html", filters }).toString(),
  ];
}

const script = SCRIPTS.map((name) => read(here, "page", `${name}.js`)).join("\n");
const worker = read(here, "page/worker.js");
if (/<\/script/i.test(script + worker)) throw new Error("a script ends its own element");
const style = read(root, "src/output/report/page/page.css") + read(here, "page/page.css");

const inner = documents();
const scripts = [script, ...inner.flatMap((document) => inside(document, "script"))];
const styles = [style, ...inner.flatMap((document) => inside(document, "style"))];
const policy = [
  "default-src 'none'",
  "connect-src 'none'",
  `script-src 'wasm-unsafe-eval' ${scripts.map(source).join(" ")}`,
  `style-src ${styles.map(source).join(" ")}`,
  "img-src data:",
  "worker-src blob:",
  "frame-src blob:",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

const names = { en: "English", vi: "Tiếng Việt" };
const languages = Object.keys(words);
const fill = {
  policy,
  style,
  script,
  worker,
  languages: languages
    .map((tag) => `<button type="button" class="quiet" data-language="${tag}" lang="${tag}">${names[tag] ?? tag}</button>`)
    .join(""),
  version: read(root, "Cargo.toml").match(/^version = "(.*)"/m)[1],
  config: inScript({ words, languages, most: engine.exports.most() >>> 0, samples: samples() }),
  engine: packed(readFileSync(enginePath)),
};
const page = read(here, "page/page.html")
  // the first language is there before any script runs
  .replace(/(data-word="([\w-]+)"[^>]*>)(?=<)/g, (whole, head, id) => {
    if (!(id in words.en)) throw new Error(`there are no words for ${id}`);
    return head + words.en[id].replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  })
  .replace(/%(\w+)%/g, (_, name) => fill[name]);
writeFileSync(pagePath, page);
const sizes = { page: page.length, gzipped: gzipSync(page, { level: 9 }).length, engine: readFileSync(enginePath).length };
console.log(`${pagePath}: ${JSON.stringify(sizes)}`);
