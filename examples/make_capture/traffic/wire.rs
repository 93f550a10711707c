//! Frames on their way into a capture file.

use std::io::{self, Write};
use std::net::SocketAddrV4;
use std::time::Duration;

use etherparse::PacketBuilder;
use pcap_file::pcap::{PcapHeader, PcapPacket, PcapWriter};
use pcap_file::{DataLink, Endianness, TsResolution};

/// When every capture begins: 2026-03-14 09:26:53 UTC.
const START: Duration = Duration::from_secs(1_773_480_413);
/// Nanoseconds that a byte takes on a wire of 1 Gbit/s, and those between two frames.
const BYTE: u64 = 8;
const BETWEEN: u64 = 400;
/// Nanoseconds until a server replies.
pub(crate) const REPLY: u64 = 300_000;
/// Payload of a full segment.
pub(crate) const FULL: usize = 1448;
/// Bytes of a record without payload: its own header, Ethernet, IPv4, TCP.
pub(crate) const OVERHEAD: u64 = 16 + 14 + 20 + 20;

pub(crate) const FIN: u8 = 0x01;
pub(crate) const SYN: u8 = 0x02;
pub(crate) const RST: u8 = 0x04;
pub(crate) const PSH: u8 = 0x08;
pub(crate) const ACK: u8 = 0x10;

/// A capture file in the making, its clock, and the bytes that files are full of.
pub(crate) struct Wire<W: Write> {
    file: PcapWriter<W>,
    /// Nanoseconds since the beginning.
    now: u64,
    bytes: u64,
    frames: u64,
    frame: Vec<u8>,
    noise: Vec<u8>,
}

impl<W: Write> Wire<W> {
    pub(crate) fn new(out: W) -> io::Result<Self> {
        let header = PcapHeader {
            snaplen: 262_144,
            datalink: DataLink::ETHERNET,
            ts_resolution: TsResolution::MicroSecond,
            endianness: Endianness::Little,
            ..PcapHeader::default()
        };
        let file = PcapWriter::with_header(out, header).map_err(io::Error::other)?;
        // a generator that never changes (Knuth's MMIX constants), its high bytes
        let mut state = 1_u64;
        let noise = std::iter::repeat_with(|| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 56) as u8
        });
        let noise = noise.take(1 << 16).collect();
        Ok(Wire {
            file,
            now: 0,
            bytes: 24,
            frames: 0,
            frame: Vec::new(),
            noise,
        })
    }

    /// Bytes written so far.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Frames written so far.
    pub(crate) fn frames(&self) -> u64 {
        self.frames
    }

    /// So many nanoseconds nothing happens.
    pub(crate) fn wait(&mut self, nanoseconds: u64) {
        self.now += nanoseconds;
    }

    /// Ends the file: its bytes and its frames.
    pub(crate) fn finish(self) -> io::Result<(u64, u64)> {
        self.file.into_writer().flush()?;
        Ok((self.bytes, self.frames))
    }

    fn send(
        &mut self,
        from: SocketAddrV4,
        to: SocketAddrV4,
        numbers: [u32; 2],
        flags: u8,
        len: Payload,
    ) -> io::Result<()> {
        let payload = match len {
            Payload::Text(text) => text,
            Payload::Noise(len) => {
                let begin = numbers[0] as usize % (self.noise.len() - len);
                &self.noise[begin..begin + len]
            }
        };
        let adapter = |ip: std::net::Ipv4Addr| {
            let [a, b, c, d] = ip.octets();
            [0x02, 0x42, a, b, c, d]
        };
        let mut packet = PacketBuilder::ethernet2(adapter(*from.ip()), adapter(*to.ip()))
            .ipv4(from.ip().octets(), to.ip().octets(), 64)
            .tcp(from.port(), to.port(), numbers[0], 64_240);
        if flags & SYN != 0 {
            packet = packet.syn();
        }
        if flags & FIN != 0 {
            packet = packet.fin();
        }
        if flags & RST != 0 {
            packet = packet.rst();
        }
        if flags & PSH != 0 {
            packet = packet.psh();
        }
        if flags & ACK != 0 {
            packet = packet.ack(numbers[1]);
        }
        self.frame.clear();
        packet
            .write(&mut self.frame, payload)
            .map_err(io::Error::other)?;
        let len = self.frame.len();
        self.now += BETWEEN + BYTE * len as u64;
        self.bytes += 16 + len as u64;
        self.frames += 1;
        let time = START + Duration::from_micros(self.now / 1000);
        self.file
            .write_packet(&PcapPacket::new(time, len as u32, &self.frame))
            .map_err(io::Error::other)?;
        Ok(())
    }
}

/// What a segment carries.
#[derive(Clone, Copy)]
pub(crate) enum Payload<'a> {
    Text(&'a [u8]),
    /// So many bytes of a file.
    Noise(usize),
}

impl Payload<'_> {
    pub(crate) const NONE: Payload<'static> = Payload::Text(b"");

    fn len(self) -> usize {
        match self {
            Payload::Text(text) => text.len(),
            Payload::Noise(len) => len,
        }
    }
}

/// A TCP connection without any trouble.
pub(crate) struct Connection {
    /// Opener and listener.
    ends: [SocketAddrV4; 2],
    next: [u32; 2],
}

impl Connection {
    /// The side that sends the SYN, and the other.
    pub(crate) const OPENER: usize = 0;
    pub(crate) const LISTENER: usize = 1;

    /// Opens it.
    pub(crate) fn open(
        opener: SocketAddrV4,
        listener: SocketAddrV4,
        wire: &mut Wire<impl Write>,
    ) -> io::Result<Self> {
        let mut connection = Connection::seen_from_here(opener, listener);
        connection.send(Self::OPENER, SYN, Payload::NONE, wire)?;
        connection.send(Self::LISTENER, SYN | ACK, Payload::NONE, wire)?;
        connection.send(Self::OPENER, ACK, Payload::NONE, wire)?;
        Ok(connection)
    }

    /// One whose beginning is not in the capture.
    pub(crate) fn seen_from_here(opener: SocketAddrV4, listener: SocketAddrV4) -> Self {
        let first = u32::from(opener.port()) << 16;
        Connection {
            ends: [opener, listener],
            next: [first, !first],
        }
    }

    /// A SYN that nobody answers, from the first end to the second.
    pub(crate) fn tries(ends: [SocketAddrV4; 2], wire: &mut Wire<impl Write>) -> io::Result<()> {
        let first = u32::from(ends[0].port()) << 16 | u32::from(ends[1].port());
        wire.send(ends[0], ends[1], [first, 0], SYN, Payload::NONE)
    }

    pub(crate) fn send(
        &mut self,
        by: usize,
        flags: u8,
        payload: Payload,
        wire: &mut Wire<impl Write>,
    ) -> io::Result<()> {
        let numbers = [self.next[by], self.next[1 - by]];
        wire.send(self.ends[by], self.ends[1 - by], numbers, flags, payload)?;
        let counts = payload.len() as u32 + u32::from(flags & (SYN | FIN) != 0);
        self.next[by] = self.next[by].wrapping_add(counts);
        Ok(())
    }

    /// A side sends up to `segments` full segments of `left` bytes, every other one acknowledged;
    /// returns how many bytes that were.
    pub(crate) fn pour(
        &mut self,
        by: usize,
        left: u64,
        segments: usize,
        wire: &mut Wire<impl Write>,
    ) -> io::Result<u64> {
        let mut sent = 0;
        for number in 0..segments {
            let len = (left - sent).min(FULL as u64) as usize;
            if len == 0 {
                break;
            }
            self.send(by, ACK, Payload::Noise(len), wire)?;
            sent += len as u64;
            if number % 2 == 1 {
                self.send(1 - by, ACK, Payload::NONE, wire)?;
            }
        }
        Ok(sent)
    }

    /// Closes it, `by` first.
    pub(crate) fn close(&mut self, by: usize, wire: &mut Wire<impl Write>) -> io::Result<()> {
        self.send(by, FIN | ACK, Payload::NONE, wire)?;
        self.send(1 - by, FIN | ACK, Payload::NONE, wire)?;
        self.send(by, ACK, Payload::NONE, wire)
    }
}
