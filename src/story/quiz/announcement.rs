//! Questions about announcements: the port, how it is written, and where it stands.

use crate::ftp::{DATA_PORT, announcing_line};
use crate::model::{Arg, ExpectedData, Message, Method, Mode, PortNumbers, Session, Text};

use super::{Answer, QuestionDraft, QuestionKind, QuizScene, TRANSFERS, frame, name, say, value};

/// Frames that are offered beside the right one.
const FRAMES: usize = 6;

pub(super) fn ask(scene: &QuizScene<'_>, drafts: &mut Vec<QuestionDraft>) {
    for offer in scene.session.offers.iter().take(TRANSFERS) {
        let is_announced = offer.method != Method::Default && offer.accepted == Some(true);
        // what departs from its form needs more than arithmetic
        if !is_announced || !offer.oddities.is_empty() {
            continue;
        }
        let Some(line) = line(scene.session, offer) else {
            continue;
        };
        drafts.push(port(scene.session, offer, &line));
        drafts.extend(numbers(offer));
        drafts.push(proof(scene, offer));
    }
}

/// The line that announces it, as it was sent.
fn line(session: &Session, offer: &ExpectedData) -> Option<Arg> {
    let command = session.commands.get(offer.command)?;
    if offer.method.mode() == Mode::Active {
        return Some(Arg::from(&command.line));
    }
    let reply = session.announcing_reply(offer)?;
    let text = announcing_line(reply.code, reply.text.bytes());
    let shown = [reply.code.to_string().as_bytes(), b" ", text].concat();
    Some(Arg::Wire(Text::from(shown.as_slice())))
}

fn port(session: &Session, offer: &ExpectedData, line: &Arg) -> QuestionDraft {
    let port = offer.port;
    let mut wrong = Vec::new();
    if let Some(PortNumbers { high, low }) = offer.numbers {
        wrong.extend([low * 256 + high, high + low, high * 100 + low]);
    }
    wrong.extend([DATA_PORT, session.server.port(), session.client.port()].map(u32::from));
    let wrong = wrong
        .into_iter()
        .filter_map(|other| u16::try_from(other).ok())
        .filter(|&other| other != port);
    let because = match offer.numbers {
        Some(numbers) => say(
            "quiz-port-because-sum",
            [
                ("high", name(numbers.high)),
                ("low", name(numbers.low)),
                ("port", name(port)),
            ],
        ),
        None => say("quiz-port-because-text", [("port", name(port))]),
    };
    QuestionDraft {
        kind: QuestionKind::Port,
        offer: Some(offer.id),
        transfer: None,
        gives: vec![Answer::Port(offer.port)],
        asked: say(
            "quiz-port",
            [("frame", name(offer.at.frame)), ("line", line.clone())],
        ),
        options: std::iter::once(value(port))
            .chain(wrong.map(value))
            .collect(),
        because,
        frames: vec![offer.at.frame],
        basis: basis(offer),
    }
}

/// How the port is written, the other way round.
fn numbers(offer: &ExpectedData) -> Option<QuestionDraft> {
    let PortNumbers { high, low } = offer.numbers?;
    let is_byte = high < 256 && low < 256;
    let wrong = [
        (low, high),
        (high, (low + 1) % 256),
        ((high + 1) % 256, low),
        (high, (low + 255) % 256),
    ];
    let wrong = wrong.into_iter().filter(|&pair| pair != (high, low));
    is_byte.then(|| QuestionDraft {
        kind: QuestionKind::Numbers,
        offer: Some(offer.id),
        transfer: None,
        gives: vec![Answer::Port(offer.port)],
        asked: say(
            "quiz-numbers",
            [
                ("frame", name(offer.at.frame)),
                ("port", name(offer.port)),
                ("method", Arg::Name(form(offer.method).to_owned())),
            ],
        ),
        options: std::iter::once((high, low))
            .chain(wrong)
            .map(pair)
            .collect(),
        because: say(
            "quiz-numbers-because",
            [
                ("port", name(offer.port)),
                ("high", name(high)),
                ("low", name(low)),
            ],
        ),
        frames: vec![offer.at.frame],
        basis: basis(offer),
    })
}

fn pair((high, low): (u32, u32)) -> Message {
    value(format_args!("{high},{low}"))
}

/// What the line with the numbers is called.
fn form(method: Method) -> &'static str {
    match method {
        Method::Pasv => "227",
        Method::Lpsv => "228",
        Method::Epsv => "229",
        other => other.name(),
    }
}

/// The frame that announces a port; others stand beside it that do not.
fn proof(scene: &QuizScene<'_>, offer: &ExpectedData) -> QuestionDraft {
    let session = scene.session;
    let announcing = |&frame: &u64| {
        let mut offers = session.offers.iter();
        !offers.any(|other| other.at.frame == frame && other.port == offer.port)
    };
    let asked_in = session.commands.get(offer.command).map(|c| c.at.frame);
    let behind = session.commands.iter().skip(offer.command + 1).take(2);
    let replies = behind.flat_map(|c| {
        let replies = c.replies.iter().map(|reply| reply.at.frame);
        std::iter::once(c.at.frame).chain(replies)
    });
    let before = offer.command.checked_sub(1);
    let before = before
        .and_then(|at| session.commands.get(at))
        .map(|c| c.at.frame);
    let wrong = asked_in
        .into_iter()
        .chain(replies.take(FRAMES))
        .chain(before)
        .filter(announcing);
    QuestionDraft {
        kind: QuestionKind::Proof,
        offer: Some(offer.id),
        transfer: None,
        gives: vec![Answer::Port(offer.port)],
        asked: say("quiz-proof", [("port", name(offer.port))]),
        options: std::iter::once(offer.at.frame)
            .chain(wrong)
            .map(frame)
            .collect(),
        because: proof_because(session, offer),
        frames: vec![offer.at.frame],
        basis: basis(offer),
    }
}

/// What the frame is. PORT may name another host than the client: a server of which it wants the
/// file, or its own address behind a NAT.
fn proof_because(session: &Session, offer: &ExpectedData) -> Message {
    let at = ("frame", name(offer.at.frame));
    let method = ("method", Arg::Name(form(offer.method).to_owned()));
    let elsewhere = offer.ip.filter(|&ip| ip != session.client.ip());
    match (offer.method.mode(), elsewhere) {
        (Mode::Active, None) => say("quiz-proof-because-active", [at, method]),
        (Mode::Active, Some(ip)) => say(
            "quiz-proof-because-elsewhere",
            [at, method, ("address", name(ip))],
        ),
        (Mode::Passive, _) => say("quiz-proof-because-passive", [at, method]),
    }
}

/// Where the form of an announcement is defined.
fn basis(offer: &ExpectedData) -> &'static str {
    match offer.method {
        Method::Port | Method::Default => "RFC 959 4.1.2",
        Method::Pasv => "RFC 959 4.2",
        Method::Eprt => "RFC 2428 2",
        Method::Epsv => "RFC 2428 3",
        Method::Lprt | Method::Lpsv => "RFC 1639 4",
    }
}
