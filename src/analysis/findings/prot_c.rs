//! `prot-c`: TLS protects the control channel, but data goes in clear text (RFC 4217 section 9):
//! seen from the bytes themselves, with or without keys. Where the control channel can be read and
//! PROT P was agreed, one side does not keep to it.

use crate::ftp::Effect;
use crate::model::{Arg, Connection, Handshake, Severity};

use super::advice;
use super::indexed_session::IndexedSession;
use super::line::CommandLine;
use super::report::FindingSink;

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    let Some(begin) = session.record.tls_spans.first() else {
        return;
    };
    if session.data().all(|c| c.handshake == Handshake::Missing) {
        return;
    }
    let clear = session
        .data()
        .filter(|c| c.bytes > 0 && c.tls.is_none() && c.first.frame > begin.from.frame);
    let levels: Vec<&CommandLine> = session
        .lines
        .iter()
        .filter(|line| line.effect == Effect::Prot && line.accepted())
        .collect();
    let (broken, agreed): (Vec<&Connection>, Vec<&Connection>) =
        clear.partition(|c| prot_p(&levels, c).is_some());
    if !agreed.is_empty() {
        report.add(first_frames(&agreed), "found-prot-c", counted(&agreed));
    }
    if let Some(line) = broken.first().and_then(|c| prot_p(&levels, c)) {
        let mut frames = first_frames(&broken);
        frames.extend(line.frames());
        let args = counted(&broken);
        let finding = report.add_as(Severity::Warning, frames, "found-prot-c-broken", args);
        finding.advice = Some(advice::plain("advice-prot-broken"));
    }
}

/// The PROT P that was in force when a connection began, among the PROT that were accepted, in
/// order.
fn prot_p<'s, 'a>(
    levels: &[&'s CommandLine<'a>],
    connection: &Connection,
) -> Option<&'s CommandLine<'a>> {
    let before = levels.partition_point(|line| line.frame() < connection.first.frame);
    let last = levels[..before].last()?;
    last.argument().eq_ignore_ascii_case(b"P").then_some(last)
}

fn first_frames(connections: &[&Connection]) -> Vec<u64> {
    connections.iter().map(|c| c.first.frame).collect()
}

fn counted(connections: &[&Connection]) -> Vec<(&'static str, Arg)> {
    let bytes: u64 = connections.iter().map(|c| c.bytes).sum();
    vec![("count", connections.len().into()), ("bytes", bytes.into())]
}
