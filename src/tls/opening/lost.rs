//! What is counted of records that are missing, or that stay sealed: how many there were, and what
//! they held.

use crate::model::TlsSealed;
use crate::tls::crypto::{Cipher, END};
use crate::tls::opened::LostRecords;

use super::guess::{Epoch, TrialKey};
use super::{Opener, OpeningDirection};

/// What a record of TLS 1.3 holds beside its contents: a byte and a tag, of 16 bytes in all suites
/// but one.
const OVERHEAD_13: u64 = 1 + 16;
/// The largest contents (RFC 8446 section 5.1).
const LARGEST: u64 = 1 << 14;

impl Opener {
    /// Bytes of a record are missing, of which all else is known; `end`: what of it came last.
    pub(in crate::tls) fn torn(&mut self, side: usize, len: usize, end: &[u8]) -> LostRecords {
        self.opened.lost[side] += 1;
        self.opened.reason.get_or_insert(TlsSealed::Lost);
        let direction = &mut self.directions[side];
        direction.uncertain = true;
        let Some(key) = &mut direction.key else {
            direction.miss(len, end);
            if !direction.finished {
                // it may be one of the handshake: the number of the first record that opens tells
                return LostRecords::default();
            }
            direction.told += 1;
            return LostRecords {
                records: 1,
                bytes: (len as u64).saturating_sub(OVERHEAD_13),
            };
        };
        key.skip(len, end);
        let in_handshake = key
            .traffic
            .as_ref()
            .is_some_and(|traffic| traffic.epoch == Epoch::Handshake);
        contents_of(&key.cipher, u64::from(!in_handshake), len as u64 + 5)
    }

    /// A direction ended inside of a record.
    pub(in crate::tls) fn cut_off(&mut self) {
        self.opened.reason.get_or_insert(TlsSealed::Lost);
    }

    /// The stream ended so many bytes behind the last record whose end is known.
    pub(in crate::tls) fn ends_astray(&mut self, side: usize, before: u64) -> LostRecords {
        let Some(key) = &self.directions[side].key else {
            return LostRecords::default();
        };
        let [least, _] = key.cipher.overhead();
        let records = before.div_ceil(LARGEST + least as u64);
        self.opened.lost[side] += records;
        contents_of(&key.cipher, records, before)
    }

    /// True if records that stayed sealed before any opened were of the handshake.
    pub(in crate::tls) fn began_late(&self, side: usize) -> bool {
        self.directions[side].began_late
    }

    /// What came before the first record that opened, where its number tells of more than was seen:
    /// so many bytes of the wire hold it.
    pub(in crate::tls) fn came_before(&mut self, side: usize, wire: u64) -> LostRecords {
        let direction = &mut self.directions[side];
        let untold = std::mem::take(&mut direction.untold);
        match &direction.key {
            Some(key) if untold > 0 => contents_of(&key.cipher, untold, wire),
            _ => LostRecords::default(),
        }
    }

    /// Nothing of a direction opened, the other one did: what so many bytes of the wire held.
    pub(in crate::tls) fn never_opened(&self, side: usize, wire: u64) -> LostRecords {
        let is_other_open = self.opened.records[1 - side] > 0;
        if self.opened.records[side] > 0 || !is_other_open || wire == 0 {
            return LostRecords::default();
        }
        let each = 5 + OVERHEAD_13;
        let records = wire.div_ceil(LARGEST + each);
        LostRecords {
            records,
            bytes: wire.saturating_sub(records * each),
        }
    }
}

impl OpeningDirection {
    /// A record did not open before any other did.
    pub(super) fn miss(&mut self, len: usize, end: &[u8]) {
        self.missed += 1;
        self.missed_bytes += len;
        self.end = end[end.len().saturating_sub(END)..].to_vec();
    }
}

/// How many records of contents a side sent before that one: those of the handshake aside.
pub(super) fn contents_before(key: &TrialKey, number: u64) -> u64 {
    match &key.traffic {
        Some(traffic) if traffic.epoch == Epoch::Handshake => 0,
        Some(_) => number,
        // up to TLS 1.2 the first one is `Finished`
        None => number.saturating_sub(1),
    }
}

/// What so many records hold that take so many bytes of the wire. Where their padding is not known,
/// the middle.
pub(super) fn contents_of(cipher: &Cipher, records: u64, wire: u64) -> LostRecords {
    let [least, most] = cipher.overhead();
    let overhead = (least + most) as u64 / 2;
    LostRecords {
        records,
        bytes: wire.saturating_sub(records.saturating_mul(overhead)),
    }
}
