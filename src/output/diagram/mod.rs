//! `diagram`: who sent what to whom, as arrows between lifelines, in three shapes.
//!
//! All three draw the same rows: what an arrow says is decided here, how it looks in the file of its shape.

mod label;
mod mermaid;
mod svg;
mod text;

use std::io::{self, Write};

use crate::analysis::observer::{Observer as _, Row as Frame};
use crate::analysis::view::{Selection, View};
use crate::limits::Limits;
use crate::model::Session;
use crate::story::{Detail, Lane, Lifeline, Message, MessageKind, Options, Party, Story, Trail};
use crate::text::frames;
use crate::text::locale::Catalogue;
use crate::text::stamp;

use crate::text::style::Style;

use super::{Needs, Output, Remark, RowsOnce};

/// The shapes of a diagram.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For terminals.
    Text,
    /// For whatever renders Mermaid, as GitHub does.
    Mermaid,
    /// A picture that stands alone.
    Svg,
}

/// What an arrow stands for, in words.
pub(super) fn said(catalogue: &Catalogue, kind: &MessageKind) -> String {
    label::Words::bare(catalogue, kind)
}

/// How a diagram looks.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Its shape.
    pub format: Format,
    /// What an arrow stands for.
    pub detail: Detail,
    /// Width and colour, for [`Format::Text`].
    pub style: Style,
}

/// Draws each chosen session.
pub struct Diagram<'o> {
    out: &'o mut dyn Write,
    catalogue: &'o Catalogue,
    look: Look,
    trail: Trail,
    rows: RowsOnce,
}

impl<'o> Diagram<'o> {
    /// In the language of a catalogue.
    pub fn new(
        out: &'o mut dyn Write,
        catalogue: &'o Catalogue,
        look: Look,
        selection: &Selection,
        limits: Limits,
    ) -> Self {
        Diagram {
            out,
            catalogue,
            look,
            trail: Trail::new(None, look.detail, &limits),
            rows: RowsOnce::new(*selection != Selection::default()),
        }
    }
}

impl Output for Diagram<'_> {
    fn needs(&mut self, known: Option<&View<'_>>) -> io::Result<Needs> {
        if !self.rows.is_next(known) {
            return Ok(Needs::NOTHING);
        }
        known.inspect(|view| self.trail.choose(view));
        Ok(Needs::ROWS)
    }

    fn row(&mut self, row: &Frame<'_>) -> io::Result<()> {
        self.trail.row(row)
    }

    fn limits_hit(&self) -> Vec<(&'static str, u64)> {
        self.trail.limits_hit()
    }

    fn finish(&mut self, view: &View<'_>) -> io::Result<Vec<Remark>> {
        let options = Options {
            detail: self.look.detail,
            show_passwords: view.show_passwords,
        };
        let scenes = view.sessions().map(|session| {
            let story = Story::tell(view.analysis, session, &self.trail, options);
            Scene::new(view, session, &story, self.catalogue)
        });
        let out = &mut *self.out;
        match self.look.format {
            Format::Text => {
                text::write(out, scenes, self.look.style)?;
                let captures = &view.analysis.captures;
                let width = text::width(self.look.style);
                let cited = frames::of_sessions(view);
                let lines = frames::by_file(self.catalogue, captures, cited, width);
                frames::write_below(out, &lines)?;
            }
            Format::Mermaid => mermaid::write(out, scenes, view.sessions().nth(1).is_some())?,
            Format::Svg => svg::write(out, scenes, self.catalogue)?,
        }
        out.flush()?;
        Ok(Vec::new())
    }
}

/// A session, ready to be drawn.
struct Scene<'c> {
    /// `Session 1`
    title: String,
    session: u32,
    /// What stands above each lifeline: who, and at which address. Wire text is escaped.
    heads: Vec<[String; 2]>,
    rows: Vec<Row>,
    /// Says that frames were left out, where some were.
    left_out: Option<String>,
    catalogue: &'c Catalogue,
}

/// What a row is about, for its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Tcp,
    Command,
    Reply,
    Data,
    Tls,
    /// A RST, a reply that says no, a SYN that nobody answers.
    Bad,
}

/// An arrow.
#[derive(Clone, Debug)]
struct Row {
    /// `112`, `56–64`
    frames: String,
    is_range: bool,
    /// Seconds since the first frame of the capture.
    time: String,
    /// The lifelines at its ends, by their places.
    from: usize,
    to: usize,
    both_ways: bool,
    /// Nothing shows that it arrived.
    lost: bool,
    /// It ends a connection at once.
    reset: bool,
    /// In the lane of a data connection.
    data: bool,
    class: Class,
    /// What it says, escaped.
    label: String,
}

impl<'c> Scene<'c> {
    fn new(view: &View, session: &Session, story: &Story, catalogue: &'c Catalogue) -> Self {
        let place = |party| {
            story
                .lifelines
                .iter()
                .position(|line| line.party == party)
                .unwrap_or(0)
        };
        let digits = if view.nanoseconds() { 9 } else { 6 };
        let words = label::Words::new(catalogue, story);
        let rows = story.messages.iter().map(|message| {
            let at = message.at();
            let (first, last) = (message.first.frame, message.last.frame);
            Row {
                is_range: first != last,
                frames: if first == last {
                    first.to_string()
                } else {
                    format!("{first}–{last}")
                },
                time: stamp::relative(at.time.since(story.start), digits),
                from: place(message.from),
                to: place(message.to),
                both_ways: message.both_ways,
                lost: is_lost(message),
                reset: matches!(message.kind, MessageKind::Reset | MessageKind::Refusal),
                data: matches!(message.lane, Lane::Data(_)),
                class: class(message),
                label: words.label(message),
            }
        });
        let left_out = story.left_out;
        Scene {
            title: catalogue.text("explain-session", &[("id", session.id.to_string().into())]),
            session: session.id,
            heads: story
                .lifelines
                .iter()
                .map(|line| head(catalogue, line))
                .collect(),
            rows: rows.collect(),
            left_out: (left_out > 0)
                .then(|| catalogue.text("diagram-left-out", &[("count", left_out.into())])),
            catalogue,
        }
    }

    /// What stands above the numbers of frames.
    fn frame_head(&self) -> String {
        self.catalogue.text("diagram-frame-head", &[])
    }

    /// `frame 112`: a number that nobody takes for the code of a reply.
    fn numbered(&self, row: &Row) -> String {
        let id = if row.is_range {
            "diagram-frames"
        } else {
            "diagram-frame"
        };
        self.catalogue
            .text(id, &[("frames", row.frames.as_str().into())])
    }

    /// Says that so many rows are left out because a shape has no room for them.
    fn more(&self, rows: usize) -> String {
        self.catalogue
            .text("diagram-more", &[("count", (rows as u64).into())])
    }
}

/// Who a lifeline is.
fn head(catalogue: &Catalogue, line: &Lifeline) -> [String; 2] {
    let (id, session) = match (line.party, line.session) {
        (Party::Client, _) => ("diagram-client", 0),
        (Party::Server, _) => ("diagram-server", 0),
        (Party::Other, Some(session)) => ("diagram-other-server", session),
        (Party::Other, None) => ("diagram-other", 0),
    };
    let session = [("session", session.to_string().into())];
    let addresses = || {
        line.addresses
            .iter()
            .map(|&address| catalogue.hosts().host(address))
            .collect::<Vec<_>>()
            .join(", ")
    };
    [
        catalogue.text(id, &session),
        line.endpoint
            .map_or_else(addresses, |endpoint| catalogue.hosts().end(endpoint)),
    ]
}

fn is_lost(message: &Message) -> bool {
    matches!(
        message.kind,
        MessageKind::Syn {
            answered: false,
            ..
        }
    )
}

fn class(message: &Message) -> Class {
    match &message.kind {
        MessageKind::Reset
        | MessageKind::Refusal
        | MessageKind::Syn {
            answered: false, ..
        } => Class::Bad,
        MessageKind::Reply { code, .. }
        | MessageKind::Exchange {
            code: Some(code), ..
        } if code.is_negative() => Class::Bad,
        _ if matches!(message.lane, Lane::Data(_)) => Class::Data,
        MessageKind::Tls { .. } => Class::Tls,
        MessageKind::Command { .. } | MessageKind::Exchange { .. } => Class::Command,
        MessageKind::Piece { .. } if message.from == Party::Client => Class::Command,
        MessageKind::Reply { .. } | MessageKind::Piece { .. } => Class::Reply,
        _ => Class::Tcp,
    }
}
