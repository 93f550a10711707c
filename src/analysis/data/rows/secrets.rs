//! What nobody should read of a frame. Which bytes of the streams these are is known from the
//! control pass.

use std::borrow::Cow;
use std::ops::Range;

use crate::analysis::control::{ControlPlan, Planned, SecretPart, merged, secrets_in};
use crate::analysis::data::Tracked;
use crate::analysis::data::matching::Match;
use crate::decode::{Segment, place};
use crate::model::Secret;
use crate::tcp::Stream;

use super::{Arrived, first_byte, tls};

/// How the options of TCP begin that nearly every segment has, and their length: the time stamps of
/// RFC 7323, behind two bytes of padding. What follows is two numbers.
const USUAL_OPTIONS: ([u8; 4], usize) = ([1, 1, 8, 10], 12);

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
    let arrivals = tracked.rows.as_mut().filter(|_| by_client);
    let arrivals = arrivals.and_then(|rows| rows.arrivals.as_mut());
    let by_arrival = arrivals.map_or_else(Vec::new, |arrivals| arrivals.segment(seq, payload));
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
    let mut more = by_arrival;
    if !was_searched(planned, stream, seq, arrived) {
        more.extend(planned.secrets.words.within(payload));
    }
    for range in more {
        let is_known =
            |part: &SecretPart| part.range.start < range.end && range.start < part.range.end;
        if !found.iter().any(is_known) {
            found.push(SecretPart { range, whole: true });
        }
    }
    found.sort_unstable_by_key(|part| part.range.start);
    found
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

/// True where the control pass has read these very bytes and looked for passwords in them: it reads
/// no copies, none that came too late, and nothing beyond a limit.
fn was_searched(planned: &Planned, stream: &Stream, seq: u32, arrived: &Arrived) -> bool {
    let &Arrived {
        segment,
        sender,
        facts,
        ..
    } = arrived;
    !facts.payload_left_to_tcp()
        && !is_no_part_of(stream, seq, segment)
        && (planned.secrets).are_all_found(sender, stream, seq, segment.payload.len())
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
