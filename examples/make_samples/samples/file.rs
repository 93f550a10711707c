//! Frames as a capture file: classic pcap with microseconds, or pcapng with nanoseconds.

use std::borrow::Cow;
use std::time::Duration;

use pcap_file::pcap::{PcapHeader, PcapPacket, PcapWriter};
use pcap_file::pcapng::PcapNgWriter;
use pcap_file::pcapng::blocks::enhanced_packet::EnhancedPacketBlock;
use pcap_file::pcapng::blocks::interface_description::{
    InterfaceDescriptionBlock, InterfaceDescriptionOption,
};
use pcap_file::pcapng::blocks::unknown::UnknownBlock;
use pcap_file::{DataLink, Endianness, PcapResult, TsResolution};

use super::frame::Link;
use super::story::{Frame, Story};

/// When every capture begins: 2026-03-14 09:26:53 UTC.
const START: Duration = Duration::from_secs(1_773_480_413);

/// The longest frame that the captures' makers would have kept.
const SNAP_LENGTH: u32 = 262_144;

/// The whole file that tells `story`, in the format that `name` ends in.
///
/// # Panics
/// If the writer refuses a frame, which a scenario cannot cause.
pub(crate) fn write(name: &str, story: &Story) -> Vec<u8> {
    let link = match story.link() {
        Link::Loopback => DataLink::NULL,
        Link::Ethernet => DataLink::ETHERNET,
    };
    let written = if name.ends_with("ng") {
        pcapng(link, story)
    } else {
        pcap(link, story.frames())
    };
    written.expect("a vector takes every frame")
}

/// The file of a case: pcapng where secrets stand in it, which classic pcap has no place for.
pub(crate) fn write_case(story: &Story) -> Vec<u8> {
    let has_secrets = !story.key_log().is_empty();
    write(
        if has_secrets {
            "case.pcapng"
        } else {
            "case.pcap"
        },
        story,
    )
}

fn pcap(datalink: DataLink, frames: &[Frame]) -> PcapResult<Vec<u8>> {
    let header = PcapHeader {
        snaplen: SNAP_LENGTH,
        datalink,
        ts_resolution: TsResolution::MicroSecond,
        endianness: Endianness::Little,
        ..PcapHeader::default()
    };
    let mut writer = PcapWriter::with_header(Vec::new(), header)?;
    for frame in frames {
        writer.write_packet(&PcapPacket::new(
            time(frame),
            frame.bytes.len() as u32,
            &frame.bytes,
        ))?;
    }
    Ok(writer.into_writer())
}

fn pcapng(linktype: DataLink, story: &Story) -> PcapResult<Vec<u8>> {
    let mut file = Vec::new();
    let mut writer = PcapNgWriter::with_endianness(&mut file, Endianness::Little)?;
    if !story.key_log().is_empty() {
        let body = secrets(story.key_log());
        writer.write_pcapng_block(UnknownBlock::new(10, body.len() as u32, &body))?;
    }
    // the writer gives times in nanoseconds whatever the interface says, so the interface must say
    // so
    let options = vec![
        InterfaceDescriptionOption::IfName("eth0".into()),
        InterfaceDescriptionOption::IfTsResol(9),
    ];
    writer.write_pcapng_block(InterfaceDescriptionBlock {
        linktype,
        snaplen: SNAP_LENGTH,
        options,
    })?;
    for frame in story.frames() {
        writer.write_pcapng_block(EnhancedPacketBlock {
            interface_id: 0,
            timestamp: time(frame),
            original_len: frame.bytes.len() as u32,
            data: Cow::Borrowed(&frame.bytes),
            options: Vec::new(),
        })?;
    }
    Ok(file)
}

/// What stands in a Decryption Secrets Block: the type "TLSK", the length, and the text up to a
/// multiple of four bytes.
fn secrets(key_log: &str) -> Vec<u8> {
    const TLS_KEY_LOG: u32 = 0x544c_534b;
    let length = key_log.len() as u32;
    let mut body = [TLS_KEY_LOG.to_le_bytes(), length.to_le_bytes()].concat();
    body.extend(key_log.bytes());
    body.resize(body.len().next_multiple_of(4), 0);
    body
}

fn time(frame: &Frame) -> Duration {
    START + Duration::from_micros(frame.time)
}
