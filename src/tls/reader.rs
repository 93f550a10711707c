//! The records of one direction (RFC 8446 section 5.1): the one place that knows where a record
//! begins and ends.
//!
//! Bytes come in any cut, and some are not in the capture. Where the next record begins is known as
//! long as every header was seen: a gap within a record only tears it. After any other gap the
//! reader is astray. It finds its way back
//!
//! - at the start of what comes next, where that looks like a record: most segments begin with one;
//! - where one header leads to another, or to the end of what came: five bytes alone would be found
//!   in any ciphertext once in some megabytes, a chain of them is not;
//! - into clear text, where all that came is lines of text: TLS ended in the gap (CCC, RFC 4217
//!   section 12.3).
//!
//! Without a gap TLS ends where a record should begin and something else does. Whatever is behind
//! that is not the reader's: it says how many bytes were.

use super::record::{RecordHeader, begins_record, is_content};

/// What a reader finds, in the order of the stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found<'a> {
    /// A record begins: its header is complete.
    Header(RecordHeader),
    /// The next bytes of its contents, from `offset` on.
    Contents {
        /// The record.
        header: RecordHeader,
        /// Where in its contents they begin.
        offset: usize,
        /// The bytes.
        bytes: &'a [u8],
    },
    /// Bytes of its contents are missing; more follow.
    Torn,
    /// It has come to its end.
    End(RecordHeader),
    /// Its end is not in the capture, but the next record is.
    EndLost(RecordHeader),
    /// It is not known where the next record begins.
    Astray,
    /// Bytes whose record cannot be told.
    Stray,
}

/// Reads the records of one direction, from the first of them on.
#[derive(Clone, Copy, Debug)]
pub struct RecordReader {
    state: ReaderState,
    /// No record has begun yet.
    is_first: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ReaderState {
    /// The header of a record, as far as it has come.
    Header {
        bytes: [u8; RecordHeader::SIZE],
        have: usize,
    },
    /// Inside a record.
    Body {
        header: RecordHeader,
        left: usize,
    },
    Astray,
}

const BETWEEN: ReaderState = ReaderState::Header {
    bytes: [0; RecordHeader::SIZE],
    have: 0,
};

impl RecordReader {
    /// A reader of a direction whose next byte begins a record.
    pub fn between() -> Self {
        RecordReader {
            state: BETWEEN,
            is_first: true,
        }
    }

    /// A reader of a direction that is under TLS, no more is known.
    pub fn astray() -> Self {
        RecordReader {
            state: ReaderState::Astray,
            is_first: false,
        }
    }

    /// A reader of a direction whose next byte begins a record that is not the first.
    pub fn behind() -> Self {
        RecordReader {
            state: BETWEEN,
            is_first: false,
        }
    }

    /// It is not known where the next record begins.
    pub fn is_astray(&self) -> bool {
        self.state == ReaderState::Astray
    }

    /// The record that has not come to its end.
    pub fn unfinished(&self) -> Option<RecordHeader> {
        match self.state {
            ReaderState::Body { header, .. } => Some(header),
            ReaderState::Header { .. } | ReaderState::Astray => None,
        }
    }

    /// True inside a record, or its header.
    pub fn is_inside(&self) -> bool {
        !matches!(
            self.state,
            ReaderState::Header { have: 0, .. } | ReaderState::Astray
        )
    }

    /// Takes the next bytes; returns how many of them are of TLS. What follows them is not, and TLS
    /// has ended.
    pub fn bytes(&mut self, bytes: &[u8], out: &mut impl FnMut(Found<'_>)) -> usize {
        let mut used = 0;
        while let Some(rest) = bytes.get(used..).filter(|rest| !rest.is_empty()) {
            let Some(taken) = self.step(rest, out) else {
                break;
            };
            used += taken;
        }
        used
    }

    /// The next `len` bytes are not in the capture.
    pub fn gap(&mut self, len: u64, out: &mut impl FnMut(Found<'_>)) {
        let known = match self.state {
            ReaderState::Body { header, left } => usize::try_from(len)
                .ok()
                .and_then(|len| left.checked_sub(len))
                .map(|left| (header, left)),
            ReaderState::Header { .. } | ReaderState::Astray => None,
        };
        self.state = match known {
            Some((header, 0)) => {
                out(Found::EndLost(header));
                BETWEEN
            }
            Some((header, left)) => {
                out(Found::Torn);
                ReaderState::Body { header, left }
            }
            None => {
                out(Found::Astray);
                ReaderState::Astray
            }
        };
    }

    /// Takes some of the bytes, of which there is at least one; `None` where they are not of TLS.
    fn step(&mut self, bytes: &[u8], out: &mut impl FnMut(Found<'_>)) -> Option<usize> {
        match self.state {
            ReaderState::Header { have: 0, .. } if !self.is_first && !is_content(bytes[0]) => None,
            ReaderState::Header {
                bytes: mut header,
                have,
            } => {
                header[have] = bytes[0];
                self.state = self.header(header, have + 1, out);
                Some(1)
            }
            ReaderState::Body { header, left } => Some(self.contents(header, left, bytes, out)),
            ReaderState::Astray => self.find(bytes, out),
        }
    }

    fn header(
        &mut self,
        bytes: [u8; RecordHeader::SIZE],
        have: usize,
        out: &mut impl FnMut(Found<'_>),
    ) -> ReaderState {
        if have < RecordHeader::SIZE {
            return ReaderState::Header { bytes, have };
        }
        let header = if std::mem::take(&mut self.is_first) {
            RecordHeader::parse_first(&bytes)
        } else {
            RecordHeader::parse(&bytes)
        };
        let Some(header) = header else {
            out(Found::Astray);
            out(Found::Stray);
            return ReaderState::Astray;
        };
        out(Found::Header(header));
        ReaderState::Body {
            header,
            left: usize::from(header.length),
        }
    }

    fn contents(
        &mut self,
        header: RecordHeader,
        left: usize,
        bytes: &[u8],
        out: &mut impl FnMut(Found<'_>),
    ) -> usize {
        let taken = left.min(bytes.len());
        out(Found::Contents {
            header,
            offset: usize::from(header.length) - left,
            bytes: &bytes[..taken],
        });
        self.state = if taken == left {
            out(Found::End(header));
            BETWEEN
        } else {
            ReaderState::Body {
                header,
                left: left - taken,
            }
        };
        taken
    }

    /// Looks for the next record.
    fn find(&mut self, bytes: &[u8], out: &mut impl FnMut(Found<'_>)) -> Option<usize> {
        if is_text(bytes) {
            return None;
        }
        let place = find_record(bytes);
        if place != Some(0) {
            out(Found::Stray);
        }
        if place.is_some() {
            self.state = BETWEEN;
        }
        Some(place.unwrap_or(bytes.len()))
    }
}

/// Where a record begins in bytes whose beginning may be any.
pub(super) fn find_record(bytes: &[u8]) -> Option<usize> {
    let at_start = if bytes.len() < RecordHeader::SIZE {
        bytes.first().is_some_and(|&byte| is_content(byte)) && begins_record(bytes)
    } else {
        RecordHeader::parse(bytes).is_some()
    };
    if at_start {
        return Some(0);
    }
    (1..bytes.len()).find(|&place| is_content(bytes[place]) && leads_on(&bytes[place..]))
}

/// True where the record at the start ends with the bytes, or where another begins.
fn leads_on(bytes: &[u8]) -> bool {
    RecordHeader::parse(bytes).is_some_and(|header| {
        let end = RecordHeader::SIZE + usize::from(header.length);
        end == bytes.len()
            || bytes
                .get(end..)
                .is_some_and(|rest| RecordHeader::parse(rest).is_some())
    })
}

/// Nothing but lines of text, the last of them complete: in ciphertext it takes luck of one in ten
/// thousand for the shortest of them.
pub(super) fn is_text(bytes: &[u8]) -> bool {
    const SHORTEST: usize = b"PWD\r\n".len();
    bytes.len() >= SHORTEST
        && bytes.ends_with(b"\r\n")
        && bytes
            .iter()
            .all(|byte| matches!(byte, b' '..=b'~' | b'\r' | b'\n'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(content: u8, len: usize) -> Vec<u8> {
        let mut record = vec![content, 3, 3];
        record.extend((len as u16).to_be_bytes());
        record.extend(vec![0xa5; len]);
        record
    }

    /// What is found: `B` a beginning, `E` an end, `e` an end that is lost, `~` a tear, `?` astray,
    /// `*` a stray.
    fn read(reader: &mut RecordReader, bytes: &[u8]) -> (String, usize) {
        let mut found = String::new();
        let used = reader.bytes(bytes, &mut |what| found.extend(letter(what)));
        (found, used)
    }

    fn lose(reader: &mut RecordReader, len: u64) -> String {
        let mut found = String::new();
        reader.gap(len, &mut |what| found.extend(letter(what)));
        found
    }

    fn letter(found: Found<'_>) -> Option<char> {
        match found {
            Found::Header(_) => Some('B'),
            Found::Contents { .. } => None,
            Found::Torn => Some('~'),
            Found::End(_) => Some('E'),
            Found::EndLost(_) => Some('e'),
            Found::Astray => Some('?'),
            Found::Stray => Some('*'),
        }
    }

    #[test]
    fn any_cut_gives_the_same_records() {
        let wire = [record(22, 70), record(20, 1), record(23, 300)].concat();
        for step in 1..wire.len() {
            let mut reader = RecordReader::between();
            let mut found = String::new();
            for piece in wire.chunks(step) {
                found += &read(&mut reader, piece).0;
            }
            assert_eq!(found, "BEBEBE", "{step}");
            assert!(!reader.is_inside());
        }
    }

    #[test]
    fn what_is_no_record_ends_it() {
        let mut reader = RecordReader::between();
        let wire = [record(21, 26), b"PASV\r\n".to_vec()].concat();
        assert_eq!(read(&mut reader, &wire), ("BE".to_owned(), 31));
    }

    #[test]
    fn a_gap_within_a_record_only_tears_it() {
        let wire = record(23, 100);
        let mut reader = RecordReader::between();
        assert_eq!(read(&mut reader, &wire[..20]).0, "B");
        assert_eq!(lose(&mut reader, 30), "~");
        assert_eq!(read(&mut reader, &wire[50..]).0, "E");
        read(&mut reader, &wire[..20]);
        assert_eq!(lose(&mut reader, 85), "e");
        assert_eq!(read(&mut reader, &wire).0, "BE");
    }

    #[test]
    fn a_reader_that_is_astray_finds_the_next_record_where_headers_lead_on() {
        let (long, short) = (record(23, 200), record(23, 40));
        let mut reader = RecordReader::between();
        assert_eq!(lose(&mut reader, 9), "?");
        assert_eq!(read(&mut reader, &long[90..]).0, "*");
        let torn = [&long[90..], &short, &short].concat();
        assert_eq!(read(&mut reader, &torn).0, "*BEBE");
        assert_eq!(lose(&mut reader, 9), "?");
        assert_eq!(read(&mut reader, &long).0, "BE");
        // a header without a sequel proves nothing
        assert_eq!(lose(&mut reader, 9), "?");
        assert_eq!(read(&mut reader, &torn[..150]).0, "*");
    }

    #[test]
    fn a_gap_may_hide_the_end_of_tls() {
        let mut reader = RecordReader::astray();
        assert_eq!(read(&mut reader, b"200 ok\r\n"), (String::new(), 0));
        assert_eq!(read(&mut reader, b"\xff\xfe00 ok\r\n"), ("*".to_owned(), 9));
    }

    #[test]
    fn a_header_that_is_none_leads_astray() {
        let mut reader = RecordReader::between();
        assert_eq!(read(&mut reader, b"\x16\x03\x03\xff\xff....").0, "?**");
    }
}
