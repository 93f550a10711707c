//! The decoders of MODE B, C, E, Z and STRU R, cut in any way.
#![no_main]

use ftpscope::ftp::mode::{Broken, ModeReader, Piece};
use ftpscope::model::{DataType, TransferMode};
use libfuzzer_sys::fuzz_target;

/// What a decoder gives: its bytes, the marks with their places, and whether it broke.
#[derive(Debug, Default, PartialEq)]
struct Given {
    bytes: Vec<u8>,
    marks: Vec<(usize, String)>,
    broken: bool,
}

/// A small input can hold a great file.
const ENOUGH: usize = 1 << 20;

const MODES: [TransferMode; 5] = [
    TransferMode::Stream,
    TransferMode::Block,
    TransferMode::Compressed,
    TransferMode::Deflate,
    TransferMode::ExtendedBlock,
];

fuzz_target!(|input: (u8, bool, bool, u8, &[u8])| {
    let (mode, ascii, records, chunk, wire) = input;
    let mode = MODES[usize::from(mode) % MODES.len()];
    let data_type = if ascii {
        DataType::Ascii
    } else {
        DataType::Image
    };
    let decoder = || ModeReader::new(mode, data_type, records);
    let (Some(whole), Some(parts)) = (decoder(), decoder()) else {
        return;
    };
    let whole = decode(whole, std::iter::once(wire));
    let parts = decode(parts, wire.chunks(usize::from(chunk).max(1)));
    if whole.bytes.len() < ENOUGH && parts.bytes.len() < ENOUGH {
        assert_eq!(whole.broken, parts.broken);
        // how much came out of a broken stream before that was seen is nobody's business: it counts for nothing
        assert!(whole.broken || whole == parts, "{whole:?} {parts:?}");
    }
});

fn decode<'a>(mut decoder: ModeReader, chunks: impl Iterator<Item = &'a [u8]>) -> Given {
    let mut given = Given::default();
    for mut chunk in chunks {
        while !chunk.is_empty() && !given.broken && given.bytes.len() < ENOUGH {
            match decoder.push(chunk, &mut |piece| given.take(piece)) {
                Ok(used) => chunk = &chunk[used..],
                Err(Broken) => given.broken = true,
            }
        }
    }
    if !given.broken {
        decoder.finish(&mut |piece| given.take(piece));
    }
    given
}

impl Given {
    fn take(&mut self, piece: Piece) {
        let at = self.bytes.len();
        match piece {
            Piece::Data(data) => self.bytes.extend_from_slice(data),
            mark => self.marks.push((at, format!("{mark:?}"))),
        }
    }
}
