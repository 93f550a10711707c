//! `timeline`.

use std::io::{self, IsTerminal as _};

use clap::{Args, ValueEnum};

use crate::model::Analysis;
use crate::output::overview;
use crate::output::timeline::{Head, TimelineNdjson, TimelineStyle, TimelineTable, Times, Tsv};
use crate::text::locale::Catalogue;
use crate::text::workflow::Notation;

use super::common::Common;
use super::job::{Job, stdout};
use super::language::{Audience, LanguageArgs};

#[derive(Debug, Args)]
pub(super) struct TimelineArgs {
    /// How to print it
    #[arg(long, value_enum, default_value_t = TimelineFormat::Table)]
    pub(super) format: TimelineFormat,
    /// Name the file of each row, and the frame's number there
    #[arg(long)]
    pub(super) file_names: bool,
    /// What times in the table count from
    #[arg(long, value_enum, default_value_t = TimeArg::Relative)]
    time: TimeArg,
    #[command(flatten)]
    language: LanguageArgs,
    /// On a terminal too, a row for every segment of data
    #[arg(long)]
    all_rows: bool,
    /// No command was named: on a terminal the overview comes first.
    #[arg(skip)]
    bare: bool,
    #[command(flatten)]
    pub(super) common: Common,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum TimeArg {
    /// The first frame of the capture
    Relative,
    /// Midnight in UTC
    Utc,
    /// Midnight here
    Local,
    /// The row before
    Delta,
}

impl From<TimeArg> for Times {
    fn from(time: TimeArg) -> Self {
        match time {
            TimeArg::Relative => Times::Relative,
            TimeArg::Utc => Times::Utc,
            TimeArg::Local => Times::Local,
            TimeArg::Delta => Times::Delta,
        }
    }
}

impl TimelineArgs {
    /// The same, where no command was named.
    pub(super) fn bare(self) -> Self {
        TimelineArgs { bare: true, ..self }
    }

    /// What of the table is for a terminal.
    fn look(&self, job: &Job) -> TimelineStyle {
        let is_terminal = io::stdout().is_terminal();
        TimelineStyle {
            times: self.time.into(),
            // of what could not be read the error alone is told
            head: (self.bare && is_terminal && !job.none_was_read()).then(|| Head {
                write: overview::write,
                invocation: self.common.invocation(job.captures),
            }),
            folds: is_terminal && !self.all_rows,
            sums: is_terminal,
            beside: is_terminal,
        }
    }
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
    // what programs read keeps the addresses
    let catalogue = match args.format {
        TimelineFormat::Table => job.catalogue(args.language.of(Audience::Stdout)),
        TimelineFormat::Tsv | TimelineFormat::Ndjson => {
            Catalogue::new(args.language.of(Audience::Others))
        }
    };
    let frame = job.frame().naming_files(args.file_names);
    let style = args.common.style();
    match args.format {
        TimelineFormat::Table => {
            let look = args.look(job);
            job.run(&mut TimelineTable::new(&mut out, frame, &catalogue, style).looking(look))
        }
        TimelineFormat::Tsv => job.run(&mut Tsv::new(&mut out, frame, &catalogue)),
        TimelineFormat::Ndjson => job.run(&mut TimelineNdjson::new(&mut out, frame, &catalogue)),
    }
}
