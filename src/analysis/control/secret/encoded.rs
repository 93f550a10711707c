//! Texts in which a password stands in hexadecimal or in base64, or character by character.
//!
//! | text | read as |
//! |---|---|
//! | `k e s t r e l`, `k.e.s.t.r.e.l` | characters with the same one between any two: [`rows`] |
//! | `6b:65:73:74`, `6b 65 73 74` | the same with pairs of hexadecimal digits, then the next row |
//! | `6b65737472656c`, `a2VzdHJlbA==`, `YW5uYTprZXN0cmVs` | what it stands for: [`decoded`] |
//!
//! Nothing but a password that is known is looked for in what comes out, so that a digest, a name
//! or a table in the text changes nothing.

use std::ops::Range;

use super::spelled::Spelled;

/// Characters or pairs with something between any two of them, so many at least.
const SHORTEST_ROW: usize = 6;
/// The base64 of six bytes.
const SHORTEST_RUN: usize = 8;

/// What characters that stand apart are put together, row by row.
pub(super) fn rows(text: &[u8]) -> impl Iterator<Item = Spelled> + '_ {
    let mut at = if may_hold_row(text) { 0 } else { text.len() };
    std::iter::from_fn(move || {
        let row = first_row(text, at)?;
        at = row.end;
        let units = (row.start..row.end).step_by(row.width + 1);
        let places = units.flat_map(|unit| unit..unit + row.width);
        Some(Spelled::of_places(text, places, row.end))
    })
}

/// False for nearly every text, at the cost of two looks at each byte: no byte that could separate
/// comes again often enough, one or two places on.
fn may_hold_row(text: &[u8]) -> bool {
    [1, 2].into_iter().any(|width| {
        let pairs = text.iter().zip(text.get(width + 1..).unwrap_or_default());
        let again = pairs.map(|(a, b)| u32::from(a == b && !a.is_ascii_alphanumeric()));
        again.sum::<u32>() as usize >= SHORTEST_ROW - 2
    })
}

/// Characters, or pairs of them, of which any two are separated by the same byte.
struct Row {
    start: usize,
    end: usize,
    /// Bytes of each.
    width: usize,
}

fn first_row(text: &[u8], from: usize) -> Option<Row> {
    // most texts are left at the second byte of each place
    (from..text.len()).find_map(|start| {
        let is_alone = start == 0 || !text[start - 1].is_ascii_alphanumeric();
        let row = |width| row_at(text, start, width);
        is_alone.then(|| row(1).or_else(|| row(2))).flatten()
    })
}

fn row_at(text: &[u8], start: usize, width: usize) -> Option<Row> {
    let separator = *text.get(start + width)?;
    if separator != b' ' && !separator.is_ascii_punctuation() {
        return None;
    }
    let is_unit = |unit: &[u8]| match unit {
        [byte] => byte.is_ascii_graphic(),
        pair => pair.iter().all(u8::is_ascii_hexdigit),
    };
    let ends_apart = |end: usize| {
        let behind = text.get(end);
        behind.is_none_or(|byte| !byte.is_ascii_alphanumeric())
    };
    let (mut units, mut at, mut end) = (0, start, start);
    while text.get(at..at + width).is_some_and(is_unit) && ends_apart(at + width) {
        units += 1;
        end = at + width;
        if text.get(end) != Some(&separator) {
            break;
        }
        at = end + 1;
    }
    (units >= SHORTEST_ROW).then_some(Row { start, end, width })
}

/// What each run of letters and digits in a text stands for, if it is text in hexadecimal or
/// base64, and where the run stands.
pub(super) fn decoded(text: &[u8]) -> Vec<(Range<usize>, Vec<u8>)> {
    let mut found = Vec::new();
    let mut probe = SHORTEST_RUN - 1;
    while probe < text.len() {
        // a run that is long enough holds one of these places
        if !is_digit_of_base64(text[probe]) {
            probe += SHORTEST_RUN;
            continue;
        }
        let run = run_around(text, probe);
        probe = run.end + SHORTEST_RUN;
        if run.len() >= SHORTEST_RUN {
            match meaning(&text[run.clone()]) {
                Some(plain) => found.push((run, plain)),
                None => found.extend(meanings_in_path(text, run)),
            }
        }
    }
    found
}

/// The same of the parts of a path: a slash may be a digit of base64, and separate them.
fn meanings_in_path(
    text: &[u8],
    run: Range<usize>,
) -> impl Iterator<Item = (Range<usize>, Vec<u8>)> + '_ {
    let mut start = run.start;
    let parts = text[run].split(|&byte| byte == b'/').map(move |part| {
        let place = start..start + part.len();
        start = place.end + 1;
        place
    });
    let long = parts.filter(|part| part.len() >= SHORTEST_RUN);
    long.filter_map(|part| Some((part.clone(), meaning(&text[part])?)))
}

fn run_around(text: &[u8], at: usize) -> Range<usize> {
    let ends = |byte: &u8| !is_digit_of_base64(*byte);
    let start = text[..at].iter().rposition(ends).map_or(0, |end| end + 1);
    let end = text[at..].iter().position(ends);
    start..end.map_or(text.len(), |length| at + length)
}

fn is_digit_of_base64(byte: u8) -> bool {
    DIGITS_OF_BASE64[usize::from(byte)]
}

const DIGITS_OF_BASE64: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = matches!(byte as u8, b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'+' | b'/');
        byte += 1;
    }
    table
};

fn meaning(run: &[u8]) -> Option<Vec<u8>> {
    of_hexadecimal(run).or_else(|| of_base64(run))
}

fn of_hexadecimal(run: &[u8]) -> Option<Vec<u8>> {
    let digits = run.strip_prefix(b"0x").unwrap_or(run);
    let pairs = digits.chunks_exact(2);
    let is_whole = pairs.remainder().is_empty();
    let bytes = pairs.map(|pair| {
        let digit = |digit: u8| char::from(digit).to_digit(16);
        let byte = digit(pair[0])? << 4 | digit(pair[1])?;
        u8::try_from(byte).ok().filter(|byte| is_text(*byte))
    });
    is_whole.then(|| bytes.collect())?
}

fn of_base64(run: &[u8]) -> Option<Vec<u8>> {
    // a word of a language fails at its first or second byte
    bytes_of_base64(run)
        .all(is_text)
        .then(|| bytes_of_base64(run).collect())
}

fn bytes_of_base64(run: &[u8]) -> impl Iterator<Item = u8> + '_ {
    let mut bits: u32 = 0;
    run.iter().enumerate().filter_map(move |(index, &digit)| {
        bits = bits << 6 | u32::from(value_in_base64(digit));
        let left = 6 - 2 * (index as u32 % 4);
        (left < 6).then_some((bits >> left) as u8)
    })
}

fn value_in_base64(digit: u8) -> u8 {
    match digit {
        b'A'..=b'Z' => digit - b'A',
        b'a'..=b'z' => digit - b'a' + 26,
        b'0'..=b'9' => digit - b'0' + 52,
        b'+' => 62,
        _ => 63,
    }
}

/// SASL separates user and password by a NUL (RFC 4616).
fn is_text(byte: u8) -> bool {
    byte == b' ' || byte == 0 || byte.is_ascii_graphic()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_stand_apart() {
        for (text, joined) in [
            ("was k e s t r e l, no", &["kestrel"][..]),
            ("k e s t r e l was it", &["kestrel"]),
            ("k.e.s.t.r.e.l", &["kestrel"]),
            ("k.e.s.t.r.e.l.", &["kestrel"]),
            ("a-b-c-d-e-f g:h:i:j:k:l", &["abcdef", "ghijkl"]),
            ("6b:65:73:74:72:65:6c no", &["6b65737472656c"]),
            ("I am a b c", &[]),
            ("198.51.100.20 is it", &[]),
            ("a b c d e fine", &[]),
            ("", &[]),
        ] {
            let rows = rows(text.as_bytes());
            let shown: Vec<_> = rows.map(|row| row.text().to_vec()).collect();
            let joined: Vec<_> = joined.iter().map(|row| row.as_bytes().to_vec()).collect();
            assert_eq!(shown, joined, "{text}");
        }
        let row = rows(b"no k e s t r e l here").next().expect("a row");
        assert_eq!(row.place(0..7), 3..16);
    }

    #[test]
    fn what_runs_stand_for() {
        for (text, plain) in [
            ("is 6b65737472656c.", "kestrel"),
            ("is 0x6B65737472656C", "kestrel"),
            ("a2VzdHJlbA==", "kestrel"),
            ("Basic YW5uYTprZXN0cmVs", "anna:kestrel"),
            ("AGFubmEAa2VzdHJlbA==", "\0anna\0kestrel"),
            ("/home/6b65737472656c.txt", "kestrel"),
            ("/a2VzdHJlbA/x", "kestrel"),
        ] {
            let found = decoded(text.as_bytes());
            let plains: Vec<_> = found.into_iter().map(|(_, plain)| plain).collect();
            assert!(
                plains.contains(&plain.as_bytes().to_vec()),
                "{text}: {plains:?}"
            );
        }
        assert_eq!(decoded(b"Transfer complete, 123456 bytes"), []);
    }
}
