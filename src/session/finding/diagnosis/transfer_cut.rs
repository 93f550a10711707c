//! `transfer-cut`: fewer bytes than SIZE, MLST or the 150 said, or an end by reset, by the receiver, by ABOR or a 4yz/5yz
//! after the 1yz; with how many bytes of how many.

use crate::record::{Close, Connection, ConnectionEnd, Direction, Mode, Outcome, Severity, Transfer, TransferMode};

use super::super::case::Case;
use super::super::report::Report;

pub(in super::super) fn look(case: &Case, report: &mut Report) {
    for transfer in &case.session.transfers {
        let Some(line) = case.line_of_transfer(transfer) else { continue };
        let Some(connection) = transfer.connection.and_then(|id| case.analysis.connection(id)) else { continue };
        let Some(cut) = cut(case, transfer, connection) else { continue };
        let wanted = pieces_cover(case, transfer) && cut != Cut::Short;
        let severity = if wanted { Severity::Info } else { report.severity };
        let mut frames = line.frames();
        frames.insert(0, transfer.end.frame);
        frames.push(transfer.start.frame);
        let closer = if closed_by_client(transfer, connection) { "client" } else { "server" };
        let args = vec![
            ("line", line.quote()),
            ("bytes", transfer.bytes.into()),
            ("expected", transfer.expected.map_or_else(|| "unknown".to_owned(), |(bytes, _)| bytes.to_string()).into()),
            ("code", line.shown_code()),
            ("by", closer.into()),
        ];
        report.add_as(severity, frames, cut.message(), args);
    }
}

/// What ended a transfer before its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cut {
    Abort,
    /// A 4yz or 5yz.
    Failed,
    /// Nothing: it is shorter than was said.
    Short,
    Reset,
    /// A FIN of the receiver.
    Closed,
    /// A reset of the control connection.
    Control,
}

impl Cut {
    fn message(self) -> &'static str {
        match self {
            Cut::Abort => "found-transfer-cut-abort",
            Cut::Failed => "found-transfer-cut-failed",
            Cut::Short => "found-transfer-cut-short",
            Cut::Reset => "found-transfer-cut-reset",
            Cut::Closed => "found-transfer-cut-closed",
            Cut::Control => "found-transfer-cut-control",
        }
    }
}

fn cut(case: &Case, transfer: &Transfer, connection: &Connection) -> Option<Cut> {
    let short = file_bytes(transfer).zip(transfer.expected).is_some_and(|(seen, (expected, _))| seen < expected);
    let control = case.session.control.close;
    match transfer.outcome {
        Outcome::Aborted => Some(Cut::Abort),
        Outcome::Failed => Some(Cut::Failed),
        _ if transfer.encrypted || connection.tls.is_some() => None,
        Outcome::Completed if short && connection.close != Close::Open => Some(Cut::Short),
        Outcome::Unfinished if connection.close == Close::Reset => Some(Cut::Reset),
        Outcome::Unfinished if short_of_the_end(case, transfer, connection, short) => Some(Cut::Closed),
        Outcome::Unfinished if control == Close::Reset && case.is_whole() => Some(Cut::Control),
        _ => None,
    }
}

/// Who sent the first FIN or RST. An address does not tell: on one host both have the same.
fn closed_by_client(transfer: &Transfer, connection: &Connection) -> bool {
    // FXP: both ends are servers
    let client_end = match transfer.mode {
        _ if transfer.fxp_session.is_some() => None,
        Some(Mode::Active) => Some(ConnectionEnd::Listener),
        Some(Mode::Passive) => Some(ConnectionEnd::Opener),
        None => None,
    };
    client_end.is_some() && connection.closed_by == client_end
}

/// In MODE S the sender closes, for that is the end of the file (RFC 959 section 3.4.1). Here the receiver did, and no
/// reply says why. A client that knows the size may hang up when it has all.
fn short_of_the_end(case: &Case, transfer: &Transfer, connection: &Connection, short: bool) -> bool {
    let by_client = closed_by_client(transfer, connection);
    let by_receiver = match transfer.direction {
        Some(Direction::Upload) => !by_client,
        Some(Direction::Download) => by_client && short,
        Some(Direction::Listing) | None => false,
    };
    let plain = transfer.transfer_mode == TransferMode::Stream && transfer.fxp_session.is_none();
    by_receiver && plain && connection.close == Close::Fin && connection.lost_bytes == 0 && case.is_whole()
}

/// Bytes of the file that came, those that the capture lost included.
fn file_bytes(transfer: &Transfer) -> Option<u64> {
    match transfer.transfer_mode {
        TransferMode::Stream => Some(transfer.bytes.saturating_add(transfer.lost_bytes)),
        _ => transfer.decoded_bytes,
    }
}

/// True where the client fetches the file in pieces and stops each where the next begins.
fn pieces_cover(case: &Case, transfer: &Transfer) -> bool {
    let Some(path) = &transfer.path else { return false };
    // REST takes any number; behind the greatest nothing can begin
    let Some(from) = transfer.offset.checked_add(1) else { return false };
    let to = transfer.offset.saturating_add(transfer.bytes);
    transfer.direction == Some(Direction::Download)
        && case.overview.is_resumed(case.session.client.ip(), path.bytes(), from..=to)
}
