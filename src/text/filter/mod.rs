//! Filters that choose frames in other tools: display filters of Wireshark, and capture filters
//! (BPF).
//!
//! The number of a TCP stream differs from file to file, so connections go by the hosts and ports
//! at their ends. Where a capture holds several connections of the same hosts and ports, their
//! frames tell them apart ([`Span`]): the frames of one lie between its first and its last. Frames
//! are counted in the file that a filter is for.

mod ranges;

use std::fmt::Write as _;
use std::net::IpAddr;

use crate::model::{Connection, Session};

pub(crate) use ranges::{NumberRanges, frames};

/// A connection in a file: its ends, and its frames there where its hosts and ports do not tell it
/// from another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Span {
    hosts: [IpAddr; 2],
    ports: [u16; 2],
    frames: Option<(u64, u64)>,
}

impl Span {
    /// What stands of a connection between two frames of a file.
    pub(crate) fn new(connection: &Connection, frames: (u64, u64)) -> Self {
        let mut ends = [connection.listener, connection.opener];
        ends.sort_by_key(|end| (end.ip(), end.port()));
        Span {
            hosts: ends.map(|end| end.ip()),
            ports: ends.map(|end| end.port()),
            frames: connection.shares_ports.then_some(frames),
        }
    }
}

/// Bytes that a filter has room for from the beginning.
const DISPLAY_FILTER: usize = 256;

/// Connections of a session that are named in one filter; `ftpscope filter` names more.
const CONNECTIONS: usize = 64;

/// The display filter of a session, in the numbers of the capture as a whole; `None` where it would
/// be too long.
pub(crate) fn of_session(session: &Session) -> Option<String> {
    if session.connections.len() > CONNECTIONS {
        return None;
    }
    let connections = session
        .connections
        .iter()
        .filter_map(|&id| session.connection(id));
    let spans: Vec<Span> = connections
        .map(|c| Span::new(c, (c.first.frame, c.last.frame)))
        .collect();
    Some(display_filter(&spans))
}

/// Spans in order, each once; those of the same hosts are together.
fn sorted(spans: &[Span]) -> Vec<Span> {
    let mut sorted = spans.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    sorted
}

/// The spans of each pair of hosts.
fn by_hosts(sorted: &[Span]) -> impl Iterator<Item = &[Span]> {
    sorted.chunk_by(|one, other| one.hosts == other.hosts)
}

/// `ip.addr == 10.0.0.1 && ip.addr == 10.0.0.2 && tcp.port == 21 && tcp.port == 40000`. What only
/// quotes a segment, as an ICMP error does, has these fields too and is none of the connection.
pub(crate) fn display_filter(spans: &[Span]) -> String {
    let spans = sorted(spans);
    if spans.is_empty() {
        return String::new();
    }
    let mut text = String::with_capacity(DISPLAY_FILTER);
    let several = by_hosts(&spans).nth(1).is_some();
    text.push_str(if several { "(" } else { "" });
    for (place, group) in by_hosts(&spans).enumerate() {
        text.push_str(if place > 0 { " || " } else { "" });
        push_display_group(&mut text, group);
    }
    text.push_str(if several { ")" } else { "" });
    text.push_str(" && !icmp && !icmpv6");
    text
}

/// What is true of the spans between two hosts.
fn push_display_group(text: &mut String, group: &[Span]) {
    text.push('(');
    push_display_hosts(text, group[0].hosts);
    text.push_str(" && ");
    if let [span] = group {
        push_display_ports(text, *span);
    } else {
        for (place, span) in group.iter().enumerate() {
            text.push_str(if place == 0 { "((" } else { ") || (" });
            push_display_ports(text, *span);
        }
        text.push_str("))");
    }
    text.push(')');
}

fn push_display_hosts(text: &mut String, [one, other]: [IpAddr; 2]) {
    let field = if one.is_ipv4() {
        "ip.addr == "
    } else {
        "ipv6.addr == "
    };
    text.push_str(field);
    push_address(text, one);
    if one != other {
        text.push_str(" && ");
        text.push_str(field);
        push_address(text, other);
    }
}

/// The document has an address of each host in the filter of every session, and the formatter of
/// the standard library takes ten times as long.
fn push_address(text: &mut String, ip: IpAddr) {
    let IpAddr::V4(v4) = ip else {
        let _ = write!(text, "{ip}");
        return;
    };
    for (place, octet) in v4.octets().into_iter().enumerate() {
        text.push_str(if place > 0 { "." } else { "" });
        text.push_str(itoa::Buffer::new().format(octet));
    }
}

fn push_display_ports(text: &mut String, span: Span) {
    let [one, other] = span.ports;
    text.push_str("tcp.port == ");
    text.push_str(itoa::Buffer::new().format(one));
    text.push_str(" && tcp.port == ");
    text.push_str(itoa::Buffer::new().format(other));
    if let Some((first, last)) = span.frames {
        let _ = write!(
            text,
            " && frame.number >= {first} && frame.number <= {last}"
        );
    }
}

/// The same for libpcap, which knows no frames. Where links are `tagged` it holds what comes in
/// VLANs too, whose tag moves all that follows; on other links libpcap refuses the word.
pub(crate) fn capture_filter(spans: &[Span], tagged: bool) -> String {
    let spans = sorted(spans);
    let groups: Vec<String> = by_hosts(&spans)
        .map(|group| {
            let [one, other] = group[0].hosts;
            let mut ports: Vec<String> = group
                .iter()
                .map(|span| format!("(port {} and port {})", span.ports[0], span.ports[1]))
                .collect();
            ports.dedup();
            format!("(host {one} and host {other} and ({}))", ports.join(" or "))
        })
        .collect();
    if groups.is_empty() {
        return String::new();
    }
    let plain = format!("tcp and ({})", groups.join(" or "));
    if tagged {
        // each `vlan` looks one tag further than the one before
        format!("({plain}) or (vlan and {plain}) or (vlan and {plain})")
    } else {
        plain
    }
}
