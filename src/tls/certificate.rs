//! The `Certificate` message (RFC 5246 section 7.4.2, RFC 8446 section 4.4.2) and the first
//! certificate in it, which is the sender's own (X.509, RFC 5280).
//!
//! Read are the fields that a person compares: whose it is, who issued it, what it is good for and
//! how long. Nothing is verified, and what makes no sense makes the certificate unknown rather than
//! half known. A hostile one costs no more than its bytes: names and texts are cut at a length that
//! no honest one has.

use std::fmt::Write as _;
use std::net::{Ipv4Addr, Ipv6Addr};

use super::der::Der;
use crate::model::{Certificate, CertificateTime, Text};

/// Alternative names that are kept: certificates of hosting services have a hundred.
const NAMES: usize = 128;
/// Longest text of a name, in bytes: `PATH_MAX` of names, as it were; RFC 5280 appendix A.1 allows
/// 64 for a common name.
const LONGEST: usize = 1024;

const BOOLEAN: u8 = 0x01;
const INTEGER: u8 = 0x02;
const OCTET_STRING: u8 = 0x04;
const OBJECT_IDENTIFIER: u8 = 0x06;
const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;
/// Fields of a certificate that have a number instead of a type (RFC 5280 section 4.1).
const VERSION: u8 = 0xa0;
const ISSUER_ID: u8 = 0x81;
const SUBJECT_ID: u8 = 0x82;
const EXTENSIONS: u8 = 0xa3;
/// Forms of an alternative name (RFC 5280 section 4.2.1.6).
const DNS_NAME: u8 = 0x82;
const IP_ADDRESS: u8 = 0x87;
/// `id-ce-subjectAltName`.
const SUBJECT_ALT_NAME: &[u8] = &[0x55, 0x1d, 0x11];

/// The certificate of the sender of a message, by the body of that.
pub(super) fn parse(body: &[u8], is_tls13: bool) -> Option<Certificate> {
    let body = if is_tls13 {
        // what it answers to, which is empty in a handshake
        let len = usize::from(*body.first()?);
        body.get(1 + len..)?
    } else {
        body
    };
    let list = vector24(body)?;
    read(vector24(list)?)
}

/// The vector at the beginning of some bytes, behind its length of three.
fn vector24(bytes: &[u8]) -> Option<&[u8]> {
    let (&[high, middle, low], rest) = bytes.split_first_chunk::<3>()?;
    let len = u32::from_be_bytes([0, high, middle, low]) as usize;
    rest.get(..len)
}

/// Reads a certificate.
fn read(der: &[u8]) -> Option<Certificate> {
    let mut fields = Der::new(der).enter(SEQUENCE)?.enter(SEQUENCE)?;
    fields.take(VERSION);
    fields.take(INTEGER)?;
    fields.take(SEQUENCE)?;
    let issuer = fields.take(SEQUENCE)?;
    let mut validity = fields.enter(SEQUENCE)?;
    let subject = fields.take(SEQUENCE)?;
    fields.take(SEQUENCE)?;
    fields.take(ISSUER_ID);
    fields.take(SUBJECT_ID);
    let extensions = fields
        .enter(EXTENSIONS)
        .and_then(|mut all| all.enter(SEQUENCE));
    Some(Certificate {
        subject: distinguished_name(subject)?,
        issuer: distinguished_name(issuer)?,
        names: extensions.map(alternative_names).unwrap_or_default(),
        not_before: time(&mut validity)?,
        not_after: time(&mut validity)?,
        self_signed: subject == issuer,
        #[cfg(feature = "digest")]
        sha256: Some(sha256(der)),
        #[cfg(not(feature = "digest"))]
        sha256: None,
    })
}

/// The digest in digits.
#[cfg(feature = "digest")]
fn sha256(der: &[u8]) -> String {
    use sha2::Digest as _;
    super::fingerprint::hexadecimal(&sha2::Sha256::digest(der))
}

/// A name of pairs: `C=DE, O=Example + OU=Files, CN=ftp.example.org`.
fn distinguished_name(name: &[u8]) -> Option<Text> {
    let mut text = String::new();
    let mut sets = Der::new(name);
    while !sets.is_empty() {
        let mut set = sets.enter(SET)?;
        let mut between = if text.is_empty() { "" } else { ", " };
        while !set.is_empty() {
            let mut pair = set.enter(SEQUENCE)?;
            let kind = pair.take(OBJECT_IDENTIFIER)?;
            let value = pair.next()?;
            if text.len() < LONGEST {
                text.push_str(between);
                attribute(kind, &mut text);
                text.push('=');
                escaped(&string(value.tag, value.contents), &mut text);
            }
            between = " + ";
        }
    }
    cut(&mut text);
    Some(Text::from(text.as_str()))
}

fn cut(text: &mut String) {
    let end = text.floor_char_boundary(LONGEST);
    text.truncate(end);
}

/// The short name of an attribute (RFC 4514 section 3, RFC 5280 appendix A.1), else its numbers.
fn attribute(kind: &[u8], text: &mut String) {
    let known = match kind {
        [0x55, 4, 3] => "CN",
        [0x55, 4, 4] => "SN",
        [0x55, 4, 5] => "serialNumber",
        [0x55, 4, 6] => "C",
        [0x55, 4, 7] => "L",
        [0x55, 4, 8] => "ST",
        [0x55, 4, 9] => "STREET",
        [0x55, 4, 10] => "O",
        [0x55, 4, 11] => "OU",
        [0x55, 4, 42] => "GN",
        [0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 1] => "UID",
        [0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 25] => "DC",
        [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1] => "emailAddress",
        _ => return object_identifier(kind, text),
    };
    text.push_str(known);
}

/// `1.2.840.113549`: numbers of seven bits a byte, the first two of them in one (X.690 section
/// 8.19).
fn object_identifier(bytes: &[u8], text: &mut String) {
    let mut number = 0_u64;
    let mut is_first = true;
    for &byte in bytes {
        number = number
            .saturating_mul(128)
            .saturating_add(u64::from(byte & 0x7f));
        if byte & 0x80 != 0 {
            continue;
        }
        if is_first {
            let root = (number / 40).min(2);
            let _ = write!(text, "{root}.{}", number - root * 40);
        } else {
            let _ = write!(text, ".{number}");
        }
        is_first = false;
        number = 0;
    }
}

/// The text of a string of whatever type.
fn string(tag: u8, contents: &[u8]) -> String {
    const BMP: u8 = 0x1e;
    const UNIVERSAL: u8 = 0x1c;
    const T61: u8 = 0x14;
    let kept = &contents[..contents.len().min(4 * LONGEST)];
    match tag {
        BMP => {
            let units = kept
                .chunks_exact(2)
                .map(|b| u16::from_be_bytes([b[0], b[1]]));
            char::decode_utf16(units)
                .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
                .collect()
        }
        UNIVERSAL => kept
            .chunks_exact(4)
            .map(|b| u32::from_be_bytes([b[0], b[1], b[2], b[3]]))
            .map(|c| char::from_u32(c).unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect(),
        // in practice Latin 1
        T61 => kept.iter().map(|&byte| char::from(byte)).collect(),
        _ => String::from_utf8_lossy(kept).into_owned(),
    }
}

/// What would end a value or begin another is marked (RFC 4514 section 2.4).
fn escaped(value: &str, text: &mut String) {
    let last = value.len().saturating_sub(1);
    for (place, character) in value.char_indices() {
        let at_edge =
            place == 0 && matches!(character, ' ' | '#') || place == last && character == ' ';
        if at_edge || matches!(character, '"' | '+' | ',' | ';' | '<' | '>' | '\\') {
            text.push('\\');
        }
        text.push(character);
    }
}

fn alternative_names(mut extensions: Der) -> Vec<Text> {
    while let Some(mut extension) = extensions.enter(SEQUENCE) {
        if extension.take(OBJECT_IDENTIFIER) != Some(SUBJECT_ALT_NAME) {
            continue;
        }
        extension.take(BOOLEAN);
        let names = extension
            .take(OCTET_STRING)
            .and_then(|contents| Der::new(contents).enter(SEQUENCE));
        return names.map(hosts).unwrap_or_default();
    }
    Vec::new()
}

fn hosts(mut names: Der) -> Vec<Text> {
    let mut hosts = Vec::new();
    while let Some(name) = names.next() {
        if hosts.len() == NAMES {
            break;
        }
        match (name.tag, name.contents) {
            (DNS_NAME, host) if host.len() <= LONGEST => hosts.push(Text::from(host)),
            (IP_ADDRESS, &[a, b, c, d]) => {
                hosts.push(Text::from(Ipv4Addr::new(a, b, c, d).to_string().as_str()));
            }
            (IP_ADDRESS, address) => {
                if let Ok(octets) = <[u8; 16]>::try_from(address) {
                    hosts.push(Text::from(Ipv6Addr::from(octets).to_string().as_str()));
                }
            }
            _ => {}
        }
    }
    hosts
}

/// The next time (RFC 5280 section 4.1.2.5): in UTC, with seconds.
fn time(times: &mut Der) -> Option<CertificateTime> {
    let value = times.next()?;
    let (year, rest) = match value.tag {
        UTC_TIME => {
            let (&digits, rest) = value.contents.split_first_chunk::<2>()?;
            let year = number(digits)?;
            let century = if year < 50 { 2000 } else { 1900 };
            (century + u16::from(year), rest)
        }
        GENERALIZED_TIME => {
            let (&[a, b, c, d], rest) = value.contents.split_first_chunk::<4>()?;
            (
                u16::from(number([a, b])?) * 100 + u16::from(number([c, d])?),
                rest,
            )
        }
        _ => return None,
    };
    let mut parts = rest.chunks(2).map(|digits| number(digits.try_into().ok()?));
    let mut next = |from: u8, to: u8| parts.next()?.filter(|n| (from..=to).contains(n));
    Some(CertificateTime {
        year,
        month: next(1, 12)?,
        day: next(1, 31)?,
        hour: next(0, 23)?,
        minute: next(0, 59)?,
        // without seconds, as some old ones are
        second: next(0, 59).unwrap_or_default(),
    })
}

/// Two digits.
fn number(digits: [u8; 2]) -> Option<u8> {
    let [tens, ones] = digits.map(|digit| char::from(digit).to_digit(10));
    Some((tens? * 10 + ones?) as u8)
}

#[cfg(test)]
mod tests;
