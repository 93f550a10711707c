//! The table `transfers`.

use crate::analysis::view::View;
use crate::model::{Method, ReplyCode, Session, Transfer};
use crate::output::export::facts;
use crate::text::names;

use super::origin::{HasOrigin, Origin, Origins, raw, with_origin};
use super::table::{ParquetColumn, ParquetTable};

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

pub(super) fn transfers<'a>(view: &'a View<'a>) -> ParquetTable<'a, impl HasOrigin> {
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
    ParquetTable::new(with_origin(columns), rows)
}

/// Who asked for what.
fn request<'a>() -> Vec<ParquetColumn<TransferRow<'a>>> {
    vec![
        ParquetColumn::text("uid", |row| Some(row.transfer.uid.to_string().into())),
        ParquetColumn::text("session_uid", |row| {
            Some(row.session.uid.to_string().into())
        }),
        ParquetColumn::count("session", |row| Some(row.session.id.into())),
        ParquetColumn::count("id", |row| Some(row.transfer.id.into())),
        ParquetColumn::text("connection_uid", |row| {
            let connection = facts::data_connection(row.session, row.transfer)?;
            Some(connection.uid.to_string().into())
        }),
        ParquetColumn::text("client_ip", |row| {
            Some(row.session.client.ip().to_string().into())
        }),
        ParquetColumn::text("server_ip", |row| {
            Some(row.session.server.ip().to_string().into())
        }),
        ParquetColumn::text("user", |row| facts::plain_text(row.transfer.user.as_ref())),
        ParquetColumn::text("command", |row| row.transfer.verb.map(Into::into)),
        ParquetColumn::text("argument", |row| {
            facts::plain_text(row.transfer.argument.as_ref())
        }),
        ParquetColumn::bytes("argument_raw", |row| raw(row.transfer.argument.as_ref())),
        ParquetColumn::text("path", |row| facts::plain_text(row.transfer.path.as_ref())),
        ParquetColumn::bytes("path_raw", |row| raw(row.transfer.path.as_ref())),
        ParquetColumn::text("direction", |row| {
            let direction = row.transfer.direction?;
            Some(names::direction(direction).into())
        }),
        ParquetColumn::text("mode", |row| Some(names::mode(row.transfer.mode).into())),
        ParquetColumn::text("method", |row| {
            row.transfer
                .method
                .map(|method| Method::name(method).into())
        }),
        ParquetColumn::text("type", |row| {
            Some(names::data_type(row.transfer.data_type).into())
        }),
        ParquetColumn::text("transfer_mode", |row| {
            Some(names::transfer_mode(row.transfer.transfer_mode).into())
        }),
        ParquetColumn::count("frame", |row| row.transfer.frame),
    ]
}

/// What came of it.
fn outcome<'a>() -> Vec<ParquetColumn<TransferRow<'a>>> {
    vec![
        ParquetColumn::instant("start", |row| Some(row.transfer.start.time)),
        ParquetColumn::instant("end", |row| Some(row.transfer.end.time)),
        ParquetColumn::count("offset", |row| Some(row.transfer.offset)),
        ParquetColumn::count("bytes", |row| Some(row.transfer.bytes)),
        ParquetColumn::count("lost_bytes", |row| Some(row.transfer.lost_bytes)),
        ParquetColumn::count("decoded_bytes", |row| row.transfer.decoded_bytes),
        ParquetColumn::count("wire_bytes", |row| Some(row.transfer.wire_bytes)),
        ParquetColumn::count("expected_bytes", |row| {
            row.transfer.expected.map(|(bytes, _)| bytes)
        }),
        ParquetColumn::text("expected_from", |row| {
            let (_, source) = row.transfer.expected?;
            Some(names::expected_from(source).into())
        }),
        ParquetColumn::count("bytes_per_second", |row| row.transfer.bytes_per_second()),
        ParquetColumn::flag("complete", |row| Some(row.transfer.is_complete())),
        ParquetColumn::texts("reasons", |row| {
            row.transfer
                .reasons
                .iter()
                .map(|reason| reason.name())
                .collect()
        }),
        ParquetColumn::text("stage", |row| Some(names::stage(row.transfer.stage).into())),
        ParquetColumn::text("outcome", |row| {
            Some(names::outcome(row.transfer.outcome).into())
        }),
        ParquetColumn::flag("refused", |row| Some(row.transfer.is_refused())),
        ParquetColumn::count("reply_code", |row| {
            let code = row.transfer.reply_code;
            code.map(|code| ReplyCode::get(code).into())
        }),
        ParquetColumn::flag("encrypted", |row| Some(row.transfer.encrypted)),
        ParquetColumn::flag("decrypted", |row| Some(row.transfer.decrypted)),
    ]
}

/// What the file is.
fn content<'a>() -> Vec<ParquetColumn<TransferRow<'a>>> {
    vec![
        ParquetColumn::text("mime_type", |row| row.transfer.media_type().map(Into::into)),
        ParquetColumn::text("sha256", |row| {
            row.transfer.digests.sha256.as_deref().map(Into::into)
        }),
        ParquetColumn::text("sha1", |row| {
            row.transfer.digests.sha1.as_deref().map(Into::into)
        }),
        ParquetColumn::text("md5", |row| {
            row.transfer.digests.md5.as_deref().map(Into::into)
        }),
        ParquetColumn::text("blake3", |row| {
            row.transfer.digests.blake3.as_deref().map(Into::into)
        }),
        ParquetColumn::text("decoded_sha256", |row| {
            let decoded = row.transfer.decoded_digests.as_ref()?;
            decoded.sha256.as_deref().map(Into::into)
        }),
        ParquetColumn::text("known_list", |row| {
            row.transfer
                .known
                .as_deref()
                .map(|known| known.list.as_str().into())
        }),
    ]
}
