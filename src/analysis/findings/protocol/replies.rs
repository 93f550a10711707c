//! Replies that no specification allows: the wrong code for a verb, an answer to nothing, a reply inside a reply.
//!
//! The table is [`VERBS`](crate::ftp::VERBS). Real servers say 200 and 250 for one another and PASV is answered 229
//! (python/cpython#127478); a refusal is a refusal, whichever 4yz or 5yz it has. None of that is told.

use crate::ftp::Effect;
use crate::model::{Reply, Severity};

use crate::analysis::findings::indexed_session::IndexedSession;
use crate::analysis::findings::line::Line;
use crate::analysis::findings::report::Report;

pub(super) fn look(session: &IndexedSession, report: &mut Report) {
    nested(session, report);
    // where lines are missing or hidden, replies go to the wrong commands
    if !session.is_whole() || session.record.control.tls.is_some() {
        return;
    }
    wrong_codes(session, report);
    extra_replies(session, report);
}

/// RFC 959 section 4.2: a multi-line reply holds no other. Servers do it all the same, in welcomes that they pass on.
fn nested(session: &IndexedSession, report: &mut Report) {
    for reply in session.record.replies() {
        let inner = reply
            .text
            .bytes()
            .split(|&b| b == b'\n')
            .skip(1)
            .find(|line| begins_reply(line, reply.code));
        if let Some(line) = inner {
            let args = vec![
                ("code", reply.code.to_string().into()),
                ("text", line.into()),
            ];
            report.add_as(
                Severity::Info,
                vec![reply.at.frame],
                "found-protocol-nested",
                args,
            );
        }
    }
}

/// `ddd-` with a code that a reply may have, other than that of the reply it stands in.
fn begins_reply(line: &[u8], outer: u16) -> bool {
    let [x @ b'1'..=b'6', y @ b'0'..=b'9', z @ b'0'..=b'9', b'-', ..] = line else {
        return false;
    };
    [x, y, z]
        .into_iter()
        .fold(0, |code, digit| code * 10 + u16::from(digit - b'0'))
        != outer
}

/// RFC 959 section 5.4 and the documents that extend it: which replies may complete which command.
fn wrong_codes(session: &IndexedSession, report: &mut Report) {
    let aborted = has_abort(session);
    for line in &session.lines {
        let wrong = |r: &&Reply| is_wrong(line, r.code) && !(aborted && line.transfer().is_some());
        if let Some(reply) = line.command.replies.iter().find(wrong) {
            wrong_code(line, reply, report);
        }
    }
}

fn wrong_code(line: &Line, reply: &Reply, report: &mut Report) {
    let args = vec![
        ("line", line.quote()),
        ("code", reply.code.to_string().into()),
        ("text", reply.text.bytes().into()),
    ];
    report.add(
        vec![reply.at.frame, line.frame()],
        "found-protocol-wrong-code",
        args,
    );
}

fn is_wrong(line: &Line, code: u16) -> bool {
    let Some(verb) = line.verb.filter(|_| is_judged(line)) else {
        return false;
    };
    let completes = (200..400).contains(&code) && !matches!(code, 200 | 202 | 250);
    let listed = verb.replies.last.contains(&code) || (verb.name == "PASV" && code == 229);
    // 211 to 214 tell something: whatever was asked
    let informs = (211..=214).contains(&code) && tells(verb.effect);
    completes && !listed && !informs
}

/// No table says what answers a SITE, what is inside a protected command, or an extension without a specification.
fn is_judged(line: &Line) -> bool {
    use Effect::{Other, Protected, SecurityData, Site};
    !matches!(line.effect, Other | Protected | SecurityData | Site)
}

/// Commands that ask for information.
fn tells(effect: Effect) -> bool {
    use Effect::{
        Digest, Facts, Features, Help, Language, ModifyTime, Options, Size, Status, System,
    };
    matches!(
        effect,
        Digest | Facts | Features | Help | Language | ModifyTime | Options | Size | Status | System
    )
}

/// Replies that answer nothing; not after ABOR, where servers differ.
fn extra_replies(session: &IndexedSession, report: &mut Report) {
    // after QUIT some servers say goodbye twice, and some where the client leaves without
    let quit = session
        .lines
        .iter()
        .find(|l| l.effect == Effect::Quit)
        .map_or(u64::MAX, Line::frame);
    let banner = session
        .record
        .unasked
        .iter()
        .find(|r| r.code == 220)
        .map(|r| r.at.frame);
    let aborted = has_abort(session);
    let first = session
        .record
        .commands
        .first()
        .map_or(u64::MAX, |c| c.at.frame);
    let greeting = |r: &Reply| matches!(r.code, 120 | 220 | 421 | 500..) && r.at.frame <= first;
    let last = session
        .lines
        .last()
        .map_or(0, |l| l.frames().into_iter().max().unwrap_or_default());
    let left = session
        .analysis
        .connection(session.record.connection)
        .is_some_and(|c| c.closed_by_endpoint() == Some(session.record.client));
    let goodbye = |r: &Reply| r.at.frame > quit || (left && r.at.frame > last);
    let harmless =
        |r: &Reply| r.code == 421 || r.code >= 600 || goodbye(r) || banner == Some(r.at.frame);
    let expected = |r: &Reply| {
        harmless(r) || greeting(r) || (aborted && matches!(r.code, 225 | 226 | 426 | 450 | 451))
    };
    for reply in session.record.unasked.iter().filter(|r| !expected(r)) {
        if let Some(line) = meant(session, reply) {
            if is_judged(line) {
                wrong_code(line, reply, report);
            }
            continue;
        }
        let message = if reply.code < 200 {
            "found-protocol-second-preliminary"
        } else {
            "found-protocol-extra-reply"
        };
        let args = vec![
            ("code", reply.code.to_string().into()),
            ("text", reply.text.bytes().into()),
        ];
        report.add(vec![reply.at.frame], message, args);
    }
}

/// The command that such a reply was meant for: the last one before it, where that has no answer at all. It was not
/// taken for its answer because no server answers it so.
fn meant<'c, 'a>(session: &'c IndexedSession<'a>, reply: &Reply) -> Option<&'c Line<'a>> {
    let before = session
        .lines
        .partition_point(|l| l.frame() < reply.first_frame);
    let line = session.lines[..before].last()?;
    (line.command.replies.is_empty() && line.verb.is_some() && reply.code >= 200).then_some(line)
}

fn has_abort(session: &IndexedSession) -> bool {
    session.lines.iter().any(|l| l.effect == Effect::Abort)
}

#[cfg(test)]
mod tests {
    use super::begins_reply;

    #[test]
    fn a_reply_in_a_reply_has_another_code_and_a_dash() {
        assert!(begins_reply(b"226-done", 230));
        for text in [
            &b"230-more"[..],
            b" 226-done",
            b"226 done",
            b"099-x",
            b"2024-11-22",
            b"226",
        ] {
            assert!(!begins_reply(text, 230), "{}", text.escape_ascii());
        }
    }
}
