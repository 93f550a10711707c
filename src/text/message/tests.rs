use std::io;

use crate::capture::compression::compressions;
use crate::capture::formats::formats;
use crate::capture::{CaptureError, Damage, Place};
use crate::model::Compression;
use crate::text::finding::ENGLISH;
use crate::text::locale::{Catalogue, Language};

use super::sentence;

/// `a, b or c`
fn listed(names: &[&str]) -> String {
    let (last, first) = names.split_last().expect("names");
    format!("{} or {last}", first.join(", "))
}

fn damages() -> Vec<Damage> {
    vec![
        Damage::TooLong {
            claimed: u32::MAX,
            limit: 16,
        },
        Damage::Overfull {
            claimed: 9,
            room: 8,
        },
        Damage::BlockLength {
            claimed: 13,
            limit: 16,
        },
        Damage::Trailer { claimed: 28 },
        Damage::TooShort { have: 3, need: 20 },
        Damage::ByteOrder { found: 0xff },
        Damage::Version {
            found: 7,
            expected: 2,
        },
        Damage::Date,
        Damage::Interface {
            named: 3,
            described: 1,
        },
        Damage::Interfaces { limit: 100 },
    ]
}

fn errors() -> Vec<CaptureError> {
    let at = Place {
        offset: 24,
        unpacked: true,
    };
    let packed = Compression::Gzip;
    let plain = listed(&formats().collect::<Vec<_>>());
    let compressed: Vec<&str> = compressions().collect();
    let denied = || io::Error::from(io::ErrorKind::PermissionDenied);
    let mut errors = vec![
        CaptureError::SecondStdin,
        CaptureError::Terminal,
        CaptureError::Missing,
        CaptureError::Directory,
        CaptureError::Changed,
        CaptureError::Twice {
            first: "a.pcap".into(),
        },
        CaptureError::Empty {
            expected: plain.clone(),
        },
        CaptureError::UnknownInside {
            packed,
            first: Vec::new(),
            expected: plain.clone(),
        },
        CaptureError::Open(denied()),
        CaptureError::Spool(denied()),
        CaptureError::Read {
            offset: 5,
            cause: denied(),
        },
        CaptureError::Shrank { was: 2, now: 1 },
        CaptureError::LongStream { limit: 9 },
        CaptureError::CutHeader {
            name: "pcap",
            have: 3,
            need: 24,
        },
        CaptureError::Cut {
            unit: "block",
            at,
            have: 1,
            need: 2,
        },
        CaptureError::CutPacked { packed, offset: 7 },
        CaptureError::Expands {
            packed,
            limit: 10,
            expansion: 2,
        },
        CaptureError::DamagedPacked {
            packed,
            offset: 7,
            cause: "crc".into(),
        },
    ];
    errors.extend(
        damages()
            .into_iter()
            .zip(["record", "block", "header"].into_iter().cycle())
            .map(|(damage, unit)| CaptureError::Damaged { unit, at, damage }),
    );
    if !compressed.is_empty() {
        errors.push(CaptureError::Unknown {
            first: b"Hell".to_vec(),
            expected: format!("{plain}, plain or compressed with {}", listed(&compressed)),
        });
    }
    errors
}

#[test]
fn the_catalogue_says_what_the_library_says() {
    for error in errors() {
        assert_eq!(sentence(&ENGLISH, &error.message()), error.to_string());
    }
}

#[test]
fn vietnamese_has_words_of_its_own_for_all_of_it() {
    let vietnamese = Catalogue::new(Language::Vi);
    for error in errors() {
        let text = sentence(&vietnamese, &error.message());
        for english in [" or ", "expected", "bytes", " of ", "read"] {
            assert!(!text.contains(english), "{text}");
        }
    }
}
