//! Transfers: the first of each kind step by step, further ones in a sentence each, and beyond some all together.

use std::collections::HashSet;

use crate::ftp::Effect;
use crate::model::{
    Arg, Close, Command, Connection, Direction, Endpoint, Incomplete, Message as Sentence, Method,
    Outcome, Reply, ReplyCode, Stage, SynAnswer, Transfer, TransferMode, TransferState,
};
use crate::story::{Party, Topic, line};
use crate::text::names;

use super::sentence::{basis, end, name, purpose, said, say, seconds};
use super::{Draft, Teller};

/// Transfers of known kinds that are told one by one.
const AGAIN: usize = 8;

/// What makes two transfers alike, so that the second one need not be explained again.
#[derive(PartialEq, Eq, Hash)]
struct Likeness {
    direction: Option<Direction>,
    method: Option<Method>,
    state: TransferState,
    stage: Stage,
    encrypted: bool,
}

impl Likeness {
    fn of(transfer: &Transfer) -> Self {
        let &Transfer {
            direction,
            method,
            stage,
            encrypted,
            ..
        } = transfer;
        Likeness {
            direction,
            method,
            state: transfer.state(),
            stage,
            encrypted,
        }
    }
}

/// What hides the dialogue.
#[derive(Clone, Copy)]
enum Veil {
    /// Nothing: what is not there was not captured.
    None,
    Tls,
    /// A mechanism of RFC 2228.
    Protection,
}

impl Teller<'_> {
    pub(super) fn transfers(&mut self) {
        let mut kinds = HashSet::new();
        let mut announced = HashSet::new();
        let (mut again, mut more) = (0, Vec::new());
        for transfer in &self.session.transfers {
            if kinds.insert(Likeness::of(transfer)) {
                let fresh = transfer.offer.is_none_or(|offer| announced.insert(offer));
                self.transfer(transfer, fresh);
            } else if again < AGAIN {
                again += 1;
                self.again(transfer);
            } else {
                more.push(transfer);
            }
        }
        if let Some(first) = more.first() {
            let good = more
                .iter()
                .filter(|t| t.outcome == Outcome::Completed)
                .count();
            let bytes: u64 = more.iter().map(|t| t.bytes).sum();
            let args = [
                ("count", Arg::from(more.len())),
                ("good", good.into()),
                ("bytes", bytes.into()),
                ("session", name(self.session.id)),
            ];
            self.add(
                Draft::new(Topic::Again, first.start).say(say("explain-transfers-again", args)),
            );
        }
    }

    /// Everything about a transfer.
    fn transfer(&mut self, transfer: &Transfer, announce: bool) {
        let id = Some(transfer.id);
        let offer = transfer.offer.and_then(|offer| self.offer(offer));
        let connection = transfer
            .connection
            .and_then(|id| self.analysis.connection(id))
            .filter(|connection| connection.answer == SynAnswer::Opened);
        match offer {
            Some(offer) if announce => {
                self.announcement(offer, id);
                if connection.is_none() {
                    self.fate(offer, id);
                }
            }
            Some(_) => {}
            None => self.unannounced(transfer, connection),
        }
        if announce {
            self.opening(offer, connection, id);
        }
        self.overlap(transfer, offer, connection);
        self.request(transfer);
        if let Some(connection) = connection {
            self.bytes(transfer, connection);
            self.closing(transfer, connection);
        }
        self.result(transfer);
    }

    /// A data connection that no announcement in the capture explains.
    fn unannounced(&mut self, transfer: &Transfer, connection: Option<&Connection>) {
        let Some(connection) = connection else { return };
        let draft = Draft::of(Topic::Announcement, connection.first, transfer.id);
        let id = match self.veil(connection.first.frame) {
            Veil::Tls => "explain-announce-hidden",
            Veil::Protection => "explain-announce-protected",
            Veil::None => "explain-announce-unseen",
        };
        self.add(draft.say(say(id, [])));
    }

    /// What hides the dialogue in that frame.
    fn veil(&self, frame: u64) -> Veil {
        let session = self.session;
        let protected = |c: &Command| c.effect() == Effect::Protected && c.at.frame <= frame;
        if session.tls_spans.iter().any(|span| span.covers(frame)) {
            Veil::Tls
        } else if session.commands.iter().any(protected) {
            Veil::Protection
        } else {
            Veil::None
        }
    }

    /// The command, and whether the server begins.
    fn request(&mut self, transfer: &Transfer) {
        let Some(command) = self.session.command_of(transfer) else {
            let id = match self.veil(transfer.start.frame) {
                Veil::Tls => "explain-request-hidden",
                Veil::Protection => "explain-request-protected",
                Veil::None => "explain-request-unseen",
            };
            return self
                .add(Draft::of(Topic::Request, transfer.start, transfer.id).say(say(id, [])));
        };
        let shown = Arg::from(&line(command, self.options.show_passwords));
        let args = [
            ("line", shown),
            ("frame", name(command.at.frame)),
            ("purpose", purpose(command)),
        ];
        let mut draft =
            Draft::of(Topic::Request, command.at, transfer.id).say(say("explain-request", args));
        draft = draft.say(self.typed(command));
        if transfer.offset > 0 {
            draft = draft.say(say(
                "explain-request-offset",
                [("offset", transfer.offset.into())],
            ));
        }
        draft = draft.frames([command.first_frame]);
        let answer = command.preliminary_reply();
        let answer = answer.or_else(|| self.refusal_at_once(transfer, command));
        draft = match answer {
            Some(reply) => draft.say(started(reply)).frames([reply.at.frame]),
            None if command.replies.is_empty() => draft.say(say("explain-command-unanswered", [])),
            None => draft,
        };
        if let Some(source) = basis(command) {
            draft = draft.basis(source);
        }
        self.add(draft.basis("RFC 959 5.4"));
    }

    /// The final reply to a command that no 1yz answers, where nothing stands between them. An answer that comes after
    /// tries to connect, or because of their absence, is told behind those.
    fn refusal_at_once<'c>(&self, transfer: &Transfer, command: &'c Command) -> Option<&'c Reply> {
        let reply = command.final_reply()?;
        let connection = transfer
            .connection
            .and_then(|id| self.analysis.connection(id));
        let tried_before = connection.is_some_and(|c| c.first.frame < reply.at.frame);
        (!tried_before && reply.code != ReplyCode::CANNOT_OPEN).then_some(reply)
    }

    /// Says that a line was sent in pieces.
    fn typed(&self, command: &Command) -> Option<Sentence> {
        let begun = self.begun(command);
        let taken = command.at.time.since(begun.time);
        (command.first_frame < command.at.frame && taken > 0).then(|| {
            let args = [
                ("first", name(command.first_frame)),
                ("last", name(command.at.frame)),
                ("seconds", seconds(taken)),
            ];
            say("explain-request-typed", args)
        })
    }

    /// The payload, from whom to whom.
    fn bytes(&mut self, transfer: &Transfer, connection: &Connection) {
        let sender = self.sender(transfer, connection);
        let receiver = if sender == connection.opener {
            connection.listener
        } else {
            connection.opener
        };
        let marks = self
            .landmarks(connection)
            .map(|m| m.of(sender))
            .unwrap_or_default();
        let span = marks.data;
        let at = span.map_or(transfer.start, |(first, _)| first);
        let id = match transfer.bytes {
            0 if transfer.lost_bytes > 0 => "explain-data-unseen",
            0 => "explain-data-none",
            _ if transfer.encrypted => "explain-data-encrypted",
            _ => "explain-data",
        };
        let said = Sentence {
            id,
            args: vec![
                ("by", self.who(connection, sender)),
                ("to", self.who(connection, receiver)),
                ("src", end(sender)),
                ("dst", end(receiver)),
                (
                    "bytes",
                    (if transfer.bytes == 0 {
                        transfer.lost_bytes
                    } else {
                        transfer.bytes
                    })
                    .into(),
                ),
                ("segments", marks.segments.max(1).into()),
                ("first", name(at.frame)),
                ("last", name(span.map_or(at.frame, |(_, last)| last.frame))),
            ],
        };
        let mut draft = Draft::of(Topic::Data, at, transfer.id).say(said);
        let on_path = transfer.lost_on_path_bytes;
        let not_captured = transfer.lost_bytes - on_path.min(transfer.lost_bytes);
        if not_captured > 0 && transfer.bytes > 0 {
            draft = draft.say(say("explain-data-lost", [("bytes", not_captured.into())]));
        }
        if on_path > 0 {
            draft = draft.say(say(
                "explain-data-lost-on-path",
                [("bytes", on_path.into())],
            ));
        }
        for (id, count) in [
            ("explain-data-again", marks.again),
            ("explain-data-late", marks.late),
        ] {
            draft = draft.say((count > 0).then(|| say(id, [("count", count.into())])));
        }
        if let Some(decoded) = transfer.decoded_bytes {
            draft = draft.say(say("explain-data-decoded", [("bytes", decoded.into())]));
        }
        self.add(
            draft
                .frames(span.map(|(_, last)| last.frame))
                .basis("RFC 959 3.4"),
        );
    }

    /// The end of the connection that sends the file.
    fn sender(&self, transfer: &Transfer, connection: &Connection) -> Endpoint {
        let by_direction = || {
            let wanted = match transfer.direction {
                Some(Direction::Upload) => Party::Client,
                Some(Direction::Download | Direction::Listing) | None => Party::Server,
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
    fn closing(&mut self, transfer: &Transfer, connection: &Connection) {
        let sender = self.sender(transfer, connection);
        let Some(marks) = self.landmarks(connection) else {
            return;
        };
        let closer = connection.closed_by_endpoint();
        let draft = |at| Draft::of(Topic::Closing, at, transfer.id).basis("RFC 9293 3.6");
        let draft = match (connection.close, closer) {
            (Close::Fin, Some(closer)) => {
                let Some(fin) = marks.of(closer).fin else {
                    return;
                };
                let id = closing_message(transfer, closer == sender);
                let args = [
                    ("by", self.who(connection, closer)),
                    ("frame", name(fin.frame)),
                ];
                let peer = marks.of(marks.peer(closer)).fin;
                let other = peer.map(|at| say("explain-close-other", [("frame", name(at.frame))]));
                let draft = draft(fin)
                    .basis("RFC 959 3.4.1")
                    .say(say(id, args))
                    .say(other);
                draft.frames(peer.map(|at| at.frame))
            }
            (Close::Reset, Some(_)) => {
                let Some((at, by)) = marks.reset else { return };
                let args = [("by", self.who(connection, by)), ("frame", name(at.frame))];
                draft(at).say(say("explain-close-reset", args))
            }
            _ => draft(connection.last).say(say(
                "explain-close-open",
                [("frame", name(connection.last.frame))],
            )),
        };
        self.add(draft);
    }

    /// The last word of the server on a transfer, and what it is worth.
    fn result(&mut self, transfer: &Transfer) {
        let Some(command) = self.session.command_of(transfer) else {
            return;
        };
        let begun = command.preliminary_reply().is_some();
        if !begun && self.refusal_at_once(transfer, command).is_some() {
            return; // the request says it
        }
        let Some(reply) = command.final_reply() else {
            return self.no_result(transfer, begun);
        };
        let id = match transfer.outcome {
            _ if !reply.code.is_negative() => "explain-result-done",
            _ if !begun && reply.code == ReplyCode::CANNOT_OPEN => "explain-start-425",
            _ if transfer.is_refused() => "explain-start-refused",
            Outcome::Aborted => "explain-result-aborted",
            _ => "explain-result-failed",
        };
        let mut draft = Draft::of(Topic::Result, reply.at, transfer.id).say(say(id, said(reply)));
        if transfer.outcome == Outcome::Completed {
            for sentence in self.completeness(transfer) {
                draft = draft.say(sentence);
            }
        }
        self.add(draft.basis("RFC 959 4.2"));
    }

    fn no_result(&mut self, transfer: &Transfer, begun: bool) {
        if begun || transfer.connection.is_some() {
            let draft = Draft::of(Topic::Result, transfer.end, transfer.id);
            let draft = draft.say(say("explain-result-none", []));
            self.add(draft.basis("RFC 959 5.4"));
        }
    }

    /// Whether a transfer that the server confirms is complete, and why not.
    fn completeness(&self, transfer: &Transfer) -> Vec<Sentence> {
        if transfer.is_complete() {
            return vec![self.complete(transfer)];
        }
        let reasons = transfer.reasons.iter();
        let reasons = reasons.map(|&reason| not_complete(reason, transfer));
        std::iter::once(say("explain-result-unproven", []))
            .chain(reasons)
            .collect()
    }

    fn complete(&self, transfer: &Transfer) -> Sentence {
        if transfer.transfer_mode == TransferMode::ExtendedBlock {
            let connections = 1 + transfer.parallel.len();
            return say(
                "explain-result-joined",
                [("connections", connections.into())],
            );
        }
        let mended = self.is_mended(transfer);
        let id = if mended {
            "explain-result-mended"
        } else {
            "explain-result-complete"
        };
        say(id, [])
    }

    /// True where segments were sent again, or came in another order.
    fn is_mended(&self, transfer: &Transfer) -> bool {
        let connection = transfer
            .connection
            .and_then(|id| self.analysis.connection(id));
        connection.is_some_and(|connection| {
            let sent = self
                .landmarks(connection)
                .map(|m| m.of(self.sender(transfer, connection)));
            sent.is_some_and(|marks| marks.again + marks.late > 0)
        })
    }

    /// A transfer like an earlier one.
    fn again(&mut self, transfer: &Transfer) {
        let command = self.session.command_of(transfer);
        let connection = transfer
            .connection
            .and_then(|id| self.analysis.connection(id));
        let shown = command.map_or(Arg::Words("explain-unseen-command".to_owned()), |command| {
            Arg::from(&line(command, self.options.show_passwords))
        });
        let id = if connection.is_some() {
            "explain-again"
        } else {
            "explain-again-without"
        };
        let outcome = names::outcome_message(transfer);
        let said = Sentence {
            id,
            args: vec![
                ("line", shown),
                (
                    "opener",
                    connection.map_or(Arg::Name(String::new()), |c| end(c.opener)),
                ),
                (
                    "listener",
                    connection.map_or(Arg::Name(String::new()), |c| end(c.listener)),
                ),
                (
                    "frame",
                    name(connection.map_or(transfer.start.frame, |c| c.first.frame)),
                ),
                ("bytes", transfer.bytes.into()),
                ("outcome", Arg::Words(outcome)),
                (
                    "code",
                    transfer.reply_code.map_or(Arg::Name("–".to_owned()), name),
                ),
            ],
        };
        let at = command.map_or(transfer.start, |command| command.at);
        let draft = Draft::of(Topic::Again, at, transfer.id).say(said);
        let frames = connection
            .into_iter()
            .flat_map(|c| [c.first.frame, c.last.frame]);
        self.add(
            draft
                .frames(frames)
                .frames(command.and_then(Command::final_reply).map(|r| r.at.frame)),
        );
    }
}

/// The first reply to a transfer command.
fn started(reply: &Reply) -> Sentence {
    let id = match reply.code {
        ReplyCode::ALREADY_OPEN => "explain-start-125",
        code if code.is_preliminary() => "explain-start-150",
        code if code.is_negative() => "explain-start-refused",
        _ => "explain-start-at-once",
    };
    say(id, said(reply))
}

/// What a FIN means, of the side that sends the file or of the other one.
fn closing_message(transfer: &Transfer, by_sender: bool) -> &'static str {
    let cut = matches!(transfer.outcome, Outcome::Aborted | Outcome::Failed);
    match (transfer.transfer_mode, by_sender) {
        _ if transfer.command.is_none() => "explain-close-plain",
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
        _ => "explain-close-framed",
    }
}

/// A reason why a transfer is not known to be complete.
fn not_complete(reason: Incomplete, transfer: &Transfer) -> Sentence {
    let expected = transfer.expected.map_or(0, |(bytes, _)| bytes);
    let came = transfer.decoded_bytes.unwrap_or(transfer.bytes);
    match reason {
        Incomplete::MissingBytes => say(
            "explain-incomplete-missing-bytes",
            [("bytes", transfer.lost_bytes.into())],
        ),
        Incomplete::NoBeginning => say("explain-incomplete-no-beginning", []),
        Incomplete::NoEnd => say("explain-incomplete-no-end", []),
        Incomplete::Reset => say("explain-incomplete-reset", []),
        Incomplete::No2yz => say("explain-incomplete-no-2yz", []),
        Incomplete::Short => say(
            "explain-incomplete-short",
            [("bytes", came.into()), ("expected", expected.into())],
        ),
        Incomplete::CopiesDiffer => say("explain-incomplete-copies-differ", []),
        Incomplete::AcknowledgedBeyondEnd => say("explain-incomplete-acknowledged", []),
        Incomplete::SealedRecords => say("explain-incomplete-sealed-records", []),
        Incomplete::Inferred => say("explain-incomplete-inferred", []),
    }
}
