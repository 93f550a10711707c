//! What the decoder hands on: one TCP segment with its addresses, or the reason why there is none.

use std::net::SocketAddr;

use crate::capture::Time;
use crate::model::At;

use super::checksum;

/// The control bits of a TCP header (RFC 9293 section 3.1), with AE (RFC 9768) as bit 8 and the
/// three reserved bits above it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Flags(pub u16);

impl Flags {
    /// No more data from the sender.
    pub const FIN: u16 = 0x001;
    /// Synchronise sequence numbers.
    pub const SYN: u16 = 0x002;
    /// Reset the connection.
    pub const RST: u16 = 0x004;
    /// Push function.
    pub const PSH: u16 = 0x008;
    /// The acknowledgment field is significant.
    pub const ACK: u16 = 0x010;
    /// The urgent pointer is significant.
    pub const URG: u16 = 0x020;

    /// True if any bit of `mask` is set.
    pub fn any(self, mask: u16) -> bool {
        self.0 & mask != 0
    }

    /// SYN.
    pub fn syn(self) -> bool {
        self.any(Self::SYN)
    }

    /// ACK.
    pub fn ack(self) -> bool {
        self.any(Self::ACK)
    }

    /// SYN without ACK: a connection is asked for (RFC 9293 section 3.5).
    pub fn opens(self) -> bool {
        self.syn() && !self.ack()
    }

    /// SYN with ACK: the answer to that.
    pub fn syn_ack(self) -> bool {
        self.syn() && self.ack()
    }

    /// FIN.
    pub fn fin(self) -> bool {
        self.any(Self::FIN)
    }

    /// RST.
    pub fn rst(self) -> bool {
        self.any(Self::RST)
    }

    /// URG.
    pub fn urg(self) -> bool {
        self.any(Self::URG)
    }
}

/// One TCP segment as it stands in a frame (or in a datagram joined from fragments).
#[derive(Clone, Copy, Debug)]
pub struct Segment<'a> {
    /// Number of the frame (of the one that completed the datagram, where it was fragmented).
    pub frame: u64,
    /// When that frame was captured.
    pub time: Time,
    /// Sender: innermost IP address and port.
    pub src: SocketAddr,
    /// Receiver: innermost IP address and port.
    pub dst: SocketAddr,
    /// Sequence number of the first payload byte (of the SYN, where it is set).
    pub seq: u32,
    /// Acknowledgment number; meaningless without the ACK flag.
    pub ack: u32,
    /// Control bits.
    pub flags: Flags,
    /// Window field as sent, not scaled.
    pub window: u16,
    /// Urgent pointer; meaningless without the URG flag.
    pub urgent: u16,
    /// The header as it was captured, options included; empty where its checksum cannot be
    /// verified.
    pub header: &'a [u8],
    /// Option bytes of the header.
    pub options: &'a [u8],
    /// The payload that was captured.
    pub payload: &'a [u8],
    /// Payload bytes that were on the wire but not captured (snap length); they follow `payload`.
    pub cut: u32,
    /// TTL (RFC 791) or hop limit (RFC 8200) of its packet: what is left of it where the capture
    /// was made.
    pub hop_limit: u8,
    /// Bytes of its packet's IP header, extension headers of IPv6 left out.
    pub ip_header: u8,
    /// Identification of its packet (RFC 791); 0 in IPv6.
    pub ip_id: u16,
    /// Length of the frame on the wire, Wireshark's `Length`.
    pub wire_len: u32,
    /// Earlier frames that hold fragments of its datagram.
    pub fragments: &'a [u64],
    /// Some of them overlap and differ: which bytes its receiver took is not known (RFC 5722
    /// forbids it in IPv6; in IPv4 hosts differ).
    pub fragments_differ: bool,
    /// The frame that holds the same packet, where the capture shows it more than once.
    pub copy_of: Option<u64>,
}

/// What the checksum of a segment tells of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checksum {
    /// It fits.
    Right,
    /// It does not: the receiver throws the segment away (RFC 9293 section 3.1).
    Wrong,
    /// Not all of the segment was captured, or the sender's card was to fill the checksum in.
    Unknown,
}

impl Segment<'_> {
    /// What its header says, for whoever keeps it: without options and payload.
    pub fn header_alone(&self) -> Segment<'static> {
        Segment {
            header: &[],
            options: &[],
            payload: &[],
            fragments: &[],
            ..*self
        }
    }

    /// What its checksum tells. This reads all of the payload.
    pub fn checksum(&self) -> Checksum {
        if self.cut > 0 || self.header.is_empty() {
            return Checksum::Unknown;
        }
        let (src, dst) = (self.src.ip(), self.dst.ip());
        checksum::tcp(src, dst, self.header, self.payload)
    }

    /// Its frame, and when that was captured.
    pub fn at(&self) -> At {
        At {
            frame: self.frame,
            time: self.time,
        }
    }

    /// Payload bytes on the wire: captured and cut.
    pub fn len(&self) -> u32 {
        self.payload.len() as u32 + self.cut
    }

    /// True if the segment carried no payload on the wire.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
