//! What came over a data connection is not what the MODE in force makes of a file (RFC 959 section
//! 3.4, and the zlib stream of MODE Z): one side did not change its mode, or a device on the way
//! changed the bytes. The receiver can make no file of it.

use crate::analysis::findings::indexed_session::IndexedSession;
use crate::analysis::findings::report::FindingSink;
use crate::model::{Incomplete, Outcome};

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    for transfer in &session.record.transfers {
        let is_undecodable = transfer.reasons.contains(&Incomplete::Undecodable);
        // of one that broke off, that is told
        if !is_undecodable || transfer.outcome != Outcome::Completed {
            continue;
        }
        let Some(line) = session.line_of_transfer(transfer) else {
            continue;
        };
        let mut frames = line.frames();
        frames.push(transfer.start.frame);
        report.add(
            frames,
            "found-protocol-undecodable",
            vec![("line", line.quote())],
        );
    }
}
