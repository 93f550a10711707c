//! The columns of tshark: Protocol and Info, in its wording.

pub(in crate::output) mod options;

use std::fmt::Write as _;

use crate::analysis::observer::{DataLabel, Layer, Row};
use crate::decode::Flags;
use crate::model::{Method, TlsRow, TlsVersion};
use crate::tcp::{Label, RowFacts};

/// The Protocol column.
pub(in crate::output) fn protocol(row: &Row) -> &'static str {
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
pub(in crate::output) fn info(row: &Row) -> String {
    let mut text = String::new();
    push(&mut text, row);
    text
}

/// Appends it.
pub(super) fn push(text: &mut String, row: &Row) {
    push_labels(text, &row.facts);
    match &row.layer {
        Layer::Tcp => push_tcp(text, row),
        Layer::Tls(tls) => push_tls(text, tls, row),
        Layer::Control {
            from_client,
            payload,
            ..
        } => {
            text.push_str(if *from_client {
                "Request: "
            } else {
                "Response: "
            });
            push_first_line(text, payload);
        }
        Layer::Data(label) => {
            push_data(
                text,
                label,
                label.opened.unwrap_or(row.segment.payload.len() as u64),
            );
        }
    }
}

/// Appends a number.
pub(super) fn push_number(text: &mut String, number: impl itoa::Integer) {
    text.push_str(itoa::Buffer::new().format(number));
}

/// ` Seq=1`
fn push_named(text: &mut String, name: &str, number: impl itoa::Integer) {
    text.push(' ');
    text.push_str(name);
    text.push('=');
    push_number(text, number);
}

/// What Info would say of the segment if it carried nothing.
pub(in crate::output) fn tcp(row: &Row) -> String {
    let mut text = String::new();
    push_tcp(&mut text, row);
    text
}

/// The names of flags, as in Info.
pub(in crate::output) fn flags(flags: Flags) -> String {
    let mut text = String::new();
    push_flags(&mut text, flags);
    text
}

/// The names of the records in a frame, as in Info.
pub(in crate::output) fn records(tls: &TlsRow) -> Vec<String> {
    tls.records
        .iter()
        .map(|&record| {
            let mut text = String::new();
            super::tls::push(&mut text, record);
            text
        })
        .collect()
}

/// `[TCP ...] ` for every label; the one that is applied last stands first.
pub(in crate::output) fn labels(facts: &RowFacts) -> String {
    let mut text = String::new();
    push_labels(&mut text, facts);
    text
}

fn push_labels(text: &mut String, facts: &RowFacts) {
    if !facts.is_labelled() {
        return;
    }
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
}

/// `50258 → 21 [SYN] Seq=0 Win=8192 Len=0 MSS=65495 ...`
fn push_tcp(text: &mut String, row: &Row) {
    let (segment, facts) = (row.segment, &row.facts);
    push_number(text, segment.src.port());
    text.push_str(" → ");
    push_number(text, segment.dst.port());
    text.push_str(" [");
    push_flags(text, segment.flags);
    text.push(']');
    push_named(text, "Seq", facts.seq);
    if segment.flags.ack() {
        push_named(text, "Ack", facts.ack);
    }
    push_named(text, "Win", facts.window);
    if segment.flags.urg() {
        push_named(text, "Urg", segment.urgent);
    }
    push_named(text, "Len", segment.len());
    options::push(text, segment.options, facts.sack_base);
}

fn push_flags(text: &mut String, flags: Flags) {
    const NAMES: [(u16, &str); 10] = [
        (0x001, "FIN"),
        (0x002, "SYN"),
        (0x004, "RST"),
        (0x008, "PSH"),
        (0x010, "ACK"),
        (0x020, "URG"),
        (0x040, "ECE"),
        (0x080, "CWR"),
        (0x100, "AE"),
        (0xe00, "Reserved"),
    ];
    push_names(text, &NAMES, |mask| flags.any(mask), "<None>");
}

/// The names whose masks `has`, with commas between them; `none` where there is none.
fn push_names<M: Copy>(
    text: &mut String,
    names: &[(M, &str)],
    has: impl Fn(M) -> bool,
    none: &str,
) {
    let mut found = names
        .iter()
        .filter(|(mask, _)| has(*mask))
        .map(|(_, name)| *name);
    text.push_str(found.next().unwrap_or(none));
    for name in found {
        text.push_str(", ");
        text.push_str(name);
    }
}

/// Up to the first line end, as tshark formats it: controls as backslash escapes, what is not UTF-8
/// as replacement characters. A blank alone, as it comes of typing by hand, is nothing.
fn push_first_line(text: &mut String, payload: &[u8]) {
    let end = payload
        .iter()
        .position(|&b| b == b'\r' || b == b'\n')
        .unwrap_or(payload.len());
    let line = &payload[..end];
    push_formatted(text, if line == b" " { b"" } else { line });
}

fn push_formatted(text: &mut String, bytes: &[u8]) {
    let plain = bytes
        .iter()
        .position(|byte| !matches!(byte, b' '..=b'~'))
        .unwrap_or(bytes.len());
    let (plain, rest) = bytes.split_at(plain);
    text.push_str(&String::from_utf8_lossy(plain));
    for character in String::from_utf8_lossy(rest).chars() {
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
            c => crate::text::escape::push(text, c),
        }
    }
}

/// The records that end in the frame; a segment that ends none is named by its TCP, or, where a
/// record begins with it, by nothing but its fate.
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

fn push_data(text: &mut String, label: &DataLabel, len: u64) {
    text.push_str("FTP Data: ");
    push_number(text, len);
    text.push_str(" bytes");
    if let Some(method) = label.method {
        text.push_str(" (");
        text.push_str(match method {
            Method::Epsv => "EPASV",
            other => other.name(),
        });
        text.push(')');
    }
    if let Some(command) = &label.command {
        text.push_str(" (");
        push_formatted(text, command.bytes());
        text.push(')');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_have_their_names_from_the_lowest_bit_up() {
        assert_eq!(said(0), "<None>");
        assert_eq!(said(0x12), "SYN, ACK");
        assert_eq!(said(0x1c2), "SYN, ECE, CWR, AE");
        assert_eq!(
            said(0xfff),
            "FIN, SYN, RST, PSH, ACK, URG, ECE, CWR, AE, Reserved"
        );
        assert_eq!(said(0x410), "ACK, Reserved");
    }

    fn said(bits: u16) -> String {
        let mut text = String::new();
        push_flags(&mut text, Flags(bits));
        text
    }
}
