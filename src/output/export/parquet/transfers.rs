//! The table `transfers`.

use crate::analysis::view::View;
use crate::model::{Method, ReplyCode, Session, Transfer};
use crate::output::export::facts;
use crate::text::names;

use super::origin::{HasOrigin, Origin, Origins, raw, with_origin};
use super::table::{Column, Table};

struct TransferRow<'a> {
    session: &'a Session,
    transfer: &'a Transfer,
    origin: Origin<'a>,
}

impl HasOrigin for TransferRow<'_> {
    fn origin(&self) -> &Origin<'_> {
        &self.origin
    }
}

pub(super) fn transfers<'a>(view: &'a View<'a>) -> Table<'a, impl HasOrigin> {
    let origins = Origins::of(view);
    let rows = view
        .transfers()
        .map(move |(session, transfer)| TransferRow {
            session,
            transfer,
            origin: origins.at(
                transfer.frame.unwrap_or(transfer.start.frame),
                transfer.start.time,
            ),
        });
    let mut columns = request();
    columns.extend(outcome());
    columns.extend(content());
    Table::new(with_origin(columns), rows)
}

/// Who asked for what.
fn request<'a>() -> Vec<Column<TransferRow<'a>>> {
    vec![
        Column::text("uid", |row| Some(row.transfer.uid.to_string().into())),
        Column::text("session_uid", |row| {
            Some(row.session.uid.to_string().into())
        }),
        Column::count("session", |row| Some(row.session.id.into())),
        Column::count("id", |row| Some(row.transfer.id.into())),
        Column::text("connection_uid", |row| {
            let connection = facts::data_connection(row.session, row.transfer)?;
            Some(connection.uid.to_string().into())
        }),
        Column::text("client_ip", |row| {
            Some(row.session.client.ip().to_string().into())
        }),
        Column::text("server_ip", |row| {
            Some(row.session.server.ip().to_string().into())
        }),
        Column::text("user", |row| facts::plain_text(row.session.user.as_ref())),
        Column::text("command", |row| row.transfer.verb.map(Into::into)),
        Column::text("argument", |row| {
            facts::plain_text(row.transfer.argument.as_ref())
        }),
        Column::bytes("argument_raw", |row| raw(row.transfer.argument.as_ref())),
        Column::text("path", |row| facts::plain_text(row.transfer.path.as_ref())),
        Column::bytes("path_raw", |row| raw(row.transfer.path.as_ref())),
        Column::text("direction", |row| {
            let direction = row.transfer.direction?;
            Some(names::direction(direction).into())
        }),
        Column::text("mode", |row| Some(names::mode(row.transfer.mode).into())),
        Column::text("method", |row| {
            row.transfer
                .method
                .map(|method| Method::name(method).into())
        }),
        Column::text("type", |row| {
            Some(names::data_type(row.transfer.data_type).into())
        }),
        Column::text("transfer_mode", |row| {
            Some(names::transfer_mode(row.transfer.transfer_mode).into())
        }),
        Column::count("frame", |row| row.transfer.frame),
    ]
}

/// What came of it.
fn outcome<'a>() -> Vec<Column<TransferRow<'a>>> {
    vec![
        Column::instant("start", |row| Some(row.transfer.start.time)),
        Column::instant("end", |row| Some(row.transfer.end.time)),
        Column::count("offset", |row| Some(row.transfer.offset)),
        Column::count("bytes", |row| Some(row.transfer.bytes)),
        Column::count("lost_bytes", |row| Some(row.transfer.lost_bytes)),
        Column::count("decoded_bytes", |row| row.transfer.decoded_bytes),
        Column::count("wire_bytes", |row| Some(row.transfer.wire_bytes)),
        Column::count("expected_bytes", |row| {
            row.transfer.expected.map(|(bytes, _)| bytes)
        }),
        Column::text("expected_from", |row| {
            let (_, source) = row.transfer.expected?;
            Some(names::expected_from(source).into())
        }),
        Column::count("bytes_per_second", |row| row.transfer.bytes_per_second()),
        Column::flag("complete", |row| Some(row.transfer.is_complete())),
        Column::texts("reasons", |row| {
            row.transfer
                .reasons
                .iter()
                .map(|reason| reason.name())
                .collect()
        }),
        Column::text("stage", |row| Some(names::stage(row.transfer.stage).into())),
        Column::text("outcome", |row| {
            Some(names::outcome(row.transfer.outcome).into())
        }),
        Column::flag("refused", |row| Some(row.transfer.is_refused())),
        Column::count("reply_code", |row| {
            let code = row.transfer.reply_code;
            code.map(|code| ReplyCode::get(code).into())
        }),
        Column::flag("encrypted", |row| Some(row.transfer.encrypted)),
        Column::flag("decrypted", |row| Some(row.transfer.decrypted)),
    ]
}

/// What the file is.
fn content<'a>() -> Vec<Column<TransferRow<'a>>> {
    vec![
        Column::text("mime_type", |row| row.transfer.media_type().map(Into::into)),
        Column::text("sha256", |row| {
            row.transfer.digests.sha256.as_deref().map(Into::into)
        }),
        Column::text("sha1", |row| {
            row.transfer.digests.sha1.as_deref().map(Into::into)
        }),
        Column::text("md5", |row| {
            row.transfer.digests.md5.as_deref().map(Into::into)
        }),
        Column::text("blake3", |row| {
            row.transfer.digests.blake3.as_deref().map(Into::into)
        }),
        Column::text("decoded_sha256", |row| {
            row.transfer
                .decoded_digests
                .sha256
                .as_deref()
                .map(Into::into)
        }),
        Column::text("known_list", |row| {
            row.transfer
                .known
                .as_deref()
                .map(|known| known.list.as_str().into())
        }),
    ]
}
