//! What is kept of the rows of pass 2.

use std::collections::HashMap;
use std::io;

use foldhash::fast::RandomState;

use crate::analysis::observer::{Ending, HandshakeStep, Layer, Note, Observer, Row};
use crate::analysis::view::View;
use crate::limits::{self, Limits};
use crate::model::{At, Endpoint, SessionId, Text};
use crate::tcp::Label;

use super::Detail;
use super::seen::Seen;

/// Bytes of a segment of the dialogue that are kept, where every frame is drawn.
const KEPT: usize = 128;
/// Marks back in which the run is looked for that a segment repeats.
const LOOKED: usize = 8;

/// The frames in which a connection opens, carries and closes.
#[derive(Clone, Debug)]
pub struct Landmarks {
    /// Its ends, in no order.
    ends: [Endpoint; 2],
    sides: [SideMarks; 2],
    seen: [Seen; 2],
    /// The first SYN.
    pub syn: Option<At>,
    /// The SYN+ACK.
    pub syn_ack: Option<At>,
    /// The ACK that completes the handshake.
    pub ack: Option<At>,
    /// The first RST, and who sent it.
    pub reset: Option<(At, Endpoint)>,
    /// That RST answers a SYN.
    pub refused: bool,
}

/// What one side of a connection sent.
#[derive(Clone, Copy, Debug, Default)]
pub struct SideMarks {
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

impl Landmarks {
    /// What the side at `end` sent.
    pub fn of(&self, end: Endpoint) -> SideMarks {
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

    fn take(&mut self, row: &Row, at: At, what: &[What]) {
        let side = self.side(row.segment.src);
        for what in what {
            match what {
                What::Opens(HandshakeStep::Syn) => self.syn = self.syn.or(Some(at)),
                What::Opens(HandshakeStep::SynAck) => self.syn_ack = self.syn_ack.or(Some(at)),
                What::Opens(HandshakeStep::Ack) => self.ack = self.ack.or(Some(at)),
                What::Ends(Ending::Fin) => self.sides[side].fin = self.sides[side].fin.or(Some(at)),
                What::Ends(ending) => {
                    self.reset = self.reset.or(Some((at, row.segment.src)));
                    self.refused |= *ending == Ending::Refusal;
                }
                What::Speech { .. } | What::Tls | What::Data => {
                    let marks = &mut self.sides[side];
                    marks.data = Some((marks.data.map_or(at, |(first, _)| first), at));
                    marks.segments += 1;
                    marks.late += u64::from(row.facts.has(Label::OutOfOrder));
                }
                What::Repeats if !row.facts.has(Label::KeepAlive) => self.sides[side].again += 1,
                What::Opens(HandshakeStep::SynAgain) | What::Acknowledges | What::Repeats => {}
            }
        }
    }
}

/// What a frame, or a run of frames, does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// A step of a handshake.
    Opens(HandshakeStep),
    /// Dialogue; `complete` where commands or replies end in its last frame.
    Speech { complete: bool },
    /// Dialogue under TLS.
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
pub(super) struct Mark {
    pub(super) first: At,
    pub(super) last: At,
    /// First frame of its connection.
    pub(super) connection: u64,
    pub(super) src: Endpoint,
    pub(super) dst: Endpoint,
    pub(super) what: What,
    pub(super) bytes: u64,
    pub(super) segments: u64,
    /// Segments between them that brought nothing new.
    pub(super) again: u64,
    /// The bytes of a frame of the dialogue, where every frame is drawn.
    pub(super) text: Option<Text>,
}

/// The marks of one session.
#[derive(Clone, Debug, Default)]
struct Marks {
    list: Vec<Mark>,
    /// Of each side of the control connection, a line that has begun.
    begun: Vec<Mark>,
    left_out: u64,
}

/// The chosen sessions, and those with the other servers of their server-to-server transfers, whose dialogue is drawn
/// beside theirs.
fn with_others(view: &View<'_>) -> Vec<SessionId> {
    let chosen = view.sessions().map(|session| session.id);
    let transfers = view.sessions().flat_map(|session| &session.transfers);
    let others = transfers.filter_map(|transfer| transfer.fxp_session);
    let mut ids: Vec<SessionId> = chosen.chain(others).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// Watches the rows of pass 2 and keeps what stories need.
#[derive(Debug)]
pub struct Trail {
    sessions: Option<Vec<SessionId>>,
    detail: Detail,
    /// Without, only lines that took several segments are kept.
    arrows: bool,
    limits: Limits,
    marks: HashMap<SessionId, Marks, RandomState>,
    kept: usize,
    landmarks: HashMap<u64, Landmarks, RandomState>,
    without_landmarks: u64,
}

impl Trail {
    /// A trail of these sessions, ascending; `None` for all.
    pub fn new(sessions: Option<Vec<SessionId>>, detail: Detail, limits: &Limits) -> Self {
        let (marks, landmarks) = (HashMap::default(), HashMap::default());
        Trail {
            sessions,
            detail,
            arrows: true,
            limits: *limits,
            marks,
            kept: 0,
            landmarks,
            without_landmarks: 0,
        }
    }

    /// A trail for steps alone, without arrows.
    pub fn of_steps(sessions: Option<Vec<SessionId>>, limits: &Limits) -> Self {
        Trail {
            arrows: false,
            ..Trail::new(sessions, Detail::Messages, limits)
        }
    }

    /// Keeps what the stories of the chosen sessions need and no more: to be said before the first row.
    pub fn choose(&mut self, view: &View<'_>) {
        if view.is_filtered() {
            self.sessions = Some(with_others(view));
        }
    }

    /// The frames of the connection whose first frame is `connection`.
    pub fn landmarks(&self, connection: u64) -> Option<&Landmarks> {
        self.landmarks.get(&connection)
    }

    /// Frames of a session for whose arrows there was no room.
    pub fn left_out(&self, session: SessionId) -> u64 {
        self.marks.get(&session).map_or(0, |marks| marks.left_out)
    }

    /// The caps that were hit, by name, with how often: to be told like those of the analysis.
    pub fn limits_hit(&self) -> Vec<(&'static str, u64)> {
        let arrows = self.marks.values().map(|marks| marks.left_out).sum();
        limits::hit([
            ("story_arrows", arrows),
            ("story_connections", self.without_landmarks),
        ])
        .collect()
    }

    /// The marks of a session; lines that never ended come last.
    pub(super) fn marks(&self, session: SessionId) -> impl Iterator<Item = &Mark> {
        self.marks
            .get(&session)
            .into_iter()
            .flat_map(|marks| marks.list.iter().chain(&marks.begun))
    }

    fn wants(&self, session: SessionId) -> bool {
        self.sessions
            .as_ref()
            .is_none_or(|wanted| wanted.binary_search(&session).is_ok())
    }

    /// Keeps the frames of the connection, and gives how many bytes of the row are new. Bytes of data that were seen
    /// before become a repeat.
    fn remember(&mut self, row: &Row, at: At, what: &mut [What]) -> u64 {
        let full = self.landmarks.len() >= self.limits.story_connections;
        if full && !self.landmarks.contains_key(&row.connection) {
            self.without_landmarks += u64::from(row.connection == at.frame);
            return u64::from(row.segment.len());
        }
        let ends = [row.segment.src, row.segment.dst];
        let fresh = || Landmarks {
            ends,
            sides: [SideMarks::default(); 2],
            seen: [Seen::default(), Seen::default()],
            syn: None,
            syn_ack: None,
            ack: None,
            reset: None,
            refused: false,
        };
        let landmarks = self.landmarks.entry(row.connection).or_insert_with(fresh);
        let payload = what
            .iter_mut()
            .find(|what| matches!(what, What::Data | What::Tls | What::Repeats));
        let new = match payload {
            Some(payload) => {
                let new = landmarks.fresh(row);
                if new == 0 {
                    *payload = What::Repeats;
                }
                new
            }
            None => 0,
        };
        landmarks.take(row, at, what);
        new
    }

    fn mark(&mut self, session: SessionId, mark: &Mark) {
        if !self.arrows && !matches!(mark.what, What::Speech { .. }) {
            return;
        }
        let marks = self.marks.entry(session).or_default();
        if self.detail != Detail::Frames {
            if mark.what == What::Repeats {
                marks.count_again(mark);
            }
            if matches!(mark.what, What::Acknowledges | What::Repeats) {
                return;
            }
            let whole = !self.arrows
                && mark.what == (What::Speech { complete: true })
                && !marks.has_begun(mark);
            if whole || marks.fold(mark) {
                return;
            }
        }
        let full = self.kept >= self.limits.story_arrows;
        if full {
            marks.left_out += mark.segments;
            return;
        }
        self.kept += 1;
        marks.push(mark.clone(), self.detail);
    }
}

impl Marks {
    /// True where a line of the same side has begun.
    fn has_begun(&self, mark: &Mark) -> bool {
        self.begun
            .iter()
            .any(|line| line.connection == mark.connection && line.src == mark.src)
    }

    /// True where the mark goes into one that is there: a run of data, the next piece of a line, a SYN again.
    fn fold(&mut self, mark: &Mark) -> bool {
        let same = |known: &Mark| known.connection == mark.connection && known.src == mark.src;
        if let What::Speech { complete: false } = mark.what
            && let Some(line) = self.begun.iter_mut().find(|line| same(line))
        {
            line.extend(mark);
            return true;
        }
        let Some(last) = self.list.last_mut().filter(|last| same(last)) else {
            return false;
        };
        let folds = match mark.what {
            What::Opens(HandshakeStep::SynAgain) => {
                matches!(
                    last.what,
                    What::Opens(HandshakeStep::Syn | HandshakeStep::SynAgain)
                )
            }
            What::Data | What::Tls => last.what == mark.what,
            _ => false,
        };
        if folds {
            last.extend(mark);
        }
        folds
    }

    /// Counts a segment that was sent again with the run of data that it repeats.
    fn count_again(&mut self, mark: &Mark) {
        let runs = self.list.iter_mut().rev().take(LOOKED);
        let mut runs = runs.filter(|known| matches!(known.what, What::Data));
        if let Some(run) =
            runs.find(|known| known.connection == mark.connection && known.src == mark.src)
        {
            run.again += mark.again;
        }
    }

    fn push(&mut self, mut mark: Mark, detail: Detail) {
        match mark.what {
            What::Speech { complete: false } if detail != Detail::Frames => {
                return self.begun.push(mark);
            }
            What::Speech { complete: true } => {
                let same = |line: &Mark| line.connection == mark.connection && line.src == mark.src;
                if let Some(place) = self.begun.iter().position(same) {
                    let begun = self.begun.swap_remove(place);
                    mark.first = begun.first;
                    mark.bytes += begun.bytes;
                    mark.segments += begun.segments;
                }
            }
            _ => {}
        }
        self.list.push(mark);
    }
}

impl Mark {
    fn extend(&mut self, other: &Mark) {
        self.last = other.last;
        self.bytes += other.bytes;
        self.segments += other.segments;
        self.again += other.again;
    }
}

impl Observer for Trail {
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
                    self.mark(session, &mark(row, at, what, new, self.detail));
                }
            }
        }
        Ok(())
    }
}

fn mark(row: &Row, at: At, what: What, new: u64, detail: Detail) -> Mark {
    let segment = row.segment;
    let text = match (&row.layer, what) {
        (Layer::Control { payload, .. }, What::Speech { .. }) if detail == Detail::Frames => {
            Some(Text::from(&payload[..payload.len().min(KEPT)]))
        }
        _ => None,
    };
    let bytes = match what {
        What::Opens(_) | What::Ends(_) | What::Acknowledges => 0,
        What::Data | What::Tls => new,
        What::Speech { .. } | What::Repeats => u64::from(segment.len()),
    };
    let again = u64::from(what == What::Repeats && !row.facts.has(Label::KeepAlive));
    Mark {
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
fn what(row: &Row) -> Vec<What> {
    let mut what = Vec::with_capacity(1);
    let opens = row.notes.iter().find_map(|note| match note {
        Note::ControlOpens(step) | Note::DataOpens { step, .. } => Some(What::Opens(*step)),
        _ => None,
    });
    what.extend(opens);
    let complete = row
        .notes
        .iter()
        .any(|note| matches!(note, Note::Command { .. } | Note::Reply { .. }));
    what.extend(match &row.layer {
        _ if complete => Some(What::Speech { complete }),
        Layer::Control { .. } => Some(What::Speech { complete }),
        Layer::Tls(_) if !row.is_data() => Some(What::Tls),
        Layer::Tls(_) | Layer::Data(_) => Some(What::Data),
        Layer::Tcp if row.segment.is_empty() || row.segment.flags.rst() => None,
        // late, but new
        Layer::Tcp if row.is_data() && row.facts.has(Label::OutOfOrder) => Some(What::Data),
        Layer::Tcp => Some(What::Repeats),
    });
    what.extend(row.notes.iter().find_map(|note| match note {
        Note::ControlEnds { ending, .. } | Note::DataEnds { ending, .. } => {
            Some(What::Ends(*ending))
        }
        _ => None,
    }));
    if what.is_empty() {
        what.push(What::Acknowledges);
    }
    what
}
