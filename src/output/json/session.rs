//! A session with its control channel, its offers, connections, transfers and findings.

use std::net::IpAddr;

use serde::Serialize;
use serde::ser::{SerializeStruct as _, Serializer};

use crate::model::{Command, ConnectionId, ExpectedData, Reply, Session};
use crate::output::seconds;
use crate::text::filter;
use crate::text::names;
use crate::text::stamp::Stamp;

use super::connection::ConnectionJson;
use super::listing::ListingJson;
use super::transfer::TransferJson;
use super::{EndpointJson, FindingJson, JsonParams, Named, Wire, list, wire};

pub(crate) struct SessionJson<'v> {
    pub(crate) params: &'v JsonParams,
    pub(crate) session: &'v Session,
}

#[derive(Serialize)]
struct ControlJson {
    handshake: &'static str,
    close: &'static str,
    tls: Option<&'static str>,
    tls_state: Option<&'static str>,
    lost_bytes: u64,
}

impl Serialize for SessionJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let SessionJson { params, session } = *self;
        let control = &session.control;
        let mut fields = serializer.serialize_struct("Session", 23)?;
        fields.serialize_field("id", &session.id)?;
        fields.serialize_field("uid", &Named(session.uid))?;
        fields.serialize_field("community_id", &Named(session.community_id))?;
        fields.serialize_field("client", &EndpointJson::from(session.client))?;
        fields.serialize_field("server", &EndpointJson::from(session.server))?;
        fields.serialize_field("start", &params.clock.stamp(session.first.time))?;
        fields.serialize_field("end", &params.clock.stamp(session.last.time))?;
        fields.serialize_field("first_frame", &session.first.frame)?;
        fields.serialize_field("last_frame", &session.last.frame)?;
        let control = ControlJson {
            handshake: names::handshake(control.handshake),
            close: names::close(control.close),
            tls: control.tls.map(names::tls),
            tls_state: control.tls_state.and_then(names::tls_state),
            lost_bytes: control.lost_bytes,
        };
        fields.serialize_field("control", &control)?;
        fields.serialize_field("banner", &wire(session.banner.as_ref()))?;
        fields.serialize_field("user", &wire(session.user.as_ref()))?;
        fields.serialize_field(
            "password",
            &session
                .password
                .as_ref()
                .map(|password| Wire(params.secret(password.bytes()))),
        )?;
        fields.serialize_field("login", names::login(session.login))?;
        fields.serialize_field("mode", names::session_mode(session.mode))?;
        fields.serialize_field(
            "commands",
            &list(
                session
                    .commands
                    .iter()
                    .map(|command| CommandJson { params, command }),
            ),
        )?;
        fields.serialize_field(
            "unasked_replies",
            &list(session.unasked.iter().map(|r| ReplyJson::new(params, r))),
        )?;
        fields.serialize_field("offers", &list(session.offers.iter().map(OfferJson::from)))?;
        let connections = session
            .connections
            .iter()
            .filter_map(|&id| session.connection(id));
        fields.serialize_field(
            "connections",
            &list(connections.map(|c| ConnectionJson::new(params, c, session.id))),
        )?;
        let transfers = session
            .transfers
            .iter()
            .map(|t| TransferJson::new(params, t));
        fields.serialize_field("transfers", &list(transfers))?;
        fields.serialize_field(
            "findings",
            &list(session.findings.iter().map(FindingJson::from)),
        )?;
        let listings = session.transfers.iter().filter_map(ListingJson::of);
        fields.serialize_field("listings", &list(listings))?;
        let duration = session.last.time.since(session.first.time);
        fields.serialize_field("duration", &seconds(duration))?;
        fields.serialize_field("filter", &filter::of_session(session))?;
        fields.end()
    }
}

struct CommandJson<'a> {
    params: &'a JsonParams,
    command: &'a Command,
}

impl Serialize for CommandJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let CommandJson { params, command } = *self;
        let secret = command.secret.is_some();
        let argument = command.argument();
        let shown = if secret {
            argument.map(|argument| params.secret(argument))
        } else {
            argument
        };
        let mut fields = serializer.serialize_struct("Command", 5)?;
        fields.serialize_field("frame", &command.at.frame)?;
        fields.serialize_field("time", &params.clock.stamp(command.at.time))?;
        fields.serialize_field("verb", &Wire(command.verb.bytes()))?;
        fields.serialize_field("argument", &shown.map(Wire))?;
        fields.serialize_field(
            "replies",
            &list(command.replies.iter().map(|r| ReplyJson::new(params, r))),
        )?;
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
    fn new(params: &JsonParams, reply: &'a Reply) -> Self {
        ReplyJson {
            frame: reply.at.frame,
            time: params.clock.stamp(reply.at.time),
            code: reply.code.get(),
            text: Wire(reply.text.bytes()),
        }
    }
}

#[derive(Serialize)]
struct OfferJson {
    id: u32,
    method: &'static str,
    mode: &'static str,
    ip: Option<IpAddr>,
    port: u16,
    frame: u64,
    accepted: Option<bool>,
    outcome: &'static str,
    connection: Option<ConnectionId>,
    matched_by: Option<&'static str>,
}

impl From<&ExpectedData> for OfferJson {
    fn from(offer: &ExpectedData) -> Self {
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
