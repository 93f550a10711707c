//! Captures that stand where somebody looked for one.

use std::fs;
use std::path::{Path, PathBuf};

use crate::text::escape;

use super::voice::told;

/// What captures are called, compressed ones by the name below.
const ENDINGS: [&str; 6] = ["pcap", "pcapng", "cap", "snoop", "erf", "ntar"];
const COMPRESSED: [&str; 5] = ["gz", "zst", "lz4", "xz", "bz2"];
/// Captures that are named.
const NAMED: usize = 6;
/// Entries of a folder that are looked at.
const ENTRIES: usize = 10_000;
/// Names that are less alike are no misspellings of each other.
const SIMILAR: f64 = 0.85;

/// `a.pcap, b.pcapng and 3 more`; none, where a folder has none.
pub(super) fn captures_in(folder: &Path) -> Option<String> {
    let mut names = names_in(folder);
    names.retain(|name| is_capture(Path::new(name)));
    let more = more(names.len().saturating_sub(NAMED));
    names.truncate(NAMED);
    let shown: Vec<String> = names
        .iter()
        .map(|name| escape::text(name.as_bytes()))
        .collect();
    (!shown.is_empty()).then(|| format!("{}{more}", shown.join(", ")))
}

/// ` and 3 more`, behind a list.
pub(super) fn more(count: usize) -> String {
    if count == 0 {
        return String::new();
    }
    format!(" {}", told("told-and-more", &[("count", count.into())]))
}

/// The file whose name is like that of one that is not there.
pub(super) fn like(missing: &Path) -> Option<PathBuf> {
    let name = missing.file_name()?.to_str()?;
    let folder = missing.parent().filter(|folder| folder != &Path::new(""));
    let likeness = |other: &String| strsim::jaro_winkler(name, other);
    let best = names_in(folder.unwrap_or(Path::new(".")))
        .into_iter()
        .filter(|other| is_capture(Path::new(other)))
        .max_by(|own, other| likeness(own).total_cmp(&likeness(other)))?;
    (likeness(&best) >= SIMILAR).then(|| missing.with_file_name(best))
}

/// The names of the files in a folder, in order.
fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().take(ENTRIES);
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

fn is_capture(name: &Path) -> bool {
    let Some(ending) = name.extension().and_then(|ending| ending.to_str()) else {
        return false;
    };
    let ending = ending.to_ascii_lowercase();
    if COMPRESSED.contains(&ending.as_str()) {
        return name
            .file_stem()
            .is_some_and(|stem| is_capture(Path::new(stem)));
    }
    ENDINGS.contains(&ending.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn captures_are_known_by_their_names() {
        for (name, capture) in [
            ("a.pcap", true),
            ("a.PCAPNG", true),
            ("a.pcap.gz", true),
            ("a.tar.gz", false),
            ("pcap", false),
            ("a.md", false),
        ] {
            assert_eq!(is_capture(Path::new(name)), capture, "{name}");
        }
    }

    #[test]
    fn a_folder_says_which_captures_it_has() {
        let folder = tempfile::tempdir().expect("a folder");
        assert_eq!(captures_in(folder.path()), None);
        for number in 0..8 {
            let path = folder.path().join(format!("day{number}.pcap"));
            fs::write(path, "").expect("a file");
        }
        let told = captures_in(folder.path()).expect("captures");
        assert!(
            told.starts_with("day0.pcap, ") && told.ends_with(" and 2 more"),
            "{told}"
        );
        let like = like(&folder.path().join("dya3.pcap"));
        assert_eq!(like, Some(folder.path().join("day3.pcap")));
    }
}
