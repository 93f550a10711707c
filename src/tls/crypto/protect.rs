//! Records, sealed and opened: one direction's key, and how a record is authenticated under each
//! kind of cipher.
//!
//! | kind | what stands in a record | authenticated with it |
//! |---|---|---|
//! | AEAD of TLS 1.3 | contents, content type, zeros; tag | the header (RFC 8446 section 5.2) |
//! | AEAD of TLS 1.2 | 8 bytes of the nonce, but for `ChaCha20`; contents; tag | number, type, version, length (RFC 5246 section 6.2.3.3) |
//! | CBC | IV from TLS 1.1 on; contents, MAC, padding | the same |
//! | CBC, encrypt then MAC | IV from TLS 1.1 on; contents, padding; MAC | the same, with the length of IV and contents (RFC 7366) |
//! | NULL, RC4 | contents, MAC | the same |
//!
//! [`Cipher::open`] changes nothing, so that numbers and keys can be tried; [`Cipher::advance`]
//! then goes on to the next record. Only RC4 and CBC of TLS 1.0 have something to go on with: the
//! place in the key stream, and the last block, which is the next record's IV. A tag that does not
//! hold never gives a byte.

use aead::{AeadInOut, KeyInit, Nonce, Tag};
use aes::{Aes128, Aes256};
use aes_gcm::{Aes128Gcm, Aes256Gcm, aead};
use cbc::Decryptor;
use cbc::cipher::array::Array;
use cbc::cipher::typenum::{U8, U12, U16};
use cbc::cipher::{BlockCipherDecrypt, BlockModeDecrypt, InnerIvInit};
use ccm::Ccm;
use chacha20poly1305::ChaCha20Poly1305;
use des::TdesEde3;
use hmac::{Hmac, Mac};
use md5::Md5;
use sha1::Sha1;
use sha2::{Sha256, Sha384};

use crate::model::TlsVersion;
use crate::tls::record::SealedRecord;

use super::rc4::Rc4;
use super::suite::{Bulk, SuiteHash};

/// Bytes of a block of AES.
pub(super) const BLOCK: usize = 16;
/// Bytes at the end of a record that the next one may go on with: a block, and the longest MAC
/// behind it.
pub(in crate::tls) const END: usize = BLOCK + 48;
/// Bytes of a header.
const HEADER: usize = 5;
/// Bytes of the nonce that stand in a record of TLS 1.2.
const EXPLICIT: usize = 8;
/// RFC 8446 section 5.1: 2^14.
const MAX_PLAIN: usize = 1 << 14;

impl SealedRecord<'_> {
    fn header(self, len: usize) -> [u8; HEADER] {
        let [major, minor] = self.version.to_be_bytes();
        let [high, low] = (len as u16).to_be_bytes();
        [self.kind, major, minor, high, low]
    }

    /// What is authenticated beside the contents, up to TLS 1.2.
    fn data(self, number: u64, len: usize) -> [u8; 8 + HEADER] {
        let mut data = [0; 8 + HEADER];
        data[..8].copy_from_slice(&number.to_be_bytes());
        data[8..].copy_from_slice(&self.header(len));
        data
    }
}

/// How a suite with a MAC authenticates.
pub(super) struct Authentication<'k> {
    pub(super) hash: SuiteHash,
    pub(super) key: &'k [u8],
    /// What was encrypted, and not what will be.
    pub(super) after_encryption: bool,
}

/// The key of one direction.
#[derive(Clone)]
pub(in crate::tls) struct Cipher {
    bulk: Bulk,
    kind: CipherKind,
}

// Keys are large, and there are two a connection.
#[derive(Clone)]
enum CipherKind {
    Aead(AeadKey),
    Chained(ChainedKey),
    Stream(StreamKey),
}

/// A cipher with a tag.
#[derive(Clone)]
struct AeadKey {
    key: Box<Aead>,
    iv: [u8; 12],
    tls13: bool,
}

/// A block cipher in CBC, and a MAC.
#[derive(Clone)]
struct ChainedKey {
    key: Box<BlockCipher>,
    mac: MacKey,
    /// The MAC is of what was encrypted (RFC 7366).
    after_encryption: bool,
    iv: ChainIv,
}

/// RC4 or no cipher at all, and a MAC.
#[derive(Clone)]
struct StreamKey {
    rc4: Option<Box<Rc4>>,
    mac: MacKey,
}

#[derive(Clone)]
enum Aead {
    Aes128Gcm(Aes128Gcm),
    Aes256Gcm(Aes256Gcm),
    Aes128Ccm(Ccm<Aes128, U16, U12>),
    Aes256Ccm(Ccm<Aes256, U16, U12>),
    Aes128Ccm8(Ccm<Aes128, U8, U12>),
    Aes256Ccm8(Ccm<Aes256, U8, U12>),
    ChaCha20(ChaCha20Poly1305),
}

#[derive(Clone)]
enum BlockCipher {
    Aes128(Aes128),
    Aes256(Aes256),
    TripleDes(TdesEde3),
}

/// Where the IV of a record of CBC comes from.
#[derive(Clone, Copy)]
enum ChainIv {
    /// It stands in the record.
    InRecord,
    /// It is the last block before the record.
    Before([u8; BLOCK]),
    /// Likewise, and that is not known.
    Lost,
}

#[derive(Clone)]
enum MacKey {
    Md5(Hmac<Md5>),
    Sha1(Hmac<Sha1>),
    Sha256(Hmac<Sha256>),
    Sha384(Hmac<Sha384>),
}

impl std::fmt::Debug for Cipher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Cipher({:?})", self.bulk)
    }
}

impl Cipher {
    /// A key up to TLS 1.2. Lengths are those of the suite.
    pub(super) fn up_to_tls12(
        bulk: Bulk,
        version: TlsVersion,
        authentication: Option<&Authentication>,
        key: &[u8],
        iv: &[u8],
    ) -> Self {
        const TLS10: TlsVersion = TlsVersion(0x0301);
        let kind = match authentication {
            None => CipherKind::Aead(AeadKey {
                key: Box::new(Aead::new(bulk, key)),
                iv: padded(iv),
                tls13: false,
            }),
            Some(authentication) => {
                let mac = MacKey::new(authentication.hash, authentication.key);
                match BlockCipher::new(bulk, key) {
                    Some(block) => CipherKind::Chained(ChainedKey {
                        key: Box::new(block),
                        mac,
                        after_encryption: authentication.after_encryption,
                        iv: if version <= TLS10 {
                            ChainIv::Before(padded(iv))
                        } else {
                            ChainIv::InRecord
                        },
                    }),
                    None => CipherKind::Stream(StreamKey {
                        rc4: (bulk == Bulk::Rc4).then(|| Box::new(Rc4::new(key))),
                        mac,
                    }),
                }
            }
        };
        Cipher { bulk, kind }
    }

    /// A key of TLS 1.3; `None` where the cipher has no tag.
    pub(super) fn tls13(bulk: Bulk, key: &[u8], iv: [u8; 12]) -> Option<Self> {
        bulk.tag()?;
        let kind = CipherKind::Aead(AeadKey {
            key: Box::new(Aead::new(bulk, key)),
            iv,
            tls13: true,
        });
        Some(Cipher { bulk, kind })
    }

    /// Opens the record of that number into `plain`, and says what it is. `None`, with nothing in
    /// `plain`, where it is not that record, or is sealed with another key.
    pub(in crate::tls) fn open(
        &self,
        record: SealedRecord,
        number: u64,
        plain: &mut Vec<u8>,
    ) -> Option<u8> {
        plain.clear();
        let opened = match &self.kind {
            CipherKind::Aead(key) => key.open(record, number, plain),
            CipherKind::Chained(key) => key.open(record, number, plain),
            CipherKind::Stream(key) => key.open(record, number, plain),
        };
        let opened = opened.filter(|_| plain.len() <= MAX_PLAIN);
        if opened.is_none() {
            plain.clear();
        }
        opened
    }

    /// Goes on behind a record: its length, and how it ends, as far as that is known.
    pub(in crate::tls) fn advance(&mut self, len: usize, end: &[u8]) {
        match &mut self.kind {
            CipherKind::Aead(_) => {}
            CipherKind::Chained(key) => key.advance(end),
            CipherKind::Stream(StreamKey { rc4, .. }) => {
                if let Some(rc4) = rc4 {
                    rc4.skip(len);
                }
            }
        }
    }

    /// Records behind so many lost bytes cannot be opened, because it is not known how many were
    /// lost.
    pub(in crate::tls) fn needs_every_byte(&self) -> bool {
        matches!(
            &self.kind,
            CipherKind::Stream(StreamKey { rc4: Some(_), .. })
        )
    }

    /// What tells the number of a record by itself: in TLS 1.2 most programs count the nonces that
    /// stand in records.
    pub(in crate::tls) fn counter(&self, body: &[u8]) -> Option<u64> {
        match &self.kind {
            CipherKind::Aead(AeadKey { tls13: false, .. }) if self.bulk != Bulk::ChaCha20 => body
                .first_chunk()
                .map(|counter| u64::from_be_bytes(*counter)),
            _ => None,
        }
    }

    /// Bytes of a record beside its contents, header included: at least, and at most where padding
    /// cannot be told.
    pub(in crate::tls) fn overhead(&self) -> [usize; 2] {
        match &self.kind {
            CipherKind::Aead(AeadKey { tls13, .. }) => {
                let explicit = match self.bulk {
                    _ if *tls13 => 1,
                    Bulk::ChaCha20 => 0,
                    _ => EXPLICIT,
                };
                [HEADER + explicit + self.bulk.tag().unwrap_or_default(); 2]
            }
            CipherKind::Chained(ChainedKey { key, mac, iv, .. }) => {
                let block = key.size();
                let explicit = if matches!(iv, ChainIv::InRecord) {
                    block
                } else {
                    0
                };
                let least = HEADER + explicit + mac.size() + 1;
                [least, least + block - 1]
            }
            CipherKind::Stream(StreamKey { mac, .. }) => [HEADER + mac.size(); 2],
        }
    }

    /// How long opening a byte takes, in units of what the fastest ciphers take.
    pub(in crate::tls) fn cost(&self) -> u64 {
        match self.bulk {
            Bulk::TripleDesCbc => 256,
            Bulk::Aes128Gcm | Bulk::Aes256Gcm => 1,
            _ => 4,
        }
    }
}

impl AeadKey {
    fn open(&self, record: SealedRecord, number: u64, plain: &mut Vec<u8>) -> Option<u8> {
        let AeadKey { key, iv, tls13 } = self;
        let mut nonce = *iv;
        let mut body = record.body;
        if *tls13 || matches!(**key, Aead::ChaCha20(_)) {
            for (byte, number) in nonce[4..].iter_mut().zip(number.to_be_bytes()) {
                *byte ^= number;
            }
        } else {
            let explicit;
            (explicit, body) = body.split_at_checked(EXPLICIT)?;
            nonce[4..].copy_from_slice(explicit);
        }
        let len = body.len().checked_sub(key.tag())?;
        plain.extend_from_slice(body);
        if *tls13 {
            let header = record.header(record.body.len());
            key.open(&nonce, &header, plain)?;
            // the content type is the last byte that is not zero (RFC 8446 section 5.4)
            let end = plain.iter().rposition(|&byte| byte != 0)?;
            let kind = plain[end];
            plain.truncate(end);
            return Some(kind);
        }
        key.open(&nonce, &record.data(number, len), plain)?;
        Some(record.kind)
    }
}

impl ChainedKey {
    fn open(&self, record: SealedRecord, number: u64, plain: &mut Vec<u8>) -> Option<u8> {
        let ChainedKey { key, mac, .. } = self;
        let mut body = record.body;
        if self.after_encryption {
            let tag;
            (body, tag) = body.split_at_checked(body.len().checked_sub(mac.size())?)?;
            let data = record.data(number, body.len());
            mac.holds(&[&data, body], tag).then_some(())?;
        }
        let iv = match self.iv {
            ChainIv::InRecord => {
                let first;
                (first, body) = body.split_at_checked(key.size())?;
                padded(first)
            }
            ChainIv::Before(iv) => iv,
            ChainIv::Lost => return None,
        };
        if body.is_empty() || !body.len().is_multiple_of(key.size()) {
            return None;
        }
        plain.extend_from_slice(body);
        key.decrypt(&iv[..key.size()], plain);
        // the length of the padding stands in every byte of it (RFC 5246 section 6.2.3.2)
        let padding = *plain.last()?;
        let end = plain.len().checked_sub(usize::from(padding) + 1)?;
        let is_padding = plain[end..].iter().all(|&byte| byte == padding);
        if !is_padding {
            return None;
        }
        plain.truncate(end);
        if self.after_encryption {
            return Some(record.kind);
        }
        check_mac(mac, record, number, plain)
    }

    /// Goes on behind a record that ends so.
    fn advance(&mut self, end: &[u8]) {
        if matches!(self.iv, ChainIv::InRecord) {
            return;
        }
        // a MAC of what was encrypted is not part of it
        let behind = if self.after_encryption {
            self.mac.size()
        } else {
            0
        };
        let block = end
            .len()
            .checked_sub(behind)
            .and_then(|to| end.get(to.checked_sub(self.key.size())?..to));
        self.iv = block.map_or(ChainIv::Lost, |block| ChainIv::Before(padded(block)));
    }
}

impl StreamKey {
    fn open(&self, record: SealedRecord, number: u64, plain: &mut Vec<u8>) -> Option<u8> {
        plain.extend_from_slice(record.body);
        if let Some(rc4) = &self.rc4 {
            rc4.clone().apply(plain);
        }
        check_mac(&self.mac, record, number, plain)
    }
}

/// Takes the MAC behind the contents off.
fn check_mac(mac: &MacKey, record: SealedRecord, number: u64, plain: &mut Vec<u8>) -> Option<u8> {
    let end = plain.len().checked_sub(mac.size())?;
    let (contents, tag) = plain.split_at(end);
    let data = record.data(number, contents.len());
    mac.holds(&[&data, contents], tag).then_some(())?;
    plain.truncate(end);
    Some(record.kind)
}

/// The first bytes of an array.
fn padded<const SIZE: usize>(bytes: &[u8]) -> [u8; SIZE] {
    let mut array = [0; SIZE];
    for (to, from) in array.iter_mut().zip(bytes) {
        *to = *from;
    }
    array
}

impl Aead {
    /// Of a cipher that has a tag.
    fn new(bulk: Bulk, key: &[u8]) -> Self {
        match bulk {
            Bulk::Aes128Gcm => Aead::Aes128Gcm(Aes128Gcm::new(&padded(key).into())),
            Bulk::Aes256Gcm => Aead::Aes256Gcm(Aes256Gcm::new(&padded(key).into())),
            Bulk::Aes128Ccm => Aead::Aes128Ccm(Ccm::new(&padded(key).into())),
            Bulk::Aes256Ccm => Aead::Aes256Ccm(Ccm::new(&padded(key).into())),
            Bulk::Aes128Ccm8 => Aead::Aes128Ccm8(Ccm::new(&padded(key).into())),
            Bulk::Aes256Ccm8 => Aead::Aes256Ccm8(Ccm::new(&padded(key).into())),
            _ => Aead::ChaCha20(ChaCha20Poly1305::new(&padded(key).into())),
        }
    }

    fn tag(&self) -> usize {
        match self {
            Aead::Aes128Ccm8(_) | Aead::Aes256Ccm8(_) => 8,
            _ => 16,
        }
    }

    /// Opens contents and tag to the contents.
    fn open(&self, nonce: &[u8; 12], data: &[u8], bytes: &mut Vec<u8>) -> Option<()> {
        match self {
            Aead::Aes128Gcm(key) => open_with(key, nonce, data, bytes),
            Aead::Aes256Gcm(key) => open_with(key, nonce, data, bytes),
            Aead::Aes128Ccm(key) => open_with(key, nonce, data, bytes),
            Aead::Aes256Ccm(key) => open_with(key, nonce, data, bytes),
            Aead::Aes128Ccm8(key) => open_with(key, nonce, data, bytes),
            Aead::Aes256Ccm8(key) => open_with(key, nonce, data, bytes),
            Aead::ChaCha20(key) => open_with(key, nonce, data, bytes),
        }
    }
}

fn open_with<A: AeadInOut>(
    key: &A,
    nonce: &[u8; 12],
    data: &[u8],
    bytes: &mut Vec<u8>,
) -> Option<()> {
    let end = bytes.len().checked_sub(Tag::<A>::default().len())?;
    let (contents, tag) = bytes.split_at_mut(end);
    let nonce = Nonce::<A>::try_from(&nonce[..]).ok()?;
    let tag = Tag::<A>::try_from(&*tag).ok()?;
    key.decrypt_inout_detached(&nonce, data, contents.into(), &tag)
        .ok()?;
    bytes.truncate(end);
    Some(())
}

impl BlockCipher {
    /// `None` where the cipher is not chained.
    fn new(bulk: Bulk, key: &[u8]) -> Option<Self> {
        Some(match bulk {
            Bulk::Aes128Cbc => BlockCipher::Aes128(Aes128::new(&padded(key).into())),
            Bulk::Aes256Cbc => BlockCipher::Aes256(Aes256::new(&padded(key).into())),
            Bulk::TripleDesCbc => BlockCipher::TripleDes(TdesEde3::new(&padded(key).into())),
            _ => return None,
        })
    }

    fn size(&self) -> usize {
        match self {
            BlockCipher::Aes128(_) | BlockCipher::Aes256(_) => BLOCK,
            BlockCipher::TripleDes(_) => 8,
        }
    }

    /// Decrypts whole blocks.
    fn decrypt(&self, iv: &[u8], bytes: &mut [u8]) {
        match self {
            BlockCipher::Aes128(key) => decrypt_with(key, iv, bytes),
            BlockCipher::Aes256(key) => decrypt_with(key, iv, bytes),
            BlockCipher::TripleDes(key) => decrypt_with(key, iv, bytes),
        }
    }
}

fn decrypt_with<C: BlockCipherDecrypt + Clone>(key: &C, iv: &[u8], bytes: &mut [u8]) {
    if let Ok(iv) = iv.try_into() {
        let (blocks, _) = Array::slice_as_chunks_mut(bytes);
        Decryptor::inner_iv_init(key.clone(), &iv).decrypt_blocks(blocks);
    }
}

impl MacKey {
    fn new(hash: SuiteHash, key: &[u8]) -> Self {
        match hash {
            SuiteHash::Md5 => MacKey::Md5(mac_key(key)),
            SuiteHash::Sha1 => MacKey::Sha1(mac_key(key)),
            SuiteHash::Sha256 => MacKey::Sha256(mac_key(key)),
            SuiteHash::Sha384 => MacKey::Sha384(mac_key(key)),
        }
    }

    fn size(&self) -> usize {
        match self {
            MacKey::Md5(_) => SuiteHash::Md5,
            MacKey::Sha1(_) => SuiteHash::Sha1,
            MacKey::Sha256(_) => SuiteHash::Sha256,
            MacKey::Sha384(_) => SuiteHash::Sha384,
        }
        .size()
    }

    /// It is the MAC of these parts.
    fn holds(&self, parts: &[&[u8]], tag: &[u8]) -> bool {
        match self {
            MacKey::Md5(key) => holds_with(key, parts, tag),
            MacKey::Sha1(key) => holds_with(key, parts, tag),
            MacKey::Sha256(key) => holds_with(key, parts, tag),
            MacKey::Sha384(key) => holds_with(key, parts, tag),
        }
    }
}

/// The key of a MAC; one of the length that its hash gives always fits.
fn mac_key<M: Mac + KeyInit>(key: &[u8]) -> M {
    <M as KeyInit>::new_from_slice(key).unwrap_or_else(|_| M::new(&Array::default()))
}

fn holds_with<M: Mac + Clone>(key: &M, parts: &[&[u8]], tag: &[u8]) -> bool {
    let mut mac = key.clone();
    for part in parts {
        mac.update(part);
    }
    mac.verify_slice(tag).is_ok()
}

#[cfg(test)]
pub(in crate::tls) mod tests;
