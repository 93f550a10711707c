//! What is known of each capture file once it has been read.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Message, Time};

/// A link type as registered for pcap and pcapng (LINKTYPE_*), without the FCS bits of the classic
/// header.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LinkType(pub u16);

impl LinkType {
    /// For a link that a capture format knows and the LINKTYPE registry does not; no registered
    /// value is this one.
    pub const UNREGISTERED: LinkType = LinkType(u16::MAX);
}

/// The container format of a capture file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Container {
    /// Classic pcap in any of its magics.
    Pcap,
    /// pcapng (draft-ietf-opsawg-pcapng).
    PcapNg,
    /// Sun snoop (RFC 1761).
    Snoop,
    /// Microsoft Network Monitor 1 and 2.
    NetMon,
    /// Endace's extensible record format.
    Erf,
}

/// The compression round a capture file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Compression {
    /// gzip (RFC 1952).
    Gzip,
    /// Zstandard (RFC 8878).
    Zstd,
    /// LZ4 frame format.
    Lz4,
    /// xz.
    Xz,
    /// bzip2.
    Bzip2,
}

impl Compression {
    /// Every one.
    #[cfg(feature = "archive")]
    pub(crate) const ALL: [Compression; 5] = [
        Compression::Gzip,
        Compression::Zstd,
        Compression::Lz4,
        Compression::Xz,
        Compression::Bzip2,
    ];

    /// As people write it.
    pub fn name(self) -> &'static str {
        match self {
            Compression::Gzip => "gzip",
            Compression::Zstd => "zstd",
            Compression::Lz4 => "lz4",
            Compression::Xz => "xz",
            Compression::Bzip2 => "bzip2",
        }
    }
}

/// Why reading a file stopped before its end; the message names place, expectation and remedy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// One line for people, without the file's name.
    pub message: String,
    /// True for a fault that makes the exit status 2; false for a cut last record, which is a
    /// warning.
    pub fatal: bool,
    /// The same as a message of the catalogues, in whose languages it can be said; `None` where the
    /// message came by way of a file, as in archives.
    pub said: Option<Message>,
}

/// A file with its fault, as an error.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {}", fault.message)]
pub struct FileFault {
    /// As in [`CaptureSummary::path`].
    pub path: String,
    /// What is wrong with it.
    pub fault: Fault,
}

/// Frames of one file that follow each other in the capture as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Turn {
    /// Number of the first, in the capture.
    pub first: u64,
    /// Number of the last, in the capture.
    pub last: u64,
    /// Number of the first in its file.
    pub first_in_file: u64,
}

/// The secrets that are at hand for a capture file: those of the key logs that were given, which
/// serve all files, and those that stand in it.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KeyLog {
    /// Key logs that were given.
    pub files: u64,
    /// Secrets that are known.
    pub entries: u64,
    /// Those of them that belong to a connection of the capture.
    pub used: u64,
    /// Lines of labels that are of no use here.
    pub ignored: u64,
    /// Lines that make no sense.
    pub malformed: u64,
    /// Secrets stand in the file, whether or not they are used.
    pub in_capture: bool,
}

/// One file of the capture.
#[derive(Clone, Debug, Default)]
pub struct CaptureSummary {
    /// As given on the command line; `-` for standard input.
    pub path: String,
    /// `None` where the file could not be read as a capture at all.
    pub container: Option<Container>,
    /// The compression round it.
    pub compression: Option<Compression>,
    /// Link types of its interfaces that carried frames, each once, ascending.
    pub link_types: Vec<LinkType>,
    /// When it was its turn among several files, ascending; at most
    /// [`crate::limits::Limits::TURNS`] of all files.
    pub(crate) turns: Vec<Turn>,
    /// Where it was captured, as whoever asked for the analysis calls that place.
    pub sensor: Option<Arc<str>>,
    /// SHA-256 of the file as it is stored, in lower-case hexadecimal; `None` where it was not
    /// asked for.
    pub sha256: Option<String>,
    /// Frames read.
    pub frames: u64,
    /// Captured bytes of those frames.
    pub bytes: u64,
    /// Frames of which the snap length left only a part.
    pub cut_frames: u64,
    /// The first of them.
    pub first_cut_frame: Option<u64>,
    /// Time of its first frame.
    pub first_time: Option<Time>,
    /// Time of its last frame.
    pub last_time: Option<Time>,
    /// True where times are finer than a microsecond.
    pub nanoseconds: bool,
    /// Frames whose times lie before 1677 or after 2262 and were moved by a multiple of 400 years:
    /// no [`Time`] holds them.
    pub shifted_times: u64,
    /// The last record was cut.
    pub truncated: bool,
    /// Decryption Secrets Blocks in it that hold secrets of TLS.
    pub secrets_blocks: u64,
    /// What is known of secrets for it: from key logs that were given, and from its own blocks.
    pub key_log: Option<KeyLog>,
    /// Frames that gave no TCP segment, by reason.
    pub skipped: BTreeMap<&'static str, u64>,
    /// Why reading stopped early.
    pub fault: Option<Fault>,
}

impl Turn {
    /// The number in its file of a frame of this turn.
    pub(crate) fn number_in_file(self, frame: u64) -> u64 {
        self.first_in_file + (frame - self.first)
    }
}

impl CaptureSummary {
    /// True where nothing could be read of the file, which is told as its fault.
    pub(crate) fn is_unreadable(&self) -> bool {
        self.frames == 0 && self.fault.as_ref().is_some_and(|fault| fault.fatal)
    }

    /// The number in this file of a frame of the capture; `None` where the frame stands in another
    /// file, or its turn is not kept.
    pub fn number_in_file(&self, frame: u64) -> Option<u64> {
        let behind = self.turns.partition_point(|turn| turn.first <= frame);
        let turn = self.turns[..behind]
            .last()
            .filter(|turn| frame <= turn.last)?;
        Some(turn.number_in_file(frame))
    }
}
