//! What goes to standard error.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write as _};
use std::net::IpAddr;
use std::path::Path;

use crate::analysis::view::{Selection, View};
use crate::limits::{Limits, PageLimits};
use crate::model::{Analysis, CaptureSummary, Decrypted, KeyLog, Text, TlsOpening, TlsSealed};
use crate::output::Remark;
use crate::output::report::PageOmissions;
use crate::output::slice::{Shortcomings, Sliced};
use crate::text::escape;
use crate::text::locale::Catalogue;
use crate::text::names;
use crate::text::shell;
use crate::text::style::shorten;
use crate::text::workflow::Notation;

use super::runner::guarded;
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
            say(&format!("warning: {message}"));
        }
    }

    /// Says what is good to know.
    pub(super) fn note(&self, message: &str) {
        if !self.quiet {
            say(&format!("note: {message}"));
        }
    }

    /// Tells what an output says beside what it wrote.
    pub(super) fn remark(&self, catalogue: &Catalogue, remark: &Remark) {
        match remark {
            Remark::Columns { hidden, elsewhere } => self.columns(catalogue, hidden, *elsewhere),
            Remark::Page(left_out) => self.left_out(left_out),
            Remark::PortsReused => self.warning(
                "ports were used again: the filter also takes connections that are not of these sessions; \
                 --format wireshark and frames tell them apart",
            ),
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
        self.note(&format!(
            "frames written: {frames}; with a comment: {commented}; sessions: {sessions}"
        ));
    }

    /// Tells what a redacted slice still shows, and what it lost.
    fn redacted(&self, short: &Shortcomings) {
        let Shortcomings {
            blotted,
            encrypted,
            link_addresses,
            left_out,
        } = *short;
        if encrypted > 0 {
            self.note(&format!(
                "{encrypted} frames under TLS are as they were: names of hosts and certificates in handshakes can be read"
            ));
        }
        if link_addresses > 0 {
            self.warning(&format!(
                "{link_addresses} frames may hold hardware addresses that were not replaced: their link type is not Ethernet"
            ));
        }
        if blotted > 0 {
            self.note(&format!(
                "{blotted} parts of the dialogue were overwritten whole, so the slice may tell less than the capture did"
            ));
        }
        if left_out > 0 {
            self.warning(&format!(
                "{left_out} frames were left out: pieces of datagrams that could not be redacted"
            ));
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
        let (none, what) = match listed {
            RowKind::Sessions => (view.sessions().next().is_none(), "session"),
            RowKind::Transfers => (view.transfers().next().is_none(), "transfer"),
        };
        if none && all > 0 && *selection != Selection::default() {
            let there = there(analysis, selection);
            self.warning(&format!(
                "no {what} fits the filters; sessions in the capture: {all}{there}"
            ));
        }
    }

    /// Tells what had no room in a page.
    fn left_out(&self, left_out: &PageOmissions) {
        let limits = PageLimits::default();
        let PageOmissions {
            rows,
            rows_of_text,
            texts,
            long,
            cut,
            frames,
            sessions,
            items,
        } = *left_out;
        let parts = [
            (rows, format!("{rows} rows beyond {}", limits.rows)),
            (
                cut,
                format!("bytes beyond the first {} of {cut} frames", limits.frame),
            ),
            (
                frames,
                format!(
                    "the bytes of {frames} frames beyond {} bytes in all",
                    limits.bytes
                ),
            ),
            (
                rows_of_text,
                format!(
                    "{rows_of_text} rows whose texts are beyond {} bytes in all",
                    limits.texts / 2
                ),
            ),
            (
                texts,
                format!("{texts} texts beyond {} bytes in all", limits.texts),
            ),
            (
                long,
                format!(
                    "what is beyond the first {} bytes of {long} texts",
                    limits.text
                ),
            ),
            (
                sessions,
                format!("{sessions} sessions beyond {}", limits.sessions),
            ),
            (
                items,
                format!("{items} items of lists beyond {} each", limits.items),
            ),
        ];
        let said: Vec<String> = parts
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(_, text)| text)
            .collect();
        if !said.is_empty() {
            self.warning(&format!("not in the page: {}", said.join("; ")));
        }
    }

    /// Tells of every file that was not read to its end; true where a fault makes the exit status 2.
    pub(super) fn files(&self, captures: &[CaptureSummary]) -> bool {
        let mut fatal = false;
        for capture in captures {
            let path = escape::text(capture.path.as_bytes());
            if let Some(fault) = &capture.fault {
                let message = format!("{path}: {}{}", fault.message, instead(&capture.path));
                if fault.fatal {
                    error(&message);
                } else {
                    self.warning(&message);
                }
                fatal |= fault.fatal;
            }
            if let Some(count) = capture.skipped.get("unsupported-link") {
                let links = names::unsupported_links(capture);
                self.warning(&format!(
                    "{path}: {count} frames skipped: link type {links} is not supported"
                ));
            }
        }
        fatal
    }

    /// Tells of the files and of everything that was left out; true where a fault makes the exit status 2.
    pub(super) fn faults(&self, analysis: &Analysis) -> bool {
        let fatal = self.files(&analysis.captures);
        for (note, times) in &analysis.notes {
            self.warning(&match *note {
                "fragment-missing" => {
                    format!("{times} IP datagrams lack a fragment and were not read")
                }
                "fragment-overlap" => {
                    format!("{times} IP fragments overlap: the bytes that came first count")
                }
                "duplicate-frames" => {
                    format!("{times} frames hold a packet that the capture has already: each counts once")
                }
                "times-out-of-range" => format!(
                    "{times} frames have times that 64 bits of nanoseconds cannot hold: they are shown a multiple of 400 years off"
                ),
                "generated-sequence-numbers" => format!(
                    "{times} connections have sequence numbers that no real TCP sends: they are read in the order of their frames"
                ),
                other => format!("{other}: {times}"),
            });
        }
        for (limit, times) in &analysis.limits_hit {
            self.warning(&format!(
                "the limit `{limit}` was reached {times} times: some of the traffic is left out{}",
                raise(limit)
            ));
        }
        self.opened(analysis);
        let readable = analysis
            .captures
            .iter()
            .any(|c| c.frames > 0 || c.fault.as_ref().is_none_or(|f| !f.fatal));
        if readable && analysis.captures.iter().all(|c| c.frames == 0) {
            self.warning(
                "no frame in the capture: nothing was recorded, or all after its header is lost",
            );
        } else if readable && analysis.sessions.is_empty() && analysis.findings.is_empty() {
            let there = others(analysis);
            self.warning(&format!("no FTP session in the capture{there}; is its control port another one than 21? See --control-port"));
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
        format!("; did you mean {like}?")
    })
    .unwrap_or_default()
}

/// What stands in the way of opening TLS, and how many connections it keeps sealed.
type SealedCounts = BTreeMap<&'static str, usize>;

impl Messages {
    /// Tells how much of TLS was opened where a key log was given, or where secrets of the capture did not open all.
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
            self.note("no TLS in the capture: the key log is of no use");
        } else if found == 0 && opened.iter().all(|o| o.reason == Some(TlsSealed::NoSecret)) {
            self.warning(&format!(
                "0 of {all} TLS connections found in the key log; is it that of another session?"
            ));
        } else {
            let mut sealed = SealedCounts::new();
            for reason in opened.iter().filter_map(|opening| opening.reason) {
                *sealed.entry(in_the_way(reason, given)).or_default() += 1;
            }
            let reasons: Vec<String> = sealed
                .iter()
                .map(|(reason, times)| format!("{times}: {reason}"))
                .collect();
            let reasons = if reasons.is_empty() {
                String::new()
            } else {
                format!(" ({})", reasons.join("; "))
            };
            self.note(&format!(
                "decrypted {found} of {all} TLS connections{reasons}"
            ));
        }
    }
}

/// Why TLS, or a part of it, stays sealed. `given`: by a key log, and not only by the capture itself.
fn in_the_way(reason: TlsSealed, given: bool) -> &'static str {
    match reason {
        TlsSealed::NoSecret if given => "no secret in the key log",
        TlsSealed::NoSecret => "no secret in the capture",
        TlsSealed::NoHandshake => "the capture lacks a hello",
        TlsSealed::CipherSuite => "its cipher suite cannot be opened",
        TlsSealed::Version => "its version cannot be opened",
        TlsSealed::Compression => "it is compressed",
        TlsSealed::BadSecret => "its secret is a wrong one",
        TlsSealed::Lost => "parts of it are not in the capture",
    }
}

/// `, but SSH on port 22, TLS on port 443`
fn others(analysis: &Analysis) -> String {
    let others = analysis.other_traffic.iter().take(NAMES);
    let named: Vec<String> = others
        .map(|other| format!("{} on port {}", names::protocol(other.protocol), other.port))
        .collect();
    if named.is_empty() {
        String::new()
    } else {
        format!(", but {}", named.join(", "))
    }
}

/// How a limit is raised, where it can be.
fn raise(limit: &str) -> String {
    if Limits::default().set(limit, 0) {
        format!("; --limit {limit}=N sets another")
    } else {
        String::new()
    }
}

/// Names that a message lists.
const NAMES: usize = 6;

/// What there is of what was asked for by name or address: users, paths, clients, servers.
fn there(analysis: &Analysis, selection: &Selection) -> String {
    let sessions = analysis.sessions.iter();
    let mut text = String::new();
    if let Some(user) = &selection.user {
        let users = sessions.clone().filter_map(|session| session.user.as_ref());
        text += &listed(("users", "--user"), user.text(), &texts(users));
    }
    if let Some(path) = &selection.path {
        let transfers = sessions.clone().flat_map(|session| &session.transfers);
        let paths = transfers.filter_map(|transfer| transfer.path.as_ref());
        text += &listed(("paths", "--path"), path.text(), &texts(paths));
    }
    if let Some(network) = selection.client {
        let clients = sessions.clone().map(|session| session.client.ip());
        text += &listed(("clients", ""), &network.to_string(), &addresses(clients));
    }
    if let Some(network) = selection.server {
        let servers = sessions.map(|session| session.server.ip());
        text += &listed(("servers", ""), &network.to_string(), &addresses(servers));
    }
    text
}

fn texts<'t>(texts: impl Iterator<Item = &'t Text>) -> BTreeSet<String> {
    let bytes: BTreeSet<&[u8]> = texts.map(Text::bytes).collect();
    bytes.into_iter().map(escape::text).collect()
}

fn addresses(addresses: impl Iterator<Item = IpAddr>) -> BTreeSet<String> {
    let addresses: BTreeSet<IpAddr> = addresses.collect();
    addresses.iter().map(ToString::to_string).collect()
}

/// `; users: anna, bob and 3 more`, those in front that have in them what was asked for, or are like it; where some have
/// it in them, with the pattern that finds these.
fn listed((what, option): (&str, &str), wanted: &str, names: &BTreeSet<String>) -> String {
    if names.is_empty() {
        return format!("; {what}: none");
    }
    let part = wanted.trim_matches('*').to_lowercase();
    let is_part = !option.is_empty() && !part.is_empty();
    let holding = names.iter().filter(|name| is_part && holds(name, &part));
    let proposal = match holding.count() {
        0 => String::new(),
        _ => format!("; try {option} {}", pattern_of(names, &part)),
    };
    let mut names: Vec<String> = names
        .iter()
        .map(|name| shorten(name, NAME).into_owned())
        .collect();
    names.sort_by_cached_key(|name| (is_part && !holds(name, &part), unlikeness(wanted, name)));
    let more = match names.len().saturating_sub(NAMES) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    names.truncate(NAMES);
    format!("; {what}: {}{more}{proposal}", names.join(", "))
}

fn holds(name: &str, part: &str) -> bool {
    name.to_lowercase().contains(part)
}

/// `'*anna*'`, in the letters that the first name has which holds it. A pattern without a slash is one of the last part of
/// a path.
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

/// How little a name is like another: from 0 to 100, and whoever is not alike at all keeps its place.
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
