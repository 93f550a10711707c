//! What nobody should read of a frame. Which bytes of the streams these are is known from the
//! control pass.

use std::borrow::Cow;
use std::ops::Range;

use crate::analysis::control::{ControlPlan, Planned, SecretPart, merged, secrets_in};
use crate::analysis::data::Tracked;
use crate::analysis::data::matching::Match;
use crate::decode::{Segment, place};
use crate::model::Secret;
use crate::tcp::{Side, Stream};

use super::{Arrived, first_byte, tls};

/// How the options of TCP begin that nearly every segment has, and their length: the time stamps of
/// RFC 7323, behind two bytes of padding. What follows is two numbers.
const USUAL_OPTIONS: ([u8; 4], usize) = ([1, 1, 8, 10], 12);

/// Where in each direction the next line begins, if the stream goes on there.
#[derive(Debug, Default)]
pub(in crate::analysis::data) struct LineStarts([Option<u32>; 2]);

impl LineStarts {
    /// True for a segment of whole lines that goes on where the stream had ended: all of its bytes
    /// are new, and those that the stream takes. `next`: where the stream goes on behind it.
    fn follows(&mut self, side: Side, seq: u32, payload: &[u8], next: Option<u32>) -> bool {
        let start = &mut self.0[side.index()];
        let follows = *start == Some(seq);
        let end = seq.wrapping_add(payload.len() as u32);
        let are_whole = payload.last() == Some(&b'\n');
        *start = if are_whole && next == Some(end) {
            next
        } else {
            start.filter(|&start| next == Some(start))
        };
        follows && are_whole && next != Some(seq)
    }
}

/// What nobody should read of a segment of a control channel, in order.
pub(super) fn secrets_of(
    planned: &Planned,
    tracked: &mut Tracked,
    arrived: &Arrived,
) -> Vec<SecretPart> {
    let &Arrived {
        segment, sender, ..
    } = arrived;
    let payload = segment.payload;
    let is_tls = planned.draft.is_under_tls(segment.frame)
        || (planned.draft.is_opened(segment.frame) && tls(tracked, sender).is_some());
    if payload.is_empty() || is_tls {
        return Vec::new();
    }
    let seq = first_byte(tracked, segment);
    let by_client = sender == planned.client;
    let next = tracked.connection.stream(sender).next_sequence();
    let (mut more, are_lines) = tracked.rows.as_mut().map_or_else(Default::default, |rows| {
        let arrivals = rows.arrivals.as_mut().filter(|_| by_client);
        let by_arrival = arrivals.map(|arrivals| arrivals.segment(seq, payload));
        let are_lines = rows.line_starts.follows(sender, seq, payload, next);
        (by_arrival.unwrap_or_default(), are_lines)
    });
    let stream = tracked.connection.stream(sender);
    if by_client && is_no_part_of(stream, seq, segment) {
        return vec![SecretPart {
            range: 0..payload.len(),
            whole: true,
        }];
    }
    let mut found: Vec<SecretPart> = planned
        .secrets
        .within(sender, stream, seq, payload.len())
        .collect();
    // the control pass has read no copies, nothing that came too late or lies beyond a limit, and
    // where a connection has no numbers, other bytes at the same places
    let were_read = are_lines
        && !planned.made_up_numbers
        && (planned.secrets).are_all_found(sender, stream, seq, payload.len());
    if !were_read {
        more.extend(planned.secrets.words.within(payload));
    }
    found.extend(
        more.into_iter()
            .map(|range| SecretPart { range, whole: true }),
    );
    joined(found)
}

/// The parts in order and apart: what is found in two ways is hidden as far as either goes.
fn joined(mut parts: Vec<SecretPart>) -> Vec<SecretPart> {
    parts.sort_by_key(|part| part.range.start);
    parts.dedup_by(|next, last| {
        let overlap = next.range.start < last.range.end;
        if overlap && next.range.end > last.range.end {
            last.range.end = next.range.end;
            last.whole |= next.whole;
        }
        overlap
    });
    parts
}

/// What nobody should read of a piece of a listing: names that are passwords.
pub(super) fn secrets_of_listing(
    plan: &ControlPlan,
    matches: &[Match],
    payload: &[u8],
) -> Vec<Range<usize>> {
    let sessions = matches
        .iter()
        .map(|matched| &plan.sessions[matched.session]);
    let found = sessions.flat_map(|session| session.secrets.words.within(payload));
    merged(found.collect())
}

/// What nobody should read of a frame beside the payload: of what pads it, and of options of IPv4
/// and TCP, in which anybody can write.
pub(super) fn secrets_beside(
    planned: &Planned,
    segment: &Segment,
    frame: &[u8],
) -> Vec<Range<usize>> {
    let options = place(segment.options, frame);
    let of_ip = options
        .as_ref()
        .and_then(|options| options_of_ipv4(segment, options.start));
    let (beginning, length) = USUAL_OPTIONS;
    let is_usual = segment.options.len() == length && segment.options.starts_with(&beginning);
    let options = options.filter(|_| !is_usual);
    let trailer = place(segment.payload, frame).map(|payload| payload.end..frame.len());
    let parts = of_ip.into_iter().chain(options).chain(trailer);
    parts
        .flat_map(|part| secrets_of_part(planned, part, frame))
        .collect()
}

/// Where the options of its packet stand, which those of TCP stand behind.
fn options_of_ipv4(segment: &Segment, behind: usize) -> Option<Range<usize>> {
    const HEADER: usize = 20;
    let end = behind.checked_sub(HEADER)?;
    let len = usize::from(segment.ip_header).checked_sub(HEADER)?;
    let start = end.checked_sub(len)?;
    (segment.src.is_ipv4() && len > 0).then_some(start..end)
}

fn secrets_of_part(
    planned: &Planned,
    part: Range<usize>,
    frame: &[u8],
) -> impl Iterator<Item = Range<usize>> {
    let bytes = &frame[part.clone()];
    let mut found = Vec::new();
    if !bytes.is_empty() {
        found = secrets_in(bytes);
        found.extend(planned.secrets.words.within(bytes));
        found = merged(found);
    }
    found
        .into_iter()
        .map(move |range| part.start + range.start..part.start + range.end)
}

/// True for a segment of a control channel in clear that is no part of what was read.
pub(super) fn is_unread(planned: &Planned, tracked: &Tracked, arrived: &Arrived) -> bool {
    let segment = arrived.segment;
    let is_clear = !planned.draft.is_under_tls(segment.frame);
    let stream = tracked.connection.stream(arrived.sender);
    let seq = first_byte(tracked, segment);
    is_clear && !segment.payload.is_empty() && is_no_part_of(stream, seq, segment)
}

/// True for bytes that are in no stream: behind its end, in a RST, or other ones in the place of
/// those that came first. Nobody knows what they were to be.
fn is_no_part_of(stream: &Stream, seq: u32, segment: &Segment) -> bool {
    let from = stream
        .place(seq)
        .and_then(|place| u64::try_from(place).ok());
    segment.flags.rst()
        || from.is_some_and(|from| {
            let to = from + segment.payload.len() as u64;
            stream.differs_within(from, to) || stream.fin_end().is_some_and(|fin| from >= fin)
        })
}

/// Overwrites what nobody should read; the line end stays, so that the row still reads as a line.
pub(super) fn hide(payload: &mut Cow<'_, [u8]>, part: &SecretPart) {
    if part.whole {
        payload
            .to_mut()
            .splice(part.range.clone(), Secret::MASK.bytes());
    } else {
        payload.to_mut()[part.range.clone()].fill(b'*');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each segment, where the stream goes on behind it, and whether it is taken for lines that the
    /// control pass has read.
    fn followed(segments: &[(u32, &[u8], u32)]) -> Vec<bool> {
        let mut starts = LineStarts::default();
        let follows = |&(seq, payload, next)| starts.follows(Side::Low, seq, payload, Some(next));
        segments.iter().map(follows).collect()
    }

    #[test]
    fn a_part_that_was_found_does_not_show_the_rest_of_one_that_is_larger() {
        let part = |range, whole| SecretPart { range, whole };
        let found = vec![part(6..9, false), part(20..24, false), part(2..9, true)];
        let wanted = [part(2..9, true), part(20..24, false)];
        assert_eq!(joined(found), wanted);
        let found = vec![part(2..5, false), part(4..9, true), part(2..4, true)];
        assert_eq!(joined(found), [part(2..9, true)]);
    }

    #[test]
    fn whole_lines_follow_one_another() {
        let lines: [(u32, &[u8], u32); 4] = [
            (1, b"220 a\r\n", 8),
            (8, b"331 b\r\n", 15),
            (15, b"230 c\n200 d\n", 27),
            (27, b"221 e\r\n", 34),
        ];
        assert_eq!(followed(&lines), [false, true, true, true]);
    }

    #[test]
    fn what_does_not_go_on_at_a_line_is_searched() {
        let begun: (u32, &[u8], u32) = (1, b"220 a\r\n", 8);
        for (segments, why) in [
            (&[(7, &b"X31 b\r\n"[..], 14)][..], "one byte back"),
            (&[(8, b"331", 11), (11, b" b\r\n", 15)], "parts of a line"),
            (&[(1, b"XXX a\r\n", 8)], "a copy"),
            (&[(15, b"230 c\r\n", 8)], "out of order"),
            (&[(8, b"331 b\r", 15)], "no line end"),
            (
                &[(8, b"331 b\r\n", 8)],
                "a RST, which the stream does not take",
            ),
        ] {
            let all = [&[begun], segments].concat();
            assert!(!followed(&all).contains(&true), "{why}");
        }
        // a copy of what was behind a gap, when the gap is filled
        let filled: [(u32, &[u8], u32); 4] = [
            begun,
            (15, b"230 c\r\n", 8),
            (8, b"331 b\r\n", 22),
            (15, b"XXX c\r\n", 22),
        ];
        assert_eq!(followed(&filled), [false, false, true, false]);
    }
}
