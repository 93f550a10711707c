//! `filter`.

use std::io;

use clap::{Args, ValueEnum};

use crate::model::Analysis;
use crate::output::filter::{Filter, Format};
use crate::text::workflow::Notation;

use super::common::Common;
use super::job::{Job, stdout};

#[derive(Debug, Args)]
pub(super) struct FilterArgs {
    /// The tool that it is for
    #[arg(long, value_enum, default_value_t = FilterFormat::Wireshark)]
    pub(super) format: FilterFormat,
    #[command(flatten)]
    pub(super) common: Common,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FilterFormat {
    /// A display filter by hosts and ports
    Wireshark,
    /// A capture filter, for tcpdump and `editcap`'s relatives
    Bpf,
    /// A display filter by numbers of frames
    Frames,
    #[value(help = "Ranges of frames as `editcap -r` takes them")]
    Editcap,
}

impl From<FilterFormat> for Format {
    fn from(format: FilterFormat) -> Self {
        match format {
            FilterFormat::Wireshark => Format::Wireshark,
            FilterFormat::Bpf => Format::Bpf,
            FilterFormat::Frames => Format::Frames,
            FilterFormat::Editcap => Format::Editcap,
        }
    }
}

/// Prints the filter of the chosen sessions.
pub(super) fn run(args: &FilterArgs, job: &Job) -> io::Result<Analysis> {
    let mut out = stdout(Notation::Text);
    job.run(&mut Filter::new(
        &mut out,
        args.format.into(),
        job.frame(),
        &job.plane.limits(),
    ))
}
