//! A connection: two streams, the handshake, the close, and the counts (RFC 9293).
//!
//! Each segment is judged before its bytes count, in this order:
//!
//! 1. A SYN with another number, while both sides speak, changes nothing: anybody can send one
//!    (section 3.10.7.4). It is kept, because the answer to it would open another connection.
//! 2. Numbers that mean nothing, as some generators of captures write them, are replaced by the
//!    order of the frames ([`super::Numbering`]).
//! 3. A segment that the capture holds once more, or of a connection that it holds a second time
//!    from the first frame on, is a copy: its bytes are compared, and counted nowhere.
//! 4. What is left tells of the handshake, the close and the windows; then its stream puts its
//!    bytes in order.
//!
//! **Who opened it** is the side that sent the SYN. Where no SYN was captured it is the receiver of
//! the SYN+ACK, else the sender of the first segment, which is a guess; matching with an
//! announcement corrects it.
//!
//! **Where another connection begins** with the same ports ([`TcpConnection::is_reopened_by`]): at
//! a SYN with another initial number, once this one has ended or only one side speaks; at a SYN+ACK
//! that answers such a SYN; and at a SYN with the same number behind data and an end, as hosts
//! without random numbers send it. A SYN that came late or again is none of these: it comes before
//! data, or nobody answers it.
//!
//! **How it ended** is decided by the first FIN or RST. A RST does not count in two cases: where it
//! refuses an answer that nobody had asked for (section 3.10.7.3), and where both sides go on as if
//! it had not been (`survived`).
//!
//! **Not answered** is a connection of which nothing but SYNs was seen, perhaps with the RST of a
//! sender that gave up, or one that was answered while its opener kept asking: the answers did not
//! arrive there.

use crate::decode::{Flags, Segment};
use crate::model::{At, Close, Flow, Handshake, Identity, Numbers};

use super::key::{ConnectionKey, Side};
use super::numbering::{Numbering, NumberingVerdict};
use super::stream::{Arrival, Stream, StreamItem};

mod handshake;
mod reopened;
mod sender;
mod survived;

pub use handshake::HandshakeProgress;
use sender::Sender;
use survived::Survival;

/// Hops by which ways through the network differ at most, from one packet of a connection to
/// another.
const FEWER_HOPS: u8 = 8;

/// Both directions of a TCP connection (RFC 9293), as far as a capture shows them.
#[derive(Clone, Debug)]
pub struct TcpConnection {
    /// Its endpoints.
    pub key: ConnectionKey,
    /// The side that sent the SYN. Where none was captured: the receiver of the SYN+ACK, else the
    /// sender of the first segment.
    pub opener: Side,
    /// Its first frame.
    pub first: At,
    /// Its last frame.
    pub last: At,
    /// Frames of both directions.
    pub frames: u64,
    /// Those of them that hold a packet once more, which says nothing new.
    pub copies: u64,
    /// Segments that carried payload and brought nothing new.
    pub retransmissions: u64,
    /// Captured payload bytes of each side, each once.
    pub bytes: [u64; 2],
    /// SYNs of the opener without an answer in between.
    pub syns: u32,
    streams: [Stream; 2],
    initial: [Option<u32>; 2],
    progress: HandshakeProgress,
    /// Nothing but SYNs of the opener, and perhaps its RST, was seen.
    only_syns: bool,
    /// The opener sent its SYN again although it had been answered, and nothing else since.
    syn_after_answer: bool,
    close: Option<Closing>,
    /// A RST came before the side's own FIN.
    cut_off: [bool; 2],
    numbers: Numbers,
    senders: [Sender; 2],
    /// The capture holds the connection once more from its first frame on, at the same times.
    again: bool,
    /// The opener's SYN came again after data.
    syn_after_data: bool,
    numbering: Numbering,
    /// The sequence number by which the last segment was read.
    read_at: u32,
    /// The latest SYN with another number in the midst of it, which nobody has answered.
    other_syn: Option<Box<Segment<'static>>>,
    /// A RST was seen, which may turn out to be none of an end's.
    survival: Option<Box<Survival>>,
}

/// The first sign of an end.
#[derive(Clone, Copy, Debug)]
struct Closing {
    by: Side,
    how: Close,
    at: At,
}

impl TcpConnection {
    /// A connection that begins with this segment.
    pub fn new(segment: &Segment) -> Self {
        let (key, sender) = ConnectionKey::of(segment);
        let answers = segment.flags.syn_ack();
        let at = segment.at();
        TcpConnection {
            key,
            opener: if answers { sender.other() } else { sender },
            first: at,
            last: at,
            frames: 0,
            copies: 0,
            retransmissions: 0,
            bytes: [0; 2],
            syns: 0,
            streams: [Stream::default(), Stream::default()],
            initial: [None; 2],
            progress: HandshakeProgress::default(),
            only_syns: true,
            syn_after_answer: false,
            close: None,
            cut_off: [false; 2],
            numbers: Numbers::default(),
            senders: Default::default(),
            again: false,
            syn_after_data: false,
            other_syn: None,
            survival: None,
            numbering: Numbering::default(),
            read_at: 0,
        }
    }

    /// Takes a segment that `sender` sent. What becomes readable goes to `out` with the side that
    /// sent it.
    pub fn segment(
        &mut self,
        segment: &Segment,
        sender: Side,
        cap: usize,
        out: &mut impl FnMut(Side, StreamItem),
    ) -> Arrival {
        if self.is_doubtful_syn(segment, sender) {
            self.frames += 1;
            self.last = segment.at();
            self.other_syn = Some(Box::new(segment.header_alone()));
            return Arrival::default();
        }
        self.judge_numbers(segment, sender);
        let marked = self.as_it_counts(segment, sender);
        let segment = marked.as_ref().unwrap_or(segment);
        self.read_at = segment.seq;
        self.frames += 1;
        let is_doubtful = self.may_be_ignored(segment, sender);
        if segment.copy_of.is_some() {
            self.copies += 1;
            let time = self.last.time.max(segment.time);
            self.last = At {
                frame: segment.frame,
                time,
            };
        } else {
            self.follow(segment, sender);
        }
        if is_doubtful {
            self.streams[sender.index()].doubt(segment);
        }
        let bytes = &mut self.bytes[sender.index()];
        let stream = &mut self.streams[sender.index()];
        let mut arrival = stream.segment(segment, cap, &mut |item| {
            count(bytes, &item);
            out(sender, item);
        });
        if segment.fragments_differ && !segment.is_empty() {
            arrival.differs = true;
            stream.differs_in_fragments(segment);
        }
        if arrival.differs {
            let rare = self.senders[sender.index()].rare.get_or_insert_default();
            rare.differing_copy.get_or_insert(segment.at());
            rare.damaged_copy = rare.damaged_copy.or(arrival.damaged);
        }
        let again = arrival.repeated > 0 && arrival.new == 0 && segment.copy_of.is_none();
        if again && !is_keep_alive(segment) {
            self.retransmissions += 1;
        }
        arrival
    }

    /// True for bytes that the receiver throws away or does not get: without ACK or with one of
    /// what was never sent to their sender (RFC 9293 section 3.10.7.4), or with a hop limit that
    /// does not reach as far as that of the sender's others.
    fn may_be_ignored(&self, segment: &Segment, sender: Side) -> bool {
        let Segment { flags, .. } = *segment;
        if segment.is_empty() || flags.syn() || !self.progress.ack || self.has_made_up_numbers() {
            return false;
        }
        let has_few_hops = self.senders[sender.index()]
            .hop_limits
            .is_some_and(|(_, most)| segment.hop_limit.saturating_add(FEWER_HOPS) < most);
        let peer = &self.streams[sender.other().index()];
        let acknowledged = peer.place(segment.ack).unwrap_or_default();
        !flags.ack() || has_few_hops || acknowledged > peer.furthest_sent() as i64 + 1
    }

    /// True if nothing but segments of one side was seen, and nothing of a handshake: anybody can
    /// send those.
    pub fn is_mere_claim(&self) -> bool {
        let is_silent = |sender: &Sender| sender.last.get().is_none();
        self.handshake() == Handshake::Missing && self.senders.iter().any(is_silent)
    }

    /// Ends both streams: what is held back comes out, with the gaps before it.
    pub fn finish(&mut self, out: &mut impl FnMut(Side, StreamItem)) {
        for side in Side::BOTH {
            let peer_ended = self.streams[side.other().index()].has_fin();
            let bytes = &mut self.bytes[side.index()];
            self.streams[side.index()].finish(peer_ended, &mut |item| {
                count(bytes, &item);
                out(side, item);
            });
        }
    }

    /// The SYN of a side was seen before this connection was followed.
    pub fn expect_from(&mut self, side: Side, initial: u32) {
        self.initial[side.index()] = Some(initial);
        if side == self.opener {
            self.progress.syn = true;
        } else {
            self.progress.syn_ack = true;
        }
        self.streams[side.index()].begin_at(initial.wrapping_add(1));
    }

    /// What a side says counts from that sequence number on.
    pub fn begin_at(&mut self, side: Side, number: u32) {
        self.streams[side.index()].begin_at(number);
    }

    /// From now on the first bytes of both streams are kept, to compare later copies with them.
    pub fn keep_beginnings(&mut self) {
        self.streams.iter_mut().for_each(Stream::keep_beginning);
    }

    /// Forgets the first bytes of both streams, and keeps no more. Gives back the memory that they
    /// took.
    pub fn forget_beginnings(&mut self) -> usize {
        self.streams.iter_mut().map(Stream::forget_beginning).sum()
    }

    /// What its first segments told of its numbers, before this connection was followed.
    pub fn expect_numbering(&mut self, numbering: Numbering) {
        self.numbering = numbering;
        if self.numbering.is_made_up() {
            self.streams.iter_mut().for_each(Stream::restart);
        }
    }

    /// Its numbers mean nothing, as those of the connection that asked for it: its segments are
    /// read in the order of their frames.
    pub fn read_in_frame_order(&mut self) {
        self.numbering.read_in_order();
    }

    /// True if the segments' own numbers mean nothing, so that they are read in the order of their
    /// frames.
    pub fn has_made_up_numbers(&self) -> bool {
        self.numbering.is_made_up()
    }

    /// The sequence number by which the last segment was read: its own, unless that means nothing.
    pub fn read_at(&self) -> u32 {
        self.read_at
    }

    /// The initial sequence numbers that were seen.
    pub fn initial_numbers(&self) -> [Option<u32>; 2] {
        self.initial
    }

    /// The stream of a side.
    pub fn stream(&self, side: Side) -> &Stream {
        &self.streams[side.index()]
    }

    /// Bytes of both directions that are not in the capture.
    pub fn lost(&self) -> u64 {
        self.streams[0].lost() + self.streams[1].lost()
    }

    /// True once both FINs were seen, every byte before them was given out and each side has
    /// acknowledged the other's, so that nothing can follow.
    pub fn is_over(&self) -> bool {
        self.streams.iter().all(Stream::is_closed)
    }

    /// True if the side sent a FIN, every byte before it counts, and no RST came first.
    pub fn ended_cleanly(&self, side: Side) -> bool {
        self.stream(side).has_fin() && !self.cut_off[side.index()]
    }

    /// True if a RST came before the side's own FIN.
    pub fn is_cut_off(&self, side: Side) -> bool {
        self.cut_off[side.index()]
    }

    /// How it ended: the first FIN or RST decides, unless it ended nothing (see `survived`).
    pub fn close(&self) -> Close {
        self.close.map_or(Close::Open, |c| c.how)
    }

    /// What it is called. This makes two digests.
    pub(crate) fn identity(&self) -> Identity {
        let [low, high] = Side::BOTH.map(|side| self.key.endpoint(side));
        Identity::of(low, high, self.first.time)
    }

    /// The side whose FIN or RST came first.
    pub fn closed_by(&self) -> Option<Side> {
        self.close.map(|c| c.by)
    }

    /// The same with its frame.
    pub fn closed(&self) -> Option<(Side, At)> {
        self.close.map(|c| (c.by, c.at))
    }

    /// The first RST of a side.
    pub fn reset_by(&self, side: Side) -> Option<At> {
        let rare = self.senders[side.index()].rare.as_deref()?;
        Some(rare.reset?.at)
    }

    /// What was measured on the way.
    pub fn numbers(&self) -> &Numbers {
        &self.numbers
    }

    /// What a side sent, and what became of it. Right once the connection has
    /// [finished](Connection::finish).
    pub fn flow(&self, side: Side) -> Flow {
        let (stream, sender) = (self.stream(side), &self.senders[side.index()]);
        let rare = sender.rare.as_deref();
        Flow {
            lost: stream.lost_within(0, u64::MAX),
            unacknowledged: stream.unacknowledged().map(Box::new),
            largest_acknowledged: stream.largest_acknowledged(),
            last_segment: sender.last.get(),
            last_acknowledged: stream.last_acknowledged(),
            unanswered_keep_alives: sender.keep_alives,
            hop_limits: sender.hop_limits,
            fin: sender.fin.get(),
            reset: rare.and_then(|rare| rare.reset),
            differing_copy: rare.and_then(|rare| rare.differing_copy),
            damaged_copy: rare.and_then(|rare| rare.damaged_copy),
            closed_window: rare.and_then(|rare| rare.closed_window),
            late_answers: rare.map_or(0, |rare| rare.late_answers),
            fins_in_vain: stream.fins_in_vain(),
            acknowledged_beyond_end: stream.acknowledged_beyond_end(),
            sent_behind_fin: stream.sent_behind_fin(),
        }
    }

    fn is_simultaneous(&self, sender: Side) -> bool {
        self.progress.syn && !self.progress.syn_ack && self.opener != sender
    }

    /// Looks for evidence that the numbers are no real ones.
    fn judge_numbers(&mut self, segment: &Segment, sender: Side) {
        match self.numbering.judge(segment, sender) {
            NumberingVerdict::Unchanged => {}
            NumberingVerdict::MadeUp => self.streams.iter_mut().for_each(Stream::restart),
            NumberingVerdict::MadeUpSinceFirst => {
                for side in Side::BOTH {
                    let next = self.streams[side.index()].next_sequence();
                    self.numbering.go_on_at(side, next.unwrap_or_default());
                }
            }
        }
    }

    /// A segment whose own numbers, or whose time, say something else than what it is.
    fn as_it_counts<'s>(&mut self, segment: &Segment<'s>, sender: Side) -> Option<Segment<'s>> {
        if let Some(numbered) = self.numbering.numbered(segment, sender) {
            return Some(numbered);
        }
        if !self.comes_again(segment, sender) {
            return None;
        }
        let copy_of = segment.copy_of.or(Some(self.first.frame));
        Some(Segment {
            copy_of,
            ..*segment
        })
    }

    /// True where a capture holds the connection a second time, and this segment with it: time has
    /// gone back to the very first frame, and nothing is new.
    fn comes_again(&mut self, segment: &Segment, sender: Side) -> bool {
        let past = self.frames > 0 && segment.time <= self.last.time;
        if !past || self.brings_news(segment, sender) {
            return false;
        }
        self.again |= segment.time == self.first.time && self.first.time < self.last.time;
        self.again
    }

    fn brings_news(&self, segment: &Segment, sender: Side) -> bool {
        let stream = self.stream(sender);
        (segment.flags.syn() && self.initial[sender.index()] != Some(segment.seq))
            || (segment.flags.fin() && !stream.has_fin())
            || (segment.flags.rst() && self.close.is_none())
            || (!segment.is_empty() && !stream.knows(segment))
    }

    /// What a segment says beside its bytes.
    fn follow(&mut self, segment: &Segment, sender: Side) {
        let has_payload = !segment.is_empty() && !segment.flags.rst();
        self.numbers
            .follow(segment.time, self.last.time, has_payload);
        self.last = segment.at();
        self.follow_senders(segment, sender);
        self.follow_handshake(segment, sender);
        self.follow_survival(segment, sender);
        self.follow_close(segment.flags, sender);
        self.follow_acks(segment, sender);
    }

    fn follow_senders(&mut self, segment: &Segment, sender: Side) {
        let probes = self.stream(sender).is_keep_alive(segment);
        self.senders[sender.other().index()].keep_alives = 0;
        self.senders[sender.index()].follow(segment, probes);
    }

    fn follow_acks(&mut self, segment: &Segment, sender: Side) {
        if !segment.flags.ack() || segment.flags.rst() || self.numbering.is_doubted() {
            return;
        }
        // A socket connected to itself sends and receives one stream.
        let receives = if self.key.is_one_endpoint() {
            sender
        } else {
            sender.other()
        };
        let stream = &mut self.streams[receives.index()];
        if segment.flags.syn() {
            stream.forget_stale_acks();
        }
        let at = segment.at();
        stream.peer_ack(segment.ack, at);
    }

    fn follow_close(&mut self, flags: Flags, sender: Side) {
        if !flags.any(Flags::FIN | Flags::RST) {
            return;
        }
        let how = if flags.rst() {
            Close::Reset
        } else {
            Close::Fin
        };
        let at = self.last;
        self.close.get_or_insert(Closing {
            by: sender,
            how,
            at,
        });
        if flags.rst() {
            for (cut, stream) in self.cut_off.iter_mut().zip(&self.streams) {
                *cut |= !stream.has_fin();
            }
        }
    }
}

fn count(bytes: &mut u64, item: &StreamItem) {
    if let StreamItem::Bytes { bytes: new, .. } = item {
        *bytes += new.len() as u64;
    }
}

/// One byte without PSH: a keep-alive repeats any byte to get an answer (RFC 9293 section 3.8.4),
/// where a sender that repeats its last byte pushes it.
fn is_keep_alive(segment: &Segment) -> bool {
    segment.len() == 1 && !segment.flags.any(Flags::PSH | Flags::FIN)
}

#[cfg(test)]
mod tests;
