//! `priv-port`: PORT and its like name a port below 1024 (RFC 2577 section 3).

use crate::ftp::DATA_PORT;
use crate::model::{Mode, Severity};

use super::indexed_session::IndexedSession;
use super::line::CommandLine;
use super::report::FindingSink;

/// Ports of services that understand lines of text, or that matter most.
const WELL_KNOWN: &[u16] = &[
    21, 22, 23, 25, 53, 79, 80, 110, 111, 119, 135, 139, 143, 389, 443, 445, 512, 513, 514, 587,
    993,
];

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    for offer in session
        .offers(Mode::Active)
        .filter(|o| o.port < 1024 && o.port != DATA_PORT)
    {
        let Some(line) = session.line_of(offer).map(CommandLine::quote) else {
            continue;
        };
        let raised = offer.accepted == Some(true) && WELL_KNOWN.contains(&offer.port);
        let severity = if raised {
            Severity::Error
        } else {
            report.severity
        };
        let message = match offer.accepted {
            Some(true) => "found-priv-port",
            _ => "found-priv-port-refused",
        };
        let args = vec![("line", line), ("port", offer.port.to_string().into())];
        report.add_as(severity, session.offer_frames(offer), message, args);
    }
}
