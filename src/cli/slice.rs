//! `slice`.

use std::fs;
use std::io::{self, BufWriter, IsTerminal as _, Write};
use std::path::{Path, PathBuf};

use crate::analysis::{Surveyed, Wanted};
use crate::capture::Capture;
use crate::locale::{Catalogue, Language};
use crate::output::slice::{Outline, Slice};
use crate::output::{Selection, View};
use crate::record::Analysis;

use super::Failure;
use super::args::SliceArgs;
use super::report::Reporter;

/// Writes the frames of the chosen sessions.
pub(super) fn run(
    args: &SliceArgs,
    capture: &Capture,
    surveyed: &Surveyed,
    reporter: &Reporter,
) -> Result<Analysis, Failure> {
    let target = Target::new(&args.output, args.force, &args.common.captures, io::stdout().is_terminal())?;
    if none_was_read(surveyed) {
        return Ok(surveyed.replay());
    }
    let rows = Wanted { rows: true, contents: false };
    let selection = args.common.selection();
    let mut sessions = None;
    if selection != Selection::default() {
        let analysis = surveyed.replay();
        let view = View { analysis: &analysis, selection: &selection, show_passwords: false };
        sessions = Some(view.sessions().map(|session| session.id).collect());
    }
    let mut outline = Outline::new(sessions);
    surveyed.replay_again(rows, &mut outline)?;
    let outline = outline.finish();
    reporter.note("frames are copied byte by byte: passwords in them stay readable");
    let catalogue = Catalogue::new(Language::En);
    let write = |out: &mut dyn Write| -> io::Result<Analysis> {
        let mut out = BufWriter::with_capacity(256 << 10, out);
        let mut slice = Slice::new(&mut out, capture, surveyed.summaries(), &outline, &catalogue)?;
        let analysis = surveyed.replay_again(rows, &mut slice)?;
        slice.finish();
        out.flush()?;
        Ok(analysis)
    };
    match target {
        Target::Stdout => Ok(write(&mut io::stdout().lock())?),
        Target::File { path, shown } => to_file(&path, &shown, args.force, write),
    }
}

/// True where no capture could be read at all, which is told as their fault: there is nothing to write then, and a file
/// without a frame would be in the way of the next try.
pub(super) fn none_was_read(surveyed: &Surveyed) -> bool {
    surveyed.summaries().iter().all(|c| c.frames == 0 && c.fault.as_ref().is_some_and(|fault| fault.fatal))
}

/// Where the frames go.
#[derive(Debug)]
enum Target {
    Stdout,
    /// A link stays, and what it leads to is replaced: `path`. `shown` is what the user calls it.
    File {
        path: PathBuf,
        shown: String,
    },
}

impl Target {
    /// Standard output for `-`, else a file: a new one, or one that may be replaced.
    fn new(output: &Path, force: bool, captures: &[PathBuf], terminal: bool) -> Result<Self, Failure> {
        if output.as_os_str() == "-" {
            let advice = "a capture is nothing for a terminal: -o FILE, or pipe it on, as in `-o - | tshark -r -`";
            return if terminal { Err(Failure::Request(advice.to_owned())) } else { Ok(Target::Stdout) };
        }
        let shown = shown(output);
        let refuse = |why: String| Err(Failure::Request(why));
        if output.symlink_metadata().is_err() {
            let folder = folder_of(output);
            if !folder.is_dir() {
                let folder = self::shown(folder);
                return refuse(format!("{shown}: there is no folder {folder}; make it first, or choose another"));
            }
            return Ok(Target::File { path: output.to_owned(), shown });
        }
        let Ok(path) = fs::canonicalize(output) else {
            return refuse(format!("{shown} is a link that leads to no file; choose another name"));
        };
        if path.is_dir() {
            return refuse(format!(
                "{shown} is a folder; name a file in it, as in -o {}",
                self::shown(&output.join("slice.pcapng"))
            ));
        }
        if !path.is_file() {
            return refuse(format!("{shown} is no regular file; `-o -` writes to standard output"));
        }
        if captures.iter().any(|capture| fs::canonicalize(capture).is_ok_and(|capture| capture == path)) {
            return refuse(format!("{shown} is one of the captures and is not overwritten; choose another name"));
        }
        if !force {
            return refuse(there_is_one(&shown));
        }
        Ok(Target::File { path, shown })
    }
}

fn shown(path: &Path) -> String {
    crate::output::escape::text(path.as_os_str().as_encoded_bytes())
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn there_is_one(shown: &str) -> String {
    format!("there is such a file already: {shown}; --force replaces it")
}

/// Writes a file under another name and gives it its own at the end, so that what stands under it is whole.
fn to_file(
    path: &Path,
    shown: &str,
    force: bool,
    write: impl FnOnce(&mut dyn Write) -> io::Result<Analysis>,
) -> Result<Analysis, Failure> {
    let named = |error: io::Error| io::Error::new(error.kind(), format!("{shown}: {error}"));
    // its own message names the temporary file
    let unnamed = |error: io::Error| named(error.kind().into());
    let mut builder = tempfile::Builder::new();
    builder.prefix(".ftpscope-");
    // the umask takes from these what it always takes
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder_of(path)).map_err(unnamed)?;
    let analysis = write(file.as_file_mut()).map_err(named)?;
    let placed = if force { file.persist(path) } else { file.persist_noclobber(path) };
    match placed {
        Ok(_) => Ok(analysis),
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => Err(Failure::Request(there_is_one(shown))),
        Err(error) => Err(unnamed(error.error).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn standard_output_is_no_terminal() {
        let target = |terminal| Target::new(Path::new("-"), false, &[], terminal);
        assert!(matches!(target(false), Ok(Target::Stdout)));
        assert!(matches!(target(true), Err(Failure::Request(why)) if why.contains("-o FILE")));
    }
}
