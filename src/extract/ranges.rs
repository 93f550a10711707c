//! Which bytes of a file are there.

use std::collections::BTreeMap;

/// Ranges of bytes that neither touch nor overlap.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ByteRanges(BTreeMap<u64, u64>);

impl ByteRanges {
    /// Adds the bytes from `from` to `to`.
    pub(super) fn add(&mut self, mut from: u64, mut to: u64) {
        if from >= to {
            return;
        }
        while let Some((&start, &end)) = self
            .0
            .range(..=to)
            .next_back()
            .filter(|&(_, &end)| end >= from)
        {
            from = from.min(start);
            to = to.max(end);
            self.0.remove(&start);
        }
        self.0.insert(from, to);
    }

    /// The ranges, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u64, u64)> {
        self.0.iter().map(|(&from, &to)| (from, to))
    }

    /// The parts of `from..to` in order, each with whether it is there.
    pub(super) fn split(&self, from: u64, to: u64) -> Vec<(u64, u64, bool)> {
        let first = self
            .0
            .range(..=from)
            .next_back()
            .map_or(from, |(&start, _)| start);
        let (mut parts, mut at) = (Vec::new(), from);
        for (&start, &end) in self.0.range(first..to) {
            let (start, end) = (start.clamp(at, to), end.clamp(at, to));
            parts.push((at, start, false));
            parts.push((start, end, true));
            at = end;
        }
        parts.push((at, to, false));
        parts.retain(|&(from, to, _)| from < to);
        parts
    }

    /// True where every byte of `from..to` is there.
    pub(super) fn covers(&self, from: u64, to: u64) -> bool {
        self.split(from, to).iter().all(|&(_, _, there)| there)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn are_what_a_row_of_flags_is(added in proptest::collection::vec((0_u64..40, 0_u64..12), 0..12), asked in (0_u64..40, 0_u64..20)) {
            let (mut ranges, mut flags) = (ByteRanges::default(), [false; 64]);
            for (from, len) in added {
                ranges.add(from, from + len);
                flags[from as usize..(from + len) as usize].fill(true);
            }
            let (from, to) = (asked.0, asked.0 + asked.1);
            let parts = ranges.split(from, to);
            let told: Vec<bool> = parts.iter().flat_map(|&(from, to, there)| (from..to).map(move |_| there)).collect();
            prop_assert_eq!(&told[..], &flags[from as usize..to as usize]);
            prop_assert!(parts.windows(2).all(|pair| pair[0].1 == pair[1].0 && pair[0].2 != pair[1].2));
            prop_assert_eq!(ranges.covers(from, to), told.iter().all(|&there| there));
            prop_assert!(ranges.iter().zip(ranges.iter().skip(1)).all(|(a, b)| a.1 < b.0));
        }
    }
}
