//! Which files there will be, made of which transfers, and what each is called. Nothing is written
//! here.

mod faults;

use std::collections::{BTreeSet, HashMap};

use foldhash::fast::RandomState;

use crate::model::{
    Analysis, Direction, FilePlace, Outcome, Session, Transfer, TransferId, TransferMode,
};

use super::join::join;
use super::place::TakenNames;
use super::{ExtractFault, ExtractOptions, LeftOut, Reason};

use faults::faults;

/// What will be written.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The files, in the order of their first transfers.
    pub files: Vec<File>,
    /// Chosen transfers that become no file.
    pub left_out: Vec<LeftOut>,
}

/// A file to be written.
#[derive(Clone, Debug)]
pub struct File {
    /// Its path below the folder, with slashes.
    pub output: String,
    /// Its parts, in the order of their ranges; more than one where REST parts meet.
    pub parts: Vec<TransferPart>,
    /// Why it is not complete, as far as the records tell; complete where there is nothing.
    pub faults: Vec<ExtractFault>,
}

/// A transfer as a part of a file.
#[derive(Clone, Copy, Debug)]
pub struct TransferPart {
    /// Index of the session in the records.
    pub session: usize,
    /// Index of the transfer in the session.
    pub transfer: usize,
    /// Where its bytes are.
    pub place: FilePlace,
    /// Where in the file it starts.
    pub offset: u64,
    /// Its bytes in the file, as far as they are known before they are written.
    pub bytes: u64,
    /// Its bytes on the wire.
    pub wire: u64,
    /// Bytes of it that are missing.
    pub lost: u64,
    /// The same bytes in another session: a transfer between servers.
    pub same_as: Option<(usize, usize)>,
}

impl TransferPart {
    /// Its session and its transfer.
    pub fn of<'a>(&self, analysis: &'a Analysis) -> (&'a Session, &'a Transfer) {
        let session = &analysis.sessions[self.session];
        (session, &session.transfers[self.transfer])
    }

    /// It, and what came of the same transfer over other connections, which its bytes count
    /// already.
    fn with_parallel(self, analysis: &Analysis) -> impl Iterator<Item = TransferPart> {
        let others = self
            .of(analysis)
            .1
            .parallel
            .iter()
            .map(move |other| TransferPart {
                place: other.place,
                bytes: 0,
                wire: other.bytes,
                lost: other.lost_bytes,
                ..self
            });
        std::iter::once(self).chain(others)
    }

    /// Where in the file it ends.
    pub(super) fn end(&self) -> u64 {
        self.offset
            .saturating_add(self.bytes)
            .saturating_add(self.lost)
    }

    /// Its transfer, and that of the other session.
    fn transfers<'a>(
        &self,
        analysis: &'a Analysis,
    ) -> impl Iterator<Item = &'a Transfer> + use<'a> {
        let both = [Some((self.session, self.transfer)), self.same_as];
        both.into_iter()
            .flatten()
            .map(|(session, transfer)| &analysis.sessions[session].transfers[transfer])
    }
}

impl File {
    /// Where in the file on the server its first byte stands.
    pub fn offset(&self) -> u64 {
        self.parts.first().map_or(0, |part| part.offset)
    }

    /// Its session and first transfer.
    pub fn of<'a>(&self, analysis: &'a Analysis) -> (&'a Session, &'a Transfer) {
        self.parts[0].of(analysis)
    }

    /// Its bytes, as far as they are known before they are written; gaps not filled.
    pub fn bytes(&self) -> u64 {
        let mut end = 0;
        let all = self.parts.iter().map(|part| {
            let new = part
                .end()
                .saturating_sub(part.offset.max(end))
                .min(part.bytes);
            end = end.max(part.end());
            new
        });
        all.sum()
    }
}

/// The plan for the chosen transfers. Names are given before anything is chosen, so that they do
/// not depend on it.
pub fn plan(analysis: &Analysis, chosen: &BTreeSet<TransferId>, options: &ExtractOptions) -> Plan {
    let (parts, mut left_out) = parts_of(analysis);
    let mut names = TakenNames::default();
    let mut files: Vec<File> = Vec::new();
    for group in join(analysis, &parts, &options.limits) {
        let parts = group.into_iter().map(|index| parts[index]);
        let parts: Vec<TransferPart> = parts
            .flat_map(|part| part.with_parallel(analysis))
            .collect();
        files.push(named(analysis, parts, &mut names));
    }
    let is_chosen = |transfer: &Transfer| chosen.contains(&transfer.id) && options.fits(transfer);
    files.retain(|file| {
        file.parts
            .iter()
            .any(|part| part.transfers(analysis).any(is_chosen))
    });
    left_out.retain(|out| is_chosen(&analysis.sessions[out.session].transfers[out.transfer]));
    let mut total = 0_u64;
    files.retain(|file| {
        let reason = options.keeps_out(analysis, file, &mut total);
        if let Some(reason) = reason {
            left_out.extend(file.parts.iter().map(|part| LeftOut {
                session: part.session,
                transfer: part.transfer,
                reason,
            }));
        }
        reason.is_none()
    });
    left_out.sort_by_key(|out| (out.session, out.transfer));
    Plan { files, left_out }
}

impl ExtractOptions {
    /// True where name and command are those that were asked for.
    fn fits(&self, transfer: &Transfer) -> bool {
        let path = transfer
            .path
            .as_ref()
            .map_or("".into(), |path| String::from_utf8_lossy(path.bytes()));
        (self.names.is_empty() || self.names.iter().any(|pattern| pattern.fits(&path)))
            && (self.commands.is_empty()
                || self
                    .commands
                    .iter()
                    .any(|c| transfer.verb == Some(c.as_str())))
    }

    /// Why a file is not wanted.
    fn keeps_out(&self, analysis: &Analysis, file: &File, total: &mut u64) -> Option<Reason> {
        let (_, transfer) = file.of(analysis);
        if transfer.direction == Some(Direction::Listing) && !self.listings {
            return Some(Reason::Listing);
        }
        if self.complete_only && !file.faults.is_empty() {
            return Some(Reason::Incomplete);
        }
        if self.max_file_size.is_some_and(|max| file.bytes() > max) {
            return Some(Reason::MaxFileSize);
        }
        let with = total.saturating_add(file.bytes());
        let wrapped = file.parts.iter().any(|part| part.of(analysis).1.wrapped);
        let made = if wrapped { self.most_made() } else { None };
        let most = self.max_total_size.or(made);
        if most.is_some_and(|max| with > max) {
            return Some(Reason::MaxTotalSize);
        }
        *total = with;
        None
    }
}

/// Every transfer that has bytes of its own, and those that have none.
pub(super) fn parts_of(analysis: &Analysis) -> (Vec<TransferPart>, Vec<LeftOut>) {
    let (mut parts, mut left_out) = (Vec::<TransferPart>::new(), Vec::new());
    let mut by_place: HashMap<FilePlace, usize, RandomState> = HashMap::default();
    for (session, found) in analysis.sessions.iter().enumerate() {
        for (transfer, facts) in found.transfers.iter().enumerate() {
            let place = match usable(facts) {
                Ok(place) => place,
                Err(reason) => {
                    left_out.push(LeftOut {
                        session,
                        transfer,
                        reason,
                    });
                    continue;
                }
            };
            let known = *by_place.entry(place).or_insert(parts.len());
            if let Some(part) = parts.get_mut(known) {
                part.same_as = Some((session, transfer));
                continue;
            }
            let wire = facts.transfer_mode == TransferMode::Stream && !facts.wrapped;
            let bytes = facts.decoded_bytes.filter(|_| !wire).unwrap_or(facts.bytes);
            let others = facts.parallel.iter();
            let (wire, lost) = others
                .fold((facts.bytes, facts.lost_bytes), |(wire, lost), other| {
                    (wire - other.bytes, lost - other.lost_bytes)
                });
            parts.push(TransferPart {
                session,
                transfer,
                place,
                offset: facts.offset,
                bytes,
                wire,
                lost,
                same_as: None,
            });
        }
    }
    (parts, left_out)
}

/// Where the bytes of a transfer are, or why there are none.
fn usable(transfer: &Transfer) -> Result<FilePlace, Reason> {
    match transfer.place {
        _ if transfer.is_sealed() => Err(Reason::Encrypted),
        Some(place) if transfer.bytes > 0 || transfer.is_complete() => Ok(place),
        _ if transfer.outcome == Outcome::Failed => Err(Reason::Refused),
        Some(_) => Err(Reason::NoBytes),
        None => Err(Reason::NotCaptured),
    }
}

/// A file with its name.
fn named(analysis: &Analysis, parts: Vec<TransferPart>, names: &mut TakenNames) -> File {
    let faults = faults(analysis, &parts);
    let first = parts
        .iter()
        .min_by_key(|part| (part.session, part.transfer))
        .unwrap_or(&parts[0]);
    let (session, transfer) = first.of(analysis);
    let folder = match transfer.direction {
        Some(Direction::Download) => "download",
        Some(Direction::Upload) => "upload",
        Some(Direction::Listing) => "listing",
        None => "unknown",
    };
    let known = transfer.path.as_ref().map_or(&b""[..], |path| path.bytes());
    // a path of Windows is full, and divides by backslashes
    let is_windows = matches!(known, [_, b':', b'\\', ..] | [b'\\', ..]);
    let mut path: Vec<&[u8]> = known
        .split(|&b| b == b'/' || (is_windows && b == b'\\'))
        .filter(|part| !part.is_empty())
        .collect();
    let list;
    if let (Some(Direction::Listing), Some(verb)) = (transfer.direction, transfer.verb) {
        list = format!("{verb}.txt");
        path.push(list.as_bytes());
    }
    let unnamed = format!("transfer-{}", transfer.id);
    if path.is_empty() {
        path.push(unnamed.as_bytes());
    }
    let session = format!("session-{}", session.id);
    let output = names.claim(&[&session, folder], &path, faults.is_empty());
    File {
        output,
        parts,
        faults,
    }
}

#[cfg(test)]
mod tests;
