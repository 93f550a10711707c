//! Other names for those of users and files, each always the same one, of the same length.
//!
//! A path keeps its separators, its dots and what is not a name in it: options of a listing,
//! numbers. Each word between them gets one of as many letters, so that `report.pdf` and a later
//! `RETR report.pdf` are the same file still, and a file stays in its folder.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use crate::ftp::is_anonymous;

/// What parts the words of a path: of Unix, Windows, VMS, OS/400, and of patterns and lists of
/// several names.
const SEPARATORS: &[u8] = b"/\\:.;[]<>(){}=,*?!|&+~\"' \t\r\n";
/// Shorter names are not looked for in the text of replies: too many words are like them.
const SHORTEST: usize = 3;

/// The new name of every old one.
#[derive(Debug, Default)]
pub(super) struct Pseudonyms {
    known: HashMap<Vec<u8>, Vec<u8>, RandomState>,
    /// How many have so many bytes.
    counts: HashMap<usize, u64, RandomState>,
}

impl Pseudonyms {
    /// Replaces all names in an argument.
    pub(super) fn replace(&mut self, argument: &mut [u8]) {
        if is_anonymous(argument.trim_ascii()) {
            return;
        }
        for word in argument.split_mut(|byte| SEPARATORS.contains(byte)) {
            if !is_no_name(word) {
                let name = self.name(word);
                word.copy_from_slice(name);
            }
        }
    }

    /// Replaces names that are known where they stand as whole words of a text, and every name
    /// between quotes.
    pub(super) fn replace_known(&mut self, text: &mut [u8]) {
        let mut parts = text.split_mut(|&byte| byte == b'"');
        while let Some(outside) = parts.next() {
            for word in outside.split_mut(|byte| SEPARATORS.contains(byte)) {
                let known = self.known.get(&word.to_ascii_lowercase());
                if let Some(name) = known.filter(|name| name.len() >= SHORTEST) {
                    word.copy_from_slice(name);
                }
            }
            if let Some(quoted) = parts.next() {
                self.replace(quoted);
            }
        }
    }

    fn name(&mut self, word: &[u8]) -> &[u8] {
        let counts = &mut self.counts;
        self.known
            .entry(word.to_ascii_lowercase())
            .or_insert_with(|| {
                let count = counts.entry(word.len()).or_default();
                let name = letters(*count, word.len());
                *count += 1;
                name
            })
    }
}

/// Numbers, as a time or a mode of access, and options.
fn is_no_name(word: &[u8]) -> bool {
    word.iter().all(u8::is_ascii_digit) || word.starts_with(b"-")
}

/// A word of so many letters for a number; where there are more numbers than words, they begin
/// again.
fn letters(mut number: u64, len: usize) -> Vec<u8> {
    const LETTERS: u64 = 26;
    let mut word = vec![b'a'; len];
    for letter in word.iter_mut().rev() {
        *letter = b'a' + (number % LETTERS) as u8;
        number /= LETTERS;
    }
    word
}

/// Overwrites letters and digits, and whatever is not ASCII: what is left is where words were.
pub(super) fn overwrite(text: &mut [u8]) {
    for byte in text
        .iter_mut()
        .filter(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii())
    {
        *byte = b'x';
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replaced(names: &mut Pseudonyms, argument: &str) -> String {
        let mut bytes = argument.as_bytes().to_vec();
        names.replace(&mut bytes);
        String::from_utf8(bytes).expect("letters")
    }

    #[test]
    fn a_path_keeps_its_form_and_a_file_its_folder() {
        let mut names = Pseudonyms::default();
        let first = replaced(&mut names, "/home/anna/report.pdf");
        assert_eq!(first, "/aaaa/aaab/aaaaaa.aaa");
        assert_eq!(replaced(&mut names, "Report.pdf"), "aaaaaa.aaa");
        assert_eq!(replaced(&mut names, "C:\\data\\x1"), "a:\\aaac\\aa");
        assert_eq!(
            replaced(&mut names, "-la 644 20240102030405 note"),
            "-la 644 20240102030405 aaad"
        );
        assert_eq!(replaced(&mut names, "anonymous"), "anonymous");
        assert_eq!(replaced(&mut names, "tiếng"), "aaaaaaa");
    }

    #[test]
    fn replies_lose_the_names_that_are_known_or_quoted() {
        let mut names = Pseudonyms::default();
        replaced(&mut names, "report.pdf");
        let mut text = b"Opening data connection for REPORT.pdf (12 bytes), not reports".to_vec();
        names.replace_known(&mut text);
        assert_eq!(
            text,
            b"Opening data connection for aaaaaa.aaa (12 bytes), not reports"
        );
        let mut text = b"\"/srv/in\" is the current directory".to_vec();
        names.replace_known(&mut text);
        assert_eq!(text, b"\"/aab/aa\" is the current directory");
    }

    #[test]
    fn what_is_blotted_keeps_its_shape() {
        let mut text = b"ProFTPD 1.3 (Hu\xc3\xa9)\r\n".to_vec();
        overwrite(&mut text);
        assert_eq!(text, b"xxxxxxx x.x (xxxx)\r\n");
    }
}
