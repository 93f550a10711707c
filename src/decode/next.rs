//! What a layer answers, and the few ways in which layers read bytes.
//!
//! A read beyond the end is always [`Skip::CutHeader`]: a layer sees only the bytes, not the frame.
//! The decoder, which knows whether the snap length cut the frame, calls it [`Skip::Malformed`]
//! where it did not.

use super::Skip;
use crate::capture::LinkType;

/// What the bytes after a layer's header are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NextLayer<'a> {
    /// An IP packet of either version, told by its first four bits.
    Ip(&'a [u8]),
    /// What the `EtherType` says.
    EtherType(u16, &'a [u8]),
    /// An Ethernet frame, from its destination address.
    Ethernet(&'a [u8]),
    /// IEEE 802.2 logical link control.
    Llc(&'a [u8]),
    /// PPP, from its address field (which may be left out) or protocol field.
    Ppp(&'a [u8]),
    /// An MPLS label stack.
    Mpls(&'a [u8]),
    /// A frame of another link type, where a capture header wraps it.
    Link(LinkType, &'a [u8]),
}

/// A layer: from its first byte to what comes after its header.
pub(super) type LayerReader = for<'a> fn(&'a [u8]) -> Result<NextLayer<'a>, Skip>;

impl<'a> NextLayer<'a> {
    /// What follows an Ethernet type/length field (IEEE 802.3 clause 3.2.6): up to 1500 it is the
    /// length of an LLC frame, which ends before the padding; from 0x0600 an `EtherType`.
    #[inline]
    pub(super) fn typed(field: u16, rest: &'a [u8]) -> Result<NextLayer<'a>, Skip> {
        match field {
            0x0800 | 0x86dd => Ok(NextLayer::Ip(rest)),
            0x0600.. => Ok(NextLayer::EtherType(field, rest)),
            0..=1500 => Ok(NextLayer::Llc(trim(rest, field.into()))),
            _ => Err(Skip::NotIp),
        }
    }

    /// The bytes.
    #[inline]
    pub(super) fn bytes(self) -> &'a [u8] {
        match self {
            NextLayer::Ip(bytes)
            | NextLayer::EtherType(_, bytes)
            | NextLayer::Ethernet(bytes)
            | NextLayer::Llc(bytes)
            | NextLayer::Ppp(bytes)
            | NextLayer::Mpls(bytes)
            | NextLayer::Link(_, bytes) => bytes,
        }
    }
}

/// All but the first `n` bytes.
#[inline]
pub(super) fn after(bytes: &[u8], n: usize) -> Result<&[u8], Skip> {
    bytes.get(n..).ok_or(Skip::CutHeader)
}

/// The byte at `at`.
#[inline]
pub(super) fn byte(bytes: &[u8], at: usize) -> Result<u8, Skip> {
    bytes.get(at).copied().ok_or(Skip::CutHeader)
}

/// The two bytes at `at`, in network order.
#[inline]
pub(super) fn be16(bytes: &[u8], at: usize) -> Result<u16, Skip> {
    array(bytes, at).map(u16::from_be_bytes)
}

/// The `N` bytes at `at`.
#[inline]
pub(super) fn array<const N: usize>(bytes: &[u8], at: usize) -> Result<[u8; N], Skip> {
    let found = bytes.get(at..).and_then(<[u8]>::first_chunk);
    found.copied().ok_or(Skip::CutHeader)
}

/// The first `len` bytes, or all of them where fewer were captured.
#[inline]
pub(super) fn trim(bytes: &[u8], len: usize) -> &[u8] {
    &bytes[..len.min(bytes.len())]
}
