//! Questions about transfers that failed: why.

use crate::model::{Arg, ExpectedData, Login, Message, NoConnection, Outcome, ReplyCode, Transfer};

use super::{Answer, QuestionDraft, QuestionKind, QuizScene, is_telling, listed, name, say};

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
    let failed = offer.and_then(|offer| Some((offer, cause_of(offer)?)));
    let (right, frames) = match failed {
        Some((offer, cause)) => (cause, tries(scene, offer)),
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
        gives: std::iter::once(Answer::Reply(reply.code))
            .chain(offer.map(|offer| Answer::Port(offer.port)))
            .collect(),
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

/// Why no data connection came about, where one was tried.
fn cause_of(offer: &ExpectedData) -> Option<Message> {
    use NoConnection::{AnswerLost, Elsewhere, InnerAddress, Rejected, Reset, Unanswered};

    match offer.no_connection? {
        AnswerLost => Some(say(
            "quiz-failure-answer-lost",
            [("port", name(offer.port))],
        )),
        Unanswered | InnerAddress | Elsewhere | Rejected => Some(unanswered(offer)),
        Reset => Some(reset(offer)),
        _ => None,
    }
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
