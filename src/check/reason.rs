//! Why the parsers of TOML, globs and regular expressions refuse something, as messages of the
//! catalogues.
//!
//! globset says what is wrong by a value. The other two have a text alone, in English; what people
//! get wrong is known by it and said in the words of the catalogues, which also tell what is
//! expected there. A reason that is not in the tables is quoted. A test compares the tables
//! with the parsers.

use globset::ErrorKind;

use crate::model::{Arg, Message};

use super::mistake::{say, say_of};

/// How reasons of TOML begin, and what is said of them. The first that fits counts.
const TOML: [(&str, &str); 21] = [
    ("duplicate key", "reason-toml-twice"),
    ("invalid basic string, expected `\"`", "reason-toml-quote"),
    ("invalid literal string, expected `'`", "reason-toml-quote"),
    (
        "invalid multi-line basic string, expected `\"`",
        "reason-toml-quotes",
    ),
    (
        "invalid multi-line literal string, expected `'`",
        "reason-toml-quotes",
    ),
    ("string values must be quoted", "reason-toml-value"),
    ("invalid boolean", "reason-toml-value"),
    ("missing value", "reason-toml-value"),
    ("key with no value", "reason-toml-equals"),
    (
        "missing assignment between key-value pairs",
        "reason-toml-equals",
    ),
    ("extra `=`", "reason-toml-two-equals"),
    ("unclosed table", "reason-toml-header"),
    ("unclosed array table", "reason-toml-headers"),
    ("unclosed array", "reason-toml-array"),
    ("unclosed inline table", "reason-toml-inline"),
    ("missing comma", "reason-toml-no-comma"),
    ("extra comma", "reason-toml-comma"),
    ("unexpected key or value", "reason-toml-line-end"),
    ("unquoted keys cannot be empty", "reason-toml-name"),
    ("invalid key-value pair", "reason-toml-name"),
    ("missing escaped value", "reason-toml-escape"),
];

/// The reasons of regular expressions.
const REGEX: [(&str, &str); 12] = [
    ("unclosed group", "reason-regex-group"),
    ("unopened group", "reason-regex-unopened"),
    ("unclosed character class", "reason-class"),
    ("invalid character class range", "reason-regex-range"),
    (
        "repetition operator missing expression",
        "reason-regex-nothing",
    ),
    ("repetition quantifier", "reason-regex-count"),
    ("unclosed counted repetition", "reason-regex-count"),
    ("invalid repetition count range", "reason-regex-count"),
    ("unrecognized escape sequence", "reason-regex-escape"),
    ("incomplete escape sequence", "reason-escape-end"),
    ("look-around", "reason-regex-look"),
    ("backreferences", "reason-regex-back"),
];

/// A text that is not TOML.
pub(super) fn no_toml(reason: &str) -> Message {
    about("mistake-no-toml", known(&TOML, reason))
}

/// A text that is not a glob.
pub(crate) fn no_glob(kind: &ErrorKind) -> Message {
    about("mistake-no-glob", glob(kind))
}

/// Why a text is not a glob.
pub(super) fn glob(kind: &ErrorKind) -> Message {
    match kind {
        ErrorKind::UnclosedClass => say("reason-class"),
        ErrorKind::InvalidRange(first, last) => {
            let [first, last] = [first, last].map(char::to_string);
            say_of("reason-glob-range", &[("first", &first), ("last", &last)])
        }
        ErrorKind::UnopenedAlternates => say("reason-glob-unopened"),
        ErrorKind::UnclosedAlternates => say("reason-glob-unclosed"),
        ErrorKind::DanglingEscape => say("reason-escape-end"),
        // what is nested too deep, or takes too much memory
        ErrorKind::Regex(_) => say("reason-too-long"),
        other => quoted(&other.to_string()),
    }
}

/// Why a text is not a regular expression.
pub(super) fn regex(error: &regex::Error) -> Message {
    if let regex::Error::CompiledTooBig(_) = error {
        return say("reason-too-long");
    }
    // the pattern and a mark below it come first
    let text = error.to_string();
    let reason = text.lines().last().unwrap_or_default();
    known(&REGEX, reason.trim_start_matches("error: "))
}

/// A refusal with its reason.
pub(super) fn about(id: &'static str, why: Message) -> Message {
    Message {
        id,
        args: vec![("why", Arg::Message(why))],
    }
}

fn known(table: &[(&str, &'static str)], reason: &str) -> Message {
    let row = table.iter().find(|(begin, _)| reason.starts_with(begin));
    row.map_or_else(|| quoted(reason), |(_, id)| say(id))
}

fn quoted(reason: &str) -> Message {
    say_of("reason-quoted", &[("text", reason)])
}

#[cfg(test)]
mod tests {
    use globset::GlobBuilder;
    use toml::de::DeTable;

    use super::*;

    fn id_of(message: &Message) -> &'static str {
        match &message.args[0].1 {
            Arg::Message(why) => why.id,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn common_mistakes_of_toml_have_words_of_their_own() {
        for (text, id) in [
            ("a = 1\na = 2", "reason-toml-twice"),
            ("[a]\n[a]", "reason-toml-twice"),
            ("a = \"x", "reason-toml-quote"),
            ("a = 'x", "reason-toml-quote"),
            ("a = \"\"\"x", "reason-toml-quotes"),
            ("a = '''x", "reason-toml-quotes"),
            ("a = passive", "reason-toml-value"),
            ("a = tru", "reason-toml-value"),
            ("a =", "reason-toml-value"),
            ("a", "reason-toml-equals"),
            ("a: \"x\"", "reason-toml-equals"),
            ("a = { b \"x\" }", "reason-toml-equals"),
            ("a == \"x\"", "reason-toml-two-equals"),
            ("[a", "reason-toml-header"),
            ("[[a]", "reason-toml-headers"),
            ("a = [1", "reason-toml-array"),
            ("a = { b = 1", "reason-toml-inline"),
            ("a = [\"x\" \"y\"]", "reason-toml-no-comma"),
            ("a = [1,,2]", "reason-toml-comma"),
            ("a = \"x\" \"y\"", "reason-toml-line-end"),
            ("= 3", "reason-toml-name"),
            ("{ a = 1 }", "reason-toml-name"),
            ("a = \"\\q\"", "reason-toml-escape"),
            ("a = 01", "reason-quoted"),
        ] {
            let error = DeTable::parse(text).expect_err(text);
            assert_eq!(id_of(&no_toml(error.message())), id, "{text}: {error}");
        }
    }

    #[test]
    fn mistakes_of_patterns_have_words_of_their_own() {
        for (pattern, id) in [
            ("(a", "reason-regex-group"),
            ("a)", "reason-regex-unopened"),
            ("[a", "reason-class"),
            ("[z-a]", "reason-regex-range"),
            ("*", "reason-regex-nothing"),
            ("a{x}", "reason-regex-count"),
            ("a{1", "reason-regex-count"),
            ("a{2,1}", "reason-regex-count"),
            ("\\y", "reason-regex-escape"),
            ("a\\", "reason-escape-end"),
            ("(?=a)", "reason-regex-look"),
            ("(a)\\1", "reason-regex-back"),
            ("\\pX", "reason-quoted"),
        ] {
            let error = regex::Regex::new(pattern).expect_err(pattern);
            assert_eq!(regex(&error).id, id, "{pattern}: {error}");
        }
        for (pattern, id) in [
            ("[a", "reason-class"),
            ("[z-a]", "reason-glob-range"),
            ("a}", "reason-glob-unopened"),
            ("{a", "reason-glob-unclosed"),
            ("a\\", "reason-escape-end"),
        ] {
            // for Windows too, where a backslash separates unless this is said
            let glob = GlobBuilder::new(pattern).backslash_escape(true).build();
            let error = glob.expect_err(pattern);
            assert_eq!(id_of(&no_glob(error.kind())), id, "{pattern}: {error}");
        }
    }
}
