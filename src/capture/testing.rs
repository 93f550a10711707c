//! Captures built in memory, for tests.

use super::error::Damage;
use super::format::{CapturedRecord, FormatEntry, FormatStep, LOOKAHEAD};
use crate::limits::Limits;

#[derive(Clone, Copy)]
pub(super) enum ByteOrder {
    Big,
    Little,
}

impl ByteOrder {
    pub(super) fn u16(self, value: u16) -> [u8; 2] {
        match self {
            ByteOrder::Big => value.to_be_bytes(),
            ByteOrder::Little => value.to_le_bytes(),
        }
    }

    pub(super) fn u32(self, value: u32) -> [u8; 4] {
        match self {
            ByteOrder::Big => value.to_be_bytes(),
            ByteOrder::Little => value.to_le_bytes(),
        }
    }
}

pub(super) fn pcap_header(order: ByteOrder, magic: u32, link: u32) -> Vec<u8> {
    let version = [order.u16(2), order.u16(4)].concat();
    let rest = [
        order.u32(0),
        order.u32(0),
        order.u32(65_535),
        order.u32(link),
    ]
    .concat();
    [&order.u32(magic)[..], &version, &rest].concat()
}

/// Appends a record with `extra` bytes between its header and its frame.
pub(super) fn pcap_record(
    file: &mut Vec<u8>,
    order: ByteOrder,
    time: (u32, u32),
    original: u32,
    data: &[u8],
    extra: usize,
) {
    for field in [time.0, time.1, data.len() as u32, original] {
        file.extend_from_slice(&order.u32(field));
    }
    file.resize(file.len() + extra, 0xee);
    file.extend_from_slice(data);
}

/// A microsecond Ethernet capture with a frame of one byte for each time, in seconds.
pub(super) fn pcap(frames: &[(u32, u8)]) -> Vec<u8> {
    let mut file = pcap_header(ByteOrder::Little, 0xa1b2_c3d4, 1);
    for (second, byte) in frames {
        pcap_record(&mut file, ByteOrder::Little, (*second, 0), 1, &[*byte], 0);
    }
    file
}

/// A pcapng block; the body is padded.
pub(super) fn block(order: ByteOrder, kind: u32, body: &[u8]) -> Vec<u8> {
    let mut body = body.to_vec();
    body.resize(body.len().next_multiple_of(4), 0);
    let size = order.u32(body.len() as u32 + 12);
    [&order.u32(kind)[..], &size, &body, &size].concat()
}

pub(super) fn section(order: ByteOrder) -> Vec<u8> {
    let version = [order.u16(1), order.u16(0)].concat();
    block(
        order,
        0x0a0d_0d0a,
        &[&order.u32(0x1a2b_3c4d)[..], &version, &[0xff; 8]].concat(),
    )
}

pub(super) fn interface(order: ByteOrder, link: u16, snap_len: u32, options: &[u8]) -> Vec<u8> {
    block(
        order,
        1,
        &[&order.u16(link)[..], &[0, 0], &order.u32(snap_len), options].concat(),
    )
}

pub(super) fn option(order: ByteOrder, code: u16, value: &[u8]) -> Vec<u8> {
    let mut padded = value.to_vec();
    padded.resize(value.len().next_multiple_of(4), 0);
    [
        &order.u16(code)[..],
        &order.u16(value.len() as u16),
        &padded,
    ]
    .concat()
}

pub(super) fn enhanced(
    order: ByteOrder,
    interface: u32,
    ticks: u64,
    original: u32,
    data: &[u8],
) -> Vec<u8> {
    let fields = [
        interface,
        (ticks >> 32) as u32,
        ticks as u32,
        data.len() as u32,
        original,
    ];
    let fields: Vec<u8> = fields.iter().flat_map(|field| order.u32(*field)).collect();
    block(order, 6, &[&fields[..], data].concat())
}

/// What came of a file: its records with their bytes, what was wrong, and how many bytes are left.
pub(super) type Driven = (Vec<(CapturedRecord, Vec<u8>)>, Option<Damage>, usize);

/// Reads a whole file that is in memory.
pub(super) fn drive(entry: &FormatEntry, file: &[u8], limits: &Limits) -> Driven {
    let mut records = Vec::new();
    let mut format = match (entry.open)(&file[..file.len().min(LOOKAHEAD)], limits) {
        Ok(format) => format,
        Err(damage) => return (records, Some(damage), file.len()),
    };
    let mut rest = &file[entry.header..];
    loop {
        match format.step(rest) {
            Ok(FormatStep::Record(record)) => {
                let (bytes, after) = rest.split_at(record.size);
                let data = bytes[record.data.clone()].to_vec();
                records.push((record, data));
                rest = after;
            }
            Ok(FormatStep::Secrets { text, size }) => {
                assert!(text.end <= size && size <= rest.len());
                rest = &rest[size..];
            }
            Ok(FormatStep::Skip(count)) => {
                assert_ne!(count, 0);
                rest = &rest[count..];
            }
            Ok(FormatStep::Need(count)) => {
                assert!(count > rest.len());
                return (records, None, rest.len());
            }
            Err(damage) => return (records, Some(damage), rest.len()),
        }
    }
}
