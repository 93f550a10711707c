//! `alg-rewrite`: an announcement that the FTP helpers of firewalls and NATs read differently from
//! a client, or drop (Linux' conntrack: numbers above 255, text before the numbers, a line in
//! several segments, a command in LF alone; it ends the numbers of a 227 at the bracket, so that LF
//! does no harm there), and one that a helper has rewritten.
//!
//! What was rewritten shows where the capture holds both sides of the NAT: then there are two
//! sessions, whose control channels are equal but for what they announce (see `twins`). Two
//! captures of one connection that no NAT changes have the same endpoints: the second is a copy to
//! TCP, and a rewritten one is told as `overlap`.

use crate::ftp::Effect;
use crate::model::{Analysis, ExpectedData, LineEnd, Mode, Oddity, Session, Text};

use super::all_sessions::AllSessions;
use super::indexed_session::IndexedSession;
use super::report::FindingSink;

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    for offer in &session.record.offers {
        let oddities = offer.oddities;
        let split = match offer.method.mode() {
            Mode::Active => session
                .line_of(offer)
                .is_some_and(|l| l.command.first_frame != l.frame()),
            Mode::Passive => session
                .announcing_reply(offer)
                .is_some_and(|r| r.first_frame != r.at.frame),
        };
        let bare = session.line_of(offer).is_some_and(|l| {
            l.command.line_end == LineEnd::Lf && matches!(l.effect, Effect::Announce(_))
        });
        let reasons = [
            (
                oddities.contains(Oddity::NumberAbove255),
                "found-alg-rewrite-number",
            ),
            (
                oddities.contains(Oddity::TextBefore),
                "found-alg-rewrite-text",
            ),
            (bare, "found-alg-rewrite-lf"),
            (split, "found-alg-rewrite-split"),
        ];
        for (_, message) in reasons.into_iter().filter(|(holds, _)| *holds) {
            report.add(
                vec![offer.at.frame],
                message,
                vec![("method", offer.method.name().into())],
            );
        }
    }
}

/// Announcements that differ between the two sides of a NAT.
pub(super) fn check_all(_: &Analysis, all_sessions: &AllSessions, report: &mut FindingSink) {
    for [one, other] in all_sessions.twins() {
        for (a, b) in one.offers.iter().zip(&other.offers) {
            if (a.ip, a.port) == (b.ip, b.port) {
                continue;
            }
            let (Some(before), Some(after)) = (announcement(one, a), announcement(other, b)) else {
                continue;
            };
            let shift = before.bytes().len().abs_diff(after.bytes().len());
            let args = vec![
                ("one", (&before).into()),
                ("other", (&after).into()),
                ("session", one.id.to_string().into()),
                ("twin", other.id.to_string().into()),
                ("shift", shift.into()),
            ];
            let frames = vec![a.at.frame, b.at.frame];
            let finding = report.add(frames, "found-alg-rewrite-changed", args);
            finding.sessions.extend([one.id, other.id]);
        }
    }
}

/// The line that makes an offer.
fn announcement(session: &Session, offer: &ExpectedData) -> Option<Text> {
    let command = session.commands.get(offer.command)?;
    match offer.method.mode() {
        Mode::Active => Some(command.line.clone()),
        Mode::Passive => {
            let reply = command
                .replies
                .iter()
                .find(|r| r.at.frame == offer.at.frame)?;
            Some(
                [reply.code.to_string().as_bytes(), b" ", reply.text.bytes()]
                    .concat()
                    .into(),
            )
        }
    }
}
