//! Records of a good capture, or of several → expectations that its next recording meets: what the
//! peers do and say, nothing that comes from the clock, from chance or from the machine.

mod lines;
mod pool;
mod share;
mod volatile;

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::view::View;
use crate::ftp::Effect;
use crate::model::{Close, Command, ExpectedData, OfferOutcome, Outcome, Session, Transfer};
use crate::text::escape;
use crate::text::names;

use lines::{ExpectedValue, RecordedStep, Section, SectionEntry};
use volatile::{Cuts, Volatile};

use super::matcher::dialogue::{argument, line};

/// How much is expected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum RecordLevel {
    /// Who logs in, with what success, active or passive, with TLS or not.
    Mode,
    /// And every transfer: command, path, size, digest.
    #[default]
    Transfers,
    /// And the whole dialogue, the outcome of announcements, and that nothing else is found.
    Full,
}

impl RecordLevel {
    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            RecordLevel::Mode => "mode",
            RecordLevel::Transfers => "transfers",
            RecordLevel::Full => "full",
        }
    }

    fn title(self) -> &'static str {
        match self {
            RecordLevel::Mode => "Expectations recorded by ftpscope check --record, level mode.",
            RecordLevel::Transfers => {
                "Expectations recorded by ftpscope check --record, level transfers."
            }
            RecordLevel::Full => "Expectations recorded by ftpscope check --record, level full.",
        }
    }
}

/// Findings that come and go with ports, times and load.
const CHANCE: [&str; 3] = ["data-port-reuse", "idle-timeout", "pasv-predict"];

/// Writes expectations as TOML. The analysis should have SHA-256 digests above
/// [`RecordLevel::Mode`].
pub fn record(view: &View, level: RecordLevel) -> String {
    lines::text(&Recording::of(view, level).sections)
}

/// What one recording of a scenario expects, or what several share.
#[derive(Debug)]
pub struct Recording {
    sections: Vec<Section>,
}

impl Recording {
    /// What the next recording should meet.
    pub fn of(view: &View, level: RecordLevel) -> Self {
        let sections = Recorder::sections(view, level);
        Recording { sections }
    }

    /// What this one and another one of the same scenario and level have in common.
    #[must_use]
    pub fn shared(self, other: &Recording) -> Self {
        let sections = share::shared(self.sections, &other.sections);
        Recording { sections }
    }

    /// The expectations as TOML.
    pub fn text(&self) -> String {
        lines::text(&self.sections)
    }

    /// How many keys and tables are expected.
    pub fn expectations(&self) -> usize {
        self.sections.iter().map(expected).sum()
    }
}

fn expected(section: &Section) -> usize {
    let values = section.entries.iter().filter(|entry| match entry {
        SectionEntry::Value(key, _) => !["match", "where"].contains(key),
        SectionEntry::Comment(_) => false,
    });
    values.count() + section.nested.iter().map(expected).sum::<usize>()
}

/// The level that a recorded file names at its head; `None` for any other file.
pub fn level_of(text: &str) -> Option<RecordLevel> {
    let head = text.lines().next()?;
    [RecordLevel::Mode, RecordLevel::Transfers, RecordLevel::Full]
        .into_iter()
        .find(|level| head.strip_prefix("# ") == Some(level.title()))
}

struct Recorder {
    level: RecordLevel,
    /// Bytes that the capture should hold and does not: what depends on them is chance.
    lost: u64,
    volatile: Volatile,
    sections: Vec<Section>,
}

impl Recorder {
    fn sections(view: &View, level: RecordLevel) -> Vec<Section> {
        let sessions: Vec<&Session> = view.sessions().collect();
        let pools = pool::pools(&sessions);
        let connections = sessions.iter().flat_map(|s| &s.connections);
        let lost = connections
            .filter_map(|&id| view.analysis.connection(id))
            .map(|c| c.lost_bytes)
            .sum();
        let mut recorder = Recorder {
            level,
            lost,
            volatile: Volatile::of(&sessions),
            sections: Vec::new(),
        };
        recorder.head(view, &sessions, &pools);
        let mut by_user: BTreeMap<String, Vec<&Session>> = BTreeMap::new();
        for &session in &sessions {
            by_user.entry(user(session)).or_default().push(session);
        }
        for pool in &pools {
            match pool[..] {
                [session] => recorder.session(session),
                _ => recorder.pool(pool, &mut by_user),
            }
        }
        if level == RecordLevel::Full {
            recorder.findings(view);
        }
        recorder.sections
    }

    fn head(&mut self, view: &View, sessions: &[&Session], pools: &[Vec<&Session>]) {
        let mut head = Section::new("");
        head.comment(self.level.title());
        head.comment(
            "Times, addresses and ephemeral ports are left out: another recording has others.",
        );
        head.comment("docs/check.md explains the keys. Record anew where a change is meant.");
        let mut capture = Section::new("[capture]");
        if pools.iter().any(|pool| pool.len() > 1) {
            capture.comment("Some sessions run in parallel: how many there are may change.");
            capture.value("sessions", ExpectedValue::Range(pools.len() as u64, None));
        } else {
            capture.number("sessions", sessions.len() as u64);
        }
        if self.level > RecordLevel::Mode {
            self.losses(view, &mut capture);
        }
        self.sections.extend([head, capture]);
    }

    fn losses(&self, view: &View, capture: &mut Section) {
        let mut files = view.analysis.captures.iter();
        if !files.any(|file| file.truncated) {
            capture.flag("truncated", false);
        }
        if self.lost == 0 {
            capture.number("lost_bytes", 0);
        } else {
            capture.comment("This capture has gaps. What depends on them is left out: a whole one is a better model.");
        }
    }

    /// A session that runs alone: it is expected whole.
    fn session(&mut self, session: &Session) {
        let mut section = Section::new("[[session]]");
        section.own();
        who(session, &mut section);
        section.word("mode", names::session_mode(session.mode));
        let whole = session.control.lost_bytes == 0;
        if self.level >= RecordLevel::Transfers && whole {
            section.number("transfers", session.transfers.len() as u64);
        }
        let cuts = Cuts::of(session);
        if self.level == RecordLevel::Full && whole {
            self.conversation(session, &cuts, &mut section);
        }
        if self.level >= RecordLevel::Transfers {
            for transfer in &session.transfers {
                let mut nested = Section::new("[[session.transfer]]");
                nested.own();
                self.transfer(session, &cuts, transfer, &mut nested);
                section.nested.push(nested);
            }
        }
        if self.level == RecordLevel::Full {
            let offers = session.offers.iter();
            let alone = offers.filter(|offer| offer.outcome != OfferOutcome::Connected);
            section.nested.extend(alone.map(offer));
        }
        self.sections.push(section);
    }

    /// Sessions of one client that run at the same time, as those of a program that downloads in
    /// parallel: which of them does what is chance, so that only the sum is expected. A rule is
    /// about every session of its user, those that run alone too: `by_user` has the users of whom
    /// no rule speaks yet.
    fn pool(&mut self, pool: &[&Session], by_user: &mut BTreeMap<String, Vec<&Session>>) {
        let users: BTreeSet<String> = pool
            .iter()
            .filter(|s| s.user.is_some())
            .map(|s| user(s))
            .collect();
        let users = users
            .into_iter()
            .filter_map(|user| by_user.remove_entry(&user));
        self.sections
            .extend(users.map(|(user, sessions)| of_user(user, &sessions)));
        if self.level == RecordLevel::Mode {
            return;
        }
        let cuts: Vec<Cuts> = pool.iter().map(|session| Cuts::of(session)).collect();
        let sessions = pool.iter().zip(&cuts);
        let transfers = sessions
            .flat_map(|(session, cuts)| session.transfers.iter().map(move |t| (*session, cuts, t)));
        // how often a listing is asked for is chance, and how much came before a transfer was cut
        let mut whole: Vec<_> = transfers
            .filter(|(_, _, t)| t.is_complete() && !is_listing(t))
            .collect();
        whole.sort_by_key(|(_, _, t)| (t.path.clone(), t.offset, t.verb));
        for (session, cuts, transfer) in whole {
            let mut section = Section::new("[[transfer]]");
            section.own();
            if let Some(user) = &transfer.user {
                section.word("user", &escape::text(user.bytes()));
            }
            self.transfer(session, cuts, transfer, &mut section);
            self.sections.push(section);
        }
    }

    fn transfer(&self, session: &Session, cuts: &Cuts, transfer: &Transfer, section: &mut Section) {
        if let Some(verb) = transfer.verb {
            section.word("command", verb);
        }
        if let Some(path) = &transfer.path {
            let path = volatile::chosen_path(transfer)
                .unwrap_or_else(|| self.volatile.path(&escape::text(path.bytes())));
            section.value("path", ExpectedValue::Text(path));
        }
        if transfer.mode.is_some() {
            section.word("mode", names::mode(transfer.mode));
        }
        if let Some(method) = transfer.method {
            section.word("method", method.name());
        }
        if transfer.encrypted {
            section.flag("encrypted", true);
        }
        if transfer.verb.is_some() && session.control.lost_bytes == 0 {
            section.word("outcome", names::outcome(transfer.outcome));
        }
        if self.level == RecordLevel::Full && transfer.verb.is_some() {
            section.word("type", names::data_type(transfer.data_type));
            section.word(
                "transfer_mode",
                names::transfer_mode(transfer.transfer_mode),
            );
        }
        self.content(cuts, transfer, section);
    }

    /// Size and digest, where the next recording has the same: not of what was cut, and about the
    /// size under TLS.
    fn content(&self, cuts: &Cuts, transfer: &Transfer, section: &mut Section) {
        let whole = transfer.outcome == Outcome::Completed && !is_listing(transfer);
        let hidden = transfer.is_sealed() || transfer.verb.is_none();
        if hidden && self.lost == 0 || self.lost > 0 && whole {
            // handshakes differ by a few bytes; of a capture with gaps, the end may be missing too
            if !is_cut(transfer) || transfer.verb.is_none() {
                section.value("sent", about(transfer.bytes + transfer.lost_bytes));
            }
            return;
        }
        if transfer.is_sealed() || !transfer.is_complete() || self.lost > 0 {
            return;
        }
        section.flag("complete", true);
        if is_listing(transfer) {
            return section.value("size", self.listing(transfer));
        }
        if transfer.offset > 0 && cuts.precede(transfer) {
            return;
        }
        if transfer.offset > 0 {
            section.number("offset", transfer.offset);
        }
        section.number("size", transfer.decoded_bytes.unwrap_or(transfer.bytes));
        let digest = transfer.file_digests().and_then(|made| made.sha256.clone());
        if let Some(digest) = digest {
            section.value("sha256", ExpectedValue::Exact(digest));
        }
    }

    /// Listings hold dates, which are always as long, and sometimes names that a server made up or
    /// its numbers for files, which are not.
    fn listing(&self, transfer: &Transfer) -> ExpectedValue {
        let bytes = transfer.decoded_bytes.unwrap_or(transfer.bytes);
        match transfer.verb {
            _ if bytes > 0 && self.volatile.has_names() => ExpectedValue::Range(1, None),
            Some("MLSD") => about(bytes),
            _ => ExpectedValue::Range(bytes, Some(bytes)),
        }
    }

    fn conversation(&self, session: &Session, cuts: &Cuts, section: &mut Section) {
        if let Some(banner) = &session.banner {
            let banner = self.volatile.reply(&escape::text(banner.bytes()));
            section.value("banner", ExpectedValue::Text(banner));
        }
        let said_goodbye = session
            .commands
            .iter()
            .any(|command| command.effect() == Effect::Quit);
        // after QUIT it is a race who closes first, and how; an open end is that of the capture
        if !said_goodbye && session.control.close != Close::Open {
            section.word("close", names::close(session.control.close));
        }
        section.number("offers", session.offers.len() as u64);
        let commands = session.commands.iter().enumerate();
        let steps = commands
            .map(|(at, command)| self.step(cuts, at, command))
            .collect();
        section.value("dialogue", ExpectedValue::Steps(steps));
    }

    /// A command and its replies.
    fn step(&self, cuts: &Cuts, at: usize, command: &Command) -> RecordedStep {
        let verb = escape::text(command.verb.bytes());
        let argument = (!cuts.change_argument(at, command))
            .then(|| self.volatile.argument(&verb, &argument(command)));
        // whether an abort comes in time is a race
        let replies = (!cuts.race(at, command)).then(|| {
            command
                .replies
                .iter()
                .map(|reply| self.volatile.reply(&line(reply)).text)
                .collect()
        });
        RecordedStep {
            verb,
            argument,
            replies,
        }
    }

    fn findings(&mut self, view: &View) {
        let found = view.findings().map(|(_, finding)| finding.id);
        let allowed: BTreeSet<&str> = found.chain(CHANCE).collect();
        let mut section = Section::new("[findings]");
        section.comment("Those of the recording, and those that come and go with ports and times.");
        let allowed = allowed.into_iter().map(str::to_owned).collect();
        section.value("allowed", ExpectedValue::Names(allowed));
        self.sections.push(section);
    }
}

fn who(session: &Session, section: &mut Section) {
    if let Some(user) = &session.user {
        section.word("user", &escape::text(user.bytes()));
    }
    section.word("login", names::login(session.login));
    section.word("tls", session.control.tls.map_or("none", names::tls));
}

fn offer(offer: &ExpectedData) -> Section {
    let mut section = Section::new("[[session.offer]]");
    section.own();
    section.word("method", offer.method.name());
    section.word("outcome", names::offer_outcome(offer.outcome));
    section
}

/// What is true of all sessions of a user.
fn of_user(user: String, sessions: &[&Session]) -> Section {
    let mut section = Section::new("[[session]]");
    section.comment("Sessions in parallel: all of this user.");
    section.value("where", ExpectedValue::OfUser(user));
    let logins = sessions.iter().map(|s| names::login(s.login));
    let tls = sessions
        .iter()
        .map(|s| s.control.tls.map_or("none", names::tls));
    let modes = sessions.iter().map(|s| names::session_mode(s.mode));
    section.value("login", words(logins));
    section.value("tls", words(tls));
    // one that comes too late finds nothing left to do
    section.value("mode", words(modes.chain(["none"])));
    section
}

/// Words, each once, in order.
fn words<'w>(words: impl Iterator<Item = &'w str>) -> ExpectedValue {
    let words: BTreeSet<&str> = words.collect();
    ExpectedValue::Words(words.into_iter().map(str::to_owned).collect())
}

/// The user as the key `user` shows it: nobody is as good as an empty name.
fn user(session: &Session) -> String {
    session
        .user
        .as_ref()
        .map(|user| escape::text(user.bytes()))
        .unwrap_or_default()
}

/// A range round a number of bytes that another recording comes near to.
fn about(bytes: u64) -> ExpectedValue {
    ExpectedValue::Range(bytes - bytes / 16, Some(bytes + bytes / 16))
}

fn is_listing(transfer: &Transfer) -> bool {
    matches!(transfer.verb, Some("LIST" | "NLST" | "MLSD"))
}

/// True where a transfer was stopped on its way.
fn is_cut(transfer: &Transfer) -> bool {
    !transfer.is_complete()
        && !matches!(transfer.outcome, Outcome::Completed)
        && transfer.mode.is_some()
}
