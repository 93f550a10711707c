//! A control or data connection.

use serde::Serialize;

use crate::model::{
    Certificate, CommunityId, Connection, ConnectionId, Roles, SecretSource, SessionId, TlsFacts,
    TlsFailure, TlsFailureReason, TlsSealed, TlsState, TlsVersion, Uid,
};
use crate::output::{rate, seconds};
use crate::text::names;
use crate::text::stamp::Stamp;

use super::{EndpointJson, JsonParams, Named, Wire, wire};

#[derive(Serialize)]
pub(crate) struct ConnectionJson<'a> {
    id: ConnectionId,
    uid: Named<Uid>,
    community_id: Named<CommunityId>,
    role: &'static str,
    opener: EndpointJson,
    listener: EndpointJson,
    roles: Option<RolesJson>,
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
    start: Stamp,
    end: Stamp,
    duration: f64,
    opener_bytes: u64,
    listener_bytes: u64,
    opener_frames: u64,
    listener_frames: u64,
    opener_ip_bytes: u64,
    listener_ip_bytes: u64,
    history: &'a str,
    conn_state: &'static str,
    vlan: &'a [u16],
    tunnel: &'a [&'static str],
}

#[derive(Serialize)]
struct TlsJson<'a> {
    version: Option<&'static str>,
    cipher_suite: Option<String>,
    server_name: Option<Wire<'a>>,
    alpn: Option<Wire<'a>>,
    resumed: Option<bool>,
    state: Option<&'static str>,
    failure: Option<TlsFailureJson>,
    decrypted: &'static str,
    reason: Option<&'static str>,
    secret_from: Option<&'static str>,
    records: u64,
    sealed_records: u64,
    key_updates: u64,
    renegotiations: u64,
    close_notify: [bool; 2],
    certificate: Option<CertificateJson<'a>>,
    ja3: Option<&'a str>,
    ja4: Option<&'a str>,
}

/// What the server shows of itself.
#[derive(Serialize)]
struct CertificateJson<'a> {
    subject: Wire<'a>,
    issuer: Wire<'a>,
    names: Vec<Wire<'a>>,
    not_before: String,
    not_after: String,
    self_signed: bool,
    sha256: Option<&'a str>,
}

impl<'a> From<&'a Certificate> for CertificateJson<'a> {
    fn from(certificate: &'a Certificate) -> Self {
        CertificateJson {
            subject: Wire(certificate.subject.bytes()),
            issuer: Wire(certificate.issuer.bytes()),
            names: certificate
                .names
                .iter()
                .map(|name| Wire(name.bytes()))
                .collect(),
            not_before: certificate.not_before.to_string(),
            not_after: certificate.not_after.to_string(),
            self_signed: certificate.self_signed,
            sha256: certificate.sha256.as_deref(),
        }
    }
}

/// What ended a handshake, or met it.
#[derive(Serialize)]
struct TlsFailureJson {
    reason: &'static str,
    alert: Option<String>,
    by: EndpointJson,
    frame: u64,
}

impl TlsFailureJson {
    fn of(state: TlsState) -> Option<Self> {
        match state {
            TlsState::Unknown | TlsState::Established => None,
            TlsState::Failed(TlsFailure { reason, by, at }) => Some(TlsFailureJson {
                reason: names::tls_failure(reason),
                alert: match reason {
                    TlsFailureReason::Alert(alert) => Some(alert.to_string()),
                    _ => None,
                },
                by: by.into(),
                frame: at.frame,
            }),
            TlsState::Mismatch(mismatch) => Some(TlsFailureJson {
                reason: "clear_text",
                alert: None,
                by: mismatch.by.into(),
                frame: mismatch.clear.frame,
            }),
        }
    }
}

impl<'a> From<&'a TlsFacts> for TlsJson<'a> {
    fn from(facts: &'a TlsFacts) -> Self {
        let opening = &facts.opening;
        TlsJson {
            version: facts.version.map(TlsVersion::name),
            cipher_suite: facts.cipher_suite.map(names::cipher_suite),
            server_name: wire(facts.server_name.as_ref()),
            alpn: wire(facts.protocol.as_ref()),
            resumed: facts.resumed,
            state: names::tls_state(facts.state),
            failure: TlsFailureJson::of(facts.state),
            decrypted: opening.decrypted.name(),
            reason: opening.reason.map(TlsSealed::name),
            secret_from: opening.secret_from.map(SecretSource::name),
            records: opening.records,
            sealed_records: opening.sealed_records,
            key_updates: opening.key_updates,
            renegotiations: opening.renegotiations,
            close_notify: opening.close_notify,
            certificate: facts.certificate.as_deref().map(CertificateJson::from),
            ja3: facts.ja3.as_deref(),
            ja4: facts.ja4.as_deref(),
        }
    }
}

/// Who is at which end.
#[derive(Serialize)]
struct RolesJson {
    opener: &'static str,
    listener: &'static str,
}

impl From<Roles> for RolesJson {
    fn from(roles: Roles) -> Self {
        RolesJson {
            opener: names::role(roles.opener),
            listener: names::role(roles.listener),
        }
    }
}

impl<'a> ConnectionJson<'a> {
    /// As a session sees it.
    pub(crate) fn new(params: &JsonParams, connection: &'a Connection, session: SessionId) -> Self {
        ConnectionJson {
            roles: connection.roles_in(session).map(RolesJson::from),
            ..ConnectionJson::unclaimed(params, connection)
        }
    }

    /// As no session sees it.
    pub(crate) fn unclaimed(params: &JsonParams, connection: &'a Connection) -> Self {
        let [opener_bytes, listener_bytes] = connection.sent;
        let [by_opener, by_listener] = &connection.sent_by;
        let encapsulation = connection.encapsulation.as_deref();
        ConnectionJson {
            id: connection.id,
            uid: Named(connection.uid),
            community_id: Named(connection.community_id),
            role: names::connection_role(connection.role),
            opener: connection.opener.into(),
            listener: connection.listener.into(),
            roles: None,
            first_frame: connection.first.frame,
            last_frame: connection.last.frame,
            frames: connection.frames,
            bytes: connection.bytes,
            lost_bytes: connection.lost_bytes,
            retransmissions: connection.retransmissions,
            handshake: names::handshake(connection.handshake),
            close: names::close(connection.close),
            tls: connection.tls.as_deref().map(TlsJson::from),
            closed_by: connection.closed_by.map(names::connection_end),
            round_trip: connection.round_trip().map(seconds),
            time_to_first_byte: connection.first_byte().map(seconds),
            bytes_per_second: connection.bytes_per_second(),
            data_segments: connection.data_segments(),
            retransmission_rate: connection.retransmission_rate().map(rate),
            longest_idle: seconds(connection.longest_idle()),
            start: params.clock.stamp(connection.first.time),
            end: params.clock.stamp(connection.last.time),
            duration: seconds(connection.duration()),
            opener_bytes,
            listener_bytes,
            opener_frames: by_opener.frames,
            listener_frames: by_listener.frames,
            opener_ip_bytes: by_opener.ip_bytes,
            listener_ip_bytes: by_listener.ip_bytes,
            history: &connection.history,
            conn_state: connection.conn_state().name(),
            vlan: encapsulation.map_or(&[], |found| &found.vlans),
            tunnel: encapsulation.map_or(&[], |found| &found.tunnels),
        }
    }
}
