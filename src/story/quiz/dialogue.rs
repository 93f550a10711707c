//! Questions about the dialogue: what a reply means, and who can read the password.

use crate::ftp::Effect;
use crate::model::{Arg, Command, Message, Reply, ReplyCode};

use super::rng::Rng;
use super::{Answer, QuestionDraft, QuestionKind, QuizScene, frame, is_telling, name, say};

/// Commands of a session whose replies are asked about.
const COMMANDS: usize = 64;
/// Codes of many sessions, for those that have few.
const COMMON: [u16; 12] = [125, 150, 220, 221, 226, 227, 230, 331, 425, 426, 530, 550];

pub(super) fn ask(scene: &QuizScene<'_>, rng: &mut Rng, drafts: &mut Vec<QuestionDraft>) {
    let codes = codes(scene);
    for command in scene.session.commands.iter().take(COMMANDS) {
        for answer in &command.replies {
            drafts.extend(reply(command, answer, &codes, rng));
        }
    }
    drafts.extend(password(scene));
}

/// The codes of a session and some others, those that mean something to be asked for.
fn codes(scene: &QuizScene<'_>) -> Vec<ReplyCode> {
    let spoken = scene.session.commands.iter().take(COMMANDS);
    let spoken = spoken.flat_map(|command| command.replies.iter().map(|reply| reply.code));
    let others = COMMON.into_iter().filter_map(ReplyCode::new);
    let mut codes: Vec<ReplyCode> = Vec::new();
    for code in spoken.chain(others) {
        if is_telling(code) && !codes.contains(&code) {
            codes.push(code);
        }
    }
    codes
}

fn reply(
    command: &Command,
    reply: &Reply,
    codes: &[ReplyCode],
    rng: &mut Rng,
) -> Option<QuestionDraft> {
    let code = reply.code;
    if !is_telling(code) {
        return None;
    }
    let mut wrong: Vec<ReplyCode> = codes.to_vec();
    wrong.retain(|&other| other != code && !are_alike(other, code));
    rng.shuffle(&mut wrong);
    let codes = std::iter::once(code).chain(wrong);
    Some(QuestionDraft {
        kind: QuestionKind::Reply,
        offer: None,
        transfer: None,
        gives: vec![Answer::Reply(code)],
        asked: say(
            "quiz-reply",
            [
                ("line", Arg::from(&command.line)),
                ("code", name(code)),
                ("frame", name(reply.at.frame)),
            ],
        ),
        options: codes.map(meaning).collect(),
        because: say(
            match code.get() / 100 {
                1 => "quiz-reply-because-1",
                2 => "quiz-reply-because-2",
                3 => "quiz-reply-because-3",
                4 => "quiz-reply-because-4",
                _ => "quiz-reply-because-5",
            },
            [("code", name(code)), ("means", Arg::Reply(code))],
        ),
        frames: vec![reply.at.frame],
        basis: "RFC 959 4.2",
    })
}

/// Both say nearly the same: the one is not wrong for the other.
fn are_alike(one: ReplyCode, other: ReplyCode) -> bool {
    const ALIKE: [&[u16]; 6] = [
        &[125, 150],
        &[225, 226],
        &[227, 228, 229],
        &[230, 232, 234, 235],
        &[430, 530, 331, 332],
        &[450, 451, 452, 550, 551, 552, 553],
    ];
    let has = |group: &&[u16]| group.contains(&one.get()) && group.contains(&other.get());
    ALIKE.iter().any(has)
}

fn meaning(code: ReplyCode) -> Message {
    say("quiz-words", [("words", Arg::Reply(code))])
}

/// The frame that shows the password, where no TLS is in the way.
fn password(scene: &QuizScene<'_>) -> Option<QuestionDraft> {
    let session = scene.session;
    if session.control.tls.is_some() || session.control.tls_state.is_some() {
        return None;
    }
    let at = session
        .commands
        .iter()
        .position(|command| command.effect() == Effect::Pass && command.argument().is_some())?;
    let command = &session.commands[at];
    let right = command.at.frame;
    let is_whole = command.first_frame == right;
    let before = session.commands[..at].iter().rev().take(2);
    let behind = session.commands[at + 1..].iter().take(2);
    let mut wrong: Vec<u64> = before.clone().map(|other| other.at.frame).collect();
    wrong.extend(before.flat_map(|other| other.replies.iter().map(|reply| reply.at.frame)));
    wrong.extend(command.replies.iter().map(|reply| reply.at.frame));
    wrong.extend(behind.map(|other| other.at.frame));
    // a second try shows a password too
    let secret = session
        .commands
        .iter()
        .filter(|other| other.secret.is_some());
    let telling: Vec<u64> = secret.map(|other| other.at.frame).collect();
    wrong.retain(|other| !telling.contains(other) && *other != right);
    is_whole.then(|| QuestionDraft {
        kind: QuestionKind::Password,
        offer: None,
        transfer: None,
        gives: vec![Answer::Password],
        asked: say("quiz-password", []),
        options: std::iter::once(right).chain(wrong).map(frame).collect(),
        because: say("quiz-password-because", [("frame", name(right))]),
        frames: vec![right],
        basis: "RFC 2577 5",
    })
}
