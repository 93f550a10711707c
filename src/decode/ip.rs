//! IPv4 (RFC 791) and IPv6 (RFC 8200) with its extension headers.
//!
//! etherparse slices the headers. The lengths are worked out here, because the question is not only
//! what was captured but what was on the wire: the gap that the snap length left in a TCP stream
//! has a size.

use std::net::{IpAddr, SocketAddr};

use etherparse::err::ip_auth::HeaderSliceError as AuthError;
use etherparse::{
    IpAuthHeaderSlice, IpNumber, Ipv4HeaderSlice, Ipv6FragmentHeaderSlice, Ipv6HeaderSlice,
    Ipv6RawExtHeaderSlice, ip_number,
};

use super::next::trim;
use super::{Skip, checksum};

/// The IP header of a packet; the addresses are read from it where they are needed.
#[derive(Clone, Copy, Debug)]
pub(super) enum IpHeader<'a> {
    V4(Ipv4HeaderSlice<'a>),
    V6(Ipv6HeaderSlice<'a>),
}

/// An IP packet and its payload. Small, because one is made for every frame.
#[derive(Clone, Copy, Debug)]
pub(super) struct IpPacket<'a> {
    /// The header, without extensions.
    pub(super) header: IpHeader<'a>,
    /// What was captured of the payload, without link padding.
    pub(super) payload: &'a [u8],
    /// Bytes of the payload that were on the wire but not captured; they follow `payload`.
    pub(super) missing: usize,
    /// What the payload is; after all extension headers, unless `fragment` is set.
    pub(super) protocol: IpNumber,
    /// Set where the payload is a piece of a larger one.
    pub(super) fragment: Option<Fragment>,
    /// The destination is not yet the last one (routing header): a TCP checksum cannot be verified.
    pub(super) routed: bool,
}

/// Where the payload of a fragment belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fragment {
    /// Identification of the datagram.
    pub(super) id: u32,
    /// First byte, in bytes from the beginning of the datagram's payload.
    pub(super) offset: u16,
    /// More fragments follow it.
    pub(super) more: bool,
}

/// Reads the header at the beginning of `bytes`, after which `missing` bytes were on the wire but
/// not captured, and steps over extension headers. `verify` refuses an IPv4 header whose checksum
/// is wrong.
pub(super) fn open(bytes: &[u8], missing: usize, verify: bool) -> Result<IpPacket<'_>, Skip> {
    let packet = header(bytes, missing)?;
    match packet.header {
        IpHeader::V4(header) if verify && !checksum::ipv4_header_ok(header.slice()) => {
            Err(Skip::BadChecksum)
        }
        _ if packet.fragment.is_some() || packet.protocol == ip_number::TCP => Ok(packet),
        _ => packet.without_extensions(),
    }
}

/// Reads the header at the beginning of `bytes` and nothing after it. The two versions meet in a
/// few scalars, so that the packet is put together once and in registers.
#[inline]
pub(super) fn header(bytes: &[u8], missing: usize) -> Result<IpPacket<'_>, Skip> {
    let (header, header_len, total, protocol, fragment) =
        match bytes.first().ok_or(Skip::CutHeader)? >> 4 {
            4 => {
                let header = v4(bytes)?;
                let fragment = if header.is_fragmenting_payload() {
                    Some(v4_fragment(header))
                } else {
                    None
                };
                (
                    IpHeader::V4(header),
                    header.slice().len(),
                    usize::from(header.total_len()),
                    header.protocol(),
                    fragment,
                )
            }
            6 => {
                let header = v6(bytes)?;
                let total = match usize::from(header.payload_length()) {
                    0 => 0,
                    length => 40 + length,
                };
                (IpHeader::V6(header), 40, total, header.next_header(), None)
            }
            _ => return Err(Skip::NotIp),
        };
    // zero: the card was to cut the packet and fill the length in (TSO), or an IPv6 jumbogram (RFC
    // 2675), as which Linux shows its largest super-packets
    let total = if total == 0 {
        bytes.len() + missing
    } else {
        total
    };
    // what is beyond is padding or a trailer, and a length that reaches beyond the wire is not
    // believed
    let kept = trim(bytes, total);
    let missing = (total - kept.len()).min(missing);
    let payload = kept.get(header_len..).ok_or(Skip::Malformed)?;
    Ok(IpPacket {
        header,
        payload,
        missing,
        protocol,
        fragment,
        routed: false,
    })
}

impl IpHeader<'_> {
    /// Source and destination address.
    pub(super) fn addresses(self) -> (IpAddr, IpAddr) {
        match self {
            IpHeader::V4(header) => (
                header.source_addr().into(),
                header.destination_addr().into(),
            ),
            IpHeader::V6(header) => (
                header.source_addr().into(),
                header.destination_addr().into(),
            ),
        }
    }

    /// The same with ports.
    #[inline]
    pub(super) fn endpoints(self, src: u16, dst: u16) -> (SocketAddr, SocketAddr) {
        match self {
            IpHeader::V4(header) => (
                (header.source_addr(), src).into(),
                (header.destination_addr(), dst).into(),
            ),
            IpHeader::V6(header) => (
                (header.source_addr(), src).into(),
                (header.destination_addr(), dst).into(),
            ),
        }
    }

    /// Identification; 0 in IPv6, where only fragments have one.
    #[inline]
    pub(super) fn identification(self) -> u16 {
        match self {
            IpHeader::V4(header) => header.identification(),
            IpHeader::V6(_) => 0,
        }
    }

    /// Bytes of it, extension headers of IPv6 left out.
    #[inline]
    pub(super) fn len(self) -> u8 {
        match self {
            IpHeader::V4(header) => header.ihl() * 4,
            IpHeader::V6(_) => 40,
        }
    }

    /// TTL or hop limit.
    #[inline]
    pub(super) fn hop_limit(self) -> u8 {
        match self {
            IpHeader::V4(header) => header.ttl(),
            IpHeader::V6(header) => header.hop_limit(),
        }
    }
}

impl IpPacket<'_> {
    /// Steps over extension headers as far as the payload that TCP or a tunnel may be, or a
    /// fragment. IPv4 knows one, the authentication header. Every header takes eight bytes at
    /// least, so the packet's length bounds the walk.
    #[cold]
    pub(super) fn without_extensions(mut self) -> Result<Self, Skip> {
        loop {
            match self.protocol {
                ip_number::AUTH => {
                    let header =
                        IpAuthHeaderSlice::from_slice(self.payload).map_err(
                            |error| match error {
                                AuthError::Len(_) => Skip::CutHeader,
                                AuthError::Content(_) => Skip::Malformed,
                            },
                        )?;
                    self.step(header.next_header(), header.slice().len());
                }
                _ if matches!(self.header, IpHeader::V4(_)) => return Ok(self),
                ip_number::IPV6_FRAG => {
                    let header = Ipv6FragmentHeaderSlice::from_slice(self.payload)
                        .map_err(|_| Skip::CutHeader)?;
                    self.step(header.next_header(), header.slice().len());
                    // RFC 6946: a fragment header on a whole packet means nothing
                    if header.is_fragmenting_payload() {
                        let offset = header.fragment_offset().byte_offset();
                        self.fragment = Some(Fragment {
                            id: header.identification(),
                            offset,
                            more: header.more_fragments(),
                        });
                        return Ok(self);
                    }
                }
                protocol if Ipv6RawExtHeaderSlice::header_type_supported(protocol) => {
                    let header = Ipv6RawExtHeaderSlice::from_slice(self.payload)
                        .map_err(|_| Skip::CutHeader)?;
                    // RFC 8200 section 4.4: type and segments left stand after next header and
                    // length
                    self.routed |= protocol == ip_number::IPV6_ROUTE && header.slice()[3] != 0;
                    self.step(header.next_header(), header.slice().len());
                }
                _ => return Ok(self),
            }
        }
    }

    fn step(&mut self, protocol: IpNumber, header: usize) {
        self.protocol = protocol;
        self.payload = &self.payload[header..];
    }
}

/// etherparse's slice of an IPv4 header. The lengths are asked first, because its errors are large.
#[inline]
fn v4(bytes: &[u8]) -> Result<Ipv4HeaderSlice<'_>, Skip> {
    let header_len = usize::from(bytes[0] & 0xf) * 4;
    if header_len < 20 {
        return Err(Skip::Malformed);
    }
    if bytes.len() < header_len {
        return Err(Skip::CutHeader);
    }
    Ipv4HeaderSlice::from_slice(bytes).map_err(|_| Skip::Malformed)
}

#[cold]
fn v4_fragment(header: Ipv4HeaderSlice<'_>) -> Fragment {
    let offset = header.fragments_offset().byte_offset();
    Fragment {
        id: header.identification().into(),
        offset,
        more: header.more_fragments(),
    }
}

/// etherparse's slice of an IPv6 header.
#[inline]
fn v6(bytes: &[u8]) -> Result<Ipv6HeaderSlice<'_>, Skip> {
    if bytes.len() < 40 {
        return Err(Skip::CutHeader);
    }
    Ipv6HeaderSlice::from_slice(bytes).map_err(|_| Skip::Malformed)
}

#[cfg(test)]
mod tests {
    use etherparse::{IpFragOffset, Ipv6FragmentHeader};

    use super::*;
    use crate::decode::testing::{ipv4_tcp, ipv6_tcp};

    #[test]
    fn padding_is_no_payload() {
        let mut bytes = ipv4_tcp(b"x");
        bytes.extend([0; 6]);
        assert_eq!(open(&bytes, 4, false).unwrap().payload.len(), 21);
        assert_eq!(open(&bytes, 4, false).unwrap().missing, 0);
        let mut bytes = ipv6_tcp(b"x");
        bytes.extend([0; 6]);
        assert_eq!(open(&bytes, 0, false).unwrap().payload.len(), 21);
    }

    #[test]
    fn what_the_snap_length_cut_is_missing_and_what_never_was_on_the_wire_is_not() {
        let bytes = ipv4_tcp(&[7; 100]);
        assert_eq!(open(&bytes[..60], 80, false).unwrap().missing, 80);
        assert_eq!(open(&bytes[..60], 84, false).unwrap().missing, 80);
        assert_eq!(open(&bytes[..60], 0, false).unwrap().missing, 0);
    }

    #[test]
    fn a_total_length_of_zero_means_all_there_is() {
        let mut bytes = ipv4_tcp(&[7; 100]);
        bytes[2..4].fill(0);
        let packet = open(&bytes, 50, false).unwrap();
        assert_eq!((packet.payload.len(), packet.missing), (120, 50));
    }

    #[test]
    fn lengths_that_contradict_are_malformed() {
        let mut bytes = ipv4_tcp(b"");
        bytes[3] = 19;
        assert_eq!(open(&bytes, 0, false).unwrap_err(), Skip::Malformed);
        bytes[0] = 0x44;
        assert_eq!(open(&bytes, 0, false).unwrap_err(), Skip::Malformed);
        assert_eq!(open(&[0x45; 19], 0, false).unwrap_err(), Skip::CutHeader);
        assert_eq!(open(&[0x60; 39], 0, false).unwrap_err(), Skip::CutHeader);
        assert_eq!(open(&[0x10; 40], 0, false).unwrap_err(), Skip::NotIp);
        assert_eq!(open(&[], 0, false).unwrap_err(), Skip::CutHeader);
    }

    /// `bytes` with `headers` put in after the IPv6 header.
    fn with_headers(mut bytes: Vec<u8>, first: u8, headers: &[u8]) -> Vec<u8> {
        bytes[6] = first;
        let length = u16::from_be_bytes([bytes[4], bytes[5]]) + headers.len() as u16;
        bytes[4..6].copy_from_slice(&length.to_be_bytes());
        bytes.splice(40..40, headers.iter().copied());
        bytes
    }

    #[test]
    fn ipv6_extension_headers_are_stepped_over() {
        let mut headers = vec![43, 0, 1, 4, 0, 0, 0, 0]; // hop by hop
        headers.extend([51, 0, 0, 2, 0, 0, 0, 0]); // routing, two segments left
        headers.extend([60, 2, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0]); // authentication
        headers.extend([44, 0, 1, 4, 0, 0, 0, 0]); // destination options
        headers.extend([6, 0, 0, 0, 0, 0, 0, 9]); // atomic fragment
        let bytes = with_headers(ipv6_tcp(b"data"), 0, &headers);
        let packet = open(&bytes, 0, false).unwrap();
        assert_eq!(
            (packet.protocol, packet.payload.len()),
            (ip_number::TCP, 24)
        );
        assert!(packet.routed && packet.fragment.is_none());
    }

    #[test]
    fn nothing_is_read_beyond_an_ipv6_fragment_header() {
        let offset = IpFragOffset::try_new(2).unwrap();
        let header =
            Ipv6FragmentHeader::new(ip_number::IPV6_DEST_OPTIONS, offset, true, 77).to_bytes();
        let bytes = with_headers(ipv6_tcp(b"data"), 44, &header);
        let packet = open(&bytes, 0, false).unwrap();
        assert_eq!(
            packet.fragment,
            Some(Fragment {
                id: 77,
                offset: 16,
                more: true
            })
        );
        assert_eq!(
            (packet.protocol, packet.payload.len()),
            (ip_number::IPV6_DEST_OPTIONS, 24)
        );
    }

    #[test]
    fn an_ipv4_authentication_header_is_stepped_over() {
        let mut bytes = ipv4_tcp(b"data");
        bytes[9] = 51;
        bytes[3] += 12;
        bytes.splice(20..20, [6, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1]);
        let packet = open(&bytes, 0, false).unwrap();
        assert_eq!(
            (packet.protocol, packet.payload.len()),
            (ip_number::TCP, 24)
        );
    }
}
