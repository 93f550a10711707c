//! Which frames hold a packet that the capture already has.
//!
//! A mirror port shows a packet where it comes in and where it goes out, a switch with its VLAN tag
//! and without, a router with its TTL before and after. Such copies are of the capture and not of
//! the network: nobody sent anything twice. So tries, retransmissions and repeated acknowledgements
//! must count them once, while every frame keeps its row.
//!
//! A copy has the TCP header, with its options, of an earlier packet, and its IP identification. A
//! retransmission can have the same TCP header, but it is another packet:
//!
//! | the sender's IP identification | a packet with the same headers is a copy |
//! |---|---|
//! | is another one for each packet (RFC 6864 section 4.2) | within a second: the same number comes again after 65,536 packets |
//! | says nothing: IPv6, 0 with DF (Linux), the same one throughout | within a millisecond, or within a tenth of a second where TTL or hop limit differ, and unless it is an acknowledgement alone |
//! | any | if it is not later than the earlier one |
//!
//! The times of the second line are below those of any retransmission: RFC 6298 asks for a second,
//! Linux waits for 200 ms and FreeBSD for 30. Only a fast retransmission (RFC 5681 section 3.2) on
//! a local network is quicker, and such hosts use timestamps (RFC 7323), which tell it apart.
//! Acknowledgements alone are sent in quick succession, and the same again, whenever segments
//! arrive behind a gap.
//!
//! How a sender numbers its packets is asked of each direction of a connection: Linux counts for
//! each socket, answers a SYN with 0, and other systems that count for all connections count for
//! each as well. It also makes the answer one that the frames of the connection give, whatever else
//! the capture holds.
//!
//! Both stores have a fixed size and forget what another takes the place of: copies stand near each
//! other. Packets that share a place in their store are kept a few at a time, and the oldest goes:
//! with one for each place, two of a hundred packets would often share one.

use std::hash::{BuildHasher as _, Hash, Hasher};
use std::net::IpAddr;

use foldhash::fast::FixedState;

use crate::decode::{Flags, Segment};
use crate::model::Time;

/// Packets that are remembered: some milliseconds of a fast link. A power of two.
const PACKETS: usize = 1 << 12;
/// Those that share a place.
const WAYS: usize = 4;
/// Directions of connections of which it is remembered how their packets are numbered. A power of
/// two.
const FLOWS: usize = 1 << 12;

/// How long after a packet its copy may come, where identifications tell packets apart.
const IDENTIFIED: i64 = 1_000_000_000;
/// Likewise where they do not, and the copy came another way.
const ON_ANOTHER_WAY: i64 = 100_000_000;
/// Likewise where nothing tells them apart.
const ALIKE: i64 = 1_000_000;

/// Recognises copies of packets among the segments that it is shown.
#[derive(Debug)]
pub struct Copies {
    hasher: FixedState,
    prints: Box<[SeenPrints]>,
    /// The packets of the prints. Apart from them, because few segments are copies: what is only
    /// written costs no wait for memory.
    packets: Box<[[SeenPacket; WAYS]]>,
    flows: Box<[SeenFlow]>,
}

/// Packets that share a place.
#[derive(Clone, Copy, Debug, Default)]
struct SeenPrints {
    /// Each stands for the headers and the identification of a packet; 0 for no packet.
    prints: [u64; WAYS],
    /// The one that goes next.
    oldest: u8,
}

/// A packet that was seen.
#[derive(Clone, Copy, Debug, Default)]
struct SeenPacket {
    frame: u64,
    time: Time,
    hop_limit: u8,
}

/// How the packets of one direction of a connection are numbered.
#[derive(Clone, Copy, Debug, Default)]
struct SeenFlow {
    /// Stands for its endpoints.
    ends: u64,
    /// Its last packet.
    print: u64,
    id: u16,
    /// Two packets that follow each other had different numbers.
    counts: bool,
    /// Two packets that follow each other had the same one.
    repeats: bool,
}

impl Default for Copies {
    fn default() -> Self {
        Copies {
            hasher: FixedState::default(),
            prints: vec![SeenPrints::default(); PACKETS / WAYS].into(),
            packets: vec![[SeenPacket::default(); WAYS]; PACKETS / WAYS].into(),
            flows: vec![SeenFlow::default(); FLOWS].into(),
        }
    }
}

impl Copies {
    /// Takes the next segment, in capture order. If its frame holds the same packet as an earlier
    /// one, the number of that.
    #[inline]
    pub fn find(&mut self, segment: &Segment) -> Option<u64> {
        let ends = self.ends(segment);
        let print = self.print(segment, ends);
        let identified = self.follow_flow(segment, ends, print);
        let set = print as usize % (PACKETS / WAYS);
        let (seen, packets) = (&mut self.prints[set], &mut self.packets[set]);
        let place = match seen.prints.iter().position(|&other| other == print) {
            Some(place) if packets[place].has_copy(segment, identified) => {
                return Some(packets[place].frame);
            }
            Some(place) => place,
            None => seen.replace_oldest(print),
        };
        packets[place] = SeenPacket {
            frame: segment.frame,
            time: segment.time,
            hop_limit: segment.hop_limit,
        };
        None
    }

    /// Stands for the endpoints of a segment, sender first.
    fn ends(&self, segment: &Segment) -> u64 {
        let mut state = self.hasher.build_hasher();
        let ports = u32::from(segment.src.port()) << 16 | u32::from(segment.dst.port());
        match (segment.src.ip(), segment.dst.ip()) {
            (IpAddr::V4(src), IpAddr::V4(dst)) => {
                let hosts = u128::from(src.to_bits()) << 32 | u128::from(dst.to_bits());
                state.write_u128(u128::from(ports) << 64 | hosts);
            }
            (src, dst) => (ports, src, dst).hash(&mut state),
        }
        state.finish().max(1)
    }

    fn print(&self, segment: &Segment, ends: u64) -> u64 {
        let mut state = self.hasher.build_hasher();
        let numbers = u64::from(segment.seq) << 32 | u64::from(segment.ack);
        state.write_u128(u128::from(ends) << 64 | u128::from(numbers));
        let control = u64::from(segment.flags.0) << 16 | u64::from(segment.window);
        let rest = u64::from(segment.ip_id) << 16 | u64::from(segment.urgent);
        let control = u128::from(control << 32 | rest);
        state.write_u128(u128::from(segment.len()) << 64 | control);
        state.write(segment.options);
        state.finish().max(1)
    }

    /// Whether the identification of a packet tells it from the sender's others.
    fn follow_flow(&mut self, segment: &Segment, ends: u64, print: u64) -> bool {
        let flow = &mut self.flows[ends as usize % FLOWS];
        if flow.ends != ends {
            *flow = SeenFlow {
                ends,
                ..SeenFlow::default()
            };
        } else if flow.print != print {
            let same = flow.id == segment.ip_id;
            flow.repeats |= same;
            flow.counts |= !same;
        }
        flow.print = print;
        flow.id = segment.ip_id;
        flow.counts && !flow.repeats && segment.ip_id != 0
    }
}

impl SeenPrints {
    /// Puts a packet in the place of the one that came first, and returns that place.
    fn replace_oldest(&mut self, print: u64) -> usize {
        let place = usize::from(self.oldest) % WAYS;
        self.oldest = self.oldest.wrapping_add(1);
        self.prints[place] = print;
        place
    }
}

impl SeenPacket {
    /// True if a segment with the same headers is the same packet once more.
    fn has_copy(&self, segment: &Segment, identified: bool) -> bool {
        let later = segment.time.since(self.time);
        let closing = Flags::SYN | Flags::FIN | Flags::RST;
        let only_acknowledges = segment.is_empty() && !segment.flags.any(closing);
        match (identified, only_acknowledges) {
            (true, _) => later <= IDENTIFIED,
            (false, true) => later < 0,
            (false, false) if segment.hop_limit != self.hop_limit => later <= ON_ANOTHER_WAY,
            (false, false) => later <= ALIKE,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tcp::testing::{ACK, PSH, SYN, segment};

    const MICROSECOND: i64 = 1_000;
    const MILLISECOND: i64 = 1_000_000;

    /// Segments with their identification, TTL and the time since the one before; which of them are
    /// copies of which.
    fn copies(sent: &[(Segment, u16, u8, i64)]) -> Vec<Option<u64>> {
        let (mut copies, mut time) = (Copies::default(), 1_000 * MILLISECOND);
        (1..)
            .zip(sent)
            .map(|(frame, &(sent, ip_id, hop_limit, after))| {
                time += after;
                copies.find(&Segment {
                    frame,
                    time: Time::from_nanos(time),
                    ip_id,
                    hop_limit,
                    ..sent
                })
            })
            .collect()
    }

    #[test]
    fn the_same_number_within_a_second_is_the_same_packet() {
        let (data, more) = (segment(PSH, 5, 9, b"a"), segment(PSH, 6, 9, b"b"));
        let found = copies(&[
            (data, 70, 64, 0),
            (more, 71, 64, 0),
            (data, 70, 63, 200 * MILLISECOND),
            (more, 72, 64, 0),
            (more, 72, 64, 1_100 * MILLISECOND),
        ]);
        assert_eq!(found, [None, None, Some(1), None, None]);
    }

    #[test]
    fn an_acknowledgement_with_its_number_is_told_apart_too() {
        let (data, ack) = (segment(PSH, 5, 9, b"a"), segment(ACK, 6, 9, b""));
        let found = copies(&[
            (data, 70, 64, 0),
            (ack, 71, 64, 0),
            (ack, 71, 64, MICROSECOND),
            (ack, 72, 64, MICROSECOND),
        ]);
        assert_eq!(found, [None, None, Some(2), None]);
    }

    /// IPv6, Linux with DF, and programs that write the same number into every packet.
    #[test]
    fn where_numbers_say_nothing_the_distance_does() {
        for id in [0, 1] {
            let (data, more) = (segment(PSH, 5, 9, b"a"), segment(PSH, 6, 9, b"b"));
            let found = copies(&[
                (data, id, 64, 0),
                (more, id, 64, 0),
                (more, id, 64, 20 * MICROSECOND),
                (more, id, 63, 50 * MILLISECOND),
                (more, id, 64, 200 * MILLISECOND),
            ]);
            assert_eq!(found, [None, None, Some(2), Some(2), None]);
        }
    }

    #[test]
    fn nothing_is_known_of_a_sender_by_its_first_packet() {
        let syn = segment(SYN, 5, 0, b"");
        let sent = [
            (syn, 7, 64, 0),
            (syn, 7, 64, 3 * MICROSECOND),
            (syn, 7, 64, 500 * MILLISECOND),
        ];
        assert_eq!(copies(&sent), [None, Some(1), None]);
    }

    #[test]
    fn the_same_acknowledgement_again_asks_again() {
        let ack = segment(ACK, 5, 9, b"");
        let sent = [(ack, 0, 64, 0), (ack, 0, 64, MICROSECOND)];
        assert_eq!(copies(&sent), [None, None]);
    }

    #[test]
    fn nobody_sends_again_before_the_first_time() {
        let ack = segment(ACK, 5, 9, b"");
        let sent = [(ack, 0, 64, 0), (ack, 0, 64, -MICROSECOND)];
        assert_eq!(copies(&sent), [None, Some(1)]);
    }
}
