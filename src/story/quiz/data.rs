//! Questions about transfers: who opens the data connection, in which mode, what comes next, in
//! which order, and what Wireshark shows of it.

use crate::model::{
    Arg, Connection, ExpectedData, Handshake, Message, Mode, Role, SynAnswer, Transfer,
};

use super::rng::Rng;
use super::{Answer, QuestionDraft, QuestionKind, QuizScene, listed, name, say, value};

pub(super) fn ask(scene: &QuizScene<'_>, rng: &mut Rng, drafts: &mut Vec<QuestionDraft>) {
    for transfer in scene.transfers() {
        let Some((connection, by)) = opened(scene, transfer) else {
            continue;
        };
        drafts.push(opener(scene, transfer, connection, by));
        drafts.push(mode(scene, transfer, connection, by));
        drafts.extend(wireshark(scene, transfer, connection));
        if let Some(offer) = scene.announced(transfer) {
            drafts.extend(next(scene, transfer, offer, connection));
            drafts.extend(order(scene, transfer, offer, connection, rng));
        }
    }
}

/// The data connection of a transfer and who opened it, where the announcement, if there is one,
/// tells the same.
fn opened<'a>(scene: &QuizScene<'a>, transfer: &Transfer) -> Option<(&'a Connection, Role)> {
    let connection = scene.analysis.connection(transfer.connection?)?;
    if connection.answer != SynAnswer::Opened {
        return None;
    }
    let by = scene.opener(connection)?;
    let announced = scene.offer(transfer).map(|offer| offer.method.mode());
    let is_told = announced.is_none_or(|mode| mode == mode_of(by));
    (is_told && transfer.mode == Some(mode_of(by))).then_some((connection, by))
}

fn mode_of(opener: Role) -> Mode {
    if opener == Role::Server {
        Mode::Active
    } else {
        Mode::Passive
    }
}

/// The command of a transfer as it was sent, with its frame; where it is hidden, the data
/// connection.
fn asked(
    scene: &QuizScene<'_>,
    transfer: &Transfer,
    connection: &Connection,
    [of_command, of_connection]: [&'static str; 2],
) -> Message {
    match scene.session.command_of(transfer) {
        Some(command) => say(
            of_command,
            [
                ("line", Arg::from(&command.line)),
                ("frame", name(command.at.frame)),
            ],
        ),
        None => say(of_connection, [("frame", name(connection.first.frame))]),
    }
}

/// Options, the right one first.
fn first(right: &'static str, all: [&'static str; 4]) -> Vec<Message> {
    let others = all.into_iter().filter(|other| *other != right);
    let ids = std::iter::once(right).chain(others);
    ids.map(|id| say(id, [])).collect()
}

fn opener(
    scene: &QuizScene<'_>,
    transfer: &Transfer,
    connection: &Connection,
    by: Role,
) -> QuestionDraft {
    let right = match by {
        Role::Server => "quiz-opener-server",
        _ => "quiz-opener-client",
    };
    QuestionDraft {
        kind: QuestionKind::Opener,
        offer: transfer.offer,
        transfer: Some(transfer.id),
        gives: vec![Answer::Opener(transfer.id)],
        asked: asked(
            scene,
            transfer,
            connection,
            ["quiz-opener", "quiz-opener-hidden"],
        ),
        options: first(
            right,
            [
                "quiz-opener-server",
                "quiz-opener-client",
                "quiz-opener-nobody",
                "quiz-opener-both",
            ],
        ),
        because: say(
            "quiz-opener-because",
            [
                ("frame", name(connection.first.frame)),
                ("from", name(connection.opener)),
                ("to", name(connection.listener)),
            ],
        ),
        frames: vec![connection.first.frame],
        basis: "RFC 959 3.3",
    }
}

fn mode(
    scene: &QuizScene<'_>,
    transfer: &Transfer,
    connection: &Connection,
    by: Role,
) -> QuestionDraft {
    let (right, because) = match by {
        Role::Server => ("quiz-mode-active", "quiz-mode-because-active"),
        _ => ("quiz-mode-passive", "quiz-mode-because-passive"),
    };
    QuestionDraft {
        kind: QuestionKind::Mode,
        offer: transfer.offer,
        transfer: Some(transfer.id),
        gives: vec![Answer::Opener(transfer.id)],
        asked: asked(
            scene,
            transfer,
            connection,
            ["quiz-mode", "quiz-mode-hidden"],
        ),
        options: first(
            right,
            [
                "quiz-mode-active",
                "quiz-mode-passive",
                "quiz-mode-mixed",
                "quiz-mode-none",
            ],
        ),
        because: say(because, [("frame", name(connection.first.frame))]),
        frames: vec![connection.first.frame],
        basis: "RFC 959 3.3",
    }
}

/// What makes the data connection, once a port is announced: asked where the connection came after
/// it.
fn next(
    scene: &QuizScene<'_>,
    transfer: &Transfer,
    offer: &ExpectedData,
    connection: &Connection,
) -> Option<QuestionDraft> {
    let command = scene.session.command_of(transfer)?;
    let is_active = offer.method.mode() == Mode::Active;
    // the server opens once it is asked for a file, the client as soon as it knows where
    let from = if is_active {
        command.at.frame
    } else {
        offer.at.frame
    };
    if connection.first.frame <= from {
        return None;
    }
    let port = || ("port", name(offer.port));
    let to_client = say("quiz-next-active", [port()]);
    let to_server = say("quiz-next-passive", [port()]);
    let (right, wrong) = if is_active {
        (to_client, to_server)
    } else {
        (to_server, to_client)
    };
    let mut options = vec![right, wrong];
    options.push(say("quiz-next-control", []));
    options.push(say("quiz-next-twenty", []));
    let asked = if is_active {
        "quiz-next-asked-active"
    } else {
        "quiz-next-asked-passive"
    };
    Some(QuestionDraft {
        kind: QuestionKind::Next,
        offer: Some(offer.id),
        transfer: Some(transfer.id),
        gives: vec![Answer::Port(offer.port), Answer::Opener(transfer.id)],
        asked: say(
            asked,
            [
                ("frame", name(offer.at.frame)),
                port(),
                ("line", Arg::from(&command.line)),
                ("asked", name(command.at.frame)),
            ],
        ),
        options,
        because: say(
            "quiz-next-because",
            [
                ("frame", name(connection.first.frame)),
                ("from", name(connection.opener)),
                ("to", name(connection.listener)),
            ],
        ),
        frames: vec![offer.at.frame, connection.first.frame],
        basis: "RFC 959 3.2",
    })
}

/// Four things that happened one after another.
fn order(
    scene: &QuizScene<'_>,
    transfer: &Transfer,
    offer: &ExpectedData,
    connection: &Connection,
    rng: &mut Rng,
) -> Option<QuestionDraft> {
    let command = scene.session.command_of(transfer)?;
    let last = command.final_reply()?;
    let mut things = [
        (offer.at.frame, "quiz-thing-announced"),
        (command.at.frame, "quiz-thing-asked"),
        (connection.first.frame, "quiz-thing-opens"),
        (last.at.frame, "quiz-thing-done"),
    ];
    things.sort_unstable();
    if things.windows(2).any(|pair| pair[0].0 == pair[1].0) {
        return None;
    }
    let right = things.map(|(_, thing)| thing);
    let [a, b, c, d] = right;
    let mut wrong = vec![
        [b, a, c, d],
        [a, c, b, d],
        [a, b, d, c],
        [c, a, b, d],
        [d, c, b, a],
    ];
    rng.shuffle(&mut wrong);
    let orders = std::iter::once(right).chain(wrong);
    Some(QuestionDraft {
        kind: QuestionKind::Order,
        offer: Some(offer.id),
        transfer: Some(transfer.id),
        gives: Vec::new(),
        asked: say(
            "quiz-order",
            [
                ("line", Arg::from(&command.line)),
                ("frame", name(command.at.frame)),
            ],
        ),
        options: orders.map(sequence).collect(),
        because: say(
            "quiz-order-because",
            [("frames", listed(&things.map(|(frame, _)| frame)))],
        ),
        frames: things.iter().map(|&(frame, _)| frame).collect(),
        basis: "RFC 959 5.4",
    })
}

fn sequence(things: [&'static str; 4]) -> Message {
    let [a, b, c, d] = things.map(|thing| Arg::Words(thing.to_owned()));
    say("quiz-sequence", [("a", a), ("b", b), ("c", c), ("d", d)])
}

/// The first frame of the data connection, as the column Info tells it.
fn wireshark(
    scene: &QuizScene<'_>,
    transfer: &Transfer,
    connection: &Connection,
) -> Option<QuestionDraft> {
    let control = scene.analysis.connection(scene.session.connection)?;
    if connection.handshake != Handshake::Complete {
        return None;
    }
    let (from, to) = (connection.opener.port(), connection.listener.port());
    let (other, control) = (control.opener.port(), control.listener.port());
    let options = [
        (from, to, "[SYN]"),
        (to, from, "[SYN]"),
        (from, to, "[SYN, ACK]"),
        (other, control, "[SYN]"),
    ];
    Some(QuestionDraft {
        kind: QuestionKind::Wireshark,
        offer: transfer.offer,
        transfer: Some(transfer.id),
        // its options hold several ports, and the right one is no port
        gives: Vec::new(),
        asked: say("quiz-wireshark", [("frame", name(connection.first.frame))]),
        options: options
            .map(|(from, to, flags)| value(format_args!("{from} → {to} {flags}")))
            .into(),
        because: say(
            "quiz-wireshark-because",
            [
                ("from", name(connection.opener)),
                ("to", name(connection.listener)),
            ],
        ),
        frames: vec![connection.first.frame],
        basis: "RFC 9293 3.5",
    })
}
