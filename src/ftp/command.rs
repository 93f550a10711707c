//! Commands: what a line of the client says (RFC 959 section 5.3).

use std::borrow::Cow;

use super::verb::{Effect, Verb, find};

/// A line of the client, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParsedCommand<'a> {
    /// Its row, where the verb is known.
    pub verb: Option<&'static Verb>,
    /// The verb in upper case, as far as it is letters.
    pub name: Cow<'a, [u8]>,
    /// All that follows one space: further spaces belong to it (RFC 2640 section 3.1). `None` where
    /// nothing follows, be there a space or not.
    pub argument: Option<&'a [u8]>,
    /// Where in the line the argument stands, or would stand.
    pub argument_at: usize,
    /// Bytes before the verb that no command begins with were skipped.
    pub leading_junk: bool,
}

impl<'a> ParsedCommand<'a> {
    /// Takes a line apart (RFC 959 section 5.3). `None` for a line without a verb.
    ///
    /// Before the verb, blanks, controls and what is left of a Telnet command whose IAC came as
    /// urgent data are skipped, as servers do; after it, the CR of a line that ends in CR CR LF.
    pub fn parse(line: &'a [u8]) -> Option<Self> {
        let begin = line.iter().position(|&byte| !is_junk(byte))?;
        let end = verb_end(&line[begin..]).map_or(line.len(), |end| begin + end);
        let name = line[begin..end].trim_ascii_end();
        let argument_at = line.len().min(end + 1);
        let argument = &line[argument_at..];
        Some(ParsedCommand {
            verb: find(name),
            name: upper_case(name),
            argument: (!argument.is_empty()).then_some(argument),
            argument_at,
            leading_junk: begin > 0,
        })
    }

    /// What the command does; [`Effect::Other`] for an unknown verb.
    pub fn effect(&self) -> Effect {
        self.verb.map_or(Effect::Other, |verb| verb.effect)
    }
}

/// Where the verb ends: at a space, or at a tab behind one that is known, as many servers take it.
fn verb_end(line: &[u8]) -> Option<usize> {
    let end = line.iter().position(|byte| b" \t".contains(byte))?;
    if line[end] == b' ' || find(&line[..end]).is_some() {
        return Some(end);
    }
    line.iter().position(|&byte| byte == b' ')
}

/// Blanks, controls, and the bytes of Telnet commands (RFC 854: 240 to 255), which begin no verb in
/// any character set.
fn is_junk(byte: u8) -> bool {
    byte <= b' ' || byte >= 240
}

fn upper_case(name: &[u8]) -> Cow<'_, [u8]> {
    if name.iter().any(u8::is_ascii_lowercase) {
        Cow::Owned(name.to_ascii_uppercase())
    } else {
        Cow::Borrowed(name)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parsed(line: &[u8]) -> (String, Option<String>) {
        let command = ParsedCommand::parse(line).expect("a command");
        let argument = command.argument;
        (
            command.name.escape_ascii().to_string(),
            argument.map(|bytes| bytes.escape_ascii().to_string()),
        )
    }

    #[test]
    fn a_command_is_verb_space_argument() {
        assert_eq!(parsed(b"RETR a b"), ("RETR".into(), Some("a b".into())));
        assert_eq!(
            parsed(b"retr   ba dau cach "),
            ("RETR".into(), Some("  ba dau cach ".into()))
        );
        assert_eq!(parsed(b"PASV"), ("PASV".into(), None));
        assert_eq!(parsed(b"PASS "), ("PASS".into(), None));
        assert_eq!(parsed(b"xyzzy 1"), ("XYZZY".into(), Some("1".into())));
        assert_eq!(parsed(b"p@sw"), ("P@SW".into(), None));
        assert_eq!(parsed(b"retr\ta b"), ("RETR".into(), Some("a b".into())));
        assert_eq!(parsed(b"a\tb c"), (r"A\tB".into(), Some("c".into())));
    }

    #[test]
    fn the_argument_has_its_place() {
        let command = ParsedCommand::parse(b" PASS secret").unwrap();
        assert_eq!((command.argument_at, command.leading_junk), (6, true));
        assert_eq!(ParsedCommand::parse(b"PASS").unwrap().argument_at, 4);
    }

    #[test]
    fn junk_round_the_verb_is_tolerated() {
        assert_eq!(parsed(b"\xf2ABOR").0, "ABOR");
        assert_eq!(parsed(b"\0\t NOOP\r"), ("NOOP".into(), None));
        assert_eq!(ParsedCommand::parse(b""), None);
        assert_eq!(ParsedCommand::parse(b" \0\r"), None);
    }

    proptest! {
        #[test]
        fn no_line_causes_a_panic(line in prop::collection::vec(any::<u8>(), 0..40)) {
            if let Some(command) = ParsedCommand::parse(&line) {
                let argument = command.argument.unwrap_or_default();
                prop_assert_eq!(&line[command.argument_at..], argument);
            }
        }
    }
}
