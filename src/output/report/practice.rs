//! Practice: questions that the capture itself answers, with the explanation behind the answer.

use maud::{Markup, html};

use crate::output::quiz::{AskedQuestion, QuizParams, letter};
use crate::story::quiz::questions;

use super::PageJson;
use super::session::frame_button;
use super::steps::rule;

/// The questions: as many as half a lesson takes.
const WANTED: QuizParams = QuizParams {
    count: 12,
    seed: 0,
    level: 3,
};
/// Frames that an explanation names.
const FRAMES: usize = 8;

/// The questions of the page; nothing where the capture answers none.
pub(super) fn section(page: &PageJson) -> Markup {
    let words = page.words;
    let questions = questions(&page.view, WANTED);
    let asked = questions.iter().map(|question| {
        let texts = words.each(|catalogue| AskedQuestion::new(catalogue, question));
        texts.into_iter().collect::<Option<Vec<AskedQuestion>>>()
    });
    // in every language the same options in the same order
    let asked: Vec<Vec<AskedQuestion>> = asked
        .flatten()
        .filter(|texts| {
            let all = |text: &AskedQuestion| (text.options.len(), text.right);
            texts.iter().all(|text| all(text) == all(&texts[0]))
        })
        .collect();
    html! {
        @if !asked.is_empty() {
            details id="practice" {
                summary { h2 { (words.say("page-practice")) } }
                p class="score" role="status" aria-live="polite" {
                    (words.say("quiz-score")) " "
                    span id="practice-right" { "0" } " / " span id="practice-answered" { "0" }
                    " (" (asked.len()) ")"
                }
                @for (number, texts) in (1..).zip(&asked) { (form(page, number, texts)) }
            }
        }
    }
}

/// A part of a question in each language.
fn each(
    page: &PageJson,
    texts: &[AskedQuestion],
    part: impl Fn(&AskedQuestion) -> String,
) -> Markup {
    let texts: Vec<String> = texts
        .iter()
        .map(|text| page.texts().keep(part(text)))
        .collect();
    page.words.given(&texts)
}

fn form(page: &PageJson, number: usize, texts: &[AskedQuestion]) -> Markup {
    let (words, first) = (page.words, &texts[0]);
    let group = format!("question-{number}");
    html! {
        form class="question" id=(group) data-right=(first.right) {
            fieldset {
                legend { span class="faint" { (number) "." } " " (each(page, texts, |text| text.text.clone())) }
                @for option in 0..first.options.len() {
                    label {
                        input type="radio" name=(group) value=(option);
                        " " (letter(option)) ". " (each(page, texts, |text| text.options[option].clone()))
                    }
                }
            }
            button type="submit" { (words.say("quiz-check")) }
            div class="reason" role="status" hidden {
                p class="yes" hidden { (words.say("quiz-right")) }
                p class="no" hidden {
                    (words.say("quiz-wrong")) " " (letter(first.right)) ". "
                    (each(page, texts, |text| text.options[text.right].clone()))
                }
                p {
                    (each(page, texts, |text| text.because.clone())) " " cite { (rule(first.basis)) }
                    @for &frame in first.frames.iter().take(FRAMES) { " " (frame_button(frame)) }
                }
            }
        }
    }
}
