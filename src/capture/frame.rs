//! What the capture layer hands on: one captured frame, borrowed from the reader's buffer.

use crate::model::{At, LinkType, Time};

/// One captured frame. The bytes live in the reader's buffer until the next frame is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Frame<'a> {
    /// Number in the merged capture, from 1, as Wireshark's `No.`
    pub number: u64,
    /// When it was captured.
    pub time: Time,
    /// What the bytes begin with.
    pub link: LinkType,
    /// The captured bytes; fewer than `wire_len` where the snap length cut the frame.
    pub data: &'a [u8],
    /// Bytes that were on the wire.
    pub wire_len: u32,
    /// Index of the file in the capture's list of files.
    pub file: u32,
    /// Number within that file, from 1.
    pub number_in_file: u64,
}

impl Frame<'_> {
    /// Its number, and when it was captured.
    pub fn at(&self) -> At {
        At {
            frame: self.number,
            time: self.time,
        }
    }
}
