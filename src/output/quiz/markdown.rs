//! A quiz as a sheet of Markdown: to be printed, with a line for each answer; for the teacher with
//! the answers behind.

use std::io::{self, Write};

use super::{QuizSheet, letter};
use crate::text::escape;

pub(super) fn write(out: &mut dyn Write, sheet: &QuizSheet<'_>) -> io::Result<()> {
    writeln!(out, "# {}", sheet.words("quiz-title"))?;
    if sheet.asked.is_empty() {
        return writeln!(out, "\n{}", sheet.words("quiz-none"));
    }
    for (number, asked) in sheet.numbered() {
        writeln!(out, "\n{number}. {}\n", escape::markdown(&asked.text))?;
        for (place, option) in asked.options.iter().enumerate() {
            writeln!(out, "    - {}) {}", letter(place), escape::markdown(option))?;
        }
        writeln!(
            out,
            "\n    {} \\_\\_\\_\\_\\_\\_",
            sheet.words("quiz-answer")
        )?;
    }
    if sheet.look.answers {
        answers(out, sheet)?;
    }
    Ok(())
}

fn answers(out: &mut dyn Write, sheet: &QuizSheet<'_>) -> io::Result<()> {
    writeln!(out, "\n## {}\n", sheet.words("quiz-answers"))?;
    for (number, asked) in sheet.numbered() {
        let right = escape::markdown(&asked.options[asked.right]);
        let reason = escape::markdown(&asked.reason());
        writeln!(
            out,
            "{number}. **{})** {right}. {reason}",
            letter(asked.right)
        )?;
    }
    Ok(())
}
