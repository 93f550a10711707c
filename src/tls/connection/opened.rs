//! What comes of the records of a connection for which there are secrets: a record is opened when
//! it has come to its end, or waits for a hello, and what it holds does what it would do in clear.
//!
//! Contents are gathered in one place while bytes are read, and given out when these are done, in
//! the order in which records opened. A record that waited belongs to the frame that completed it,
//! which is over by then: rows show it as sealed.

use std::ops::Range;

use crate::model::{At, TlsAlert, TlsRecord};
use crate::tls::handshake::{END_OF_EARLY_DATA, FINISHED, KEY_UPDATE, NEW_SESSION_TICKET};
use crate::tls::opened::{Hellos, LostRecords, Opening, OpeningTry};
use crate::tls::record::{ContentType, RecordHeader, SealedRecord};

use super::direction::Phase;
use super::resync::FoundRecord;
use super::{Begins, Plain, TlsConnection, TlsPiece};

mod waiting;

/// Memory that a connection keeps between records: there are many, and most are idle.
const KEPT: usize = 512;

/// A record that has come to its end.
#[derive(Debug)]
pub(super) struct OpenedRecord {
    header: RecordHeader,
    /// Its contents; of a torn one what came last.
    body: Vec<u8>,
    torn: bool,
    /// The direction ends inside of it: nothing of it is missing in the capture.
    is_last: bool,
    /// So many bytes are missing before it that nobody knows how many records.
    behind_gap: bool,
    /// It was not opened in the frame in which it ends.
    waited: bool,
    at: At,
    ack: Option<u32>,
    start: u64,
    end: u64,
}

/// What is to be given out.
#[derive(Debug)]
pub(super) struct Given {
    side: usize,
    at: At,
    what: GivenContent,
}

#[derive(Debug)]
enum GivenContent {
    Opened {
        bytes: Range<usize>,
        ack: Option<u32>,
        place: Range<u64>,
    },
    Lost(LostRecords),
    Locked,
}

impl TlsConnection {
    /// A record of that kind is encrypted, and there are secrets.
    pub(super) fn is_to_be_opened(&self, side: usize, header: RecordHeader) -> bool {
        self.opener.is_some()
            && match header.content {
                ContentType::ApplicationData => true,
                // one that is encrypted has more than its one byte
                ContentType::ChangeCipherSpec => header.length > 1 && !self.is_tls13(),
                ContentType::Alert => header.length != 2 && self.directions[side].cipher_changed,
                ContentType::Handshake => !self.is_handshake_clear(side),
                ContentType::Heartbeat => self.directions[side].cipher_changed,
                ContentType::Ssl2Hello => false,
            }
    }

    /// Opens the record that has come to its end.
    pub(super) fn open_record(&mut self, side: usize, header: RecordHeader, at: At) {
        let direction = &mut self.directions[side];
        let record = OpenedRecord {
            header,
            body: std::mem::take(&mut direction.body),
            torn: std::mem::take(&mut direction.torn),
            is_last: false,
            behind_gap: std::mem::take(&mut direction.behind_gap),
            waited: false,
            at,
            ack: self.ack,
            start: direction.start,
            end: direction.cursor,
        };
        if let Some(opener) = &self.opener {
            opener.has_come(record.body.len());
        }
        if direction.waiting.is_empty() {
            let opening = self.try_open(side, &record);
            if !matches!(opening, Opening::Wait | Opening::Again) {
                self.settle(side, &record, opening);
                self.directions[side].body = emptied(record.body);
                return;
            }
            self.wait(side, record);
            if opening == Opening::Again {
                self.open_all();
            }
        } else if self.is_told_by(side, &record) {
            self.wait(side, record);
            self.open_all();
        } else {
            self.wait(side, record);
        }
        self.seen.push(sealed(header.content));
    }

    /// Behind records that wait, one tells what opens the connection: where there is no hello, its
    /// secret is looked for.
    fn is_told_by(&mut self, side: usize, record: &OpenedRecord) -> bool {
        let Some(mut opener) = self.opener.take() else {
            return false;
        };
        let attempt = OpeningTry {
            side,
            record: SealedRecord::of(record.header, &record.body),
            hellos: self.hellos(side),
        };
        let told = !record.torn && opener.probe(attempt);
        self.opener = Some(opener);
        told
    }

    /// The end of a record is not in the capture.
    pub(super) fn end_lost(&mut self, side: usize, header: RecordHeader, at: At) {
        if header.content == ContentType::ChangeCipherSpec {
            self.cipher_changes(side);
        } else if self.is_to_be_opened(side, header) {
            let direction = &self.directions[side];
            let len = RecordHeader::SIZE as u64 + u64::from(header.length);
            let record = OpenedRecord {
                header,
                body: Vec::new(),
                torn: true,
                is_last: false,
                behind_gap: false,
                waited: false,
                at,
                ack: self.ack,
                // the next one begins where this one ends
                start: direction.start.saturating_sub(len),
                end: direction.start,
            };
            if direction.waiting.is_empty() {
                self.torn(side, &record);
            } else {
                self.wait(side, record);
            }
        }
    }

    /// It is not known where the next record begins.
    pub(super) fn astray(&mut self, side: usize) {
        let begun = self.directions[side].cipher_changed || self.is_tls13();
        if let Some(opener) = &mut self.opener {
            let direction = &mut self.directions[side];
            if !opener.is_open(side) {
                direction.unopened.get_or_insert(direction.start);
            }
            // the change may be among what is missing: then the next record has another number
            // than 0
            direction.behind_gap = true;
            if begun {
                opener.astray(side);
            }
        }
    }

    /// The side changes its cipher.
    pub(super) fn cipher_changes(&mut self, side: usize) {
        let of_tls13 = self.is_tls13();
        let direction = &mut self.directions[side];
        direction.cipher_changed = true;
        direction.messages.forget();
        if let Some(opener) = self.opener.as_mut().filter(|_| !of_tls13) {
            opener.cipher_changes(side);
        }
    }

    /// Behind clear text TLS begins once more, with a handshake in clear: REIN (RFC 4217 section
    /// 11) and CCC end TLS, and AUTH may come again. Keys of the time before hold no longer.
    pub(super) fn begins_anew(&mut self, side: usize) {
        if let Some(opener) = &mut self.opener {
            opener.cipher_changes(side);
        }
    }

    /// A message may change keys, or give a session to go on with.
    pub(super) fn keys_change(&mut self, side: usize, kind: u8, body: &[u8], at: At) {
        let of_tls13 = self.is_tls13();
        let Some(opener) = &mut self.opener else {
            return;
        };
        match kind {
            NEW_SESSION_TICKET if !of_tls13 => opener.ticket(body),
            FINISHED if self.opening => {
                self.directions[side].evidence.finished.get_or_insert(at);
                if of_tls13 {
                    opener.finished(side);
                }
            }
            END_OF_EARLY_DATA if self.opening && of_tls13 => opener.early_data_ends(side),
            KEY_UPDATE if self.opening && of_tls13 => opener.key_update(side),
            _ => {}
        }
    }

    /// A hello within TLS begins a handshake anew.
    pub(super) fn renegotiates(&mut self) {
        if let Some(opener) = self.opener.as_mut().filter(|_| self.opening) {
            opener.renegotiates();
        }
    }

    /// Opens what waits, where a hello has come.
    pub(super) fn open_waiting(&mut self) {
        if std::mem::take(&mut self.may_open) {
            self.open_all();
        }
    }

    /// Nothing follows in that direction.
    pub(super) fn finish_opening(
        &mut self,
        side: usize,
        at: At,
        out: &mut impl FnMut(usize, TlsPiece),
    ) {
        if self.opener.is_none() {
            return;
        }
        self.finish_resync(side, at);
        let direction = &mut self.directions[side];
        if let Phase::Tls(reader) = direction.phase
            && let Some(header) = reader.unfinished()
        {
            // its end never came
            direction.body.clear();
            let is_last = !std::mem::replace(&mut direction.torn, true);
            if self.is_to_be_opened(side, header) {
                let direction = &mut self.directions[side];
                let header = RecordHeader {
                    length: (direction.cursor - direction.start).saturating_sub(5) as u16,
                    ..header
                };
                let record = OpenedRecord {
                    header,
                    body: Vec::new(),
                    torn: true,
                    is_last,
                    behind_gap: false,
                    waited: false,
                    at,
                    ack: None,
                    start: direction.start,
                    end: direction.cursor,
                };
                self.wait(side, record);
            }
        }
        self.give_up(side);
        self.give_locked(side);
        self.tell_what_never_opened(side, at);
        self.flush(out);
    }

    /// Gives out what was opened.
    pub(super) fn flush(&mut self, out: &mut impl FnMut(usize, TlsPiece)) {
        if self.given.is_empty() {
            return;
        }
        let mut given = std::mem::take(&mut self.given);
        for Given { side, at, what } in given.drain(..) {
            out(
                side,
                match what {
                    GivenContent::Opened { bytes, ack, place } => TlsPiece::Opened(Plain {
                        bytes: &self.bytes[bytes],
                        at,
                        ack,
                        start: place.start,
                        end: place.end,
                    }),
                    GivenContent::Lost(LostRecords { records, bytes }) => {
                        TlsPiece::Lost { records, bytes, at }
                    }
                    GivenContent::Locked => TlsPiece::Locked(at),
                },
            );
        }
        self.given = given;
        self.bytes = emptied(std::mem::take(&mut self.bytes));
    }

    /// What a record holds that was found behind a gap.
    pub(super) fn found_behind_gap(
        &mut self,
        side: usize,
        found: &FoundRecord,
        place: Range<u64>,
        at: At,
    ) {
        let (kind, lost) = found.opened;
        self.give_lost(side, lost, at);
        let record = OpenedRecord {
            header: found.header,
            body: Vec::new(),
            torn: false,
            is_last: false,
            behind_gap: false,
            waited: false,
            at,
            ack: self.ack,
            start: place.start,
            end: place.end,
        };
        self.directions[side].records += 1;
        self.settle(side, &record, Opening::Plain(kind));
    }

    pub(super) fn give_lost(&mut self, side: usize, lost: LostRecords, at: At) {
        if lost.records > 0 {
            self.given.push(Given {
                side,
                at,
                what: GivenContent::Lost(lost),
            });
        }
    }

    /// What is known of both hellos, for a record of that direction.
    pub(super) fn hellos(&self, side: usize) -> Hellos<'_> {
        let direction = &self.directions[side];
        let server = self.server.as_ref().filter(|(_, hello)| !hello.retry);
        Hellos {
            client: self.client.as_ref().map(|(side, hello)| (*side, hello)),
            server: server.map(|(side, hello)| (*side, hello)),
            from_beginning: direction.evidence.hello.is_some(),
            waiting: direction.waiting.len() as u64,
        }
    }

    fn try_open(&mut self, side: usize, record: &OpenedRecord) -> Opening {
        let Some(mut opener) = self.opener.take() else {
            return Opening::Sealed;
        };
        let mut contents = std::mem::take(&mut self.contents);
        let opening = if record.torn {
            Opening::Sealed
        } else {
            if record.behind_gap {
                opener.mark_uncertain(side);
            }
            let attempt = OpeningTry {
                side,
                record: SealedRecord::of(record.header, &record.body),
                hellos: self.hellos(side),
            };
            opener.open(attempt, &mut contents)
        };
        (self.opener, self.contents) = (Some(opener), contents);
        opening
    }

    /// A record is open, or stays sealed.
    fn settle(&mut self, side: usize, record: &OpenedRecord, opening: Opening) {
        let Opening::Plain(kind) = opening else {
            if record.torn {
                self.torn(side, record);
            } else {
                self.directions[side].sealed += 1;
                self.lock(side, record);
            }
            let named = self.closed_record(side, record.header, record.at);
            self.seen.extend(named.filter(|_| !record.waited));
            return;
        };
        if !self.directions[side].locked.is_empty() {
            self.judge_locked(side);
        }
        self.tell_what_came_before(side, record);
        let contents = std::mem::take(&mut self.contents);
        self.opening = true;
        let seen = self.seen.len();
        self.opened_record(side, kind, &contents, record);
        if record.waited {
            self.seen.truncate(seen);
        }
        self.opening = false;
        self.contents = emptied(contents);
    }

    /// The number of the first record that opens tells of those that came before it and did not.
    fn tell_what_came_before(&mut self, side: usize, record: &OpenedRecord) {
        let direction = &mut self.directions[side];
        // behind a gap it may not be known where it began, but that it ends in the present bytes
        let len = record.end.saturating_sub(record.start);
        let start = record.start.max(direction.fed.saturating_sub(len));
        // one that waited may be older than what is missing
        let begun = direction.unopened.take_if(|begun| *begun <= start);
        if let Some(opener) = &mut self.opener {
            let wire = start.saturating_sub(begun.unwrap_or(start));
            let lost = opener.came_before(side, wire);
            self.give_lost(side, lost, record.at);
        }
    }

    /// Nothing follows, and nothing of that direction could be opened for what is missing of it.
    fn tell_what_never_opened(&mut self, side: usize, at: At) {
        let direction = &mut self.directions[side];
        let end = direction.fed.max(direction.cursor);
        if let Some(begun) = direction.unopened.take()
            && let Some(opener) = &self.opener
        {
            let lost = opener.never_opened(side, end.saturating_sub(begun));
            self.give_lost(side, lost, at);
        }
    }

    fn opened_record(&mut self, side: usize, kind: u8, contents: &[u8], record: &OpenedRecord) {
        let at = record.at;
        let named = match ContentType::of(kind) {
            Some(ContentType::ChangeCipherSpec) => {
                self.cipher_changes(side);
                TlsRecord::ChangeCipherSpec
            }
            Some(ContentType::Alert) => {
                let &[level, description] = contents else {
                    return self.seen.push(TlsRecord::EncryptedAlert);
                };
                self.alert(side, level, TlsAlert(description), at);
                TlsRecord::Alert { level, description }
            }
            Some(ContentType::Handshake) => {
                self.messages(side, contents, at);
                let named = std::mem::take(&mut self.directions[side].named);
                self.seen.extend(named);
                return;
            }
            Some(ContentType::ApplicationData) => {
                self.data(side, contents, record);
                TlsRecord::ApplicationData
            }
            Some(ContentType::Heartbeat) => TlsRecord::Heartbeat,
            Some(ContentType::Ssl2Hello) | None => TlsRecord::Continuation,
        };
        self.seen.push(named);
    }

    fn data(&mut self, side: usize, contents: &[u8], record: &OpenedRecord) {
        let direction = &mut self.directions[side];
        direction.evidence.finished.get_or_insert(record.at);
        if contents.is_empty() {
            return;
        }
        direction.evidence.data += 1;
        if !record.waited {
            direction.plain += contents.len() as u64;
            if self.begins == Begins::WithLine {
                direction.text.extend_from_slice(contents);
            }
        }
        let from = self.bytes.len();
        self.bytes.extend_from_slice(contents);
        self.given.push(Given {
            side,
            at: record.at,
            what: GivenContent::Opened {
                bytes: from..self.bytes.len(),
                ack: record.ack,
                place: record.start..record.end,
            },
        });
    }

    /// Bytes of a record are missing.
    fn torn(&mut self, side: usize, record: &OpenedRecord) {
        if let Some(opener) = &mut self.opener {
            if record.is_last {
                opener.cut_off();
                self.directions[side].sealed += 1;
                return self.lock(side, record);
            }
            if !opener.is_open(side) {
                self.directions[side].unopened.get_or_insert(record.start);
            }
            let lost = opener.torn(side, usize::from(record.header.length), &record.body);
            if record.header.content == ContentType::ApplicationData {
                self.give_lost(side, lost, record.at);
            }
        }
    }
}

/// A buffer for what comes next.
fn emptied(mut buffer: Vec<u8>) -> Vec<u8> {
    if buffer.capacity() > KEPT {
        return Vec::new();
    }
    buffer.clear();
    buffer
}

/// The name of a record that is not open yet.
fn sealed(content: ContentType) -> TlsRecord {
    match content {
        ContentType::ApplicationData => TlsRecord::ApplicationData,
        ContentType::Alert => TlsRecord::EncryptedAlert,
        ContentType::ChangeCipherSpec => TlsRecord::ChangeCipherSpec,
        ContentType::Heartbeat => TlsRecord::Heartbeat,
        ContentType::Handshake | ContentType::Ssl2Hello => TlsRecord::EncryptedHandshake,
    }
}

#[cfg(all(test, feature = "decrypt"))]
mod tests;
