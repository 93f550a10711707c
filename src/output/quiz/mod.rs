//! `quiz`: questions that a capture asks, as sheets for people and as files for programs that
//! teach.
//!
//! Which questions, and what is right, is decided by `story::quiz`. Here they get words, and one of
//! six shapes. In every shape of a language they are the same questions with the same options in
//! the same order.

mod gift;
mod html;
mod json;
mod markdown;
mod moodle;
mod text;

use std::io::{self, Write};

use crate::analysis::view::View;
use crate::model::{ExpectedDataId, SessionId, TransferId};
use crate::story::quiz::{Question, QuestionKind, questions};
use crate::text::locale::{Catalogue, Language};
use crate::text::message::sentence;
use crate::text::style::Style;

use super::{Output, Remark};

pub use crate::story::quiz::QuizParams;
pub(crate) use text::question as show_question;

/// What a quiz is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuizFormat {
    /// For a screen: the questions, then the answers.
    Text,
    /// A page that asks and corrects.
    Html,
    /// A sheet to be printed.
    Markdown,
    /// For Moodle and others: one line of text a question.
    Gift,
    /// For Moodle: XML.
    Moodle,
    /// For programs.
    Json,
}

impl QuizFormat {
    /// Every format.
    pub const ALL: [QuizFormat; 6] = [
        QuizFormat::Text,
        QuizFormat::Html,
        QuizFormat::Markdown,
        QuizFormat::Gift,
        QuizFormat::Moodle,
        QuizFormat::Json,
    ];
}

/// How a quiz is written.
#[derive(Clone, Copy, Debug)]
pub struct QuizStyle {
    /// Its format.
    pub format: QuizFormat,
    /// A sheet of Markdown has its answers.
    pub answers: bool,
    /// Which questions.
    pub wanted: QuizParams,
    /// Its language, to be named in documents.
    pub language: Language,
    /// Width and colour.
    pub style: Style,
}

/// A question in the words of a language.
#[derive(Clone, Debug)]
pub struct AskedQuestion {
    /// What it is about.
    pub(super) kind: QuestionKind,
    /// Its session.
    pub(super) session: SessionId,
    pub(super) offer: Option<ExpectedDataId>,
    pub(super) transfer: Option<TransferId>,
    /// What is asked.
    pub text: String,
    /// What can be answered.
    pub options: Vec<String>,
    /// Which of them is right.
    pub right: usize,
    /// Why.
    pub because: String,
    /// The frames that prove it.
    pub(in crate::output) frames: Vec<u64>,
    /// Where the rule stands.
    pub basis: &'static str,
}

impl AskedQuestion {
    /// None where fewer than three options read differently.
    pub(in crate::output) fn new(catalogue: &Catalogue, question: &Question) -> Option<Self> {
        let mut options: Vec<String> = Vec::new();
        let right = sentence(catalogue, &question.options[question.right]);
        for (place, option) in question.options.iter().enumerate() {
            let text = sentence(catalogue, option);
            if place == question.right || (text != right && !options.contains(&text)) {
                options.push(text);
            }
        }
        (options.len() >= 3).then(|| AskedQuestion {
            kind: question.kind,
            session: question.session,
            offer: question.offer,
            transfer: question.transfer,
            text: sentence(catalogue, &question.asked),
            right: options.iter().position(|o| *o == right).unwrap_or_default(),
            options,
            because: sentence(catalogue, &question.because),
            frames: question.frames.clone(),
            basis: question.basis,
        })
    }

    /// A question of nothing.
    #[cfg(test)]
    pub(crate) fn for_tests(text: &str, options: &[&str], right: usize) -> Self {
        AskedQuestion {
            kind: QuestionKind::Opener,
            session: 1,
            offer: None,
            transfer: None,
            text: text.to_owned(),
            options: options.iter().map(|&option| option.to_owned()).collect(),
            right,
            because: "Because.".to_owned(),
            frames: vec![1],
            basis: "RFC 959 3.3",
        }
    }

    /// Why the right option is right, with the rule.
    pub fn reason(&self) -> String {
        format!("{} [{}]", self.because, self.basis)
    }
}

/// The letter of an option: `A` is the first.
pub fn letter(option: usize) -> char {
    char::from(b'A' + (option % 26) as u8)
}

/// The questions of the chosen sessions, in the words of a language.
pub fn asked(view: &View<'_>, catalogue: &Catalogue, wanted: QuizParams) -> Vec<AskedQuestion> {
    let questions = questions(view, wanted);
    let asked = questions
        .iter()
        .filter_map(|q| AskedQuestion::new(catalogue, q));
    asked.collect()
}

/// Writes a quiz.
pub struct Quiz<'o> {
    out: &'o mut dyn Write,
    catalogue: &'o Catalogue,
    look: QuizStyle,
}

impl<'o> Quiz<'o> {
    /// In the language of a catalogue.
    pub fn new(out: &'o mut dyn Write, catalogue: &'o Catalogue, look: QuizStyle) -> Self {
        Quiz {
            out,
            catalogue,
            look,
        }
    }
}

impl Output for Quiz<'_> {
    fn finish(&mut self, view: &View<'_>) -> io::Result<Vec<Remark>> {
        let asked = asked(view, self.catalogue, self.look.wanted);
        let sheet = QuizSheet {
            asked: &asked,
            catalogue: self.catalogue,
            look: self.look,
        };
        let out = &mut *self.out;
        match self.look.format {
            QuizFormat::Text => text::write(out, &sheet)?,
            QuizFormat::Html => html::write(out, &sheet)?,
            QuizFormat::Markdown => markdown::write(out, &sheet)?,
            QuizFormat::Gift => gift::write(out, &sheet)?,
            QuizFormat::Moodle => moodle::write(out, &sheet)?,
            QuizFormat::Json => json::write(out, &sheet)?,
        }
        out.flush()?;
        Ok(Vec::new())
    }
}

/// Keeps the questions for whoever asks them one by one.
#[derive(Debug)]
pub struct Questions<'c> {
    catalogue: &'c Catalogue,
    wanted: QuizParams,
    /// The questions, once the records are known.
    pub asked: Vec<AskedQuestion>,
}

impl<'c> Questions<'c> {
    /// In the language of a catalogue.
    pub fn new(catalogue: &'c Catalogue, wanted: QuizParams) -> Self {
        Questions {
            catalogue,
            wanted,
            asked: Vec::new(),
        }
    }
}

impl Output for Questions<'_> {
    fn finish(&mut self, view: &View<'_>) -> io::Result<Vec<Remark>> {
        self.asked = asked(view, self.catalogue, self.wanted);
        Ok(Vec::new())
    }
}

/// What a format writes.
struct QuizSheet<'s> {
    asked: &'s [AskedQuestion],
    catalogue: &'s Catalogue,
    look: QuizStyle,
}

impl QuizSheet<'_> {
    fn words(&self, id: &str) -> String {
        self.catalogue.text(id, &[])
    }

    /// The questions with their numbers, from 1 on.
    fn numbered(&self) -> impl Iterator<Item = (usize, &AskedQuestion)> {
        (1..).zip(self.asked)
    }
}
