//! What nobody should read: where in the client's stream the arguments of PASS and ACCT stand.
//!
//! Kept as sequence numbers, so that any segment can be held against them, whole lines, single typed characters and
//! retransmissions alike.

use std::ops::Range;

/// Secret ranges of one direction, in stream order.
#[derive(Clone, Debug, Default)]
pub struct Secrets {
    /// Sequence number from which the ranges count.
    base: u32,
    ranges: Vec<Range<u32>>,
}

impl Secrets {
    /// Adds a range that begins at sequence number `seq`; ranges come in stream order.
    pub fn push(&mut self, seq: u32, len: u32) {
        if self.ranges.is_empty() {
            self.base = seq;
        }
        let start = seq.wrapping_sub(self.base);
        self.ranges.push(start..start.saturating_add(len));
    }

    /// The secret parts of a payload that begins at sequence number `seq`, last first, each with whether it is a
    /// whole secret.
    pub fn within(&self, seq: u32, len: usize) -> impl Iterator<Item = (Range<usize>, bool)> + '_ {
        let start = i64::from(seq.wrapping_sub(self.base) as i32);
        let end = start + len as i64;
        let low = self.ranges.partition_point(|r| i64::from(r.end) <= start);
        let high = self.ranges.partition_point(|r| i64::from(r.start) < end).max(low);
        self.ranges[low..high].iter().rev().map(move |r| {
            let (from, to) = (i64::from(r.start).max(start), i64::from(r.end).min(end));
            let whole = from == i64::from(r.start) && to == i64::from(r.end);
            ((from - start) as usize..(to - start) as usize, whole)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_whole_and_partial_secrets_across_the_wrap() {
        let mut secrets = Secrets::default();
        secrets.push(u32::MAX - 1, 6);
        secrets.push(100, 4);
        let found = |seq, len| secrets.within(seq, len).collect::<Vec<_>>();
        assert_eq!(found(u32::MAX - 6, 20), [(5..11, true)]);
        assert_eq!(found(2, 1), [(0..1, false)]);
        assert_eq!(found(0, 120), [(100..104, true), (0..4, false)]);
        assert_eq!(found(4, 90), []);
        assert_eq!(Secrets::default().within(5, 10).count(), 0);
    }
}
