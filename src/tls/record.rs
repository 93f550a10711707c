//! The header of a record (RFC 8446 section 5.1, the same since SSL 3.0), and what may begin TLS.
//!
//! AUTH may be answered by any code, or by none that was captured, so the records themselves are
//! the evidence of TLS.

use super::handshake::{CLIENT_HELLO, SERVER_HELLO};

/// Content type of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContentType {
    /// 20
    ChangeCipherSpec,
    /// 21
    Alert,
    /// 22
    Handshake,
    /// 23
    ApplicationData,
    /// 24 (RFC 6520)
    Heartbeat,
    /// A `ClientHello` in the form of SSL 2.0, with which old clients begin (RFC 5246 appendix
    /// E.2).
    Ssl2Hello,
}

impl ContentType {
    /// The content type of that number.
    pub fn of(kind: u8) -> Option<Self> {
        content(kind)
    }

    /// Its number; of a hello of SSL 2.0, which has none, that of a handshake.
    pub fn number(self) -> u8 {
        match self {
            ContentType::ChangeCipherSpec => 20,
            ContentType::Alert => 21,
            ContentType::Handshake | ContentType::Ssl2Hello => 22,
            ContentType::ApplicationData => 23,
            ContentType::Heartbeat => 24,
        }
    }
}

/// Header of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordHeader {
    /// What it carries.
    pub content: ContentType,
    /// Version of the record layer, 0x0300 to 0x0304: not the version that is negotiated.
    pub version: u16,
    /// Bytes after the header.
    pub length: u16,
}

impl RecordHeader {
    /// Bytes of the header itself.
    pub const SIZE: usize = 5;

    /// The header at the start of `bytes`. `None` where there are fewer than [`SIZE`](Self::SIZE),
    /// or it is none.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let &[kind, major, minor, high, low] = bytes.first_chunk::<{ Self::SIZE }>()?;
        let content = content(kind)?;
        let length = u16::from_be_bytes([high, low]);
        let valid = major == 3 && minor <= 4 && (1..=MAX_RECORD).contains(&length);
        valid.then_some(RecordHeader {
            content,
            version: u16::from_be_bytes([major, minor]),
            length,
        })
    }

    /// Likewise of the first record of a direction, which may be a hello of SSL 2.0: its length,
    /// the type of the message and the version that is offered count as the header, what follows as
    /// its contents.
    pub fn parse_first(bytes: &[u8]) -> Option<Self> {
        let &[first, length, message, major, minor] = bytes.first_chunk::<{ Self::SIZE }>()?;
        if !begins_ssl2_hello([first, length, message]) {
            return Self::parse(bytes);
        }
        let offered = matches!((major, minor), (3, 0..=4) | (0, 2));
        offered.then_some(RecordHeader {
            content: ContentType::Ssl2Hello,
            version: u16::from_be_bytes([major, minor]),
            length: u16::from(length) - (Self::SIZE as u16 - 2),
        })
    }
}

/// A record as it is on the wire.
#[derive(Clone, Copy, Debug)]
pub(super) struct SealedRecord<'r> {
    /// Its content type.
    pub(super) kind: u8,
    /// The version in its header.
    pub(super) version: u16,
    /// What follows the header.
    pub(super) body: &'r [u8],
}

impl<'r> SealedRecord<'r> {
    /// The record of a header.
    pub(super) fn of(header: RecordHeader, body: &'r [u8]) -> Self {
        SealedRecord {
            kind: header.content.number(),
            version: header.version,
            body,
        }
    }
}

/// Bytes that tell whether TLS begins: no text line begins with three such.
pub(super) const BEGINNING: usize = 3;

/// Do `bytes` begin with a TLS record? [`BEGINNING`] bytes decide.
pub fn begins_record(bytes: &[u8]) -> bool {
    match bytes {
        [kind, 3, 0..=4, ..] => is_content(*kind),
        [first, length, message, ..] => begins_ssl2_hello([*first, *length, *message]),
        _ => false,
    }
}

/// Do `bytes` begin with a record of the handshake that is in clear text?
pub(super) fn begins_handshake(bytes: &[u8]) -> bool {
    RecordHeader::parse(bytes).is_some_and(|header| header.content == ContentType::Handshake)
}

/// Do `bytes` begin with a hello of either side? It is never encrypted, and behind its message and
/// length stands a version.
pub(super) fn begins_hello(bytes: &[u8]) -> bool {
    const MAJOR: u8 = 3;
    let body = bytes.get(RecordHeader::SIZE..).unwrap_or_default();
    begins_handshake(bytes) && matches!(body, [CLIENT_HELLO | SERVER_HELLO, _, _, _, MAJOR, ..])
}

/// True for a byte with which TLS may begin.
pub(super) fn may_begin(byte: u8) -> bool {
    is_content(byte) || byte == SSL2
}

/// True for the first byte of a record.
pub fn is_content(byte: u8) -> bool {
    content(byte).is_some()
}

/// First byte of a record of SSL 2.0 without padding that is shorter than 256 bytes, as its hellos
/// are.
const SSL2: u8 = 0x80;

fn begins_ssl2_hello(bytes: [u8; BEGINNING]) -> bool {
    // type, version, three lengths, one suite and a challenge of 16 bytes
    matches!(bytes, [SSL2, 28..=255, 1])
}

/// RFC 8446 section 5.2: 2^14 and what encryption may add (2,048 up to TLS 1.2).
const MAX_RECORD: u16 = (1 << 14) + 2048;

fn content(kind: u8) -> Option<ContentType> {
    Some(match kind {
        20 => ContentType::ChangeCipherSpec,
        21 => ContentType::Alert,
        22 => ContentType::Handshake,
        23 => ContentType::ApplicationData,
        24 => ContentType::Heartbeat,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_has_a_header() {
        let header = RecordHeader {
            content: ContentType::ApplicationData,
            version: 0x0303,
            length: 58,
        };
        assert_eq!(
            RecordHeader::parse(b"\x17\x03\x03\x00\x3a\xf4"),
            Some(header)
        );
        assert_eq!(RecordHeader::parse(b"\x17\x03\x03\x00"), None);
        assert_eq!(RecordHeader::parse(b"\x17\x03\x03\x00\x00"), None);
        assert_eq!(RecordHeader::parse(b"\x15\x03\x03\xff\xff"), None);
        assert!(begins_record(b"\x15\x03\x03") && begins_record(b"\x18\x03\x00\xff"));
        for other in [
            &b""[..],
            b"\x16\x03",
            b"\x16\x02\x00",
            b"\x19\x03\x03",
            b"220 ready",
            b"\x80\x05\x01\x03\x01",
        ] {
            assert!(!begins_record(other), "{}", other.escape_ascii());
        }
    }

    #[test]
    fn a_hello_of_ssl_2_is_a_first_record_only() {
        let hello = b"\x80\x2e\x01\x03\x01\x00\x15";
        let header = RecordHeader {
            content: ContentType::Ssl2Hello,
            version: 0x0301,
            length: 0x2e - 3,
        };
        assert!(begins_record(hello));
        assert_eq!(RecordHeader::parse_first(hello), Some(header));
        assert_eq!(RecordHeader::parse(hello), None);
        assert_eq!(RecordHeader::parse_first(b"\x80\x2e\x01\x09\x01"), None);
    }
}
