//! `policy`: nothing is wrong, but a site may have rules about it.

use std::collections::{BTreeMap, HashMap};

use foldhash::fast::RandomState;

use crate::ftp::{CONTROL_PORT, Effect, IMPLICIT_TLS_PORT, is_anonymous};
use crate::model::{
    Analysis, At, Direction, Endpoint, Login, LoginOutcome, ReplyCode, ReplyText, Session,
    SessionId, Text, is_private,
};

use super::all_sessions::AllSessions;
use super::indexed_session::IndexedSession;
use super::report::FindingSink;

/// Sessions that a server must end by 421 to make a burst, and in what time, in nanoseconds.
const BURST: usize = 5;
const BURST_TIME: i64 = 60_000_000_000;

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    let record = session.record;
    if let Some(banner) = record.banner.as_ref().filter(|b| tells_version(b.bytes())) {
        let line = ReplyText(banner.bytes())
            .lines()
            .find(|l| tells_version(l))
            .unwrap_or(banner.bytes());
        let frame = record
            .unasked
            .first()
            .map_or(record.first.frame, |r| r.at.frame);
        report.add(
            vec![frame],
            "found-policy-banner",
            vec![("text", line.into())],
        );
    }
    if ![CONTROL_PORT, IMPLICIT_TLS_PORT].contains(&record.server.port()) {
        let port = record.server.port().to_string();
        report.add(
            vec![record.first.frame],
            "found-policy-port",
            vec![("port", port.into())],
        );
    }
    let user = record
        .user
        .as_ref()
        .filter(|u| record.login == Login::Accepted && !is_anonymous(u.bytes()));
    let mut tries = record.logins.iter().rev();
    let let_in = tries.find(|attempt| attempt.outcome == LoginOutcome::Accepted);
    let pass = session.lines.iter().find(|line| {
        let decided = let_in.and_then(|attempt| attempt.decided_by);
        decided == Some(line.index) && !session.is_under_tls(line.frame())
    });
    if let (Some(user), Some(pass)) = (user, pass)
        && !is_private(record.client.ip())
        && !session.is_local()
    {
        let args = vec![
            ("user", user.into()),
            ("client", record.client.ip().to_string().into()),
        ];
        report.add(pass.frames(), "found-policy-public", args);
    }
    identities(session, report);
}

/// Commands that tell what systems and programs are used.
fn identities(session: &IndexedSession, report: &mut FindingSink) {
    let system = session
        .lines
        .iter()
        .find(|l| l.effect == Effect::System && l.code() == Some(ReplyCode::SYSTEM_TYPE));
    if let Some((line, reply)) = system.and_then(|l| Some((l, l.last()?))) {
        report.add(
            line.frames(),
            "found-policy-system",
            vec![("text", reply.text.bytes().into())],
        );
    }
    let program = session
        .lines
        .iter()
        .find(|l| matches!(l.command.verb.bytes(), b"CLNT" | b"CSID"));
    if let Some(line) = program.filter(|l| !l.argument().is_empty()) {
        report.add(
            line.frames(),
            "found-policy-client",
            vec![("line", line.quote())],
        );
    }
}

pub(super) fn check_all(analysis: &Analysis, _: &AllSessions, report: &mut FindingSink) {
    drops(analysis, report);
    bursts(analysis, report);
}

/// A file that one client uploads and another downloads: the server passes files on.
fn drops(analysis: &Analysis, report: &mut FindingSink) {
    let mut uploads: HashMap<(Endpoint, &[u8]), (&Session, u64), RandomState> = HashMap::default();
    for record in &analysis.sessions {
        for transfer in record.transfers.iter().filter(|t| t.is_complete()) {
            let Some(path) = &transfer.path else { continue };
            let key = (record.server, path.bytes());
            let frame = transfer.start.frame;
            if transfer.direction == Some(Direction::Upload) {
                uploads.insert(key, (record, frame));
            }
            if transfer.direction != Some(Direction::Download) {
                continue;
            }
            let upload = uploads
                .get(&key)
                .filter(|(uploader, _)| uploader.client.ip() != record.client.ip());
            if let Some(&(uploader, uploaded)) = upload {
                passed_on(report, (uploader, record), path, vec![frame, uploaded]);
            }
        }
    }
}

fn passed_on(
    report: &mut FindingSink,
    (uploader, downloader): (&Session, &Session),
    path: &Text,
    frames: Vec<u64>,
) {
    let guest = uploader
        .user
        .as_ref()
        .is_some_and(|u| is_anonymous(u.bytes()));
    let args = vec![
        ("path", path.into()),
        ("uploader", uploader.client.ip().to_string().into()),
        ("session", uploader.id.to_string().into()),
        ("downloader", downloader.client.ip().to_string().into()),
    ];
    let message = if guest {
        "found-policy-drop-anonymous"
    } else {
        "found-policy-drop"
    };
    let finding = report.add(frames, message, args);
    finding.sessions.extend([uploader.id, downloader.id]);
}

/// One server ends or turns away many sessions at once: it is full, or goes down.
fn bursts(analysis: &Analysis, report: &mut FindingSink) {
    let mut closings: BTreeMap<Endpoint, Vec<(At, SessionId)>> = BTreeMap::new();
    for record in &analysis.sessions {
        if let Some(reply) = record
            .replies()
            .find(|r| r.code == ReplyCode::SERVICE_CLOSING)
        {
            let ended = (reply.at, record.id);
            closings.entry(record.server).or_default().push(ended);
        }
    }
    for (server, mut ends) in closings {
        ends.sort_unstable();
        let Some(first) = ends
            .windows(BURST)
            .find(|w| w[BURST - 1].0.time.since(w[0].0.time) <= BURST_TIME)
            .map(|w| w[0].0)
        else {
            continue;
        };
        ends.retain(|(at, _)| (0..=BURST_TIME).contains(&at.time.since(first.time)));
        let frames: Vec<u64> = ends.iter().map(|(at, _)| at.frame).collect();
        let args = vec![
            ("server", server.to_string().into()),
            ("count", frames.len().into()),
        ];
        let finding = report.add(frames, "found-policy-burst", args);
        finding
            .sessions
            .extend(ends.iter().map(|(_, session)| *session));
    }
}

/// Digits, a point, digits.
fn tells_version(text: &[u8]) -> bool {
    let mut dotted = text
        .windows(3)
        .filter(|w| w[0].is_ascii_digit() && w[1] == b'.' && w[2].is_ascii_digit());
    // an address is not a version
    let address = text
        .split(|b| !(b.is_ascii_digit() || *b == b'.'))
        .any(|w| w.split(|&b| b == b'.').count() == 4);
    dotted.next().is_some() && (!address || dotted.count() > 2)
}
