//! What is in a capture in which there is no FTP: the connections, each judged by the first bytes
//! that it carries, and counted by protocol and port of the responder. That is who received the
//! SYN; where the beginning is not captured, the lower port.

mod tftp;

use std::collections::{BTreeMap, HashMap};

use foldhash::fast::RandomState;

use crate::decode::{Flags, Segment, UdpDatagram};
use crate::limits::{self, Limits};
use crate::model::{OtherTraffic, Protocol};
use crate::tcp::ConnectionKey;

use tftp::{Datagrams, TftpPacket};

/// The limit, by its name.
pub(super) const LIMIT: &str = "other_connections";

/// Looks at every segment of a capture, and at the datagrams beside them.
#[derive(Debug)]
pub(super) struct Others {
    /// The responder's port, and the protocol once it showed.
    connections: HashMap<ConnectionKey, (u16, Option<Protocol>), RandomState>,
    datagrams: Datagrams,
    most: usize,
    /// Packets of connections that had no room.
    left_out: u64,
}

impl Others {
    pub(super) fn new(limits: &Limits) -> Self {
        Others {
            connections: HashMap::default(),
            datagrams: Datagrams::default(),
            most: limits.other_connections,
            left_out: 0,
        }
    }

    /// True where there is room for another connection, counted where there is none.
    fn has_room(&mut self) -> bool {
        let has_room = self.connections.len() + self.datagrams.len() < self.most;
        self.left_out += u64::from(!has_room);
        has_room
    }

    /// The limit that was reached, if it was.
    pub(super) fn limits_hit(&self) -> Option<(&'static str, u64)> {
        limits::hit([(LIMIT, self.left_out)]).next()
    }

    pub(super) fn datagram(&mut self, datagram: &UdpDatagram) {
        let Some(packet) = TftpPacket::of(datagram) else {
            return;
        };
        if self.datagrams.knows(datagram) || self.has_room() {
            self.datagrams.take(datagram, packet);
        }
    }

    pub(super) fn segment(&mut self, segment: &Segment) {
        let (src, dst) = (segment.src, segment.dst);
        let key = ConnectionKey::new(src, dst);
        if !self.connections.contains_key(&key) && !self.has_room() {
            return;
        }
        let port = match (segment.flags.any(Flags::SYN), segment.flags.any(Flags::ACK)) {
            (true, false) => dst.port(),
            (true, true) => src.port(),
            (false, _) => src.port().min(dst.port()),
        };
        let (_, protocol) = self.connections.entry(key).or_insert((port, None));
        if protocol.is_none() && !segment.payload.is_empty() {
            *protocol = Some(judged(segment.payload));
        }
    }

    /// What there is, the most of it first. A connection without a byte tells nothing.
    pub(super) fn finish(self) -> Vec<OtherTraffic> {
        let mut counts: BTreeMap<(Protocol, u16), u64> = BTreeMap::new();
        for (port, protocol) in self.connections.into_values() {
            if let Some(protocol) = protocol {
                *counts.entry((protocol, port)).or_default() += 1;
            }
        }
        for port in self.datagrams.ports() {
            *counts.entry((Protocol::Tftp, port)).or_default() += 1;
        }
        let mut others: Vec<OtherTraffic> = counts
            .into_iter()
            .map(|((protocol, port), connections)| OtherTraffic {
                protocol,
                port,
                connections,
            })
            .collect();
        others.sort_by_key(|other| std::cmp::Reverse(other.connections));
        others
    }
}

/// The protocol whose connections begin like that.
fn judged(payload: &[u8]) -> Protocol {
    let is_smb = matches!(payload.get(4..8), Some(b"\xffSMB" | b"\xfeSMB"));
    if begins(payload, &[b"SSH-"]) {
        Protocol::Ssh
    } else if begins(payload, &[b"\x16\x03"]) {
        Protocol::Tls
    } else if begins(
        payload,
        &[
            b"GET ",
            b"POST ",
            b"HEAD ",
            b"PUT ",
            b"CONNECT ",
            b"HTTP/",
            b"PRI * HTTP",
        ],
    ) {
        Protocol::Http
    } else if is_smb {
        Protocol::Smb
    } else if begins(payload, &[b"EHLO", b"HELO", b"+OK", b"* OK"]) || is_mail_greeting(payload) {
        Protocol::Mail
    } else if matches!(payload, [0xff, 0xfb..=0xfe, ..]) {
        Protocol::Telnet
    } else {
        Protocol::Unknown
    }
}

fn begins(payload: &[u8], words: &[&[u8]]) -> bool {
    words.iter().any(|word| payload.starts_with(word))
}

/// `220 mx.example ESMTP`
fn is_mail_greeting(payload: &[u8]) -> bool {
    payload.starts_with(b"220") && payload.windows(4).any(|word| word == b"SMTP")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_bytes_tell_the_protocol() {
        for (payload, protocol) in [
            (&b"SSH-2.0-OpenSSH_9.6\r\n"[..], Protocol::Ssh),
            (b"\x16\x03\x01\x02\x00", Protocol::Tls),
            (b"GET / HTTP/1.1\r\n", Protocol::Http),
            (b"\x00\x00\x00\x54\xfeSMB", Protocol::Smb),
            (b"220 mx.example ESMTP\r\n", Protocol::Mail),
            (b"\xff\xfd\x18", Protocol::Telnet),
            (b"220 ready\r\n", Protocol::Unknown),
            (b"\xff", Protocol::Unknown),
        ] {
            assert_eq!(judged(payload), protocol, "{payload:?}");
        }
    }
}
