//! What a learner asks at a step, and the answer. A question is asked once in a session, at the
//! first step where it arises; its words are the messages `ask-x` and `ask-x-answer`, both with the
//! same values.

use crate::ftp::Effect;
use crate::model::{
    Arg, Command, DataType, ExpectedData, Message, Method, Mode, NoConnection, ReplyCode, Session,
};
use crate::story::LearnerQuestion;

use super::sentence::name;

fn question(
    asked: &'static str,
    answer: &'static str,
    args: &[(&'static str, Arg)],
) -> LearnerQuestion {
    LearnerQuestion {
        asked: Message {
            id: asked,
            args: args.to_vec(),
        },
        answer: Message {
            id: answer,
            args: args.to_vec(),
        },
    }
}

/// Why the client's port is none that anybody knows.
pub(super) fn client_port(port: u16) -> LearnerQuestion {
    question(
        "ask-client-port",
        "ask-client-port-answer",
        &[("port", name(port))],
    )
}

/// Why the client waits.
pub(super) fn greeting(code: ReplyCode) -> LearnerQuestion {
    question(
        "ask-greeting",
        "ask-greeting-answer",
        &[("code", name(code))],
    )
}

/// What the first digit 3 means.
pub(super) fn intermediate(code: ReplyCode) -> LearnerQuestion {
    question(
        "ask-intermediate",
        "ask-intermediate-answer",
        &[("code", name(code))],
    )
}

/// Which of the two was wrong, name or password.
pub(super) fn refused_login(code: ReplyCode) -> LearnerQuestion {
    question(
        "ask-refused-login",
        "ask-refused-login-answer",
        &[("code", name(code))],
    )
}

/// What can be seen all the same.
pub(super) fn under_tls() -> LearnerQuestion {
    question("ask-under-tls", "ask-under-tls-answer", &[])
}

/// About a command that moves no data.
pub(super) fn command(command: &Command) -> Option<LearnerQuestion> {
    match (command.effect(), command.chosen_type()) {
        (_, Some(DataType::Image)) => {
            Some(question("ask-type-image", "ask-type-image-answer", &[]))
        }
        (_, Some(DataType::Ascii)) => {
            Some(question("ask-type-ascii", "ask-type-ascii-answer", &[]))
        }
        (Effect::Rest, _) => Some(question("ask-rest", "ask-rest-answer", &[])),
        _ => None,
    }
}

/// Why a port is announced at all, or why no address is. Of somebody else's port nothing is known.
pub(super) fn announcement(offer: &ExpectedData, session: &Session) -> Option<LearnerQuestion> {
    let control = session.server.port();
    let args = [("port", name(offer.port)), ("control", name(control))];
    let is_own = offer.ip == Some(session.client.ip());
    match (offer.method, offer.method.mode()) {
        (Method::Epsv, _) => Some(question("ask-epsv", "ask-epsv-answer", &args)),
        (Method::Eprt, _) => Some(question("ask-eprt", "ask-eprt-answer", &args)),
        (Method::Default, _) => None,
        (_, Mode::Active) if !is_own => None,
        (_, Mode::Active) => Some(question(
            "ask-announce-port",
            "ask-announce-port-answer",
            &args,
        )),
        (_, Mode::Passive) => Some(question(
            "ask-announce-pasv",
            "ask-announce-pasv-answer",
            &args,
        )),
    }
}

/// Why the server connects from port 20.
pub(super) fn usual_port(usual: u16) -> LearnerQuestion {
    question(
        "ask-port-usual",
        "ask-port-usual-answer",
        &[("usual", name(usual))],
    )
}

/// Why the server does not connect from port 20.
pub(super) fn other_port(usual: u16, port: u16) -> LearnerQuestion {
    let args = [("usual", name(usual)), ("port", name(port))];
    question("ask-port-other", "ask-port-other-answer", &args)
}

/// Why port 20 has no part in passive mode.
pub(super) fn passive_port(usual: u16, port: u16) -> LearnerQuestion {
    let args = [("usual", name(usual)), ("port", name(port))];
    question("ask-port-passive", "ask-port-passive-answer", &args)
}

/// What silence is, and what RST is.
pub(super) fn in_vain(reason: NoConnection) -> Option<LearnerQuestion> {
    match reason {
        NoConnection::Unanswered | NoConnection::InnerAddress | NoConnection::Elsewhere => {
            Some(question("ask-silence", "ask-silence-answer", &[]))
        }
        NoConnection::Reset => Some(question("ask-rst", "ask-rst-answer", &[])),
        _ => None,
    }
}

/// Whether a SYN before the reply is a mistake.
pub(super) fn syn_before_reply() -> LearnerQuestion {
    question("ask-overlap", "ask-overlap-answer", &[])
}

/// Why 125, why 150.
pub(super) fn started(code: ReplyCode) -> Option<LearnerQuestion> {
    match code {
        ReplyCode::ALREADY_OPEN => Some(question("ask-125", "ask-125-answer", &[])),
        ReplyCode::ABOUT_TO_OPEN => Some(question("ask-150", "ask-150-answer", &[])),
        _ => None,
    }
}

/// Where the name of the file is.
pub(super) fn file_name() -> LearnerQuestion {
    question("ask-file-name", "ask-file-name-answer", &[])
}

/// How the receiver knows that the file ends.
pub(super) fn end_of_file() -> LearnerQuestion {
    question("ask-end-of-file", "ask-end-of-file-answer", &[])
}

/// Why FIN is not enough.
pub(super) fn two_proofs(code: ReplyCode) -> LearnerQuestion {
    question(
        "ask-two-proofs",
        "ask-two-proofs-answer",
        &[("code", name(code))],
    )
}

/// Why the refusal comes so late.
pub(super) fn late_refusal(code: ReplyCode) -> LearnerQuestion {
    question(
        "ask-late-refusal",
        "ask-late-refusal-answer",
        &[("code", name(code))],
    )
}

/// Why ABOR brings more than one reply.
pub(super) fn two_replies() -> LearnerQuestion {
    question("ask-abort", "ask-abort-answer", &[])
}

/// What QUIT is for.
pub(super) fn quit() -> LearnerQuestion {
    question("ask-quit", "ask-quit-answer", &[])
}

/// Why both sides send FIN.
pub(super) fn two_fins() -> LearnerQuestion {
    question("ask-two-fins", "ask-two-fins-answer", &[])
}
