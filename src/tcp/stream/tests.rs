use super::*;
use crate::capture::Time;
use crate::limits::Limits;
use crate::model::Lost;
use crate::tcp::testing::{ACK, FIN, PSH, RST, SYN, segment};

const CAP: usize = 1 << 20;

/// What a stream gave out: bytes with the gaps as `.`, one for each lost byte (at most 20).
#[derive(Default)]
struct Heard {
    stream: Stream,
    text: Vec<u8>,
    frames: u64,
    last: At,
}

impl Heard {
    fn from(isn: u32) -> Self {
        let mut heard = Heard::default();
        heard.take(&segment(SYN, isn, 0, b""));
        heard
    }

    fn take(&mut self, sent: &Segment) -> Arrival {
        self.take_with(sent, CAP)
    }

    fn take_with(&mut self, sent: &Segment, cap: usize) -> Arrival {
        self.frames += 1;
        let sent = Segment {
            frame: self.frames,
            time: Time::from_nanos(self.frames as i64),
            ..*sent
        };
        let (text, last) = (&mut self.text, &mut self.last);
        self.stream
            .segment(&sent, cap, &mut |item| note(text, last, &item))
    }

    fn finish(&mut self) -> String {
        let (text, last) = (&mut self.text, &mut self.last);
        self.stream
            .finish(false, &mut |item| note(text, last, &item));
        self.text().to_owned()
    }

    fn text(&self) -> &str {
        std::str::from_utf8(&self.text).unwrap()
    }
}

fn note(text: &mut Vec<u8>, last: &mut At, item: &StreamItem) {
    match *item {
        StreamItem::Bytes { bytes, at, .. } => {
            text.extend_from_slice(bytes);
            *last = at;
        }
        StreamItem::Gap { len, .. } => text.extend(std::iter::repeat_n(b'.', len.min(20) as usize)),
    }
}

#[test]
fn bytes_in_order_across_the_wrap() {
    let mut heard = Heard::from(u32::MAX - 2);
    heard.take(&segment(ACK, u32::MAX - 1, 0, b"ab"));
    heard.take(&segment(ACK, 2, 0, b"ef"));
    heard.take(&segment(ACK, 0, 0, b"cd"));
    assert_eq!(heard.text(), "abcdef");
    assert_eq!(
        heard.last.frame, 4,
        "the filler made the held bytes readable"
    );
}

#[test]
fn the_first_copy_of_a_byte_counts() {
    let mut heard = Heard::from(0);
    heard.take(&segment(ACK, 3, 0, b"cde"));
    let arrival = heard.take(&segment(ACK, 1, 0, b"abXdeF"));
    assert_eq!(
        (arrival.new, arrival.repeated, arrival.differs),
        (3, 3, true)
    );
    assert_eq!(heard.text(), "abcdeF");
}

#[test]
fn bytes_that_the_snap_length_cut_are_a_gap_at_once() {
    let mut heard = Heard::from(0);
    heard.take(&Segment {
        cut: 3,
        ..segment(ACK, 1, 0, b"ab")
    });
    heard.take(&segment(ACK, 6, 0, b"f"));
    assert_eq!(
        (heard.text(), heard.stream.gaps()),
        ("ab...f", &[(2, 3)][..])
    );
}

#[test]
fn a_copy_that_is_not_cut_does_not_fill_what_was_given_up() {
    let mut heard = Heard::from(0);
    heard.take(&Segment {
        cut: 3,
        ..segment(ACK, 1, 0, b"ab")
    });
    let arrival = heard.take(&segment(ACK, 1, 0, b"abcde"));
    assert_eq!(
        (heard.text(), arrival.new, heard.stream.lost()),
        ("ab...", 0, 3)
    );
}

#[test]
fn a_hole_waits_for_its_bytes_although_it_is_acknowledged() {
    let mut heard = Heard::from(0);
    heard.take(&segment(ACK, 3, 0, b"cd"));
    heard.stream.peer_ack(5, At::default());
    heard.take(&segment(ACK, 5, 0, b"e"));
    assert_eq!(heard.text(), "");
    heard.take(&segment(ACK, 1, 0, b"ab"));
    assert_eq!(heard.text(), "abcde");
}

#[test]
fn a_hole_that_the_capture_left_behind_is_a_gap() {
    let mut heard = Heard::from(0);
    heard.stream.peer_ack(200, At::default());
    for seq in 3..=67 {
        heard.take(&segment(ACK, seq, 0, b"x"));
    }
    assert_eq!(heard.stream.gaps(), [(0, 2)]);
    assert_eq!(heard.text().len(), 2 + 65);
}

#[test]
fn a_lost_end_is_known_from_a_fin_or_from_the_acknowledgment() {
    let mut by_fin = Heard::from(0);
    by_fin.take(&segment(ACK, 1, 0, b"ab"));
    by_fin.take(&segment(FIN, 6, 0, b""));
    assert!(!by_fin.stream.ended());
    assert_eq!(by_fin.finish(), "ab...");
    let mut by_ack = Heard::from(0);
    by_ack.take(&segment(ACK, 1, 0, b"ab"));
    by_ack.stream.peer_ack(6, At::default());
    assert_eq!(by_ack.finish(), "ab...");
    let mut of_a_lost_fin = Heard::from(0);
    of_a_lost_fin.take(&segment(ACK, 1, 0, b"ab"));
    of_a_lost_fin.stream.peer_ack(4, At::default());
    assert_eq!(of_a_lost_fin.finish(), "ab");
}

#[test]
fn nothing_beyond_the_fin_belongs_to_the_stream() {
    let mut heard = Heard::from(0);
    heard.take(&segment(ACK, 4, 0, b"defgh"));
    heard.take(&segment(FIN, 6, 0, b""));
    heard.take(&segment(ACK, 1, 0, b"abc"));
    assert_eq!(heard.text(), "abcde");
    assert!(heard.stream.ended());
    heard.take(&segment(ACK, 6, 0, b"fgh"));
    heard.take(&segment(FIN, 9, 0, b""));
    assert_eq!(heard.finish(), "abcde");
    assert_eq!(heard.stream.lost(), 0);
}

#[test]
fn a_fin_behind_what_was_given_out_is_a_stray() {
    let mut heard = Heard::from(100);
    heard.take(&segment(ACK, 101, 0, b"abcd"));
    heard.take(&segment(FIN, 102, 0, b""));
    assert!(!heard.stream.has_fin());
    heard.take(&segment(FIN, 105, 0, b"e"));
    assert!(heard.stream.ended());
    assert_eq!(heard.finish(), "abcde");
}

#[test]
fn the_lower_of_two_fins_is_met_first() {
    let mut heard = Heard::from(0);
    heard.take(&segment(FIN, 1_000_000_000, 0, b""));
    heard.take(&segment(FIN, 1, 0, b"ab"));
    assert!(heard.stream.ended());
    assert_eq!(heard.finish(), "ab");
}

#[test]
fn a_reset_is_no_part_of_the_stream() {
    let mut heard = Heard::default();
    heard.take(&segment(RST, 0, 0, b"no such service"));
    heard.take(&segment(SYN, 7000, 0, b""));
    heard.take(&segment(ACK, 7001, 0, b"ab"));
    heard.take(&segment(RST, 7003, 0, b"why"));
    assert_eq!(heard.finish(), "ab");
    assert_eq!(heard.stream.lost(), 0);
}

#[test]
fn a_syn_overrules_what_an_older_connection_left() {
    let mut heard = Heard::default();
    heard.take(&segment(ACK, 3_000_000_000, 0, b""));
    heard.stream.peer_ack(3_000_000_100, At::default());
    heard.take(&segment(SYN, 7000, 0, b""));
    heard.take(&segment(FIN, 7001, 0, b"ab"));
    assert_eq!(heard.finish(), "ab");
    assert_eq!(heard.stream.lost(), 0);
}

#[test]
fn data_in_a_syn_is_the_beginning() {
    let mut heard = Heard::default();
    heard.take(&segment(SYN, 9, 0, b"ab"));
    heard.take(&segment(ACK, 10, 0, b"abcd"));
    assert_eq!(heard.text(), "abcd");
}

#[test]
fn a_keep_alive_in_mid_stream_brings_no_byte() {
    let mut heard = Heard::default();
    heard.take(&segment(ACK, 500, 0, b"\0"));
    heard.take(&segment(PSH, 501, 0, b"ab"));
    assert_eq!(heard.text(), "ab");
    let mut pushed = Heard::default();
    pushed.take(&segment(PSH, 500, 0, b"a"));
    assert_eq!(pushed.text(), "a");
}

#[test]
fn acknowledgments_alone_go_on_beyond_two_gigabytes() {
    let mut heard = Heard::default();
    for step in 0..10_u32 {
        heard
            .stream
            .peer_ack(step.wrapping_mul(1_000_000_000), At::default());
    }
    heard.finish();
    assert_eq!(
        (heard.stream.lost(), heard.stream.gaps()),
        (9_000_000_000, &[(0, 9_000_000_000)][..])
    );
}

#[test]
fn strays_far_beyond_all_acknowledgments_prove_no_loss() {
    let mut heard = Heard::from(0);
    heard.take(&segment(ACK, 1, 0, b"ab"));
    heard.stream.peer_ack(3, At::default());
    heard.take(&segment(FIN, 1_000_000_000, 0, b"stray"));
    assert_eq!(heard.finish(), "ab");
    assert_eq!((heard.stream.lost(), heard.stream.has_fin()), (0, false));
}

#[test]
fn a_flood_of_tiny_pieces_is_held_to_the_cap() {
    let mut heard = Heard::from(0);
    let cap = 100 * buffer::PIECE_OVERHEAD;
    for seq in 0..5_000_u32 {
        heard.take_with(&segment(ACK, 10 + 2 * seq, 0, b"x"), cap);
        assert!(heard.stream.held_memory() <= cap);
    }
    assert!(heard.stream.overflows() > 4_000);
    assert_eq!(heard.stream.gaps().len(), Limits::GAPS);
    assert!(heard.stream.gaps_left_out() > 3_000);
}

/// Acknowledges in the frame after the last one.
fn acknowledge(heard: &mut Heard, ack: u32) {
    heard.frames += 1;
    let (frame, time) = (heard.frames, Time::from_nanos(heard.frames as i64));
    heard.stream.peer_ack(ack, At { frame, time });
}

fn lost(heard: &mut Heard) -> Lost {
    heard.finish();
    heard.stream.lost_within(0, u64::MAX)
}

#[test]
fn the_capture_lost_what_was_acknowledged() {
    let mut heard = Heard::from(0);
    heard.take(&segment(ACK, 1, 0, b"ab"));
    heard.take(&segment(ACK, 6, 0, b"fg"));
    acknowledge(&mut heard, 8);
    let not_captured = 3;
    assert_eq!(
        lost(&mut heard),
        Lost {
            not_captured,
            ..Lost::default()
        }
    );
}

#[test]
fn the_network_lost_what_the_receiver_goes_on_asking_for() {
    let mut heard = Heard::from(0);
    heard.take(&segment(ACK, 1, 0, b"ab"));
    acknowledge(&mut heard, 3);
    heard.take(&segment(ACK, 6, 0, b"fg"));
    acknowledge(&mut heard, 3);
    let on_path = 3;
    assert_eq!(
        lost(&mut heard),
        Lost {
            on_path,
            ..Lost::default()
        }
    );
}

/// Its number is the first of its kind: it was sent before anything behind the gap arrived, for all
/// we know.
#[test]
fn an_acknowledgement_that_was_on_its_way_tells_nothing() {
    let mut heard = Heard::from(0);
    heard.take(&segment(ACK, 1, 0, b"ab"));
    heard.take(&segment(ACK, 6, 0, b"fg"));
    acknowledge(&mut heard, 3);
    let unknown = 3;
    assert_eq!(
        lost(&mut heard),
        Lost {
            unknown,
            ..Lost::default()
        }
    );
}

#[test]
fn one_gap_may_have_been_lost_by_both() {
    let mut heard = Heard::from(0);
    heard.take(&segment(ACK, 6, 0, b"fg"));
    heard.take(&segment(FIN, 12, 0, b""));
    acknowledge(&mut heard, 4);
    acknowledge(&mut heard, 4);
    let (not_captured, on_path) = (3, 6);
    assert_eq!(
        lost(&mut heard),
        Lost {
            not_captured,
            on_path,
            unknown: 0
        }
    );
    let before = heard.stream.lost_within(2, 4);
    assert_eq!((before.not_captured, before.on_path), (1, 1));
}

#[test]
fn what_the_snap_length_cut_was_there() {
    let mut heard = Heard::from(0);
    acknowledge(&mut heard, 1);
    heard.take(&Segment {
        cut: 3,
        ..segment(ACK, 1, 0, b"ab")
    });
    acknowledge(&mut heard, 1);
    assert_eq!(lost(&mut heard).not_captured, 3);
}

/// RFC 2923 section 2.1: only segments above a size are never acknowledged.
#[test]
fn bytes_that_were_sent_again_and_never_acknowledged() {
    let mut heard = Heard::from(0);
    acknowledge(&mut heard, 1);
    heard.take(&segment(ACK, 1, 0, &[b'x'; 20]));
    acknowledge(&mut heard, 21);
    heard.take(&segment(ACK, 21, 0, &[b'x'; 1460]));
    heard.take(&segment(ACK, 1481, 0, b"short"));
    acknowledge(&mut heard, 21);
    let last = heard.take(&segment(ACK, 21, 0, &[b'x'; 1460]));
    assert_eq!(last.repeated, 1460);
    heard.finish();
    let open = heard.stream.unacknowledged().unwrap();
    assert_eq!((open.bytes, open.sends), (1465, 2));
    assert_eq!((open.smallest, open.largest), (1460, 1460));
    assert_eq!((open.first.frame, open.last.frame), (5, 8));
    assert_eq!(heard.stream.largest_acknowledged(), 20);
}

/// The byte was in flight already when it became the first one without acknowledgement.
#[test]
fn a_byte_sent_ahead_counts_when_it_is_sent_again() {
    let mut heard = Heard::from(0);
    heard.take(&segment(ACK, 1, 0, b"ab"));
    heard.take(&segment(ACK, 3, 0, b"cd"));
    acknowledge(&mut heard, 3);
    heard.take(&segment(ACK, 3, 0, b"cd"));
    assert_eq!(heard.stream.unacknowledged().unwrap().sends, 2);
}

#[test]
fn an_acknowledgement_beyond_the_fin_and_bytes_behind_it_are_told() {
    let mut heard = Heard::from(0);
    heard.take(&segment(FIN, 1, 0, b"ab"));
    acknowledge(&mut heard, 4);
    heard.take(&segment(ACK, 3, 0, b"\0"));
    assert!(!heard.stream.acknowledged_beyond_end() && !heard.stream.sent_behind_fin());
    heard.take(&segment(ACK, 3, 0, b"cd"));
    acknowledge(&mut heard, 5);
    assert!(heard.stream.acknowledged_beyond_end() && heard.stream.sent_behind_fin());
}

/// A stream that keeps its first bytes.
fn compared() -> Heard {
    let mut heard = Heard::default();
    heard.stream.keep_beginning();
    heard.take(&segment(SYN, 0, 0, b""));
    heard
}

#[test]
fn a_copy_in_order_is_compared_with_what_was_given_out() {
    let mut heard = compared();
    heard.take(&segment(ACK, 1, 0, b"abcdef"));
    assert!(!heard.take(&segment(ACK, 2, 0, b"bcdefgh")).differs);
    assert!(heard.take(&segment(ACK, 4, 0, b"dXfg")).differs);
    assert!(heard.stream.differs_within(0, 8) && !heard.stream.differs_within(0, 3));
    assert_eq!(heard.text(), "abcdefgh");
}

#[test]
fn the_byte_of_a_keep_alive_is_any() {
    let mut heard = compared();
    heard.take(&segment(PSH, 1, 0, b"ab"));
    assert!(!heard.take(&segment(ACK, 2, 0, b"\0")).differs);
    assert!(heard.take(&segment(PSH, 2, 0, b"X")).differs);
}

/// A segment with a header, whose checksum fits or does not.
fn summed(sent: Segment<'static>, right: bool) -> Segment<'static> {
    let mut header = vec![0; 20];
    header[12] = 0x50;
    for field in 0..=u16::MAX {
        header[16..18].copy_from_slice(&field.to_be_bytes());
        let header = &*header.clone().leak();
        let sent = Segment { header, ..sent };
        if sent.checksum()
            == if right {
                Checksum::Right
            } else {
                Checksum::Wrong
            }
        {
            return sent;
        }
    }
    unreachable!("one of all sums fits")
}

#[test]
fn the_copy_with_a_wrong_checksum_is_named() {
    for (first, second, damaged) in [
        (false, true, Some(DamagedCopy::First)),
        (true, false, Some(DamagedCopy::Later)),
        (true, true, None),
        (false, false, None),
    ] {
        let mut heard = compared();
        heard.take(&summed(segment(ACK, 1, 0, b"abcd"), first));
        let arrival = heard.take(&summed(segment(ACK, 1, 0, b"abXd"), second));
        assert!(arrival.differs);
        assert_eq!(arrival.damaged, damaged, "{first} {second}");
    }
}

#[test]
fn a_fin_that_the_peer_never_met_is_taken_back() {
    let mut heard = Heard::from(0);
    heard.take(&segment(FIN, 1, 0, b"ab"));
    heard.take(&segment(ACK, 3, 0, b"cd"));
    heard.take(&segment(FIN, 5, 0, b""));
    assert!(heard.stream.ended() && heard.stream.sent_behind_fin());
    acknowledge(&mut heard, 6);
    assert_eq!(heard.finish(), "abcd");
    assert!(heard.stream.ended());
    assert!(!heard.stream.sent_behind_fin() && !heard.stream.acknowledged_beyond_end());
}

#[test]
fn a_fin_that_the_peer_met_stays() {
    let mut heard = Heard::from(0);
    heard.take(&segment(FIN, 1, 0, b"ab"));
    acknowledge(&mut heard, 4);
    heard.take(&segment(ACK, 3, 0, b"cdef"));
    acknowledge(&mut heard, 7);
    assert_eq!(heard.finish(), "ab");
    assert!(heard.stream.sent_behind_fin() && heard.stream.acknowledged_beyond_end());
}

/// It takes nothing behind the end that it has acknowledged.
#[test]
fn bytes_behind_an_acknowledged_fin_are_ignored() {
    let mut heard = Heard::from(0);
    acknowledge(&mut heard, 1);
    heard.take(&segment(ACK, 900, 0, b"forged"));
    heard.take(&segment(FIN, 1, 0, b"ab"));
    assert!(heard.stream.ended() && !heard.stream.is_closed());
    assert!(heard.stream.may_go_on_behind_fin());
    acknowledge(&mut heard, 4);
    assert!(heard.stream.is_closed() && !heard.stream.may_go_on_behind_fin());
    assert_eq!(heard.finish(), "ab");
}

/// More than 2 GiB are missing: the numbers alone look as if the segment were an old one.
#[test]
fn a_gap_of_more_than_two_gibibytes_is_one() {
    let far = 3_u64 << 30;
    let mut heard = Heard::from(0);
    heard.take(&segment(ACK, 1, 0, b"ab"));
    acknowledge(&mut heard, 3);
    heard.take(&segment(ACK, (far + 1) as u32, 0, b"yz"));
    acknowledge(&mut heard, (far + 3) as u32);
    heard.take(&segment(FIN, (far + 3) as u32, 0, b""));
    heard.finish();
    assert_eq!(heard.stream.gaps(), [(2, far - 2)]);
    assert!(heard.stream.ended());
}

/// Without an acknowledgement there, it is a stray of an older connection.
#[test]
fn an_old_segment_is_no_gap() {
    let mut heard = Heard::from(0);
    heard.take(&segment(ACK, 1, 0, b"ab"));
    acknowledge(&mut heard, 3);
    heard.take(&segment(ACK, 3 << 30, 0, b"old"));
    heard.take(&segment(FIN, 3, 0, b""));
    acknowledge(&mut heard, 4);
    assert_eq!(heard.finish(), "ab");
    assert_eq!(heard.stream.lost(), 0);
}
