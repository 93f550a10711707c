//! One file of a plan in memory, for whoever has no folder to write to. It has the bytes that
//! `extract` writes: bytes that are missing are left out, and where parts overlap the first one
//! counts.

use std::io;

use crate::analysis::observer::{Content, Observer};
use crate::analysis::{ContentScope, ControlPlane, Wanted};
use crate::model::{Analysis, DataType, FilePlace};

use super::plan::File;
use super::ranges::ByteRanges;

/// The file has more bytes than were allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the file is larger than {most} bytes")]
pub struct FileTooLarge {
    /// What was allowed, in bytes.
    pub most: usize,
}

/// Reads a file of a plan: a pass over the capture.
///
/// # Errors
/// Where it is larger than `most` bytes, its holes counted in.
pub fn read_file(
    plane: &ControlPlane,
    analysis: &Analysis,
    file: &File,
    most: usize,
) -> Result<Vec<u8>, FileTooLarge> {
    let mut reader = MemoryFile::new(analysis, file, most);
    let wanted = Wanted {
        contents: ContentScope::All,
        ..Wanted::default()
    };
    // the records are known and are not made again; the one error is that of the reader
    let known = Some(Analysis::default());
    match plane.data_pass_with(wanted, &mut reader, known) {
        Ok(_) => Ok(reader.finish()),
        Err(_) => Err(FileTooLarge { most }),
    }
}

/// Takes what a pass tells of one file.
struct MemoryFile {
    parts: Vec<MemoryPart>,
    /// Where in the file on the server it begins.
    offset: u64,
    bytes: Vec<u8>,
    /// What of it is there, where it has several parts.
    there: Option<ByteRanges>,
    most: usize,
}

struct MemoryPart {
    place: FilePlace,
    /// Where its next byte goes.
    at: u64,
    /// The transfer mode wraps it.
    wrapped: bool,
    is_text: bool,
}

impl MemoryFile {
    fn new(analysis: &Analysis, file: &File, most: usize) -> Self {
        let parts = file.parts.iter().map(|part| {
            let (_, transfer) = part.of(analysis);
            MemoryPart {
                place: part.place,
                at: part.offset - file.offset(),
                wrapped: transfer.wrapped,
                is_text: transfer.data_type == DataType::Ascii,
            }
        });
        MemoryFile {
            parts: parts.collect(),
            offset: file.offset(),
            bytes: Vec::new(),
            there: (file.parts.len() > 1).then(ByteRanges::default),
            most,
        }
    }

    /// The file, without the holes between its parts.
    fn finish(self) -> Vec<u8> {
        let Some(there) = self.there else {
            return self.bytes;
        };
        let pieces = there.split(0, self.bytes.len() as u64).into_iter();
        let kept = pieces.filter(|&(_, _, there)| there);
        kept.flat_map(|(from, to, _)| &self.bytes[from as usize..to as usize])
            .copied()
            .collect()
    }

    /// Puts bytes of a part where they belong, those that are not there yet.
    fn put(&mut self, part: usize, bytes: &[u8]) -> io::Result<()> {
        let at = self.parts[part].at;
        let end = at.saturating_add(bytes.len() as u64);
        if end > self.most as u64 {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.parts[part].at = end;
        let pieces = match &mut self.there {
            Some(there) => {
                let pieces = there.split(at, end);
                there.add(at, end);
                pieces
            }
            None => vec![(at, end, false)],
        };
        for (from, to, _) in pieces.into_iter().filter(|&(_, _, there)| !there) {
            if self.bytes.len() < to as usize {
                self.bytes.resize(to as usize, 0);
            }
            let piece = &bytes[(from - at) as usize..(to - at) as usize];
            self.bytes[from as usize..to as usize].copy_from_slice(piece);
        }
        Ok(())
    }

    fn take(&mut self, part: usize, content: Content<'_>) -> io::Result<()> {
        let state = &mut self.parts[part];
        match content {
            Content::Wire(bytes) if !state.wrapped => self.put(part, bytes)?,
            // between the parts of a file a gap keeps its place, for another part may fill it
            Content::Missing(len) if !state.wrapped && self.there.is_some() => {
                state.at = state.at.saturating_add(len);
            }
            Content::Decoded(bytes) if state.wrapped => self.put(part, bytes)?,
            // the records of a text are its lines (RFC 959 section 3.1.1.1)
            Content::EndOfRecord if state.wrapped && state.is_text => self.put(part, b"\r\n")?,
            Content::Place(place) if state.wrapped => state.at = place.saturating_sub(self.offset),
            Content::Wire(_)
            | Content::Missing(_)
            | Content::Decoded(_)
            | Content::EndOfRecord
            | Content::Place(_)
            | Content::End => {}
        }
        Ok(())
    }
}

impl Observer for MemoryFile {
    fn content(&mut self, place: &FilePlace, content: Content<'_>) -> io::Result<()> {
        match self.parts.iter().position(|part| part.place == *place) {
            Some(part) => self.take(part, content),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::analysis::Analyzer;
    use crate::capture::Input;
    use crate::extract::{ExtractOptions, plan};

    #[test]
    fn a_file_in_memory_has_the_bytes_of_its_transfer_and_a_bound() {
        let analyzer = Analyzer::new();
        let input = Input::path("samples/active.pcap");
        let capture = analyzer.open(input).expect("a sample");
        let plane = analyzer.control_pass(&capture);
        let analysis = plane.analysis();
        let transfers = analysis.sessions.iter().flat_map(|s| &s.transfers);
        let chosen: BTreeSet<_> = transfers.map(|transfer| transfer.id).collect();
        let plan = plan(&analysis, &chosen, &ExtractOptions::default());
        let file = &plan.files[0];
        let bytes = read_file(&plane, &analysis, file, 5).expect("five bytes");
        assert_eq!(bytes.len(), 5);
        let refused = read_file(&plane, &analysis, file, 4);
        assert_eq!(refused, Err(FileTooLarge { most: 4 }));
    }
}
