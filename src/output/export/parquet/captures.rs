//! The tables `captures` and `findings`.

use std::io::{self, Write};

use crate::analysis::view::View;
use crate::model::{CaptureSummary, Finding, Session};
use crate::output::export::{ExportOptions, facts};
use crate::text::finding;
use crate::text::names;

use super::origin::{HasOrigin, Origin, Origins, with_origin};
use super::table::{Column, write};

pub(super) fn captures(out: &mut dyn Write, view: &View<'_>, _: ExportOptions) -> io::Result<()> {
    let columns: [Column<&CaptureSummary>; 12] = [
        Column::text("file", |file| Some(file.path.as_str().into())),
        Column::text("sensor", |file| file.sensor.as_deref().map(Into::into)),
        Column::text("sha256", |file| file.sha256.as_deref().map(Into::into)),
        Column::text("format", |file| {
            file.container.map(|format| names::container(format).into())
        }),
        Column::text("compression", |file| {
            file.compression
                .map(|packed| names::compression(packed).into())
        }),
        Column::count("frames", |file| Some(file.frames)),
        Column::count("bytes", |file| Some(file.bytes)),
        Column::count("cut_frames", |file| Some(file.cut_frames)),
        Column::instant("first_time", |file| file.first_time),
        Column::instant("last_time", |file| file.last_time),
        Column::flag("truncated", |file| Some(file.truncated)),
        Column::text("error", |file| {
            file.fault
                .as_ref()
                .map(|fault| fault.message.as_str().into())
        }),
    ];
    write(out, &columns, &view.analysis.captures)
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

pub(super) fn findings(out: &mut dyn Write, view: &View<'_>, _: ExportOptions) -> io::Result<()> {
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
    let rows = facts::findings(view).map(|(session, finding, time)| FindingRow {
        session,
        finding,
        origin: origins.at(finding.frame, time),
    });
    write(out, &columns, rows)
}
