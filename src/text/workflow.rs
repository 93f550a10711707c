//! Text that a runner of continuous integration would obey.
//!
//! A runner reads what a step prints, line by line, standard error included. GitHub Actions takes a
//! line that begins with `::`, blanks before it or not, and `##[name]` anywhere in a line
//! (actions/runner, `ActionCommand`); Azure Pipelines takes `##vso[` and `##[`, `TeamCity` takes
//! `##teamcity[`. Whatever a server or a client said could so set variables, hide lines, or stop
//! that the program's own annotations are read. [`Guard`] writes the one character that makes a
//! command of it in another way, in the notation of the format: what reads JSON or XML gets the
//! same value. It stands between all that is printed and the stream, so that no output can forget
//! it, and looks at bytes, so that pieces that are written one by one are seen together.

use std::io::{self, Write};

/// What makes a command of the `[` behind it.
const MARKS: [&[u8]; 3] = [b"##", b"##vso", b"##teamcity"];

/// How a format writes a character that must not stand as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Notation {
    /// As [`super::escape`] does.
    Text,
    /// An escape inside a string.
    Json,
    /// A character reference.
    Xml,
}

impl Notation {
    fn write(self, out: &mut impl Write, byte: u8) -> io::Result<()> {
        match self {
            Notation::Text => write!(out, "\\u{{{byte:x}}}"),
            Notation::Json => write!(out, "\\u{byte:04x}"),
            Notation::Xml => write!(out, "&#{byte};"),
        }
    }
}

/// How much of a line that begins with `::` there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum WorkflowCommand {
    /// Nothing but what is taken for blanks.
    Begins,
    Colon,
    Inside,
}

/// Writes text in which a runner finds no command.
#[derive(Debug)]
pub(crate) struct Guard<W> {
    out: W,
    /// None where no runner listens.
    notation: Option<Notation>,
    /// Lines that begin with `::` are commands of our own.
    commands: bool,
    line: WorkflowCommand,
    /// The latest bytes, the last of them lowest.
    tail: u128,
}

impl<W: Write> Guard<W> {
    /// Guards what is written in a notation, or nothing.
    pub(crate) fn new(out: W, notation: Option<Notation>) -> Self {
        Guard {
            out,
            notation,
            commands: false,
            line: WorkflowCommand::Begins,
            tail: 0,
        }
    }

    /// Guards lines that are commands themselves.
    pub(crate) fn commands(out: W) -> Self {
        Guard {
            commands: true,
            ..Guard::new(out, Some(Notation::Text))
        }
    }

    /// Takes the next byte; true where it would make a command.
    fn is_trigger(&mut self, byte: u8) -> bool {
        let trigger = match byte {
            b'[' => MARKS.iter().any(|mark| self.ends_with(mark)),
            b':' => self.line == WorkflowCommand::Colon && !self.commands,
            _ => false,
        };
        self.tail = self.tail << 8 | u128::from(byte);
        self.line = match (self.line, byte) {
            // what the runner trims, and all of Unicode, some of which it trims too
            (_, b'\n' | b'\r')
            | (WorkflowCommand::Begins, b'\t' | b'\x0b' | b'\x0c' | b' ' | 0x80..) => {
                WorkflowCommand::Begins
            }
            (WorkflowCommand::Begins, b':') => WorkflowCommand::Colon,
            _ => WorkflowCommand::Inside,
        };
        trigger
    }

    fn ends_with(&self, mark: &[u8]) -> bool {
        mark.iter()
            .rev()
            .zip(self.tail.to_le_bytes())
            .all(|(&byte, latest)| byte == latest)
    }
}

impl<W: Write> Write for Guard<W> {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        let Some(notation) = self.notation else {
            return self.out.write(text);
        };
        let mut written = 0;
        for (at, &byte) in text.iter().enumerate() {
            if self.is_trigger(byte) {
                self.out.write_all(&text[written..at])?;
                notation.write(&mut self.out, byte)?;
                written = at + 1;
            }
        }
        self.out.write_all(&text[written..])?;
        Ok(text.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guarded(mut guard: Guard<Vec<u8>>, text: &str) -> String {
        // byte by byte: a command in pieces is one
        for byte in text.as_bytes() {
            guard.write_all(&[*byte]).expect("memory takes it");
        }
        String::from_utf8(guard.out).expect("text")
    }

    #[test]
    fn a_command_is_broken_in_the_notation_of_the_format() {
        let text = "a ##[add-mask]b\n \u{a0}::stop-commands::x\n##vso[task]##teamcity[x]";
        let expected = [
            (
                Notation::Text,
                "a ##\\u{5b}add-mask]b\n \u{a0}:\\u{3a}stop-commands::x\n##vso\\u{5b}task]##teamcity\\u{5b}x]",
            ),
            (
                Notation::Json,
                "a ##\\u005badd-mask]b\n \u{a0}:\\u003astop-commands::x\n##vso\\u005btask]##teamcity\\u005bx]",
            ),
            (
                Notation::Xml,
                "a ##&#91;add-mask]b\n \u{a0}:&#58;stop-commands::x\n##vso&#91;task]##teamcity&#91;x]",
            ),
        ];
        for (notation, expected) in expected {
            assert_eq!(
                guarded(Guard::new(Vec::new(), Some(notation)), text),
                expected
            );
            let mut whole = Guard::new(Vec::new(), Some(notation));
            whole.write_all(text.as_bytes()).expect("memory takes it");
            assert_eq!(whole.out, expected.as_bytes());
        }
        assert_eq!(guarded(Guard::new(Vec::new(), None), text), text);
    }

    #[test]
    fn what_is_no_command_stays() {
        let text = "a :: b\n: :x\n#[x] # #[y] [[z]]\n1 ::x";
        assert_eq!(
            guarded(Guard::new(Vec::new(), Some(Notation::Text)), text),
            text
        );
        let own = "::error title=a::b ##[c]\n";
        assert_eq!(
            guarded(Guard::commands(Vec::new()), own),
            "::error title=a::b ##\\u{5b}c]\n"
        );
    }
}
