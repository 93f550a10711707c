//! For people: what was expected, what was found, where to look.

use std::io::{self, Write};

use anstyle::AnsiColor;

use crate::check::{Failure, Judgement};
use crate::output::Style;
use crate::text::escape;
use crate::text::frames;
use crate::text::locale::Catalogue;
use crate::text::message;
use crate::text::style::{columns, wrap};
use crate::text::workflow::{Guard, Notation};

use super::{Judged, first_frames, title_in};

/// Columns where the terminal's are not known.
const WIDTH: u16 = 100;
/// Columns before a failure.
const INDENT: u16 = 2;

/// Writes what failed of each capture, and a sum.
pub fn write(
    out: &mut dyn Write,
    judged: &[Judged],
    catalogue: &Catalogue,
    style: Style,
) -> io::Result<()> {
    // runners do not tell every program that is started by them, as in a container, that they
    // listen
    let out = &mut Guard::new(out, Some(Notation::Text));
    let report = ResultPrinter {
        catalogue,
        style,
        width: style.width.unwrap_or(WIDTH).max(40),
        indent: INDENT,
    };
    for capture in judged {
        report.capture(out, capture)?;
    }
    let expectations: usize = judged.iter().map(|capture| capture.outcomes.len()).sum();
    let failed: usize = judged.iter().map(|capture| capture.failed().count()).sum();
    let captures = judged.iter().filter(|capture| !capture.passed()).count();
    let args = [
        ("expectations", (expectations as u64).into()),
        ("failed", (failed as u64).into()),
        ("captures", (judged.len() as u64).into()),
        ("bad", (captures as u64).into()),
    ];
    let id = match failed {
        // of what was not judged nothing holds
        0 if expectations == 0 => "check-summary-none",
        0 if judged.iter().any(|capture| capture.error.is_some()) => "check-summary-error",
        _ => "check-summary",
    };
    writeln!(out, "{}", catalogue.text(id, &args))
}

#[derive(Clone, Copy)]
struct ResultPrinter<'c> {
    catalogue: &'c Catalogue,
    style: Style,
    width: u16,
    /// Columns before a title; what is said below it stands two further in.
    indent: u16,
}

impl ResultPrinter<'_> {
    fn capture(&self, out: &mut dyn Write, capture: &Judged) -> io::Result<()> {
        let (word, color) = match (&capture.error, capture.passed()) {
            (Some(_), _) => ("check-error", AnsiColor::BrightRed),
            (None, false) => ("check-failed", AnsiColor::BrightRed),
            (None, true) => ("check-passed", AnsiColor::BrightGreen),
        };
        let word = self.style.paint(&self.catalogue.text(word, &[]), color);
        writeln!(out, "{word}  {}", capture.title)?;
        if let Some(error) = &capture.error {
            let error = match &capture.said {
                Some(said) => message::sentence(self.catalogue, said),
                None => escape::text(error.as_bytes()),
            };
            self.paragraph(out, "", &error)?;
        }
        if capture.error.is_none() {
            self.cut(out, capture)?;
        }
        for failure in &capture.failures {
            self.failure(out, capture, failure)?;
        }
        self.anew(out, capture)?;
        let cited = capture
            .failed()
            .flat_map(first_frames)
            .map(|&frame| (frame, frame))
            .collect();
        let lines = frames::by_file(self.catalogue, &capture.captures, cited, self.width - 2);
        lines.iter().try_for_each(|line| writeln!(out, "  {line}"))
    }

    /// Says of every file that was not read to its end that what is behind was not judged.
    fn cut(&self, out: &mut dyn Write, capture: &Judged) -> io::Result<()> {
        for file in &capture.captures {
            let Some(fault) = &file.fault else { continue };
            let args = [
                ("file", escape::text(file.path.as_bytes()).into()),
                ("why", message::fault(self.catalogue, fault).into()),
            ];
            self.paragraph(out, "", &self.catalogue.text("check-cut", &args))?;
        }
        Ok(())
    }

    /// The cause, where to look, and what fails by it.
    fn failure(&self, out: &mut dyn Write, capture: &Judged, failure: &Failure) -> io::Result<()> {
        if failure.is_plain() {
            self.outcome(out, failure.first(capture))?;
            return self.look(out, capture, failure);
        }
        self.title(out, &failure.title_in(self.catalogue, capture), "")?;
        self.look(out, capture, failure)?;
        let below = ResultPrinter {
            indent: self.indent + INDENT,
            ..*self
        };
        let mut outcomes = failure.outcomes.iter();
        outcomes.try_for_each(|&at| below.outcome(out, &capture.outcomes[at]))
    }

    /// Columns before what is said below a title.
    fn inner(&self) -> u16 {
        self.indent + INDENT
    }

    /// The line of the dialogue, and the commands that show more. A command is never wrapped: it is
    /// to be copied.
    fn look(&self, out: &mut dyn Write, capture: &Judged, failure: &Failure) -> io::Result<()> {
        if let Some(line) = failure.dialogue_in(self.catalogue) {
            let label = self.catalogue.text("check-dialogue", &[]);
            self.paragraph(out, &label, &line)?;
        }
        let mut label = self.catalogue.text("check-look", &[]);
        for command in failure.look(capture) {
            let indent = usize::from(self.inner());
            writeln!(out, "{:indent$}{label:<10}{command}", "")?;
            label.clear();
        }
        Ok(())
    }

    fn anew(&self, out: &mut dyn Write, capture: &Judged) -> io::Result<()> {
        if capture.failures.is_empty() || capture.anew.is_empty() {
            return Ok(());
        }
        writeln!(out, "  {}", self.catalogue.text("check-record-anew", &[]))?;
        capture
            .anew
            .iter()
            .try_for_each(|command| writeln!(out, "    {command}"))
    }

    fn outcome(&self, out: &mut dyn Write, outcome: &Judgement) -> io::Result<()> {
        let file = escape::text(outcome.place.file.as_bytes());
        // an option is one line
        let line = if outcome.place.is_option() {
            String::new()
        } else {
            format!(":{}", outcome.place.line)
        };
        self.title(
            out,
            &title_in(self.catalogue, outcome),
            &format!("({file}{line})"),
        )?;
        let labels = ["check-expected", "check-found", "check-frames"]
            .map(|id| self.catalogue.text(id, &[]));
        let [expected, found, place] = &labels;
        self.paragraph(out, expected, &outcome.expected)?;
        self.paragraph(out, found, &outcome.found)?;
        if !outcome.frames.is_empty() {
            let numbers =
                frames::numbers(self.catalogue, first_frames(outcome), outcome.frames.len());
            self.paragraph(out, place, &numbers)?;
        }
        Ok(())
    }

    /// What was expected, and where that stands: in one line where there is room. No word of an
    /// expression is cut.
    fn title(&self, out: &mut dyn Write, title: &str, place: &str) -> io::Result<()> {
        let room = usize::from(self.width - self.inner());
        let (outer, inner) = (usize::from(self.indent), usize::from(self.inner()));
        let blank = if place.is_empty() { "" } else { "  " };
        if columns(title) + columns(place) <= room {
            return writeln!(
                out,
                "{:outer$}{}{blank}{place}",
                "",
                self.style.paint(title, AnsiColor::BrightYellow)
            );
        }
        let is_long = title.split(' ').any(|word| columns(word) > room);
        let lines = if is_long {
            vec![title.to_owned()]
        } else {
            wrap(title, self.width - self.inner())
        };
        for (at, line) in lines.iter().enumerate() {
            let indent = if at == 0 { outer } else { inner };
            writeln!(
                out,
                "{:indent$}{}",
                "",
                self.style.paint(line, AnsiColor::BrightYellow)
            )?;
        }
        if place.is_empty() {
            return Ok(());
        }
        writeln!(out, "{:inner$}{place}", "")
    }

    /// A label, and words beside it.
    fn paragraph(&self, out: &mut dyn Write, label: &str, words: &str) -> io::Result<()> {
        let indent = usize::from(self.inner());
        let column = if label.is_empty() { 0 } else { 10 };
        let lines = wrap(words, self.width - self.inner() - column);
        for (at, line) in lines.iter().enumerate() {
            let label = if at == 0 { label } else { "" };
            writeln!(
                out,
                "{:indent$}{label:<width$}{line}",
                "",
                width = usize::from(column)
            )?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_commands_the_runner() {
        let error = Some("::error::x ##[group]y".to_owned());
        let judged = [Judged {
            title: "::add-mask::a".to_owned(),
            error,
            ..Judged::default()
        }];
        let mut out = Vec::new();
        write(
            &mut out,
            &judged,
            &Catalogue::new(crate::text::locale::Language::En),
            Style::default(),
        )
        .expect("text");
        let text = String::from_utf8(out).expect("text");
        assert!(
            !text.contains("##[")
                && text
                    .lines()
                    .all(|line| !line.trim_start().starts_with("::")),
            "{text}"
        );
        assert!(
            text.contains(":\\u{3a}error::x") && text.ends_with("Nothing was judged.\n"),
            "{text}"
        );
    }

    #[test]
    fn a_title_without_room_is_wrapped_and_never_cut() {
        let catalogue = Catalogue::new(crate::text::locale::Language::En);
        let report = ResultPrinter {
            catalogue: &catalogue,
            style: Style::default(),
            width: 40,
            indent: INDENT,
        };
        let written = |title: &str| {
            let mut out = Vec::new();
            report
                .title(&mut out, title, "(--require)")
                .expect("memory takes it");
            String::from_utf8(out).expect("text")
        };
        assert_eq!(
            written("transfer.size > 100"),
            "  transfer.size > 100  (--require)\n"
        );
        let wrapped =
            "  transfer.size > 100 where\n    transfer.command == RETR\n    (--require)\n";
        assert_eq!(
            written("transfer.size > 100 where transfer.command == RETR"),
            wrapped
        );
        let word = "x".repeat(50);
        assert_eq!(written(&word), format!("  {word}\n    (--require)\n"));
    }
}
