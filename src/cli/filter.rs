//! `filter`.

use std::io;

use clap::{Args, ValueEnum};

use crate::model::Analysis;
use crate::output::filter::{FilterFormat, FilterOutput};
use crate::text::workflow::Notation;

use super::common::Common;
use super::job::{Job, stdout};
use super::language::LanguageArgs;

#[derive(Debug, Args)]
pub(super) struct FilterArgs {
    /// The tool that it is for
    #[arg(long, value_enum, default_value_t = FilterFormatArg::Wireshark)]
    pub(super) format: FilterFormatArg,
    #[command(flatten)]
    _language: LanguageArgs,
    #[command(flatten)]
    pub(super) common: Common,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FilterFormatArg {
    /// A display filter by hosts and ports
    Wireshark,
    /// A capture filter, for tcpdump and `editcap`'s relatives
    Bpf,
    /// A display filter by numbers of frames
    Frames,
    #[value(help = "Ranges of frames as `editcap -r` takes them")]
    Editcap,
}

impl From<FilterFormatArg> for FilterFormat {
    fn from(format: FilterFormatArg) -> Self {
        match format {
            FilterFormatArg::Wireshark => FilterFormat::Wireshark,
            FilterFormatArg::Bpf => FilterFormat::Bpf,
            FilterFormatArg::Frames => FilterFormat::Frames,
            FilterFormatArg::Editcap => FilterFormat::Editcap,
        }
    }
}

/// Prints the filter of the chosen sessions.
pub(super) fn run(args: &FilterArgs, job: &Job) -> io::Result<Analysis> {
    let mut out = stdout(Notation::Text);
    job.run(&mut FilterOutput::new(
        &mut out,
        args.format.into(),
        job.frame(),
        &job.plane.limits(),
    ))
}
