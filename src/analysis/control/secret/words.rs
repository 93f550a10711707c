//! Passwords that are known, and the masking of their copies: the third of the three ways of
//! [`super`].
//!
//! A copy counts as a whole word, in any case of its letters. What is looked for depends on the
//! password, so that each text is searched once however many passwords there are:
//!
//! | password | where it is masked | how it is found |
//! |---|---|---|
//! | letters and digits alone, from [`SHORTEST`] bytes on | as a word of the text | the text is cut into words; each whose length one of them has is looked up |
//! | with other characters | anywhere between the ends of words | by hashes of its beginning ([`Phrases`]) |
//! | shorter; a word of everybody's ([`COMMON`]), the user's name, a host | in its own line, and behind a secret verb that the server repeats: to mask it elsewhere would tell which word it is | compared there |
//!
//! Where a text spells characters in other ways ([`spelled`]) or encodes them ([`encoded`]), it is
//! searched once more as it reads without that. Of a password of [`LONG`] bytes or more its
//! beginning is masked as well, because servers cut lines that are too long for them. At most
//! [`MOST`] of a session are remembered; the oldest gives way, since a server repeats a password at
//! once or never.

use std::borrow::Cow;
use std::collections::{HashSet, VecDeque};
use std::ops::Range;

use foldhash::fast::RandomState;

use crate::ftp::text_of_reply_line;

use super::MASK;
use super::encoded;
use super::named::{Signs, named, password_of_login, password_of_user, url_passwords};
use super::phrases::Phrases;
use super::program::passwords_of_programs;
use super::scanner::{BACKSPACE, DELETE, is_secret_verb};
use super::spelled::{self, Spelled};

/// Shorter passwords stand in too much text that has nothing to do with them.
const SHORTEST: usize = 6;
/// Passwords of a session that are remembered: a guessing client tries many, and a server repeats
/// at once or never.
const MOST: usize = 64;

/// Words that servers say to everybody. A password that is one of them is still masked where the
/// client sends it; in what the server says it would only spoil the text, and tell which word it
/// is.
const COMMON: [&str; 40] = [
    "password",
    "passwort",
    "account",
    "accepted",
    "access",
    "anonymous",
    "ascii",
    "binary",
    "bytes",
    "closed",
    "closing",
    "command",
    "complete",
    "completed",
    "connected",
    "connection",
    "control",
    "current",
    "default",
    "denied",
    "directory",
    "entering",
    "failed",
    "goodbye",
    "logged",
    "opening",
    "passive",
    "permission",
    "please",
    "process",
    "required",
    "server",
    "service",
    "specify",
    "status",
    "successful",
    "successfully",
    "transfer",
    "unknown",
    "welcome",
];
/// Letters and digits of ASCII that a password has to have to be known without the others.
const FEWEST_LETTERS: usize = 5;
/// So few of a kind are looked for one by one, which is quicker than to look up each word of a
/// text.
const FEW: usize = 2;
/// Servers cut off lines that are too long for them: of so many bytes on, the beginning of a
/// password is masked too.
const LONG: usize = 32;

/// Users and hosts of a session, which are no secrets, in lower case. A guessing client names one
/// user for each password.
#[derive(Clone, Debug, Default)]
pub(in crate::analysis::control) struct PublicNames(HashSet<Vec<u8>, RandomState>);

impl<'n> FromIterator<&'n [u8]> for PublicNames {
    fn from_iter<N: IntoIterator<Item = &'n [u8]>>(names: N) -> Self {
        PublicNames(names.into_iter().map(<[u8]>::to_ascii_lowercase).collect())
    }
}

/// The passwords of a session.
#[derive(Clone, Debug, Default)]
pub struct Passwords {
    known: VecDeque<Known>,
    /// Those that are letters and digits alone, in lower case: a text is cut into such words, and
    /// each is looked up.
    plain: HashSet<Vec<u8>, RandomState>,
    /// The lengths that those have or had. Most words of a text have another one, and need not be
    /// looked up.
    plain_lengths: Lengths,
    /// Those with other characters, in lower case.
    phrases: Phrases,
    /// Those that are too short for that, and words of everybody's, in lower case: a copy of one is
    /// masked behind a verb that says what it is.
    short: VecDeque<Box<[u8]>>,
    /// One of them has characters that are not ASCII.
    has_foreign: bool,
}

/// A password that is looked for, in lower case.
#[derive(Clone, Debug)]
struct Known {
    word: Box<[u8]>,
    /// It is letters and digits alone.
    is_plain: bool,
}

/// A set of lengths; all from 63 on are one.
#[derive(Clone, Copy, Debug, Default)]
struct Lengths(u64);

impl Lengths {
    fn bit(length: usize) -> u64 {
        1 << length.min(63)
    }

    fn insert(&mut self, length: usize) {
        self.0 |= Lengths::bit(length);
    }

    fn contains(self, length: usize) -> bool {
        self.0 & Lengths::bit(length) != 0
    }
}

impl Passwords {
    /// Remembers a password that is none of the names.
    pub(in crate::analysis::control) fn add(&mut self, password: &[u8], names: &PublicNames) {
        let lower = password.to_ascii_lowercase();
        if password.len() < SHORTEST || names.0.contains(&lower) || is_common(&lower) {
            self.keep_short(&lower);
            return;
        }
        for spelling in other_spellings(&lower) {
            self.keep(spelling);
        }
        if let Some(folded) = folded(&lower) {
            self.has_foreign = true;
            self.keep(folded);
        }
        self.keep(lower);
    }

    /// Remembers those of others too.
    pub(super) fn add_all(&mut self, others: &Passwords) {
        for known in &others.known {
            self.keep(known.word.to_vec());
        }
        for word in &others.short {
            self.keep_short(word);
        }
        self.has_foreign |= others.has_foreign;
    }

    fn keep_short(&mut self, lower: &[u8]) {
        if is_new(self.short.iter(), lower) {
            make_room(&mut self.short);
            self.short.push_back(lower.into());
        }
    }

    /// Remembers one that is not a name, in lower case.
    fn keep(&mut self, lower: Vec<u8>) {
        if !is_new(self.known.iter().map(|known| &known.word), &lower) {
            return;
        }
        match make_room(&mut self.known) {
            Some(oldest) if oldest.is_plain => _ = self.plain.remove(&*oldest.word),
            Some(oldest) => self.phrases.remove(&oldest.word),
            None => {}
        }
        let is_plain = is_plain(&lower);
        self.known.push_back(Known {
            word: lower.as_slice().into(),
            is_plain,
        });
        if is_plain {
            self.plain_lengths.insert(lower.len());
            self.plain.insert(lower);
        } else {
            self.phrases.insert(&lower);
        }
    }

    /// True where there is nothing to look for but URLs.
    pub fn is_empty(&self) -> bool {
        self.known.is_empty() && self.short.is_empty()
    }

    /// Where in a text passwords stand, in order and apart.
    pub fn within(&self, text: &[u8]) -> Vec<Range<usize>> {
        let signs = Signs::of(text);
        let mut found = named(text, signs);
        if !self.short.is_empty() {
            found.extend(echoes(text).flat_map(|at| self.short_ones(text, at)));
        }
        if !self.known.is_empty() {
            // nearly always none, which appending leaves at once
            found.append(&mut self.known_within(text));
            found.append(&mut self.encoded_within(text));
            found.append(&mut self.spelled_within(text, signs));
        }
        if found.is_empty() {
            return found;
        }
        merged(found)
    }

    /// Where in a text those stand that are looked for everywhere, as they were sent.
    fn known_within(&self, text: &[u8]) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        if self.plain.len() > FEW {
            let plain = words_of(text).filter(|range| self.plain_lengths.contains(range.len()));
            found.extend(plain.filter(|range| self.has(&text[range.clone()])));
        }
        if self.phrases.len() > FEW {
            found.extend(self.phrases.within(text));
        }
        let (few_plain, few_phrases) = (self.plain.len() <= FEW, self.phrases.len() <= FEW);
        for Known { word, is_plain } in &self.known {
            let is_one_of_few = if *is_plain { few_plain } else { few_phrases };
            if is_one_of_few && word.len().min(LONG) <= text.len() {
                found.extend(copies(text, word));
            }
        }
        found
    }

    /// Where they stand in hexadecimal or base64, or character by character.
    fn encoded_within(&self, text: &[u8]) -> Vec<Range<usize>> {
        let mut found = self.decoded_within(text);
        for row in encoded::rows(text) {
            let places = self.known_within(row.text()).into_iter();
            let encoded = self.decoded_within(row.text());
            found.extend(places.chain(encoded).map(|place| row.place(place)));
        }
        found
    }

    fn decoded_within(&self, text: &[u8]) -> Vec<Range<usize>> {
        let runs = encoded::decoded(text).into_iter();
        let of_one = runs.filter(|(_, plain)| !self.known_within(plain).is_empty());
        of_one.map(|(run, _)| run).collect()
    }

    /// Where they stand spelled in another way, with stars or dots, or in another character set.
    fn spelled_within(&self, text: &[u8], signs: Signs) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        let mut spelled = None;
        if signs.may_spell() {
            found.extend(self.starred_within(text));
            spelled = Spelled::of(text);
            if let Some(typed) = Spelled::without_erased(text) {
                let places = self.known_within(typed.text()).into_iter();
                found.extend(places.map(|place| typed.place(place)));
            }
        }
        if signs.may_leave_out() {
            found.extend(spelled::dotted(text).filter(|head| self.has_head(&text[head.clone()])));
        }
        if let Some(plain) = &spelled {
            let places = self.known_within(plain.text()).into_iter();
            found.extend(places.map(|place| plain.place(place)));
        }
        if self.has_foreign && (signs.is_foreign() || spelled.is_some()) {
            let folded = spelled.unwrap_or_else(|| Spelled::plain(text)).folded();
            let places = self.known_within(folded.text()).into_iter();
            found.extend(places.map(|place| folded.place(place)));
        }
        found
    }

    /// Where one stands of which the server shows the ends alone.
    fn starred_within(&self, text: &[u8]) -> Vec<Range<usize>> {
        let words = || self.known.iter().map(|known| &*known.word);
        let stars = spelled::starred(text).into_iter();
        stars
            .filter_map(|stars| {
                let ends = words().filter_map(|word| stars.with_ends_of(word, text));
                ends.max_by_key(Range::len)
            })
            .collect()
    }

    /// The short passwords that stand at a place, one behind the other.
    fn short_ones<'t>(
        &'t self,
        text: &'t [u8],
        at: usize,
    ) -> impl Iterator<Item = Range<usize>> + 't {
        let first = self.short_one(text, at);
        std::iter::successors(first, |last| {
            self.short_one(text, behind_blanks(text, last.end)?)
        })
    }

    fn short_one(&self, text: &[u8], at: usize) -> Option<Range<usize>> {
        let ends = self.short.iter().filter_map(|short| {
            let end = at + short.len();
            let part = text.get(at..end)?;
            part.eq_ignore_ascii_case(short).then_some(end)
        });
        let mut ends = ends.filter(|&end| is_border(text, Some(end)));
        let end = ends.next()?;
        Some(at..end)
    }

    /// True for the beginning of one.
    fn has_head(&self, head: &[u8]) -> bool {
        let mut words = self.known.iter().map(|known| &*known.word);
        words.any(|word| spelled::is_head_of(head, word)) && !is_common(&head.to_ascii_lowercase())
    }

    fn has(&self, word: &[u8]) -> bool {
        self.plain.contains(&word.to_ascii_lowercase())
    }

    /// A text as it may be shown.
    pub fn mask<'t>(&self, text: &'t [u8]) -> Cow<'t, [u8]> {
        hidden(text, self.within(text))
    }

    /// Where in a line of the server passwords stand, in order and apart: in the line, or in what
    /// stands behind the code of a reply, which is a text of its own.
    pub(super) fn within_reply_line(&self, line: &[u8]) -> Vec<Range<usize>> {
        let mut found = self.within(line);
        let text = text_of_reply_line(line);
        let at = line.len() - text.len();
        let behind = if at > 0 && line[at - 1].is_ascii_digit() {
            // no word ends between the two
            self.within(text)
        } else {
            password_of_user(text).into_iter().collect()
        };
        if !behind.is_empty() {
            found.extend(
                behind
                    .into_iter()
                    .map(|part| at + part.start..at + part.end),
            );
            found = merged(found);
        }
        found
    }

    /// Where in a line of the client passwords stand, in order and apart.
    pub(super) fn within_command(&self, line: &[u8]) -> Vec<Range<usize>> {
        let mut found = self.within(line);
        let by_itself = by_itself(line);
        if !by_itself.is_empty() {
            found.extend(by_itself);
            found = merged(found);
        }
        found
    }
}

/// What a line of the client gives away by itself.
pub(super) fn by_itself(line: &[u8]) -> Vec<Range<usize>> {
    let mut found = passwords_of_programs(line);
    found.extend(password_of_login(line));
    found
}

/// True where the name that a USER gives holds a password, whether or not it is masked there.
pub(in crate::analysis) fn holds_password(line: &[u8]) -> bool {
    password_of_login(line).is_some() || url_passwords(line).next().is_some()
}

/// A text without those parts, which are in order and apart.
pub(super) fn hidden(text: &[u8], parts: Vec<Range<usize>>) -> Cow<'_, [u8]> {
    if parts.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut shown = Vec::with_capacity(text.len());
    let mut at = 0;
    for part in parts {
        shown.extend_from_slice(&text[at..part.start]);
        shown.extend_from_slice(MASK);
        at = part.end;
    }
    shown.extend_from_slice(&text[at..]);
    Cow::Owned(shown)
}

fn is_new<'k>(mut known: impl Iterator<Item = &'k Box<[u8]>>, word: &[u8]) -> bool {
    !word.is_empty() && known.all(|known| **known != *word)
}

/// Makes room for one more, and gives what had to go for it.
fn make_room<P>(known: &mut VecDeque<P>) -> Option<P> {
    if known.len() < MOST {
        return None;
    }
    known.pop_front()
}

/// True for a word, in lower case, that servers say to everybody.
pub(super) fn is_common(word: &[u8]) -> bool {
    COMMON.iter().any(|common| common.as_bytes() == word)
}

fn is_plain(word: &[u8]) -> bool {
    word.iter().all(u8::is_ascii_alphanumeric)
}

/// Which bytes words consist of.
const IN_WORDS: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = (byte as u8).is_ascii_alphanumeric();
        byte += 1;
    }
    table
};

/// The words of a text that are letters and digits.
pub(super) fn words_of(text: &[u8]) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut rest = 0;
    std::iter::from_fn(move || {
        let start = rest + position(&text[rest..], true)?;
        let end = position(&text[start..], false).map_or(text.len(), |length| start + length);
        rest = end;
        Some(start..end)
    })
}

/// Where the first byte stands that words consist of, or do not.
fn position(text: &[u8], in_words: bool) -> Option<usize> {
    text.iter()
        .position(|&byte| IN_WORDS[usize::from(byte)] == in_words)
}

/// The same password as it is spelled elsewhere, both in lower case: in the other character set,
/// where it has letters that are not ASCII, in quotes, in which a quote is doubled (RFC 959
/// appendix II), in a form of the web, where a blank is a plus, and without what is not a
/// character, which servers leave out, with what was typed wrong erased, or without the minus that
/// is no part of it for some servers.
fn other_spellings(password: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    let has_quotes = password.contains(&b'"');
    let doubled = has_quotes.then(|| password.split(|&byte| byte == b'"').collect::<Vec<_>>());
    let doubled = doubled.map(|parts| parts.join(&b"\"\""[..]));
    let plus = |byte: &u8| if *byte == b' ' { b'+' } else { *byte };
    let has_blanks = password.contains(&b' ');
    let with_plus = has_blanks.then(|| password.iter().map(plus).collect());
    let printable = password
        .iter()
        .copied()
        .filter(|&byte| !spelled::is_left_out(byte));
    // a minus in front asks for short replies (Berkeley's ftpd)
    let without_minus = password.strip_prefix(b"-").unwrap_or(password).to_vec();
    let shorter = [printable.collect(), without_erased(password), without_minus];
    let shorter = shorter
        .into_iter()
        .filter(|shorter| (SHORTEST..password.len()).contains(&shorter.len()));
    let others = doubled.into_iter().chain(with_plus).chain(shorter);
    in_other_charset(password).into_iter().chain(others)
}

/// The same as a server reads it that takes what was erased for erased.
fn without_erased(password: &[u8]) -> Vec<u8> {
    let mut left = Vec::with_capacity(password.len());
    for &byte in password {
        match byte {
            BACKSPACE | DELETE => _ = left.pop(),
            _ => left.push(byte),
        }
    }
    left
}

/// The same where characters that are not ASCII are spelled as any others, if enough is left of it
/// to be known by.
fn folded(password: &[u8]) -> Option<Vec<u8>> {
    let letters = password.iter().filter(|byte| byte.is_ascii_alphanumeric());
    let is_enough = !password.is_ascii() && letters.count() >= FEWEST_LETTERS;
    is_enough.then(|| spelled::folded(password))
}

/// A text of ISO 8859-1 in UTF-8, or the other way round; none if it is the same in both.
fn in_other_charset(text: &[u8]) -> Option<Vec<u8>> {
    if text.is_ascii() {
        return None;
    }
    match std::str::from_utf8(text) {
        Ok(text) => text.chars().map(|c| u8::try_from(c).ok()).collect(),
        Err(_) => Some(
            text.iter()
                .copied()
                .map(char::from)
                .collect::<String>()
                .into(),
        ),
    }
}

/// Where a word stands by itself: not inside of a longer one.
fn copies<'t>(text: &'t [u8], word: &'t [u8]) -> impl Iterator<Item = Range<usize>> + 't {
    // a word has at least one byte, and both cases of it are looked for at once
    let first = word[0];
    let (lower, upper) = (first.to_ascii_lowercase(), first.to_ascii_uppercase());
    let mut reached = 0;
    memchr::memchr2_iter(lower, upper, text)
        // so that of a word that begins like this one many times over only its beginning is
        // compared
        .filter(|&start| begins_alone(text, start))
        .filter_map(move |start| {
            // a copy that goes on to the end holds all that begin in it: a long word may be the
            // same few bytes over and over
            if reached == text.len() {
                return None;
            }
            let end = start + copied(&text[start..], word)?;
            let is_alone = ends_alone(text, end);
            if is_alone {
                reached = end;
            }
            is_alone.then_some(start..end)
        })
}

/// How many bytes of a word a text begins with: all of them, or of a long one at least [`LONG`].
fn copied(text: &[u8], word: &[u8]) -> Option<usize> {
    let begins_with = |part: &[u8]| {
        let beginning = text.get(..part.len());
        beginning.is_some_and(|beginning| beginning.eq_ignore_ascii_case(part))
    };
    if begins_with(word) {
        return Some(word.len());
    }
    let head = word.get(..LONG).filter(|head| begins_with(head))?;
    Some(head.len() + in_common(&text[head.len()..], &word[head.len()..]))
}

/// How many bytes two texts have in common at their beginnings, in whatever case.
fn in_common(text: &[u8], word: &[u8]) -> usize {
    let pairs = text.iter().zip(word);
    pairs.take_while(|(a, b)| a.eq_ignore_ascii_case(b)).count()
}

/// True where what begins there is not the rest of a longer word.
pub(super) fn begins_alone(text: &[u8], start: usize) -> bool {
    is_border(text, Some(start)) || is_border(text, start.checked_sub(1))
}

/// True where what ends there does not go on as a longer word.
pub(super) fn ends_alone(text: &[u8], end: usize) -> bool {
    is_border(text, end.checked_sub(1)) || is_border(text, Some(end))
}

/// True where no word goes on at that place.
fn is_border(text: &[u8], at: Option<usize>) -> bool {
    at.and_then(|at| text.get(at))
        .is_none_or(|byte| !byte.is_ascii_alphanumeric())
}

/// Where something follows a verb that a secret stands behind, in the middle of a text:
/// `'PASS x': command not understood`.
fn echoes(text: &[u8]) -> impl Iterator<Item = usize> + '_ {
    let verbs = words_of(text).filter(|word| is_secret_verb(&text[word.clone()]));
    verbs.filter_map(|verb| behind_blanks(text, verb.end))
}

/// Where text goes on behind blanks at that place, if there are any.
pub(super) fn behind_blanks(text: &[u8], at: usize) -> Option<usize> {
    let blanks = text[at..].iter().take_while(|byte| b" \t".contains(byte));
    let blanks = blanks.count();
    (blanks > 0).then_some(at + blanks)
}

/// The same ranges, in order, those that touch made one.
pub(in crate::analysis) fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_unstable_by_key(|range| range.start);
    let mut apart: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match apart.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => apart.push(range),
        }
    }
    apart
}

#[cfg(test)]
mod tests;
