//! `slice --redact`: frames that can be handed on.
//!
//! Bytes are overwritten in their places, so that every number, length and time stays, and
//! checksums are mended. What is secret was decided by the analysis ([`Row::secrets`]), and what is
//! in no stream or stands behind a packet in its frame was looked at by nobody and goes with it; what
//! else goes was asked for:
//!
//! | asked for | what is replaced, by what |
//! |---|---|
//! | secrets | what no output shows, by `*` |
//! | names | users, paths and the words of replies that are one of them, by others of the same length, always the same; greetings and listings, by `x` |
//! | contents | what data connections carry, by `x`; the line ends stay, which text is counted by |
//! | addresses | of IP and of Ethernet, in every header and in the text of the control channel, by others of the same length and kind |
//!
//! TLS is left as it is, and so is what its handshake shows: names of hosts and certificates. What
//! a transfer mode wraps (MODE B, C, E and Z) cannot be read once it is overwritten, copies of
//! contents that differ no longer do, and what a greeting tells goes with it.

mod addresses;
mod dialogue;
mod names;
mod spelled;

use std::collections::HashMap;
use std::net::IpAddr;
use std::ops::Range;
use std::sync::Arc;

use foldhash::fast::RandomState;

use crate::analysis::observer::{Layer, Note, Row};
use crate::capture::{Frame, LinkType};
use crate::decode::{self, FrameLayer, LayerKind};
use crate::limits::Limits;
use crate::model::{Direction, Role};

use addresses::Addresses;
use dialogue::{Dialogues, Speaker};
use names::Pseudonyms;

/// Link types by number.
const NULL: LinkType = LinkType(0);
const ETHERNET: LinkType = LinkType(1);
const RAW_OF_BSD: LinkType = LinkType(12);
const RAW_OF_OPENBSD: LinkType = LinkType(14);
const RAW: LinkType = LinkType(101);
const LOOP: LinkType = LinkType(108);
const LINUX_SLL: LinkType = LinkType(113);
const IPV4: LinkType = LinkType(228);
const IPV6: LinkType = LinkType(229);
const LINUX_SLL2: LinkType = LinkType(276);
/// Those without addresses of their own, and those of which it is known where they stand.
const WITHOUT_OTHER_ADDRESSES: [LinkType; 10] = [
    NULL,
    ETHERNET,
    RAW_OF_BSD,
    RAW_OF_OPENBSD,
    RAW,
    LOOP,
    LINUX_SLL,
    IPV4,
    IPV6,
    LINUX_SLL2,
];

/// What stands in the place of a byte of a secret. It is not a letter, so that no verb is read
/// where a password stood.
const SECRET: u8 = b'*';
/// What stands in the place of a byte of a file.
const BLANK: u8 = b'x';

/// Bytes of fragmented datagrams that may be replaced; fragments beyond are left out.
const PIECES: usize = 16 << 20;

/// What is taken out of a slice, beside secrets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Redaction {
    /// Names of users and files, and greetings.
    pub names: bool,
    /// What data connections carry.
    pub contents: bool,
    /// Addresses.
    pub addresses: bool,
}

/// What could not be done as it was asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shortcomings {
    /// Parts of the control channel that were overwritten whole, since no names can be told in
    /// them.
    pub overwritten: u64,
    /// Frames under TLS, which were left as they are.
    pub encrypted: u64,
    /// Frames whose link type may hold addresses that are not replaced.
    pub link_addresses: u64,
    /// Frames that were left out: pieces of datagrams beyond what can be held.
    pub left_out: u64,
}

/// The new names and addresses.
#[derive(Debug, Default)]
struct Replacing {
    what: Redaction,
    names: Pseudonyms,
    addresses: Addresses,
}

/// Takes out of frames what was asked for.
#[derive(Debug, Default)]
pub(super) struct Redactor {
    replacing: Replacing,
    dialogues: Dialogues,
    /// Of the datagrams that came in pieces and were changed: the new bytes, by each of their
    /// frames.
    pieces: HashMap<u64, RewrittenPiece, RandomState>,
    held: usize,
    /// Those whose text is not known yet.
    datagrams: Vec<RewrittenDatagram>,
    connections: HashMap<u64, DataConnection, RandomState>,
    short: Shortcomings,
}

/// The segment of a datagram that came in pieces.
#[derive(Debug)]
struct RewrittenDatagram {
    /// The frames that hold the pieces.
    frames: Vec<u64>,
    /// Header and payload as they were, and the length of the header.
    old: Vec<u8>,
    header: usize,
    /// The payload as it becomes, of a data connection.
    data: Option<Vec<u8>>,
    speaker: Speaker,
    seq: u32,
    /// Where in the payload secrets stand.
    secrets: Vec<Range<usize>>,
    ends: [IpAddr; 2],
}

/// The new bytes of a datagram.
#[derive(Clone, Debug)]
enum RewrittenPiece {
    /// From the header of its segment on.
    Whole(Arc<[u8]>),
    TooMuch,
}

/// What is remembered of a data connection, for copies of its segments.
#[derive(Clone, Copy, Debug, Default)]
struct DataConnection {
    encrypted: bool,
    listing: bool,
}

impl Redactor {
    pub(super) fn new(what: Redaction) -> Self {
        let replacing = Replacing {
            what,
            ..Replacing::default()
        };
        Redactor {
            replacing,
            ..Redactor::default()
        }
    }

    /// Takes a row of a pass before the one that writes: lines are known once they are whole.
    pub(super) fn hear(&mut self, row: &Row<'_>) {
        if self.replaces_text() && !row.is_data() {
            let is_text = !row.layer.is_sealed();
            let segment = row.segment;
            self.dialogues
                .hear(speaker(row), segment.seq, segment.payload, is_text);
        }
        if !row.segment.fragments.is_empty() {
            self.keep_datagram(row);
        }
    }

    /// Keeps the segment of a datagram that came in pieces, until all text is known.
    fn keep_datagram(&mut self, row: &Row<'_>) {
        let segment = row.segment;
        let mut frames = segment.fragments.to_vec();
        frames.push(segment.frame);
        let old = [segment.header, segment.payload].concat();
        if segment.header.is_empty() || self.held + old.len() > PIECES {
            let too_much = frames
                .into_iter()
                .map(|frame| (frame, RewrittenPiece::TooMuch));
            return self.pieces.extend(too_much);
        }
        self.held += old.len();
        let data = row.is_data().then(|| self.data(row));
        self.datagrams.push(RewrittenDatagram {
            frames,
            header: segment.header.len(),
            old,
            data,
            speaker: speaker(row),
            seq: segment.seq,
            secrets: row.secrets.to_vec(),
            ends: [segment.src.ip(), segment.dst.ip()],
        });
    }

    /// All rows have come, and are to be written now.
    pub(super) fn begin(&mut self) {
        self.dialogues.replace(&mut self.replacing);
        for datagram in std::mem::take(&mut self.datagrams) {
            let old_payload = &datagram.old[datagram.header..];
            let mut payload = match datagram.data {
                Some(data) => data,
                None if self.replaces_text() => {
                    self.dialogues
                        .written(datagram.speaker, datagram.seq, old_payload)
                }
                None => old_payload.to_vec(),
            };
            overwrite(&mut payload, &datagram.secrets);
            let mut new = [&datagram.old[..datagram.header], &payload].concat();
            let after = datagram.ends.map(|ip| self.ip(ip));
            let (before, after) = (packed(datagram.ends), packed(after));
            decode::fix_segment_checksum(&datagram.old, &mut new, &before, &after);
            let whole: Arc<[u8]> = new.into();
            for frame in datagram.frames {
                self.pieces
                    .insert(frame, RewrittenPiece::Whole(Arc::clone(&whole)));
            }
        }
        self.connections.clear();
        self.short = Shortcomings::default();
    }

    /// The bytes of a frame as they become; none where it is left out.
    pub(super) fn frame(&mut self, row: &Row<'_>) -> Option<Vec<u8>> {
        let payload = self.payload(row);
        if self.pieces.contains_key(&row.frame.number) {
            return self.piece(row.frame);
        }
        let mut new = row.frame.data.to_vec();
        if let Some(at) = decode::place(row.segment.payload, row.frame.data) {
            new[at].copy_from_slice(&payload);
        }
        overwrite(&mut new, row.secrets_beside);
        Some(self.headers(row.frame, new))
    }

    /// Likewise of a frame that holds a piece of a datagram.
    pub(super) fn piece(&mut self, frame: &Frame<'_>) -> Option<Vec<u8>> {
        let layers = layers(frame);
        let mut new = frame.data.to_vec();
        let place = layers
            .iter()
            .position(|layer| layer.kind == LayerKind::Fragment);
        let (Some(RewrittenPiece::Whole(whole)), Some(place)) =
            (self.pieces.get(&frame.number), place)
        else {
            self.short.left_out += 1;
            return None;
        };
        let range = layers[place].range.clone();
        let offset = place
            .checked_sub(1)
            .and_then(|ip| fragment_offset(frame.data, &layers[ip]));
        let rest = offset
            .and_then(|offset| whole.get(offset..))
            .unwrap_or_default();
        let len = rest.len().min(range.len());
        new[range.start..][..len].copy_from_slice(&rest[..len]);
        // what the whole does not have of it is padding, or was overlapped by another
        new[range.start + len..range.end].fill(0);
        Some(self.headers(frame, new))
    }

    /// The address that stands for another.
    pub(super) fn ip(&mut self, ip: IpAddr) -> IpAddr {
        if self.replacing.what.addresses {
            self.replacing.addresses.ip(ip)
        } else {
            ip
        }
    }

    /// A note with the addresses that the frames have now.
    pub(super) fn note(&mut self, note: &mut Note) {
        if let Note::Announces { ip, .. } = note {
            *ip = self.ip(*ip);
        }
    }

    pub(super) fn shortcomings(&self) -> Shortcomings {
        Shortcomings {
            overwritten: self.dialogues.overwritten,
            ..self.short
        }
    }

    fn payload(&mut self, row: &Row<'_>) -> Vec<u8> {
        let mut new = if row.is_data() {
            self.data(row)
        } else {
            self.dialogue(row)
        };
        overwrite(&mut new, row.secrets);
        if row.is_unread {
            overwrite_all(&mut new, SECRET);
        }
        new
    }

    fn dialogue(&mut self, row: &Row<'_>) -> Vec<u8> {
        self.short.encrypted += u64::from(row.layer.is_sealed());
        let payload = row.segment.payload;
        if self.replaces_text() {
            self.dialogues
                .written(speaker(row), row.segment.seq, payload)
        } else {
            payload.to_vec()
        }
    }

    fn replaces_text(&self) -> bool {
        self.replacing.what.names || self.replacing.what.addresses
    }

    fn data(&mut self, row: &Row<'_>) -> Vec<u8> {
        let mut new = row.segment.payload.to_vec();
        let connection = self.connections.entry(row.connection).or_default();
        // copies of its segments say neither
        connection.encrypted |= row.layer.is_sealed();
        self.short.encrypted += u64::from(row.layer.is_sealed());
        if let Layer::Data(label) = &row.layer {
            connection.listing = label.direction == Some(Direction::Listing);
        }
        let what = self.replacing.what;
        let is_shown = connection.encrypted || !(what.contents || what.names && connection.listing);
        // a header before the file tells who the client is, and is none of it
        let (header, file) = new.split_at_mut(row.proxy_header);
        if what.addresses {
            spelled::replace(header, &mut self.replacing.addresses);
        }
        if !is_shown {
            overwrite_all(file, BLANK);
        }
        new
    }

    /// The addresses of the headers, and their checksums.
    fn headers(&mut self, frame: &Frame<'_>, mut new: Vec<u8>) -> Vec<u8> {
        let layers = layers(frame);
        if let Some(end) = end_of_packet(&layers) {
            new[end..].fill(0);
        }
        if self.replacing.what.addresses {
            for layer in &layers {
                let range = layer.range.clone();
                self.short.link_addresses += u64::from(may_hold_other_addresses(layer.kind));
                for place in hardware_addresses(layer.kind, &new[range.clone()]) {
                    replace_mac(
                        &mut new[range.clone()][place],
                        &mut self.replacing.addresses,
                    );
                }
                for place in ip_addresses(layer.kind, &new[range.clone()]) {
                    replace_packed(
                        &mut new[range.clone()][place],
                        &mut self.replacing.addresses,
                    );
                }
            }
        }
        decode::fix_checksums(frame.data, &mut new, &layers);
        new
    }
}

/// Who says what stands in a row of a control connection.
fn speaker(row: &Row<'_>) -> Speaker {
    Speaker {
        is_server: row.sender != Some(Role::Client),
        connection: row.connection,
    }
}

fn overwrite(bytes: &mut [u8], places: &[Range<usize>]) {
    for place in places {
        overwrite_all(&mut bytes[place.clone()], SECRET);
    }
}

/// Line ends stay: they tell where a line ends, and how much text there is.
fn overwrite_all(bytes: &mut [u8], by: u8) {
    for byte in bytes.iter_mut().filter(|byte| !b"\r\n".contains(byte)) {
        *byte = by;
    }
}

fn layers(frame: &Frame<'_>) -> Vec<FrameLayer> {
    decode::layers(frame, Limits::default().nesting)
}

/// Where the innermost packet ends. What stands behind it in the frame pads it, or was left in a
/// buffer: nobody reads it.
fn end_of_packet(layers: &[FrameLayer]) -> Option<usize> {
    let last = layers.last()?;
    let is_packet = matches!(last.kind, LayerKind::Tcp | LayerKind::Fragment);
    is_packet.then_some(last.range.end)
}

/// Replaces an address of 4 or 16 bytes.
fn replace_packed(packed: &mut [u8], addresses: &mut Addresses) {
    if let Ok(v4) = <[u8; 4]>::try_from(&*packed) {
        if let IpAddr::V4(new) = addresses.ip(v4.into()) {
            packed.copy_from_slice(&new.octets());
        }
    } else if let Ok(v6) = <[u8; 16]>::try_from(&*packed)
        && let IpAddr::V6(new) = addresses.ip(v6.into())
    {
        packed.copy_from_slice(&new.octets());
    }
}

fn replace_mac(packed: &mut [u8], addresses: &mut Addresses) {
    if let Ok(mac) = (&*packed).try_into() {
        packed.copy_from_slice(&addresses.mac(mac));
    }
}

/// Source and destination as an IP header has them.
fn packed(ends: [IpAddr; 2]) -> Vec<u8> {
    let packed = ends.map(|ip| match ip {
        IpAddr::V4(v4) => v4.octets().to_vec(),
        IpAddr::V6(v6) => v6.octets().to_vec(),
    });
    packed.concat()
}

/// Where in a header the addresses of IP stand, as far as they were captured; in IPv6 those of a
/// routing header too, if it comes first (RFC 8200 section 4.4).
fn ip_addresses(kind: LayerKind, header: &[u8]) -> Vec<Range<usize>> {
    const FIXED: usize = 40;
    const ROUTING: u8 = 43;
    let mut places = match kind {
        LayerKind::Ipv4 => vec![12..16, 16..20],
        LayerKind::Ipv6 => vec![8..24, 24..FIXED],
        _ => Vec::new(),
    };
    if kind == LayerKind::Ipv6 && header.get(6) == Some(&ROUTING) {
        let end = header
            .get(FIXED + 1)
            .map_or(0, |&len| FIXED + 8 + usize::from(len) * 8);
        let listed = (FIXED + 8..end).step_by(16).map(|at| at..at + 16);
        places.extend(listed.filter(|place| place.end <= end));
    }
    places.retain(|place| place.end <= header.len());
    places
}

/// Where in a header hardware addresses stand, as far as they were captured.
fn hardware_addresses(kind: LayerKind, header: &[u8]) -> Vec<Range<usize>> {
    const MAC: u8 = 6;
    let starts: &[usize] = match kind {
        LayerKind::Ethernet | LayerKind::Link(ETHERNET) => &[0, 6],
        LayerKind::Link(LINUX_SLL) if header.get(5) == Some(&MAC) => &[6],
        LayerKind::Link(LINUX_SLL2) if header.get(11) == Some(&MAC) => &[12],
        _ => &[],
    };
    let places = starts.iter().map(|&start| start..start + 6);
    places.filter(|place| place.end <= header.len()).collect()
}

/// True for link types of which it is not known where their addresses stand, if they have some.
fn may_hold_other_addresses(kind: LayerKind) -> bool {
    matches!(kind, LayerKind::Link(link) if !WITHOUT_OTHER_ADDRESSES.contains(&link))
}

/// Where in its datagram a piece begins, in bytes (RFC 791 section 3.1, RFC 8200 section 4.5).
fn fragment_offset(data: &[u8], ip: &FrameLayer) -> Option<usize> {
    let header = &data[ip.range.clone()];
    let at = match ip.kind {
        LayerKind::Ipv4 => 6,
        // the last extension header is that of the piece
        LayerKind::Ipv6 => header.len().checked_sub(6)?,
        _ => return None,
    };
    let field = header.get(at..at + 2)?;
    let field = usize::from(u16::from_be_bytes([field[0], field[1]]));
    Some(match ip.kind {
        LayerKind::Ipv4 => (field & 0x1fff) * 8,
        _ => field & 0xfff8,
    })
}
