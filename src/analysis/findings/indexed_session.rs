//! A session and the indexes that findings ask it by.
//!
//! Findings ask the same questions of every announcement, transfer and connection of a session, and
//! a hostile session has many of each. What would be a search through all of them is one look-up
//! here, made once for each session.

mod index;

use std::net::IpAddr;

use crate::ftp::Effect;
use crate::model::{
    Analysis, Close, Connection, ConnectionId, ConnectionRole, ExpectedData, ExpectedDataId,
    Handshake, Method, Mode, Outcome, Reply, Session, Time, Transfer,
};

use super::all_sessions::AllSessions;
use super::brute::Try;
use super::line::{CommandLine, lines};
use super::setup_refused;

use index::{Index, Map};

/// Transfer commands that are looked at for one offer: each needs a connection of its own, so that
/// the first ones tell.
const USERS: usize = 100;
/// Replies that are shown for one offer.
const REPLIES: usize = 100;

/// One session, with all that a rule may want to know of it.
#[derive(Debug)]
pub(super) struct IndexedSession<'a> {
    pub(super) analysis: &'a Analysis,
    pub(super) all_sessions: &'a AllSessions<'a>,
    /// The session itself.
    pub(super) record: &'a Session,
    /// The commands that were read in clear, in order.
    pub(super) lines: Vec<CommandLine<'a>>,
    index: Index<'a>,
}

impl<'a> IndexedSession<'a> {
    pub(super) fn new(
        analysis: &'a Analysis,
        all_sessions: &'a AllSessions<'a>,
        record: &'a Session,
    ) -> Self {
        let lines: Vec<CommandLine<'a>> = lines(record).collect();
        let index = Index::of(record, &lines);
        IndexedSession {
            analysis,
            all_sessions,
            record,
            lines,
            index,
        }
    }

    /// Its logins, in order.
    pub(super) fn tries(&self) -> &'a [Try<'a>] {
        self.all_sessions.tries_of(self.record)
    }

    /// True where client and server are one host: a name for itself proves nothing there.
    pub(super) fn is_local(&self) -> bool {
        let (client, server) = (self.record.client.ip(), self.record.server.ip());
        client == server || client.is_loopback() || server.is_loopback()
    }

    /// True where the control channel is known from its first to its last byte.
    pub(super) fn is_whole(&self) -> bool {
        let control = &self.record.control;
        control.lost_bytes == 0 && control.handshake == Handshake::Complete
    }

    /// True where nothing of the control channel is missing from the frame on that the capture
    /// begins with: a command without a reply got none, unless it waits for a transfer. Both sides
    /// must be heard, and bare acknowledgements among what they sent: a filter that picked out
    /// lines leaves those away, and what else it left away nobody can tell.
    pub(super) fn is_heard(&self) -> bool {
        let control = self.analysis.connection(self.record.connection);
        self.is_whole()
            || (self.record.control.lost_bytes == 0
                && control.is_some_and(|c| {
                    c.sent.iter().all(|&bytes| bytes > 0) && c.history.contains(['A', 'a'])
                }))
    }

    /// True where TLS protects the control connection in that frame.
    pub(super) fn is_under_tls(&self, frame: u64) -> bool {
        let begun = self.index.tls.partition_point(|&(from, _)| from <= frame);
        self.index.tls[..begun]
            .last()
            .is_some_and(|&(_, end)| frame < end)
    }

    /// When it ended; of one that is open still, the end of the capture.
    pub(super) fn end(&self) -> Time {
        match self.record.control.close {
            Close::Open => self.all_sessions.end(),
            Close::Fin | Close::Reset => self.record.last.time,
        }
    }

    /// The PROT P that was in force when a connection began.
    pub(super) fn prot_p(&self, connection: &Connection) -> Option<&CommandLine<'a>> {
        let all = &self.index.protections;
        let before = all.partition_point(|&at| self.lines[at].frame() < connection.first.frame);
        let last = &self.lines[*all[..before].last()?];
        last.argument().eq_ignore_ascii_case(b"P").then_some(last)
    }

    /// The first bytes of a data connection are not in the capture: they may be those of a
    /// handshake.
    pub(super) fn is_torn(&self, connection: ConnectionId) -> bool {
        self.index.torn.contains(&connection)
    }

    /// True where TLS hides a part of the control channel.
    pub(super) fn hides_anything(&self) -> bool {
        self.record.tls_spans.iter().any(|span| !span.opened)
    }

    /// The connection that an offer came to.
    pub(super) fn connection(&self, offer: &ExpectedData) -> Option<&'a Connection> {
        offer.connection.and_then(|id| self.analysis.connection(id))
    }

    /// The connections, in order, that of the control channel among them.
    pub(super) fn connections(&self) -> impl Iterator<Item = &'a Connection> + use<'a> {
        let analysis = self.analysis;
        self.record
            .connections
            .iter()
            .filter_map(|&id| analysis.connection(id))
    }

    /// The data connections, in order.
    pub(super) fn data(&self) -> impl Iterator<Item = &'a Connection> + use<'a> {
        self.connections()
            .filter(|c| c.role == ConnectionRole::Data)
    }

    /// Offers of one mode.
    pub(super) fn offers(&self, mode: Mode) -> impl Iterator<Item = &'a ExpectedData> + use<'a> {
        self.record
            .offers
            .iter()
            .filter(|o| o.method != Method::Default)
            .filter(move |o| o.method.mode() == mode)
    }

    /// The host that should listen at an offer.
    pub(super) fn listener(&self, offer: &ExpectedData) -> IpAddr {
        self.record.listener_of(offer)
    }

    /// The announced address, where it is another than that of the host that announces it.
    /// Behind a proxy nobody knows that address.
    pub(super) fn foreign_address(&self, offer: &ExpectedData) -> Option<IpAddr> {
        let address = self.record.foreign_address(offer);
        address.filter(|_| !self.record.control.through_proxy)
    }

    /// Who should open the connection to an offer.
    pub(super) fn opener(offer: &ExpectedData) -> &'static str {
        match offer.method.mode() {
            Mode::Active => "server",
            Mode::Passive => "client",
        }
    }

    /// The transfer commands that had to use an offer: after it and before the next that was
    /// accepted. Those whose connection came to an offer that had been replaced are of that one.
    pub(super) fn users(&self, offer: &ExpectedData) -> impl Iterator<Item = &CommandLine<'a>> {
        let until = self
            .index
            .place(offer.id)
            .map_or(usize::MAX, |&(_, until)| until);
        let transfers = &self.index.transfers;
        let first = transfers.partition_point(|&line| line <= offer.command);
        let used = transfers[first..]
            .iter()
            .take_while(move |&&line| line < until)
            .take(USERS);
        let used = used.filter(|line| self.index.moved_to(**line).is_none());
        let moved = self.index.moved.iter();
        let moved = moved.filter(|(_, to)| to.id == offer.id).take(USERS);
        used.chain(moved.map(|(line, _)| line))
            .filter_map(|&line| self.lines.get(line))
    }

    /// The announcement that a transfer had to use: the last one before it that was accepted, or an
    /// earlier one that its connection came to.
    pub(super) fn offer_in_force(&self, line: &CommandLine) -> Option<&'a ExpectedData> {
        let moved = self.index.moved_to(line.index);
        moved.or_else(|| self.index.accepted_before(line.index))
    }

    /// True for PASV, PORT and their like behind an EPSV ALL that was accepted: the server has to
    /// refuse them (RFC 2428 section 4).
    pub(super) fn is_after_epsv_all(&self, line: &CommandLine) -> bool {
        let is_extended = line.command.verb.bytes() == b"EPSV";
        let mut before = self.lines[..line.index].iter();
        !is_extended && before.any(|earlier| earlier.is_epsv_all() && earlier.accepted())
    }

    /// True where a connection came to an announcement that another had replaced by then.
    pub(super) fn came_late(&self, offer: &ExpectedData) -> bool {
        let mut moved = self.index.moved.iter();
        moved.any(|(_, to)| to.id == offer.id)
    }

    /// True where a transfer that should have used an announcement came to an earlier one instead.
    pub(super) fn is_passed_over(&self, offer: &ExpectedData) -> bool {
        let until = self.index.place(offer.id);
        let until = until.map_or(usize::MAX, |&(_, until)| until);
        let transfers = &self.index.transfers;
        let first = transfers.partition_point(|&line| line <= offer.command);
        let mut asked = transfers[first..].iter().take(USERS);
        asked.any(|&line| line < until && self.index.moved_to(line).is_some())
    }

    /// The last command before a transfer that should have set its data connection up, where that
    /// was refused.
    pub(super) fn setup_refused_before(&self, line: &CommandLine) -> Option<&CommandLine<'a>> {
        let setups = &self.index.setups;
        let before = setups.partition_point(|&setup| setup < line.index);
        let last = self.lines.get(*setups[..before].last()?)?;
        setup_refused::is_refused(last).then_some(last)
    }

    /// True where an announcement of that mode led nowhere, or was refused.
    pub(super) fn failed_in(&self, mode: Mode) -> bool {
        self.offers(mode).any(|offer| offer.outcome.led_nowhere())
            || self.index.setups.iter().any(|&line| {
                let line = &self.lines[line];
                setup_refused::mode(line) == Some(mode) && setup_refused::is_refused(line)
            })
    }

    /// True where the server keeps its files on several hosts, and chooses one for each transfer.
    pub(super) fn is_distributed(&self) -> bool {
        self.index.is_distributed
    }

    /// True where EPSV was refused, or led nowhere.
    pub(super) fn epsv_failed(&self) -> bool {
        self.index.epsv_failed
    }

    /// The transfer that a line asked for.
    pub(super) fn transfer_of(&self, line: &CommandLine) -> Option<&'a Transfer> {
        self.index.transfer_of.get(&line.index).copied()
    }

    /// True where the server answered a command that was sent after that transfer's.
    pub(super) fn goes_on_after(&self, transfer: &Transfer) -> bool {
        self.line_of_transfer(transfer)
            .is_some_and(|line| line.index < self.index.last_answered)
    }

    /// True where a transfer that was asked for after that frame was completed.
    pub(super) fn completed_after(&self, frame: u64) -> bool {
        self.index.last_completed > frame
    }

    /// True where the client asked for the same once more, and got it.
    pub(super) fn is_repeated(&self, transfer: &Transfer) -> bool {
        self.line_of_transfer(transfer).is_some_and(|line| {
            let key = (line.command.verb.bytes(), line.argument());
            let last = self.index.completed.get(&key);
            last.is_some_and(|&last| last > line.index)
        })
    }

    /// True where the client got another listing after that line.
    pub(super) fn listed_after(&self, line: &CommandLine) -> bool {
        let later = self.index.last_listed;
        later.is_some_and(|later| later > line.index)
    }

    /// True where a transfer runs in that frame: it was asked for before, and its last reply comes
    /// after.
    pub(super) fn is_transferring(&self, frame: u64) -> bool {
        let begun = self
            .index
            .transfers
            .partition_point(|&line| self.lines[line].frame() < frame);
        let Some(&last) = self.index.transfers[..begun].last() else {
            return false;
        };
        let ended = self.lines[last]
            .last()
            .filter(|reply| !reply.code.is_preliminary());
        ended.is_none_or(|reply| reply.at.frame > frame)
    }

    /// The offer of that id.
    pub(super) fn offer(&self, id: ExpectedDataId) -> Option<&'a ExpectedData> {
        self.index.place(id).map(|&(offer, _)| offer)
    }

    /// The offer that a connection came to: its own, or the latest before it that named its port.
    pub(super) fn offer_of(&self, connection: &Connection) -> Option<&'a ExpectedData> {
        self.index
            .by_connection
            .get(&connection.id)
            .or_else(|| self.latest_offer_at_port(connection))
            .copied()
    }

    fn latest_offer_at_port(&self, connection: &Connection) -> Option<&&'a ExpectedData> {
        let offers = self.index.by_port.get(&connection.listener.port())?;
        offers[..offers.partition_point(|o| o.at.frame <= connection.first.frame)].last()
    }

    /// True where an announcement that can be read is that of the connection.
    pub(super) fn is_announced(&self, connection: &Connection) -> bool {
        self.index.by_connection.contains_key(&connection.id)
    }

    /// The command line of an offer.
    pub(super) fn line_of(&self, offer: &ExpectedData) -> Option<&CommandLine<'a>> {
        self.lines.get(offer.command)
    }

    /// The reply that announced a passive offer.
    pub(super) fn announcing_reply(&self, offer: &ExpectedData) -> Option<&'a Reply> {
        let frame = offer.at.frame;
        self.record.commands.get(offer.command)?;
        let asked = self.index.announcing.get(&(offer.command, frame));
        asked
            .or_else(|| self.index.announcing_unasked.get(&frame))
            .copied()
    }

    /// The frames that prove an offer: command, announcement, answer.
    pub(super) fn offer_frames(&self, offer: &ExpectedData) -> Vec<u64> {
        let mut frames = vec![offer.at.frame];
        if let Some(line) = self.line_of(offer) {
            frames.push(line.frame());
            // offers may share a command
            frames.extend(
                line.command
                    .replies
                    .iter()
                    .take(REPLIES)
                    .map(|r| r.at.frame),
            );
        }
        frames.extend(self.connection(offer).map(|c| c.first.frame));
        frames
    }

    /// The last command, where it waits for its end: no reply came after it, or its transfer goes
    /// on.
    pub(super) fn waiting(&self) -> Option<&CommandLine<'a>> {
        let line = self.lines.last()?;
        let unfinished =
            |t: &Transfer| t.command == Some(line.index) && t.outcome == Outcome::Unfinished;
        let heard = line.code().is_some()
            || self
                .record
                .unasked
                .last()
                .is_some_and(|r| r.at.frame > line.frame());
        (!heard || self.record.transfers.iter().any(unfinished)).then_some(line)
    }

    /// The command line of a transfer.
    pub(super) fn line_of_transfer(&self, transfer: &Transfer) -> Option<&CommandLine<'a>> {
        transfer.command.and_then(|c| self.lines.get(c))
    }

    /// True for USER and PASS, and for the ACCT that a server asked for (RFC 959 section 4.1.1).
    pub(super) fn is_of_a_login(&self, line: &CommandLine) -> bool {
        match line.effect {
            Effect::User | Effect::Pass => true,
            Effect::Acct => self.index.accounts.contains(&line.index),
            _ => false,
        }
    }

    /// The lines that `wanted` chooses, by the user they are about, in order. `None`: the USER is not
    /// in the capture.
    pub(super) fn by_user(
        &self,
        wanted: impl Fn(&CommandLine) -> bool,
    ) -> Vec<(Option<&'a [u8]>, Vec<&CommandLine<'a>>)> {
        let mut places: Map<Option<&[u8]>, usize> = Map::default();
        let mut users: Vec<(Option<&[u8]>, Vec<&CommandLine>)> = Vec::new();
        let mut user = None;
        for line in &self.lines {
            if line.effect == Effect::User {
                user = Some(line.user());
            }
            if wanted(line) {
                let place = *places.entry(user).or_insert_with(|| {
                    users.push((user, Vec::new()));
                    users.len() - 1
                });
                users[place].1.push(line);
            }
        }
        users
    }
}
