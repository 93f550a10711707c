//! The replies 227, 228 and 229.

use std::net::IpAddr;

use crate::model::{Announcement, Oddity, PortNumbers, ReplyCode, ReplyText};

use super::{
    Cursor, EndpointError, is_delimiter, long_numbers, six_numbers, text_address, text_and_numbers,
};

/// Longest address in text, in bytes: RFC 4291 section 2.2 with a zone of Linux (`IFNAMSIZ`).
const LONGEST_ADDRESS: usize = 45 + 1 + 16;

/// The endpoint that a 227 (RFC 959), 228 (RFC 1639) or 229 (RFC 2428) announces. `text` is the
/// whole reply without its code, lines joined by LF. `None` for any other code.
///
/// RFC 1123 section 4.1.2.6: the text is free, and the numbers need no brackets; so they are
/// searched for. Where the code's own form is not there, those of the others are tried. Of two
/// endpoints that one reply names, that of its last line counts: curl, lftp and `FileZilla` read no
/// other line.
pub fn parse_passive_reply(
    code: ReplyCode,
    text: &[u8],
) -> Option<Result<Announcement, EndpointError>> {
    let forms = forms(code)?;
    let own = in_last_line(text, forms[0]).map_or_else(|| forms[0](text), Ok);
    let found = own.or_else(|error| {
        let other = forms[1..].iter().find_map(|form| form(text).ok());
        other.map_or(Err(error), |mut announced| {
            announced.oddities.insert(Oddity::OtherForm);
            Ok(announced)
        })
    });
    Some(found)
}

/// The line of such a reply that names the endpoint; the last one where none alone does, or where
/// the code is another one.
#[cfg(feature = "report")]
pub(crate) fn announcing_line(code: ReplyCode, text: &[u8]) -> &[u8] {
    let text = ReplyText(text);
    let last = text.last_line();
    let forms = forms(code).unwrap_or([six; 3]);
    let mut in_order = std::iter::once(last).chain(text.lines());
    let own = in_order.find(|line| forms[0](line).is_ok());
    own.or_else(|| {
        let mut lines = text.lines();
        lines.find(|line| forms[1..].iter().any(|form| form(line).is_ok()))
    })
    .unwrap_or(last)
}

/// The form of a code, and behind it those of the other two.
fn forms(code: ReplyCode) -> Option<[Form; 3]> {
    Some(match code {
        ReplyCode::PASSIVE => [six, extended, long],
        ReplyCode::LONG_PASSIVE => [long, six, extended],
        ReplyCode::EXTENDED_PASSIVE => [extended, six, long],
        _ => return None,
    })
}

/// What the last of several lines announces.
fn in_last_line(text: &[u8], form: Form) -> Option<Announcement> {
    let text = ReplyText(text);
    text.lines().nth(1)?;
    let mut announced = form(text.last_line()).ok()?;
    announced.oddities.insert(Oddity::LaterLine);
    Some(announced)
}

type Form = fn(&[u8]) -> Result<Announcement, EndpointError>;

fn six(text: &[u8]) -> Result<Announcement, EndpointError> {
    with_commas(text, six_numbers).or_else(|error| six_with_ipv6(text).ok_or(error))
}

/// An IPv6 address in the place of the four numbers: what stands before a comma, if it has colons.
fn six_with_ipv6(text: &[u8]) -> Option<Announcement> {
    let commas = (0..text.len()).filter(|&at| text[at] == b',');
    commas.into_iter().find_map(|comma| {
        let before = &text[comma.saturating_sub(LONGEST_ADDRESS)..comma];
        let address = before
            .iter()
            .rev()
            .take_while(|byte| byte.is_ascii_alphanumeric() || b":.%".contains(byte))
            .count();
        let start = comma - address;
        if !text[start..comma].contains(&b':') {
            return None;
        }
        let mut cursor = Cursor::new(text, start);
        let (ip, numbers) = text_and_numbers(&mut cursor).ok()?;
        note_place(&mut cursor, start);
        Some(cursor.announced(Some(ip), numbers.port(), Some(numbers)))
    })
}

fn long(text: &[u8]) -> Result<Announcement, EndpointError> {
    with_commas(text, long_numbers)
}

/// The first run of digits that begins the numbers wanted.
fn with_commas(
    text: &[u8],
    form: impl Fn(&mut Cursor<'_>) -> Result<(IpAddr, PortNumbers), EndpointError>,
) -> Result<Announcement, EndpointError> {
    let mut best = EndpointError::Nothing;
    let mut reached = 0;
    for start in number_starts(text) {
        let mut cursor = Cursor::new(text, start);
        match form(&mut cursor) {
            Ok((ip, numbers)) => {
                note_place(&mut cursor, start);
                return Ok(cursor.announced(Some(ip), numbers.port(), Some(numbers)));
            }
            // the attempt that came farthest is the one that was meant
            Err(error) if cursor.at > reached && text[start..cursor.at].contains(&b',') => {
                (best, reached) = (error, cursor.at);
            }
            Err(_) => {}
        }
    }
    Err(best)
}

fn number_starts(text: &[u8]) -> impl Iterator<Item = usize> {
    (0..text.len())
        .filter(move |&at| text[at].is_ascii_digit() && (at == 0 || !text[at - 1].is_ascii_digit()))
}

/// Notes what stands round the numbers from `start` to the cursor.
fn note_place(cursor: &mut Cursor<'_>, start: usize) {
    let before = cursor.text[..start].trim_ascii_end();
    let bracket = before.strip_suffix(b"(");
    note_before(cursor, bracket.unwrap_or(before), bracket.is_some());
    if bracket.is_some() {
        let mut after = cursor.clone();
        after.blanks();
        cursor
            .oddities
            .insert_if(Oddity::Unclosed, after.peek() != Some(b')'));
    }
}

fn note_before(cursor: &mut Cursor<'_>, before: &[u8], bracket: bool) {
    let text = before
        .iter()
        .any(|byte| byte.is_ascii_digit() || *byte == b'(');
    cursor.oddities.insert_if(Oddity::NoBrackets, !bracket);
    cursor.oddities.insert_if(Oddity::TextBefore, text);
    cursor
        .oddities
        .insert_if(Oddity::LaterLine, before.contains(&b'\n'));
}

/// `(|||6446|)`: after the first bracket where it fits, else anywhere.
fn extended(text: &[u8]) -> Result<Announcement, EndpointError> {
    let mut first_error = None;
    let after_brackets = (0..text.len())
        .filter(|&at| text[at] == b'(')
        .map(|at| at + 1);
    for start in after_brackets {
        match extended_at(text, start) {
            Ok(announced) => return Ok(announced),
            Err(error) => drop(first_error.get_or_insert(error)),
        }
    }
    // without a bracket only three delimiters in a row tell it from ordinary text
    let triples =
        (0..text.len()).filter(|&at| matches!(text[at..], [a, b, c, ..] if a == b && b == c));
    for start in triples {
        match extended_at(text, start) {
            Ok(announced) => return Ok(announced),
            Err(error @ EndpointError::BadPort { .. }) => drop(first_error.get_or_insert(error)),
            Err(_) => {}
        }
    }
    Err(first_error.unwrap_or(EndpointError::Nothing))
}

fn extended_at(text: &[u8], start: usize) -> Result<Announcement, EndpointError> {
    let mut cursor = Cursor::new(text, start);
    cursor.blanks();
    let Some(delimiter) = cursor.peek().filter(|&byte| is_delimiter(byte)) else {
        return Err(EndpointError::NoDelimiter { at: cursor.at });
    };
    cursor.at += 1;
    cursor.blanks();
    let family = if cursor.peek() == Some(delimiter) {
        None
    } else {
        Some(cursor.number()?)
    };
    cursor.delimiter(delimiter)?;
    cursor.blanks();
    let ip = if cursor.peek() == Some(delimiter) {
        None
    } else {
        Some(text_address(&mut cursor, delimiter)?)
    };
    cursor.delimiter(delimiter)?;
    cursor.blanks();
    let port = cursor.port()?;
    cursor.blanks();
    let mut closed = cursor.accept(delimiter);
    let before = text[..start].strip_suffix(b"(");
    closed &= before.is_none() || cursor.peek() == Some(b')');
    let mismatch = match (family, ip) {
        (Some(family), Some(ip)) => family != if ip.is_ipv4() { 1 } else { 2 },
        _ => false,
    };
    cursor
        .oddities
        .insert_if(Oddity::AddressIn229, family.is_some() || ip.is_some());
    cursor.oddities.insert_if(Oddity::FamilyMismatch, mismatch);
    cursor
        .oddities
        .insert_if(Oddity::OddDelimiter, delimiter != b'|');
    cursor.oddities.insert_if(Oddity::Unclosed, !closed);
    note_before(
        &mut cursor,
        before.unwrap_or(&text[..start]),
        before.is_some(),
    );
    Ok(cursor.announced(ip, port, None))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use Oddity::{
        AddressIn229, Blanks, Ipv6Address, LaterLine, NoBrackets, NumberAbove255, OddDelimiter,
        OtherForm, TextBefore, Unclosed, UnspecifiedAddress,
    };

    fn number(code: u16) -> ReplyCode {
        ReplyCode::new(code).expect("a code")
    }

    #[test]
    #[cfg(feature = "report")]
    fn the_line_that_announces_is_the_one_that_was_read() {
        let line = |text: &'static str| {
            let line = announcing_line(ReplyCode::PASSIVE, text.as_bytes());
            std::str::from_utf8(line).expect("text")
        };
        assert_eq!(
            line("Entering (1,2,3,4,5,6)\nEnd"),
            "Entering (1,2,3,4,5,6)"
        );
        assert_eq!(line("(1,2,3,4,5,6)\n(1,2,3,4,5,7)"), "(1,2,3,4,5,7)");
        assert_eq!(line("Wait\n(|||2000|)\nEnd"), "(|||2000|)");
        assert_eq!(line("(1,2,\n3,4,5,6)"), "3,4,5,6)");
        assert_eq!(line("Nothing"), "Nothing");
    }

    /// Parses `ddd text`.
    fn told(reply: &str) -> (String, Vec<Oddity>) {
        let (code, text) = reply.split_once(' ').expect("a code and a text");
        let code = number(code.parse().expect("a number"));
        let parsed = parse_passive_reply(code, text.as_bytes());
        let announced = parsed
            .expect("a passive code")
            .unwrap_or_else(|error| panic!("{reply}: {error}"));
        let ip = announced.ip.map_or("-".into(), |ip| ip.to_string());
        (
            format!("{ip} {}", announced.port),
            announced.oddities.iter().collect(),
        )
    }

    fn check(forms: &[(&str, &str, &[Oddity])]) {
        for &(reply, endpoint, oddities) in forms {
            assert_eq!(
                told(reply),
                (endpoint.to_string(), oddities.to_vec()),
                "{reply}"
            );
        }
    }

    #[test]
    fn forms_of_227_in_the_wild() {
        check(&[
            (
                "227 Entering Passive Mode (10,0,0,1,117,49).",
                "10.0.0.1 30001",
                &[],
            ),
            (
                "227 Entering passive mode. 10,0,0,1,117,49",
                "10.0.0.1 30001",
                &[NoBrackets],
            ),
            ("227 =10,0,0,1,117,50", "10.0.0.1 30002", &[NoBrackets]),
            (
                "227 Entering Passive Mode (10,0,0,1,117,49)\nEntering Passive Mode (10,0,0,1,117,54)",
                "10.0.0.1 30006",
                &[LaterLine],
            ),
            (
                "227 Entering Passive Mode (10,0,0,1,117,49)\nGo ahead",
                "10.0.0.1 30001",
                &[],
            ),
            (
                "227 (v2) Entering Passive Mode (10,0,0,1,117,53)",
                "10.0.0.1 30005",
                &[TextBefore],
            ),
            (
                "227 Entering Passive Mode (0,0,0,0,117,49)",
                "0.0.0.0 30001",
                &[UnspecifiedAddress],
            ),
            (
                "227 Entering Passive Mode (10,0,0,1,300,51)",
                "10.0.0.1 11315",
                &[NumberAbove255],
            ),
            (
                "227 Passive ( 10, 0, 0, 1, 4, 1 )",
                "10.0.0.1 1025",
                &[Blanks],
            ),
            (
                "227 hi\nEntering Passive Mode (10,0,0,1,117,56)",
                "10.0.0.1 30008",
                &[LaterLine],
            ),
            (
                "227 Passive (10,0,0,1,117,49",
                "10.0.0.1 30001",
                &[Unclosed],
            ),
            (
                "227 Entering Extended Passive Mode (|||30002|)",
                "- 30002",
                &[OtherForm],
            ),
            (
                "227 Entering Passive Mode (2001:db8:2:0:0:0:0:21,219,195).",
                "2001:db8:2::21 56259",
                &[Ipv6Address],
            ),
            (
                "227 Passive mode, ::1,4,1",
                "::1 1025",
                &[NoBrackets, Ipv6Address],
            ),
        ]);
    }

    #[test]
    fn forms_of_228() {
        check(&[
            (
                "228 Entering Long Passive Mode (4,4,10,0,0,1,2,117,52)",
                "10.0.0.1 30004",
                &[],
            ),
            (
                "228 Long 6,16,32,1,13,184,0,0,0,0,0,0,0,0,0,0,0,1,2,4,1",
                "2001:db8::1 1025",
                &[NoBrackets],
            ),
        ]);
    }

    #[test]
    fn forms_of_229_in_the_wild() {
        check(&[
            (
                "229 Entering Extended Passive Mode (|||6446|)",
                "- 6446",
                &[],
            ),
            ("229 Extended Passive mode OK (|||6446|).", "- 6446", &[]),
            ("229 ok (!!!30003!)", "- 30003", &[OddDelimiter]),
            ("229 ok |||30004|", "- 30004", &[NoBrackets]),
            ("229 ok (| | | 30004 |)", "- 30004", &[Blanks]),
            (
                "229 Extended Passive (RFC 2428) (|||30006|)",
                "- 30006",
                &[TextBefore],
            ),
            (
                "229 ok (|1|10.0.0.1|30007|)",
                "10.0.0.1 30007",
                &[AddressIn229],
            ),
            (
                "229 ok (|2|2001:db8::1|30007|)",
                "2001:db8::1 30007",
                &[AddressIn229],
            ),
            ("229 ok (|1||30007|)", "- 30007", &[AddressIn229]),
            ("229 ok (|||30007)", "- 30007", &[Unclosed]),
            ("229 wait... (|||30007|)", "- 30007", &[]),
            ("229 hi\nok (|||30007|)", "- 30007", &[LaterLine]),
            (
                "229 Passive (10,0,0,1,117,49)",
                "10.0.0.1 30001",
                &[OtherForm],
            ),
        ]);
    }

    #[test]
    fn a_bad_reply_says_where() {
        assert_eq!(error(227, "Entering Passive Mode"), EndpointError::Nothing);
        assert_eq!(
            error(227, "(v2) mode (10,0,0,1,117)"),
            EndpointError::NoDelimiter { at: 23 }
        );
        assert_eq!(
            error(227, "(10,0,0,1,0,0)"),
            EndpointError::BadPort { at: 10, port: 0 }
        );
        assert_eq!(
            error(229, "(|||0|)"),
            EndpointError::BadPort { at: 4, port: 0 }
        );
        assert_eq!(
            error(229, "|||70000|"),
            EndpointError::BadPort { at: 3, port: 70000 }
        );
        assert_eq!(error(229, "ok"), EndpointError::Nothing);
        assert_eq!(parse_passive_reply(number(226), b"(10,0,0,1,4,1)"), None);
    }

    fn error(code: u16, text: &str) -> EndpointError {
        parse_passive_reply(number(code), text.as_bytes())
            .unwrap()
            .unwrap_err()
    }

    proptest! {
        #[test]
        fn no_text_causes_a_panic(code in 226u16..231, any in prop::collection::vec(any::<u8>(), 0..60), near in "[0-9,|() .\n]{0,60}") {
            for text in [any.as_slice(), near.as_bytes()] {
                let _ = parse_passive_reply(number(code), text);
            }
        }
    }
}
