//! `unexpected-direction`: the side that should only receive sends bytes over a data connection in
//! clear text.

use crate::model::{ConnectionEnd, Direction, Mode, Role};

use super::indexed_session::IndexedSession;
use super::line::CommandLine;
use super::report::FindingSink;

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    // other modes than STREAM may answer on the data connection
    if session.lines.iter().any(CommandLine::sets_other_mode) {
        return;
    }
    for transfer in &session.record.transfers {
        let (Some(mode), Some(direction), None) =
            (transfer.mode, transfer.direction, transfer.fxp_session)
        else {
            continue;
        };
        let receiver = receiver(mode, direction);
        // of a connection that was only inferred to be its own, the direction would tell another
        // story: it is another's
        let Some(line) = session
            .line_of_transfer(transfer)
            .filter(|_| transfer.offer.is_some())
        else {
            continue;
        };
        let Some(connection) = transfer
            .connection
            .and_then(|id| session.analysis.connection(id))
        else {
            continue;
        };
        let bytes = connection.sent[receiver as usize];
        // a command that was lost may have had the connection
        let is_anothers = session.record.control.lost_bytes > 0
            && connection.sent[receiver.other() as usize] == 0;
        if bytes > 0 && !is_anothers && !transfer.encrypted && connection.tls.is_none() {
            let host = connection.endpoint(receiver);
            let role = connection.role_in(session.record.id, host);
            let mut frames = line.frames();
            frames.insert(0, connection.first.frame);
            let args = vec![
                ("line", line.quote()),
                ("by", role_name(role).into()),
                ("host", host.ip().to_string().into()),
                ("bytes", bytes.into()),
            ];
            report.add(frames, "found-unexpected-direction", args);
        }
    }
}

/// The end of the data connection that should only receive.
fn receiver(mode: Mode, direction: Direction) -> ConnectionEnd {
    let is_clients = direction != Direction::Upload;
    match mode {
        Mode::Passive if is_clients => ConnectionEnd::Opener,
        Mode::Active if !is_clients => ConnectionEnd::Opener,
        Mode::Passive | Mode::Active => ConnectionEnd::Listener,
    }
}

/// Behind an announced endpoint there may be a host that is neither.
fn role_name(role: Role) -> &'static str {
    match role {
        Role::Client => "client",
        Role::Server | Role::OtherServer(_) => "server",
        Role::ThirdParty => "third",
    }
}
