//! The lines of the files of an archive, one by one: JSON, and none of them without an end.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;

use serde::de::DeserializeOwned;

use super::ArchiveError;

/// The longest line: an index tells of all of a connection in one, and of a dialogue no more than
/// its limit.
const LONGEST: u64 = 64 << 20;

/// Gives the lines of a file, each as what it says.
pub(super) fn each_line<T: DeserializeOwned>(
    path: &Path,
    take: &mut dyn FnMut(T) -> Result<(), ArchiveError>,
) -> Result<(), ArchiveError> {
    let mut file = BufReader::new(File::open(path).map_err(ArchiveError::read(path))?);
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        let mut rest = (&mut file).take(LONGEST + 1);
        let read = rest.read_until(b'\n', &mut line);
        if read.map_err(ArchiveError::read(path))? == 0 {
            break;
        }
        if line.len() as u64 > LONGEST {
            return Err(ArchiveError::plain(path, "archive-long-line"));
        }
        let parsed = serde_json::from_slice(line.trim_ascii_end())
            .map_err(|error| ArchiveError::line(path, number, &error))?;
        take(parsed)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_without_an_end_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("endless");
        let file = File::create(&path).expect("a file");
        // a hole: it takes no room
        file.set_len(LONGEST + 2).expect("room");
        let read = each_line(&path, &mut |_: serde_json::Value| Ok(()));
        let message = read.expect_err("no index").message();
        assert!(
            format!("{message:?}").contains("archive-long-line"),
            "{message:?}"
        );
    }
}
