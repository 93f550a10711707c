//! What to look at next: the commands that show more of what the first screen says, with the
//! filters that it has.

use std::io::{self, Write};

use crate::analysis::refusals::Refusal;
use crate::model::Protocol;
use crate::text::style::columns;

use super::{OverviewWriter, pad};

/// Sessions of an intruder whose transcript is proposed in one command.
const INTRUDERS: usize = 8;
/// Commands that are proposed: those that come last are what every capture has.
const PROPOSALS: usize = 6;
/// A port that is not FTP's whatever runs there, and one that servers take in its place.
const HTTPS: u16 = 443;
const ALTERNATIVE: u16 = 2121;

impl OverviewWriter<'_> {
    /// Commands that show more.
    pub(super) fn next(&self, out: &mut dyn Write) -> io::Result<()> {
        self.title(out, "overview-next")?;
        let lines: Vec<(String, String)> = self
            .proposals()
            .into_iter()
            .take(PROPOSALS)
            .map(|(why, command)| (self.say(why, &[]), command))
            .collect();
        let widest = lines.iter().map(|(why, _)| columns(why)).max();
        for (why, command) in &lines {
            let why = pad(why, widest.unwrap_or_default());
            writeln!(out, "  {why}  {command}")?;
        }
        Ok(())
    }

    /// Why one would type a command, and the command.
    fn proposals(&self) -> Vec<(&'static str, String)> {
        let facts = &self.facts;
        let again = self.invocation;
        let Some(first) = facts.sessions.first().map(|session| session.id) else {
            let port = format!("--control-port {}", self.port_to_try());
            let found = !facts.problems.is_empty();
            let diagnose = found.then(|| ("overview-next-diagnose", again.command("diagnose")));
            let other = match facts.all {
                0 if self.is_cut() => (
                    "overview-next-quality",
                    again.unfiltered("diagnose --finding capture-incomplete"),
                ),
                0 => ("overview-next-port", again.unfiltered(&port)),
                _ => ("overview-next-sessions", again.unfiltered("sessions")),
            };
            return diagnose.into_iter().chain([other]).collect();
        };
        let capture_incomplete = "capture-incomplete";
        let mut proposals = Vec::new();
        if !facts.problems.is_empty() {
            proposals.push(("overview-next-diagnose", again.command("diagnose")));
        }
        if !facts.intruders.is_empty() {
            let ids: Vec<String> = facts
                .intruders
                .iter()
                .take(INTRUDERS)
                .map(ToString::to_string)
                .collect();
            let words = format!("transcript --session {}", ids.join(","));
            proposals.push(("overview-next-intruder", again.unfiltered(&words)));
        }
        if facts.refusals.iter().any(Refusal::is_transfer) {
            let words = "transfers --outcome refused";
            proposals.push(("overview-next-refused", again.command(words)));
        }
        if !facts.quality.is_whole() && self.is_found(capture_incomplete) {
            let words = &format!("diagnose --finding {capture_incomplete}");
            proposals.push(("overview-next-quality", again.command(words)));
        }
        if self.is_anything_blocked() {
            let words = "diagnose --format markdown";
            proposals.push(("overview-next-firewall", again.command(words)));
        }
        if !facts.intruders.contains(&first) {
            let words = format!("transcript --session {first}");
            proposals.push(("overview-next-transcript", again.unfiltered(&words)));
        }
        let words = format!("timeline --session {first}");
        proposals.push(("overview-next-timeline", again.unfiltered(&words)));
        if facts.transfers.all > 0 {
            proposals.push(("overview-next-transfers", again.command("transfers")));
        }
        if facts.transfers.complete > 0 {
            let words = "extract -d files";
            proposals.push(("overview-next-extract", again.command(words)));
        }
        proposals
    }

    /// True where there is such a finding to show.
    fn is_found(&self, id: &str) -> bool {
        self.view.findings().any(|(_, finding)| finding.id == id)
    }

    /// The snap length cut what was said at a control port.
    fn is_cut(&self) -> bool {
        let silent = &self.view.analysis.silent;
        silent.iter().any(|silent| silent.is_cut)
    }

    /// True where data connections were tried in vain: there is a page for whoever keeps the
    /// firewall.
    fn is_anything_blocked(&self) -> bool {
        let problems = self.facts.problems.iter();
        let mut found = problems.map(|problem| problem.finding);
        found.any(|finding| finding.blocked.is_some())
    }

    /// A port on which FTP may be that was not taken for it: of TLS, or of what is unknown.
    fn port_to_try(&self) -> u16 {
        let others = &self.view.analysis.other_traffic;
        let mut others = others.iter().filter(|other| {
            matches!(other.protocol, Protocol::Tls | Protocol::Unknown) && other.port != HTTPS
        });
        others.next().map_or(ALTERNATIVE, |other| other.port)
    }
}
