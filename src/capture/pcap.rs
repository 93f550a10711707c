//! Classic pcap (draft-ietf-opsawg-pcap): a header, then records of a header and a frame each.
//!
//! Six magics: microseconds, nanoseconds, and Kuznetzov's modified format, whose record headers are longer, each in
//! both byte orders.

use std::marker::PhantomData;

use byteorder_slice::{BigEndian, ByteOrder, LittleEndian};
use pcap_file::pcap::{PcapHeader, RawPcapPacket};
use pcap_file::{Endianness, TsResolution};

use super::LinkType;
use super::error::Damage;
use super::format::{Entry, Format, Opened, Record, Step, time};
use crate::limits::Limits;
use crate::model::Container;

pub(super) const ENTRY: Entry = Entry {
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
/// Bytes that the modified format adds to it: interface, protocol, packet type.
const MODIFIED_EXTRA: usize = 8;

fn is_modified(first: &[u8]) -> bool {
    MODIFIED.iter().any(|(magic, _)| first.starts_with(magic))
}

fn open(header: &[u8], limits: &Limits) -> Result<Opened, Damage> {
    let extra = if is_modified(header) {
        MODIFIED_EXTRA
    } else {
        0
    };
    // The parser does not know the modified magic, but the header is the standard one otherwise.
    let mut standard = [0; HEADER];
    standard.copy_from_slice(&header[..HEADER]);
    if let Some((_, magic)) = MODIFIED.iter().find(|(magic, _)| header.starts_with(magic)) {
        standard[..4].copy_from_slice(magic);
    }
    let Ok((_, parsed)) = PcapHeader::from_slice(&standard) else {
        // Out of reach: the magic was matched and the length is right.
        return Err(Damage::TooShort {
            have: header.len(),
            need: HEADER,
        });
    };
    let nanoseconds = parsed.ts_resolution == TsResolution::NanoSecond;
    let unit = if nanoseconds { 1 } else { 1000 };
    Ok(match parsed.endianness {
        Endianness::Big => Box::new(Pcap::<BigEndian>::new(&standard, unit, extra, limits)),
        Endianness::Little => Box::new(Pcap::<LittleEndian>::new(&standard, unit, extra, limits)),
    })
}

/// A file in one byte order.
struct Pcap<B> {
    link: LinkType,
    /// Nanoseconds in one unit of a record's fraction.
    unit: i64,
    /// Bytes between the standard record header and the frame.
    extra: usize,
    /// Largest believable frame.
    limit: usize,
    order: PhantomData<fn() -> B>,
}

impl<B: ByteOrder> Pcap<B> {
    fn new(header: &[u8; HEADER], unit: i64, extra: usize, limits: &Limits) -> Self {
        // The upper half of the field says whether and how long a frame check sequence is; only the lower is a type.
        let link = LinkType((B::read_u32(&header[20..]) & 0xffff) as u16);
        Pcap {
            link,
            unit,
            extra,
            limit: limits.frame,
            order: PhantomData,
        }
    }
}

impl<B: ByteOrder> Format for Pcap<B> {
    fn step(&mut self, bytes: &[u8]) -> Result<Step, Damage> {
        let header = RECORD + self.extra;
        if bytes.len() < header {
            return Ok(Step::Need(header));
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
            return Ok(Step::Need(size));
        }
        let Ok((_, raw)) = RawPcapPacket::from_slice::<B>(bytes) else {
            // Out of reach: all its bytes are there.
            return Err(Damage::TooShort {
                have: bytes.len(),
                need: size,
            });
        };
        Ok(Step::Record(Record {
            // Writers exist whose fraction passes a second; it is carried, as Wireshark does.
            time: time(raw.ts_sec, i64::from(raw.ts_frac) * self.unit),
            link: self.link,
            // Some captures claim more captured bytes than were on the wire; the bytes are there, so they count.
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
    use crate::capture::testing::{self, Driven, Order, drive};

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
            for order in [Order::Big, Order::Little] {
                let mut file = testing::pcap_header(order, magic, 1);
                testing::pcap_record(&mut file, order, (5, 6), 60, b"abc", extra);
                testing::pcap_record(&mut file, order, (7, 8), 2, b"", extra);
                let (records, damage, left) = read(&file);
                assert_eq!((damage, left), (None, 0));
                let unit = if nanoseconds { 1 } else { 1000 };
                assert_eq!(records[0].0.time, Time(5_000_000_000 + 6 * unit));
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

    #[test]
    fn the_link_type_is_told_from_the_frame_check_bits() {
        let mut file = testing::pcap_header(Order::Little, 0xa1b2_c3d4, 0x5400_0001);
        testing::pcap_record(&mut file, Order::Little, (0, 0), 1, b"x", 0);
        assert_eq!(read(&file).0[0].0.link, LinkType(1));
    }

    #[test]
    fn odd_values_are_understood() {
        let mut file = testing::pcap_header(Order::Little, 0xa1b2_c3d4, 1);
        testing::pcap_record(&mut file, Order::Little, (1, 2_500_000), 1, b"four", 0);
        testing::pcap_record(&mut file, Order::Little, (u32::MAX, u32::MAX), 0, b"", 0);
        let (records, _, _) = read(&file);
        assert_eq!(records[0].0.time, Time(3_500_000_000));
        assert_eq!(records[0].0.wire_len, 4);
        assert_eq!(
            records[1].0.time,
            Time((i64::from(u32::MAX)) * 1_000_001_000)
        );
    }

    #[test]
    fn a_record_that_claims_four_gigabytes_is_damage() {
        let mut file = testing::pcap_header(Order::Big, 0xa1b2_c3d4, 1);
        testing::pcap_record(&mut file, Order::Big, (1, 0), 1, b"x", 0);
        let start = file.len();
        testing::pcap_record(&mut file, Order::Big, (1, 0), 1, b"x", 0);
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
        let mut file = testing::pcap_header(Order::Little, 0xa1b2_cd34, 1);
        let mut ends = vec![file.len()];
        for data in [&b"first"[..], b"", b"third one"] {
            testing::pcap_record(&mut file, Order::Little, (1, 0), 9, data, MODIFIED_EXTRA);
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
