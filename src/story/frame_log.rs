//! What is kept of the rows of the data pass.
//!
//! A story needs two things of the frames, and each has a limit of its own: of every connection the
//! frames in which it opens, carries and closes ([`ConnectionFrames`]), and of every session the
//! entries of which arrows are made ([`LogEntry`]). An entry is a run: frames of one kind that one
//! side sends on a connection become one, with their count, unless every frame is to be drawn. A
//! line that took several segments becomes an entry when it ends.
//!
//! A segment that brings nothing but bytes that were seen before ([`SentBytes`]) is counted with
//! the run that it repeats, and has an arrow only where every frame is drawn.

use std::collections::HashMap;
use std::io;

use foldhash::fast::RandomState;

use crate::analysis::observer::{Ending, HandshakeStep, Layer, Note, Observer, Row};
use crate::analysis::view::View;
use crate::limits::{self, Limits};
use crate::model::{At, Endpoint, SessionId, Text};
use crate::tcp::Label;

use super::Detail;
use super::seen::SentBytes;

/// Bytes of a segment of the control channel that are kept, where every frame is drawn.
const KEPT: usize = 128;
/// Marks back in which the run is looked for that a segment repeats.
const LOOKED: usize = 8;

/// The frames in which a connection opens, carries and closes.
#[derive(Clone, Debug)]
pub struct ConnectionFrames {
    /// Its ends, in no order.
    ends: [Endpoint; 2],
    sides: [DirectionFrames; 2],
    seen: [SentBytes; 2],
    /// The first SYN.
    pub syn: Option<At>,
    /// The SYN+ACK.
    pub syn_ack: Option<At>,
    /// The ACK that completes the handshake.
    pub ack: Option<At>,
    /// The first RST, and who sent it.
    pub reset: Option<(At, Endpoint)>,
    /// What was refused before the handshake, where it came about all the same.
    pub refusals: Option<Refusals>,
    /// The last SYN, and what RSTs made of the SYNs so far.
    tries: Tries,
}

/// SYNs of a connection that were answered by RST before another one was accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusals {
    /// How many RSTs there are.
    pub count: u64,
    /// The first SYN.
    pub first: At,
    /// The last RST.
    pub last: At,
}

/// The SYNs of a connection whose handshake has not come about.
#[derive(Clone, Copy, Debug, Default)]
struct Tries {
    /// The first SYN behind the last RST.
    again: Option<At>,
    refused: u64,
    /// The last RST that answers a SYN.
    last: Option<At>,
}

/// What one side of a connection sent.
#[derive(Clone, Copy, Debug, Default)]
pub struct DirectionFrames {
    /// The first and the last segment with bytes, copies left aside.
    pub data: Option<(At, At)>,
    /// How many brought new bytes.
    pub segments: u64,
    /// How many brought nothing but what was seen before.
    pub again: u64,
    /// How many came behind later ones.
    pub late: u64,
    /// The first FIN.
    pub fin: Option<At>,
}

impl ConnectionFrames {
    /// What the side at `end` sent.
    pub fn of(&self, end: Endpoint) -> DirectionFrames {
        self.sides[self.side(end)]
    }

    /// The other end.
    pub fn peer(&self, end: Endpoint) -> Endpoint {
        self.ends[1 - self.side(end)]
    }

    fn side(&self, end: Endpoint) -> usize {
        usize::from(self.ends[0] != end)
    }

    /// How many bytes of a row are new.
    fn fresh(&mut self, row: &Row) -> u64 {
        // a SYN takes a number of its own
        let start = row
            .facts
            .seq
            .wrapping_add(u32::from(row.segment.flags.syn()));
        self.seen[self.side(row.segment.src)].take(start, row.segment.len())
    }

    fn take(&mut self, row: &Row, at: At, what: &[FrameEvent]) {
        let side = self.side(row.segment.src);
        for what in what {
            match what {
                FrameEvent::Opens(HandshakeStep::Syn | HandshakeStep::SynAgain) => {
                    self.syn = self.syn.or(Some(at));
                    self.tries.again = self.tries.again.or(Some(at));
                }
                FrameEvent::Opens(HandshakeStep::SynAck) => self.accept(at),
                FrameEvent::Opens(HandshakeStep::Ack) => self.ack = self.ack.or(Some(at)),
                FrameEvent::Ends(Ending::Fin) => {
                    self.sides[side].fin = self.sides[side].fin.or(Some(at));
                }
                FrameEvent::Ends(ending) => {
                    self.reset = self.reset.or(Some((at, row.segment.src)));
                    if *ending == Ending::Refusal {
                        self.tries = Tries {
                            again: None,
                            refused: self.tries.refused + 1,
                            last: Some(at),
                        };
                    }
                }
                FrameEvent::Speech { .. } | FrameEvent::Tls | FrameEvent::Data => {
                    let entries = &mut self.sides[side];
                    entries.data = Some((entries.data.map_or(at, |(first, _)| first), at));
                    entries.segments += 1;
                    entries.late += u64::from(row.facts.has(Label::OutOfOrder));
                }
                FrameEvent::Repeats if !row.facts.has(Label::KeepAlive) => {
                    self.sides[side].again += 1;
                }
                FrameEvent::Acknowledges | FrameEvent::Repeats => {}
            }
        }
    }

    /// A SYN+ACK answers the first SYN that no RST has answered. What was refused before it is no
    /// part of the handshake, and its RSTs end nothing.
    fn accept(&mut self, at: At) {
        if self.syn_ack.is_some() {
            return;
        }
        self.syn_ack = Some(at);
        let (Some(first), Some(last)) = (self.syn, self.tries.last) else {
            return;
        };
        self.refusals = Some(Refusals {
            count: self.tries.refused,
            first,
            last,
        });
        self.syn = self.tries.again;
        self.reset = None;
    }
}

/// What a frame, or a run of frames, does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FrameEvent {
    /// A step of a handshake.
    Opens(HandshakeStep),
    /// Control channel; `complete` where commands or replies end in its last frame.
    Speech { complete: bool },
    /// Control channel under TLS.
    Tls,
    /// Bytes of a data connection.
    Data,
    /// FIN or RST.
    Ends(Ending),
    /// Acknowledges, and no more.
    Acknowledges,
    /// Brings what was seen before.
    Repeats,
}

/// A frame, or a run of frames of one kind.
#[derive(Clone, Debug)]
pub(super) struct LogEntry {
    pub(super) first: At,
    pub(super) last: At,
    /// First frame of its connection.
    pub(super) connection: u64,
    pub(super) src: Endpoint,
    pub(super) dst: Endpoint,
    pub(super) what: FrameEvent,
    pub(super) bytes: u64,
    pub(super) segments: u64,
    /// Segments between them that brought nothing new.
    pub(super) again: u64,
    /// The bytes of a frame of the control channel, where every frame is drawn.
    pub(super) text: Option<Text>,
}

/// The entries of one session.
#[derive(Clone, Debug, Default)]
struct SessionLog {
    list: Vec<LogEntry>,
    /// Of each side of the control connection, a line that has begun.
    begun: Vec<LogEntry>,
    left_out: u64,
}

/// The chosen sessions, and those with the other servers of their server-to-server transfers, whose
/// control channel is drawn beside theirs.
fn with_others(view: &View<'_>) -> Vec<SessionId> {
    let chosen = view.sessions().map(|session| session.id);
    let transfers = view.sessions().flat_map(|session| &session.transfers);
    let others = transfers.filter_map(|transfer| transfer.fxp_session);
    let mut ids: Vec<SessionId> = chosen.chain(others).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// Watches the rows of the data pass and keeps what stories need.
#[derive(Debug)]
pub struct FrameLog {
    sessions: Option<Vec<SessionId>>,
    detail: Detail,
    /// Without, only lines that took several segments are kept.
    arrows: bool,
    limits: Limits,
    entries: HashMap<SessionId, SessionLog, RandomState>,
    kept: usize,
    connection_frames: HashMap<u64, ConnectionFrames, RandomState>,
    without_frames: u64,
}

impl FrameLog {
    /// A log of these sessions, ascending; `None` for all.
    pub fn new(sessions: Option<Vec<SessionId>>, detail: Detail, limits: &Limits) -> Self {
        let (entries, connection_frames) = (HashMap::default(), HashMap::default());
        FrameLog {
            sessions,
            detail,
            arrows: true,
            limits: *limits,
            entries,
            kept: 0,
            connection_frames,
            without_frames: 0,
        }
    }

    /// A log for steps alone, without arrows.
    pub fn of_steps(sessions: Option<Vec<SessionId>>, limits: &Limits) -> Self {
        FrameLog {
            arrows: false,
            ..FrameLog::new(sessions, Detail::Messages, limits)
        }
    }

    /// Keeps what the stories of the chosen sessions need and no more: to be said before the first
    /// row.
    pub fn choose(&mut self, view: &View<'_>) {
        if view.is_filtered() {
            self.sessions = Some(with_others(view));
        }
    }

    /// The frames of the connection whose first frame is `connection`.
    pub fn connection_frames(&self, connection: u64) -> Option<&ConnectionFrames> {
        self.connection_frames.get(&connection)
    }

    /// Frames of a session for whose arrows there was no room.
    pub fn left_out(&self, session: SessionId) -> u64 {
        self.entries
            .get(&session)
            .map_or(0, |entries| entries.left_out)
    }

    /// The limits that were reached, by name, with how often: to be told like those of the
    /// analysis.
    pub fn limits_hit(&self) -> Vec<(&'static str, u64)> {
        let arrows = self.entries.values().map(|entries| entries.left_out).sum();
        limits::hit([
            ("story_arrows", arrows),
            ("story_connections", self.without_frames),
        ])
        .collect()
    }

    /// The entries of a session; lines that never ended come last.
    pub(super) fn entries(&self, session: SessionId) -> impl Iterator<Item = &LogEntry> {
        self.entries
            .get(&session)
            .into_iter()
            .flat_map(|entries| entries.list.iter().chain(&entries.begun))
    }

    fn wants(&self, session: SessionId) -> bool {
        self.sessions
            .as_ref()
            .is_none_or(|wanted| wanted.binary_search(&session).is_ok())
    }

    /// Keeps the frames of the connection, and gives how many bytes of the row are new. Bytes of
    /// data that were seen before become a repeat.
    fn remember(&mut self, row: &Row, at: At, what: &mut [FrameEvent]) -> u64 {
        let full = self.connection_frames.len() >= self.limits.story_connections;
        if full && !self.connection_frames.contains_key(&row.connection) {
            self.without_frames += u64::from(row.connection == at.frame);
            return u64::from(row.segment.len());
        }
        let ends = [row.segment.src, row.segment.dst];
        let fresh = || ConnectionFrames {
            ends,
            sides: [DirectionFrames::default(); 2],
            seen: [SentBytes::default(), SentBytes::default()],
            syn: None,
            syn_ack: None,
            ack: None,
            reset: None,
            refusals: None,
            tries: Tries::default(),
        };
        let connection_frames = self
            .connection_frames
            .entry(row.connection)
            .or_insert_with(fresh);
        let payload = what.iter_mut().find(|what| {
            matches!(
                what,
                FrameEvent::Data | FrameEvent::Tls | FrameEvent::Repeats
            )
        });
        let new = match payload {
            Some(payload) => {
                let new = connection_frames.fresh(row);
                if new == 0 {
                    *payload = FrameEvent::Repeats;
                }
                new
            }
            None => 0,
        };
        connection_frames.take(row, at, what);
        new
    }

    fn entry(&mut self, session: SessionId, entry: &LogEntry) {
        if !self.arrows && !matches!(entry.what, FrameEvent::Speech { .. }) {
            return;
        }
        let entries = self.entries.entry(session).or_default();
        if self.detail != Detail::Frames {
            if entry.what == FrameEvent::Repeats {
                entries.count_again(entry);
            }
            if matches!(entry.what, FrameEvent::Acknowledges | FrameEvent::Repeats) {
                return;
            }
            let whole = !self.arrows
                && entry.what == (FrameEvent::Speech { complete: true })
                && !entries.has_begun(entry);
            if whole || entries.fold(entry) {
                return;
            }
        }
        let full = self.kept >= self.limits.story_arrows;
        if full {
            entries.left_out += entry.segments;
            return;
        }
        self.kept += 1;
        entries.push(entry.clone(), self.detail);
    }
}

impl SessionLog {
    /// True where a line of the same side has begun.
    fn has_begun(&self, entry: &LogEntry) -> bool {
        self.begun
            .iter()
            .any(|line| line.connection == entry.connection && line.src == entry.src)
    }

    /// True where the entry goes into one that is there: a run of data, the next piece of a line, a
    /// SYN again.
    fn fold(&mut self, entry: &LogEntry) -> bool {
        let same =
            |known: &LogEntry| known.connection == entry.connection && known.src == entry.src;
        if let FrameEvent::Speech { complete: false } = entry.what
            && let Some(line) = self.begun.iter_mut().find(|line| same(line))
        {
            line.extend(entry);
            return true;
        }
        let Some(last) = self.list.last_mut().filter(|last| same(last)) else {
            return false;
        };
        let folds = match entry.what {
            FrameEvent::Opens(HandshakeStep::SynAgain) => {
                matches!(
                    last.what,
                    FrameEvent::Opens(HandshakeStep::Syn | HandshakeStep::SynAgain)
                )
            }
            FrameEvent::Data | FrameEvent::Tls => last.what == entry.what,
            _ => false,
        };
        if folds {
            last.extend(entry);
        }
        folds
    }

    /// Counts a segment that was sent again with the run of data that it repeats.
    fn count_again(&mut self, entry: &LogEntry) {
        let runs = self.list.iter_mut().rev().take(LOOKED);
        let mut runs = runs.filter(|known| matches!(known.what, FrameEvent::Data));
        if let Some(run) =
            runs.find(|known| known.connection == entry.connection && known.src == entry.src)
        {
            run.again += entry.again;
        }
    }

    fn push(&mut self, mut entry: LogEntry, detail: Detail) {
        match entry.what {
            FrameEvent::Speech { complete: false } if detail != Detail::Frames => {
                return self.begun.push(entry);
            }
            FrameEvent::Speech { complete: true } => {
                let same =
                    |line: &LogEntry| line.connection == entry.connection && line.src == entry.src;
                if let Some(place) = self.begun.iter().position(same) {
                    let begun = self.begun.swap_remove(place);
                    entry.first = begun.first;
                    entry.bytes += begun.bytes;
                    entry.segments += begun.segments;
                }
            }
            _ => {}
        }
        self.list.push(entry);
    }
}

impl LogEntry {
    fn extend(&mut self, other: &LogEntry) {
        self.last = other.last;
        self.bytes += other.bytes;
        self.segments += other.segments;
        self.again += other.again;
    }
}

impl Observer for FrameLog {
    fn row(&mut self, row: &Row<'_>) -> io::Result<()> {
        if !row.sessions.iter().any(|&session| self.wants(session)) {
            return Ok(());
        }
        let at = At {
            frame: row.segment.frame,
            time: row.segment.time,
        };
        let mut what = what(row);
        let new = self.remember(row, at, &mut what);
        for &session in row.sessions {
            if self.wants(session) {
                for &what in &what {
                    self.entry(session, &entry(row, at, what, new, self.detail));
                }
            }
        }
        Ok(())
    }
}

fn entry(row: &Row, at: At, what: FrameEvent, new: u64, detail: Detail) -> LogEntry {
    let segment = row.segment;
    let text = match (&row.layer, what) {
        (Layer::Control { payload, .. }, FrameEvent::Speech { .. }) if detail == Detail::Frames => {
            Some(Text::from(&payload[..payload.len().min(KEPT)]))
        }
        _ => None,
    };
    let bytes = match what {
        FrameEvent::Opens(_) | FrameEvent::Ends(_) | FrameEvent::Acknowledges => 0,
        FrameEvent::Data | FrameEvent::Tls => new,
        FrameEvent::Speech { .. } | FrameEvent::Repeats => u64::from(segment.len()),
    };
    let again = u64::from(what == FrameEvent::Repeats && !row.facts.has(Label::KeepAlive));
    LogEntry {
        first: at,
        last: at,
        connection: row.connection,
        src: segment.src,
        dst: segment.dst,
        what,
        bytes,
        segments: 1,
        again,
        text,
    }
}

/// What a row does: up to three things at once, as a SYN or a FIN may carry bytes.
fn what(row: &Row) -> Vec<FrameEvent> {
    let mut what = Vec::with_capacity(1);
    let opens = row.notes.iter().find_map(|note| match note {
        Note::ControlOpens(step) | Note::DataOpens { step, .. } => Some(FrameEvent::Opens(*step)),
        _ => None,
    });
    what.extend(opens);
    let complete = row
        .notes
        .iter()
        .any(|note| matches!(note, Note::Command { .. } | Note::Reply { .. }));
    what.extend(match &row.layer {
        _ if complete => Some(FrameEvent::Speech { complete }),
        Layer::Control { .. } => Some(FrameEvent::Speech { complete }),
        Layer::Tls(_) if !row.is_data() => Some(FrameEvent::Tls),
        Layer::Tls(_) | Layer::Data(_) => Some(FrameEvent::Data),
        Layer::Tcp if row.segment.is_empty() || row.segment.flags.rst() => None,
        // late, but new
        Layer::Tcp if row.is_data() && row.facts.has(Label::OutOfOrder) => Some(FrameEvent::Data),
        Layer::Tcp => Some(FrameEvent::Repeats),
    });
    what.extend(row.notes.iter().find_map(|note| match note {
        Note::ControlEnds { ending, .. } | Note::DataEnds { ending, .. } => {
            Some(FrameEvent::Ends(*ending))
        }
        _ => None,
    }));
    if what.is_empty() {
        what.push(FrameEvent::Acknowledges);
    }
    what
}
