//! `unexpected-direction`: the side that should only receive sends bytes over a data connection in clear text.

use crate::model::{Direction, Mode};

use super::indexed_session::IndexedSession;
use super::line::CommandLine;
use super::report::FindingSink;

pub(super) fn look(session: &IndexedSession, report: &mut FindingSink) {
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
        // of a connection that was only inferred to be its own, the direction would tell another story: it is another's
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
        let [opener, listener] = connection.sent;
        let (client, server) = match mode {
            Mode::Passive => (opener, listener),
            Mode::Active => (listener, opener),
        };
        let (by, bytes) = match direction {
            Direction::Upload => ("server", server),
            Direction::Download | Direction::Listing => ("client", client),
        };
        if bytes > 0 && !transfer.encrypted && connection.tls.is_none() {
            let mut frames = line.frames();
            frames.insert(0, connection.first.frame);
            let args = vec![
                ("line", line.quote()),
                ("by", by.into()),
                ("bytes", bytes.into()),
            ];
            report.add(frames, "found-unexpected-direction", args);
        }
    }
}
