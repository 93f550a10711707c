//! The tables `commands` and `offers`.

use crate::analysis::view::View;
use crate::model::{Command, ExpectedData, Session};
use crate::output::export::facts::{argument, plain, plain_text};
use crate::text::names;

use super::origin::{HasOrigin, Origin, Origins, raw_bytes, with_origin};
use super::table::{ParquetColumn, ParquetTable};

struct CommandRow<'a> {
    view: &'a View<'a>,
    session: &'a Session,
    place: usize,
    command: &'a Command,
    origin: Origin<'a>,
}

impl HasOrigin for CommandRow<'_> {
    fn origin(&self) -> &Origin<'_> {
        &self.origin
    }
}

pub(super) fn commands<'a>(view: &'a View<'a>) -> ParquetTable<'a, impl HasOrigin> {
    let columns: Vec<ParquetColumn<CommandRow>> = with_origin(vec![
        ParquetColumn::text("session_uid", |row| {
            Some(row.session.uid.to_string().into())
        }),
        ParquetColumn::count("session", |row| Some(row.session.id.into())),
        ParquetColumn::count("place", |row| Some(row.place as u64)),
        ParquetColumn::count("frame", |row| Some(row.command.at.frame)),
        ParquetColumn::instant("time", |row| Some(row.command.at.time)),
        ParquetColumn::text("verb", |row| plain_text(Some(&row.command.verb))),
        ParquetColumn::text("argument", |row| argument(row.view, row.command).map(plain)),
        ParquetColumn::bytes("argument_raw", |row| {
            argument(row.view, row.command).and_then(raw_bytes)
        }),
        ParquetColumn::count("replies", |row| Some(row.command.replies.len() as u64)),
        ParquetColumn::count("reply_code", |row| {
            let last = row.command.replies.last()?;
            Some(last.code.get().into())
        }),
        ParquetColumn::text("reply_text", |row| {
            let last = row.command.replies.last()?;
            Some(plain(last.text.bytes()))
        }),
        ParquetColumn::count("reply_frame", |row| {
            row.command.replies.last().map(|last| last.at.frame)
        }),
        ParquetColumn::instant("reply_time", |row| {
            row.command.replies.last().map(|last| last.at.time)
        }),
    ]);
    let origins = Origins::of(view);
    let commands = view.sessions().flat_map(|session| {
        let commands = session.commands.iter().enumerate();
        commands.map(move |(place, command)| (session, place, command))
    });
    let rows = commands.map(move |(session, place, command)| CommandRow {
        view,
        session,
        place,
        command,
        origin: origins.at(command.at.frame, command.at.time),
    });
    ParquetTable::new(columns, rows)
}

struct OfferRow<'a> {
    session: &'a Session,
    offer: &'a ExpectedData,
    origin: Origin<'a>,
}

impl HasOrigin for OfferRow<'_> {
    fn origin(&self) -> &Origin<'_> {
        &self.origin
    }
}

pub(super) fn offers<'a>(view: &'a View<'a>) -> ParquetTable<'a, impl HasOrigin> {
    let columns: Vec<ParquetColumn<OfferRow>> = with_origin(vec![
        ParquetColumn::text("session_uid", |row| {
            Some(row.session.uid.to_string().into())
        }),
        ParquetColumn::count("session", |row| Some(row.session.id.into())),
        ParquetColumn::count("id", |row| Some(row.offer.id.into())),
        ParquetColumn::text("method", |row| Some(row.offer.method.name().into())),
        ParquetColumn::text("mode", |row| {
            Some(names::mode(Some(row.offer.method.mode())).into())
        }),
        ParquetColumn::text("ip", |row| row.offer.ip.map(|ip| ip.to_string().into())),
        ParquetColumn::count("port", |row| Some(row.offer.port.into())),
        ParquetColumn::count("frame", |row| Some(row.offer.at.frame)),
        ParquetColumn::instant("time", |row| Some(row.offer.at.time)),
        ParquetColumn::flag("accepted", |row| row.offer.accepted),
        ParquetColumn::text("outcome", |row| {
            Some(names::offer_outcome(row.offer.outcome).into())
        }),
        ParquetColumn::text("connection_uid", |row| {
            let connection = row.session.connection(row.offer.connection?)?;
            Some(connection.uid.to_string().into())
        }),
        ParquetColumn::text("matched_by", |row| {
            row.offer.matched_by.map(|by| names::matched_by(by).into())
        }),
    ]);
    let origins = Origins::of(view);
    let offers = view.sessions().flat_map(|session| {
        let offers = session.offers.iter();
        offers.map(move |offer| (session, offer))
    });
    let rows = offers.map(move |(session, offer)| OfferRow {
        session,
        offer,
        origin: origins.at(offer.at.frame, offer.at.time),
    });
    ParquetTable::new(columns, rows)
}
