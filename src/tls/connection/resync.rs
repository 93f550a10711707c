//! Looking for the next record behind a gap, with its key.
//!
//! Five bytes that look like a header are found in any ciphertext once in some megabytes, and a
//! record may begin anywhere and be longer than a segment. So bytes are kept until a record that
//! seems to begin among them is whole, and its tag proves it. They are never more than one record
//! and one segment.

use crate::model::{At, TlsRecord, TlsVersion};
use crate::tls::hello::ServerHello;
use crate::tls::opened::{LostRecords, OpeningTry};
use crate::tls::reader::{RecordReader, is_text};
use crate::tls::record::{ContentType, RecordHeader, SealedRecord};

use super::direction::{Arrival, Phase};
use super::{TlsConnection, TlsPiece};

/// Bytes before a record that are kept: they hold its IV in TLS 1.0, a block and the longest MAC.
const BEFORE: usize = 16 + 48;

/// What records of TLS 1.3 say too.
const TLS12: TlsVersion = TlsVersion(0x0303);

/// A search.
#[derive(Debug)]
pub(super) struct RecordSearch {
    /// Where the last record ends whose end is known.
    from: u64,
    /// What came since the latest gap and was not passed over.
    buffer: Vec<u8>,
    /// Where in the direction that begins.
    place: u64,
    /// Where in it the search goes on.
    next: usize,
}

/// A record that was found.
pub(super) struct FoundRecord {
    pub(super) header: RecordHeader,
    start: usize,
    end: usize,
    /// The type of its contents, and what was lost before it.
    pub(super) opened: (u8, LostRecords),
}

impl TlsConnection {
    /// The reader is astray behind a gap: looks for the next record, where that can be proven.
    /// `is_sealed`: what follows is encrypted, so that there is nothing to be read in clear.
    pub(super) fn begin_resync(&mut self, side: usize, is_sealed: bool) {
        let Phase::Tls(reader) = self.directions[side].phase else {
            return;
        };
        let hellos = self.hellos(side);
        let can_prove = self.opener.as_ref().is_some_and(|opener| {
            let is_new = !hellos.from_beginning && hellos.waiting == 0;
            let can_find =
                opener.can_guess(side, hellos) || (is_new && opener.can_try(side, hellos));
            opener.is_open(side) || (is_sealed && can_find)
        });
        if reader.is_astray() && can_prove {
            let direction = &mut self.directions[side];
            direction.phase = Phase::Searching;
            direction.resync = Some(Box::new(RecordSearch {
                from: direction.start,
                buffer: Vec::new(),
                place: direction.fed,
                next: 0,
            }));
        }
    }

    /// Takes the next bytes; returns how many of them are of TLS.
    pub(super) fn resync(
        &mut self,
        Arrival { side, bytes, at }: Arrival,
        out: &mut impl FnMut(usize, TlsPiece),
    ) -> usize {
        let Some(mut resync) = self.directions[side].resync.take() else {
            return bytes.len();
        };
        if resync.buffer.is_empty() && is_text(bytes) {
            self.lose(side, resync.place - resync.from, at);
            self.flush(out);
            self.end(side, out);
            return 0;
        }
        let direction = &mut self.directions[side];
        direction.touched.get_or_insert(false);
        direction.evidence.last = Some(at);
        if let Some(opener) = &self.opener {
            opener.has_come(bytes.len());
        }
        resync.buffer.extend_from_slice(bytes);
        let mut clear = 0;
        if let Some(found) = self.search(side, &mut resync, Behind::MoreMayCome) {
            clear = self.resume(side, &resync, &found, at);
        } else {
            if self.seen.last() != Some(&TlsRecord::Continuation) {
                self.seen.push(TlsRecord::Continuation);
            }
            resync.forget();
            self.directions[side].resync = Some(resync);
        }
        let used = bytes.len() - clear.min(bytes.len());
        out(side, TlsPiece::Sealed(used));
        self.flush(out);
        if used < bytes.len() {
            self.end(side, out);
        }
        used
    }

    /// More bytes are missing.
    pub(super) fn gap_in_resync(
        &mut self,
        side: usize,
        len: u64,
        at: At,
        out: &mut impl FnMut(usize, TlsPiece),
    ) {
        self.search_to_end(side, at);
        let direction = &mut self.directions[side];
        direction.fed += len;
        if let Phase::Tls(mut reader) = direction.phase {
            reader.gap(len, &mut |found| self.found(side, found, at));
            let direction = &mut self.directions[side];
            direction.cursor += len;
            direction.phase = Phase::Tls(reader);
            self.begin_resync(side, true);
        } else if let Some(resync) = &mut direction.resync {
            resync.buffer.clear();
            (resync.place, resync.next) = (direction.fed, 0);
        }
        self.flush(out);
    }

    /// Nothing follows.
    pub(super) fn finish_resync(&mut self, side: usize, at: At) {
        self.search_to_end(side, at);
        if let Some(resync) = self.directions[side].resync.take() {
            let end = resync.place + resync.buffer.len() as u64;
            self.lose(side, end.max(self.directions[side].fed) - resync.from, at);
        }
    }

    /// What seems to begin in what is left and has not come to its end is not a record.
    fn search_to_end(&mut self, side: usize, at: At) {
        if let Some(mut resync) = self.directions[side].resync.take() {
            if let Some(found) = self.search(side, &mut resync, Behind::Nothing) {
                self.resume(side, &resync, &found, at);
            } else {
                self.directions[side].resync = Some(resync);
            }
        }
    }

    fn lose(&mut self, side: usize, wire: u64, at: At) {
        if let Some(opener) = &mut self.opener {
            let lost = opener.ends_astray(side, wire);
            self.give_lost(side, lost, at);
        }
    }

    /// The first record that opens.
    fn search(
        &mut self,
        side: usize,
        resync: &mut RecordSearch,
        behind: Behind,
    ) -> Option<FoundRecord> {
        let mut opener = self.opener.take()?;
        let mut contents = std::mem::take(&mut self.contents);
        let mut found = None;
        while let Some(rest) = resync.buffer.get(resync.next..)
            && rest.len() >= RecordHeader::SIZE
        {
            let header = RecordHeader::parse(rest).filter(|&header| {
                self.has_usual_version(header) && header.content != ContentType::Heartbeat
            });
            let Some(header) = header else {
                resync.next += 1;
                continue;
            };
            let len = RecordHeader::SIZE + usize::from(header.length);
            let Some(body) = rest.get(RecordHeader::SIZE..len) else {
                if behind == Behind::MoreMayCome {
                    break;
                }
                resync.next += 1;
                continue;
            };
            let start = resync.next;
            let before = resync.place + start as u64 - resync.from;
            let end = &resync.buffer[start.saturating_sub(BEFORE)..start];
            let attempt = OpeningTry {
                side,
                record: SealedRecord::of(header, body),
                hellos: self.hellos(side),
            };
            if let Some(opened) = opener.find(attempt, (before, end), &mut contents) {
                found = Some(FoundRecord {
                    header,
                    start,
                    end: start + len,
                    opened,
                });
                break;
            }
            resync.next += 1;
        }
        (self.opener, self.contents) = (Some(opener), contents);
        found
    }

    /// The version of a record is that of the one before it, or the one that the server chose: a
    /// client begins with an older one (RFC 8446 section 5.1).
    fn has_usual_version(&self, header: RecordHeader) -> bool {
        let version = TlsVersion(header.version);
        let is_chosen = |hello: &ServerHello| version == hello.version.min(TLS12);
        self.record_version.is_none_or(|last| last == version)
            || self.server_hello().is_some_and(is_chosen)
    }

    /// Goes on behind a record that was found; returns how many bytes at the end are not of TLS.
    fn resume(
        &mut self,
        side: usize,
        resync: &RecordSearch,
        record: &FoundRecord,
        at: At,
    ) -> usize {
        let start = resync.place + record.start as u64;
        let end = resync.place + record.end as u64;
        let mut reader = RecordReader::behind();
        self.directions[side].phase = Phase::Tls(reader);
        self.found_behind_gap(side, record, start..end, at);
        (self.directions[side].start, self.directions[side].cursor) = (end, end);
        let rest = &resync.buffer[record.end..];
        let used = reader.bytes(rest, &mut |found| self.found(side, found, at));
        self.directions[side].phase = Phase::Tls(reader);
        rest.len() - used
    }
}

/// What stands behind the bytes that are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Behind {
    /// The rest of a record may come.
    MoreMayCome,
    /// Nothing: what has not come to its end is not a record.
    Nothing,
}

impl RecordSearch {
    /// Passes over what was looked at.
    fn forget(&mut self) {
        let old = self.next.saturating_sub(BEFORE);
        self.buffer.drain(..old);
        self.place += old as u64;
        self.next -= old;
    }
}
