//! What can be wrong with a capture file, in words that say what was expected and what to do.

use std::fmt;
use std::io;
use std::path::PathBuf;

use crate::model::{Compression, Fault, bytes};

/// A problem with one capture file, or with the list of them. The message is one line and leaves
/// out the name of the file, which the caller knows.
///
/// Every problem of one file ends up as the [`Fault`] of that file; only
/// [`CaptureError::SecondStdin`] concerns the whole list and is returned as an error.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CaptureError {
    /// `-` was given more than once.
    #[error("standard input (-) is named twice, but can be read only once; name it once")]
    SecondStdin,
    /// `-` was given and standard input is a terminal.
    #[error("standard input is a terminal; pipe a capture into it or name a capture file")]
    Terminal,
    /// Nothing of that name.
    #[error("no such file; expected the name of a capture file, or - for standard input")]
    Missing,
    /// A directory was named.
    #[error("is a directory; name the capture files in it")]
    Directory,
    /// The same file was named before, by this or by another name.
    #[error("is the same file as {}, which is read already; name each capture once", first.display())]
    Twice {
        /// The name it was given first.
        first: PathBuf,
    },
    /// No byte in it.
    #[error("is empty (0 bytes); expected a {expected} capture")]
    Empty {
        /// The formats that can be read.
        expected: String,
    },
    /// The first bytes are those of no format.
    #[error(
        "does not start like a capture (first bytes {}); expected {expected}",
        Hex(first)
    )]
    Unknown {
        /// The first bytes, eight at most.
        first: Vec<u8>,
        /// The formats and compressions that can be read.
        expected: String,
    },
    /// Compressed, but what comes out is not a capture.
    #[error(
        "holds {} data that does not start like a capture (first bytes {}); expected {expected} inside",
        packed.name(), Hex(first)
    )]
    UnknownInside {
        /// The compression.
        packed: Compression,
        /// The first bytes that came out, eight at most; may be none.
        first: Vec<u8>,
        /// The formats that can be read.
        expected: String,
    },
    /// The file exists but cannot be opened.
    #[error("cannot be opened: {0}; check that it is readable")]
    Open(#[source] io::Error),
    /// The operating system failed to read on.
    #[error("cannot be read at byte {offset}: {cause}; everything before it was read")]
    Read {
        /// Where, in the file as it is stored.
        offset: u64,
        /// Why.
        #[source]
        cause: io::Error,
    },
    /// The file lost bytes since the capture was opened.
    #[error(
        "shrank from {was} to {} while being read; expected it to stay as it was, so read a copy",
        bytes(now)
    )]
    Shrank {
        /// Bytes when the capture was opened.
        was: u64,
        /// Bytes found now.
        now: u64,
    },
    /// Another pass found other frames: the file was replaced or written over.
    #[error(
        "changed while being read, so that the result mixes two files; expected it to stay as it was, so read a copy"
    )]
    Changed,
    /// Standard input or a pipe could not be kept for the second pass.
    #[error(
        "cannot be kept in a temporary file: {0}; set TMPDIR to a directory that is writable and has room"
    )]
    Spool(#[source] io::Error),
    /// A stream that is kept in memory is too long for it.
    #[error(
        "gives more than {}; expected no more, because it is kept in memory (limit stream; --limit stream=N sets \
         another)",
        bytes(limit)
    )]
    LongStream {
        /// [`Limits::stream`](crate::limits::Limits::stream).
        limit: u64,
    },
    /// The file ends before anything of it can be understood.
    #[error("ends within its {name} header ({have} of {need} bytes); nothing of it can be read")]
    CutHeader {
        /// Name of the format.
        name: &'static str,
        /// Bytes that are there.
        have: usize,
        /// Bytes that were expected.
        need: usize,
    },
    /// The last record is incomplete: a writer was stopped, or a copy was.
    #[error(
        "ends within the {unit} at {at}: {have} of {need} bytes are there; everything before it was read"
    )]
    Cut {
        /// `record` or `block`.
        unit: &'static str,
        /// Where the incomplete record begins.
        at: Place,
        /// Bytes that are there.
        have: usize,
        /// Bytes that were expected.
        need: usize,
    },
    /// The compressed data is incomplete: a copy was stopped.
    #[error(
        "ends within its {} data ({}); what was whole before the cut was read",
        packed.name(),
        bytes(offset)
    )]
    CutPacked {
        /// The compression.
        packed: Compression,
        /// Bytes of the file as it is stored.
        offset: u64,
    },
    /// More comes out of the compressed data than anybody packs into it.
    #[error(
        "holds {} data that gives more than {}, over {expansion} for each that is stored (limit expansion; \
         --limit expansion=N sets another); everything before that was read",
        packed.name(),
        bytes(limit)
    )]
    Expands {
        /// The compression.
        packed: Compression,
        /// Bytes that were allowed.
        limit: u64,
        /// [`Limits::expansion`](crate::limits::Limits::expansion).
        expansion: u64,
    },
    /// The compressed data makes no sense.
    #[error(
        "has damaged {} data before byte {offset}: {cause}; everything before it was read",
        packed.name()
    )]
    DamagedPacked {
        /// The compression.
        packed: Compression,
        /// How far the decoder had read the file, as it is stored.
        offset: u64,
        /// The decoder's words.
        cause: String,
    },
    /// A record makes no sense.
    #[error("{unit} at {at} {damage}; everything before it was read")]
    Damaged {
        /// `record`, `block` or `header`.
        unit: &'static str,
        /// Where it begins.
        at: Place,
        /// What is wrong.
        #[source]
        damage: Damage,
    },
}

impl CaptureError {
    /// True where the file only ends too early, as it does when the writer was stopped: a warning,
    /// not a failure.
    pub fn is_cut(&self) -> bool {
        matches!(
            self,
            CaptureError::Cut { .. } | CaptureError::CutPacked { .. }
        )
    }

    /// Sorts what the operating system says about opening a file.
    pub(super) fn open(error: io::Error) -> Self {
        match error.kind() {
            // Windows has names that no file can have, those of patterns among them
            io::ErrorKind::NotFound | io::ErrorKind::InvalidFilename => CaptureError::Missing,
            _ => CaptureError::Open(error),
        }
    }
}

impl From<&CaptureError> for Fault {
    fn from(error: &CaptureError) -> Self {
        Fault {
            message: error.to_string(),
            fatal: !error.is_cut(),
            said: Some(error.message()),
        }
    }
}

/// A place in a capture file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Bytes from the beginning.
    pub offset: u64,
    /// True where `offset` counts the bytes that came out of a decoder, not those of the file.
    pub unpacked: bool,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of = if self.unpacked {
            " of the decompressed data"
        } else {
            ""
        };
        write!(f, "offset {}{of}", self.offset)
    }
}

/// What is wrong with one record; completes a sentence that begins with the record and its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Damage {
    /// More than any frame has.
    #[error("claims {}; expected at most {limit}", bytes(claimed))]
    TooLong {
        /// Bytes that the header claims.
        claimed: u32,
        /// Bytes that are believable.
        limit: usize,
    },
    /// The packet claims more than the block or record round it.
    #[error("claims a packet of {}, but has room for {room}", bytes(claimed))]
    Overfull {
        /// Captured bytes claimed.
        claimed: u32,
        /// Bytes that there are.
        room: usize,
    },
    /// A block length that no pcapng block can have.
    #[error(
        "claims {}; expected a multiple of 4 from 12 to {limit}",
        bytes(claimed)
    )]
    BlockLength {
        /// Bytes that the block claims.
        claimed: u32,
        /// Bytes that are believable.
        limit: usize,
    },
    /// The lengths round a pcapng block differ.
    #[error(
        "claims {} at its beginning, but something else at its end",
        bytes(claimed)
    )]
    Trailer {
        /// Bytes claimed at the beginning.
        claimed: u32,
    },
    /// A block without the fields that its type has.
    #[error("has {} inside; expected at least {need}", bytes(have))]
    TooShort {
        /// Bytes in the block's body.
        have: usize,
        /// Bytes that its fixed fields take.
        need: usize,
    },
    /// A section that is neither big nor little endian.
    #[error(
        "begins a section with byte-order magic {found:#010x}; expected 0x1a2b3c4d in either order"
    )]
    ByteOrder {
        /// The four bytes, read as big-endian.
        found: u32,
    },
    /// A version that this reader does not know.
    #[error("gives the format version {found}; expected {expected}")]
    Version {
        /// Version found.
        found: u32,
        /// Version understood.
        expected: u32,
    },
    /// A date that no calendar has.
    #[error("gives a start time that is not a date")]
    Date,
    /// A packet on an interface that nothing described.
    #[error("names interface {named}, but only {described} are described")]
    Interface {
        /// Number of the interface, from 0.
        named: u32,
        /// Interfaces that the section described so far.
        described: usize,
    },
    /// More interfaces than any machine has.
    #[error(
        "describes one more interface; expected at most {limit} in a section (limit interfaces; --limit interfaces=N sets \
         another)"
    )]
    Interfaces {
        /// The limit.
        limit: usize,
    },
}

/// Bytes as people write them: `48 65 6c 6c`.
struct Hex<'a>(&'a [u8]);

impl fmt::Display for Hex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("none");
        }
        for (index, byte) in self.0.iter().enumerate() {
            let space = if index > 0 { " " } else { "" };
            write!(f, "{space}{byte:02x}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_name_what_was_expected() {
        let text = CaptureError::Unknown {
            first: b"Hell".to_vec(),
            expected: "pcap, pcapng or snoop".into(),
        }
        .to_string();
        assert_eq!(
            text,
            "does not start like a capture (first bytes 48 65 6c 6c); expected pcap, pcapng or snoop"
        );
        let text = CaptureError::Damaged {
            unit: "record",
            at: Place {
                offset: 24,
                unpacked: true,
            },
            damage: Damage::TooLong {
                claimed: u32::MAX,
                limit: 16,
            },
        }
        .to_string();
        assert_eq!(
            text,
            "record at offset 24 of the decompressed data claims 4294967295 bytes; expected at most 16; \
             everything before it was read"
        );
    }

    #[test]
    fn only_a_cut_is_a_warning() {
        let at = Place {
            offset: 0,
            unpacked: false,
        };
        let cut = CaptureError::Cut {
            unit: "record",
            at,
            have: 1,
            need: 2,
        };
        assert!(!Fault::from(&cut).fatal);
        assert!(Fault::from(&CaptureError::Missing).fatal);
    }
}
