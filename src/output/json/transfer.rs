//! A transfer, alone or as a line with its session and its connection.

use serde::Serialize;

use crate::model::{
    CommunityId, ConnectionId, KnownFile, Method, ReplyCode, Session, SessionId, TlsEnd, Transfer,
    Uid,
};
use crate::text::names;
use crate::text::stamp::Stamp;

use super::connection::ConnectionJson;
use super::{EndpointJson, JsonParams, Named, Wire, wire};

#[derive(Serialize)]
pub(crate) struct TransferLine<'a> {
    session: SessionId,
    #[serde(flatten)]
    transfer: TransferJson<'a>,
    data_connection: Option<ConnectionJson<'a>>,
    client: EndpointJson,
    server: EndpointJson,
}

impl<'a> TransferLine<'a> {
    pub(crate) fn new(params: &JsonParams, session: &'a Session, transfer: &'a Transfer) -> Self {
        let connection = transfer.connection.and_then(|id| session.connection(id));
        TransferLine {
            session: session.id,
            transfer: TransferJson::new(params, transfer),
            data_connection: connection.map(|c| ConnectionJson::new(params, c, session.id)),
            client: session.client.into(),
            server: session.server.into(),
        }
    }
}

#[derive(Serialize)]
pub(crate) struct TransferJson<'a> {
    id: u32,
    uid: Named<Uid>,
    community_id: Option<Named<CommunityId>>,
    command: Option<&'static str>,
    argument: Option<Wire<'a>>,
    path: Option<Wire<'a>>,
    user: Option<Wire<'a>>,
    direction: Option<&'static str>,
    mode: &'static str,
    method: Option<&'static str>,
    offer: Option<u32>,
    connection: Option<ConnectionId>,
    parallel_connections: Vec<ConnectionId>,
    #[serde(rename = "type")]
    data_type: &'static str,
    transfer_mode: &'static str,
    offset: u64,
    bytes: u64,
    lost_bytes: u64,
    lost_on_path_bytes: u64,
    gaps: &'a [(u64, u64)],
    complete: bool,
    reasons: Vec<&'static str>,
    sha256: Option<&'a str>,
    blake3: Option<&'a str>,
    md5: Option<&'a str>,
    known: Option<KnownFileJson<'a>>,
    decoded_bytes: Option<u64>,
    decoded_sha256: Option<&'a str>,
    decoded_blake3: Option<&'a str>,
    decoded_md5: Option<&'a str>,
    sha1: Option<&'a str>,
    decoded_sha1: Option<&'a str>,
    mime_type: Option<&'static str>,
    expected_bytes: Option<u64>,
    expected_from: Option<&'static str>,
    reply_code: Option<u16>,
    refused: bool,
    stage: &'static str,
    outcome: &'static str,
    state: &'static str,
    encrypted: bool,
    decrypted: bool,
    wire_bytes: u64,
    lost_records: u64,
    tls_end: Option<&'static str>,
    start: Stamp,
    end: Stamp,
    bytes_per_second: Option<u64>,
    fxp_session: Option<SessionId>,
    frame: Option<u64>,
}

/// The list that has the file of a transfer.
#[derive(Serialize)]
pub(crate) struct KnownFileJson<'a> {
    algorithm: &'static str,
    digest: &'a str,
    list: &'a str,
}

impl<'a> From<&'a KnownFile> for KnownFileJson<'a> {
    fn from(known: &'a KnownFile) -> Self {
        KnownFileJson {
            algorithm: known.algorithm,
            digest: &known.digest,
            list: &known.list,
        }
    }
}

impl<'a> TransferJson<'a> {
    pub(crate) fn new(params: &JsonParams, transfer: &'a Transfer) -> Self {
        let decoded = transfer.decoded_digests.as_deref();
        TransferJson {
            id: transfer.id,
            uid: Named(transfer.uid),
            community_id: transfer.community_id.map(Named),
            command: transfer.verb,
            argument: wire(transfer.argument.as_ref()),
            path: wire(transfer.path.as_ref()),
            user: wire(transfer.user.as_ref()),
            direction: transfer.direction.map(names::direction),
            mode: names::mode(transfer.mode),
            method: transfer.method.map(Method::name),
            offer: transfer.offer,
            connection: transfer.connection,
            parallel_connections: transfer.parallel.iter().map(|p| p.connection).collect(),
            data_type: names::data_type(transfer.data_type),
            transfer_mode: names::transfer_mode(transfer.transfer_mode),
            offset: transfer.offset,
            bytes: transfer.bytes,
            lost_bytes: transfer.lost_bytes,
            lost_on_path_bytes: transfer.lost_on_path_bytes,
            gaps: &transfer.gaps,
            complete: transfer.is_complete(),
            reasons: transfer.reasons.iter().map(|r| r.name()).collect(),
            sha256: transfer.digests.sha256.as_deref(),
            blake3: transfer.digests.blake3.as_deref(),
            md5: transfer.digests.md5.as_deref(),
            known: transfer.known.as_deref().map(KnownFileJson::from),
            decoded_bytes: transfer.decoded_bytes,
            decoded_sha256: decoded.and_then(|made| made.sha256.as_deref()),
            decoded_blake3: decoded.and_then(|made| made.blake3.as_deref()),
            decoded_md5: decoded.and_then(|made| made.md5.as_deref()),
            sha1: transfer.digests.sha1.as_deref(),
            decoded_sha1: decoded.and_then(|made| made.sha1.as_deref()),
            mime_type: transfer.media_type(),
            expected_bytes: transfer.expected.map(|(bytes, _)| bytes),
            expected_from: transfer
                .expected
                .map(|(_, source)| names::expected_from(source)),
            reply_code: transfer.reply_code.map(ReplyCode::get),
            refused: transfer.is_refused(),
            stage: names::stage(transfer.stage),
            outcome: names::outcome(transfer.outcome),
            state: names::transfer_state(transfer.state()),
            encrypted: transfer.encrypted,
            decrypted: transfer.decrypted,
            wire_bytes: transfer.wire_bytes,
            lost_records: transfer.lost_records,
            tls_end: transfer.tls_end.map(TlsEnd::name),
            start: params.clock.stamp(transfer.start.time),
            end: params.clock.stamp(transfer.end.time),
            bytes_per_second: transfer.bytes_per_second(),
            fxp_session: transfer.fxp_session,
            frame: transfer.frame,
        }
    }
}
