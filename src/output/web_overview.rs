//! What a window shows of a capture first: the facts of `overview`, a row for every session
//! and every transfer, and the findings as `diagnose` brings them together. JSON for a front of our
//! own, such as the page in a browser: it knows no frames and may change with every version;
//! `sessions --format json` is the document to build on.
//!
//! Values have the names of the contract, which a front turns into words by the catalogue;
//! sentences are those of one language, and escaped.

use std::io::{self, Write};

use serde::Serialize;

use crate::analysis::overview::{Overview, SessionStatus, TransferCounts};
use crate::analysis::view::View;
use crate::model::{CaptureSummary, Session, SessionId, Transfer};
use crate::text::escape;
use crate::text::finding;
use crate::text::locale::Catalogue;
use crate::text::message;
use crate::text::names;
use crate::text::stamp::{Clock, UNITS, duration};

use super::diagnose::{self, FindingGroup};
use super::{Needs, Output, Remark, json, seconds};

/// Writes the overview of a window.
pub struct WebOverview<'o> {
    out: &'o mut dyn Write,
    catalogue: &'o Catalogue,
}

impl<'o> WebOverview<'o> {
    /// Writes nothing yet.
    pub fn new(out: &'o mut dyn Write, catalogue: &'o Catalogue) -> Self {
        WebOverview { out, catalogue }
    }
}

impl Output for WebOverview<'_> {
    fn needs(&mut self, known: Option<&View<'_>>) -> io::Result<Needs> {
        Ok(Needs::digests(known))
    }

    fn finish(&mut self, view: &View<'_>) -> io::Result<Vec<Remark>> {
        let mut out = &mut *self.out;
        json::to_writer(&mut out, &WebOverviewJson::new(view, self.catalogue))?;
        out.flush()?;
        Ok(Vec::new())
    }
}

#[derive(Serialize)]
struct WebOverviewJson {
    /// From the first frame to the last one.
    span: Option<SpanJson>,
    frames: u64,
    /// Sessions of the capture, chosen or not.
    all_sessions: usize,
    failed_sessions: usize,
    transfer_counts: TransferCountsJson,
    /// Notes, warnings, errors.
    finding_counts: [u64; 3],
    captures: Vec<WebCapture>,
    sessions: Vec<WebSession>,
    transfers: Vec<WebTransfer>,
    findings: Vec<WebFinding>,
    /// Other protocols, where there is no FTP: what, the port, how many connections.
    other_traffic: Vec<(&'static str, u16, u64)>,
    /// Limits that left something out, with how often.
    limits_hit: Vec<(&'static str, u64)>,
    /// What is worth a word about the frames, in words.
    notes: Vec<String>,
}

#[derive(Serialize)]
struct SpanJson {
    from: String,
    to: String,
    duration: String,
}

#[derive(Serialize)]
struct TransferCountsJson {
    all: usize,
    complete: usize,
    hidden: usize,
    failed: usize,
    bytes: u64,
}

impl From<TransferCounts> for TransferCountsJson {
    fn from(counts: TransferCounts) -> Self {
        TransferCountsJson {
            all: counts.all,
            complete: counts.complete,
            hidden: counts.hidden,
            failed: counts.failed,
            bytes: counts.bytes,
        }
    }
}

/// A capture file.
#[derive(Serialize)]
struct WebCapture {
    path: String,
    format: &'static str,
    compression: &'static str,
    frames: u64,
    bytes: u64,
    /// Why it was not read to its end.
    fault: Option<String>,
    /// Nothing that follows could be read.
    is_fatal: bool,
    /// Frames of link types that nothing here reads, and which those are.
    unsupported: Option<(u64, String)>,
    /// Secrets of TLS that are at hand for it, and those that opened something.
    secrets: Option<(u64, u64)>,
}

#[derive(Serialize)]
struct WebSession {
    id: SessionId,
    #[serde(rename = "standing")]
    status: &'static str,
    start: String,
    /// In seconds.
    duration: f64,
    client: String,
    server: String,
    user: String,
    login: &'static str,
    mode: &'static str,
    tls: bool,
    transfers: usize,
    complete: usize,
    bytes: u64,
    findings: usize,
    /// The worst of them.
    severity: Option<&'static str>,
}

#[derive(Serialize)]
struct WebTransfer {
    id: String,
    session: SessionId,
    command: &'static str,
    path: String,
    direction: &'static str,
    mode: &'static str,
    bytes: u64,
    lost: u64,
    state: &'static str,
    /// Its message in the catalogue.
    outcome: String,
    failed: bool,
    sha256: String,
    start: String,
}

/// Findings of one name and severity.
#[derive(Serialize)]
struct WebFinding {
    id: &'static str,
    severity: &'static str,
    title: String,
    why: String,
    /// How many messages there are, shown or not.
    count: usize,
    told: Vec<FindingMessage>,
}

/// What happened, where, and what to do about it.
#[derive(Serialize)]
struct FindingMessage {
    message: String,
    advice: String,
    sessions: Vec<SessionId>,
    /// The frame to look at first.
    frame: u64,
    /// The first that prove it, each with its session.
    frames: Vec<(Option<SessionId>, u64)>,
    /// Frames that prove it, in number.
    proofs: usize,
}

/// Messages of a kind that are shown, and sessions that each of them names.
const TOLD: usize = 20;
const NAMED: usize = 50;

impl WebOverviewJson {
    fn new(view: &View<'_>, catalogue: &Catalogue) -> Self {
        let facts = Overview::of(view);
        let clock = Clock::of(view);
        let analysis = view.analysis;
        let others = analysis.other_traffic.iter();
        WebOverviewJson {
            span: facts.span.map(|(first, last)| SpanJson {
                from: clock.to_the_second(first),
                to: clock.to_the_second(last),
                duration: duration(last.since(first), UNITS),
            }),
            frames: facts.frames,
            all_sessions: analysis.sessions.len(),
            failed_sessions: facts.failed,
            transfer_counts: facts.transfers.into(),
            finding_counts: facts.findings.ascending(),
            captures: analysis
                .captures
                .iter()
                .map(|capture| WebCapture::new(capture, catalogue))
                .collect(),
            sessions: facts
                .sessions
                .iter()
                .map(|session| WebSession::new(session, &clock))
                .collect(),
            transfers: view
                .transfers()
                .map(|(session, transfer)| WebTransfer::new(session, transfer, &clock))
                .collect(),
            findings: diagnose::kinds(view, catalogue)
                .iter()
                .map(|group| WebFinding::new(group, catalogue))
                .collect(),
            other_traffic: others
                .map(|other| {
                    let name = names::protocol_value(other.protocol);
                    (name, other.port, other.connections)
                })
                .collect(),
            limits_hit: analysis.limits_hit.clone(),
            notes: analysis
                .notes
                .iter()
                .filter_map(|&(name, count)| {
                    let id = names::note(name)?;
                    Some(catalogue.text(id, &[("count", count.into())]))
                })
                .collect(),
        }
    }
}

impl WebCapture {
    fn new(capture: &CaptureSummary, catalogue: &Catalogue) -> Self {
        let secrets = capture.key_log.as_ref();
        WebCapture {
            path: escape::text(capture.path.as_bytes()),
            format: capture.container.map(names::container).unwrap_or_default(),
            compression: capture
                .compression
                .map(names::compression)
                .unwrap_or_default(),
            frames: capture.frames,
            bytes: capture.bytes,
            fault: capture
                .fault
                .as_ref()
                .map(|fault| message::fault(catalogue, fault)),
            is_fatal: capture.fault.as_ref().is_some_and(|fault| fault.fatal),
            unsupported: capture
                .skipped
                .get("unsupported-link")
                .map(|&count| (count, names::unsupported_links(capture))),
            secrets: secrets.map(|known| (known.entries, known.used)),
        }
    }
}

impl WebSession {
    fn new(session: &Session, clock: &Clock) -> Self {
        let worst = session.findings.iter().map(|finding| finding.severity);
        WebSession {
            id: session.id,
            status: SessionStatus::of(session).name(),
            start: clock.to_the_second(session.first.time),
            duration: seconds(session.last.time.since(session.first.time)),
            client: session.client.to_string(),
            server: session.server.to_string(),
            user: session
                .user
                .as_ref()
                .map(|user| escape::text(user.bytes()))
                .unwrap_or_default(),
            login: names::login(session.login),
            mode: names::session_mode(session.mode),
            tls: session.control.tls.is_some(),
            transfers: session.transfers.len(),
            complete: session.complete_transfers(),
            bytes: session.bytes(),
            findings: session.findings.len(),
            severity: worst.max().map(names::severity),
        }
    }
}

impl WebTransfer {
    fn new(session: &Session, transfer: &Transfer, clock: &Clock) -> Self {
        let path = transfer.path.as_ref().or(transfer.argument.as_ref());
        let state = transfer.state();
        let sha256 = transfer
            .file_digests()
            .and_then(|made| made.sha256.as_ref());
        WebTransfer {
            id: transfer.id.to_string(),
            session: session.id,
            command: transfer.verb.unwrap_or_default(),
            path: path
                .map(|path| escape::text(path.bytes()))
                .unwrap_or_default(),
            direction: transfer.direction.map(names::direction).unwrap_or_default(),
            mode: names::mode(transfer.mode),
            bytes: transfer.seen_bytes(),
            lost: transfer.lost_bytes,
            state: names::transfer_state(state),
            outcome: names::outcome_message(transfer),
            failed: state.is_failure(),
            sha256: sha256.map(ToString::to_string).unwrap_or_default(),
            start: clock.to_the_second(transfer.start.time),
        }
    }
}

impl WebFinding {
    fn new(group: &FindingGroup, catalogue: &Catalogue) -> Self {
        let told = group.told.iter().take(TOLD).map(|told| FindingMessage {
            message: told.message.clone(),
            advice: told.advice.clone(),
            sessions: told.sessions.iter().copied().take(NAMED).collect(),
            frame: told.look,
            frames: told
                .owners
                .iter()
                .copied()
                .zip(told.frames.iter().copied())
                .collect(),
            proofs: told.proofs,
        });
        WebFinding {
            id: group.id,
            severity: names::severity(group.severity),
            title: group.title(catalogue),
            why: finding::why(catalogue, group.id),
            count: group.told.len(),
            told: told.collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Analyzer;
    use crate::capture::Input;
    use crate::output::runner::{self, Request};
    use crate::text::locale::Language;

    /// That of a sample.
    fn at(name: &str) -> serde_json::Value {
        let analyzer = Analyzer::new();
        let input = Input::path(format!("samples/{name}"));
        let capture = analyzer.open(input).expect("a sample");
        let plane = analyzer.control_pass(&capture);
        let catalogue = Catalogue::new(Language::En);
        let mut out = Vec::new();
        let mut overview = WebOverview::new(&mut out, &catalogue);
        runner::run(&plane, &Request::default(), &mut [&mut overview]).expect("a vector");
        serde_json::from_slice(&out).expect("JSON")
    }

    #[test]
    fn rows_and_counts_agree() {
        let seen = at("fxp.pcap");
        let rows = ["sessions", "transfers"].map(|name| seen[name].as_array().map(Vec::len));
        assert_eq!(rows, [Some(2), Some(2)]);
        assert_eq!(seen["all_sessions"], 2);
        assert_eq!(seen["transfer_counts"]["complete"], 2);
        assert_eq!(seen["transfers"][0]["state"], "complete");
        assert_eq!(seen["captures"][0]["fault"], serde_json::Value::Null);
    }

    #[test]
    fn what_nobody_can_tell_is_no_failure_in_rows_and_counts() {
        let seen = at("../tests/cases/62-recording-ends-before-the-data-does/case.pcap");
        let transfers = seen["transfers"].as_array().expect("rows");
        let failed = transfers.iter().filter(|row| row["failed"] == true).count();
        assert!(transfers.iter().any(|row| row["state"] == "unproven"));
        assert_eq!(seen["transfer_counts"]["failed"], failed);
    }

    #[test]
    fn what_failed_comes_first_and_says_why() {
        let seen = at("firewall-active.pcap");
        assert_eq!(seen["failed_sessions"], 1);
        assert_eq!(seen["sessions"][0]["standing"], "failed");
        assert_eq!(seen["findings"][0]["severity"], "error");
        let told = &seen["findings"][0]["told"][0];
        assert!(told["advice"].as_str().is_some_and(|text| !text.is_empty()));
    }
}
