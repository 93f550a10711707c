//! What a frame consists of, as Wireshark names it: for people who look at one row.
//!
//! TCP's numbers and what the payload means come from the row; the headers below are read here, for
//! display alone.

use std::fmt::Display;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::ops::Range;

use crate::analysis::control_line::ControlLine;
use crate::analysis::observer::{DataLabel, Layer, Row, RowFacts};
use crate::decode::{self, FrameLayer, LayerKind, LinkHeader, Segment};
use crate::model::bytes;
use crate::output::timeline::{TimelineFrame, info};
use crate::text::escape;
use crate::text::names;
use crate::text::stamp::Clock;

/// Lines of a segment of the control channel, and records of TLS, that are shown.
const LINES: usize = 40;

/// A layer for people.
#[derive(Debug)]
pub(super) struct ShownLayer {
    pub(super) title: &'static str,
    /// The layer in a line.
    pub(super) summary: String,
    /// Its bytes in the frame; empty where it has none there.
    pub(super) range: Range<usize>,
    pub(super) fields: Vec<Field>,
}

impl ShownLayer {
    /// Puts what `make` makes of each text in its place.
    pub(super) fn each_text(&mut self, make: impl Fn(String) -> String) {
        let values = self.fields.iter_mut().map(|field| &mut field.value);
        for text in std::iter::once(&mut self.summary).chain(values) {
            *text = make(std::mem::take(text));
        }
    }
}

/// A field and its place, counted from the beginning of its layer; empty where it has none.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) value: String,
    pub(super) place: Range<usize>,
}

impl Field {
    fn without_place(name: &'static str, value: String) -> Self {
        Field {
            name,
            value,
            place: 0..0,
        }
    }

    /// Bytes of the wire, escaped.
    fn of_text(name: &'static str, value: &[u8]) -> Self {
        Field::without_place(name, escape::text(value))
    }
}

/// The layers of a row, from the frame to the control channel or data.
pub(super) fn describe(row: &Row, frame: &TimelineFrame, nesting: usize) -> Vec<ShownLayer> {
    let found = decode::layers(row.frame, nesting);
    let mut shown = vec![capture(row, frame)];
    shown.extend(
        found
            .iter()
            .filter(|layer| layer.kind != LayerKind::Tcp)
            .map(|layer| header(row, layer)),
    );
    let header_at = found
        .iter()
        .find(|layer| layer.kind == LayerKind::Tcp)
        .map(|layer| layer.range.start);
    shown.push(tcp(row, header_at));
    shown.extend(payload(row));
    shown
}

/// Reads a header; what lies beyond its end is left out.
struct HeaderReader<'a> {
    bytes: &'a [u8],
    fields: Vec<Field>,
}

impl HeaderReader<'_> {
    fn say(&mut self, name: &'static str, value: impl Display, place: Range<usize>) {
        if place.end <= self.bytes.len() {
            self.fields.push(Field {
                name,
                value: value.to_string(),
                place,
            });
        }
    }

    fn read<const N: usize>(&self, at: usize) -> [u8; N] {
        let bytes = self.bytes.get(at..).and_then(<[u8]>::first_chunk).copied();
        bytes.unwrap_or([0; N])
    }

    fn be16(&self, at: usize) -> u16 {
        u16::from_be_bytes(self.read(at))
    }

    fn number16(&mut self, name: &'static str, at: usize) {
        self.say(name, self.be16(at), at..at + 2);
    }

    fn hex16(&mut self, name: &'static str, at: usize) {
        self.say(name, format_args!("0x{:04x}", self.be16(at)), at..at + 2);
    }

    fn mac(&mut self, name: &'static str, at: usize) -> String {
        let mac = self
            .read::<6>(at)
            .map(|byte| format!("{byte:02x}"))
            .join(":");
        self.say(name, &mac, at..at + 6);
        mac
    }

    fn ether_type(&mut self, name: &'static str, at: usize) {
        let number = self.be16(at);
        match decode::protocol_name(LayerKind::EtherType(number)) {
            Some(known) => self.say(name, format_args!("{known} (0x{number:04x})"), at..at + 2),
            None => self.hex16(name, at),
        }
    }

    fn ipv4(&mut self, name: &'static str, at: usize) -> Ipv4Addr {
        let address = Ipv4Addr::from(self.read::<4>(at));
        self.say(name, address, at..at + 4);
        address
    }

    fn ipv6(&mut self, name: &'static str, at: usize) -> Ipv6Addr {
        let address = Ipv6Addr::from(self.read::<16>(at));
        self.say(name, address, at..at + 16);
        address
    }
}

/// What the capture itself says of the frame.
fn capture(row: &Row, frame: &TimelineFrame) -> ShownLayer {
    let Row {
        frame: captured,
        segment,
        ..
    } = row;
    let mut fields = vec![
        Field::without_place("Frame Number", segment.frame.to_string()),
        Field::without_place(
            "Arrival Time",
            Clock::new(frame.digits == 9)
                .stamp(captured.time)
                .to_string(),
        ),
        Field::without_place("Time since first frame", format!("{} s", frame.time(row))),
        Field::without_place("Frame Length", bytes(captured.wire_len)),
        Field::without_place("Capture Length", bytes(captured.data.len())),
        Field::without_place("Link Type", names::link_type(captured.link)),
    ];
    if frame.files.len() > 1 {
        let number = captured.number_in_file.to_string();
        // without its folders: a page is shown to others
        let path = frame.file(row);
        let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
        fields.push(Field::of_text("File", name.as_bytes()));
        fields.push(Field::without_place("Number in File", number));
    }
    let (length, captured) = (captured.wire_len, captured.data.len());
    let summary = format!("{} on wire, {} captured", bytes(length), bytes(captured));
    ShownLayer {
        title: "Frame",
        summary,
        range: 0..0,
        fields,
    }
}

fn header(row: &Row, layer: &FrameLayer) -> ShownLayer {
    let bytes = row.frame.data.get(layer.range.clone()).unwrap_or_default();
    let mut reader = HeaderReader {
        bytes,
        fields: Vec::new(),
    };
    let (title, summary) = match layer.kind {
        LayerKind::Link(link) => match decode::link_header(link) {
            LinkHeader::Ethernet => ("Ethernet II", ethernet(&mut reader)),
            LinkHeader::Cooked => ("Linux cooked capture v1", cooked(&mut reader)),
            LinkHeader::CookedV2 => ("Linux cooked capture v2", cooked2(&mut reader)),
            LinkHeader::None => ("Raw packet data", "no link layer".to_owned()),
            LinkHeader::Family => ("Null/Loopback", String::new()),
            LinkHeader::Other => ("Link", names::link_type(link)),
        },
        LayerKind::Ethernet => ("Ethernet II", ethernet(&mut reader)),
        LayerKind::Vlan => ("802.1Q Virtual LAN", vlan(&mut reader)),
        LayerKind::EtherType(number) => (
            "Tunnel",
            decode::protocol_name(layer.kind)
                .map_or_else(|| format!("0x{number:04x}"), str::to_owned),
        ),
        LayerKind::IpProtocol(number) => (
            "Tunnel",
            decode::protocol_name(layer.kind).map_or_else(|| number.to_string(), str::to_owned),
        ),
        LayerKind::Llc => ("Logical-Link Control", String::new()),
        LayerKind::Ppp => ("Point-to-Point Protocol", String::new()),
        LayerKind::Mpls => ("MultiProtocol Label Switching", String::new()),
        LayerKind::Ipv4 => ("Internet Protocol Version 4", ipv4(&mut reader)),
        LayerKind::Ipv6 => ("Internet Protocol Version 6", ipv6(&mut reader)),
        LayerKind::Fragment | LayerKind::Tcp => {
            ("IP fragment", "the last piece of a datagram".to_owned())
        }
    };
    ShownLayer {
        title,
        summary,
        range: layer.range.clone(),
        fields: reader.fields,
    }
}

fn ethernet(reader: &mut HeaderReader) -> String {
    let destination = reader.mac("Destination", 0);
    let source = reader.mac("Source", 6);
    reader.ether_type("Type", 12);
    format!("{source} → {destination}")
}

fn vlan(reader: &mut HeaderReader) -> String {
    let tag = reader.be16(0);
    reader.say("Priority", tag >> 13, 0..1);
    reader.say("DEI", tag >> 12 & 1, 0..1);
    reader.say("ID", tag & 0xfff, 0..2);
    reader.ether_type("Type", 2);
    format!("ID: {}", tag & 0xfff)
}

fn cooked(reader: &mut HeaderReader) -> String {
    reader.number16("Packet type", 0);
    reader.number16("Link-layer address type", 2);
    let source = reader.mac("Source", 6);
    reader.ether_type("Protocol", 14);
    source
}

fn cooked2(reader: &mut HeaderReader) -> String {
    reader.ether_type("Protocol", 0);
    let interface = u32::from_be_bytes(reader.read(4));
    reader.say("Interface index", interface, 4..8);
    reader.number16("Link-layer address type", 8);
    reader.say("Packet type", reader.read::<1>(10)[0], 10..11);
    reader.mac("Source", 12);
    format!("interface {interface}")
}

fn ipv4(reader: &mut HeaderReader) -> String {
    let [first, service] = reader.read(0);
    reader.say(
        "Header Length",
        format_args!("{} bytes", usize::from(first & 0xf) * 4),
        0..1,
    );
    reader.say(
        "Differentiated Services",
        format_args!("0x{service:02x}"),
        1..2,
    );
    reader.number16("Total Length", 2);
    reader.hex16("Identification", 4);
    let fragment = reader.be16(6);
    let names: Vec<&str> = [(0x4000, "Don't fragment"), (0x2000, "More fragments")]
        .into_iter()
        .filter_map(|(mask, name)| (fragment & mask != 0).then_some(name))
        .collect();
    reader.say(
        "Flags",
        if names.is_empty() {
            "none".to_owned()
        } else {
            names.join(", ")
        },
        6..7,
    );
    reader.say("Fragment Offset", (fragment & 0x1fff) * 8, 6..8);
    reader.say("Time to Live", reader.read::<1>(8)[0], 8..9);
    reader.say("Protocol", protocol(reader.read::<1>(9)[0]), 9..10);
    reader.hex16("Header Checksum", 10);
    let source = reader.ipv4("Source Address", 12);
    let destination = reader.ipv4("Destination Address", 16);
    format!("{source} → {destination}")
}

fn ipv6(reader: &mut HeaderReader) -> String {
    let first = u32::from_be_bytes(reader.read(0));
    reader.say(
        "Traffic Class",
        format_args!("0x{:02x}", first >> 20 & 0xff),
        0..2,
    );
    reader.say(
        "Flow Label",
        format_args!("0x{:05x}", first & 0xf_ffff),
        1..4,
    );
    reader.number16("Payload Length", 4);
    reader.say("Next Header", protocol(reader.read::<1>(6)[0]), 6..7);
    reader.say("Hop Limit", reader.read::<1>(7)[0], 7..8);
    let source = reader.ipv6("Source Address", 8);
    let destination = reader.ipv6("Destination Address", 24);
    format!("{source} → {destination}")
}

fn protocol(number: u8) -> String {
    let name = decode::protocol_name(LayerKind::IpProtocol(number));
    name.map_or_else(|| number.to_string(), |name| format!("{name} ({number})"))
}

/// TCP's header; `at` is its place in the frame, where it stands there.
fn tcp(row: &Row, at: Option<usize>) -> ShownLayer {
    let (segment, facts) = (row.segment, &row.facts);
    let length = 20 + segment.options.len();
    let mut fields = Vec::new();
    let mut say = |name, value: String, place| {
        fields.push(Field {
            name,
            value,
            place: if at.is_some() { place } else { 0..0 },
        });
    };
    say("Source Port", segment.src.port().to_string(), 0..2);
    say("Destination Port", segment.dst.port().to_string(), 2..4);
    say("TCP Segment Len", segment.len().to_string(), 0..0);
    say("Sequence Number", format!("{} (relative)", facts.seq), 4..8);
    say("Sequence Number (raw)", segment.seq.to_string(), 4..8);
    if segment.flags.ack() {
        say(
            "Acknowledgment Number",
            format!("{} (relative)", facts.ack),
            8..12,
        );
    }
    say(
        "Acknowledgment Number (raw)",
        segment.ack.to_string(),
        8..12,
    );
    say("Header Length", format!("{length} bytes"), 12..13);
    say(
        "Flags",
        format!("0x{:03x} ({})", segment.flags.0, info::flags(segment.flags)),
        12..14,
    );
    say("Window", segment.window.to_string(), 14..16);
    say("Calculated window size", facts.window.to_string(), 14..16);
    say("Urgent Pointer", segment.urgent.to_string(), 18..20);
    if !segment.options.is_empty() {
        say("Options", options(segment, facts), 20..length);
    }
    let labels = info::labels(facts);
    if !labels.is_empty() {
        say("SEQ/ACK analysis", labels.trim().to_owned(), 0..0);
    }
    let range = at.map_or(0..0, |at| at..(at + length).min(row.frame.data.len()));
    ShownLayer {
        title: "Transmission Control Protocol",
        summary: info::tcp(row),
        range,
        fields,
    }
}

/// `(12 bytes) TSval=1 TSecr=2`
fn options(segment: &Segment, facts: &RowFacts) -> String {
    let mut names = String::new();
    info::options::push(&mut names, segment.options, facts.sack_base);
    let names = if names.is_empty() {
        "padding"
    } else {
        names.trim()
    };
    format!("({} bytes) {names}", segment.options.len())
}

/// What the segment carries.
fn payload(row: &Row) -> Option<ShownLayer> {
    let segment = row.segment;
    if segment.is_empty() {
        return None;
    }
    let (title, summary, mut fields) = match &row.layer {
        Layer::Tcp => ("TCP payload", bytes(segment.len()), Vec::new()),
        layer @ Layer::Control { .. } => control(layer),
        Layer::Tls(tls) => {
            let records = info::records(tls);
            let summary = if records.is_empty() {
                bytes(segment.len())
            } else {
                records.join(", ")
            };
            let records = records.into_iter().take(LINES);
            let fields = records.map(|record| Field::without_place("Record", record));
            ("Transport Layer Security", summary, fields.collect())
        }
        Layer::Data(label) => ("FTP Data", bytes(segment.len()), data_fields(label)),
    };
    if segment.cut > 0 {
        fields.push(Field::without_place("Not captured", bytes(segment.cut)));
    }
    Some(ShownLayer {
        title,
        summary,
        range: decode::place(segment.payload, row.frame.data).unwrap_or(0..0),
        fields,
    })
}

/// Title, summary and lines of a segment of the control channel.
fn control(layer: &Layer) -> (&'static str, String, Vec<Field>) {
    let lines: Vec<ControlLine> = layer.control_lines().take(LINES).collect();
    let mut fields = Vec::new();
    for &line in &lines {
        push_line(&mut fields, line);
    }
    let count = lines.len();
    let word = if count == 1 { "line" } else { "lines" };
    let title = "File Transfer Protocol (FTP)";
    (title, format!("{count} {word}"), fields)
}

fn data_fields(label: &DataLabel) -> Vec<Field> {
    let method = label.method.map(|method| method.name().to_owned());
    let method = method.map(|name| Field::without_place("Setup method", name));
    let command = label.command.as_ref();
    let command = command.map(|command| Field::of_text("Command", command.bytes()));
    method.into_iter().chain(command).collect()
}

/// A line of a control channel, as Wireshark names its parts.
fn push_line(fields: &mut Vec<Field>, line: ControlLine) {
    match line {
        ControlLine::Request { verb, argument } => {
            fields.push(Field::of_text("Request command", verb));
            fields.extend(argument.map(|argument| Field::of_text("Request arg", argument)));
        }
        ControlLine::Response {
            code: Some(code),
            text,
        } => {
            fields.push(Field::without_place("Response code", code.to_string()));
            fields.push(Field::of_text("Response arg", text));
        }
        ControlLine::Response { code: None, text } => {
            fields.push(Field::of_text("Response line", text));
        }
    }
}
