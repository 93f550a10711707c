//! What a reader of a capture should be told, as values: words are chosen by the outputs.

use super::{ReplyCode, Text};

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Good to know.
    Info,
    /// Worth a look.
    Warning,
    /// Wrong.
    Error,
}

/// A value for a place in a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arg {
    /// Bytes from the wire, to be escaped by whoever shows them. Never a secret.
    Wire(Text),
    /// Text of our own: an endpoint, a verb of the grammar, a version.
    Name(String),
    /// A count, which may choose between singular and plural.
    Number(u64),
    /// Other words of the catalogue, by their key.
    Words(String),
    /// The words of the catalogue for a reply code.
    Reply(ReplyCode),
}

impl From<&Text> for Arg {
    fn from(text: &Text) -> Self {
        Arg::Wire(text.clone())
    }
}

impl From<&[u8]> for Arg {
    fn from(bytes: &[u8]) -> Self {
        Arg::Wire(bytes.into())
    }
}

impl From<String> for Arg {
    fn from(name: String) -> Self {
        Arg::Name(name)
    }
}

impl From<&str> for Arg {
    fn from(name: &str) -> Self {
        Arg::Name(name.to_owned())
    }
}

impl From<u64> for Arg {
    fn from(number: u64) -> Self {
        Arg::Number(number)
    }
}

impl From<usize> for Arg {
    fn from(number: usize) -> Self {
        Arg::Number(number as u64)
    }
}

/// Key of a message in the catalogue and the values for its places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The key.
    pub id: &'static str,
    /// The values, by the names of their places.
    pub args: Vec<(&'static str, Arg)>,
}

/// Something about the traffic that a reader should know, with the frames that prove it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Its name, as in the table of findings.
    pub id: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// The frame to look at first.
    pub frame: u64,
    /// All frames that prove it, ascending.
    pub frames: Vec<u64>,
    /// How many more of the same kind are left out; their frames stand here.
    pub more: u64,
    /// What happened.
    pub message: Message,
}
