//! `protocol`: what the specifications do not allow and peers do all the same. What only looks odd
//! is information; what breaks a rule that peers rely on is a warning.

pub(super) mod below_zero;
mod line_ends;
mod replies;
pub(super) mod stray_bytes;
mod unclosed;
mod undecodable;
mod unended;

use crate::ftp::Effect;
use crate::model::{Method, Mode, Oddity, Reply, ReplyCode, Severity};

use super::advice;
use super::indexed_session::IndexedSession;
use super::line::CommandLine;
use super::report::FindingSink;

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    odd_announcements(session, report);
    broken_announcements(session, report);
    replies::check(session, report);
    line_ends::check(session, report);
    stray_bytes::check(session, report);
    below_zero::check(session, report);
    unclosed::check(session, report);
    undecodable::check(session, report);
    unended::check(session, report);
    other_protocol(session, report);
    stray_lines(session, report);
    early_command(session, report);
    epsv_all(session, report);
    prot_without_pbsz(session, report);
}

/// Forms of 227, 228 and 229 that a strict client would not understand.
fn odd_announcements(session: &IndexedSession, report: &mut FindingSink) {
    for offer in session.offers(Mode::Passive) {
        let Some(reply) = session.announcing_reply(offer) else {
            continue;
        };
        for oddity in offer.oddities.iter() {
            let message = match oddity {
                Oddity::NoBrackets => "found-protocol-no-brackets",
                Oddity::AddressIn229 => "found-protocol-address-in-229",
                Oddity::OtherForm => "found-protocol-other-form",
                Oddity::Unclosed => "found-protocol-unclosed",
                Oddity::LaterLine => "found-protocol-later-line",
                Oddity::FamilyMismatch => "found-protocol-family",
                Oddity::Ipv6Address => "found-protocol-ipv6",
                _ => continue,
            };
            let text = [reply.code.to_string().as_bytes(), b" ", reply.text.bytes()].concat();
            report.add_as(
                Severity::Info,
                vec![reply.at.frame],
                message,
                vec![("line", text.as_slice().into())],
            );
        }
    }
}

/// A 227 without an address, or with half of one: a client has nowhere to go.
fn broken_announcements(session: &IndexedSession, report: &mut FindingSink) {
    // where bytes are missing, they may have held the rest
    if session.record.control.lost_bytes > 0 {
        return;
    }
    for broken in &session.record.broken_announcements {
        let by_command = broken
            .command
            .filter(|_| broken.method.mode() == Mode::Active);
        let mut announcing = session
            .record
            .replies()
            .filter(|reply| reply.at.frame == broken.at.frame && reply.code.announces());
        let line = match by_command.map(|command| &session.record.commands[command]) {
            Some(command) => command.line.clone(),
            None => match announcing.next() {
                Some(reply) => [reply.code.to_string().as_bytes(), b" ", reply.text.bytes()]
                    .concat()
                    .into(),
                None => continue,
            },
        };
        let finding = report.add(
            vec![broken.at.frame],
            "found-protocol-no-endpoint",
            vec![("line", (&line).into())],
        );
        if broken.method == Method::Epsv {
            finding.advice = Some(advice::plain("advice-broken-epsv"));
        }
    }
}

/// What clients of other protocols say first.
const OPENINGS: &[(&[u8], &str)] = &[
    (b"SSH-", "SSH"),
    (b"GET ", "HTTP"),
    (b"POST ", "HTTP"),
    (b"PUT ", "HTTP"),
    (b"CONNECT ", "HTTP"),
    (b"OPTIONS ", "HTTP"),
    (b"EHLO", "SMTP"),
    (b"HELO", "SMTP"),
];

/// What the client speaks that takes the server for one of another protocol (SFTP is SSH, and no
/// FTP).
pub(super) fn spoken_instead(session: &IndexedSession) -> Option<&'static str> {
    let line = session.lines.first()?.command.line.bytes();
    let mut known = OPENINGS.iter();
    let known = known.find(|(opening, _)| line.starts_with(opening));
    known.map(|&(_, protocol)| protocol)
}

fn other_protocol(session: &IndexedSession, report: &mut FindingSink) {
    let Some(first) = session.lines.first() else {
        return;
    };
    if let Some(protocol) = spoken_instead(session) {
        let args = vec![("line", first.quote()), ("protocol", protocol.into())];
        let finding = report.add(first.frames(), "found-protocol-other", args);
        if protocol == "SSH" {
            finding.advice = Some(advice::plain("advice-client-is-ssh"));
        }
    }
}

/// What servers of other protocols say first.
const GREETINGS: &[(&[u8], &str)] = &[
    (b"SSH-", "SSH"),
    (b"HTTP/", "HTTP"),
    (b"+OK", "POP3"),
    (b"* OK", "IMAP"),
    (b"RFB 00", "VNC"),
];

/// A server that greets in another protocol, where no line of it is a reply of FTP.
fn other_server(session: &IndexedSession, report: &mut FindingSink) -> bool {
    let Some((at, text)) = session.record.stray_lines.first() else {
        return false;
    };
    let mut known = GREETINGS.iter();
    let known = known.find(|(greeting, _)| text.bytes().starts_with(greeting));
    let Some(&(_, protocol)) = known.filter(|_| session.record.replies().next().is_none()) else {
        return false;
    };
    let args = vec![("text", text.into()), ("protocol", protocol.into())];
    let finding = report.add(vec![at.frame], "found-protocol-other-server", args);
    finding.advice = Some(advice::plain(match protocol {
        "SSH" => "advice-server-is-ssh",
        _ => "advice-server-is-other",
    }));
    true
}

/// A server of mail greets with the code of FTP, and takes nothing that the client says.
fn mail_server(session: &IndexedSession, report: &mut FindingSink) -> bool {
    let banner = session.record.banner.as_ref();
    let Some(text) = banner.filter(|_| is_mail_server(session)) else {
        return false;
    };
    let greets = |reply: &&Reply| reply.code == ReplyCode::READY;
    let frames = session.record.unasked.iter().find(greets);
    let frames = frames.map(|reply| reply.at.frame).into_iter().collect();
    let args = vec![("text", text.into()), ("protocol", "SMTP".into())];
    let finding = report.add(frames, "found-protocol-other-server", args);
    finding.advice = Some(advice::plain("advice-server-is-other"));
    true
}

/// The greeting is one of SMTP (RFC 5321 section 4.2), and no command of FTP was taken but those
/// that both know.
pub(super) fn is_mail_server(session: &IndexedSession) -> bool {
    let greets = session.record.banner.as_ref();
    let greets = greets.is_some_and(|text| {
        let mut words = text.bytes().split(u8::is_ascii_whitespace);
        words.any(|word| matches!(word, b"SMTP" | b"ESMTP"))
    });
    let is_of_both =
        |line: &CommandLine| matches!(line.effect, Effect::Quit | Effect::Noop | Effect::Help);
    let mut own = session.lines.iter().filter(|line| !is_of_both(line));
    greets && !session.lines.is_empty() && own.all(|line| line.refused() || line.last().is_none())
}

/// Lines of the server that are no reply: no code, or one below 100 or above 699.
fn stray_lines(session: &IndexedSession, report: &mut FindingSink) {
    if other_server(session, report) || mail_server(session, report) {
        return;
    }
    if let Some((_, text)) = session.record.stray_lines.first() {
        let frames = session
            .record
            .stray_lines
            .iter()
            .map(|(at, _)| at.frame)
            .collect();
        let args = vec![
            ("text", text.into()),
            ("count", session.record.stray_lines.len().into()),
        ];
        report.add(frames, "found-protocol-stray", args);
    }
}

/// RFC 959 section 5.4: the client waits for the greeting.
fn early_command(session: &IndexedSession, report: &mut FindingSink) {
    let greeting = session
        .record
        .unasked
        .iter()
        .find(|r| r.code == ReplyCode::READY);
    let early = session
        .lines
        .first()
        .zip(greeting)
        .filter(|(l, r)| l.frame() < r.first_frame && l.command.at.is_surely_before(r.at))
        .filter(|_| session.is_whole());
    if let Some((line, greeting)) = early {
        let frames = vec![line.frame(), greeting.at.frame];
        report.add_as(
            Severity::Info,
            frames,
            "found-protocol-early",
            vec![("line", line.quote())],
        );
    }
}

/// RFC 2428 section 4: after EPSV ALL nothing but EPSV sets data connections up.
fn epsv_all(session: &IndexedSession, report: &mut FindingSink) {
    let sets_up =
        |l: &&CommandLine| matches!(l.effect, Effect::AskAnnounce(_) | Effect::Announce(_));
    let mut lines = session.lines.iter();
    let all = lines.find(|l| l.is_epsv_all() && l.accepted());
    let Some(all) = all else { return };
    let later = session.lines[all.index..].iter().filter(sets_up);
    if let Some(line) = later
        .filter(|l| l.command.verb.bytes() != b"EPSV" && l.accepted())
        .min_by_key(|l| l.index)
    {
        let mut frames = line.frames();
        frames.push(all.frame());
        report.add(
            frames,
            "found-protocol-epsv-all",
            vec![("line", line.quote())],
        );
    }
}

/// RFC 2228 section 3: PBSZ comes before PROT. Seen only where the control channel is clear.
fn prot_without_pbsz(session: &IndexedSession, report: &mut FindingSink) {
    let prot = session
        .lines
        .iter()
        .find(|l| l.effect == Effect::Prot && l.accepted());
    let Some(prot) = prot.filter(|_| session.is_whole() && !session.hides_anything()) else {
        return;
    };
    if !session.lines[..prot.index]
        .iter()
        .any(|l| l.effect == Effect::Pbsz)
    {
        report.add(
            prot.frames(),
            "found-protocol-pbsz",
            vec![("line", prot.quote())],
        );
    }
}
