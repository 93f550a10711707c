//! Work on all cores of the machine, where there is enough of it.

use std::thread;

/// More cores than these find no work.
const MOST: usize = 4;
/// Items below which starting a thread costs more than it saves.
const FEW: usize = 256;

/// How many cores there are to use.
pub(crate) fn count() -> usize {
    thread::available_parallelism().map_or(1, usize::from).min(MOST)
}

/// What `make` makes of each item, in order.
pub(crate) fn map<T: Sync, R: Send>(items: &[T], make: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let cores = count();
    if cores < 2 || items.len() < FEW {
        return items.iter().map(make).collect();
    }
    let make = &make;
    thread::scope(|scope| {
        let parts = items.chunks(items.len().div_ceil(cores));
        let parts: Vec<_> = parts.map(|part| scope.spawn(move || part.iter().map(make).collect::<Vec<R>>())).collect();
        let mut all = Vec::with_capacity(items.len());
        for part in parts {
            all.extend(part.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        all
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_item_is_made_once_and_in_order() {
        for count in [0, 1, 255, 256, 1001] {
            let items: Vec<usize> = (0..count).collect();
            assert_eq!(super::map(&items, |i| i * 2), items.iter().map(|i| i * 2).collect::<Vec<_>>());
        }
    }
}
