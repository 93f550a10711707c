//! A transfer over several data connections at once (MODE E, GFD.20): what each of them carried, as
//! one file.
//!
//! The file is whole when the blocks of all connections join to one range without a gap, and as
//! many connections said "end of data" as the sender told with "end of file".

use crate::model::{Digests, Incomplete, Parallel, Transfer};

use super::records::SessionLink;
use super::transfer_content::TransferContent;

/// Ranges of a file that one connection may carry: more are never apart in real traffic, where each
/// connection takes the next free block, and a list of more would cost what nobody needs.
const MOST_RANGES: usize = 1 << 16;

/// What one connection carried of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ExtendedRanges {
    /// First byte and end of what came, in the order in which it came.
    ranges: Vec<(u64, u64)>,
    /// Where the next byte belongs.
    place: u64,
    /// How many connections there are, where that was said here.
    channels: Option<u64>,
    /// There were too many ranges.
    is_full: bool,
}

impl ExtendedRanges {
    /// The next bytes belong there.
    pub(super) fn place(&mut self, place: u64) {
        self.place = place;
    }

    /// So many connections carry the file.
    pub(super) fn channels(&mut self, channels: u64) {
        self.channels = Some(channels);
    }

    /// The next bytes have come.
    pub(super) fn take(&mut self, len: usize) {
        let end = self.place.saturating_add(len as u64);
        let has_room = self.ranges.len() < MOST_RANGES;
        match self.ranges.last_mut() {
            Some((_, last)) if *last == self.place => *last = end,
            _ if has_room => self.ranges.push((self.place, end)),
            _ => self.is_full = true,
        }
        self.place = end;
    }
}

/// Makes one transfer of what its connections carried; `content` is that of the first, which the
/// transfer has already.
pub(super) fn join(
    transfer: &mut Transfer,
    content: &TransferContent,
    others: &[(&SessionLink, TransferContent)],
) {
    let all = || std::iter::once(content).chain(others.iter().map(|(_, content)| content));
    for (link, other) in others {
        transfer.bytes += other.carried.bytes;
        transfer.lost_bytes += other.carried.lost;
        transfer.lost_on_path_bytes += other.lost.on_path;
        transfer.start = transfer.start.min(other.first);
        transfer.end = transfer.end.max(other.last);
        transfer.reasons.extend(&other.reasons);
        transfer.parallel.push(Parallel {
            connection: link.id,
            place: other.place,
            bytes: other.carried.bytes,
            lost_bytes: other.carried.lost,
        });
    }
    if !others.is_empty() {
        // no stream of bytes is the file, nor a part of it
        transfer.digests = Digests::default();
        transfer.known = None;
        transfer.gaps.clear();
    }
    let file = whole(all());
    transfer.decoded_bytes = file;
    let is_ended = has_ended(all());
    transfer
        .reasons
        .retain(|reason| *reason != Incomplete::NoEnd);
    if !is_ended {
        transfer.reasons.push(Incomplete::NoEnd);
    } else if file.is_none() {
        transfer.reasons.push(Incomplete::MissingBytes);
    }
}

/// As many connections have ended as there are.
fn has_ended<'s>(contents: impl Iterator<Item = &'s TransferContent> + Clone) -> bool {
    let ended = contents
        .clone()
        .filter(|content| content.carried.ended)
        .count() as u64;
    let mut said = contents.filter_map(|content| content.carried.extended.as_ref()?.channels);
    said.next() == Some(ended)
}

/// How many bytes the file has, from where it begins; `None` where blocks are missing, or not all
/// could be read.
fn whole<'s>(contents: impl Iterator<Item = &'s TransferContent>) -> Option<u64> {
    let mut ranges = Vec::new();
    for content in contents {
        let carried = &content.carried;
        let extended = carried.extended.as_ref().filter(|e| !e.is_full);
        if carried.bytes > 0 {
            ranges.extend(&extended?.ranges);
        }
    }
    ranges.sort_unstable();
    let start = ranges.first().map_or(0, |&(from, _)| from);
    let mut end = start;
    for (from, to) in ranges {
        if from > end {
            return None;
        }
        end = end.max(to);
    }
    Some(end - start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_that_follow_each_other_are_one_range() {
        let mut extended = ExtendedRanges::default();
        for (place, len) in [(10, 5), (15, 5), (40, 2)] {
            extended.place(place);
            extended.take(len);
        }
        extended.take(1);
        assert_eq!(extended.ranges, [(10, 20), (40, 43)]);
    }
}
