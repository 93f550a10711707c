//! Transfer parameters (RFC 959 section 3.1), reset by AUTH and REIN.

use crate::ftp;
use crate::model::{DataType, TransferMode};

use super::path::WorkingDirectory;

/// What holds for the next transfer.
#[derive(Debug, Default)]
pub(super) struct Parameters {
    pub directory: WorkingDirectory,
    pub data_type: DataType,
    /// A TYPE may have been given where nobody could hear it: before the capture, in a gap, under
    /// TLS.
    pub type_unread: bool,
    pub transfer_mode: TransferMode,
    /// STRU R.
    pub records: bool,
    /// An accepted REST that no transfer has followed yet: its command and the offset.
    pub restart: Option<(usize, u64)>,
}

impl Parameters {
    /// The argument of an accepted TYPE.
    pub(super) fn set_type(&mut self, argument: Option<&[u8]>) {
        if let Some(data_type) = argument.and_then(ftp::data_type) {
            self.data_type = data_type;
            self.type_unread = false;
        }
    }

    /// The first 1yz reply of a transfer. Most servers say the type in it, in the words of 4.2BSD:
    /// "Opening BINARY mode data connection for ...". That counts where the TYPE itself was not
    /// read.
    pub(super) fn read_type(&mut self, reply: &[u8]) {
        let mut words = reply.split(|&b| b == b' ');
        let [first, word, third] = std::array::from_fn(|_| words.next().unwrap_or_default());
        let opening = first.eq_ignore_ascii_case(b"opening") && third.eq_ignore_ascii_case(b"mode");
        if self.type_unread && opening {
            self.set_type(type_letter(word).as_ref().map(std::slice::from_ref));
        }
    }

    /// The argument of an accepted MODE.
    pub(super) fn set_mode(&mut self, argument: Option<&[u8]>) {
        self.transfer_mode = match letter(argument) {
            Some(b'S') => TransferMode::Stream,
            Some(b'B') => TransferMode::Block,
            Some(b'C') => TransferMode::Compressed,
            Some(b'E') => TransferMode::ExtendedBlock,
            Some(b'Z') => TransferMode::Deflate,
            _ => return,
        };
    }

    /// The argument of an accepted STRU.
    pub(super) fn set_structure(&mut self, argument: Option<&[u8]>) {
        self.records = letter(argument) == Some(b'R');
    }
}

fn type_letter(word: &[u8]) -> Option<u8> {
    let words: [(&[u8], u8); 3] = [(b"ascii", b'A'), (b"binary", b'I'), (b"image", b'I')];
    words
        .into_iter()
        .find(|(name, _)| word.eq_ignore_ascii_case(name))
        .map(|(_, letter)| letter)
}

fn letter(argument: Option<&[u8]>) -> Option<u8> {
    let first = argument?.trim_ascii_start().first()?;
    Some(first.to_ascii_uppercase())
}
