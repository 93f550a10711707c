//! What listings tell of files: LIST, NLST and MLSD, in the forms that [`crate::ftp`] reads.
//!
//! Always of the sizes of those that the session downloads later, or has uploaded before, without
//! any other word on their size, and of no other, so that a long listing costs no memory. Where an
//! output wants the listings themselves, of all files, as long as there is room.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use foldhash::fast::RandomState;
use memchr::memmem::Finder;

use crate::analysis::control::{DraftTransfer, SecretPlaces, SessionDraft};
use crate::ftp::{Effect, ListingEntry, TransferKind, list_line, mlsd_line, nlst_line};
use crate::limits::Limits;
use crate::model::{
    DataType, Direction, ExpectedFrom, ListedFile, Listing, Text, Transfer, TransferId,
    TransferMode,
};

use super::budget::Budget;

/// Longest line of a listing that is read, in bytes: twice what systems allow for a path, with room
/// for facts.
const LONGEST_LINE: usize = 10 << 10;
/// Names that are looked for in a listing, and downloads that are looked at for them.
const MOST_NAMES: usize = 1024;

/// Uploads that a listing is compared with, the last ones before it, and their longest name.
const MOST_STORED: usize = 16;
const LONGEST_NAME: usize = 31;

/// Files of a data connection that are looked at for listings, in MODE B and C, where it may stay
/// open.
const MOST_FILES: usize = 256;

/// Reads a line in the form of a listing.
type ReadLine = fn(&[u8]) -> Option<ListingEntry<'_>>;

/// Reads the listings of a data connection while they pass.
#[derive(Debug)]
pub(super) struct ListingReader {
    /// For each file that the connection carries, the form of its lines, where it is a listing.
    forms: Box<[Option<ReadLine>]>,
    /// The form of the one that is passing.
    read: Option<ReadLine>,
    /// Names of files, and what was said of each.
    sizes: BTreeMap<Box<[u8]>, Option<u64>>,
    /// Names of uploads that no line has had yet, in lower case.
    unmet: Vec<Finder<'static>>,
    /// A line was read.
    is_readable: bool,
    /// A part of it is missing.
    is_broken: bool,
    /// What it lists, where that is wanted, and the room for it.
    listing: Option<(Box<Listing>, Budget)>,
    line: Vec<u8>,
    /// What is left of this line counts no more: a part of it is missing, or it is too long.
    is_damaged: bool,
}

/// What a listing told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ReadListing {
    /// Files that are downloaded later, and their sizes.
    pub(super) sizes: Box<[(Box<[u8]>, u64)]>,
    /// Names of files that were uploaded before, and that it does not have, in lower case.
    pub(super) unmet: Box<[Box<[u8]>]>,
    /// All of it, with names in the place of paths.
    pub(super) listing: Option<Box<Listing>>,
}

impl ListingReader {
    /// For a data connection whose first transfer is that one; `None` where it brings no listing,
    /// and where nothing of it could matter. `budget`: for all that it lists.
    pub(super) fn of(
        draft: &SessionDraft,
        first: usize,
        budget: Option<&Budget>,
    ) -> Option<Box<Self>> {
        let forms = forms(draft, first);
        let listing = forms.iter().position(Option::is_some)?;
        let later = draft.transfers[first..].iter().skip(1 + listing);
        let later = later.take(MOST_NAMES);
        let later = later
            .filter(|t| t.kind == TransferKind::Retr && t.expected.is_none())
            .filter_map(|t| name_of(t.path.as_ref()?.bytes()));
        let earlier = draft.transfers[..first].iter().rev().take(MOST_NAMES);
        let earlier = earlier
            .filter(|t| is_unproven_upload(t))
            .filter_map(|t| name_of(stored_as(t, usize::MAX)?));
        let stored = draft.transfers[..first].iter().rev().take(UPLOAD_REACH);
        let stored = stored.filter_map(stored_name).take(MOST_STORED);
        let unmet = stored.map(|name| Finder::new(&name.to_ascii_lowercase()).into_owned());
        let unmet: Vec<_> = unmet.collect();
        let names = later.chain(earlier);
        let sizes: BTreeMap<_, _> = names.map(|name| (name.into(), None)).collect();
        (!sizes.is_empty() || budget.is_some()).then(|| {
            Box::new(ListingReader {
                read: forms[0],
                forms,
                sizes,
                unmet,
                is_readable: false,
                is_broken: false,
                listing: budget.map(|budget| (Box::default(), budget.clone())),
                line: Vec::new(),
                is_damaged: false,
            })
        })
    }

    /// The next bytes of the file that is passing.
    pub(super) fn take(&mut self, bytes: &[u8]) {
        if self.read.is_none() {
            return;
        }
        for piece in bytes.split_inclusive(|&byte| byte == b'\n') {
            if !self.is_damaged && self.line.len() + piece.len() <= LONGEST_LINE {
                self.line.extend_from_slice(piece);
            } else {
                self.is_damaged = true;
                self.is_broken = true;
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
        self.is_broken = true;
    }

    /// The file that is passing has ended, and that of this number follows. What was said, of the
    /// files that were looked for and of all.
    pub(super) fn end_file(&mut self, next: usize) -> ReadListing {
        self.end_line();
        let is_listing = self.read.is_some();
        self.read = self.forms.get(next).copied().flatten();
        if !is_listing {
            return ReadListing::default();
        }
        let is_whole = self.is_readable && !self.is_broken;
        let known = self.sizes.iter_mut();
        ReadListing {
            unmet: self
                .unmet
                .iter()
                .filter(|_| is_whole)
                .map(|name| name.needle().into())
                .collect(),
            sizes: known
                .filter_map(|(name, size)| Some((name.clone(), size.take()?)))
                .collect(),
            listing: self
                .listing
                .as_mut()
                .map(|(listing, _)| std::mem::take(listing)),
        }
    }

    fn end_line(&mut self) {
        let end = self.line.iter().rposition(|byte| !b"\r\n".contains(byte));
        let line = &self.line[..end.map_or(0, |last| last + 1)];
        if !self.unmet.is_empty() {
            let line = line.to_ascii_lowercase();
            self.unmet.retain(|name| name.find(&line).is_none());
        }
        let entry = self
            .read
            .and_then(|read| read(line))
            .filter(|_| !self.is_damaged);
        if let Some(entry) = entry {
            self.is_readable = true;
            let name = name_of(entry.name).unwrap_or_default();
            if let Some(size) = self.sizes.get_mut(name) {
                *size = entry.size.or(*size);
            }
            if let Some((listing, budget)) = &mut self.listing {
                keep(listing, budget, &entry);
            }
        }
        self.line.clear();
        self.is_damaged = false;
    }
}

/// The forms of the files that a data connection brings from the server, from its first transfer
/// on. Where the end of a file is marked in the data, it may stay open for transfers that follow
/// without another announcement.
fn forms(draft: &SessionDraft, first: usize) -> Box<[Option<ReadLine>]> {
    let transfer = &draft.transfers[first];
    if !transfer.marks_end() {
        return [form(transfer)].into();
    }
    draft.transfers[first..]
        .iter()
        .take_while(|t| t.offer == transfer.offer)
        .filter(|t| !t.is_refused() && t.kind.direction() != Direction::Upload)
        .take(MOST_FILES)
        .map(form)
        .collect()
}

fn form(transfer: &DraftTransfer) -> Option<ReadLine> {
    match transfer.kind {
        // blocks that say where they belong come in any order
        _ if transfer.transfer_mode == TransferMode::ExtendedBlock => None,
        TransferKind::List => Some(list_line),
        TransferKind::Nlst => Some(nlst_line),
        TransferKind::Mlsd => Some(mlsd_line),
        _ => None,
    }
}

/// Keeps an entry where there is room.
fn keep(listing: &mut Listing, budget: &Budget, entry: &ListingEntry<'_>) {
    let bytes = entry.name.len() + entry.modified.len() + Limits::LISTED;
    if !budget.take_many(bytes) {
        listing.left_out += 1;
        return;
    }
    listing.entries.push(ListedFile {
        path: entry.name.into(),
        kind: entry.kind,
        size: entry.size,
        modified: entry.modified.into(),
        taken: None,
    });
}

/// Gives the entries of the listings of a session their paths, and those that were fetched the
/// transfer that did. A name that is a password is masked as it is in the paths of transfers.
pub(super) fn complete_listings(transfers: &mut [Transfer], secrets: &SecretPlaces) {
    if transfers.iter().all(|transfer| transfer.listing.is_none()) {
        return;
    }
    let mut taken: HashMap<Text, TransferId, RandomState> = HashMap::default();
    for transfer in transfers.iter() {
        let came = transfer.direction == Some(Direction::Download) && transfer.bytes > 0;
        if let Some(path) = transfer.path.as_ref().filter(|_| came) {
            taken.entry(path.clone()).or_insert(transfer.id);
        }
    }
    for transfer in transfers {
        let directory = transfer.path.clone().unwrap_or_default();
        for entry in transfer.listing.iter_mut().flat_map(|l| &mut l.entries) {
            let path = path_of(directory.bytes(), entry.path.bytes());
            entry.path = match secrets.shown(&path) {
                Cow::Borrowed(_) => path.into(),
                Cow::Owned(masked) => masked.into(),
            };
            entry.taken = taken.get(&entry.path).copied();
        }
    }
}

/// The path of a name that a listing of `listed` has. What is listed may be a directory, a file, or
/// a pattern; the names of NLST often begin with what was listed.
fn path_of(listed: &[u8], name: &[u8]) -> Vec<u8> {
    if name.starts_with(b"/") || listed.is_empty() {
        return name.to_vec();
    }
    let slash = listed.iter().rposition(|&byte| byte == b'/');
    let (parent, last) = listed.split_at(slash.map_or(0, |slash| slash + 1));
    let is_pattern = last.contains(&b'*') || last.contains(&b'?');
    let begins_with_it = name
        .strip_prefix(last)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(b"/"));
    if is_pattern || !last.is_empty() && begins_with_it {
        return [parent, name].concat();
    }
    let directory = listed.strip_suffix(b"/").unwrap_or(listed);
    [directory, name].join(&b'/')
}

/// The last part of a path.
fn name_of(path: &[u8]) -> Option<&[u8]> {
    path.rsplit(|&byte| byte == b'/')
        .next()
        .filter(|name| !name.is_empty())
}

/// What a listing is, as the source of a size.
fn source_of(listing: &DraftTransfer) -> ExpectedFrom {
    if listing.kind == TransferKind::Mlsd {
        ExpectedFrom::Mlsd
    } else {
        ExpectedFrom::List
    }
}

/// An upload that the server confirmed, of which it has not said how many bytes it has.
fn is_unproven_upload(upload: &DraftTransfer) -> bool {
    upload.kind == TransferKind::Stor && upload.has_2yz() && upload.expected.is_none()
}

/// The path by which the server has an upload at the time of a command.
fn stored_as(upload: &DraftTransfer, command: usize) -> Option<&[u8]> {
    let renamed = upload.renamed.as_ref();
    let renamed = renamed.filter(|(renamed, _)| *renamed < command);
    let path = renamed.map_or(upload.path.as_ref(), |(_, name)| Some(name));
    path.map(Text::bytes)
}

/// The name by which a listing should have an upload that the server confirmed. What begins with a
/// dot many servers hide, what is long some cut, and other characters than these come in several
/// codes, or servers put others in their place.
fn stored_name(upload: &DraftTransfer) -> Option<&[u8]> {
    let is_file = matches!(upload.kind, TransferKind::Stor | TransferKind::Appe);
    let name = name_of(stored_as(upload, usize::MAX)?)?;
    let is_kept = |byte: &u8| byte.is_ascii_alphanumeric() || b"._-".contains(byte);
    let is_plain = name.iter().all(is_kept) && name.last()?.is_ascii_alphanumeric();
    let is_told = is_file && upload.has_2yz() && is_plain && name.len() <= LONGEST_NAME;
    (is_told && !name.starts_with(b".")).then_some(name)
}

/// The uploads to the directory of a listing that has not their names, which are `unmet` in it.
pub(super) fn unlisted(draft: &SessionDraft, listing: usize, unmet: &[Box<[u8]>]) -> Vec<usize> {
    let asked = &draft.transfers[listing];
    let Some(listed) = asked.path.as_ref().map(Text::bytes) else {
        return Vec::new();
    };
    let directory = listed.strip_suffix(b"/").unwrap_or(listed);
    let is_unmet = |upload: &DraftTransfer| {
        let path = stored_as(upload, asked.command);
        let name = stored_name(upload);
        path.is_some_and(|path| parent_of(path) == directory)
            && name.is_some_and(|name| unmet.iter().any(|u| u.eq_ignore_ascii_case(name)))
    };
    let first = listing.saturating_sub(UPLOAD_REACH);
    let earlier = (first..listing).filter(|&upload| is_unmet(&draft.transfers[upload]));
    earlier.collect()
}

/// Without the last part.
fn parent_of(path: &[u8]) -> &[u8] {
    let slash = path.iter().rposition(|&byte| byte == b'/');
    &path[..slash.unwrap_or_default()]
}

/// Transfers before a listing that are looked at for the upload that one of its lines is about.
const UPLOAD_REACH: usize = 64;

/// What the listings of a session have told so far, by path.
#[derive(Debug, Default)]
pub(super) struct ListedSizes {
    /// Size, the command of the listing, and what it was.
    sizes: HashMap<Vec<u8>, (u64, usize, ExpectedFrom), RandomState>,
    /// Commands behind which any file may have changed.
    changes: Vec<usize>,
}

impl ListedSizes {
    pub(super) fn new(draft: &SessionDraft) -> Self {
        let changes = draft.commands.iter().enumerate().filter(|(_, command)| {
            command
                .known()
                .is_some_and(|verb| matches!(verb.effect, Effect::Delete | Effect::RenameTo))
        });
        ListedSizes {
            sizes: HashMap::default(),
            changes: changes.map(|(index, _)| index).collect(),
        }
    }

    /// Takes what a listing told, or forgets what an upload has changed.
    pub(super) fn follow(&mut self, transfer: &DraftTransfer, told: &[(Box<[u8]>, u64)]) {
        let Some(path) = &transfer.path else { return };
        let from = source_of(transfer);
        let told = told
            .iter()
            .filter(|_| transfer.kind.direction() == Direction::Listing);
        for (name, size) in told {
            let path = path_of(path.bytes(), name);
            self.sizes.insert(path, (*size, transfer.command, from));
        }
        if transfer.kind.direction() == Direction::Upload {
            self.sizes.remove(path.bytes());
        }
    }

    /// The uploads of which a listing says that the server has another number of bytes, with the
    /// number that it has of each.
    pub(super) fn of_uploads(
        &self,
        draft: &SessionDraft,
        listing: usize,
        told: &[(Box<[u8]>, u64)],
    ) -> Vec<(usize, (u64, ExpectedFrom))> {
        let asked = &draft.transfers[listing];
        let Some(listed) = asked.path.as_ref().map(Text::bytes) else {
            return Vec::new();
        };
        let from = source_of(asked);
        let first = listing.saturating_sub(UPLOAD_REACH);
        let mut stored = Vec::new();
        for (name, size) in told {
            let path = path_of(listed, name);
            let mut earlier = (first..listing).rev();
            let upload = earlier.find(|&upload| {
                let upload = &draft.transfers[upload];
                upload.kind.direction() == Direction::Upload
                    && stored_as(upload, asked.command) == Some(path.as_slice())
            });
            let Some(upload) = upload else { continue };
            if is_unproven_upload(&draft.transfers[upload]) && !self.changed(draft, upload, asked) {
                let offset = draft.transfers[upload].offset;
                stored.push((upload, (size.saturating_sub(offset), from)));
            }
        }
        stored
    }

    /// True where a file may have become another one between an upload and a listing, but by the
    /// renaming of the upload.
    fn changed(&self, draft: &SessionDraft, upload: usize, listing: &DraftTransfer) -> bool {
        let upload = &draft.transfers[upload];
        let own = upload.renamed.as_ref().map(|(renamed, _)| *renamed);
        let first = self.changes.partition_point(|&c| c < upload.command);
        self.changes[first..]
            .iter()
            .take_while(|&&change| change < listing.command)
            .any(|&change| Some(change) != own)
    }

    /// How many bytes a download should bring, where nothing else tells.
    pub(super) fn expected(&self, transfer: &DraftTransfer) -> Option<(u64, ExpectedFrom)> {
        let is_octets = matches!(transfer.data_type, DataType::Image | DataType::Local);
        if transfer.kind != TransferKind::Retr || !is_octets {
            return None;
        }
        let &(size, listed, from) = self.sizes.get(transfer.path.as_ref().map(Text::bytes)?)?;
        let changed = self.changes.partition_point(|&change| change < listed);
        let is_void = self
            .changes
            .get(changed)
            .is_some_and(|&change| change < transfer.command);
        (!is_void).then(|| (size.saturating_sub(transfer.offset), from))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(pieces: &[&str]) -> Vec<(Box<[u8]>, u64)> {
        let names = [&b"a.txt"[..], b"b c", b"d"];
        let mut reader = ListingReader {
            read: Some(mlsd_line),
            forms: [Some(mlsd_line as ReadLine)].into(),
            listing: None,
            sizes: names.map(|name| (name.into(), None)).into(),
            unmet: Vec::new(),
            is_readable: false,
            is_broken: false,
            line: Vec::new(),
            is_damaged: false,
        };
        for piece in pieces {
            match *piece {
                "-" => reader.gap(),
                piece => reader.take(piece.as_bytes()),
            }
        }
        reader.end_file(1).sizes.into_vec()
    }

    #[test]
    fn names_of_listings_have_paths() {
        for (listed, name, path) in [
            ("/", "a", "/a"),
            ("/in", "a", "/in/a"),
            ("/in/", "a", "/in/a"),
            ("/in", "in/a", "/in/a"),
            ("/in/a", "a", "/in/a"),
            ("/in/*.csv", "a.csv", "/in/a.csv"),
            ("/in", "/out/a", "/out/a"),
            ("", "a", "a"),
        ] {
            let found = path_of(listed.as_bytes(), name.as_bytes());
            assert_eq!(String::from_utf8_lossy(&found), path, "{listed} {name}");
        }
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
