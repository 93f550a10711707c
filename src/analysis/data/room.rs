//! Room that all data connections share: what each of them needs is little, and a capture may hold any number of them.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};

use crate::limits::Limits;

/// The rooms of a pass. A clone is the same.
#[derive(Clone, Debug)]
pub(super) struct Rooms {
    /// [`Limits::marked_files`].
    pub(super) files: Room,
    /// [`Limits::inflating`].
    pub(super) inflating: Room,
    /// [`Limits::expansion`].
    pub(super) expansion: Expansion,
    /// [`Limits::listings`]; none where nobody wants them.
    pub(super) listings: Option<Room>,
}

/// What decoders may give for what they are given, those of all files together: a capture can hold many small files that
/// expand. A clone is the same.
#[derive(Clone, Debug)]
pub(super) struct Expansion {
    limits: Limits,
    counts: Arc<Expanded>,
}

#[derive(Debug, Default)]
struct Expanded {
    taken: AtomicU64,
    made: AtomicU64,
    refused: AtomicU64,
}

/// Room for so many things at a time. A clone is the same room.
#[derive(Clone, Debug)]
pub(super) struct Room(Arc<Counts>);

#[derive(Debug)]
struct Counts {
    left: AtomicUsize,
    refused: AtomicU64,
}

/// A place in a room, which is free again when this is dropped.
#[derive(Debug)]
pub(super) struct Seat(Room);

impl Rooms {
    pub(super) fn new(limits: &Limits, listings: bool) -> Self {
        Rooms {
            files: Room::of(limits.marked_files),
            inflating: Room::of(limits.inflating),
            listings: listings.then(|| Room::of(limits.listings)),
            expansion: Expansion {
                limits: *limits,
                counts: Arc::default(),
            },
        }
    }
}

impl Expansion {
    /// A decoder is given so many bytes. How many it may give.
    pub(super) fn room(&self, bytes: u64) -> u64 {
        let taken = self.counts.taken.fetch_add(bytes, Relaxed) + bytes;
        let made = self.counts.made.load(Relaxed);
        self.limits.expanded(taken).saturating_sub(made)
    }

    /// A decoder gave so many bytes.
    pub(super) fn note(&self, bytes: u64) {
        self.counts.made.fetch_add(bytes, Relaxed);
    }

    /// A file is not decoded any more, because there is no room.
    pub(super) fn refuse(&self) {
        self.counts.refused.fetch_add(1, Relaxed);
    }

    /// How many files were not decoded to their end.
    pub(super) fn refused(&self) -> u64 {
        self.counts.refused.load(Relaxed)
    }
}

impl Room {
    fn of(places: usize) -> Self {
        Room(Arc::new(Counts {
            left: AtomicUsize::new(places),
            refused: AtomicU64::new(0),
        }))
    }

    /// Takes a place for good; false where there is none.
    pub(super) fn take(&self) -> bool {
        self.take_many(1)
    }

    /// Takes so many places for good, or none of them.
    pub(super) fn take_many(&self, places: usize) -> bool {
        let taken = self
            .0
            .left
            .fetch_update(Relaxed, Relaxed, |left| left.checked_sub(places))
            .is_ok();
        self.0.refused.fetch_add(u64::from(!taken), Relaxed);
        taken
    }

    /// Takes a place for a time.
    pub(super) fn seat(&self) -> Option<Seat> {
        self.take().then(|| Seat(self.clone()))
    }

    /// How often there was none.
    pub(super) fn refused(&self) -> u64 {
        self.0.refused.load(Relaxed)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.0.0.left.fetch_add(1, Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_free_again_when_its_seat_is_gone() {
        let room = Room::of(2);
        let (first, second) = (room.seat(), room.seat());
        assert!(first.is_some() && second.is_some() && room.clone().seat().is_none());
        drop(first);
        assert!(room.take() && !room.take());
        drop(second);
        assert!(room.seat().is_some());
        assert_eq!(room.refused(), 2);
    }
}
