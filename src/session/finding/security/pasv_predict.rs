//! `pasv-predict`: the server's passive ports can be guessed from the last (RFC 2577 section 8).

use crate::record::{Mode, Offer};

use super::super::case::Case;
use super::super::report::Report;

/// Steps of 1 or 2 in a row.
const STEPS: usize = 4;

pub(in super::super) fn look(case: &Case, report: &mut Report) {
    let offers: Vec<&Offer> = case.offers(Mode::Passive).collect();
    let step = |pair: &[&Offer]| matches!(pair[1].port.checked_sub(pair[0].port), Some(1 | 2));
    let Some(start) = (0..offers.len().saturating_sub(STEPS)).find(|&i| offers[i..=i + STEPS].windows(2).all(step))
    else {
        return;
    };
    let run: Vec<&Offer> = offers[start..].windows(2).take_while(|pair| step(pair)).map(|pair| pair[1]).collect();
    let last = run.last().map_or(0, |o| o.port);
    let frames = std::iter::once(offers[start]).chain(run.iter().copied()).map(|o| o.at.frame).collect();
    let args = vec![
        ("count", (run.len() + 1).into()),
        ("first", offers[start].port.to_string().into()),
        ("last", last.to_string().into()),
    ];
    report.add(frames, "found-pasv-predict", args);
}
