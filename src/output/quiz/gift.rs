//! A quiz as GIFT, the text format of Moodle: what its own marks stand for is escaped by a
//! backslash.

use std::io::{self, Write};

use super::QuizSheet;

pub(super) fn write(out: &mut dyn Write, sheet: &QuizSheet<'_>) -> io::Result<()> {
    writeln!(out, "// {}", sheet.words("quiz-title"))?;
    for (number, asked) in sheet.numbered() {
        writeln!(
            out,
            "\n::{} {number}::[plain]{} {{",
            escaped(&sheet.words("quiz-question")),
            escaped(&asked.text)
        )?;
        for (place, option) in asked.options.iter().enumerate() {
            let mark = if place == asked.right { '=' } else { '~' };
            writeln!(out, "  {mark}{}", escaped(option))?;
        }
        writeln!(out, "  ####{}\n}}", escaped(&asked.reason()))?;
    }
    Ok(())
}

/// Text in which nothing is a mark of the format. A backslash is one only before a mark and before
/// `n`.
fn escaped(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(character, '~' | '=' | '#' | '{' | '}' | ':' | '\\') {
            shown.push('\\');
        }
        shown.push(character);
    }
    shown
}
