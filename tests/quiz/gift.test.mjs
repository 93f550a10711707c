// What others' parser of GIFT reads out of a quiz is what the quiz is as JSON.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { test } from "node:test";

const { parse } = createRequire(import.meta.url)("gift-pegjs");
const root = resolve(import.meta.dirname ?? ".", "../..");
const program = process.env.FTPSCOPE ?? join(root, "target/debug/ftpscope");
const samples = readdirSync(join(root, "samples")).filter((name) => /\.pcap(ng)?$/.test(name));

function quiz(sample, format, language) {
  const words = ["quiz", "--quiet", "--count", "100", "--format", format, "--lang", language];
  return execFileSync(program, [...words, join("samples", sample)], { cwd: root, encoding: "utf8" });
}

// A question in the shape of JSON: text, options, which is right, why.
function read(question) {
  return {
    question: question.stem.text,
    options: question.choices.map((choice) => choice.text.text),
    answer: question.choices.findIndex((choice) => choice.isCorrect),
    why: question.globalFeedback?.text,
  };
}

for (const language of ["en", "vi"]) {
  test(`GIFT is read by gift-pegjs as it was meant (${language})`, () => {
    let count = 0;
    for (const sample of samples) {
      const expected = JSON.parse(quiz(sample, "json", language)).questions.map((asked) => ({
        question: asked.question,
        options: asked.options,
        answer: asked.answer,
        why: `${asked.explanation} [${asked.basis}]`,
      }));
      if (expected.length === 0) continue;
      const found = parse(quiz(sample, "gift", language)).filter((item) => item.type === "MC").map(read);
      assert.deepEqual(found, expected, sample);
      count += found.length;
    }
    assert.ok(count > 100, `${count}`);
  });
}
