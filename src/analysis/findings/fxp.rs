//! `fxp`: the client makes two servers exchange a file (RFC 959 section 5.2, "FXP"): it has a
//! control session with the host that it names.

use crate::model::ExpectedData;

use super::indexed_session::IndexedSession;
use super::line::CommandLine;
use super::report::FindingSink;

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    if session.is_local() {
        return;
    }
    for offer in session
        .record
        .offers
        .iter()
        .filter(|offer| leads_to_another(session, offer))
    {
        let Some(line) = session.line_of(offer).map(CommandLine::quote) else {
            continue;
        };
        let host = offer.ip.map(|ip| ip.to_string()).unwrap_or_default();
        report.add(
            session.offer_frames(offer),
            "found-fxp",
            vec![("line", line), ("host", host.into())],
        );
    }
    for transfer in &session.record.transfers {
        let named = transfer.offer.and_then(|id| session.offer(id));
        if let (Some(partner), Some(line)) =
            (transfer.fxp_session, session.line_of_transfer(transfer))
            && !named
                .as_ref()
                .is_some_and(|offer| leads_to_another(session, offer))
        {
            let args = vec![
                ("line", line.quote()),
                ("session", partner.to_string().into()),
            ];
            report.add(line.frames(), "found-fxp-transfer", args);
        }
    }
}

fn leads_to_another(session: &IndexedSession, offer: &ExpectedData) -> bool {
    let (client, server) = (session.record.client.ip(), session.record.server.ip());
    session
        .foreign_address(offer)
        .filter(|&ip| ip != server && !session.all_sessions.are_one(ip, server))
        .is_some_and(|ip| session.all_sessions.is_server_of(client, ip))
}
