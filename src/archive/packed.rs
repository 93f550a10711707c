//! Times and frames as text: numbers of variable length (LEB128), deflated, in base64.
//!
//! Times of frames that follow each other differ by little, and headers of one connection are
//! alike, so that both become a small part of what they were.

use std::io::{self, Read as _, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;

use crate::limits::Limits;

/// A frame that an index keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct KeptFrame {
    /// Its number in the file.
    pub(super) number: u64,
    /// Its link type.
    pub(super) link: u16,
    /// Bytes that were on the wire.
    pub(super) wire_len: u32,
    /// Its time, in nanoseconds since 1970.
    pub(super) time: i64,
    /// The captured bytes.
    pub(super) data: Vec<u8>,
}

/// Most bytes that the frames or times of one block unpack to: a block of frames of the greatest
/// size.
const MOST: u64 = 512 << 20;

fn put(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn take(from: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = from.split_first()?;
        *from = rest;
        value |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(value);
        }
    }
    None
}

/// A number that may be negative, so that small ones of both kinds are short.
fn zigzag(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)) as u64
}

fn unzigzag(value: u64) -> i64 {
    (value >> 1) as i64 ^ -((value & 1) as i64)
}

fn pack(bytes: &[u8]) -> io::Result<String> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes)?;
    Ok(text_of(&encoder.finish()?))
}

/// What was packed, before it became text.
pub(super) fn bytes_of(text: &str) -> io::Result<Vec<u8>> {
    BASE64.decode(text).map_err(|_| invalid())
}

/// Such bytes as text.
pub(super) fn text_of(bytes: &[u8]) -> String {
    BASE64.encode(bytes)
}

fn unpack(text: &str) -> io::Result<Vec<u8>> {
    let packed = bytes_of(text)?;
    let mut bytes = Vec::new();
    DeflateDecoder::new(&packed[..])
        .take(MOST)
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn invalid() -> io::Error {
    super::damaged("archive-packed")
}

/// Times, but for the first one, as differences in this unit.
pub(super) fn pack_times(times: &[i64]) -> io::Result<(i64, String)> {
    let differences = times.windows(2).map(|pair| pair[1].wrapping_sub(pair[0]));
    let unit = if differences.clone().all(|ns| ns % 1000 == 0) {
        1000
    } else {
        1
    };
    let mut bytes = Vec::with_capacity(2 * times.len());
    for difference in differences {
        put(&mut bytes, zigzag(difference / unit));
    }
    Ok((unit, pack(&bytes)?))
}

/// So many times, of which the first is given.
pub(super) fn unpack_times(
    first: i64,
    (unit, text): (i64, &str),
    count: u64,
) -> io::Result<Vec<i64>> {
    let bytes = unpack(text)?;
    let mut rest = &bytes[..];
    let mut times = vec![first];
    let mut time = first;
    while (times.len() as u64) < count {
        let difference = unzigzag(take(&mut rest).ok_or_else(invalid)?);
        time = time.wrapping_add(difference.wrapping_mul(unit));
        times.push(time);
    }
    Ok(times)
}

/// Frames as text.
pub(super) fn pack_frames(frames: &[KeptFrame]) -> io::Result<String> {
    if frames.is_empty() {
        return Ok(String::new());
    }
    let mut bytes = Vec::new();
    for frame in frames {
        put(&mut bytes, frame.number);
        put(&mut bytes, u64::from(frame.link));
        put(&mut bytes, u64::from(frame.wire_len));
        put(&mut bytes, zigzag(frame.time));
        put(&mut bytes, frame.data.len() as u64);
        bytes.extend_from_slice(&frame.data);
    }
    pack(&bytes)
}

/// Frames of such a text.
pub(super) fn unpack_frames(text: &str, limits: &Limits) -> io::Result<Vec<KeptFrame>> {
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let bytes = unpack(text)?;
    let mut rest = &bytes[..];
    let mut frames = Vec::new();
    while !rest.is_empty() {
        frames.push(take_frame(&mut rest, limits).ok_or_else(invalid)?);
    }
    Ok(frames)
}

fn take_frame(rest: &mut &[u8], limits: &Limits) -> Option<KeptFrame> {
    let number = take(rest)?;
    let link = u16::try_from(take(rest)?).ok()?;
    let wire_len = u32::try_from(take(rest)?).ok()?;
    let time = unzigzag(take(rest)?);
    let len = usize::try_from(take(rest)?).ok()?;
    let (data, behind) = rest.split_at_checked(len).filter(|_| len <= limits.frame)?;
    *rest = behind;
    Some(KeptFrame {
        number,
        link,
        wire_len,
        time,
        data: data.to_vec(),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn times_are_what_they_were(times in prop::collection::vec(any::<i64>(), 1..50), even: bool) {
            let times: Vec<i64> = times.iter().map(|t| if even { t / 4000 * 1000 } else { *t }).collect();
            let (unit, text) = pack_times(&times).unwrap();
            prop_assert!(!even || unit == 1000);
            let found = unpack_times(times[0], (unit, &text), times.len() as u64).unwrap();
            prop_assert_eq!(found, times);
        }

        #[test]
        fn frames_are_what_they_were(
            frames in prop::collection::vec((any::<u64>(), any::<u16>(), any::<u32>(), any::<i64>(), prop::collection::vec(any::<u8>(), 0..80)), 0..9)
        ) {
            let frames: Vec<KeptFrame> = frames
                .into_iter()
                .map(|(number, link, wire_len, time, data)| KeptFrame { number, link, wire_len, time, data })
                .collect();
            let text = pack_frames(&frames).unwrap();
            prop_assert_eq!(unpack_frames(&text, &Limits::default()).unwrap(), frames);
        }

        #[test]
        fn any_text_is_read_or_refused(text in "[A-Za-z0-9+/]{0,60}", bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            drop(unpack_frames(&text, &Limits::default()));
            drop(unpack_times(0, (1, &text), 9));
            let packed = pack(&bytes).unwrap();
            drop(unpack_frames(&packed, &Limits::default()));
            drop(unpack_times(0, (1, &packed), 9));
        }
    }
}
