//! `timeline`.

use std::io;

use clap::{Args, ValueEnum};

use crate::model::Analysis;
use crate::output::timeline::{Ndjson, Table, Tsv};
use crate::text::locale::{Catalogue, Language};
use crate::text::workflow::Notation;

use super::common::Common;
use super::job::{Job, stdout};

#[derive(Debug, Args)]
pub(super) struct TimelineArgs {
    /// How to print it
    #[arg(long, value_enum, default_value_t = TimelineFormat::Table)]
    pub(super) format: TimelineFormat,
    /// Name the file of each row, and the frame's number in it (ndjson always does)
    #[arg(long)]
    pub(super) file_names: bool,
    #[command(flatten)]
    pub(super) common: Common,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum TimelineFormat {
    /// Verdicts and rows for people
    Table,
    /// Tab-separated, with the columns of tshark and two more
    Tsv,
    /// One JSON object a line
    Ndjson,
}

pub(super) fn run(args: &TimelineArgs, job: &Job) -> io::Result<Analysis> {
    let mut out = stdout(match args.format {
        TimelineFormat::Table | TimelineFormat::Tsv => Notation::Text,
        TimelineFormat::Ndjson => Notation::Json,
    });
    let catalogue = Catalogue::new(Language::En);
    let frame = job.frame().naming_files(args.file_names);
    let style = args.common.style();
    match args.format {
        TimelineFormat::Table => job.run(&mut Table::new(&mut out, frame, &catalogue, style)),
        TimelineFormat::Tsv => job.run(&mut Tsv::new(&mut out, frame, &catalogue)),
        TimelineFormat::Ndjson => job.run(&mut Ndjson::new(&mut out, frame, &catalogue)),
    }
}
