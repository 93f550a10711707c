//! A sender that does not close. In stream mode the end of the connection is the end of the file,
//! and the sender closes it (RFC 959 sections 3.4.1 and 3.3); without that the client waits for
//! more until its patience ends.

use crate::analysis::findings::indexed_session::IndexedSession;
use crate::analysis::findings::line::seconds;
use crate::analysis::findings::report::FindingSink;
use crate::model::{Connection, Direction, Outcome, Role, Transfer, TransferMode};

/// From the last byte on, in nanoseconds: a sender that has no more closes at once.
const PATIENCE: i64 = 5_000_000_000;

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    for transfer in &session.record.transfers {
        let Some((waited, data)) = unclosed(session, transfer) else {
            continue;
        };
        let Some(line) = session.line_of_transfer(transfer) else {
            continue;
        };
        let mut frames = line.frames();
        frames.push(data.last.frame);
        let args = vec![("line", line.quote()), ("seconds", seconds(waited).into())];
        report.add(frames, "found-protocol-unclosed-data", args);
    }
}

/// How long the client waited behind the last byte of a transfer that the server sent and did not
/// close.
fn unclosed<'a>(
    session: &IndexedSession<'a>,
    transfer: &Transfer,
) -> Option<(i64, &'a Connection)> {
    let is_sent = matches!(
        transfer.direction,
        Some(Direction::Download | Direction::Listing)
    );
    let is_plain = is_sent
        && transfer.outcome == Outcome::Completed
        && transfer.transfer_mode == TransferMode::Stream
        && transfer.bytes > 0
        && transfer.lost_bytes == 0
        && !transfer.encrypted;
    let data = session
        .analysis
        .connection(transfer.connection?)
        .filter(|_| is_plain)?;
    let closer = data.closed_by?;
    let client = data.endpoint(closer);
    let by_client = data.roles_in(session.record.id)?.of(closer) == Role::Client;
    let flow = data.flow_of(client);
    let waited = flow.end()?.time.since(data.last_payload()?);
    (by_client && flow.closed_window.is_none() && waited >= PATIENCE).then_some((waited, data))
}
