//! `syn-unanswered`: somebody tried to open the data connection, and nobody answered: a firewall drops it.

use crate::model::{OfferOutcome, Severity};

use super::indexed_session::IndexedSession;
use super::line::{Line, seconds};
use super::report::Report;

pub(super) fn look(session: &IndexedSession, report: &mut Report) {
    for offer in session
        .record
        .offers
        .iter()
        .filter(|o| o.outcome == OfferOutcome::Unanswered)
    {
        let Some(connection) = session.connection(offer) else {
            continue;
        };
        let user = session
            .users(offer)
            .find(|l| l.frame() < connection.last.frame || l.refused());
        let mut frames = session.offer_frames(offer);
        frames.insert(0, connection.first.frame);
        frames.push(connection.last.frame);
        frames.extend(user.map(Line::frames).unwrap_or_default());
        // one SYN at the very end of a capture may have been answered after it
        let certain = connection.syns > 1 || user.is_some_and(Line::refused);
        let severity = if certain {
            report.severity
        } else {
            Severity::Info
        };
        let args = vec![
            ("by", IndexedSession::opener(offer).into()),
            ("opener", connection.opener.to_string().into()),
            ("listener", connection.listener.to_string().into()),
            ("tries", u64::from(connection.syns).into()),
            (
                "seconds",
                seconds(connection.last.time.since(connection.first.time)).into(),
            ),
        ];
        report.add_as(severity, frames, "found-syn-unanswered", args);
    }
}
