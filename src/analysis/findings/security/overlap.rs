//! `overlap`: bytes were sent again that differ from what was sent first: two receivers may read two texts (RFC 5722 and
//! Ptacek and Newsham, 1998, for the attack). The first copy counts here.

use crate::analysis::findings::case::Case;
use crate::analysis::findings::report::Report;

pub(in crate::analysis::findings) fn look(case: &Case, report: &mut Report) {
    let all = case
        .session
        .connections
        .iter()
        .filter_map(|&id| case.analysis.connection(id));
    for connection in all.filter(|c| c.differs) {
        let args = vec![
            ("opener", connection.opener.to_string().into()),
            ("listener", connection.listener.to_string().into()),
        ];
        report.add(vec![connection.first.frame], "found-overlap", args);
    }
}
