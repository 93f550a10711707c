//! `control-reset`: a RST ends the control connection in the middle of the session: nobody said
//! QUIT, 221 or 421, and no side had closed it. A RST behind a FIN or a goodbye is how many
//! programs end, and is not a finding.

use crate::ftp::Effect;
use crate::model::{Close, ReplyCode, Severity, TlsState};

use super::advice;
use super::client_gone;
use super::control_lost;
use super::idle_timeout::{long_pause_before, silence};
use super::indexed_session::IndexedSession;
use super::report::FindingSink;
use super::tls_mismatch;

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    let record = session.record;
    // under TLS the goodbye cannot be read, and many clients end with a RST; one in its handshake
    // is told as tls-failed
    if record.control.close != Close::Reset
        || said_goodbye(session)
        || session.record.is_hidden_at(record.last.frame)
        || matches!(record.control.tls_state, Some(TlsState::Failed(_)))
    {
        return;
    }
    let Some(control) = session.analysis.connection(record.connection) else {
        return;
    };
    // that the client, or the way, is gone says more
    if control_lost::is_told(session) || client_gone::is_told(session) {
        return;
    }
    // a server that waited long enough is told as idle-timeout
    if silence(session).is_some() {
        return;
    }
    let by = if control.closed_by_endpoint() == Some(record.server) {
        "server"
    } else {
        "client"
    };
    let mut frames = vec![record.last.frame];
    // whether anything was going on, the other side would tell
    if record.control.missing.is_some() {
        let args = vec![("by", by.into())];
        report.add_as(Severity::Info, frames, "found-control-reset-half", args);
        return;
    }
    let Some(line) = session.lines.last() else {
        report.add(
            frames,
            "found-control-reset-silent",
            vec![("by", by.into())],
        );
        return;
    };
    if line.last().is_none() && tls_mismatch::clear_from(session).is_some() {
        return;
    }
    frames.extend(line.frames());
    let elsewhere = control
        .closed_by_endpoint()
        .and_then(|by| control.flow_of(by).reset_from_elsewhere());
    let unanswered = session.waiting().filter(|line| line.last().is_none());
    let pause = unanswered.and_then(|line| long_pause_before(session, line));
    let pause = pause.filter(|_| by == "server");
    let message = if elsewhere.is_some() {
        "found-control-reset-elsewhere"
    } else if pause.is_some() {
        "found-control-reset-idle"
    } else if session.waiting().is_some() {
        "found-control-reset-during"
    } else {
        "found-control-reset-after"
    };
    let args = vec![
        ("by", by.into()),
        ("line", line.quote()),
        ("code", line.shown_code()),
        ("seconds", pause.unwrap_or_default().into()),
    ];
    let finding = report.add(frames, message, args);
    if elsewhere.is_some() {
        finding.advice = Some(advice::plain("advice-reset-elsewhere"));
    } else if pause.is_some() {
        finding.advice = Some(advice::plain("advice-reset-idle"));
    }
}

fn said_goodbye(session: &IndexedSession) -> bool {
    session.lines.iter().any(|line| line.effect == Effect::Quit)
        || session
            .record
            .replies()
            .any(|r| matches!(r.code, ReplyCode::GOODBYE | ReplyCode::SERVICE_CLOSING))
}
