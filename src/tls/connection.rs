//! TLS on a connection, both directions, as far as it can be read without keys.
//!
//! The one machine of both passes. Bytes of either direction go in, in the order of the capture,
//! and come out as [`TlsPiece`]s: clear text, or TLS. Where one ends and the other begins is
//! decided here and nowhere else:
//!
//! - **Begin.** On a control connection TLS may begin where a line does, on a data connection with
//!   the first byte only: in the middle of a file anything may look like a record. Three bytes
//!   decide, which no line of text begins with. Behind a gap, and where the capture lacks the
//!   beginning, a direction may be in the middle of a record: then the header of another one behind
//!   it tells (see [`RecordReader`]). On a data connection that holds only if the other direction
//!   speaks TLS, or where the capture lacks its beginning; and where PROT P is known to hold too,
//!   nothing needs to tell.
//! - **End.** Where a record should begin and something else does (CCC). Each direction ends by
//!   itself.
//!
//! A record is reported in the frame that brings its last byte, as Wireshark does. Messages of the
//! handshake are named until a side changes its cipher, after which only their number can be seen;
//! a change of cipher may hide in any gap. What both sides showed is kept as [`Evidence`], from
//! which the analysis tells what came of it. Without keys TLS 1.3 shows application data only: the
//! client's `Finished` is the first such record of the client that can hold one, and a shorter one
//! in its place is an alert.
//!
//! With secrets of a key log the end of a record is where it is opened (`opened`): there its header
//! and contents are known, and what it holds takes the way of clear text, as [`TlsPiece::Opened`]
//! with the place of the record. A record that comes before the other side's hello waits; behind a
//! gap records are looked for (`resync`).

mod clear;
mod direction;
mod facts;
mod opened;
mod records;
mod resync;

use std::sync::Arc;

use crate::model::{At, Certificate, Text, TlsRecord, TlsRow, TlsVersion};

use super::hello::{ClientHello, Random, ServerHello};
use super::keyring::Keyring;
use super::opening::Opener;
use super::reader::RecordReader;
use super::record::RecordHeader;

use direction::{Arrival, Phase, RecordPosition, TlsDirection};

/// TLS 1.3: changes of cipher are for show (RFC 8446 appendix D.4), what is encrypted looks like
/// data.
const TLS13: TlsVersion = TlsVersion(0x0304);
/// Handshakes of one connection of which the random is kept: more of them were made to waste
/// memory.
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
    /// It has begun: on a data connection of a protected session whose beginning is not in the
    /// capture.
    Before,
}

/// A part of what one direction carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TlsPiece<'a> {
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

/// The TLS of a connection.
#[derive(Debug)]
pub struct TlsConnection {
    begins: Begins,
    directions: [TlsDirection; 2],
    /// The latest hellos; and the direction of the client's.
    client: Option<(usize, ClientHello)>,
    server: Option<(usize, ServerHello)>,
    /// The randoms of the client's hellos, those that differ.
    randoms: Vec<Random>,
    /// The certificate of the server.
    certificate: Option<Certificate>,
    /// The server asked the client for one.
    asks_client: bool,
    /// The client answered, and had none.
    client_has_none: bool,
    /// The protocol that it chose in `EncryptedExtensions`.
    encrypted_protocol: Option<Text>,
    /// The handshake makes a session from nothing: a certificate or the end of the server's flight
    /// was seen.
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
    /// A connection of which nothing was read yet; hellos up to `cap` bytes are. `from_beginning`:
    /// its first byte is in the capture.
    pub fn new(begins: Begins, from_beginning: bool, cap: usize) -> Self {
        let place = if from_beginning {
            RecordPosition::Beginning
        } else {
            RecordPosition::BehindGap
        };
        TlsConnection {
            begins,
            directions: [TlsDirection::new(place), TlsDirection::new(place)],
            client: None,
            server: None,
            randoms: Vec::new(),
            certificate: None,
            asks_client: false,
            client_has_none: false,
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

    /// A new frame begins.
    pub fn begin_frame(&mut self) {
        self.seen.clear();
        for direction in &mut self.directions {
            (direction.touched, direction.spoke, direction.plain) = (None, false, 0);
            direction.text.clear();
        }
    }

    /// What the present frame completed in that direction; `None` where it held no TLS, or clear
    /// text too.
    pub fn row(&self, side: usize) -> Option<TlsRow> {
        let direction = &self.directions[side];
        let continues = direction.touched.filter(|_| !direction.spoke)?;
        Some(TlsRow {
            version: self.version(),
            records: self.seen.clone(),
            continues,
        })
    }

    /// The present frame held clear text in that direction.
    pub fn spoke(&self, side: usize) -> bool {
        self.directions[side].spoke
    }

    /// The row of a frame whose bytes wait for others.
    pub fn waiting_row(&self) -> TlsRow {
        TlsRow {
            version: self.version(),
            records: Vec::new(),
            continues: true,
        }
    }

    /// Takes the next bytes of a direction, which came with an acknowledgment number. What they are
    /// goes to `out`, with its direction: a hello may open what the other side has sent.
    pub fn bytes(
        &mut self,
        side: usize,
        mut bytes: &[u8],
        (at, ack): (At, Option<u32>),
        out: &mut impl FnMut(usize, TlsPiece),
    ) {
        self.ack = ack;
        while !bytes.is_empty() {
            let arrival = Arrival { side, bytes, at };
            let used = match self.directions[side].phase {
                Phase::Clear(place) => self.clear(arrival, place, out),
                Phase::Probing { bytes: known, have } => {
                    self.probe(arrival.up_to(1), (known, have), out);
                    1
                }
                Phase::Tls(reader) => self.records(arrival, reader, out),
                Phase::Searching => self.resync(arrival, out),
            };
            self.directions[side].fed += used as u64;
            bytes = &bytes[used..];
        }
    }

    /// The next `len` bytes of a direction are not in the capture.
    pub fn gap(&mut self, side: usize, len: u64, at: At, out: &mut impl FnMut(usize, TlsPiece)) {
        self.finish_text(side, at, out);
        self.directions[side].evidence.lost = true;
        match self.directions[side].phase {
            Phase::Tls(mut reader) => {
                let is_sealed = self.directions[side].cipher_changed || self.is_tls13();
                reader.gap(len, &mut |found| self.found(side, found, at));
                let direction = &mut self.directions[side];
                direction.cursor += len;
                direction.fed += len;
                direction.phase = Phase::Tls(reader);
                self.begin_resync(side, is_sealed);
                self.flush(out);
            }
            Phase::Searching => self.gap_in_resync(side, len, at, out),
            Phase::Clear(_) | Phase::Probing { .. } => {
                let direction = &mut self.directions[side];
                direction.fed += len;
                direction.phase = Phase::Clear(RecordPosition::BehindGap);
                direction.cipher_changed = true;
            }
        }
    }

    /// Nothing follows in that direction: gives out what waits for more bytes.
    pub fn finish(&mut self, side: usize, at: At, out: &mut impl FnMut(usize, TlsPiece)) {
        self.finish_text(side, at, out);
        self.finish_opening(side, at, out);
    }

    fn finish_text(&mut self, side: usize, at: At, out: &mut impl FnMut(usize, TlsPiece)) {
        if let Phase::Probing { bytes, have } = self.directions[side].phase {
            self.directions[side].phase = Phase::Clear(RecordPosition::Inside);
            let bytes = &bytes[..have];
            self.speak(Arrival { side, bytes, at }, out);
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

    fn enter(
        &mut self,
        Arrival { side, at, .. }: Arrival,
        (reader, start): (RecordReader, u64),
        out: &mut impl FnMut(usize, TlsPiece),
    ) -> RecordReader {
        let direction = &mut self.directions[side];
        direction.phase = Phase::Tls(reader);
        direction.evidence.first.get_or_insert(at);
        (direction.start, direction.cursor) = (start, start);
        out(side, TlsPiece::Begins);
        reader
    }

    fn records(
        &mut self,
        Arrival { side, bytes, at }: Arrival,
        mut reader: RecordReader,
        out: &mut impl FnMut(usize, TlsPiece),
    ) -> usize {
        let inside = reader.is_inside();
        let used = reader.bytes(bytes, &mut |found| self.found(side, found, at));
        let direction = &mut self.directions[side];
        direction.phase = Phase::Tls(reader);
        if used > 0 {
            direction.touched.get_or_insert(inside);
            direction.evidence.last = Some(at);
            out(side, TlsPiece::Sealed(used));
        }
        self.flush(out);
        if used < bytes.len() {
            self.end(side, out);
        }
        used
    }

    /// The direction is clear again.
    fn end(&mut self, side: usize, out: &mut impl FnMut(usize, TlsPiece)) {
        let direction = &mut self.directions[side];
        direction.drop_record();
        direction.phase = Phase::Clear(RecordPosition::Beginning);
        out(side, TlsPiece::Ends);
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
