//! `known-file`: a transfer brought a file whose digest stands in a list that was given. What such
//! a file means, only whoever made the list knows.

use crate::model::Arg;

use super::indexed_session::IndexedSession;
use super::line::CommandLine;
use super::report::FindingSink;

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    for transfer in &session.record.transfers {
        let Some(known) = &transfer.known else {
            continue;
        };
        let line = session.line_of_transfer(transfer);
        let mut frames = vec![transfer.start.frame];
        frames.extend(line.map(CommandLine::frames).unwrap_or_default());
        frames.push(transfer.end.frame);
        let asked = match line {
            Some(line) => line.quote(),
            None => Arg::Words("found-known-file-hidden".to_owned()),
        };
        let args = vec![
            ("line", asked),
            ("list", known.list.as_bytes().into()),
            ("digest", known.digest.as_str().into()),
            ("algorithm", known.name().into()),
        ];
        report.add(frames, "found-known-file", args);
    }
}
