//! Which bytes of one side were seen already, so that a message counts each byte once.

/// Gaps that are remembered; what fills an older one counts as seen.
const GAPS: usize = 32;

/// The bytes that one side sent, by their relative sequence numbers.
#[derive(Clone, Debug, Default)]
pub(super) struct SentBytes {
    /// Behind the last byte; `None` before the first.
    end: Option<i64>,
    /// What is missing before it, also all before the first byte.
    gaps: Vec<(i64, i64)>,
}

impl SentBytes {
    /// Takes a segment and gives how many of its bytes are new.
    pub(super) fn take(&mut self, sequence: u32, length: u32) -> u64 {
        // sequence numbers wrap: the nearest place counts
        let start = self.end.map_or(i64::from(sequence), |end| {
            end + i64::from(
                sequence
                    .wrapping_sub(end.rem_euclid(1 << 32) as u32)
                    .cast_signed(),
            )
        });
        let stop = start + i64::from(length);
        let end = self.end.unwrap_or_else(|| {
            self.gaps.push((i64::MIN, start));
            start
        });
        let mut new = 0;
        let mut gaps = Vec::with_capacity(self.gaps.len() + 1);
        for &(from, to) in &self.gaps {
            let (low, high) = (from.max(start), to.min(stop));
            if low >= high {
                gaps.push((from, to));
                continue;
            }
            new += high - low;
            gaps.extend(
                [(from, low), (high, to)]
                    .into_iter()
                    .filter(|(from, to)| from < to),
            );
        }
        if start > end {
            gaps.push((end, start));
        }
        new += (stop - start.max(end)).max(0);
        let forgotten = gaps.len().saturating_sub(GAPS);
        self.gaps = gaps.split_off(forgotten);
        self.end = Some(stop.max(end));
        new.unsigned_abs()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_byte_is_new_once() {
        let mut seen = SentBytes::default();
        let new: Vec<u64> = [(1, 10), (21, 10), (11, 10), (21, 10), (1, 40), (1, 40)]
            .into_iter()
            .map(|(sequence, length)| seen.take(sequence, length))
            .collect();
        assert_eq!(new, [10, 10, 10, 0, 10, 0]);
    }

    #[test]
    fn sequence_numbers_wrap_and_may_begin_late() {
        let mut seen = SentBytes::default();
        assert_eq!(seen.take(u32::MAX - 4, 10), 10);
        assert_eq!((seen.take(0, 5), seen.take(5, 5)), (0, 5));
        assert_eq!(seen.take(u32::MAX - 9, 10), 5, "what came before the first");
    }

    #[test]
    fn gaps_are_bounded() {
        let mut seen = SentBytes::default();
        for at in 0..1000 {
            seen.take(at * 10, 5);
        }
        assert_eq!(seen.gaps.len(), GAPS);
    }
}
