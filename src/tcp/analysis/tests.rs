use super::*;
use crate::tcp::testing::{ACK, FIN, PSH, RST, SYN, answer, segment};
use Label::*;

const MS: i64 = 1_000_000;

/// An analysis after a handshake of 10 ms: numbers 100 for the client, 300 for the server, windows
/// unscaled.
struct Talk {
    analyser: Analyser,
    frame: u64,
    time: i64,
}

impl Talk {
    fn new() -> Self {
        Talk {
            analyser: Analyser::new(false),
            frame: 0,
            time: 0,
        }
    }

    fn open() -> Self {
        let mut talk = Talk::new();
        talk.say(&segment(SYN, 99, 0, b""));
        talk.say(&answer(SYN | ACK, 299, 100, b""));
        talk.later(10 * MS);
        talk.say(&segment(ACK, 100, 300, b""));
        talk
    }

    fn later(&mut self, nanoseconds: i64) {
        self.time += nanoseconds;
    }

    fn say(&mut self, sent: &Segment) -> RowFacts {
        self.frame += 1;
        let sent = Segment {
            frame: self.frame,
            time: Time::from_nanos(self.time),
            ..*sent
        };
        let sender = if sent.src.port() == 21 {
            Side::High
        } else {
            Side::Low
        };
        self.analyser.segment(&sent, sender)
    }

    /// The labels of a segment.
    fn labels(&mut self, sent: &Segment) -> Vec<Label> {
        let facts = self.say(sent);
        Label::ALL
            .into_iter()
            .filter(|&label| facts.has(label))
            .collect()
    }
}

fn with_window<'a>(window: u16, sent: &Segment<'a>) -> Segment<'a> {
    Segment { window, ..*sent }
}

#[test]
fn numbers_are_relative_to_the_syn_or_to_one_before_the_first() {
    let mut talk = Talk::open();
    let facts = talk.say(&segment(PSH, 100, 300, b"ab"));
    assert_eq!((facts.seq, facts.ack, facts.window), (1, 1, 1000));
    let facts = Talk::new().say(&segment(PSH, 5, 7, b"ab"));
    assert_eq!((facts.seq, facts.ack), (1, 1));
    assert_eq!(
        Talk::new().say(&segment(SYN, u32::MAX, 9, b"")).ack,
        0,
        "no ACK flag, no acknowledgment"
    );
}

/// A closed port refuses with the number 0; the server listens when the client tries again.
#[test]
fn numbers_begin_anew_after_a_refusal() {
    let mut talk = Talk::new();
    talk.say(&segment(SYN, 99, 0, b""));
    talk.say(&answer(RST | ACK, 0, 100, b""));
    talk.say(&segment(SYN, 99, 0, b""));
    let facts = talk.say(&answer(SYN | ACK, 299, 100, b""));
    assert_eq!((facts.seq, facts.ack, facts.has(PortsReused)), (0, 1, true));
    assert_eq!(talk.say(&segment(ACK, 100, 300, b"")).ack, 1);
}

#[test]
fn ports_reused_is_said_once() {
    let mut talk = Talk {
        analyser: Analyser::new(true),
        ..Talk::new()
    };
    assert_eq!(talk.labels(&segment(SYN, 99, 0, b"")), [PortsReused]);
    assert_eq!(talk.labels(&segment(ACK, 100, 300, b"")), []);
}

#[test]
fn a_copy_is_a_retransmission_unless_something_better_is_known() {
    let mut talk = Talk::open();
    talk.say(&segment(PSH, 100, 300, b"abcd"));
    talk.later(50 * MS);
    assert_eq!(
        talk.labels(&segment(PSH, 100, 300, b"abcd")),
        [Retransmission]
    );
    talk.say(&answer(ACK, 300, 104, b""));
    assert_eq!(
        talk.labels(&segment(PSH, 100, 300, b"abcd")),
        [SpuriousRetransmission]
    );
    let mut syn_again = Talk::new();
    syn_again.say(&segment(SYN, 99, 0, b""));
    assert_eq!(
        syn_again.labels(&segment(SYN, 99, 0, b"")),
        [Retransmission]
    );
}

#[test]
fn a_fast_retransmission_follows_duplicate_acknowledgments() {
    let mut talk = Talk::open();
    talk.say(&segment(PSH, 100, 300, b"abcd"));
    talk.say(&segment(PSH, 104, 300, b"efgh"));
    talk.say(&answer(ACK, 300, 100, b""));
    for count in 1..=2 {
        let facts = talk.say(&answer(ACK, 300, 100, b""));
        assert!(facts.has(DuplicateAck));
        assert_eq!(
            facts.duplicate_of,
            Some((2, count + 1)),
            "the SYN+ACK acknowledged it first"
        );
    }
    talk.later(19 * MS);
    assert_eq!(
        talk.labels(&segment(PSH, 100, 300, b"abcd")),
        [FastRetransmission]
    );
    talk.later(20 * MS);
    assert_eq!(
        talk.labels(&segment(PSH, 100, 300, b"abcd")),
        [Retransmission]
    );
}

#[test]
fn out_of_order_is_what_comes_within_a_round_trip() {
    let mut talk = Talk::open();
    assert_eq!(
        talk.labels(&segment(PSH, 104, 300, b"efgh")),
        [PreviousNotCaptured]
    );
    talk.later(9 * MS);
    assert_eq!(talk.labels(&segment(PSH, 100, 300, b"abcd")), [OutOfOrder]);
    talk.later(MS);
    assert_eq!(
        talk.labels(&segment(PSH, 100, 300, b"abcd")),
        [Retransmission]
    );
}

#[test]
fn without_a_handshake_a_round_trip_is_three_milliseconds() {
    for (later, label) in [(3 * MS - 1, OutOfOrder), (3 * MS, Retransmission)] {
        let mut talk = Talk::new();
        talk.say(&segment(PSH, 104, 300, b"efgh"));
        talk.later(later);
        assert_eq!(talk.labels(&segment(PSH, 100, 300, b"abcd")), [label]);
    }
}

#[test]
fn acknowledging_the_unseen_is_said_once() {
    let mut talk = Talk::open();
    assert_eq!(talk.labels(&answer(ACK, 300, 200, b"")), [AckedUnseen]);
    assert_eq!(talk.labels(&answer(PSH, 300, 200, b"x")), []);
    assert_eq!(
        talk.labels(&answer(ACK, 301, 250, b"")),
        [],
        "nothing beyond the hole was seen since"
    );
    assert_eq!(
        talk.labels(&segment(PSH, 250, 301, b"ab")),
        [PreviousNotCaptured]
    );
    assert_eq!(talk.labels(&answer(ACK, 301, 252, b"")), [AckedUnseen]);
    assert_eq!(talk.labels(&answer(PSH, 301, 252, b"y")), []);
}

#[test]
fn duplicates_count_afresh_after_an_unseen_acknowledgment() {
    let mut talk = Talk::open();
    let again = segment(ACK, 100, 300, b"");
    assert_eq!(talk.say(&again).duplicate_of, Some((3, 1)));
    assert_eq!(talk.say(&again).duplicate_of, Some((3, 2)));
    assert_eq!(
        talk.labels(&answer(ACK, 300, 200, b"")),
        [],
        "the duplicates stand for it"
    );
    assert_eq!(talk.say(&again).duplicate_of, Some((3, 1)));
}

#[test]
fn keep_alive_and_its_answer() {
    let mut talk = Talk::open();
    talk.say(&answer(ACK, 300, 100, b""));
    assert_eq!(talk.labels(&segment(ACK, 99, 300, b"\0")), [KeepAlive]);
    assert_eq!(talk.labels(&answer(ACK, 300, 100, b"")), [KeepAliveAck]);
    assert_eq!(talk.labels(&segment(ACK, 99, 300, b"")), [KeepAlive]);
    assert_eq!(
        talk.labels(&segment(PSH, 99, 300, b"ab")),
        [],
        "more than a byte is data"
    );
}

#[test]
fn windows_fill_close_and_open() {
    let mut talk = Talk::open();
    talk.say(&with_window(4, &answer(ACK, 300, 100, b"")));
    assert_eq!(talk.labels(&segment(PSH, 100, 300, b"abcd")), [WindowFull]);
    let closed = with_window(0, &answer(ACK, 300, 104, b""));
    assert_eq!(talk.labels(&closed), [ZeroWindow]);
    assert_eq!(
        talk.labels(&segment(PSH, 104, 300, b"e")),
        [ZeroWindowProbe]
    );
    assert_eq!(talk.labels(&closed), [ZeroWindow, ZeroWindowProbeAck]);
    assert_eq!(talk.labels(&answer(ACK, 300, 104, b"")), [WindowUpdate]);
    assert_eq!(
        talk.labels(&with_window(0, &answer(RST, 300, 104, b""))),
        []
    );
}

#[test]
fn a_window_is_scaled_if_both_sides_said_so() {
    let scale = |sent: Segment<'static>| Segment {
        options: b"\x03\x03\x02",
        ..sent
    };
    let mut both = Talk::new();
    both.say(&scale(segment(SYN, 99, 0, b"")));
    assert_eq!(
        both.say(&scale(answer(SYN | ACK, 299, 100, b""))).window,
        1000,
        "never in a SYN"
    );
    assert_eq!(both.say(&segment(ACK, 100, 300, b"")).window, 4000);
    both.say(&answer(SYN | ACK, 299, 100, b""));
    assert_eq!(
        both.say(&answer(ACK, 300, 100, b"")).window,
        4000,
        "a SYN sent again takes nothing back"
    );
    let mut one = Talk::new();
    one.say(&segment(SYN, 99, 0, b""));
    one.say(&scale(answer(SYN | ACK, 299, 100, b"")));
    assert_eq!(one.say(&answer(ACK, 300, 100, b"")).window, 1000);
}

#[test]
fn payload_of_copies_is_left_to_tcp() {
    let mut talk = Talk::open();
    assert!(
        !talk
            .say(&segment(PSH, 100, 300, b"ab"))
            .payload_left_to_tcp()
    );
    assert!(
        talk.say(&segment(PSH, 100, 300, b"ab"))
            .payload_left_to_tcp()
    );
    assert!(
        !talk
            .say(&segment(FIN, 102, 300, b"c"))
            .payload_left_to_tcp()
    );
}
