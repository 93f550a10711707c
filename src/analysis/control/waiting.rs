//! Connections of which only the handshake was seen, in stores of fixed size: a flood of SYNs costs
//! no more.

use std::collections::{HashMap, VecDeque};

use foldhash::fast::RandomState;

use crate::decode::{Flags, Segment};
use crate::ftp::{ProxyParse, parse_proxy_header};
use crate::model::{At, ConnectionEnd, LATE_ANSWERS};
use crate::tcp::{ConnectionKey, Numbering, Side, TcpConnection};

/// A map that forgets its oldest entry when it is full.
#[derive(Debug)]
pub(super) struct Ring<T> {
    capacity: usize,
    /// Keys in order, each with the number of the entry that it stood for.
    order: VecDeque<(ConnectionKey, u64)>,
    entries: HashMap<ConnectionKey, (u64, T), RandomState>,
    next: u64,
}

impl<T> Ring<T> {
    pub(super) fn new(capacity: usize) -> Self {
        Ring {
            capacity: capacity.max(1),
            order: VecDeque::new(),
            entries: HashMap::default(),
            next: 0,
        }
    }

    /// Adds or replaces an entry, which is the newest then; returns the one that had to go.
    pub(super) fn insert(&mut self, key: ConnectionKey, value: T) -> Option<(ConnectionKey, T)> {
        self.next += 1;
        self.entries.insert(key, (self.next, value));
        self.order.push_back((key, self.next));
        let mut gone = None;
        if self.order.len() > self.capacity
            && let Some((oldest, number)) = self.order.pop_front()
            && self
                .entries
                .get(&oldest)
                .is_some_and(|(current, _)| *current == number)
        {
            gone = self.remove(&oldest).map(|value| (oldest, value));
        }
        gone
    }

    pub(super) fn get(&self, key: &ConnectionKey) -> Option<&T> {
        self.entries.get(key).map(|(_, value)| value)
    }

    pub(super) fn get_mut(&mut self, key: &ConnectionKey) -> Option<&mut T> {
        self.entries.get_mut(key).map(|(_, value)| value)
    }

    pub(super) fn remove(&mut self, key: &ConnectionKey) -> Option<T> {
        self.entries.remove(key).map(|(_, value)| value)
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(super) fn into_entries(self) -> impl Iterator<Item = (ConnectionKey, T)> {
        self.entries
            .into_iter()
            .map(|(key, (_, value))| (key, value))
    }
}

/// What a client says to a proxy before the server greets is shorter, in bytes: a request line and
/// some headers.
const LONGEST_REQUEST: u32 = 8192;

/// A SYN to a port that is not a control port.
#[derive(Clone, Copy, Debug)]
pub(super) struct Syn {
    opener: Side,
    number: u32,
    at: At,
}

impl Syn {
    pub(super) fn new(opener: Side, segment: &Segment) -> Self {
        Syn {
            opener,
            number: segment.seq,
            at: At {
                frame: segment.frame,
                time: segment.time,
            },
        }
    }

    /// An FTP server speaks first: the opener has sent nothing yet.
    pub(super) fn is_greeting(self, segment: &Segment, sender: Side) -> bool {
        sender != self.opener && segment.flags.ack() && segment.ack == self.number.wrapping_add(1)
    }

    /// A balancer tells the server who its client is, before anybody else speaks.
    pub(super) fn is_proxied(self, segment: &Segment, sender: Side) -> bool {
        sender == self.opener
            && segment.seq == self.number.wrapping_add(1)
            && parse_proxy_header(segment.payload) != ProxyParse::None
    }

    /// The server greets behind words of both sides: a proxy was asked for the way to it (HTTP
    /// CONNECT, SOCKS), and said yes.
    pub(super) fn is_tunnelled(self, segment: &Segment, sender: Side) -> bool {
        let asked = segment.ack.wrapping_sub(self.number.wrapping_add(1));
        sender != self.opener
            && segment.flags.ack()
            && (1..LONGEST_REQUEST).contains(&asked)
            && segment.payload.starts_with(b"220")
    }

    /// The connection as it stands behind the words with a proxy: what was said before is not part
    /// of the control channel.
    pub(super) fn connection_behind_proxy(self, segment: &Segment) -> TcpConnection {
        let mut connection = TcpConnection::new(segment);
        connection.opener = self.opener;
        connection.first = self.at;
        connection.begin_at(self.opener, segment.ack);
        connection
    }

    /// The connection as it stood after its SYN.
    pub(super) fn connection(self, segment: &Segment) -> TcpConnection {
        let mut connection = TcpConnection::new(segment);
        connection.opener = self.opener;
        connection.first = self.at;
        connection.expect_from(self.opener, self.number);
        connection
    }
}

/// A connection to a control port that has said nothing yet.
#[derive(Clone, Debug)]
pub(super) struct SilentConnection {
    pub(super) opener: Side,
    pub(super) first: At,
    pub(super) last: At,
    pub(super) syns: u32,
    /// Anything but SYNs of the opener, and the RST with which it gave up, was seen.
    pub(super) answered: bool,
    /// The SYN was answered by a RST.
    pub(super) refused: bool,
    /// Who sent the first FIN or RST.
    pub(super) closed_by: Option<ConnectionEnd>,
    /// The listener said something of which the snap length left nothing.
    pub(super) listener_spoke: bool,
    /// The snap length cut what was said.
    pub(super) is_cut: bool,
    /// How often the listener answered the SYN anew, behind the ACK to its answer.
    late_answers: u32,
    acknowledged: bool,
    initial: [Option<u32>; 2],
    numbering: Numbering,
}

impl SilentConnection {
    /// The ACK of the opener is in the capture and did not reach the listener.
    pub(super) fn is_half_open(&self) -> bool {
        self.late_answers >= LATE_ANSWERS
    }

    pub(super) fn new(segment: &Segment, sender: Side) -> Self {
        let answers = segment.flags.syn_ack();
        let at = At {
            frame: segment.frame,
            time: segment.time,
        };
        SilentConnection {
            opener: if answers { sender.other() } else { sender },
            first: at,
            last: at,
            syns: 0,
            answered: false,
            refused: false,
            closed_by: None,
            listener_spoke: false,
            is_cut: false,
            late_answers: 0,
            acknowledged: false,
            initial: [None; 2],
            numbering: Numbering::default(),
        }
    }

    /// Takes a segment without payload.
    pub(super) fn segment(&mut self, segment: &Segment, sender: Side) {
        self.numbering.follow(segment, sender);
        self.follow_answers(segment, sender);
        self.is_cut |= segment.cut > 0;
        self.listener_spoke |= sender != self.opener && !segment.is_empty();
        if segment.flags.syn() && !segment.flags.rst() {
            self.initial[sender.index()] = Some(segment.seq);
            self.syns += u32::from(!segment.flags.ack() && segment.copy_of.is_none());
            if !segment.flags.ack() && self.initial[sender.other().index()].is_some() {
                self.opener = sender;
            }
        }
        if segment.flags.any(Flags::FIN | Flags::RST) {
            self.closed_by.get_or_insert(if sender == self.opener {
                ConnectionEnd::Opener
            } else {
                ConnectionEnd::Listener
            });
        }
        self.refused |= segment.flags.rst() && sender != self.opener && !self.answered;
        self.answered |= sender != self.opener || !(segment.flags.syn() || segment.flags.rst());
        self.last = At {
            frame: segment.frame,
            time: segment.time,
        };
    }

    fn follow_answers(&mut self, segment: &Segment, sender: Side) {
        let by_listener = sender != self.opener;
        if by_listener && segment.flags.syn_ack() && segment.copy_of.is_none() {
            self.late_answers += u32::from(self.acknowledged);
        }
        let answered = self.initial[self.opener.other().index()].is_some();
        self.acknowledged |= !by_listener && answered && segment.flags.ack();
    }

    /// The same ports, another connection.
    pub(super) fn is_reopened_by(&self, segment: &Segment, sender: Side) -> bool {
        segment.flags.opens() && self.initial[sender.index()].is_some_and(|isn| isn != segment.seq)
    }

    /// The SYN of either side was seen.
    pub(super) fn saw_syn(&self) -> bool {
        self.initial.iter().any(Option::is_some)
    }

    /// The connection as it stood before its first payload.
    pub(super) fn connection(&self, segment: &Segment) -> TcpConnection {
        let mut connection = TcpConnection::new(segment);
        connection.opener = self.opener;
        connection.first = self.first;
        connection.syns = self.syns;
        for side in Side::BOTH {
            if let Some(number) = self.initial[side.index()] {
                connection.expect_from(side, number);
            }
        }
        connection.expect_numbering(self.numbering.clone());
        connection
    }
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use super::*;
    use crate::model::Time;

    #[test]
    fn a_ring_forgets_the_oldest_and_keeps_what_was_renewed() {
        let mut ring = Ring::new(2);
        assert!(ring.insert(key(1), 'a').is_none());
        assert!(ring.insert(key(1), 'b').is_none());
        assert!(ring.insert(key(2), 'c').is_none());
        assert_eq!(ring.get(&key(1)), Some(&'b'));
        assert_eq!(ring.insert(key(3), 'd').map(|(_, value)| value), Some('b'));
        assert_eq!(
            (ring.get(&key(2)), ring.get(&key(3))),
            (Some(&'c'), Some(&'d'))
        );
    }

    fn sent(flags: u16, by_listener: bool, cut: u32) -> Segment<'static> {
        let client = SocketAddr::from(([10, 0, 0, 1], 40000));
        let server = SocketAddr::from(([10, 0, 0, 2], 21));
        let (src, dst) = if by_listener {
            (server, client)
        } else {
            (client, server)
        };
        Segment {
            frame: 1,
            time: Time::default(),
            src,
            dst,
            seq: 99,
            ack: 100,
            flags: Flags(flags),
            window: 1000,
            urgent: 0,
            header: &[],
            options: &[],
            payload: b"",
            cut,
            hop_limit: 64,
            ip_header: 20,
            ip_id: 0,
            wire_len: 54 + cut,
            fragments: &[],
            fragments_differ: false,
            copy_of: None,
        }
    }

    /// SYN, SYN+ACK and ACK, and the answers of the listener behind them: how many bytes each says
    /// that it had.
    fn opened(answers: &[(u16, u32)]) -> SilentConnection {
        let handshake = [
            sent(Flags::SYN, false, 0),
            sent(Flags::SYN | Flags::ACK, true, 0),
            sent(Flags::ACK, false, 0),
        ];
        let mut opened = SilentConnection::new(&handshake[0], Side::Low);
        let answers = answers.iter().map(|&(flags, cut)| sent(flags, true, cut));
        for segment in handshake.into_iter().chain(answers) {
            let (_, sender) = ConnectionKey::of(&segment);
            opened.segment(&segment, sender);
        }
        opened
    }

    #[test]
    fn an_answer_that_is_repeated_behind_its_ack_tells_that_this_did_not_arrive() {
        let again = (Flags::SYN | Flags::ACK, 0);
        assert!(!opened(&[]).is_half_open() && !opened(&[again]).is_half_open());
        assert!(opened(&[again, again]).is_half_open());
    }

    #[test]
    fn a_listener_whose_words_are_cut_off_has_spoken() {
        assert!(!opened(&[(Flags::ACK, 0)]).listener_spoke);
        assert!(opened(&[(Flags::ACK, 20)]).listener_spoke);
    }

    fn key(port: u16) -> ConnectionKey {
        ConnectionKey::new(([10, 0, 0, 1], port).into(), ([10, 0, 0, 2], 21).into())
    }
}
