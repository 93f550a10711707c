//! What goes to standard error.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write as _};
use std::net::IpAddr;
use std::path::Path;

use crate::analysis::view::{Selection, View};
use crate::limits::Limits;
use crate::model::{
    Analysis, CaptureSummary, Decrypted, KeyLog, Protocol, Session, Text, TlsOpening, TlsSealed,
};
use crate::output::Remark;
use crate::output::report::PageOmissions;
use crate::output::slice::{Shortcomings, Sliced};
use crate::text::escape;
use crate::text::finding;
use crate::text::locale::Catalogue;
use crate::text::message;
use crate::text::names;
use crate::text::shell;
use crate::text::style::shorten;
use crate::text::workflow::Notation;

use super::runner::guarded;
use super::voice::{self, told};
use super::{nearby, pager};

/// Says why the job could not be done; not even quiet keeps that back.
pub(super) fn error(message: &str) {
    say(message);
}

/// Shows a text as it is.
pub(super) fn page(text: &str) {
    let _ = writeln!(guarded(io::stderr(), Notation::Text), "{text}");
}

/// Writes a line to standard error; where nobody reads that, there is nobody to tell.
fn say(message: &str) {
    pager::close();
    let _ = writeln!(guarded(io::stderr(), Notation::Text), "ftpscope: {message}");
}

/// A message about so many of something.
fn counted(id: &str, count: u64) -> String {
    told(id, &[("count", count.into())])
}

/// Warnings and notes, unless quiet was asked for.
pub(super) struct Messages {
    quiet: bool,
}

/// What a command has a row for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RowKind {
    Sessions,
    Transfers,
}

impl Messages {
    pub(super) fn new(quiet: bool) -> Self {
        Messages { quiet }
    }

    pub(super) fn warning(&self, message: &str) {
        if !self.quiet {
            say(&told("told-warning", &[("message", message.into())]));
        }
    }

    /// Says what is good to know.
    pub(super) fn note(&self, message: &str) {
        if !self.quiet {
            say(&told("told-note", &[("message", message.into())]));
        }
    }

    /// Tells what an output says beside what it wrote.
    pub(super) fn remark(&self, catalogue: &Catalogue, remark: &Remark) {
        match remark {
            Remark::Columns { hidden, elsewhere } => self.columns(catalogue, hidden, *elsewhere),
            Remark::Page(left_out) => self.left_out(left_out),
            Remark::PortsReused => self.warning(&told("told-ports-reused", &[])),
            Remark::Sliced(sliced) => self.sliced(sliced),
            Remark::Redacted(short) => self.redacted(short),
        }
    }

    /// Tells what a slice holds.
    fn sliced(&self, sliced: &Sliced) {
        let Sliced {
            frames,
            commented,
            sessions,
        } = *sliced;
        self.note(&told(
            "told-sliced",
            &[
                ("frames", frames.into()),
                ("commented", commented.into()),
                ("sessions", sessions.into()),
            ],
        ));
    }

    /// Tells what a redacted slice still shows, and what it lost.
    fn redacted(&self, short: &Shortcomings) {
        let Shortcomings {
            overwritten,
            encrypted,
            link_addresses,
            left_out,
        } = *short;
        if encrypted > 0 {
            self.note(&counted("told-redacted-encrypted", encrypted));
        }
        if link_addresses > 0 {
            self.warning(&counted("told-redacted-link", link_addresses));
        }
        if overwritten > 0 {
            self.note(&counted("told-redacted-overwritten", overwritten));
        }
        if left_out > 0 {
            self.warning(&counted("told-redacted-left-out", left_out));
        }
    }

    /// Tells which columns had no room in a table, and what else shows them.
    pub(super) fn columns(
        &self,
        catalogue: &Catalogue,
        hidden: &[String],
        elsewhere: Option<&str>,
    ) {
        if hidden.is_empty() {
            return;
        }
        let columns = ("columns", hidden.join(", ").into());
        self.note(&match elsewhere {
            Some(place) => catalogue.text("table-no-room", &[columns, ("place", place.into())]),
            None => catalogue.text("table-no-room-here", &[columns]),
        });
    }

    /// Tells that nothing was shown because the filters fit nothing of what is listed.
    pub(super) fn filters(&self, analysis: &Analysis, selection: &Selection, listed: RowKind) {
        let view = View {
            analysis,
            selection,
            show_passwords: false,
        };
        let all = analysis.sessions.len();
        let (none, id) = match listed {
            RowKind::Sessions => (view.sessions().next().is_none(), "told-no-session-fits"),
            RowKind::Transfers => (view.transfers().next().is_none(), "told-no-transfer-fits"),
        };
        if none && all > 0 && *selection != Selection::default() {
            let there = there(analysis, selection);
            self.warning(&told(id, &[("all", all.into()), ("there", there.into())]));
        }
    }

    /// Tells what had no room in a page.
    fn left_out(&self, left_out: &PageOmissions) {
        let PageOmissions {
            limits,
            rows,
            rows_of_text,
            texts,
            long,
            cut,
            frames,
            contents,
            sessions,
            items,
        } = *left_out;
        let parts = [
            (rows, "told-page-rows", limits.rows),
            (cut, "told-page-cut", limits.frame),
            (frames, "told-page-frames", limits.bytes),
            (contents, "told-page-contents", limits.size),
            (rows_of_text, "told-page-rows-of-text", limits.texts / 2),
            (texts, "told-page-texts", limits.texts),
            (long, "told-page-long", limits.text),
            (sessions, "told-page-sessions", limits.sessions),
            (items, "told-page-items", limits.items),
        ];
        // nearly every capture has long frames, and nobody misses what is in them
        let is_little = parts
            .iter()
            .all(|&(count, id, _)| count == 0 || id == "told-page-cut");
        let mut said: Vec<String> = parts
            .into_iter()
            .filter(|&(count, ..)| count > 0)
            .map(|(count, id, limit)| told(id, &[("count", count.into()), ("limit", limit.into())]))
            .collect();
        if !is_little {
            said.push(told("told-page-more", &[]));
        }
        if !said.is_empty() {
            self.warning(&told("told-page", &[("list", said.join("; ").into())]));
        }
    }

    /// Tells of every file that was not read to its end; true where a fault makes the exit status
    /// 2.
    pub(super) fn files(&self, captures: &[CaptureSummary]) -> bool {
        let mut fatal = false;
        for capture in captures {
            let path = escape::text(capture.path.as_bytes());
            if let Some(fault) = &capture.fault {
                let why = message::fault(&voice::catalogue(), fault);
                let message = format!("{path}: {why}{}", instead(&capture.path));
                if fault.fatal {
                    error(&message);
                } else {
                    self.warning(&message);
                }
                fatal |= fault.fatal;
            }
            if let Some(count) = capture.skipped.get("unsupported-link") {
                let links = names::unsupported_links(capture);
                self.warning(&told(
                    "told-unsupported-link",
                    &[
                        ("path", path.as_str().into()),
                        ("count", (*count).into()),
                        ("links", links.into()),
                    ],
                ));
            }
        }
        fatal
    }

    /// Tells of the files and of everything that was left out; true where a fault makes the exit
    /// status 2.
    pub(super) fn faults(&self, analysis: &Analysis) -> bool {
        let fatal = self.files(&analysis.captures);
        for (note, times) in &analysis.notes {
            self.warning(&match names::note(note) {
                Some(id) => counted(id, *times),
                None => format!("{note}: {times}"),
            });
        }
        for (limit, times) in &analysis.limits_hit {
            let id = if Limits::default().set(limit, 0) {
                "told-limit-that-can-be-set"
            } else {
                "told-limit"
            };
            self.warning(&told(
                id,
                &[("limit", (*limit).into()), ("times", (*times).into())],
            ));
        }
        self.opened(analysis);
        let readable = analysis
            .captures
            .iter()
            .any(|c| c.frames > 0 || c.fault.as_ref().is_none_or(|f| !f.fatal));
        if readable && analysis.captures.iter().all(|c| c.frames == 0) {
            self.warning(&told("told-no-frame", &[]));
        } else if readable && analysis.sessions.is_empty() {
            self.warning(&no_session(analysis));
        }
        fatal
    }
}

/// What there is where no file is: the captures of a folder, or one of a similar name.
fn instead(path: &str) -> String {
    let path = Path::new(path);
    if path.is_dir() {
        return nearby::captures_in(path)
            .map(|captures| format!(": {captures}"))
            .unwrap_or_default();
    }
    let is_missing = !path.exists() && path != Path::new("-");
    let like = is_missing.then(|| nearby::like(path)).flatten();
    like.map(|like| {
        let like = escape::text(like.as_os_str().as_encoded_bytes());
        told("told-did-you-mean", &[("name", like.into())])
    })
    .unwrap_or_default()
}

impl Messages {
    /// Tells how much of TLS was opened where a key log was given, or where secrets of the capture
    /// did not open all.
    fn opened(&self, analysis: &Analysis) {
        let known: Vec<&KeyLog> = analysis
            .captures
            .iter()
            .filter_map(|c| c.key_log.as_ref())
            .collect();
        let given = known.iter().any(|known| known.files > 0);
        let opened: Vec<&TlsOpening> = analysis
            .connections
            .iter()
            .filter_map(|connection| connection.tls.as_deref())
            .map(|tls| &tls.opening)
            .filter(|opening| opening.decrypted != Decrypted::No || opening.reason.is_some())
            .collect();
        let all = opened.len();
        let found = opened
            .iter()
            .filter(|o| o.decrypted != Decrypted::No)
            .count();
        let is_whole = opened.iter().all(|o| o.decrypted == Decrypted::Yes);
        let is_used = known.iter().any(|known| known.used > 0);
        if !given && (is_whole || !is_used) {
            return;
        }
        if all == 0 {
            // where TLS is all that there is, that is told by itself, with what to do
            let others = &analysis.other_traffic;
            if !others.iter().any(|other| other.protocol == Protocol::Tls) {
                self.note(&told("told-no-tls", &[]));
            }
        } else if found == 0 && opened.iter().all(|o| o.reason == Some(TlsSealed::NoSecret)) {
            self.warning(&told("told-other-key-log", &[("all", all.into())]));
        } else {
            let mut sealed = BTreeMap::<&str, usize>::new();
            for opening in &opened {
                let message = opening
                    .reason
                    .map(|reason| in_the_way(reason, opening, given));
                if let Some(message) = message {
                    *sealed.entry(message).or_default() += 1;
                }
            }
            let reasons: Vec<String> = sealed
                .iter()
                .map(|(reason, times)| format!("{times}: {}", told(reason, &[])))
                .collect();
            let reasons = if reasons.is_empty() {
                String::new()
            } else {
                format!(" ({})", reasons.join("; "))
            };
            self.note(&told(
                "told-decrypted",
                &[
                    ("found", found.into()),
                    ("all", all.into()),
                    ("reasons", reasons.into()),
                ],
            ));
        }
    }
}

/// Why TLS, or a part of it, stays sealed. `given`: by a key log, and not only by the capture
/// itself.
fn in_the_way(reason: TlsSealed, opening: &TlsOpening, given: bool) -> &'static str {
    let is_partly = opening.decrypted != Decrypted::No;
    match reason {
        TlsSealed::NoSecret if given && is_partly => "told-sealed-key-log-lacks",
        TlsSealed::NoSecret if is_partly => "told-sealed-capture-lacks",
        TlsSealed::NoSecret if given => "told-sealed-key-log",
        TlsSealed::NoSecret => "told-sealed-capture",
        TlsSealed::NoHandshake => "told-sealed-no-hello",
        TlsSealed::CipherSuite => "told-sealed-suite",
        TlsSealed::Version => "told-sealed-version",
        TlsSealed::Compression => "told-sealed-compressed",
        TlsSealed::BadSecret => "told-sealed-wrong",
        TlsSealed::Lost => "told-sealed-lost",
    }
}

/// That there is no session, and what there is instead: `SSH on port 22, TLS on port 443`.
fn no_session(analysis: &Analysis) -> String {
    let others = analysis.other_traffic.iter().take(NAMES);
    let named: Vec<String> = others
        .map(|other| {
            let protocol = names::protocol(other.protocol).into();
            let port = u64::from(other.port).into();
            told("told-other-port", &[("protocol", protocol), ("port", port)])
        })
        .collect();
    if analysis.silent.iter().any(|silent| silent.is_cut) {
        return told("told-no-ftp-cut", &[]);
    }
    // what was tried at a control port, and came to no session
    if let Some(found) = analysis.findings.first() {
        let found = finding::message(&voice::catalogue(), found);
        return told("told-no-ftp-found", &[("found", found.into())]);
    }
    if named.is_empty() {
        return told("told-no-ftp", &[]);
    }
    told("told-no-ftp-but", &[("list", named.join(", ").into())])
}

/// Names that a message lists.
const NAMES: usize = 6;

/// What there is of what was asked for by name or address: users, paths, clients, servers.
fn there(analysis: &Analysis, selection: &Selection) -> String {
    let sessions = analysis.sessions.iter();
    let mut text = String::new();
    if let Some(user) = &selection.user {
        let users = sessions.clone().flat_map(Session::user_names);
        text += &listed(
            ["told-users", "told-no-users"],
            "--user",
            user.text(),
            &texts(users),
        );
    }
    if let Some(path) = &selection.path {
        let transfers = sessions.clone().flat_map(|session| &session.transfers);
        let paths = transfers.filter_map(|transfer| transfer.path.as_ref().map(Text::bytes));
        text += &listed(
            ["told-paths", "told-no-paths"],
            "--path",
            path.text(),
            &texts(paths),
        );
    }
    if let Some(network) = selection.client {
        let clients = sessions.clone().map(|session| session.client.ip());
        text += &listed(
            ["told-clients", "told-no-clients"],
            "",
            &network.to_string(),
            &addresses(clients),
        );
    }
    if let Some(network) = selection.server {
        let servers = sessions.map(|session| session.server.ip());
        text += &listed(
            ["told-servers", "told-no-servers"],
            "",
            &network.to_string(),
            &addresses(servers),
        );
    }
    text
}

fn texts<'t>(texts: impl Iterator<Item = &'t [u8]>) -> BTreeSet<String> {
    let bytes: BTreeSet<&[u8]> = texts.collect();
    bytes.into_iter().map(escape::text).collect()
}

fn addresses(addresses: impl Iterator<Item = IpAddr>) -> BTreeSet<String> {
    let addresses: BTreeSet<IpAddr> = addresses.collect();
    addresses.iter().map(ToString::to_string).collect()
}

/// `; users: anna, bob and 3 more`, those in front that have in them what was asked for, or are
/// like it; where some have it in them, with the pattern that finds these.
fn listed([some, none]: [&str; 2], option: &str, wanted: &str, names: &BTreeSet<String>) -> String {
    if names.is_empty() {
        return format!("; {}", told(none, &[]));
    }
    let part = wanted.trim_matches('*').to_lowercase();
    let is_part = !option.is_empty() && !part.is_empty();
    let holding = names.iter().filter(|name| is_part && holds(name, &part));
    let proposal = if holding.count() == 0 {
        String::new()
    } else {
        let option = format!("{option} {}", pattern_of(names, &part));
        format!("; {}", told("told-try", &[("option", option.into())]))
    };
    let mut names: Vec<String> = names
        .iter()
        .map(|name| shorten(name, NAME).into_owned())
        .collect();
    names.sort_by_cached_key(|name| (is_part && !holds(name, &part), unlikeness(wanted, name)));
    let more = nearby::more(names.len().saturating_sub(NAMES));
    names.truncate(NAMES);
    let list = format!("{}{more}", names.join(", "));
    format!("; {}{proposal}", told(some, &[("list", list.into())]))
}

fn holds(name: &str, part: &str) -> bool {
    name.to_lowercase().contains(part)
}

/// `'*anna*'`, in the letters that the first name has which holds it. A pattern without a slash is
/// one of the last part of a path.
fn pattern_of(names: &BTreeSet<String>, part: &str) -> String {
    let first = names.iter().find(|name| holds(name, part));
    let name = first.map_or("", String::as_str);
    let at = name.to_lowercase().find(part).unwrap_or_default();
    let found = name.get(at..at + part.len()).unwrap_or(part);
    let is_of_folder = name.rfind('/').is_some_and(|slash| at < slash);
    let before = if name.starts_with('/') && is_of_folder && !part.contains('/') {
        "/*"
    } else {
        "*"
    };
    shell::word(Path::new(&format!("{before}{found}*")))
}

/// How little a name is like another: from 0 to 100, and whoever is not alike at all keeps its
/// place.
fn unlikeness(wanted: &str, name: &str) -> u8 {
    let likeness = strsim::jaro_winkler(&wanted.to_lowercase(), &name.to_lowercase());
    if likeness < ALIKE {
        return 100;
    }
    100 - (likeness * 100.0) as u8
}

/// Names that are less alike than this are not.
const ALIKE: f64 = 0.6;
/// Columns of a name in such a list.
const NAME: u16 = 60;
