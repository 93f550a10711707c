//! What can be typed after `extract`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::check::reason;
use crate::cli::common::{Common, size};
use crate::cli::language::LanguageArgs;
use crate::cli::voice;
use crate::digest::Hash;
use crate::extract::{NamePattern, Newlines};
use crate::text::message::sentence;

/// The digest of extracted files.
pub(super) const EXTRACT_HASH: Hash = Hash::Sha256;

/// A pattern of names; what is not a pattern is told in the language of messages.
fn name_pattern(text: &str) -> Result<NamePattern, String> {
    text.parse().map_err(|error: globset::Error| {
        let why = reason::no_glob(error.kind());
        sentence(&voice::catalogue(), &why)
    })
}

#[derive(Debug, Args)]
pub(in crate::cli) struct ExtractArgs {
    /// The folder to write to, made where it is missing; needed without --dry-run and --stdout
    #[arg(short, long, value_name = "DIR", required_unless_present_any = ["stdout", "dry_run"])]
    pub(super) directory: Option<PathBuf>,
    /// Only files of that name, * and ? and [a-z] as in a shell; with a slash, of that path (repeat
    /// for more)
    #[arg(long, value_name = "GLOB", help_heading = "Filters", value_parser = name_pattern)]
    pub(super) name: Vec<NamePattern>,
    /// Only files that are complete
    #[arg(long, help_heading = "Filters")]
    pub(super) complete_only: bool,
    /// Listings too (LIST, NLST, MLSD)
    #[arg(long)]
    pub(super) listings: bool,
    /// Line ends of text (TYPE A) [default: as on the wire]
    #[arg(long, value_enum, value_name = "STYLE")]
    pub(super) text_newlines: Option<NewlinesArg>,
    /// What stands for missing bytes [default: nothing, they are left out]
    #[arg(long, value_enum, value_name = "WITH")]
    pub(super) fill_gaps: Option<FillArg>,
    /// Leave out larger files, e.g. 10M, 1.5GiB
    #[arg(long, value_name = "SIZE", value_parser = size)]
    pub(super) max_file_size: Option<bytesize::ByteSize>,
    /// Leave out files that would make all together larger [default for what is decoded: 100 times
    /// the capture]
    #[arg(long, value_name = "SIZE", value_parser = size)]
    pub(super) max_total_size: Option<bytesize::ByteSize>,
    /// Overwrite what is there
    #[arg(long)]
    pub(super) force: bool,
    /// Write nothing, show what would be written
    #[arg(long, conflicts_with = "stdout")]
    pub(super) dry_run: bool,
    /// Write the one file that fits to standard output
    #[arg(long, conflicts_with_all = ["directory", "force"])]
    pub(super) stdout: bool,
    #[command(flatten)]
    pub(super) language: LanguageArgs,
    #[command(flatten)]
    pub(in crate::cli) common: Common,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum NewlinesArg {
    /// LF
    Unix,
    /// CRLF
    Dos,
}

impl From<NewlinesArg> for Newlines {
    fn from(newlines: NewlinesArg) -> Self {
        match newlines {
            NewlinesArg::Unix => Newlines::Unix,
            NewlinesArg::Dos => Newlines::Dos,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FillArg {
    /// Zeros
    Zero,
}
