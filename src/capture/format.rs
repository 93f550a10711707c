//! What a capture format has to provide.

use std::ops::Range;

use super::error::Damage;
use super::{LinkType, Time};
use crate::limits::Limits;
use crate::model::Container;

/// Bytes in which the magic of every format and of every compression lies.
pub(super) const SNIFF: usize = 12;

/// Bytes that are looked at where the first ones do not settle it: enough for a dozen records of
/// full-sized frames.
pub(super) const LOOKAHEAD: usize = 32 << 10;

/// A format and the way into it.
pub(super) struct FormatEntry {
    /// As people write it.
    pub(super) name: &'static str,
    pub(super) container: Container,
    /// What its files consist of, for messages: records or blocks.
    pub(super) unit: &'static str,
    /// Bytes at the beginning that come before the first record.
    pub(super) header: usize,
    /// True where these first bytes are this format's. It is asked with at most [`SNIFF`] of them,
    /// and where no format answers to those, with at most [`LOOKAHEAD`].
    pub(super) matches: fn(&[u8]) -> bool,
    /// Reads the header. It is given that and what follows it, up to [`LOOKAHEAD`] bytes in all;
    /// fewer only where the file ends there.
    pub(super) open: fn(&[u8], &Limits) -> Result<OpenedFormat, Damage>,
}

/// The reader of a file whose header was understood.
pub(super) type OpenedFormat = Box<dyn Format>;

/// A reader of one file: bytes in, values out, no input or output of its own.
pub(super) trait Format: Send {
    /// Makes something of the front of `bytes`. After an error it is not asked again.
    fn step(&mut self, bytes: &[u8]) -> Result<FormatStep, Damage>;
}

/// What stands at the front.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum FormatStep {
    /// A frame.
    Record(CapturedRecord),
    /// This many bytes, at least one, that hold no frame.
    Skip(usize),
    /// No frame, but secrets of TLS connections: the text of a key log, within this many bytes.
    Secrets {
        /// The text, counted from the beginning of the record.
        text: Range<usize>,
        /// Bytes of the whole record.
        size: usize,
    },
    /// Not enough to tell: this many bytes, more than there were, are needed.
    Need(usize),
}

/// One frame, its bytes given as a range so that the buffer can be refilled while it is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct CapturedRecord {
    pub(super) time: Time,
    /// True where `time` had to be moved by centuries to be held at all.
    pub(super) shifted: bool,
    pub(super) link: LinkType,
    pub(super) wire_len: u32,
    /// True where `time` is finer than a microsecond.
    pub(super) nanoseconds: bool,
    /// The captured bytes, counted from the beginning of the record.
    pub(super) data: Range<usize>,
    /// Bytes of the whole record.
    pub(super) size: usize,
}

/// Seconds and nanoseconds since 1970; the sum of the two is always in range.
pub(super) fn time(seconds: u32, nanoseconds: i64) -> Time {
    Time::from_nanos((i64::from(seconds) * 1_000_000_000).saturating_add(nanoseconds))
}
