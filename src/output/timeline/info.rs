//! The columns of tshark: Protocol and Info, in its wording.

use std::fmt::Write as _;

use crate::decode::Flags;
use crate::record::{DataLabel, Layer, Method, Row, TlsRow, TlsVersion};
use crate::tcp::{Label, RowFacts};

/// The Protocol column.
pub(super) fn protocol(row: &Row) -> &'static str {
    match &row.layer {
        Layer::Tcp => "TCP",
        Layer::Control { .. } => "FTP",
        // A segment that ends no record is plain TCP to Wireshark.
        Layer::Tls(tls) if tls.records.is_empty() => "TCP",
        Layer::Tls(tls) => tls.version.map_or("TLS", TlsVersion::name),
        Layer::Data(_) => "FTP-DATA",
    }
}

/// The Info column.
pub(super) fn info(row: &Row) -> String {
    let mut text = labels(&row.facts);
    match &row.layer {
        Layer::Tcp => push_tcp(&mut text, row),
        Layer::Tls(tls) => push_tls(&mut text, tls, row),
        Layer::Control { from_client, payload } => {
            text.push_str(if *from_client { "Request: " } else { "Response: " });
            push_first_line(&mut text, payload);
        }
        Layer::Data(label) => push_data(&mut text, label, row.segment.payload.len()),
    }
    text
}

/// `[TCP ...] ` for every label; the one that is applied last stands first.
fn labels(facts: &RowFacts) -> String {
    let mut text = String::new();
    for label in Label::ALL.into_iter().rev().filter(|&l| facts.has(l)) {
        let name = match label {
            Label::PortsReused => "Port numbers reused",
            Label::Retransmission => "Retransmission",
            Label::FastRetransmission => "Fast Retransmission",
            Label::SpuriousRetransmission => "Spurious Retransmission",
            Label::OutOfOrder => "Out-Of-Order",
            Label::PreviousNotCaptured => "Previous segment not captured",
            Label::AckedUnseen => "ACKed unseen segment",
            Label::WindowUpdate => "Window Update",
            Label::WindowFull => "Window Full",
            Label::KeepAlive => "Keep-Alive",
            Label::KeepAliveAck => "Keep-Alive ACK",
            Label::ZeroWindowProbe => "ZeroWindowProbe",
            Label::ZeroWindow => "ZeroWindow",
            Label::ZeroWindowProbeAck => "ZeroWindowProbeAck",
            Label::DuplicateAck => {
                let (frame, count) = facts.duplicate_of.unwrap_or_default();
                let _ = write!(text, "[TCP Dup ACK {frame}#{count}] ");
                continue;
            }
        };
        let _ = write!(text, "[TCP {name}] ");
    }
    text
}

/// `50258 → 21 [SYN] Seq=0 Win=8192 Len=0 MSS=65495 ...`
fn push_tcp(text: &mut String, row: &Row) {
    let (segment, facts) = (row.segment, &row.facts);
    let _ = write!(text, "{} → {} [", segment.src.port(), segment.dst.port());
    push_flags(text, segment.flags);
    let _ = write!(text, "] Seq={}", facts.seq);
    if segment.flags.ack() {
        let _ = write!(text, " Ack={}", facts.ack);
    }
    let _ = write!(text, " Win={}", facts.window);
    if segment.flags.urg() {
        let _ = write!(text, " Urg={}", segment.urgent);
    }
    let _ = write!(text, " Len={}", segment.len());
    push_options(text, segment.options, facts.sack_base);
}

fn push_flags(text: &mut String, flags: Flags) {
    const NAMES: [(u16, &str); 12] = [
        (0x001, "FIN"),
        (0x002, "SYN"),
        (0x004, "RST"),
        (0x008, "PSH"),
        (0x010, "ACK"),
        (0x020, "URG"),
        (0x040, "ECE"),
        (0x080, "CWR"),
        (0x100, "AE"),
        (0x200, "Reserved"),
        (0x400, "Reserved"),
        (0x800, "Reserved"),
    ];
    let mut names = NAMES.iter().filter(|(bit, _)| flags.any(*bit)).map(|(_, name)| *name).peekable();
    if names.peek().is_none() {
        text.push_str("<None>");
    }
    let mut first = true;
    for name in names {
        text.push_str(if std::mem::take(&mut first) { "" } else { ", " });
        text.push_str(name);
    }
}

/// The options that tshark names, in packet order (RFC 9293 section 3.1, RFC 7323, RFC 2018).
fn push_options(text: &mut String, mut options: &[u8], sack_base: u32) {
    while let [kind, rest @ ..] = options {
        if *kind == 0 {
            return;
        }
        if *kind == 1 {
            options = rest;
            continue;
        }
        let Some(&length) = rest.first() else { return };
        let Some(body) = options.get(2..usize::from(length)) else { return };
        push_option(text, *kind, body, sack_base);
        options = &options[usize::from(length)..];
    }
}

fn push_option(text: &mut String, kind: u8, body: &[u8], sack_base: u32) {
    let word = |at: usize| body.get(at..at + 4).map(|b| u32::from_be_bytes([b[0], b[1], b[2], b[3]]));
    let _ = match (kind, body) {
        (2, &[high, low]) => write!(text, " MSS={}", u16::from_be_bytes([high, low])),
        (3, &[shift]) => write!(text, " WS={}", 1_u64.checked_shl(u32::from(shift)).unwrap_or_default()),
        (4, []) => write!(text, " SACK_PERM"),
        (5, blocks) => blocks.chunks_exact(8).try_for_each(|block| {
            let edge = |at: usize| u32::from_be_bytes([block[at], block[at + 1], block[at + 2], block[at + 3]]);
            let relative = |at| edge(at).wrapping_sub(sack_base);
            write!(text, " SLE={} SRE={}", relative(0), relative(4))
        }),
        (8, _) => match (word(0), word(4)) {
            (Some(value), Some(echo)) => write!(text, " TSval={value} TSecr={echo}"),
            _ => Ok(()),
        },
        _ => Ok(()),
    };
}

/// Up to the first line end, as tshark formats it: controls as backslash escapes, what is no UTF-8 as replacement
/// characters. A blank alone, as it comes of typing by hand, is nothing.
fn push_first_line(text: &mut String, payload: &[u8]) {
    let end = payload.iter().position(|&b| b == b'\r' || b == b'\n').unwrap_or(payload.len());
    let line = &payload[..end];
    push_formatted(text, if line == b" " { b"" } else { line });
}

fn push_formatted(text: &mut String, bytes: &[u8]) {
    for character in String::from_utf8_lossy(bytes).chars() {
        match character {
            '\t' => text.push_str("\\t"),
            '\x07' => text.push_str("\\a"),
            '\x08' => text.push_str("\\b"),
            '\x0b' => text.push_str("\\v"),
            '\x0c' => text.push_str("\\f"),
            '\r' => text.push_str("\\r"),
            '\n' => text.push_str("\\n"),
            c if c.is_ascii_control() => {
                let _ = write!(text, "\\{:03o}", u32::from(c));
            }
            c => crate::output::escape::push(text, c),
        }
    }
}

/// The records that end in the frame; a segment that ends none is named by its TCP, or, where a record begins with
/// it, by nothing but its fate.
fn push_tls(text: &mut String, tls: &TlsRow, row: &Row) {
    if tls.records.is_empty() {
        if tls.continues {
            push_tcp(text, row);
            text.push(' ');
        }
        text.push_str("[TCP segment of a reassembled PDU]");
        return;
    }
    for (number, record) in tls.records.iter().enumerate() {
        if number > 0 {
            text.push_str(", ");
        }
        super::tls::push(text, *record);
    }
}

fn push_data(text: &mut String, label: &DataLabel, len: usize) {
    let _ = write!(text, "FTP Data: {len} bytes");
    if let Some(method) = label.method {
        let name = match method {
            Method::Epsv => "EPASV",
            other => other.name(),
        };
        let _ = write!(text, " ({name})");
    }
    if let Some(command) = &label.command {
        text.push_str(" (");
        push_formatted(text, command.bytes());
        text.push(')');
    }
}
