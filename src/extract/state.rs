//! What is known of a file while it is written.

use crate::digest::{HEAD, media_type};
use crate::model::{Analysis, DataType, Digests};

use super::plan::File;
use super::ranges::ByteRanges;
use super::sum::Sum;
use super::{ExtractFault, ExtractOptions};

/// A file in the making.
#[derive(Debug, Default)]
pub(super) struct FileState {
    /// What it is called until it has its name.
    pub(super) number: usize,
    /// The pass that made the records has told all of it.
    pub(super) early: bool,
    pub(super) parts: Vec<PartState>,
    /// Where it ends so far; where parts leave a hole, that counts too, also at the end.
    pub(super) len: u64,
    /// Bytes and zeros that were written.
    pub(super) bytes: u64,
    pub(super) filled: u64,
    /// Ends of records that were found in it.
    pub(super) records: u64,
    /// What of a file with several parts is there.
    pub(super) there: Option<ByteRanges>,
    /// Of what was written so far, in order.
    pub(super) sum: Sum,
    /// Something was not written in order.
    pub(super) disordered: bool,
    /// Its first bytes, until it is whole, and what they say.
    pub(super) head: Vec<u8>,
    pub(super) media_type: Option<&'static str>,
    pub(super) faults: Vec<ExtractFault>,
    /// Nothing more of it is written.
    pub(super) cut: bool,
    /// The holes between its parts are left out.
    pub(super) compacts: bool,
}

/// Where the bytes of a file come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ByteSource {
    /// The pass that made the records has spooled them.
    Spool,
    /// A pass to come tells them.
    Pass,
    /// It makes the digests of transfers too, which are those of most files.
    DigestingPass,
}

#[derive(Debug)]
pub(super) struct PartState {
    /// Where in the output its next byte goes.
    pub(super) at: u64,
    pub(super) wire: u64,
    pub(super) lost: u64,
    /// Of what it is on the wire, where that is not the file.
    pub(super) sum: Sum,
    /// The transfer mode wraps it.
    pub(super) wrapped: bool,
    /// It is text (TYPE A), so that its records are lines.
    pub(super) is_text: bool,
    /// Nothing of it is to come.
    pub(super) ended: bool,
}

impl FileState {
    /// A file of which nobody knows yet what it is, that nothing will change.
    pub(super) fn plain(number: usize) -> Self {
        let part = PartState {
            at: 0,
            wire: 0,
            lost: 0,
            sum: Sum::Told,
            wrapped: false,
            is_text: false,
            ended: false,
        };
        FileState {
            number,
            early: true,
            parts: vec![part],
            ..FileState::default()
        }
    }

    pub(super) fn new(
        number: usize,
        analysis: &Analysis,
        file: &File,
        options: &ExtractOptions,
        source: ByteSource,
    ) -> Self {
        let joined = file.parts.len() > 1;
        let early = source == ByteSource::Spool;
        let mut whole = source == ByteSource::DigestingPass && options.max_file_size.is_none();
        let parts = file
            .parts
            .iter()
            .map(|part| {
                let (_, transfer) = part.of(analysis);
                let changes = options.newlines.is_some() && transfer.data_type == DataType::Ascii;
                let fills = options.fill && transfer.lost_bytes > 0;
                let differs = joined
                    || transfer.wrapped
                    || changes
                    || fills
                    || options.max_total_size.is_some();
                whole &= !differs;
                let known = early && transfer.digests != Digests::default();
                PartState {
                    at: part.offset - file.offset(),
                    wire: 0,
                    lost: 0,
                    sum: if differs && !known {
                        Sum::Wanted(options.hash)
                    } else {
                        Sum::Told
                    },
                    wrapped: transfer.wrapped,
                    is_text: transfer.data_type == DataType::Ascii,
                    ended: false,
                }
            })
            .collect();
        FileState {
            number,
            early,
            parts,
            there: joined.then(ByteRanges::default),
            sum: if whole {
                Sum::Told
            } else {
                Sum::Wanted(options.hash)
            },
            ..FileState::default()
        }
    }

    /// Room that is left for it, and what sets the bound; `total` are the bytes of all files.
    fn room(&self, options: &ExtractOptions, total: u64) -> (u64, ExtractFault) {
        let of_file = options
            .max_file_size
            .map_or(u64::MAX, |max| max.saturating_sub(self.bytes));
        let wrapped = self.parts.iter().any(|part| part.wrapped);
        let of_all = options
            .max_total_size
            .or(options.most_made().filter(|_| wrapped))
            .map_or(u64::MAX, |max| max.saturating_sub(total));
        if of_file < of_all {
            (of_file, ExtractFault::MaxFileSize)
        } else {
            (of_all, ExtractFault::MaxTotalSize)
        }
    }

    /// What of new bytes may be written.
    pub(super) fn within_limits<'b>(
        &mut self,
        bytes: &'b [u8],
        options: &ExtractOptions,
        total: u64,
    ) -> &'b [u8] {
        if self.cut {
            return &[];
        }
        let (room, fault) = self.room(options, total);
        if bytes.len() as u64 > room {
            self.cut(fault);
        }
        &bytes[..bytes.len().min(usize::try_from(room).unwrap_or(usize::MAX))]
    }

    /// What forbids that so many zeros more are put in the place of missing bytes; `filled` are
    /// those of all files.
    pub(super) fn forbids_zeros(
        &self,
        len: u64,
        options: &ExtractOptions,
        filled: u64,
        total: u64,
    ) -> Option<ExtractFault> {
        let (room, fault) = self.room(options, total);
        if len > room {
            return Some(fault);
        }
        (filled.saturating_add(len) > options.most_filled()).then_some(ExtractFault::FillLimit)
    }

    /// Notes that bytes are written.
    pub(super) fn note(&mut self, at: u64, bytes: &[u8]) {
        if at == self.head.len() as u64 && self.head.len() < HEAD {
            self.head
                .extend_from_slice(&bytes[..bytes.len().min(HEAD - self.head.len())]);
        }
        // what comes after the end, in a capture that has changed, is digested when all is read
        // again
        self.disordered |= at != self.len || self.sum.is_made();
        if !self.disordered {
            self.sum.update(bytes);
        }
        self.bytes += bytes.len() as u64;
        self.len = self.len.max(at + bytes.len() as u64);
    }

    /// Notes that a hole stands for so many zeros.
    pub(super) fn zeros(&mut self, mut len: u64) {
        const ZEROS: [u8; 16 << 10] = [0; 16 << 10];
        self.len += len;
        self.bytes += len;
        self.disordered |= self.sum.is_made();
        while len > 0 && self.sum.is_wanted() {
            let piece = &ZEROS[..ZEROS.len().min(usize::try_from(len).unwrap_or(usize::MAX))];
            self.sum.update(piece);
            len -= piece.len() as u64;
        }
    }

    /// Where parts leave holes.
    pub(super) fn holes(&self) -> Vec<(u64, u64)> {
        let Some(there) = &self.there else {
            return Vec::new();
        };
        complement(&there.iter().collect::<Vec<_>>(), self.len)
    }

    /// What of it is kept, where its parts leave these holes.
    pub(super) fn kept(&self, holes: &[(u64, u64)]) -> Vec<(u64, u64)> {
        if self.compacts {
            complement(holes, self.len)
        } else {
            vec![(0, self.len)]
        }
    }

    /// All of it is there: says what it is by its first bytes, makes its digest, and forgets what
    /// that took.
    pub(super) fn settle(&mut self) {
        self.sum.settle();
        let head = std::mem::take(&mut self.head);
        self.media_type = self.media_type.or_else(|| media_type(&head));
    }

    /// Notes why it is not complete.
    pub(super) fn blame(&mut self, fault: ExtractFault) {
        if !self.faults.contains(&fault) {
            self.faults.push(fault);
        }
    }

    /// Ends it here.
    pub(super) fn cut(&mut self, fault: ExtractFault) {
        self.cut = true;
        self.blame(fault);
    }
}

/// What lies between ranges, up to `len`.
pub(super) fn complement(ranges: &[(u64, u64)], len: u64) -> Vec<(u64, u64)> {
    let ends = ranges.iter().map(|&(_, to)| to);
    let starts = ranges.iter().map(|&(from, _)| from).chain([len]);
    std::iter::once(0)
        .chain(ends)
        .zip(starts)
        .filter(|(from, to)| from < to)
        .collect()
}
