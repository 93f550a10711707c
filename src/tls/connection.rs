//! TLS on a connection, both directions, as far as it can be read without keys.
//!
//! The one machine of both passes. Bytes of either direction go in, in the order of the capture, and come out as
//! [`Piece`]s: clear text, or TLS. Where one ends and the other begins is decided here and nowhere else:
//!
//! - **Begin.** On a control connection TLS may begin where a line does, on a data connection with the first byte only: in
//!   the middle of a file anything may look like a record. Three bytes decide, which no line of text begins with. Behind a
//!   gap, and where the capture lacks the beginning, a direction may be in the middle of a record: then the header of
//!   another one behind it tells (see [`RecordReader`]). On a data connection that holds only if the other direction
//!   speaks TLS.
//! - **End.** Where a record should begin and something else does (CCC). Each direction ends by itself.
//!
//! A record is reported in the frame that brings its last byte, as Wireshark does. Messages of the handshake are named
//! until a side changes its cipher, after which only their number can be seen; a change of cipher may hide in any gap.
//! What both sides showed is kept as [`Evidence`], from which the analysis tells what came of it. Without keys TLS 1.3
//! shows application data only: the client's `Finished` is the first such record of the client that can hold one, and a
//! shorter one in its place is an alert.
//!
//! With secrets of a key log the end of a record is where it is opened (`opened`): there its header and contents are known,
//! and what it holds takes the way of clear text, as [`Piece::Opened`] with the place of the record. A record that comes
//! before the other side's hello waits; behind a gap records are looked for (`hunt`).

mod hunt;
mod opened;
mod records;

use std::collections::VecDeque;
use std::sync::Arc;

use crate::model::{At, Certificate, Text, TlsRecord, TlsRow, TlsVersion};

use super::evidence::Evidence;
use super::handshake::Messages;
use super::hello::{ClientHello, Random, ServerHello};
use super::keyring::Keyring;
use super::opened::Opened;
use super::opening::Opener;
use super::reader::{RecordReader, find_record};
use super::record::{BEGINNING, RecordHeader, begins_record, may_begin};

/// TLS 1.3: changes of cipher are for show (RFC 8446 appendix D.4), what is encrypted looks like data.
const TLS13: TlsVersion = TlsVersion(0x0304);
/// Handshakes of one connection of which the random is kept: more of them were made to waste memory.
const RENEGOTIATIONS: usize = 64;
/// What the suites of TLS 1.3 that hide no less add to a record: the content type and a tag.
const SEALING: u16 = 1 + 16;
/// The shortest record of TLS 1.3 with a `Finished`: a header of 4 bytes and a digest of 32.
const SHORTEST_FINISHED: u16 = 4 + 32 + SEALING;
/// A record of TLS 1.3 with an alert.
const SEALED_ALERT: u16 = 2 + SEALING;

/// Where TLS may begin on a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begins {
    /// Where a line of text may: on a control connection.
    WithLine,
    /// With the first byte: on a data connection.
    WithStream,
}

/// A part of what one direction carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Clear text.
    Clear(&'a [u8]),
    /// TLS begins.
    Begins,
    /// So many bytes of TLS.
    Sealed(usize),
    /// What a record holds that could be opened: a part of the text, or of the file.
    Opened(Plain<'a>),
    /// Records whose contents are a part of that, and are not in the capture as a whole.
    Lost {
        /// How many.
        records: u64,
        /// Bytes of their contents, as far as that can be told.
        bytes: u64,
        /// The frame that shows it.
        at: At,
    },
    /// A record that may hold a part of it stays sealed, although others were to be opened.
    Locked(At),
    /// The direction is clear again.
    Ends,
}

/// The contents of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plain<'a> {
    /// The contents.
    pub bytes: &'a [u8],
    /// The frame that completed the record.
    pub at: At,
    /// The acknowledgment number that came with its end.
    pub ack: Option<u32>,
    /// Where in the direction the record begins, counted from the first byte that was given.
    pub start: u64,
    /// Where it ends.
    pub end: u64,
}

/// Where one direction stands.
#[derive(Clone, Copy, Debug)]
enum Phase {
    Clear(Place),
    /// Bytes with which TLS may begin.
    Probing {
        bytes: [u8; BEGINNING],
        have: usize,
    },
    Tls(RecordReader),
    /// In TLS, behind a gap: the next record is looked for.
    Hunting,
}

/// Where in clear text the next byte stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Where TLS may begin.
    Beginning,
    /// Where it may not.
    Inside,
    /// What comes before it is not in the capture.
    BehindGap,
}

/// One direction.
#[derive(Debug)]
struct OneWay {
    phase: Phase,
    messages: Messages,
    /// Completed messages of the record that is being read.
    named: Vec<TlsRecord>,
    /// First bytes of the record, enough for an alert.
    alert: [u8; 2],
    /// The cipher was changed, or may have been where the capture has a gap.
    cipher_changed: bool,
    /// Bytes of the record that is being read are not in the capture: where its messages begin is not known.
    torn: bool,
    /// Something of the present frame was TLS; and the frame began inside a record.
    touched: Option<bool>,
    /// Something of the present frame was clear text.
    spoke: bool,
    evidence: Evidence,
    /// Records whose end was seen, or is missing; and those among them that stay sealed.
    records: u64,
    sealed: u64,
    /// Bytes that were given so far, those counted that are missing.
    fed: u64,
    /// Where the present record begins, and how far it was read.
    start: u64,
    cursor: u64,
    /// Its contents, where they may be opened; of a torn one what came last.
    body: Vec<u8>,
    /// Records that wait for a hello.
    waiting: VecDeque<opened::Record>,
    /// Bytes of those.
    waiting_bytes: usize,
    hunt: Option<Box<hunt::Hunt>>,
    /// The direction was ended by `close_notify`.
    close_notify: Option<At>,
    /// What records hold that the present frame completed: of application data so many bytes, and of a dialogue the text.
    plain: u64,
    text: Vec<u8>,
}

impl OneWay {
    fn new(place: Place) -> Self {
        OneWay {
            phase: Phase::Clear(place),
            messages: Messages::default(),
            named: Vec::new(),
            alert: [0; 2],
            cipher_changed: false,
            torn: false,
            touched: None,
            spoke: false,
            evidence: Evidence::default(),
            records: 0,
            sealed: 0,
            fed: 0,
            start: 0,
            cursor: 0,
            body: Vec::new(),
            waiting: VecDeque::new(),
            waiting_bytes: 0,
            hunt: None,
            close_notify: None,
            plain: 0,
            text: Vec::new(),
        }
    }

    fn is_tls(&self) -> bool {
        matches!(self.phase, Phase::Tls(_) | Phase::Hunting)
    }

    /// The record that is being read names nothing more.
    fn drop_record(&mut self) {
        self.messages.forget();
        self.named.clear();
        self.body.clear();
        self.torn = false;
    }
}

/// The TLS of a connection.
#[derive(Debug)]
pub struct TlsConnection {
    begins: Begins,
    ways: [OneWay; 2],
    /// The latest hellos; and the direction of the client's.
    client: Option<(usize, ClientHello)>,
    server: Option<(usize, ServerHello)>,
    /// The randoms of the client's hellos, those that differ.
    randoms: Vec<Random>,
    /// The certificate of the server.
    certificate: Option<Certificate>,
    /// The protocol that it chose in `EncryptedExtensions`.
    encrypted_protocol: Option<Text>,
    /// The handshake makes a session from nothing: a certificate or the end of the server's flight was seen.
    full: bool,
    /// Version of the latest record, which is all there is until a server has chosen one.
    record_version: Option<TlsVersion>,
    /// What the present frame completed.
    seen: Vec<TlsRecord>,
    /// Longest hello that is kept.
    cap: usize,
    /// Opens records, where there are secrets.
    opener: Option<Box<Opener>>,
    /// What comes now is the contents of a record that was opened.
    opening: bool,
    /// A hello came, so that what waits may open.
    may_open: bool,
    /// The acknowledgment number of the present bytes.
    ack: Option<u32>,
    /// What was opened and not yet given out, and its bytes.
    given: Vec<opened::Given>,
    bytes: Vec<u8>,
    /// The contents of the present record.
    contents: Vec<u8>,
}

impl TlsConnection {
    /// A connection of which nothing was read yet; hellos up to `cap` bytes are. `from_beginning`: its first byte is in the
    /// capture.
    pub fn new(begins: Begins, from_beginning: bool, cap: usize) -> Self {
        let place = if from_beginning || begins == Begins::WithStream {
            Place::Beginning
        } else {
            Place::BehindGap
        };
        TlsConnection {
            begins,
            ways: [OneWay::new(place), OneWay::new(place)],
            client: None,
            server: None,
            randoms: Vec::new(),
            certificate: None,
            encrypted_protocol: None,
            full: false,
            record_version: None,
            seen: Vec::new(),
            cap,
            opener: None,
            opening: false,
            may_open: false,
            ack: None,
            given: Vec::new(),
            bytes: Vec::new(),
            contents: Vec::new(),
        }
    }

    /// Opens records with the secrets of a key ring.
    #[must_use]
    pub fn with(mut self, ring: Option<&Arc<Keyring>>) -> Self {
        self.opener = ring.map(|ring| Box::new(Opener::new(ring)));
        self
    }

    /// A record was found.
    pub fn is_tls(&self) -> bool {
        self.ways.iter().any(|way| way.evidence.first.is_some())
    }

    /// True if TLS has begun in that direction and has not ended.
    pub fn is_inside(&self, side: usize) -> bool {
        self.ways[side].is_tls()
    }

    /// What each direction showed.
    pub fn evidence(&self, side: usize) -> &Evidence {
        &self.ways[side].evidence
    }

    /// The direction that is the TLS client: the `ClientHello` came from there.
    pub fn client(&self) -> Option<usize> {
        let by_hello = self.client.as_ref().map(|&(side, _)| side);
        by_hello.or_else(|| self.opened()?.client)
    }

    /// What the client offered.
    pub fn client_hello(&self) -> Option<&ClientHello> {
        self.client.as_ref().map(|(_, hello)| hello)
    }

    /// The randoms of the client, of every handshake that names one: by them key logs know the connection.
    pub fn client_randoms(&self) -> &[Random] {
        &self.randoms
    }

    /// The certificate of the server, the first that it showed.
    pub fn certificate(&self) -> Option<&Certificate> {
        self.certificate.as_ref()
    }

    /// The protocol that the server chose (ALPN).
    pub fn protocol(&self) -> Option<&Text> {
        let told = self
            .server_hello()
            .and_then(|hello| hello.protocol.as_ref());
        told.or(self.encrypted_protocol.as_ref())
    }

    /// What the server chose.
    pub fn server_hello(&self) -> Option<&ServerHello> {
        self.server.as_ref().map(|(_, hello)| hello)
    }

    /// What came of opening it; `None` where there are no secrets.
    pub fn opened(&self) -> Option<&Opened> {
        self.opener.as_ref().map(|opener| opener.opened())
    }

    /// The suite of TLS 1.3, where no hello told it but the record that opened.
    pub fn found_suite(&self) -> Option<u16> {
        self.opener.as_ref().and_then(|opener| opener.found_suite())
    }

    /// Records of both directions.
    pub fn records_seen(&self) -> u64 {
        self.ways.iter().map(|way| way.records).sum()
    }

    /// Those among them that stay sealed.
    pub fn sealed_records(&self) -> u64 {
        self.ways.iter().map(|way| way.sealed).sum()
    }

    /// Records are opened where there are secrets of them.
    pub fn opens(&self) -> bool {
        self.opener.is_some()
    }

    /// Where a direction was ended by `close_notify`.
    pub fn close_notify(&self, side: usize) -> Option<At> {
        self.ways[side].close_notify
    }

    /// Bytes of application data of records that the present frame completed in that direction.
    pub fn plain(&self, side: usize) -> u64 {
        self.ways[side].plain
    }

    /// That data, of a control connection.
    pub fn text(&self, side: usize) -> &[u8] {
        &self.ways[side].text
    }

    /// The handshake goes on with an earlier session: the server took the client's key (TLS 1.3), or repeats its session id,
    /// or changes its cipher at once (RFC 5077 section 3.1). `None` where that cannot be told.
    pub fn is_resumed(&self) -> Option<bool> {
        let server = self.server_hello().filter(|hello| !hello.retry)?;
        if server.version >= TLS13 {
            return Some(server.takes_psk);
        }
        if self.full {
            return Some(false);
        }
        let (side, client) = self.client.as_ref()?;
        let answers = &self.ways[1 - side];
        let same_id = !server.session_id.is_empty() && server.session_id == client.session_id;
        let at_once = answers.evidence.finished.is_some() && !answers.evidence.lost;
        (same_id || at_once).then_some(true)
    }

    /// Hellos that were not read because they are longer than the cap.
    pub fn hellos_too_long(&self) -> u64 {
        self.ways.iter().map(|way| way.messages.too_long()).sum()
    }

    /// A new frame begins.
    pub fn begin_frame(&mut self) {
        self.seen.clear();
        for way in &mut self.ways {
            (way.touched, way.spoke, way.plain) = (None, false, 0);
            way.text.clear();
        }
    }

    /// What the present frame completed in that direction; `None` where it held no TLS, or clear text too.
    pub fn row(&self, side: usize) -> Option<TlsRow> {
        let way = &self.ways[side];
        let continues = way.touched.filter(|_| !way.spoke)?;
        Some(TlsRow {
            version: self.version(),
            records: self.seen.clone(),
            continues,
        })
    }

    /// The present frame held clear text in that direction.
    pub fn spoke(&self, side: usize) -> bool {
        self.ways[side].spoke
    }

    /// The row of a frame whose bytes wait for others.
    pub fn waiting_row(&self) -> TlsRow {
        TlsRow {
            version: self.version(),
            records: Vec::new(),
            continues: true,
        }
    }

    /// Takes the next bytes of a direction, which came with an acknowledgment number. What they are goes to `out`, with its
    /// direction: a hello may open what the other side has sent.
    pub fn bytes(
        &mut self,
        side: usize,
        mut bytes: &[u8],
        (at, ack): (At, Option<u32>),
        out: &mut impl FnMut(usize, Piece),
    ) {
        self.ack = ack;
        while !bytes.is_empty() {
            let used = match self.ways[side].phase {
                Phase::Clear(place) => self.clear(side, place, bytes, at, out),
                Phase::Probing { bytes: known, have } => {
                    self.probe(side, (known, have), bytes[0], at, out);
                    1
                }
                Phase::Tls(reader) => self.records(side, reader, bytes, at, out),
                Phase::Hunting => self.hunt(side, bytes, at, out),
            };
            self.ways[side].fed += used as u64;
            bytes = &bytes[used..];
        }
    }

    /// The next `len` bytes of a direction are not in the capture.
    pub fn gap(&mut self, side: usize, len: u64, at: At, out: &mut impl FnMut(usize, Piece)) {
        self.finish_text(side, at, out);
        self.ways[side].evidence.lost = true;
        match self.ways[side].phase {
            Phase::Tls(mut reader) => {
                let is_sealed = self.ways[side].cipher_changed || self.is_tls13();
                reader.gap(len, &mut |found| self.found(side, found, at));
                let way = &mut self.ways[side];
                way.cursor += len;
                way.fed += len;
                way.phase = Phase::Tls(reader);
                self.begin_hunt(side, is_sealed);
                self.flush(out);
            }
            Phase::Hunting => self.gap_in_hunt(side, len, at, out),
            Phase::Clear(_) | Phase::Probing { .. } => {
                let way = &mut self.ways[side];
                way.fed += len;
                way.phase = Phase::Clear(Place::BehindGap);
                way.cipher_changed = true;
            }
        }
    }

    /// Nothing follows in that direction: gives out what waits for more bytes.
    pub fn finish(&mut self, side: usize, at: At, out: &mut impl FnMut(usize, Piece)) {
        self.finish_text(side, at, out);
        self.finish_opening(side, at, out);
    }

    fn finish_text(&mut self, side: usize, at: At, out: &mut impl FnMut(usize, Piece)) {
        if let Phase::Probing { bytes, have } = self.ways[side].phase {
            self.ways[side].phase = Phase::Clear(Place::Inside);
            self.speak(side, &bytes[..have], at, out);
        }
    }

    fn version(&self) -> Option<TlsVersion> {
        let chosen = self.server_hello().map(|hello| hello.version);
        let found = self.found_suite().map(|_| TLS13);
        chosen.or(found).or(self.record_version)
    }

    fn is_tls13(&self) -> bool {
        let chosen = self.server_hello().map(|hello| hello.version >= TLS13);
        chosen.unwrap_or_else(|| self.found_suite().is_some())
    }

    /// Clear text up to a place where TLS may begin.
    fn clear(
        &mut self,
        side: usize,
        place: Place,
        bytes: &[u8],
        at: At,
        out: &mut impl FnMut(usize, Piece),
    ) -> usize {
        if self.may_begin_at(side, place) {
            if place == Place::BehindGap && find_record(bytes).is_some() {
                let start = self.ways[side].fed;
                self.enter(side, (RecordReader::astray(), start), at, out);
                return 0;
            }
            if may_begin(bytes[0]) {
                self.ways[side].phase = Phase::Probing {
                    bytes: [0; BEGINNING],
                    have: 0,
                };
                return 0;
            }
        }
        let used = self.speech(bytes);
        self.speak(side, &bytes[..used], at, out);
        used
    }

    fn may_begin_at(&self, side: usize, place: Place) -> bool {
        match (self.begins, place) {
            (_, Place::Inside) => false,
            (Begins::WithStream, Place::BehindGap) => self.is_inside(1 - side),
            (_, Place::Beginning) | (Begins::WithLine, Place::BehindGap) => true,
        }
    }

    /// How many bytes are clear text, whatever they are.
    fn speech(&self, bytes: &[u8]) -> usize {
        if self.begins == Begins::WithStream {
            return bytes.len();
        }
        memchr::memchr_iter(b'\n', bytes)
            .map(|line_end| line_end + 1)
            .find(|&next| bytes.get(next).is_some_and(|&byte| may_begin(byte)))
            .unwrap_or(bytes.len())
    }

    fn speak(&mut self, side: usize, bytes: &[u8], at: At, out: &mut impl FnMut(usize, Piece)) {
        let at_line = self.begins == Begins::WithLine && bytes.ends_with(b"\n");
        let way = &mut self.ways[side];
        way.phase = Phase::Clear(if at_line {
            Place::Beginning
        } else {
            Place::Inside
        });
        // no handshake was lost before it
        way.cipher_changed = false;
        way.spoke = true;
        way.evidence.clear.get_or_insert(at);
        out(side, Piece::Clear(bytes));
    }

    fn probe(
        &mut self,
        side: usize,
        (mut known, have): ([u8; BEGINNING], usize),
        byte: u8,
        at: At,
        out: &mut impl FnMut(usize, Piece),
    ) {
        known[have] = byte;
        let have = have + 1;
        self.ways[side].phase = Phase::Probing { bytes: known, have };
        if have < BEGINNING {
            return;
        }
        if begins_record(&known) {
            // the last of these bytes is not yet counted
            let start = (self.ways[side].fed + 1).saturating_sub(BEGINNING as u64);
            let reader = self.enter(side, (RecordReader::between(), start), at, out);
            self.records(side, reader, &known, at, out);
        } else {
            self.finish_text(side, at, out);
        }
    }

    fn enter(
        &mut self,
        side: usize,
        (reader, start): (RecordReader, u64),
        at: At,
        out: &mut impl FnMut(usize, Piece),
    ) -> RecordReader {
        let way = &mut self.ways[side];
        way.phase = Phase::Tls(reader);
        way.evidence.first.get_or_insert(at);
        (way.start, way.cursor) = (start, start);
        out(side, Piece::Begins);
        reader
    }

    fn records(
        &mut self,
        side: usize,
        mut reader: RecordReader,
        bytes: &[u8],
        at: At,
        out: &mut impl FnMut(usize, Piece),
    ) -> usize {
        let inside = reader.is_inside();
        let used = reader.bytes(bytes, &mut |found| self.found(side, found, at));
        let way = &mut self.ways[side];
        way.phase = Phase::Tls(reader);
        if used > 0 {
            way.touched.get_or_insert(inside);
            way.evidence.last = Some(at);
            out(side, Piece::Sealed(used));
        }
        self.flush(out);
        if used < bytes.len() {
            self.end(side, out);
        }
        used
    }

    /// The direction is clear again.
    fn end(&mut self, side: usize, out: &mut impl FnMut(usize, Piece)) {
        let way = &mut self.ways[side];
        way.drop_record();
        way.phase = Phase::Clear(Place::Beginning);
        out(side, Piece::Ends);
    }
}

/// What of a frame is behind the whole records at its start.
pub fn skip_records(mut payload: &[u8]) -> &[u8] {
    while let Some(header) = RecordHeader::parse(payload)
        && let Some(rest) = payload.get(RecordHeader::SIZE + usize::from(header.length)..)
        && !rest.is_empty()
    {
        payload = rest;
    }
    payload
}

#[cfg(test)]
mod tests;
