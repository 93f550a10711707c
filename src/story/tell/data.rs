//! The data of a transfer: what went over its connection, from whom to whom, and who closed it.

use crate::analysis::unsaid::unsaid;
use crate::model::{
    At, Close, Command, Connection, Direction, Endpoint, Incomplete, Message as Sentence, Outcome,
    Transfer, TransferMode,
};
use crate::story::{Participant, Topic};

use super::ask;
use super::sentence::{end, name, say};
use super::{StepDraft, StepWriter};

impl StepWriter<'_> {
    /// The payload, from whom to whom.
    pub(super) fn bytes(&mut self, transfer: &Transfer, connection: &Connection) {
        let sender = self.sender(transfer, connection);
        let marks = self
            .connection_frames(connection)
            .map(|m| m.of(sender))
            .unwrap_or_default();
        let span = marks.data;
        // where nothing came, that is certain when the connection closes
        let closed = marks.fin.unwrap_or(connection.last);
        let at = span.map_or(closed, |(first, _)| first);
        let last = span.map(|(_, last)| last.frame);
        let mut said = self.bytes_moved(transfer, connection, sender);
        said.args.extend([
            ("segments", marks.segments.max(1).into()),
            ("first", name(at.frame)),
            ("last", name(last.unwrap_or(at.frame))),
        ]);
        let again = sent_again(connection, marks.again);
        let more = bytes_missing(transfer).into_iter().chain([
            counted("explain-data-again", again),
            counted("explain-data-late", marks.late),
            decoded(transfer),
        ]);
        let is_named = transfer.argument.is_some() && !transfer.is_sealed() && transfer.bytes > 0;
        let is_file = transfer.direction != Some(Direction::Listing);
        let question = (is_named && is_file).then(ask::file_name);
        let draft = StepDraft::of(Topic::Data, at, transfer.id).say(said);
        let draft = more.fold(draft, StepDraft::say);
        self.add(draft.frames(last).ask(question).basis("RFC 959 3.4"));
    }

    /// How much went from whom to whom.
    fn bytes_moved(
        &self,
        transfer: &Transfer,
        connection: &Connection,
        sender: Endpoint,
    ) -> Sentence {
        let receiver = if sender == connection.opener {
            connection.listener
        } else {
            connection.opener
        };
        let bytes = match transfer.bytes {
            0 => transfer.lost_bytes,
            bytes => bytes,
        };
        Sentence {
            id: self.bytes_message(transfer, connection),
            args: vec![
                ("by", self.who(connection, sender)),
                ("to", self.who(connection, receiver)),
                ("src", end(sender)),
                ("dst", end(receiver)),
                ("bytes", bytes.into()),
                ("connections", (1 + transfer.parallel.len()).into()),
            ],
        }
    }

    fn bytes_message(&self, transfer: &Transfer, connection: &Connection) -> &'static str {
        let tls = connection.tls.as_deref();
        match transfer.bytes {
            0 if transfer.lost_bytes > 0 => "explain-data-unseen",
            0 => "explain-data-none",
            _ if transfer.is_sealed() && tls.is_some_and(|tls| !tls.has_data) => {
                "explain-data-handshake"
            }
            _ if transfer.is_sealed() => "explain-data-encrypted",
            _ if transfer.decrypted => "explain-data-opened",
            _ if !transfer.parallel.is_empty() && self.is_shared(connection) => {
                "explain-data-parallel-shared"
            }
            _ if !transfer.parallel.is_empty() => "explain-data-parallel",
            _ if self.is_shared(connection) => "explain-data-shared",
            _ => "explain-data",
        }
    }

    /// True for a data connection that carries more than one transfer, in MODE B, C and E.
    pub(super) fn is_shared(&self, connection: &Connection) -> bool {
        let transfers = self.session.transfers.iter();
        let on_it = transfers.filter(|transfer| {
            let is_parallel = transfer
                .parallel
                .iter()
                .any(|other| other.connection == connection.id);
            let is_on_it = transfer.connection == Some(connection.id);
            is_parallel || (is_on_it && !transfer.is_refused())
        });
        on_it.take(2).count() > 1
    }

    /// True for a transfer that was refused, and left its data connection to another one: what went
    /// over it, and how it closed, is told of that.
    pub(super) fn is_left_to_another(&self, transfer: &Transfer, connection: &Connection) -> bool {
        let mut transfers = self.session.transfers.iter();
        transfer.is_refused()
            && transfers.any(|other| {
                other.connection == Some(connection.id)
                    && (other.id > transfer.id || !other.is_refused())
            })
    }

    /// The end of the connection that sends the file.
    pub(super) fn sender(&self, transfer: &Transfer, connection: &Connection) -> Endpoint {
        let by_direction = || {
            let wanted = match transfer.direction {
                Some(Direction::Upload) => Participant::Client,
                Some(Direction::Download | Direction::Listing) | None => Participant::Server,
            };
            let ends = [connection.opener, connection.listener];
            ends.into_iter()
                .find(|&end| self.party(connection, end) == wanted)
                .unwrap_or(connection.listener)
        };
        transfer
            .place
            .map_or_else(by_direction, |place| place.sender)
    }

    /// Who closes first, and what that means.
    pub(super) fn closing(&mut self, transfer: &Transfer, connection: &Connection) {
        let sender = self.sender(transfer, connection);
        let Some(marks) = self.connection_frames(connection) else {
            return;
        };
        let closer = connection.closed_by_endpoint();
        let draft = |at| StepDraft::of(Topic::Closing, at, transfer.id).basis("RFC 9293 3.6");
        let draft = match (connection.close, closer) {
            (Close::Fin, Some(closer)) => {
                let Some(fin) = marks.of(closer).fin else {
                    return;
                };
                let asked = self.session.command_of(transfer);
                let id = match asked {
                    Some(command) if closer != sender && is_before(fin, command) => {
                        "explain-close-early"
                    }
                    _ if transfer.was_not_kept(connection) => "explain-close-not-kept",
                    _ if unsaid(self.session, transfer, connection).is_some() => {
                        "explain-close-sender"
                    }
                    _ => closing_message(transfer, closer == sender),
                };
                let args = [
                    ("by", self.who(connection, closer)),
                    ("frame", name(fin.frame)),
                ];
                let peer = marks.of(marks.peer(closer)).fin;
                let other = peer.map(|at| say("explain-close-other", [("frame", name(at.frame))]));
                let ends_file = id == "explain-close-sender";
                let draft = draft(fin)
                    .basis("RFC 959 3.4.1")
                    .say(say(id, args))
                    .say(ends_file.then(|| say("explain-close-sender-why", [])))
                    .ask(ends_file.then(ask::end_of_file))
                    .say(other);
                draft.frames(peer.map(|at| at.frame))
            }
            (Close::Reset, Some(_)) => {
                let Some((at, by)) = marks.reset else { return };
                let args = [("by", self.who(connection, by)), ("frame", name(at.frame))];
                let id = if transfer.is_refused() {
                    "explain-close-reset-plain"
                } else {
                    "explain-close-reset"
                };
                draft(at).say(say(id, args))
            }
            _ => draft(connection.last).say(say(
                "explain-close-open",
                [("frame", name(connection.last.frame))],
            )),
        };
        self.add(draft);
    }
}

/// What the capture, or the receiver, lacks of the bytes.
fn bytes_missing(transfer: &Transfer) -> [Option<Sentence>; 2] {
    let (uncaptured, on_path) = (transfer.uncaptured_bytes(), transfer.lost_on_path_bytes);
    let said = |id, bytes: u64| say(id, [("bytes", bytes.into())]);
    [
        (uncaptured > 0 && transfer.bytes > 0).then(|| said("explain-data-lost", uncaptured)),
        (on_path > 0).then(|| said("explain-data-lost-on-path", on_path)),
    ]
}

fn counted(id: &'static str, count: u64) -> Option<Sentence> {
    (count > 0).then(|| say(id, [("count", count.into())]))
}

fn decoded(transfer: &Transfer) -> Option<Sentence> {
    let bytes = transfer.decoded_bytes?;
    Some(say("explain-data-decoded", [("bytes", bytes.into())]))
}

fn is_before(at: At, command: &Command) -> bool {
    at.frame < command.at.frame
}

/// How many of the segments that brought nothing new were sent again: what a capture holds twice
/// was sent once.
pub(super) fn sent_again(connection: &Connection, repeats: u64) -> u64 {
    if connection.copies > 0 {
        repeats.min(connection.retransmissions)
    } else {
        repeats
    }
}

/// What a FIN means, of the side that sends the file or of the other one.
fn closing_message(transfer: &Transfer, by_sender: bool) -> &'static str {
    let cut = matches!(transfer.outcome, Outcome::Aborted | Outcome::Failed);
    match (transfer.transfer_mode, by_sender) {
        // nothing of a file went over it, or nobody knows
        _ if transfer.command.is_none() || transfer.is_refused() => "explain-close-plain",
        // who aborts takes nothing for the end of a file
        _ if transfer.outcome == Outcome::Aborted => "explain-close-plain",
        (TransferMode::Stream, true) if cut => "explain-close-cut",
        (TransferMode::Stream, true) => "explain-close-sender",
        (TransferMode::Stream, false) if transfer.bytes == 0 && transfer.lost_bytes > 0 => {
            "explain-close-half"
        }
        (TransferMode::Stream, false) if cut => "explain-close-receiver",
        (TransferMode::Stream, false) if transfer.outcome == Outcome::Completed => {
            "explain-close-first"
        }
        (TransferMode::Stream, false) => "explain-close-plain",
        _ if cut => "explain-close-plain",
        _ if transfer.reasons == [Incomplete::NoEnd] => "explain-close-unmarked",
        _ if transfer.reasons.contains(&Incomplete::NoEnd) => "explain-close-plain",
        _ => "explain-close-framed",
    }
}
