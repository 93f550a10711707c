//! `pasv-predict`: the server's passive ports can be guessed from the last (RFC 2577 section 8).

use crate::model::{ExpectedData, Mode};

use super::indexed_session::IndexedSession;
use super::report::FindingSink;

/// Steps of 1 or 2 in one session. Other clients of the same server may take ports between them.
const STEPS: usize = 4;

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    let offers: Vec<&ExpectedData> = session.offers(Mode::Passive).collect();
    let steps: Vec<&[&ExpectedData]> = offers
        .windows(2)
        .filter(|pair| matches!(pair[1].port.checked_sub(pair[0].port), Some(1 | 2)))
        .collect();
    let (Some(first), true) = (steps.first(), steps.len() >= STEPS) else {
        return;
    };
    let mut frames = vec![first[0].at.frame];
    frames.extend(
        steps
            .iter()
            .flat_map(|pair| [pair[0].at.frame, pair[1].at.frame]),
    );
    let args = vec![
        ("count", steps.len().into()),
        ("total", (offers.len() - 1).into()),
        ("first", first[0].port.to_string().into()),
    ];
    report.add(frames, "found-pasv-predict", args);
}
