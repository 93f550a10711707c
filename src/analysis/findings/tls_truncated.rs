//! `tls-truncated`: the sender of a file under TLS closes without `close_notify`, so that nothing proves the end of the file:
//! whoever stands in between can cut it there (RFC 8446 section 6.1). Many FTP programs leave it out, and the 226 on the
//! control connection is a second witness; so it is only worth a word, unless something else says that the file is short.
//! It can be seen only where the records were opened.

use crate::model::{Incomplete, Severity, TlsEnd, Transfer};

use super::indexed_session::IndexedSession;
use super::report::Report;

pub(super) fn look(session: &IndexedSession, report: &mut Report) {
    for transfer in &session.record.transfers {
        let is_cut = matches!(transfer.tls_end, Some(TlsEnd::Fin | TlsEnd::Reset));
        // what is missing in the capture may hold the close_notify
        if !is_cut || transfer.lost_records > 0 {
            continue;
        }
        let mut frames = vec![transfer.end.frame];
        let line = session.line_of_transfer(transfer);
        frames.extend(line.map(|line| line.frames()).unwrap_or_default());
        let args = vec![
            (
                "line",
                line.map_or_else(|| (&b""[..]).into(), |line| line.quote()),
            ),
            ("bytes", transfer.bytes.into()),
        ];
        if is_short(transfer) {
            report.add(frames, "found-tls-truncated-short", args);
        } else {
            report.add_as(Severity::Info, frames, "found-tls-truncated", args);
        }
    }
}

/// Something says that this is not the end of the file.
fn is_short(transfer: &Transfer) -> bool {
    let refused = transfer.reply_code.is_some_and(|code| code.is_negative());
    refused || transfer.reasons.contains(&Incomplete::Short)
}
