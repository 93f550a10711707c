//! A client that wanted nothing yet but to get ready, and leaves behind a refusal: it asked for the
//! type, an offset, a size, the directory or the system, took the answer for a failure, and gave up
//! before any transfer (curl ends so behind TYPE and REST, scripts behind SIZE in TYPE A).
//!
//! Clients ask much only to know. So it counts only where nothing else was done or asked for, and
//! the client itself ended the session; a question about a file that may be there or not is good to
//! know, for programs that wait for a file ask so and leave.

use crate::analysis::find::contains_ignoring_case;
use crate::ftp::Effect;
use crate::model::{Close, Login, Reply, ReplyCode, Severity};

use crate::analysis::findings::advice;
use crate::analysis::findings::indexed_session::IndexedSession;
use crate::analysis::findings::line::CommandLine;
use crate::analysis::findings::protocol::below_zero;
use crate::analysis::findings::reason::{
    RefusalReason, is_unknown_command, reason_line, without_full_stop,
};
use crate::analysis::findings::report::FindingSink;

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    let Some((line, reply)) = last_refused(session) else {
        return;
    };
    if session.lines.iter().any(wants_more) || !is_left_by_client(session, reply) {
        return;
    }
    let severity = if only_asks(line, reply) {
        Severity::Info
    } else {
        report.severity
    };
    let args = vec![
        ("line", line.quote()),
        ("code", reply.code.to_string().into()),
        ("text", without_full_stop(reason_line(reply)).into()),
    ];
    let message = "found-command-refused-left";
    let finding = report.add_as(severity, line.frames(), message, args);
    finding.advice = advice_for(line, reply).map(advice::plain);
}

/// The last command but a goodbye, where a user who is logged in is refused something that sets
/// nothing up and changes nothing.
fn last_refused<'c, 'a>(
    session: &'c IndexedSession<'a>,
) -> Option<(&'c CommandLine<'a>, &'a Reply)> {
    let mut lines = session.lines.iter().rev();
    let line = lines.find(|line| line.effect != Effect::Quit)?;
    let reply = line.last().filter(|_| line.refused())?;
    // who is not logged in, or has no session any more, is told of that
    let is_of_login =
        reply.code == ReplyCode::NOT_LOGGED_IN || reply.code == ReplyCode::SERVICE_CLOSING;
    let is_ready = session.record.login == Login::Accepted && session.is_whole();
    // `protocol` tells what is wrong with such an offset
    let is_told = is_of_login || below_zero::asks(line);
    (is_ready && !is_told && gets_ready(line)).then_some((line, reply))
}

/// What a client asks for before it transfers anything.
fn gets_ready(line: &CommandLine) -> bool {
    use Effect::{
        Digest, Facts, Features, ModifyTime, Options, Other, Pbsz, PrintDirectory, Prot, Range,
        Rest, Size, Structure, System, TransferMode, Type,
    };
    match line.effect {
        // verbs that nobody knows are typed by people, and by scanners
        Other => line.verb.is_some(),
        effect => matches!(
            effect,
            Digest
                | Facts
                | Features
                | ModifyTime
                | Options
                | Pbsz
                | PrintDirectory
                | Prot
                | Range
                | Rest
                | Size
                | Structure
                | System
                | TransferMode
                | Type
        ),
    }
}

/// The session had another purpose, or another trouble.
fn wants_more(line: &CommandLine) -> bool {
    use Effect::{
        Abort, Allocate, Announce, AskAnnounce, Cdup, Cwd, Delete, MakeDirectory, RemoveDirectory,
        RenameFrom, RenameTo, Site, Transfer,
    };
    match line.effect {
        Abort | Allocate | Delete | MakeDirectory | RemoveDirectory | RenameFrom | RenameTo
        | Site | Transfer(_) => true,
        Announce(_) | AskAnnounce(_) | Cdup | Cwd => line.refused(),
        _ => false,
    }
}

/// Behind that reply the client said goodbye, or closed the connection first. Who did so before had
/// not read it.
fn is_left_by_client(session: &IndexedSession, reply: &Reply) -> bool {
    let record = session.record;
    let mut lines = session.lines.iter().rev();
    let says_goodbye = lines.any(|l| l.effect == Effect::Quit && l.frame() > reply.at.frame);
    let control = session.analysis.connection(record.connection);
    let closes = control.is_some_and(|c| {
        let client = c.flow_of(record.client);
        c.closed_by_endpoint() == Some(record.client)
            && client.reset_from_elsewhere().is_none()
            && client.end().is_some_and(|end| end.frame > reply.at.frame)
    });
    // whom the server has told that the session is over leaves for that
    let mut unasked = record.unasked.iter();
    let is_sent_away = unasked.any(|reply| reply.code == ReplyCode::SERVICE_CLOSING);
    let is_over = record.control.close != Close::Open;
    (says_goodbye || closes && is_over) && !is_sent_away
}

/// Whether a file is there, and what a server can do: no and no are answers to that.
fn only_asks(line: &CommandLine, reply: &Reply) -> bool {
    use Effect::{Digest, Facts, Features, ModifyTime, Options, Other, Size, System};
    match line.effect {
        // PRET asks for a transfer (what a distributed server should get ready for)
        Other if line.command.verb.bytes() == b"PRET" => RefusalReason::NotThere.is_in(reply),
        Features | Options | Other | System => true,
        Digest | Facts | ModifyTime | Size => {
            !is_unknown_command(reply) && !is_about_type(line, reply)
        }
        _ => false,
    }
}

/// Many servers count a file in TYPE I alone (RFC 3659 section 4).
fn is_about_type(line: &CommandLine, reply: &Reply) -> bool {
    line.effect == Effect::Size && contains_ignoring_case(reply.text.bytes(), b"ascii")
}

fn advice_for(line: &CommandLine, reply: &Reply) -> Option<&'static str> {
    Some(match line.effect {
        _ if is_about_type(line, reply) => "advice-size-in-ascii",
        Effect::Rest | Effect::Range => "advice-rest-refused",
        Effect::Prot | Effect::Pbsz => "advice-prot-refused",
        _ if RefusalReason::NotThere.is_in(reply) => return None,
        _ if is_unknown_command(reply) => "advice-does-without",
        _ => return None,
    })
}
