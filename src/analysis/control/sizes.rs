//! How large the server says a file is, to be compared with what came.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use crate::ftp::{list_line, size_fact, whole_number};
use crate::model::{DataType, ExpectedFrom, ReplyText};

/// What SIZE, MLST and STAT said of files, by path.
#[derive(Debug, Default)]
pub(super) struct Sizes(HashMap<Vec<u8>, Said, RandomState>);

#[derive(Clone, Copy, Debug)]
struct Said {
    bytes: u64,
    /// The type for which it counts: SIZE tells the bytes of a transfer in the type of that moment
    /// (RFC 3659 section 4), MLST octets of the file (section 7.5.7).
    data_type: DataType,
    by: ExpectedFrom,
}

impl Sizes {
    /// The answer to SIZE. Where packets are missing, that to MDTM may be taken for it: the same
    /// code, and a number too.
    pub(super) fn size(&mut self, path: Vec<u8>, data_type: DataType, text: &[u8]) {
        if let Some(bytes) = whole_number(text.trim_ascii()).filter(|&number| !is_time(number)) {
            self.0.insert(
                path,
                Said {
                    bytes,
                    data_type,
                    by: ExpectedFrom::Size,
                },
            );
        }
    }

    /// How many octets a file has by what was said of it last.
    pub(super) fn octets(&self, path: &[u8]) -> Option<(u64, ExpectedFrom)> {
        let said = self.0.get(path)?;
        is_octets(said.data_type).then_some((said.bytes, said.by))
    }

    /// The answer to MLST: facts stand before the first space of the line that begins with one. The
    /// blank that some servers put behind `250-` makes a line of words look like that too.
    pub(super) fn facts(&mut self, path: Vec<u8>, text: &[u8]) {
        let bytes = ReplyText(text)
            .lines()
            .filter_map(|line| line.strip_prefix(b" "))
            .find_map(size_fact);
        if let Some(bytes) = bytes {
            self.0.insert(
                path,
                Said {
                    bytes,
                    data_type: DataType::Image,
                    by: ExpectedFrom::Mlst,
                },
            );
        }
    }

    /// The answer to STAT of a file: a line as LIST has it, over the control connection (RFC 959
    /// section 4.1.3). One about a directory has lines of other names.
    pub(super) fn status(&mut self, path: &[u8], text: &[u8]) {
        let lines = ReplyText(text).lines().map(<[u8]>::trim_ascii);
        let entry = lines
            .filter_map(list_line)
            .find(|entry| !entry.name.is_empty() && last_name(entry.name) == last_name(path));
        if let Some(bytes) = entry.and_then(|entry| entry.size) {
            self.0.insert(
                path.to_vec(),
                Said {
                    bytes,
                    data_type: DataType::Image,
                    by: ExpectedFrom::List,
                },
            );
        }
    }

    /// The file has changed.
    pub(super) fn forget(&mut self, path: &[u8]) {
        self.0.remove(path);
    }

    /// Any file may have changed.
    pub(super) fn forget_all(&mut self) {
        // what is cleared keeps its room, which would be gone through again each time
        self.0 = HashMap::default();
    }

    /// How large the whole file of a download in MODE S is, as far as anybody said so: the 1yz
    /// reply, else SIZE or MLST. Replies name octets of the file, which TYPE A changes on the way;
    /// after REST some servers name the whole file and some the rest, so that it takes another
    /// source to tell which.
    pub(super) fn file_size(
        &self,
        path: &[u8],
        data_type: DataType,
        offset: u64,
        reply: &[u8],
    ) -> Option<(u64, ExpectedFrom)> {
        let said = self.0.get(path).filter(|said| {
            said.data_type == data_type || (is_octets(said.data_type) && is_octets(data_type))
        });
        let rest = said.map(|s| s.bytes.saturating_sub(offset));
        let named = size_in_reply(reply).filter(|_| is_octets(data_type));
        match (named, said) {
            (Some(named), _) if offset == 0 => Some((named, ExpectedFrom::Reply)),
            (Some(named), Some(said)) if named == said.bytes || Some(named) == rest => {
                Some((said.bytes, ExpectedFrom::Reply))
            }
            (_, Some(said)) => Some((said.bytes, said.by)),
            (_, None) => None,
        }
    }
}

/// The last part of a path.
fn last_name(path: &[u8]) -> &[u8] {
    let slash = path.iter().rposition(|&byte| byte == b'/');
    &path[slash.map_or(0, |slash| slash + 1)..]
}

fn is_octets(data_type: DataType) -> bool {
    matches!(data_type, DataType::Image | DataType::Local)
}

/// `(12345 bytes)` or `12345 bytes` at the end of a phrase: the last of a reply, because names
/// stand before it. Rounded numbers (`4.3 kbytes`) are none.
pub(in crate::analysis) fn size_in_reply(text: &[u8]) -> Option<u64> {
    let mut found = None;
    for line in ReplyText(text).lines() {
        let mut words = line
            .split(u8::is_ascii_whitespace)
            .filter(|w| !w.is_empty())
            .peekable();
        while let Some(word) = words.next() {
            let number = whole_number(word.strip_prefix(b"(").unwrap_or(word));
            if let (Some(number), Some(unit)) = (number, words.peek()) {
                let unit = unit.strip_suffix(b".").unwrap_or(unit);
                let unit = unit.strip_suffix(b")").unwrap_or(unit);
                if [&b"byte"[..], b"bytes", b"octets"]
                    .iter()
                    .any(|u| unit.eq_ignore_ascii_case(u))
                {
                    found = Some(number);
                }
            }
        }
    }
    found
}

/// A time as MDTM tells it (RFC 3659 section 2.3): no file has tens of terabytes in just such a
/// number.
fn is_time(number: u64) -> bool {
    let [second, minute, hour, day, month] =
        [1, 100, 10_000, 1_000_000, 100_000_000].map(|unit| number / unit % 100);
    let year = number / 10_000_000_000;
    (1970..2100).contains(&year)
        && (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && hour < 24
        && minute < 60
        && second < 61
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_no_size() {
        for (text, size) in [
            (&b"20261123042958"[..], None),
            (b"20261323042958", Some(20_261_323_042_958)),
            (b"8635", Some(8635)),
        ] {
            let mut sizes = Sizes::default();
            sizes.size(b"/a".to_vec(), DataType::Image, text);
            assert_eq!(
                sizes
                    .file_size(b"/a", DataType::Image, 0, b"ok")
                    .map(|(bytes, _)| bytes),
                size
            );
        }
    }

    #[test]
    fn reads_the_size_of_a_reply() {
        for (text, size) in [
            (
                "Opening BINARY mode data connection for a.bin (8892 bytes).",
                Some(8892),
            ),
            (
                "Opening BINARY mode data connection for a.bin (4247 bytes)",
                Some(4247),
            ),
            ("Accepted data connection\n123 bytes to download", Some(123)),
            ("Opening BINARY mode data connection for a(0 bytes).", None),
            ("Opening data connection for 3 bytes (17 bytes).", Some(17)),
            ("Opening data connection for 5 bytes.txt", None),
            ("Accepted data connection\n4.3 kbytes to download", None),
            ("File status okay. About to open data connection.", None),
            ("Data (99999999999999999999999 bytes)", None),
        ] {
            assert_eq!(size_in_reply(text.as_bytes()), size, "{text}");
        }
    }

    #[test]
    fn an_offset_is_taken_off_where_it_is_plain_what_the_reply_names() {
        let mut sizes = Sizes::default();
        let whole = b"for a (100 bytes)";
        let rest = b"for a (60 bytes)";
        let image = DataType::Image;
        assert_eq!(sizes.file_size(b"/a", image, 40, whole), None);
        assert_eq!(
            sizes.file_size(b"/a", image, 0, whole),
            Some((100, ExpectedFrom::Reply))
        );
        sizes.size(b"/a".to_vec(), image, b"100");
        assert_eq!(
            sizes.file_size(b"/a", image, 40, whole),
            Some((100, ExpectedFrom::Reply))
        );
        assert_eq!(
            sizes.file_size(b"/a", image, 40, rest),
            Some((100, ExpectedFrom::Reply))
        );
        assert_eq!(
            sizes.file_size(b"/a", image, 40, b"ok"),
            Some((100, ExpectedFrom::Size))
        );
        assert_eq!(sizes.file_size(b"/a", DataType::Ascii, 0, whole), None);
        sizes.forget(b"/a");
        assert_eq!(sizes.file_size(b"/a", image, 40, b"ok"), None);
    }

    #[test]
    fn the_status_of_a_file_tells_its_size_and_that_of_a_directory_none() {
        let line = "-rw-r--r--    1 nora     nora         1145 Mar 14 09:26 photo.jpg";
        for (path, text, size) in [
            (
                "/photo.jpg",
                format!("Status follows:\n{line}\nEnd"),
                Some(1145),
            ),
            ("/in/photo.jpg", format!("STAT\n {line}\nEnd"), Some(1145)),
            ("/in", format!("Status follows:\n{line}\nEnd"), None),
            ("/photo.jpg", "no such file".to_owned(), None),
        ] {
            let mut sizes = Sizes::default();
            sizes.status(path.as_bytes(), text.as_bytes());
            let octets = sizes.octets(path.as_bytes()).map(|(bytes, _)| bytes);
            assert_eq!(octets, size, "{path} {text}");
        }
    }

    #[test]
    fn facts_are_octets_of_the_file() {
        let mut sizes = Sizes::default();
        sizes.facts(
            b"/a".to_vec(),
            b"Listing\n Type=file;Size=7;Modify=20200101000000; /size=9;a\nEnd",
        );
        assert_eq!(
            sizes.file_size(b"/a", DataType::Image, 0, b""),
            Some((7, ExpectedFrom::Mlst))
        );
        assert_eq!(sizes.file_size(b"/a", DataType::Ascii, 0, b""), None);
        sizes.facts(
            b"/c".to_vec(),
            b" Listing size=1\n type=file;size=4096; c\nEnd",
        );
        assert_eq!(
            sizes.file_size(b"/c", DataType::Image, 0, b""),
            Some((4096, ExpectedFrom::Mlst))
        );
        sizes.facts(b"/b".to_vec(), b"no facts here");
        assert_eq!(sizes.file_size(b"/b", DataType::Image, 0, b""), None);
    }
}
