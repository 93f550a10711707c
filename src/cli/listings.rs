//! `sessions` and `transfers`.

use clap::{Args, ValueEnum};

use crate::archive::PartOutput;
use crate::check::meant;
use crate::model::Analysis;
use crate::output::Subject;
use crate::output::csv::Csv;
use crate::output::files::Files;
use crate::output::json::Json;
use crate::output::listing::ListOptions;
use crate::output::ndjson::Ndjson;
use crate::output::table::Table;
use crate::text::escape;
use crate::text::workflow::Notation;

use super::CommandFailure;
use super::common::Common;
use super::each::{self, Each};
use super::job::{Job, stdout};
use super::language::{Audience, LanguageArgs};
use super::voice::told;

#[derive(Debug, Args)]
pub(super) struct ListArgs {
    /// How to print it
    #[arg(long, value_enum, default_value_t = ListFormat::Table)]
    pub(super) format: ListFormat,
    /// Sort by a column of the CSV; -KEY: the greatest first
    #[arg(long, value_name = "KEY", allow_hyphen_values = true)]
    sort: Option<String>,
    /// Print the first N rows only
    #[arg(long, value_name = "N")]
    top: Option<usize>,
    /// Show these columns of the CSV: user,path,bytes
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    columns: Vec<String>,
    #[command(flatten)]
    language: LanguageArgs,
    #[command(flatten)]
    pub(super) each: Each,
    #[command(flatten)]
    pub(super) common: Common,
}

#[derive(Debug, Args)]
pub(super) struct SessionArgs {
    /// What listings showed, as a tree, and what was taken
    ///
    /// What each client could see on the server, by its listings, and what of it it took.
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
    /// What became of a task, for `merge`
    Part,
}

impl ListArgs {
    /// What is listed.
    fn listing(&self, subject: Subject, job: &Job) -> Result<ListOptions, CommandFailure> {
        let mut listing = ListOptions::from(subject);
        if let Some(key) = &self.sort {
            let (name, descends) = key
                .strip_prefix('-')
                .map_or((key.as_str(), false), |name| (name, true));
            listing = listing.sorted(column(subject, "--sort", name)?, descends);
        }
        if let Some(rows) = self.top {
            listing = listing.most(rows);
        }
        if !self.columns.is_empty() {
            let named = self.columns.iter();
            let columns: Result<Vec<usize>, CommandFailure> = named
                .map(|name| {
                    let capture = ListOptions::capture_column(subject, name);
                    let own = capture.filter(|_| self.each.each);
                    own.map_or_else(|| column(subject, "--columns", name), Ok)
                })
                .collect();
            listing = listing.columns(columns?);
        }
        let is_named = self.format != ListFormat::Table || listing.places_capture();
        if self.each.each && is_named {
            let name = each::name(job.captures);
            listing = listing.of_capture(name, job.written_before > 0);
        }
        Ok(listing)
    }

    /// What cannot be printed in the format that was asked for.
    fn objection(&self) -> Option<String> {
        let is_json = matches!(self.format, ListFormat::Json | ListFormat::Ndjson);
        if is_json && !self.columns.is_empty() {
            return Some(told("told-columns-in-json", &[]));
        }
        if self.each.each && self.format == ListFormat::Json {
            return Some(told("told-each-in-json", &[]));
        }
        None
    }
}

/// The number of a column.
fn column(subject: Subject, option: &str, name: &str) -> Result<usize, CommandFailure> {
    ListOptions::column(subject, name).ok_or_else(|| {
        let names = ListOptions::names(subject);
        let written = escape::text(name.as_bytes());
        let (id, place) = match meant(name, names.iter().copied()) {
            Some(meant) => ("told-column-meant", ("meant", meant.into())),
            None => ("told-column", ("list", names.join(", ").into())),
        };
        let args = [("option", option.into()), ("name", written.into()), place];
        CommandFailure::request(id, &args)
    })
}

/// Lists sessions, or the files that they show.
pub(super) fn sessions(args: &SessionArgs, job: &Job) -> Result<Analysis, CommandFailure> {
    if !args.files {
        return run(&args.list, Subject::Sessions, job);
    }
    if job.none_was_read() {
        return Ok(job.plane.analysis());
    }
    let mut out = stdout(Notation::Text);
    let catalogue = job.catalogue(args.list.language.of(Audience::Stdout));
    let style = args.list.common.style();
    Ok(job.run(&mut Files::new(&mut out, &catalogue, style))?)
}

/// Lists sessions, or transfers.
pub(super) fn run(
    args: &ListArgs,
    subject: Subject,
    job: &Job,
) -> Result<Analysis, CommandFailure> {
    if let Some(objection) = args.objection() {
        return Err(CommandFailure::Request(objection));
    }
    let listing = args.listing(subject, job)?;
    let mut out = stdout(match args.format {
        ListFormat::Table | ListFormat::Csv => Notation::Text,
        ListFormat::Json | ListFormat::Ndjson | ListFormat::Part => Notation::Json,
    });
    if args.format == ListFormat::Table {
        // a table without rows would say that there is no session
        if job.none_was_read() {
            return Ok(job.plane.analysis());
        }
        args.each.head(&mut out, job)?;
    }
    Ok(match args.format {
        ListFormat::Table => {
            let catalogue = job.catalogue(args.language.of(Audience::Stdout));
            let style = args.common.style();
            job.run(&mut Table::new(&mut out, listing, &catalogue, style))
        }
        ListFormat::Json => job.run(&mut Json::new(&mut out, listing)),
        ListFormat::Ndjson => job.run(&mut Ndjson::new(&mut out, listing)),
        ListFormat::Csv => job.run(&mut Csv::new(&mut out, listing)),
        ListFormat::Part => match job.task {
            Some(task) => job.run(&mut PartOutput::new(&mut out, task)),
            None => return Err(CommandFailure::request("told-no-task", &[])),
        },
    }?)
}
