//! What two captures do differently: a good one and a bad one.
//!
//! Sessions are paired by who they are and what they do (see [`pairs`]). Of a pair, what can differ
//! is looked at in the order in which one thing brings about the next: whether the connection came
//! about, TLS, the login, which commands there were, how data connections were opened, what was
//! found, replies, and what became of transfers. So the first difference of a pair is the one that
//! explains the others, as far as a capture can tell.
//!
//! What differs by chance is not a difference: numbers of frames and ports, the clock, times that
//! are not [`FACTOR`] times as long, notes of no consequence.

mod facets;
mod pairs;

use crate::model::{
    Close, Finding, Handshake, Login, ReplyCode, Session, SessionMode, Text, TlsStart, Transfer,
    TransferState,
};

use super::view::View;

/// A time that is so many times as long as the other one differs, where it is so much longer too.
const FACTOR: i64 = 3;
/// Nanoseconds.
const LONGER: i64 = 1_000_000_000;

/// The same thing in the good capture and in the bad one.
pub type Both<T> = [T; 2];

/// One of two captures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DiffSide {
    /// The one that is as it should be.
    Good,
    /// The other one.
    Bad,
}

/// What differs.
#[derive(Clone, Debug)]
pub enum Facet<'a> {
    /// How much of the control connection's handshake there is.
    Handshake(Both<Handshake>),
    /// How TLS began on the control connection.
    Tls(Both<Option<TlsStart>>),
    /// What became of the login.
    Login(Both<Login>),
    /// A command that only one of them sent.
    Command(&'a Text, DiffSide),
    /// Who opened the data connections.
    Mode(Both<SessionMode>),
    /// Something that was found in one of them only.
    Finding(&'a Finding, DiffSide),
    /// The code of the reply to a command; none, where nothing answers it.
    Reply(&'a Text, Both<Option<ReplyCode>>),
    /// What became of a transfer; none, where there is no such transfer.
    State(Both<Option<TransferState>>),
    /// Bytes of a transfer.
    Size(Both<u64>),
    /// As many bytes of a transfer, which are others.
    Content,
    /// Nanoseconds that a transfer took.
    Duration(Both<i64>),
    /// Nanoseconds of the longest wait for a reply.
    Wait(Both<i64>),
    /// How the control connection ended.
    Close(Both<Close>),
    /// The server's greeting.
    Greeting(Both<Option<&'a Text>>),
}

/// Something that differs, and where it shows.
#[derive(Clone, Debug)]
pub struct Difference<'a> {
    /// What.
    pub facet: Facet<'a>,
    /// Of which transfer, as the good capture has it, or else the bad one.
    pub transfer: Option<&'a Transfer>,
    /// The frame in each capture.
    pub frames: Both<Option<u64>>,
}

/// A session of each capture that do the same, or should.
#[derive(Clone, Debug)]
pub struct Pair<'a> {
    /// The sessions.
    pub sessions: Both<&'a Session>,
    /// What differs, the first explains the others.
    pub differences: Vec<Difference<'a>>,
}

/// Two captures side by side.
#[derive(Clone, Debug)]
pub struct Diff<'a> {
    /// Sessions of each.
    pub count: Both<usize>,
    /// Those that belong together, in the order of the good capture.
    pub pairs: Vec<Pair<'a>>,
    /// Those of one capture that the other has nothing like.
    pub alone: Both<Vec<&'a Session>>,
}

impl<'a> Diff<'a> {
    /// Compares what two views show.
    pub fn new(good: &View<'a>, bad: &View<'a>) -> Self {
        let sessions: Both<Vec<&Session>> = [good.sessions().collect(), bad.sessions().collect()];
        let count = [sessions[0].len(), sessions[1].len()];
        let (pairs, alone) = pairs::pair(sessions);
        let analyses = [good.analysis, bad.analysis];
        let pairs = pairs.into_iter().map(|sessions| Pair {
            sessions,
            differences: facets::differences(sessions, analyses),
        });
        Diff {
            count,
            pairs: pairs.collect(),
            alone,
        }
    }

    /// True where anything does.
    pub fn differs(&self) -> bool {
        let mut pairs = self.pairs.iter();
        pairs.any(|pair| !pair.differences.is_empty())
            || self.alone.iter().any(|sessions| !sessions.is_empty())
    }
}
