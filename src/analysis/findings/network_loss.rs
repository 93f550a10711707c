//! `network-loss`: bytes of a transfer were lost on the way: the receiver, whose acknowledgements
//! are in the capture, kept asking for them and never had them. A capture that lost packets itself
//! is `capture-incomplete`.

use super::indexed_session::IndexedSession;
use super::path_mtu;
use super::report::FindingSink;

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    for transfer in session
        .record
        .transfers
        .iter()
        .filter(|t| t.lost_on_path_bytes > 0)
    {
        let Some(line) = session.line_of_transfer(transfer) else {
            continue;
        };
        if path_mtu::is_told(session, transfer) {
            continue;
        }
        let mut frames = vec![transfer.start.frame];
        frames.extend(line.frames());
        frames.push(transfer.end.frame);
        let args = vec![
            ("line", line.quote()),
            ("bytes", transfer.lost_on_path_bytes.into()),
        ];
        report.add(frames, "found-network-loss", args);
    }
}
