//! From secrets to keys.
//!
//! Up to TLS 1.2 one master secret and the randoms of both hellos give a block from which the keys
//! of both directions are cut (RFC 5246 section 6.3; RFC 2246 section 6.3 with another function).
//! Since TLS 1.3 each direction has secrets of its own, one for the handshake and one for what
//! follows, and a key depends on its secret alone (RFC 8446 section 7.3). A key log holds these
//! secrets, so that nothing of a key exchange has to be known here.

use hmac::{Hmac, KeyInit, Mac};
use md5::Md5;
use sha1::Sha1;
use sha2::{Sha256, Sha384};

use crate::model::TlsVersion;
use crate::tls::Random;

use super::protect::{Authentication, Cipher};
use super::suite::{Suite, SuiteHash};

/// What both hellos agreed on, up to TLS 1.2.
#[derive(Clone, Copy)]
pub(in crate::tls) struct HandshakeKeys<'h> {
    /// The version.
    pub(in crate::tls) version: TlsVersion,
    /// The suite.
    pub(in crate::tls) suite: Suite,
    /// The randoms of client and server.
    pub(in crate::tls) randoms: [&'h Random; 2],
    /// Records are authenticated after encryption (RFC 7366).
    pub(in crate::tls) encrypt_then_mac: bool,
}

/// The keys of client and server up to TLS 1.2.
pub(in crate::tls) fn keys(handshake: &HandshakeKeys, master: &[u8]) -> [Cipher; 2] {
    let &HandshakeKeys {
        version,
        suite,
        randoms: [client, server],
        encrypt_then_mac,
    } = handshake;
    let bulk = suite.bulk;
    let of_mac = suite.mac.map_or(0, SuiteHash::size);
    let of_iv = match bulk.block() {
        // later versions have a new one in each record
        Some(block) if version == TLS10 => block,
        _ => bulk.fixed_iv(),
    };
    let seed = [&server[..], &client[..]].concat();
    let mut block = vec![0; 2 * (of_mac + bulk.key() + of_iv)];
    let hash = (version >= TLS12).then_some(suite.hash);
    prf(hash, master, b"key expansion", &seed, &mut block);
    let (macs, rest) = block.split_at(2 * of_mac);
    let (keys, ivs) = rest.split_at(2 * bulk.key());
    [0, 1].map(|side| {
        let mac = &macs[side * of_mac..][..of_mac];
        let authentication = suite.mac.map(|hash| Authentication {
            hash,
            key: mac,
            after_encryption: encrypt_then_mac && bulk.block().is_some(),
        });
        let key = &keys[side * bulk.key()..][..bulk.key()];
        let iv = &ivs[side * of_iv..][..of_iv];
        Cipher::up_to_tls12(bulk, version, authentication.as_ref(), key, iv)
    })
}

/// The key of a secret of TLS 1.3 (RFC 8446 section 7.3); `None` where its length does not fit the
/// suite.
pub(in crate::tls) fn traffic_key(suite: Suite, secret: &[u8]) -> Option<Cipher> {
    if secret.len() != suite.secret() {
        return None;
    }
    let mut key = vec![0; suite.bulk.key()];
    expand_label(suite.hash, secret, b"key", &mut key);
    let mut iv = [0; 12];
    expand_label(suite.hash, secret, b"iv", &mut iv);
    Cipher::tls13(suite.bulk, &key, iv)
}

/// The secret behind a `KeyUpdate` (RFC 8446 section 7.2).
pub(in crate::tls) fn next_secret(suite: Suite, secret: &[u8]) -> Vec<u8> {
    let mut next = vec![0; suite.secret()];
    expand_label(suite.hash, secret, b"traffic upd", &mut next);
    next
}

const TLS10: TlsVersion = TlsVersion(0x0301);
const TLS12: TlsVersion = TlsVersion(0x0303);

/// `HKDF-Expand-Label` without a context (RFC 8446 section 7.1).
fn expand_label(hash: SuiteHash, secret: &[u8], label: &[u8], out: &mut [u8]) {
    const PREFIX: &[u8] = b"tls13 ";
    let length = (out.len() as u16).to_be_bytes();
    let label_length = (PREFIX.len() + label.len()) as u8;
    let info = [&length[..], &[label_length], PREFIX, label, &[0]].concat();
    // HKDF-Expand (RFC 5869 section 2.3)
    let mut last = Vec::new();
    for (number, part) in (1..=u8::MAX).zip(out.chunks_mut(hash.size())) {
        last = hmac(hash, secret, &[&last, &info, &[number]]);
        part.copy_from_slice(&last[..part.len()]);
    }
}

/// The PRF: of TLS 1.2 with a hash (RFC 5246 section 5), before that with two (RFC 2246 section 5).
fn prf(hash: Option<SuiteHash>, secret: &[u8], label: &[u8], seed: &[u8], out: &mut [u8]) {
    let seed = [label, seed].concat();
    out.fill(0);
    if let Some(hash) = hash {
        return expand(hash, secret, &seed, out);
    }
    let half = secret.len().div_ceil(2);
    expand(SuiteHash::Md5, &secret[..half], &seed, out);
    expand(SuiteHash::Sha1, &secret[secret.len() - half..], &seed, out);
}

/// `P_hash`, added to what is there.
fn expand(hash: SuiteHash, secret: &[u8], seed: &[u8], out: &mut [u8]) {
    let mut chain = hmac(hash, secret, &[seed]);
    for part in out.chunks_mut(hash.size()) {
        for (byte, more) in part.iter_mut().zip(hmac(hash, secret, &[&chain, seed])) {
            *byte ^= more;
        }
        chain = hmac(hash, secret, &[&chain]);
    }
}

fn hmac(hash: SuiteHash, key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    match hash {
        SuiteHash::Md5 => hmac_of::<Hmac<Md5>>(key, parts),
        SuiteHash::Sha1 => hmac_of::<Hmac<Sha1>>(key, parts),
        SuiteHash::Sha256 => hmac_of::<Hmac<Sha256>>(key, parts),
        SuiteHash::Sha384 => hmac_of::<Hmac<Sha384>>(key, parts),
    }
}

fn hmac_of<M: Mac + KeyInit>(key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    // HMAC takes keys of any length
    let Ok(mut mac) = <M as KeyInit>::new_from_slice(key) else {
        return Vec::new();
    };
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(text: &str) -> Vec<u8> {
        let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
        digits
            .chunks(2)
            .map(|pair| {
                let pair = std::str::from_utf8(pair).expect("ASCII");
                u8::from_str_radix(pair, 16).expect("digits")
            })
            .collect()
    }

    /// RFC 8448 section 3: the server's handshake traffic secret, its key and its IV.
    #[test]
    fn keys_of_tls_1_3_are_those_of_the_rfc() {
        let secret = hex("b67b7d690cc16c4e75e54213cb2d37b4e9c912bcded9105d42befd59d391ad38");
        let mut key = [0; 16];
        expand_label(SuiteHash::Sha256, &secret, b"key", &mut key);
        assert_eq!(key[..], hex("3fce516009c21727d0f2e4e86ee403bc"));
        let mut iv = [0; 12];
        expand_label(SuiteHash::Sha256, &secret, b"iv", &mut iv);
        assert_eq!(iv[..], hex("5d313eb2671276ee13000b30"));
    }

    /// The vectors that the working group's list agreed on for the PRF of TLS 1.2, with SHA-256.
    #[test]
    fn the_prf_of_tls_1_2() {
        let mut out = [0; 100];
        let secret = hex("9bbe436ba940f017b17652849a71db35");
        let seed = hex("a0ba9f936cda311827a6f796ffd5198c");
        prf(
            Some(SuiteHash::Sha256),
            &secret,
            b"test label",
            &seed,
            &mut out,
        );
        assert_eq!(
            out[..],
            hex(
                "e3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61edb5a
                 6b301791e90d35c9c9a46b4e14baf9af0fa022f7077def17abfd3797c0564bab
                 4fbc91666e9def9b97fce34f796789baa48082d122ee42c5a72e5a5110fff701
                 87347b66"
            )
        );
    }
}
