//! `fmt`: an argument that C's printf would obey (CWE-134): two or more conversions. Snort counts
//! percent signs; names of files hold those for other reasons (`100%`, `a%20b`).

use crate::ftp::Effect;
use crate::model::Severity;

use super::indexed_session::IndexedSession;
use super::report::FindingSink;

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    for line in session
        .lines
        .iter()
        .filter(|l| !matches!(l.effect, Effect::Pass))
    {
        let conversions = conversions(line.argument());
        if conversions.count >= 2 {
            let severity = if conversions.writes || conversions.count >= 4 {
                report.severity
            } else {
                Severity::Info
            };
            let args = vec![("line", line.quote()), ("count", conversions.count.into())];
            report.add_as(severity, line.frames(), "found-fmt", args);
        }
    }
}

struct Conversions {
    count: usize,
    /// `%n` among them, which writes to memory.
    writes: bool,
}

/// `%`, flags and widths, and a letter that printf knows; `%20` and `100%` are none.
fn conversions(text: &[u8]) -> Conversions {
    let mut found = Conversions {
        count: 0,
        writes: false,
    };
    let mut rest = text;
    while let Some(at) = rest.iter().position(|&b| b == b'%') {
        rest = &rest[at + 1..];
        let flags = rest
            .iter()
            .take_while(|b| matches!(b, b'0'..=b'9' | b'$' | b'.' | b'-' | b'#' | b'l' | b'h'))
            .count();
        // %2e and its like are how URLs write bytes
        let url = rest.len() > 1 && rest[0].is_ascii_digit() && rest[1].is_ascii_hexdigit();
        if let Some(letter) = rest.get(flags)
            && !url
            && matches!(
                letter,
                b's' | b'n' | b'x' | b'X' | b'd' | b'u' | b'p' | b'c' | b'i' | b'o'
            )
        {
            found.count += 1;
            found.writes |= *letter == b'n';
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::conversions;

    #[test]
    fn counts_what_printf_would_obey() {
        for (text, count) in [
            ("%s%n", 2),
            ("%08x.%08x", 0),
            ("%x%x%x", 3),
            ("100% of 50%", 0),
            ("a%20b%2e", 0),
            ("%7$n", 1),
        ] {
            assert_eq!(conversions(text.as_bytes()).count, count, "{text}");
        }
    }
}
