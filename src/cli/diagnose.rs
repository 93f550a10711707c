//! `diagnose`.

use std::io::{self, BufWriter, ErrorKind, Write as _};

use crate::locale::{Catalogue, Language};
use crate::output::{diagnose, sarif};
use crate::record::{Analysis, Severity};
use crate::view::View;

use super::args::{DiagnoseArgs, DiagnoseFormat};

/// Prints the findings; true where one is at least as severe as `--fail-on` says.
pub(super) fn run(args: &DiagnoseArgs, analysis: Analysis) -> io::Result<(Analysis, bool)> {
    let selection = args.common.selection();
    let view = View { analysis: &analysis, selection: &selection, show_passwords: args.common.show_passwords };
    let limit = args.fail_on.map(Severity::from);
    let failed = limit.is_some_and(|limit| view.worst_finding().is_some_and(|worst| worst >= limit));
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
            diagnose::write_table(&mut out, view, &Catalogue::new(Language::En), args.common.style())?;
        }
        DiagnoseFormat::Json => diagnose::write_json(&mut out, view)?,
        DiagnoseFormat::Sarif => sarif::write(&mut out, view)?,
    }
    out.flush()
}
