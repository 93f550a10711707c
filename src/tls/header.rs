//! Where TLS begins (RFC 8446 sections 4.1.2 and 5.1, the same since SSL 3.0): AUTH may be answered by any code, or by
//! none that was captured, so the records themselves are the evidence.

/// Whether bytes are what they were tested for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// They are.
    Yes,
    /// They are not.
    No,
    /// They may be: more bytes decide.
    NeedMore,
}

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
        valid.then_some(RecordHeader { content, version: u16::from_be_bytes([major, minor]), length })
    }
}

/// Do `bytes` begin with a TLS record? No text line does.
pub fn record(bytes: &[u8]) -> Verdict {
    matches_all(
        bytes,
        &[|byte| content(byte).is_some(), |byte| byte == 3, |byte| byte <= 4],
        |bytes| RecordHeader::parse(bytes).is_some(),
        RecordHeader::SIZE,
    )
}

/// Do `bytes` begin with a `ClientHello`, as a TLS record or in the form of SSL 2.0 (RFC 5246 appendix E.2)?
pub fn client_hello(bytes: &[u8]) -> Verdict {
    match bytes.first() {
        None => Verdict::NeedMore,
        Some(&HANDSHAKE) => tls_hello(bytes),
        Some(0x80..) => ssl2_hello(bytes),
        Some(_) => Verdict::No,
    }
}

/// RFC 8446 section 5.2: 2^14 and what encryption may add (2,048 up to TLS 1.2).
const MAX_RECORD: u16 = (1 << 14) + 2048;
const HANDSHAKE: u8 = 22;
const CLIENT_HELLO: u8 = 1;
/// Version, random, session id, one cipher suite, one compression method: the least a `ClientHello` can be.
const MIN_HELLO: usize = 2 + 32 + 1 + 4 + 2;
/// A generous most: post-quantum key shares and tickets stay well below.
const MAX_HELLO: usize = 1 << 17;

type Test = fn(u8) -> bool;

/// Tests the first bytes one by one, so that a single byte may already say no, then, with `size` bytes, the whole.
fn matches_all(bytes: &[u8], tests: &[Test], whole: impl Fn(&[u8]) -> bool, size: usize) -> Verdict {
    let so_far = bytes.iter().zip(tests).all(|(&byte, test)| test(byte));
    if so_far && bytes.len() < size {
        Verdict::NeedMore
    } else if so_far && whole(bytes) {
        Verdict::Yes
    } else {
        Verdict::No
    }
}

fn tls_hello(bytes: &[u8]) -> Verdict {
    let tests: [Test; 11] = [
        |byte| byte == HANDSHAKE,
        |byte| byte == 3,
        |byte| byte <= 4,
        anything,
        anything,
        |byte| byte == CLIENT_HELLO,
        |byte| byte <= (MAX_HELLO >> 16) as u8,
        anything,
        anything,
        |byte| byte == 3,
        |byte| byte <= 4,
    ];
    let lengths = |bytes: &[u8]| {
        let length = u32::from_be_bytes([0, bytes[6], bytes[7], bytes[8]]) as usize;
        RecordHeader::parse(bytes).is_some() && (MIN_HELLO..=MAX_HELLO).contains(&length)
    };
    matches_all(bytes, &tests, lengths, tests.len())
}

/// Two bytes of length with the top bit set, 1, version 2 or 3.x, lengths of cipher specs, session id and challenge.
fn ssl2_hello(bytes: &[u8]) -> Verdict {
    let tests: [Test; 5] = [
        |byte| byte & 0x80 != 0,
        anything,
        |byte| byte == CLIENT_HELLO,
        |byte| byte == 3 || byte == 0,
        |byte| byte <= 4,
    ];
    let lengths = |bytes: &[u8]| {
        let word = |at: usize| usize::from(u16::from_be_bytes([bytes[at], bytes[at + 1]]));
        let (ciphers, session, challenge) = (word(5), word(7), word(9));
        let version = word(3);
        (version == 2 || version >= 0x300)
            && ciphers > 0
            && ciphers % 3 == 0
            && (16..=32).contains(&challenge)
            && word(0) & 0x7fff == 9 + ciphers + session + challenge
    };
    matches_all(bytes, &tests, lengths, 11)
}

fn anything(_: u8) -> bool {
    true
}

fn content(kind: u8) -> Option<Content> {
    Some(match kind {
        20 => Content::ChangeCipherSpec,
        21 => Content::Alert,
        HANDSHAKE => Content::Handshake,
        23 => Content::ApplicationData,
        24 => Content::Heartbeat,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HELLO: &[u8] = b"\x16\x03\x01\x00\xb3\x01\x00\x00\xaf\x03\x03\xe3\x88";
    const SSL2: &[u8] = b"\x80\x2e\x01\x03\x01\x00\x15\x00\x00\x00\x10\x00\x00";

    #[test]
    fn a_hello_is_recognised_from_its_first_byte_on() {
        for hello in [HELLO, SSL2] {
            for length in 0..11 {
                assert_eq!(client_hello(&hello[..length]), Verdict::NeedMore, "{length}");
            }
            assert_eq!(client_hello(hello), Verdict::Yes);
        }
    }

    #[test]
    fn text_and_other_records_are_no_hello() {
        for other in [
            &b"USER"[..],
            b"\xff\xf4\xff\xf2ABOR\r\n",
            b"\x16\x02",
            b"\x16\x03\x01\x00\x28\x02",
            b"\x17\x03\x03",
            b"\xe1\x03\x01\x03\x01\x00\x15\x00\x00\x00\x10",
        ] {
            assert_eq!(client_hello(other), Verdict::No, "{}", other.escape_ascii());
        }
        let too_short = b"\x16\x03\x01\x00\x10\x01\x00\x00\x0c\x03\x03";
        assert_eq!(client_hello(too_short), Verdict::No);
    }

    #[test]
    fn a_record_has_a_header() {
        let header = RecordHeader { content: Content::ApplicationData, version: 0x0303, length: 58 };
        assert_eq!(RecordHeader::parse(b"\x17\x03\x03\x00\x3a\xf4"), Some(header));
        assert_eq!(RecordHeader::parse(b"\x17\x03\x03\x00"), None);
        assert_eq!(RecordHeader::parse(b"\x17\x03\x03\x00\x00"), None);
        assert_eq!(record(b""), Verdict::NeedMore);
        assert_eq!(record(b"\x15\x03\x03\x00\x02\x01\x00"), Verdict::Yes);
        assert_eq!(record(b"220 ready"), Verdict::No);
        assert_eq!(record(b"\x15\x03\x03\xff\xff"), Verdict::No);
    }

    proptest! {
        #[test]
        fn a_verdict_is_never_taken_back(bytes in prop::collection::vec(any::<u8>(), 0..20), near in 0usize..13) {
            let mut near_hello = HELLO.to_vec();
            near_hello[near] ^= bytes.first().copied().unwrap_or(1);
            for bytes in [bytes, near_hello] {
                for test in [record, client_hello] {
                    let verdicts: Vec<Verdict> = (0..=bytes.len()).map(|n| test(&bytes[..n])).collect();
                    let decided: Vec<Verdict> =
                        verdicts.into_iter().skip_while(|verdict| *verdict == Verdict::NeedMore).collect();
                    prop_assert!(decided.windows(2).all(|pair| pair[0] == pair[1]));
                }
            }
        }
    }
}
