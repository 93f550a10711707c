//! What can be typed after `check`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::check::record::RecordLevel;
use crate::cli::common::Common;
use crate::cli::language::LanguageArgs;

#[derive(Debug, Args)]
#[command(mut_arg("captures", |arg| arg.required(false).required_unless_present_any(["pairs", "schema"])))]
#[command(group(clap::ArgGroup::new("expected").required(true).multiple(true)
    .args(["expectations", "require", "forbid", "record", "pairs", "schema"])))]
#[command(override_usage = "ftpscope check [OPTIONS] -e <FILE.toml> <CAPTURE>...
       ftpscope check [OPTIONS] --require <EXPR> --forbid <EXPR> <CAPTURE>...
       ftpscope check [OPTIONS] --record <FILE.toml> <CAPTURE>...
       ftpscope check [OPTIONS] --pairs <DIR>
       ftpscope check --schema")]
pub(in crate::cli) struct CheckArgs {
    /// Expectations (TOML, see docs/check.md); repeat for more
    #[arg(short, long, value_name = "FILE")]
    pub(super) expectations: Vec<PathBuf>,
    /// What must hold: an expression, or a finding that must be there (repeat for more)
    #[arg(long, value_name = "EXPR")]
    pub(super) require: Vec<String>,
    /// What must not be: a finding, a command, or an expression that nothing may fit (repeat for
    /// more)
    #[arg(long, value_name = "EXPR")]
    pub(super) forbid: Vec<String>,
    /// Judge every capture alone
    #[arg(long, conflicts_with = "pairs")]
    pub(super) each: bool,
    /// Judge every capture of this folder by the file of the same name: x.pcap (or x.pcapng,
    /// x.pcap.gz, ...) by x.toml
    #[arg(long, value_name = "DIR", conflicts_with = "captures")]
    pub(super) pairs: Option<PathBuf>,
    /// Write expectations that this capture meets, and its next recording; of several recordings of
    /// one scenario, what they share; `-` is standard output
    #[arg(long, value_name = "FILE",
        conflicts_with_all = ["expectations", "require", "forbid", "pairs", "junit", "sarif", "markdown", "code_quality", "format", "allow_no_ftp"])]
    pub(super) record: Option<PathBuf>,
    /// Let what must not be (--forbid) hold of a capture without FTP too
    #[arg(long)]
    pub(super) allow_no_ftp: bool,
    /// Overwrite what --record finds there
    #[arg(long, requires = "record")]
    pub(super) force: bool,
    /// How much is recorded [default: transfers]
    #[arg(long, value_enum, requires = "record")]
    pub(super) level: Option<RecordLevelArg>,
    /// How to print the result
    #[arg(long, value_enum, default_value_t = CheckFormat::Table)]
    pub(super) format: CheckFormat,
    #[arg(long, value_name = "FILE", help = "Write JUnit XML to this file too")]
    pub(super) junit: Option<PathBuf>,
    /// Write SARIF 2.1.0 to this file too
    #[arg(long, value_name = "FILE")]
    pub(super) sarif: Option<PathBuf>,
    /// Write Markdown to this file too, as for the summary of a job
    #[arg(long, value_name = "FILE")]
    pub(super) markdown: Option<PathBuf>,
    #[arg(
        long,
        value_name = "FILE",
        help = "Write a code quality report of GitLab to this file too"
    )]
    pub(super) code_quality: Option<PathBuf>,
    /// Print the JSON Schema of an expectations file and do nothing else
    #[arg(long, exclusive = true)]
    pub(super) schema: bool,
    #[command(flatten)]
    pub(super) language: LanguageArgs,
    #[command(flatten)]
    pub(in crate::cli) common: Common,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum CheckFormat {
    /// For people: what was expected, what was found, in which frames
    Table,
    /// One JSON document
    Json,
    #[value(help = "JUnit XML")]
    Junit,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations of GitHub Actions (on standard error with any other format where
    /// `GITHUB_ACTIONS` is set)
    Github,
    /// TAP version 14
    Tap,
    /// Markdown, for the summary of a job or a comment
    Markdown,
    #[value(help = "Code quality of GitLab (JSON)")]
    CodeQuality,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum RecordLevelArg {
    /// Who logs in, active or passive, TLS
    Mode,
    /// And every transfer with its size and digest
    Transfers,
    /// And the whole control channel and the findings
    Full,
}

impl From<RecordLevelArg> for RecordLevel {
    fn from(level: RecordLevelArg) -> Self {
        match level {
            RecordLevelArg::Mode => RecordLevel::Mode,
            RecordLevelArg::Transfers => RecordLevel::Transfers,
            RecordLevelArg::Full => RecordLevel::Full,
        }
    }
}
