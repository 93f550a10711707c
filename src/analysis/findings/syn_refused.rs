//! `syn-refused`: somebody tried to open the data connection and was refused by a RST.

use crate::model::OfferOutcome;

use super::indexed_session::IndexedSession;
use super::line::Line;
use super::report::Report;

pub(super) fn look(session: &IndexedSession, report: &mut Report) {
    for offer in session
        .record
        .offers
        .iter()
        .filter(|o| o.outcome == OfferOutcome::Refused)
    {
        let Some(connection) = session.connection(offer) else {
            continue;
        };
        let mut frames = session.offer_frames(offer);
        frames.insert(0, connection.last.frame);
        frames.extend(
            session
                .users(offer)
                .find(|l| l.refused())
                .map(Line::frames)
                .unwrap_or_default(),
        );
        let args = vec![
            ("by", IndexedSession::opener(offer).into()),
            ("opener", connection.opener.to_string().into()),
            ("listener", connection.listener.to_string().into()),
        ];
        report.add(frames, "found-syn-refused", args);
    }
}
