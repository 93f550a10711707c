//! `diagram`: who sent what to whom, as arrows between lifelines, in several shapes.
//!
//! All draw the same rows: what an arrow says is decided here, how it looks in the file of its
//! shape.

mod label;
mod mermaid;
#[cfg(feature = "png")]
mod png;
mod svg;
mod text;

use std::collections::HashSet;
use std::io::{self, Write};

use crate::analysis::observer::Row as Frame;
use crate::analysis::view::{Selection, View};
use crate::limits::Limits;
use crate::model::Session;
use crate::story::{
    Arrow, ArrowLane, Detail, FrameLog, Lifeline, MessageKind, Participant, Story, StoryOptions,
    drawn_with, draws_too, silences,
};
use crate::text::frames;
use crate::text::locale::Catalogue;
use crate::text::stamp;

use crate::text::style::Style;

use super::{Needs, Output, Remark, StoryLog};

/// The shapes of a diagram.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DiagramFormat {
    /// For terminals.
    Text,
    /// For whatever renders Mermaid, as GitHub does.
    Mermaid,
    /// A picture that stands alone.
    Svg,
    /// The same as pixels.
    #[cfg(feature = "png")]
    Png,
}

/// What an arrow stands for, in words.
pub(super) fn said(catalogue: &Catalogue, kind: &MessageKind) -> String {
    label::ArrowLabels::bare(catalogue, kind)
}

/// How a diagram looks.
#[derive(Clone, Copy, Debug)]
pub struct DiagramStyle {
    /// Its shape.
    pub format: DiagramFormat,
    /// What an arrow stands for.
    pub detail: Detail,
    /// Width and colour, for [`DiagramFormat::Text`].
    pub style: Style,
}

/// Draws each chosen session.
pub struct Diagram<'o> {
    out: &'o mut dyn Write,
    catalogue: &'o Catalogue,
    look: DiagramStyle,
    log: StoryLog,
}

impl<'o> Diagram<'o> {
    /// In the language of a catalogue.
    pub fn new(
        out: &'o mut dyn Write,
        catalogue: &'o Catalogue,
        look: DiagramStyle,
        selection: &Selection,
        limits: Limits,
    ) -> Self {
        Diagram {
            out,
            catalogue,
            look,
            log: StoryLog::new(FrameLog::new(None, look.detail, &limits), selection),
        }
    }
}

impl Output for Diagram<'_> {
    fn needs(&mut self, known: Option<&View<'_>>) -> io::Result<Needs> {
        self.log.needs(known)
    }

    fn row(&mut self, row: &Frame<'_>) -> io::Result<()> {
        self.log.row(row)
    }

    fn limits_hit(&self) -> Vec<(&'static str, u64)> {
        self.log.limits_hit()
    }

    fn finish(&mut self, view: &View<'_>) -> io::Result<Vec<Remark>> {
        let options = StoryOptions {
            detail: self.look.detail,
            show_passwords: view.show_passwords,
        };
        let chosen: HashSet<u32> = view.sessions().map(|session| session.id).collect();
        let sessions = once(view, &chosen);
        let several = sessions.len() > 1;
        let scenes = sessions.into_iter().map(|session| {
            let story = Story::tell(view.analysis, session, self.log.frames(), options);
            let with = draws_too(view.analysis, session).filter(|other| chosen.contains(other));
            let title = title(session, with, self.catalogue);
            Scene::new(view, session, title, &story, self.catalogue)
        });
        let out = &mut *self.out;
        match self.look.format {
            DiagramFormat::Text => {
                text::write(out, scenes, self.look.style)?;
                let captures = &view.analysis.captures;
                let width = text::width(self.look.style);
                let cited = frames::of_sessions(view);
                let lines = frames::by_file(self.catalogue, captures, cited, width);
                frames::write_below(out, &lines)?;
            }
            DiagramFormat::Mermaid => mermaid::write(out, scenes, several)?,
            DiagramFormat::Svg => svg::write(out, scenes, self.catalogue)?,
            #[cfg(feature = "png")]
            DiagramFormat::Png => png::write(out, scenes, self.catalogue)?,
        }
        out.flush()?;
        Ok(Vec::new())
    }
}

/// The chosen sessions, without those that are drawn whole beside an earlier one.
fn once<'a>(view: &View<'a>, chosen: &HashSet<u32>) -> Vec<&'a Session> {
    view.sessions()
        .filter(|session| {
            let other = drawn_with(view.analysis, session);
            other.is_none_or(|other| !chosen.contains(&other))
        })
        .collect()
}

/// `Session 1`, or `Sessions 1, 2` where the diagram has both.
fn title(session: &Session, with: Option<u32>, catalogue: &Catalogue) -> String {
    let id = session.id.to_string();
    match with {
        None => catalogue.text("explain-session", &[("id", id.into())]),
        Some(other) => {
            let ids = format!("{id}, {other}");
            catalogue.text("diagram-sessions", &[("ids", ids.into())])
        }
    }
}

/// A session, ready to be drawn.
struct Scene<'c> {
    /// `Session 1`
    title: String,
    session: u32,
    /// What stands above each lifeline: who, and at which address. Wire text is escaped.
    heads: Vec<[String; 2]>,
    rows: Vec<DiagramRow>,
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
struct DiagramRow {
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
    /// Says how long nothing happened before it, where that is long.
    silence: Option<String>,
    class: Class,
    /// What it says, escaped.
    label: String,
}

impl<'c> Scene<'c> {
    fn new(
        view: &View,
        session: &Session,
        title: String,
        story: &Story,
        catalogue: &'c Catalogue,
    ) -> Self {
        let place = |party| {
            story
                .lifelines
                .iter()
                .position(|line| line.party == party)
                .unwrap_or(0)
        };
        let digits = if view.nanoseconds() { 9 } else { 6 };
        let words = label::ArrowLabels::new(catalogue, story);
        let silences = silences(&story.messages);
        let rows = story
            .messages
            .iter()
            .zip(silences)
            .map(|(message, silence)| {
                let at = message.at();
                let (first, last) = (message.first.frame, message.last.frame);
                DiagramRow {
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
                    data: matches!(message.lane, ArrowLane::Data(_)),
                    silence: silence.map(|waited| silence_words(catalogue, waited)),
                    class: class(message),
                    label: words.label(message),
                }
            });
        let left_out = story.left_out;
        Scene {
            title,
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
    fn numbered(&self, row: &DiagramRow) -> String {
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

/// `· · · 4.9 s of silence · · ·`
pub(super) fn silence_words(catalogue: &Catalogue, nanoseconds: i64) -> String {
    let seconds = format!("{:.1}", nanoseconds as f64 / 1e9);
    let seconds = catalogue.decimal(&seconds).into_owned();
    catalogue.text("diagram-silence", &[("seconds", seconds.into())])
}

/// Who a lifeline is.
fn head(catalogue: &Catalogue, line: &Lifeline) -> [String; 2] {
    let (id, session) = match (line.party, line.session) {
        (Participant::Client, _) => ("diagram-client", 0),
        (Participant::Server, _) => ("diagram-server", 0),
        (Participant::Other, Some(session)) => ("diagram-other-server", session),
        (Participant::Other, None) => ("diagram-other", 0),
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

fn is_lost(message: &Arrow) -> bool {
    matches!(
        message.kind,
        MessageKind::Syn {
            answered: false,
            ..
        }
    )
}

fn class(message: &Arrow) -> Class {
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
        _ if matches!(message.lane, ArrowLane::Data(_)) => Class::Data,
        MessageKind::Tls { .. } => Class::Tls,
        MessageKind::Command { .. } | MessageKind::Exchange { .. } => Class::Command,
        MessageKind::Piece { .. } if message.from == Participant::Client => Class::Command,
        MessageKind::Reply { .. } | MessageKind::Piece { .. } => Class::Reply,
        _ => Class::Tcp,
    }
}
