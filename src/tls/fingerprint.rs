//! Fingerprints of a `ClientHello`: they name the program, or at least its TLS library and how it
//! was set up.
//!
//! JA3 (Salesforce, 2017) is the MD5 of five lists of decimal numbers in the order of the hello:
//! version, cipher suites, extensions, groups, point formats. A program that shuffles its
//! extensions has a new one each time.
//!
//! JA4 (`FoxIO`, 2023, the part for TLS clients) sorts them. It has three parts, joined by `_`:
//!
//! 1. `t` for TCP, the highest version that is offered, `d` where a host is named and `i`
//!    otherwise, the numbers of cipher suites and of extensions (two digits each, 99 at most), and
//!    the first and last character of the first protocol that is offered (ALPN), `00` without one;
//! 2. twelve digits of the SHA-256 of the sorted cipher suites;
//! 3. twelve digits of that of the sorted extensions, host and ALPN aside, and of the signature
//!    algorithms in their order.
//!
//! In both the values of GREASE (RFC 8701) count for nothing: they are drawn by lot.

use std::fmt::Write as _;

use super::hello::Offered;

/// Extensions that JA4 counts, but does not list: they depend on the host.
const SERVER_NAME: u16 = 0;
const PROTOCOLS: u16 = 16;

/// RFC 8701 section 2: `0x0a0a`, `0x1a1a`, …
fn is_grease(value: u16) -> bool {
    let [high, low] = value.to_be_bytes();
    high == low && low & 0x0f == 0x0a
}

fn without_grease(values: &[u16]) -> impl Iterator<Item = u16> {
    values.iter().copied().filter(|&value| !is_grease(value))
}

/// Lower-case digits.
pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    let mut digits = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        let _ = write!(digits, "{byte:02x}");
    }
    digits
}

fn joined(values: impl Iterator<Item = String>, between: &str) -> String {
    values.collect::<Vec<_>>().join(between)
}

/// The text of which JA3 is the MD5.
fn ja3_text(offered: &Offered) -> String {
    let formats = offered.point_formats.iter().map(ToString::to_string);
    [
        offered.version.to_string(),
        list(&offered.cipher_suites),
        list(&offered.extensions),
        list(&offered.groups),
        joined(formats, "-"),
    ]
    .join(",")
}

fn list(values: &[u16]) -> String {
    joined(without_grease(values).map(|v| v.to_string()), "-")
}

/// JA4, with a digest for its second and third part.
fn ja4_with(offered: &Offered, digest: impl Fn(&str) -> String) -> String {
    let mut suites: Vec<u16> = without_grease(&offered.cipher_suites).collect();
    let mut extensions: Vec<u16> = without_grease(&offered.extensions).collect();
    let beginning = format!(
        "t{}{}{:02}{:02}{}",
        version(offered),
        if extensions.contains(&SERVER_NAME) {
            'd'
        } else {
            'i'
        },
        suites.len().min(99),
        extensions.len().min(99),
        protocol(offered.protocols.first().map_or(&[], Vec::as_slice)),
    );
    suites.sort_unstable();
    extensions.retain(|kind| !matches!(*kind, SERVER_NAME | PROTOCOLS));
    extensions.sort_unstable();
    let mut listed = digits(extensions);
    if !offered.signatures.is_empty() {
        listed += "_";
        listed += &digits(without_grease(&offered.signatures));
    }
    let short = |text: String, is_none: bool| {
        if is_none {
            "0".repeat(12)
        } else {
            digest(&text)[..12].to_owned()
        }
    };
    let no_suites = suites.is_empty();
    let no_extensions = listed.is_empty();
    [
        beginning,
        short(digits(suites), no_suites),
        short(listed, no_extensions),
    ]
    .join("_")
}

/// `1301,1302`.
fn digits(values: impl IntoIterator<Item = u16>) -> String {
    joined(values.into_iter().map(|value| format!("{value:04x}")), ",")
}

fn version(offered: &Offered) -> &'static str {
    let highest = without_grease(&offered.versions).max();
    match highest.unwrap_or(offered.version) {
        0x0304 => "13",
        0x0303 => "12",
        0x0302 => "11",
        0x0301 => "10",
        0x0300 => "s3",
        0x0002 => "s2",
        _ => "00",
    }
}

/// The first and the last character of a protocol; of their hexadecimal digits where they are no
/// letters or digits.
fn protocol(name: &[u8]) -> String {
    let (Some(first), Some(last)) = (name.first(), name.last()) else {
        return "00".to_owned();
    };
    if first.is_ascii_alphanumeric() && last.is_ascii_alphanumeric() {
        [char::from(*first), char::from(*last)].iter().collect()
    } else {
        format!("{:x}{:x}", first >> 4, last & 0x0f)
    }
}

/// Both, as far as there are digests to make them with.
pub(super) struct Fingerprints {
    pub(super) ja3: Option<String>,
    pub(super) ja4: Option<String>,
}

impl Fingerprints {
    #[cfg(feature = "digest")]
    pub(super) fn of(offered: &Offered) -> Self {
        use sha2::Digest as _;
        Fingerprints {
            ja3: Some(hexadecimal(&md5::Md5::digest(ja3_text(offered)))),
            ja4: Some(ja4_with(offered, |text| {
                hexadecimal(&sha2::Sha256::digest(text))
            })),
        }
    }

    #[cfg(not(feature = "digest"))]
    pub(super) fn of(_: &Offered) -> Self {
        Fingerprints {
            ja3: None,
            ja4: None,
        }
    }
}

#[cfg(all(test, feature = "digest"))]
mod tests {
    use super::*;

    /// What the authors of JA4 show in its description: a Chrome of 2023.
    fn chrome() -> Offered {
        Offered {
            version: 0x0303,
            versions: vec![0x7a7a, 0x0304, 0x0303],
            cipher_suites: vec![
                0x2a2a, 0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8,
                0xc013, 0xc014, 0x009c, 0x009d, 0x002f, 0x0035,
            ],
            extensions: vec![
                0x1a1a, 0x001b, 0x0000, 0x0033, 0x0010, 0x4469, 0x0017, 0x002d, 0x000d, 0x0005,
                0x0023, 0x0012, 0x002b, 0xff01, 0x000b, 0x000a, 0x0015, 0x3a3a,
            ],
            signatures: vec![
                0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601,
            ],
            protocols: vec![b"h2".to_vec(), b"http/1.1".to_vec()],
            ..Offered::default()
        }
    }

    #[test]
    fn ja4_is_that_of_its_description() {
        assert_eq!(
            Fingerprints::of(&chrome()).ja4.unwrap(),
            "t13d1516h2_8daaf6152771_e5627efa2ab1"
        );
    }

    #[test]
    fn ja3_is_that_of_its_description() {
        let offered = Offered {
            version: 769,
            cipher_suites: vec![47, 53, 5, 10, 49161, 49162, 49171, 49172, 50, 56, 19, 4],
            extensions: vec![0, 10, 11],
            groups: vec![23, 24, 25],
            point_formats: vec![0],
            ..Offered::default()
        };
        let text = "769,47-53-5-10-49161-49162-49171-49172-50-56-19-4,0-10-11,23-24-25,0";
        assert_eq!(ja3_text(&offered), text);
        assert_eq!(
            Fingerprints::of(&offered).ja3.unwrap(),
            "ada70206e40642a3e4461f35503241d5"
        );
        let bare = Offered {
            version: 769,
            cipher_suites: vec![4, 5, 10, 9, 100, 98, 3, 6, 19, 18, 99],
            ..Offered::default()
        };
        assert_eq!(
            Fingerprints::of(&bare).ja3.unwrap(),
            "de350869b8c85de67a350c8d186f11e6"
        );
    }

    #[test]
    fn what_is_not_offered_is_zero() {
        let none = Offered {
            version: 0x0301,
            ..Offered::default()
        };
        assert_eq!(
            Fingerprints::of(&none).ja4.unwrap(),
            "t10i000000_000000000000_000000000000"
        );
        assert_eq!(protocol(b"\xab\xcd"), "ad");
        assert_eq!(protocol(b"\xab"), "ab");
        assert_eq!(protocol(b"0\xab"), "3b");
        assert_eq!(
            (protocol(b"h").as_str(), protocol(b"ftp").as_str()),
            ("hh", "fp")
        );
    }
}
