//! Endace's extensible record format (ERF), which capture cards and traffic generators write.
//!
//! There is no file header: records follow each other from the first byte, each with a header that
//! is big-endian but for its time. So a file is recognised by its records: their types exist, their
//! lengths lead from one to the next, and their times belong together.
//!
//! ```text
//! 0   time: 32.32 bits of seconds since 1970, little-endian
//! 8   type; its highest bit says that extension headers follow
//! 9   flags
//! 10  length of the record, all headers included
//! 12  loss counter, or colour
//! 14  length on the wire
//! 16  extension headers of 8 bytes, each with a highest bit that says whether another follows
//!     a header that depends on the type, and the frame
//! ```

use super::error::Damage;
use super::format::{CapturedRecord, Format, FormatEntry, FormatStep};
use super::{LinkType, Time};
use crate::model::Container;

pub(super) const ENTRY: FormatEntry = FormatEntry {
    name: "ERF",
    container: Container::Erf,
    unit: "record",
    header: 0,
    matches,
    open: |_, limits| {
        Ok(Box::new(Erf {
            limit: limits.frame,
        }))
    },
};

/// Bytes of a record header.
const HEADER: usize = 16;
/// Bytes of an extension header.
const EXTENSION: usize = 8;
/// In the type of a record, and in the first byte of an extension header: an extension header
/// follows.
const EXTENDED: u8 = 0x80;
/// The type of records that only fill room. They are no frames.
const PADDING: u8 = 48;
/// Records of which two may lie further apart than a recording takes, in seconds.
const FAR: u64 = 24 * 60 * 60;
/// 1990 and 2100: no card is older, and a file of anything else hardly ever says so in every
/// record.
const YEARS: std::ops::Range<u64> = 631_152_000..4_102_444_800;

/// What a type of record holds.
struct ErfType {
    number: u8,
    /// Bytes of its own header, before the frame.
    header: usize,
    link: LinkType,
}

const fn kind(number: u8, header: usize, link: LinkType) -> ErfType {
    ErfType {
        number,
        header,
        link,
    }
}

const ETHERNET: LinkType = LinkType(1);
/// Cisco HDLC or PPP, by its first byte.
const HDLC: LinkType = LinkType(50);
/// LLC over AAL5 (RFC 2684).
const ATM: LinkType = LinkType(100);
const RAW: LinkType = LinkType(101);
const OTHER: LinkType = LinkType::UNREGISTERED;

/// Every type that is in use. Those of the same frame differ in what stands for the loss counter.
#[rustfmt::skip]
const KINDS: &[ErfType] = &[
    kind(1, 0, HDLC), kind(2, 2, ETHERNET), kind(3, 4, ATM), kind(4, 4, ATM),
    kind(5, 4, HDLC), kind(6, 4, OTHER), kind(7, 8, ATM), kind(8, 4, OTHER), kind(9, 8, ATM),
    kind(10, 0, HDLC), kind(11, 2, ETHERNET), kind(12, 8, OTHER), kind(13, 0, OTHER), kind(14, 0, OTHER),
    kind(15, 0, HDLC), kind(16, 2, ETHERNET), kind(17, 4, HDLC), kind(18, 4, OTHER),
    kind(19, 0, HDLC), kind(20, 2, ETHERNET), kind(21, 0, OTHER), kind(22, 0, RAW), kind(23, 0, RAW),
    kind(24, 0, OTHER), kind(25, 0, OTHER), kind(27, 0, OTHER), kind(28, 0, OTHER), kind(29, 0, OTHER),
    kind(PADDING, 0, OTHER),
];

/// The header of a record.
#[derive(Clone, Copy)]
struct ErfHeader {
    /// 32.32 bits of seconds.
    ticks: u64,
    kind: u8,
    size: usize,
    wire_len: u16,
}

impl ErfHeader {
    fn read(bytes: &[u8]) -> Option<Self> {
        let header: &[u8; HEADER] = bytes.first_chunk()?;
        let [
            ticks @ ..,
            kind,
            _,
            size_high,
            size_low,
            _,
            _,
            wire_high,
            wire_low,
        ] = *header;
        Some(ErfHeader {
            ticks: u64::from_le_bytes(ticks),
            kind,
            size: u16::from_be_bytes([size_high, size_low]).into(),
            wire_len: u16::from_be_bytes([wire_high, wire_low]),
        })
    }

    fn seconds(self) -> u64 {
        self.ticks >> 32
    }

    /// Rounded to nanoseconds.
    fn time(self) -> Time {
        let fraction = self.ticks & 0xffff_ffff;
        let nanoseconds = (fraction * 1_000_000_000 + (1 << 31)) >> 32;
        Time::from_nanos((self.seconds() * 1_000_000_000 + nanoseconds) as i64)
    }

    fn kind(self) -> Option<&'static ErfType> {
        let number = self.kind & !EXTENDED;
        KINDS.iter().find(|kind| kind.number == number)
    }

    fn is_padding(self) -> bool {
        self.kind & !EXTENDED == PADDING
    }

    /// Where the frame begins in its record, and its link type; `None` where the headers do not fit
    /// in the record.
    fn frame(self, record: &[u8]) -> Option<(usize, LinkType)> {
        let mut at = HEADER;
        let mut extended = self.kind & EXTENDED != 0;
        while extended {
            extended = record.get(at)? & EXTENDED != 0;
            at += EXTENSION;
        }
        let (own, link) = self
            .kind()
            .map_or((0, OTHER), |kind| (kind.header, kind.link));
        at += own;
        (at <= record.len()).then_some((at, link))
    }
}

/// The frame inside of a record, which pcap and pcapng carry as one of their own link types, and
/// its link type.
pub(crate) fn frame(record: &[u8]) -> Option<(LinkType, &[u8])> {
    let header = ErfHeader::read(record)?;
    let whole = &record[..record.len().min(header.size)];
    let (at, link) = header.frame(whole)?;
    Some((link, &whole[at..]))
}

/// True where these bytes are records, from the first to the last that is whole.
fn matches(beginning: &[u8]) -> bool {
    let mut rest = beginning;
    let mut before: Option<ErfHeader> = None;
    while let Some(header) = ErfHeader::read(rest) {
        if !fits(header, before) {
            return false;
        }
        let Some(after) = rest.get(header.size..) else {
            break;
        };
        if header.frame(&rest[..header.size]).is_none() {
            return false;
        }
        before = Some(header);
        rest = after;
    }
    before.is_some()
}

/// True where a header makes sense behind the one before it.
fn fits(header: ErfHeader, before: Option<ErfHeader>) -> bool {
    let belongs = before.is_none_or(|before| header.seconds().abs_diff(before.seconds()) < FAR);
    header.kind().is_some() && header.size >= HEADER && YEARS.contains(&header.seconds()) && belongs
}

struct Erf {
    /// Bytes that a frame may have.
    limit: usize,
}

impl Format for Erf {
    fn step(&mut self, bytes: &[u8]) -> Result<FormatStep, Damage> {
        let Some(header) = ErfHeader::read(bytes) else {
            return Ok(FormatStep::Need(HEADER));
        };
        if header.size < HEADER {
            return Err(Damage::TooShort {
                have: header.size,
                need: HEADER,
            });
        }
        let Some(record) = bytes.get(..header.size) else {
            return Ok(FormatStep::Need(header.size));
        };
        if header.is_padding() {
            return Ok(FormatStep::Skip(header.size));
        }
        let Some((at, link)) = header.frame(record) else {
            return Err(Damage::TooShort {
                have: header.size,
                need: header.size + 1,
            });
        };
        // What is padded to a multiple of eight ends with its length on the wire.
        let captured = (header.size - at).min(header.wire_len.into());
        if captured > self.limit {
            return Err(Damage::TooLong {
                claimed: captured as u32,
                limit: self.limit,
            });
        }
        Ok(FormatStep::Record(CapturedRecord {
            time: header.time(),
            shifted: false,
            link,
            wire_len: header.wire_len.into(),
            nanoseconds: true,
            data: at..at + captured,
            size: header.size,
        }))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::capture::testing::drive;
    use crate::limits::Limits;

    /// A record of a type, with what stands between its header and the frame.
    fn record(kind: u8, seconds: u32, between: &[u8], frame: &[u8]) -> Vec<u8> {
        let size = (HEADER + between.len() + frame.len()) as u16;
        let time = [0x8000_0000_u32.to_le_bytes(), seconds.to_le_bytes()].concat();
        let lengths = [
            size.to_be_bytes(),
            [0, 0],
            (frame.len() as u16).to_be_bytes(),
        ]
        .concat();
        [&time[..], &[kind, 4], &lengths, between, frame].concat()
    }

    const NOW: u32 = 1_700_000_000;

    #[test]
    fn frames_of_every_kind_with_and_without_extension_headers() {
        let extended = [&[0x83; EXTENSION][..], &[0x03; EXTENSION], &[0, 0]].concat();
        let file = [
            record(2, NOW, &[0, 0], b"ethernet"),
            record(EXTENDED + 11, NOW, &extended, b"behind two"),
            record(PADDING, NOW, &[], &[0; 8]),
            record(1, NOW + 1, &[], b"hdlc"),
            record(9, NOW, &[0; 8], b"aal5"),
            record(22, NOW, &[], b"ip"),
            record(27, NOW, &[], b"meta"),
        ]
        .concat();
        assert!(matches(&file));
        let (records, damage, left) = drive(&ENTRY, &file, &Limits::default());
        assert_eq!((damage, left), (None, 0));
        let found: Vec<(u16, &[u8])> = records
            .iter()
            .map(|(record, data)| (record.link.0, data.as_slice()))
            .collect();
        let expected: [(u16, &[u8]); 6] = [
            (1, b"ethernet"),
            (1, b"behind two"),
            (50, b"hdlc"),
            (100, b"aal5"),
            (101, b"ip"),
            (u16::MAX, b"meta"),
        ];
        assert_eq!(found, expected);
        assert_eq!(
            records[0].0.time,
            Time::from_nanos(1_700_000_000_500_000_000)
        );
    }

    #[test]
    fn padding_and_snap_length_are_told_apart() {
        let mut padded = record(2, NOW, &[0, 0], b"frame and pad");
        padded[15] = 5;
        let mut cut = record(2, NOW, &[0, 0], b"fra");
        cut[15] = 200;
        let (records, ..) = drive(&ENTRY, &[padded, cut].concat(), &Limits::default());
        assert_eq!(
            (records[0].1.as_slice(), records[0].0.wire_len),
            (&b"frame"[..], 5)
        );
        assert_eq!(
            (records[1].1.as_slice(), records[1].0.wire_len),
            (&b"fra"[..], 200)
        );
    }

    #[test]
    fn other_files_are_not_taken_for_it() {
        let good = record(2, NOW, &[0, 0], b"frame");
        let old = record(2, 1000, &[0, 0], b"frame");
        let unknown = record(60, NOW, &[0, 0], b"frame");
        let apart = [good.clone(), record(2, NOW + 1_000_000, &[0, 0], b"frame")].concat();
        let short = [good.clone(), vec![0; 40]].concat();
        for other in [
            &old[..],
            &unknown,
            &apart,
            &short,
            b"",
            &[0; 64],
            &good[..20],
        ] {
            assert!(!matches(other), "{other:?}");
        }
        assert!(
            matches(&[&good[..], &good[..19]].concat()),
            "cut at its end"
        );
    }

    #[test]
    fn a_record_shorter_than_its_headers_is_damage() {
        let mut short = record(2, NOW, &[0, 0], b"");
        short[11] = 17;
        let damage = drive(&ENTRY, &short, &Limits::default()).1;
        assert_eq!(damage, Some(Damage::TooShort { have: 17, need: 18 }));
        short[11] = 3;
        let damage = drive(&ENTRY, &short, &Limits::default()).1;
        assert_eq!(damage, Some(Damage::TooShort { have: 3, need: 16 }));
    }

    #[test]
    fn a_frame_beyond_the_limit_is_damage() {
        let limits = Limits {
            frame: 8,
            ..Limits::default()
        };
        let fits = record(2, NOW, &[0, 0], b"ethernet");
        let file = [fits, record(2, NOW, &[0, 0], b"ethernet+")].concat();
        let (records, damage, _) = drive(&ENTRY, &file, &limits);
        let expected = Damage::TooLong {
            claimed: 9,
            limit: 8,
        };
        assert_eq!((records.len(), damage), (1, Some(expected)));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]
        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            matches(&bytes);
            frame(&bytes);
            drive(&ENTRY, &bytes, &Limits::default());
        }
    }
}
