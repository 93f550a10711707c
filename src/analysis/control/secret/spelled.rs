//! Texts in which characters are spelled in other ways: `%40`, `&amp;`, `\"`. A server that puts a
//! password into a URL, a page or a log repeats it so; and some show nothing but its ends, with
//! stars between, or its beginning, with dots behind. One whose characters are not those of the
//! client shows other letters, or `?`, in the place of all that are not ASCII: [`folded`].

use std::borrow::Cow;
use std::ops::Range;

use super::scanner::{BACKSPACE, DELETE};
use super::words::begins_alone;

/// Stars that stand for what a server does not show; in a row, so many at least.
const STARS: usize = 2;
/// Dots that stand for the rest of a word.
const DOTS: &[u8] = b"...";
const ELLIPSIS: &[u8] = "\u{2026}".as_bytes();
/// Characters in front of dots that are taken for the beginning of a password. Fewer begin too many
/// words.
const SHORTEST_HEAD: usize = 4;
/// What stands for any characters that are not ASCII.
const FOREIGN: u8 = 0x80;
/// What accents begin with in UTF-8 that stand behind their letter (U+0300 to U+036F): some systems
/// write one character where others write the two.
const COMBINING: [u8; 2] = [0xcc, 0xcd];
/// Places with stars in a line that are looked at, and characters beside them.
const MOST_STARRED: usize = 4;
/// Places with dots.
const MOST_DOTTED: usize = 8;
const LONGEST_END: usize = 32;
/// Characters that nobody sees and that stand between others: spaces of no width, marks of
/// direction, the soft hyphen and the byte order mark, in UTF-8.
const INVISIBLE: [&[u8]; 12] = [
    "\u{200b}".as_bytes(),
    "\u{200c}".as_bytes(),
    "\u{200d}".as_bytes(),
    "\u{200e}".as_bytes(),
    "\u{200f}".as_bytes(),
    "\u{202a}".as_bytes(),
    "\u{202c}".as_bytes(),
    "\u{202d}".as_bytes(),
    "\u{202e}".as_bytes(),
    "\u{2060}".as_bytes(),
    "\u{ad}".as_bytes(),
    "\u{feff}".as_bytes(),
];
const ESCAPE: u8 = 27;
/// What sets colours of a terminal has so many bytes at most.
const LONGEST_SEQUENCE: usize = 24;
/// Names of characters in HTML; the longest reference by a number is `&#x10ffff;`.
const NAMED: [(&[u8], u8); 5] = [
    (b"amp", b'&'),
    (b"lt", b'<'),
    (b"gt", b'>'),
    (b"quot", b'"'),
    (b"apos", b'\''),
];
const LONGEST_REFERENCE: usize = 10;

/// A text with every character as itself, and where each of its bytes came from.
#[derive(Debug)]
pub(super) struct Spelled {
    text: Vec<u8>,
    /// For each byte the place of its spelling; the last is the end of the text.
    places: Vec<usize>,
}

impl Spelled {
    /// None where nothing is spelled.
    pub(super) fn of(text: &[u8]) -> Option<Self> {
        let mut spelled = Spelled::with_room(text.len());
        let mut at = 0;
        while at < text.len() {
            let (character, length) = character(&text[at..]);
            for &byte in character.iter() {
                spelled.push(byte, at);
            }
            at += length;
        }
        spelled.places.push(at);
        (spelled.text != text).then_some(spelled)
    }

    /// A text as a terminal shows it where what was typed wrong is erased; none where nothing is.
    pub(super) fn without_erased(text: &[u8]) -> Option<Self> {
        memchr::memchr2(BACKSPACE, DELETE, text)?;
        let mut spelled = Spelled::with_room(text.len());
        for (at, &byte) in text.iter().enumerate() {
            match byte {
                BACKSPACE | DELETE => {
                    spelled.text.pop();
                    spelled.places.pop();
                }
                _ => spelled.push(byte, at),
            }
        }
        spelled.places.push(text.len());
        Some(spelled)
    }

    /// A text as it is.
    pub(super) fn plain(text: &[u8]) -> Self {
        Spelled::of_places(text, 0..text.len(), text.len())
    }

    /// The bytes of a text at those places, which are in order and before `end`.
    pub(super) fn of_places(text: &[u8], places: impl Iterator<Item = usize>, end: usize) -> Self {
        let mut spelled = Spelled::with_room(places.size_hint().0);
        for at in places {
            spelled.push(text[at], at);
        }
        spelled.places.push(end);
        spelled
    }

    fn with_room(bytes: usize) -> Self {
        Spelled {
            text: Vec::with_capacity(bytes),
            places: Vec::with_capacity(bytes + 1),
        }
    }

    fn push(&mut self, byte: u8, place: usize) {
        self.text.push(byte);
        self.places.push(place);
    }

    /// The same with all that is not ASCII [folded].
    pub(super) fn folded(&self) -> Self {
        let mut folded = Spelled::with_room(self.text.len());
        for (&byte, &place) in self.text.iter().zip(&self.places) {
            if !is_foreign(byte) {
                folded.push(byte, place);
                continue;
            }
            let is_accent = COMBINING.contains(&byte);
            if is_accent && folded.text.last().is_some_and(u8::is_ascii_alphabetic) {
                // the letter and its accent, which stand for one character, begin here
                *folded.text.last_mut().expect("a letter") = FOREIGN;
            }
            if folded.text.last() != Some(&FOREIGN) {
                folded.push(FOREIGN, place);
            }
        }
        folded.places.extend(self.places.last());
        folded
    }

    pub(super) fn text(&self) -> &[u8] {
        &self.text
    }

    /// Where in the original a part of the text stands.
    pub(super) fn place(&self, part: Range<usize>) -> Range<usize> {
        self.places[part.start]..self.places[part.end]
    }
}

/// True for a byte that is not a character, and that a server may leave out of what it repeats.
pub(super) const fn is_left_out(byte: u8) -> bool {
    byte == u8::MAX || byte.is_ascii_control() && !matches!(byte, b'\t' | b'\n')
}

/// A password as it reads where its characters that are not ASCII may be any.
pub(super) fn folded(password: &[u8]) -> Vec<u8> {
    Spelled::plain(password).folded().text
}

/// True for a part of a character that is not ASCII, and for what stands where there is none.
pub(super) const fn is_foreign(byte: u8) -> bool {
    !byte.is_ascii() || byte == b'?'
}

/// True for what is left out, what a spelling begins with, and the star.
pub(super) const fn may_spell(byte: u8) -> bool {
    is_left_out(byte) || matches!(byte, b'%' | b'&' | b'\\' | b'*')
}

/// The character that a text begins with, and how many bytes spell it.
fn character(text: &[u8]) -> (Cow<'_, [u8]>, usize) {
    let spelled = match text[0] {
        b'%' => hexadecimal(text.get(1..3)).map(|byte| (byte, 3)),
        b'&' => reference(text),
        b'\\' => escaped(text),
        ESCAPE => return (Cow::Borrowed(&[]), sequence(text)),
        byte if begins_invisible(byte) => match invisible(text) {
            Some(length) => return (Cow::Borrowed(&[]), length),
            None => None,
        },
        byte if is_left_out(byte) => return (Cow::Borrowed(&[]), 1),
        _ => None,
    };
    match spelled {
        Some((code, length)) => (Cow::Owned(encoded(code)), length),
        None => (Cow::Borrowed(&text[..1]), 1),
    }
}

/// True for a byte that characters which nobody sees begin with.
pub(super) const fn begins_invisible(byte: u8) -> bool {
    matches!(byte, 0xc2 | 0xe2 | 0xef)
}

fn invisible(text: &[u8]) -> Option<usize> {
    let mut known = INVISIBLE.into_iter();
    known.find(|known| text.starts_with(known)).map(<[u8]>::len)
}

/// How long what a terminal obeys is (ECMA-48 5.4), or the escape alone.
fn sequence(text: &[u8]) -> usize {
    const START: usize = 2;
    if text.get(1) != Some(&b'[') {
        return 1;
    }
    let parameters = text[START..].iter().take(LONGEST_SEQUENCE);
    let parameters = parameters.take_while(|byte| (0x20..0x40).contains(*byte));
    let end = START + parameters.count();
    let is_last = text
        .get(end)
        .is_some_and(|byte| (0x40..0x7f).contains(byte));
    if is_last { end + 1 } else { 1 }
}

/// A byte, or a character beyond in UTF-8.
fn encoded(code: u32) -> Vec<u8> {
    match (u8::try_from(code), char::from_u32(code)) {
        (Err(_), Some(character)) => character.to_string().into_bytes(),
        (byte, _) => vec![byte.unwrap_or(b'?')],
    }
}

/// `&amp;`, `&#38;`, `&#x26;`
fn reference(text: &[u8]) -> Option<(u32, usize)> {
    let head = &text[1..text.len().min(LONGEST_REFERENCE)];
    let end = head.iter().position(|&byte| byte == b';')?;
    let name = &head[..end];
    let code = match name.strip_prefix(b"#") {
        Some([b'x' | b'X', digits @ ..]) => number(digits, 16),
        Some(digits) => number(digits, 10),
        None => {
            let named = NAMED
                .iter()
                .find(|(known, _)| known.eq_ignore_ascii_case(name));
            named.map(|&(_, byte)| u32::from(byte))
        }
    };
    code.map(|code| (code, end + 2))
}

/// `\"`, `\\`, `\x40`, `\u0040`, `\100`
fn escaped(text: &[u8]) -> Option<(u32, usize)> {
    match text.get(1)? {
        byte @ (b'"' | b'\'' | b'\\' | b'/') => Some((u32::from(*byte), 2)),
        b'x' => hexadecimal(text.get(2..4)).map(|code| (code, 4)),
        b'u' => hexadecimal(text.get(2..6)).map(|code| (code, 6)),
        b'0'..=b'3' => number(text.get(1..4)?, 8).map(|code| (code, 4)),
        _ => None,
    }
}

fn hexadecimal(digits: Option<&[u8]>) -> Option<u32> {
    number(digits?, 16)
}

fn number(digits: &[u8], radix: u32) -> Option<u32> {
    let is_number = digits.iter().all(u8::is_ascii_alphanumeric);
    let digits = std::str::from_utf8(digits).ok().filter(|_| is_number)?;
    u32::from_str_radix(digits, radix).ok()
}

/// Stars in a text, with what touches them: `lan******52`.
#[derive(Clone, Debug)]
pub(super) struct Starred {
    stars: Range<usize>,
}

/// The first rows of stars in a text.
pub(super) fn starred(text: &[u8]) -> Vec<Starred> {
    let mut found: Vec<Starred> = Vec::new();
    let mut rest = 0;
    while found.len() < MOST_STARRED
        && let Some(at) = memchr::memchr(b'*', &text[rest..])
    {
        let start = rest + at;
        let length = text[start..].iter().take_while(|&&byte| byte == b'*');
        let end = start + length.count();
        if end - start >= STARS {
            found.push(Starred { stars: start..end });
        }
        rest = end;
    }
    found
}

/// The first places where dots stand for the rest of a word.
fn dots(text: &[u8]) -> impl Iterator<Item = usize> + '_ {
    let mut behind = 0;
    let is_mark = move |at: &usize| {
        let rest = &text[*at..];
        let mark = [DOTS, ELLIPSIS].into_iter().find(|m| rest.starts_with(m));
        let mark = mark.filter(|_| *at >= behind);
        behind = mark.map_or(behind, |mark| *at + mark.len());
        mark.is_some()
    };
    let places = memchr::memchr2_iter(DOTS[0], ELLIPSIS[0], text);
    places.filter(is_mark).take(MOST_DOTTED)
}

/// Where beginnings of words may stand of which dots hide the rest, each with the dots' place.
pub(super) fn dotted(text: &[u8]) -> impl Iterator<Item = Range<usize>> + '_ {
    dots(text).flat_map(|end| {
        let first = end.saturating_sub(LONGEST_END);
        let starts = first..end.saturating_sub(SHORTEST_HEAD - 1);
        let starts = starts.filter(|&start| begins_alone(text, start));
        starts.map(move |start| start..end)
    })
}

/// True for the beginning of a word that is in lower case.
pub(super) fn is_head_of(head: &[u8], word: &[u8]) -> bool {
    head.len() < word.len() && word[..head.len()].eq_ignore_ascii_case(head)
}

impl Starred {
    /// The stars with the beginning and the end of a word, in lower case, at their sides; none if
    /// neither is there.
    pub(super) fn with_ends_of(&self, word: &[u8], text: &[u8]) -> Option<Range<usize>> {
        let Range { start, end } = self.stars;
        let (before, behind) = (&text[..start], &text[end..]);
        let longest = word.len().min(LONGEST_END);
        let begins = |length: &usize| ends_with(before, &word[..*length]);
        let ends = |length: &usize| starts_with(behind, &word[word.len() - *length..]);
        let head = (1..=longest).rev().find(begins).unwrap_or(0);
        let tail = (1..=longest).rev().find(ends).unwrap_or(0);
        (head + tail > 0).then_some(start - head..end + tail)
    }
}

/// Ends with it as a word of its own.
fn ends_with(text: &[u8], part: &[u8]) -> bool {
    let Some(at) = text.len().checked_sub(part.len()) else {
        return false;
    };
    let before = at.checked_sub(1).map(|before| text[before]);
    text[at..].eq_ignore_ascii_case(part) && before.is_none_or(|byte| !byte.is_ascii_alphanumeric())
}

fn starts_with(text: &[u8], part: &[u8]) -> bool {
    let begins = text.get(..part.len());
    let behind = text.get(part.len());
    begins.is_some_and(|begins| begins.eq_ignore_ascii_case(part))
        && behind.is_none_or(|byte| !byte.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_is_left_out() {
        for (text, plain) in [
            ("ke\u{200b}st\u{ad}rel", "kestrel"),
            ("ke\u{1b}[1;31mst\u{1b}[0mrel", "kestrel"),
            ("ke\u{1b}[1\u{1b}[", "ke[1["),
            ("ke\u{e9}\u{2014}", "ke\u{e9}\u{2014}"),
        ] {
            let spelled = Spelled::of(text.as_bytes());
            let shown = spelled.map_or(text.as_bytes().to_vec(), |spelled| spelled.text);
            assert_eq!(shown, plain.as_bytes(), "{text}");
        }
        let typed = Spelled::without_erased(b"\x7fkexs\x08\x08strel a").expect("erased");
        assert_eq!(typed.text(), b"kestrel a");
        assert_eq!(typed.place(0..7), 1..12);
    }

    #[test]
    fn characters_that_are_spelled() {
        for (text, plain) in [
            ("p=a%40b%2fc", "p=a@b/c"),
            ("a&amp;b&#60;c&#x3E;d", "a&b<c>d"),
            ("a\\\"b\\\\c\\x40d\\u0040e", "a\"b\\c@d@e"),
            ("a\u{7}b\u{1b}c", "abc"),
            (
                "100% of a & b; c:\\dir %zz &none; %",
                "100% of a & b; c:\\dir %zz &none; %",
            ),
        ] {
            let spelled = Spelled::of(text.as_bytes());
            let shown = spelled.as_ref().map_or(text.as_bytes(), Spelled::text);
            assert_eq!(String::from_utf8_lossy(shown), plain);
        }
        assert!(Spelled::of(b"a word and another").is_none());
        let spelled = Spelled::of(b"p=a%40b.").expect("spelled");
        assert_eq!(spelled.place(2..5), 2..7);
    }

    #[test]
    fn beginnings_in_front_of_dots() {
        for (text, is_told) in [
            ("no kest... is it", true),
            ("'Kestrel-\u{2026}'", true),
            ("no kes...", false),
            ("stockestr...", false),
            ("kestrel-77...", false),
            ("wait ...", false),
        ] {
            let text = text.as_bytes();
            let mut heads = dotted(text).map(|head| &text[head]);
            assert_eq!(heads.any(|head| is_head_of(head, b"kestrel-7")), is_told);
        }
    }

    #[test]
    fn characters_that_are_any() {
        let password = folded("m\u{1ead}tkh\u{1ea9}u".as_bytes());
        assert_eq!(password, b"m\x80tkh\x80u");
        for text in [&b"m?tkh??u"[..], b"m\xe2\xf2tkh\xe2\xd2u"] {
            assert_eq!(Spelled::plain(text).folded().text(), password);
        }
        let apart = Spelled::plain("ma\u{323}\u{302}tkha\u{309}\u{302}u".as_bytes()).folded();
        assert_eq!(apart.text(), password);
        assert_eq!(apart.place(0..2), 0..6);
        let page = Spelled::of(b"m&#7853;tkh\\341\\272\\251u").expect("spelled");
        assert_eq!(page.folded().text(), password);
        assert_eq!(page.folded().place(0..2), 0..8);
    }

    #[test]
    fn ends_beside_stars() {
        for (text, masked) in [
            ("no kes****el-7", Some("kes****el-7")),
            ("no k*****", Some("k*****")),
            ("no ****-7.", Some("****-7")),
            ("**** Welcome ****", None),
            ("*k*el-7", None),
            ("stock****", None),
        ] {
            let found = starred(text.as_bytes());
            let ends = found
                .iter()
                .find_map(|stars| stars.with_ends_of(b"kestrel-7", text.as_bytes()));
            assert_eq!(ends.map(|range| &text[range]), masked, "{text}");
        }
    }
}
