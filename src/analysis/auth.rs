//! AUTH for TLS, and AUTH without TLS behind it: facts of a session that findings and stories both tell.

use crate::ftp::Effect;
use crate::model::{Command, Session};

/// The AUTH for TLS that the server accepted and behind which the dialogue goes on in clear text, where a `ClientHello` was
/// due (RFC 4217 section 4): its index. A command that was sent before the server had answered is another matter.
pub(crate) fn unused_auth(session: &Session) -> Option<usize> {
    if session.control.tls_state.is_some() || !session.tls_spans.is_empty() {
        return None;
    }
    let auth = session.commands.iter().position(asks_for_tls)?;
    let reply = session.commands[auth].replies.last()?;
    let next = session.commands.get(auth + 1)?;
    (reply.code.is_completion() && reply.at.frame < next.at.frame).then_some(auth)
}

/// An AUTH that asks for TLS: RFC 4217 section 4, and the names before it. Other mechanisms (RFC 2228: `GSSAPI`,
/// `KERBEROS_V4`) protect the lines themselves, and clients that know them try them first, before they log in without.
pub(crate) fn asks_for_tls(command: &Command) -> bool {
    let mechanism = command.sent_argument().unwrap_or_default();
    command.effect() == Effect::Auth
        && ["TLS", "SSL", "TLS-C", "TLS-P"]
            .iter()
            .any(|name| mechanism.eq_ignore_ascii_case(name.as_bytes()))
}
