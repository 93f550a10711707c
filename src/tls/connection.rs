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
//! Decryption has its place in the end of a record: there its header, contents and number are known, and what it opens to
//! takes the way of [`Piece::Clear`], but with the place of the record.

use crate::model::{At, TlsAlert, TlsRecord, TlsRow, TlsVersion};

use super::handshake::{self, CLIENT_HELLO, Message, Messages, SERVER_HELLO};
use super::hello::{ClientHello, Random, ServerHello};
use super::reader::{Found, RecordReader, find_record};
use super::record::{BEGINNING, Content, RecordHeader, begins_record, may_begin};

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
    /// The direction is clear again.
    Ends,
}

/// What one direction showed of TLS.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// Its first record.
    pub first: Option<At>,
    /// The latest bytes of TLS.
    pub last: Option<At>,
    /// Its hello.
    pub hello: Option<At>,
    /// The first alert in clear that is fatal.
    pub fatal: Option<(TlsAlert, At)>,
    /// The latest alert in clear that is none, `close_notify` aside.
    pub warning: Option<(TlsAlert, At)>,
    /// An encrypted alert of TLS 1.3 in the place of the client's `Finished`.
    pub sealed_alert: Option<At>,
    /// It has finished its handshake, or sends application data.
    pub finished: Option<At>,
    /// Its first clear text.
    pub clear: Option<At>,
    /// Bytes of it are not in the capture.
    pub lost: bool,
    /// Records of application data, those of the handshake of TLS 1.3 not counted.
    data: u64,
    /// Of a server in TLS 1.3: records behind the client's `Finished`, and the lengths of the first two.
    late: (u64, [u16; 2]),
}

impl Evidence {
    /// Application data was sent. A server of TLS 1.3 sends two tickets behind the handshake (OpenSSL, and so most FTP
    /// servers), which look like data, but of equal length.
    pub fn has_data(&self) -> bool {
        let (count, [first, second]) = self.late;
        let tickets = count == 0 || (count == 2 && first == second);
        self.data > 0 || !tickets
    }

    fn late_record(&mut self, length: u16) {
        let (count, lengths) = &mut self.late;
        if let Some(place) = usize::try_from(*count)
            .ok()
            .and_then(|at| lengths.get_mut(at))
        {
            *place = length;
        }
        *count += 1;
    }
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
    start: [u8; 2],
    /// The cipher was changed, or may have been where the capture has a gap.
    cipher_changed: bool,
    /// Bytes of the record that is being read are not in the capture: where its messages begin is not known.
    torn: bool,
    /// Something of the present frame was TLS; and the frame began inside a record.
    touched: Option<bool>,
    /// Something of the present frame was clear text.
    spoke: bool,
    evidence: Evidence,
}

impl OneWay {
    fn new(place: Place) -> Self {
        OneWay {
            phase: Phase::Clear(place),
            messages: Messages::default(),
            named: Vec::new(),
            start: [0; 2],
            cipher_changed: false,
            torn: false,
            touched: None,
            spoke: false,
            evidence: Evidence::default(),
        }
    }

    fn is_tls(&self) -> bool {
        matches!(self.phase, Phase::Tls(_))
    }

    /// The record that is being read names nothing more.
    fn drop_record(&mut self) {
        self.messages.forget();
        self.named.clear();
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
    server: Option<ServerHello>,
    /// The randoms of the client's hellos, those that differ.
    randoms: Vec<Random>,
    /// The handshake makes a session from nothing: a certificate or the end of the server's flight was seen.
    full: bool,
    /// Version of the latest record, which is all there is until a server has chosen one.
    record_version: Option<TlsVersion>,
    /// What the present frame completed.
    seen: Vec<TlsRecord>,
    /// Longest hello that is kept.
    cap: usize,
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
            full: false,
            record_version: None,
            seen: Vec::new(),
            cap,
        }
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
        self.client.as_ref().map(|&(side, _)| side)
    }

    /// What the client offered.
    pub fn client_hello(&self) -> Option<&ClientHello> {
        self.client.as_ref().map(|(_, hello)| hello)
    }

    /// The randoms of the client, of every handshake that names one: by them key logs know the connection.
    pub fn client_randoms(&self) -> &[Random] {
        &self.randoms
    }

    /// What the server chose.
    pub fn server_hello(&self) -> Option<&ServerHello> {
        self.server.as_ref()
    }

    /// The handshake goes on with an earlier session: the server took the client's key (TLS 1.3), or repeats its session id,
    /// or changes its cipher at once (RFC 5077 section 3.1). `None` where that cannot be told.
    pub fn is_resumed(&self) -> Option<bool> {
        let server = self.server.as_ref().filter(|hello| !hello.retry)?;
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
            (way.touched, way.spoke) = (None, false);
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

    /// Takes the next bytes of a direction.
    pub fn bytes(&mut self, side: usize, mut bytes: &[u8], at: At, out: &mut impl FnMut(Piece)) {
        while !bytes.is_empty() {
            let used = match self.ways[side].phase {
                Phase::Clear(place) => self.clear(side, place, bytes, at, out),
                Phase::Probing { bytes: known, have } => {
                    self.probe(side, (known, have), bytes[0], at, out);
                    1
                }
                Phase::Tls(reader) => self.records(side, reader, bytes, at, out),
            };
            bytes = &bytes[used..];
        }
    }

    /// The next `len` bytes of a direction are not in the capture.
    pub fn gap(&mut self, side: usize, len: u64, at: At, out: &mut impl FnMut(Piece)) {
        self.finish(side, at, out);
        self.ways[side].evidence.lost = true;
        if let Phase::Tls(mut reader) = self.ways[side].phase {
            reader.gap(len, &mut |found| self.found(side, found, at));
            self.ways[side].phase = Phase::Tls(reader);
        } else {
            let way = &mut self.ways[side];
            way.phase = Phase::Clear(Place::BehindGap);
            way.cipher_changed = true;
        }
    }

    /// Nothing follows in that direction: gives out what waits for more bytes.
    pub fn finish(&mut self, side: usize, at: At, out: &mut impl FnMut(Piece)) {
        if let Phase::Probing { bytes, have } = self.ways[side].phase {
            self.ways[side].phase = Phase::Clear(Place::Inside);
            self.speak(side, &bytes[..have], at, out);
        }
    }

    fn version(&self) -> Option<TlsVersion> {
        let chosen = self.server.as_ref().map(|hello| hello.version);
        chosen.or(self.record_version)
    }

    fn is_tls13(&self) -> bool {
        self.server
            .as_ref()
            .is_some_and(|hello| hello.version >= TLS13)
    }

    /// Clear text up to a place where TLS may begin.
    fn clear(
        &mut self,
        side: usize,
        place: Place,
        bytes: &[u8],
        at: At,
        out: &mut impl FnMut(Piece),
    ) -> usize {
        if self.may_begin_at(side, place) {
            if place == Place::BehindGap && find_record(bytes).is_some() {
                self.enter(side, RecordReader::astray(), at, out);
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

    fn speak(&mut self, side: usize, bytes: &[u8], at: At, out: &mut impl FnMut(Piece)) {
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
        out(Piece::Clear(bytes));
    }

    fn probe(
        &mut self,
        side: usize,
        (mut known, have): ([u8; BEGINNING], usize),
        byte: u8,
        at: At,
        out: &mut impl FnMut(Piece),
    ) {
        known[have] = byte;
        let have = have + 1;
        self.ways[side].phase = Phase::Probing { bytes: known, have };
        if have < BEGINNING {
            return;
        }
        if begins_record(&known) {
            let reader = self.enter(side, RecordReader::between(), at, out);
            self.records(side, reader, &known, at, out);
        } else {
            self.finish(side, at, out);
        }
    }

    fn enter(
        &mut self,
        side: usize,
        reader: RecordReader,
        at: At,
        out: &mut impl FnMut(Piece),
    ) -> RecordReader {
        let way = &mut self.ways[side];
        way.phase = Phase::Tls(reader);
        way.evidence.first.get_or_insert(at);
        out(Piece::Begins);
        reader
    }

    fn records(
        &mut self,
        side: usize,
        mut reader: RecordReader,
        bytes: &[u8],
        at: At,
        out: &mut impl FnMut(Piece),
    ) -> usize {
        let inside = reader.is_inside();
        let used = reader.bytes(bytes, &mut |found| self.found(side, found, at));
        let way = &mut self.ways[side];
        way.phase = Phase::Tls(reader);
        if used > 0 {
            way.touched.get_or_insert(inside);
            way.evidence.last = Some(at);
            out(Piece::Sealed(used));
        }
        if used < bytes.len() {
            way.drop_record();
            way.phase = Phase::Clear(Place::Beginning);
            out(Piece::Ends);
        }
        used
    }

    fn found(&mut self, side: usize, found: Found, at: At) {
        let way = &mut self.ways[side];
        match found {
            Found::Header(header) => self.record_version = Some(TlsVersion(header.version)),
            Found::Contents {
                header,
                offset,
                bytes,
            } => self.contents(side, header, offset, bytes, at),
            Found::End(header) => self.end_record(side, header, at),
            Found::Torn => {
                way.messages.forget();
                way.torn = true;
            }
            Found::EndLost(header) => {
                way.drop_record();
                way.cipher_changed |= header.content == Content::ChangeCipherSpec;
            }
            Found::Astray => {
                way.drop_record();
                // a change of cipher may be among what is lost
                way.cipher_changed = true;
            }
            Found::Stray if self.seen.last() != Some(&TlsRecord::Continuation) => {
                self.seen.push(TlsRecord::Continuation);
            }
            Found::Stray => {}
        }
    }

    /// Looks at a piece of a record's contents.
    fn contents(&mut self, side: usize, header: RecordHeader, offset: usize, piece: &[u8], at: At) {
        let is_clear = self.is_handshake_clear(side);
        let way = &mut self.ways[side];
        for (place, &byte) in way.start.iter_mut().skip(offset).zip(piece) {
            *place = byte;
        }
        if header.content != Content::Handshake || way.torn || !is_clear {
            return;
        }
        let mut messages = std::mem::take(&mut way.messages);
        messages.push(piece, self.cap, &mut |message| {
            let named = self.message(side, &message, at);
            self.ways[side].named.push(named);
        });
        self.ways[side].messages = messages;
    }

    fn is_handshake_clear(&self, side: usize) -> bool {
        !self.ways[side].cipher_changed || self.is_tls13()
    }

    /// Takes note of a message.
    fn message(&mut self, side: usize, message: &Message, at: At) -> TlsRecord {
        let body = message.body.as_deref().unwrap_or_default();
        match message.kind {
            CLIENT_HELLO => self.client_says(side, ClientHello::parse(body), at),
            SERVER_HELLO => {
                self.ways[side].evidence.hello = Some(at);
                if let Some(hello) = ServerHello::parse(body) {
                    let retry = hello.retry;
                    self.server = Some(hello);
                    if retry {
                        return TlsRecord::HelloRetryRequest;
                    }
                }
            }
            handshake::CERTIFICATE
            | handshake::SERVER_KEY_EXCHANGE
            | handshake::SERVER_HELLO_DONE => self.full = true,
            _ => {}
        }
        TlsRecord::Handshake(message.kind)
    }

    fn client_says(&mut self, side: usize, hello: Option<ClientHello>, at: At) {
        self.ways[side].evidence.hello.get_or_insert(at);
        self.full = false;
        let mut hello = hello.unwrap_or_default();
        if self.randoms.len() < RENEGOTIATIONS && self.randoms.last() != Some(&hello.random) {
            self.randoms.push(hello.random);
        }
        if let Some((_, before)) = self.client.take() {
            hello.server_name = before.server_name.or(hello.server_name);
        }
        self.client = Some((side, hello));
    }

    fn end_record(&mut self, side: usize, header: RecordHeader, at: At) {
        let is_clear = self.is_handshake_clear(side);
        let way = &mut self.ways[side];
        let torn = std::mem::take(&mut way.torn);
        let record = match header.content {
            Content::ChangeCipherSpec => {
                way.cipher_changed = true;
                way.messages.forget();
                TlsRecord::ChangeCipherSpec
            }
            Content::Alert if header.length == 2 && torn => TlsRecord::Continuation,
            Content::Alert if header.length == 2 => {
                let [level, description] = way.start;
                self.alert(side, level, TlsAlert(description), at);
                TlsRecord::Alert { level, description }
            }
            Content::Alert => TlsRecord::EncryptedAlert,
            Content::ApplicationData => {
                self.application_data(side, header.length, at);
                TlsRecord::ApplicationData
            }
            Content::Heartbeat => TlsRecord::Heartbeat,
            Content::Ssl2Hello => {
                self.client_says(side, None, at);
                TlsRecord::Handshake(CLIENT_HELLO)
            }
            Content::Handshake if is_clear && torn && way.named.is_empty() => {
                TlsRecord::Continuation
            }
            Content::Handshake if is_clear => {
                self.seen.append(&mut way.named);
                return;
            }
            Content::Handshake => {
                way.evidence.finished.get_or_insert(at);
                TlsRecord::EncryptedHandshake
            }
        };
        self.seen.push(record);
    }

    /// Since TLS 1.3 every alert is fatal but for those that announce the end (RFC 8446 section 6).
    fn alert(&mut self, side: usize, level: u8, alert: TlsAlert, at: At) {
        const FATAL: u8 = 2;
        const USER_CANCELED: TlsAlert = TlsAlert(90);
        const CLOSE_NOTIFY: TlsAlert = TlsAlert(0);
        let ends = matches!(alert, CLOSE_NOTIFY | USER_CANCELED);
        let is_fatal = level == FATAL || (self.is_tls13() && !ends);
        let evidence = &mut self.ways[side].evidence;
        if is_fatal {
            evidence.fatal.get_or_insert((alert, at));
        } else if alert != CLOSE_NOTIFY {
            evidence.warning = Some((alert, at));
        }
    }

    fn application_data(&mut self, side: usize, length: u16, at: At) {
        let is_client = self.client() == Some(side);
        let handshake_over = self.ways[1 - side].evidence.finished.is_some();
        let is_tls13 = self.is_tls13();
        let evidence = &mut self.ways[side].evidence;
        if !is_tls13 {
            evidence.finished.get_or_insert(at);
            evidence.data += 1;
        } else if !is_client {
            evidence.finished.get_or_insert(at);
            if handshake_over && length != SEALED_ALERT {
                evidence.late_record(length);
            }
        } else if evidence.finished.is_some() {
            evidence.data += u64::from(length != SEALED_ALERT);
        } else if length >= SHORTEST_FINISHED {
            evidence.finished = Some(at);
        } else {
            evidence.sealed_alert.get_or_insert(at);
        }
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
