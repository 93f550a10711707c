//! What nobody should read: where in the client's stream the arguments of PASS and ACCT stand.
//!
//! Kept as sequence numbers, so that any segment can be held against them, whole lines, single typed characters and
//! retransmissions alike.

use std::ops::Range;

/// A part of a payload that nobody should read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretPart {
    /// Where in the payload it stands.
    pub range: Range<usize>,
    /// It is a whole secret; else other segments carry the rest of it.
    pub whole: bool,
}

/// Secret ranges of one direction, in stream order.
#[derive(Clone, Debug, Default)]
pub struct Secrets {
    /// Sequence number from which the ranges count.
    base: u32,
    ranges: Vec<Range<u32>>,
}

impl Secrets {
    /// Adds a range of `len` bytes that begins at sequence number `seq`; ranges come in stream order.
    pub fn push(&mut self, seq: u32, len: u64) {
        // a line that never ends must not become a short one
        let len = u32::try_from(len).unwrap_or(u32::MAX);
        if self.ranges.is_empty() {
            self.base = seq;
        }
        let start = seq.wrapping_sub(self.base);
        self.ranges.push(start..start.saturating_add(len));
    }

    /// The secret parts of a payload that begins at sequence number `seq`, in order.
    pub fn within(&self, seq: u32, len: usize) -> impl Iterator<Item = SecretPart> + '_ {
        let start = i64::from(seq.wrapping_sub(self.base) as i32);
        let end = start + len as i64;
        let low = self.ranges.partition_point(|r| i64::from(r.end) <= start);
        let high = self
            .ranges
            .partition_point(|r| i64::from(r.start) < end)
            .max(low);
        self.ranges[low..high].iter().map(move |r| {
            let (from, to) = (i64::from(r.start).max(start), i64::from(r.end).min(end));
            let whole = from == i64::from(r.start) && to == i64::from(r.end);
            SecretPart {
                range: (from - start) as usize..(to - start) as usize,
                whole,
            }
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
        let found = |seq, len| {
            secrets
                .within(seq, len)
                .map(|part| (part.range, part.whole))
                .collect::<Vec<_>>()
        };
        assert_eq!(found(u32::MAX - 6, 20), [(5..11, true)]);
        assert_eq!(found(2, 1), [(0..1, false)]);
        assert_eq!(found(0, 120), [(0..4, false), (100..104, true)]);
        assert_eq!(found(4, 90), []);
        assert_eq!(Secrets::default().within(5, 10).count(), 0);
    }

    #[test]
    fn an_argument_without_end_is_secret_to_its_end() {
        let mut secrets = Secrets::default();
        secrets.push(0, (1 << 32) + 5);
        assert_eq!(secrets.within(1000, 1).count(), 1);
    }
}
