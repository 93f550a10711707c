//! The story of a session, between the records and the outputs that teach: transcripts,
//! explanations, diagrams, pages.
//!
//! Nothing here chooses words. A [`FrameLog`] watches the rows of the data pass and keeps, within
//! the limits of [`crate::limits::Limits`], what arrows and explanations need and the records do
//! not hold: the frames in which connections open, carry and close. [`Story::tell`] puts it
//! together with the records:
//!
//! ```text
//! Analysis, Session ─┬─► lifelines, messages   who sent what to whom, in which lane: for diagrams
//! FrameLog ──────────┴─► steps, summary        what happened, in order, with the frames that prove it: for explanations
//! ```
//!
//! A [`Step`] is a topic, frames, sections of RFCs and sentences. A sentence is a
//! [`Message`](crate::model::Message): a key of the catalogue and values, so that every language
//! and every shape of output tells the same facts.

mod fold;
mod frame_log;
mod message;
pub mod quiz;
mod seen;
mod step;
mod tell;
mod telling;

#[cfg(test)]
mod tests;

use crate::capture::Time;
use crate::model::{Analysis, Session, SessionId};

pub use frame_log::{ConnectionFrames, FrameLog, Refusals};
pub use message::{Arrow, ArrowLane, Lifeline, MessageKind, Participant};
pub use step::{LearnerQuestion, Level, Step, Topic};
pub use telling::{SessionKind, kinds, most_telling};

/// How much one arrow stands for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Detail {
    /// Every frame.
    Frames,
    /// A command, a reply, a step of a handshake, a run of data; what only acknowledges or repeats
    /// is left out.
    #[default]
    Messages,
    /// A handshake, an exchange of command and reply, a transfer, a close.
    Steps,
}

/// What a story is asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct StoryOptions {
    /// How much one arrow stands for; the log must have been watched for it.
    pub detail: Detail,
    /// Show the arguments of PASS and ACCT.
    pub show_passwords: bool,
}

/// The story of one session.
#[derive(Clone, Debug)]
pub struct Story {
    /// Time 0: that of the capture's first frame.
    pub start: Time,
    /// Who takes part: client, server, and where a data connection leads elsewhere, somebody else.
    pub lifelines: Vec<Lifeline>,
    /// The arrows, in the order of their first frames.
    pub messages: Vec<Arrow>,
    /// Frames for whose arrows there was no room.
    pub left_out: u64,
    /// What happened, in order.
    pub steps: Vec<Step>,
    /// What it comes to: who opened what, and what a firewall or NAT makes of it.
    pub summary: Vec<Step>,
}

impl Story {
    /// The story of a session of an analysis; `log` watched the rows of the same capture.
    pub fn tell(
        analysis: &Analysis,
        session: &Session,
        log: &FrameLog,
        options: StoryOptions,
    ) -> Story {
        let start = analysis
            .captures
            .iter()
            .filter_map(|c| c.first_time)
            .min()
            .unwrap_or(session.first.time);
        let drawn = message::draw(analysis, session, log, options);
        let (steps, summary) = tell::tell(analysis, session, log, &drawn.messages, options);
        let messages = match options.detail {
            Detail::Steps => fold::to_steps(drawn.messages),
            Detail::Frames | Detail::Messages => drawn.messages,
        };
        Story {
            start,
            lifelines: drawn.lifelines,
            messages,
            left_out: log.left_out(session.id),
            steps,
            summary,
        }
    }
}

/// A pause that a reader should see, in nanoseconds: machines answer sooner, people do not.
pub const SILENCE: i64 = 2_000_000_000;

/// Of each arrow, how many nanoseconds passed before it without another one, where that is long.
pub fn silences(messages: &[Arrow]) -> Vec<Option<i64>> {
    let mut last: Option<Time> = None;
    let silences = messages.iter().map(|message| {
        let waited = last.map(|last| message.first.time.since(last));
        last = last.max(Some(message.last.time));
        waited.filter(|&waited| waited >= SILENCE)
    });
    silences.collect()
}

/// The earlier session in whose diagram all of this one is drawn: that with the other server, where
/// all that both do is to have their servers exchange files.
pub fn drawn_with(analysis: &Analysis, session: &Session) -> Option<SessionId> {
    mutual_partner(analysis, session).filter(|&other| other < session.id)
}

/// The later session of which all is drawn in the diagram of this one.
pub fn draws_too(analysis: &Analysis, session: &Session) -> Option<SessionId> {
    mutual_partner(analysis, session).filter(|&other| other > session.id)
}

/// The session with the other server, where all that both do is to have their servers exchange
/// files.
fn mutual_partner(analysis: &Analysis, session: &Session) -> Option<SessionId> {
    let only = partner(analysis, session)?;
    let is_mutual = partner(analysis, only).is_some_and(|other| other.id == session.id);
    is_mutual.then_some(only.id)
}

/// The one session with which a session exchanges all its files, server to server.
fn partner<'a>(analysis: &'a Analysis, session: &'a Session) -> Option<&'a Session> {
    let mut others = message::others(analysis, session);
    let only = others.next().filter(|_| others.next().is_none())?;
    let transfers = &session.transfers;
    let is_all = transfers
        .iter()
        .all(|t| t.connection.is_none() || t.fxp_session == Some(only.id));
    is_all.then_some(only)
}
