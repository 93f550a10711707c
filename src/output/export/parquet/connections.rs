//! The table `connections`.

use crate::analysis::view::View;
use crate::model::{Connection, Session, TlsVersion};
use crate::output::export::facts::plain_text;
use crate::output::{rate, seconds};
use crate::text::names;

use super::origin::{HasOrigin, Origin, Origins, with_origin};
use super::table::{Column, Table};

struct ConnectionRow<'a> {
    session: &'a Session,
    connection: &'a Connection,
    origin: Origin<'a>,
}

impl HasOrigin for ConnectionRow<'_> {
    fn origin(&self) -> &Origin<'_> {
        &self.origin
    }
}

pub(super) fn connections<'a>(view: &'a View<'a>) -> Table<'a, impl HasOrigin> {
    let origins = Origins::of(view);
    let connections = view.sessions().flat_map(|session| {
        let ids = session.connections.iter();
        ids.filter_map(move |&id| Some((session, session.connection(id)?)))
    });
    let rows = connections.map(move |(session, connection)| ConnectionRow {
        session,
        connection,
        origin: origins.at(connection.first.frame, connection.first.time),
    });
    Table::new(with_origin(columns()), rows)
}

fn columns<'a>() -> Vec<Column<ConnectionRow<'a>>> {
    let mut columns = ends();
    columns.extend(traffic());
    columns.extend(tls());
    columns
}

fn ends<'a>() -> Vec<Column<ConnectionRow<'a>>> {
    vec![
        Column::text("uid", |row| Some(row.connection.uid.to_string().into())),
        Column::text("session_uid", |row| {
            Some(row.session.uid.to_string().into())
        }),
        Column::count("session", |row| Some(row.session.id.into())),
        Column::count("id", |row| Some(row.connection.id.into())),
        Column::text("community_id", |row| {
            Some(row.connection.community_id.to_string().into())
        }),
        Column::text("role", |row| {
            Some(names::connection_role(row.connection.role).into())
        }),
        Column::text("opener_ip", |row| {
            Some(row.connection.opener.ip().to_string().into())
        }),
        Column::count("opener_port", |row| {
            Some(row.connection.opener.port().into())
        }),
        Column::text("opener_role", |row| {
            let roles = row.connection.roles_in(row.session.id)?;
            Some(names::role(roles.opener).into())
        }),
        Column::text("listener_ip", |row| {
            Some(row.connection.listener.ip().to_string().into())
        }),
        Column::count("listener_port", |row| {
            Some(row.connection.listener.port().into())
        }),
        Column::text("listener_role", |row| {
            let roles = row.connection.roles_in(row.session.id)?;
            Some(names::role(roles.listener).into())
        }),
    ]
}

fn traffic<'a>() -> Vec<Column<ConnectionRow<'a>>> {
    vec![
        Column::instant("start", |row| Some(row.connection.first.time)),
        Column::instant("end", |row| Some(row.connection.last.time)),
        Column::number("duration", |row| Some(seconds(row.connection.duration()))),
        Column::count("first_frame", |row| Some(row.connection.first.frame)),
        Column::count("last_frame", |row| Some(row.connection.last.frame)),
        Column::count("frames", |row| Some(row.connection.frames)),
        Column::count("bytes", |row| Some(row.connection.bytes)),
        Column::count("lost_bytes", |row| Some(row.connection.lost_bytes)),
        Column::count("opener_bytes", |row| Some(row.connection.sent[0])),
        Column::count("listener_bytes", |row| Some(row.connection.sent[1])),
        Column::count("opener_frames", |row| {
            Some(row.connection.sent_by[0].frames)
        }),
        Column::count("listener_frames", |row| {
            Some(row.connection.sent_by[1].frames)
        }),
        Column::count("retransmissions", |row| {
            Some(row.connection.retransmissions)
        }),
        Column::number("retransmission_rate", |row| {
            row.connection.retransmission_rate().map(rate)
        }),
        Column::number("round_trip", |row| row.connection.round_trip().map(seconds)),
        Column::text("handshake", |row| {
            Some(names::handshake(row.connection.handshake).into())
        }),
        Column::text("close", |row| {
            Some(names::close(row.connection.close).into())
        }),
        Column::text("closed_by", |row| {
            let end = row.connection.closed_by?;
            Some(names::connection_end(end).into())
        }),
        Column::text("history", |row| Some((&*row.connection.history).into())),
        Column::text("conn_state", |row| {
            Some(row.connection.conn_state().name().into())
        }),
        Column::counts("vlan", |row| {
            let found = row.connection.encapsulation.iter();
            let tags = found.flat_map(|found| &found.vlans);
            tags.map(|&tag| tag.into()).collect()
        }),
        Column::texts("tunnel", |row| {
            let found = row.connection.encapsulation.iter();
            found.flat_map(|found| found.tunnels.clone()).collect()
        }),
    ]
}

fn tls<'a>() -> Vec<Column<ConnectionRow<'a>>> {
    vec![
        Column::text("tls_version", |row| {
            let version = row.connection.tls.as_ref()?.version;
            version.map(|version| TlsVersion::name(version).into())
        }),
        Column::text("tls_cipher_suite", |row| {
            let suite = row.connection.tls.as_ref()?.cipher_suite;
            suite.map(|suite| names::cipher_suite(suite).into())
        }),
        Column::text("tls_server_name", |row| {
            plain_text(row.connection.tls.as_ref()?.server_name.as_ref())
        }),
        Column::text("tls_decrypted", |row| {
            let opening = &row.connection.tls.as_ref()?.opening;
            Some(opening.decrypted.name().into())
        }),
        Column::text("ja3", |row| {
            let facts = row.connection.tls.as_ref()?;
            facts.ja3.as_deref().map(Into::into)
        }),
        Column::text("ja4", |row| {
            let facts = row.connection.tls.as_ref()?;
            facts.ja4.as_deref().map(Into::into)
        }),
    ]
}
