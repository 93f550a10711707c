//! The tables `captures` and `findings`.

use crate::analysis::view::View;
use crate::model::{CaptureSummary, Finding, Session};
use crate::output::export::facts;
use crate::text::finding;
use crate::text::names;

use super::origin::{HasOrigin, Origin, Origins, SENSOR, with_origin};
use super::table::{ParquetColumn, ParquetTable};

struct CaptureRow<'a> {
    file: &'a CaptureSummary,
    origin: Origin<'a>,
}

impl HasOrigin for CaptureRow<'_> {
    fn origin(&self) -> &Origin<'_> {
        &self.origin
    }
}

pub(super) fn captures<'a>(view: &'a View<'a>) -> ParquetTable<'a, impl HasOrigin> {
    let columns: Vec<ParquetColumn<CaptureRow>> = vec![
        ParquetColumn::text("file", |row| Some(row.file.path.as_str().into())),
        ParquetColumn::text(SENSOR, |row| row.file.sensor.as_deref().map(Into::into)),
        ParquetColumn::text("sha256", |row| row.file.sha256.as_deref().map(Into::into)),
        ParquetColumn::text("format", |row| {
            row.file
                .container
                .map(|format| names::container(format).into())
        }),
        ParquetColumn::text("compression", |row| {
            row.file
                .compression
                .map(|packed| names::compression(packed).into())
        }),
        ParquetColumn::count("frames", |row| Some(row.file.frames)),
        ParquetColumn::count("bytes", |row| Some(row.file.bytes)),
        ParquetColumn::count("cut_frames", |row| Some(row.file.cut_frames)),
        ParquetColumn::instant("first_time", |row| row.file.first_time),
        ParquetColumn::instant("last_time", |row| row.file.last_time),
        ParquetColumn::flag("truncated", |row| Some(row.file.truncated)),
        ParquetColumn::text("error", |row| {
            let fault = row.file.fault.as_ref()?;
            Some(fault.message.as_str().into())
        }),
    ];
    let rows = view.analysis.captures.iter().map(|file| CaptureRow {
        file,
        origin: Origin::of_file(file),
    });
    ParquetTable::new(columns, rows)
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

pub(super) fn findings<'a>(view: &'a View<'a>) -> ParquetTable<'a, impl HasOrigin> {
    let columns: Vec<ParquetColumn<FindingRow>> = with_origin(vec![
        ParquetColumn::text("session_uid", |row| {
            row.session.map(|session| session.uid.to_string().into())
        }),
        ParquetColumn::count("session", |row| {
            row.session.map(|session| u64::from(session.id))
        }),
        ParquetColumn::text("id", |row| Some(row.finding.id.into())),
        ParquetColumn::text("severity", |row| {
            Some(names::severity(row.finding.severity).into())
        }),
        ParquetColumn::count("frame", |row| Some(row.finding.frame)),
        ParquetColumn::counts("frames", |row| row.finding.frames.clone()),
        ParquetColumn::text("message", |row| {
            Some(finding::message(&finding::ENGLISH, row.finding).into())
        }),
    ]);
    let origins = Origins::of(view);
    let rows = facts::findings(view).map(move |(session, finding, time)| FindingRow {
        session,
        finding,
        origin: origins.at(finding.frame, time),
    });
    ParquetTable::new(columns, rows)
}
