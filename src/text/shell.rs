//! Names of files as they are typed into a shell, for commands that a text proposes.

use std::path::Path;

use super::escape;

/// A path as a shell takes it for one word.
pub(crate) fn word(path: &Path) -> String {
    let shown = escape::text(path.as_os_str().as_encoded_bytes());
    if !shown.is_empty() && shown.chars().all(is_plain) {
        shown
    } else {
        format!("'{}'", shown.replace('\'', r"'\''"))
    }
}

fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || "/._-+:@%,=".contains(c)
}

/// Several of them, one behind the other.
pub(crate) fn words<P: AsRef<Path>>(paths: impl IntoIterator<Item = P>) -> String {
    let words: Vec<String> = paths.into_iter().map(|path| word(path.as_ref())).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_one_word_of_a_shell() {
        assert_eq!(word(Path::new("a/b-1.pcap")), "a/b-1.pcap");
        assert_eq!(word(Path::new("it's a.pcap")), r"'it'\''s a.pcap'");
        assert_eq!(words(["a", "b c"]), "a 'b c'");
    }
}
