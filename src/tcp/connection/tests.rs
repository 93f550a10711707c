use super::*;
use crate::capture::Time;
use crate::tcp::testing::{ACK, FIN, PSH, RST, SYN, answer, segment};

const SYN_ACK: u16 = SYN | ACK;

/// Feeds a connection; each segment a millisecond after the one before it.
fn connection(sent: &[Segment]) -> TcpConnection {
    let mut connection = TcpConnection::new(&sent[0]);
    for (number, sent) in (1..).zip(sent) {
        let sent = Segment {
            frame: number as u64,
            time: Time::from_nanos(number * 1_000_000),
            ..*sent
        };
        let (_, sender) = ConnectionKey::of(&sent);
        connection.segment(&sent, sender, 1 << 20, &mut |_, _| ());
    }
    connection.finish(&mut |_, _| ());
    connection
}

fn client(connection: &TcpConnection) -> &Stream {
    connection.stream(connection.opener)
}

#[test]
fn a_whole_connection_has_all_its_numbers() {
    let tcp = connection(&[
        segment(SYN, 99, 0, b""),
        answer(SYN_ACK, 299, 100, b""),
        segment(ACK, 100, 300, b""),
        answer(PSH, 300, 100, b"220 "),
        answer(PSH, 300, 100, b"220 "),
        answer(FIN, 304, 100, b"ok"),
        segment(FIN, 100, 307, b""),
        answer(ACK, 307, 101, b""),
    ]);
    assert_eq!(
        (tcp.handshake(), tcp.close(), tcp.closed_by()),
        (Handshake::Complete, Close::Fin, Some(Side::High))
    );
    assert_eq!((tcp.bytes, tcp.lost(), tcp.retransmissions), ([0, 6], 0, 1));
    assert!(tcp.is_over());
    let numbers = tcp.numbers();
    assert_eq!(
        (numbers.round_trip(), numbers.first_byte()),
        (Some(2_000_000), Some(1_000_000))
    );
    assert_eq!(
        (numbers.payload_span(), numbers.data_segments()),
        (Some(2_000_000), 3)
    );
    assert_eq!(numbers.longest_idle(), 1_000_000);
}

#[test]
fn a_keep_alive_is_no_retransmission() {
    let tcp = connection(&[
        segment(PSH, 5, 0, b"ab"),
        segment(ACK, 6, 0, b"\0"),
        segment(PSH, 6, 0, b"b"),
    ]);
    assert_eq!(tcp.retransmissions, 1);
}

#[test]
fn unanswered_and_refused_are_told_apart() {
    let syn = segment(SYN, 99, 0, b"");
    assert!(connection(&[syn, syn]).is_unanswered());
    assert!(connection(&[syn, segment(RST, 100, 0, b"")]).is_unanswered());
    let refused = connection(&[syn, answer(RST | ACK, 0, 100, b"")]);
    assert!(refused.is_refused() && !refused.is_unanswered());
    let one_way = connection(&[
        syn,
        segment(ACK, 100, 300, b""),
        segment(ACK, 100, 900, b""),
    ]);
    assert!(!one_way.is_unanswered() && !one_way.is_refused());
    assert_eq!(
        one_way.lost(),
        600,
        "the listener's bytes that only their acknowledgments show"
    );
}

#[test]
fn a_refusal_that_a_second_try_overcomes_is_not_the_end() {
    let syn = segment(SYN, 99, 0, b"");
    let tcp = connection(&[
        syn,
        answer(RST | ACK, 0, 100, b""),
        syn,
        answer(SYN_ACK, 299, 100, b""),
        segment(ACK, 100, 300, b""),
        answer(FIN, 300, 100, b"abc"),
    ]);
    assert_eq!(
        (tcp.close(), tcp.bytes, tcp.lost()),
        (Close::Fin, [0, 3], 0)
    );
    assert!(tcp.ended_cleanly(Side::High));
}

/// RFC 9293 section 3.5.1, figure 9: the listener still has an older connection between the same
/// endpoints.
#[test]
fn a_half_open_older_connection_leaves_no_trace() {
    let tcp = connection(&[
        segment(SYN, 99, 0, b""),
        answer(ACK, 5_000_000, 9_000_000, b""),
        segment(RST, 9_000_000, 0, b""),
        segment(SYN, 99, 0, b""),
        answer(SYN_ACK, 299, 100, b""),
        segment(PSH, 100, 300, b"ab"),
        answer(PSH, 300, 102, b"cde"),
    ]);
    assert_eq!((tcp.bytes, tcp.lost(), client(&tcp).lost()), ([2, 3], 0, 0));
    assert_eq!(tcp.close(), Close::Open);
    assert!(!tcp.is_cut_off(Side::High) && !tcp.is_unanswered());
}

/// Such an ACK is not an answer to the SYN: another try may follow, from a new number.
#[test]
fn the_ack_of_an_older_connection_opens_nothing() {
    let tried = connection(&[
        segment(SYN, 99, 0, b""),
        answer(ACK, 5_000_000, 9_000_000, b""),
        segment(RST, 9_000_000, 0, b""),
    ]);
    assert!(tried.is_unanswered() && tried.is_reopened_by(&segment(SYN, 777, 0, b""), Side::Low));
    // the answer itself was not captured: what acknowledges the SYN is no such ACK
    let open = connection(&[segment(SYN, 99, 0, b""), answer(ACK, 300, 100, b"")]);
    assert!(!open.is_unanswered());
}

#[test]
fn simultaneous_open_is_one_connection() {
    let (syn, other) = (segment(SYN, 99, 0, b""), answer(SYN, 299, 0, b""));
    let mut tcp = connection(&[syn]);
    assert!(!tcp.is_reopened_by(&other, Side::High));
    tcp = connection(&[
        syn,
        other,
        segment(SYN_ACK, 99, 300, b""),
        answer(SYN_ACK, 299, 100, b""),
        segment(PSH, 100, 300, b"a"),
        answer(PSH, 300, 101, b"b"),
    ]);
    assert_eq!(
        (tcp.handshake(), tcp.bytes, tcp.lost()),
        (Handshake::Complete, [1, 1], 0)
    );
    assert!(!tcp.is_reopened_by(&other, Side::High));
}

/// RFC 9293 section 3.10.7.4: anybody can send a SYN, but only the other end answers it.
#[test]
fn a_syn_alone_opens_nothing_while_both_sides_speak() {
    let spoken = [
        segment(SYN, 99, 0, b""),
        answer(SYN_ACK, 299, 100, b""),
        segment(ACK, 100, 300, b""),
        answer(PSH, 300, 100, b"220 a\n"),
    ];
    let (syn, answered) = (segment(SYN, 7, 0, b""), answer(SYN_ACK, 8_000, 8, b""));
    let mut tcp = connection(&spoken);
    assert!(!tcp.is_reopened_by(&syn, Side::Low));
    assert!(!tcp.is_reopened_by(&answered, Side::High));
    let arrival = tcp.segment(&syn, Side::Low, 1 << 20, &mut |_, _| ());
    assert_eq!((arrival, tcp.syns), (Arrival::default(), 1));
    assert!(!tcp.is_reopened_by(&answer(SYN_ACK, 8_000, 100, b""), Side::High));
    assert!(tcp.is_reopened_by(&answered, Side::High));
    let mut ended = connection(&spoken);
    let fin = answer(FIN, 306, 100, b"");
    ended.segment(&fin, Side::High, 1 << 20, &mut |_, _| ());
    assert!(ended.is_reopened_by(&syn, Side::Low), "it is closed");
    let one_way = connection(&spoken[3..]);
    assert!(one_way.is_reopened_by(&answer(SYN, 7, 0, b""), Side::High));
}

/// Ports used again: the SYN may be missing from the capture, but not the answer to it.
#[test]
fn a_syn_ack_reopens_what_was_closed() {
    let open = [
        segment(SYN, 99, 0, b""),
        answer(SYN_ACK, 299, 100, b""),
        segment(ACK, 100, 300, b""),
    ];
    let (again, stale) = (
        answer(SYN_ACK, 7299, 8100, b""),
        answer(SYN_ACK, 299, 100, b""),
    );
    assert!(
        !connection(&open).is_reopened_by(&again, Side::High),
        "it is not closed"
    );
    let closed = connection(
        &[
            &open[..],
            &[segment(FIN, 100, 300, b""), answer(FIN, 300, 101, b"")],
        ]
        .concat(),
    );
    assert!(
        closed.is_reopened_by(&again, Side::High) && !closed.is_reopened_by(&stale, Side::High)
    );
}

#[test]
fn a_reset_in_mid_transfer_is_no_clean_end() {
    let tcp = connection(&[
        segment(SYN, 99, 0, b""),
        answer(SYN_ACK, 299, 100, b""),
        segment(ACK, 100, 300, b""),
        answer(PSH, 300, 100, b"abc"),
        segment(RST | ACK, 100, 303, b"no more"),
        answer(FIN, 303, 100, b""),
    ]);
    assert_eq!(
        (tcp.close(), tcp.closed_by(), tcp.bytes),
        (Close::Reset, Some(Side::Low), [0, 3])
    );
    assert!(!tcp.ended_cleanly(Side::High));
}

#[test]
fn a_half_closed_connection_goes_on_the_other_way() {
    let tcp = connection(&[
        segment(FIN, 100, 300, b""),
        answer(ACK, 300, 101, b"abc"),
        answer(FIN, 303, 101, b"d"),
        segment(ACK, 101, 305, b""),
    ]);
    assert_eq!((tcp.bytes, tcp.lost()), ([0, 4], 0));
    assert!(tcp.is_over() && tcp.ended_cleanly(Side::High));
}

#[test]
fn a_socket_connected_to_itself_loses_nothing() {
    let to_itself = |flags, seq, ack, payload| {
        let sent = segment(flags, seq, ack, payload);
        Segment {
            dst: sent.src,
            ..sent
        }
    };
    let tcp = connection(&[
        to_itself(SYN, 99, 0, b""),
        to_itself(SYN_ACK, 99, 100, b""),
        to_itself(PSH, 100, 100, b"abc"),
        to_itself(ACK, 103, 103, b""),
    ]);
    assert_eq!((tcp.bytes, tcp.lost()), ([3, 0], 0));
}

#[test]
fn bytes_of_a_stray_that_proves_nothing_are_not_counted() {
    let tcp = connection(&[
        segment(PSH, 100, 300, b"ab"),
        answer(ACK, 300, 102, b""),
        segment(PSH, 1_000_000_000, 300, b"stray"),
    ]);
    assert_eq!((tcp.bytes, tcp.lost()), ([2, 0], 0));
}

#[test]
fn keep_alives_without_an_answer_are_counted() {
    let keep_alive = segment(ACK, 101, 300, b"\0");
    let open = [
        segment(SYN, 99, 0, b""),
        answer(SYN_ACK, 299, 100, b""),
        segment(PSH, 100, 300, b"ab"),
        answer(ACK, 300, 102, b""),
        keep_alive,
        answer(ACK, 300, 102, b""),
        keep_alive,
    ];
    let mut sent = open.to_vec();
    sent.push(segment(ACK, 101, 300, b""));
    let tcp = connection(&sent);
    assert_eq!(tcp.flow(tcp.opener).unanswered_keep_alives, 2);
    assert_eq!(tcp.flow(tcp.opener.other()).unanswered_keep_alives, 0);
    assert_eq!(tcp.flow(tcp.opener).last_acknowledged.unwrap().frame, 4);
    assert_eq!(tcp.flow(tcp.opener.other()).last_segment.unwrap().frame, 6);
}

#[test]
fn a_reset_that_came_another_way_shows_by_its_hop_limit() {
    let near = |sent: Segment<'static>, hop_limit| Segment { hop_limit, ..sent };
    let mut sent = vec![
        segment(SYN, 99, 0, b""),
        near(answer(SYN_ACK, 299, 100, b""), 57),
        near(answer(RST, 300, 0, b""), 57),
    ];
    let flow = |sent: &[Segment]| {
        let tcp = connection(sent);
        tcp.flow(tcp.opener.other())
    };
    assert_eq!(flow(&sent).reset_from_elsewhere(), None);
    sent[2].hop_limit = 254;
    let reset = flow(&sent).reset_from_elsewhere().unwrap();
    assert_eq!((reset.at.frame, reset.hop_limit), (3, 254));
}

#[test]
fn copies_count_as_frames_and_as_nothing_else() {
    let (syn, data) = (segment(SYN, 99, 0, b""), segment(PSH, 100, 300, b"ab"));
    let copy = |of, sent| Segment {
        copy_of: Some(of),
        ..sent
    };
    let acked = answer(ACK, 300, 100, b"");
    let tcp = connection(&[
        syn,
        copy(1, syn),
        answer(SYN_ACK, 299, 100, b""),
        acked,
        data,
        copy(5, data),
        copy(4, acked),
    ]);
    assert_eq!((tcp.frames, tcp.copies, tcp.syns), (7, 3, 1));
    assert_eq!((tcp.retransmissions, tcp.numbers().data_segments()), (0, 1));
    assert_eq!(tcp.flow(tcp.opener).unacknowledged.unwrap().sends, 1);
}

/// A file that holds its frames twice: the clock goes back to the first of them.
#[test]
fn a_connection_that_the_file_holds_twice_counts_once() {
    let once = [
        segment(SYN, 99, 0, b""),
        answer(SYN_ACK, 299, 100, b""),
        segment(PSH, 100, 300, b"ab"),
        answer(FIN, 300, 102, b"cd"),
        segment(FIN, 102, 303, b""),
    ];
    let mut tcp = TcpConnection::new(&Segment {
        time: Time::from_nanos(1_000_000),
        ..once[0]
    });
    for (frame, sent) in (1..).zip(once.iter().chain(&once)) {
        let time =
            Time::from_nanos(frame as i64 * 1_000_000 - if frame > 5 { 5_000_000 } else { 0 });
        let sent = Segment {
            frame,
            time,
            ..*sent
        };
        let (_, sender) = ConnectionKey::of(&sent);
        assert!(frame == 1 || !tcp.is_reopened_by(&sent, sender));
        tcp.segment(&sent, sender, 1 << 20, &mut |_, _| ());
    }
    assert_eq!((tcp.frames, tcp.copies), (10, 5));
    assert_eq!((tcp.syns, tcp.retransmissions), (1, 0));
    assert_eq!(
        (tcp.last.frame, tcp.last.time),
        (10, Time::from_nanos(5_000_000))
    );
}

/// Payload of both sides, what it came to be, and whether the numbers were believed.
fn read(sent: &[Segment]) -> (String, bool) {
    let (mut tcp, mut text) = (TcpConnection::new(&sent[0]), String::new());
    for (frame, sent) in (1..).zip(sent) {
        let sent = Segment {
            frame,
            time: Time::from_nanos(frame as i64 * 1_000_000),
            ..*sent
        };
        let (_, sender) = ConnectionKey::of(&sent);
        tcp.segment(&sent, sender, 1 << 20, &mut |_, item| {
            if let StreamItem::Bytes { bytes, .. } = item {
                text.push_str(std::str::from_utf8(bytes).unwrap());
            }
        });
    }
    (text, tcp.has_made_up_numbers())
}

#[test]
fn segments_whose_numbers_mean_nothing_are_read_in_the_order_of_their_frames() {
    let numbers = |n: [u32; 6]| {
        read(&[
            segment(SYN, n[0], 0, b""),
            answer(SYN_ACK, n[1], n[2], b""),
            segment(ACK, n[3], n[4], b""),
            answer(PSH, n[5], n[5], b"220 a\n"),
            segment(PSH, n[4], n[5], b"USER b\n"),
            answer(PSH, n[5], n[5], b"331 c\n"),
            segment(PSH, n[4], n[5], b"PASS d\n"),
            answer(FIN, n[1], n[3], b""),
        ])
    };
    let dialogue = "220 a\nUSER b\n331 c\nPASS d\n".to_owned();
    assert_eq!(numbers([0; 6]), (dialogue.clone(), true));
    assert_eq!(
        numbers([7, 70, 31, 4_000_000_000, 9, 5]),
        (dialogue.clone(), true)
    );
    // a handshake as it should be, and the same numbers from then on
    assert_eq!(numbers([0, 0, 1, 1, 1, 1]), (dialogue, true));
}

#[test]
fn real_numbers_are_believed() {
    let forged = read(&[
        segment(SYN, 0, 0, b""),
        answer(SYN_ACK, 0, 1, b""),
        segment(ACK, 1, 1, b""),
        answer(PSH, 1, 1, b"220 a\n"),
        segment(PSH, 1, 7, b"NOOP\n"),
        segment(PSH, 1, 7, b"DELE x\n"),
    ]);
    assert_eq!(forged, ("220 a\nNOOP\nx\n".to_owned(), false));
    // RFC 7413: the SYN carries the first bytes, and is acknowledged with them
    let early = read(&[
        segment(SYN, 99, 0, b"early "),
        answer(SYN_ACK, 299, 106, b""),
        segment(PSH, 106, 300, b"bytes\n"),
        segment(FIN, 112, 300, b""),
    ]);
    assert_eq!(early, ("early bytes\n".to_owned(), false));
    // RFC 9293 figure 9: an older connection is acknowledged, and then reset
    let half_open = read(&[
        segment(SYN, 99, 0, b""),
        answer(ACK, 5_000, 9_000, b""),
        segment(RST, 9_000, 0, b""),
        segment(SYN, 99, 0, b""),
        answer(SYN_ACK, 299, 100, b""),
        segment(ACK, 100, 300, b""),
        answer(PSH, 300, 100, b"220 a\n"),
    ]);
    assert_eq!(half_open, ("220 a\n".to_owned(), false));
}

/// The same endpoints and initial numbers for the next connection.
#[test]
fn a_known_number_opens_anew_after_data() {
    let first = [
        segment(SYN, 99, 0, b""),
        answer(SYN_ACK, 299, 100, b""),
        segment(ACK, 100, 300, b""),
        answer(PSH, 300, 100, b"220 a\n"),
    ];
    let later = |sent: Segment<'static>| Segment {
        time: Time::from_nanos(1_000_000_000),
        ..sent
    };
    let (syn, answered) = (later(first[0]), later(first[1]));
    let mut tcp = connection(&first);
    assert!(!tcp.is_reopened_by(&syn, tcp.opener));
    assert!(!tcp.is_reopened_by(&answered, tcp.opener.other()));
    tcp.segment(&syn, tcp.opener, 1 << 20, &mut |_, _| ());
    let answered = Segment {
        time: Time::from_nanos(1_000_000_001),
        ..answered
    };
    assert!(tcp.is_reopened_by(&answered, tcp.opener.other()));
    let mut ended = first.to_vec();
    ended.push(answer(FIN, 306, 100, b""));
    let tcp = connection(&ended);
    assert!(tcp.is_reopened_by(&syn, tcp.opener));
}

#[test]
fn a_window_that_is_closed_at_the_end_is_known_by_its_first_frame() {
    let shut = |segment: Segment<'static>, window: u16| Segment { window, ..segment };
    let story = [
        shut(segment(SYN, 99, 0, b""), 100),
        shut(answer(SYN_ACK, 299, 100, b""), 100),
        shut(segment(ACK, 100, 300, b""), 0),
        shut(segment(ACK, 100, 300, b""), 9),
        shut(answer(PSH, 300, 100, b"bytes"), 100),
        shut(segment(ACK, 100, 305, b""), 0),
        shut(segment(ACK, 100, 305, b""), 0),
        shut(answer(FIN, 305, 100, b""), 100),
        shut(segment(RST, 100, 0, b""), 1),
    ];
    let tcp = connection(&story);
    let closed = |side: Side| tcp.flow(side).closed_window.map(|at| at.frame);
    assert_eq!(closed(tcp.opener), Some(6));
    assert_eq!(closed(tcp.opener.other()), None);
    assert_eq!(connection(&story[..5]).flow(tcp.opener).closed_window, None);
}

#[test]
fn what_nobody_acknowledged_ends_nothing() {
    let sent = [
        segment(SYN, 99, 0, b""),
        answer(SYN_ACK, 299, 100, b""),
        segment(ACK, 100, 300, b""),
        answer(PSH, 300, 100, b"ab"),
        // in the names of both
        answer(FIN, 302, 100, b""),
        segment(FIN, 100, 302, b""),
        answer(PSH, 302, 100, b"cd"),
        segment(ACK, 100, 304, b""),
        answer(FIN, 304, 100, b""),
        segment(FIN, 100, 305, b""),
        answer(ACK, 305, 101, b""),
    ];
    let mut tcp = TcpConnection::new(&sent[0]);
    for (index, segment) in sent.iter().enumerate() {
        let (_, sender) = ConnectionKey::of(segment);
        tcp.segment(segment, sender, 1 << 20, &mut |_, _| ());
        assert_eq!(tcp.is_over(), index + 1 == sent.len(), "{index}");
    }
    assert_eq!(tcp.bytes, [0, 4]);
}

#[test]
fn fragments_that_differ_are_copies_that_differ() {
    let tcp = connection(&[
        segment(SYN, 99, 0, b""),
        answer(SYN_ACK, 299, 100, b""),
        segment(ACK, 100, 300, b""),
        Segment {
            fragments_differ: true,
            ..segment(PSH, 100, 300, b"abcd")
        },
        segment(PSH, 104, 300, b"ef"),
    ]);
    let stream = client(&tcp);
    assert!(stream.differs_within(0, 4) && !stream.differs_within(4, 6));
}
