//! AUTH for TLS, and AUTH without TLS behind it: facts of a session that findings and stories both
//! tell.

use crate::ftp::Effect;
use crate::model::{At, Command, Connection, Handshake, Session, TlsFacts};

/// The AUTH for TLS that the server accepted and behind which the control channel goes on in clear
/// text, where a `ClientHello` was due (RFC 4217 section 4): its index. A command that was sent
/// before the server had answered is another matter.
pub(crate) fn unused_auth(session: &Session) -> Option<usize> {
    if session.control.tls_state.is_some() || !session.tls_spans.is_empty() {
        return None;
    }
    let auth = session.commands.iter().position(asks_for_tls)?;
    let reply = session.commands[auth].replies.last()?;
    let next = session.commands.get(auth + 1)?;
    (reply.code.is_completion() && reply.at.frame < next.at.frame).then_some(auth)
}

/// TLS of the control connection began before the capture did, or in the middle of its handshake. A
/// hello that the snap length cut, or that was lost, is another matter: the connection's own
/// beginning, or a command, stands before it.
pub(crate) fn is_tls_from_before(session: &Session, tls: &TlsFacts) -> bool {
    let begun = session.tls_spans.first().map(|span| span.from.frame);
    let mut commands = session.commands.iter();
    let is_first = begun.is_none_or(|begun| commands.all(|command| command.at.frame > begun));
    let is_missed = session.control.handshake == Handshake::Missing && is_first;
    is_missed && (tls.client.is_none() || tls.ja4.is_none())
}

/// Where the control channel goes on in clear text although nobody ended TLS: neither a command
/// that does so (CCC, REIN: RFC 4217 sections 5 and 11) nor `close_notify`. Known only where all of
/// it could be read.
pub(crate) fn clear_within_tls(session: &Session, connection: &Connection) -> Option<At> {
    let is_known = session.control.lost_bytes == 0
        && session.control.handshake == Handshake::Complete
        && session.tls_spans.iter().all(|span| span.opened);
    let span = session.tls_spans.iter().find(|span| span.to.is_some())?;
    let to = span.to.filter(|_| is_known)?;
    let tls = connection.tls.as_deref()?;
    let is_ended = session.commands.iter().any(|command| {
        let ends = matches!(
            command.effect(),
            Effect::ClearCommandChannel | Effect::Reinitialise
        );
        ends && span.covers(command.at.frame)
    });
    (!is_ended && tls.opening.close_notify == [false, false]).then_some(to)
}

/// An AUTH that asks for TLS: RFC 4217 section 4, and the names before it. Other mechanisms (RFC
/// 2228: `GSSAPI`, `KERBEROS_V4`) protect the lines themselves, and clients that know them try them
/// first, before they log in without.
pub(crate) fn asks_for_tls(command: &Command) -> bool {
    let mechanism = command.sent_argument().unwrap_or_default();
    command.effect() == Effect::Auth
        && ["TLS", "SSL", "TLS-C", "TLS-P"]
            .iter()
            .any(|name| mechanism.eq_ignore_ascii_case(name.as_bytes()))
}
