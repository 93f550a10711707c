//! A certificate (RFC 5280) as a server shows it. Its key and its signature are noise.

use super::dice::Rng;

const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const OCTET_STRING: u8 = 0x04;
const OBJECT_IDENTIFIER: u8 = 0x06;
const UTF8_STRING: u8 = 0x0c;
const UTC_TIME: u8 = 0x17;
const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const VERSION: u8 = 0xa0;
const EXTENSIONS: u8 = 0xa3;
const DNS_NAME: u8 = 0x82;

const COMMON_NAME: [u8; 3] = [0x55, 4, 3];
const SUBJECT_ALT_NAME: [u8; 3] = [0x55, 0x1d, 0x11];
/// `id-ecPublicKey` on `prime256v1`, and `ecdsa-with-SHA256`.
const ELLIPTIC: [u8; 7] = [0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1];
const P_256: [u8; 8] = [0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7];
const ECDSA: [u8; 8] = [0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2];

/// One for the host `subject`, which `issuer` issued. It holds from 2025 on, until the end of the
/// day `until`, six digits.
pub(crate) fn certificate(subject: &str, issuer: &str, until: &str) -> Vec<u8> {
    let mut dice = Rng::new(509);
    subject
        .bytes()
        .chain(issuer.bytes())
        .for_each(|byte| dice.shake(byte.into()));
    let algorithm = value(SEQUENCE, &[value(OBJECT_IDENTIFIER, &ECDSA)]);
    let curve = [
        value(OBJECT_IDENTIFIER, &ELLIPTIC),
        value(OBJECT_IDENTIFIER, &P_256),
    ];
    let point = [vec![0, 4], dice.bytes(64)].concat();
    let names = value(SEQUENCE, &[value(DNS_NAME, subject.as_bytes())]);
    let alternative = [
        value(OBJECT_IDENTIFIER, &SUBJECT_ALT_NAME),
        value(OCTET_STRING, &names),
    ];
    let extensions = value(SEQUENCE, &[value(SEQUENCE, &alternative)]);
    let fields = [
        value(VERSION, &[value(INTEGER, &[2])]),
        value(INTEGER, &[&[1][..], &dice.bytes(8)].concat()),
        algorithm.clone(),
        name(issuer),
        value(
            SEQUENCE,
            &[
                value(UTC_TIME, b"250101000000Z"),
                value(UTC_TIME, format!("{until}235959Z").as_bytes()),
            ],
        ),
        name(subject),
        value(
            SEQUENCE,
            &[value(SEQUENCE, &curve), value(BIT_STRING, &point)],
        ),
        value(EXTENSIONS, &[extensions]),
    ];
    let signature = [vec![0], dice.bytes(70)].concat();
    value(
        SEQUENCE,
        &[
            value(SEQUENCE, &fields),
            algorithm,
            value(BIT_STRING, &signature),
        ],
    )
}

fn name(common_name: &str) -> Vec<u8> {
    let pair = [
        value(OBJECT_IDENTIFIER, &COMMON_NAME),
        value(UTF8_STRING, common_name.as_bytes()),
    ];
    value(SEQUENCE, &[value(SET, &[value(SEQUENCE, &pair)])])
}

/// A value of DER: bytes, or other values.
fn value<P: Contents + ?Sized>(tag: u8, contents: &P) -> Vec<u8> {
    let contents = contents.joined();
    let len = contents.len();
    let length = match len {
        0..0x80 => vec![len as u8],
        0x80..0x100 => vec![0x81, len as u8],
        _ => [&[0x82], &(len as u16).to_be_bytes()[..]].concat(),
    };
    [&[tag], &length[..], &contents].concat()
}

/// What stands in a value.
trait Contents {
    fn joined(&self) -> Vec<u8>;
}

impl Contents for [u8] {
    fn joined(&self) -> Vec<u8> {
        self.to_vec()
    }
}

impl<const N: usize> Contents for [u8; N] {
    fn joined(&self) -> Vec<u8> {
        self.to_vec()
    }
}

impl Contents for Vec<u8> {
    fn joined(&self) -> Vec<u8> {
        self.clone()
    }
}

impl<const N: usize> Contents for [Vec<u8>; N] {
    fn joined(&self) -> Vec<u8> {
        self.concat()
    }
}
