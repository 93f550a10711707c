//! A quiz as a page: it asks, corrects, and counts. It needs no network and no other file.

use std::io::{self, Write};

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{AskedQuestion, QuizSheet, letter};
use crate::output::report::source;

const STYLE: &str = include_str!("page/quiz.css");
const SCRIPT: &str = include_str!("page/quiz.js");

pub(super) fn write(out: &mut dyn Write, sheet: &QuizSheet<'_>) -> io::Result<()> {
    let policy = format!(
        "default-src 'none'; script-src '{}'; style-src '{}'; base-uri 'none'; form-action 'none'",
        source(SCRIPT),
        source(STYLE)
    );
    let title = sheet.words("quiz-title");
    let page = html! {
        (DOCTYPE)
        html lang=(sheet.look.language.tag()) {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                main {
                    h1 { (title) }
                    @if sheet.asked.is_empty() { p { (sheet.words("quiz-none")) } }
                    @for (number, asked) in sheet.numbered() { (question(sheet, number, asked)) }
                    p.score role="status" aria-live="polite" {
                        (sheet.words("quiz-score")) " "
                        span #right { "0" } " / " span #answered { "0" }
                    }
                }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    writeln!(out, "{}", page.into_string())
}

fn question(sheet: &QuizSheet<'_>, number: usize, asked: &AskedQuestion) -> Markup {
    let group = format!("question-{number}");
    html! {
        form.question id=(group) data-right=(asked.right) {
            fieldset {
                legend { span.number { (number) "." } " " (asked.text) }
                @for (place, option) in asked.options.iter().enumerate() {
                    label {
                        input type="radio" name=(group) value=(place);
                        " " span.letter { (letter(place)) "." } " " (option)
                    }
                }
            }
            button type="submit" { (sheet.words("quiz-check")) }
            div.reason hidden role="status" {
                p.yes hidden { (sheet.words("quiz-right")) }
                p.no hidden {
                    (sheet.words("quiz-wrong")) " " (letter(asked.right)) ". "
                    (asked.options[asked.right])
                }
                p { (asked.reason()) }
            }
        }
    }
}
