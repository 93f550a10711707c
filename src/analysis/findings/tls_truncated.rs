//! `tls-truncated`: a transfer under TLS that was opened, and whose sender ended the connection
//! without `close_notify`. Without it nobody can tell the end of the file from a connection that
//! was cut on the way (RFC 8446 section 6.1). FTP clients and servers leave it out so often that it
//! is worth no more than a note, but where the file is too short as well, or the server says that
//! the transfer failed.

use crate::analysis::control::size_in_reply;
use crate::model::{Incomplete, ReplyClass, Severity, TlsEnd, Transfer, TransferMode};

use super::indexed_session::IndexedSession;
use super::line::CommandLine;
use super::report::FindingSink;
use super::tls_failed;

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    let mut harmless = Vec::new();
    let transfers = session.record.transfers.iter();
    let open_ended = transfers.filter(|t| is_open_ended(t) && !tls_failed::is_told_of(session, t));
    for transfer in open_ended {
        let frame = transfer.end.frame;
        match session.line_of_transfer(transfer) {
            Some(line) if is_too_short(transfer, line) => {
                let args = vec![
                    ("line", line.quote()),
                    ("bytes", transfer.bytes.into()),
                    ("code", line.shown_code()),
                ];
                let mut frames = line.frames();
                frames.insert(0, frame);
                report.add_as(Severity::Warning, frames, "found-tls-truncated-short", args);
            }
            _ => harmless.push(frame),
        }
    }
    if !harmless.is_empty() {
        let args = vec![("count", harmless.len().into())];
        report.add(harmless, "found-tls-truncated", args);
    }
}

/// All of it could be read, the end of the connection too.
fn is_open_ended(transfer: &Transfer) -> bool {
    transfer.decrypted
        && transfer.lost_bytes == 0
        && transfer.lost_records == 0
        && matches!(transfer.tls_end, Some(TlsEnd::Fin | TlsEnd::Reset))
}

/// Something says that there is more. In TYPE A line ends may make a file longer on its way, and
/// hardly ever shorter, so that the size in the 1yz counts there too.
fn is_too_short(transfer: &Transfer, line: &CommandLine) -> bool {
    let code = transfer.reply_code;
    let said = line.command.replies.iter().find_map(|reply| {
        let begins = reply.code.is_preliminary();
        begins.then(|| size_in_reply(reply.text.bytes())).flatten()
    });
    let is_plain = transfer.transfer_mode == TransferMode::Stream && transfer.offset == 0;
    transfer.reasons.contains(&Incomplete::Short)
        || code.is_some_and(|code| code.class() == ReplyClass::Transient)
        || (is_plain && said.is_some_and(|said| transfer.bytes < said))
}
