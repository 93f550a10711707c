//! The table of cipher suites (IANA, TLS Cipher Suites).

use super::protect::BLOCK;

/// A cipher suite that can be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::tls) struct Suite {
    /// Its number in IANA's registry.
    pub(in crate::tls) number: u16,
    /// What records are encrypted with.
    pub(super) bulk: Bulk,
    /// What they are authenticated with, where the cipher does not do that itself.
    pub(super) mac: Option<SuiteHash>,
    /// What keys are made with, from TLS 1.2 on.
    pub(super) hash: SuiteHash,
}

/// A cipher, with the length of its key where there are several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bulk {
    Null,
    Rc4,
    TripleDesCbc,
    Aes128Cbc,
    Aes256Cbc,
    Aes128Gcm,
    Aes256Gcm,
    Aes128Ccm,
    Aes256Ccm,
    /// With a tag of 8 bytes.
    Aes128Ccm8,
    Aes256Ccm8,
    ChaCha20,
}

/// A hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SuiteHash {
    Md5,
    Sha1,
    Sha256,
    Sha384,
}

impl SuiteHash {
    /// Bytes of a digest.
    pub(super) fn size(self) -> usize {
        match self {
            SuiteHash::Md5 => 16,
            SuiteHash::Sha1 => 20,
            SuiteHash::Sha256 => 32,
            SuiteHash::Sha384 => 48,
        }
    }
}

impl Bulk {
    /// Bytes of a key.
    pub(super) fn key(self) -> usize {
        match self {
            Bulk::Null => 0,
            Bulk::Rc4 | Bulk::Aes128Cbc | Bulk::Aes128Gcm | Bulk::Aes128Ccm | Bulk::Aes128Ccm8 => {
                16
            }
            Bulk::TripleDesCbc => 24,
            Bulk::Aes256Cbc
            | Bulk::Aes256Gcm
            | Bulk::Aes256Ccm
            | Bulk::Aes256Ccm8
            | Bulk::ChaCha20 => 32,
        }
    }

    /// Bytes of a block, of those that are chained.
    pub(super) fn block(self) -> Option<usize> {
        match self {
            Bulk::TripleDesCbc => Some(8),
            Bulk::Aes128Cbc | Bulk::Aes256Cbc => Some(BLOCK),
            _ => None,
        }
    }

    /// Bytes of a tag, of those that authenticate too.
    pub(super) fn tag(self) -> Option<usize> {
        match self {
            Bulk::Aes128Gcm
            | Bulk::Aes256Gcm
            | Bulk::Aes128Ccm
            | Bulk::Aes256Ccm
            | Bulk::ChaCha20 => Some(16),
            Bulk::Aes128Ccm8 | Bulk::Aes256Ccm8 => Some(8),
            _ => None,
        }
    }

    /// Bytes of the nonce that come from the key block up to TLS 1.2; the others stand in each
    /// record (RFC 5288 section 3).
    pub(super) fn fixed_iv(self) -> usize {
        match self {
            Bulk::ChaCha20 => 12,
            _ if self.tag().is_some() => 4,
            _ => 0,
        }
    }
}

/// Suites that differ only in how keys are agreed on.
type SuiteRow = (Bulk, Option<SuiteHash>, SuiteHash, &'static [u16]);

/// Rows of TLS 1.3, each of one suite.
const TLS13: usize = 5;

const TABLE: [SuiteRow; 24] = [
    // TLS 1.3 (RFC 8446 appendix B.4)
    (Bulk::Aes128Gcm, None, SuiteHash::Sha256, &[0x1301]),
    (Bulk::Aes256Gcm, None, SuiteHash::Sha384, &[0x1302]),
    (Bulk::ChaCha20, None, SuiteHash::Sha256, &[0x1303]),
    (Bulk::Aes128Ccm, None, SuiteHash::Sha256, &[0x1304]),
    (Bulk::Aes128Ccm8, None, SuiteHash::Sha256, &[0x1305]),
    // RFC 5288, RFC 5289, RFC 5487, RFC 8442
    (
        Bulk::Aes128Gcm,
        None,
        SuiteHash::Sha256,
        &[
            0x009c, 0x009e, 0x00a0, 0x00a2, 0x00a4, 0x00a6, 0x00a8, 0x00aa, 0x00ac, 0xc02b, 0xc02d,
            0xc02f, 0xc031, 0xd001,
        ],
    ),
    (
        Bulk::Aes256Gcm,
        None,
        SuiteHash::Sha384,
        &[
            0x009d, 0x009f, 0x00a1, 0x00a3, 0x00a5, 0x00a7, 0x00a9, 0x00ab, 0x00ad, 0xc02c, 0xc02e,
            0xc030, 0xc032, 0xd002,
        ],
    ),
    // RFC 7905
    (
        Bulk::ChaCha20,
        None,
        SuiteHash::Sha256,
        &[0xcca8, 0xcca9, 0xccaa, 0xccab, 0xccac, 0xccad, 0xccae],
    ),
    // RFC 6655, RFC 7251, RFC 8442
    (
        Bulk::Aes128Ccm,
        None,
        SuiteHash::Sha256,
        &[0xc09c, 0xc09e, 0xc0a4, 0xc0a6, 0xc0ac, 0xd005],
    ),
    (
        Bulk::Aes256Ccm,
        None,
        SuiteHash::Sha256,
        &[0xc09d, 0xc09f, 0xc0a5, 0xc0a7, 0xc0ad],
    ),
    (
        Bulk::Aes128Ccm8,
        None,
        SuiteHash::Sha256,
        &[0xc0a0, 0xc0a2, 0xc0a8, 0xc0aa, 0xc0ae, 0xd003],
    ),
    (
        Bulk::Aes256Ccm8,
        None,
        SuiteHash::Sha256,
        &[0xc0a1, 0xc0a3, 0xc0a9, 0xc0ab, 0xc0af],
    ),
    // RFC 5246 appendix A.5, RFC 5289, RFC 5487, RFC 5489
    (
        Bulk::Aes128Cbc,
        Some(SuiteHash::Sha256),
        SuiteHash::Sha256,
        &[
            0x003c, 0x003e, 0x003f, 0x0040, 0x0067, 0x006c, 0x00ae, 0x00b2, 0x00b6, 0xc023, 0xc025,
            0xc027, 0xc029, 0xc037,
        ],
    ),
    (
        Bulk::Aes256Cbc,
        Some(SuiteHash::Sha256),
        SuiteHash::Sha256,
        &[0x003d, 0x0068, 0x0069, 0x006a, 0x006b, 0x006d],
    ),
    (
        Bulk::Aes256Cbc,
        Some(SuiteHash::Sha384),
        SuiteHash::Sha384,
        &[
            0x00af, 0x00b3, 0x00b7, 0xc024, 0xc026, 0xc028, 0xc02a, 0xc038,
        ],
    ),
    // RFC 5246 appendix A.5, RFC 4279, RFC 8422, RFC 5054, RFC 5489
    (
        Bulk::Aes128Cbc,
        Some(SuiteHash::Sha1),
        SuiteHash::Sha256,
        &[
            0x002f, 0x0030, 0x0031, 0x0032, 0x0033, 0x0034, 0x008c, 0x0090, 0x0094, 0xc004, 0xc009,
            0xc00e, 0xc013, 0xc018, 0xc01d, 0xc01e, 0xc01f, 0xc035,
        ],
    ),
    (
        Bulk::Aes256Cbc,
        Some(SuiteHash::Sha1),
        SuiteHash::Sha256,
        &[
            0x0035, 0x0036, 0x0037, 0x0038, 0x0039, 0x003a, 0x008d, 0x0091, 0x0095, 0xc005, 0xc00a,
            0xc00f, 0xc014, 0xc019, 0xc020, 0xc021, 0xc022, 0xc036,
        ],
    ),
    (
        Bulk::TripleDesCbc,
        Some(SuiteHash::Sha1),
        SuiteHash::Sha256,
        &[
            0x000a, 0x000d, 0x0010, 0x0013, 0x0016, 0x001b, 0x008b, 0x008f, 0x0093, 0xc003, 0xc008,
            0xc00d, 0xc012, 0xc017, 0xc01a, 0xc01b, 0xc01c, 0xc034,
        ],
    ),
    (
        Bulk::Rc4,
        Some(SuiteHash::Sha1),
        SuiteHash::Sha256,
        &[
            0x0005, 0x008a, 0x008e, 0x0092, 0xc002, 0xc007, 0xc00c, 0xc011, 0xc016, 0xc033,
        ],
    ),
    (
        Bulk::Rc4,
        Some(SuiteHash::Md5),
        SuiteHash::Sha256,
        &[0x0004, 0x0018],
    ),
    // RFC 5246 appendix A.5, RFC 4785, RFC 5487, RFC 5489, RFC 8422
    (
        Bulk::Null,
        Some(SuiteHash::Md5),
        SuiteHash::Sha256,
        &[0x0001],
    ),
    (
        Bulk::Null,
        Some(SuiteHash::Sha1),
        SuiteHash::Sha256,
        &[
            0x0002, 0x002c, 0x002d, 0x002e, 0xc001, 0xc006, 0xc00b, 0xc010, 0xc015, 0xc039,
        ],
    ),
    (
        Bulk::Null,
        Some(SuiteHash::Sha256),
        SuiteHash::Sha256,
        &[0x003b, 0x00b0, 0x00b4, 0x00b8, 0xc03a],
    ),
    (
        Bulk::Null,
        Some(SuiteHash::Sha384),
        SuiteHash::Sha384,
        &[0x00b1, 0x00b5, 0x00b9, 0xc03b],
    ),
];

impl Suite {
    /// The suite of a number; `None` where it cannot be opened.
    pub(in crate::tls) fn find(number: u16) -> Option<Suite> {
        let row = TABLE.iter().find(|row| row.3.contains(&number))?;
        Some(Suite::of(number, row))
    }

    /// The suites of TLS 1.3 whose secrets have that length, the likeliest first.
    pub(in crate::tls) fn of_secret(len: usize) -> impl Iterator<Item = Suite> {
        let suites = TABLE[..TLS13].iter().map(|row| Suite::of(row.3[0], row));
        suites.filter(move |suite| suite.hash.size() == len)
    }

    /// Bytes of a secret of TLS 1.3.
    pub(in crate::tls) fn secret(self) -> usize {
        self.hash.size()
    }

    fn of(number: u16, &(bulk, mac, hash, _): &SuiteRow) -> Suite {
        Suite {
            number,
            bulk,
            mac,
            hash,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_suite_is_one_row() {
        let mut seen = HashSet::new();
        for number in TABLE.iter().flat_map(|row| row.3) {
            assert!(seen.insert(number), "{number:#06x}");
        }
        assert_eq!(Suite::find(0x0000), None);
        assert_eq!(
            Suite::find(0xc030).map(|s| (s.bulk, s.hash)),
            Some((Bulk::Aes256Gcm, SuiteHash::Sha384))
        );
    }

    #[test]
    fn a_suite_authenticates_in_one_way() {
        for (bulk, mac, _, _) in TABLE {
            assert_ne!(bulk.tag().is_some(), mac.is_some(), "{bulk:?}");
        }
        assert_eq!(Suite::of_secret(48).count(), 1);
        assert_eq!(Suite::of_secret(32).count(), 4);
    }
}
