//! What several formats say in the same way.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde::Serialize;

use crate::analysis::view::{SelectionContext, View};
use crate::model::{
    At, Command, Connection, ExpectedData, Finding, LoginNames, Session, Text, Time, Transfer,
    Users,
};

/// What stands for a password that is not shown, as Zeek has it.
pub(super) const HIDDEN: &str = "<hidden>";
/// The number of TCP, as IP headers have it.
pub(super) const TCP: u32 = 6;

/// Text from the wire as text of Unicode: bytes that are none are written as `\xNN`. Whoever writes
/// it escapes what a terminal might obey.
pub(super) fn plain(bytes: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.into();
    }
    let mut plain = String::with_capacity(bytes.len() + 3);
    for chunk in bytes.utf8_chunks() {
        plain.push_str(chunk.valid());
        for byte in chunk.invalid() {
            let _ = write!(plain, "\\x{byte:02x}");
        }
    }
    plain.into()
}

/// The same of text that may not be there.
pub(super) fn plain_text(text: Option<&Text>) -> Option<Cow<'_, str>> {
    text.map(|text| plain(text.bytes()))
}

/// The first sensor that a capture names.
pub(super) fn sensor<'a>(view: &View<'a>) -> Option<&'a str> {
    let captures = view.analysis.captures.iter();
    captures
        .map(|file| file.sensor.as_deref())
        .find(Option::is_some)?
}

/// The argument of a command, or what stands for a secret.
pub(super) fn argument<'a>(view: &View<'_>, command: &'a Command) -> Option<&'a [u8]> {
    let argument = command.argument()?;
    let is_hidden = command.secret.is_some() && !view.show_passwords;
    Some(if is_hidden {
        HIDDEN.as_bytes()
    } else {
        argument
    })
}

/// The last part of a path of a transfer, of whatever system.
pub(super) fn file_name(transfer: &Transfer) -> Option<&[u8]> {
    let path = transfer.path.as_ref().or(transfer.argument.as_ref())?;
    let mut parts = path.bytes().rsplit(|byte| matches!(byte, b'/' | b'\\'));
    parts.find(|part| !part.is_empty())
}

/// The connections of the chosen sessions, each once, in the order of their first frames.
pub(super) fn connections<'a>(view: &View<'a>) -> impl Iterator<Item = &'a Connection> + use<'a> {
    let of_sessions = view.sessions().flat_map(|session| &session.connections);
    let ids: BTreeSet<_> = of_sessions.copied().collect();
    let analysis = view.analysis;
    ids.into_iter().filter_map(|id| analysis.connection(id))
}

/// Times of frames, as far as the records of a session have them.
pub(super) struct ExportTimes(Vec<At>);

impl ExportTimes {
    pub(super) fn of(session: &Session) -> Self {
        let connections = session.connections.iter();
        let connections = connections.filter_map(|&id| session.connection(id));
        let transfers = session.transfers.iter().flat_map(|t| [t.start, t.end]);
        let mut times: Vec<At> = connections.flat_map(|c| [c.first, c.last]).collect();
        times.extend(session.commands.iter().map(|command| command.at));
        times.extend(session.replies().map(|reply| reply.at));
        times.extend(transfers);
        times.sort_unstable();
        ExportTimes(times)
    }

    /// The time of a frame; where it is not known, that of the nearest one before it.
    pub(super) fn at(&self, frame: u64) -> Option<Time> {
        let behind = self.0.partition_point(|at| at.frame <= frame);
        self.0[..behind].last().map(|at| at.time)
    }
}

/// The chosen findings, each with its session and the time of the frame to look at first; those of
/// the capture as a whole have its beginning.
pub(super) fn findings<'a>(
    view: &View<'a>,
) -> impl Iterator<Item = (Option<&'a Session>, &'a Finding, Time)> + use<'a> {
    let (view, start) = (*view, view.start().unwrap_or_default());
    let of_capture = view.findings().filter(|(session, _)| session.is_none());
    let of_sessions = view
        .sessions()
        .filter(|session| !session.findings.is_empty());
    let of_sessions = of_sessions.flat_map(move |session| {
        let times = ExportTimes::of(session);
        let findings = session.findings.iter();
        let named = findings.filter(move |finding| view.names(finding));
        named.map(move |finding| {
            let time = times.at(finding.frame).unwrap_or(start);
            (Some(session), finding, time)
        })
    });
    of_capture
        .map(move |(session, finding)| (session, finding, start))
        .chain(of_sessions)
}

/// The data connection of a transfer.
pub(super) fn data_connection<'a>(
    session: &'a Session,
    transfer: &Transfer,
) -> Option<&'a Connection> {
    session.connection(transfer.connection?)
}

/// What the places of a session's commands lead to: its transfers and its offers.
pub(super) struct ByCommand<'a> {
    transfers: Vec<(usize, &'a Transfer)>,
    offers: Vec<(usize, &'a ExpectedData)>,
    users: Users<'a>,
}

/// What carried a file that a transfer mode wraps: in the other fields stands the file. The names
/// are those of the JSON document.
#[derive(Default, Serialize)]
pub(super) struct Carried<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    bytes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    md5: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sha1: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sha256: Option<&'a str>,
}

impl<'a> Carried<'a> {
    /// Nothing, where the bytes on the wire are the file.
    pub(super) fn of(transfer: &'a Transfer) -> Self {
        if !transfer.wrapped {
            return Carried::default();
        }
        let digests = &transfer.digests;
        Carried {
            bytes: Some(transfer.bytes),
            md5: digests.md5.as_deref(),
            sha1: digests.sha1.as_deref(),
            sha256: digests.sha256.as_deref(),
        }
    }
}

/// What belongs to one command.
pub(super) struct OfCommand<'a> {
    pub(super) transfer: Option<&'a Transfer>,
    pub(super) offer: Option<&'a ExpectedData>,
    /// The login that was in force, or was being tried.
    pub(super) login: Option<LoginNames<'a>>,
}

impl<'a> ByCommand<'a> {
    /// Of a chosen session, with the chosen ones of its transfers. `context`: that of the view.
    pub(super) fn new(
        view: &View<'_>,
        session: &'a Session,
        context: &SelectionContext<'_>,
    ) -> Self {
        let transfers = view.transfers_of(session, context);
        let mut transfers: Vec<_> = transfers.filter_map(|t| Some((t.command?, t))).collect();
        let mut offers: Vec<_> = session.offers.iter().map(|o| (o.command, o)).collect();
        transfers.sort_by_key(|&(command, _)| command);
        offers.sort_by_key(|&(command, _)| command);
        ByCommand {
            transfers,
            offers,
            users: session.users(),
        }
    }

    /// What belongs to the command at a place; places ascend from call to call.
    pub(super) fn at(&mut self, place: usize) -> OfCommand<'a> {
        OfCommand {
            transfer: first(&self.transfers, place),
            offer: first(&self.offers, place),
            login: self.users.at(place),
        }
    }
}

/// The first of a place; they are in the order of their places.
fn first<'a, T>(items: &[(usize, &'a T)], place: usize) -> Option<&'a T> {
    let at = items.partition_point(|&(command, _)| command < place);
    let (command, item) = items.get(at)?;
    (*command == place).then_some(*item)
}
