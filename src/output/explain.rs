//! `explain`: the steps of a session in words, for learners.

use std::io::{self, Write};

use anstyle::AnsiColor;

use crate::analysis::observer::Row;
use crate::analysis::view::{Selection, View};
use crate::limits::Limits;
use crate::model::{Finding, Message, Session, SessionId};
use crate::story::{
    FrameLog, LearnerQuestion, Level, SessionKind, Step, Story, StoryOptions, Topic, kinds,
};
use crate::text::locale::Catalogue;

use crate::text::finding::{advice, message, why};
use crate::text::frames;
use crate::text::message::sentence;
use crate::text::style::{Style, session_color, wrap};

use super::{Needs, Output, Remark, StoryLog};

/// Columns before the text of a step.
const INDENT: u16 = 4;
/// Sessions that anybody reads; a reader who wants another one names it.
pub const SESSIONS: usize = 10;
/// Sessions that a sentence lists.
const LISTED: usize = 20;

/// Prints the explanation of each chosen session.
pub struct Explain<'o> {
    out: &'o mut dyn Write,
    catalogue: &'o Catalogue,
    look: ExplainStyle,
    log: StoryLog,
}

/// How an explanation is written.
#[derive(Clone, Copy, Debug)]
pub struct ExplainStyle {
    /// How much of each step.
    pub level: Level,
    /// How many sessions at most; of more, one of each kind.
    pub sessions: usize,
    /// Colours and width.
    pub style: Style,
}

impl<'o> Explain<'o> {
    /// In the language of a catalogue.
    pub fn new(
        out: &'o mut dyn Write,
        catalogue: &'o Catalogue,
        look: ExplainStyle,
        selection: &Selection,
        limits: Limits,
    ) -> Self {
        Explain {
            out,
            catalogue,
            look,
            log: StoryLog::new(FrameLog::of_steps(None, &limits), selection),
        }
    }
}

impl Output for Explain<'_> {
    fn needs(&mut self, known: Option<&View<'_>>) -> io::Result<Needs> {
        self.log.needs(known)
    }

    fn row(&mut self, row: &Row<'_>) -> io::Result<()> {
        self.log.row(row)
    }

    fn limits_hit(&self) -> Vec<(&'static str, u64)> {
        self.log.limits_hit()
    }

    fn finish(&mut self, view: &View<'_>) -> io::Result<Vec<Remark>> {
        write(self.out, view, self.log.frames(), self.catalogue, self.look)?;
        self.out.flush()?;
        Ok(Vec::new())
    }
}

/// Writes the explanation of each chosen session.
fn write(
    out: &mut dyn Write,
    view: &View,
    log: &FrameLog,
    catalogue: &Catalogue,
    look: ExplainStyle,
) -> io::Result<()> {
    let style = look.style;
    let page = ExplainWriter {
        catalogue,
        style,
        level: look.level,
        sessions: look.sessions,
        width: style.text_width(24),
    };
    let options = StoryOptions {
        show_passwords: view.show_passwords,
        ..StoryOptions::default()
    };
    if view.analysis.sessions.is_empty() && !view.analysis.findings.is_empty() {
        return page.without_session(out, &view.analysis.findings);
    }
    let all = view.sessions().count();
    let (told, untold) = page.chosen(view);
    if told.len() < all {
        page.many(out, all, told.len())?;
    }
    let ids: Vec<SessionId> = told.iter().map(|kind| kind.session).collect();
    let sessions: Vec<&Session> = view
        .sessions()
        .filter(|session| ids.contains(&session.id))
        .collect();
    for (number, session) in sessions.iter().enumerate() {
        if number > 0 {
            writeln!(out)?;
        }
        let title = catalogue.text("explain-session", &[("id", session.id.to_string().into())]);
        let title = style.paint(&title, session_color(session.id));
        writeln!(out, "{title}  {}", catalogue.ends(session))?;
        page.story(out, &Story::tell(view.analysis, session, log, options))?;
    }
    page.others(out, &told, &untold)?;
    let connections = sessions.iter().flat_map(|session| &session.connections);
    let connections = connections.filter_map(|&id| view.analysis.connection(id));
    let cited = connections
        .map(|connection| (connection.first.frame, connection.last.frame))
        .collect();
    frames::write_below(
        out,
        &frames::by_file(catalogue, &view.analysis.captures, cited, page.width),
    )
}

/// The sentences of a step as one text. A sentence that begins with somebody's name begins with a
/// capital.
pub(super) fn text(catalogue: &Catalogue, step: &Step, level: Level) -> String {
    let sentences: Vec<String> = step
        .told(level)
        .map(|message| said(catalogue, message))
        .collect();
    sentences.join(" ")
}

/// A sentence of a step.
pub(super) fn said(catalogue: &Catalogue, message: &Message) -> String {
    capital(&sentence(catalogue, message))
}

/// What a learner asks at a step, and the answer.
pub(super) fn question(catalogue: &Catalogue, question: &LearnerQuestion) -> [String; 2] {
    [&question.asked, &question.answer].map(|message| sentence(catalogue, message))
}

fn capital(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(rest).collect()
    })
}

/// `3, 4, 9 …`
fn list(sessions: &[SessionId]) -> String {
    let shown = sessions.iter().take(LISTED).map(SessionId::to_string);
    let more = if sessions.len() > LISTED { " …" } else { "" };
    shown.collect::<Vec<_>>().join(", ") + more
}

struct ExplainWriter<'c> {
    catalogue: &'c Catalogue,
    style: Style,
    level: Level,
    sessions: usize,
    width: u16,
}

impl ExplainWriter<'_> {
    /// What is known of a capture that has no session to be explained.
    fn without_session(&self, out: &mut dyn Write, findings: &[Finding]) -> io::Result<()> {
        writeln!(out, "{}", self.catalogue.text("explain-no-session", &[]))?;
        let mut later = findings.iter().skip(1).map(|finding| finding.id);
        for finding in findings {
            let mut said = capital(&message(self.catalogue, finding)) + ".";
            // of several of one kind that is said once
            if later.next() != Some(finding.id) {
                let why = why(self.catalogue, finding.id);
                said = format!("{said} {why} {}", advice(self.catalogue, finding));
            }
            self.paragraph(out, "  • ", &said)?;
        }
        Ok(())
    }

    /// The kinds of sessions that are explained, and those that are not.
    fn chosen(&self, view: &View) -> (Vec<SessionKind>, Vec<SessionKind>) {
        let mut told = if view.sessions().nth(self.sessions).is_some() {
            kinds(view.sessions())
        } else {
            let each = view.sessions().map(|session| session.id);
            each.map(SessionKind::alone).collect()
        };
        let untold = told.split_off(told.len().min(self.sessions));
        (told, untold)
    }

    /// Says that not every session is explained.
    fn many(&self, out: &mut dyn Write, all: usize, told: usize) -> io::Result<()> {
        let args = [("all", all.into()), ("told", told.into())];
        self.lines(out, &self.catalogue.text("explain-many", &args))?;
        writeln!(out)
    }

    /// Which sessions are like those that are explained.
    fn others(
        &self,
        out: &mut dyn Write,
        told: &[SessionKind],
        untold: &[SessionKind],
    ) -> io::Result<()> {
        let alike = told.iter().filter(|kind| !kind.others.is_empty());
        let alike = alike.map(|kind| {
            let args = [
                ("session", kind.session.to_string().into()),
                ("count", kind.others.len().into()),
                ("sessions", list(&kind.others).into()),
            ];
            self.catalogue.text("explain-like", &args)
        });
        let rest = untold
            .iter()
            .flat_map(SessionKind::sessions)
            .collect::<Vec<_>>();
        let rest = (!rest.is_empty()).then(|| {
            let args = [
                ("count", rest.len().into()),
                ("sessions", list(&rest).into()),
            ];
            self.catalogue.text("explain-untold", &args)
        });
        for said in alike.chain(rest) {
            writeln!(out)?;
            self.lines(out, &said)?;
        }
        Ok(())
    }

    /// A text over the whole width.
    fn lines(&self, out: &mut dyn Write, text: &str) -> io::Result<()> {
        for line in wrap(text, self.width) {
            writeln!(out, "{line}")?;
        }
        Ok(())
    }

    fn story(&self, out: &mut dyn Write, story: &Story) -> io::Result<()> {
        for (number, step) in (1..).zip(&story.steps) {
            if self.level == Level::Full || number == 1 {
                writeln!(out)?;
            }
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
        for step in story.summary.iter().filter(|step| self.tells(step)) {
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
        self.paragraph(out, "    ", &self.with_basis(step))?;
        let asked = step.question.as_ref();
        if let Some(asked) = asked.filter(|_| self.level == Level::Full) {
            let [asked, answer] = question(self.catalogue, asked);
            for (id, text) in [("explain-question", asked), ("explain-answer", answer)] {
                let text = self.catalogue.text(id, &[("text", text.into())]);
                self.paragraph(out, "    ", &text)?;
            }
        }
        Ok(())
    }

    /// True where a level leaves something of a step.
    fn tells(&self, step: &Step) -> bool {
        step.told(self.level).next().is_some()
    }

    fn with_basis(&self, step: &Step) -> String {
        let text = text(self.catalogue, step, self.level);
        if step.basis.is_empty() || self.level == Level::Short {
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

/// What belongs to the data connection stands out from what belongs to the control channel.
fn color(topic: Topic) -> AnsiColor {
    match topic {
        Topic::Announcement | Topic::Opening | Topic::Overlap | Topic::Data | Topic::Closing => {
            AnsiColor::BrightMagenta
        }
        Topic::Tls => AnsiColor::BrightBlue,
        _ => AnsiColor::BrightCyan,
    }
}
