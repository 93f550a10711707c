//! `diagnose`.

use std::io::{self, BufWriter, ErrorKind, Write as _};

use clap::{Args, ValueEnum};

use crate::analysis::view::View;
use crate::model::{Analysis, Severity};
use crate::output::{diagnose, sarif};
use crate::text::locale::{Catalogue, Language};

use super::common::Common;

#[derive(Debug, Args)]
pub(super) struct DiagnoseArgs {
    /// How to print it
    #[arg(long, value_enum, default_value_t = DiagnoseFormat::Table)]
    pub(super) format: DiagnoseFormat,
    /// Exit with status 1 where a finding is at least that severe
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub(super) fail_on: Option<SeverityArg>,
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
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum SeverityArg {
    /// Good to know
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
pub(super) fn run(args: &DiagnoseArgs, analysis: Analysis) -> io::Result<(Analysis, bool)> {
    let selection = args.common.selection();
    let view = View {
        analysis: &analysis,
        selection: &selection,
        show_passwords: args.common.show_passwords,
    };
    let limit = args.fail_on.map(Severity::from);
    let failed =
        limit.is_some_and(|limit| view.worst_finding().is_some_and(|worst| worst >= limit));
    match print(args, &view) {
        // the status is what is asked for, and whoever reads may have seen enough
        Err(error) if failed && error.kind() == ErrorKind::BrokenPipe => {}
        result => result?,
    }
    Ok((analysis, failed))
}

fn print(args: &DiagnoseArgs, view: &View) -> io::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    match args.format {
        DiagnoseFormat::Table => {
            diagnose::write_table(
                &mut out,
                view,
                &Catalogue::new(Language::En),
                args.common.style(),
            )?;
        }
        DiagnoseFormat::Json => diagnose::write_json(&mut out, view)?,
        DiagnoseFormat::Sarif => sarif::write(&mut out, view)?,
    }
    out.flush()
}
