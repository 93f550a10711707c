//! What a file is, told by its first bytes and never by its name.

use super::compression;
use super::error::CaptureError;
use super::format::Entry;
use super::formats::{self, FORMATS};
use crate::model::Compression;

/// Bytes that every format and every compression can be told by.
pub(super) const FIRST: usize = 12;

/// How a file that begins with these bytes is compressed, if it is.
///
/// # Errors
/// Where it is no capture in any format, compressed or not.
pub(super) fn packing(first: &[u8]) -> Result<Option<Compression>, CaptureError> {
    if first.is_empty() {
        let expected = formats::names();
        return Err(CaptureError::Empty { expected });
    }
    let packing = compression::sniff(first);
    if packing.is_none() {
        format(first, None)?;
    }
    Ok(packing)
}

/// The format of a capture that begins with these bytes, which came out of `packed` where that is given.
///
/// # Errors
/// Where it is none.
pub(super) fn format(
    first: &[u8],
    packed: Option<Compression>,
) -> Result<&'static Entry, CaptureError> {
    let known = FORMATS.iter().find(|entry| (entry.matches)(first));
    known.ok_or_else(|| {
        let first = first[..first.len().min(8)].to_vec();
        match packed {
            Some(packed) => CaptureError::UnknownInside {
                packed,
                first,
                expected: formats::names(),
            },
            None => CaptureError::Unknown {
                first,
                expected: readable(),
            },
        }
    })
}

/// `pcap, pcapng or snoop, plain or compressed with gzip, …`
fn readable() -> String {
    let (formats, packed) = (formats::names(), compression::names());
    if packed.is_empty() {
        return formats;
    }
    format!("{formats}, plain or compressed with {packed}")
}
