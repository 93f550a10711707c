//! Files that somebody knows by their digests: lists of MD5, SHA-1 or SHA-256, as plain text, as
//! `sha256sum` prints them, or as the comma-separated values of the Reference Data Set of NIST
//! (NSRL).
//!
//! A list may have millions of lines, and each transfer is looked up once. So digests are kept as
//! their bytes, those of one kind side by side and sorted: SHA-1 takes 20 bytes a file, and no
//! text. Of a line that has several digests the first one is taken, so that as few kinds as
//! possible have to be made of every transfer.

use std::collections::BTreeSet;
use std::io::{self, BufRead, Read as _};

use crate::limits::{self, Limits};
use crate::model::{Arg, Digests, KnownFile, Message};

#[cfg(feature = "digest")]
use super::Hash;
use super::Hashes;

/// Longest line that is read, in bytes: the names of files in it may have `PATH_MAX` (4,096),
/// escaped.
const LINE: u64 = 64 << 10;
/// What lists begin a comment with.
const COMMENT: [u8; 2] = [b'#', b';'];
/// What Windows programs put before a text (UTF-8).
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

// What is wrong with a line.
const TOO_LONG: &str = "longer than 64 KiB";
const NO_DIGEST: &str = "has no MD5, SHA-1 or SHA-256 in hexadecimal";

/// Lists of known files.
#[derive(Clone, Debug, Default)]
pub struct KnownFiles {
    lists: Vec<KnownList>,
    /// Digests of all lists that are kept.
    kept: usize,
    /// Digests that had no room.
    left_out: u64,
}

/// Why a file is not a list of digests.
#[derive(Debug, thiserror::Error)]
pub enum KnownFilesError {
    /// It cannot be read.
    #[error("cannot be read: {0}")]
    Read(#[from] io::Error),
    /// A line makes no sense.
    #[error("line {line}: {fault}")]
    Line {
        /// Its number, from 1.
        line: u64,
        /// What is wrong with it.
        fault: &'static str,
    },
}

/// One list, each kind sorted.
#[derive(Clone, Debug)]
struct KnownList {
    name: String,
    md5: Vec<[u8; 16]>,
    sha1: Vec<[u8; 20]>,
    sha256: Vec<[u8; 32]>,
}

/// A digest as it stands in a list.
#[derive(Clone, Copy)]
enum KnownDigest {
    Md5([u8; 16]),
    Sha1([u8; 20]),
    Sha256([u8; 32]),
}

impl KnownFilesError {
    /// The same for a catalogue.
    pub(crate) fn message(&self) -> Message {
        match self {
            KnownFilesError::Read(cause) => Message::new("line-unread", [("cause", cause.into())]),
            KnownFilesError::Line { line, fault } => {
                let id = match *fault {
                    TOO_LONG => "line-64-kib",
                    _ => "line-no-digest",
                };
                let fault = Arg::Words(id.to_owned());
                Message::new("line-at", [("line", (*line).into()), ("fault", fault)])
            }
        }
    }
}

impl KnownFiles {
    /// None yet.
    pub fn new() -> Self {
        KnownFiles::default()
    }

    /// Reads one more list, which is called `name` where a file of it is found. At most
    /// [`Limits::known_files`] digests are kept, those of all lists together.
    ///
    /// # Errors
    /// Where it cannot be read, and at the first line that is neither empty, nor a comment, nor has
    /// a digest; the first line may be a header.
    pub fn read(
        &mut self,
        name: &str,
        mut file: impl BufRead,
        limits: &Limits,
    ) -> Result<(), KnownFilesError> {
        let mut list = KnownList::new(name);
        let mut bytes = Vec::new();
        let (mut line, mut is_first) = (0, true);
        loop {
            bytes.clear();
            line += 1;
            if file.by_ref().take(LINE + 1).read_until(b'\n', &mut bytes)? == 0 {
                break;
            }
            if bytes.len() as u64 > LINE {
                let fault = TOO_LONG;
                return Err(KnownFilesError::Line { line, fault });
            }
            let text = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&bytes);
            let text = text.trim_ascii();
            if text.is_empty() || COMMENT.contains(&text[0]) {
                continue;
            }
            match listed(text) {
                Some(_) if self.kept >= limits.known_files => self.left_out += 1,
                Some(digest) => {
                    self.kept += 1;
                    list.add(digest);
                }
                None if is_first && is_header(text) => {}
                None => {
                    let fault = NO_DIGEST;
                    return Err(KnownFilesError::Line { line, fault });
                }
            }
            is_first = false;
        }
        list.sort();
        self.lists.push(list);
        Ok(())
    }

    /// True where nothing is known.
    pub fn is_empty(&self) -> bool {
        self.kept == 0
    }

    /// The limit that was reached, if it was.
    pub(crate) fn limits_hit(&self) -> impl Iterator<Item = (&'static str, u64)> {
        limits::hit([("known_files", self.left_out)])
    }

    /// What has to be made of a transfer so that it can be looked up.
    #[cfg(feature = "digest")]
    pub(super) fn hashes(&self) -> Hashes {
        let mut hashes = Hashes::NONE;
        for list in &self.lists {
            for (hash, is_empty) in [
                (Hash::Md5, list.md5.is_empty()),
                (Hash::Sha1, list.sha1.is_empty()),
                (Hash::Sha256, list.sha256.is_empty()),
            ] {
                hashes = if is_empty { hashes } else { hashes.with(hash) };
            }
        }
        hashes
    }

    /// No digest: there is none to choose.
    #[cfg(not(feature = "digest"))]
    #[expect(clippy::unused_self)]
    pub(super) fn hashes(&self) -> Hashes {
        Hashes::NONE
    }

    /// The first list that has a file, by the strongest of its digests that both have.
    pub(super) fn find(&self, made: &Digests) -> Option<Box<KnownFile>> {
        let digests = [&made.sha256, &made.sha1, &made.md5];
        self.lists.iter().find_map(|list| {
            let mut digests = digests.into_iter().flatten();
            let (algorithm, digest) =
                digests.find_map(|digest| Some((list.find(digest)?, digest)))?;
            Some(Box::new(KnownFile {
                algorithm,
                digest: digest.clone(),
                list: list.name.clone(),
            }))
        })
    }
}

impl KnownList {
    fn new(name: &str) -> Self {
        KnownList {
            name: name.to_owned(),
            md5: Vec::new(),
            sha1: Vec::new(),
            sha256: Vec::new(),
        }
    }

    fn add(&mut self, digest: KnownDigest) {
        match digest {
            KnownDigest::Md5(digest) => self.md5.push(digest),
            KnownDigest::Sha1(digest) => self.sha1.push(digest),
            KnownDigest::Sha256(digest) => self.sha256.push(digest),
        }
    }

    fn sort(&mut self) {
        sort(&mut self.md5);
        sort(&mut self.sha1);
        sort(&mut self.sha256);
    }

    /// What kind of digest that is, where the list has it.
    fn find(&self, text: &str) -> Option<&'static str> {
        match digest(text.as_bytes())? {
            KnownDigest::Md5(digest) => self.md5.binary_search(&digest).ok().map(|_| "md5"),
            KnownDigest::Sha1(digest) => self.sha1.binary_search(&digest).ok().map(|_| "sha1"),
            KnownDigest::Sha256(digest) => {
                self.sha256.binary_search(&digest).ok().map(|_| "sha256")
            }
        }
    }
}

fn sort<const N: usize>(digests: &mut Vec<[u8; N]>) {
    digests.sort_unstable();
    digests.dedup();
    digests.shrink_to_fit();
}

/// The first digest of a line: a field of it, in quotes or not, or the first word of a field (`HASH  name`).
fn listed(line: &[u8]) -> Option<KnownDigest> {
    line.split(|&byte| byte == b',').find_map(|field| {
        let field = field.trim_ascii();
        let field = field.strip_prefix(b"\"").unwrap_or(field);
        let field = field.strip_suffix(b"\"").unwrap_or(field);
        // sha256sum puts a backslash before a digest whose file's name it escapes
        let field = field.strip_prefix(b"\\").unwrap_or(field);
        let word = field.split(u8::is_ascii_whitespace).next();
        digest(word.unwrap_or_default())
    })
}

fn digest(word: &[u8]) -> Option<KnownDigest> {
    match word.len() {
        32 => bytes(word).map(KnownDigest::Md5),
        40 => bytes(word).map(KnownDigest::Sha1),
        64 => bytes(word).map(KnownDigest::Sha256),
        _ => None,
    }
}

fn bytes<const N: usize>(word: &[u8]) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(word.chunks_exact(2)) {
        *byte = nibble(pair[0])? << 4 | nibble(pair[1])?;
    }
    Some(bytes)
}

fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

/// True for a line that names the columns of a list.
fn is_header(line: &[u8]) -> bool {
    let line = line.to_ascii_lowercase();
    let names = line.split(|byte| !byte.is_ascii_alphanumeric() && *byte != b'-');
    let kinds: [&[u8]; 7] = [
        b"md5", b"sha1", b"sha-1", b"sha256", b"sha-256", b"hash", b"digest",
    ];
    let kinds = BTreeSet::from(kinds);
    names.into_iter().any(|name| kinds.contains(name))
}

#[cfg(all(test, feature = "digest"))]
mod tests {
    use super::*;
    use crate::digest::Hasher;

    const MD5: &str = "e8d8654c197e7b3beed4d69e3edd3a5b";
    const SHA1: &str = "adcc7aee87e914f9b782de197376a29c2e4245de";
    const SHA256: &str = "56547a7cc8bbf46bb4aa2f18a097fee842ce6e94ca4c7f5cda6df35c4f5825c9";

    fn read(text: &str) -> Result<KnownFiles, KnownFilesError> {
        let mut known = KnownFiles::new();
        known.read("list", text.as_bytes(), &Limits::default())?;
        Ok(known)
    }

    fn found(text: &str, content: &[u8]) -> Option<(&'static str, String)> {
        let known = read(text).expect(text);
        let mut hasher = Hasher::new(known.hashes());
        hasher.update(content);
        known
            .find(&hasher.finish())
            .map(|found| (found.algorithm, found.digest))
    }

    #[test]
    fn a_file_is_known_by_any_digest_in_any_form() {
        for (text, algorithm, digest) in [
            (MD5.to_owned(), "md5", MD5),
            (SHA1.to_ascii_uppercase(), "sha1", SHA1),
            (
                format!("# a comment\n\n{SHA256}  tool.exe\r\n"),
                "sha256",
                SHA256,
            ),
            (format!("\u{feff}\\{MD5} *a\\nb"), "md5", MD5),
            (
                format!("\"SHA-1\",\"MD5\",\"FileName\"\n\"{SHA1}\",\"{MD5}\",\"a,b\"\n"),
                "sha1",
                SHA1,
            ),
            (
                format!("first_seen,sha256_hash,hash\n\"2026-01-01\", \"{SHA256}\", \"x\"\n"),
                "sha256",
                SHA256,
            ),
        ] {
            let told = Some((algorithm, digest.to_owned()));
            assert_eq!(found(&text, b"listed"), told, "{text}");
            assert_eq!(found(&text, b"another"), None, "{text}");
        }
    }

    #[test]
    fn a_line_without_a_digest_is_named() {
        for (text, told) in [
            (format!("{MD5}\nabc\n"), "line 2: has no MD5"),
            (format!("{}\n", &MD5[1..]), "line 1: has no MD5"),
            (format!("{}g\n", &MD5[1..]), "line 1: has no MD5"),
            ("x".repeat(1 << 20), "line 1: longer than"),
        ] {
            let error = read(&text).expect_err(told).to_string();
            assert!(error.starts_with(told), "{error}");
        }
    }

    #[test]
    fn what_has_no_room_is_counted() {
        let limits = Limits {
            known_files: 1,
            ..Limits::default()
        };
        let mut known = KnownFiles::new();
        let text = format!("{MD5}\n{SHA1}\n{SHA256}\n");
        known
            .read("list", text.as_bytes(), &limits)
            .expect("a list");
        assert_eq!(known.limits_hit().collect::<Vec<_>>(), [("known_files", 2)]);
    }
}
