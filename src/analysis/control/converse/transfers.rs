//! Transfers: asked for, begun, ended, and what they ran in.

use crate::ftp::{Effect, TransferKind};
use crate::model::{At, Direction, Reply, ReplyCode, Text};

use super::Conversation;
use crate::analysis::control::draft::DraftTransfer;
use crate::analysis::control::path;

/// Each ABOR, with the place in the client's stream just behind it.
#[derive(Debug, Default)]
pub(super) struct Aborts(Vec<(usize, u64)>);

impl Aborts {
    /// The server sent its reply before it had seen the ABOR, and answers something else.
    fn crossed(&self, abort: usize, acknowledged: Option<u64>) -> bool {
        let place = self.0.binary_search_by_key(&abort, |&(command, _)| command);
        match (place, acknowledged) {
            (Ok(place), Some(acknowledged)) => acknowledged < self.0[place].1,
            _ => false,
        }
    }
}

impl Conversation {
    pub(super) fn request_transfer(
        &mut self,
        command: usize,
        kind: TransferKind,
        argument: Option<&[u8]>,
        at: At,
    ) {
        let mut transfer = DraftTransfer::new(command, at, kind, argument.map(Text::from));
        transfer.prepared_by = self.latest_request.map(|(request, _)| request);
        self.draft.transfers.push(transfer);
    }

    /// ABOR means the transfer that runs, else the last one that was asked for and has no answer
    /// yet.
    pub(super) fn abort(&mut self, stream_end: u64) {
        let abort = self.commands.len() - 1;
        self.aborts.0.push((abort, stream_end));
        if let Some(index) = self
            .pairing
            .transfer_in_progress()
            .and_then(|command| self.transfer_of(command))
        {
            self.draft.transfers[index].abort = Some(abort);
        }
    }

    /// The transfer that a command asked for.
    fn transfer_of(&self, command: usize) -> Option<usize> {
        self.draft
            .transfers
            .binary_search_by_key(&command, |t| t.command)
            .ok()
    }

    pub(super) fn transfer_reply(&mut self, command: usize, reply: &Reply) {
        let Some(index) = self.transfer_of(command) else {
            return;
        };
        if !reply.code.is_negative() {
            self.use_unanswered(command, reply.at);
        }
        self.bind(index);
        let transfer = &mut self.draft.transfers[index];
        if transfer.started.is_none() {
            transfer.offer = self.offer;
        }
        if transfer.kind == TransferKind::Stou
            && let Some(name) = path::stored_name(reply.text.bytes())
        {
            let path = self.full_path(&name);
            self.draft.transfers[index].path = Some(path.into());
        }
        let transfer = &mut self.draft.transfers[index];
        if reply.code.is_preliminary() {
            self.parameters.read_type(reply.text.bytes());
            transfer.data_type = self.parameters.data_type;
            transfer.started.get_or_insert(reply.at);
        } else {
            transfer.ended = Some((reply.at, reply.code));
            if reply.code.is_completion()
                && transfer
                    .abort
                    .is_some_and(|abort| self.aborts.crossed(abort, self.acknowledged))
            {
                transfer.abort = None;
            }
            let is_broken = self
                .losses
                .last()
                .is_some_and(|last| last.frame >= transfer.at.frame);
            transfer.doubtful = is_broken && !reply.code.ends_transfers();
        }
        if let (ReplyCode::CANNOT_OPEN, Some(offer)) = (reply.code, transfer.offer) {
            self.draft.offers[offer].failed = true;
        }
        self.compare_size(index, reply);
    }

    /// The state of the session at a transfer's first reply is the state it runs in, also where
    /// commands are pipelined.
    fn bind(&mut self, index: usize) {
        let transfer = &mut self.draft.transfers[index];
        if std::mem::replace(&mut transfer.bound, true) {
            return;
        }
        transfer.offer = self.offer;
        transfer.data_type = self.parameters.data_type;
        transfer.transfer_mode = self.parameters.transfer_mode;
        transfer.records = self.parameters.records;
        // RFC 3659 section 5.3: for the very next transfer, whatever becomes of that
        let restart = self
            .parameters
            .restart
            .take_if(|(rest, _)| *rest < transfer.command);
        if let Some((rest, offset)) = restart
            && transfer.kind.direction() != Direction::Listing
        {
            let between = &self.commands[rest + 1..transfer.command];
            let holds = between
                .iter()
                .all(|command| leaves_restart(command.effect()));
            transfer.restart = offset;
            transfer.offset = if holds { offset } else { 0 };
        }
        let (kind, argument) = (transfer.kind, transfer.argument.clone());
        if let Some(named) = target(kind, argument.as_ref().map(Text::bytes)) {
            let path = self.full_path(named);
            self.draft.transfers[index].path = Some(path.into());
        }
    }

    /// A later command is answered: what the transfers before it ran in, if they did, is known now.
    pub(super) fn bind_before(&mut self, command: usize) {
        while self
            .draft
            .transfers
            .get(self.unbound)
            .is_some_and(|t| t.command < command)
        {
            self.bind(self.unbound);
            self.unbound += 1;
        }
    }

    /// What the server says of a file that the client has stored before: how much of it has arrived
    /// (RFC 3659 section 4). Later uploads of it, and files that were deleted or renamed since, say
    /// nothing of that one.
    pub(super) fn compare_stored(&mut self, path: &[u8]) {
        let Some((bytes, by)) = self.sizes.octets(path) else {
            return;
        };
        let unchanged = self.files_changed;
        let latest = self.draft.transfers.iter_mut().rev().take(STORED_REACH);
        let upload = latest
            .filter(|t| t.kind.direction() == Direction::Upload && t.has_2yz())
            .find(|t| stored_as(t).is_some_and(|p| p.bytes() == path));
        if let Some(upload) = upload.filter(|t| named_since(t) >= unchanged && t.expected.is_none())
        {
            let before = match upload.kind {
                TransferKind::Appe => upload.appended_to,
                _ => Some(upload.offset),
            };
            upload.expected = before.map(|before| (bytes.saturating_sub(before), by));
        }
    }

    /// RNTO was accepted: what is said of the new name is of the file that was stored under the old
    /// one. Many clients store under a name of the moment and rename at the end.
    pub(super) fn rename_stored(&mut self, command: usize, to: &[u8]) {
        let Some(from) = command
            .checked_sub(1)
            .map(|before| &self.commands[before])
            .filter(|before| before.effect() == Effect::RenameFrom)
            .map(|before| before.argument().unwrap_or_default().to_vec())
        else {
            return;
        };
        let from = self.full_path(&from);
        let to = self.full_path(to);
        let mut latest = self.draft.transfers.iter_mut().rev().take(STORED_REACH);
        let upload = latest.find(|t| {
            let is_upload = t.kind.direction() == Direction::Upload && t.has_2yz();
            is_upload && stored_as(t).is_some_and(|p| p.bytes() == from)
        });
        if let Some(upload) = upload {
            upload.renamed = Some((command, to.into()));
        }
    }

    /// A download is compared with what was said of its size; an upload makes that void.
    fn compare_size(&mut self, index: usize, reply: &Reply) {
        let transfer = &mut self.draft.transfers[index];
        let Some(path) = &transfer.path else { return };
        match transfer.kind.direction() {
            Direction::Download if reply.code.is_preliminary() && transfer.expected.is_none() => {
                let (data_type, offset) = (transfer.data_type, transfer.offset);
                let said =
                    self.sizes
                        .file_size(path.bytes(), data_type, offset, reply.text.bytes());
                transfer.file_size = said.map(|(bytes, _)| bytes);
                transfer.expected = said.map(|(bytes, by)| (bytes.saturating_sub(offset), by));
            }
            Direction::Upload => {
                let before = self.sizes.octets(path.bytes()).map(|(bytes, _)| bytes);
                transfer.appended_to = transfer.appended_to.or(before);
                self.sizes.forget(path.bytes());
            }
            Direction::Download | Direction::Listing => {}
        }
    }
}

/// Transfers that are looked at, from the last back, for the upload that a size is said of.
const STORED_REACH: usize = 64;

/// The command since which it has that name.
fn named_since(upload: &DraftTransfer) -> usize {
    upload
        .renamed
        .as_ref()
        .map_or(upload.command, |(renamed, _)| *renamed)
}

/// The name by which the server has what was uploaded.
fn stored_as(upload: &DraftTransfer) -> Option<&Text> {
    upload
        .renamed
        .as_ref()
        .map_or(upload.path.as_ref(), |(_, name)| Some(name))
}

/// Commands that may stand between REST and its transfer: those that prepare it, and NOOP.
fn leaves_restart(effect: Effect) -> bool {
    matches!(
        effect,
        Effect::Announce(_)
            | Effect::AskAnnounce(_)
            | Effect::Type
            | Effect::TransferMode
            | Effect::Structure
            | Effect::Allocate
            | Effect::Prot
            | Effect::Noop
    )
}

/// What a transfer's argument names; a listing without a name is of the current directory, and what
/// begins with a hyphen is an option for `ls`.
fn target(kind: TransferKind, argument: Option<&[u8]>) -> Option<&[u8]> {
    match kind.direction() {
        _ if kind == TransferKind::Stou => None,
        Direction::Listing => Some(argument.map(without_options).unwrap_or_default()),
        _ => argument,
    }
}

fn without_options(mut argument: &[u8]) -> &[u8] {
    while argument.first() == Some(&b'-') {
        let space = argument
            .iter()
            .position(|&b| b == b' ')
            .map_or(argument.len(), |i| i + 1);
        argument = &argument[space..];
    }
    argument
}
