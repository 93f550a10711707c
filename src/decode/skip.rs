//! Why a frame gave no segment.

use crate::capture::LinkType;

/// Why a frame gave no segment. None of these is an error: frames are skipped, counted by
/// [`Skip::reason`] and the reading goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Skip {
    /// The innermost packet is not IP: ARP, spanning tree, a control frame of the link.
    NotIp,
    /// The innermost IP packet carries no TCP; an ICMP error that quotes a TCP header is one of
    /// these.
    NotTcp,
    /// Nothing here reads this link type; see [`supported`](super::supported).
    UnsupportedLink(LinkType),
    /// A fragment of a datagram that is not yet whole, or repeats one that was.
    Fragment,
    /// A header contradicts itself or does not fit in the frame.
    Malformed,
    /// More layers in one frame than [`Limits::nesting`](crate::limits::Limits::nesting).
    TooDeep,
    /// A checksum was to be verified and is wrong.
    BadChecksum,
    /// The snap length cut the frame inside a header that is needed.
    CutHeader,
    /// Encrypted below TCP (IEEE 802.11 protected frames, `MACsec`).
    Encrypted,
}

impl Skip {
    /// The stable key under which such frames are counted in outputs.
    pub fn reason(self) -> &'static str {
        match self {
            Skip::NotIp => "not-ip",
            Skip::NotTcp => "not-tcp",
            Skip::UnsupportedLink(_) => "unsupported-link",
            Skip::Fragment => "fragment",
            Skip::Malformed => "malformed",
            Skip::TooDeep => "too-deep",
            Skip::BadChecksum => "bad-checksum",
            Skip::CutHeader => "cut-header",
            Skip::Encrypted => "encrypted",
        }
    }
}
