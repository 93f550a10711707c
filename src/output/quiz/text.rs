//! A quiz as text: the questions, then the answers.

use std::io::{self, Write};

use anstyle::AnsiColor;

use super::{AskedQuestion, QuizSheet, letter};
use crate::text::style::{Style, wrap};

/// Columns before an option.
const INDENT: u16 = 7;

pub(super) fn write(out: &mut dyn Write, sheet: &QuizSheet<'_>) -> io::Result<()> {
    let style = sheet.look.style;
    if sheet.asked.is_empty() {
        return writeln!(out, "{}", sheet.words("quiz-none"));
    }
    for (number, asked) in sheet.numbered() {
        question(out, style, number, asked)?;
        writeln!(out)?;
    }
    let title = sheet.words("quiz-answers");
    writeln!(out, "{}", style.paint(&title, AnsiColor::BrightWhite))?;
    for (number, asked) in sheet.numbered() {
        let answer = format!("{}. {}", letter(asked.right), asked.reason());
        paragraph(out, style, &format!("{number:>3}. "), &answer)?;
    }
    Ok(())
}

/// A question and what can be answered.
pub(crate) fn question(
    out: &mut dyn Write,
    style: Style,
    number: usize,
    asked: &AskedQuestion,
) -> io::Result<()> {
    paragraph(out, style, &format!("{number:>3}. "), &asked.text)?;
    for (place, option) in asked.options.iter().enumerate() {
        paragraph(out, style, &format!("     {}. ", letter(place)), option)?;
    }
    Ok(())
}

fn paragraph(out: &mut dyn Write, style: Style, mark: &str, text: &str) -> io::Result<()> {
    let width = style.text_width(24) - INDENT - 1;
    let indent = " ".repeat(mark.len());
    for (number, line) in wrap(text, width).iter().enumerate() {
        writeln!(out, "{}{line}", if number == 0 { mark } else { &indent })?;
    }
    Ok(())
}
