//! Control ports that do not answer, and who says why: the ICMP error that quotes the SYN (RFC 792,
//! RFC 4443 section 3.1).

use std::collections::HashMap;
use std::net::IpAddr;

use foldhash::fast::RandomState;

use crate::analysis::control::ControlPlan;
use crate::decode::QuotedSegment;
use crate::model::{Endpoint, Rejection, Silent, SynAnswer};

/// The first error about each client and control port: no more of them than there are silent ports.
#[derive(Debug, Default)]
pub(super) struct IcmpRejections(HashMap<(IpAddr, Endpoint), Option<Rejection>, RandomState>);

impl IcmpRejections {
    pub(super) fn new(plan: &ControlPlan) -> Self {
        let silent = plan.silent.iter().filter(|s| s.answer == SynAnswer::None);
        IcmpRejections(silent.map(|silent| (of(silent), None)).collect())
    }

    pub(super) fn add(&mut self, error: &QuotedSegment, rejection: Rejection) {
        if let Some(first) = self.0.get_mut(&(error.src.ip(), error.dst)) {
            first.get_or_insert(rejection);
        }
    }

    /// Writes it into the records.
    pub(super) fn tell(&self, silent: &mut [Silent]) {
        for one in silent.iter_mut().filter(|s| s.answer == SynAnswer::None) {
            one.rejected = self.0.get(&of(one)).copied().flatten();
        }
    }
}

fn of(silent: &Silent) -> (IpAddr, Endpoint) {
    (silent.opener.ip(), silent.listener)
}
