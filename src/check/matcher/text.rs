//! Text: a value, a glob, a regular expression, or a text whose numbers do not count.
//!
//! Text from the wire is compared as it is shown, by `escape`: any bytes can be expected, and what
//! a report says was found is what an expectation is written with.

use std::fmt;
use std::sync::Arc;

use globset::{GlobBuilder, GlobSet};
use regex::{Regex, RegexBuilder};

use crate::check::mistake::say;
use crate::check::reason;
use crate::model::Message;
use crate::text::escape;

/// Memory of a compiled `like`, in bytes: the longest reply that is kept makes one of a few MiB.
const COMPILED: usize = 256 << 20;

/// Choices of a glob that may stand in one another: a regular expression has no more, and one that
/// is made of far more ends the program.
const CHOICES: usize = 250;

/// An expectation of text.
#[derive(Clone, Debug)]
pub(in crate::check) enum TextTest {
    Exact(String),
    /// The pattern, and what it was made to.
    Glob(String, Arc<GlobSet>),
    Regex(Regex),
    /// The text with `#` for any number and `*` for anything, and what it was made to, which
    /// replies of one wording share.
    Like(String, Arc<Regex>),
    Not(Box<TextTest>),
    /// One of these.
    Any(Vec<TextTest>),
}

/// What a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::check) enum TextKind {
    /// A name, a greeting, what a reply says.
    Text,
    /// A path: in a glob `*` and `?` stop at slashes and `**` does not.
    Path,
}

impl TextTest {
    pub(in crate::check) fn exact(text: &str) -> Self {
        TextTest::Exact(escape::text(text.as_bytes()))
    }

    /// `*`, `?`, `[a-z]` and `{a,b}`.
    pub(in crate::check) fn glob(pattern: &str, kind: TextKind) -> Result<Self, Message> {
        if memchr::memchr_iter(b'{', pattern.as_bytes()).count() > CHOICES {
            return Err(say("reason-too-long"));
        }
        let stops = kind == TextKind::Path;
        let glob = GlobBuilder::new(pattern).literal_separator(stops).build();
        // a set reports what is nested too deep or too large; a matcher of one pattern panics
        glob.and_then(|glob| GlobSet::builder().add(glob).build())
            .map(|glob| TextTest::Glob(pattern.to_owned(), Arc::new(glob)))
            .map_err(|error| reason::glob(error.kind()))
    }

    /// Found anywhere in the text, unless it says otherwise by `^` and `$`.
    pub(in crate::check) fn regex(pattern: &str) -> Result<Self, Message> {
        let regex = RegexBuilder::new(pattern).build();
        regex
            .map(TextTest::Regex)
            .map_err(|error| reason::regex(&error))
    }

    /// `#` is any number, `*` is anything, and one blank is as good as several.
    pub(in crate::check) fn like(pattern: &str) -> Result<Self, Message> {
        let mut source = String::from("^ *");
        let mut blank = false;
        for character in escape::text(pattern.trim_matches(' ').as_bytes()).chars() {
            match character {
                ' ' if blank => continue,
                ' ' => source.push_str(" +"),
                '#' => source.push_str("(?:[0-9]+|#)"),
                '*' => source.push_str(".*"),
                other => source.push_str(&regex::escape(other.encode_utf8(&mut [0; 4]))),
            }
            blank = character == ' ';
        }
        source.push_str(" *$");
        let regex = RegexBuilder::new(&source).size_limit(COMPILED).build();
        regex
            .map(|regex| TextTest::Like(pattern.to_owned(), Arc::new(regex)))
            .map_err(|_| say("reason-too-long"))
    }

    /// The text that alone fits, where there is one.
    pub(in crate::check) fn only(&self) -> Option<&str> {
        match self {
            TextTest::Exact(text) => Some(text),
            _ => None,
        }
    }

    pub(in crate::check) fn fits(&self, text: &str) -> bool {
        match self {
            TextTest::Exact(wanted) => wanted == text,
            TextTest::Glob(_, glob) => glob.is_match(text),
            TextTest::Regex(regex) => regex.is_match(text),
            TextTest::Like(_, regex) => regex.is_match(text),
            TextTest::Not(inner) => !inner.fits(text),
            TextTest::Any(tests) => tests.iter().any(|inner| inner.fits(text)),
        }
    }
}

impl fmt::Display for TextTest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TextTest::Exact(text) if text.is_empty() => f.write_str("none"),
            TextTest::Exact(text) => f.write_str(text),
            TextTest::Glob(pattern, _) => write!(f, "glob {}", shown(pattern)),
            TextTest::Regex(regex) => write!(f, "regex {}", shown(regex.as_str())),
            TextTest::Like(pattern, _) => write!(f, "like {}", shown(pattern)),
            TextTest::Not(test) => write!(f, "not {test}"),
            TextTest::Any(tests) => {
                let tests: Vec<String> = tests.iter().map(TextTest::to_string).collect();
                f.write_str(&tests.join(" or "))
            }
        }
    }
}

fn shown(pattern: &str) -> String {
    escape::text(pattern.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn like_forgets_numbers_and_widths_and_nothing_else() {
        let address = like("Entering Passive Mode (#,#,#,#,#,#).");
        assert!(address.fits("Entering Passive Mode (10,10,0,1,202,170)."));
        assert!(!address.fits("Entering Passive Mode (10,10,0,1,202)."));
        assert!(!address.fits("Entering Passive Mode (a,10,0,1,202,170)."));
        assert!(like(" a  # b").fits("a     17 b  ") && !like("a b").fits("ab"));
        assert!(like("FILE: *").fits("FILE: ftpd.x") && like("* # [").fits("* # ["));
        assert!(!like("150 x").fits("151 x"), "digits of the pattern count");
        assert!(like("one\\ntwo").fits("one\\ntwo") && like("one\ntwo").fits("one\\ntwo"));
    }

    fn like(pattern: &str) -> TextTest {
        TextTest::like(pattern).expect("a pattern")
    }

    #[test]
    fn globs_of_paths_know_slashes() {
        let path = |pattern| glob(pattern, TextKind::Path);
        assert!(path("/in/*.txt").fits("/in/a.txt") && !path("/*.txt").fits("/in/a.txt"));
        assert!(path("/**/*.txt").fits("/in/deep/a.txt"));
        assert!(glob("*ready", TextKind::Text).fits("a/b ready"));
        assert!(TextTest::glob("[", TextKind::Path).is_err() && TextTest::regex("(").is_err());
    }

    #[test]
    fn a_glob_that_is_nested_too_deep_is_refused() {
        for depth in [240, 100_000] {
            let nested = ["{a,".repeat(depth), "}".repeat(depth)].concat();
            let why = TextTest::glob(&nested, TextKind::Text).expect_err("it is too deep");
            assert_eq!(why.id, "reason-too-long");
        }
    }

    fn glob(pattern: &str, kind: TextKind) -> TextTest {
        TextTest::glob(pattern, kind).expect("a pattern")
    }

    #[test]
    fn any_bytes_can_be_expected() {
        assert!(TextTest::exact("caf\\xe9").fits(&escape::text(b"caf\xe9")));
        assert!(TextTest::exact("a\nb").fits(&escape::text(b"a\nb")));
        assert_eq!(TextTest::exact("\u{1b}[2J").to_string(), "\\u{1b}[2J");
    }
}
