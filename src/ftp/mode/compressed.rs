//! MODE C (RFC 959 section 3.4.3): runs of bytes, one byte repeated, fillers, and escapes that hold
//! the descriptors of block mode for the string that follows.

use crate::model::DataType;

use super::{Broken, Piece, close, descriptor};

/// Longest string that one control byte stands for: `10 n` and `11 n` have six bits.
const MOST: usize = 0x3f;

#[derive(Clone, Copy, Debug, Default)]
enum Expects {
    /// The next byte begins a string.
    #[default]
    Control,
    /// The next byte is a descriptor.
    Escape,
    /// So many bytes follow as they are.
    Run(usize),
    /// The next byte counts so many times.
    Repeat(usize),
}

/// The strings of one direction.
#[derive(Debug)]
pub(super) struct Compressed {
    state: Expects,
    /// Descriptor of the string that comes next.
    descriptor: u8,
    filler: u8,
}

impl Compressed {
    /// The filler is the space of the representation type, zero for image and local.
    pub(super) fn new(data_type: DataType) -> Self {
        let filler = match data_type {
            DataType::Ascii => b' ',
            DataType::Ebcdic => 0x40,
            DataType::Image | DataType::Local => 0,
        };
        Compressed {
            state: Expects::Control,
            descriptor: 0,
            filler,
        }
    }

    pub(super) fn push(&mut self, bytes: &[u8], out: &mut dyn FnMut(Piece)) -> usize {
        let mut used = 0;
        while used < bytes.len() {
            match self.state {
                Expects::Run(0) => {
                    if self.end_string(out) {
                        return used;
                    }
                }
                Expects::Run(left) => {
                    let taken = left.min(bytes.len() - used);
                    self.data(&bytes[used..used + taken], out);
                    used += taken;
                    self.state = Expects::Run(left - taken);
                    if left == taken && self.end_string(out) {
                        return used;
                    }
                }
                // A descriptor without a string of its own: a file whose last string was sent
                // before it was known.
                Expects::Control if bytes[used] == 0 && self.descriptor != 0 => {
                    if self.end_string(out) {
                        return used;
                    }
                }
                Expects::Control => {
                    used += 1;
                    if self.control(bytes[used - 1], out) {
                        return used;
                    }
                }
                Expects::Escape => {
                    self.descriptor = bytes[used];
                    self.state = Expects::Control;
                    used += 1;
                }
                Expects::Repeat(times) => {
                    self.data(&[bytes[used]; MOST][..times], out);
                    used += 1;
                    if self.end_string(out) {
                        return used;
                    }
                }
            }
        }
        used
    }

    /// Within a run the count tells where the next string begins.
    pub(super) fn gap(&mut self, len: u64) -> Result<(), Broken> {
        match (self.state, usize::try_from(len)) {
            (Expects::Run(left), Ok(len)) if len <= left => {
                self.state = Expects::Run(left - len);
                Ok(())
            }
            _ => Err(Broken),
        }
    }

    pub(super) fn finish(&mut self, out: &mut dyn FnMut(Piece)) {
        if matches!(self.state, Expects::Control | Expects::Run(0)) {
            self.end_string(out);
        }
    }

    /// The first byte of a string; true where the string, and with it the file, ends at once.
    fn control(&mut self, byte: u8, out: &mut dyn FnMut(Piece)) -> bool {
        let count = usize::from(byte) & MOST;
        match byte {
            0 => self.state = Expects::Escape,
            1..0x80 => self.state = Expects::Run(usize::from(byte)),
            0x80..0xc0 => self.state = Expects::Repeat(count),
            0xc0.. => {
                self.data(&[self.filler; MOST][..count], out);
                return self.end_string(out);
            }
        }
        false
    }

    fn data(&self, data: &[u8], out: &mut dyn FnMut(Piece)) {
        if !data.is_empty() && self.descriptor & descriptor::RESTART == 0 {
            out(Piece::Data(data));
        }
    }

    fn end_string(&mut self, out: &mut dyn FnMut(Piece)) -> bool {
        self.state = Expects::Control;
        close(std::mem::take(&mut self.descriptor), out)
    }
}
