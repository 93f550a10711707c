use proptest::prelude::*;

use super::*;
use crate::capture::Time;

/// A line, owned, with what chunking must not change.
#[derive(Clone, Debug, PartialEq)]
struct Kept {
    text: Vec<u8>,
    range: Range<u64>,
    line_end: LineEnd,
    telnet: bool,
    dropped: u64,
    head_lost: bool,
    tail_lost: bool,
}

impl From<Line<'_>> for Kept {
    fn from(line: Line<'_>) -> Self {
        Kept {
            text: line.text.to_vec(),
            range: line.range,
            line_end: line.line_end,
            telnet: line.telnet,
            dropped: line.dropped,
            head_lost: line.head_lost,
            tail_lost: line.tail_lost,
        }
    }
}

fn at(frame: u64) -> At {
    At {
        frame,
        time: Time::from_nanos(0),
    }
}

fn limits(line: usize) -> Limits {
    Limits {
        line,
        ..Limits::default()
    }
}

fn split(chunks: &[&[u8]], limit: usize) -> Vec<Kept> {
    let mut lines = Vec::new();
    let mut splitter = LineSplitter::new(&limits(limit));
    for (i, chunk) in chunks.iter().enumerate() {
        splitter.push(chunk, at(i as u64 + 1), &mut |line| lines.push(line.into()));
    }
    splitter.finish(&mut |line| lines.push(line.into()));
    lines
}

fn texts(bytes: &[u8]) -> Vec<String> {
    split(&[bytes], 100)
        .iter()
        .map(|line| line.text.escape_ascii().to_string())
        .collect()
}

#[test]
fn line_ends_are_crlf_or_lf() {
    let lines = split(&[b"USER bob\r\nPASV\n\r\nQUIT"], 100);
    let ends: Vec<_> = lines
        .iter()
        .map(|l| (l.text.as_slice(), l.line_end, l.range.clone()))
        .collect();
    assert_eq!(
        ends,
        [
            (&b"USER bob"[..], LineEnd::CrLf, 0..10),
            (b"PASV", LineEnd::Lf, 10..15),
            (b"", LineEnd::CrLf, 15..17),
            (b"QUIT", LineEnd::Missing, 17..21),
        ]
    );
}

#[test]
fn cr_inside_stays_and_its_padding_goes() {
    assert_eq!(texts(b"DELE a\rb\r\n"), [r"DELE a\rb"]);
    assert_eq!(texts(b"DELE a\r\0b\r\0\r\n"), [r"DELE a\rb\r"]);
    assert_eq!(texts(b"DELE a\0b\r\n"), [r"DELE a\x00b"]);
}

#[test]
fn a_line_without_an_end_ends_where_another_begins() {
    for (open, next, ends) in [
        ("USER nora", "PASS secret", true),
        ("331 Password", "230 Welcome", true),
        ("USER nora", "QUIT\r\n", true),
        ("USER no", "ra\r\n", false),
        ("USER nora", "\r\n", false),
        ("HELP ", "STAT\r\n", false),
        ("HELP", " STAT\r\n", false),
        ("150 Opening", "QUIT", false),
        ("nora", "PASS secret", false),
    ] {
        let mut splitter = LineSplitter::new(&Limits::default());
        let mut lines = Vec::new();
        splitter.push(open.as_bytes(), At::default(), &mut |_| {});
        let mut keep = |line: Line<'_>| lines.push((line.text.to_vec(), line.line_end));
        assert_eq!(
            splitter.end_before(next.as_bytes(), &mut keep),
            ends,
            "{open} {next}"
        );
        let expected = ends.then(|| (open.as_bytes().to_vec(), LineEnd::Missing));
        assert_eq!(lines, Vec::from_iter(expected), "{open} {next}");
    }
}

#[test]
fn what_c_leaves_behind_a_string_is_no_part_of_the_line() {
    let mut splitter = LineSplitter::new(&Limits::default());
    let mut lines = Vec::new();
    let mut keep = |line: Line<'_>| lines.push((line.text.to_vec(), line.line_end));
    splitter.push(b"USER nora\0\0\0\0", At::default(), &mut keep);
    splitter.finish(&mut keep);
    assert_eq!(lines, [(b"USER nora".to_vec(), LineEnd::Nul)]);
}

#[test]
fn a_nul_ends_a_command_where_another_follows() {
    let wire = b"USER server7\0PASS harbor9\0PORT 1,2,3,4,5,6\r\n\0RETR a\0b\r\n\0QUIT\0\r\n";
    assert_eq!(
        texts(wire),
        [
            "USER server7",
            "PASS harbor9",
            "PORT 1,2,3,4,5,6",
            r"RETR a\x00b",
            "QUIT"
        ]
    );
    let lines = split(&[b"USER a\0", b"PASS b\0"], 100);
    let places: Vec<_> = lines
        .iter()
        .map(|line| (line.range.clone(), line.line_end))
        .collect();
    assert_eq!(places, [(0..7, LineEnd::Nul), (7..14, LineEnd::Nul)]);
}

#[test]
fn synch_before_abor_is_removed() {
    let lines = split(&[b"\xff\xf4\xff", b"\xf2AB", b"OR\r", b"\n"], 100);
    assert_eq!(lines.len(), 1);
    assert_eq!(
        (
            lines[0].text.as_slice(),
            lines[0].telnet,
            lines[0].range.clone()
        ),
        (&b"ABOR"[..], true, 0..10)
    );
}

#[test]
fn telnet_commands_are_removed_wherever_they_stand() {
    assert_eq!(
        texts(b"US\xff\xf1ER \xff\xfd\x03bob\xff\xfe\xff\r\n"),
        ["USER bob"]
    );
    assert_eq!(texts(b"\xff\xfa\x18\0x\xff\xff\xff\xf0NOOP\r\n"), ["NOOP"]);
}

#[test]
fn a_letter_255_is_kept() {
    assert_eq!(texts(b"RETR iac\xff\xffname\r\n"), [r"RETR iac\xffname"]);
    assert_eq!(texts(b"150 for iac\xffname\r\n"), [r"150 for iac\xffname"]);
    assert_eq!(texts(b"RETR a\xff\r\nNOOP\r\n"), [r"RETR a\xff", "NOOP"]);
    assert_eq!(texts(b"RETR a\xff"), [r"RETR a\xff"]);
}

#[test]
fn an_unfinished_telnet_command_costs_one_line_at_most() {
    assert_eq!(texts(b"RETR a\xff\xfb\r\nNOOP\r\n"), ["RETR a", "NOOP"]);
    assert_eq!(texts(b"RETR a\xff\xfab\r\nNOOP\r\n"), ["RETR a", "NOOP"]);
}

#[test]
fn a_long_line_is_cut_and_counted() {
    let lines = split(&[b"0123456789abc", b"def\r\nNOOP\r\n"], 10);
    assert_eq!(
        (lines[0].text.as_slice(), lines[0].dropped),
        (&b"0123456789"[..], 6)
    );
    assert_eq!(
        (lines[1].text.as_slice(), lines[1].dropped),
        (&b"NOOP"[..], 0)
    );
    let fits = split(&[b"0123456789\r\n"], 10);
    assert_eq!((fits[0].text.len(), fits[0].dropped), (10, 0));
}

#[test]
fn blanks_do_not_push_an_argument_over_the_limit() {
    let blanks = " ".repeat(100);
    for (wire, text) in [
        (format!("PASS{blanks}hunter\r\n"), "PASS "),
        (format!("PASS{blanks}{blanks}\t{blanks}hunter\r\n"), "PASS "),
        (format!("{blanks}hunter\r\n"), " "),
    ] {
        let line = &split(&[wire.as_bytes()], 30)[0];
        assert!(line.text.starts_with(text.as_bytes()), "{line:?}");
        assert!(line.text.ends_with(b"hunter"), "{line:?}");
        assert_eq!(line.text.len() as u64 + line.dropped + 2, wire.len() as u64);
        assert_eq!(line.range, 0..wire.len() as u64);
    }
    let plain = "RETR  a  file  with  words  inside\r\n";
    assert_eq!(
        split(&[plain.as_bytes()], 30)[0].text,
        plain.as_bytes()[..30]
    );
    assert_eq!(texts(b"PASS      hunter\r\n"), ["PASS      hunter"]);
}

/// The CR is the last byte that is kept.
#[test]
fn a_line_end_behind_blanks_is_no_text() {
    let line = &split(&[b"PASS              \r\n"], 10)[0];
    assert_eq!((&line.text[..], line.dropped), (&b"PASS    "[..], 10));
    assert_eq!(line.line_end, LineEnd::CrLf);
}

#[test]
fn a_line_knows_its_frames() {
    let mut seen = Vec::new();
    let mut splitter = LineSplitter::new(&limits(100));
    for (i, chunk) in [&b"PA"[..], b"SV", b"\r", b"\nQUIT\r\n"].iter().enumerate() {
        splitter.push(chunk, at(i as u64 + 5), &mut |line| {
            seen.push((line.begin.frame, line.end.frame));
        });
    }
    assert_eq!(seen, [(5, 8), (8, 8)]);
}

#[test]
fn a_gap_damages_the_line_it_breaks_and_the_next() {
    let mut lines: Vec<Kept> = Vec::new();
    let mut splitter = LineSplitter::new(&limits(100));
    let mut out = |line: Line<'_>| lines.push(line.into());
    splitter.push(b"150 ok\r\n226 Trans", at(1), &mut out);
    splitter.gap(20, &mut out);
    splitter.push(b"ok\r\n221 bye\r\n", at(2), &mut out);
    let seen: Vec<_> = lines
        .iter()
        .map(|l| (l.head_lost, l.tail_lost, l.range.clone()))
        .collect();
    assert_eq!(
        seen,
        [
            (false, false, 0..8),
            (false, true, 8..17),
            (true, false, 37..41),
            (false, false, 41..50)
        ]
    );
}

#[test]
fn an_argument_is_found_in_the_stream() {
    let mut seen = Vec::new();
    let mut splitter = LineSplitter::new(&limits(100));
    splitter.push(b"NOOP\r\nPASS secret\r\n", at(1), &mut |line| {
        seen.push(line.stream_range(5));
    });
    assert_eq!(seen, [4..4, 11..17]);
}

fn wire() -> impl Strategy<Value = Vec<u8>> {
    let byte = prop_oneof![
        Just(b'\r'),
        Just(b'\n'),
        Just(0u8),
        Just(IAC),
        240u8..=254,
        Just(b'a'),
        Just(b' '),
        any::<u8>()
    ];
    prop::collection::vec(byte, 0..120)
}

proptest! {
    #[test]
    fn any_chunking_gives_the_same_lines(bytes in wire(), cuts in prop::collection::vec(0usize..120, 0..12), limit in 1usize..40) {
        let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(bytes.len())).collect();
        cuts.extend([0, bytes.len()]);
        cuts.sort_unstable();
        let chunks: Vec<&[u8]> = cuts.windows(2).map(|pair| &bytes[pair[0]..pair[1]]).collect();
        let single: Vec<&[u8]> = bytes.chunks(1).collect();
        let whole = split(&[&bytes], limit);
        prop_assert_eq!(&split(&chunks, limit), &whole);
        prop_assert_eq!(&split(&single, limit), &whole);
    }

    #[test]
    fn lines_cover_the_stream_and_respect_the_cap(bytes in wire(), limit in 0usize..40) {
        let lines = split(&[&bytes], limit);
        let mut end = 0;
        for line in &lines {
            prop_assert_eq!(line.range.start, end);
            prop_assert!(line.text.len() <= limit);
            end = line.range.end;
        }
        let behind = &bytes[end as usize..];
        prop_assert!(behind.iter().all(|&byte| byte == 0));
    }
}
