//! What is wrong with expectations, and where.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use crate::model::{Arg, Message};
use crate::text::escape;
use crate::text::finding::ENGLISH;
use crate::text::locale::Catalogue;
use crate::text::message::sentence;

use super::matcher::text::TextTest;

/// Names that differ more than this are no misspellings of each other.
const SIMILAR: f64 = 0.75;
/// Lines longer than this, in bytes, are not shown.
const LONG: usize = 400;

/// Where an expectation stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectationPlace {
    /// Name of the file, or the option.
    pub file: Arc<str>,
    /// Line, from 1.
    pub line: usize,
    /// Column, in characters, from 1.
    pub column: usize,
}

impl ExpectationPlace {
    /// True for an expression of the command line, which stands in no file.
    pub fn is_option(&self) -> bool {
        self.file.starts_with("--")
    }
}

impl fmt::Display for ExpectationPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}:{}:{}",
            escape::text(self.file.as_bytes()),
            self.line,
            self.column
        )
    }
}

/// Something in an expectations file or an expression that makes no sense.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Where.
    pub place: ExpectationPlace,
    /// What, and what was expected there.
    pub message: String,
    /// The same for a catalogue.
    said: Message,
    /// The line it stands in.
    line: String,
}

impl Mistake {
    /// The message in the words of a language, the line, and a mark below its place.
    pub(crate) fn shown(&self, catalogue: &Catalogue) -> String {
        self.below(&sentence(catalogue, &self.said))
    }

    fn below(&self, message: &str) -> String {
        let said = format!("{}: {message}", self.place);
        if self.line.trim().is_empty() || self.line.len() > LONG {
            return said;
        }
        let blank = " ".repeat(self.place.column - 1);
        format!("{said}\n  {}\n  {blank}^", self.line)
    }
}

impl fmt::Display for Mistake {
    /// The message, the line, and a mark below its place.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.below(&self.message))
    }
}

impl std::error::Error for Mistake {}

/// The text of expectations.
pub(super) struct SourceText<'a> {
    name: Arc<str>,
    pub(super) text: &'a str,
    /// Where its lines begin.
    lines: Vec<usize>,
    /// The `like`s that it had so far: recorded dialogues have the same few replies thousands of
    /// times.
    likes: RefCell<HashMap<String, TextTest>>,
}

impl<'a> SourceText<'a> {
    pub(super) fn new(name: &str, text: &'a str) -> Self {
        let lines = std::iter::once(0)
            .chain(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1))
            .collect();
        SourceText {
            name: name.into(),
            text,
            lines,
            likes: RefCell::default(),
        }
    }

    /// A `like`, made once for each wording.
    pub(super) fn like(&self, pattern: &str) -> Result<TextTest, Message> {
        if let Some(known) = self.likes.borrow().get(pattern) {
            return Ok(known.clone());
        }
        let made = TextTest::like(pattern)?;
        self.likes
            .borrow_mut()
            .insert(pattern.to_owned(), made.clone());
        Ok(made)
    }

    /// The place of a byte of the text.
    pub(super) fn place(&self, offset: usize) -> ExpectationPlace {
        let before = self.before(offset);
        let line = self.lines.partition_point(|&begin| begin <= before.len());
        ExpectationPlace {
            file: Arc::clone(&self.name),
            line,
            column: escape::text(&before.as_bytes()[self.lines[line - 1]..])
                .chars()
                .count()
                + 1,
        }
    }

    pub(super) fn mistake(&self, offset: usize, said: Message) -> Mistake {
        let place = self.place(offset);
        let line = self.text[self.lines[place.line - 1]..]
            .lines()
            .next()
            .unwrap_or_default();
        Mistake {
            place,
            message: sentence(&ENGLISH, &said),
            said,
            line: escape::text(line.as_bytes()),
        }
    }

    fn before(&self, offset: usize) -> &'a str {
        let mut end = offset.min(self.text.len());
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        &self.text[..end]
    }
}

/// What others call a key.
const ALSO_CALLED: [(&str, &str); 7] = [
    ("size", "bytes"),
    ("length", "bytes"),
    ("file", "path"),
    ("filename", "path"),
    ("username", "user"),
    ("verb", "command"),
    ("status", "outcome"),
];

/// The name that was meant, if one is like what was written, or another word for it.
pub(crate) fn meant<'n>(
    written: &str,
    names: impl IntoIterator<Item = &'n str> + Clone,
) -> Option<&'n str> {
    let written = written.to_lowercase();
    let likeness = |name: &&str| strsim::jaro_winkler(&written, &name.to_lowercase());
    let word = ALSO_CALLED
        .iter()
        .find(|(other, _)| *other == written)
        .map(|&(_, key)| key);
    if let Some(name) = names.clone().into_iter().find(|&name| word == Some(name)) {
        return Some(name);
    }
    let best = names
        .into_iter()
        .max_by(|a, b| likeness(a).total_cmp(&likeness(b)))?;
    (likeness(&best) >= SIMILAR).then_some(best)
}

/// A message of the catalogues.
pub(super) fn say(id: &'static str) -> Message {
    Message {
        id,
        args: Vec::new(),
    }
}

/// A message with its values, which may be what somebody wrote.
pub(super) fn say_of(id: &'static str, values: &[(&'static str, &str)]) -> Message {
    let values = values.iter();
    Message {
        id,
        args: values
            .map(|&(name, value)| (name, Arg::Text(value.into())))
            .collect(),
    }
}

/// `expected a number, found string`
pub(super) fn expected(form: Message, found: &str) -> Message {
    Message {
        id: "mistake-expected",
        args: vec![
            ("form", Arg::Message(form)),
            ("found", Arg::Text(found.into())),
        ],
    }
}

/// `unknown key ...; did you mean ...?`, or else the list of what there is.
pub(super) fn unknown(what: Message, written: &str, names: &[&str]) -> Message {
    let (id, other, value) = match meant(written, names.iter().copied()) {
        Some(name) => ("mistake-unknown-meant", "meant", name.to_owned()),
        None => ("mistake-unknown", "list", names.join(", ")),
    };
    Message {
        id,
        args: vec![
            ("what", Arg::Message(what)),
            ("written", Arg::Text(written.into())),
            (other, Arg::Text(value.as_str().into())),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::locale::Language;

    #[test]
    fn places_are_lines_and_columns() {
        let source = SourceText::new("a.toml", "a = 1\n\né = \u{1}2\n");
        let at = |offset| (source.place(offset).line, source.place(offset).column);
        assert_eq!(
            [at(0), at(4), at(5), at(6), at(7)],
            [(1, 1), (1, 5), (1, 6), (2, 1), (3, 1)]
        );
        assert_eq!(
            [at(8), at(9), at(13), at(99)],
            [(3, 1), (3, 2), (3, 10), (4, 1)],
            "inside é, beyond the end"
        );
        assert_eq!(
            source.mistake(9, say("mistake-number")).to_string(),
            "a.toml:3:2: expected a number\n  é = \\u{1}2\n   ^"
        );
    }

    #[test]
    fn a_mistake_is_told_in_the_language_that_is_asked_for() {
        let source = SourceText::new("a.toml", "mod = 1");
        let said = unknown(say("mistake-what-table"), "mod", &["mode"]);
        let mistake = source.mistake(0, said);
        assert_eq!(mistake.message, "unknown table `mod`; did you mean `mode`?");
        let told = mistake.shown(&Catalogue::new(Language::Vi));
        assert_eq!(
            told,
            "a.toml:1:1: bảng không hợp lệ: `mod`; có phải ý bạn là `mode`?\n  mod = 1\n  ^"
        );
    }

    #[test]
    fn other_words_for_a_key_lead_to_it() {
        let names = ["bytes", "path", "user"];
        assert_eq!(
            ["Size", "file", "usr", "zzz"].map(|written| meant(written, names)),
            [Some("bytes"), Some("path"), Some("user"), None]
        );
        assert_eq!(meant("verb", names), None, "no key of that name is there");
    }

    #[test]
    fn a_wording_is_made_once() {
        let source = SourceText::new("a.toml", "");
        let patterns = ["226 #", "226 #"].map(|text| source.like(text).expect("a pattern"));
        let [TextTest::Like(_, one), TextTest::Like(_, other)] = &patterns else {
            panic!("{patterns:?}")
        };
        assert!(Arc::ptr_eq(one, other));
    }
}
