//! Records of a good capture → expectations that its next recording meets: what the peers do and say, nothing that
//! comes from the clock, from chance or from the machine.

mod lines;
mod pool;
mod volatile;

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::view::View;
use crate::model::{Close, Command, OfferOutcome, Outcome, Session, Transfer};
use crate::text::escape;
use crate::text::names;

use lines::Lines;
use volatile::{Cuts, Volatile};

use super::matcher::dialogue::{argument, line};

/// How much is expected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Who logs in, with what success, active or passive, with TLS or not.
    Mode,
    /// And every transfer: command, path, size, digest.
    #[default]
    Transfers,
    /// And the whole dialogue, the outcome of announcements, and that nothing else is found.
    Full,
}

impl Level {
    fn title(self) -> &'static str {
        match self {
            Level::Mode => "Expectations recorded by ftpscope check --record, level mode.",
            Level::Transfers => {
                "Expectations recorded by ftpscope check --record, level transfers."
            }
            Level::Full => "Expectations recorded by ftpscope check --record, level full.",
        }
    }
}

/// Findings that come and go with ports, times and load.
const CHANCE: [&str; 3] = ["data-port-reuse", "idle-timeout", "pasv-predict"];

/// Writes expectations as TOML. The analysis should have SHA-256 digests above [`Level::Mode`].
pub fn record(view: &View, level: Level) -> String {
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
        lines: Lines::default(),
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
    if level == Level::Full {
        recorder.findings(view);
    }
    recorder.lines.text
}

struct Recorder {
    level: Level,
    /// Bytes that the capture should hold and does not: what depends on them is chance.
    lost: u64,
    volatile: Volatile,
    lines: Lines,
}

impl Recorder {
    fn head(&mut self, view: &View, sessions: &[&Session], pools: &[Vec<&Session>]) {
        let lines = &mut self.lines;
        lines.comment(self.level.title());
        lines.comment(
            "Times, addresses and ephemeral ports are left out: another recording has others.",
        );
        lines.comment("docs/check.md explains the keys. Record anew where a change is meant.");
        lines.table("[capture]");
        let parallel = pools.iter().any(|pool| pool.len() > 1);
        if parallel {
            lines.comment("Some sessions run in parallel: how many there are may change.");
            lines.text("sessions", &format!(">= {}", pools.len()));
        } else {
            lines.value("sessions", &sessions.len().to_string());
        }
        if self.level == Level::Mode {
            return;
        }
        if !view
            .analysis
            .captures
            .iter()
            .any(|capture| capture.truncated)
        {
            lines.value("truncated", "false");
        }
        if self.lost == 0 {
            lines.value("lost_bytes", "0");
        } else {
            lines.comment("This capture has gaps. What depends on them is left out: a whole one is a better model.");
        }
    }

    /// A session that runs alone: it is expected whole.
    fn session(&mut self, session: &Session) {
        self.lines.table("[[session]]");
        self.lines.text("match", "one");
        self.who(session);
        self.lines.text("mode", names::session_mode(session.mode));
        let whole = session.control.lost_bytes == 0;
        if self.level >= Level::Transfers && whole {
            self.lines
                .value("transfers", &session.transfers.len().to_string());
        }
        let cuts = Cuts::of(session);
        if self.level == Level::Full && whole {
            self.conversation(session, &cuts);
        }
        if self.level >= Level::Transfers {
            for transfer in &session.transfers {
                self.lines.table("[[session.transfer]]");
                self.lines.text("match", "one");
                self.transfer(session, &cuts, transfer);
            }
        }
        if self.level == Level::Full {
            for offer in session
                .offers
                .iter()
                .filter(|offer| offer.outcome != OfferOutcome::Connected)
            {
                self.lines.table("[[session.offer]]");
                self.lines.text("match", "one");
                self.lines.text("method", offer.method.name());
                self.lines
                    .text("outcome", names::offer_outcome(offer.outcome));
            }
        }
    }

    fn who(&mut self, session: &Session) {
        if let Some(user) = &session.user {
            self.lines.text("user", &escape::text(user.bytes()));
        }
        self.lines.text("login", names::login(session.login));
        self.lines
            .text("tls", session.control.tls.map_or("none", names::tls));
    }

    /// Sessions of one client that run at the same time, as those of a program that downloads in parallel: which of
    /// them does what is chance, so that only the sum is expected. A rule is about every session of its user, those that
    /// run alone too: `by_user` has the users of whom no rule speaks yet.
    fn pool(&mut self, pool: &[&Session], by_user: &mut BTreeMap<String, Vec<&Session>>) {
        let users: BTreeSet<String> = pool
            .iter()
            .filter(|s| s.user.is_some())
            .map(|s| user(s))
            .collect();
        for (user, sessions) in users
            .into_iter()
            .filter_map(|user| by_user.remove_entry(&user))
        {
            self.lines.table("[[session]]");
            self.lines
                .comment("Sessions in parallel: all of this user.");
            self.lines
                .value("where", &format!("{{ user = {} }}", lines::quoted(&user)));
            let logins: BTreeSet<&str> = sessions.iter().map(|s| names::login(s.login)).collect();
            let tls: BTreeSet<&str> = sessions
                .iter()
                .map(|s| s.control.tls.map_or("none", names::tls))
                .collect();
            let modes = sessions.iter().map(|s| names::session_mode(s.mode));
            // one that comes too late finds nothing left to do
            let modes: BTreeSet<&str> = modes.chain(["none"]).collect();
            self.lines.words("login", logins);
            self.lines.words("tls", tls);
            self.lines.words("mode", modes);
        }
        if self.level == Level::Mode {
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
            self.lines.table("[[transfer]]");
            self.lines.text("match", "one");
            if let Some(user) = &session.user {
                self.lines.text("user", &escape::text(user.bytes()));
            }
            self.transfer(session, cuts, transfer);
        }
    }

    fn transfer(&mut self, session: &Session, cuts: &Cuts, transfer: &Transfer) {
        if let Some(verb) = transfer.verb {
            self.lines.text("command", verb);
        }
        if let Some(path) = &transfer.path {
            let path = volatile::chosen_path(transfer)
                .unwrap_or_else(|| self.volatile.path(&escape::text(path.bytes())));
            self.lines.pattern("path", &path);
        }
        if transfer.mode.is_some() {
            self.lines.text("mode", names::mode(transfer.mode));
        }
        if let Some(method) = transfer.method {
            self.lines.text("method", method.name());
        }
        if transfer.encrypted {
            self.lines.value("encrypted", "true");
        }
        if transfer.verb.is_some() && session.control.lost_bytes == 0 {
            self.lines.text("outcome", names::outcome(transfer.outcome));
        }
        if self.level == Level::Full && transfer.verb.is_some() {
            self.lines
                .text("type", names::data_type(transfer.data_type));
            self.lines.text(
                "transfer_mode",
                names::transfer_mode(transfer.transfer_mode),
            );
        }
        self.content(cuts, transfer);
    }

    /// Size and digest, where the next recording has the same: not of what was cut, and about the size under TLS.
    fn content(&mut self, cuts: &Cuts, transfer: &Transfer) {
        let whole = transfer.outcome == Outcome::Completed && !is_listing(transfer);
        let hidden = transfer.is_sealed() || transfer.verb.is_none();
        if hidden && self.lost == 0 || self.lost > 0 && whole {
            // handshakes differ by a few bytes; of a capture with gaps, the end may be missing too
            if !is_cut(transfer) || transfer.verb.is_none() {
                self.lines
                    .text("sent", &about(transfer.bytes + transfer.lost_bytes));
            }
            return;
        }
        if transfer.is_sealed() || !transfer.is_complete() || self.lost > 0 {
            return;
        }
        self.lines.value("complete", "true");
        if is_listing(transfer) {
            return self.listing(transfer);
        }
        if transfer.offset > 0 && cuts.precede(transfer) {
            return;
        }
        if transfer.offset > 0 {
            self.lines.value("offset", &transfer.offset.to_string());
        }
        self.lines.value(
            "size",
            &transfer.decoded_bytes.unwrap_or(transfer.bytes).to_string(),
        );
        let digests = if transfer.decoded_bytes.is_some() {
            &transfer.decoded_digests
        } else {
            &transfer.digests
        };
        if let Some(digest) = &digests.sha256 {
            self.lines.text("sha256", digest);
        }
    }

    /// Listings hold dates, which are always as long, and sometimes names that a server made up or its numbers for
    /// files, which are not.
    fn listing(&mut self, transfer: &Transfer) {
        let bytes = transfer.decoded_bytes.unwrap_or(transfer.bytes);
        match transfer.verb {
            _ if bytes > 0 && self.volatile.has_names() => self.lines.text("size", ">= 1"),
            Some("MLSD") => self.lines.text("size", &about(bytes)),
            _ => self.lines.value("size", &bytes.to_string()),
        }
    }

    fn conversation(&mut self, session: &Session, cuts: &Cuts) {
        if let Some(banner) = &session.banner {
            self.lines.pattern(
                "banner",
                &self.volatile.reply(&escape::text(banner.bytes())),
            );
        }
        let said_goodbye = session
            .commands
            .iter()
            .any(|command| command.verb.bytes() == b"QUIT");
        // after QUIT it is a race who closes first, and how; an open end is that of the capture
        if !said_goodbye && session.control.close != Close::Open {
            self.lines
                .text("close", names::close(session.control.close));
        }
        self.lines
            .value("offers", &session.offers.len().to_string());
        let steps: Vec<String> = session
            .commands
            .iter()
            .enumerate()
            .map(|(at, command)| self.step(cuts, at, command))
            .collect();
        self.lines.list("dialogue", &steps);
    }

    /// A command and its replies as an inline table.
    fn step(&self, cuts: &Cuts, at: usize, command: &Command) -> String {
        let verb = escape::text(command.verb.bytes());
        let mut fields = vec![format!("verb = {}", lines::quoted(&verb))];
        if !cuts.change_argument(at, command) {
            let argument = self.volatile.argument(&verb, &argument(command));
            fields.push(format!("argument = {}", argument.toml()));
        }
        // whether an abort comes in time is a race
        let raced = cuts.race(at, command);
        if !raced {
            let replies = command
                .replies
                .iter()
                .map(|reply| lines::quoted(&self.volatile.reply(&line(reply)).text));
            fields.push(format!(
                "replies = [{}]",
                replies.collect::<Vec<_>>().join(", ")
            ));
        }
        format!("{{ {} }}", fields.join(", "))
    }

    fn findings(&mut self, view: &View) {
        let found = view.findings().map(|(_, finding)| finding.id);
        let allowed: BTreeSet<&str> = found.chain(CHANCE).collect();
        self.lines.table("[findings]");
        self.lines
            .comment("Those of the recording, and those that come and go with ports and times.");
        let allowed: Vec<String> = allowed.into_iter().map(lines::quoted).collect();
        self.lines.list("allowed", &allowed);
    }
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
fn about(bytes: u64) -> String {
    format!("{}..{}", bytes - bytes / 16, bytes + bytes / 16)
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
