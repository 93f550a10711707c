//! `control-unanswered`: SYNs to a control port that nobody answers, or that a RST answers.

use std::collections::BTreeMap;
use std::net::IpAddr;

use crate::model::{Analysis, Contact, Endpoint, Severity, Silent, SynAnswer};

use super::all_sessions::AllSessions;
use super::line::seconds;
use super::report::FindingSink;

/// A SYN is repeated after a second at the earliest (RFC 6298 section 2), in nanoseconds: before that its answer is not
/// missing.
const PATIENCE: i64 = 1_000_000_000;

/// One finding for each client and server, however often the client tried.
pub(super) fn look(analysis: &Analysis, all_sessions: &AllSessions, report: &mut FindingSink) {
    let mut tries: BTreeMap<(IpAddr, Endpoint, SynAnswer), Vec<&Silent>> = BTreeMap::new();
    for silent in analysis
        .silent
        .iter()
        .filter(|s| s.answer != SynAnswer::Opened)
    {
        tries
            .entry((silent.opener.ip(), silent.listener, silent.answer))
            .or_default()
            .push(silent);
    }
    for ((client, server, answer), silent) in tries {
        // what was sent at the end of the capture may have been answered after it
        let begun = silent
            .iter()
            .map(|s| s.first.time)
            .min()
            .unwrap_or_default();
        if answer == SynAnswer::None && all_sessions.end().since(begun) < PATIENCE {
            continue;
        }
        let mut frames: Vec<u64> = silent.iter().map(|s| s.first.frame).collect();
        let first = silent
            .iter()
            .map(|s| s.first.time)
            .min()
            .unwrap_or_default();
        let last = silent.iter().map(|s| s.last.time).max().unwrap_or_default();
        let mut args = vec![
            ("client", client.to_string().into()),
            ("server", server.to_string().into()),
            (
                "tries",
                silent.iter().map(|s| u64::from(s.syns)).sum::<u64>().into(),
            ),
            ("seconds", seconds(last.since(first)).into()),
        ];
        let rejection = silent.iter().find_map(|s| s.rejected);
        if let Some(rejection) = rejection {
            frames.push(rejection.at.frame);
            args.extend([
                ("router", rejection.by.to_string().into()),
                ("reason", rejection.reason.name().into()),
            ]);
        }
        let (severity, message) = match answer {
            SynAnswer::None if rejection.is_some() => {
                (report.severity, "found-control-unanswered-icmp")
            }
            SynAnswer::Reset => (Severity::Info, "found-control-unanswered-refused"),
            _ => (report.severity, "found-control-unanswered"),
        };
        let finding = report.add_as(severity, frames, message, args);
        finding.contacts.push(Contact {
            client,
            server: server.ip(),
            first,
            last,
        });
    }
}
