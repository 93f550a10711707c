//! pcapng (draft-ietf-opsawg-pcapng): blocks in sections, each section with its own byte order and
//! interfaces.
//!
//! Packets come in three blocks: Enhanced (section 4.3), Simple (4.4) and the obsolete Packet Block
//! (appendix A). Section headers and interface descriptions say how to read them. Decryption
//! Secrets Blocks (4.7) may hold the text of a TLS key log, which is handed on. Every other block
//! (names, statistics, custom and unknown ones) is skipped.

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

    /// Interfaces are numbered anew in each section. The section's length is of no use to a reader
    /// of all of it.
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

    /// An enhanced packet, or the obsolete block whose only difference that matters here is the
    /// width of its interface number.
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

    /// A simple packet belongs to the first interface, has no time, and its captured length is not
    /// written down: what was on the wire, cut by the snap length, without the padding.
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

/// Secrets are no part of the traffic: what makes no sense of a block is not worth refusing the
/// capture. Where it claims more than it has, the text ends with it.
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
    /// `body` has at least the 8 bytes of the fixed fields. Options end at `opt_endofopt`, which
    /// some writers leave out, or where they stop making sense: none of them is worth refusing the
    /// capture.
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
    /// `resolution` as in `if_tsresol`: the low seven bits are a negative power, of two where the
    /// high bit is set, of ten otherwise. `offset` is `if_tsoffset`, in seconds.
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

    /// The time, and whether it had to be moved: what 64 bits of nanoseconds cannot hold (before
    /// 1677, after 2262) is moved by a multiple of 400 years, after which the calendar repeats, so
    /// that times stay as far apart as they are.
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
            return (Time::from_nanos(time), false);
        }
        // from 1970 to 2370, of which all but the last century can be held
        let moved = sum.rem_euclid(CYCLE);
        let back = if moved > i128::from(i64::MAX) {
            CYCLE
        } else {
            0
        };
        (Time::from_nanos((moved - back) as i64), true)
    }
}

#[cfg(test)]
mod tests;
