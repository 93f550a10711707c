//! `third-party-data`: somebody else than the peer of the session opens the data connection, or
//! tries to (RFC 2577 section 8, "port stealing").

use std::cell::LazyCell;
use std::collections::HashSet;

use foldhash::fast::RandomState;

use crate::model::{Connection, ConnectionId, Endpoint, Handshake, Mode, Outcome, SynAnswer};

use super::advice;
use super::indexed_session::IndexedSession;
use super::report::FindingSink;
use super::transfer_refused;

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    let exchanging = session
        .record
        .transfers
        .iter()
        .filter(|t| t.fxp_session.is_some());
    let exchanges: HashSet<ConnectionId, RandomState> =
        exchanging.filter_map(|t| t.connection).collect();
    let refused = LazyCell::new(|| refused_to_client(session));
    let completed = LazyCell::new(|| completed(session));
    for connection in session.data().filter(|c| c.handshake != Handshake::Missing) {
        let Some(offer) = session.offer_of(connection) else {
            continue;
        };
        let expected = match offer.method.mode() {
            Mode::Active => session.record.server.ip(),
            Mode::Passive => session.record.client.ip(),
        };
        let opener = connection.opener.ip();
        let is_proxied = offer.method.mode() == Mode::Passive
            && session.record.proxied_client() == Some(opener.to_canonical());
        if opener == expected
            || is_proxied
            || exchanges.contains(&connection.id)
            || session
                .all_sessions
                .is_server_of(session.record.client.ip(), opener)
        {
            continue;
        }
        let mut frames = vec![connection.first.frame];
        frames.extend(session.offer_frames(offer));
        let args = vec![
            ("opener", connection.opener.to_string().into()),
            ("listener", connection.listener.to_string().into()),
            ("expected", expected.to_string().into()),
            ("bytes", connection.bytes.into()),
            (
                "own",
                u64::from(refused.contains(&connection.listener)).into(),
            ),
        ];
        let message = if connection.answer == SynAnswer::Opened {
            "found-third-party-data"
        } else {
            "found-third-party-data-tried"
        };
        let finding = report.add(frames, message, args);
        let brought = completed.contains(&connection.id);
        if !brought && is_probe(connection) && offer.method.mode() == Mode::Passive {
            finding.advice = Some(advice::plain("advice-third-party-probe"));
            continue;
        }
        let mut users = session.users(offer);
        // where the server has refused it already, that is not advice
        let is_refused = connection.answer == SynAnswer::Reset
            || users.any(|line| transfer_refused::is_for_other_address(session, line));
        finding.advice = match offer.method.mode() {
            Mode::Active => Some(advice::plain("advice-third-party-active")),
            Mode::Passive => is_refused.then(|| advice::plain("advice-other-address")),
        };
    }
}

/// Endpoints at which the client itself was refused.
fn refused_to_client(session: &IndexedSession) -> HashSet<Endpoint, RandomState> {
    let client = session.record.client.ip();
    let own = session.data().filter(|c| c.opener.ip() == client);
    let refused = own.filter(|c| c.answer == SynAnswer::Reset);
    refused.map(|c| c.listener).collect()
}

/// Connections that brought what they were opened for.
fn completed(session: &IndexedSession) -> HashSet<ConnectionId, RandomState> {
    let transfers = session.record.transfers.iter();
    transfers
        .filter(|transfer| transfer.outcome == Outcome::Completed)
        .filter_map(|transfer| transfer.connection)
        .collect()
}

/// Who closes sooner than that, and without a byte, only looked whether the port is open, in
/// nanoseconds.
const LOOKED: i64 = 1_000_000_000;

/// Opened, and closed at once by who opened it: as health checks and scans do.
fn is_probe(connection: &Connection) -> bool {
    let opener = connection.flow_of(connection.opener);
    let ended = opener.end();
    connection.answer == SynAnswer::Opened
        && connection.bytes == 0
        && connection.lost_bytes == 0
        && connection.closed_by_endpoint() == Some(connection.opener)
        && ended.is_some_and(|at| at.time.since(connection.first.time) < LOOKED)
}
