//! The shapes of EVE events, as far as they are written: names and order are Suricata's. What there
//! is not is left out, as its schema wants it: no value is null.

use std::borrow::Cow;
use std::net::IpAddr;

use serde::Serialize;

use crate::model::SessionId;
use crate::output::export::facts::Carried;

/// What every event begins with.
#[derive(Serialize)]
pub(super) struct EveEvent<'a> {
    pub(super) timestamp: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) flow_id: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) parent_id: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) pcap_cnt: Option<u64>,
    #[serde(rename = "event_type")]
    pub(super) kind: &'static str,
    #[serde(skip_serializing_if = "<[u16]>::is_empty")]
    pub(super) vlan: &'a [u16],
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) src_ip: Option<IpAddr>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) src_port: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) dest_ip: Option<IpAddr>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) dest_port: Option<u16>,
    pub(super) proto: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) ip_v: Option<u8>,
    pub(super) pkt_src: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) community_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) tx_id: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) app_proto: Option<&'static str>,
    #[serde(flatten)]
    pub(super) body: Body<'a>,
    pub(super) ftpscope: Ours<'a>,
}

/// What an event is about.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Body<'a> {
    Ftp {
        ftp: Ftp<'a>,
    },
    Data {
        ftp_data: FtpData<'a>,
    },
    File {
        fileinfo: FileInfo<'a>,
        ftp_data: FtpData<'a>,
    },
    Flow {
        flow: EveFlow,
        tcp: Tcp,
    },
    Tls {
        tls: EveTls<'a>,
    },
    Alert {
        alert: Alert,
    },
}

#[derive(Default, Serialize)]
pub(super) struct Ftp<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) command: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) command_data: Option<Cow<'a, str>>,
    pub(super) command_truncated: bool,
    pub(super) completion_code: Vec<String>,
    pub(super) reply: Vec<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) dynamic_port: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) mode: Option<&'static str>,
    pub(super) reply_received: &'static str,
    pub(super) reply_truncated: bool,
}

#[derive(Clone, Serialize)]
pub(super) struct FtpData<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) filename: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) command: Option<&'static str>,
}

#[derive(Serialize)]
pub(super) struct FileInfo<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) filename: Option<Cow<'a, str>>,
    pub(super) gaps: bool,
    pub(super) state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) md5: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) sha1: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) sha256: Option<&'a str>,
    pub(super) stored: bool,
    pub(super) size: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) start: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) end: Option<u64>,
    pub(super) tx_id: usize,
}

#[derive(Serialize)]
pub(super) struct EveFlow {
    pub(super) pkts_toserver: u64,
    pub(super) pkts_toclient: u64,
    pub(super) bytes_toserver: u64,
    pub(super) bytes_toclient: u64,
    pub(super) start: String,
    pub(super) end: String,
    pub(super) age: i64,
    pub(super) state: &'static str,
    pub(super) reason: &'static str,
    pub(super) alerted: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) tx_cnt: Option<usize>,
}

#[derive(Serialize)]
pub(super) struct Tcp {
    #[serde(rename = "tcp_flags")]
    pub(super) flags: String,
    #[serde(rename = "tcp_flags_ts")]
    pub(super) flags_to_server: String,
    #[serde(rename = "tcp_flags_tc")]
    pub(super) flags_to_client: String,
    #[serde(flatten)]
    pub(super) set: EveSet,
    pub(super) state: &'static str,
}

/// Flags that were ever set; the others are left out.
#[derive(Default, Serialize)]
pub(super) struct EveSet {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) syn: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) fin: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) rst: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) psh: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) ack: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) urg: Option<bool>,
}

#[derive(Serialize)]
pub(super) struct EveTls<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) subject: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) issuerdn: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) notbefore: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) notafter: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) session_resumed: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) sni: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) version: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) ja3: Option<Ja3<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) ja4: Option<&'a str>,
}

#[derive(Serialize)]
pub(super) struct Ja3<'a> {
    pub(super) hash: &'a str,
}

#[derive(Serialize)]
pub(super) struct Alert {
    pub(super) action: &'static str,
    pub(super) gid: u32,
    pub(super) signature_id: u32,
    pub(super) rev: u32,
    pub(super) signature: String,
    pub(super) category: &'static str,
    pub(super) severity: u8,
}

/// What Suricata has no field for.
#[derive(Default, Serialize)]
pub(super) struct Ours<'a> {
    pub(super) uid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) session: Option<SessionId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) transfer: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) mode: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) matched_by: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) outcome: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) complete: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) path: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) mime_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) user: Option<Cow<'a, str>>,
    #[serde(flatten)]
    pub(super) carried: Carried<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) finding: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) message: Option<String>,
    #[serde(skip_serializing_if = "<[u64]>::is_empty")]
    pub(super) frames: &'a [u64],
}
