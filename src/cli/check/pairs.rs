//! `--pairs`: which capture of a folder is judged by which file.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::capture::compression::compressions;
use crate::capture::formats::formats;
use crate::cli::stderr::{self, Messages};
use crate::cli::voice::{self, told};
use crate::model::Message;
use crate::text::escape;
use crate::text::message::sentence;

use super::args::CheckArgs;
use super::run::CheckJob;

/// Endings of captures, beside the names of the formats.
const CAPTURES: [&str; 3] = ["cap", "dmp", "dump"];
/// Endings of compressed files, beside the names of the compressions.
const PACKED: [&str; 3] = ["gz", "zst", "bz2"];

/// The pairs in order of their names, and whether every expectations file has a capture. A file
/// without its other half is told.
pub(super) fn jobs(folder: &Path, args: &CheckArgs, messages: &Messages) -> (Vec<CheckJob>, bool) {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => {
            let message = Message::new(
                "told-unread-folder",
                [("name", shown(folder).into()), ("cause", (&error).into())],
            );
            stderr::error(&sentence(&voice::catalogue(), &message));
            return (Vec::new(), false);
        }
    };
    let halves = Halves::of(entries.flatten().map(|entry| entry.path()));
    let whole = halves.have_captures();
    let jobs = halves.jobs(args, messages);
    if jobs.is_empty() && whole {
        stderr::error(&told("told-no-pair", &[("name", shown(folder).into())]));
    }
    (jobs, whole)
}

/// The captures and the expectations of a folder, those without their other half too.
pub(super) fn inputs(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let halves = Halves::of(entries.map(|entry| entry.path()));
    let captures = halves.captures.into_keys();
    captures.chain(halves.expectations).collect()
}

/// What a folder holds of pairs.
#[derive(Default)]
struct Halves {
    expectations: BTreeSet<PathBuf>,
    /// Each with the expectations file that would belong to it.
    captures: BTreeMap<PathBuf, PathBuf>,
}

impl Halves {
    fn of(paths: impl Iterator<Item = PathBuf>) -> Self {
        let mut halves = Halves::default();
        for path in paths.filter(|path| path.is_file()) {
            if path.extension().is_some_and(|end| end == "toml") {
                halves.expectations.insert(path);
            } else if let Some(stem) = stem(&path) {
                let wanted = stem.with_added_extension("toml");
                halves.captures.insert(path, wanted);
            }
        }
        halves
    }

    /// True where every expectations file has a capture; one without is told.
    fn have_captures(&self) -> bool {
        let wanted: BTreeSet<_> = self.captures.values().collect();
        let mut whole = true;
        for file in &self.expectations {
            if !wanted.contains(file) {
                let args = [("name", shown(file).into())];
                stderr::error(&told("told-pair-no-capture", &args));
                whole = false;
            }
        }
        whole
    }

    /// The captures that are judged: by their own expectations, or by those that are given for all.
    fn jobs(self, args: &CheckArgs, messages: &Messages) -> Vec<CheckJob> {
        let shared =
            !(args.expectations.is_empty() && args.require.is_empty() && args.forbid.is_empty());
        let mut jobs = Vec::new();
        for (capture, wanted) in self.captures {
            let own = self.expectations.contains(&wanted);
            if !own {
                let id = if shared {
                    "told-pair-judged-by-all"
                } else {
                    "told-pair-not-judged"
                };
                let args = [
                    ("name", shown(&capture).into()),
                    ("wanted", shown(&wanted).into()),
                ];
                messages.warning(&told(id, &args));
            }
            if own || shared {
                jobs.push(CheckJob {
                    captures: vec![capture],
                    expectations: own.then_some(wanted),
                });
            }
        }
        jobs
    }
}

fn shown(path: &Path) -> String {
    escape::text(path.to_string_lossy().as_bytes())
}

/// The path without the endings of a capture; `None` for any other file.
fn stem(path: &Path) -> Option<PathBuf> {
    let packed: Vec<&str> = compressions().chain(PACKED).collect();
    let inner = if has_extension(path, &packed) {
        path.with_extension("")
    } else {
        path.to_owned()
    };
    let plain: Vec<&str> = formats().chain(CAPTURES).collect();
    has_extension(&inner, &plain).then(|| inner.with_extension(""))
}

fn has_extension(path: &Path, known: &[&str]) -> bool {
    let extension = path
        .extension()
        .map(|extension| extension.to_string_lossy().to_lowercase());
    extension.is_some_and(|extension| known.contains(&extension.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_of_captures_are_known() {
        let stem =
            |name: &str| stem(Path::new(name)).map(|path| path.to_string_lossy().into_owned());
        assert_eq!(stem("d/a.pcap").as_deref(), Some("d/a"));
        assert_eq!(stem("a.b.pcapng.gz").as_deref(), Some("a.b"));
        assert_eq!(stem("a.PCAP.zst").as_deref(), Some("a"));
        assert_eq!(
            (stem("a.toml"), stem("a.gz"), stem("README.md"), stem("a")),
            (None, None, None, None)
        );
    }
}
