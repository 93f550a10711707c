//! The walk from a frame's first byte to its TCP segment.
//!
//! Each layer answers one question: what the bytes behind its header are ([`NextLayer`]). The walk
//! follows the answers until it comes to a TCP header that no other IP packet is within, or to a
//! reason ([`Skip`]) why there is none:
//!
//! - Of packets within packets the innermost counts: the outer ones are tunnels.
//! - Layers are counted, so that a frame of headers within headers ends ([`Limits::nesting`]).
//! - Fragments wait in the [`Defragmenter`]; the frame that completes a datagram gives its segment.
//!   A datagram may hold fragments of another once more, [`JOINS`] times in all.
//! - What the snap length cut is known from the length of the packet on the wire, and travels along
//!   as a number. A header that is cut is told apart from one that lies about its length by that
//!   number.
//!
//! Nearly all frames are Ethernet, IP and TCP without anything between. They take a short cut,
//! which gives what the walk gives, in half the time.

use etherparse::ip_number;

use super::datagram::{UdpDatagram, datagram};
use super::fragment::Defragmenter;
use super::ip::IpPacket;
use super::next::{LayerReader, NextLayer};
use super::unreachable::{QuotedSegment, quoted};
use super::{Segment, Skip, ip, link, tcp, tunnel};
use crate::capture::{Frame, LinkType, Time};
use crate::limits::{self, Limits};

/// How often fragments may hide in fragments: a fragmented packet in a fragmented tunnel.
const JOINS: usize = 2;

/// The link type that most captures have, opened without a detour.
const ETHERNET: LinkType = LinkType(1);

/// What a user may choose about decoding.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DecodeOptions {
    /// Skip packets whose IPv4 header or TCP checksum is wrong. What checksum offload leaves in a
    /// sender's own capture counts as right; a segment that was not captured whole is not verified.
    pub verify_checksums: bool,
}

/// Turns frames into TCP segments. It keeps fragments that wait for others, and counters; nothing
/// of any frame else.
///
/// ```
/// use ftpscope::capture::{Frame, LinkType, Time};
/// use ftpscope::decode::{DecodeOptions, Decoder, Skip};
/// use ftpscope::limits::Limits;
///
/// let mut decoder = Decoder::new(&Limits::default(), DecodeOptions::default());
/// let frame = Frame {
///     number: 1, time: Time::from_nanos(0), link: LinkType(253), data: &[0; 60], wire_len: 60, file: 0, number_in_file: 1,
/// };
/// assert_eq!(decoder.decode(&frame).unwrap_err(), Skip::UnsupportedLink(LinkType(253)));
/// ```
#[derive(Debug)]
pub struct Decoder {
    options: DecodeOptions,
    nesting: usize,
    /// The link type of the last frame and what opens it: nearly always that of the next one too.
    link: (LinkType, Option<LayerReader>),
    defragmenter: Defragmenter,
    /// The datagrams that were joined last, which segments borrow.
    joined: [Vec<u8>; JOINS],
    too_deep: u64,
}

impl Decoder {
    /// A decoder that has seen nothing yet.
    pub fn new(limits: &Limits, options: DecodeOptions) -> Decoder {
        Decoder {
            options,
            nesting: limits.nesting,
            link: (ETHERNET, link::open(ETHERNET)),
            defragmenter: Defragmenter::new(limits),
            joined: Default::default(),
            too_deep: 0,
        }
    }

    /// The TCP segment in `frame`: that of the innermost IP packet. It borrows the frame or, where
    /// the frame completed a fragmented datagram, the decoder.
    #[inline]
    pub fn decode<'a>(&'a mut self, frame: &Frame<'a>) -> Result<Segment<'a>, Skip> {
        if self.link.0 != frame.link {
            self.link = (frame.link, link::open(frame.link));
        }
        let next = if frame.link == ETHERNET {
            link::ethernet::open(frame.data)
        } else {
            let open = self.link.1.ok_or(Skip::UnsupportedLink(frame.link))?;
            open(frame.data)
        };
        // most frames are a packet with TCP right behind the link: the walk finds it too, in twice
        // the time
        if let Ok(NextLayer::Ip(bytes)) = next
            && !self.options.verify_checksums
            && let Ok(packet) = ip::header(bytes, cut_in(frame, bytes))
            && packet.protocol == ip_number::TCP
            && packet.fragment.is_none()
        {
            return tcp::segment(frame, &packet);
        }
        self.walk(frame, next)
    }

    /// The general way, from what the link says.
    #[inline(never)]
    fn walk<'a>(
        &'a mut self,
        frame: &Frame<'a>,
        next: Result<NextLayer<'a>, Skip>,
    ) -> Result<Segment<'a>, Skip> {
        let cut = cut_in(frame, frame.data);
        self.defragmenter.begin(frame.number);
        let mut walk = FrameWalk {
            frame,
            verify: self.options.verify_checksums,
            defragmenter: &mut self.defragmenter,
            buffers: &mut self.joined,
            within: frame.data,
            missing: cut,
        };
        match next.and_then(|next| walk.follow(next, self.nesting)) {
            Ok(packet) => Ok(Segment {
                fragments: &self.defragmenter.sources,
                fragments_differ: self.defragmenter.differs,
                ..segment(frame, &packet)?
            }),
            // layers cannot tell a short header from a cut one
            Err(Skip::CutHeader) if cut == 0 => Err(Skip::Malformed),
            Err(Skip::TooDeep) => {
                self.too_deep += 1;
                Err(Skip::TooDeep)
            }
            Err(skip) => Err(skip),
        }
    }

    /// The UDP datagram in `frame`, which holds no TCP segment.
    pub(crate) fn datagram<'a>(&self, frame: &Frame<'a>) -> Option<UdpDatagram<'a>> {
        let open = self.link.1.filter(|_| self.link.0 == frame.link)?;
        datagram(open, frame.data, self.nesting)
    }

    /// The ICMP error in `frame` about a TCP segment that did not arrive.
    pub(crate) fn unreachable(&self, frame: &Frame<'_>) -> Option<QuotedSegment> {
        let open = self.link.1.filter(|_| self.link.0 == frame.link)?;
        quoted(open, frame.data, self.nesting)
    }

    /// The limits that were reached, by name, with the number of times; those that were not are
    /// left out.
    pub fn limits_hit(&self) -> Vec<(&'static str, u64)> {
        let defragmenter = &self.defragmenter;
        let counts = [
            ("nesting", self.too_deep),
            ("fragment_datagrams", defragmenter.over_number),
            ("fragment_bytes", defragmenter.over_bytes),
        ];
        limits::hit(counts).collect()
    }

    /// What else is worth a word about the frames so far, by name: `fragment-overlap`, fragments
    /// that claimed bytes which another had already brought (the first one won; repeats do not
    /// count); `fragment-missing`, datagrams of which a fragment never came, those that still wait
    /// included. Zero is left out.
    pub fn notes(&self) -> Vec<(&'static str, u64)> {
        let defragmenter = &self.defragmenter;
        let counts = [
            ("fragment-overlap", defragmenter.overlaps),
            ("fragment-missing", defragmenter.incomplete()),
        ];
        counts.into_iter().filter(|&(_, times)| times > 0).collect()
    }
}

/// [`tcp::segment`] for the general way, where it need not be fast.
fn segment<'a>(frame: &Frame<'a>, packet: &IpPacket<'a>) -> Result<Segment<'a>, Skip> {
    tcp::segment(frame, packet)
}

/// Bytes that were on the wire after `bytes`, a layer of `frame`, but not captured.
#[inline]
fn cut_in(frame: &Frame<'_>, bytes: &[u8]) -> usize {
    let cut = (frame.wire_len as usize).saturating_sub(frame.data.len());
    if is_tail(bytes, frame.data) { cut } else { 0 }
}

/// True if `inner`, a part of `outer`, ends where that does.
#[inline]
fn is_tail(inner: &[u8], outer: &[u8]) -> bool {
    inner.as_ptr_range().end == outer.as_ptr_range().end
}

/// The walk through one frame.
struct FrameWalk<'f, 'a> {
    frame: &'f Frame<'a>,
    verify: bool,
    defragmenter: &'f mut Defragmenter,
    /// Room for joined datagrams; each takes one away.
    buffers: &'a mut [Vec<u8>],
    /// The bytes of the layer round the current one.
    within: &'a [u8],
    /// Bytes that followed `within` on the wire but were not captured.
    missing: usize,
}

impl<'a> FrameWalk<'_, 'a> {
    /// Follows layer after layer, at most `nesting` of them, to the IP packet that carries TCP.
    fn follow(&mut self, mut next: NextLayer<'a>, nesting: usize) -> Result<IpPacket<'a>, Skip> {
        for _ in 0..nesting {
            self.enter(next.bytes());
            next = match next {
                NextLayer::Ip(bytes) => {
                    let packet = self.packet(bytes)?;
                    if packet.protocol == ip_number::TCP {
                        return self.verified(packet);
                    }
                    self.within = packet.payload;
                    self.missing = packet.missing;
                    tunnel::in_ip(packet.protocol, packet.payload)?
                }
                other => open(other)?,
            };
        }
        Err(Skip::TooDeep)
    }

    /// Goes into the layer `bytes`. Nothing is missing of it where it ends before the layer round
    /// it does.
    fn enter(&mut self, bytes: &'a [u8]) {
        if !is_tail(bytes, self.within) {
            self.missing = 0;
        }
        self.within = bytes;
    }

    /// The IP packet in `bytes`, whole.
    fn packet(&mut self, bytes: &'a [u8]) -> Result<IpPacket<'a>, Skip> {
        let packet = ip::open(bytes, self.missing, self.verify)?;
        if packet.fragment.is_some() {
            self.join(packet)
        } else {
            Ok(packet)
        }
    }

    /// The datagram that the fragment `packet` completes.
    #[cold]
    fn join(&mut self, mut packet: IpPacket<'a>) -> Result<IpPacket<'a>, Skip> {
        let time: Time = self.frame.time;
        while packet.fragment.is_some() {
            let (buffer, rest) = std::mem::take(&mut self.buffers)
                .split_first_mut()
                .ok_or(Skip::TooDeep)?;
            self.buffers = rest;
            packet = self
                .defragmenter
                .join(&packet, time, buffer)?
                .without_extensions()?;
        }
        Ok(packet)
    }

    /// `packet`, unless the checksum of its segment is to be verified and wrong.
    fn verified(&self, packet: IpPacket<'a>) -> Result<IpPacket<'a>, Skip> {
        if self.verify && !tcp::checksum_ok(&packet) {
            Err(Skip::BadChecksum)
        } else {
            Ok(packet)
        }
    }
}

/// The innermost IP packet behind at most `nesting` layers of `bytes`, the first of which `open`
/// reads: one look, without memory. None of one in fragments.
pub(super) fn innermost(open: LayerReader, bytes: &[u8], nesting: usize) -> Option<IpPacket<'_>> {
    let mut next = open(bytes).ok()?;
    for _ in 0..nesting {
        let NextLayer::Ip(bytes) = next else {
            next = self::open(next).ok()?;
            continue;
        };
        let packet = ip::open(bytes, 0, false).ok()?;
        if packet.fragment.is_some() {
            return None;
        }
        match tunnel::in_ip(packet.protocol, packet.payload) {
            Ok(inner) => next = inner,
            Err(_) => return Some(packet),
        }
    }
    None
}

/// Opens any layer but IP.
pub(super) fn open(layer: NextLayer<'_>) -> Result<NextLayer<'_>, Skip> {
    match layer {
        NextLayer::Ip(_) => Ok(layer),
        NextLayer::EtherType(number, bytes) => tunnel::in_ether_type(number, bytes),
        NextLayer::Ethernet(bytes) => link::ethernet::open(bytes),
        NextLayer::Llc(bytes) => tunnel::llc::open(bytes),
        NextLayer::Ppp(bytes) => link::ppp::open(bytes),
        NextLayer::Mpls(bytes) => tunnel::mpls::open(bytes),
        NextLayer::Link(number, bytes) => {
            link::open(number).ok_or(Skip::UnsupportedLink(number))?(bytes)
        }
    }
}

#[cfg(test)]
mod tests;
