//! Questions about transfers that failed: why.

use crate::model::{Arg, ExpectedData, Login, Message, OfferOutcome, Outcome, ReplyCode, Transfer};

use super::{QuestionDraft, QuestionKind, QuizScene, is_telling, listed, name, say};

pub(super) fn ask(scene: &QuizScene<'_>, drafts: &mut Vec<QuestionDraft>) {
    for transfer in scene.transfers() {
        drafts.extend(failure(scene, transfer));
    }
}

/// What the records prove to be the cause, and where.
fn failure(scene: &QuizScene<'_>, transfer: &Transfer) -> Option<QuestionDraft> {
    let command = scene.session.command_of(transfer)?;
    if transfer.outcome != Outcome::Failed {
        return None;
    }
    let reply = command.final_reply()?;
    let offer = scene.offer(transfer);
    let tried = offer.map(|offer| (offer, offer.outcome));
    let (right, frames) = match tried {
        Some((offer, OfferOutcome::Unanswered)) => (unanswered(offer), tries(scene, offer)),
        Some((offer, OfferOutcome::Refused)) => (reset(offer), tries(scene, offer)),
        _ if transfer.is_refused() && is_cause(reply.code) => {
            (answered(reply.code), vec![reply.at.frame])
        }
        _ => return None,
    };
    let mut options = vec![right.clone()];
    options.extend(offer.map(unanswered));
    options.extend(offer.map(reset));
    options.extend([550, 553, 452].into_iter().filter_map(|code| {
        let code = ReplyCode::new(code)?;
        (code.get() / 10 != reply.code.get() / 10).then(|| answered(code))
    }));
    let is_let_in = scene.session.login == Login::Accepted && !is_login(reply.code);
    options.extend(is_let_in.then(|| say("quiz-failure-login", [])));
    Some(QuestionDraft {
        kind: QuestionKind::Failure,
        offer: transfer.offer,
        transfer: Some(transfer.id),
        asked: say(
            "quiz-failure",
            [
                ("line", Arg::from(&command.line)),
                ("frame", name(command.at.frame)),
            ],
        ),
        options,
        because: say(
            "quiz-failure-because",
            [
                ("frames", listed(&frames)),
                ("code", name(reply.code)),
                ("frame", name(reply.at.frame)),
            ],
        ),
        frames: frames.into_iter().chain([reply.at.frame]).collect(),
        basis: "RFC 959 4.2",
    })
}

fn unanswered(offer: &ExpectedData) -> Message {
    say("quiz-failure-unanswered", [("port", name(offer.port))])
}

fn reset(offer: &ExpectedData) -> Message {
    say("quiz-failure-reset", [("port", name(offer.port))])
}

fn answered(code: ReplyCode) -> Message {
    say("quiz-failure-answered", [("words", Arg::Reply(code))])
}

/// A reply that says what is wrong by itself, and not that a connection failed.
fn is_cause(code: ReplyCode) -> bool {
    is_telling(code) && !matches!(code.get(), 421 | 425 | 426)
}

fn is_login(code: ReplyCode) -> bool {
    matches!(code.get(), 530 | 532 | 430)
}

/// The frames of the connection that was tried.
fn tries(scene: &QuizScene<'_>, offer: &ExpectedData) -> Vec<u64> {
    let connection = offer
        .connection
        .and_then(|id| scene.analysis.connection(id));
    connection.map(|c| c.first.frame).into_iter().collect()
}
