//! Room that all data connections share: what each of them needs is little, and a capture may hold
//! any number of them.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};

use crate::limits::Limits;

/// The budgets of a pass. A clone is the same.
#[derive(Clone, Debug)]
pub(super) struct Budgets {
    /// [`Limits::marked_files`].
    pub(super) files: Budget,
    /// [`Limits::inflating`].
    pub(super) inflating: Budget,
    /// [`Limits::expansion`].
    pub(super) expansion: Expansion,
    /// [`Limits::listings`]; none where nobody wants them.
    pub(super) listings: Option<Budget>,
}

/// What decoders may give for what they are given, those of all files together: a capture can hold
/// many small files that expand. A clone is the same.
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

/// So many things at a time. A clone draws on the same budget.
#[derive(Clone, Debug)]
pub(super) struct Budget(Arc<BudgetCounts>);

#[derive(Debug)]
struct BudgetCounts {
    left: AtomicUsize,
    refused: AtomicU64,
}

/// One of a budget, which is free again when this is dropped.
#[derive(Debug)]
pub(super) struct Grant(Budget);

impl Budgets {
    pub(super) fn new(limits: &Limits, listings: bool) -> Self {
        Budgets {
            files: Budget::of(limits.marked_files),
            inflating: Budget::of(limits.inflating),
            listings: listings.then(|| Budget::of(limits.listings)),
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

impl Budget {
    fn of(places: usize) -> Self {
        Budget(Arc::new(BudgetCounts {
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
    pub(super) fn grant(&self) -> Option<Grant> {
        self.take().then(|| Grant(self.clone()))
    }

    /// How often there was none.
    pub(super) fn refused(&self) -> u64 {
        self.0.refused.load(Relaxed)
    }
}

impl Drop for Grant {
    fn drop(&mut self) {
        self.0.0.left.fetch_add(1, Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_free_again_when_its_seat_is_gone() {
        let budget = Budget::of(2);
        let (first, second) = (budget.grant(), budget.grant());
        assert!(first.is_some() && second.is_some() && budget.clone().grant().is_none());
        drop(first);
        assert!(budget.take() && !budget.take());
        drop(second);
        assert!(budget.grant().is_some());
        assert_eq!(budget.refused(), 2);
    }
}
