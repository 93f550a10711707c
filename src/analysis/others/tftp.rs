//! TFTP (RFC 1350), by its first datagrams. A request goes to port 69 and names a file; what
//! follows goes between two new ports. Where the request is not in the capture, a first block of
//! data, or the options that a server takes (OACK, RFC 2347), count once the other side has
//! answered them in kind: four bytes that two strangers exchange by chance are no protocol.

use std::collections::{HashMap, HashSet};
use std::net::SocketAddr;

use foldhash::fast::RandomState;

use crate::decode::UdpDatagram;
use crate::tcp::ConnectionKey;

/// Where requests go.
const PORT: u16 = 69;
/// Longest name of a file in a request, in bytes.
const NAME: usize = 512;

/// A datagram that may be of TFTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TftpPacket {
    /// RRQ or WRQ.
    Request,
    /// DATA, the first block.
    FirstData,
    /// ACK of the request, or of the first block.
    Ack(u16),
    /// OACK.
    Options,
}

impl TftpPacket {
    /// What a datagram would be.
    pub(super) fn of(datagram: &UdpDatagram) -> Option<Self> {
        match datagram.payload {
            [0, 1 | 2, rest @ ..] if datagram.dst.port() == PORT && is_request(rest) => {
                Some(TftpPacket::Request)
            }
            [0, 3, 0, 1, ..] => Some(TftpPacket::FirstData),
            [0, 4, 0, block @ (0 | 1)] => Some(TftpPacket::Ack(u16::from(*block))),
            [0, 6, option, .., 0] if option.is_ascii_alphabetic() => Some(TftpPacket::Options),
            _ => None,
        }
    }
}

/// `name\0octet\0`, and options behind it.
fn is_request(bytes: &[u8]) -> bool {
    let mut texts = bytes.split(|&byte| byte == 0);
    let (name, mode) = (
        texts.next().unwrap_or_default(),
        texts.next().unwrap_or_default(),
    );
    let is_name = !name.is_empty() && name.len() <= NAME && !name.iter().any(u8::is_ascii_control);
    let modes: [&[u8]; 3] = [b"octet", b"netascii", b"mail"];
    is_name && texts.next().is_some() && modes.iter().any(|known| mode.eq_ignore_ascii_case(known))
}

/// Two ends that exchange datagrams.
#[derive(Clone, Copy, Debug)]
struct Exchange {
    /// Who sent the first of them.
    from: SocketAddr,
    first: TftpPacket,
    /// The other side answered in kind.
    is_answered: bool,
}

/// What was seen of TFTP.
#[derive(Debug, Default)]
pub(super) struct Datagrams {
    exchanges: HashMap<ConnectionKey, Exchange, RandomState>,
    /// Clients whose request was seen: what goes to them and comes from them belongs to it.
    clients: HashSet<SocketAddr, RandomState>,
}

impl Datagrams {
    pub(super) fn len(&self) -> usize {
        self.exchanges.len()
    }

    /// True where a datagram belongs to what was seen before.
    pub(super) fn knows(&self, datagram: &UdpDatagram) -> bool {
        let key = ConnectionKey::new(datagram.src, datagram.dst);
        self.exchanges.contains_key(&key)
            || self.clients.contains(&datagram.src)
            || self.clients.contains(&datagram.dst)
    }

    pub(super) fn take(&mut self, datagram: &UdpDatagram, packet: TftpPacket) {
        let &UdpDatagram { src, dst, .. } = datagram;
        if packet == TftpPacket::Request {
            self.clients.insert(src);
        } else if self.clients.contains(&src) || self.clients.contains(&dst) {
            return;
        }
        let key = ConnectionKey::new(src, dst);
        let known = self.exchanges.entry(key).or_insert(Exchange {
            from: src,
            first: packet,
            is_answered: packet == TftpPacket::Request,
        });
        if known.from != src {
            known.is_answered |= matches!(
                (known.first, packet),
                (TftpPacket::FirstData, TftpPacket::Ack(1))
                    | (
                        TftpPacket::Options,
                        TftpPacket::Ack(0) | TftpPacket::FirstData
                    )
                    | (TftpPacket::Ack(0), TftpPacket::FirstData)
            );
        }
    }

    /// Of each transfer, the port of the server as far as it is known.
    pub(super) fn ports(&self) -> impl Iterator<Item = u16> {
        let answered = self.exchanges.values().filter(|known| known.is_answered);
        answered.map(|known| match known.first {
            TftpPacket::Request => PORT,
            _ => known.from.port(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(datagrams: &[(u16, u16, &[u8])]) -> Vec<u16> {
        let mut all = Datagrams::default();
        for &(from, to, payload) in datagrams {
            let datagram = UdpDatagram {
                src: SocketAddr::from(([10, 0, 0, 1], from)),
                dst: SocketAddr::from(([10, 0, 0, 2], to)),
                payload,
            };
            let datagram = if from < to {
                UdpDatagram {
                    src: SocketAddr::from(([10, 0, 0, 2], from)),
                    dst: SocketAddr::from(([10, 0, 0, 1], to)),
                    ..datagram
                }
            } else {
                datagram
            };
            if let Some(packet) = TftpPacket::of(&datagram) {
                all.take(&datagram, packet);
            }
        }
        all.ports().collect()
    }

    #[test]
    fn a_request_counts_once_with_all_that_follows() {
        let request = b"\0\x01boot.img\0octet\0blksize\x001024\0";
        let all: [(u16, u16, &[u8]); 5] = [
            (50_000, 69, request),
            (50_000, 69, request),
            (3000, 50_000, b"\0\x06blksize\x001024\0"),
            (50_000, 3000, b"\0\x04\0\0"),
            (3000, 50_000, b"\0\x03\0\x01data"),
        ];
        assert_eq!(seen(&all), [69]);
    }

    #[test]
    fn without_its_request_it_counts_where_both_sides_speak_it() {
        let data: (u16, u16, &[u8]) = (3000, 50_000, b"\0\x03\0\x01data");
        assert!(seen(&[data]).is_empty());
        assert_eq!(seen(&[data, (50_000, 3000, b"\0\x04\0\x01")]), [3000]);
        assert!(seen(&[data, (50_000, 3000, b"\0\x04\0\0")]).is_empty());
        let options: (u16, u16, &[u8]) = (3000, 50_000, b"\0\x06tsize\x009\0");
        assert_eq!(seen(&[options, (50_000, 3000, b"\0\x04\0\0")]), [3000]);
    }

    #[test]
    fn what_only_goes_to_port_69_is_none() {
        for payload in [
            &b"\0\x01\0octet\0"[..],
            b"\0\x01a\0octe\0",
            b"\0\x01a\0octet",
            b"\0\x09a\0octet\0",
            b"",
            b"\0",
        ] {
            assert!(seen(&[(50_000, 69, payload)]).is_empty(), "{payload:?}");
        }
    }
}
