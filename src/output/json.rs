//! `--format json`: the whole analysis as one document, schema `ftpscope/1`, or its transfers as
//! one array.
//!
//! These types are the contract, not the records: fields may be added here, never renamed or
//! removed.

mod compact;
mod connection;
mod document;
mod listing;
mod session;
mod transfer;
mod writer;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufWriter, Write};
use std::net::IpAddr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::Serialize;
use serde::ser::{SerializeMap as _, Serializer};

use crate::analysis::view::{View, shown_secret};
use crate::model::{
    Actions, Analysis, Blocked, CaptureSummary, CommunityId, Endpoint, Finding, KeyLog,
    OtherTraffic, Session, SessionId, Text, Uid,
};
use crate::text::names;

use crate::text::finding;
use crate::text::stamp::{Clock, Stamp};

use super::listing::ListOptions;
use super::{Needs, Output, Remark, Subject};

use connection::ConnectionJson;
use document::counts;
use session::SessionJson;
pub(crate) use transfer::KnownFileJson;
use transfer::TransferLine;
use writer::write_each;
pub(crate) use writer::{append, to_string, to_writer, to_writer_pretty};

/// The schema of the document.
const SCHEMA: &str = "ftpscope/1";
/// Bytes that are written at once.
const PIECE: usize = 64 << 10;

/// Prints one document.
pub struct Json<'o> {
    out: &'o mut dyn Write,
    listing: ListOptions,
}

impl<'o> Json<'o> {
    /// The whole analysis, or all transfers.
    pub fn new(out: &'o mut dyn Write, listing: impl Into<ListOptions>) -> Self {
        Json {
            out,
            listing: listing.into(),
        }
    }
}

impl Output for Json<'_> {
    fn needs(&mut self, known: Option<&View<'_>>) -> io::Result<Needs> {
        Ok(Needs {
            listings: self.listing.subject() == Subject::Sessions && known.is_none(),
            ..Needs::digests(known)
        })
    }

    fn finish(&mut self, view: &View<'_>) -> io::Result<Vec<Remark>> {
        match self.listing.subject() {
            Subject::Sessions => write_document(self.out, view, &self.listing)?,
            Subject::Transfers => write_transfer_document(self.out, view, &self.listing)?,
        }
        self.out.flush()?;
        Ok(Vec::new())
    }
}

/// Writes the document: one line for each session, so that it can be read in an editor and stays
/// small.
fn write_document(out: &mut dyn Write, view: &View, listing: &ListOptions) -> io::Result<()> {
    let Analysis {
        captures,
        findings,
        unclaimed,
        notes,
        limits_hit,
        other_traffic,
        ..
    } = view.analysis;
    let params = JsonParams::new(view);
    writeln!(out, "{{\n\"schema\": \"{SCHEMA}\",")?;
    write_array(
        out,
        "captures",
        captures.iter().map(|c| CaptureJson::new(&params, c)),
    )?;
    let sessions = listing.sessions(view);
    write!(out, "\"sessions\": [")?;
    write_session_lines(out, view, &sessions, |out, index| {
        out.write_all(if index == 0 { b"\n" } else { b",\n" })
    })?;
    writeln!(out, "{}],", if sessions.is_empty() { "" } else { "\n" })?;
    write_array(out, "findings", findings.iter().map(FindingJson::from))?;
    let unclaimed = unclaimed
        .iter()
        .filter_map(|&id| view.analysis.connection(id));
    write_array(
        out,
        "unclaimed",
        unclaimed.map(|connection| ConnectionJson::unclaimed(&params, connection)),
    )?;
    let others = other_traffic.iter().map(OtherTrafficJson::from);
    write_array(out, "other_traffic", others)?;
    let [notes, limits_hit] = [notes, limits_hit].map(|list| to_string(&counts(list)));
    writeln!(out, "\"notes\": {},", notes?)?;
    writeln!(out, "\"limits_hit\": {}\n}}", limits_hit?)
}

/// What a capture without FTP holds.
#[derive(Serialize)]
struct OtherTrafficJson {
    protocol: &'static str,
    port: u16,
    connections: u64,
}

impl From<&OtherTraffic> for OtherTrafficJson {
    fn from(other: &OtherTraffic) -> Self {
        OtherTrafficJson {
            protocol: names::protocol_value(other.protocol),
            port: other.port,
            connections: other.connections,
        }
    }
}

/// Writes sessions in their order, each after what `before` writes.
fn write_session_lines(
    out: &mut dyn Write,
    view: &View,
    sessions: &[&Session],
    before: impl Fn(&mut Vec<u8>, usize) -> io::Result<()> + Sync,
) -> io::Result<()> {
    write_each(
        out,
        sessions,
        || JsonParams::new(view),
        |out, params, index, session| {
            before(out, index)?;
            append(out, &SessionJson { params, session })
        },
    )
}

/// A member of the document whose elements stand on lines of their own.
pub(crate) fn write_array<T: Serialize>(
    out: &mut dyn Write,
    name: &str,
    items: impl Iterator<Item = T>,
) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(PIECE, out);
    write!(out, "\"{name}\": [")?;
    let mut first = true;
    for item in items {
        out.write_all(if std::mem::take(&mut first) {
            b"\n"
        } else {
            b",\n"
        })?;
        to_writer(&mut out, &item)?;
    }
    writeln!(out, "{}],", if first { "" } else { "\n" })?;
    out.flush()
}

/// Writes one session a line.
pub(super) fn write_sessions(
    mut out: &mut dyn Write,
    view: &View,
    listing: &ListOptions,
) -> io::Result<()> {
    let sessions = listing.sessions(view);
    if listing.capture().is_some() {
        let params = JsonParams::new(view);
        return sessions.into_iter().try_for_each(|session| {
            let line = SessionJson {
                params: &params,
                session,
            };
            write_line(&mut out, listing, &line)
        });
    }
    write_session_lines(out, view, &sessions, |out, index| {
        out.write_all(if index == 0 { b"" } else { b"\n" })
    })?;
    out.write_all(if sessions.is_empty() { b"" } else { b"\n" })
}

/// Writes one transfer a line, with its session.
pub(super) fn write_transfers(
    out: &mut dyn Write,
    view: &View,
    listing: &ListOptions,
) -> io::Result<()> {
    let (mut out, params) = (BufWriter::with_capacity(PIECE, out), JsonParams::new(view));
    for (session, transfer) in listing.transfers(view) {
        let line = TransferLine::new(&params, session, transfer);
        write_line(&mut out, listing, &line)?;
    }
    out.flush()
}

/// A line that names its file, where each is listed alone.
#[derive(Serialize)]
struct OfCapture<'a, T> {
    capture: &'a str,
    #[serde(flatten)]
    line: &'a T,
}

fn write_line<T: Serialize>(
    out: &mut impl Write,
    listing: &ListOptions,
    line: &T,
) -> io::Result<()> {
    match listing.capture() {
        None => to_writer(&mut *out, line)?,
        Some(capture) => to_writer(&mut *out, &OfCapture { capture, line })?,
    }
    out.write_all(b"\n")
}

/// Writes the transfers as one array, one line each.
fn write_transfer_document(
    out: &mut dyn Write,
    view: &View,
    listing: &ListOptions,
) -> io::Result<()> {
    let (mut out, params) = (BufWriter::with_capacity(PIECE, out), JsonParams::new(view));
    let mut before = "[\n";
    for (session, transfer) in listing.transfers(view) {
        out.write_all(before.as_bytes())?;
        to_writer(&mut out, &TransferLine::new(&params, session, transfer))?;
        before = ",\n";
    }
    writeln!(out, "{}", if before == "[\n" { "[]" } else { "\n]" })?;
    out.flush()
}

/// What values are written with.
struct JsonParams {
    clock: Clock,
    show_passwords: bool,
}

impl JsonParams {
    fn new(view: &View) -> Self {
        JsonParams {
            clock: Clock::of(view),
            show_passwords: view.show_passwords,
        }
    }

    /// For a part of the model by itself: with secrets masked.
    fn alone(nanoseconds: bool) -> Self {
        JsonParams {
            clock: Clock::new(nanoseconds),
            show_passwords: false,
        }
    }

    /// A secret, or what stands for it.
    fn secret<'t>(&self, text: &'t [u8]) -> &'t [u8] {
        shown_secret(text, self.show_passwords)
    }
}

/// A sequence that is made while it is written.
struct List<I>(std::cell::RefCell<Option<I>>);

fn list<I: Iterator>(items: I) -> List<I> {
    List(std::cell::RefCell::new(Some(items)))
}

impl<I: Iterator<Item: Serialize>> Serialize for List<I> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.take().into_iter().flatten())
    }
}

/// Text from the wire: a string, or its bytes in base64 where it is not UTF-8.
pub(crate) struct Wire<'a>(&'a [u8]);

impl Serialize for Wire<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if let Ok(text) = std::str::from_utf8(self.0) {
            return serializer.serialize_str(text);
        }
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry("bytes", &BASE64.encode(self.0))?;
        map.end()
    }
}

/// What a connection, a session or a transfer is called, written without memory of its own.
struct Named<T>(T);

impl Serialize for Named<Uid> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Wire(&self.0.text()).serialize(serializer)
    }
}

impl Serialize for Named<CommunityId> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Wire(&self.0.text()).serialize(serializer)
    }
}

pub(crate) fn wire(text: Option<&Text>) -> Option<Wire<'_>> {
    text.map(|t| Wire(t.bytes()))
}

#[derive(Serialize)]
struct CaptureJson<'a> {
    path: &'a str,
    format: Option<&'static str>,
    compression: Option<&'static str>,
    link_types: Vec<String>,
    frames: u64,
    bytes: u64,
    cut_frames: u64,
    first_time: Option<Stamp>,
    last_time: Option<Stamp>,
    truncated: bool,
    skipped: &'a BTreeMap<&'static str, u64>,
    error: Option<&'a str>,
    key_log: Option<KeyLogJson>,
    sensor: Option<&'a str>,
    sha256: Option<&'a str>,
}

#[derive(Serialize)]
struct KeyLogJson {
    files: u64,
    entries: u64,
    used: u64,
    ignored: u64,
    malformed: u64,
    in_capture: bool,
}

impl From<KeyLog> for KeyLogJson {
    fn from(known: KeyLog) -> Self {
        KeyLogJson {
            files: known.files,
            entries: known.entries,
            used: known.used,
            ignored: known.ignored,
            malformed: known.malformed,
            in_capture: known.in_capture,
        }
    }
}

impl<'a> CaptureJson<'a> {
    fn new(params: &JsonParams, summary: &'a CaptureSummary) -> Self {
        CaptureJson {
            path: &summary.path,
            format: summary.container.map(names::container),
            compression: summary.compression.map(names::compression),
            link_types: summary
                .link_types
                .iter()
                .map(|&l| names::link_type(l))
                .collect(),
            frames: summary.frames,
            bytes: summary.bytes,
            cut_frames: summary.cut_frames,
            first_time: summary.first_time.map(|t| params.clock.stamp(t)),
            last_time: summary.last_time.map(|t| params.clock.stamp(t)),
            truncated: summary.truncated,
            skipped: &summary.skipped,
            error: summary.fault.as_ref().map(|f| f.message.as_str()),
            key_log: summary.key_log.map(KeyLogJson::from),
            sensor: summary.sensor.as_deref(),
            sha256: summary.sha256.as_deref(),
        }
    }
}

#[derive(Serialize)]
pub(crate) struct EndpointJson {
    ip: IpAddr,
    port: u16,
}

impl From<Endpoint> for EndpointJson {
    fn from(endpoint: Endpoint) -> Self {
        EndpointJson {
            ip: endpoint.ip(),
            port: endpoint.port(),
        }
    }
}

#[derive(Serialize)]
pub(crate) struct FindingJson<'a> {
    id: &'static str,
    severity: &'static str,
    frame: u64,
    frames: &'a [u64],
    message: String,
    blocked: Option<BlockedJson<'a>>,
    /// Of a finding of the capture.
    sessions: &'a BTreeSet<SessionId>,
    actions: Option<ActionsJson<'a>>,
}

/// What was done after it.
#[derive(Serialize)]
struct ActionsJson<'a> {
    count: u64,
    first: Vec<ActionJson<'a>>,
}

#[derive(Serialize)]
struct ActionJson<'a> {
    kind: &'static str,
    session: SessionId,
    frame: u64,
    target: Wire<'a>,
    renamed_to: Option<Wire<'a>>,
}

impl<'a> From<&'a Actions> for ActionsJson<'a> {
    fn from(actions: &'a Actions) -> Self {
        let first = actions.first.iter().map(|action| ActionJson {
            kind: names::action(action.kind),
            session: action.session,
            frame: action.frame,
            target: Wire(action.target.bytes()),
            renamed_to: wire(action.renamed_to.as_ref()),
        });
        ActionsJson {
            count: actions.count,
            first: first.collect(),
        }
    }
}

/// What a rule of a firewall has to name.
#[derive(Serialize)]
struct BlockedJson<'a> {
    protocol: &'static str,
    source: IpAddr,
    source_port: Option<u16>,
    destination: IpAddr,
    ports: &'a [u16],
    announced: [u16; 2],
    syns: u64,
}

impl<'a> From<&'a Blocked> for BlockedJson<'a> {
    fn from(blocked: &'a Blocked) -> Self {
        BlockedJson {
            protocol: "tcp",
            source: blocked.source,
            source_port: blocked.source_port,
            destination: blocked.destination,
            ports: &blocked.ports,
            announced: blocked.announced.into(),
            syns: blocked.syns,
        }
    }
}

impl<'a> From<&'a Finding> for FindingJson<'a> {
    fn from(finding: &'a Finding) -> Self {
        FindingJson {
            id: finding.id,
            severity: names::severity(finding.severity),
            frame: finding.frame,
            frames: &finding.frames,
            message: finding::message(&finding::ENGLISH, finding),
            blocked: finding.blocked.as_ref().map(BlockedJson::from),
            sessions: &finding.sessions,
            actions: finding.actions.as_ref().map(ActionsJson::from),
        }
    }
}
