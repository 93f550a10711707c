//! `sessions` and `transfers`.

use std::io;

use clap::{Args, ValueEnum};

use crate::model::Analysis;
use crate::output::Subject;
use crate::output::csv::Csv;
use crate::output::files::Files;
use crate::output::json::Json;
use crate::output::ndjson::Ndjson;
use crate::output::table::Table;
use crate::text::locale::{Catalogue, Language};
use crate::text::workflow::Notation;

use super::common::Common;
use super::job::{Job, stdout};

#[derive(Debug, Args)]
pub(super) struct ListArgs {
    /// How to print it
    #[arg(long, value_enum, default_value_t = ListFormat::Table)]
    pub(super) format: ListFormat,
    #[command(flatten)]
    pub(super) common: Common,
}

#[derive(Debug, Args)]
pub(super) struct SessionArgs {
    /// What each client could see on the server, by its listings, as a tree: and what of it it took
    #[arg(long, conflicts_with = "format")]
    pub(super) files: bool,
    #[command(flatten)]
    pub(super) list: ListArgs,
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

/// Lists sessions, or the files that they show.
pub(super) fn sessions(args: &SessionArgs, job: &Job) -> io::Result<Analysis> {
    if !args.files {
        return run(&args.list, Subject::Sessions, job);
    }
    let mut out = stdout(Notation::Text);
    let catalogue = Catalogue::new(Language::En);
    let style = args.list.common.style();
    job.run(&mut Files::new(&mut out, &catalogue, style))
}

/// Lists sessions, or transfers.
pub(super) fn run(args: &ListArgs, subject: Subject, job: &Job) -> io::Result<Analysis> {
    let mut out = stdout(match args.format {
        ListFormat::Table | ListFormat::Csv => Notation::Text,
        ListFormat::Json | ListFormat::Ndjson => Notation::Json,
    });
    match args.format {
        ListFormat::Table => job.run(&mut Table::new(&mut out, subject, args.common.style())),
        ListFormat::Json => job.run(&mut Json::new(&mut out, subject)),
        ListFormat::Ndjson => job.run(&mut Ndjson::new(&mut out, subject)),
        ListFormat::Csv => job.run(&mut Csv::new(&mut out, subject)),
    }
}
