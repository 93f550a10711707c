//! Lines of listings: what a server says of a file in the answers to LIST, NLST and MLSD.
//!
//! RFC 959 leaves the form of LIST to the server. Three forms are read, each known by how its lines
//! begin: that of `ls -l` on Unix, that of `dir` on MS-DOS, and Easily Parsed LIST Format
//! (<https://cr.yp.to/ftp/list/eplf.html>). What begins otherwise (`total 12`, a heading, the form
//! of another system) tells nothing. MLSD has a form of its own (RFC 3659 section 7), and NLST is
//! names alone.

use crate::model::EntryKind;

use super::facts::{size_fact, whole_number};

/// A line of a listing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ListingEntry<'l> {
    pub(crate) name: &'l [u8],
    pub(crate) kind: EntryKind,
    /// Bytes; of a file alone.
    pub(crate) size: Option<u64>,
    /// When it was changed last, as the listing has it.
    pub(crate) modified: &'l [u8],
}

/// A line of the answer to LIST, without its line end.
pub(crate) fn list_line(line: &[u8]) -> Option<ListingEntry<'_>> {
    match line.first()? {
        b'+' => eplf(&line[1..]),
        b'0'..=b'9' => dos(line),
        _ => unix(line),
    }
}

/// A line of the answer to NLST.
pub(crate) fn nlst_line(line: &[u8]) -> Option<ListingEntry<'_>> {
    (!line.is_empty()).then(|| ListingEntry {
        name: line,
        ..ListingEntry::default()
    })
}

/// A line of the answer to MLSD: facts, a space, the name.
pub(crate) fn mlsd_line(line: &[u8]) -> Option<ListingEntry<'_>> {
    let space = line.iter().position(|&byte| byte == b' ')?;
    let (facts, name) = (&line[..space], &line[space + 1..]);
    if !facts.is_empty() && !facts.contains(&b'=') {
        return None;
    }
    let kind = match fact(facts, b"type").unwrap_or_default() {
        kind if kind.eq_ignore_ascii_case(b"file") => EntryKind::File,
        kind if kind.eq_ignore_ascii_case(b"dir") => EntryKind::Directory,
        // the listed directory itself and the one above it
        kind if kind.eq_ignore_ascii_case(b"cdir") || kind.eq_ignore_ascii_case(b"pdir") => {
            return None;
        }
        kind if kind
            .get(..7)
            .is_some_and(|os| os.eq_ignore_ascii_case(b"os.unix")) =>
        {
            EntryKind::Link
        }
        _ => EntryKind::Unknown,
    };
    let size = size_fact(line).filter(|_| matches!(kind, EntryKind::File | EntryKind::Unknown));
    (!name.is_empty()).then(|| ListingEntry {
        name,
        kind,
        size,
        modified: fact(facts, b"modify").unwrap_or_default(),
    })
}

/// The value of a fact.
fn fact<'l>(facts: &'l [u8], name: &[u8]) -> Option<&'l [u8]> {
    facts.split(|&byte| byte == b';').find_map(|fact| {
        let equals = fact.iter().position(|&byte| byte == b'=')?;
        let (key, value) = (&fact[..equals], &fact[equals + 1..]);
        key.eq_ignore_ascii_case(name).then_some(value)
    })
}

/// `-rw-r--r--   1 ftp  ftp  254 Nov 22 06:31 README`: type and rights, links, owner, often a group, bytes, three words
/// of a date, the name. A name may begin with blanks; the date ends it where it ends.
fn unix(line: &[u8]) -> Option<ListingEntry<'_>> {
    let kind = match line.first()? {
        b'-' => EntryKind::File,
        b'd' => EntryKind::Directory,
        b'l' => EntryKind::Link,
        b'b' | b'c' | b'p' | b's' => EntryKind::Unknown,
        _ => return None,
    };
    let rights = line.get(1..10)?;
    if !rights.iter().all(|byte| b"rwxsStTlL-".contains(byte)) {
        return None;
    }
    let words = words(line);
    // owner and group may have blanks in them: the month stands where the day and the time follow
    // it
    let month = (3..words.len().min(9)).find(|&at| is_date(line, &words, at))?;
    let size = whole_number(&line[words[month - 1].0..words[month - 1].1]);
    let name = line.get(words[month + 2].1 + 1..)?;
    let name = match kind {
        EntryKind::Link => before_arrow(name),
        _ => name,
    };
    let is_shown = !name.is_empty() && name != b"." && name != b"..";
    is_shown.then(|| ListingEntry {
        name,
        kind,
        size: size.filter(|_| kind == EntryKind::File),
        modified: &line[words[month].0..words[month + 2].1],
    })
}

/// Words that are looked at: more do not stand before a name.
const WORDS: usize = 12;

/// Where the words of a line begin and end.
fn words(line: &[u8]) -> Vec<(usize, usize)> {
    let mut words = Vec::with_capacity(WORDS);
    let mut at = 0;
    while words.len() < WORDS {
        let Some(begin) = line[at..].iter().position(|byte| *byte != b' ') else {
            break;
        };
        let begin = at + begin;
        let length = line[begin..].iter().position(|byte| *byte == b' ');
        let end = length.map_or(line.len(), |length| begin + length);
        words.push((begin, end));
        at = end;
    }
    words
}

/// `Nov 22 06:31`, `Nov 22 2025`, `22 Nov 2025`, `2025-11-22 06:31 +0000`: a date of three words
/// behind a size.
fn is_date(line: &[u8], words: &[(usize, usize)], at: usize) -> bool {
    let (Some(size), Some(one), Some(two), Some(three)) = (
        word(line, words, at - 1),
        word(line, words, at),
        word(line, words, at + 1),
        word(line, words, at + 2),
    ) else {
        return false;
    };
    let in_words = is_month(one) && is_day(two) || is_day(one) && is_month(two);
    let in_digits = one.len() == 10 && one[4] == b'-' && two.contains(&b':');
    whole_number(size).is_some() && (in_words && is_time_or_year(three) || in_digits)
}

fn word<'a>(line: &'a [u8], words: &[(usize, usize)], at: usize) -> Option<&'a [u8]> {
    words.get(at).map(|&(begin, end)| &line[begin..end])
}

fn is_day(word: &[u8]) -> bool {
    word.len() <= 2 && whole_number(word).is_some_and(|day| (1..=31).contains(&day))
}

/// `06:31`, `2025`
fn is_time_or_year(word: &[u8]) -> bool {
    word.contains(&b':') || word.len() == 4 && whole_number(word).is_some()
}

fn is_month(word: &[u8]) -> bool {
    const MONTHS: [&[u8]; 12] = [
        b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov",
        b"Dec",
    ];
    MONTHS.iter().any(|month| word.eq_ignore_ascii_case(month))
}

/// A link is listed as `name -> target`.
fn before_arrow(name: &[u8]) -> &[u8] {
    let arrow = name.windows(4).position(|piece| piece == b" -> ");
    arrow.map_or(name, |arrow| &name[..arrow])
}

/// `11-22-25  06:31AM       <DIR>          logs` and `... 1024 report.csv`.
fn dos(line: &[u8]) -> Option<ListingEntry<'_>> {
    let words = words(line);
    let date = word(line, &words, 0)?;
    let time = word(line, &words, 1)?;
    let size = word(line, &words, 2)?;
    let is_date = matches!(date.len(), 8 | 10)
        && date
            .iter()
            .all(|byte| byte.is_ascii_digit() || b"-/.".contains(byte));
    if !is_date || !time.contains(&b':') {
        return None;
    }
    let kind = match size {
        b"<DIR>" => EntryKind::Directory,
        b"<JUNCTION>" | b"<SYMLINK>" | b"<SYMLINKD>" => EntryKind::Link,
        _ => EntryKind::File,
    };
    let bytes = whole_number(size);
    let is_sound = kind != EntryKind::File || bytes.is_some();
    let name = &line[words.get(3)?.0..];
    is_sound.then(|| ListingEntry {
        name,
        kind,
        size: bytes,
        modified: &line[words[0].0..words[1].1],
    })
}

/// `+i8388621.48594,m825718503,r,s280,<TAB>name`, without the plus.
fn eplf(line: &[u8]) -> Option<ListingEntry<'_>> {
    let tab = line.iter().position(|&byte| byte == b'\t')?;
    let (facts, name) = (&line[..tab], &line[tab + 1..]);
    let mut entry = ListingEntry {
        name,
        ..ListingEntry::default()
    };
    let mut size = None;
    for fact in facts.split(|&byte| byte == b',') {
        match fact.split_first() {
            Some((b'/', [])) => entry.kind = EntryKind::Directory,
            Some((b'r', [])) => entry.kind = EntryKind::File,
            Some((b's', number)) => size = whole_number(number),
            Some((b'm', time)) => entry.modified = time,
            _ => {}
        }
    }
    entry.size = size.filter(|_| entry.kind == EntryKind::File);
    (!name.is_empty()).then_some(entry)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(line: &str) -> Option<(&str, EntryKind, Option<u64>, &str)> {
        let entry = list_line(line.as_bytes())?;
        Some((
            text(entry.name),
            entry.kind,
            entry.size,
            text(entry.modified),
        ))
    }

    fn text(bytes: &[u8]) -> &str {
        std::str::from_utf8(bytes).expect("text")
    }

    #[test]
    fn unix_listings() {
        use EntryKind::{Directory, File, Link};
        for (line, expected) in [
            (
                "-rw-r--r--    1 1000     1000          254 Nov 22 06:31 README",
                ("README", File, Some(254), "Nov 22 06:31"),
            ),
            (
                "-rw-rw-r--   1 ftp ftp 12 Jan  2  2025  two  blanks",
                (" two  blanks", File, Some(12), "Jan  2  2025"),
            ),
            (
                "drwxr-xr-x 2 ftp 4096 Nov 22 06:31 no group",
                ("no group", Directory, None, "Nov 22 06:31"),
            ),
            (
                "lrwxrwxrwx 1 a b 6 Nov 22 06:31 now -> then",
                ("now", Link, None, "Nov 22 06:31"),
            ),
            (
                "-rw-r--r--    1 2000     2000            5 Nov 22 06:31 small",
                ("small", File, Some(5), "Nov 22 06:31"),
            ),
            (
                "-rw-r--r--+ 1 Domain Users 7 22 Nov 2025 x",
                ("x", File, Some(7), "22 Nov 2025"),
            ),
            (
                "-rw-r--r-- 1 u g 9 2025-11-22 06:31:00.5 +0000 y",
                ("y", File, Some(9), "2025-11-22 06:31:00.5 +0000"),
            ),
        ] {
            assert_eq!(told(line), Some(expected), "{line}");
        }
        for line in [
            "total 12",
            "",
            "-rw-r--r--",
            "drwxr-xr-x 2 ftp ftp 4096 Nov 22 06:31 .",
            "-rw-r--r-- 1 ftp ftp many Nov 22 06:31 x",
            "data.txt",
        ] {
            assert_eq!(told(line), None, "{line}");
        }
    }

    #[test]
    fn dos_and_eplf_listings() {
        use EntryKind::{Directory, File};
        for (line, expected) in [
            (
                "11-22-25  06:31AM       <DIR>          my logs",
                ("my logs", Directory, None, "11-22-25  06:31AM"),
            ),
            (
                "11-22-2025  06:31PM                 1024 report.csv",
                ("report.csv", File, Some(1024), "11-22-2025  06:31PM"),
            ),
            (
                "+i8388621.48594,m825718503,r,s280,\tdjb.html",
                ("djb.html", File, Some(280), "825718503"),
            ),
            ("+m824255907,/,\t514", ("514", Directory, None, "824255907")),
        ] {
            assert_eq!(told(line), Some(expected), "{line}");
        }
        for line in ["11-22-25", "12 files", "2025 06:31 10 x", "+r,s5,"] {
            assert_eq!(told(line), None, "{line}");
        }
    }

    #[test]
    fn mlsd_listings() {
        let line = b"Type=file;Size=12;Modify=20251122063100;UNIX.mode=0644; b c";
        let entry = mlsd_line(line).expect("an entry");
        assert_eq!((entry.name, entry.size), (&b"b c"[..], Some(12)));
        assert_eq!(entry.modified, b"20251122063100");
        assert_eq!(mlsd_line(b"type=cdir;modify=2025; /x"), None);
        let directory = mlsd_line(b"type=dir;size=4096; d").expect("an entry");
        assert_eq!(
            (directory.kind, directory.size),
            (EntryKind::Directory, None)
        );
        assert_eq!(mlsd_line(b"total 12"), None);
    }
}
