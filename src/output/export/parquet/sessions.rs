//! The table `sessions`.

use crate::analysis::view::View;
use crate::model::{Finding, Session};
use crate::output::export::facts::{plain, plain_text};
use crate::output::seconds;
use crate::text::names;

use super::origin::{HasOrigin, Origin, Origins, raw, with_origin};
use super::table::{ParquetColumn, ParquetTable};

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

pub(super) fn sessions<'a>(view: &'a View<'a>) -> ParquetTable<'a, impl HasOrigin> {
    let origins = Origins::of(view);
    let rows = view.sessions().map(move |session| SessionRow {
        view,
        session,
        origin: origins.at(session.first.frame, session.first.time),
    });
    ParquetTable::new(with_origin(columns()), rows)
}

fn columns<'a>() -> Vec<ParquetColumn<SessionRow<'a>>> {
    vec![
        ParquetColumn::text("uid", |row| Some(row.session.uid.to_string().into())),
        ParquetColumn::count("id", |row| Some(row.session.id.into())),
        ParquetColumn::text("community_id", |row| {
            Some(row.session.community_id.to_string().into())
        }),
        ParquetColumn::text("client_ip", |row| {
            Some(row.session.client.ip().to_string().into())
        }),
        ParquetColumn::count("client_port", |row| Some(row.session.client.port().into())),
        ParquetColumn::text("server_ip", |row| {
            Some(row.session.server.ip().to_string().into())
        }),
        ParquetColumn::count("server_port", |row| Some(row.session.server.port().into())),
        ParquetColumn::instant("start", |row| Some(row.session.first.time)),
        ParquetColumn::instant("end", |row| Some(row.session.last.time)),
        ParquetColumn::number("duration", |row| {
            Some(seconds(row.session.last.time.since(row.session.first.time)))
        }),
        ParquetColumn::count("first_frame", |row| Some(row.session.first.frame)),
        ParquetColumn::count("last_frame", |row| Some(row.session.last.frame)),
        ParquetColumn::text("handshake", |row| {
            Some(names::handshake(row.session.control.handshake).into())
        }),
        ParquetColumn::text("close", |row| {
            Some(names::close(row.session.control.close).into())
        }),
        ParquetColumn::text("tls", |row| {
            row.session.control.tls.map(|tls| names::tls(tls).into())
        }),
        ParquetColumn::text("tls_state", |row| {
            let state = row.session.control.tls_state;
            state.and_then(names::tls_state).map(Into::into)
        }),
        ParquetColumn::count("lost_bytes", |row| Some(row.session.control.lost_bytes)),
        ParquetColumn::text("banner", |row| plain_text(row.session.banner.as_ref())),
        ParquetColumn::bytes("banner_raw", |row| raw(row.session.banner.as_ref())),
        ParquetColumn::text("user", |row| plain_text(row.session.user.as_ref())),
        ParquetColumn::bytes("user_raw", |row| raw(row.session.user.as_ref())),
        ParquetColumn::text("password", |row| {
            let password = row.session.password.as_ref()?;
            Some(plain(row.view.secret(password.bytes())))
        }),
        ParquetColumn::text("login", |row| Some(names::login(row.session.login).into())),
        ParquetColumn::text("mode", |row| {
            Some(names::session_mode(row.session.mode).into())
        }),
        ParquetColumn::count("commands", |row| Some(row.session.commands.len() as u64)),
        ParquetColumn::count("transfers", |row| Some(row.session.transfers.len() as u64)),
        ParquetColumn::count("transfers_complete", |row| {
            Some(row.session.complete_transfers() as u64)
        }),
        ParquetColumn::count("bytes", |row| Some(row.session.bytes())),
        ParquetColumn::texts("findings", |row| {
            let findings = row.session.findings.iter();
            findings.map(|finding: &Finding| finding.id).collect()
        }),
    ]
}
