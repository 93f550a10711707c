//! The table `sessions`.

use crate::analysis::view::View;
use crate::model::{Finding, Session};
use crate::output::export::facts::{plain, plain_text};
use crate::output::seconds;
use crate::text::names;

use super::origin::{HasOrigin, Origin, Origins, raw, with_origin};
use super::table::{Column, Table};

struct SessionRow<'a> {
    view: &'a View<'a>,
    session: &'a Session,
    origin: Origin<'a>,
}

impl HasOrigin for SessionRow<'_> {
    fn origin(&self) -> &Origin<'_> {
        &self.origin
    }
}

pub(super) fn sessions<'a>(view: &'a View<'a>) -> Table<'a, impl HasOrigin> {
    let origins = Origins::of(view);
    let rows = view.sessions().map(move |session| SessionRow {
        view,
        session,
        origin: origins.at(session.first.frame, session.first.time),
    });
    Table::new(with_origin(columns()), rows)
}

fn columns<'a>() -> Vec<Column<SessionRow<'a>>> {
    vec![
        Column::text("uid", |row| Some(row.session.uid.to_string().into())),
        Column::count("id", |row| Some(row.session.id.into())),
        Column::text("community_id", |row| {
            Some(row.session.community_id.to_string().into())
        }),
        Column::text("client_ip", |row| {
            Some(row.session.client.ip().to_string().into())
        }),
        Column::count("client_port", |row| Some(row.session.client.port().into())),
        Column::text("server_ip", |row| {
            Some(row.session.server.ip().to_string().into())
        }),
        Column::count("server_port", |row| Some(row.session.server.port().into())),
        Column::instant("start", |row| Some(row.session.first.time)),
        Column::instant("end", |row| Some(row.session.last.time)),
        Column::number("duration", |row| {
            Some(seconds(row.session.last.time.since(row.session.first.time)))
        }),
        Column::count("first_frame", |row| Some(row.session.first.frame)),
        Column::count("last_frame", |row| Some(row.session.last.frame)),
        Column::text("handshake", |row| {
            Some(names::handshake(row.session.control.handshake).into())
        }),
        Column::text("close", |row| {
            Some(names::close(row.session.control.close).into())
        }),
        Column::text("tls", |row| {
            row.session.control.tls.map(|tls| names::tls(tls).into())
        }),
        Column::text("tls_state", |row| {
            let state = row.session.control.tls_state;
            state.and_then(names::tls_state).map(Into::into)
        }),
        Column::count("lost_bytes", |row| Some(row.session.control.lost_bytes)),
        Column::text("banner", |row| plain_text(row.session.banner.as_ref())),
        Column::bytes("banner_raw", |row| raw(row.session.banner.as_ref())),
        Column::text("user", |row| plain_text(row.session.user.as_ref())),
        Column::bytes("user_raw", |row| raw(row.session.user.as_ref())),
        Column::text("password", |row| {
            let password = row.session.password.as_ref()?;
            Some(plain(row.view.secret(password.bytes())))
        }),
        Column::text("login", |row| Some(names::login(row.session.login).into())),
        Column::text("mode", |row| {
            Some(names::session_mode(row.session.mode).into())
        }),
        Column::count("commands", |row| Some(row.session.commands.len() as u64)),
        Column::count("transfers", |row| Some(row.session.transfers.len() as u64)),
        Column::count("transfers_complete", |row| {
            Some(row.session.complete_transfers() as u64)
        }),
        Column::count("bytes", |row| Some(row.session.bytes())),
        Column::texts("findings", |row| {
            let findings = row.session.findings.iter();
            findings.map(|finding: &Finding| finding.id).collect()
        }),
    ]
}
