//! `slice`.

use std::io::{self, IsTerminal as _};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::model::Analysis;
use crate::output::slice::{Redaction, Slice};
use crate::text::locale::Catalogue;

use super::CommandFailure;
use super::common::Common;
use super::job::Job;
use super::language::{Audience, LanguageArgs};
use super::target::OutputTarget;
use super::voice::told;

#[derive(Debug, Args)]
pub(super) struct SliceArgs {
    /// The pcapng file to write, `-` for standard output
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: PathBuf,
    /// Overwrite what is there
    #[arg(long)]
    pub(super) force: bool,
    /// Write all frames of the capture, and comment those of the chosen sessions
    #[arg(long, conflicts_with = "redact")]
    pub(super) annotate: bool,
    /// Put the secrets of TLS of the chosen sessions into it, so that it can be opened without a
    /// key log
    #[arg(long, conflicts_with = "redact")]
    pub(super) keep_secrets: bool,
    /// Take secrets out, so that the slice can be handed on; with `=` what else, as in
    /// `--redact=secrets,names`
    #[arg(
        long,
        value_enum,
        value_name = "WHAT",
        value_delimiter = ',',
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "secrets",
        conflicts_with_all = ["keep_secrets", "show_passwords"]
    )]
    pub(super) redact: Option<Vec<RedactArg>>,
    #[command(flatten)]
    language: LanguageArgs,
    #[command(flatten)]
    pub(super) common: Common,
}

/// What is taken out of a slice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum RedactArg {
    /// Passwords and other secrets of the control channel; they always are
    Secrets,
    /// Names of users and files, greetings, and listings
    Names,
    /// What data connections carry
    Contents,
    /// IP and hardware addresses
    Addresses,
}

impl SliceArgs {
    fn redaction(&self) -> Option<Redaction> {
        let asked = self.redact.as_ref()?;
        Some(Redaction {
            names: asked.contains(&RedactArg::Names),
            contents: asked.contains(&RedactArg::Contents),
            addresses: asked.contains(&RedactArg::Addresses),
        })
    }
}

/// Writes the frames of the chosen sessions.
pub(super) fn run(args: &SliceArgs, job: &Job) -> Result<Analysis, CommandFailure> {
    refuse_terminal(&args.output, io::stdout().is_terminal())?;
    let target = OutputTarget::new(&args.output, &args.common.inputs(), args.force)?;
    if job.none_was_read() {
        return Ok(job.plane.analysis());
    }
    let redaction = args.redaction();
    if redaction.is_none() {
        job.messages.note(&told("told-slice-copies", &[]));
    }
    if args.keep_secrets {
        job.messages.note(&told("told-secrets-come", &[]));
    } else if job.plane.summaries().iter().any(|c| c.secrets_blocks > 0) {
        job.messages.note(&told("told-secrets-stay", &[]));
    }
    let secrets = args.keep_secrets.then(|| job.plane.secrets());
    let catalogue = Catalogue::new(args.language.of(Audience::Others));
    let (files, selection) = (job.plane.summaries(), &job.request.selection);
    target.fill(|out| {
        let mut slice = Slice::new(out, job.capture, files, selection, &catalogue)?;
        if let Some(secrets) = secrets {
            slice = slice.with_secrets(secrets);
        }
        if args.annotate {
            slice = slice.annotating();
        }
        if let Some(what) = redaction {
            slice = slice.redacted(what);
        }
        job.run(&mut slice)
    })
}

/// Bytes that are no text are for a file or a pipe.
fn refuse_terminal(output: &Path, is_terminal: bool) -> Result<(), CommandFailure> {
    if is_terminal && output.as_os_str() == "-" {
        return Err(CommandFailure::request("told-slice-terminal", &[]));
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
        assert!(matches!(refused, Err(CommandFailure::Request(why)) if why.contains("-o FILE")));
    }
}
