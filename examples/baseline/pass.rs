//! The two passes of the baseline.

use std::collections::HashMap;
use std::io::{self, Read};
use std::net::SocketAddr;

use etherparse::{LaxNetSlice, LaxSlicedPacket, TransportSlice};
use foldhash::fast::RandomState;
use pcap_file::PcapError;
use pcap_file::pcap::PcapParser;

/// What a pass counted.
#[derive(Debug, Default)]
pub(crate) struct Counted {
    pub(crate) frames: u64,
    pub(crate) bytes: u64,
    pub(crate) connections: usize,
}

/// From record to record.
pub(crate) fn walk(file: impl Read) -> io::Result<Counted> {
    let mut counted = Counted::default();
    each_frame(file, |frame| {
        counted.frames += 1;
        counted.bytes += frame.len() as u64;
    })?;
    Ok(counted)
}

/// Each frame sliced, and its payload counted with its connection.
pub(crate) fn parse(file: impl Read) -> io::Result<Counted> {
    let mut counted = Counted::default();
    let mut connections: HashMap<(SocketAddr, SocketAddr), u64, RandomState> = HashMap::default();
    each_frame(file, |frame| {
        counted.frames += 1;
        if let Some((key, bytes)) = segment(frame) {
            counted.bytes += bytes;
            *connections.entry(key).or_default() += bytes;
        }
    })?;
    counted.connections = connections.len();
    Ok(counted)
}

fn segment(frame: &[u8]) -> Option<((SocketAddr, SocketAddr), u64)> {
    let packet = LaxSlicedPacket::from_ethernet(frame).ok()?;
    let Some(TransportSlice::Tcp(tcp)) = packet.transport else {
        return None;
    };
    let (from, to): (std::net::IpAddr, std::net::IpAddr) = match packet.net? {
        LaxNetSlice::Ipv4(ip) => (
            ip.header().source_addr().into(),
            ip.header().destination_addr().into(),
        ),
        LaxNetSlice::Ipv6(ip) => (
            ip.header().source_addr().into(),
            ip.header().destination_addr().into(),
        ),
        LaxNetSlice::Arp(_) => return None,
    };
    let (from, to) = (
        SocketAddr::new(from, tcp.source_port()),
        SocketAddr::new(to, tcp.destination_port()),
    );
    Some((
        if from <= to { (from, to) } else { (to, from) },
        tcp.payload().len() as u64,
    ))
}

/// Reads the file in large pieces and hands on each frame.
fn each_frame(mut file: impl Read, mut take: impl FnMut(&[u8])) -> io::Result<()> {
    let mut buffer = vec![0; 1 << 20];
    let (mut parser, mut begin, mut end) = (None, 0, 0);
    loop {
        let count = file.read(&mut buffer[end..])?;
        if count == 0 {
            return Ok(());
        }
        end += count;
        let mut rest = &buffer[begin..end];
        if parser.is_none() {
            let (after, made) = PcapParser::new(rest).map_err(io::Error::other)?;
            (rest, parser) = (after, Some(made));
        }
        let Some(parser) = &parser else { continue };
        loop {
            match parser.next_packet(rest) {
                Ok((after, packet)) => {
                    take(&packet.data);
                    rest = after;
                }
                Err(PcapError::IncompleteBuffer) => break,
                Err(error) => return Err(io::Error::other(error)),
            }
        }
        let left = rest.len();
        buffer.copy_within(end - left..end, 0);
        (begin, end) = (0, left);
    }
}
