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
    let mut expectations: BTreeSet<PathBuf> = BTreeSet::new();
    let mut captures: BTreeMap<PathBuf, PathBuf> = BTreeMap::new();
    for path in entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.is_file())
    {
        if path
            .extension()
            .is_some_and(|extension| extension == "toml")
        {
            expectations.insert(path);
        } else if let Some(stem) = stem(&path) {
            captures.insert(path, stem.with_added_extension("toml"));
        }
    }
    let mut whole = true;
    for file in &expectations {
        if !captures.values().any(|wanted| wanted == file) {
            stderr::error(&told(
                "told-pair-no-capture",
                &[("name", shown(file).into())],
            ));
            whole = false;
        }
    }
    let shared =
        !(args.expectations.is_empty() && args.require.is_empty() && args.forbid.is_empty());
    let mut jobs = Vec::new();
    for (capture, wanted) in captures {
        let own = expectations.contains(&wanted);
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
    if jobs.is_empty() && whole {
        stderr::error(&told("told-no-pair", &[("name", shown(folder).into())]));
    }
    (jobs, whole)
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
