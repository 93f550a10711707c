//! `never-tried`: an accepted offer that nobody connected to, although a transfer waited for it.

use std::net::SocketAddr;

use crate::model::{Close, Offer, OfferOutcome, ReplyCode, Severity};

use super::indexed_session::IndexedSession;
use super::line::Line;
use super::report::Report;

pub(super) fn look(session: &IndexedSession, report: &mut Report) {
    for offer in &session.record.offers {
        let unused = matches!(
            offer.outcome,
            OfferOutcome::NeverTried | OfferOutcome::Replaced
        );
        if offer.accepted != Some(true) || !unused {
            continue;
        }
        if let Some(line) = session.users(offer).find(|l| waited(session, l)) {
            let mut frames = session.offer_frames(offer);
            frames.extend(line.frames());
            let code = line
                .code()
                .map_or_else(|| "none".to_owned(), |c| c.to_string());
            let args = vec![
                ("by", IndexedSession::opener(offer).into()),
                ("endpoint", endpoint(session, offer).into()),
                ("line", line.quote()),
                ("code", code.into()),
            ];
            report.add(frames, "found-never-tried", args);
        } else if offer.outcome == OfferOutcome::NeverTried && session.users(offer).next().is_none()
        {
            let args = vec![
                ("by", IndexedSession::opener(offer).into()),
                ("endpoint", endpoint(session, offer).into()),
            ];
            report.add_as(
                Severity::Info,
                session.offer_frames(offer),
                "found-never-tried-unused",
                args,
            );
        }
    }
}

/// A transfer that was not refused for a reason of its own (550: no such file) but had no connection. 500 is the end of
/// a server that fails ("500 OOPS"); where the dialogue goes on, the server does not know the command.
fn waited(session: &IndexedSession, line: &Line) -> bool {
    match line.code() {
        None => went_on(session, line),
        Some(ReplyCode::UNRECOGNIZED) => session.lines[line.index + 1..]
            .iter()
            .all(|later| later.code().is_none()),
        Some(code) => code.is_preliminary() || code.breaks_off(),
    }
}

/// Where the capture ends at the command, nobody has had the time: a SYN that is lost is repeated after a second
/// (RFC 6298 section 2).
fn went_on(session: &IndexedSession, line: &Line) -> bool {
    const PATIENCE: i64 = 1_000_000_000;
    let end = session
        .analysis
        .captures
        .iter()
        .filter_map(|file| file.last_time)
        .max();
    let is_last =
        line.index + 1 == session.lines.len() && session.record.control.close == Close::Open;
    !is_last || end.is_some_and(|end| end.since(line.command.at.time) >= PATIENCE)
}

/// The endpoint as announced; the announcing host's own address where the form has none.
pub(super) fn endpoint(session: &IndexedSession, offer: &Offer) -> String {
    SocketAddr::new(
        offer.ip.unwrap_or_else(|| session.listener(offer)),
        offer.port,
    )
    .to_string()
}
