//! The tables `captures` and `findings`.

use crate::analysis::view::View;
use crate::model::{CaptureSummary, Finding, Session};
use crate::output::export::facts;
use crate::text::finding;
use crate::text::names;

use super::origin::{HasOrigin, Origin, Origins, SENSOR, with_origin};
use super::table::{Column, Table};

struct CaptureRow<'a> {
    file: &'a CaptureSummary,
    origin: Origin<'a>,
}

impl HasOrigin for CaptureRow<'_> {
    fn origin(&self) -> &Origin<'_> {
        &self.origin
    }
}

pub(super) fn captures<'a>(view: &'a View<'a>) -> Table<'a, impl HasOrigin> {
    let columns: Vec<Column<CaptureRow>> = vec![
        Column::text("file", |row| Some(row.file.path.as_str().into())),
        Column::text(SENSOR, |row| row.file.sensor.as_deref().map(Into::into)),
        Column::text("sha256", |row| row.file.sha256.as_deref().map(Into::into)),
        Column::text("format", |row| {
            row.file
                .container
                .map(|format| names::container(format).into())
        }),
        Column::text("compression", |row| {
            row.file
                .compression
                .map(|packed| names::compression(packed).into())
        }),
        Column::count("frames", |row| Some(row.file.frames)),
        Column::count("bytes", |row| Some(row.file.bytes)),
        Column::count("cut_frames", |row| Some(row.file.cut_frames)),
        Column::instant("first_time", |row| row.file.first_time),
        Column::instant("last_time", |row| row.file.last_time),
        Column::flag("truncated", |row| Some(row.file.truncated)),
        Column::text("error", |row| {
            let fault = row.file.fault.as_ref()?;
            Some(fault.message.as_str().into())
        }),
    ];
    let rows = view.analysis.captures.iter().map(|file| CaptureRow {
        file,
        origin: Origin::of_file(file),
    });
    Table::new(columns, rows)
}

struct FindingRow<'a> {
    session: Option<&'a Session>,
    finding: &'a Finding,
    origin: Origin<'a>,
}

impl HasOrigin for FindingRow<'_> {
    fn origin(&self) -> &Origin<'_> {
        &self.origin
    }
}

pub(super) fn findings<'a>(view: &'a View<'a>) -> Table<'a, impl HasOrigin> {
    let columns: Vec<Column<FindingRow>> = with_origin(vec![
        Column::text("session_uid", |row| {
            row.session.map(|session| session.uid.to_string().into())
        }),
        Column::count("session", |row| {
            row.session.map(|session| u64::from(session.id))
        }),
        Column::text("id", |row| Some(row.finding.id.into())),
        Column::text("severity", |row| {
            Some(names::severity(row.finding.severity).into())
        }),
        Column::count("frame", |row| Some(row.finding.frame)),
        Column::counts("frames", |row| row.finding.frames.clone()),
        Column::text("message", |row| {
            Some(finding::message(&finding::ENGLISH, row.finding).into())
        }),
    ]);
    let origins = Origins::of(view);
    let rows = facts::findings(view).map(move |(session, finding, time)| FindingRow {
        session,
        finding,
        origin: origins.at(finding.frame, time),
    });
    Table::new(columns, rows)
}
