//! Microsoft Network Monitor 1 and 2: a header, then records of a header and a frame each, then a
//! table of where each record stands. All is little-endian.
//!
//! The table stands at the end and is not needed: records follow each other in the order in which
//! it lists them, and the header says where they end. Times are counted from the start of the
//! capture, which the header gives by the clock on the wall without saying in which zone; it is
//! read as UTC. From version 2.3 on each record has a time of its own in UTC.

use super::error::Damage;
use super::format::{CapturedRecord, Format, FormatEntry, FormatStep, OpenedFormat};
use super::{LinkType, Time};
use crate::limits::Limits;
use crate::model::Container;

pub(super) const ENTRY: FormatEntry = FormatEntry {
    name: "NetMon",
    container: Container::NetMon,
    unit: "record",
    header: HEADER,
    matches: |first| first.starts_with(VERSION_1) || first.starts_with(VERSION_2),
    open,
};

const VERSION_1: &[u8] = b"RTSS";
const VERSION_2: &[u8] = b"GMBU";

/// Bytes of the file header, most of them places of tables that say nothing of frames.
const HEADER: usize = 128;
/// Hundreds of nanoseconds from 1601, where Windows begins to count, to 1970.
const FILETIME_1970: i64 = 116_444_736_000_000_000;
/// In the media type of a record: the rest is a link type of pcap.
const PCAP_LINK: u16 = 0xe000;
const IEEE802_11: LinkType = LinkType(105);

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes
        .get(at..)?
        .first_chunk()
        .copied()
        .map(u16::from_le_bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes
        .get(at..)?
        .first_chunk()
        .copied()
        .map(u32::from_le_bytes)
}

fn i64_at(bytes: &[u8], at: usize) -> Option<i64> {
    bytes
        .get(at..)?
        .first_chunk()
        .copied()
        .map(i64::from_le_bytes)
}

/// The link type of a media type.
fn link(media: u16) -> LinkType {
    match media {
        1 => LinkType(1),
        2 => LinkType(6),
        3 => LinkType(10),
        4 => LinkType(100),
        6 => IEEE802_11,
        7..=9 => LinkType(101),
        _ if media & 0xf000 == PCAP_LINK => LinkType(media & 0x0fff),
        _ => LinkType::UNREGISTERED,
    }
}

fn open(beginning: &[u8], limits: &Limits) -> Result<OpenedFormat, Damage> {
    let header = &beginning[..HEADER];
    let (minor, major) = (header[4], header[5]);
    let layout = NetmonLayout::of(major, minor).ok_or(Damage::Version {
        found: major.into(),
        expected: 2,
    })?;
    let table = u64::from(u32_at(header, 24).unwrap_or_default());
    Ok(Box::new(NetMon {
        layout,
        link: link(u16_at(header, 6).unwrap_or_default()),
        start: start(header).ok_or(Damage::Date)?,
        left: table.checked_sub(HEADER as u64),
        limit: limits.frame,
    }))
}

/// The start of the capture: a Windows `SYSTEMTIME`.
fn start(header: &[u8]) -> Option<Time> {
    let [year, month, _, day, hour, minute, second, millisecond] =
        std::array::from_fn(|index| u16_at(header, 8 + 2 * index).unwrap_or_default());
    let clock = jiff::civil::DateTime::new(
        year.try_into().ok()?,
        month.try_into().ok()?,
        day.try_into().ok()?,
        hour.try_into().ok()?,
        minute.try_into().ok()?,
        second.try_into().ok()?,
        i32::from(millisecond) * 1_000_000,
    );
    let zoned = clock.ok()?.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
    zoned
        .timestamp()
        .as_nanosecond()
        .try_into()
        .ok()
        .map(Time::from_nanos)
}

/// What the records of a version look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct NetmonLayout {
    /// Bytes before the frame: time, length on the wire, captured length; half as wide in version
    /// 1.
    header: usize,
    /// Bytes behind it: media type (2.1), place of the process (2.2), time in UTC and zone (2.3).
    trailer: usize,
}

impl NetmonLayout {
    fn of(major: u8, minor: u8) -> Option<Self> {
        let (header, trailer) = match (major, minor) {
            (1, _) => (8, 0),
            (2, 0) => (16, 0),
            (2, 1) => (16, 2),
            (2, 2) => (16, 6),
            (2, _) => (16, 15),
            _ => return None,
        };
        Some(NetmonLayout { header, trailer })
    }

    /// Nanoseconds since the start of the capture, length on the wire, and captured length.
    fn fields(self, record: &[u8]) -> Option<(i64, u32, u32)> {
        if self.header == 8 {
            let milliseconds = i64::from(u32_at(record, 0)?);
            let (original, captured) = (u16_at(record, 4)?, u16_at(record, 6)?);
            Some((milliseconds * 1_000_000, original.into(), captured.into()))
        } else {
            let nanoseconds = i64_at(record, 0)?.saturating_mul(1000);
            Some((nanoseconds, u32_at(record, 8)?, u32_at(record, 12)?))
        }
    }
}

struct NetMon {
    layout: NetmonLayout,
    link: LinkType,
    start: Time,
    /// Bytes until the table of frames; `None` where the header does not say where it is.
    left: Option<u64>,
    /// Largest believable frame.
    limit: usize,
}

impl NetMon {
    fn link(&self, trailer: &[u8]) -> LinkType {
        u16_at(trailer, 0).map_or(self.link, link)
    }

    fn time(&self, delta: i64, trailer: &[u8]) -> Time {
        let utc = i64_at(trailer, 6).filter(|_| trailer.len() > 8);
        match utc.map(|filetime| filetime.saturating_sub(FILETIME_1970)) {
            Some(hundreds) if hundreds > 0 => Time::from_nanos(hundreds.saturating_mul(100)),
            _ => Time::from_nanos(self.start.as_nanos().saturating_add(delta)),
        }
    }
}

impl Format for NetMon {
    fn step(&mut self, bytes: &[u8]) -> Result<FormatStep, Damage> {
        let NetmonLayout { header, trailer } = self.layout;
        if self.left == Some(0) && !bytes.is_empty() {
            return Ok(FormatStep::Skip(bytes.len()));
        }
        let Some((delta, original, claimed)) = self.layout.fields(bytes) else {
            return Ok(FormatStep::Need(header));
        };
        let captured = claimed as usize;
        if captured > self.limit {
            return Err(Damage::TooLong {
                claimed,
                limit: self.limit,
            });
        }
        let end = header + captured;
        let size = end + trailer;
        if let Some(left) = self.left.filter(|&left| left < size as u64) {
            return Err(Damage::Overfull {
                claimed,
                room: usize::try_from(left).unwrap_or(usize::MAX),
            });
        }
        let Some(record) = bytes.get(..size) else {
            return Ok(FormatStep::Need(size));
        };
        self.left = self.left.map(|left| left - size as u64);
        let (frame, trailer) = record[header..].split_at(captured);
        let link = self.link(trailer);
        // a header of Network Monitor's own: a version, and how long it is
        let before = u16_at(frame, 1)
            .filter(|_| link == IEEE802_11)
            .unwrap_or_default();
        Ok(FormatStep::Record(CapturedRecord {
            time: self.time(delta, trailer),
            shifted: false,
            link,
            wire_len: original.max(claimed),
            // Windows counts hundreds of nanoseconds
            nanoseconds: trailer.len() > 8,
            data: header + captured.min(before.into())..end,
            size,
        }))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::capture::testing::{Driven, drive};

    fn header(magic: &[u8], version: [u8; 2], records: &[u8]) -> Vec<u8> {
        let [major, minor] = version;
        let clock: [u16; 8] = [2023, 11, 2, 14, 22, 13, 20, 5];
        let mut header = [magic, &[minor, major, 1, 0]].concat();
        header.extend(clock.iter().flat_map(|part| part.to_le_bytes()));
        header.extend((HEADER as u32 + records.len() as u32).to_le_bytes());
        header.extend(8_u32.to_le_bytes());
        header.resize(HEADER, 0);
        [&header[..], records, &[1, 2, 3, 4, 5, 6, 7, 8]].concat()
    }

    fn record_1(milliseconds: u32, original: u16, frame: &[u8]) -> Vec<u8> {
        let lengths = [original.to_le_bytes(), (frame.len() as u16).to_le_bytes()].concat();
        [&milliseconds.to_le_bytes()[..], &lengths, frame].concat()
    }

    fn record_2(microseconds: i64, original: u32, frame: &[u8], trailer: &[u8]) -> Vec<u8> {
        let lengths = [original.to_le_bytes(), (frame.len() as u32).to_le_bytes()].concat();
        [&microseconds.to_le_bytes()[..], &lengths, frame, trailer].concat()
    }

    fn read(file: &[u8]) -> Driven {
        drive(&ENTRY, file, &Limits::default())
    }

    const START: i64 = 1_700_000_000_005_000_000;

    #[test]
    fn both_versions_end_at_the_table_of_frames() {
        let records = [record_1(0, 60, b"first"), record_1(1500, 6, b"second")].concat();
        let (found, damage, left) = read(&header(VERSION_1, [1, 1], &records));
        assert_eq!((found.len(), damage, left), (2, None, 0));
        assert_eq!(
            (found[0].0.time, found[0].0.wire_len),
            (Time::from_nanos(START), 60)
        );
        assert_eq!(found[1].0.time, Time::from_nanos(START + 1_500_000_000));
        assert_eq!(found[1].1, b"second");

        let records = [
            record_2(7, 60, b"first", b""),
            record_2(-3, 6, b"second", b""),
        ]
        .concat();
        let (found, damage, left) = read(&header(VERSION_2, [2, 0], &records));
        assert_eq!((found.len(), damage, left), (2, None, 0));
        assert_eq!(found[0].0.time, Time::from_nanos(START + 7000));
        assert_eq!(found[1].0.time, Time::from_nanos(START - 3000));
    }

    #[test]
    fn a_record_of_a_later_version_tells_its_medium_and_its_time() {
        let utc = (START / 100 + FILETIME_1970 + 10).to_le_bytes();
        let trailer = [&0xe071_u16.to_le_bytes()[..], &[0; 4], &utc, &[0]].concat();
        let records = record_2(0, 5, b"frame", &trailer);
        let (found, damage, _) = read(&header(VERSION_2, [2, 3], &records));
        assert_eq!(damage, None);
        assert_eq!(found[0].0.link, LinkType(113));
        assert_eq!(found[0].0.time, Time::from_nanos(START + 1000));
        let records = record_2(0, 9, &[&[2, 4, 0, 0][..], b"frame"].concat(), &[6, 0]);
        let (found, ..) = read(&header(VERSION_2, [2, 1], &records));
        assert_eq!(
            (found[0].0.link, found[0].1.as_slice()),
            (IEEE802_11, &b"frame"[..])
        );
    }

    #[test]
    fn damage_is_named() {
        let records = record_2(0, 5, b"frame", b"");
        let mut file = header(VERSION_2, [2, 0], &records);
        file[HEADER + 12] = 6;
        assert_eq!(
            read(&file).1,
            Some(Damage::Overfull {
                claimed: 6,
                room: 21
            })
        );
        file[HEADER + 12..HEADER + 16].fill(0xff);
        let damage = read(&file).1;
        assert!(matches!(
            damage,
            Some(Damage::TooLong {
                claimed: u32::MAX,
                ..
            })
        ));
        file[10] = 13;
        assert_eq!(read(&file).1, Some(Damage::Date));
        file[5] = 3;
        assert_eq!(
            read(&file).1,
            Some(Damage::Version {
                found: 3,
                expected: 2
            })
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]
        #[test]
        fn no_bytes_panic(minor in 0..5_u8, major in 1..3_u8, rest in proptest::collection::vec(any::<u8>(), 0..300)) {
            let magic = if major == 1 { VERSION_1 } else { VERSION_2 };
            read(&header(magic, [major, minor], &rest));
        }
    }
}
