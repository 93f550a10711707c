//! What a file is, told by its first bytes and never by its name.

use super::compression::{self, Codec};
use super::error::CaptureError;
use super::format::{FormatEntry, LOOKAHEAD, SNIFF};
use super::formats::{self, FORMATS};
use crate::model::Compression;

/// How a file that begins with these bytes is compressed, if it is.
///
/// # Errors
/// Where there is nothing.
pub(super) fn packing(first: &[u8]) -> Result<Option<&'static Codec>, CaptureError> {
    if first.is_empty() {
        let expected = formats::names();
        return Err(CaptureError::Empty { expected });
    }
    Ok(compression::sniff(first))
}

/// True where the first [`SNIFF`] bytes settle the format.
pub(super) fn has_magic(first: &[u8]) -> bool {
    entry(&first[..first.len().min(SNIFF)]).is_some()
}

/// The format of a capture that begins with these bytes, [`LOOKAHEAD`] where there are so many,
/// which came out of `packed` where that is given.
///
/// # Errors
/// Where it is none.
pub(super) fn format(
    first: &[u8],
    packed: Option<Compression>,
) -> Result<&'static FormatEntry, CaptureError> {
    let [magic, more] = [SNIFF, LOOKAHEAD].map(|len| &first[..first.len().min(len)]);
    let known = entry(magic).or_else(|| entry(more));
    known.ok_or_else(|| unknown(&first[..first.len().min(8)], packed))
}

fn entry(first: &[u8]) -> Option<&'static FormatEntry> {
    FORMATS.iter().find(|entry| (entry.matches)(first))
}

fn unknown(first: &[u8], packed: Option<Compression>) -> CaptureError {
    let (first, formats) = (first.to_vec(), formats::names());
    let compressions = compression::names();
    match packed {
        Some(packed) => CaptureError::UnknownInside {
            packed,
            first,
            expected: formats,
        },
        None if compressions.is_empty() => CaptureError::Unknown {
            first,
            expected: formats,
        },
        None => CaptureError::Unknown {
            first,
            expected: format!("{formats}, plain or compressed with {compressions}"),
        },
    }
}
