//! `slice`.

use std::io::{self, BufWriter, Write};
use std::path::Path;

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
    if args.output.as_os_str() == "-" {
        return Ok(write(&mut io::stdout().lock())?);
    }
    let is_input =
        |path: &std::path::PathBuf| path.canonicalize().is_ok_and(|p| Some(p) == args.output.canonicalize().ok());
    if args.common.captures.iter().any(is_input) {
        return Err(Failure::Request("the output is one of the captures: choose another name".to_owned()));
    }
    Ok(to_file(&args.output, args.force, write)?)
}

/// Writes a file under another name and gives it its own at the end, so that what stands under it is whole.
fn to_file(
    path: &Path,
    force: bool,
    write: impl FnOnce(&mut dyn Write) -> io::Result<Analysis>,
) -> io::Result<Analysis> {
    let shown = crate::output::escape::text(path.as_os_str().as_encoded_bytes());
    let named = |error: io::Error| io::Error::new(error.kind(), format!("{shown}: {error}"));
    if !force && path.symlink_metadata().is_ok() {
        return Err(named(io::Error::other("there is such a file; choose another name, or --force to overwrite")));
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".ftpscope-");
    // the umask takes from these what it always takes
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder).map_err(named)?;
    let analysis = write(file.as_file_mut()).map_err(named)?;
    let placed = if force { file.persist(path) } else { file.persist_noclobber(path) };
    placed.map_err(|error| named(error.error))?;
    Ok(analysis)
}
