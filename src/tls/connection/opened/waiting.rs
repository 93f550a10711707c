//! Records that wait for a hello, and those that stay sealed before any has opened, of which it is
//! not known what they are.

use crate::tls::connection::TlsConnection;
use crate::tls::opened::{Opening, OpeningTry};
use crate::tls::record::{ContentType, SealedRecord};

use super::{Given, GivenContent, OpenedRecord};

/// Memory that a record that waits takes beside its contents.
const SHARE: usize = 128;
/// Records that stay sealed before any has opened, and may be of the handshake: a server sends
/// four, or more where its certificates are long.
const MOST_IN_DOUBT: usize = 16;

impl TlsConnection {
    /// A record waits for hellos.
    pub(super) fn wait(&mut self, side: usize, mut record: OpenedRecord) {
        record.waited = true;
        let direction = &mut self.directions[side];
        direction.waiting_bytes += SHARE + record.body.len();
        direction.waiting.push_back(record);
        if let Some(opener) = &self.opener
            && direction.waiting_bytes > opener.room()
        {
            opener.overfull();
            self.give_up(side);
        }
    }

    /// What waits cannot be opened any more, unless it can be by now.
    pub(super) fn give_up(&mut self, side: usize) {
        self.open_side(side);
        if self.directions[side].waiting.is_empty() {
            return;
        }
        if let Some(opener) = &mut self.opener {
            opener.give_up(side);
        }
        self.open_side(side);
    }

    /// Opens what waits in both directions, as far as that is possible.
    pub(super) fn open_all(&mut self) {
        for side in 0..self.directions.len() {
            self.open_side(side);
        }
    }

    /// The same in one direction.
    pub(super) fn open_side(&mut self, side: usize) {
        let mut last = None;
        while let Some(record) = self.directions[side].waiting.pop_front() {
            let opening = last
                .and_then(|end| self.find_waiting(side, &record, end))
                .unwrap_or_else(|| self.try_open(side, &record));
            if matches!(opening, Opening::Wait | Opening::Again) {
                self.directions[side].waiting.push_front(record);
                if opening == Opening::Wait {
                    return;
                }
                continue;
            }
            let direction = &mut self.directions[side];
            direction.waiting_bytes = direction
                .waiting_bytes
                .saturating_sub(SHARE + record.body.len());
            self.settle(side, &record, opening);
            last = Some(record.end);
        }
    }

    /// A record that waited behind a gap has another number than the one that is due. `end`: where
    /// the record before it ends.
    fn find_waiting(&mut self, side: usize, record: &OpenedRecord, end: u64) -> Option<Opening> {
        let is_open = self.opener.as_ref().is_some_and(|o| o.is_open(side));
        if !record.behind_gap || record.torn || !is_open {
            return None;
        }
        let mut opener = self.opener.take()?;
        let mut contents = std::mem::take(&mut self.contents);
        let attempt = OpeningTry {
            side,
            record: SealedRecord::of(record.header, &record.body),
            hellos: self.hellos(side),
        };
        let missing = record.start.saturating_sub(end);
        let found = opener.find(attempt, (missing, &[]), &mut contents);
        (self.opener, self.contents) = (Some(opener), contents);
        let (kind, lost) = found?;
        self.give_lost(side, lost, record.at);
        Some(Opening::Plain(kind))
    }

    /// A record stays sealed that may hold application data. As long as none has opened, it may be
    /// one of the handshake too: what opens, or the end, tells.
    pub(super) fn lock(&mut self, side: usize, record: &OpenedRecord) {
        if record.header.content != ContentType::ApplicationData {
            return;
        }
        let is_open = self.opener.as_ref().is_some_and(|o| o.is_open(side));
        let locked = &mut self.directions[side].locked;
        if !is_open && locked.len() < MOST_IN_DOUBT {
            locked.push(record.at);
            return;
        }
        self.give_locked(side);
        self.given.push(Given {
            side,
            at: record.at,
            what: GivenContent::Locked,
        });
    }

    /// Tells of the records that stayed sealed so far.
    pub(super) fn give_locked(&mut self, side: usize) {
        let locked = std::mem::take(&mut self.directions[side].locked);
        self.given.extend(locked.into_iter().map(|at| Given {
            side,
            at,
            what: GivenContent::Locked,
        }));
    }

    /// One has opened: those that stayed sealed before it were of the handshake, or not.
    pub(super) fn judge_locked(&mut self, side: usize) {
        if self.opener.as_ref().is_some_and(|o| o.began_late(side)) {
            let direction = &mut self.directions[side];
            let of_handshake = direction.locked.len() as u64;
            direction.sealed = direction.sealed.saturating_sub(of_handshake);
            direction.locked.clear();
        } else {
            self.give_locked(side);
        }
    }
}
