//! `sessions --format json`: the whole analysis as one document, schema `ftpscope/1`.
//!
//! These types are the contract, not the records: fields may be added here, never renamed or removed.

mod compact;
mod ink;

use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::Serialize;
use serde::ser::{SerializeMap as _, SerializeStruct as _, Serializer};

use crate::ftp::{self, Effect};
use crate::names;
use crate::record::{
    Analysis, CaptureSummary, Command, Connection, ConnectionId, Endpoint, Finding, Offer, Reply, Session, SessionId,
    Text, TlsFacts, TlsVersion, Transfer,
};
use crate::view::View;

use super::finding;
use super::stamp::{Clock, Stamp};

pub(super) use ink::to_writer;
use ink::{Sheet, buffered, write_each};

/// Writes the document: one line for each session, so that it can be read in an editor and stays small.
pub fn write_document(out: &mut dyn Write, view: &View) -> io::Result<()> {
    let Analysis { captures, findings, unclaimed, notes, limits_hit, .. } = view.analysis;
    let pen = Pen::new(view);
    writeln!(out, "{{\n\"schema\": \"ftpscope/1\",")?;
    write_array(out, "captures", captures.iter().map(|c| CaptureJson::new(&pen, c)))?;
    let sessions: Vec<&Session> = view.sessions().collect();
    write!(out, "\"sessions\": [")?;
    write_session_lines(out, view, &sessions, |out, index| out.write_all(if index == 0 { b"\n" } else { b",\n" }))?;
    writeln!(out, "{}],", if sessions.is_empty() { "" } else { "\n" })?;
    write_array(out, "findings", findings.iter().map(FindingJson::from))?;
    let unclaimed = unclaimed.iter().filter_map(|&id| view.analysis.connection(id));
    write_array(out, "unclaimed", unclaimed.map(ConnectionJson::from))?;
    let counts =
        |list: &[(&'static str, u64)]| serde_json::to_string(&list.iter().copied().collect::<BTreeMap<_, _>>());
    writeln!(out, "\"notes\": {},", counts(notes)?)?;
    writeln!(out, "\"limits_hit\": {}\n}}", counts(limits_hit)?)
}

/// Writes sessions in their order, each after what `before` writes.
fn write_session_lines(
    out: &mut dyn Write,
    view: &View,
    sessions: &[&Session],
    before: impl Fn(&mut BufWriter<Sheet<'_>>, usize) -> io::Result<()> + Sync,
) -> io::Result<()> {
    write_each(
        out,
        sessions,
        || Pen::new(view),
        |out, pen, index, session| {
            before(out, index)?;
            to_writer(out, &SessionJson { pen, session })
        },
    )
}

/// A member of the document whose elements stand on lines of their own.
pub(super) fn write_array<T: Serialize>(
    out: &mut dyn Write,
    name: &str,
    items: impl Iterator<Item = T>,
) -> io::Result<()> {
    let mut out = buffered(out);
    write!(out, "\"{name}\": [")?;
    let mut first = true;
    for item in items {
        out.write_all(if std::mem::take(&mut first) { b"\n" } else { b",\n" })?;
        to_writer(&mut out, &item)?;
    }
    writeln!(out, "{}],", if first { "" } else { "\n" })?;
    out.flush()
}

/// Writes one session a line.
pub fn write_sessions(out: &mut dyn Write, view: &View) -> io::Result<()> {
    let sessions: Vec<&Session> = view.sessions().collect();
    write_session_lines(out, view, &sessions, |out, index| out.write_all(if index == 0 { b"" } else { b"\n" }))?;
    out.write_all(if sessions.is_empty() { b"" } else { b"\n" })
}

/// Writes one transfer a line, with its session.
pub fn write_transfers(out: &mut dyn Write, view: &View) -> io::Result<()> {
    let (mut out, pen) = (buffered(out), Pen::new(view));
    for (session, transfer) in view.transfers() {
        to_writer(&mut out, &TransferLine::new(&pen, session, transfer))?;
        out.write_all(b"\n")?;
    }
    out.flush()
}

/// Writes the transfers as one array, one line each.
pub fn write_transfer_document(out: &mut dyn Write, view: &View) -> io::Result<()> {
    let (mut out, pen) = (buffered(out), Pen::new(view));
    let mut before = "[\n";
    for (session, transfer) in view.transfers() {
        out.write_all(before.as_bytes())?;
        to_writer(&mut out, &TransferLine::new(&pen, session, transfer))?;
        before = ",\n";
    }
    writeln!(out, "{}", if before == "[\n" { "[]" } else { "\n]" })?;
    out.flush()
}

/// What values are written with.
struct Pen<'v> {
    view: &'v View<'v>,
    clock: Clock,
}

impl<'v> Pen<'v> {
    fn new(view: &'v View<'v>) -> Self {
        Pen { view, clock: Clock::of(view) }
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

/// Text from the wire: a string, or its bytes in base64 where it is no UTF-8.
pub(super) struct Wire<'a>(&'a [u8]);

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

pub(super) fn wire(text: Option<&Text>) -> Option<Wire<'_>> {
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
}

impl<'a> CaptureJson<'a> {
    fn new(pen: &Pen, summary: &'a CaptureSummary) -> Self {
        CaptureJson {
            path: &summary.path,
            format: summary.container.map(names::container),
            compression: summary.compression.map(names::compression),
            link_types: summary.link_types.iter().map(|&l| names::link_type(l)).collect(),
            frames: summary.frames,
            bytes: summary.bytes,
            cut_frames: summary.cut_frames,
            first_time: summary.first_time.map(|t| pen.clock.stamp(t)),
            last_time: summary.last_time.map(|t| pen.clock.stamp(t)),
            truncated: summary.truncated,
            skipped: &summary.skipped,
            error: summary.fault.as_ref().map(|f| f.message.as_str()),
        }
    }
}

#[derive(Serialize)]
pub(super) struct EndpointJson {
    ip: std::net::IpAddr,
    port: u16,
}

impl From<Endpoint> for EndpointJson {
    fn from(endpoint: Endpoint) -> Self {
        EndpointJson { ip: endpoint.ip(), port: endpoint.port() }
    }
}

struct SessionJson<'v> {
    pen: &'v Pen<'v>,
    session: &'v Session,
}

#[derive(Serialize)]
struct ControlJson {
    handshake: &'static str,
    close: &'static str,
    tls: Option<&'static str>,
    lost_bytes: u64,
}

impl Serialize for SessionJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let SessionJson { pen, session } = *self;
        let view = pen.view;
        let control = &session.control;
        let mut fields = serializer.serialize_struct("Session", 18)?;
        fields.serialize_field("id", &session.id)?;
        fields.serialize_field("client", &EndpointJson::from(session.client))?;
        fields.serialize_field("server", &EndpointJson::from(session.server))?;
        fields.serialize_field("start", &pen.clock.stamp(session.first.time))?;
        fields.serialize_field("end", &pen.clock.stamp(session.last.time))?;
        fields.serialize_field("first_frame", &session.first.frame)?;
        fields.serialize_field("last_frame", &session.last.frame)?;
        let control = ControlJson {
            handshake: names::handshake(control.handshake),
            close: names::close(control.close),
            tls: control.tls.map(names::tls),
            lost_bytes: control.lost_bytes,
        };
        fields.serialize_field("control", &control)?;
        fields.serialize_field("banner", &wire(session.banner.as_ref()))?;
        fields.serialize_field("user", &wire(session.user.as_ref()))?;
        fields.serialize_field("password", &session.password.as_ref().map(|p| Wire(view.secret(p.bytes()))))?;
        fields.serialize_field("login", names::login(session.login))?;
        fields.serialize_field("mode", names::session_mode(session.mode))?;
        fields
            .serialize_field("commands", &list(session.commands.iter().map(|command| CommandJson { pen, command })))?;
        fields.serialize_field("unasked_replies", &list(session.unasked.iter().map(|r| ReplyJson::new(pen, r))))?;
        fields.serialize_field("offers", &list(session.offers.iter().map(OfferJson::from)))?;
        let connections = session.connections.iter().filter_map(|&id| view.analysis.connection(id));
        fields.serialize_field("connections", &list(connections.map(ConnectionJson::from)))?;
        let transfers = session.transfers.iter().map(|t| TransferJson::new(pen, session, t));
        fields.serialize_field("transfers", &list(transfers))?;
        fields.serialize_field("findings", &list(session.findings.iter().map(FindingJson::from)))?;
        fields.end()
    }
}

struct CommandJson<'a> {
    pen: &'a Pen<'a>,
    command: &'a Command,
}

impl Serialize for CommandJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let CommandJson { pen, command } = *self;
        let effect = ftp::find(command.verb.bytes()).map(|verb| verb.effect);
        let secret = matches!(effect, Some(Effect::Pass | Effect::Acct));
        let shown = |argument| if secret { pen.view.secret(argument) } else { argument };
        let mut fields = serializer.serialize_struct("Command", 5)?;
        fields.serialize_field("frame", &command.at.frame)?;
        fields.serialize_field("time", &pen.clock.stamp(command.at.time))?;
        fields.serialize_field("verb", &Wire(command.verb.bytes()))?;
        fields.serialize_field("argument", &command.argument().map(|a| Wire(shown(a))))?;
        fields.serialize_field("replies", &list(command.replies.iter().map(|r| ReplyJson::new(pen, r))))?;
        fields.end()
    }
}

#[derive(Serialize)]
struct ReplyJson<'a> {
    frame: u64,
    time: Stamp,
    code: u16,
    text: Wire<'a>,
}

impl<'a> ReplyJson<'a> {
    fn new(pen: &Pen, reply: &'a Reply) -> Self {
        ReplyJson {
            frame: reply.at.frame,
            time: pen.clock.stamp(reply.at.time),
            code: reply.code,
            text: Wire(reply.text.bytes()),
        }
    }
}

#[derive(Serialize)]
struct OfferJson {
    id: u32,
    method: &'static str,
    mode: &'static str,
    ip: Option<std::net::IpAddr>,
    port: u16,
    frame: u64,
    accepted: Option<bool>,
    outcome: &'static str,
    connection: Option<ConnectionId>,
    matched_by: Option<&'static str>,
}

impl From<&Offer> for OfferJson {
    fn from(offer: &Offer) -> Self {
        OfferJson {
            id: offer.id,
            method: offer.method.name(),
            mode: names::mode(Some(offer.method.mode())),
            ip: offer.ip,
            port: offer.port,
            frame: offer.at.frame,
            accepted: offer.accepted,
            outcome: names::offer_outcome(offer.outcome),
            connection: offer.connection,
            matched_by: offer.matched_by.map(names::matched_by),
        }
    }
}

#[derive(Serialize)]
struct ConnectionJson<'a> {
    id: ConnectionId,
    role: &'static str,
    opener: EndpointJson,
    listener: EndpointJson,
    first_frame: u64,
    last_frame: u64,
    frames: u64,
    bytes: u64,
    lost_bytes: u64,
    retransmissions: u64,
    handshake: &'static str,
    close: &'static str,
    tls: Option<TlsJson<'a>>,
    closed_by: Option<&'static str>,
    round_trip: Option<f64>,
    time_to_first_byte: Option<f64>,
    bytes_per_second: Option<u64>,
    data_segments: u64,
    retransmission_rate: Option<f64>,
    longest_idle: f64,
}

#[derive(Serialize)]
struct TlsJson<'a> {
    version: Option<&'static str>,
    cipher_suite: Option<String>,
    server_name: Option<Wire<'a>>,
}

impl<'a> From<&'a TlsFacts> for TlsJson<'a> {
    fn from(facts: &'a TlsFacts) -> Self {
        TlsJson {
            version: facts.version.map(TlsVersion::name),
            cipher_suite: facts.cipher_suite.map(names::cipher_suite),
            server_name: wire(facts.server_name.as_ref()),
        }
    }
}

impl<'a> From<&'a Connection> for ConnectionJson<'a> {
    fn from(connection: &'a Connection) -> Self {
        ConnectionJson {
            id: connection.id,
            role: names::role(connection.role),
            opener: connection.opener.into(),
            listener: connection.listener.into(),
            first_frame: connection.first.frame,
            last_frame: connection.last.frame,
            frames: connection.frames,
            bytes: connection.bytes,
            lost_bytes: connection.lost_bytes,
            retransmissions: connection.retransmissions,
            handshake: names::handshake(connection.handshake),
            close: names::close(connection.close),
            tls: connection.tls.as_ref().map(TlsJson::from),
            closed_by: connection.closed_by.map(names::connection_end),
            round_trip: connection.numbers.round_trip().map(super::seconds),
            time_to_first_byte: connection.numbers.first_byte().map(super::seconds),
            bytes_per_second: connection.bytes_per_second(),
            data_segments: connection.numbers.data_segments(),
            retransmission_rate: connection.retransmission_rate().map(super::rate),
            longest_idle: super::seconds(connection.numbers.longest_idle()),
        }
    }
}

#[derive(Serialize)]
struct TransferLine<'a> {
    session: SessionId,
    #[serde(flatten)]
    transfer: TransferJson<'a>,
    data_connection: Option<ConnectionJson<'a>>,
}

impl<'a> TransferLine<'a> {
    fn new(pen: &Pen<'a>, session: &Session, transfer: &'a Transfer) -> Self {
        let connection = transfer.connection.and_then(|id| pen.view.analysis.connection(id));
        TransferLine {
            session: session.id,
            transfer: TransferJson::new(pen, session, transfer),
            data_connection: connection.map(ConnectionJson::from),
        }
    }
}

#[derive(Serialize)]
struct TransferJson<'a> {
    id: u32,
    command: Option<&'static str>,
    argument: Option<Wire<'a>>,
    path: Option<Wire<'a>>,
    direction: Option<&'static str>,
    mode: &'static str,
    method: Option<&'static str>,
    offer: Option<u32>,
    connection: Option<ConnectionId>,
    #[serde(rename = "type")]
    data_type: &'static str,
    transfer_mode: &'static str,
    offset: u64,
    bytes: u64,
    lost_bytes: u64,
    gaps: &'a [(u64, u64)],
    complete: bool,
    sha256: Option<&'a str>,
    blake3: Option<&'a str>,
    md5: Option<&'a str>,
    decoded_bytes: Option<u64>,
    decoded_sha256: Option<&'a str>,
    decoded_blake3: Option<&'a str>,
    decoded_md5: Option<&'a str>,
    expected_bytes: Option<u64>,
    expected_from: Option<&'static str>,
    reply_code: Option<u16>,
    refused: bool,
    outcome: &'static str,
    encrypted: bool,
    start: Stamp,
    end: Stamp,
    bytes_per_second: Option<u64>,
    fxp_session: Option<SessionId>,
    frame: Option<u64>,
}

impl<'a> TransferJson<'a> {
    fn new(pen: &Pen, session: &Session, transfer: &'a Transfer) -> Self {
        TransferJson {
            id: transfer.id,
            command: transfer.verb,
            argument: wire(transfer.argument.as_ref()),
            path: wire(transfer.path.as_ref()),
            direction: transfer.direction.map(names::direction),
            mode: names::mode(transfer.mode),
            method: transfer.method.map(crate::record::Method::name),
            offer: transfer.offer,
            connection: transfer.connection,
            data_type: names::data_type(transfer.data_type),
            transfer_mode: names::transfer_mode(transfer.transfer_mode),
            offset: transfer.offset,
            bytes: transfer.bytes,
            lost_bytes: transfer.lost_bytes,
            gaps: &transfer.gaps,
            complete: transfer.complete,
            sha256: transfer.digests.sha256.as_deref(),
            blake3: transfer.digests.blake3.as_deref(),
            md5: transfer.digests.md5.as_deref(),
            decoded_bytes: transfer.decoded_bytes,
            decoded_sha256: transfer.decoded_digests.sha256.as_deref(),
            decoded_blake3: transfer.decoded_digests.blake3.as_deref(),
            decoded_md5: transfer.decoded_digests.md5.as_deref(),
            expected_bytes: transfer.expected.map(|(bytes, _)| bytes),
            expected_from: transfer.expected.map(|(_, source)| names::expected_from(source)),
            reply_code: transfer.reply_code,
            refused: transfer.refused,
            outcome: names::outcome(transfer.outcome),
            encrypted: transfer.encrypted,
            start: pen.clock.stamp(transfer.start.time),
            end: pen.clock.stamp(transfer.end.time),
            bytes_per_second: transfer.bytes_per_second(),
            fxp_session: transfer.fxp_session,
            frame: transfer.command.map(|c| session.commands[c].at.frame),
        }
    }
}

#[derive(Serialize)]
pub(super) struct FindingJson<'a> {
    id: &'static str,
    severity: &'static str,
    frame: u64,
    frames: &'a [u64],
    message: String,
}

impl<'a> From<&'a Finding> for FindingJson<'a> {
    fn from(finding: &'a Finding) -> Self {
        FindingJson {
            id: finding.id,
            severity: names::severity(finding.severity),
            frame: finding.frame,
            frames: &finding.frames,
            message: finding::message(&finding::ENGLISH, finding),
        }
    }
}
