//! `diagnose`.

use std::io::ErrorKind;

use clap::{Args, ValueEnum};

use crate::model::{Analysis, Severity};
use crate::output::diagnose::{Findings, FindingsJson, FindingsMarkdown};
use crate::output::runner::CompletedRun;
use crate::output::sarif::Sarif;
use crate::text::workflow::Notation;

use super::CommandFailure;
use super::common::Common;
use super::each::Each;
use super::job::{Job, stdout};
use super::language::{Audience, LanguageArgs};

#[derive(Debug, Args)]
pub(super) struct DiagnoseArgs {
    /// How to print it
    #[arg(long, value_enum, default_value_t = DiagnoseFormat::Table)]
    pub(super) format: DiagnoseFormat,
    /// Exit with status 1 where a finding is at least that severe
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub(super) fail_on: Option<SeverityArg>,
    #[command(flatten)]
    language: LanguageArgs,
    #[command(flatten)]
    pub(super) each: Each,
    #[command(flatten)]
    pub(super) common: Common,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum DiagnoseFormat {
    /// For people
    Table,
    /// One JSON document
    Json,
    /// SARIF 2.1.0, for code scanning and CI
    Sarif,
    /// A report to be mailed: what is blocked, for whoever runs the firewall, and every finding
    Markdown,
}

impl DiagnoseFormat {
    fn audience(self) -> Audience {
        match self {
            DiagnoseFormat::Table | DiagnoseFormat::Markdown => Audience::Stdout,
            DiagnoseFormat::Json | DiagnoseFormat::Sarif => Audience::Others,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum SeverityArg {
    /// Good to know
    #[value(alias = "note")]
    Info,
    /// Worth a look
    Warning,
    /// Wrong
    Error,
}

impl From<SeverityArg> for Severity {
    fn from(severity: SeverityArg) -> Self {
        match severity {
            SeverityArg::Info => Severity::Info,
            SeverityArg::Warning => Severity::Warning,
            SeverityArg::Error => Severity::Error,
        }
    }
}

/// Prints the findings; true where one is at least as severe as `--fail-on` says.
pub(super) fn run(args: &DiagnoseArgs, job: &Job) -> Result<(Analysis, bool), CommandFailure> {
    let mut out = stdout(match args.format {
        DiagnoseFormat::Table | DiagnoseFormat::Markdown => Notation::Text,
        DiagnoseFormat::Json | DiagnoseFormat::Sarif => Notation::Json,
    });
    match args.format {
        DiagnoseFormat::Table | DiagnoseFormat::Markdown => args.each.head(&mut out, job)?,
        DiagnoseFormat::Json | DiagnoseFormat::Sarif if args.each.each => {
            return Err(CommandFailure::request("told-each-findings", &[]));
        }
        DiagnoseFormat::Json | DiagnoseFormat::Sarif => {}
    }
    let catalogue = job.catalogue(args.language.of(args.format.audience()));
    let style = args.common.style();
    let CompletedRun { analysis, written } = match args.format {
        DiagnoseFormat::Table => {
            let invocation = args.common.invocation(job.captures);
            let findings = Findings::new(&mut out, &catalogue, style);
            job.passes(&mut findings.proposing(invocation))
        }
        DiagnoseFormat::Json => job.passes(&mut FindingsJson::new(&mut out)),
        DiagnoseFormat::Sarif => job.passes(&mut Sarif::new(&mut out)),
        DiagnoseFormat::Markdown => job.passes(&mut FindingsMarkdown::new(&mut out, &catalogue)),
    }?;
    let worst = job.request.view(&analysis).worst_finding();
    let limit = args.fail_on.map(Severity::from);
    let failed = limit.is_some_and(|limit| worst >= Some(limit));
    match written {
        // the status is what is asked for, and whoever reads may have seen enough
        Err(error) if failed && error.kind() == ErrorKind::BrokenPipe => {}
        written => drop(written?),
    }
    Ok((analysis, failed))
}
