//! Frame → TCP [`Segment`], or the reason ([`Skip`]) why the frame holds none.
//!
//! - [`Decoder`] walks the layers of a frame: its link type, then tags and tunnels, then the
//!   innermost IP and TCP.
//! - `link/` has one file per link type and the `LINKS` table; `tunnel/` one file per tag or tunnel
//!   and its tables. Each answers one question, what the bytes after its header are (`Next`), and
//!   knows nothing of the others.
//! - `layers` says where in a frame each layer stands, for people who look at its bytes.
//! - `ip` and `tcp` read the two headers that every segment has; `fragment` joins datagrams that
//!   came in pieces.
//!
//! Nothing here trusts a length: a header that the snap length cut, a length field that lies and a
//! thousand nested tunnels all end as a [`Skip`].
mod checksum;
mod datagram;
mod decoder;
mod encapsulation;
#[cfg(feature = "report")]
mod fix_checksums;
mod fragment;
mod ip;
mod layers;
mod link;
mod next;
mod options;
mod segment;
mod skip;
mod tcp;
#[cfg(test)]
mod testing;
mod tunnel;
mod unreachable;

pub(crate) use datagram::UdpDatagram;
pub use decoder::{DecodeOptions, Decoder};
pub use encapsulation::encapsulation;
#[cfg(feature = "report")]
pub use fix_checksums::{fix_checksums, fix_segment_checksum};
pub use layers::{FrameLayer, LayerKind, layers, place, protocol_name};
pub use link::{LinkHeader, link_header, link_name, supported};
pub(crate) use options::{TcpOption, TcpOptions};
pub use segment::{Checksum, Flags, Segment};
pub use skip::Skip;
pub use tunnel::tunnels;
pub(crate) use unreachable::QuotedSegment;
