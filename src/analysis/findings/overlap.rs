//! `overlap`: bytes were sent again that differ from what was sent first: two receivers may read two texts (RFC 5722 and
//! Ptacek and Newsham, 1998, for the attack). The first copy counts here.

use super::indexed_session::IndexedSession;
use super::report::Report;

pub(super) fn look(session: &IndexedSession, report: &mut Report) {
    let all = session
        .record
        .connections
        .iter()
        .filter_map(|&id| session.analysis.connection(id));
    for connection in all.filter(|c| c.differs) {
        let args = vec![
            ("opener", connection.opener.to_string().into()),
            ("listener", connection.listener.to_string().into()),
        ];
        report.add(vec![connection.first.frame], "found-overlap", args);
    }
}
