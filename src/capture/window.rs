//! Which frames of a file are read, where an index says that no others are wanted, and which
//! numbers they have in the capture as a whole.
//!
//! A file is read from its beginning to its first frame, because that is where formats keep what
//! later records need, and from there on in pieces. Between two pieces the reader jumps where the
//! bytes are those of the format, and reads on without handing frames out where they are
//! compressed: a decompressor cannot jump.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use super::error::CaptureError;
use super::file::{CaptureFile, SMALL_BUFFER};
use super::store::CaptureStore;
use crate::model::{CaptureSummary, Fault, Time, Turn};

/// Frames that follow each other in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WindowPiece {
    /// Where its first record begins, in bytes of the format.
    pub(crate) offset: u64,
    /// Number of its first frame in the file, from 1.
    pub(crate) first: u64,
    /// How many frames there are.
    pub(crate) frames: u64,
}

impl WindowPiece {
    /// The number of the first frame behind it.
    fn end(self) -> u64 {
        self.first.saturating_add(self.frames)
    }
}

/// What is read of a file.
#[derive(Clone, Debug, Default)]
pub(crate) struct FileWindow {
    /// The pieces, ascending, none of which touches another.
    pub(crate) pieces: Vec<WindowPiece>,
    /// What numbers the frames of the file have in the capture, ascending.
    pub(crate) turns: Vec<Turn>,
}

impl FileWindow {
    /// The piece that holds a frame of the file, or else the next one.
    pub(super) fn piece_at(&self, frame: u64) -> Option<&WindowPiece> {
        let behind = self.pieces.partition_point(|piece| piece.end() <= frame);
        self.pieces.get(behind)
    }

    /// The number in the capture of a frame of the file.
    pub(crate) fn number(&self, frame: u64) -> u64 {
        number_in_capture(&self.turns, frame)
    }

    /// The number in the capture of the first frame that is read.
    pub(super) fn starts(&self) -> u64 {
        let first = self.pieces.first();
        first.map_or(0, |piece| self.number(piece.first))
    }
}

/// The number in the capture of a frame of a file, by the turns of that.
pub(crate) fn number_in_capture(turns: &[Turn], frame: u64) -> u64 {
    let begun = turns.partition_point(|turn| turn.first_in_file <= frame);
    turns[..begun].last().map_or(frame, |turn| {
        let behind = frame.saturating_sub(turn.first_in_file);
        turn.first.saturating_add(behind)
    })
}

/// A file of a capture of which a part is read.
#[derive(Clone, Debug)]
pub(crate) struct WindowedFile {
    /// What is known of it as a whole.
    pub(crate) summary: CaptureSummary,
    /// Its size when that was found out, in bytes as it is stored.
    pub(crate) stored_bytes: u64,
    /// What is read.
    pub(crate) window: FileWindow,
}

impl CaptureFile {
    /// A file that is read in pieces. One that is gone, or has another size than it had, is a fault
    /// where it is needed.
    pub(super) fn windowed(file: WindowedFile) -> Self {
        let path = PathBuf::from(&file.summary.path);
        let (mut summary, mut window) = (file.summary, file.window);
        let starts = Time::from_nanos(window.starts() as i64);
        if !window.pieces.is_empty() {
            let found = fs::metadata(&path).map_err(CaptureError::open);
            let fault = match found {
                Err(error) => Some(error),
                Ok(found) if found.len() != file.stored_bytes => Some(CaptureError::Changed),
                Ok(_) => None,
            };
            if let Some(error) = fault {
                summary.fault = Some(Fault {
                    fatal: true,
                    ..Fault::from(&error)
                });
                window.pieces.clear();
            }
        }
        CaptureFile {
            summary,
            store: Some(CaptureStore::path(path, file.stored_bytes)),
            starts,
            window: Some(Arc::new(window)),
        }
    }

    /// True where frames of it are read.
    pub(super) fn is_read(&self) -> bool {
        match &self.window {
            Some(window) => !window.pieces.is_empty(),
            None => self.summary.fault.is_none(),
        }
    }

    /// Bytes of its read buffer, of those that a file of this capture may have.
    pub(super) fn buffer(&self, size: usize) -> usize {
        // what lies between two pieces is not wanted
        match &self.window {
            Some(_) => SMALL_BUFFER,
            None => size,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_and_turns_are_found_by_number() {
        let piece = |first, frames| WindowPiece {
            offset: first * 100,
            first,
            frames,
        };
        let turn = |first, last, first_in_file| Turn {
            first,
            last,
            first_in_file,
        };
        let window = FileWindow {
            pieces: vec![piece(11, 10), piece(31, 5)],
            turns: vec![turn(1, 15, 1), turn(101, 140, 16)],
        };
        let found = [1, 20, 21, 35, 36].map(|frame| window.piece_at(frame).map(|p| p.first));
        assert_eq!(found, [Some(11), Some(11), Some(31), Some(31), None]);
        let numbers = [1, 15, 16, 20].map(|frame| window.number(frame));
        assert_eq!(numbers, [1, 15, 101, 105]);
        assert_eq!(window.starts(), 11);
    }
}
