//! `syn-refused`: somebody tried to open the data connection and was refused by a RST.

use crate::model::OfferOutcome;

use crate::analysis::findings::case::{Case, Line};
use crate::analysis::findings::report::Report;

pub(in crate::analysis::findings) fn look(case: &Case, report: &mut Report) {
    for offer in case
        .session
        .offers
        .iter()
        .filter(|o| o.outcome == OfferOutcome::Refused)
    {
        let Some(connection) = case.connection(offer) else {
            continue;
        };
        let mut frames = case.offer_frames(offer);
        frames.insert(0, connection.last.frame);
        frames.extend(
            case.users(offer)
                .find(|l| l.refused())
                .map(Line::frames)
                .unwrap_or_default(),
        );
        let args = vec![
            ("by", Case::opener(offer).into()),
            ("opener", connection.opener.to_string().into()),
            ("listener", connection.listener.to_string().into()),
        ];
        report.add(frames, "found-syn-refused", args);
    }
}
