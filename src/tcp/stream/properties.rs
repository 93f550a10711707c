//! The stream against a model that knows every byte: any order, duplication and agreeing overlap.

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::limits::Limits;
use crate::tcp::testing::{ACK, FIN, PSH, SYN, segment};

/// Of each property, in every run of the tests. The cases are small, so that a debug build is done
/// in seconds.
const CASES: u32 = 10_000;

/// Sequence numbers near the wrap, more often than not.
fn isn() -> impl Strategy<Value = u32> {
    prop_oneof![(u32::MAX - 300)..=u32::MAX, 0..5_u32, any::<u32>()]
}

/// A stream of up to 120 bytes, cut into copies of its parts in any order; each part may be cut by
/// a snap length.
fn parts() -> impl Strategy<Value = (usize, Vec<(usize, usize, usize)>)> {
    (0..120_usize).prop_flat_map(|len| (Just(len), vec((0..=len, 0..40_usize, 0..10_usize), 0..24)))
}

/// Byte `n` of every stream: any wrong place shows.
fn byte(place: u64) -> u8 {
    (place * 31 + 7) as u8
}

/// What came out, checked while it comes: in order, without overlap, frames never going back.
#[derive(Default)]
struct Model {
    next: u64,
    known: Vec<bool>,
    gaps: Vec<(u64, u64)>,
    frame: u64,
}

impl Model {
    fn take(&mut self, item: &StreamItem) {
        match *item {
            StreamItem::Bytes {
                offset, bytes, at, ..
            } => {
                assert!(!bytes.is_empty());
                assert_eq!(offset, self.next);
                assert!(
                    bytes
                        .iter()
                        .zip(offset..)
                        .all(|(&b, place)| b == byte(place))
                );
                assert!(at.frame >= self.frame);
                self.frame = at.frame;
                self.next += bytes.len() as u64;
                self.known.extend(bytes.iter().map(|_| true));
            }
            StreamItem::Gap { offset, len, .. } => {
                assert!(len > 0);
                assert_eq!(offset, self.next);
                self.next += len;
                self.known.extend((0..len).map(|_| false));
                match self.gaps.last_mut() {
                    Some((start, known)) if *start + *known == offset => *known += len,
                    _ => self.gaps.push((offset, len)),
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(CASES) })]

    /// Nothing is compared with a generous limit: each byte that is in the capture comes out, the
    /// rest is lost, and both together reach to the FIN.
    #[test]
    fn every_captured_byte_comes_out_and_the_rest_is_lost((len, parts) in parts(), isn in isn()) {
        let bytes: Vec<u8> = (0..len as u64).map(byte).collect();
        let (mut stream, mut model, mut captured) = (Stream::default(), Model::default(), vec![false; len]);
        let first = isn.wrapping_add(1);
        stream.segment(&segment(SYN, isn, 0, b""), 1 << 20, &mut |_| ());
        let mut new = 0;
        for (frame, &(from, size, _)) in (2..).zip(&parts) {
            let to = (from + size).min(len);
            captured[from..to].fill(true);
            let sent = segment(ACK, first.wrapping_add(from as u32), 0, &bytes[from..to]);
            let arrival = stream.segment(&Segment { frame, ..sent }, 1 << 20, &mut |item| model.take(&item));
            prop_assert_eq!(arrival.new + arrival.repeated, (to - from) as u64);
            prop_assert!(!arrival.differs);
            new += arrival.new;
        }
        let end = first.wrapping_add(len as u32);
        stream.segment(&Segment { frame: 1000, ..segment(FIN, end, 0, b"") }, 1 << 20, &mut |item| model.take(&item));
        stream.finish(false, &mut |item| model.take(&item));
        prop_assert!(stream.ended());
        prop_assert_eq!(&model.known, &captured);
        prop_assert_eq!(new, captured.iter().filter(|&&c| c).count() as u64);
        prop_assert_eq!(new + stream.lost(), len as u64);
        prop_assert_eq!(stream.gaps(), &model.gaps[..]);
    }

    /// With a small limit, a snap length and acknowledgments, gaps are given up early; what comes
    /// out is still in order and right, bytes and losses still add up, and the limit holds after
    /// every segment.
    #[test]
    fn caps_hold_and_the_sum_is_right((len, parts) in parts(), isn in isn(), cap in 0..1000_usize) {
        let bytes: Vec<u8> = (0..len as u64).map(byte).collect();
        let (mut stream, mut model) = (Stream::default(), Model::default());
        let first = isn.wrapping_add(1);
        stream.begin_at(first);
        for (frame, &(from, size, cut)) in (2..).zip(&parts) {
            let to = (from + size).min(len);
            let kept = to.saturating_sub(cut).max(from);
            let sent = segment(ACK, first.wrapping_add(from as u32), 0, &bytes[from..kept]);
            let sent = Segment { frame, cut: (to - kept) as u32, ..sent };
            stream.segment(&sent, cap, &mut |item| model.take(&item));
            prop_assert!(stream.held_memory() <= cap);
            if cut == 3 {
                stream.peer_ack(first.wrapping_add(to as u32), At::default());
            }
        }
        let end = first.wrapping_add(len as u32);
        stream.segment(&Segment { frame: 1000, ..segment(FIN, end, 0, b"") }, cap, &mut |item| model.take(&item));
        stream.finish(false, &mut |item| model.take(&item));
        prop_assert_eq!(model.next, len as u64);
        prop_assert_eq!(model.known.iter().filter(|&&k| !k).count() as u64, stream.lost());
        prop_assert_eq!(stream.gaps(), &model.gaps[..]);
    }

    /// Of the bytes that are missing, those below the last acknowledgement were lost by the
    /// capture, and those above it on the way if the receiver repeats it. Copies change nothing,
    /// and differ where they differ from what came first.
    #[test]
    fn acknowledgements_and_copies_tell_what_they_should(
        (len, parts) in parts(),
        isn in isn(),
        acked in 0..120_usize,
        asks_again in any::<bool>(),
        wrong in 0..120_usize,
    ) {
        let bytes: Vec<u8> = (0..len as u64).map(byte).collect();
        let acked = acked.min(len);
        let (mut stream, mut known) = (Stream::default(), vec![false; len]);
        let mut forged = false;
        let first = isn.wrapping_add(1);
        stream.begin_at(first);
        stream.keep_beginning();
        for (frame, &(from, size, cut)) in (2..).zip(&parts) {
            let to = (from + size).min(len);
            let mut sent = bytes[from..to].to_vec();
            let hit = cut == 3 && (from..to).contains(&wrong) && known[wrong];
            if hit {
                sent[wrong - from] ^= 1;
            }
            known[from..to].fill(true);
            let sent = Segment { frame, ..segment(PSH, first.wrapping_add(from as u32), 0, &sent) };
            let arrival = stream.segment(&sent, 1 << 20, &mut |_| ());
            prop_assert_eq!(arrival.differs, hit);
            forged |= hit;
        }
        let end = Segment { frame: 100, ..segment(FIN, first.wrapping_add(len as u32), 0, b"") };
        stream.segment(&end, 1 << 20, &mut |_| ());
        let number = first.wrapping_add(acked as u32);
        stream.peer_ack(number, At { frame: 101, ..At::default() });
        if asks_again {
            stream.peer_ack(number, At { frame: 102, ..At::default() });
        }
        stream.finish(false, &mut |_| ());
        let missing = |range: std::ops::Range<usize>| range.filter(|&place| !known[place]).count() as u64;
        let lost = stream.lost_within(0, u64::MAX);
        prop_assert_eq!(lost.not_captured, missing(0..acked));
        let open = missing(acked..len);
        prop_assert_eq!((lost.on_path, lost.unknown), if asks_again { (open, 0) } else { (0, open) });
        prop_assert!(forged || !stream.differs_within(0, len as u64));
        prop_assert_eq!(stream.unacknowledged().map(|u| u.bytes), (acked < len).then(|| (len - acked) as u64));
    }

    /// Segments that mean nothing: no panic, the order of what comes out holds, and so does the
    /// limit.
    #[test]
    fn no_segments_panic(
        sent in vec((any::<u8>(), isn(), any::<u32>(), 0..6_usize, prop_oneof![Just(0), 0..9_u32, any::<u16>().prop_map(u32::from)]), 0..24),
        cap in 0..1000_usize,
    ) {
        let (mut stream, mut next, mut lost) = (Stream::default(), 0, 0);
        let mut take = |item: StreamItem| {
            let (offset, len) = match item {
                StreamItem::Bytes { offset, bytes, .. } => (offset, bytes.len() as u64),
                StreamItem::Gap { offset, len, .. } => (offset, len),
            };
            assert_eq!(offset, next);
            next += len;
            lost += if matches!(item, StreamItem::Gap { .. }) { len } else { 0 };
        };
        for &(flags, seq, ack, size, cut) in &sent {
            let sent = Segment { cut, ..segment(u16::from(flags), seq, 0, &b"abcdef"[..size]) };
            stream.segment(&sent, cap, &mut take);
            if flags & 0x10 != 0 {
                stream.peer_ack(ack, At::default());
            }
            assert!(stream.held_memory() <= cap);
        }
        stream.finish(false, &mut take);
        prop_assert_eq!(stream.lost(), lost);
        prop_assert!(stream.is_settled() && stream.gaps().len() <= Limits::GAPS);
        prop_assert_eq!(stream.gaps().iter().map(|g| g.1).sum::<u64>(), lost);
    }
}
