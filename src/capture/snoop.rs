//! Sun snoop (RFC 1761): a header, then records of a header, a frame and padding each, all
//! big-endian.

use byteorder_slice::{BigEndian, ByteOrder};

use super::LinkType;
use super::error::Damage;
use super::format::{CapturedRecord, Format, FormatEntry, FormatStep, OpenedFormat, time};
use crate::limits::Limits;
use crate::model::Container;

pub(super) const ENTRY: FormatEntry = FormatEntry {
    name: "snoop",
    container: Container::Snoop,
    unit: "record",
    header: HEADER,
    matches: |first| first.starts_with(b"snoop\0\0\0"),
    open,
};

/// Bytes of the file header: identification, version, datalink type.
const HEADER: usize = 16;
/// Bytes of a record header: original length, included length, record length, drops, seconds,
/// microseconds.
const RECORD: usize = 24;
/// The only version that RFC 1761 describes.
const VERSION: u32 = 2;

/// Snoop datalink types (RFC 1761 section 3; the last is Solaris' own, as in Wireshark) and their
/// LINKTYPE.
const LINKS: [(u32, LinkType); 6] = [
    (0, LinkType(1)),             // IEEE 802.3 → Ethernet
    (2, LinkType(6)),             // IEEE 802.5 token ring
    (4, LinkType(1)),             // Ethernet
    (8, LinkType(10)),            // FDDI
    (18, LinkType(123)),          // ATM Classical IP → SunATM
    (0x8000_0005, LinkType(226)), // ipnet
];

fn open(header: &[u8], limits: &Limits) -> Result<OpenedFormat, Damage> {
    let found = BigEndian::read_u32(&header[8..]);
    if found != VERSION {
        return Err(Damage::Version {
            found,
            expected: VERSION,
        });
    }
    let datalink = BigEndian::read_u32(&header[12..]);
    let link = LINKS.iter().find(|(code, _)| *code == datalink);
    let link = link.map_or(LinkType::UNREGISTERED, |(_, link)| *link);
    Ok(Box::new(Snoop {
        link,
        limit: limits.frame,
    }))
}

struct Snoop {
    link: LinkType,
    /// Largest believable frame.
    limit: usize,
}

impl Format for Snoop {
    fn step(&mut self, bytes: &[u8]) -> Result<FormatStep, Damage> {
        if bytes.len() < RECORD {
            return Ok(FormatStep::Need(RECORD));
        }
        let (original, included, whole) = (field(bytes, 0), field(bytes, 1), field(bytes, 2));
        let (captured, size) = (included as usize, whole as usize);
        if captured > self.limit {
            return Err(Damage::TooLong {
                claimed: included,
                limit: self.limit,
            });
        }
        // Padding rounds to four bytes; writers that pad more exist, but not without end.
        if size > RECORD + captured + self.limit {
            return Err(Damage::TooLong {
                claimed: whole,
                limit: RECORD + captured + self.limit,
            });
        }
        if size < RECORD + captured {
            return Err(Damage::Overfull {
                claimed: included,
                room: size.saturating_sub(RECORD),
            });
        }
        if bytes.len() < size {
            return Ok(FormatStep::Need(size));
        }
        Ok(FormatStep::Record(CapturedRecord {
            time: time(field(bytes, 4), i64::from(field(bytes, 5)) * 1000),
            shifted: false,
            link: self.link,
            wire_len: original.max(included),
            nanoseconds: false,
            data: RECORD..RECORD + captured,
            size,
        }))
    }
}

fn field(bytes: &[u8], index: usize) -> u32 {
    BigEndian::read_u32(&bytes[4 * index..])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::capture::Time;
    use crate::capture::testing::drive;

    fn header(version: u32, datalink: u32) -> Vec<u8> {
        [
            b"snoop\0\0\0",
            &version.to_be_bytes()[..],
            &datalink.to_be_bytes(),
        ]
        .concat()
    }

    fn record(file: &mut Vec<u8>, original: u32, data: &[u8], pad: usize) {
        let whole = RECORD + data.len() + pad;
        for field in [original, data.len() as u32, whole as u32, 0, 9, 123_456] {
            file.extend_from_slice(&field.to_be_bytes());
        }
        file.extend_from_slice(data);
        file.resize(file.len() + pad, 0xee);
    }

    #[test]
    fn records_without_their_padding() {
        let mut file = header(2, 4);
        record(&mut file, 100, b"hello", 3);
        record(&mut file, 4, b"four", 0);
        record(&mut file, 0, b"", 4);
        let (records, damage, left) = drive(&ENTRY, &file, &Limits::default());
        assert_eq!((damage, left), (None, 0));
        let data: Vec<&[u8]> = records.iter().map(|(_, data)| data.as_slice()).collect();
        assert_eq!(data, [&b"hello"[..], b"four", b""]);
        assert_eq!(records[0].0.wire_len, 100);
        assert_eq!(records[0].0.time, Time::from_nanos(9_123_456_000));
        assert_eq!(records[0].0.link, LinkType(1));
    }

    #[test]
    fn datalinks_that_pcap_does_not_know_are_kept_apart() {
        let mut file = header(2, 7);
        record(&mut file, 1, b"x", 3);
        let (records, _, _) = drive(&ENTRY, &file, &Limits::default());
        assert_eq!(records[0].0.link, LinkType::UNREGISTERED);
    }

    #[test]
    fn damage_is_named() {
        assert_eq!(
            damage(&header(3, 4)),
            Some(Damage::Version {
                found: 3,
                expected: 2
            })
        );
        let mut long = header(2, 4);
        record(&mut long, 1, b"x", 3);
        let mut overfull = long.clone();
        long[HEADER + 4..HEADER + 8].fill(0xff);
        assert_eq!(
            damage(&long),
            Some(Damage::TooLong {
                claimed: u32::MAX,
                limit: 16 << 20
            })
        );
        overfull[HEADER + 11] = 24;
        assert_eq!(
            damage(&overfull),
            Some(Damage::Overfull {
                claimed: 1,
                room: 0
            })
        );
        overfull[HEADER + 8..HEADER + 12].fill(0xff);
        assert!(matches!(
            damage(&overfull),
            Some(Damage::TooLong {
                claimed: u32::MAX,
                ..
            })
        ));
    }

    fn damage(file: &[u8]) -> Option<Damage> {
        drive(&ENTRY, file, &Limits::default()).1
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn no_bytes_panic(rest in proptest::collection::vec(any::<u8>(), 0..300)) {
            drive(&ENTRY, &[header(2, 4), rest].concat(), &Limits::default());
        }
    }
}
