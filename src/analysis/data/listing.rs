//! What a listing tells of the sizes of files (MLSD, RFC 3659 section 7): of those that the session downloads later
//! without any other word on their size, and of no other, so that a long listing costs no memory.

use std::collections::{BTreeMap, HashMap};

use foldhash::fast::RandomState;

use crate::analysis::control::{Draft, DraftTransfer};
use crate::ftp::{Effect, TransferKind, size_fact};
use crate::model::{DataType, Direction, ExpectedFrom, Text, TransferMode};

/// Longest line of a listing that is read, in bytes: twice what systems allow for a path, with room for facts.
const LONGEST_LINE: usize = 10 << 10;
/// Names that are looked for in a listing, and downloads that are looked at for them.
const MOST_NAMES: usize = 1024;

/// Reads a listing while it passes.
#[derive(Debug)]
pub(super) struct ListingReader {
    /// Names of files, and what was said of each.
    sizes: BTreeMap<Box<[u8]>, Option<u64>>,
    line: Vec<u8>,
    /// What is left of this line counts no more: a part of it is missing, or it is too long.
    is_damaged: bool,
}

impl ListingReader {
    /// For a transfer that brings a listing; `None` where nothing of it could matter.
    pub(super) fn of(draft: &Draft, listing: &DraftTransfer) -> Option<Box<Self>> {
        let is_read = listing.kind == TransferKind::Mlsd
            && listing.transfer_mode == TransferMode::Stream
            && !listing.records;
        if !is_read {
            return None;
        }
        let begin = draft
            .transfers
            .partition_point(|t| t.command <= listing.command);
        let later = draft.transfers[begin..].iter().take(MOST_NAMES);
        let sizes: BTreeMap<_, _> = later
            .filter(|t| t.kind == TransferKind::Retr && t.expected.is_none())
            .filter_map(|t| name_of(t.path.as_ref()?.bytes()))
            .map(|name| (name.into(), None))
            .collect();
        (!sizes.is_empty()).then(|| {
            Box::new(ListingReader {
                sizes,
                line: Vec::new(),
                is_damaged: false,
            })
        })
    }

    /// The next bytes.
    pub(super) fn take(&mut self, bytes: &[u8]) {
        for piece in bytes.split_inclusive(|&byte| byte == b'\n') {
            if !self.is_damaged && self.line.len() + piece.len() <= LONGEST_LINE {
                self.line.extend_from_slice(piece);
            } else {
                self.is_damaged = true;
            }
            if piece.ends_with(b"\n") {
                self.end_line();
            }
        }
    }

    /// Bytes are missing.
    pub(super) fn gap(&mut self) {
        self.line.clear();
        self.is_damaged = true;
    }

    /// What was said of the files that were looked for.
    pub(super) fn finish(mut self) -> Vec<(Box<[u8]>, u64)> {
        self.end_line();
        let known = self.sizes.into_iter();
        known
            .filter_map(|(name, size)| Some((name, size?)))
            .collect()
    }

    fn end_line(&mut self) {
        let line = self.line.trim_ascii_end();
        let space = line.iter().position(|&byte| byte == b' ');
        if let Some(space) = space.filter(|_| !self.is_damaged) {
            let name = name_of(&line[space + 1..]).unwrap_or_default();
            if let Some(size) = self.sizes.get_mut(name) {
                *size = size_fact(line);
            }
        }
        self.line.clear();
        self.is_damaged = false;
    }
}

/// The last part of a path.
fn name_of(path: &[u8]) -> Option<&[u8]> {
    path.rsplit(|&byte| byte == b'/')
        .next()
        .filter(|name| !name.is_empty())
}

/// What the listings of a session have told so far, by path.
#[derive(Debug, Default)]
pub(super) struct Listed {
    /// Size, and the command of the listing.
    sizes: HashMap<Vec<u8>, (u64, usize), RandomState>,
    /// Commands behind which any file may have changed.
    changes: Vec<usize>,
}

impl Listed {
    pub(super) fn new(draft: &Draft) -> Self {
        let changes = draft.commands.iter().enumerate().filter(|(_, command)| {
            let changes = |effect| matches!(effect, Effect::Delete | Effect::RenameTo);
            command.known().is_some_and(|verb| changes(verb.effect))
        });
        Listed {
            sizes: HashMap::default(),
            changes: changes.map(|(index, _)| index).collect(),
        }
    }

    /// Takes what a listing told, or forgets what an upload has changed.
    pub(super) fn follow(&mut self, transfer: &DraftTransfer, told: &[(Box<[u8]>, u64)]) {
        let Some(path) = &transfer.path else { return };
        for (name, size) in told {
            let directory = path.bytes().strip_suffix(b"/").unwrap_or(path.bytes());
            let path = [directory, &name[..]].join(&b'/');
            self.sizes.insert(path, (*size, transfer.command));
        }
        if transfer.kind.direction() == Direction::Upload {
            self.sizes.remove(path.bytes());
        }
    }

    /// How many bytes a download should bring, where nothing else tells.
    pub(super) fn expected(&self, transfer: &DraftTransfer) -> Option<(u64, ExpectedFrom)> {
        let is_octets = matches!(transfer.data_type, DataType::Image | DataType::Local);
        if transfer.kind != TransferKind::Retr || !is_octets {
            return None;
        }
        let &(size, listed) = self.sizes.get(transfer.path.as_ref().map(Text::bytes)?)?;
        let changed = self.changes.partition_point(|&change| change < listed);
        let is_void = self
            .changes
            .get(changed)
            .is_some_and(|&change| change < transfer.command);
        (!is_void).then(|| (size.saturating_sub(transfer.offset), ExpectedFrom::Mlsd))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(pieces: &[&str]) -> Vec<(Box<[u8]>, u64)> {
        let names = [&b"a.txt"[..], b"b c", b"d"];
        let mut reader = ListingReader {
            sizes: names.map(|name| (name.into(), None)).into(),
            line: Vec::new(),
            is_damaged: false,
        };
        for piece in pieces {
            match *piece {
                "-" => reader.gap(),
                piece => reader.take(piece.as_bytes()),
            }
        }
        reader.finish()
    }

    #[test]
    fn lines_may_come_in_pieces_and_one_with_a_gap_tells_nothing() {
        let list =
            "type=file;size=7; a.txt\r\nType=file;Size=12;UNIX.mode=0644; b c\r\nsize=1; other\r\n";
        let expected = [(b"a.txt"[..].into(), 7), (b"b c"[..].into(), 12)];
        assert_eq!(told(&[list]), expected);
        let (head, tail) = list.split_at(11);
        assert_eq!(told(&[head, tail]), expected);
        assert_eq!(told(&[head, "-", tail]), expected[1..]);
        assert_eq!(
            told(&["type=dir; d\r\nsize=9; /x/d"]),
            [(b"d"[..].into(), 9)]
        );
    }
}
