// The engine without a browser: files, words, panics.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { Engine } from "../engine.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");
const program = process.env.FTPSCOPE ?? join(target, "debug/ftpscope");
const enginePath = process.env.FTPSCOPE_ENGINE ?? ["debug", "release"].map((folder) => join(target, "wasm32-unknown-unknown", folder, "ftpscope_web.wasm")).find(existsSync);
const module = new WebAssembly.Module(readFileSync(enginePath));

function captures(folder) {
  return readdirSync(join(root, folder)).filter((name) => /\.pcap(ng)?$/.test(name)).map((name) => join(root, folder, name));
}

test("the engine imports nothing", () => {
  assert.deepEqual(WebAssembly.Module.imports(module), []);
});

test("every file is the one that extract writes", () => {
  let files = 0;
  for (const path of [...captures("samples"), ...captures("tests/captures")]) {
    const engine = new Engine(module);
    engine.analyse([{ name: basename(path), bytes: readFileSync(path) }]);
    const list = JSON.parse(engine.ask({ output: "files", filters: {} }));
    const folder = mkdtempSync(join(tmpdir(), "ftpscope-files-"));
    execFileSync(program, ["extract", "--listings", "--quiet", "-d", folder, basename(path)], { cwd: dirname(path), stdio: "ignore" });
    list.forEach(({ output }, file) => {
      const bytes = engine.ask({ output: "file", file, filters: {} });
      assert.ok(bytes.equals(readFileSync(join(folder, output))), `${path}: ${output}`);
      files += 1;
    });
    const { files: manifest } = JSON.parse(readFileSync(join(folder, "manifest.json")));
    assert.deepEqual(list.map(({ output }) => output), manifest.map(({ output }) => output), path);
    rmSync(folder, { recursive: true });
  }
  assert.ok(files > 100, `${files} files`);
});

test("every word of the page is in the catalogue, and used", () => {
  const ids = readFileSync(join(root, "locales/en.ftl"), "utf8").matchAll(/^(web-[\w-]+) = /gm);
  // what the engine says itself
  const spoken = readFileSync(join(root, "web/engine/src/request.rs"), "utf8");
  const wanted = [...ids].map((match) => match[1]).filter((id) => !spoken.includes(`"${id}"`));
  const words = JSON.parse(new Engine(module).ask({ output: "words" }));
  const folder = join(root, "web/page");
  const names = readdirSync(folder).filter((name) => /\.(js|html)$/.test(name));
  const sources = [...names.map((name) => readFileSync(join(folder, name), "utf8")), readFileSync(join(root, "web/build.mjs"), "utf8")].join("\n");
  // made of a beginning and the name of a value, of a sample, or in the engine
  const composed = /^(web-(direction|redact|redacted|sample|reading|analysing)|page-mode|page-severity|verdict-login|outcome|overview)\b/;
  for (const id of wanted) assert.ok(id in words.en && id in words.vi, `words.txt lacks ${id}`);
  for (const id of Object.keys(words.en)) {
    assert.ok(composed.test(id) || sources.includes(`"${id}"`), `nothing says ${id}`);
  }
});

test("a request that makes no sense is refused, and the engine goes on", () => {
  const engine = new Engine(module);
  engine.analyse([{ name: "active.pcap", bytes: readFileSync(join(root, "samples/active.pcap")) }]);
  assert.throws(() => engine.ask({ output: "nothing" }), /unknown variant/);
  assert.throws(() => engine.ask({ output: "glance", filters: { client: "nowhere" } }));
  assert.throws(() => engine.ask({ output: "file", file: 7 }), /no such file/);
  assert.ok(engine.ask({ output: "json" }).length > 0);
});

test("outputs do not change what the next one says", () => {
  const engine = new Engine(module);
  engine.analyse([{ name: "fxp.pcap", bytes: readFileSync(join(root, "samples/fxp.pcap")) }]);
  const before = engine.ask({ output: "json" });
  for (const request of [{ output: "report" }, { output: "quiz", format: "html" }, { output: "slice", redact: ["names"] }, { output: "glance", lang: "vi" }]) engine.ask(request);
  assert.ok(engine.ask({ output: "json" }).equals(before));
});
