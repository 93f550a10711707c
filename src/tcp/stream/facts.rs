//! What is known of a stream: how far it was read, where it ended, what is missing, and what its
//! peer acknowledged.

use crate::model::{At, Lost, Unacknowledged};

use super::Stream;

impl Stream {
    /// The place behind all that was given out or declared lost.
    pub fn read_to(&self) -> u64 {
        self.next
    }

    /// True once the FIN was seen and every byte before it was given out or declared lost.
    pub fn ended(&self) -> bool {
        self.fin_end() == Some(self.next)
    }

    /// True if a FIN of this direction is in the capture.
    pub fn has_fin(&self) -> bool {
        self.fin.is_some()
    }

    /// True if nothing waits behind a gap.
    pub fn is_settled(&self) -> bool {
        self.disorder
            .as_ref()
            .is_none_or(|disorder| disorder.buffer.is_empty())
    }

    /// Bytes declared lost so far.
    pub fn lost(&self) -> u64 {
        self.lost
    }

    /// Where bytes are missing so far: offset and length of each gap, in order and never adjacent;
    /// the first [`Limits::GAPS`](crate::limits::Limits::GAPS) of them.
    pub fn gaps(&self) -> &[(u64, u64)] {
        self.disorder
            .as_ref()
            .map_or(&[], |disorder| disorder.gaps.places())
    }

    /// Gaps that are not in [`Stream::gaps`], by number.
    pub fn gaps_left_out(&self) -> u64 {
        self.disorder
            .as_ref()
            .map_or(0, |disorder| disorder.gaps.left_out())
    }

    /// Who lost the bytes that are missing between two places of the stream, by what its receiver
    /// acknowledged. Right once the stream has [finished](Stream::finish).
    pub fn lost_within(&self, from: u64, to: u64) -> Lost {
        self.disorder.as_ref().map_or(Lost::default(), |disorder| {
            disorder.gaps.lost_within(from, to, &self.delivery)
        })
    }

    /// The bytes that were sent and never acknowledged, where acknowledgements are in the capture
    /// at all. Right once the stream has finished.
    pub fn unacknowledged(&self) -> Option<Unacknowledged> {
        self.delivery.unacknowledged(self.next)
    }

    /// How often the FIN was sent, where all before it was acknowledged, and it never was. Right
    /// once the stream has finished.
    pub fn fins_in_vain(&self) -> u32 {
        let end = self.fin_end().filter(|&end| end == self.next);
        end.map_or(0, |end| self.delivery.fins_in_vain(end))
    }

    /// Payload bytes of the largest segment that was acknowledged as a whole.
    pub fn largest_acknowledged(&self) -> u32 {
        self.delivery.largest_acknowledged()
    }

    /// The frame that last acknowledged anything new.
    pub fn last_acknowledged(&self) -> Option<At> {
        self.delivery.acked_at()
    }

    /// True if a copy of any byte between two places differs from the first one.
    pub fn differs_within(&self, from: u64, to: u64) -> bool {
        self.disorder
            .as_ref()
            .is_some_and(|disorder| disorder.differing.touch(from, to))
    }

    /// Bytes came that stand behind the FIN: it may not be the sender's own.
    pub fn sent_behind_fin(&self) -> bool {
        self.behind_fin
    }

    /// The peer acknowledged more than what stands before the FIN, and the FIN itself: one of both
    /// is not what it seems.
    pub fn acknowledged_beyond_end(&self) -> bool {
        let end = self.fin_end().map(|end| end + 1);
        end.zip(self.delivery.acked())
            .is_some_and(|(end, acked)| acked > end)
    }

    /// Gaps that were given up because the buffer was full, by number.
    pub fn overflows(&self) -> u64 {
        self.disorder
            .as_ref()
            .map_or(0, |disorder| disorder.overflows)
    }

    /// Memory of what waits behind a gap, in bytes.
    pub fn held_memory(&self) -> usize {
        self.disorder
            .as_ref()
            .map_or(0, |disorder| disorder.buffer.memory())
    }
}
