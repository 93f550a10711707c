//! `--each`: every capture alone.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;

use crate::text::escape;

use super::job::Job;

#[derive(Clone, Copy, Debug, Args)]
pub(super) struct Each {
    /// Take every CAPTURE alone, under its name
    #[arg(long)]
    pub(super) each: bool,
}

impl Each {
    /// Writes the name of the capture above what is printed of it.
    pub(super) fn head(self, out: &mut dyn Write, job: &Job) -> io::Result<()> {
        if !self.each {
            return Ok(());
        }
        self.space(out, job)?;
        writeln!(out, "{}:", name(job.captures))
    }

    /// Writes an empty line between two captures.
    pub(super) fn space(self, out: &mut dyn Write, job: &Job) -> io::Result<()> {
        if self.each && job.written_before > 0 {
            writeln!(out)?;
        }
        Ok(())
    }
}

/// What a capture is called.
pub(super) fn name(captures: &[PathBuf]) -> String {
    let names: Vec<String> = captures
        .iter()
        .map(|path| escape::text(path.as_os_str().as_encoded_bytes()))
        .collect();
    names.join(" ")
}
