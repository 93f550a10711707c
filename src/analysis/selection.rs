//! Filters: which sessions and which transfers somebody asked to see.
//!
//! | filter | a session fits where | a transfer fits where |
//! |---|---|---|
//! | number, client, server, finding | it has that | its session has |
//! | user | that one logged in, or tried last where nobody did, or a transfer of it fits | that one had logged in when it was asked for, or else tried to |
//! | mode | its mode is that one | its own is; `mixed` asks its session |
//! | path, command, outcome | one of its transfers fits all of them | it fits all of them |
//! | failed | it [failed](Session::has_failed) | [it did](crate::model::TransferState::is_failure) |
//! | since, until | a part of it lies between them | a part of it does |
//! | criteria | as each of them decides | as each of them decides |
//!
//! A session has a finding that is its own, or that it is a part of: passwords are guessed in many
//! sessions, and the finding of the capture names them all. That finding is chosen with any of its
//! sessions, and one about hosts without a session with its hosts, where nothing is asked that only
//! a session can answer.
//!
//! What holds of a session that is only planned is known before the records are; the rest is not,
//! and rows wait for it.

mod criterion;

use std::collections::BTreeSet;
use std::fmt;
use std::net::IpAddr;
use std::ops::RangeInclusive;
use std::str::FromStr;

use crate::analysis::control::Planned;
use crate::model::{
    Analysis, Finding, Mode, Session, SessionId, SessionMode, Text, Time, Transfer, TransferState,
    names_of_logins,
};

pub use criterion::{Criteria, Criterion};

/// Filters: what is shown fits all that are given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Numbers of sessions.
    pub sessions: Vec<RangeInclusive<SessionId>>,
    /// Where the client is.
    pub client: Option<Network>,
    /// Where the server is.
    pub server: Option<Network>,
    /// The user, or a pattern of users; what is the name of one is not a pattern.
    pub user: Option<Pattern>,
    /// The mode of the session. Where transfers are listed, active and passive are the mode of the
    /// transfer.
    pub mode: Option<SessionMode>,
    /// The path on the server; a pattern without a slash is one of its last part.
    pub path: Option<Pattern>,
    /// Verbs of transfers, in upper case.
    pub commands: Vec<String>,
    /// What became of transfers.
    pub outcomes: Vec<TransferState>,
    /// Only what failed.
    pub failed: bool,
    /// Names of findings, of which the session has one.
    pub findings: Vec<String>,
    /// What ended before it is left out.
    pub since: Option<Moment>,
    /// What began after it is left out.
    pub until: Option<Moment>,
    /// What is asked in another language.
    pub criteria: Criteria,
}

impl Selection {
    /// True where only the records tell what fits: nothing else knows of transfers and findings,
    /// and under which users the transfers were asked for.
    pub(crate) fn waits(&self) -> bool {
        let known_early = Selection {
            sessions: self.sessions.clone(),
            client: self.client,
            server: self.server,
            ..Selection::default()
        };
        *self != known_early
    }

    /// What of all records it takes to judge one.
    pub(crate) fn context<'a>(&self, analysis: &'a Analysis) -> SelectionContext<'a> {
        let named = analysis
            .findings
            .iter()
            .filter(|finding| self.findings.iter().any(|id| finding.id == *id));
        SelectionContext {
            analysis,
            start: analysis.start().unwrap_or_default(),
            literal_user: self.literal_user(analysis),
            parts: named
                .flat_map(|finding| &finding.sessions)
                .copied()
                .collect(),
        }
    }

    /// True where a finding of the capture is about what was chosen. `chosen`: the numbers of the
    /// sessions, ascending.
    pub(crate) fn concerns(&self, finding: &Finding, start: Time, chosen: &[SessionId]) -> bool {
        let mut sessions = finding.sessions.iter();
        *self == Selection::default()
            || sessions.any(|id| chosen.binary_search(id).is_ok())
            || (self.asks_for_hosts() && self.is_named(finding) && self.fits_hosts(finding, start))
    }

    /// True where nothing is asked that only a session can answer.
    fn asks_for_hosts(&self) -> bool {
        let of_hosts = Selection {
            client: self.client,
            server: self.server,
            since: self.since,
            until: self.until,
            findings: self.findings.clone(),
            ..Selection::default()
        };
        *self == of_hosts
    }

    fn is_named(&self, finding: &Finding) -> bool {
        self.findings.is_empty() || self.findings.iter().any(|id| finding.id == *id)
    }

    /// True where somebody without a session is concerned who fits; one of the whole file is only
    /// asked for by its name.
    fn fits_hosts(&self, finding: &Finding, start: Time) -> bool {
        let alone = Selection {
            findings: self.findings.clone(),
            ..Selection::default()
        };
        let mut contacts = finding.contacts.iter();
        contacts.any(|contact| {
            self.client
                .is_none_or(|network| network.holds(contact.client))
                && self
                    .server
                    .is_none_or(|network| network.holds(contact.server))
                && self.overlaps(contact.first, contact.last, start)
        }) || (*self == alone && finding.sessions.is_empty())
    }

    /// The window of time that was asked for, by the clock.
    pub(crate) fn window(&self, start: Time) -> [Option<Time>; 2] {
        [self.since, self.until].map(|moment| moment.map(|moment| moment.time(start)))
    }

    /// The user, where a pattern is the name of one.
    fn literal_user(&self, analysis: &Analysis) -> bool {
        let Some(user) = &self.user else { return false };
        let mut names = analysis.sessions.iter().flat_map(Session::user_names);
        names.any(|name| user.is(name))
    }

    /// True where the session fits, whatever its mode and its transfers.
    pub(crate) fn fits(&self, session: &Session, context: &SelectionContext) -> bool {
        let hosts = [session.client.ip(), session.server.ip()];
        self.fits_hosts_of(session.id, hosts)
            && self.fits_user(session.user_names(), context.literal_user)
            && (self.findings.is_empty()
                || context.parts.contains(&session.id)
                || self
                    .findings
                    .iter()
                    .any(|id| session.findings.iter().any(|finding| finding.id == *id)))
            && self.overlaps(session.first.time, session.last.time, context.start)
    }

    /// True where the session fits as a whole.
    pub(crate) fn fits_session(&self, session: &Session, context: &SelectionContext) -> bool {
        let mut transfers = session.transfers.iter();
        self.fits(session, context)
            && self.mode.is_none_or(|mode| session.mode == mode)
            && (!self.failed || session.has_failed())
            && (!self.is_of_transfers() || transfers.any(|transfer| self.fits_what(transfer)))
            && self.criteria.fits_session(context.analysis, session)
    }

    /// True where a transfer of a session that fits does so too.
    pub(crate) fn fits_transfer(
        &self,
        session: &Session,
        transfer: &Transfer,
        context: &SelectionContext,
    ) -> bool {
        let user = transfer.user.as_ref().map(Text::bytes);
        self.fits_mode_of(session, transfer)
            && self.fits_user(user.into_iter(), context.literal_user)
            && self.fits_what(transfer)
            && (!self.failed || transfer.state().is_failure())
            && self.overlaps(transfer.start.time, transfer.end.time, context.start)
            && self
                .criteria
                .fits_transfer(context.analysis, session, transfer)
    }

    /// True where a session that is only planned may fit: what the records tell does not count.
    pub(crate) fn fits_planned(&self, id: SessionId, session: &Planned) -> bool {
        let hosts = [session.client_endpoint(), session.server_endpoint()].map(|end| end.ip());
        let draft = &session.draft;
        let tried = names_of_logins(draft.logins.iter(), &draft.commands);
        let users = draft.user.as_ref().map(Text::bytes).into_iter();
        self.fits_hosts_of(id, hosts) && self.fits_user(users.chain(tried), false)
    }

    fn fits_hosts_of(&self, id: SessionId, [client, server]: [IpAddr; 2]) -> bool {
        (self.sessions.is_empty() || self.sessions.iter().any(|ids| ids.contains(&id)))
            && self.client.is_none_or(|network| network.holds(client))
            && self.server.is_none_or(|network| network.holds(server))
    }

    /// One of the users is the one that was asked for. `literal`: that is a name, and no pattern.
    fn fits_user<'a>(&self, mut users: impl Iterator<Item = &'a [u8]>, literal: bool) -> bool {
        self.user.as_ref().is_none_or(|wanted| {
            users.any(|user| wanted.is(user) || (!literal && wanted.fits(user)))
        })
    }

    /// A filter asks for something of a transfer.
    fn is_of_transfers(&self) -> bool {
        self.path.is_some() || !self.commands.is_empty() || !self.outcomes.is_empty()
    }

    fn fits_what(&self, transfer: &Transfer) -> bool {
        self.path.as_ref().is_none_or(|pattern| {
            let path = transfer.path.as_ref().or(transfer.argument.as_ref());
            path.is_some_and(|path| pattern.fits_path(path.bytes()))
        }) && (self.commands.is_empty()
            || self
                .commands
                .iter()
                .any(|wanted| transfer.verb.is_some_and(|verb| wanted == verb)))
            && (self.outcomes.is_empty() || self.outcomes.contains(&transfer.state()))
    }

    /// The mode, where transfers are listed.
    fn fits_mode_of(&self, session: &Session, transfer: &Transfer) -> bool {
        match self.mode {
            Some(SessionMode::Active) => transfer.mode == Some(Mode::Active),
            Some(SessionMode::Passive) => transfer.mode == Some(Mode::Passive),
            // no transfer is that by itself
            mode => mode.is_none_or(|mode| session.mode == mode),
        }
    }

    fn overlaps(&self, first: Time, last: Time, start: Time) -> bool {
        self.since.is_none_or(|since| last >= since.time(start))
            && self.until.is_none_or(|until| first <= until.time(start))
    }
}

/// What of all records it takes to judge one session: made once for all of them.
#[derive(Debug)]
pub(crate) struct SelectionContext<'a> {
    analysis: &'a Analysis,
    /// The time of the capture's first frame.
    pub(crate) start: Time,
    /// The user that was asked for is the name of one, and no pattern.
    literal_user: bool,
    /// Sessions that findings of the capture are made of which were asked for by their names.
    parts: BTreeSet<SessionId>,
}

/// Nanoseconds of a day.
const DAY: i64 = 24 * 60 * 60 * 1_000_000_000;

/// A point in time, as it is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// By the clock.
    At(Time),
    /// Nanoseconds after the first frame of the capture.
    After(i64),
    /// Nanoseconds after midnight, UTC, of the day on which the capture begins; of the day after
    /// where that is more than half a day before its first frame, as a quarter past midnight is for
    /// a capture that begins at eleven in the evening.
    OfDay(i64),
}

impl Moment {
    /// True where it is later than another one; `None` where only the time of the first frame
    /// tells.
    pub(crate) fn is_after(self, other: Moment, start: Option<Time>) -> Option<bool> {
        match (self, other, start) {
            (Moment::At(own), Moment::At(other), _) => Some(own > other),
            (Moment::After(own), Moment::After(other), _) => Some(own > other),
            (_, _, Some(start)) => Some(self.time(start) > other.time(start)),
            (_, _, None) => None,
        }
    }

    fn time(self, start: Time) -> Time {
        match self {
            Moment::At(time) => time,
            Moment::After(nanoseconds) => {
                Time::from_nanos(start.as_nanos().saturating_add(nanoseconds))
            }
            Moment::OfDay(nanoseconds) => {
                let midnight = start.as_nanos() - start.as_nanos().rem_euclid(DAY);
                let moment = midnight.saturating_add(nanoseconds);
                let is_next_day = start.as_nanos().saturating_sub(moment) > DAY / 2;
                Time::from_nanos(moment.saturating_add(if is_next_day { DAY } else { 0 }))
            }
        }
    }
}

/// Addresses that begin with the same bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    /// How many bits.
    bits: u32,
}

impl Network {
    fn holds(self, ip: IpAddr) -> bool {
        let [own, other] = [self.address, ip].map(|ip| aligned(ip).checked_shr(128 - self.bits));
        self.address.is_ipv4() == ip.is_ipv4() && own == other
    }
}

/// The bits of an address, the first one in front.
fn aligned(ip: IpAddr) -> u128 {
    match ip {
        IpAddr::V4(v4) => u128::from(v4.to_bits()) << 96,
        IpAddr::V6(v6) => v6.to_bits(),
    }
}

impl fmt::Display for Network {
    /// As it is asked for; an address alone without the number of its bits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let alone = Network::from(self.address);
        if *self == alone {
            return self.address.fmt(f);
        }
        write!(f, "{}/{}", self.address, self.bits)
    }
}

impl From<IpAddr> for Network {
    fn from(address: IpAddr) -> Self {
        let bits = if address.is_ipv4() { 32 } else { 128 };
        Network { address, bits }
    }
}

impl FromStr for Network {
    type Err = String;

    /// `10.0.0.0/8`, or an address alone.
    fn from_str(text: &str) -> Result<Self, String> {
        let (address, bits) = text
            .split_once('/')
            .map_or((text, None), |(a, b)| (a, Some(b)));
        let malformed = "expected an address or a network (10.0.0.0/8)";
        let alone = Network::from(address.parse::<IpAddr>().map_err(|_| malformed)?);
        let Some(bits) = bits else { return Ok(alone) };
        let bits = bits.parse::<u32>().map_err(|_| malformed)?;
        if bits > alone.bits {
            return Err(format!("a network has {} bits at most", alone.bits));
        }
        Ok(Network { bits, ..alone })
    }
}

/// A name, or a pattern of names: `*` is any text, `?` one character.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern(String);

impl Pattern {
    /// A pattern as it is typed.
    pub fn new(text: impl Into<String>) -> Self {
        Pattern(text.into())
    }

    /// As it was typed.
    pub fn text(&self) -> &str {
        &self.0
    }

    fn is(&self, name: &[u8]) -> bool {
        self.0.as_bytes() == name
    }

    fn fits(&self, name: &[u8]) -> bool {
        matches(self.0.as_bytes(), name)
    }

    /// A pattern without a slash is compared with the last part of a path.
    fn fits_path(&self, path: &[u8]) -> bool {
        let whole = self.0.contains(['/', '\\']);
        let last = path.rsplit(|&byte| matches!(byte, b'/' | b'\\')).next();
        self.fits(if whole {
            path
        } else {
            last.unwrap_or_default()
        })
    }
}

/// Each `*` takes as little as it can; where the rest does not fit, the last one takes a byte more.
/// Nothing before that one needs another look, so that the time is at most the product of both
/// lengths.
fn matches(pattern: &[u8], name: &[u8]) -> bool {
    let (mut at, mut seen) = (0, 0);
    // behind the last star, and where it ends in the name
    let mut star = None;
    while seen < name.len() {
        match pattern.get(at) {
            Some(b'*') => {
                star = Some((at + 1, seen));
                at += 1;
            }
            Some(b'?') => {
                at += 1;
                seen += character(&name[seen..]);
            }
            Some(&byte) if byte == name[seen] => {
                at += 1;
                seen += 1;
            }
            _ => {
                let Some((behind, taken)) = star else {
                    return false;
                };
                star = Some((behind, taken + 1));
                (at, seen) = (behind, taken + 1);
            }
        }
    }
    pattern[at..].iter().all(|&byte| byte == b'*')
}

/// Bytes of the first character; one, where it is not UTF-8.
fn character(name: &[u8]) -> usize {
    let chunk = name.utf8_chunks().next();
    let first = chunk.and_then(|chunk| chunk.valid().chars().next());
    first.map_or(1, char::len_utf8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_holds_its_addresses() {
        for (network, address, holds) in [
            ("10.0.0.0/8", "10.200.0.1", true),
            ("10.0.0.0/8", "11.0.0.1", false),
            ("192.0.2.7", "192.0.2.7", true),
            ("192.0.2.7", "192.0.2.8", false),
            ("0.0.0.0/0", "192.0.2.8", true),
            ("::/0", "192.0.2.8", false),
            ("2001:db8::/32", "2001:db8:1::1", true),
            ("2001:db8::/32", "2001:db9::1", false),
        ] {
            let network: Network = network.parse().expect("a network");
            assert_eq!(network.holds(address.parse().expect("an address")), holds);
        }
        for wrong in ["10.0.0.0/33", "10/8", "x", "10.0.0.0/", "::/129"] {
            assert!(wrong.parse::<Network>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_pattern_fits_names_and_paths() {
        for (pattern, name, fits) in [
            ("b*b", "bob", true),
            ("b*b", "bobby", false),
            ("b?b", "bob", true),
            ("b?b", "b\u{1ed9}b", true),
            ("*", "", true),
            ("", "x", false),
            ("*a*b*", "xxaxxbxx", true),
            ("a*ab", "aaab", true),
        ] {
            assert_eq!(
                Pattern::new(pattern).fits(name.as_bytes()),
                fits,
                "{pattern}"
            );
        }
        assert!(Pattern::new("*.csv").fits_path(b"/in/b.csv"));
        assert!(!Pattern::new("/in/*.txt").fits_path(b"/in/b.csv"));
        assert!(Pattern::new("/in/*").fits_path(b"/in/a/b.csv"));
    }

    #[test]
    fn stars_cost_no_more_than_the_product() {
        let name = vec![b'a'; 4096];
        let pattern = "*a".repeat(512) + "b";
        assert!(!Pattern::new(pattern).fits(&name));
    }
}
