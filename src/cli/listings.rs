//! `sessions` and `transfers`.

use std::io::{self, BufWriter, Write as _};

use clap::{Args, ValueEnum};

use crate::analysis::view::View;
use crate::model::Analysis;
use crate::output::{csv, json, table};
use crate::text::locale::{Catalogue, Language};

use super::common::Common;
use super::stderr::Messages;

#[derive(Debug, Args)]
pub(super) struct ListArgs {
    /// How to print it
    #[arg(long, value_enum, default_value_t = ListFormat::Table)]
    pub(super) format: ListFormat,
    #[command(flatten)]
    pub(super) common: Common,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ListFormat {
    /// For people
    Table,
    /// One JSON document
    Json,
    /// One JSON object a line
    Ndjson,
    /// Comma-separated (RFC 4180)
    Csv,
}

pub(super) fn sessions(
    args: &ListArgs,
    analysis: Analysis,
    messages: &Messages,
) -> io::Result<Analysis> {
    print(args, analysis, messages, |view, out| {
        match args.format {
            ListFormat::Table => return table::write_sessions(out, view, args.common.style()),
            ListFormat::Json => json::write_document(out, view)?,
            ListFormat::Ndjson => json::write_sessions(out, view)?,
            ListFormat::Csv => csv::write_sessions(out, view)?,
        }
        Ok(Vec::new())
    })
}

pub(super) fn transfers(
    args: &ListArgs,
    analysis: Analysis,
    messages: &Messages,
) -> io::Result<Analysis> {
    print(args, analysis, messages, |view, out| {
        match args.format {
            ListFormat::Table => return table::write_transfers(out, view, args.common.style()),
            ListFormat::Json => json::write_transfer_document(out, view)?,
            ListFormat::Ndjson => json::write_transfers(out, view)?,
            ListFormat::Csv => csv::write_transfers(out, view)?,
        }
        Ok(Vec::new())
    })
}

/// Writes, and tells of the columns that had no room.
fn print(
    args: &ListArgs,
    analysis: Analysis,
    messages: &Messages,
    write: impl FnOnce(&View, &mut dyn io::Write) -> io::Result<Vec<&'static str>>,
) -> io::Result<Analysis> {
    let Common { show_passwords, .. } = args.common;
    let view = View {
        analysis: &analysis,
        selection: &args.common.selection(),
        show_passwords,
    };
    let mut out = BufWriter::with_capacity(32 << 10, io::stdout().lock());
    let hidden = write(&view, &mut out)?;
    out.flush()?;
    messages.columns(&Catalogue::new(Language::En), &hidden, Some("--format csv"));
    Ok(analysis)
}
