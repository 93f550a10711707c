use std::io::BufReader;

use proptest::prelude::*;

use super::*;

/// A random, all of one byte.
fn random(byte: u8) -> Random {
    [byte; 32]
}

fn digits(byte: u8, len: usize) -> String {
    format!("{byte:02x}").repeat(len)
}

fn line(label: SecretLabel, of: u8, secret: u8, len: usize) -> String {
    format!(
        "{} {} {}\n",
        label.name(),
        digits(of, 32),
        digits(secret, len)
    )
}

fn read(text: &str) -> (Secrets, KeyLogTally) {
    let mut secrets = Secrets::new();
    let limits = Limits::default();
    let tally = secrets.read(text.as_bytes(), SecretSource::KeyLog, &limits);
    (secrets, tally.unwrap())
}

#[test]
fn each_label_has_its_secret() {
    let text: String = SecretLabel::ALL
        .into_iter()
        .zip(1..)
        .map(|(label, byte)| line(label, 7, byte, 48))
        .collect();
    let (secrets, tally) = read(&text);
    assert_eq!((tally.entries, tally.malformed), (6, 0));
    for (label, byte) in SecretLabel::ALL.into_iter().zip(1..) {
        assert_eq!(secrets.find(label, &random(7)), Some(&[byte; 48][..]));
        assert_eq!(secrets.find(label, &random(8)), None);
    }
    assert!(secrets.knows(&random(7)) && !secrets.knows(&random(6)));
    let of_data: Vec<_> = secrets.traffic_secrets().map(|(label, ..)| label).collect();
    assert_eq!(
        of_data,
        [SecretLabel::ClientTraffic, SecretLabel::ServerTraffic]
    );
}

#[test]
fn what_programs_add_is_passed_over() {
    let text = format!(
        "\u{feff}# by OpenSSL\r\n\r\n  \t\r\nCLIENT_TRAFFIC_SECRET_N {r} {n}\r\nEARLY_EXPORTER_SECRET {r} {n}\r\n\
         CLIENT_EARLY_TRAFFIC_SECRET {r} {n}\r\nRSA 0011223344556677 {n}\r\nNEW_LABEL_9 0011 more of it\r\n\
         CLIENT_TRAFFIC_SECRET_0 {upper} {n}\r\nCLIENT_TRAFFIC_SECRET_N {r} {other}\r\n",
        r = digits(0xab, 32),
        upper = digits(0xab, 32).to_uppercase(),
        n = digits(1, 32),
        other = digits(2, 32),
    );
    let (secrets, tally) = read(&text);
    assert_eq!((tally.entries, tally.ignored, tally.malformed), (2, 5, 0));
    let known = secrets.find(SecretLabel::ClientTraffic, &random(0xab));
    assert_eq!(known, Some(&[1; 32][..]));
}

#[test]
fn a_byte_order_mark_stands_before_the_first_word_too() {
    let text = format!("\u{feff}{}", line(SecretLabel::ClientRandom, 1, 2, 48));
    assert_eq!(read(&text).1.entries, 1);
}

#[test]
fn lines_that_make_no_sense_are_counted_and_the_first_is_told() {
    let good = line(SecretLabel::ClientRandom, 1, 2, 48);
    let of = digits(1, 32);
    let cases = [
        ("garbage".to_owned(), LineFault::Label),
        ("CLIENT_RANDOM".to_owned(), LineFault::Words),
        (
            "CLIENT_RANDOM zz zz".to_owned(),
            LineFault::RandomLength { digits: 2 },
        ),
        (
            format!("CLIENT_RANDOM {of} {}", digits(2, 20)),
            LineFault::SecretLength { digits: 40 },
        ),
        (
            format!("CLIENT_RANDOM {of} {}", digits(2, 32)),
            LineFault::SecretLength { digits: 64 },
        ),
        (
            format!("CLIENT_RANDOM {of} {}x", digits(2, 47)),
            LineFault::SecretLength { digits: 95 },
        ),
        (
            format!("CLIENT_RANDOM {of} {}xx", digits(2, 47)),
            LineFault::Digits,
        ),
        (
            format!("CLIENT_RANDOM {of} {} more", digits(2, 48)),
            LineFault::Words,
        ),
        ("A".repeat(5000), LineFault::TooLong),
        ("\u{e4}\0\u{7} \u{e4}".to_owned(), LineFault::Label),
        ("RSA".to_owned(), LineFault::Label),
        (
            format!("RSA Session-ID:{of}{of} Master-Key:{}", digits(2, 48)),
            LineFault::IdLength { digits: 128 },
        ),
        (
            format!("RSA Session-ID: Master-Key:{}", digits(2, 48)),
            LineFault::IdLength { digits: 0 },
        ),
    ];
    for (bad, fault) in cases {
        let (secrets, tally) = read(&format!("{good}{bad}\n{good}{bad}\n"));
        assert_eq!(tally.first_malformed, Some((2, fault)), "{fault}");
        assert_eq!((tally.entries, tally.repeated, tally.malformed), (1, 1, 2));
        assert!(
            secrets
                .find(SecretLabel::ClientRandom, &random(1))
                .is_some()
        );
    }
}

#[test]
fn a_last_line_that_was_cut_is_no_secret() {
    let whole = line(SecretLabel::ServerTraffic, 1, 2, 48);
    let next = line(SecretLabel::ClientTraffic, 1, 3, 48);
    for kept in 1..next.len() - 1 {
        let (secrets, tally) = read(&format!("{whole}{}", &next[..kept]));
        assert_eq!(secrets.find(SecretLabel::ClientTraffic, &random(1)), None);
        assert_eq!(tally.entries, 1, "{kept}");
    }
    // its line end alone is missing
    assert_eq!(read(&format!("{whole}{}", next.trim_end())).1.entries, 2);
    let short = line(SecretLabel::ClientTraffic, 5, 3, 32);
    assert_eq!(read(&format!("{whole}{}", short.trim_end())).1.entries, 2);
    // with its line end it is whole, whatever the others say
    assert_eq!(
        read(&format!(
            "{whole}{}",
            line(SecretLabel::ClientTraffic, 1, 3, 32)
        ))
        .1
        .entries,
        2
    );
}

#[test]
fn logs_that_differ_are_kept_in_their_order_up_to_a_few() {
    let text: String = (1..=6)
        .map(|secret| line(SecretLabel::ClientRandom, 1, secret, 48))
        .collect();
    let (secrets, tally) = read(&text);
    assert_eq!((tally.entries, tally.ignored), (4, 2));
    let first: Vec<u8> = secrets
        .candidates(SecretLabel::ClientRandom, &random(1))
        .map(|(secret, _)| secret[0])
        .collect();
    assert_eq!(first, [1, 2, 3, 4]);
    assert_eq!(
        secrets.find(SecretLabel::ClientRandom, &random(1)),
        Some(&[1; 48][..])
    );
}

#[test]
fn sessions_are_known_by_their_id() {
    let text = format!(
        "RSA Session-ID:{} Master-Key:{}\n",
        digits(9, 32),
        digits(4, 48)
    );
    let (secrets, tally) = read(&text);
    assert_eq!(tally.entries, 1);
    assert_eq!(secrets.find_by_session_id(&[9; 32]), Some(&[4; 48][..]));
    assert_eq!(secrets.session_source(&[9; 32]), Some(SecretSource::KeyLog));
    assert_eq!(secrets.find_by_session_id(&[9; 31]), None);
    assert_eq!(secrets.find_by_session_id(b""), None);
    assert_eq!(secrets.find_by_session_id(&[9; 300]), None);
    assert!(!secrets.is_empty());
}

#[test]
fn several_logs_are_one_and_the_first_source_is_told() {
    let (mut first, _) = read(&line(SecretLabel::ClientRandom, 1, 2, 48));
    let both = [
        line(SecretLabel::ClientRandom, 1, 2, 48),
        line(SecretLabel::ClientRandom, 2, 3, 48),
    ];
    let limits = Limits::default();
    let mut second = Secrets::new();
    second
        .read(both.concat().as_bytes(), SecretSource::Capture, &limits)
        .unwrap();
    first.merge(&second, &limits);
    let sources: Vec<_> = [1, 2]
        .into_iter()
        .flat_map(|of| {
            let of = random(of);
            let found = first.candidates(SecretLabel::ClientRandom, &of);
            found.map(|(_, source)| source).collect::<Vec<_>>()
        })
        .collect();
    assert_eq!(sources, [SecretSource::KeyLog, SecretSource::Capture]);
    assert_eq!((first.tally().entries, first.tally().repeated), (2, 1));
}

#[test]
fn a_log_in_utf_16() {
    let text = line(SecretLabel::ClientRandom, 1, 2, 48).replace('\n', "\r\n");
    let text = format!("\u{feff}# of a console\r\n{text}{text}");
    let (low, high) = (
        text.encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect::<Vec<u8>>(),
        text.encode_utf16()
            .flat_map(u16::to_be_bytes)
            .collect::<Vec<u8>>(),
    );
    for bytes in [low, high] {
        let mut secrets = Secrets::new();
        let read = secrets.read(&bytes[..], SecretSource::KeyLog, &Limits::default());
        let tally = read.expect("a key log");
        assert_eq!((tally.entries, tally.repeated, tally.malformed), (1, 1, 0));
    }
}

#[test]
fn what_is_no_key_log_is_named_with_its_line() {
    let mut secrets = Secrets::new();
    let limits = Limits::default();
    let mut read = |bytes: &[u8]| secrets.read(bytes, SecretSource::KeyLog, &limits);
    let error = read(b"# hello\nUSER alice\nPASS secret\n")
        .unwrap_err()
        .to_string();
    assert_eq!(
        error,
        "no key log: line 2: expected a label such as CLIENT_RANDOM"
    );
    let key = read(b"-----BEGIN RSA PRIVATE KEY-----\nMIIEow==\n").unwrap_err();
    assert_eq!(
        key.to_string(),
        "no key log: line 1: a private key or a certificate opens nothing"
    );
    assert!(read(b"\xff\xfeC\0L\0I\0E\0N\0T\0").is_err());
    // nothing was written yet, or one line a part of the way
    assert!(read(b"").is_ok() && read(b"# opened\n").is_ok());
}

#[test]
fn entries_and_bytes_are_capped() {
    let limits = Limits {
        key_log_entries: 2,
        ..Limits::default()
    };
    let text: String = (1..=3)
        .map(|of| line(SecretLabel::ClientRandom, of, of, 48))
        .collect();
    let mut secrets = Secrets::new();
    let tally = secrets
        .read(text.as_bytes(), SecretSource::KeyLog, &limits)
        .unwrap();
    assert_eq!((tally.entries, tally.left_out), (2, 1));
    let endless = BufReader::new(io::repeat(b'\n'));
    let tally = secrets
        .read(endless, SecretSource::KeyLog, &limits)
        .unwrap();
    assert_eq!(tally.left_out, 1);
}

#[test]
fn what_is_written_is_that_of_the_connections_asked_for() {
    let text = [
        line(SecretLabel::ClientRandom, 1, 2, 48),
        line(SecretLabel::ServerTraffic, 3, 4, 32),
        line(SecretLabel::ClientRandom, 5, 6, 48),
    ]
    .concat();
    let (secrets, _) = read(&text);
    let mut out = Vec::new();
    secrets
        .write_key_log(&[random(3), random(9), random(1)].into(), &mut out)
        .unwrap();
    let expected = [
        line(SecretLabel::ClientRandom, 1, 2, 48),
        line(SecretLabel::ServerTraffic, 3, 4, 32),
    ];
    assert_eq!(String::from_utf8(out).unwrap(), expected.concat());
}

#[test]
fn debug_prints_counts_alone() {
    let (secrets, _) = read(&line(SecretLabel::ClientRandom, 0xc5, 0xd6, 48));
    assert_eq!(
        format!("{secrets:?}"),
        "Secrets { connections: 1, sessions: 0, .. }"
    );
}

proptest! {
    #[test]
    fn no_text_causes_a_panic_or_gives_back_what_was_not_read(text in prop::collection::vec(any::<u8>(), 0..400)) {
        let mut secrets = Secrets::new();
        let whole = secrets.read(&text[..], SecretSource::KeyLog, &Limits::default());
        let mut again = Secrets::new();
        let pieces = BufReader::with_capacity(1, &text[..]);
        let cut = again.read(pieces, SecretSource::KeyLog, &Limits::default());
        prop_assert_eq!(whole.ok(), cut.ok());
    }
}

/// What a device without an end gives.
#[test]
fn a_line_without_an_end_is_no_key_log() {
    let mut secrets = Secrets::new();
    let endless = BufReader::with_capacity(1 << 20, io::repeat(0));
    let read = secrets.read(endless, SecretSource::KeyLog, &Limits::default());
    assert!(matches!(read, Err(KeyLogError::Foreign { line: 1, .. })));
}
