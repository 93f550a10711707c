//! `tls-failed`: a handshake of TLS, on the control or on a data connection, that came to nothing:
//! by an alert (RFC 8446 section 6.2, RFC 5246 section 7.2.2), a RST, a FIN, or because one side
//! never answered. Or none was begun, for the server refuses every AUTH, and the client leaves
//! without a login (RFC 4217 section 4.1); or the server accepts AUTH, and nothing follows.

use crate::analysis::auth::{asks_for_tls, unused_auth};
use crate::model::{
    Close, Connection, ConnectionRole, Handshake, Severity, SynAnswer, TlsAlert, TlsFacts,
    TlsFailure, TlsFailureReason, TlsState, Transfer,
};

use super::advice;
use super::indexed_session::IndexedSession;
use super::line::{CommandLine, seconds};
use super::path_mtu;
use super::report::FindingSink;

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    for connection in session.connections() {
        if let Some(tls) = &connection.tls
            && let TlsState::Failed(failure) = tls.state
        {
            tell(session, (connection, tls), failure, report);
        }
    }
    refused(session, report);
    unbegun(session, report);
    never_begun(session, report);
    left(session, report);
}

/// True where TLS did not come about on the data connection of a transfer: what its reply says
/// repeats that.
pub(super) fn is_told_of(session: &IndexedSession, transfer: &Transfer) -> bool {
    let connection = transfer
        .connection
        .and_then(|id| session.analysis.connection(id));
    let tls = connection.and_then(|connection| connection.tls.as_ref());
    tls.is_some_and(|tls| matches!(tls.state, TlsState::Failed(_)))
}

/// How long both ends of a data connection wait before it is told, in nanoseconds: a directory may
/// take seconds to read.
const WAITED: i64 = 10_000_000_000;

/// Under TLS, data connections that were open for long, and nobody said a word: each side waits for
/// the other. It may have been PROT C and a file of no bytes, which is why this is not an error.
fn never_begun(session: &IndexedSession, report: &mut FindingSink) {
    for connection in session.data() {
        let waited = connection.last.time.since(connection.first.time);
        let is_silent = connection.answer == SynAnswer::Opened
            && connection.handshake == Handshake::Complete
            && connection.bytes == 0
            && connection.lost_bytes == 0
            && connection.longest_idle() >= WAITED;
        if is_silent && session.record.is_hidden_at(connection.first.frame) {
            let args = vec![
                ("opener", connection.opener.to_string().into()),
                ("listener", connection.listener.to_string().into()),
                ("seconds", seconds(waited).into()),
            ];
            let frames = vec![connection.first.frame, connection.last.frame];
            let finding = report.add_as(Severity::Warning, frames, "found-tls-failed-never", args);
            finding.advice = Some(advice::plain("advice-data-tls"));
        }
    }
}

/// The server accepts AUTH and waits for a `ClientHello`, and the connection ends without one.
fn unbegun(session: &IndexedSession, report: &mut FindingSink) {
    let control = &session.record.control;
    let is_clear = control.tls_state.is_none() && session.record.tls_spans.is_empty();
    // a RST may stand for a hello that the capture lacks
    let is_over = control.close == Close::Fin && session.is_heard();
    // what follows an earlier AUTH in clear text is told as a mismatch
    let is_mismatch = unused_auth(session.record).is_some();
    let last = session.lines.last();
    let last = last.filter(|_| is_clear && is_over && !is_mismatch);
    let Some(line) = last.filter(|line| asks_for_tls(line.command) && line.accepted()) else {
        return;
    };
    let Some(reply) = line.last() else { return };
    let connection = session.analysis.connection(session.record.connection);
    let closer = connection.and_then(Connection::closed_by_endpoint);
    let by = if closer == Some(session.record.client) {
        "client"
    } else {
        "server"
    };
    let waited = session.record.last.time.since(reply.at.time);
    let args = vec![
        ("line", line.quote()),
        ("code", line.shown_code()),
        ("by", by.into()),
        ("seconds", seconds(waited).into()),
    ];
    let mut frames = line.frames();
    frames.push(session.record.last.frame);
    let finding = report.add_as(Severity::Warning, frames, "found-tls-failed-unbegun", args);
    finding.advice = Some(advice::plain("advice-no-client-hello"));
}

/// The client ends the connection behind a handshake that came to its end, and has not said a word
/// under TLS: it looks at the certificate then, and in TLS 1.3 nobody can read an alert. A monitor
/// that only looks whether there is TLS leaves in the same way, which is why this is not an error.
fn left(session: &IndexedSession, report: &mut FindingSink) {
    let control = &session.record.control;
    let Some(connection) = session.analysis.connection(session.record.connection) else {
        return;
    };
    let is_known = session.is_heard() && control.lost_bytes == 0;
    let client = connection.flow_of(session.record.client);
    let by_client = connection.closed_by_endpoint() == Some(session.record.client)
        && client.reset_from_elsewhere().is_none();
    let tls = connection.tls.as_deref().filter(|tls| {
        tls.state == TlsState::Established && !tls.has_data && tls.is_client(session.record.client)
    });
    let Some(tls) = tls.filter(|_| is_known && by_client && control.close != Close::Open) else {
        return;
    };
    let last = session.lines.last();
    let asked = last.filter(|line| asks_for_tls(line.command) && line.accepted());
    if asked.is_none() {
        return;
    }
    let frames = vec![session.record.last.frame, tls.first.frame];
    let finding = report.add_as(
        Severity::Warning,
        frames,
        "found-tls-failed-left",
        Vec::new(),
    );
    finding.advice = Some(advice::plain("advice-left-behind-handshake"));
}

/// The server has no TLS, and the client does not go without.
fn refused(session: &IndexedSession, report: &mut FindingSink) {
    let tries: Vec<&CommandLine> = session
        .lines
        .iter()
        .filter(|line| asks_for_tls(line.command))
        .collect();
    let logs_in = session.lines.iter().any(CommandLine::is_log_in);
    let Some(last) = tries.last() else { return };
    // with the greeting the dialogue begins, whether the handshake is in the capture or not
    let is_known = session.is_whole() || (session.is_heard() && session.record.banner.is_some());
    let has_left = session.record.control.close != Close::Open && is_known;
    if logs_in || !has_left || !tries.iter().all(|line| line.refused()) {
        return;
    }
    let frames = tries.iter().flat_map(|line| line.frames()).collect();
    let args = vec![("line", last.quote()), ("code", last.shown_code())];
    let finding = report.add_as(Severity::Warning, frames, "found-tls-failed-refused", args);
    finding.advice = Some(advice::plain("advice-switch-tls-on"));
}

fn tell(
    session: &IndexedSession,
    (connection, tls): (&Connection, &TlsFacts),
    failure: TlsFailure,
    report: &mut FindingSink,
) {
    let by = if tls.is_client(failure.by) {
        "client"
    } else {
        "server"
    };
    let role = match connection.role {
        ConnectionRole::Control => "control",
        ConnectionRole::Data => "data",
    };
    let is_from_elsewhere = failure.reason == TlsFailureReason::Reset
        && connection
            .flow_of(failure.by)
            .reset_from_elsewhere()
            .is_some();
    let mut args = vec![("by", by.into()), ("role", role.into())];
    let message = match failure.reason {
        TlsFailureReason::Alert(alert) => {
            args.push(("alert", alert.to_string().into()));
            "found-tls-failed-alert"
        }
        TlsFailureReason::SealedAlert => "found-tls-failed-sealed",
        TlsFailureReason::Reset if is_from_elsewhere => "found-tls-failed-reset-elsewhere",
        TlsFailureReason::Reset => "found-tls-failed-reset",
        TlsFailureReason::Closed => "found-tls-failed-closed",
        TlsFailureReason::Silent => "found-tls-failed-silent",
    };
    let finding = report.add(vec![failure.at.frame, tls.first.frame], message, args);
    let is_too_large =
        connection.role == ConnectionRole::Control && path_mtu::of_control(session).is_some();
    let advice = if is_from_elsewhere {
        Some("advice-reset-elsewhere")
    } else if is_too_large {
        Some("finding-path-mtu-advice")
    } else {
        advice_for(tls, failure)
    };
    finding.advice = advice.map(advice::plain);
}

/// What to do, where more is known than that it failed.
fn advice_for(tls: &TlsFacts, failure: TlsFailure) -> Option<&'static str> {
    match failure.reason {
        TlsFailureReason::Alert(TlsAlert(alert)) => for_alert(alert, tls, failure),
        TlsFailureReason::Reset | TlsFailureReason::Closed if wants_certificate(tls, failure) => {
            Some("advice-client-certificate")
        }
        TlsFailureReason::Reset | TlsFailureReason::Closed | TlsFailureReason::Silent => {
            Some("advice-tls-no-alert")
        }
        TlsFailureReason::SealedAlert => None,
    }
}

/// True where the server ended the handshake, and had asked for a certificate that the client does
/// not have.
fn wants_certificate(tls: &TlsFacts, failure: TlsFailure) -> bool {
    !tls.is_client(failure.by) && tls.lacks_client_certificate
}

/// The server's certificate was issued by itself, so that no authority vouches for it.
fn is_self_signed(tls: &TlsFacts) -> bool {
    let certificate = tls.certificate.as_deref();
    certificate.is_some_and(|certificate| certificate.self_signed)
}

/// What an alert asks for (RFC 8446 section 6.2, RFC 5246 section 7.2.2). Many servers say no more
/// than `handshake_failure` to a client without a certificate.
fn for_alert(alert: u8, tls: &TlsFacts, failure: TlsFailure) -> Option<&'static str> {
    match alert {
        CERTIFICATE_REQUIRED => Some("advice-client-certificate"),
        HANDSHAKE_FAILURE | BAD_CERTIFICATE if wants_certificate(tls, failure) => {
            Some("advice-client-certificate")
        }
        HANDSHAKE_FAILURE | PROTOCOL_VERSION | INSUFFICIENT_SECURITY => Some("advice-tls-versions"),
        BAD_CERTIFICATE..=CERTIFICATE_UNKNOWN | UNKNOWN_CA if !tls.is_client(failure.by) => {
            Some("advice-client-certificate-wrong")
        }
        UNKNOWN_CA | CERTIFICATE_UNKNOWN if is_self_signed(tls) => {
            Some("advice-server-certificate-own")
        }
        BAD_CERTIFICATE..=CERTIFICATE_UNKNOWN | UNKNOWN_CA => Some("advice-server-certificate"),
        UNRECOGNIZED_NAME => Some("advice-server-name"),
        _ => None,
    }
}

// by their descriptions in IANA's registry
const HANDSHAKE_FAILURE: u8 = 40;
const BAD_CERTIFICATE: u8 = 42;
const CERTIFICATE_UNKNOWN: u8 = 46;
const UNKNOWN_CA: u8 = 48;
const PROTOCOL_VERSION: u8 = 70;
const INSUFFICIENT_SECURITY: u8 = 71;
const UNRECOGNIZED_NAME: u8 = 112;
const CERTIFICATE_REQUIRED: u8 = 116;
