//! `quiz`: questions that a capture asks; on a terminal one by one, with the answers.

use std::io::{self, BufRead, IsTerminal as _, Write};

use anstyle::AnsiColor;
use clap::{Args, ValueEnum, value_parser};

use crate::model::Analysis;
use crate::output::quiz::{
    AskedQuestion, Questions, Quiz, QuizFormat, QuizParams, QuizStyle, letter, show_question,
};
use crate::text::locale::Catalogue;
use crate::text::style::Style;
use crate::text::workflow::Notation;

use super::CommandFailure;
use super::common::Common;
use super::job::{Job, stdout};
use super::language::{Audience, LanguageArgs};
use super::target::OutputPlace;

/// Bytes of a line that are read as an answer.
const LINE: u64 = 4096;
/// What ends it.
const QUIT: &str = "Q";

#[derive(Debug, Args)]
pub(super) struct QuizArgs {
    /// How to write it
    #[arg(long, value_enum, default_value_t = QuizFormatArg::Text)]
    pub(super) format: QuizFormatArg,
    /// How many questions at most
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = value_parser!(u16).range(1..=1000))]
    pub(super) count: u16,
    /// Another number chooses other questions
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(super) seed: u64,
    /// The hardest of them: 1, 2 or 3
    #[arg(long, value_name = "LEVEL", default_value_t = 3, value_parser = value_parser!(u8).range(1..=3))]
    pub(super) level: u8,
    /// Put answers behind the questions of a sheet
    #[arg(long)]
    pub(super) answers: bool,
    #[command(flatten)]
    language: LanguageArgs,
    #[command(flatten)]
    pub(super) place: OutputPlace,
    #[command(flatten)]
    pub(super) common: Common,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum QuizFormatArg {
    /// For terminals, which ask one by one; elsewhere the questions, then the answers
    Text,
    /// A page that asks, corrects and counts
    Html,
    /// A sheet to print
    Markdown,
    /// For Moodle and others, as text
    Gift,
    /// For Moodle, as XML
    Moodle,
    /// For programs
    Json,
}

impl From<QuizFormatArg> for QuizFormat {
    fn from(format: QuizFormatArg) -> Self {
        match format {
            QuizFormatArg::Text => QuizFormat::Text,
            QuizFormatArg::Html => QuizFormat::Html,
            QuizFormatArg::Markdown => QuizFormat::Markdown,
            QuizFormatArg::Gift => QuizFormat::Gift,
            QuizFormatArg::Moodle => QuizFormat::Moodle,
            QuizFormatArg::Json => QuizFormat::Json,
        }
    }
}

impl QuizArgs {
    fn wanted(&self) -> QuizParams {
        QuizParams {
            count: self.count.into(),
            seed: self.seed,
            level: self.level,
        }
    }

    fn audience(&self) -> Audience {
        match self.format {
            QuizFormatArg::Text | QuizFormatArg::Html | QuizFormatArg::Markdown => {
                self.place.audience()
            }
            QuizFormatArg::Gift | QuizFormatArg::Moodle | QuizFormatArg::Json => Audience::Others,
        }
    }

    /// Somebody sits before it, who does not send the capture by the way of the answers.
    fn can_ask(&self) -> bool {
        let reads_capture = self
            .common
            .captures
            .iter()
            .any(|path| path.as_os_str() == "-");
        self.format == QuizFormatArg::Text
            && self.place.output.is_none()
            && !reads_capture
            && io::stdin().is_terminal()
            && io::stdout().is_terminal()
    }
}

pub(super) fn run(args: &QuizArgs, job: &Job) -> Result<Analysis, CommandFailure> {
    let language = args.language.of(args.audience());
    let catalogue = Catalogue::new(language);
    let style = args.common.style();
    if args.can_ask() {
        let mut questions = Questions::new(&catalogue, args.wanted());
        let analysis = job.run(&mut questions)?;
        let mut out = stdout(Notation::Text);
        ask_all(
            &mut out,
            &mut io::stdin().lock(),
            &catalogue,
            style,
            &questions.asked,
        )?;
        return Ok(analysis);
    }
    let notation = match args.format {
        QuizFormatArg::Json => Notation::Json,
        QuizFormatArg::Html | QuizFormatArg::Moodle => Notation::Xml,
        QuizFormatArg::Text | QuizFormatArg::Markdown | QuizFormatArg::Gift => Notation::Text,
    };
    let look = QuizStyle {
        format: args.format.into(),
        answers: args.answers,
        wanted: args.wanted(),
        language,
        style,
    };
    args.place.write(job, &args.common, notation, |out| {
        job.run(&mut Quiz::new(out, &catalogue, look))
    })
}

/// Asks one question after another; an empty line passes it, the end of the input or `q` ends it
/// all.
fn ask_all(
    out: &mut dyn Write,
    answers: &mut dyn BufRead,
    catalogue: &Catalogue,
    style: Style,
    asked: &[AskedQuestion],
) -> io::Result<()> {
    if asked.is_empty() {
        writeln!(out, "{}", catalogue.text("quiz-none", &[]))?;
        return out.flush();
    }
    let mut right = 0;
    let mut answered = 0;
    for (number, question) in (1..).zip(asked) {
        show_question(out, style, number, question)?;
        let answer = ask(out, answers, catalogue, question)?;
        if answer == LearnerAnswer::End {
            break;
        }
        answered += 1;
        let is_right = answer == LearnerAnswer::Option(question.right);
        right += usize::from(is_right);
        correct(out, catalogue, style, question, is_right)?;
    }
    let score = catalogue.text("quiz-score", &[]);
    writeln!(out, "\n{score} {right} / {answered}")?;
    out.flush()
}

/// What somebody says to a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LearnerAnswer {
    /// This option.
    Option(usize),
    Passed,
    /// Nothing more: the end of the input, or a wish.
    End,
}

fn ask(
    out: &mut dyn Write,
    answers: &mut dyn BufRead,
    catalogue: &Catalogue,
    question: &AskedQuestion,
) -> io::Result<LearnerAnswer> {
    let last = letter(question.options.len() - 1).to_string();
    loop {
        let prompt = catalogue.text("quiz-prompt", &[("last", last.as_str().into())]);
        write!(out, "     {prompt} ")?;
        out.flush()?;
        let mut line = String::new();
        if io::Read::take(&mut *answers, LINE).read_line(&mut line)? == 0 {
            writeln!(out)?;
            return Ok(LearnerAnswer::End);
        }
        let typed = line.trim().to_ascii_uppercase();
        if typed.is_empty() {
            return Ok(LearnerAnswer::Passed);
        }
        if typed == QUIT {
            return Ok(LearnerAnswer::End);
        }
        let mut letters = (0..question.options.len()).map(letter);
        if let Some(place) = letters.position(|letter| typed == letter.to_string()) {
            return Ok(LearnerAnswer::Option(place));
        }
        let help = catalogue.text("quiz-help", &[("last", last.as_str().into())]);
        writeln!(out, "     {help}")?;
    }
}

/// Says whether it was right, and why.
fn correct(
    out: &mut dyn Write,
    catalogue: &Catalogue,
    style: Style,
    question: &AskedQuestion,
    is_right: bool,
) -> io::Result<()> {
    let (said, color) = if is_right {
        (catalogue.text("quiz-right", &[]), AnsiColor::BrightGreen)
    } else {
        let wrong = catalogue.text("quiz-wrong", &[]);
        let answer = letter(question.right);
        (format!("{wrong} {answer}."), AnsiColor::BrightRed)
    };
    writeln!(out, "     {}", style.paint(&said, color))?;
    writeln!(out, "     {}\n", question.reason())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::locale::Language;

    fn question(right: usize) -> AskedQuestion {
        AskedQuestion::for_tests("Who?", &["the client", "the server", "nobody"], right)
    }

    /// What is shown to somebody who types that.
    fn shown(typed: &str, asked: &[AskedQuestion]) -> String {
        let mut out = Vec::new();
        let style = Style {
            width: None,
            color: false,
        };
        let catalogue = Catalogue::new(Language::En);
        ask_all(&mut out, &mut typed.as_bytes(), &catalogue, style, asked).expect("a vector");
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn answers_are_corrected_and_counted() {
        let asked = [question(1), question(0), question(2)];
        let shown = shown("b\nC\n\n", &asked);
        assert!(shown.contains("Right.") && shown.contains("The right answer is A."));
        assert!(shown.ends_with("Right answers: 1 / 3\n"), "{shown}");
    }

    #[test]
    fn what_is_no_answer_is_asked_again_and_the_end_ends_it() {
        let shown = shown("x\nanswer\nB\n", &[question(1), question(1)]);
        assert_eq!(shown.matches("(A to C)").count(), 4, "{shown}");
        assert_eq!(shown.matches("Type A to C").count(), 2, "{shown}");
        assert!(shown.ends_with("Right answers: 1 / 1\n"), "{shown}");
    }

    #[test]
    fn q_ends_it_as_the_end_does() {
        let shown = shown("B\nq\nB\n", &[question(1), question(1), question(1)]);
        assert!(shown.ends_with("Right answers: 1 / 1\n"), "{shown}");
        assert_eq!(shown.matches("Type A to C").count(), 0, "{shown}");
    }
}
