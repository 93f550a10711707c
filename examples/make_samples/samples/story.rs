//! What a scenario is told with.
//!
//! A [`Story`] is a clock and the frames seen so far. Connections are opened on it, and each of its
//! verbs is one frame or a few, sent now: `story.line(client, "USER anonymous")`. Numbers,
//! acknowledgements, windows and timestamps follow by themselves from what was sent before. Without
//! a given time, frames follow each other in small uneven steps.

use std::collections::VecDeque;
use std::net::{IpAddr, SocketAddr};
use std::ops::Range;

use etherparse::{TcpHeader, TcpOptionElement};

use super::dice::Rng;
use super::frame::{self, Link, Route};
use super::tcp::{ACK, FIN, Inbox, PSH, Peer, RST, SYN, Segment, Side, Stack, URG};

/// How much later than a packet its copy is recorded, in microseconds.
const COPY_DELAY: u64 = 9;

/// A frame of the capture.
#[derive(Clone)]
pub(crate) struct Frame {
    /// Microseconds since the first frame.
    pub(crate) time: u64,
    /// All of its bytes.
    pub(crate) bytes: Vec<u8>,
}

/// Something that happens beside the story.
type Aside = Box<dyn FnOnce(&mut Story)>;

/// A capture in the making.
pub(crate) struct Story {
    link: Link,
    stack: Stack,
    clock: u64,
    step: u64,
    dice: Rng,
    vantage: Option<SocketAddr>,
    peers: Vec<Peer>,
    asides: VecDeque<(u64, Aside)>,
    frames: Vec<Frame>,
    /// When the last frame was sent, whatever the recorder's clock said.
    last: u64,
    /// How far the recorder's clock is off, in microseconds.
    clock_error: i64,
    copies: Copies,
    numberless: bool,
    /// The only host whose packets the recorder sees.
    heard: Option<IpAddr>,
    key_log: String,
}

/// What a recorder makes of one packet.
#[derive(Clone, Copy)]
pub(crate) enum Copies {
    /// One frame, as it should be.
    None,
    /// A second frame with this VLAN tag, as a mirror of two sides of a port gives it.
    Tagged(u16),
    /// A second frame from behind a router: other hardware addresses, and a hop less to live.
    Routed,
}

/// What becomes of a segment on its way.
#[derive(Clone, Copy)]
pub(crate) struct Passage {
    /// The recorder sees it.
    pub(crate) seen: bool,
    /// The receiver gets it.
    pub(crate) arrives: bool,
    /// Its last byte is another one than the checksum says. The receiver throws it away.
    pub(crate) spoilt: bool,
    /// Its time to live, where another host than the sender's made it.
    pub(crate) ttl: Option<u8>,
}

impl Passage {
    /// Seen, and arrived.
    pub(crate) const GOOD: Self = Self {
        seen: true,
        arrives: true,
        spoilt: false,
        ttl: None,
    };
}

/// How a story is set up.
impl Story {
    /// A machine that talks to itself; all systems are Windows.
    pub(crate) fn loopback() -> Self {
        Self::new(Link::Loopback, Stack::WINDOWS_LOOPBACK, 40)
    }

    /// Hosts on a network; all systems are Linux unless told otherwise.
    pub(crate) fn ethernet() -> Self {
        Self::new(Link::Ethernet, Stack::LINUX, 240)
    }

    fn new(link: Link, stack: Stack, step: u64) -> Self {
        Self {
            link,
            stack,
            clock: 0,
            step,
            dice: Rng::new(959),
            vantage: None,
            peers: Vec::new(),
            asides: VecDeque::new(),
            frames: Vec::new(),
            last: 0,
            clock_error: 0,
            copies: Copies::None,
            numberless: false,
            heard: None,
            key_log: String::new(),
        }
    }

    /// The file is to hold secrets of TLS, as a key log tells them.
    pub(crate) fn tell_secrets(&mut self, lines: &str) {
        self.key_log.push_str(lines);
    }

    /// All of these.
    pub(crate) fn key_log(&self) -> &str {
        &self.key_log
    }

    /// The capture is taken at the host of `side`: short frames of all others have been filled up
    /// on the wire.
    pub(crate) fn seen_from(&mut self, side: Side) {
        self.vantage = Some(self.peers[side.0].address);
    }

    /// A new connection between two sockets, of which nothing has been sent. Gives its two ends,
    /// the opener first.
    pub(crate) fn connection(&mut self, opener: &str, listener: &str) -> (Side, Side) {
        let side = Side(self.peers.len());
        for address in [opener, listener] {
            address
                .bytes()
                .for_each(|letter| self.dice.shake(letter.into()));
            let peer = Peer {
                address: address.parse().expect("an address and a port"),
                stack: self.stack,
                initial: self.dice.throw() as u32,
                next: 0,
                inbox: Inbox::default(),
                heard: 0,
                uptime: self.dice.throw() as u32 >> 4,
                packet_id: self.dice.throw() as u16,
                flow: self.dice.throw() as u32 & 0xf_ffff,
                owes: false,
                gone: false,
            };
            self.peers.push(peer);
        }
        (side, side.other())
    }

    /// A connection that was open before the capture began.
    pub(crate) fn open_connection(&mut self, opener: &str, listener: &str) -> (Side, Side) {
        let (opener, listener) = self.connection(opener, listener);
        self.has_begun(opener);
        (opener, listener)
    }

    /// The handshake of this connection was before the capture.
    pub(crate) fn has_begun(&mut self, side: Side) {
        for side in [side, side.other()] {
            self.peers[side.0].next = 1;
            self.peers[side.0].inbox.next = 1;
        }
    }

    /// The system at this end is another one.
    pub(crate) fn runs(&mut self, side: Side, stack: Stack) {
        self.peers[side.0].stack = stack;
    }

    /// From here on the recorder keeps packets in this way.
    pub(crate) fn copied(&mut self, copies: Copies) {
        self.copies = copies;
    }

    /// All frames so far stand in the file a second time, with their times.
    pub(crate) fn twice(&mut self) {
        self.frames.extend_from_within(..);
    }

    /// All sequence and acknowledgement numbers are 0: a generator made the packets.
    pub(crate) fn numberless(&mut self) {
        self.numberless = true;
    }

    /// The recorder sees one direction from here on: what this host sends.
    pub(crate) fn hears(&mut self, host: IpAddr) {
        self.heard = Some(host);
    }

    fn is_heard(&self, sender: Side) -> bool {
        let host = self.peers[sender.0].address.ip();
        self.heard.is_none_or(|heard| heard == host)
    }

    /// A host says by ICMP that a segment did not arrive.
    pub(crate) fn unreachable(&mut self, segment: &Segment, by: IpAddr, code: u8) {
        let own = self.peers[segment.from.0].stack.ttl;
        let quoted = self.frame_of(segment, own);
        let route = Route {
            from: SocketAddr::new(by, 0),
            to: self.peers[segment.from.0].address,
            ttl: self.stack.ttl,
            packet_id: self.dice.throw() as u16,
            flow: 0,
        };
        let bytes = frame::unreachable(self.link, &route, code, &quoted);
        self.record(bytes);
    }

    /// Somebody sets the recorder's clock.
    pub(crate) fn set_recorder(&mut self, microseconds: i64) {
        self.clock_error += microseconds;
    }

    /// The number on the wire of this end's SYN.
    pub(crate) fn starts_at(&mut self, side: Side, number: u32) {
        self.peers[side.0].initial = number;
    }
}

/// Time.
impl Story {
    /// The next frame is sent at this time, in microseconds.
    pub(crate) fn at(&mut self, time: u64) -> &mut Self {
        while self.asides.front().is_some_and(|&(due, _)| due < time) {
            let (due, aside) = self.asides.pop_front().expect("the queue has a front");
            self.set_clock(due);
            aside(self);
        }
        self.set_clock(time);
        self
    }

    /// The next frame is sent at this time and is the one with this number.
    pub(crate) fn frame(&mut self, number: usize, time: u64) -> &mut Self {
        self.at(time);
        assert_eq!(
            self.frames.len() + 1,
            number,
            "the frame at {time} µs has another number"
        );
        self
    }

    /// Nothing is sent for a while.
    pub(crate) fn wait_ms(&mut self, milliseconds: u64) -> &mut Self {
        let wait = milliseconds * 1000 + self.dice.below(1000);
        self.at(self.clock + wait)
    }

    /// Something else goes on at this time, between the frames of the story. To be told before that
    /// time comes.
    pub(crate) fn meanwhile(&mut self, time: u64, aside: impl FnOnce(&mut Self) + 'static) {
        let place = self.asides.partition_point(|&(due, _)| due <= time);
        self.asides.insert(place, (time, Box::new(aside)));
    }

    fn set_clock(&mut self, time: u64) {
        let last = self.last;
        assert!(
            time >= last,
            "{time} µs is before the last frame, at {last} µs"
        );
        self.clock = time;
    }
}

/// The verbs of a scenario: each sends one frame, unless it says more.
impl Story {
    /// Asks for a connection.
    pub(crate) fn syn(&mut self, from: Side) {
        self.now(from, SYN, b"");
    }

    /// Grants it.
    pub(crate) fn syn_ack(&mut self, from: Side) {
        self.now(from, SYN | ACK, b"");
    }

    /// Acknowledges all that has arrived.
    pub(crate) fn ack(&mut self, from: Side) {
        self.now(from, ACK, b"");
    }

    /// Sends these bytes.
    pub(crate) fn bytes(&mut self, from: Side, bytes: &[u8]) {
        self.now(from, PSH | ACK, bytes);
    }

    /// Sends a line of the control channel; the line end is added.
    pub(crate) fn line(&mut self, from: Side, line: &str) {
        self.bytes(from, format!("{line}\r\n").as_bytes());
    }

    /// Sends several lines at once.
    pub(crate) fn lines(&mut self, from: Side, lines: &[&str]) {
        self.line(from, &lines.join("\r\n"));
    }

    /// Sends these bytes as urgent.
    pub(crate) fn urgent(&mut self, from: Side, bytes: &[u8]) {
        let mut segment = self.cut(from, PSH | ACK | URG, bytes);
        segment.urgent = bytes.len() as u16;
        self.emit(&segment);
    }

    /// Will send no more.
    pub(crate) fn fin(&mut self, from: Side) {
        self.now(from, FIN | ACK, b"");
    }

    /// Tears an open connection down.
    pub(crate) fn rst(&mut self, from: Side) {
        self.now(from, RST | ACK, b"");
    }

    /// Answers a SYN to a port where nobody listens.
    pub(crate) fn refuse(&mut self, from: Side) {
        self.starts_at(from, 0);
        self.rst(from);
    }

    /// Three frames: `opener` opens the connection.
    pub(crate) fn handshake(&mut self, opener: Side) {
        self.syn(opener);
        self.syn_ack(opener.other());
        self.ack(opener);
    }

    /// Two frames: a command and its reply. The next command acknowledges the reply.
    pub(crate) fn exchange(&mut self, client: Side, command: &str, reply: &str) {
        self.line(client, command);
        self.line(client.other(), reply);
    }

    /// Bytes in as many segments as they need; every second one is acknowledged.
    pub(crate) fn send(&mut self, from: Side, bytes: &[u8]) {
        for (index, part) in self.parts(from, bytes).iter().enumerate() {
            self.emit(part);
            if index % 2 == 1 {
                self.ack(from.other());
            }
        }
    }

    /// Three frames: `first` ends its side, the other agrees and ends its own.
    pub(crate) fn close(&mut self, first: Side) {
        self.fin(first);
        self.fin(first.other());
        self.ack(first);
    }

    /// Sends a line as a person types it in a terminal that sends every character at once: a frame
    /// for each, and one for the line end, at the given times. The other end acknowledges each.
    pub(crate) fn typed(&mut self, from: Side, line: &str, times: &[u64]) {
        assert_eq!(
            line.len() + 1,
            times.len(),
            "a time for every character and one for the line end"
        );
        let keys = line.bytes().map(|key| vec![key]).chain([b"\r\n".to_vec()]);
        for (key, &time) in keys.zip(times) {
            self.at(time).bytes(from, &key);
            self.ack(from.other());
        }
    }

    /// A datagram of its own.
    pub(crate) fn datagram(&mut self, from: &str, to: &str, payload: &[u8]) {
        let route = Route {
            from: from.parse().expect("an address and a port"),
            to: to.parse().expect("an address and a port"),
            ttl: self.stack.ttl,
            packet_id: self.dice.throw() as u16,
            flow: 0,
        };
        let bytes = frame::udp(self.link, &route, payload);
        self.record(bytes);
    }
}

/// Segments in the hand, for what does not go well.
impl Story {
    /// A segment that takes its place in the stream of `from` and is not sent yet.
    pub(crate) fn cut(&mut self, from: Side, flags: u8, payload: &[u8]) -> Segment {
        let peer = &mut self.peers[from.0];
        let segment = Segment {
            from,
            number: peer.next,
            flags,
            urgent: 0,
            payload: payload.to_vec(),
        };
        peer.next = segment.numbers().end;
        segment
    }

    /// Bytes cut into segments that are not sent yet; the last one is pushed.
    pub(crate) fn parts(&mut self, from: Side, bytes: &[u8]) -> Vec<Segment> {
        let room = usize::from(self.segment_size(from)) - if self.stamped(from) { 12 } else { 0 };
        let last = bytes.len().div_ceil(room);
        let flags = |index| if index + 1 == last { PSH | ACK } else { ACK };
        bytes
            .chunks(room)
            .enumerate()
            .map(|(index, part)| self.cut(from, flags(index), part))
            .collect()
    }

    /// Sends a segment: the capture sees it and it arrives.
    pub(crate) fn emit(&mut self, segment: &Segment) {
        self.emit_lost(segment);
        self.arrive(segment);
    }

    /// Sends a segment that the capture sees and that is lost behind it.
    pub(crate) fn emit_lost(&mut self, segment: &Segment) {
        let bytes = self.frame_of(segment, self.peers[segment.from.0].stack.ttl);
        if self.is_heard(segment.from) {
            self.record(bytes);
        }
    }

    /// Sends a segment, which fares like this.
    pub(crate) fn pass(&mut self, segment: &Segment, passage: Passage) {
        self.peers[segment.from.0].owes = false;
        if passage.seen && self.is_heard(segment.from) {
            let own = self.peers[segment.from.0].stack.ttl;
            let mut bytes = self.frame_of(segment, passage.ttl.unwrap_or(own));
            if passage.spoilt {
                *bytes.last_mut().expect("a frame has bytes") ^= 0x20;
            }
            self.record(bytes);
        }
        if passage.arrives && !passage.spoilt {
            self.arrive(segment);
        }
    }

    /// Acknowledges bytes that have not come.
    pub(crate) fn ack_beyond(&mut self, from: Side, bytes: u64) {
        self.peers[from.0].inbox.next += bytes;
        self.ack(from);
        self.peers[from.0].inbox.next -= bytes;
    }

    /// Every end that has got bytes, and said nothing since, acknowledges them; not one that never
    /// spoke.
    pub(crate) fn delayed_acks(&mut self) {
        for index in 0..self.peers.len() {
            if self.peers[index].owes && self.peers[index].next > 0 {
                self.ack(Side(index));
            }
        }
    }

    /// Whether this end has sent anything.
    pub(crate) fn begun(&self, side: Side) -> bool {
        self.peers[side.0].next > 0
    }

    /// The number of the next byte of this end.
    pub(crate) fn next(&self, side: Side) -> u64 {
        self.peers[side.0].next
    }

    /// Takes numbers for bytes that nobody spells out; fewer than none gives back as many.
    pub(crate) fn skip(&mut self, from: Side, bytes: i64) -> Range<u64> {
        let start = self.peers[from.0].next;
        let end = start.saturating_add_signed(bytes);
        self.peers[from.0].next = end;
        start..end.max(start)
    }

    /// Numbers that reach this end, outside the capture.
    pub(crate) fn receive(&mut self, side: Side, numbers: Range<u64>) {
        self.peers[side.0].inbox.take(numbers);
    }

    /// This end has gone and acknowledges nothing more.
    pub(crate) fn gone(&mut self, side: Side) {
        self.peers[side.0].gone = true;
        self.peers[side.0].owes = false;
    }

    fn frame_of(&mut self, segment: &Segment, ttl: u8) -> Vec<u8> {
        let header = self.header(segment);
        let (from, to) = (
            &self.peers[segment.from.0],
            &self.peers[segment.from.other().0],
        );
        let route = Route {
            from: from.address,
            to: to.address,
            ttl,
            packet_id: from.packet_id,
            flow: from.flow,
        };
        let bytes = frame::tcp(self.link, &route, header, &segment.payload);
        let sender = &mut self.peers[segment.from.0];
        sender.packet_id = route.packet_id.wrapping_add(1);
        sender.owes = false;
        self.as_captured(route.from, bytes)
    }

    /// A segment arrives that the capture does not see, or sees at another time.
    pub(crate) fn arrive(&mut self, segment: &Segment) {
        let clock = self.timestamp(segment.from);
        let receiver = &mut self.peers[segment.from.other().0];
        receiver.heard = clock;
        receiver.owes |= !segment.numbers().is_empty() && !receiver.gone;
        receiver.inbox.take(segment.numbers());
    }

    fn now(&mut self, from: Side, flags: u8, payload: &[u8]) {
        let segment = self.cut(from, flags, payload);
        self.emit(&segment);
    }
}

/// What a scenario need not say.
impl Story {
    /// What stands before the IP headers.
    pub(crate) fn link(&self) -> Link {
        self.link
    }

    /// The frames, in the order of the capture.
    pub(crate) fn frames(&self) -> &[Frame] {
        &self.frames
    }

    fn header(&self, segment: &Segment) -> TcpHeader {
        let (from, to) = (
            &self.peers[segment.from.0],
            &self.peers[segment.from.other().0],
        );
        let flag = |bit| segment.flags & bit != 0;
        let number = from.initial.wrapping_add(segment.number as u32);
        let mut header = TcpHeader::new(
            from.address.port(),
            to.address.port(),
            number,
            self.window(segment),
        );
        (header.fin, header.syn, header.rst) = (flag(FIN), flag(SYN), flag(RST));
        (header.psh, header.ack, header.urg) = (flag(PSH), flag(ACK), flag(URG));
        header.urgent_pointer = segment.urgent;
        if header.ack {
            header.acknowledgment_number = to.initial.wrapping_add(from.inbox.next as u32);
        }
        if self.numberless {
            (header.sequence_number, header.acknowledgment_number) = (0, 0);
        }
        header
            .set_options(&self.options(segment))
            .expect("the options have room");
        header
    }

    fn window(&self, segment: &Segment) -> u16 {
        let peer = &self.peers[segment.from.0];
        match segment.flags {
            flags if flags & RST != 0 => 0,
            flags if flags & SYN != 0 => peer.stack.syn_window,
            _ => peer.window(),
        }
    }

    fn options(&self, segment: &Segment) -> Vec<TcpOptionElement> {
        use TcpOptionElement::{Noop, SelectiveAcknowledgement, Timestamp};
        let (peer, other) = (
            &self.peers[segment.from.0],
            &self.peers[segment.from.other().0],
        );
        // a SYN offers timestamps, all else uses them if both ends do
        let stamped = self.stamped(segment.from) || segment.flags == SYN && peer.stack.timestamps;
        let clock = stamped.then(|| (self.timestamp(segment.from), peer.heard));
        if segment.flags & SYN != 0 {
            return peer
                .stack
                .syn_options(self.segment_size(segment.from), clock);
        }
        if segment.flags & RST != 0 {
            return Vec::new();
        }
        let mut options = Vec::new();
        if let Some((own, heard)) = clock {
            options.extend([Noop, Noop, Timestamp(own, heard)]);
        }
        if let Some((start, end)) = peer.inbox.island() {
            let block = (
                other.initial.wrapping_add(start as u32),
                other.initial.wrapping_add(end as u32),
            );
            options.extend([Noop, Noop, SelectiveAcknowledgement(block, [None; 3])]);
        }
        options
    }

    fn stamped(&self, side: Side) -> bool {
        [side, side.other()]
            .iter()
            .all(|end| self.peers[end.0].stack.timestamps)
    }

    fn timestamp(&self, side: Side) -> u32 {
        self.peers[side.0].uptime + (self.clock / 1000) as u32
    }

    fn segment_size(&self, side: Side) -> u16 {
        match (self.link, self.peers[side.0].address) {
            (Link::Loopback, _) => 65_495,
            (Link::Ethernet, SocketAddr::V4(_)) => 1460,
            (Link::Ethernet, SocketAddr::V6(_)) => 1440,
        }
    }

    fn as_captured(&self, from: SocketAddr, mut bytes: Vec<u8>) -> Vec<u8> {
        if self.vantage.is_some_and(|here| here.ip() != from.ip()) {
            frame::pad(&mut bytes);
        }
        bytes
    }

    fn record(&mut self, bytes: Vec<u8>) {
        let time = self.clock.saturating_add_signed(self.clock_error);
        let copy = self.copy(&bytes);
        self.frames.push(Frame { time, bytes });
        self.last = self.clock;
        if let Some(bytes) = copy {
            self.frames.push(Frame {
                time: time + COPY_DELAY,
                bytes,
            });
        }
        self.clock += self.step + self.dice.below(self.step);
    }

    fn copy(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        match self.copies {
            Copies::None => None,
            Copies::Tagged(vlan) => Some(frame::tagged(bytes, vlan)),
            Copies::Routed => Some(frame::routed(bytes)),
        }
    }
}
