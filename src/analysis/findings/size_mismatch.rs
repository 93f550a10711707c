//! `size-mismatch`: more bytes came than the server had said (RFC 3659 section 4: SIZE is the number of bytes that RETR
//! would send). Nothing is missing: the file grew meanwhile, or the server ignored REST. That fewer came is
//! `transfer-cut`.

use crate::model::{DataType, Outcome, Transfer};

use super::indexed_session::IndexedSession;
use super::report::Report;
use super::transfer_cut::file_bytes;

pub(super) fn look(session: &IndexedSession, report: &mut Report) {
    // where lines are missing, a REST may be among them
    if session.record.control.lost_bytes > 0 {
        return;
    }
    let transfers = &session.record.transfers;
    for transfer in transfers.iter().filter(|t| can_be_judged(t)) {
        let (Some(line), Some(bytes), Some((expected, _))) = (
            session.line_of_transfer(transfer),
            file_bytes(transfer),
            transfer.expected,
        ) else {
            continue;
        };
        if bytes <= expected || transfer.encrypted {
            continue;
        }
        let mut frames = vec![transfer.start.frame];
        frames.extend(line.frames());
        frames.push(transfer.end.frame);
        let args = vec![
            ("line", line.quote()),
            ("bytes", bytes.into()),
            ("expected", expected.into()),
            ("more", (bytes - expected).into()),
            ("offset", transfer.offset.into()),
        ];
        report.add(frames, "found-size-mismatch", args);
    }
}

/// What was stopped may have been stopped at any byte; and many servers answer SIZE with the size of the stored file,
/// whatever TYPE A makes of its line ends.
fn can_be_judged(transfer: &Transfer) -> bool {
    transfer.outcome == Outcome::Completed
        && matches!(transfer.data_type, DataType::Image | DataType::Local)
}
