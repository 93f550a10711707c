//! What is wrong with a capture file, as messages of the catalogues. Users of the library read the
//! words of `error`; a test of `text` holds both together.

use super::compression::compressions;
use super::error::{CaptureError, Damage, Place};
use super::formats::formats;
use crate::model::{Arg, Message};

impl CaptureError {
    /// What it says, for a catalogue.
    pub(crate) fn message(&self) -> Message {
        let (id, args) = self.parts();
        Message { id, args }
    }

    fn parts(&self) -> (&'static str, Vec<(&'static str, Arg)>) {
        match self {
            CaptureError::SecondStdin => ("file-second-stdin", Vec::new()),
            CaptureError::Terminal => ("file-terminal", Vec::new()),
            CaptureError::Missing => ("file-missing", Vec::new()),
            CaptureError::Directory => ("file-directory", Vec::new()),
            CaptureError::Changed => ("file-changed", Vec::new()),
            CaptureError::Twice { first } => {
                let first = Arg::Text(first.to_string_lossy().as_ref().into());
                ("file-twice", vec![("first", first)])
            }
            CaptureError::Empty { .. } => ("file-empty", vec![("expected", plain())]),
            CaptureError::Unknown { first, .. } => (
                "file-unknown",
                vec![("first", hex(first)), ("expected", plain_or_packed())],
            ),
            CaptureError::UnknownInside { packed, first, .. } => (
                "file-unknown-inside",
                vec![
                    ("packed", packed.name().into()),
                    ("first", hex(first)),
                    ("expected", plain()),
                ],
            ),
            CaptureError::Open(cause) => ("file-open", vec![("cause", cause.into())]),
            CaptureError::Spool(cause) => ("file-spool", vec![("cause", cause.into())]),
            CaptureError::Read { offset, cause } => (
                "file-read",
                vec![("offset", (*offset).into()), ("cause", cause.into())],
            ),
            CaptureError::Shrank { was, now } => (
                "file-shrank",
                vec![("was", (*was).into()), ("now", (*now).into())],
            ),
            CaptureError::LongStream { limit } => {
                ("file-long-stream", vec![("limit", (*limit).into())])
            }
            CaptureError::CutHeader { name, have, need } => (
                "file-cut-header",
                vec![
                    ("name", (*name).into()),
                    ("have", (*have).into()),
                    ("need", (*need).into()),
                ],
            ),
            CaptureError::Cut {
                unit,
                at,
                have,
                need,
            } => (
                "file-cut",
                vec![
                    ("unit", unit_words(unit)),
                    ("at", at.message().into()),
                    ("have", (*have).into()),
                    ("need", (*need).into()),
                ],
            ),
            CaptureError::CutPacked { packed, offset } => (
                "file-cut-packed",
                vec![
                    ("packed", packed.name().into()),
                    ("offset", (*offset).into()),
                ],
            ),
            CaptureError::Expands {
                packed,
                limit,
                expansion,
            } => (
                "file-expands",
                vec![
                    ("packed", packed.name().into()),
                    ("limit", (*limit).into()),
                    ("expansion", (*expansion).into()),
                ],
            ),
            CaptureError::DamagedPacked {
                packed,
                offset,
                cause,
            } => (
                "file-damaged-packed",
                vec![
                    ("packed", packed.name().into()),
                    ("offset", (*offset).into()),
                    ("cause", Arg::Text(cause.as_str().into())),
                ],
            ),
            CaptureError::Damaged { unit, at, damage } => (
                "file-damaged",
                vec![
                    ("unit", unit_words(unit)),
                    ("at", at.message().into()),
                    ("damage", damage.message().into()),
                ],
            ),
        }
    }
}

impl Place {
    fn message(self) -> Message {
        let id = if self.unpacked {
            "file-at-unpacked"
        } else {
            "file-at"
        };
        Message::new(id, [("offset", self.offset.into())])
    }
}

impl Damage {
    fn message(self) -> Message {
        match self {
            Damage::TooLong { claimed, limit } => Message::new(
                "damage-too-long",
                [("claimed", number(claimed)), ("limit", limit.into())],
            ),
            Damage::Overfull { claimed, room } => Message::new(
                "damage-overfull",
                [("claimed", number(claimed)), ("room", room.into())],
            ),
            Damage::BlockLength { claimed, limit } => Message::new(
                "damage-block-length",
                [("claimed", number(claimed)), ("limit", limit.into())],
            ),
            Damage::Trailer { claimed } => {
                Message::new("damage-trailer", [("claimed", number(claimed))])
            }
            Damage::TooShort { have, need } => Message::new(
                "damage-too-short",
                [("have", have.into()), ("need", need.into())],
            ),
            Damage::ByteOrder { found } => Message::new(
                "damage-byte-order",
                [("found", format!("{found:#010x}").into())],
            ),
            Damage::Version { found, expected } => Message::new(
                "damage-version",
                [("found", number(found)), ("expected", number(expected))],
            ),
            Damage::Date => Message::new("damage-date", []),
            Damage::Interface { named, described } => Message::new(
                "damage-interface",
                [("named", number(named)), ("described", described.into())],
            ),
            Damage::Interfaces { limit } => {
                Message::new("damage-interfaces", [("limit", limit.into())])
            }
        }
    }
}

fn number(number: u32) -> Arg {
    u64::from(number).into()
}

fn unit_words(unit: &str) -> Arg {
    let id = match unit {
        "block" => "file-unit-block",
        "header" => "file-unit-header",
        _ => "file-unit-record",
    };
    Arg::Words(id.to_owned())
}

fn hex(bytes: &[u8]) -> Arg {
    if bytes.is_empty() {
        return Arg::Words("file-no-bytes".to_owned());
    }
    let digits: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    digits.join(" ").into()
}

/// `pcap, pcapng or snoop`
fn plain() -> Arg {
    let names: Vec<&str> = formats().collect();
    listed(&names).into()
}

fn plain_or_packed() -> Arg {
    let packed: Vec<&str> = compressions().collect();
    if packed.is_empty() {
        return plain();
    }
    let args = [("plain", plain()), ("packed", listed(&packed).into())];
    Message::new("file-plain-or-packed", args).into()
}

fn listed(names: &[&str]) -> Message {
    let Some((last, first)) = names.split_last() else {
        return Message::new("file-no-bytes", []);
    };
    let args = [("first", first.join(", ").into()), ("last", (*last).into())];
    Message::new("file-either", args)
}
