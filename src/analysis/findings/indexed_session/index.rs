//! Where things of a session stand, so that a rule looks up once what it would search for.

use std::collections::{HashMap, HashSet};

use foldhash::fast::RandomState;

use crate::analysis::findings::setup_refused;
use crate::ftp::Effect;
use crate::model::{
    ConnectionId, Direction, ExpectedData, ExpectedDataId, Method, Outcome, Reply, Session,
    Transfer,
};

use super::CommandLine;

pub(super) type Map<K, V> = HashMap<K, V, RandomState>;

/// Where things of a session stand: made once, so that no rule goes through all of them for each.
#[derive(Debug, Default)]
pub(super) struct Index<'a> {
    /// The first offer that a connection came to.
    pub(super) by_connection: Map<ConnectionId, &'a ExpectedData>,
    /// The offers of a port, by frame.
    pub(super) by_port: Map<u16, Vec<&'a ExpectedData>>,
    /// The offers in the order of their ids, with the command of the next one that was accepted.
    pub(super) next: Vec<(&'a ExpectedData, usize)>,
    /// Where TLS begins, and the end of the last span that has begun by then.
    pub(super) tls: Vec<(u64, u64)>,
    /// Lines that ask for a transfer.
    pub(super) transfers: Vec<usize>,
    /// The transfer of each of them.
    pub(super) transfer_of: Map<usize, &'a Transfer>,
    /// The line of the last transfer that was completed, by verb and argument.
    pub(super) completed: Map<(&'a [u8], &'a [u8]), usize>,
    /// The frame of the command of the last transfer that was completed.
    pub(super) last_completed: u64,
    /// The line of the last listing that was completed.
    pub(super) last_listed: Option<usize>,
    /// The last line that got a reply.
    pub(super) last_answered: usize,
    /// Lines that ask for or announce a data connection, accepted or not.
    pub(super) setups: Vec<usize>,
    /// Lines of PROT that were accepted.
    pub(super) protections: Vec<usize>,
    /// The client asked for a host of a distributed server by PRET, and the server took it.
    pub(super) is_distributed: bool,
    /// EPSV was refused, or led nowhere.
    pub(super) epsv_failed: bool,
    /// Lines of ACCT that belong to a login.
    pub(super) accounts: HashSet<usize, RandomState>,
    /// Announcements that were accepted, by the line of each.
    pub(super) accepted: Vec<(usize, &'a ExpectedData)>,
    /// Data connections whose first bytes are not in the capture.
    pub(super) torn: HashSet<ConnectionId, RandomState>,
    /// Transfers, by line, whose connection came to an announcement that another had replaced.
    pub(super) moved: Vec<(usize, &'a ExpectedData)>,
    /// Replies that announce, by command and frame.
    pub(super) announcing: Map<(usize, u64), &'a Reply>,
    /// Likewise, those that answer no command, by frame.
    pub(super) announcing_unasked: Map<u64, &'a Reply>,
}

impl<'a> Index<'a> {
    pub(super) fn of(session: &'a Session, lines: &[CommandLine<'a>]) -> Self {
        let mut index = Index::default();
        index.add_offers(session);
        index.add_tls(session);
        index.add_lines(session, lines);
        index.add_transfers(session, lines);
        index.add_torn(session);
        index.add_moved(session);
        index.add_announcing_replies(session);
        index
    }

    fn add_offers(&mut self, session: &'a Session) {
        for offer in &session.offers {
            if let Some(connection) = offer.connection {
                self.by_connection.entry(connection).or_insert(offer);
            }
            self.by_port.entry(offer.port).or_default().push(offer);
            self.next.push((offer, usize::MAX));
        }
        for offers in self.by_port.values_mut() {
            offers.sort_by_key(|o| o.at.frame);
        }
        self.next.sort_by_key(|(offer, _)| offer.id);
        let mut until = usize::MAX;
        for (offer, next) in self.next.iter_mut().rev() {
            *next = until;
            if offer.accepted == Some(true) {
                until = until.min(offer.command);
            }
        }
        let accepted = session.offers.iter().filter(|o| o.accepted == Some(true));
        self.accepted = accepted.map(|o| (o.command, o)).collect();
        self.accepted.sort_by_key(|&(line, _)| line);
    }

    fn add_torn(&mut self, session: &Session) {
        for transfer in &session.transfers {
            if let Some(&(0, _)) = transfer.gaps.first() {
                self.torn.extend(transfer.connection);
            }
        }
    }

    fn add_moved(&mut self, session: &Session) {
        let came = session.transfers.iter().filter(|t| t.connection.is_some());
        for transfer in came {
            let (Some(line), Some(offer)) = (transfer.command, transfer.offer) else {
                continue;
            };
            let Some(&(offer, _)) = self.place(offer) else {
                continue;
            };
            let in_force = self.accepted_before(line);
            if in_force.is_some_and(|latest| latest.command > offer.command) {
                self.moved.push((line, offer));
            }
        }
        self.moved.sort_by_key(|&(line, _)| line);
    }

    /// The last announcement before a line that was accepted.
    pub(super) fn accepted_before(&self, line: usize) -> Option<&'a ExpectedData> {
        let before = self
            .accepted
            .partition_point(|&(command, _)| command < line);
        Some(self.accepted[..before].last()?.1)
    }

    /// The announcement that another had replaced, and that the connection of a transfer came to
    /// all the same.
    pub(super) fn moved_to(&self, line: usize) -> Option<&'a ExpectedData> {
        let place = self.moved.binary_search_by_key(&line, |&(line, _)| line);
        place.ok().map(|place| self.moved[place].1)
    }

    fn add_tls(&mut self, session: &Session) {
        self.tls = session
            .tls_spans
            .iter()
            .map(|s| (s.from.frame, s.to.map_or(u64::MAX, |to| to.frame)))
            .collect();
        self.tls.sort_unstable();
        let mut end = 0;
        for (_, to) in &mut self.tls {
            end = end.max(*to);
            *to = end;
        }
    }

    fn add_lines(&mut self, session: &Session, lines: &[CommandLine]) {
        self.transfers = places(lines, |line| line.transfer().is_some());
        self.last_answered = lines
            .iter()
            .rposition(|line| line.last().is_some())
            .unwrap_or_default();
        self.setups = places(lines, |line| setup_refused::mode(line).is_some());
        self.protections = places(lines, |line| line.effect == Effect::Prot && line.accepted());
        self.is_distributed = lines
            .iter()
            .any(|line| line.accepted() && line.command.verb.bytes() == b"PRET");
        let refused = lines.iter().any(|line| {
            line.effect == Effect::AskAnnounce(Method::Epsv) && setup_refused::is_refused(line)
        });
        self.epsv_failed = refused || session.offers.iter().any(is_failed_epsv);
        self.accounts = session.logins.iter().filter_map(|l| l.account).collect();
    }

    fn add_announcing_replies(&mut self, session: &'a Session) {
        for (place, command) in session.commands.iter().enumerate() {
            for reply in command.replies.iter().filter(|r| r.code.announces()) {
                self.announcing
                    .entry((place, reply.at.frame))
                    .or_insert(reply);
            }
        }
        for reply in session.unasked.iter().filter(|r| r.code.announces()) {
            self.announcing_unasked
                .entry(reply.at.frame)
                .or_insert(reply);
        }
    }

    fn add_transfers(&mut self, session: &'a Session, lines: &[CommandLine<'a>]) {
        for transfer in &session.transfers {
            let Some(line) = transfer.command.and_then(|c| lines.get(c)) else {
                continue;
            };
            self.transfer_of.insert(line.index, transfer);
            if transfer.outcome == Outcome::Completed {
                let key = (line.command.verb.bytes(), line.argument());
                self.completed.insert(key, line.index);
                self.last_completed = self.last_completed.max(line.frame());
                if transfer.direction == Some(Direction::Listing) {
                    self.last_listed = self.last_listed.max(Some(line.index));
                }
            }
        }
    }

    pub(super) fn place(&self, offer: ExpectedDataId) -> Option<&(&'a ExpectedData, usize)> {
        self.next
            .binary_search_by_key(&offer, |(o, _)| o.id)
            .ok()
            .map(|place| &self.next[place])
    }
}

fn is_failed_epsv(offer: &ExpectedData) -> bool {
    offer.method == Method::Epsv && offer.outcome.led_nowhere()
}

/// The indices of the lines that are wanted.
fn places(lines: &[CommandLine], wanted: impl Fn(&CommandLine) -> bool) -> Vec<usize> {
    let chosen = lines.iter().filter(|line| wanted(line));
    chosen.map(|line| line.index).collect()
}
