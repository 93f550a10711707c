//! The table `connections`.

use crate::analysis::view::View;
use crate::model::{Connection, Session, TlsVersion};
use crate::output::export::facts::plain_text;
use crate::output::{rate, seconds};
use crate::text::names;

use super::origin::{HasOrigin, Origin, Origins, with_origin};
use super::table::{ParquetColumn, ParquetTable};

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

pub(super) fn connections<'a>(view: &'a View<'a>) -> ParquetTable<'a, impl HasOrigin> {
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
    ParquetTable::new(with_origin(columns()), rows)
}

fn columns<'a>() -> Vec<ParquetColumn<ConnectionRow<'a>>> {
    let mut columns = ends();
    columns.extend(traffic());
    columns.extend(tls());
    columns
}

fn ends<'a>() -> Vec<ParquetColumn<ConnectionRow<'a>>> {
    vec![
        ParquetColumn::text("uid", |row| Some(row.connection.uid.to_string().into())),
        ParquetColumn::text("session_uid", |row| {
            Some(row.session.uid.to_string().into())
        }),
        ParquetColumn::count("session", |row| Some(row.session.id.into())),
        ParquetColumn::count("id", |row| Some(row.connection.id.into())),
        ParquetColumn::text("community_id", |row| {
            Some(row.connection.community_id.to_string().into())
        }),
        ParquetColumn::text("role", |row| {
            Some(names::connection_role(row.connection.role).into())
        }),
        ParquetColumn::text("opener_ip", |row| {
            Some(row.connection.opener.ip().to_string().into())
        }),
        ParquetColumn::count("opener_port", |row| {
            Some(row.connection.opener.port().into())
        }),
        ParquetColumn::text("opener_role", |row| {
            let roles = row.connection.roles_in(row.session.id)?;
            Some(names::role(roles.opener).into())
        }),
        ParquetColumn::text("listener_ip", |row| {
            Some(row.connection.listener.ip().to_string().into())
        }),
        ParquetColumn::count("listener_port", |row| {
            Some(row.connection.listener.port().into())
        }),
        ParquetColumn::text("listener_role", |row| {
            let roles = row.connection.roles_in(row.session.id)?;
            Some(names::role(roles.listener).into())
        }),
    ]
}

fn traffic<'a>() -> Vec<ParquetColumn<ConnectionRow<'a>>> {
    vec![
        ParquetColumn::instant("start", |row| Some(row.connection.first.time)),
        ParquetColumn::instant("end", |row| Some(row.connection.last.time)),
        ParquetColumn::number("duration", |row| Some(seconds(row.connection.duration()))),
        ParquetColumn::count("first_frame", |row| Some(row.connection.first.frame)),
        ParquetColumn::count("last_frame", |row| Some(row.connection.last.frame)),
        ParquetColumn::count("frames", |row| Some(row.connection.frames)),
        ParquetColumn::count("bytes", |row| Some(row.connection.bytes)),
        ParquetColumn::count("lost_bytes", |row| Some(row.connection.lost_bytes)),
        ParquetColumn::count("opener_bytes", |row| Some(row.connection.sent[0])),
        ParquetColumn::count("listener_bytes", |row| Some(row.connection.sent[1])),
        ParquetColumn::count("opener_frames", |row| {
            Some(row.connection.sent_by[0].frames)
        }),
        ParquetColumn::count("listener_frames", |row| {
            Some(row.connection.sent_by[1].frames)
        }),
        ParquetColumn::count("retransmissions", |row| {
            Some(row.connection.retransmissions)
        }),
        ParquetColumn::number("retransmission_rate", |row| {
            row.connection.retransmission_rate().map(rate)
        }),
        ParquetColumn::number("round_trip", |row| row.connection.round_trip().map(seconds)),
        ParquetColumn::text("handshake", |row| {
            Some(names::handshake(row.connection.handshake).into())
        }),
        ParquetColumn::text("close", |row| {
            Some(names::close(row.connection.close).into())
        }),
        ParquetColumn::text("closed_by", |row| {
            let end = row.connection.closed_by?;
            Some(names::connection_end(end).into())
        }),
        ParquetColumn::text("history", |row| Some((&*row.connection.history).into())),
        ParquetColumn::text("conn_state", |row| {
            Some(row.connection.conn_state().name().into())
        }),
        ParquetColumn::counts("vlan", |row| {
            let found = row.connection.encapsulation.iter();
            let tags = found.flat_map(|found| &found.vlans);
            tags.map(|&tag| tag.into()).collect()
        }),
        ParquetColumn::texts("tunnel", |row| {
            let found = row.connection.encapsulation.iter();
            found.flat_map(|found| found.tunnels.clone()).collect()
        }),
    ]
}

fn tls<'a>() -> Vec<ParquetColumn<ConnectionRow<'a>>> {
    vec![
        ParquetColumn::text("tls_version", |row| {
            let version = row.connection.tls.as_ref()?.version;
            version.map(|version| TlsVersion::name(version).into())
        }),
        ParquetColumn::text("tls_cipher_suite", |row| {
            let suite = row.connection.tls.as_ref()?.cipher_suite;
            suite.map(|suite| names::cipher_suite(suite).into())
        }),
        ParquetColumn::text("tls_server_name", |row| {
            plain_text(row.connection.tls.as_ref()?.server_name.as_ref())
        }),
        ParquetColumn::text("tls_decrypted", |row| {
            let opening = &row.connection.tls.as_ref()?.opening;
            Some(opening.decrypted.name().into())
        }),
        ParquetColumn::text("ja3", |row| {
            let facts = row.connection.tls.as_ref()?;
            facts.ja3.as_deref().map(Into::into)
        }),
        ParquetColumn::text("ja4", |row| {
            let facts = row.connection.tls.as_ref()?;
            facts.ja4.as_deref().map(Into::into)
        }),
    ]
}
