//! A session as rules look at it.

use std::collections::HashMap;
use std::net::IpAddr;

use foldhash::fast::RandomState;

use crate::analysis::control::path;
use crate::ftp::{Effect, TransferKind, Verb};
use crate::model::{
    Analysis, Arg, Command, Connection, ConnectionId, ConnectionRole, Handshake, Method, Mode,
    Offer, OfferId, Outcome, Reply, ReplyCode, Session, Transfer,
};

use super::overview::Overview;
use super::security::brute::Try;

/// Transfer commands that are looked at for one offer: each needs a connection of its own, so that the first ones tell.
const USERS: usize = 100;
/// Replies that are shown for one offer.
const REPLIES: usize = 100;

/// One session, with all that a rule may want to know of it.
#[derive(Debug)]
pub(super) struct Case<'a> {
    pub(super) analysis: &'a Analysis,
    pub(super) overview: &'a Overview<'a>,
    pub(super) session: &'a Session,
    /// The commands that were read in clear, in order.
    pub(super) lines: Vec<Line<'a>>,
    index: Index<'a>,
}

type Map<K, V> = HashMap<K, V, RandomState>;

/// Where things of a session stand: made once, so that no rule goes through all of them for each.
#[derive(Debug, Default)]
struct Index<'a> {
    /// The first offer that a connection came to.
    by_connection: Map<ConnectionId, &'a Offer>,
    /// The offers of a port, by frame.
    by_port: Map<u16, Vec<&'a Offer>>,
    /// The offers in the order of their ids, with the command of the next one that was accepted.
    next: Vec<(&'a Offer, usize)>,
    /// Where TLS begins, and the end of the last span that has begun by then.
    tls: Vec<(u64, u64)>,
    /// Lines that ask for a transfer.
    transfers: Vec<usize>,
    /// Replies that announce, by command and frame.
    announcing: Map<(usize, u64), &'a Reply>,
    /// Likewise, those that answer no command, by frame.
    announcing_unasked: Map<u64, &'a Reply>,
}

impl<'a> Index<'a> {
    fn of(session: &'a Session, lines: &[Line<'a>]) -> Self {
        let mut index = Index::default();
        for offer in &session.offers {
            if let Some(connection) = offer.connection {
                index.by_connection.entry(connection).or_insert(offer);
            }
            index.by_port.entry(offer.port).or_default().push(offer);
            index.next.push((offer, usize::MAX));
        }
        for offers in index.by_port.values_mut() {
            offers.sort_by_key(|o| o.at.frame);
        }
        index.next.sort_by_key(|(offer, _)| offer.id);
        let mut until = usize::MAX;
        for (offer, next) in index.next.iter_mut().rev() {
            *next = until;
            if offer.accepted == Some(true) {
                until = until.min(offer.command);
            }
        }
        index.tls = session
            .tls_spans
            .iter()
            .map(|s| (s.from.frame, s.to.map_or(u64::MAX, |to| to.frame)))
            .collect();
        index.tls.sort_unstable();
        let mut end = 0;
        for (_, to) in &mut index.tls {
            end = end.max(*to);
            *to = end;
        }
        index.transfers = lines
            .iter()
            .filter(|l| l.transfer().is_some())
            .map(|l| l.index)
            .collect();
        let announces = |r: &&Reply| r.code.announces();
        for (place, command) in session.commands.iter().enumerate() {
            for reply in command.replies.iter().filter(announces) {
                index
                    .announcing
                    .entry((place, reply.at.frame))
                    .or_insert(reply);
            }
        }
        for reply in session.unasked.iter().filter(announces) {
            index
                .announcing_unasked
                .entry(reply.at.frame)
                .or_insert(reply);
        }
        index
    }

    fn place(&self, offer: OfferId) -> Option<&(&'a Offer, usize)> {
        self.next
            .binary_search_by_key(&offer, |(o, _)| o.id)
            .ok()
            .map(|place| &self.next[place])
    }
}

/// A command and what it means.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'a> {
    /// Index in the session's list.
    pub(super) index: usize,
    pub(super) command: &'a Command,
    pub(super) verb: Option<&'static Verb>,
    pub(super) effect: Effect,
}

/// The commands of a session.
pub(super) fn lines(session: &Session) -> impl Iterator<Item = Line<'_>> {
    session
        .commands
        .iter()
        .enumerate()
        .map(|(index, command)| Line {
            index,
            command,
            verb: command.known(),
            effect: command.effect(),
        })
}

impl<'a> Line<'a> {
    pub(super) fn argument(&self) -> &'a [u8] {
        self.command.argument().unwrap_or_default()
    }

    pub(super) fn frame(&self) -> u64 {
        self.command.at.frame
    }

    pub(super) fn last(&self) -> Option<&'a Reply> {
        self.command.replies.last()
    }

    pub(super) fn code(&self) -> Option<ReplyCode> {
        self.last().map(|r| r.code)
    }

    /// The same for a message.
    pub(super) fn shown_code(&self) -> Arg {
        self.code()
            .map_or_else(|| "-".into(), |code| code.to_string().into())
    }

    /// Answered by a 2yz.
    pub(super) fn accepted(&self) -> bool {
        self.code().is_some_and(ReplyCode::is_completion)
    }

    /// Answered by a 4yz or 5yz.
    pub(super) fn refused(&self) -> bool {
        self.code().is_some_and(ReplyCode::is_negative)
    }

    /// A 1yz was among its replies.
    pub(super) fn started(&self) -> bool {
        self.command.replies.iter().any(|r| r.code.is_preliminary())
    }

    pub(super) fn is_log_in(&self) -> bool {
        matches!(self.effect, Effect::User | Effect::Pass | Effect::Acct)
    }

    pub(super) fn transfer(&self) -> Option<TransferKind> {
        match self.effect {
            Effect::Transfer(kind) => Some(kind),
            _ => None,
        }
    }

    /// Its argument names a file or a directory.
    pub(super) fn names_a_file(&self) -> bool {
        use Effect::{
            Cwd, Delete, Digest, Facts, MakeDirectory, ModifyTime, RemoveDirectory, RenameFrom,
            RenameTo, Size, Status, Transfer,
        };
        matches!(
            self.effect,
            Cwd | Delete
                | Digest
                | Facts
                | MakeDirectory
                | ModifyTime
                | RemoveDirectory
                | RenameFrom
                | RenameTo
                | Size
                | Status
                | Transfer(_)
        )
    }

    /// MODE with anything but STREAM: what is on the wire is not the file.
    pub(super) fn sets_other_mode(&self) -> bool {
        self.effect == Effect::TransferMode
            && self.accepted()
            && !self.argument().eq_ignore_ascii_case(b"S")
    }

    /// The line as sent, for a message; of a password only its verb.
    pub(super) fn quote(&self) -> Arg {
        let secret = matches!(self.effect, Effect::Pass | Effect::Acct);
        if secret {
            (&self.command.verb).into()
        } else {
            (&self.command.line).into()
        }
    }

    /// Its frame and those of its replies.
    pub(super) fn frames(&self) -> Vec<u64> {
        std::iter::once(self.frame())
            .chain(self.command.replies.iter().map(|r| r.at.frame))
            .collect()
    }
}

impl<'a> Case<'a> {
    pub(super) fn new(
        analysis: &'a Analysis,
        overview: &'a Overview<'a>,
        session: &'a Session,
    ) -> Self {
        let lines: Vec<Line<'a>> = lines(session).collect();
        let index = Index::of(session, &lines);
        Case {
            analysis,
            overview,
            session,
            lines,
            index,
        }
    }

    /// Its log-ins, in order.
    pub(super) fn tries(&self) -> &'a [Try<'a>] {
        self.overview.tries_of(self.session)
    }

    /// True where client and server are one host: a name for itself proves nothing there.
    pub(super) fn is_local(&self) -> bool {
        let (client, server) = (self.session.client.ip(), self.session.server.ip());
        client == server || client.is_loopback() || server.is_loopback()
    }

    /// True where the dialogue is known from its first to its last byte.
    pub(super) fn is_whole(&self) -> bool {
        let control = &self.session.control;
        control.lost_bytes == 0 && control.handshake == Handshake::Complete
    }

    /// True where TLS protects the control connection in that frame.
    pub(super) fn is_under_tls(&self, frame: u64) -> bool {
        let begun = self.index.tls.partition_point(|&(from, _)| from <= frame);
        self.index.tls[..begun]
            .last()
            .is_some_and(|&(_, end)| frame < end)
    }

    /// The connection that an offer came to.
    pub(super) fn connection(&self, offer: &Offer) -> Option<&'a Connection> {
        offer.connection.and_then(|id| self.analysis.connection(id))
    }

    /// The data connections, in order.
    pub(super) fn data(&self) -> impl Iterator<Item = &'a Connection> + use<'a> {
        let analysis = self.analysis;
        let all = self
            .session
            .connections
            .iter()
            .filter_map(|&id| analysis.connection(id));
        all.filter(|c| c.role == ConnectionRole::Data)
    }

    /// Offers of one mode.
    pub(super) fn offers(&self, mode: Mode) -> impl Iterator<Item = &'a Offer> + use<'a> {
        let announced = |o: &&Offer| o.method != Method::Default;
        self.session
            .offers
            .iter()
            .filter(announced)
            .filter(move |o| o.method.mode() == mode)
    }

    /// The host that should listen at an offer.
    pub(super) fn listener(&self, offer: &Offer) -> IpAddr {
        match offer.method.mode() {
            Mode::Active => self.session.client.ip(),
            Mode::Passive => self.session.server.ip(),
        }
    }

    /// The announced address, where it is another than that of the host that announces it.
    pub(super) fn foreign_address(&self, offer: &Offer) -> Option<IpAddr> {
        let ip = offer.ip?.to_canonical();
        (ip != self.listener(offer).to_canonical() && !ip.is_unspecified()).then_some(ip)
    }

    /// Who should open the connection to an offer.
    pub(super) fn opener(offer: &Offer) -> &'static str {
        match offer.method.mode() {
            Mode::Active => "server",
            Mode::Passive => "client",
        }
    }

    /// The transfer commands that had to use an offer: after it and before the next that was accepted.
    pub(super) fn users(&self, offer: &Offer) -> impl Iterator<Item = &Line<'a>> {
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
        used.filter_map(|&line| self.lines.get(line))
    }

    /// The offer of that id.
    pub(super) fn offer(&self, id: OfferId) -> Option<&'a Offer> {
        self.index.place(id).map(|&(offer, _)| offer)
    }

    /// The offer that a connection came to: its own, or the latest before it that named its port.
    pub(super) fn offer_of(&self, connection: &Connection) -> Option<&'a Offer> {
        let latest = || {
            let offers = self.index.by_port.get(&connection.listener.port())?;
            offers[..offers.partition_point(|o| o.at.frame <= connection.first.frame)].last()
        };
        self.index
            .by_connection
            .get(&connection.id)
            .or_else(latest)
            .copied()
    }

    /// The command line of an offer.
    pub(super) fn line_of(&self, offer: &Offer) -> Option<&Line<'a>> {
        self.lines.get(offer.command)
    }

    /// The reply that announced a passive offer.
    pub(super) fn announcing_reply(&self, offer: &Offer) -> Option<&'a Reply> {
        let frame = offer.at.frame;
        self.session.commands.get(offer.command)?;
        let asked = self.index.announcing.get(&(offer.command, frame));
        asked
            .or_else(|| self.index.announcing_unasked.get(&frame))
            .copied()
    }

    /// The frames that prove an offer: command, announcement, answer.
    pub(super) fn offer_frames(&self, offer: &Offer) -> Vec<u64> {
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

    /// The last command, where it waits for its end: no reply came after it, or its transfer goes on.
    pub(super) fn waiting(&self) -> Option<&Line<'a>> {
        let line = self.lines.last()?;
        let unfinished =
            |t: &Transfer| t.command == Some(line.index) && t.outcome == Outcome::Unfinished;
        let heard = line.code().is_some()
            || self
                .session
                .unasked
                .last()
                .is_some_and(|r| r.at.frame > line.frame());
        (!heard || self.session.transfers.iter().any(unfinished)).then_some(line)
    }

    /// The command line of a transfer.
    pub(super) fn line_of_transfer(&self, transfer: &Transfer) -> Option<&Line<'a>> {
        transfer.command.and_then(|c| self.lines.get(c))
    }

    /// The lines that belong to a log-in and that `wanted` chooses, by the user they are about, in order. `None`: the
    /// USER is not in the capture.
    pub(super) fn by_user(
        &self,
        wanted: impl Fn(&Line) -> bool,
    ) -> Vec<(Option<&'a [u8]>, Vec<&Line<'a>>)> {
        let mut places: Map<Option<&[u8]>, usize> = Map::default();
        let mut users: Vec<(Option<&[u8]>, Vec<&Line>)> = Vec::new();
        let mut user = None;
        for line in self.lines.iter().filter(|l| l.is_log_in()) {
            if line.effect == Effect::User {
                user = Some(line.argument());
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

    /// Calls `visit` with every line and the directory that it is given in.
    pub(super) fn walk(&self, mut visit: impl FnMut(&Line<'a>, &Directory)) {
        let mut directory = Directory::default();
        for line in &self.lines {
            visit(line, &directory);
            directory.follow(line);
        }
    }
}

/// The current directory, as far as the dialogue tells: how deep it lies. Its path may grow with every CWD and is not
/// kept.
#[derive(Debug, Default)]
pub(super) struct Directory {
    /// From the root, or from the directory in which the log-in left the user.
    pub(super) depth: usize,
    /// It counts from the root.
    pub(super) told: bool,
}

impl Directory {
    fn follow(&mut self, line: &Line) {
        let argument = line.argument();
        match line.effect {
            Effect::Cwd if line.accepted() => {
                let absolute = argument.first() == Some(&b'/');
                self.told |= absolute;
                self.depth = path::depth(if absolute { 0 } else { self.depth }, argument);
            }
            Effect::Cdup if line.accepted() => self.depth = self.depth.saturating_sub(1),
            Effect::PrintDirectory if line.code() == Some(ReplyCode::PATH_NAME) => {
                if let Some(path) = line.last().and_then(|r| path::quoted(r.text.bytes())) {
                    *self = Directory {
                        depth: path::depth(0, &path),
                        told: true,
                    };
                }
            }
            Effect::User | Effect::Reinitialise => *self = Directory::default(),
            _ => {}
        }
    }
}

/// An address that is not routed in the Internet: RFC 1918, 6598, 3927, 4193, loopback, link-local.
pub(super) fn is_private(ip: IpAddr) -> bool {
    match ip.to_canonical() {
        IpAddr::V4(v4) => {
            let [a, b, ..] = v4.octets();
            v4.is_private()
                || v4.is_loopback()
                || v4.is_link_local()
                || (a == 100 && (64..128).contains(&b))
        }
        IpAddr::V6(v6) => v6.is_loopback() || v6.is_unique_local() || v6.is_unicast_link_local(),
    }
}

pub(super) fn contains_ignoring_case(text: &[u8], needle: &[u8]) -> bool {
    text.windows(needle.len())
        .any(|w| w.eq_ignore_ascii_case(needle))
}

/// The last line of a reply, which says most.
pub(super) fn last_line(reply: &Reply) -> &[u8] {
    reply
        .text
        .bytes()
        .split(|&b| b == b'\n')
        .next_back()
        .unwrap_or_default()
}

/// Whole seconds of a time in nanoseconds.
pub(super) fn seconds(nanoseconds: i64) -> u64 {
    u64::try_from(nanoseconds / 1_000_000_000).unwrap_or_default()
}
