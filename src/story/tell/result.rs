//! What became of a transfer: the final reply, and whether the file is whole.

use crate::analysis::ignored_restart::ignored_restart;
use crate::analysis::reservation::{Reservation, reservation};
use crate::analysis::unsaid::unsaid;
use crate::model::{
    Command, Direction, Incomplete, Message as Sentence, Outcome, ReplyCode, SynAnswer, Transfer,
    TransferMode,
};
use crate::story::{LearnerQuestion, Topic};

use super::ask;
use super::data::sent_again;
use super::sentence::{said, say};
use super::{StepDraft, StepWriter};

impl StepWriter<'_> {
    /// The last word of the server on a transfer, and what it is worth.
    pub(super) fn result(&mut self, transfer: &Transfer) {
        let Some(command) = self.session.command_of(transfer) else {
            return self.result_without_command(transfer);
        };
        let begun = command.preliminary_reply().is_some();
        if !begun && self.refusal_at_once(transfer, command).is_some() {
            return; // the request says it
        }
        let Some(reply) = command.final_reply() else {
            return self.no_result(transfer, command, begun);
        };
        let id = match transfer.outcome {
            _ if !reply.code.is_negative() => "explain-result-done",
            _ if !begun && reply.code == ReplyCode::CANNOT_OPEN && !self.was_opened(transfer) => {
                "explain-start-425"
            }
            _ if transfer.is_refused() => "explain-start-refused",
            Outcome::Aborted => "explain-result-aborted",
            _ => "explain-result-failed",
        };
        let told = match self.silent_for(transfer) {
            Some(seconds) => {
                let [code, text, frame] = said(reply);
                let seconds = ("seconds", seconds.into());
                say("explain-result-unsaid", [code, text, frame, seconds])
            }
            None => say(id, said(reply)),
        };
        let mut draft = StepDraft::of(Topic::Result, reply.at, transfer.id).say(told);
        if transfer.outcome == Outcome::Completed {
            for sentence in self.completeness(transfer) {
                draft = draft.say(sentence);
            }
        }
        draft = draft.ask(self.ask_result(transfer, reply.code));
        self.add(draft.basis("RFC 959 4.2"));
    }

    /// The final reply to a transfer whose command is not in the capture.
    fn result_without_command(&mut self, transfer: &Transfer) {
        let Some(reply) = self.session.final_reply_of(transfer) else {
            return;
        };
        let id = if reply.code.is_negative() {
            "explain-result-failed"
        } else {
            "explain-result-done"
        };
        let mut draft =
            StepDraft::of(Topic::Result, reply.at, transfer.id).say(say(id, said(reply)));
        if transfer.outcome == Outcome::Completed {
            let sentences = if transfer.is_half_seen {
                vec![
                    say("explain-result-unproven", []),
                    say("explain-result-bytes-unseen", []),
                ]
            } else {
                self.completeness(transfer)
            };
            for sentence in sentences {
                draft = draft.say(sentence);
            }
        }
        self.add(draft.basis("RFC 959 4.2"));
    }

    /// For how many seconds the server had said nothing of it when it ended the session.
    fn silent_for(&self, transfer: &Transfer) -> Option<u64> {
        let connection = self.analysis.connection(transfer.connection?)?;
        let silent = unsaid(self.session, transfer, connection)?;
        Some(silent.unsigned_abs() / 1_000_000_000)
    }

    /// True where its data connection was open: a 425 to it has another reason.
    fn was_opened(&self, transfer: &Transfer) -> bool {
        let connection = transfer.connection;
        connection
            .and_then(|id| self.analysis.connection(id))
            .is_some_and(|c| c.answer == SynAnswer::Opened)
    }

    /// What a learner asks about the last reply.
    fn ask_result(&self, transfer: &Transfer, code: ReplyCode) -> Option<LearnerQuestion> {
        let tried = transfer
            .connection
            .and_then(|id| self.analysis.connection(id))
            .filter(|c| c.syns > 1 && c.answer == SynAnswer::None);
        match (transfer.outcome, code) {
            (_, ReplyCode::CANNOT_OPEN) => tried.map(|_| ask::late_refusal(code)),
            (Outcome::Completed, code) if code.is_completion() && ends_by_fin(transfer) => {
                Some(ask::two_proofs(code))
            }
            _ => None,
        }
    }

    /// The reply that is missing, unless the request has said that no answer follows.
    fn no_result(&mut self, transfer: &Transfer, command: &Command, begun: bool) {
        if begun || self.was_opened(transfer) {
            let draft = StepDraft::of(Topic::Result, transfer.end, transfer.id);
            let draft = draft.not_before(command.at);
            // what begins to answer the command is told with it
            let draft = draft.say(if begun {
                self.unanswered("explain-result-none", command)
            } else {
                say("explain-result-none", [])
            });
            self.add(draft.basis("RFC 959 5.4"));
        }
    }

    /// Whether a transfer that the server confirms is complete, and why not.
    fn completeness(&self, transfer: &Transfer) -> Vec<Sentence> {
        if transfer.is_complete() {
            return vec![self.complete(transfer)];
        }
        let reasons = transfer.reasons.iter();
        let reasons = reasons.map(|&reason| match reason {
            Incomplete::No2yz if transfer.client_left => {
                let id = match transfer.direction {
                    Some(Direction::Upload) => "explain-incomplete-client-left",
                    _ => "explain-incomplete-receiver-left",
                };
                say(id, [])
            }
            Incomplete::No2yz if transfer.confirmed_early => {
                say("explain-incomplete-confirmed-early", [])
            }
            _ => not_complete(reason, transfer),
        });
        std::iter::once(say("explain-result-unproven", []))
            .chain(reasons)
            .collect()
    }

    fn complete(&self, transfer: &Transfer) -> Sentence {
        if let Some(expected) = self.session.fewer_said(transfer) {
            return say("explain-result-more", [("expected", expected.into())]);
        }
        if let Some((offset, _)) = ignored_restart(self.session, transfer) {
            return say("explain-result-restart", [("offset", offset.into())]);
        }
        match reservation(self.session, transfer) {
            Some(Reservation::NotRead) => return say("explain-result-not-read", []),
            Some(Reservation::LeftOut) => return say("explain-result-left-out", []),
            Some(Reservation::Truncated) | None => {}
        }
        if transfer.direction == Some(Direction::Upload) && transfer.file_bytes() == Some(0) {
            return say("explain-result-nothing-stored", []);
        }
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
                .connection_frames(connection)
                .map(|m| m.of(self.sender(transfer, connection)));
            sent.is_some_and(|marks| sent_again(connection, marks.again) + marks.late > 0)
        })
    }
}

/// True for a complete transfer whose end FIN alone marks.
fn ends_by_fin(transfer: &Transfer) -> bool {
    transfer.transfer_mode == TransferMode::Stream && transfer.is_complete()
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
        Incomplete::Short
            if transfer.direction == Some(Direction::Upload) && transfer.expected.is_none() =>
        {
            say("explain-result-truncated", [])
        }
        Incomplete::Short if transfer.direction == Some(Direction::Upload) => say(
            "explain-incomplete-stored",
            [("bytes", came.into()), ("expected", expected.into())],
        ),
        Incomplete::Short => say(
            "explain-incomplete-short",
            [("bytes", came.into()), ("expected", expected.into())],
        ),
        Incomplete::CopiesDiffer => say("explain-incomplete-copies-differ", []),
        Incomplete::AcknowledgedBeyondEnd => say("explain-incomplete-acknowledged", []),
        Incomplete::SealedRecords => say("explain-incomplete-sealed-records", []),
        Incomplete::Inferred => say("explain-incomplete-inferred", []),
        Incomplete::Undecodable => say("explain-incomplete-undecodable", []),
    }
}
