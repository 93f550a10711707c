// Every diagram of every sample and capture, and of hostile names, read by Mermaid's own parser.
//
// FTPSCOPE names the program, the debug build where it does not.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { JSDOM } from "jsdom";

// Mermaid cleans its texts with the DOM of a page, which must be there before it is loaded.
const { window } = new JSDOM("");
globalThis.window = window;
globalThis.document = window.document;
const { default: mermaid } = await import("mermaid");

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const program = process.env.FTPSCOPE ?? join(root, "target/debug/ftpscope");

function captures(folder) {
  const names = readdirSync(join(root, folder)).filter((name) => /\.(pcap|pcapng)(\.(gz|zst|lz4))?$/.test(name));
  assert.ok(names.length > 0, `there are captures in ${folder}`);
  return names.map((name) => join(root, folder, name));
}

/** The diagrams of a capture: one as it is, several in the blocks of a page. */
function diagrams(capture, detail) {
  const options = ["diagram", "--quiet", "--format", "mermaid", "--detail", detail, capture];
  const text = execFileSync(program, options, { encoding: "utf8", maxBuffer: 1 << 28 });
  const blocks = [...text.matchAll(/^```mermaid\n(.*?)^```$/gms)].map((match) => match[1]);
  return blocks.length > 0 || text.trim() === "" ? blocks : [text];
}

async function parse(diagram, name) {
  assert.ok(diagram.length <= 50_000, `${name}: renderers refuse diagrams of ${diagram.length} characters`);
  const { diagramType } = await mermaid.parse(diagram).catch((error) => assert.fail(`${name}: ${error.message}`));
  assert.equal(diagramType, "sequence", name);
}

test("the parser refuses what is no diagram", async () => {
  await assert.rejects(mermaid.parse("sequenceDiagram\n    C->>S\n"));
});

for (const folder of ["samples", "tests/captures"]) {
  for (const detail of ["frames", "messages", "steps"]) {
    test(`every capture in ${folder}, ${detail}`, async () => {
      let count = 0;
      for (const capture of captures(folder)) {
        for (const diagram of diagrams(capture, detail)) {
          await parse(diagram, capture);
          count += 1;
        }
      }
      assert.ok(count >= 18, `${count} diagrams were read`);
    });
  }
}
