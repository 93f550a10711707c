//! `command-refused`: what the client wanted beside transfers, and the server would not do: make,
//! delete or rename something, go to a directory, give room (RFC 959 sections 4.1.1 and 4.1.3). All
//! of them are one finding.
//!
//! Clients ask much only to learn whether a server knows it, or delete and make what may be there
//! or not. So these are no refusals: a command that the server does not know or implement, those of
//! RFC 959 for directories and names aside; one that is accepted later; MKD of a directory that is
//! there, or is entered later; DELE of a file that is stored later; and a CWD, unless the client
//! leaves right behind it. It is a warning where the client gives up behind the last of them, and
//! else good to know.
//!
//! Where the client was not recorded, or the capture begins in the middle of a session, whatever is
//! refused is one of these: the replies tell that, and not of what.

mod last_word;

use crate::ftp::Effect;
use crate::model::{Direction, Outcome, Reply, ReplyCode, Role, Severity};

use super::advice;
use super::indexed_session::IndexedSession;
use super::line::CommandLine;
use super::reason::{
    RefusalReason, is_unknown_command, knows_no_such_command, reason_line, without_full_stop,
};
use super::report::FindingSink;
use crate::analysis::find::contains_ignoring_case;

/// Verbs of refused commands that are named beside the first.
const NAMED: usize = 5;
/// Commands behind a refusal that are looked at for what mends it.
const REACH: usize = 64;

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    if session.record.control.missing == Some(Role::Client) {
        return without_command(session, u64::MAX, report);
    }
    if !session.record.has_beginning() {
        let first = session.lines.first().map(CommandLine::frame);
        without_command(session, first.unwrap_or(u64::MAX), report);
    }
    misdirected(session, report);
    last_word::check(session, report);
    taken_in_part(session, report);
    let refused: Vec<(&CommandLine, &Reply)> = session
        .lines
        .iter()
        .filter_map(|line| Some((line, line.last()?)))
        .filter(|(line, reply)| is_wanted(line, reply) && !is_mended(session, line, reply))
        .collect();
    let (Some(&(last, _)), Some(&(line, reply))) = (
        refused.last(),
        refused.iter().min_by_key(|(line, _)| rank(line)),
    ) else {
        return;
    };
    let severity = if gives_up(session, last) && rank(line) == 0 && !is_of_attributes(line) {
        report.severity
    } else {
        Severity::Info
    };
    let others = refused
        .iter()
        .filter(|(other, _)| other.index != line.index);
    let mut names: Vec<&str> = others
        .filter_map(|(other, _)| std::str::from_utf8(other.command.verb.bytes()).ok())
        .collect();
    let more = names.len();
    names.sort_unstable();
    names.dedup();
    names.truncate(NAMED);
    let mut frames = line.frames();
    frames.extend(refused.iter().flat_map(|(line, _)| line.frames()));
    let args = vec![
        ("line", line.quote()),
        ("code", reply.code.to_string().into()),
        ("text", without_full_stop(reason_line(reply)).into()),
        ("more", more.into()),
        ("names", names.join(", ").into()),
    ];
    let finding = report.add_as(severity, frames, "found-command-refused", args);
    if knows_no_such_command(reply) {
        finding.advice = Some(advice::plain("advice-command-unknown"));
    }
}

/// z/OS takes SITE by 200 and says in its text which parameters it does not know: the data set is
/// made without them.
fn taken_in_part(session: &IndexedSession, report: &mut FindingSink) {
    let mut lines = session.lines.iter().filter(|l| l.effect == Effect::Site);
    let left_out = |reply: &Reply| {
        let unknown = |line: &[u8]| contains_ignoring_case(line, b"unrecognized parameter");
        reply.lines().find(|line| unknown(line)).map(<[u8]>::to_vec)
    };
    let found = lines.find_map(|line| {
        let text = line.last().filter(|_| line.accepted()).and_then(left_out)?;
        Some((line, text))
    });
    if let Some((line, text)) = found {
        let args = vec![
            ("line", line.quote()),
            ("code", line.shown_code()),
            ("text", without_full_stop(text.trim_ascii()).into()),
        ];
        let message = "found-command-refused-in-part";
        let finding = report.add_as(Severity::Info, line.frames(), message, args);
        finding.advice = Some(advice::plain("advice-site-parameters"));
    }
}

/// Permissions and times of a file that is there: without them it is as whole as with them.
fn is_of_attributes(line: &CommandLine) -> bool {
    let argument = line.argument();
    let of_site = [&b"CHMOD"[..], b"UTIME", b"UMASK", b"CHGRP"]
        .iter()
        .any(|word| {
            argument.len() >= word.len() && argument[..word.len()].eq_ignore_ascii_case(word)
        });
    match line.effect {
        Effect::Site => of_site,
        _ => matches!(line.command.verb.bytes(), b"MFMT" | b"MFCT" | b"MFF"),
    }
}

/// Uploads by a client that did not notice, or did not mind, that it could not go to the directory
/// for them: the file stands where nobody looks for it.
fn misdirected(session: &IndexedSession, report: &mut FindingSink) {
    let mut refused: Option<(&CommandLine, &Reply)> = None;
    for line in &session.lines {
        match line.effect {
            Effect::Cwd if line.refused() => refused = line.last().map(|reply| (line, reply)),
            Effect::Cwd | Effect::Cdup | Effect::MakeDirectory if line.accepted() => refused = None,
            _ => {}
        }
        let is_upload = line.accepted() && is_relative_upload(line);
        // many ask by CWD whether that name is a directory
        let Some((cwd, reply)) = refused.filter(|(cwd, _)| is_upload && !asks_for(cwd, line))
        else {
            continue;
        };
        let stored = session.transfer_of(line).and_then(|t| t.path.as_ref());
        let args = vec![
            ("line", cwd.quote()),
            ("code", reply.code.to_string().into()),
            ("text", without_full_stop(reason_line(reply)).into()),
            ("upload", line.quote()),
            (
                "path",
                stored.map_or_else(|| line.argument().into(), Into::into),
            ),
        ];
        let mut frames = cwd.frames();
        frames.extend(line.frames());
        let finding = report.add(frames, "found-command-refused-misdirected", args);
        finding.advice = Some(advice::plain("advice-misdirected"));
        refused = None;
    }
}

/// The last part of the path is the name of the file itself.
fn asks_for(cwd: &CommandLine, upload: &CommandLine) -> bool {
    let mut parts = cwd.argument().rsplit(|&byte| byte == b'/');
    parts.next() == Some(upload.argument())
}

/// An upload whose name depends on the directory: no path from the root, of a drive or a data set.
fn is_relative_upload(line: &CommandLine) -> bool {
    let roots = [b'/', b'\\', b':', b'\''];
    is_upload(line) && !line.argument().iter().any(|byte| roots.contains(byte))
}

/// What changes something at the server comes first, and then what only leads somewhere.
fn rank(line: &CommandLine) -> u8 {
    u8::from(matches!(line.effect, Effect::Cwd | Effect::Cdup))
}

/// A refusal of something that was wanted, and not of a question.
fn is_wanted(line: &CommandLine, reply: &Reply) -> bool {
    let changes = match line.effect {
        Effect::MakeDirectory
        | Effect::RemoveDirectory
        | Effect::Delete
        | Effect::RenameFrom
        | Effect::RenameTo
        | Effect::Cwd
        | Effect::Cdup
        | Effect::Allocate => true,
        // an attack that failed is not a wish of a user
        Effect::Site => !contains_ignoring_case(line.argument(), b"exec"),
        _ => matches!(line.command.verb.bytes(), b"MFMT" | b"MFCT" | b"MFF"),
    };
    // who is not logged in, or has to take up TLS, is told of that
    let is_of_login =
        reply.code == ReplyCode::NOT_LOGGED_IN || reply.code == ReplyCode::SERVICE_CLOSING;
    let is_refused = changes && reply.code.is_negative() && !is_of_login;
    is_refused && (!is_unknown_command(reply) || is_basic(line) && !only_asks(line, reply))
}

/// What RFC 959 has for directories and names: nobody asks for it only to learn whether the server
/// knows it.
fn is_basic(line: &CommandLine) -> bool {
    matches!(
        line.command.verb.bytes(),
        b"MKD" | b"RMD" | b"DELE" | b"RNFR" | b"CWD"
    )
}

/// DELE of what may be there or not, of a server that says so by 500.
fn only_asks(line: &CommandLine, reply: &Reply) -> bool {
    line.effect == Effect::Delete && RefusalReason::NotThere.is_in(reply)
}

fn is_mended(session: &IndexedSession, line: &CommandLine, reply: &Reply) -> bool {
    let is_there = line.effect == Effect::MakeDirectory
        && contains_ignoring_case(reply.text.bytes(), b"exist");
    let is_minor = rank(line) > 0 && !gives_up(session, line);
    let later = session.lines[line.index + 1..].iter().take(REACH);
    let is_there = is_there || clears_away(session, line, reply);
    is_there || is_minor || later.filter(|l| l.accepted()).any(|l| mends(l, line))
}

/// DELE of what an upload that failed before may have left at the server, and has not: servers that
/// store under another name first clear that away themselves.
fn clears_away(session: &IndexedSession, line: &CommandLine, reply: &Reply) -> bool {
    let mut before = session.lines[..line.index].iter().rev().take(REACH);
    line.effect == Effect::Delete
        && RefusalReason::NotThere.is_in(reply)
        && before
            .find(|earlier| is_upload(earlier) && earlier.argument() == line.argument())
            .is_some_and(|earlier| !earlier.accepted())
}

fn is_upload(line: &CommandLine) -> bool {
    line.transfer()
        .is_some_and(|kind| kind.direction() == Direction::Upload)
}

/// What was accepted later does, or makes needless, what was refused.
fn mends(later: &CommandLine, refused: &CommandLine) -> bool {
    let same = later.argument() == refused.argument();
    let stores = is_upload(later);
    let kind = match refused.effect {
        Effect::MakeDirectory => matches!(later.effect, Effect::Cwd | Effect::MakeDirectory),
        Effect::Cwd => matches!(later.effect, Effect::Cwd | Effect::MakeDirectory),
        Effect::Delete => later.effect == Effect::Delete || stores,
        effect => later.effect == effect,
    };
    same && kind
}

/// Nothing but a goodbye follows.
fn gives_up(session: &IndexedSession, line: &CommandLine) -> bool {
    session.lines[line.index + 1..]
        .iter()
        .all(|later| later.effect == Effect::Quit || later.keeps_alive())
}

/// Refusals, before that frame, of commands that are not in the capture: that of a transfer says
/// most, be it by its data connection or by its code, which answers nothing else.
fn without_command(session: &IndexedSession, until: u64, report: &mut FindingSink) {
    let record = session.record;
    let refused: Vec<&Reply> = record
        .unasked
        .iter()
        .filter(|reply| reply.at.frame < until)
        .filter(|reply| reply.code.is_negative() && reply.code != ReplyCode::SERVICE_CLOSING)
        .collect();
    let cut = record
        .transfers
        .iter()
        .filter(|transfer| transfer.outcome == Outcome::Failed)
        .find_map(|transfer| transfer.lone_replies.as_ref()?.ended);
    let of_transfer = refused
        .iter()
        .find(|reply| Some(reply.at) == cut || reply.code.breaks_off());
    let Some(reply) = of_transfer.or(refused.last()) else {
        return;
    };
    let (severity, message) = if of_transfer.is_some() {
        (report.severity, "found-command-refused-transfer")
    } else {
        (Severity::Info, "found-command-refused-unheard")
    };
    let mut frames = vec![reply.at.frame];
    frames.extend(refused.iter().map(|reply| reply.at.frame));
    let args = vec![
        ("code", reply.code.to_string().into()),
        ("text", without_full_stop(reason_line(reply)).into()),
        ("more", (refused.len() - 1).into()),
    ];
    report.add_as(severity, frames, message, args);
}
