//! The twin that seals, and what proves both.

use cbc::Encryptor;
use cbc::cipher::{BlockCipherEncrypt, BlockModeEncrypt};
use proptest::prelude::*;

use super::*;
use crate::tls::crypto::{HandshakeKeys, Suite, keys, traffic_key};

const TLS10: TlsVersion = TlsVersion(0x0301);
const TLS11: TlsVersion = TlsVersion(0x0302);
const TLS12: TlsVersion = TlsVersion(0x0303);

/// What is to be sealed.
#[derive(Clone, Copy, Debug)]
pub(in crate::tls) struct Plain<'p> {
    pub(in crate::tls) kind: u8,
    pub(in crate::tls) version: u16,
    pub(in crate::tls) bytes: &'p [u8],
    /// Zeros behind the content type (TLS 1.3), or blocks of padding beyond the least (CBC).
    pub(in crate::tls) padding: usize,
}

/// A whole record, header included; the key goes on to the next.
pub(in crate::tls) fn seal(cipher: &mut Cipher, plain: Plain, number: u64) -> Vec<u8> {
    let outer = if matches!(cipher.kind, CipherKind::Aead(AeadKey { tls13: true, .. })) {
        23
    } else {
        plain.kind
    };
    let record = SealedRecord {
        kind: outer,
        version: plain.version,
        body: &[],
    };
    let body = match &mut cipher.kind {
        CipherKind::Aead(AeadKey { key, iv, tls13 }) => {
            seal_aead(key, iv, *tls13, record, plain, number)
        }
        CipherKind::Chained(ChainedKey {
            key,
            mac,
            after_encryption,
            iv,
        }) => seal_chained(key, mac, *after_encryption, *iv, record, plain, number),
        CipherKind::Stream(StreamKey { rc4, mac }) => {
            let mut body = with_mac(mac, record, plain, number);
            if let Some(rc4) = rc4 {
                rc4.clone().apply(&mut body);
            }
            body
        }
    };
    cipher.advance(body.len(), &body);
    [&record.header(body.len())[..], &body].concat()
}

fn with_mac(mac: &MacKey, record: SealedRecord, plain: Plain, number: u64) -> Vec<u8> {
    let data = record.data(number, plain.bytes.len());
    [plain.bytes, &mac.make(&[&data, plain.bytes])].concat()
}

fn seal_aead(
    key: &Aead,
    iv: &[u8; 12],
    tls13: bool,
    record: SealedRecord,
    plain: Plain,
    number: u64,
) -> Vec<u8> {
    let mut nonce = *iv;
    let mut explicit = Vec::new();
    let mut bytes = plain.bytes.to_vec();
    let mut data = record.data(number, bytes.len()).to_vec();
    if tls13 {
        bytes.push(plain.kind);
        bytes.extend(vec![0; plain.padding]);
        data = record.header(bytes.len() + key.tag()).to_vec();
    }
    if tls13 || matches!(key, Aead::ChaCha20(_)) {
        for (byte, number) in nonce[4..].iter_mut().zip(number.to_be_bytes()) {
            *byte ^= number;
        }
    } else {
        explicit = (number + 0xa000).to_be_bytes().to_vec();
        nonce[4..].copy_from_slice(&explicit);
    }
    let tag = match key {
        Aead::Aes128Gcm(key) => seal_with(key, &nonce, &data, &mut bytes),
        Aead::Aes256Gcm(key) => seal_with(key, &nonce, &data, &mut bytes),
        Aead::Aes128Ccm(key) => seal_with(key, &nonce, &data, &mut bytes),
        Aead::Aes256Ccm(key) => seal_with(key, &nonce, &data, &mut bytes),
        Aead::Aes128Ccm8(key) => seal_with(key, &nonce, &data, &mut bytes),
        Aead::Aes256Ccm8(key) => seal_with(key, &nonce, &data, &mut bytes),
        Aead::ChaCha20(key) => seal_with(key, &nonce, &data, &mut bytes),
    };
    [explicit, bytes, tag].concat()
}

fn seal_with<A: AeadInOut>(key: &A, nonce: &[u8; 12], data: &[u8], bytes: &mut [u8]) -> Vec<u8> {
    let nonce = Nonce::<A>::try_from(&nonce[..]).expect("a nonce");
    let tag = key.encrypt_inout_detached(&nonce, data, bytes.into());
    tag.expect("a short record").to_vec()
}

fn seal_chained(
    key: &BlockCipher,
    mac: &MacKey,
    after_encryption: bool,
    iv: ChainIv,
    record: SealedRecord,
    plain: Plain,
    number: u64,
) -> Vec<u8> {
    let mut bytes = if after_encryption {
        plain.bytes.to_vec()
    } else {
        with_mac(mac, record, plain, number)
    };
    let least = key.size() - 1 - bytes.len() % key.size();
    let padding = (least + plain.padding * key.size()).min(255 - 255 % key.size() + least);
    let padding = if padding > 255 { least } else { padding };
    bytes.extend(vec![padding as u8; padding + 1]);
    let (first, iv) = match iv {
        ChainIv::Before(iv) => (Vec::new(), iv),
        _ => (
            vec![number as u8 ^ 0x5a; key.size()],
            [number as u8 ^ 0x5a; BLOCK],
        ),
    };
    match key {
        BlockCipher::Aes128(key) => encrypt_with(key, &iv[..BLOCK], &mut bytes),
        BlockCipher::Aes256(key) => encrypt_with(key, &iv[..BLOCK], &mut bytes),
        BlockCipher::TripleDes(key) => encrypt_with(key, &iv[..8], &mut bytes),
    }
    let mut body = [first, bytes].concat();
    if after_encryption {
        let data = record.data(number, body.len());
        body.extend(mac.make(&[&data, &body]));
    }
    body
}

fn encrypt_with<C: BlockCipherEncrypt + Clone>(key: &C, iv: &[u8], bytes: &mut [u8]) {
    let iv = iv.try_into().expect("an IV");
    let (blocks, _) = Array::slice_as_chunks_mut(bytes);
    Encryptor::inner_iv_init(key.clone(), &iv).encrypt_blocks(blocks);
}

impl MacKey {
    fn make(&self, parts: &[&[u8]]) -> Vec<u8> {
        match self {
            MacKey::Md5(key) => make_with(key, parts),
            MacKey::Sha1(key) => make_with(key, parts),
            MacKey::Sha256(key) => make_with(key, parts),
            MacKey::Sha384(key) => make_with(key, parts),
        }
    }
}

fn make_with<M: Mac + Clone>(key: &M, parts: &[&[u8]]) -> Vec<u8> {
    let mut mac = key.clone();
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().to_vec()
}

/// Every kind of key that there is.
fn ciphers() -> Vec<Cipher> {
    let before = [
        0x0001, 0x0002, 0x003b, 0x00b1, 0x0004, 0x0005, 0x000a, 0x002f, 0x0035, 0x003c, 0x003d,
        0xc028, 0x009c, 0x009d, 0xc09c, 0xc09d, 0xc0a0, 0xc0a1, 0xcca8,
    ];
    let mut ciphers = Vec::new();
    for number in before {
        let suite = Suite::find(number).expect("a suite");
        for version in [TLS10, TLS11, TLS12] {
            for encrypt_then_mac in [false, true] {
                let handshake = HandshakeKeys {
                    version,
                    suite,
                    randoms: [&[1; 32], &[2; 32]],
                    encrypt_then_mac,
                };
                ciphers.extend(keys(&handshake, &[3; 48]));
            }
        }
    }
    for len in [32, 48] {
        let secret = vec![4; len];
        ciphers.extend(Suite::of_secret(len).filter_map(|suite| traffic_key(suite, &secret)));
    }
    ciphers
}

fn sealed(record: &[u8]) -> SealedRecord<'_> {
    SealedRecord {
        kind: record[0],
        version: u16::from_be_bytes([record[1], record[2]]),
        body: &record[HEADER..],
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn what_is_sealed_opens_and_nothing_else_does(
        contents in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..70), 1..5),
        padding in 0..3_usize,
        flip in any::<prop::sample::Index>(),
    ) {
        for mut sealer in ciphers() {
            let mut opener = sealer.clone();
            let mut plain = Vec::new();
            for (number, bytes) in (0..).zip(&contents) {
                let [least, most] = opener.overhead();
                let record = seal(&mut sealer, Plain { kind: 22, version: 0x0303, bytes, padding }, number);
                let len = record.len() - bytes.len();
                prop_assert!(padding > 0 || (least..=most).contains(&len), "{opener:?} {len}");
                let mut damaged = record.clone();
                let place = HEADER + flip.index(record.len() - HEADER);
                damaged[place] ^= 0x10;
                prop_assert_eq!(opener.open(sealed(&damaged), number, &mut plain), None);
                prop_assert!(plain.is_empty());
                prop_assert_eq!(opener.open(sealed(&record), number + 1, &mut plain), None);
                prop_assert_eq!(opener.open(sealed(&record), number, &mut plain), Some(22));
                prop_assert_eq!(&plain, bytes);
                opener.advance(record.len() - HEADER, &record);
            }
        }
    }

    #[test]
    fn no_bytes_cause_a_panic(body in prop::collection::vec(any::<u8>(), 0..100)) {
        for mut cipher in ciphers() {
            let record = SealedRecord { kind: 23, version: 0x0303, body: &body };
            prop_assert_eq!(cipher.open(record, u64::MAX, &mut Vec::new()), None);
            cipher.advance(body.len(), &body);
        }
    }
}

/// RFC 8448 section 3: the client's application data.
#[test]
fn a_record_of_tls_1_3_is_that_of_the_rfc() {
    let secret = b"\x9e\x40\x64\x6c\xe7\x9a\x7f\x9d\xc0\x5a\xf8\x88\x9b\xce\x65\x52\
                   \x87\x5a\xfa\x0b\x06\xdf\x00\x87\xf7\x92\xeb\xb7\xc1\x75\x04\xa5";
    let record = b"\x17\x03\x03\x00\x43\xa2\x3f\x70\x54\xb6\x2c\x94\xd0\xaf\xfa\xfe\
                   \x82\x28\xba\x55\xcb\xef\xac\xea\x42\xf9\x14\xaa\x66\xbc\xab\x3f\
                   \x2b\x98\x19\xa8\xa5\xb4\x6b\x39\x5b\xd5\x4a\x9a\x20\x44\x1e\x2b\
                   \x62\x97\x4e\x1f\x5a\x62\x92\xa2\x97\x70\x14\xbd\x1e\x3d\xea\xe6\
                   \x3a\xee\xbb\x21\x69\x49\x15\xe4";
    let suite = Suite::find(0x1301).expect("a suite");
    let cipher = traffic_key(suite, secret).expect("a key");
    let mut plain = Vec::new();
    assert_eq!(cipher.open(sealed(record), 0, &mut plain), Some(23));
    assert_eq!(plain, (0..50).collect::<Vec<u8>>());
}

#[test]
fn a_key_shows_nothing() {
    for cipher in ciphers() {
        let shown = format!("{cipher:?}");
        assert!(shown.starts_with("Cipher(") && shown.len() < 24, "{shown}");
    }
}

/// CBC of TLS 1.0 behind a record whose end is not known: one record more is lost, no other.
#[test]
fn a_chain_that_is_broken_goes_on_with_the_next_block() {
    let suite = Suite::find(0x002f).expect("a suite");
    let handshake = HandshakeKeys {
        version: TLS10,
        suite,
        randoms: [&[1; 32], &[2; 32]],
        encrypt_then_mac: false,
    };
    let [mut sealer, _] = keys(&handshake, &[3; 48]);
    let mut opener = sealer.clone();
    let plain = Plain {
        kind: 23,
        version: 0x0301,
        bytes: b"226 done\r\n",
        padding: 0,
    };
    let records = [0, 1, 2].map(|number| seal(&mut sealer, plain, number));
    let mut read = Vec::new();
    opener.advance(0, &[]);
    assert_eq!(opener.open(sealed(&records[1]), 1, &mut read), None);
    opener.advance(records[1].len() - HEADER, &records[1]);
    assert_eq!(opener.open(sealed(&records[2]), 2, &mut read), Some(23));
    assert_eq!(read, plain.bytes);
}
