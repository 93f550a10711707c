//! `explain`: the steps of a session in words, for learners.

use std::io::{self, Write};

use anstyle::AnsiColor;

use crate::analysis::observer::{Observer as _, Row};
use crate::analysis::view::{Selection, View};
use crate::limits::Limits;
use crate::model::Finding;
use crate::story::{Options, Step, Story, Topic, Trail};
use crate::text::locale::Catalogue;

use crate::text::finding::{message, sentence, why};
use crate::text::frames;
use crate::text::style::{Style, session_color, wrap};

use super::{Needs, Output, Remark, RowsOnce};

/// Columns before the text of a step.
const INDENT: u16 = 4;

/// Prints the explanation of each chosen session.
pub struct Explain<'o> {
    out: &'o mut dyn Write,
    catalogue: &'o Catalogue,
    style: Style,
    trail: Trail,
    rows: RowsOnce,
}

impl<'o> Explain<'o> {
    /// In the language of a catalogue.
    pub fn new(
        out: &'o mut dyn Write,
        catalogue: &'o Catalogue,
        style: Style,
        selection: &Selection,
        limits: Limits,
    ) -> Self {
        Explain {
            out,
            catalogue,
            style,
            trail: Trail::of_steps(None, &limits),
            rows: RowsOnce::new(*selection != Selection::default()),
        }
    }
}

impl Output for Explain<'_> {
    fn needs(&mut self, known: Option<&View<'_>>) -> io::Result<Needs> {
        if !self.rows.is_next(known) {
            return Ok(Needs::NOTHING);
        }
        known.inspect(|view| self.trail.choose(view));
        Ok(Needs::ROWS)
    }

    fn row(&mut self, row: &Row<'_>) -> io::Result<()> {
        self.trail.row(row)
    }

    fn limits_hit(&self) -> Vec<(&'static str, u64)> {
        self.trail.limits_hit()
    }

    fn finish(&mut self, view: &View<'_>) -> io::Result<Vec<Remark>> {
        write(self.out, view, &self.trail, self.catalogue, self.style)?;
        self.out.flush()?;
        Ok(Vec::new())
    }
}

/// Writes the explanation of each chosen session.
fn write(
    out: &mut dyn Write,
    view: &View,
    trail: &Trail,
    catalogue: &Catalogue,
    style: Style,
) -> io::Result<()> {
    let page = Page {
        catalogue,
        style,
        width: style.text_width(24),
    };
    let options = Options {
        show_passwords: view.show_passwords,
        ..Options::default()
    };
    if view.analysis.sessions.is_empty() && !view.analysis.findings.is_empty() {
        return page.without_session(out, &view.analysis.findings);
    }
    for (number, session) in view.sessions().enumerate() {
        if number > 0 {
            writeln!(out)?;
        }
        let title = catalogue.text("explain-session", &[("id", session.id.to_string().into())]);
        let title = style.paint(&title, session_color(session.id));
        writeln!(out, "{title}  {}", catalogue.ends(session))?;
        page.story(out, &Story::tell(view.analysis, session, trail, options))?;
    }
    let cited = frames::of_sessions(view);
    frames::write_below(
        out,
        &frames::by_file(catalogue, &view.analysis.captures, cited, page.width),
    )
}

/// The sentences of a step as one text. A sentence that begins with somebody's name begins with a capital.
pub(super) fn text(catalogue: &Catalogue, step: &Step) -> String {
    let sentences: Vec<String> = step
        .sentences
        .iter()
        .map(|message| capital(&sentence(catalogue, message)))
        .collect();
    sentences.join(" ")
}

fn capital(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(rest).collect()
    })
}

struct Page<'c> {
    catalogue: &'c Catalogue,
    style: Style,
    width: u16,
}

impl Page<'_> {
    /// What is known of a capture that has no session to be explained.
    fn without_session(&self, out: &mut dyn Write, findings: &[Finding]) -> io::Result<()> {
        writeln!(out, "{}", self.catalogue.text("explain-no-session", &[]))?;
        for finding in findings {
            let said = capital(&message(self.catalogue, finding));
            let why = why(self.catalogue, finding.id);
            self.paragraph(out, "  • ", &format!("{said}. {why}"))?;
        }
        Ok(())
    }

    fn story(&self, out: &mut dyn Write, story: &Story) -> io::Result<()> {
        for (number, step) in (1..).zip(&story.steps) {
            writeln!(out)?;
            self.step(out, number, step)?;
        }
        writeln!(out)?;
        writeln!(
            out,
            "{}",
            self.style.paint(
                &self.catalogue.text("explain-summary", &[]),
                AnsiColor::BrightWhite
            )
        )?;
        for step in &story.summary {
            self.paragraph(out, "  • ", &self.with_basis(step))?;
        }
        Ok(())
    }

    /// `12. The data connection`, and below it what happened.
    fn step(&self, out: &mut dyn Write, number: usize, step: &Step) -> io::Result<()> {
        let title = self.catalogue.text(step.topic.message_id(), &[]);
        writeln!(
            out,
            "{}",
            self.style
                .paint(&format!("{number:>2}. {title}"), color(step.topic))
        )?;
        self.paragraph(out, "    ", &self.with_basis(step))
    }

    fn with_basis(&self, step: &Step) -> String {
        let text = text(self.catalogue, step);
        if step.basis.is_empty() {
            return text;
        }
        let basis = self
            .catalogue
            .text("explain-basis", &[("basis", step.basis.join(", ").into())]);
        format!("{text} [{basis}]")
    }

    fn paragraph(&self, out: &mut dyn Write, mark: &str, text: &str) -> io::Result<()> {
        for (number, line) in wrap(text, self.width - INDENT).iter().enumerate() {
            writeln!(out, "{}{line}", if number == 0 { mark } else { "    " })?;
        }
        Ok(())
    }
}

/// What belongs to the data connection stands out from what belongs to the dialogue.
fn color(topic: Topic) -> AnsiColor {
    match topic {
        Topic::Announcement | Topic::Opening | Topic::Overlap | Topic::Data | Topic::Closing => {
            AnsiColor::BrightMagenta
        }
        Topic::Tls => AnsiColor::BrightBlue,
        _ => AnsiColor::BrightCyan,
    }
}
