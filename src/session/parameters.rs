//! Transfer parameters (RFC 959 section 3.1), reset by AUTH and REIN.

use crate::record::{DataType, TransferMode};

/// What holds for the next transfer.
#[derive(Debug, Default)]
pub(super) struct Parameters {
    pub directory: Vec<u8>,
    pub data_type: DataType,
    pub transfer_mode: TransferMode,
    /// STRU R.
    pub records: bool,
    pub offset: u64,
}

impl Parameters {
    /// The argument of an accepted TYPE.
    pub(super) fn set_type(&mut self, argument: Option<&[u8]>) {
        self.data_type = match letter(argument) {
            Some(b'A') => DataType::Ascii,
            Some(b'I') => DataType::Image,
            Some(b'E') => DataType::Ebcdic,
            Some(b'L') => DataType::Local,
            _ => return,
        };
    }

    /// The argument of an accepted MODE.
    pub(super) fn set_mode(&mut self, argument: Option<&[u8]>) {
        self.transfer_mode = match letter(argument) {
            Some(b'S') => TransferMode::Stream,
            Some(b'B') => TransferMode::Block,
            Some(b'C') => TransferMode::Compressed,
            Some(b'Z') => TransferMode::Deflate,
            _ => return,
        };
    }

    /// The argument of an accepted STRU.
    pub(super) fn set_structure(&mut self, argument: Option<&[u8]>) {
        self.records = letter(argument) == Some(b'R');
    }
}

fn letter(argument: Option<&[u8]>) -> Option<u8> {
    argument.and_then(<[u8]>::first).map(u8::to_ascii_uppercase)
}
