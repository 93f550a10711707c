//! MODE Z (draft-preston-ftpext-deflate): the whole file as one zlib stream (RFC 1950).

use flate2::{Decompress, FlushDecompress, Status};

use super::{Broken, Piece};

/// Bytes given out at a time.
const PIECE: usize = 32 << 10;

/// The zlib stream of one direction.
#[derive(Debug, Default)]
pub(super) enum Inflate {
    /// Nothing came: the other direction of a transfer needs no window.
    #[default]
    Idle,
    /// It runs.
    Running(Box<Inflating>),
    /// Its checksum came and was right.
    Ended,
}

#[derive(Debug)]
pub(super) struct Inflating {
    zlib: Decompress,
    out: Vec<u8>,
}

impl Inflate {
    pub(super) fn push(
        &mut self,
        bytes: &[u8],
        out: &mut dyn FnMut(Piece),
    ) -> Result<usize, Broken> {
        if let Inflate::Idle = self {
            *self = Inflate::Running(Box::new(Inflating {
                zlib: Decompress::new(true),
                out: vec![0; PIECE],
            }));
        }
        let Inflate::Running(running) = self else {
            return Err(Broken);
        };
        let (used, ended) = running.push(bytes, out)?;
        if ended {
            *self = Inflate::Ended;
            out(Piece::EndOfFile);
        }
        Ok(used)
    }
}

impl Inflating {
    fn push(&mut self, bytes: &[u8], out: &mut dyn FnMut(Piece)) -> Result<(usize, bool), Broken> {
        let mut used = 0;
        loop {
            let before = (self.zlib.total_in(), self.zlib.total_out());
            let status = self
                .zlib
                .decompress(&bytes[used..], &mut self.out, FlushDecompress::None);
            let made = (self.zlib.total_out() - before.1) as usize;
            let taken = (self.zlib.total_in() - before.0) as usize;
            used += taken;
            // what came before a fault too, be it in the same segment
            if made > 0 {
                out(Piece::Data(&self.out[..made]));
            }
            let status = status.map_err(|_| Broken)?;
            if status == Status::StreamEnd {
                return Ok((used, true));
            }
            if used == bytes.len() && made < PIECE {
                return Ok((used, false));
            }
            if taken == 0 && made == 0 {
                return Err(Broken);
            }
        }
    }
}
