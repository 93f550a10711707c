//! A quiz as JSON.

use std::io::{self, Write};

use serde::Serialize;

use super::QuizSheet;

/// The name of the format; within it fields are added only.
const SCHEMA: &str = "ftpscope-quiz/1";

#[derive(Serialize)]
struct QuizJson<'s> {
    schema: &'static str,
    language: &'static str,
    seed: u64,
    questions: Vec<QuestionJson<'s>>,
}

#[derive(Serialize)]
struct QuestionJson<'s> {
    id: usize,
    kind: &'static str,
    level: u8,
    session: u32,
    offer: Option<u32>,
    transfer: Option<u32>,
    question: &'s str,
    options: &'s [String],
    answer: usize,
    explanation: &'s str,
    frames: &'s [u64],
    basis: &'s str,
}

pub(super) fn write(out: &mut dyn Write, sheet: &QuizSheet<'_>) -> io::Result<()> {
    let questions = sheet.numbered().map(|(id, asked)| QuestionJson {
        id,
        kind: asked.kind.name(),
        level: asked.kind.level(),
        session: asked.session,
        offer: asked.offer,
        transfer: asked.transfer,
        question: &asked.text,
        options: &asked.options,
        answer: asked.right,
        explanation: &asked.because,
        frames: &asked.frames,
        basis: asked.basis,
    });
    let document = QuizJson {
        schema: SCHEMA,
        language: sheet.look.language.tag(),
        seed: sheet.look.wanted.seed,
        questions: questions.collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}
