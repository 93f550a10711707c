//! Keys of `[capture]` and `[findings]`.

use crate::analysis::view::View;
use crate::check::matcher::dialogue::latency;

use super::ValueKind::{Findings, Flag, Number, Worst};
use super::{Fact, Key, Lookup, Policy, count, row};

#[rustfmt::skip] // one row, one line
pub(super) static KEYS: &[Key] = &[
    row("frames", Number, Lookup::Capture(frames), "frames of all files"),
    row("truncated", Flag, Lookup::Capture(truncated), "the last record of a file is cut"),
    row("lost_bytes", Number, Lookup::Capture(lost_bytes), "bytes of the sessions, control and data, that are not in the capture"),
    row("sessions", Number, Lookup::Capture(sessions), "number of sessions"),
    row("transfers", Number, Lookup::Capture(transfers), "number of transfers"),
    row("unclaimed", Number, Lookup::Capture(unclaimed), "connections of an FTP data port that no session announced"),
    row("limits_hit", Number, Lookup::Capture(limits_hit), "caps on memory that were hit"),
    row("reply_latency", Number, Lookup::Capture(reply_latency), "seconds: the longest time from a command to its first reply"),
];

#[rustfmt::skip] // one row, one line
pub(super) static FINDINGS: &[Key] = &[
    row("allowed", Findings(Policy::Allowed), Lookup::Capture(findings), "no finding but these"),
    row("denied", Findings(Policy::Denied), Lookup::Capture(findings), "none of these findings"),
    row("required", Findings(Policy::Required), Lookup::Capture(findings), "each of these findings"),
    row("worst", Worst, Lookup::Capture(findings), "no finding is more severe"),
];

fn frames<'a>(view: &View<'a>) -> Fact<'a> {
    Fact::Number(
        view.analysis.captures.iter().map(|c| c.frames).sum::<u64>() as f64,
        Vec::new(),
    )
}

fn truncated<'a>(view: &View<'a>) -> Fact<'a> {
    Fact::Flag(
        view.analysis.captures.iter().any(|c| c.truncated),
        Vec::new(),
    )
}

fn lost_bytes<'a>(view: &View<'a>) -> Fact<'a> {
    let mut ids: Vec<u32> = view
        .sessions()
        .flat_map(|s| s.connections.iter().copied())
        .collect();
    ids.sort_unstable();
    ids.dedup();
    let lossy = ids
        .iter()
        .filter_map(|&id| view.analysis.connection(id))
        .filter(|c| c.lost_bytes > 0);
    let (bytes, frames) = lossy.fold((0, Vec::new()), |(bytes, mut frames), connection| {
        frames.push(connection.first.frame);
        (bytes + connection.lost_bytes, frames)
    });
    Fact::Number(bytes as f64, frames)
}

fn sessions<'a>(view: &View<'a>) -> Fact<'a> {
    let frames: Vec<u64> = view.sessions().map(|s| s.first.frame).collect();
    count(frames.len(), frames)
}

fn transfers<'a>(view: &View<'a>) -> Fact<'a> {
    let frames: Vec<u64> = view
        .sessions()
        .flat_map(|s| &s.transfers)
        .map(|t| t.start.frame)
        .collect();
    count(frames.len(), frames)
}

fn unclaimed<'a>(view: &View<'a>) -> Fact<'a> {
    let unclaimed = &view.analysis.unclaimed;
    let frames = unclaimed
        .iter()
        .filter_map(|&id| view.analysis.connection(id))
        .map(|c| c.first.frame);
    count(unclaimed.len(), frames.collect())
}

fn limits_hit<'a>(view: &View<'a>) -> Fact<'a> {
    count(view.analysis.limits_hit.len(), Vec::new())
}

fn reply_latency<'a>(view: &View<'a>) -> Fact<'a> {
    latency(view.sessions())
}

fn findings<'a>(view: &View<'a>) -> Fact<'a> {
    Fact::Findings(view.findings().map(|(_, finding)| finding).collect())
}
