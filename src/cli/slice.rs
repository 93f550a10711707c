//! `slice`.

use std::io::{self, IsTerminal as _};
use std::path::{Path, PathBuf};

use clap::Args;

use crate::analysis::view::{Selection, View};
use crate::analysis::{ControlPlane, Wanted};
use crate::capture::Capture;
use crate::model::Analysis;
use crate::output::slice::{Outline, Slice};
use crate::text::locale::{Catalogue, Language};

use super::Failure;
use super::common::Common;
use super::stderr::Messages;
use super::target::{Target, none_was_read};

#[derive(Debug, Args)]
pub(super) struct SliceArgs {
    /// The pcapng file to write, `-` for standard output
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: PathBuf,
    /// Overwrite what is there
    #[arg(long)]
    pub(super) force: bool,
    #[command(flatten)]
    pub(super) common: Common,
}

/// Writes the frames of the chosen sessions.
pub(super) fn run(
    args: &SliceArgs,
    capture: &Capture,
    plane: &ControlPlane,
    messages: &Messages,
) -> Result<Analysis, Failure> {
    refuse_terminal(&args.output, io::stdout().is_terminal())?;
    let target = Target::new(&args.output, &args.common.captures, args.force)?;
    if none_was_read(plane) {
        return Ok(plane.analysis());
    }
    let selection = args.common.selection();
    let known = (selection != Selection::default()).then(|| plane.analysis());
    let sessions = known.as_ref().map(|analysis| {
        let view = View {
            analysis,
            selection: &selection,
            show_passwords: false,
        };
        view.sessions().map(|session| session.id).collect()
    });
    let mut outline = Outline::new(sessions);
    let analysis = plane.data_pass_with(Wanted::ROWS, &mut outline, known)?;
    let outline = outline.finish();
    messages.note("frames are copied byte by byte: passwords in them stay readable");
    let catalogue = Catalogue::new(Language::En);
    target.fill(|mut out| {
        let mut slice = Slice::new(&mut out, capture, plane.summaries(), &outline, &catalogue)?;
        let analysis = plane.data_pass_with(Wanted::ROWS, &mut slice, Some(analysis))?;
        slice.finish();
        Ok(analysis)
    })
}

/// Bytes that are no text are for a file or a pipe.
fn refuse_terminal(output: &Path, is_terminal: bool) -> Result<(), Failure> {
    if is_terminal && output.as_os_str() == "-" {
        let advice = "a capture is nothing for a terminal: -o FILE, or pipe it on, as in `-o - | tshark -r -`";
        return Err(Failure::Request(advice.to_owned()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_gets_no_capture() {
        assert!(
            refuse_terminal(Path::new("-"), false).is_ok()
                && refuse_terminal(Path::new("a"), true).is_ok()
        );
        let refused = refuse_terminal(Path::new("-"), true);
        assert!(matches!(refused, Err(Failure::Request(why)) if why.contains("-o FILE")));
    }
}
