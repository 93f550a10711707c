//! Work on all cores of the machine, where there is enough of it.

use std::sync::{Mutex, PoisonError};
use std::thread;

/// More cores than these find no work.
const MOST: usize = 4;
/// Items below which starting a thread costs more than it saves.
const FEW: usize = 256;
/// Items that a core takes at once.
const CHUNK: usize = 64;

/// How many cores there are to use.
pub(crate) fn count() -> usize {
    thread::available_parallelism()
        .map_or(1, usize::from)
        .min(MOST)
}

/// What `make` makes of each item, in order.
pub(crate) fn map<I, R>(items: I, make: impl Fn(I::Item) -> R + Sync) -> Vec<R>
where
    I: ExactSizeIterator + Send,
    R: Send,
{
    map_beside(items, make, || ()).0
}

/// What `make` makes of each item, in order, and what `other` gives: this thread does that first, while other cores
/// begin with the items.
pub(crate) fn map_beside<I, R, S>(
    items: I,
    make: impl Fn(I::Item) -> R + Sync,
    other: impl FnOnce() -> S,
) -> (Vec<R>, S)
where
    I: ExactSizeIterator + Send,
    R: Send,
{
    let (cores, len) = (count(), items.len());
    if cores < 2 || len < FEW {
        let given = other();
        return (items.map(make).collect(), given);
    }
    let parts: Mutex<Vec<(usize, Vec<R>)>> = Mutex::default();
    let source = Mutex::new((0, items));
    let take = || {
        let mut source = source.lock().unwrap_or_else(PoisonError::into_inner);
        source.0 += 1;
        (source.0, source.1.by_ref().take(CHUNK).collect::<Vec<_>>())
    };
    let work = || {
        loop {
            let (place, chunk) = take();
            if chunk.is_empty() {
                return;
            }
            let chunk = chunk.into_iter().map(&make).collect();
            parts
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push((place, chunk));
        }
    };
    // a panic of any of them goes on from here
    let given = thread::scope(|scope| {
        for _ in 1..cores {
            scope.spawn(work);
        }
        let given = other();
        work();
        given
    });
    let mut parts = parts.into_inner().unwrap_or_else(PoisonError::into_inner);
    parts.sort_unstable_by_key(|(place, _)| *place);
    let mut all = Vec::with_capacity(len);
    all.extend(parts.into_iter().flat_map(|(_, chunk)| chunk));
    (all, given)
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_item_is_made_once_and_in_order() {
        for count in [0, 1, 63, 255, 256, 1001] {
            let items: Vec<usize> = (0..count).collect();
            let doubled: Vec<usize> = items.iter().map(|i| i * 2).collect();
            assert_eq!(
                super::map_beside(items.iter(), |i| i * 2, || "beside"),
                (doubled, "beside")
            );
        }
    }
}
