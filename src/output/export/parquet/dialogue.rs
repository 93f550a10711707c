//! The tables `commands` and `offers`.

use crate::analysis::view::View;
use crate::model::{Command, ExpectedData, Session};
use crate::output::export::facts::{argument, plain, plain_text};
use crate::text::names;

use super::origin::{HasOrigin, Origin, Origins, raw_bytes, with_origin};
use super::table::{Column, Table};

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

pub(super) fn commands<'a>(view: &'a View<'a>) -> Table<'a, impl HasOrigin> {
    let columns: Vec<Column<CommandRow>> = with_origin(vec![
        Column::text("session_uid", |row| {
            Some(row.session.uid.to_string().into())
        }),
        Column::count("session", |row| Some(row.session.id.into())),
        Column::count("place", |row| Some(row.place as u64)),
        Column::count("frame", |row| Some(row.command.at.frame)),
        Column::instant("time", |row| Some(row.command.at.time)),
        Column::text("verb", |row| plain_text(Some(&row.command.verb))),
        Column::text("argument", |row| argument(row.view, row.command).map(plain)),
        Column::bytes("argument_raw", |row| {
            argument(row.view, row.command).and_then(raw_bytes)
        }),
        Column::count("replies", |row| Some(row.command.replies.len() as u64)),
        Column::count("reply_code", |row| {
            let last = row.command.replies.last()?;
            Some(last.code.get().into())
        }),
        Column::text("reply_text", |row| {
            let last = row.command.replies.last()?;
            Some(plain(last.text.bytes()))
        }),
        Column::count("reply_frame", |row| {
            row.command.replies.last().map(|last| last.at.frame)
        }),
        Column::instant("reply_time", |row| {
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
    Table::new(columns, rows)
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

pub(super) fn offers<'a>(view: &'a View<'a>) -> Table<'a, impl HasOrigin> {
    let columns: Vec<Column<OfferRow>> = with_origin(vec![
        Column::text("session_uid", |row| {
            Some(row.session.uid.to_string().into())
        }),
        Column::count("session", |row| Some(row.session.id.into())),
        Column::count("id", |row| Some(row.offer.id.into())),
        Column::text("method", |row| Some(row.offer.method.name().into())),
        Column::text("mode", |row| {
            Some(names::mode(Some(row.offer.method.mode())).into())
        }),
        Column::text("ip", |row| row.offer.ip.map(|ip| ip.to_string().into())),
        Column::count("port", |row| Some(row.offer.port.into())),
        Column::count("frame", |row| Some(row.offer.at.frame)),
        Column::instant("time", |row| Some(row.offer.at.time)),
        Column::flag("accepted", |row| row.offer.accepted),
        Column::text("outcome", |row| {
            Some(names::offer_outcome(row.offer.outcome).into())
        }),
        Column::text("connection_uid", |row| {
            let connection = row.session.connection(row.offer.connection?)?;
            Some(connection.uid.to_string().into())
        }),
        Column::text("matched_by", |row| {
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
    Table::new(columns, rows)
}
