//! `diagnose --format markdown`: a report to be mailed or pasted into a ticket. What is blocked
//! comes first, as a table that whoever runs the firewall can work from without knowing FTP.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::net::IpAddr;

use crate::analysis::view::View;
use crate::model::{Blocked, Time};
use crate::output::{Output, Remark};
use crate::text::escape;
use crate::text::finding;
use crate::text::frames;
use crate::text::locale::Catalogue;
use crate::text::ports;
use crate::text::stamp::Clock;

use super::groups::{FRAMES, FindingGroup, cited, kinds};
use super::{others, place, rest, severity_word, summary};

/// Prints the findings as Markdown (`CommonMark` with the tables of GitHub).
pub struct FindingsMarkdown<'o> {
    out: &'o mut dyn Write,
    catalogue: &'o Catalogue,
}

impl<'o> FindingsMarkdown<'o> {
    /// In the language of a catalogue.
    pub fn new(out: &'o mut dyn Write, catalogue: &'o Catalogue) -> Self {
        FindingsMarkdown { out, catalogue }
    }
}

impl Output for FindingsMarkdown<'_> {
    fn finish(&mut self, view: &View<'_>) -> io::Result<Vec<Remark>> {
        self.write(view)?;
        self.out.flush()?;
        Ok(Vec::new())
    }
}

impl FindingsMarkdown<'_> {
    fn write(&mut self, view: &View) -> io::Result<()> {
        writeln!(self.out, "# {}\n", self.say("diagnose-md-title"))?;
        for capture in &view.analysis.captures {
            let path = escape::markdown(&escape::text(capture.path.as_bytes()));
            let args = [("path", path.into()), ("count", capture.frames.into())];
            let line = self.catalogue.text("diagnose-md-capture", &args);
            writeln!(self.out, "- {line}")?;
        }
        let kinds = kinds(view, self.catalogue);
        if kinds.is_empty() {
            return writeln!(self.out, "\n{}", self.say("diagnose-none"));
        }
        writeln!(self.out, "\n{}", summary(self.catalogue, &kinds))?;
        if let Some(others) = others(view, self.catalogue) {
            writeln!(self.out, "\n{others}")?;
        }
        let clock = Clock::of(view);
        self.blocked(view, &clock)?;
        for kind in &kinds {
            self.kind(kind, &clock)?;
        }
        let captures = &view.analysis.captures;
        match frames::by_file_in_markdown(self.catalogue, captures, cited(&kinds)).as_str() {
            "" => Ok(()),
            list => writeln!(self.out, "\n{list}"),
        }
    }

    /// What a firewall has to let pass, a row for each source and destination.
    fn blocked(&mut self, view: &View, clock: &Clock) -> io::Result<()> {
        let rules = rules(view);
        if rules.is_empty() {
            return Ok(());
        }
        writeln!(self.out, "\n## {}\n", self.say("diagnose-md-blocked"))?;
        writeln!(self.out, "{}\n", self.say("diagnose-md-blocked-intro"))?;
        let heads = [
            "diagnose-md-source",
            "diagnose-md-source-port",
            "diagnose-md-destination",
            "diagnose-md-ports",
            "diagnose-md-announced",
            "diagnose-md-first",
            "diagnose-md-last",
            "diagnose-md-syns",
            "diagnose-md-answer",
            "diagnose-md-frames",
        ];
        let heads = heads.map(|head| self.say(head));
        writeln!(self.out, "| TCP | {} |", heads.join(" | "))?;
        writeln!(self.out, "|{}", "---|".repeat(heads.len() + 1))?;
        for (hosts, rule) in rules {
            self.rule(hosts, &rule, clock)?;
        }
        Ok(())
    }

    fn rule(&mut self, hosts: Hosts, rule: &FirewallRule, clock: &Clock) -> io::Result<()> {
        let source_port = match hosts.source_port {
            Some(port) => port.to_string(),
            None => self.say("diagnose-md-any"),
        };
        let answer = if hosts.refused {
            "RST".to_owned()
        } else {
            self.say("diagnose-md-no-answer")
        };
        let (from, to) = rule.announced;
        let announced = if from == to {
            from.to_string()
        } else {
            format!("{from}-{to}")
        };
        let first = &rule.frames[..rule.frames.len().min(FRAMES)];
        let cells = [
            self.host(hosts.source),
            source_port,
            self.host(hosts.destination),
            ports::list(&rule.ports),
            announced,
            utc(clock, rule.first),
            utc(clock, rule.last),
            rule.syns.to_string(),
            answer,
            frames::numbers(self.catalogue, first, rule.frames.len()),
        ];
        writeln!(self.out, "| {} | {} |", rule.number, cells.join(" | "))
    }

    fn kind(&mut self, kind: &FindingGroup, clock: &Clock) -> io::Result<()> {
        writeln!(
            self.out,
            "\n## {}: {} ({})\n",
            severity_word(self.catalogue, kind.severity),
            kind.title(self.catalogue),
            kind.id
        )?;
        writeln!(self.out, "{}\n", finding::why(self.catalogue, kind.id))?;
        let (groups, beyond) = kind.by_advice();
        for (number, alike) in groups.iter().enumerate() {
            if number > 0 {
                writeln!(self.out)?;
            }
            for told in alike.shown {
                let message = escape::markdown(&told.message);
                let place = escape::markdown(&place(self.catalogue, told));
                let time = told.first.map(|time| utc(clock, time));
                let time = time.map(|time| format!("{time}, ")).unwrap_or_default();
                writeln!(self.out, "- {time}{place}: {message}")?;
            }
            if let Some(rest) = rest(self.catalogue, "diagnose-md-more", alike.counted) {
                writeln!(self.out, "- {rest}")?;
            }
            let advice = escape::markdown(alike.advice());
            writeln!(
                self.out,
                "\n**{}** {advice}",
                self.say("diagnose-md-advice")
            )?;
        }
        if let Some(rest) = rest(self.catalogue, "diagnose-md-more", beyond) {
            writeln!(self.out, "\n{rest}")?;
        }
        Ok(())
    }

    /// Whoever runs the firewall needs the address, whatever its name is.
    fn host(&self, address: IpAddr) -> String {
        match self.catalogue.hosts().name(address) {
            Some(name) => format!("{address} ({})", escape::markdown(name)),
            None => address.to_string(),
        }
    }

    fn say(&self, id: &str) -> String {
        self.catalogue.text(id, &[])
    }
}

/// Whoever reads a ticket has logs of another zone.
fn utc(clock: &Clock, time: Time) -> String {
    format!("{} UTC", clock.to_the_second(time))
}

/// What a rule of a firewall names but for the destination's ports, and how the SYNs were answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Hosts {
    source: IpAddr,
    source_port: Option<u16>,
    destination: IpAddr,
    refused: bool,
}

/// The same of all chosen sessions.
#[derive(Debug, Default)]
struct FirewallRule {
    number: usize,
    ports: Vec<u16>,
    announced: (u16, u16),
    /// The time of the first SYN and of the last one.
    first: Time,
    last: Time,
    syns: u64,
    frames: Vec<u64>,
}

fn rules(view: &View) -> Vec<(Hosts, FirewallRule)> {
    let mut rules: BTreeMap<Hosts, FirewallRule> = BTreeMap::new();
    for (_, found) in view.findings() {
        if let Some(blocked) = &found.blocked {
            let hosts = Hosts {
                source: blocked.source,
                source_port: blocked.source_port,
                destination: blocked.destination,
                refused: found.id == "syn-refused",
            };
            rules.entry(hosts).or_default().add(blocked);
        }
    }
    let numbered = (1..).zip(rules);
    numbered
        .map(|(number, (hosts, rule))| (hosts, FirewallRule { number, ..rule }))
        .collect()
}

impl FirewallRule {
    fn add(&mut self, blocked: &Blocked) {
        let (from, to) = blocked.announced;
        let last = Time::from_nanos(blocked.first.as_nanos().saturating_add(blocked.nanoseconds));
        if self.ports.is_empty() {
            self.announced = (from, to);
            (self.first, self.last) = (blocked.first, last);
        }
        self.announced = (self.announced.0.min(from), self.announced.1.max(to));
        self.first = self.first.min(blocked.first);
        self.last = self.last.max(last);
        self.ports.extend(&blocked.ports);
        self.ports.sort_unstable();
        self.ports.dedup();
        self.syns += blocked.syns;
        self.frames.extend(&blocked.frames);
        self.frames.sort_unstable();
        self.frames.dedup();
    }
}
