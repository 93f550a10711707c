//! Where in the two streams of a control channel secrets stand.

use std::borrow::Cow;
use std::ops::Range;

use crate::tcp::{Side, Stream};

use super::Passwords;

/// Behind every place of a stream.
const FURTHEST: u64 = i64::MAX as u64;

/// A part of a payload that nobody should read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretPart {
    /// Where in the payload it stands.
    pub range: Range<usize>,
    /// It is a whole secret; else other segments carry the rest of it.
    pub whole: bool,
}

/// The secrets of a control channel.
///
/// They are kept as places in the streams, so that any segment can be compared with them: whole
/// lines, single typed characters and retransmissions alike.
#[derive(Clone, Debug, Default)]
pub struct SecretPlaces {
    sides: [ColumnRanges; 2],
    /// The passwords themselves, for text that is not in the streams as it was read.
    pub words: Passwords,
    /// Frames whose text of the client nobody should read where TLS was opened, first and last, in
    /// order and apart: that text has no places in the stream.
    opened: Vec<(u64, u64)>,
    /// From that frame on nobody should read what was opened of the server either.
    opened_of_server: Option<u64>,
    /// Passwords are to be shown.
    shows: bool,
}

/// Secret ranges of one direction, in order and apart.
#[derive(Clone, Debug, Default)]
struct ColumnRanges {
    /// The sequence number of place 0.
    base: u32,
    ranges: Vec<Range<u64>>,
    /// All copies of the passwords here are among the ranges.
    searched: Range<u64>,
    /// What stands before place 0 is secret too: the capture began in the middle of the stream, and
    /// nobody has read it.
    before: bool,
}

impl ColumnRanges {
    /// The place of a sequence number. `stream`: that of this pass, which may count from another
    /// place.
    fn start(&self, stream: &Stream, seq: u32) -> i64 {
        let shift = stream
            .sequence(0)
            .map_or(0, |other| i64::from(other.wrapping_sub(self.base) as i32));
        let place = stream.place(seq).unwrap_or_default();
        place.saturating_add(shift)
    }
}

impl SecretPlaces {
    pub(in crate::analysis::control) fn new(words: Passwords) -> Self {
        SecretPlaces {
            words,
            ..SecretPlaces::default()
        }
    }

    /// Masks nothing.
    pub(in crate::analysis::control) fn show(&mut self) {
        self.shows = true;
    }

    /// A text beside the control channel as it may be shown.
    pub(in crate::analysis) fn shown<'t>(&self, text: &'t [u8]) -> Cow<'t, [u8]> {
        if self.shows {
            Cow::Borrowed(text)
        } else {
            self.words.mask(text)
        }
    }

    /// Sets the frames whose opened text is secret: of the client, and of the server from one on.
    pub(in crate::analysis::control) fn set_opened(
        &mut self,
        mut frames: Vec<(u64, u64)>,
        of_server: Option<u64>,
    ) {
        frames.sort_unstable();
        frames.dedup_by(|next, last| {
            let overlap = next.0 <= last.1;
            if overlap {
                last.1 = last.1.max(next.1);
            }
            overlap
        });
        self.opened = frames;
        self.opened_of_server = of_server;
    }

    /// True if nothing that was opened in that frame of that side may be shown.
    pub fn hides_opened(&self, is_of_client: bool, frame: u64) -> bool {
        if !is_of_client {
            return self.opened_of_server.is_some_and(|since| since <= frame);
        }
        let begun = self.opened.partition_point(|&(first, _)| first <= frame);
        self.opened[..begun]
            .last()
            .is_some_and(|&(_, last)| frame <= last)
    }

    /// Sets the ranges of one direction, in any order. What stands behind all that was read of it,
    /// as behind an end that was not its own, is secret too: nobody has looked for passwords there.
    pub(in crate::analysis::control) fn set(
        &mut self,
        side: Side,
        stream: &Stream,
        mut ranges: Vec<Range<u64>>,
    ) {
        let Some(base) = stream.sequence(0) else {
            return;
        };
        ranges.push(stream.read_to()..FURTHEST);
        ranges.sort_unstable_by_key(|range| range.start);
        ranges.dedup_by(|next, last| {
            let overlap = next.start <= last.end;
            if overlap {
                last.end = last.end.max(next.end);
            }
            overlap
        });
        let places = &mut self.sides[side.index()];
        (places.base, places.ranges) = (base, ranges);
    }

    /// Tells where in a direction every copy of a password was found; nowhere where bytes came in
    /// two forms, of which the other one was not searched.
    pub(in crate::analysis::control) fn set_searched(
        &mut self,
        side: Side,
        stream: &Stream,
        range: Range<u64>,
    ) {
        if !stream.differs_within(range.start, range.end) {
            self.sides[side.index()].searched = range;
        }
    }

    /// Adds passwords that nobody has looked for yet.
    pub(super) fn add_words(&mut self, words: &Passwords) {
        self.words.add_all(words);
        for side in &mut self.sides {
            side.searched = 0..0;
        }
    }

    /// True where every copy of a password in a payload is among its [parts](Self::within), if the
    /// payload is what the control pass read there.
    pub fn are_all_found(&self, side: Side, stream: &Stream, seq: u32, len: usize) -> bool {
        let places = &self.sides[side.index()];
        let from = u64::try_from(places.start(stream, seq));
        from.is_ok_and(|from| {
            places.searched.start <= from && from + len as u64 <= places.searched.end
        })
    }

    /// What a side sent before the place where its stream begins for this capture, and what came
    /// late, may be a part of a password.
    pub(in crate::analysis::control) fn hide_before_start(&mut self, side: Side) {
        self.sides[side.index()].before = true;
    }

    /// The secret parts of a payload of a side, in order. `stream`: that of this pass, which may
    /// count from another place; `seq`: the sequence number of the first byte.
    pub fn within<'s>(
        &'s self,
        side: Side,
        stream: &Stream,
        seq: u32,
        len: usize,
    ) -> impl Iterator<Item = SecretPart> + 's {
        let places = &self.sides[side.index()];
        let ColumnRanges { ranges, before, .. } = places;
        let start = places.start(stream, seq);
        let end = start.saturating_add(len as i64);
        let low = ranges.partition_point(|range| range.end as i64 <= start);
        let high = ranges
            .partition_point(|range| (range.start as i64) < end)
            .max(low);
        let unread = usize::try_from(-start.min(0)).unwrap_or_default().min(len);
        let unread = (*before && unread > 0).then_some(SecretPart {
            range: 0..unread,
            whole: false,
        });
        let known = ranges[low..high].iter().map(move |range| {
            let (from, to) = (range.start as i64, range.end as i64);
            let (shown_from, shown_to) = (from.max(start), to.min(end));
            SecretPart {
                range: (shown_from - start) as usize..(shown_to - start) as usize,
                whole: (from, to) == (shown_from, shown_to),
            }
        });
        unread.into_iter().chain(known)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tcp::testing::{FIN, PSH, segment};

    fn parts(places: &SecretPlaces, seq: u32, len: usize) -> Vec<Range<usize>> {
        let mut stream = Stream::default();
        stream.begin_at(1000);
        let found = places.within(Side::Low, &stream, seq, len);
        found.map(|part| part.range).collect()
    }

    /// A capture begins with `word`, and the `PASS ` before it was recorded behind it.
    #[test]
    fn what_stands_before_the_start_of_a_stream_is_hidden_where_nobody_read_it() {
        let mut stream = Stream::default();
        stream.segment(&segment(PSH, 1000, 0, &[b'x'; 20]), 0, &mut |_| ());
        let mut places = SecretPlaces::default();
        places.set(Side::Low, &stream, vec![2..4, 10..12]);
        assert_eq!(parts(&places, 995, 8), [Range { start: 7, end: 8 }]);
        places.hide_before_start(Side::Low);
        assert_eq!(parts(&places, 995, 8), [0..5, 7..8]);
        assert_eq!(parts(&places, 990, 4), [Range { start: 0, end: 4 }]);
        assert_eq!(parts(&places, 1000, 3), [Range { start: 2, end: 3 }]);
    }

    /// Bytes are taken for searched only where every one of them is, and by nobody's new password.
    #[test]
    fn what_was_searched_is_not_searched_again() {
        let mut stream = Stream::default();
        stream.keep_beginning();
        stream.segment(&segment(PSH, 1000, 0, &[b'x'; 20]), 0, &mut |_| ());
        let mut places = SecretPlaces::default();
        places.set(Side::Low, &stream, Vec::new());
        places.set_searched(Side::Low, &stream, 2..12);
        let found = |places: &SecretPlaces, seq| places.are_all_found(Side::Low, &stream, seq, 5);
        assert!(found(&places, 1002) && found(&places, 1007));
        assert!(!found(&places, 1001) && !found(&places, 1008) && !found(&places, 990));
        assert!(!places.are_all_found(Side::High, &stream, 1002, 5));
        places.add_words(&Passwords::default());
        assert!(!found(&places, 1002));
        stream.segment(&segment(PSH, 1004, 0, b"yy"), 0, &mut |_| ());
        places.set_searched(Side::Low, &stream, 2..12);
        assert!(!places.are_all_found(Side::Low, &stream, 1002, 5));
    }

    /// Somebody has closed the connection in the names of both sides.
    #[test]
    fn what_stands_behind_all_that_was_read_is_hidden() {
        let mut stream = Stream::default();
        stream.segment(&segment(FIN, 1000, 0, b"NOOP"), 0, &mut |_| ());
        let mut places = SecretPlaces::default();
        places.set(Side::Low, &stream, vec![Range { start: 1, end: 2 }]);
        assert_eq!(parts(&places, 1000, 4), [Range { start: 1, end: 2 }]);
        assert_eq!(parts(&places, 1003, 4), [Range { start: 1, end: 4 }]);
        assert_eq!(parts(&places, 900_000, 4), [Range { start: 0, end: 4 }]);
    }
}
