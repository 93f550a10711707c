//! `eve`: events as Suricata 8 writes them to `eve.json`, one JSON object a line.
//!
//! For each session, in this order: an `ftp` event for the greeting and for each command with its
//! replies; `ftp_data` and `fileinfo` for each transfer whose data connection was found; `tls` and
//! `flow` for each of its connections, where a connection of two sessions stands in the first. With
//! alerts, findings follow as `alert`, signatures of a generator of ours. What Suricata has no
//! field for stands under the one key `ftpscope`.
//!
//! Fields have Suricata's meaning, not always its values: it takes replies as they come, and here
//! each stands with the command that it answers; it knows no data connection that a NAT, a third
//! host or a server opened, and here all have their events.

mod model;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io::{self, Write};

use crate::analysis::view::{SelectionContext, View};
use crate::model::{
    CertificateTime, Close, Command, Connection, ConnectionId, ConnectionRole, Endpoint, Finding,
    Reply, ReplyCode, Session, Severity, Time, TlsFacts, TlsVersion, Transfer, Uid,
};
use crate::text::finding::{ENGLISH, message, title};
use crate::text::names;
use crate::text::stamp::Clock;

use super::facts::{self, ByCommand, Carried, OfCommand};
use super::lines::LineBuffer;
use super::{ExportFormat, ExportOptions, ExportPart};
use model::{
    Alert, Body, EveEvent, EveFlow, EveSet, EveTls, FileInfo, Ftp, FtpData, Ja3, Ours, Tcp,
};

/// One file, which may as well be a stream.
pub(super) const FORMAT: ExportFormat = ExportFormat {
    name: "eve",
    about: "Events of Suricata: ftp, ftp_data, fileinfo, flow, tls",
    parts: &[ExportPart {
        file: "eve.json",
        write,
        partitions: None,
    }],
    is_stream: true,
};

/// The generator of our alerts: none that Suricata or Snort use.
const GENERATOR: u32 = 9_000_001;
/// Bits of a flow's number: Suricata keeps to what a double holds.
const FLOW_BITS: u32 = 53;

fn write(out: &mut dyn Write, view: &View<'_>, options: ExportOptions) -> io::Result<()> {
    let mut events = Events {
        lines: LineBuffer::new(out),
        view,
        clock: Clock::in_microseconds(),
        told: BTreeSet::new(),
        context: view.context(),
    };
    for session in view.sessions() {
        events.session(session)?;
    }
    if options.alerts {
        for (session, finding, time) in facts::findings(view) {
            events.alert(session, finding, time)?;
        }
    }
    events.lines.finish()
}

struct Events<'o, 'v> {
    lines: LineBuffer<'o>,
    view: &'o View<'v>,
    clock: Clock,
    /// Connections whose events are written.
    told: BTreeSet<ConnectionId>,
    /// What it takes to judge a transfer.
    context: SelectionContext<'v>,
}

/// What every event has.
struct EventHead<'a> {
    kind: &'static str,
    time: Time,
    connection: &'a Connection,
    /// From which end to which.
    ends: [Endpoint; 2],
}

impl Events<'_, '_> {
    fn put(&mut self, event: &EveEvent<'_>) -> io::Result<()> {
        self.lines.object(event)
    }

    fn session(&mut self, session: &Session) -> io::Result<()> {
        let mut by_command = ByCommand::new(self.view, session, &self.context);
        if let Some(greeting) = session.greeting() {
            self.greeting(session, greeting)?;
        }
        let greeted = usize::from(session.greeting().is_some());
        for (place, command) in session.commands.iter().enumerate() {
            let belonging = by_command.at(place);
            self.command(session, place + greeted, command, &belonging)?;
        }
        let chosen: Vec<&Transfer> = self.view.transfers_of(session, &self.context).collect();
        for transfer in chosen {
            self.transfer(session, transfer)?;
        }
        for &id in &session.connections {
            if let Some(connection) = session.connection(id).filter(|_| self.told.insert(id)) {
                self.connection(session, connection)?;
            }
        }
        Ok(())
    }

    /// An event without anything of its own.
    fn event<'a>(&self, head: &EventHead<'a>, body: Body<'a>) -> EveEvent<'a> {
        let EventHead {
            kind,
            time,
            connection,
            ends: [from, to],
        } = *head;
        let encapsulation = connection.encapsulation.as_deref();
        EveEvent {
            timestamp: self.timestamp(time),
            flow_id: Some(flow_id(connection.uid)),
            parent_id: None,
            pcap_cnt: None,
            kind,
            vlan: encapsulation.map_or(&[], |found| &found.vlans),
            src_ip: Some(from.ip()),
            src_port: Some(from.port()),
            dest_ip: Some(to.ip()),
            dest_port: Some(to.port()),
            proto: "TCP",
            ip_v: Some(if from.is_ipv4() { 4 } else { 6 }),
            pkt_src: "wire/pcap",
            community_id: Some(connection.community_id.to_string()),
            tx_id: None,
            app_proto: None,
            body,
            ftpscope: Ours::default(),
        }
    }

    /// `2026-03-14T09:26:53.004583+0000`
    fn timestamp(&self, time: Time) -> String {
        let mut text = self.clock.stamp(time).to_string();
        text.truncate(text.len() - 1);
        text.push_str("+0000");
        text
    }

    fn greeting(&mut self, session: &Session, greeting: &Reply) -> io::Result<()> {
        let Some(connection) = session.connection(session.connection) else {
            return Ok(());
        };
        let ftp = Ftp {
            completion_code: vec![code(greeting.code)],
            reply: lines(greeting),
            reply_received: "yes",
            ..Ftp::default()
        };
        let event = EveEvent {
            pcap_cnt: Some(greeting.at.frame),
            tx_id: Some(0),
            ftpscope: Ours {
                uid: Some(session.uid.to_string()),
                session: Some(session.id),
                ..Ours::default()
            },
            ..self.event(
                &EventHead {
                    kind: "ftp",
                    time: greeting.at.time,
                    connection,
                    ends: ends(session),
                },
                Body::Ftp { ftp },
            )
        };
        self.put(&event)
    }

    fn command(
        &mut self,
        session: &Session,
        tx_id: usize,
        command: &Command,
        belonging: &OfCommand<'_>,
    ) -> io::Result<()> {
        let Some(connection) = session.connection(session.connection) else {
            return Ok(());
        };
        let offer = belonging.offer;
        let ftp = Ftp {
            command: Some(facts::plain(command.verb.bytes())),
            command_data: facts::argument(self.view, command).map(facts::plain),
            command_truncated: false,
            completion_code: command
                .replies
                .iter()
                .map(|reply| code(reply.code))
                .collect(),
            reply: command.replies.iter().flat_map(lines).collect(),
            dynamic_port: offer.map(|offer| offer.port),
            mode: offer.map(|offer| names::mode(Some(offer.method.mode()))),
            reply_received: if command.replies.is_empty() {
                "no"
            } else {
                "yes"
            },
            reply_truncated: false,
        };
        let event = EveEvent {
            pcap_cnt: Some(command.at.frame),
            tx_id: Some(tx_id),
            ftpscope: Ours {
                uid: Some(session.uid.to_string()),
                session: Some(session.id),
                transfer: belonging.transfer.map(|transfer| transfer.id),
                matched_by: offer
                    .and_then(|offer| offer.matched_by)
                    .map(names::matched_by),
                outcome: offer.map(|offer| names::offer_outcome(offer.outcome)),
                user: belonging.login.map(|login| facts::plain(login.user)),
                ..Ours::default()
            },
            ..self.event(
                &EventHead {
                    kind: "ftp",
                    time: command.at.time,
                    connection,
                    ends: ends(session),
                },
                Body::Ftp { ftp },
            )
        };
        self.put(&event)
    }

    fn transfer(&mut self, session: &Session, transfer: &Transfer) -> io::Result<()> {
        let connection = facts::data_connection(session, transfer);
        let (Some(connection), Some(place)) = (connection, transfer.place) else {
            return Ok(());
        };
        let data = FtpData {
            filename: facts::file_name(transfer).map(facts::plain),
            command: transfer.verb,
        };
        let receiver = connection.endpoint(connection.end(place.sender).other());
        let opened = [connection.opener, connection.listener];
        let told = Body::Data {
            ftp_data: data.clone(),
        };
        let found = Body::File {
            fileinfo: file_info(transfer),
            ftp_data: data,
        };
        let parts = [
            ("ftp_data", transfer.start.time, opened, told),
            (
                "fileinfo",
                transfer.end.time,
                [place.sender, receiver],
                found,
            ),
        ];
        for (kind, time, ends, body) in parts {
            let event = EveEvent {
                parent_id: Some(flow_id(session.uid)),
                app_proto: (kind == "fileinfo").then_some("ftp-data"),
                ftpscope: of_transfer(session, transfer),
                ..self.event(
                    &EventHead {
                        kind,
                        time,
                        connection,
                        ends,
                    },
                    body,
                )
            };
            self.put(&event)?;
        }
        Ok(())
    }

    fn connection(&mut self, session: &Session, connection: &Connection) -> io::Result<()> {
        let ends = [connection.opener, connection.listener];
        let is_control = connection.role == ConnectionRole::Control;
        let ours = || Ours {
            uid: Some(connection.uid.to_string()),
            session: Some(session.id),
            ..Ours::default()
        };
        let parent_id = (!is_control).then(|| flow_id(session.uid));
        if let Some(facts) = &connection.tls {
            let event = EveEvent {
                parent_id,
                ftpscope: ours(),
                ..self.event(
                    &EventHead {
                        kind: "tls",
                        time: facts.first.time,
                        connection,
                        ends,
                    },
                    Body::Tls { tls: tls(facts) },
                )
            };
            self.put(&event)?;
        }
        let (flow, tcp) = (self.flow(session, connection), tcp(connection));
        let event = EveEvent {
            parent_id,
            app_proto: Some(if is_control { "ftp" } else { "ftp-data" }),
            ftpscope: ours(),
            ..self.event(
                &EventHead {
                    kind: "flow",
                    time: connection.last.time,
                    connection,
                    ends,
                },
                Body::Flow { flow, tcp },
            )
        };
        self.put(&event)
    }

    fn flow(&self, session: &Session, connection: &Connection) -> EveFlow {
        let [to_server, to_client] = connection.sent_by;
        let is_control = connection.role == ConnectionRole::Control;
        EveFlow {
            pkts_toserver: to_server.frames,
            pkts_toclient: to_client.frames,
            bytes_toserver: to_server.ip_bytes,
            bytes_toclient: to_client.ip_bytes,
            start: self.timestamp(connection.first.time),
            end: self.timestamp(connection.last.time),
            age: connection.duration() / 1_000_000_000,
            state: match (connection.close, to_client.frames) {
                (Close::Fin | Close::Reset, _) => "closed",
                (Close::Open, 0) => "new",
                (Close::Open, _) => "established",
            },
            reason: if connection.close == Close::Open {
                "shutdown"
            } else {
                "timeout"
            },
            alerted: false,
            tx_cnt: is_control.then_some(session.commands.len()),
        }
    }

    fn alert(
        &mut self,
        session: Option<&Session>,
        finding: &Finding,
        time: Time,
    ) -> io::Result<()> {
        let alert = Alert {
            action: "allowed",
            gid: GENERATOR,
            signature_id: signature(finding.id),
            rev: 1,
            signature: title(&ENGLISH, finding.id),
            category: "FTP",
            severity: match finding.severity {
                Severity::Error => 1,
                Severity::Warning => 2,
                Severity::Info => 3,
            },
        };
        let ours = Ours {
            uid: session.map(|session| session.uid.to_string()),
            session: session.map(|session| session.id),
            finding: Some(finding.id),
            message: Some(message(&ENGLISH, finding)),
            frames: &finding.frames,
            ..Ours::default()
        };
        let ends = session.map(ends);
        let event = EveEvent {
            timestamp: self.timestamp(time),
            flow_id: session.map(|session| flow_id(session.uid)),
            parent_id: None,
            pcap_cnt: Some(finding.frame),
            kind: "alert",
            vlan: &[],
            src_ip: ends.map(|[from, _]| from.ip()),
            src_port: ends.map(|[from, _]| from.port()),
            dest_ip: ends.map(|[_, to]| to.ip()),
            dest_port: ends.map(|[_, to]| to.port()),
            proto: "TCP",
            ip_v: ends.map(|[from, _]| if from.is_ipv4() { 4 } else { 6 }),
            pkt_src: "wire/pcap",
            community_id: session.map(|session| session.community_id.to_string()),
            tx_id: None,
            app_proto: Some("ftp"),
            body: Body::Alert { alert },
            ftpscope: ours,
        };
        self.put(&event)
    }
}

/// The number of a flow: a part of the name of its connection.
fn flow_id(uid: Uid) -> u64 {
    uid.low_bits(FLOW_BITS)
}

/// The number of a finding as a signature, made of its name, so that it stays whatever findings
/// there will be.
fn signature(id: &str) -> u32 {
    let digest = blake3::hash(id.as_bytes());
    let [a, b, c, ..] = *digest.as_bytes();
    u32::from_be_bytes([0, a, b, c]) + 1
}

fn code(code: ReplyCode) -> String {
    code.get().to_string()
}

fn lines(reply: &Reply) -> Vec<Cow<'_, str>> {
    reply.lines().map(facts::plain).collect()
}

fn ends(session: &Session) -> [Endpoint; 2] {
    [session.client, session.server]
}

fn file_info(transfer: &Transfer) -> FileInfo<'_> {
    let (size, digests) = (transfer.seen_bytes(), transfer.file_digests());
    FileInfo {
        filename: facts::file_name(transfer).map(facts::plain),
        gaps: transfer.lost_bytes > 0,
        state: if transfer.is_complete() {
            "CLOSED"
        } else {
            "TRUNCATED"
        },
        md5: digests.and_then(|made| made.md5.as_deref()),
        sha1: digests.and_then(|made| made.sha1.as_deref()),
        sha256: digests.and_then(|made| made.sha256.as_deref()),
        stored: false,
        size,
        start: (transfer.offset > 0).then_some(transfer.offset),
        end: (transfer.offset > 0).then(|| transfer.offset.saturating_add(size)),
        tx_id: 0,
    }
}

fn of_transfer<'a>(session: &'a Session, transfer: &'a Transfer) -> Ours<'a> {
    Ours {
        uid: Some(transfer.uid.to_string()),
        session: Some(session.id),
        transfer: Some(transfer.id),
        mode: Some(names::mode(transfer.mode)),
        matched_by: matched_by(session, transfer),
        outcome: Some(names::outcome(transfer.outcome)),
        complete: Some(transfer.is_complete()),
        path: facts::plain_text(transfer.path.as_ref()),
        mime_type: transfer.media_type(),
        user: facts::plain_text(transfer.user.as_ref()),
        carried: Carried::of(transfer),
        ..Ours::default()
    }
}

/// Why its data connection is taken to be its own.
fn matched_by(session: &Session, transfer: &Transfer) -> Option<&'static str> {
    let wanted = transfer.offer?;
    let offer = session.offers.iter().find(|offer| offer.id == wanted)?;
    offer.matched_by.map(names::matched_by)
}

fn tcp(connection: &Connection) -> Tcp {
    const FIN: u8 = 0x01;
    const SYN: u8 = 0x02;
    const RST: u8 = 0x04;
    const PSH: u8 = 0x08;
    const ACK: u8 = 0x10;
    const URG: u8 = 0x20;
    let [to_server, to_client] = connection.sent_by.map(|sent| sent.flags);
    let all = to_server | to_client;
    let ever = [SYN, FIN, RST, PSH, ACK, URG].map(|flag| (all & flag != 0).then_some(true));
    let [syn, fin, rst, psh, ack, urg] = ever;
    Tcp {
        flags: format!("{all:02x}"),
        flags_to_server: format!("{to_server:02x}"),
        flags_to_client: format!("{to_client:02x}"),
        set: EveSet {
            syn,
            fin,
            rst,
            psh,
            ack,
            urg,
        },
        state: match connection.close {
            Close::Open if connection.is_answered() => "established",
            Close::Open => "syn_sent",
            Close::Fin | Close::Reset => "closed",
        },
    }
}

fn tls(known: &TlsFacts) -> EveTls<'_> {
    let certificate = known.certificate.as_deref();
    EveTls {
        subject: certificate.map(|shown| facts::plain(shown.subject.bytes())),
        issuerdn: certificate.map(|shown| facts::plain(shown.issuer.bytes())),
        notbefore: certificate.map(|shown| second(shown.not_before)),
        notafter: certificate.map(|shown| second(shown.not_after)),
        session_resumed: known.resumed.filter(|&resumed| resumed),
        sni: facts::plain_text(known.server_name.as_ref()),
        version: known.version.map(TlsVersion::name),
        ja3: known.ja3.as_deref().map(|hash| Ja3 { hash }),
        ja4: known.ja4.as_deref(),
    }
}

/// `2026-03-14T09:26:53`
fn second(time: CertificateTime) -> String {
    let mut text = time.to_string();
    text.truncate(text.len() - usize::from(text.ends_with('Z')));
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::findings::FINDINGS;

    #[test]
    fn each_finding_has_a_number_of_its_own() {
        let numbers: BTreeSet<u32> = FINDINGS.iter().map(|row| signature(row.id)).collect();
        assert_eq!(numbers.len(), FINDINGS.len());
        assert_eq!(signature("never-tried"), signature("never-tried"));
    }
}
