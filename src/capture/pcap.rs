//! Classic pcap (draft-ietf-opsawg-pcap): a header, then records of a header and a frame each.
//!
//! Six magics: microseconds, nanoseconds, and Kuznetzov's modified format, whose record headers are
//! longer, each in both byte orders.
//!
//! The magic does not tell everything. Red Hat 6.1, `SuSE` 6.3 and Nokia shipped a libpcap that
//! kept a magic and wrote longer record headers behind it. So the first records are read in each of
//! the ways that a magic may stand for, and another than the first is believed only where the first
//! makes no sense and the other makes sense as far as can be seen.
//!
//! AIX keeps the magic too, and says by version 2.2 that it counts link types as SNMP does (RFC
//! 1573) and time in nanoseconds. Where `cat` put several files into one, each begins with a header
//! of its own.

use std::marker::PhantomData;

use byteorder_slice::{BigEndian, ByteOrder, LittleEndian};
use pcap_file::pcap::{PcapHeader, RawPcapPacket};
use pcap_file::{Endianness, TsResolution};

use super::LinkType;
use super::error::Damage;
use super::format::{CapturedRecord, Format, FormatEntry, FormatStep, OpenedFormat, time};
use crate::limits::Limits;
use crate::model::Container;

pub(super) const ENTRY: FormatEntry = FormatEntry {
    name: "pcap",
    container: Container::Pcap,
    unit: "record",
    header: HEADER,
    matches: |first| {
        first.len() >= 4
            && (MAGICS.iter().any(|magic| first.starts_with(magic)) || is_modified(first))
    },
    open,
};

/// The magics of the standard format as they lie in the file.
const MAGICS: [[u8; 4]; 4] = [
    [0xa1, 0xb2, 0xc3, 0xd4],
    [0xd4, 0xc3, 0xb2, 0xa1],
    [0xa1, 0xb2, 0x3c, 0x4d],
    [0x4d, 0x3c, 0xb2, 0xa1],
];

/// The magics of the modified format, and the standard ones of the same byte order.
const MODIFIED: [([u8; 4], [u8; 4]); 2] = [
    ([0xa1, 0xb2, 0xcd, 0x34], MAGICS[0]),
    ([0x34, 0xcd, 0xb2, 0xa1], MAGICS[1]),
];

/// Bytes of the file header.
const HEADER: usize = 24;
/// Bytes of a record header: seconds, fraction, captured length, length on the wire.
const RECORD: usize = 16;
/// Bytes that a standard magic may add to it, the likeliest first: none; interface, protocol and
/// packet type (Red Hat 6.1); the same and two processors (`SuSE` 6.3); four that Nokia's IPSO
/// keeps for itself.
const STANDARD_EXTRA: &[usize] = &[0, 8, 12, 4];
/// Bytes that the modified format adds to it: interface, protocol and packet type, and in `SuSE`
/// 6.3 two processors.
const MODIFIED_EXTRA: &[usize] = &[8, 12];
/// Where the link type stands in the file header.
const NETWORK: usize = 20;
/// Bytes of the file header that stand in each file of one writer: magic and version.
const WRITER: usize = 8;
/// The version that AIX writes.
const AIX: (u16, u16) = (2, 2);
/// Link types that AIX writes, and the registered ones: Ethernet and FDDI.
const AIX_LINKS: [(u32, u16); 2] = [(6, 1), (15, 10)];
/// Records that must make sense before a less likely reading is believed.
const CONVINCING: usize = 2;
/// Largest frame that such a reading believes in: segmentation offload makes frames of 64 KiB.
const SENSIBLE_FRAME: u32 = 256 << 10;

fn is_modified(first: &[u8]) -> bool {
    MODIFIED.iter().any(|(magic, _)| first.starts_with(magic))
}

fn open(beginning: &[u8], limits: &Limits) -> Result<OpenedFormat, Damage> {
    let extras = if is_modified(beginning) {
        MODIFIED_EXTRA
    } else {
        STANDARD_EXTRA
    };
    // The parser does not know the modified magic, but the header is the standard one otherwise.
    let mut standard = [0; HEADER];
    standard.copy_from_slice(&beginning[..HEADER]);
    if let Some((_, magic)) = MODIFIED
        .iter()
        .find(|(magic, _)| beginning.starts_with(magic))
    {
        standard[..4].copy_from_slice(magic);
    }
    let Ok((_, parsed)) = PcapHeader::from_slice(&standard) else {
        // Out of reach: the magic was matched and the length is right.
        return Err(Damage::TooShort {
            have: beginning.len(),
            need: HEADER,
        });
    };
    let network = match parsed.endianness {
        Endianness::Big => BigEndian::read_u32(&standard[NETWORK..]),
        Endianness::Little => LittleEndian::read_u32(&standard[NETWORK..]),
    };
    let version = (parsed.version_major, parsed.version_minor);
    let unit_of_magic = match parsed.ts_resolution {
        TsResolution::NanoSecond => 1,
        TsResolution::MicroSecond => 1000,
    };
    let (link, unit) = link_and_unit(version, network, unit_of_magic);
    let records = &beginning[HEADER..];
    let mut writer = [0; WRITER];
    writer.copy_from_slice(&beginning[..WRITER]);
    let header = FileHeader {
        link,
        network,
        unit_of_magic,
        writer,
    };
    Ok(match parsed.endianness {
        Endianness::Big => {
            let extra = extra::<BigEndian>(extras, records, unit, writer);
            Box::new(Pcap::<BigEndian>::new(header, unit, extra, limits))
        }
        Endianness::Little => {
            let extra = extra::<LittleEndian>(extras, records, unit, writer);
            Box::new(Pcap::<LittleEndian>::new(header, unit, extra, limits))
        }
    })
}

/// The link type, and the nanoseconds in one unit of a fraction: those of AIX where version and
/// field are its own.
fn link_and_unit(version: (u16, u16), network: u32, unit_of_magic: i64) -> (LinkType, i64) {
    let aix = AIX_LINKS
        .iter()
        .find(|(link, _)| version == AIX && *link == network);
    match aix {
        Some(&(_, link)) => (LinkType(link), 1),
        None => (registered(network), unit_of_magic),
    }
}

/// The upper half of the field says whether and how long a frame check sequence is; only the lower
/// is a type.
fn registered(network: u32) -> LinkType {
    LinkType((network & 0xffff) as u16)
}

/// How many bytes stand between the standard record header and the frame: the first of `extras`,
/// unless the records make sense only by another.
fn extra<B: ByteOrder>(extras: &[usize], records: &[u8], unit: i64, writer: [u8; WRITER]) -> usize {
    let likeliest = extras[0];
    if sensible::<B>(records, likeliest, unit, writer).is_some() {
        return likeliest;
    }
    let convinces = |extra: &&usize| {
        sensible::<B>(records, **extra, unit, writer).is_some_and(|n| n >= CONVINCING)
    };
    extras[1..]
        .iter()
        .find(convinces)
        .copied()
        .unwrap_or(likeliest)
}

/// How many whole records there are, up to where another file begins; `None` where one of them
/// makes no sense.
fn sensible<B: ByteOrder>(
    mut records: &[u8],
    extra: usize,
    unit: i64,
    writer: [u8; WRITER],
) -> Option<usize> {
    let mut count = 0;
    while records.len() >= RECORD + extra && !records.starts_with(&writer) {
        let fraction = i64::from(B::read_u32(&records[4..]));
        let captured = B::read_u32(&records[8..]);
        let original = B::read_u32(&records[12..]);
        let is_sensible =
            fraction < 1_000_000_000 / unit && captured <= original && original <= SENSIBLE_FRAME;
        if !is_sensible {
            return None;
        }
        let Some(rest) = records.get(RECORD + extra + captured as usize..) else {
            break;
        };
        records = rest;
        count += 1;
    }
    Some(count)
}

/// What the header of the file says.
#[derive(Clone, Copy)]
struct FileHeader {
    link: LinkType,
    /// The field that says so.
    network: u32,
    /// Nanoseconds in one unit of a fraction, as the magic says.
    unit_of_magic: i64,
    /// Magic and version, as they lie in the file.
    writer: [u8; WRITER],
}

/// A file in one byte order.
struct Pcap<B> {
    file: FileHeader,
    /// Nanoseconds in one unit of a record's fraction.
    unit: i64,
    /// Bytes between the standard record header and the frame.
    extra: usize,
    /// Largest believable frame.
    limit: usize,
    order: PhantomData<fn() -> B>,
}

impl<B: ByteOrder> Pcap<B> {
    fn new(file: FileHeader, unit: i64, extra: usize, limits: &Limits) -> Self {
        Pcap {
            file,
            unit,
            extra,
            limit: limits.frame,
            order: PhantomData,
        }
    }

    /// Another file of the same writer begins instead of a record: `cat` put it there. Its magic
    /// and version would be a time in the year 2055.
    fn begin_file(&mut self, bytes: &[u8]) -> FormatStep {
        if bytes.len() < HEADER {
            return FormatStep::Need(HEADER);
        }
        let network = B::read_u32(&bytes[NETWORK..]);
        if network != self.file.network {
            self.file.network = network;
            let version = (B::read_u16(&bytes[4..]), B::read_u16(&bytes[6..]));
            (self.file.link, self.unit) = link_and_unit(version, network, self.file.unit_of_magic);
        }
        FormatStep::Skip(HEADER)
    }
}

impl<B: ByteOrder> Format for Pcap<B> {
    fn step(&mut self, bytes: &[u8]) -> Result<FormatStep, Damage> {
        let header = RECORD + self.extra;
        if bytes.len() < header {
            return Ok(FormatStep::Need(header));
        }
        if bytes.starts_with(&self.file.writer) {
            return Ok(self.begin_file(bytes));
        }
        let claimed = B::read_u32(&bytes[8..]);
        let len = claimed as usize;
        if len > self.limit {
            return Err(Damage::TooLong {
                claimed,
                limit: self.limit,
            });
        }
        let size = header + len;
        if bytes.len() < size {
            return Ok(FormatStep::Need(size));
        }
        let Ok((_, raw)) = RawPcapPacket::from_slice::<B>(bytes) else {
            // Out of reach: all its bytes are there.
            return Err(Damage::TooShort {
                have: bytes.len(),
                need: size,
            });
        };
        Ok(FormatStep::Record(CapturedRecord {
            shifted: false,
            // Writers exist whose fraction passes a second; it is carried, as Wireshark does.
            time: time(raw.ts_sec, i64::from(raw.ts_frac) * self.unit),
            link: self.file.link,
            // Some captures claim more captured bytes than were on the wire; the bytes are there,
            // so they count.
            wire_len: raw.orig_len.max(claimed),
            nanoseconds: self.unit == 1,
            data: header..size,
            size,
        }))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::capture::Time;
    use crate::capture::testing::{self, ByteOrder, Driven, drive};

    fn read(file: &[u8]) -> Driven {
        drive(&ENTRY, file, &Limits::default())
    }

    #[test]
    fn every_magic_in_both_orders() {
        for (magic, nanoseconds, extra) in [
            (0xa1b2_c3d4, false, 0),
            (0xa1b2_3c4d, true, 0),
            (0xa1b2_cd34, false, 8),
        ] {
            for order in [ByteOrder::Big, ByteOrder::Little] {
                let mut file = testing::pcap_header(order, magic, 1);
                testing::pcap_record(&mut file, order, (5, 6), 60, b"abc", extra);
                testing::pcap_record(&mut file, order, (7, 8), 2, b"", extra);
                let (records, damage, left) = read(&file);
                assert_eq!((damage, left), (None, 0));
                let unit = if nanoseconds { 1 } else { 1000 };
                assert_eq!(
                    records[0].0.time,
                    Time::from_nanos(5_000_000_000 + 6 * unit)
                );
                assert_eq!(records[0].0.nanoseconds, nanoseconds);
                assert_eq!(
                    (records[0].0.wire_len, records[0].1.as_slice()),
                    (60, &b"abc"[..])
                );
                assert_eq!(
                    (records[1].0.wire_len, records[1].1.as_slice()),
                    (2, &b""[..])
                );
            }
        }
    }

    /// Record headers longer than the magic says are recognised, and what is merely damaged is not
    /// taken for that.
    #[test]
    fn longer_record_headers_behind_a_magic() {
        for (magic, extra) in [
            (0xa1b2_c3d4, 8),
            (0xa1b2_c3d4, 12),
            (0xa1b2_c3d4, 4),
            (0xa1b2_cd34, 12),
        ] {
            for order in [ByteOrder::Big, ByteOrder::Little] {
                let mut file = testing::pcap_header(order, magic, 1);
                for second in 0..3 {
                    let frame = vec![0xab; 60 + second as usize];
                    testing::pcap_record(&mut file, order, (second, 6), 70, &frame, extra);
                }
                let (records, damage, left) = read(&file);
                assert_eq!((records.len(), damage, left), (3, None, 0), "{extra} more");
                assert_eq!(records[2].1, [0xab; 62]);
            }
        }
        let mut damaged = testing::pcap_header(ByteOrder::Little, 0xa1b2_c3d4, 1);
        for _ in 0..3 {
            testing::pcap_record(&mut damaged, ByteOrder::Little, (1, 0), 60, &[0xab; 60], 0);
        }
        damaged[HEADER + 76 + 11] = 0xff;
        assert_eq!(read(&damaged).0.len(), 1, "the first is read as it is");
    }

    /// AIX counts link types and time in its own way, and says so by the version alone.
    #[test]
    fn version_two_point_two_is_that_of_aix() {
        for order in [ByteOrder::Big, ByteOrder::Little] {
            for (version, network, link, nanos) in [
                (2, 6, 1, 5_000_000_006),
                (2, 15, 10, 5_000_000_006),
                (2, 1, 1, 5_000_006_000),
                (4, 6, 6, 5_000_006_000),
            ] {
                let mut file = testing::pcap_header(order, 0xa1b2_c3d4, network);
                file[6..8].copy_from_slice(&order.u16(version));
                testing::pcap_record(&mut file, order, (5, 6), 60, &[0xab; 60], 0);
                let (records, damage, _) = read(&file);
                assert_eq!((records.len(), damage), (1, None));
                assert_eq!(records[0].0.link, LinkType(link));
                assert_eq!(records[0].0.time, Time::from_nanos(nanos));
            }
        }
    }

    /// `cat a.pcap b.pcap`.
    #[test]
    fn files_that_follow_one_another_are_one() {
        for order in [ByteOrder::Big, ByteOrder::Little] {
            let mut file = testing::pcap_header(order, 0xa1b2_c3d4, 1);
            testing::pcap_record(&mut file, order, (5, 6), 60, &[0xab; 60], 0);
            let twice = [file.clone(), file.clone()].concat();
            let (records, damage, left) = read(&twice);
            assert_eq!((records.len(), damage, left), (2, None, 0));
            let mut other = testing::pcap_header(order, 0xa1b2_c3d4, 101);
            testing::pcap_record(&mut other, order, (5, 6), 60, &[0xab; 60], 0);
            let (records, damage, left) = read(&[file, other].concat());
            assert_eq!((records.len(), damage, left), (2, None, 0));
            assert_eq!(records[1].0.link, LinkType(101));
        }
    }

    /// Each header of AIX says what its own records are.
    #[test]
    fn files_of_aix_that_follow_one_another_are_one() {
        for order in [ByteOrder::Big, ByteOrder::Little] {
            let mut files = Vec::new();
            for network in [6, 15, 1, 6] {
                let mut file = testing::pcap_header(order, 0xa1b2_c3d4, network);
                file[6..8].copy_from_slice(&order.u16(2));
                testing::pcap_record(&mut file, order, (5, 6), 60, &[0xab; 60], 0);
                files.push(file);
            }
            let (records, damage, left) = read(&files.concat());
            assert_eq!((damage, left), (None, 0));
            let read: Vec<_> = records
                .iter()
                .map(|(record, _)| (record.link, record.time))
                .collect();
            let nanos = |nanos: i64| Time::from_nanos(5_000_000_000 + nanos);
            let expected = [(1, 6_i64), (10, 6), (1, 6000), (1, 6)];
            assert_eq!(read, expected.map(|(link, n)| (LinkType(link), nanos(n))));
        }
    }

    #[test]
    fn the_link_type_is_told_from_the_frame_check_bits() {
        let mut file = testing::pcap_header(ByteOrder::Little, 0xa1b2_c3d4, 0x5400_0001);
        testing::pcap_record(&mut file, ByteOrder::Little, (0, 0), 1, b"x", 0);
        assert_eq!(read(&file).0[0].0.link, LinkType(1));
    }

    #[test]
    fn odd_values_are_understood() {
        let mut file = testing::pcap_header(ByteOrder::Little, 0xa1b2_c3d4, 1);
        testing::pcap_record(&mut file, ByteOrder::Little, (1, 2_500_000), 1, b"four", 0);
        testing::pcap_record(
            &mut file,
            ByteOrder::Little,
            (u32::MAX, u32::MAX),
            0,
            b"",
            0,
        );
        let (records, _, _) = read(&file);
        assert_eq!(records[0].0.time, Time::from_nanos(3_500_000_000));
        assert_eq!(records[0].0.wire_len, 4);
        assert_eq!(
            records[1].0.time,
            Time::from_nanos((i64::from(u32::MAX)) * 1_000_001_000)
        );
    }

    #[test]
    fn a_record_that_claims_four_gigabytes_is_damage() {
        let mut file = testing::pcap_header(ByteOrder::Big, 0xa1b2_c3d4, 1);
        testing::pcap_record(&mut file, ByteOrder::Big, (1, 0), 1, b"x", 0);
        let start = file.len();
        testing::pcap_record(&mut file, ByteOrder::Big, (1, 0), 1, b"x", 0);
        file[start + 8..start + 12].fill(0xff);
        let (records, damage, left) = read(&file);
        assert_eq!(records.len(), 1);
        assert_eq!(
            damage,
            Some(Damage::TooLong {
                claimed: u32::MAX,
                limit: 16 << 20
            })
        );
        assert_eq!(left, 17);
    }

    #[test]
    fn a_cut_anywhere_gives_the_whole_records_before_it() {
        let mut file = testing::pcap_header(ByteOrder::Little, 0xa1b2_cd34, 1);
        let mut ends = vec![file.len()];
        for data in [&b"first"[..], b"", b"third one"] {
            testing::pcap_record(&mut file, ByteOrder::Little, (1, 0), 9, data, 8);
            ends.push(file.len());
        }
        for cut in HEADER..=file.len() {
            let (records, damage, left) = read(&file[..cut]);
            let whole = ends.iter().filter(|end| **end <= cut).count() - 1;
            assert_eq!((records.len(), damage), (whole, None), "cut at {cut}");
            assert_eq!(left, cut - ends[whole]);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn no_bytes_panic(magic in 0..6_usize, rest in proptest::collection::vec(any::<u8>(), 20..300)) {
            let magic = [MAGICS[0], MAGICS[1], MAGICS[2], MAGICS[3], MODIFIED[0].0, MODIFIED[1].0][magic];
            read(&[&magic[..], &rest].concat());
        }
    }
}
