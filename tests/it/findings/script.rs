//! Captures for tests that need a dialogue and little else, told in the language of
//! [`crate::rebuilt::script`].

use ftpscope::analysis::Analyzer;
use ftpscope::capture::Capture;
use ftpscope::digest::known::KnownFiles;
use ftpscope::limits::Limits;
use ftpscope::model::{Analysis, Finding};

use crate::rebuilt;

/// The control connection of a script that names none.
const HOSTS: &str = "hosts 10.0.0.2:40000 10.0.0.1:21\n";

/// All findings of a script, those of its sessions and those of the capture.
pub(crate) fn findings(script: &str) -> Vec<Finding> {
    let analysis = analysis(script);
    let of_sessions = analysis
        .sessions
        .iter()
        .flat_map(|s| s.findings.iter().cloned());
    of_sessions
        .chain(analysis.findings.iter().cloned())
        .collect()
}

/// The records of a script.
pub(crate) fn analysis(script: &str) -> Analysis {
    let file = file(script);
    let capture =
        Capture::open(&[file.path().to_path_buf()], &Limits::default()).expect("a capture");
    Analyzer::new().known_files(known_files()).analyse(&capture)
}

/// A list that has the file `listed` and no other.
fn known_files() -> KnownFiles {
    let mut known = KnownFiles::new();
    let list = "adcc7aee87e914f9b782de197376a29c2e4245de";
    known
        .read("list.txt", list.as_bytes(), &Limits::default())
        .expect("a list");
    known
}

/// The capture file of a script, whose lines may be indented.
pub(crate) fn file(script: &str) -> tempfile::NamedTempFile {
    let file = tempfile::Builder::new()
        .suffix(".pcap")
        .tempfile()
        .expect("a temporary file");
    let lines: Vec<&str> = script.lines().map(str::trim_start).collect();
    let story = rebuilt::script::tell(&(HOSTS.to_owned() + &lines.join("\n")));
    let name = if story.key_log().is_empty() {
        "script.pcap"
    } else {
        "script.pcapng"
    };
    std::fs::write(file.path(), rebuilt::file::write(name, &story)).expect("it is written");
    file
}
