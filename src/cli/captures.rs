//! The captures of a command line. A Unix shell puts files in place of `*.pcap`; `cmd.exe` and
//! `PowerShell` hand the pattern on, and so does YAML that no shell reads. What is not a file by
//! its own name and holds a wildcard is therefore taken for a pattern, on every platform alike, so
//! that a command means the same everywhere.

use std::ops::Deref;
use std::path::{Path, PathBuf};

use clap::{ArgMatches, Args, Command, FromArgMatches};
use glob::MatchOptions;

/// What makes a pattern of a name.
const WILDCARDS: [char; 3] = ['*', '?', '['];

/// As a shell matches: a star stops at a folder and at a hidden file. Windows ignores case in
/// names.
const AS_A_SHELL: MatchOptions = MatchOptions {
    case_sensitive: !cfg!(windows),
    require_literal_separator: true,
    require_literal_leading_dot: true,
};

/// The captures as they were typed.
#[derive(Debug, Args)]
struct TypedCaptures {
    /// Capture files (pcap, pcapng, snoop, ERF, Network Monitor; plain or compressed); several are
    /// one capture, `-` is standard input
    #[arg(value_name = "CAPTURE", required_unless_present = "connections")]
    captures: Vec<PathBuf>,
}

/// The captures to read, with files in place of patterns.
#[derive(Debug)]
pub(super) struct Captures(Vec<PathBuf>);

impl Deref for Captures {
    type Target = [PathBuf];

    fn deref(&self) -> &[PathBuf] {
        &self.0
    }
}

impl Args for Captures {
    fn augment_args(command: Command) -> Command {
        TypedCaptures::augment_args(command)
    }

    fn augment_args_for_update(command: Command) -> Command {
        TypedCaptures::augment_args_for_update(command)
    }
}

impl FromArgMatches for Captures {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let typed = TypedCaptures::from_arg_matches(matches)?;
        Ok(Self(
            typed.captures.iter().flat_map(|word| files(word)).collect(),
        ))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// The files that a word names, in the order of their names. A pattern that fits none stays as it
/// is, so that it is named where it cannot be read.
fn files(word: &Path) -> Vec<PathBuf> {
    let found = pattern(word).map(matching).unwrap_or_default();
    if found.is_empty() {
        return vec![word.to_path_buf()];
    }
    found
}

/// The pattern that a word is; none, where it is the name of a file, or of no wildcard.
fn pattern(word: &Path) -> Option<&str> {
    let text = word.to_str()?;
    (text.contains(WILDCARDS) && !word.exists()).then_some(text)
}

/// Files that fit a pattern. What is not a pattern, or a folder that cannot be read, fits none.
fn matching(pattern: &str) -> Vec<PathBuf> {
    let paths = glob::glob_with(pattern, AS_A_SHELL).into_iter().flatten();
    paths.flatten().filter(|path| !path.is_dir()).collect()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// A folder with empty files of these names.
    fn folder(names: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        for name in names {
            fs::write(folder.path().join(name), "").expect("a file");
        }
        folder
    }

    /// What a word names in a folder.
    fn named(folder: &tempfile::TempDir, word: &str) -> Vec<String> {
        let files = files(&folder.path().join(word));
        let names = files.iter().filter_map(|path| path.file_name()?.to_str());
        names.map(str::to_owned).collect()
    }

    #[test]
    fn a_pattern_names_the_files_that_fit_in_order() {
        let folder = folder(&["b.pcap", "a.pcap", "c.pcapng", ".hidden.pcap", "notes.txt"]);
        fs::create_dir(folder.path().join("old.pcap")).expect("a folder");
        assert_eq!(named(&folder, "*.pcap"), ["a.pcap", "b.pcap"]);
        assert_eq!(named(&folder, "?.pcap*"), ["a.pcap", "b.pcap", "c.pcapng"]);
        assert_eq!(named(&folder, "[bc].*"), ["b.pcap", "c.pcapng"]);
    }

    #[test]
    fn a_folder_may_be_a_pattern_too() {
        let folder = folder(&[]);
        for day in ["mon", "tue"] {
            fs::create_dir(folder.path().join(day)).expect("a folder");
            fs::write(folder.path().join(day).join("ftp.pcap"), "").expect("a file");
        }
        let found = files(&folder.path().join("*/ftp.pcap"));
        assert_eq!(found.len(), 2);
        assert!(found[0].ends_with("mon/ftp.pcap"), "{found:?}");
    }

    #[test]
    fn a_file_is_named_by_its_own_name_first() {
        let folder = folder(&["a[1].pcap", "a1.pcap"]);
        assert_eq!(named(&folder, "a[1].pcap"), ["a[1].pcap"]);
    }

    #[test]
    fn what_fits_nothing_stays() {
        let folder = folder(&["a.pcap"]);
        for word in ["*.cap", "a[.pcap", "***", "none.pcap"] {
            assert_eq!(named(&folder, word), [word]);
        }
        assert_eq!(files(Path::new("-")), [PathBuf::from("-")]);
    }
}
