//! `size-mismatch`: more bytes came than the server had said (RFC 3659 section 4: SIZE is the number of bytes that RETR
//! would send). Nothing is missing: the file grew meanwhile, or the server ignored REST. That fewer came is
//! `transfer-cut`.

use super::indexed_session::IndexedSession;
use super::report::FindingSink;

pub(super) fn look(session: &IndexedSession, report: &mut FindingSink) {
    for transfer in &session.record.transfers {
        let (Some(line), Some(bytes), Some(expected)) = (
            session.line_of_transfer(transfer),
            transfer.file_bytes(),
            session.record.fewer_said(transfer),
        ) else {
            continue;
        };
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
