//! `port-scan`: five or more different targets of PORT in one session, none of which carried a byte.

use std::collections::BTreeSet;

use crate::model::{Mode, Offer};

use crate::analysis::findings::case::Case;
use crate::analysis::findings::report::Report;

const TARGETS: usize = 5;

pub(in crate::analysis::findings) fn look(case: &Case, report: &mut Report) {
    let empty = |o: &&Offer| case.connection(o).is_none_or(|c| c.bytes == 0);
    let elsewhere = |o: &&Offer| {
        let ip = case.foreign_address(o);
        ip.is_some_and(|ip| {
            !case.overview.is_server_of(case.session.client.ip(), ip)
                || ip == case.session.server.ip()
        })
    };
    let aimed: Vec<&Offer> = case
        .offers(Mode::Active)
        .filter(empty)
        .filter(elsewhere)
        .collect();
    let targets: BTreeSet<_> = aimed.iter().map(|o| (o.ip, o.port)).collect();
    if targets.len() >= TARGETS {
        let hosts: BTreeSet<_> = aimed.iter().map(|o| o.ip).collect();
        let frames = aimed.iter().map(|o| o.at.frame).collect();
        let args = vec![
            ("targets", targets.len().into()),
            ("hosts", hosts.len().into()),
        ];
        report.add(frames, "found-port-scan", args);
    }
}
