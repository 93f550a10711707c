//! What a session as a whole came to: facts that summaries tell.

use crate::model::{
    Analysis, ConnectionRole, ExpectedData, OfferOutcome, Outcome, SentCounts, Session,
    SessionMode, Severity, SynAnswer,
};

/// There must have been data connections that are not in the capture, or nobody can tell.
pub(crate) fn lacks_data_connections(session: &Session) -> bool {
    let mut transfers = session.transfers.iter();
    let mut offers = session.offers.iter();
    session.mode == SessionMode::Unknown
        || transfers
            .any(|transfer| transfer.outcome == Outcome::Completed && transfer.connection.is_none())
        || offers.any(|offer| offer.outcome == OfferOutcome::NotCaptured)
}

/// Data connections were tried, and none was opened.
pub(crate) fn all_data_connections_failed(analysis: &Analysis, session: &Session) -> bool {
    let connections = session
        .connections
        .iter()
        .filter_map(|&id| analysis.connection(id));
    let mut data = connections
        .filter(|connection| connection.role == ConnectionRole::Data)
        .peekable();
    data.peek().is_some() && data.all(|connection| connection.answer != SynAnswer::Opened)
}

/// That announcement sent the server to a third host, as a finding says for sure.
pub(crate) fn leads_to_a_third_host(session: &Session, offer: &ExpectedData) -> bool {
    let mut findings = session.findings.iter();
    findings.any(|found| {
        found.id == "bounce"
            && found.severity == Severity::Error
            && found.frames.contains(&offer.at.frame)
    })
}

/// A reply that was sent is in the capture: the server ended the control connection, or a RST did,
/// and not a byte of the control channel is missing or hidden.
pub(crate) fn reply_would_be_captured(analysis: &Analysis, session: &Session) -> bool {
    let Some(connection) = analysis.connection(session.connection) else {
        return false;
    };
    let is_whole = session.control.lost_bytes == 0
        && session.tls_spans.is_empty()
        && connection.sent.iter().all(|&bytes| bytes > 0);
    let by_server = connection.sent_from(session.server);
    is_whole && (by_server.fin() || connection.sent_by.iter().any(SentCounts::rst))
}
