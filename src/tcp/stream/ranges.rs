//! A short list of ranges of a stream.

/// Ranges that are kept apart. Whoever sends more of them has them run together: what asks whether
/// a range is touched then is told yes too often, never too seldom.
const KEPT: usize = 64;

/// Ranges of a stream, in no order.
#[derive(Clone, Debug, Default)]
pub(super) struct StreamRanges(Vec<(u64, u64)>);

impl StreamRanges {
    /// Adds the bytes from `from` to `to`.
    pub(super) fn add(&mut self, from: u64, to: u64) {
        let full = self.0.len() == KEPT;
        match self.0.last_mut() {
            Some(last) if full || (from <= last.1 && last.0 <= to) => {
                *last = (last.0.min(from), last.1.max(to));
            }
            _ => self.0.push((from, to)),
        }
    }

    /// True if any byte from `from` to `to` is in one of them.
    pub(super) fn touch(&self, from: u64, to: u64) -> bool {
        self.0.iter().any(|&(start, end)| start < to && from < end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_run_together_where_there_are_too_many() {
        let mut ranges = StreamRanges::default();
        for place in 0..1000 {
            ranges.add(10 * place, 10 * place + 2);
        }
        assert_eq!(ranges.0.len(), KEPT);
        assert!(ranges.touch(0, 1) && !ranges.touch(2, 10));
        assert!((63..1000).all(|place| ranges.touch(10 * place, 10 * place + 1)));
    }
}
