//! `timesketch`: events of a timeline as JSON lines, for Timesketch and whatever else reads Plaso's
//! way of saying it.
//!
//! Each event has `message`, `datetime` and `timestamp_desc`, which Timesketch asks for, and
//! `timestamp` in microseconds. A session has one for each command, for the reply that decided a
//! login, for the first and the last frame of each transfer, and for each finding. Events stand in
//! the order of their sessions; Timesketch sorts them by time itself.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Write};
use std::net::IpAddr;

use serde::Serialize;

use crate::analysis::view::View;
use crate::model::{
    self, Command, Direction, LoginOutcome, ReplyCode, Session, Text, Time, Transfer,
};
use crate::text::finding::{ENGLISH, message};
use crate::text::names;
use crate::text::stamp::{Clock, Stamp};

use super::facts;
use super::lines::LineBuffer;
use super::{ExportFormat, ExportOptions, ExportPart};

/// One file, whose name must end so.
pub(super) const FORMAT: ExportFormat = ExportFormat {
    name: "timesketch",
    about: "Events of a timeline, for Timesketch",
    parts: &[ExportPart {
        file: "timeline.jsonl",
        write,
        partitions: None,
    }],
    is_stream: true,
};

#[derive(Serialize)]
struct TimesketchEvent<'a> {
    message: &'a str,
    datetime: Stamp,
    timestamp: i64,
    timestamp_desc: &'static str,
    data_type: &'static str,
    source_short: &'static str,
    source_long: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    session_uid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    community_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    src_ip: Option<IpAddr>,
    #[serde(skip_serializing_if = "Option::is_none")]
    src_port: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dst_ip: Option<IpAddr>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dst_port: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<Cow<'a, str>>,
    #[serde(flatten)]
    of: Of<'a>,
}

/// What an event is about.
#[derive(Default, Serialize)]
struct Of<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    frame: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    command: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    argument: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply_code: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    transfer_uid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    direction: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mode: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bytes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    complete: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mime_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    md5: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sha1: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sha256: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    finding: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    severity: Option<&'static str>,
}

struct TimesketchEvents<'o, 'v> {
    lines: LineBuffer<'o>,
    view: &'o View<'v>,
    clock: Clock,
}

/// What an event is called and when it was.
struct EventHead<'a> {
    time: Time,
    desc: &'static str,
    data_type: &'static str,
    message: &'a str,
}

fn write(out: &mut dyn Write, view: &View<'_>, _: ExportOptions) -> io::Result<()> {
    let mut events = TimesketchEvents {
        lines: LineBuffer::new(out),
        view,
        clock: Clock::of(view),
    };
    for session in view.sessions() {
        let mut users = session.users();
        for (place, command) in session.commands.iter().enumerate() {
            let user = users.at(place).map(|login| login.user);
            events.command(session, command, user)?;
        }
        events.logins(session)?;
    }
    for (session, transfer) in view.transfers() {
        events.transfer(session, transfer)?;
    }
    for (session, finding, time) in facts::findings(view) {
        let of = Of {
            frame: Some(finding.frame),
            finding: Some(finding.id),
            severity: Some(names::severity(finding.severity)),
            ..Of::default()
        };
        let message = message(&ENGLISH, finding);
        let named = EventHead {
            time,
            desc: "FTP finding",
            data_type: "ftp:finding",
            message: &message,
        };
        events.put(session, session.and_then(user_of), &named, of)?;
    }
    events.lines.finish()
}

fn user_of(session: &Session) -> Option<&[u8]> {
    session.user.as_ref().map(Text::bytes)
}

impl TimesketchEvents<'_, '_> {
    fn put(
        &mut self,
        session: Option<&Session>,
        user: Option<&[u8]>,
        named: &EventHead<'_>,
        of: Of<'_>,
    ) -> io::Result<()> {
        let event = TimesketchEvent {
            message: named.message,
            datetime: self.clock.stamp(named.time),
            timestamp: named.time.as_nanos().div_euclid(1000),
            timestamp_desc: named.desc,
            data_type: named.data_type,
            source_short: "LOG",
            source_long: "FTP, by ftpscope",
            session_uid: session.map(|session| session.uid.to_string()),
            community_id: session.map(|session| session.community_id.to_string()),
            src_ip: session.map(|session| session.client.ip()),
            src_port: session.map(|session| session.client.port()),
            dst_ip: session.map(|session| session.server.ip()),
            dst_port: session.map(|session| session.server.port()),
            user: user.map(facts::plain),
            of,
        };
        self.lines.object(&event)
    }

    fn command(
        &mut self,
        session: &Session,
        command: &Command,
        user: Option<&[u8]>,
    ) -> io::Result<()> {
        let verb = facts::plain(command.verb.bytes());
        let argument = facts::argument(self.view, command).map(facts::plain);
        let reply_code = command.replies.last().map(|reply| reply.code.get());
        let mut message = verb.to_string();
        if let Some(argument) = &argument {
            message.push(' ');
            message.push_str(argument);
        }
        if let Some(code) = reply_code {
            // a string takes everything
            let _ = write!(message, " → {code}");
        }
        let of = Of {
            frame: Some(command.at.frame),
            command: Some(verb),
            argument,
            reply_code,
            ..Of::default()
        };
        let named = EventHead {
            time: command.at.time,
            desc: "FTP command",
            data_type: "ftp:command",
            message: &message,
        };
        self.put(Some(session), user, &named, of)
    }

    /// One event for each reply that let somebody in or kept somebody out.
    fn logins(&mut self, session: &Session) -> io::Result<()> {
        for login in &session.logins {
            let decided = login
                .decided_by
                .and_then(|place| session.commands.get(place));
            let Some(reply) = decided.and_then(Command::final_reply) else {
                continue;
            };
            let name = login
                .user
                .and_then(|place| session.commands.get(place)?.argument());
            let was_let_in = login.outcome == LoginOutcome::Accepted;
            let message = format!(
                "login of {} {}",
                name.map_or("somebody".into(), facts::plain),
                if was_let_in { "accepted" } else { "refused" },
            );
            let of = Of {
                frame: Some(reply.at.frame),
                reply_code: Some(reply.code.get()),
                ..Of::default()
            };
            let named = EventHead {
                time: reply.at.time,
                desc: "FTP login",
                data_type: "ftp:login",
                message: &message,
            };
            self.put(Some(session), name, &named, of)?;
        }
        Ok(())
    }

    fn transfer(&mut self, session: &Session, transfer: &Transfer) -> io::Result<()> {
        let what = match transfer.direction {
            Some(Direction::Download) => "download",
            Some(Direction::Upload) => "upload",
            Some(Direction::Listing) => "listing",
            None => "transfer",
        };
        let path = facts::plain_text(transfer.path.as_ref().or(transfer.argument.as_ref()));
        let name = path.as_deref().unwrap_or("?");
        let bytes = transfer.seen_bytes();
        let digests = transfer.file_digests();
        let begins = format!("{what} of {name} begins");
        let state = names::transfer_state(transfer.state());
        let ends = format!("{what} of {name} ends: {}, {state}", model::bytes(bytes));
        let parts = [
            (transfer.start, "FTP transfer start", &begins),
            (transfer.end, "FTP transfer end", &ends),
        ];
        for (at, desc, message) in parts {
            let of = Of {
                frame: Some(at.frame),
                command: transfer.verb.map(Cow::Borrowed),
                transfer_uid: Some(transfer.uid.to_string()),
                path: path.clone(),
                reply_code: transfer.reply_code.map(ReplyCode::get),
                direction: transfer.direction.map(names::direction),
                mode: Some(names::mode(transfer.mode)),
                bytes: Some(bytes),
                complete: Some(transfer.is_complete()),
                mime_type: transfer.media_type(),
                md5: digests.and_then(|made| made.md5.as_deref()),
                sha1: digests.and_then(|made| made.sha1.as_deref()),
                sha256: digests.and_then(|made| made.sha256.as_deref()),
                ..Of::default()
            };
            let named = EventHead {
                time: at.time,
                desc,
                data_type: "ftp:transfer",
                message,
            };
            let user = transfer.user.as_ref().map(Text::bytes);
            self.put(Some(session), user, &named, of)?;
        }
        Ok(())
    }
}
