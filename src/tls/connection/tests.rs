use proptest::prelude::*;

use super::*;
use crate::model::TlsAlert;
use crate::tls::handshake::{CLIENT_HELLO, SERVER_HELLO};

const CAP: usize = 1 << 16;

fn record(content: u8, body: &[u8]) -> Vec<u8> {
    let mut record = vec![content, 3, 3];
    record.extend((body.len() as u16).to_be_bytes());
    record.extend(body);
    record
}

fn message(kind: u8, body: &[u8]) -> Vec<u8> {
    let mut message = (body.len() as u32).to_be_bytes().to_vec();
    message[0] = kind;
    message.extend(body);
    message
}

fn data() -> TlsConnection {
    TlsConnection::new(Begins::WithStream, true, CAP)
}

fn control() -> TlsConnection {
    TlsConnection::new(Begins::WithLine, true, CAP)
}

fn feed(tls: &mut TlsConnection, side: usize, bytes: &[u8]) {
    tls.bytes(side, bytes, (At::default(), None), &mut |_, _| {});
}

fn lose(tls: &mut TlsConnection, side: usize, len: u64) {
    tls.gap(side, len, At::default(), &mut |_, _| {});
}

fn suite(tls: &TlsConnection) -> Option<u16> {
    tls.server_hello().map(|hello| hello.cipher_suite)
}

fn server_hello() -> Vec<u8> {
    let mut body = vec![3, 3];
    body.extend([9; 32]);
    body.extend([0, 0xc0, 0x30, 0]);
    message(SERVER_HELLO, &body)
}

/// What chunks of one direction come to, frame by frame.
fn walk(tls: &mut TlsConnection, side: usize, chunks: &[&[u8]]) -> Vec<Option<TlsRow>> {
    let take = |chunk: &&[u8]| {
        tls.begin_frame();
        feed(tls, side, chunk);
        tls.row(side)
    };
    chunks.iter().map(take).collect()
}

fn records(rows: Vec<Option<TlsRow>>) -> Vec<TlsRecord> {
    rows.into_iter()
        .flatten()
        .flat_map(|row| row.records)
        .collect()
}

#[test]
fn a_flight_is_named_until_the_cipher_changes() {
    let mut wire = record(22, &[server_hello(), message(11, b"certificate")].concat());
    wire.extend(record(20, &[1]));
    wire.extend(record(22, &[0x5a; 40]));
    wire.extend(record(21, &[0; 26]));
    wire.extend(record(21, &[2, 40]));
    let mut tls = data();
    let rows = walk(&mut tls, 1, &[&wire]);
    assert_eq!(rows[0].as_ref().unwrap().version, Some(TlsVersion(0x0303)));
    assert_eq!(
        records(rows),
        [
            TlsRecord::Handshake(2),
            TlsRecord::Handshake(11),
            TlsRecord::ChangeCipherSpec,
            TlsRecord::EncryptedHandshake,
            TlsRecord::EncryptedAlert,
            TlsRecord::Alert {
                level: 2,
                description: 40
            },
        ]
    );
    assert_eq!(suite(&tls), Some(0xc030));
}

#[test]
fn a_record_is_told_where_it_ends() {
    let wire = record(23, &[7; 100]);
    let mut tls = data();
    let rows = walk(
        &mut tls,
        0,
        &[
            &wire[..20],
            &wire[20..50],
            &[&wire[50..], &wire[..3]].concat(),
        ],
    );
    let told: Vec<(usize, bool)> = rows
        .iter()
        .flatten()
        .map(|row| (row.records.len(), row.continues))
        .collect();
    assert_eq!(told, [(0, false), (0, true), (1, true)]);
}

#[test]
fn text_after_a_record_ends_it_all() {
    let mut tls = control();
    let rows = walk(
        &mut tls,
        0,
        &[
            b"AUTH TLS\r\n",
            &record(23, &[7; 9]),
            b"PWD\r\n",
            &record(23, &[7; 9]),
        ],
    );
    let told: Vec<bool> = rows.iter().map(Option::is_some).collect();
    assert_eq!(told, [false, true, false, true]);
}

#[test]
fn a_gap_inside_a_record_hides_nothing_else() {
    let mut tls = data();
    let wire = record(23, &[7; 100]);
    walk(&mut tls, 0, &[&wire[..50]]);
    lose(&mut tls, 0, 55);
    assert_eq!(
        records(walk(&mut tls, 0, &[&wire])),
        [TlsRecord::ApplicationData]
    );
    lose(&mut tls, 0, 5);
    assert_eq!(
        records(walk(&mut tls, 0, &[&wire[10..]])),
        [TlsRecord::Continuation]
    );
    assert_eq!(
        records(walk(&mut tls, 0, &[&wire])),
        [TlsRecord::ApplicationData]
    );
}

#[test]
fn a_gap_at_the_end_of_a_record_ends_it() {
    let mut tls = data();
    let wire = record(22, &[server_hello(), message(11, b"certificate")].concat());
    walk(&mut tls, 0, &[&wire[..wire.len() - 5]]);
    lose(&mut tls, 0, 5);
    assert_eq!(
        records(walk(&mut tls, 0, &[&record(22, &message(14, b""))])),
        [TlsRecord::Handshake(14)]
    );
    walk(&mut tls, 0, &[&record(20, &[1])[..5]]);
    lose(&mut tls, 0, 1);
    assert_eq!(
        records(walk(&mut tls, 0, &[&record(22, &[0; 40])])),
        [TlsRecord::EncryptedHandshake]
    );
}

#[test]
fn a_hello_behind_lost_text_begins_the_handshake() {
    let mut tls = control();
    lose(&mut tls, 1, 8);
    assert_eq!(
        records(walk(&mut tls, 1, &[&record(22, &server_hello())])),
        [TlsRecord::Handshake(2)]
    );
    assert_eq!(suite(&tls), Some(0xc030));
    let mut tls = control();
    lose(&mut tls, 1, 8);
    assert_eq!(
        records(walk(&mut tls, 1, &[&record(22, &[7; 40])])),
        [TlsRecord::EncryptedHandshake]
    );
}

#[test]
fn a_gap_that_may_hide_a_change_of_cipher_hides_the_handshake() {
    let hello = record(22, &server_hello());
    let unlike = {
        let mut body = vec![3, 1];
        body.extend([9; 32]);
        body.extend([0, 0, 5, 0]);
        record(22, &message(SERVER_HELLO, &body))
    };
    for begun in [&hello[..], &hello[..20]] {
        let mut tls = control();
        walk(&mut tls, 1, &[begun]);
        lose(&mut tls, 1, 100);
        let chosen = suite(&tls);
        assert_eq!(
            records(walk(&mut tls, 1, &[&unlike])),
            [TlsRecord::EncryptedHandshake]
        );
        assert_eq!(suite(&tls), chosen);
    }
    let mut tls = control();
    lose(&mut tls, 1, 100);
    assert_eq!(
        records(walk(&mut tls, 1, &[b"234 go\r\n", &hello])),
        [TlsRecord::Handshake(2)]
    );
    assert_eq!(suite(&tls), Some(0xc030));
}

#[test]
fn a_torn_record_names_nothing() {
    let mut tls = data();
    let certificate = record(22, &message(11, &[server_hello(), server_hello()].concat()));
    walk(&mut tls, 1, &[&certificate[..9]]);
    lose(&mut tls, 1, server_hello().len() as u64);
    let rest = &certificate[9 + server_hello().len()..];
    assert_eq!(
        records(walk(&mut tls, 1, &[rest])),
        [TlsRecord::Continuation]
    );
    assert_eq!(tls.server_hello(), None);
}

/// A hello of the client with these extensions.
fn client_hello(session_id: &[u8], extensions: &[u8]) -> Vec<u8> {
    let mut body = vec![3, 3];
    body.extend([1; 32]);
    body.push(session_id.len() as u8);
    body.extend(session_id);
    body.extend(b"\x00\x02\x13\x01\x01\x00");
    body.extend((extensions.len() as u16).to_be_bytes());
    body.extend(extensions);
    record(22, &message(CLIENT_HELLO, &body))
}

/// A hello of the server that chooses TLS 1.3.
fn server_hello_13(extensions: &[u8]) -> Vec<u8> {
    let mut body = vec![3, 3];
    body.extend([2; 32]);
    body.extend([0, 0x13, 0x02, 0]);
    body.extend((6 + extensions.len() as u16).to_be_bytes());
    body.extend(b"\x00\x2b\x00\x02\x03\x04");
    body.extend(extensions);
    record(22, &message(SERVER_HELLO, &body))
}

#[test]
fn pieces_are_the_same_for_any_cut() {
    let wire = [
        b"AUTH TLS\r\n".to_vec(),
        client_hello(b"", b""),
        record(21, &[7; 26]),
        b"QUIT\r\n".to_vec(),
    ]
    .concat();
    let sealed = wire.len() - 16;
    for step in 1..40 {
        let (mut tls, mut clear, mut bytes, mut turns) = (control(), Vec::new(), 0, Vec::new());
        for chunk in wire.chunks(step) {
            tls.bytes(
                0,
                chunk,
                (At::default(), None),
                &mut |_, piece| match piece {
                    TlsPiece::Clear(text) => clear.extend_from_slice(text),
                    TlsPiece::Sealed(len) => bytes += len,
                    TlsPiece::Begins => turns.push("begins"),
                    TlsPiece::Ends => turns.push("ends"),
                    TlsPiece::Opened(_) | TlsPiece::Lost { .. } | TlsPiece::Locked(_) => {
                        unreachable!("there are no secrets")
                    }
                },
            );
        }
        assert_eq!(clear, b"AUTH TLS\r\nQUIT\r\n");
        assert_eq!((bytes, &turns[..]), (sealed, &["begins", "ends"][..]));
    }
}

#[test]
fn what_looks_like_tls_and_is_text_is_given_out() {
    for text in [
        &b"\x16"[..],
        b"\x16\x03",
        b"\x16\x03\x09\r\n",
        b"\x80\x05\x01",
    ] {
        let (mut tls, mut clear) = (control(), Vec::new());
        let mut take = |_: usize, piece: TlsPiece| {
            if let TlsPiece::Clear(text) = piece {
                clear.extend_from_slice(text);
            }
        };
        tls.bytes(0, text, (At::default(), None), &mut take);
        tls.finish(0, At::default(), &mut take);
        assert_eq!(clear, text);
        assert!(!tls.is_tls());
    }
}

#[test]
fn a_hello_of_ssl_2_begins_tls() {
    let mut hello = b"\x80\x2e\x01\x03\x01".to_vec();
    hello.extend([0; 0x2e - 3]);
    let mut tls = control();
    let rows = walk(&mut tls, 0, &[&[&b"AUTH SSL\r\n"[..]].concat(), &hello]);
    assert_eq!(records(rows), [TlsRecord::Handshake(CLIENT_HELLO)]);
    assert_eq!(tls.client(), Some(0));
}

#[test]
fn a_stream_whose_beginning_is_missing_may_be_in_the_middle_of_a_record() {
    let data = record(23, &[0xee; 60]);
    let mut tls = TlsConnection::new(Begins::WithLine, false, CAP);
    feed(&mut tls, 0, &[&data[30..], &data, &data].concat());
    assert!(tls.is_inside(0));
    assert!(tls.evidence(0).has_data());
    // one of text is not
    feed(&mut tls, 1, b"USER x\r\n");
    assert!(!tls.is_inside(1));
}

#[test]
fn a_full_handshake_is_told_from_a_resumed_one() {
    type Case<'a> = (&'a [u8], Vec<Vec<u8>>, Option<bool>);
    let flight = |messages: &[u8]| record(22, messages);
    let cases: [Case; 4] = [
        (
            b"",
            vec![flight(&[server_hello(), message(14, b"")].concat())],
            Some(false),
        ),
        (b"", vec![flight(&server_hello())], None),
        (
            b"",
            vec![
                flight(&server_hello()),
                record(20, &[1]),
                record(22, &[0x5a; 40]),
            ],
            Some(true),
        ),
        (
            b"",
            vec![server_hello_13(b"\x00\x29\x00\x02\x00\x00")],
            Some(true),
        ),
    ];
    for (id, answer, resumed) in cases {
        let mut tls = data();
        feed(&mut tls, 0, &client_hello(id, b""));
        feed(&mut tls, 1, &answer.concat());
        assert_eq!(tls.is_resumed(), resumed, "{answer:?}");
    }
}

#[test]
fn in_tls_13_the_first_record_of_the_client_tells_whether_it_went_on() {
    let begun = || {
        let mut tls = data();
        feed(&mut tls, 0, &client_hello(b"", b""));
        feed(
            &mut tls,
            1,
            &[server_hello_13(b""), record(23, &[0; 900])].concat(),
        );
        tls
    };
    let mut refused = begun();
    feed(
        &mut refused,
        0,
        &[record(20, &[1]), record(23, &[0; 19])].concat(),
    );
    assert!(refused.evidence(0).sealed_alert.is_some());
    assert_eq!(refused.evidence(0).finished, None);
    let mut agreed = begun();
    feed(&mut agreed, 0, &record(23, &[0; 53]));
    assert!(agreed.evidence(0).finished.is_some() && agreed.evidence(1).finished.is_some());
    // two tickets are no data, a third record is
    feed(
        &mut agreed,
        1,
        &[record(23, &[0; 234]), record(23, &[0; 234])].concat(),
    );
    assert!(!agreed.evidence(1).has_data());
    feed(&mut agreed, 1, &record(23, &[0; 300]));
    assert!(agreed.evidence(1).has_data());
    feed(&mut agreed, 0, &record(23, &[0; 19]));
    assert!(!agreed.evidence(0).has_data());
}

#[test]
fn alerts_in_clear_are_kept() {
    let mut tls = data();
    feed(&mut tls, 0, &client_hello(b"", b""));
    feed(&mut tls, 1, &record(21, &[1, 112]));
    feed(&mut tls, 1, &record(21, &[2, 70]));
    let server = tls.evidence(1);
    assert_eq!(server.warning.map(|(alert, _)| alert), Some(TlsAlert(112)));
    assert_eq!(server.fatal.map(|(alert, _)| alert), Some(TlsAlert(70)));
}

proptest! {
    #[test]
    fn chunks_and_hostile_bytes_make_no_difference(
        noise in prop::collection::vec(any::<u8>(), 0..120),
        cut in 3usize..200,
    ) {
        let hello = record(22, &[server_hello(), message(4, &noise)].concat());
        let wire = [hello, record(20, &[1]), record(22, &[&[1][..], &noise].concat())].concat();
        let cut = cut.min(wire.len());
        let (mut whole, mut parts) = (data(), data());
        let expected = records(walk(&mut whole, 0, &[&wire]));
        prop_assert_eq!(records(walk(&mut parts, 0, &[&wire[..cut], &wire[cut..]])), expected);
        prop_assert_eq!(whole.server_hello(), parts.server_hello());
        walk(&mut parts, 0, &[&noise]);
        let mut hostile = data();
        walk(&mut hostile, 1, &[&[&[22, 3, 1][..], &noise].concat()]);
    }
}
