//! The header of the PROXY protocol, with which a balancer tells a server who its client is
//! (<https://www.haproxy.org/download/3.0/doc/proxy-protocol.txt>, sections 2.1 and 2.2). It stands
//! before the first byte of a connection, control and data alike, is sent by who opens it, and is
//! not part of what is said.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use memchr::memmem;

/// Longest header of version 1, line end included (section 2.1).
const LONGEST_LINE: usize = 107;
const LINE: &[u8] = b"PROXY ";
/// What begins a header of version 2 (section 2.2).
const SIGNATURE: &[u8; 12] = b"\r\n\r\n\0\r\nQUIT\n";
/// Signature, version and command, family, length.
const FIXED: usize = 16;

/// What the beginning of a stream is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProxyParse {
    /// No header.
    None,
    /// It may be the beginning of one.
    Incomplete,
    /// A header.
    Header(ProxyHeader),
}

/// A header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProxyHeader {
    /// Its bytes.
    pub length: usize,
    /// Who opened the connection to the balancer; `None` where it does not say (`UNKNOWN`, LOCAL, a
    /// Unix socket).
    pub source: Option<SocketAddr>,
}

/// Looks for a header at the beginning of a stream.
pub fn parse_proxy_header(stream: &[u8]) -> ProxyParse {
    if begins_alike(stream, LINE) {
        line(stream)
    } else if begins_alike(stream, SIGNATURE) {
        binary(stream)
    } else {
        ProxyParse::None
    }
}

fn begins_alike(stream: &[u8], with: &[u8]) -> bool {
    let both = stream.len().min(with.len());
    stream[..both] == with[..both]
}

/// `PROXY TCP4 192.0.2.1 192.0.2.2 51000 21`
fn line(stream: &[u8]) -> ProxyParse {
    let head = &stream[..stream.len().min(LONGEST_LINE)];
    let Some(end) = memmem::find(head, b"\r\n") else {
        return if stream.len() < LONGEST_LINE {
            ProxyParse::Incomplete
        } else {
            ProxyParse::None
        };
    };
    let mut words = head[..end].split(|&byte| byte == b' ').skip(1);
    let source = match words.next() {
        Some(b"TCP4" | b"TCP6") => match line_source(words) {
            None => return ProxyParse::None,
            known => known,
        },
        Some(b"UNKNOWN") => None,
        _ => return ProxyParse::None,
    };
    ProxyParse::Header(ProxyHeader {
        length: end + 2,
        source,
    })
}

/// Source and destination, addresses first.
fn line_source<'a>(words: impl Iterator<Item = &'a [u8]>) -> Option<SocketAddr> {
    let mut words = words.map_while(|word| std::str::from_utf8(word).ok());
    let source: IpAddr = words.next()?.parse().ok()?;
    let _destination: IpAddr = words.next()?.parse().ok()?;
    let port: u16 = words.next()?.parse().ok()?;
    Some(SocketAddr::new(source, port))
}

fn binary(stream: &[u8]) -> ProxyParse {
    let Some(fixed) = stream.first_chunk::<FIXED>() else {
        return ProxyParse::Incomplete;
    };
    let [.., version_and_command, family, high, low] = *fixed;
    if version_and_command >> 4 != 2 {
        return ProxyParse::None;
    }
    let length = FIXED + usize::from(u16::from_be_bytes([high, low]));
    let Some(rest) = stream.get(FIXED..length) else {
        return ProxyParse::Incomplete;
    };
    let command = version_and_command & 0xf;
    let is_local = command == 0;
    let source = if is_local {
        None
    } else {
        binary_source(family, rest)
    };
    ProxyParse::Header(ProxyHeader { length, source })
}

/// Source address, destination address, source port, destination port.
fn binary_source(family: u8, rest: &[u8]) -> Option<SocketAddr> {
    let (ip, size) = match family >> 4 {
        1 => (IpAddr::from(Ipv4Addr::from(*rest.first_chunk()?)), 4),
        2 => (IpAddr::from(Ipv6Addr::from(*rest.first_chunk()?)), 16),
        _ => return None,
    };
    let port = rest.get(2 * size..)?.first_chunk()?;
    Some(SocketAddr::new(ip, u16::from_be_bytes(*port)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn header(stream: &[u8]) -> Option<(usize, String)> {
        match parse_proxy_header(stream) {
            ProxyParse::Header(ProxyHeader { length, source }) => Some((
                length,
                source.map_or("-".into(), |source| source.to_string()),
            )),
            ProxyParse::None | ProxyParse::Incomplete => None,
        }
    }

    fn version_2(command: u8, family: u8, rest: &[u8]) -> Vec<u8> {
        let mut stream = SIGNATURE.to_vec();
        stream.extend([0x20 | command, family, 0, rest.len() as u8]);
        stream.extend(rest);
        stream
    }

    #[test]
    fn reads_lines() {
        let four = b"PROXY TCP4 192.0.2.10 198.51.100.21 51001 21\r\nUSER lab\r\n";
        assert_eq!(header(four), Some((46, "192.0.2.10:51001".into())));
        let six = b"PROXY TCP6 2001:db8::5 2001:db8::21 51001 21\r\n";
        assert_eq!(header(six), Some((46, "[2001:db8::5]:51001".into())));
        assert_eq!(header(b"PROXY UNKNOWN\r\n220"), Some((15, "-".into())));
    }

    #[test]
    fn reads_version_2() {
        let addresses = [192, 0, 2, 10, 198, 51, 100, 21, 0xc7, 0x39, 0, 21];
        assert_eq!(
            header(&version_2(1, 0x11, &addresses)),
            Some((28, "192.0.2.10:51001".into()))
        );
        assert_eq!(header(&version_2(0, 0, &[])), Some((16, "-".into())));
        let mut six = [0; 36 + 3];
        six[15] = 1;
        six[33] = 7;
        assert_eq!(
            header(&version_2(1, 0x21, &six)),
            Some((55, "[::1]:7".into()))
        );
    }

    #[test]
    fn waits_for_all_of_it_and_for_nothing_else() {
        let whole = version_2(1, 0x11, &[0; 12]);
        for part in 0..whole.len() {
            assert_eq!(parse_proxy_header(&whole[..part]), ProxyParse::Incomplete);
        }
        assert_eq!(parse_proxy_header(b"PRO"), ProxyParse::Incomplete);
        for other in [
            &b"PASS x\r\n"[..],
            b"USER",
            b"PROXY\r\n",
            b"PROXY TCP4 x\r\n",
            b"\r\n\r\nUSER",
        ] {
            assert_eq!(parse_proxy_header(other), ProxyParse::None);
        }
        assert_eq!(
            parse_proxy_header(&[b"PROXY ", &[b'x'; 200][..]].concat()),
            ProxyParse::None
        );
    }

    proptest! {
        #[test]
        fn no_bytes_cause_a_panic(rest in prop::collection::vec(any::<u8>(), 0..60)) {
            for stream in [[SIGNATURE, rest.as_slice()].concat(), [LINE, &rest].concat(), rest] {
                let _ = parse_proxy_header(&stream);
            }
        }
    }
}
