//! `ocsf`: events of the class FTP Activity (4008) of the Open Cybersecurity Schema Framework 1.3,
//! one JSON object a line, one for each command.
//!
//! What a command did shows in `activity_id`; a transfer has its file with size, type and digests,
//! and the traffic of its data connection. What the class has no attribute for stands under
//! `unmapped`.

use std::borrow::Cow;
use std::io::{self, Write};
use std::net::IpAddr;

use serde::Serialize;

use crate::analysis::view::View;
use crate::ftp::Effect;
use crate::model::{
    Command, Connection, Direction, Endpoint, Reply, Session, SessionId, TlsVersion, Transfer,
};
use crate::text::names;

use super::facts::{self, ByCommand, Carried, OfCommand};
use super::lines::LineBuffer;
use super::{ExportFormat, ExportOptions, ExportPart};

/// One file, which may as well be a stream.
pub(super) const FORMAT: ExportFormat = ExportFormat {
    name: "ocsf",
    about: "Events of the class FTP Activity (4008) of OCSF",
    parts: &[ExportPart {
        file: "ftp_activity.ndjson",
        write,
        partitions: None,
    }],
    is_stream: true,
};

const CATEGORY: u32 = 4;
const CLASS: u32 = 4008;
const INFORMATIONAL: u32 = 1;
/// What a path leads to.
const REGULAR_FILE: u32 = 1;
const FOLDER: u32 = 2;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Activity {
    id: u32,
    name: &'static str,
}

#[derive(Serialize)]
struct OcsfEvent<'a> {
    activity_id: u32,
    activity_name: &'static str,
    category_uid: u32,
    category_name: &'static str,
    class_uid: u32,
    class_name: &'static str,
    type_uid: u32,
    time: i64,
    severity_id: u32,
    status_id: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    status_code: Option<String>,
    start_time: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_time: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration: Option<i64>,
    metadata: Metadata<'a>,
    command: Cow<'a, str>,
    codes: Vec<u16>,
    command_responses: Vec<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    port: Option<u16>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    mode: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<OcsfFile<'a>>,
    src_endpoint: End,
    dst_endpoint: End,
    connection_info: ConnectionInfo,
    #[serde(skip_serializing_if = "Option::is_none")]
    traffic: Option<OcsfTraffic>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tls: Option<OcsfTls<'a>>,
    app_name: &'static str,
    unmapped: Unmapped<'a>,
}

#[derive(Serialize)]
struct Metadata<'a> {
    version: &'static str,
    product: Product,
    log_name: &'static str,
    uid: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    loggers: Option<[Logger<'a>; 1]>,
}

#[derive(Serialize)]
struct Product {
    name: &'static str,
    vendor_name: &'static str,
    version: &'static str,
}

/// Where the capture was made.
#[derive(Serialize)]
struct Logger<'a> {
    name: &'a str,
}

#[derive(Serialize)]
struct OcsfFile<'a> {
    name: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<Cow<'a, str>>,
    type_id: u32,
    size: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    mime_type: Option<&'static str>,
    hashes: Vec<Fingerprint<'a>>,
}

#[derive(Serialize)]
struct Fingerprint<'a> {
    algorithm: &'static str,
    algorithm_id: u32,
    value: &'a str,
}

#[derive(Serialize)]
struct End {
    ip: IpAddr,
    port: u16,
}

impl From<Endpoint> for End {
    fn from(endpoint: Endpoint) -> Self {
        End {
            ip: endpoint.ip(),
            port: endpoint.port(),
        }
    }
}

#[derive(Serialize)]
struct ConnectionInfo {
    uid: String,
    community_uid: String,
    protocol_num: u32,
    protocol_name: &'static str,
    protocol_ver_id: u32,
    direction_id: u32,
}

#[derive(Serialize)]
struct OcsfTraffic {
    bytes: u64,
    bytes_in: u64,
    bytes_out: u64,
    packets: u64,
    packets_in: u64,
    packets_out: u64,
}

#[derive(Serialize)]
struct OcsfTls<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cipher: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sni: Option<Cow<'a, str>>,
}

#[derive(Serialize)]
struct Unmapped<'a> {
    session: SessionId,
    frame: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    argument: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    transfer_uid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    complete: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lost_bytes: Option<u64>,
    #[serde(flatten)]
    carried: Carried<'a>,
}

fn write(out: &mut dyn Write, view: &View<'_>, _: ExportOptions) -> io::Result<()> {
    let mut lines = LineBuffer::new(out);
    let sensor = facts::sensor(view);
    let context = view.context();
    for session in view.sessions() {
        let Some(control) = session.connection(session.connection) else {
            continue;
        };
        let mut by_command = ByCommand::new(view, session, &context);
        for (place, command) in session.commands.iter().enumerate() {
            let belonging = by_command.at(place);
            let event = event(view, (session, control), command, &belonging, sensor);
            lines.object(&event)?;
        }
    }
    lines.finish()
}

fn event<'a>(
    view: &View<'_>,
    (session, control): (&'a Session, &'a Connection),
    command: &'a Command,
    belonging: &OfCommand<'a>,
    sensor: Option<&'a str>,
) -> OcsfEvent<'a> {
    let verb = facts::plain(command.verb.bytes());
    let activity = activity(command.effect());
    let transfer = belonging.transfer;
    let replied = command.final_reply();
    let ended = transfer
        .map(|t| t.end.time)
        .or(replied.map(|reply| reply.at.time));
    let data = transfer.and_then(|transfer| facts::data_connection(session, transfer));
    OcsfEvent {
        activity_id: activity.id,
        activity_name: activity.name,
        category_uid: CATEGORY,
        category_name: "Network Activity",
        class_uid: CLASS,
        class_name: "FTP Activity",
        type_uid: CLASS * 100 + activity.id,
        time: milliseconds(command.at.time.as_nanos()),
        severity_id: INFORMATIONAL,
        status_id: status(replied),
        status_code: replied.map(|reply| reply.code.get().to_string()),
        start_time: milliseconds(command.at.time.as_nanos()),
        end_time: ended.map(|time| milliseconds(time.as_nanos())),
        duration: ended.map(|time| milliseconds(time.since(command.at.time)).max(0)),
        metadata: metadata(session, command, sensor),
        codes: command
            .replies
            .iter()
            .map(|reply| reply.code.get())
            .collect(),
        command_responses: command
            .replies
            .iter()
            .map(|reply| facts::plain(reply.text.bytes()))
            .collect(),
        port: belonging.offer.map(|offer| offer.port),
        mode: transfer
            .and_then(|transfer| transfer.mode)
            .or(belonging.offer.map(|offer| offer.method.mode()))
            .map(|mode| names::mode(Some(mode))),
        file: transfer.and_then(file),
        src_endpoint: session.client.into(),
        dst_endpoint: session.server.into(),
        connection_info: connection_info(session),
        traffic: data.map(traffic),
        tls: tls(data.unwrap_or(control)),
        app_name: "ftp",
        unmapped: Unmapped {
            session: session.id,
            frame: command.at.frame,
            argument: facts::argument(view, command)
                .map(|argument| facts::plain(argument).into_owned().into()),
            user: belonging.login.map(|login| facts::plain(login.user)),
            transfer_uid: transfer.map(|transfer| transfer.uid.to_string()),
            complete: transfer.map(Transfer::is_complete),
            lost_bytes: transfer.map(|transfer| transfer.lost_bytes),
            carried: transfer.map_or_else(Carried::default, Carried::of),
        },
        command: verb,
    }
}

/// Unknown, success, failure.
fn status(replied: Option<&Reply>) -> u32 {
    match replied {
        None => 0,
        Some(reply) if reply.code.is_negative() => 2,
        Some(_) => 1,
    }
}

fn metadata<'a>(session: &Session, command: &Command, sensor: Option<&'a str>) -> Metadata<'a> {
    Metadata {
        version: "1.3.0",
        product: Product {
            name: "ftpscope",
            vendor_name: "ftpscope",
            version: env!("CARGO_PKG_VERSION"),
        },
        log_name: "ftp",
        uid: format!("{}-{}", session.uid, command.stream_end),
        loggers: sensor.map(|name| [Logger { name }]),
    }
}

fn connection_info(session: &Session) -> ConnectionInfo {
    ConnectionInfo {
        uid: session.uid.to_string(),
        community_uid: session.community_id.to_string(),
        protocol_num: facts::TCP,
        protocol_name: "tcp",
        protocol_ver_id: if session.client.is_ipv4() { 4 } else { 6 },
        direction_id: 0,
    }
}

/// What OCSF calls a command that does that.
fn activity(effect: Effect) -> Activity {
    let (id, name) = match effect {
        Effect::Transfer(kind) => match kind.direction() {
            Direction::Upload => (1, "Put"),
            Direction::Download => (2, "Get"),
            Direction::Listing => (6, "List"),
        },
        Effect::Size | Effect::ModifyTime | Effect::Status | Effect::Facts => (3, "Poll"),
        Effect::Delete | Effect::RemoveDirectory => (4, "Delete"),
        Effect::RenameFrom | Effect::RenameTo => (5, "Rename"),
        _ => (99, "Other"),
    };
    Activity { id, name }
}

fn milliseconds(nanoseconds: i64) -> i64 {
    nanoseconds.div_euclid(1_000_000)
}

fn file(transfer: &Transfer) -> Option<OcsfFile<'_>> {
    let name = facts::plain(facts::file_name(transfer)?);
    let digests = transfer.file_digests();
    let digests = [
        ("MD5", 1, digests.and_then(|made| made.md5.as_deref())),
        ("SHA-1", 2, digests.and_then(|made| made.sha1.as_deref())),
        (
            "SHA-256",
            3,
            digests.and_then(|made| made.sha256.as_deref()),
        ),
    ];
    let hashes = digests
        .into_iter()
        .filter_map(|(algorithm, algorithm_id, value)| {
            Some(Fingerprint {
                algorithm,
                algorithm_id,
                value: value?,
            })
        });
    Some(OcsfFile {
        name,
        path: facts::plain_text(transfer.path.as_ref()),
        type_id: match transfer.direction {
            Some(Direction::Listing) => FOLDER,
            _ => REGULAR_FILE,
        },
        size: transfer.seen_bytes(),
        mime_type: transfer.media_type(),
        hashes: hashes.collect(),
    })
}

/// Of a data connection, seen from its opener.
fn traffic(connection: &Connection) -> OcsfTraffic {
    let [bytes_out, bytes_in] = connection.sent;
    let [packets_out, packets_in] = connection.sent_by.map(|sent| sent.frames);
    OcsfTraffic {
        bytes: bytes_in + bytes_out,
        bytes_in,
        bytes_out,
        packets: packets_in + packets_out,
        packets_in,
        packets_out,
    }
}

fn tls(connection: &Connection) -> Option<OcsfTls<'_>> {
    let known = connection.tls.as_deref()?;
    Some(OcsfTls {
        version: known.version.map(TlsVersion::name),
        cipher: known.cipher_suite.map(names::cipher_suite),
        sni: facts::plain_text(known.server_name.as_ref()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ftp::TransferKind;

    #[test]
    fn every_command_is_an_activity() {
        let of = |effect| activity(effect).name;
        assert_eq!(of(Effect::Transfer(TransferKind::Stou)), "Put");
        assert_eq!(activity(Effect::Transfer(TransferKind::Mlsd)).id, 6);
        assert_eq!(of(Effect::User), "Other");
    }
}
