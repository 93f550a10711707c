//! pcapng (draft-ietf-opsawg-pcapng): blocks in sections, each section with its own byte order and interfaces.
//!
//! Packets come in three blocks: Enhanced (section 4.3), Simple (4.4) and the obsolete Packet Block (appendix A).
//! Section headers and interface descriptions say how to read them. Decryption Secrets Blocks (4.7) may hold the text of
//! a TLS key log, which is handed on. Every other block (names, statistics, custom and unknown ones) is skipped.

use byteorder_slice::{BigEndian, ByteOrder, LittleEndian};
use pcap_file::Endianness;
use pcap_file::pcapng::RawBlock;

use super::error::Damage;
use super::format::{CapturedRecord, Format, FormatEntry, FormatStep};
use super::{LinkType, Time};
use crate::limits::Limits;
use crate::model::Container;

pub(super) const ENTRY: FormatEntry = FormatEntry {
    name: "pcapng",
    container: Container::PcapNg,
    unit: "block",
    // The section header is a block like any other.
    header: 0,
    matches: |first| first.starts_with(&SECTION_MAGIC),
    open: |_, limits| Ok(Box::new(PcapNg::new(limits))),
};

/// Type of a section header block as it lies in the file: the same in both byte orders.
const SECTION_MAGIC: [u8; 4] = [0x0a, 0x0d, 0x0d, 0x0a];

const SECTION_HEADER: u32 = 0x0a0d_0d0a;
const INTERFACE_DESCRIPTION: u32 = 1;
const PACKET: u32 = 2;
const SIMPLE_PACKET: u32 = 3;
const ENHANCED_PACKET: u32 = 6;
const DECRYPTION_SECRETS: u32 = 10;

/// The type of secrets that is the text of a TLS key log: "TLSK".
const TLS_KEY_LOG: u32 = 0x544c_534b;

/// Bytes of the smallest block: type, length, length again.
const SMALLEST: usize = 12;
/// Bytes of a block before its body: type and length.
const HEAD: usize = 8;
/// Options of an interface description (section 4.2) that change how its packets' times are read.
const IF_TSRESOL: u16 = 9;
const IF_TSOFFSET: u16 = 14;

struct PcapNg {
    order: Endianness,
    /// Those that the section described so far; a packet names one by its index.
    interfaces: Vec<Interface>,
    /// Time of the last packet that had one, for simple packets, which have none.
    last_time: Time,
    frame_limit: usize,
    block_limit: usize,
    interface_limit: usize,
}

impl PcapNg {
    fn new(limits: &Limits) -> Self {
        PcapNg {
            order: Endianness::Little,
            interfaces: Vec::new(),
            last_time: Time::default(),
            frame_limit: limits.frame,
            block_limit: limits.block,
            interface_limit: limits.interfaces,
        }
    }
}

impl Format for PcapNg {
    fn step(&mut self, bytes: &[u8]) -> Result<FormatStep, Damage> {
        if bytes.len() < SMALLEST {
            return Ok(FormatStep::Need(SMALLEST));
        }
        if bytes.starts_with(&SECTION_MAGIC) {
            self.order = byte_order(&bytes[HEAD..])?;
        }
        match self.order {
            Endianness::Big => self.block::<BigEndian>(bytes),
            Endianness::Little => self.block::<LittleEndian>(bytes),
        }
    }
}

impl PcapNg {
    fn block<B: ByteOrder>(&mut self, bytes: &[u8]) -> Result<FormatStep, Damage> {
        let claimed = B::read_u32(&bytes[4..]);
        let size = claimed as usize;
        if !size.is_multiple_of(4) || size < SMALLEST || size > self.block_limit {
            return Err(Damage::BlockLength {
                claimed,
                limit: self.block_limit,
            });
        }
        if bytes.len() < size {
            return Ok(FormatStep::Need(size));
        }
        // All bytes are there and the length is sound, so only the length at the end can be wrong.
        let Ok((_, block)) = RawBlock::from_slice::<B>(bytes) else {
            return Err(Damage::Trailer { claimed });
        };
        match block.type_ {
            ENHANCED_PACKET => self.packet::<B>(&block.body, size, B::read_u32),
            PACKET => self.packet::<B>(&block.body, size, |body| u32::from(B::read_u16(body))),
            SIMPLE_PACKET => self.simple_packet::<B>(&block.body, size),
            INTERFACE_DESCRIPTION => self.interface_description::<B>(&block.body, size),
            SECTION_HEADER => self.section_header::<B>(&block.body, size),
            DECRYPTION_SECRETS => Ok(secrets::<B>(&block.body, size)),
            _ => Ok(FormatStep::Skip(size)),
        }
    }

    /// Interfaces are numbered anew in each section. The section's length is of no use to a reader of all of it.
    fn section_header<B: ByteOrder>(
        &mut self,
        body: &[u8],
        size: usize,
    ) -> Result<FormatStep, Damage> {
        require(body, 16)?;
        let major = u32::from(B::read_u16(&body[4..]));
        if major != 1 {
            return Err(Damage::Version {
                found: major,
                expected: 1,
            });
        }
        self.interfaces.clear();
        Ok(FormatStep::Skip(size))
    }

    fn interface_description<B: ByteOrder>(
        &mut self,
        body: &[u8],
        size: usize,
    ) -> Result<FormatStep, Damage> {
        require(body, 8)?;
        if self.interfaces.len() >= self.interface_limit {
            return Err(Damage::Interfaces {
                limit: self.interface_limit,
            });
        }
        self.interfaces.push(Interface::read::<B>(body));
        Ok(FormatStep::Skip(size))
    }

    /// An enhanced packet, or the obsolete block whose only difference that matters here is the width of its
    /// interface number.
    fn packet<B: ByteOrder>(
        &mut self,
        body: &[u8],
        size: usize,
        id: fn(&[u8]) -> u32,
    ) -> Result<FormatStep, Damage> {
        const FIELDS: usize = 20;
        require(body, FIELDS)?;
        let interface = self.interface(id(body))?;
        let captured = B::read_u32(&body[12..]);
        let len = captured as usize;
        let room = body.len() - FIELDS;
        if len > room {
            return Err(Damage::Overfull {
                claimed: captured,
                room,
            });
        }
        if len > self.frame_limit {
            return Err(Damage::TooLong {
                claimed: captured,
                limit: self.frame_limit,
            });
        }
        let ticks = u64::from(B::read_u32(&body[4..])) << 32 | u64::from(B::read_u32(&body[8..]));
        let (time, shifted) = interface.clock.time(ticks);
        let record = CapturedRecord {
            time,
            shifted,
            link: interface.link,
            wire_len: B::read_u32(&body[16..]).max(captured),
            nanoseconds: interface.clock.nanoseconds,
            data: HEAD + FIELDS..HEAD + FIELDS + len,
            size,
        };
        self.last_time = record.time;
        Ok(FormatStep::Record(record))
    }

    /// A simple packet belongs to the first interface, has no time, and its captured length is not written down:
    /// what was on the wire, cut by the snap length, without the padding.
    fn simple_packet<B: ByteOrder>(
        &mut self,
        body: &[u8],
        size: usize,
    ) -> Result<FormatStep, Damage> {
        require(body, 4)?;
        let interface = self.interface(0)?;
        let original = B::read_u32(body);
        let snapped = if interface.snap_len == 0 {
            original
        } else {
            original.min(interface.snap_len)
        };
        let len = (body.len() - 4).min(snapped as usize);
        if len > self.frame_limit {
            return Err(Damage::TooLong {
                claimed: snapped,
                limit: self.frame_limit,
            });
        }
        Ok(FormatStep::Record(CapturedRecord {
            time: self.last_time,
            shifted: false,
            link: interface.link,
            wire_len: original,
            nanoseconds: interface.clock.nanoseconds,
            data: HEAD + 4..HEAD + 4 + len,
            size,
        }))
    }

    fn interface(&self, named: u32) -> Result<&Interface, Damage> {
        let described = self.interfaces.len();
        self.interfaces
            .get(named as usize)
            .ok_or(Damage::Interface { named, described })
    }
}

/// Secrets are no part of the traffic: what makes no sense of a block is not worth refusing the capture. Where it claims
/// more than it has, the text ends with it.
fn secrets<B: ByteOrder>(body: &[u8], size: usize) -> FormatStep {
    const FIELDS: usize = 8;
    if body.len() < FIELDS || B::read_u32(body) != TLS_KEY_LOG {
        return FormatStep::Skip(size);
    }
    let len = (B::read_u32(&body[4..]) as usize).min(body.len() - FIELDS);
    FormatStep::Secrets {
        text: HEAD + FIELDS..HEAD + FIELDS + len,
        size,
    }
}

fn byte_order(magic: &[u8]) -> Result<Endianness, Damage> {
    match BigEndian::read_u32(magic) {
        0x1a2b_3c4d => Ok(Endianness::Big),
        0x4d3c_2b1a => Ok(Endianness::Little),
        found => Err(Damage::ByteOrder { found }),
    }
}

fn require(body: &[u8], need: usize) -> Result<(), Damage> {
    if body.len() < need {
        Err(Damage::TooShort {
            have: body.len(),
            need,
        })
    } else {
        Ok(())
    }
}

/// What an interface description says about its packets.
struct Interface {
    link: LinkType,
    /// 0 where there is no limit.
    snap_len: u32,
    clock: InterfaceClock,
}

impl Interface {
    /// `body` has at least the 8 bytes of the fixed fields. Options end at `opt_endofopt`, which some writers leave
    /// out, or where they stop making sense: none of them is worth refusing the capture.
    fn read<B: ByteOrder>(body: &[u8]) -> Self {
        let (mut resolution, mut offset) = (6, 0);
        let mut options = &body[8..];
        while options.len() >= 4 {
            let (code, len) = (
                B::read_u16(options),
                usize::from(B::read_u16(&options[2..])),
            );
            let Some(value) = options[4..].get(..len) else {
                break;
            };
            match (code, value) {
                (0, _) => break,
                (IF_TSRESOL, &[value, ..]) => resolution = value,
                (IF_TSOFFSET, &[_, _, _, _, _, _, _, _, ..]) => offset = B::read_i64(value),
                _ => {}
            }
            options = options
                .get(4 + len.next_multiple_of(4)..)
                .unwrap_or_default();
        }
        let link = LinkType(B::read_u16(body));
        Interface {
            link,
            snap_len: B::read_u32(&body[4..]),
            clock: InterfaceClock::new(resolution, offset),
        }
    }
}

/// How an interface's time stamps become times.
struct InterfaceClock {
    scale: TimeScale,
    /// Nanoseconds to add.
    offset: i128,
    /// True where a tick is shorter than a microsecond.
    nanoseconds: bool,
}

/// 400 years of the Gregorian calendar, in nanoseconds.
const CYCLE: i128 = 146_097 * 86_400 * 1_000_000_000;

/// Ticks to nanoseconds, rounding down as Wireshark does.
#[derive(Debug, PartialEq, Eq)]
enum TimeScale {
    /// Nanoseconds a tick.
    Times(u64),
    /// Ticks a nanosecond.
    Per(u64),
    /// A tick is 2 to the minus this seconds.
    Binary(u32),
    /// A tick is so short that 64 bits of them are less than a nanosecond.
    Nothing,
}

impl InterfaceClock {
    /// `resolution` as in `if_tsresol`: the low seven bits are a negative power, of two where the high bit is set, of
    /// ten otherwise. `offset` is `if_tsoffset`, in seconds.
    fn new(resolution: u8, offset: i64) -> Self {
        let power = u32::from(resolution & 0x7f);
        let binary = resolution & 0x80 != 0;
        let scale = match power {
            _ if binary => TimeScale::Binary(power),
            0..=9 => TimeScale::Times(10_u64.pow(9 - power)),
            _ => 10_u64
                .checked_pow(power - 9)
                .map_or(TimeScale::Nothing, TimeScale::Per),
        };
        // 2^-19 s is 1.9 µs, 2^-20 s is 0.95 µs.
        let nanoseconds = power >= if binary { 20 } else { 7 };
        InterfaceClock {
            scale,
            offset: i128::from(offset) * 1_000_000_000,
            nanoseconds,
        }
    }

    /// The time, and whether it had to be moved: what 64 bits of nanoseconds cannot hold (before 1677, after 2262) is
    /// moved by a multiple of 400 years, after which the calendar repeats, so that times stay as far apart as they are.
    fn time(&self, ticks: u64) -> (Time, bool) {
        let nanos = match self.scale {
            TimeScale::Times(factor) => i128::from(ticks) * i128::from(factor),
            TimeScale::Per(divisor) => i128::from(ticks / divisor),
            // At most 2^64 · 10^9 < 2^94, and the power is below 128.
            TimeScale::Binary(power) => (i128::from(ticks) * 1_000_000_000) >> power,
            TimeScale::Nothing => 0,
        };
        let sum = nanos + self.offset;
        if let Ok(time) = i64::try_from(sum) {
            return (Time(time), false);
        }
        // from 1970 to 2370, of which all but the last century can be held
        let moved = sum.rem_euclid(CYCLE);
        let back = if moved > i128::from(i64::MAX) {
            CYCLE
        } else {
            0
        };
        (Time((moved - back) as i64), true)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::capture::testing::{
        ByteOrder, Driven, block, drive, enhanced, interface, option, section,
    };

    fn read(file: &[u8]) -> Driven {
        drive(&ENTRY, file, &Limits::default())
    }

    fn damage(parts: &[Vec<u8>]) -> Option<Damage> {
        read(&parts.concat()).1
    }

    #[test]
    fn sections_of_both_orders_with_their_own_interfaces() {
        use ByteOrder::{Big, Little};
        let file = [
            section(Big),
            interface(Big, 1, 0, &[]),
            interface(Big, 113, 0, &option(Big, IF_TSRESOL, &[9])),
            enhanced(Big, 1, 7, 3, b"abc"),
            section(Little),
            interface(Little, 276, 0, &[]),
            block(Little, 0x0bad, b"????"),
            enhanced(Little, 0, 7, 99, b"hello"),
        ];
        let (records, damage, left) = read(&file.concat());
        assert_eq!((damage, left), (None, 0));
        assert_eq!(
            (
                records[0].0.link,
                records[0].0.time,
                records[0].0.nanoseconds
            ),
            (LinkType(113), Time(7), true)
        );
        assert_eq!(
            (
                records[1].0.link,
                records[1].0.time,
                records[1].0.nanoseconds
            ),
            (LinkType(276), Time(7000), false)
        );
        assert_eq!(
            (records[1].0.wire_len, records[1].1.as_slice()),
            (99, &b"hello"[..])
        );
    }

    /// The first day of the year 2500 is a Friday, as that of 2100.
    #[test]
    fn times_that_cannot_be_held_are_moved_and_stay_as_far_apart() {
        let clock = InterfaceClock::new(6, 0);
        let (first, next) = (16_725_225_600_000_000, 16_725_225_600_010_000);
        assert_eq!(clock.time(first), (Time(4_102_444_800_000_000_000), true));
        assert_eq!(clock.time(next).0.since(clock.time(first).0), 10_000_000);
        assert!(!clock.time(9_223_372_036_000_000).1 && clock.time(9_223_372_037_000_000).1);
        for offset in [i64::MIN, i64::MAX] {
            assert!(InterfaceClock::new(0, offset).time(u64::MAX).1);
        }
    }

    #[test]
    fn resolutions_and_offsets() {
        let cases: [(u8, i64, u64, i64); 9] = [
            (6, 0, 1_500_000, 1_500_000_000),
            (0, 0, 3, 3_000_000_000),
            (9, 0, 42, 42),
            (12, 0, 42_999, 42),
            (28, 0, u64::MAX, 1),
            (127, 0, u64::MAX, 0),
            (0x8a, 0, 1024 + 512, 1_500_000_000),
            (0xff, 0, u64::MAX, 0),
            (6, -2, 1_000_000, -1_000_000_000),
        ];
        for (resolution, offset, ticks, expected) in cases {
            assert_eq!(
                InterfaceClock::new(resolution, offset).time(ticks).0,
                Time(expected),
                "{resolution:#x} {offset} {ticks}"
            );
        }
        let fine: Vec<u8> = (0..=255)
            .filter(|value| InterfaceClock::new(*value, 0).nanoseconds)
            .collect();
        assert_eq!(fine, (7..128).chain(128 + 20..=255).collect::<Vec<u8>>());
    }

    #[test]
    fn interface_options_are_read_up_to_where_they_make_sense() {
        let order = ByteOrder::Big;
        let comment = option(order, 1, b"odd");
        let offset = option(order, IF_TSOFFSET, &2_i64.to_be_bytes());
        assert_eq!(
            first_time(order, &[&comment[..], &offset].concat()),
            Time(2_000_005_000)
        );
        assert_eq!(
            first_time(
                order,
                &[&comment[..], &option(order, 0, b""), &offset].concat()
            ),
            Time(5000)
        );
        assert_eq!(
            first_time(order, &[0, 9, 0xff, 0xff, 9, 0, 0, 0]),
            Time(5000)
        );
        assert_eq!(
            first_time(order, &option(order, IF_TSRESOL, b"")),
            Time(5000)
        );
    }

    fn first_time(order: ByteOrder, options: &[u8]) -> Time {
        let file = [
            section(order),
            interface(order, 1, 0, options),
            enhanced(order, 0, 5, 1, b"x"),
        ];
        read(&file.concat()).0[0].0.time
    }

    #[test]
    fn simple_packets_are_cut_by_the_snap_length_and_take_the_last_time() {
        let order = ByteOrder::Little;
        let file = [
            section(order),
            interface(order, 1, 5, &[]),
            simple(order, 9, b"12345\0\0\0"),
            enhanced(order, 0, 77, 1, b"x"),
            simple(order, 3, b"abc\0"),
            section(order),
            interface(order, 1, 0, &[]),
            simple(order, 1000, b"ends"),
        ];
        let (records, damage, _) = read(&file.concat());
        assert_eq!(damage, None);
        let got: Vec<(&[u8], u32, Time)> = records
            .iter()
            .map(|(record, data)| (data.as_slice(), record.wire_len, record.time))
            .collect();
        let time = Time(77_000);
        let expected: [(&[u8], u32, Time); 4] = [
            (b"12345", 9, Time(0)),
            (b"x", 1, time),
            (b"abc", 3, time),
            (b"ends", 1000, time),
        ];
        assert_eq!(got, expected);
    }

    fn simple(order: ByteOrder, original: u32, data: &[u8]) -> Vec<u8> {
        block(
            order,
            SIMPLE_PACKET,
            &[&order.u32(original)[..], data].concat(),
        )
    }

    #[test]
    fn the_obsolete_packet_block() {
        let order = ByteOrder::Big;
        let mut body = vec![0, 1, 0xff, 0xff];
        for field in [0_u32, 8, 2, 60] {
            body.extend_from_slice(&field.to_be_bytes());
        }
        body.extend_from_slice(b"hi\0\0");
        let file = [
            section(order),
            interface(order, 1, 0, &[]),
            interface(order, 9, 0, &[]),
            block(order, PACKET, &body),
        ];
        let (records, _, _) = read(&file.concat());
        assert_eq!(
            (records[0].0.link, records[0].0.wire_len),
            (LinkType(9), 60)
        );
        assert_eq!(
            (records[0].0.time, records[0].1.as_slice()),
            (Time(8000), &b"hi"[..])
        );
    }

    #[test]
    fn the_text_of_a_tls_key_log_is_found_in_either_order() {
        for order in [ByteOrder::Big, ByteOrder::Little] {
            let whole = [&order.u32(TLS_KEY_LOG)[..], &order.u32(3), b"abc\0"].concat();
            assert_eq!(step_of_secrets(order, &whole), Ok(secrets(19, 24)));
            let overfull = [&order.u32(TLS_KEY_LOG)[..], &order.u32(99), b"abc\0"].concat();
            assert_eq!(step_of_secrets(order, &overfull), Ok(secrets(20, 24)));
            assert_eq!(
                step_of_secrets(order, &whole[..4]),
                Ok(FormatStep::Skip(16))
            );
            let other = [&order.u32(0x5353_484b)[..], &order.u32(3), b"abc\0"].concat();
            assert_eq!(step_of_secrets(order, &other), Ok(FormatStep::Skip(24)));
        }
    }

    fn step_of_secrets(order: ByteOrder, body: &[u8]) -> Result<FormatStep, Damage> {
        let mut format = PcapNg::new(&Limits::default());
        let header = section(order);
        format.step(&header).expect("a section");
        format.step(&block(order, DECRYPTION_SECRETS, body))
    }

    fn secrets(end: usize, size: usize) -> FormatStep {
        FormatStep::Secrets {
            text: 16..end,
            size,
        }
    }

    #[test]
    fn damage_is_named() {
        let order = ByteOrder::Little;
        let start = [section(order), interface(order, 1, 0, &[])].concat();
        let with = |block: Vec<u8>| damage(&[start.clone(), block]);
        assert_eq!(
            with(enhanced(order, 1, 0, 1, b"x")),
            Some(Damage::Interface {
                named: 1,
                described: 1
            })
        );
        assert_eq!(
            with([word(9), word(14), word(0), word(0)].concat()),
            Some(Damage::BlockLength {
                claimed: 14,
                limit: 17 << 20
            })
        );
        assert!(matches!(
            with([word(9), word(8), word(0)].concat()),
            Some(Damage::BlockLength { claimed: 8, .. })
        ));
        assert!(matches!(
            with([word(6), word(u32::MAX - 3), word(0)].concat()),
            Some(Damage::BlockLength {
                claimed: 0xffff_fffc,
                ..
            })
        ));
        assert_eq!(
            with([word(9), word(16), word(0), word(20)].concat()),
            Some(Damage::Trailer { claimed: 16 })
        );
        assert_eq!(
            with(block(order, ENHANCED_PACKET, &[0; 16])),
            Some(Damage::TooShort { have: 16, need: 20 })
        );
        let mut overfull = enhanced(order, 0, 0, 1, b"x");
        overfull[HEAD + 12] = 5;
        assert_eq!(
            with(overfull),
            Some(Damage::Overfull {
                claimed: 5,
                room: 4
            })
        );
        let mut order_unknown = section(order);
        order_unknown[8] = 0;
        assert!(matches!(
            with(order_unknown),
            Some(Damage::ByteOrder { found: 0x003c_2b1a })
        ));
        let mut version = section(order);
        version[12] = 2;
        assert_eq!(
            with(version),
            Some(Damage::Version {
                found: 2,
                expected: 1
            })
        );
    }

    fn word(value: u32) -> [u8; 4] {
        value.to_le_bytes()
    }

    #[test]
    fn interfaces_and_frames_are_capped() {
        let order = ByteOrder::Little;
        let limits = Limits {
            interfaces: 1,
            frame: 3,
            ..Limits::default()
        };
        let file = [
            section(order),
            interface(order, 1, 0, &[]),
            interface(order, 1, 0, &[]),
        ]
        .concat();
        assert_eq!(
            drive(&ENTRY, &file, &limits).1,
            Some(Damage::Interfaces { limit: 1 })
        );
        let file = [
            section(order),
            interface(order, 1, 0, &[]),
            enhanced(order, 0, 0, 4, b"four"),
        ]
        .concat();
        assert_eq!(
            drive(&ENTRY, &file, &limits).1,
            Some(Damage::TooLong {
                claimed: 4,
                limit: 3
            })
        );
    }

    #[test]
    fn a_cut_anywhere_gives_the_whole_packets_before_it() {
        let order = ByteOrder::Big;
        let packet = enhanced(order, 0, 0, 5, b"hello");
        let start = [section(order), interface(order, 1, 0, &[])].concat();
        let file = [start.clone(), packet.clone(), packet.clone()].concat();
        for cut in 0..=file.len() {
            let (records, damage, _) = read(&file[..cut]);
            let whole = cut.saturating_sub(start.len()) / packet.len();
            assert_eq!((records.len(), damage), (whole, None), "cut at {cut}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]
        #[test]
        fn no_bytes_panic(
            types in proptest::collection::vec(0..8_u32, 0..8),
            body in proptest::collection::vec(any::<u8>(), 0..80),
            tail in proptest::collection::vec(any::<u8>(), 0..80),
        ) {
            let order = ByteOrder::Little;
            let mut file = [section(order), interface(order, 1, 0, &[])].concat();
            for kind in types {
                file.extend(block(order, kind, &body[..body.len() / 4 * 4]));
            }
            file.extend(tail);
            read(&file);
        }
    }
}
