//! Where TLS begins (RFC 8446 sections 4.1.2 and 5.1, the same since SSL 3.0): AUTH may be answered by any code, or by
//! none that was captured, so the records themselves are the evidence.

/// Content type of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
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
}

/// Header of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordHeader {
    /// What it carries.
    pub content: Content,
    /// Version of the record layer, 0x0300 to 0x0304: not the version that is negotiated.
    pub version: u16,
    /// Bytes after the header.
    pub length: u16,
}

impl RecordHeader {
    /// Bytes of the header itself.
    pub const SIZE: usize = 5;

    /// The header at the start of `bytes`. `None` where there are fewer than [`SIZE`](Self::SIZE), or it is none.
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
}

/// Do `bytes` begin with a TLS record? Three bytes decide: no text line begins with them.
pub fn begins_record(bytes: &[u8]) -> bool {
    matches!(bytes, [kind, 3, 0..=4, ..] if is_content(*kind))
}

/// True for the first byte of a record.
pub fn is_content(byte: u8) -> bool {
    content(byte).is_some()
}

/// RFC 8446 section 5.2: 2^14 and what encryption may add (2,048 up to TLS 1.2).
const MAX_RECORD: u16 = (1 << 14) + 2048;
fn content(kind: u8) -> Option<Content> {
    Some(match kind {
        20 => Content::ChangeCipherSpec,
        21 => Content::Alert,
        22 => Content::Handshake,
        23 => Content::ApplicationData,
        24 => Content::Heartbeat,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_has_a_header() {
        let header = RecordHeader {
            content: Content::ApplicationData,
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
        ] {
            assert!(!begins_record(other), "{}", other.escape_ascii());
        }
    }
}
