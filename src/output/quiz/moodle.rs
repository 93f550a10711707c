//! A quiz as XML for Moodle.

use std::io::{self, Write};

use super::{AskedQuestion, QuizSheet};

pub(super) fn write(out: &mut dyn Write, sheet: &QuizSheet<'_>) -> io::Result<()> {
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<quiz>")?;
    for (number, asked) in sheet.numbered() {
        let name = format!("{} {number}", sheet.words("quiz-question"));
        question(out, &name, asked)?;
    }
    writeln!(out, "</quiz>")
}

fn question(out: &mut dyn Write, name: &str, asked: &AskedQuestion) -> io::Result<()> {
    writeln!(out, "  <question type=\"multichoice\">")?;
    writeln!(out, "    <name><text>{}</text></name>", escaped(name))?;
    for (element, text) in [
        ("questiontext", asked.text.as_str()),
        ("generalfeedback", &asked.reason()),
    ] {
        writeln!(
            out,
            "    <{element} format=\"plain_text\"><text>{}</text></{element}>",
            escaped(text)
        )?;
    }
    writeln!(out, "    <defaultgrade>1</defaultgrade>")?;
    writeln!(out, "    <penalty>0.3333333</penalty>")?;
    writeln!(out, "    <hidden>0</hidden>")?;
    writeln!(out, "    <single>true</single>")?;
    writeln!(out, "    <shuffleanswers>true</shuffleanswers>")?;
    writeln!(out, "    <answernumbering>ABCD</answernumbering>")?;
    for (place, option) in asked.options.iter().enumerate() {
        let fraction = if place == asked.right { 100 } else { 0 };
        writeln!(
            out,
            "    <answer fraction=\"{fraction}\" format=\"plain_text\"><text>{}</text></answer>",
            escaped(option)
        )?;
    }
    writeln!(out, "  </question>")
}

fn escaped(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '<' => shown.push_str("&lt;"),
            '>' => shown.push_str("&gt;"),
            '&' => shown.push_str("&amp;"),
            '"' => shown.push_str("&quot;"),
            other => shown.push(other),
        }
    }
    shown
}
