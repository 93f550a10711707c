//! `syn-refused`: somebody tried to open data connections and was refused by RST.

use crate::model::{Arg, OfferOutcome, Severity};

use super::advice;
use super::indexed_session::IndexedSession;
use super::report::FindingSink;
use super::tried_in_vain::{self, by_hosts};

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    for tries in by_hosts(session, OfferOutcome::Refused, |_, _| true) {
        let severity = if tries.were_needed(session) {
            report.severity
        } else {
            Severity::Warning
        };
        let blocked = tries.blocked(session);
        let mut args = tried_in_vain::args(&blocked);
        args.push(("by", Arg::from(tries.by(session))));
        args.push(("confirmed", tries.confirming_code(session)));
        let frames = tries.frames(session);
        let finding = report.add_as(severity, frames, "found-syn-refused", args);
        finding.advice = Some(advice::for_tries(session, &tries, &blocked));
        finding.blocked = tries.may_be_let_pass(session).then_some(blocked);
    }
}
