//! Transmission modes (RFC 959 section 3.4): from the bytes of a data connection to the file that
//! they wrap.
//!
//! A decoder takes the wire in chunks of any size and gives out pieces of the file as it goes; it
//! holds a header and no more (inflating: one window), so that neither a large file nor a small one
//! that inflates without end needs memory.

mod block;
mod blocks;
mod compressed;
mod deflate;
mod extended;
mod stream;

use crate::model::{DataType, TransferMode};

use block::BlockMode;
use compressed::Compressed;
use deflate::Inflate;
use extended::ExtendedBlockMode;
use stream::Records;

/// What a decoder finds on the wire, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// The next bytes of the file.
    Data(&'a [u8]),
    /// A record ends (STRU R, RFC 959 section 3.1.2.2).
    EndOfRecord,
    /// A restart marker (RFC 959 section 3.5).
    Restart,
    /// The next bytes stand at this place of the file (MODE E).
    Place(u64),
    /// So many connections carry the file (MODE E).
    Channels(u64),
    /// The file ends, or in MODE E what comes of it over this connection.
    EndOfFile,
}

/// The wire does not keep to the mode, or too much of it is missing: nothing after this can be
/// decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken;

/// A decoder of one direction of a data connection.
#[derive(Debug)]
pub struct ModeReader(ModeDecoder);

#[derive(Debug)]
enum ModeDecoder {
    Records(Records),
    Block(BlockMode),
    Compressed(Compressed),
    Extended(ExtendedBlockMode),
    Deflate(Inflate),
}

impl ModeReader {
    /// The decoder for these transfer parameters; `None` where the wire is the file.
    pub fn new(mode: TransferMode, data_type: DataType, records: bool) -> Option<Self> {
        Some(ModeReader(match mode {
            TransferMode::Stream if records => ModeDecoder::Records(Records::default()),
            TransferMode::Stream => return None,
            TransferMode::Block => ModeDecoder::Block(BlockMode::default()),
            TransferMode::Compressed => ModeDecoder::Compressed(Compressed::new(data_type)),
            TransferMode::ExtendedBlock => ModeDecoder::Extended(ExtendedBlockMode::default()),
            TransferMode::Deflate => ModeDecoder::Deflate(Inflate::default()),
        }))
    }

    /// Decodes up to the end of `bytes` or of a file, whichever comes first, and returns how many
    /// bytes that took.
    pub fn push(&mut self, bytes: &[u8], out: &mut dyn FnMut(Piece)) -> Result<usize, Broken> {
        match &mut self.0 {
            ModeDecoder::Records(decoder) => Ok(decoder.push(bytes, out)),
            ModeDecoder::Block(decoder) => decoder.push(bytes, out),
            ModeDecoder::Compressed(decoder) => Ok(decoder.push(bytes, out)),
            ModeDecoder::Extended(decoder) => decoder.push(bytes, out),
            ModeDecoder::Deflate(decoder) => decoder.push(bytes, out),
        }
    }

    /// Bytes are missing: those of the file that they held are lost either way; the error says that
    /// it is not known where the next header stands.
    pub fn gap(&mut self, len: u64) -> Result<(), Broken> {
        match &mut self.0 {
            ModeDecoder::Block(decoder) => decoder.gap(len),
            ModeDecoder::Compressed(decoder) => decoder.gap(len),
            ModeDecoder::Extended(decoder) => decoder.gap(len),
            ModeDecoder::Records(_) | ModeDecoder::Deflate(_) => Err(Broken),
        }
    }

    /// The wire has ended.
    pub fn finish(&mut self, out: &mut dyn FnMut(Piece)) {
        match &mut self.0 {
            ModeDecoder::Block(decoder) => decoder.finish(out),
            ModeDecoder::Compressed(decoder) => decoder.finish(out),
            ModeDecoder::Extended(decoder) => decoder.finish(out),
            ModeDecoder::Records(_) | ModeDecoder::Deflate(_) => {}
        }
    }
}

/// Descriptor codes of a block (RFC 959 section 3.4.2), which MODE C uses too.
mod descriptor {
    pub(super) const END_OF_RECORD: u8 = 0x80;
    pub(super) const END_OF_FILE: u8 = 0x40;
    pub(super) const RESTART: u8 = 0x10;
    /// Bits without a meaning; with 0x20, "suspected errors in the data", the four above are all
    /// there are.
    pub(super) const UNKNOWN: u8 = 0x0f;
}

/// Tells what a descriptor says about the string before it; true where that was the last of a file.
fn close(code: u8, out: &mut dyn FnMut(Piece)) -> bool {
    for (bit, piece) in [
        (descriptor::RESTART, Piece::Restart),
        (descriptor::END_OF_RECORD, Piece::EndOfRecord),
        (descriptor::END_OF_FILE, Piece::EndOfFile),
    ] {
        if code & bit != 0 {
            out(piece);
        }
    }
    code & descriptor::END_OF_FILE != 0
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use proptest::prelude::*;

    use super::*;

    /// Pieces, with adjacent data joined, and whether the decoder gave up.
    fn decode(mode: TransferMode, chunks: &[&[u8]]) -> (Vec<(char, Vec<u8>)>, bool) {
        let mut decoder = ModeReader::new(mode, DataType::Image, true).unwrap();
        let mut pieces: Vec<(char, Vec<u8>)> = Vec::new();
        let mut keep = |piece: Piece| match (piece, pieces.last_mut()) {
            (Piece::Data(data), Some(('d', last))) => last.extend_from_slice(data),
            (Piece::Data(data), _) => pieces.push(('d', data.to_vec())),
            (Piece::EndOfRecord, _) => pieces.push(('r', Vec::new())),
            (Piece::Restart, _) => pieces.push(('m', Vec::new())),
            (Piece::Place(place), _) => pieces.push(('p', place.to_string().into_bytes())),
            (Piece::Channels(count), _) => pieces.push(('c', count.to_string().into_bytes())),
            (Piece::EndOfFile, _) => pieces.push(('f', Vec::new())),
        };
        for chunk in chunks {
            let mut rest = *chunk;
            while !rest.is_empty() {
                match decoder.push(rest, &mut keep) {
                    Ok(used) => rest = &rest[used..],
                    Err(Broken) => return (pieces, true),
                }
            }
        }
        decoder.finish(&mut keep);
        (pieces, false)
    }

    fn names(pieces: &[(char, Vec<u8>)]) -> String {
        let shown = pieces.iter().map(|(kind, data)| match kind {
            'd' => String::from_utf8_lossy(data).into_owned(),
            kind => format!("<{kind}>"),
        });
        shown.collect()
    }

    fn zlib(data: &[u8]) -> Vec<u8> {
        let mut encoder =
            flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(data).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn blocks_end_files_and_records() {
        let wire =
            b"\x00\x00\x03abc\x80\x00\x02de\x10\x00\x04mark\x20\x00\x01f\x40\x00\x00\xc0\x00\x01g";
        let (pieces, broken) = decode(TransferMode::Block, &[wire]);
        assert_eq!(
            (names(&pieces).as_str(), broken),
            ("abcde<r><m>f<f>g<r><f>", false)
        );
    }

    #[test]
    fn extended_blocks_say_where_they_belong_and_how_many_connections_there_are() {
        let wire = [
            extended_block(0, 3, 10, b"abc"),
            extended_block(0x10, 2, 0, b"mm"),
            extended_block(0x40, 0, 2, b""),
            extended_block(0x0c, 1, 20, b"z"),
        ];
        let (pieces, broken) = decode(TransferMode::ExtendedBlock, &[&wire.concat()]);
        let shown: Vec<(char, &[u8])> = pieces.iter().map(|(k, d)| (*k, &d[..])).collect();
        let expected: [(char, &[u8]); 6] = [
            ('p', b"10"),
            ('d', b"abc"),
            ('c', b"2"),
            ('p', b"20"),
            ('d', b"z"),
            ('f', b""),
        ];
        assert_eq!((&shown[..], broken), (&expected[..], false));
        let beyond = extended_block(0, 2, u64::MAX, b"xx");
        assert!(decode(TransferMode::ExtendedBlock, &[&beyond]).1);
    }

    fn extended_block(code: u8, count: u64, offset: u64, data: &[u8]) -> Vec<u8> {
        let mut block = vec![code];
        block.extend(count.to_be_bytes());
        block.extend(offset.to_be_bytes());
        block.extend(data);
        block
    }

    #[test]
    fn bytes_that_are_no_blocks_are_given_up() {
        assert_eq!(decode(TransferMode::Block, &[b"hello"]), (Vec::new(), true));
    }

    #[test]
    fn compressed_strings_fillers_and_escapes() {
        let wire = b"\x03abc\x84x\x00\x80\x01d\x00\x10\x02mm\x00\x40\x02ef\x01g";
        let (pieces, broken) = decode(TransferMode::Compressed, &[wire, b"\x00\x40"]);
        assert_eq!(
            (names(&pieces).as_str(), broken),
            ("abcxxxxd<r><m>ef<f>g<f>", false)
        );
        let mut text = ModeReader::new(TransferMode::Compressed, DataType::Ascii, false).unwrap();
        let mut filler = Vec::new();
        let used = text.push(b"\xc3", &mut |piece| {
            if let Piece::Data(data) = piece {
                filler.extend_from_slice(data);
            }
        });
        assert_eq!((used, filler.as_slice()), (Ok(1), &b"   "[..]));
    }

    #[test]
    fn records_of_a_stream() {
        let wire = b"one\xff\x01tw\xff\xffo\xff\x03";
        let (pieces, _) = decode(TransferMode::Stream, &[wire]);
        assert_eq!(
            pieces.iter().map(|(kind, _)| *kind).collect::<String>(),
            "drdrf"
        );
        assert_eq!(pieces[2].1, b"tw\xffo");
    }

    #[test]
    fn a_zlib_stream_ends_its_file_and_nothing_may_follow() {
        let mut wire = zlib(b"hello");
        assert_eq!(
            names(&decode(TransferMode::Deflate, &[&wire]).0),
            "hello<f>"
        );
        let cut = decode(TransferMode::Deflate, &[&wire[..wire.len() - 2]]);
        assert_eq!((names(&cut.0).as_str(), cut.1), ("hello", false));
        wire.push(0);
        assert!(decode(TransferMode::Deflate, &[&wire]).1);
        assert!(decode(TransferMode::Deflate, &[b"no zlib at all"]).1);
    }

    #[test]
    fn a_bomb_is_given_out_in_small_pieces() {
        let wire = zlib(&vec![0; 8 << 20]);
        assert!(wire.len() < 10_000);
        let mut decoder = ModeReader::new(TransferMode::Deflate, DataType::Image, false).unwrap();
        let (mut total, mut largest) = (0, 0);
        let used = decoder.push(&wire, &mut |piece| {
            if let Piece::Data(data) = piece {
                total += data.len();
                largest = largest.max(data.len());
            }
        });
        assert_eq!((used, total), (Ok(wire.len()), 8 << 20));
        assert!(largest <= 64 << 10);
    }

    #[test]
    fn a_gap_inside_a_block_does_not_hide_the_next_header() {
        let mut decoder = ModeReader::new(TransferMode::Block, DataType::Image, false).unwrap();
        let mut ends = 0;
        let mut count = |piece: Piece| ends += usize::from(piece == Piece::EndOfFile);
        assert_eq!(decoder.push(b"\x40\x00\x05a", &mut count), Ok(4));
        assert_eq!(decoder.gap(3), Ok(()));
        assert_eq!(decoder.push(b"e", &mut count), Ok(1));
        assert_eq!(decoder.gap(1), Err(Broken));
        assert_eq!(ends, 1);
    }

    #[test]
    fn a_gap_to_the_end_of_a_block_still_ends_the_file() {
        for (mode, wire) in [
            (TransferMode::Block, &b"\x40\x00\x02a"[..]),
            (TransferMode::Compressed, b"\x00\x40\x02a"),
        ] {
            let mut decoder = ModeReader::new(mode, DataType::Image, false).unwrap();
            let mut ends = 0;
            let mut count = |piece: Piece| ends += usize::from(piece == Piece::EndOfFile);
            decoder.push(wire, &mut count).unwrap();
            assert_eq!(decoder.gap(1), Ok(()));
            // The next bytes are of the next file: the one before ends without taking any of them.
            assert_eq!(decoder.push(b"\x00", &mut count), Ok(0), "{mode:?}");
            assert_eq!(ends, 1, "{mode:?}");
        }
    }

    #[test]
    fn what_stands_before_a_fault_comes_out_whatever_the_segments() {
        let mut wire = vec![56, 141, 138, 32, 0, 62];
        wire.resize(33, 0);
        let whole = decode(TransferMode::Deflate, &[&wire]);
        assert!(whole.0.len() == 1 && whole.1, "{whole:?}");
        for cut in 0..wire.len() {
            let (first, second) = wire.split_at(cut);
            let parts = decode(TransferMode::Deflate, &[first, second]);
            assert_eq!(parts, whole, "cut at {cut}");
        }
    }

    /// A model that knows whole files only.
    fn blocks(files: &[Vec<u8>], size: usize) -> Vec<u8> {
        let mut wire = Vec::new();
        for file in files {
            for block in file.chunks(size) {
                wire.push(0);
                wire.extend_from_slice(&(block.len() as u16).to_be_bytes());
                wire.extend_from_slice(block);
            }
            wire.extend_from_slice(&[0x40, 0, 0]);
        }
        wire
    }

    fn split(wire: &[u8], cuts: &[usize]) -> Vec<Vec<u8>> {
        let mut cuts: Vec<usize> = cuts.iter().map(|c| c % (wire.len() + 1)).collect();
        cuts.extend([0, wire.len()]);
        cuts.sort_unstable();
        cuts.windows(2)
            .map(|pair| wire[pair[0]..pair[1]].to_vec())
            .collect()
    }

    const MODES: [TransferMode; 5] = [
        TransferMode::ExtendedBlock,
        TransferMode::Stream,
        TransferMode::Block,
        TransferMode::Compressed,
        TransferMode::Deflate,
    ];

    proptest! {
        #[test]
        fn blocks_of_any_size_give_the_files_back(
            files in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..200), 1..5),
            size in 1usize..300,
        ) {
            let (pieces, broken) = decode(TransferMode::Block, &[&blocks(&files, size)]);
            prop_assert!(!broken);
            let mut found = vec![Vec::new()];
            for (kind, data) in pieces {
                match kind {
                    'f' => found.push(Vec::new()),
                    _ => found.last_mut().unwrap().extend(data),
                }
            }
            prop_assert_eq!(found.pop(), Some(Vec::new()));
            prop_assert_eq!(found, files);
        }

        #[test]
        fn chunks_make_no_difference(
            noise in prop::collection::vec(any::<u8>(), 0..300),
            files in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..100), 1..3),
            cuts in prop::collection::vec(any::<usize>(), 0..8),
        ) {
            for wire in [noise.clone(), blocks(&files, 40), zlib(&files[0])] {
                let parts = split(&wire, &cuts);
                let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
                for mode in MODES {
                    prop_assert_eq!(decode(mode, &[&wire]), decode(mode, &parts), "{:?}", mode);
                }
            }
        }
    }
}
