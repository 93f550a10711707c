//! Pass 2: the data plane. With every offer known, follows the control connections and the data connections that
//! answer to offers, counts and digests their bytes, and tells its observers what each frame is.

mod assemble;
mod budget;
mod contents;
mod listing;
mod matching;
mod offers;
mod parallel;
mod payload;
mod roles;
mod rows;
mod shared_ports;
mod sight;
mod strays;
mod tracked;
mod transfer_content;
mod transfers;
mod turned_away;
mod unheard;
mod unsealed;
mod wraps;

use std::collections::HashMap;
use std::io;
use std::sync::{Arc, OnceLock};

use foldhash::fast::RandomState;

use crate::analysis::control::{ControlPlan, PortSet};
use crate::analysis::observer::Observer;
use crate::capture::Frame;
use crate::decode::{self, QuotedSegment, Segment};
use crate::digest::known::KnownFiles;
use crate::digest::{DigestPool, Hashes};
use crate::ftp::DATA_PORT;
use crate::limits::{self, Limits};
use crate::model::{Analysis, At, Close, Direction, Rejection, Role, Unreachable};
use crate::tcp::{ConnectionKey, Copies, History, Side, StreamItem, TcpConnection};
use crate::tls::{Keyring, Secrets};

use budget::{Budget, Budgets};
use contents::{ContentParams, Contents};
use matching::{ConnectionStart, Match, Matching};
use roles::Learned;
use rows::{Arrived, RowMaker};
use strays::Strays;
use tracked::{ContentForwarder, Purpose, RowState, Tracked};
use turned_away::TurnedAway;

/// What pass 2 is asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct DataPassOptions {
    /// The digests of every transfer.
    pub hash: Hashes,
    /// Show the arguments of PASS and ACCT in rows.
    pub show_passwords: bool,
    /// Give rows to the observer; without, the TCP analysis is left out too.
    pub rows: bool,
    /// Give the contents of data connections to the observer.
    pub contents: ContentScope,
    /// Keep what listings say, in the transfers.
    pub listings: bool,
}

/// The contents of which data connections an observer is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ContentScope {
    /// Of none.
    #[default]
    None,
    /// Of those that carry files as they are: in a session, without TLS in it, and without a transfer mode that wraps
    /// the file. Digests too are made of these alone.
    Plain {
        /// Those that carry listings are no exception.
        listings: bool,
    },
    /// Of all.
    All,
}

impl ContentScope {
    /// Those of both.
    #[must_use]
    pub fn or(self, other: ContentScope) -> ContentScope {
        match (self, other) {
            (ContentScope::None, which) | (which, ContentScope::None) => which,
            (ContentScope::All, _) | (_, ContentScope::All) => ContentScope::All,
            (ContentScope::Plain { listings: one }, ContentScope::Plain { listings: two }) => {
                ContentScope::Plain {
                    listings: one || two,
                }
            }
        }
    }
}

/// Memory, in bytes, of what later copies are compared with, for all connections together. Beyond it the copies of a
/// connection are not compared: that only makes a forgery harder to see, and no byte is read otherwise.
const COMPARED: usize = 16 << 20;

/// Pass 2, fed with segments.
#[derive(Debug)]
pub struct DataPass {
    plan: Arc<ControlPlan>,
    options: DataPassOptions,
    limits: Limits,
    /// What opens TLS.
    ring: Option<Arc<Keyring>>,
    /// Where digests are made.
    pool: DigestPool,
    budgets: Budgets,
    matching: Matching,
    strays: Strays,
    /// What ICMP says of control ports that did not answer.
    turned_away: TurnedAway,
    /// For each session, where its client and its server are seen beside their own addresses.
    learned: Vec<Learned>,
    /// The sessions of each control connection's endpoints, in time order.
    control: HashMap<ConnectionKey, Vec<usize>, RandomState>,
    /// The ports of those.
    control_ports: PortSet,
    table: HashMap<ConnectionKey, Route, RandomState>,
    /// The connection of the last segment: that of the next one too, more often than not.
    last: Option<(ConnectionKey, usize)>,
    /// Each in a place of its own, so that a list of many need not be moved as it grows.
    #[expect(clippy::vec_box, reason = "they are large")]
    tracked: Vec<Box<Tracked>>,
    rows: RowMaker,
    copies: Copies,
    /// Memory of the first bytes of streams, which later copies are compared with.
    kept: usize,
    /// Connections that use an FTP data port and belong to no session.
    unclaimed: u64,
    /// Data connections of sessions.
    of_sessions: u64,
    /// As many of those as may be.
    most_of_sessions: u64,
    /// The latest segment.
    latest: At,
    /// The SYN that opened the connection which begins with the present segment, the answer to it.
    opened_by: Option<Box<Segment<'static>>>,
}

/// Where the segments of two endpoints belong at present.
#[derive(Clone, Copy, Debug)]
enum Route {
    /// To a tracked connection.
    Tracked(usize),
    /// To nothing of ours.
    Elsewhere,
}

impl DataPass {
    /// A second pass over the capture of which `plan` is the first, with the secrets that were given to that.
    pub fn new(
        plan: Arc<ControlPlan>,
        limits: &Limits,
        options: DataPassOptions,
        secrets: &Arc<Secrets>,
        known: &Arc<KnownFiles>,
    ) -> Self {
        let mut control: HashMap<ConnectionKey, Vec<usize>, RandomState> = HashMap::default();
        let mut control_ports = PortSet::default();
        for (index, session) in plan.sessions.iter().enumerate() {
            control.entry(session.key).or_default().push(index);
            for endpoint in [session.client_endpoint(), session.server_endpoint()] {
                control_ports.insert(endpoint.port());
            }
        }
        let asked: usize = plan
            .sessions
            .iter()
            .map(|session| session.draft.transfers.len())
            .sum();
        let ring = Keyring::new(secrets, plan.tls_sessions.clone(), limits);
        DataPass {
            options,
            limits: *limits,
            ring,
            pool: DigestPool::new(options.hash, known),
            budgets: Budgets::new(limits, options.listings),
            matching: Matching::new(&plan),
            strays: Strays::new(&plan),
            turned_away: TurnedAway::new(&plan),
            learned: plan.sessions.iter().map(|_| Learned::default()).collect(),
            control,
            control_ports,
            table: HashMap::default(),
            last: None,
            tracked: Vec::new(),
            rows: RowMaker::new(&plan, options),
            copies: Copies::default(),
            kept: 0,
            unclaimed: 0,
            of_sessions: 0,
            most_of_sessions: asked.saturating_add(limits.extra_connections) as u64,
            latest: At::default(),
            opened_by: None,
            plan,
        }
    }

    /// Takes the next segment, in capture order, and the frame that it came in.
    ///
    /// # Errors
    /// Those of the observer.
    pub fn segment(
        &mut self,
        segment: &mut Segment,
        frame: &Frame,
        observer: &mut dyn Observer,
    ) -> io::Result<()> {
        self.latest = At {
            frame: segment.frame,
            time: segment.time,
        };
        let is_near = self.matching.may_concern(segment.src, segment.dst);
        if !is_near && !self.is_at_control_ports(segment) {
            if self.strays.may_concern(segment) {
                segment.copy_of = self.copies.find(segment);
                self.strays.look(&self.plan, segment);
            }
            return Ok(());
        }
        segment.copy_of = self.copies.find(segment);
        let Some((index, sender)) = self.place(segment, is_near, observer)? else {
            return Ok(());
        };
        let tracked = &mut *self.tracked[index];
        if let (Purpose::Control(session), false) = (&tracked.purpose, segment.is_empty()) {
            let by_server = sender != self.plan.sessions[*session].client;
            self.matching.speaks(*session, segment.frame, by_server);
            self.strays.speaks(*session, segment.at(), by_server);
        }
        let was_over = tracked.is_over();
        tracked.contents.begin_frame();
        if tracked.connection.frames == 0 {
            tracked.encapsulation = decode::encapsulation(frame, self.limits.nesting);
        }
        if let Some(syn) = self.opened_by.take() {
            tracked.take_syn(&syn, sender.other());
        }
        let &mut Tracked {
            ref mut connection,
            ref mut contents,
            ref mut history,
            ref purpose,
            told,
            ..
        } = tracked;
        let cap = match purpose {
            Purpose::Control(_) => self.limits.held_control,
            Purpose::Data(_) => self.limits.held_data,
        };
        let before = connection.progress();
        let mut forwarder = ContentForwarder::new(connection, told.then_some(observer));
        let arrival = connection.segment(segment, sender, cap, &mut |side, item| {
            if let StreamItem::Gap { .. } = item {
                history.gap(side);
            }
            contents.take(side, &item, &mut |side, number, content| {
                forwarder.tell(side, number, content);
            });
        });
        forwarder.result?;
        history.segment(segment, sender, &arrival);
        self.kept += arrival.kept;
        let is_over = tracked.is_over();
        if self.kept > COMPARED || is_over {
            let forgotten = tracked.connection.forget_beginnings();
            self.kept = self.kept.saturating_sub(forgotten);
        }
        if let (false, Purpose::Data(matches)) = (tracked.confirmed, &tracked.purpose) {
            let refused = tracked.connection.is_refused();
            tracked.confirmed = !refused && !tracked.connection.is_unanswered();
            for matched in matches {
                if refused {
                    self.matching.release(matched, index);
                } else if tracked.confirmed {
                    self.matching.confirm(matched, index);
                }
            }
        }
        if is_over && !was_over {
            for matched in tracked.unused_matches(&self.plan) {
                self.matching.release(matched, index);
            }
        }
        tracked.read_opened(&self.plan);
        if let Some(rows) = &mut tracked.rows {
            let facts = rows.analyser.segment(segment, sender);
            let arrived = Arrived {
                frame,
                segment,
                sender,
                before,
                facts,
            };
            self.rows.tell(&self.plan, tracked, &arrived, observer)?;
        } else if tracked.connection.is_over() {
            tracked.finish(self.latest, observer)?;
        }
        Ok(())
    }

    /// Somebody says that a segment did not arrive: of each connection, the first who does is remembered.
    pub(in crate::analysis) fn unreachable(&mut self, error: &QuotedSegment, at: At) {
        let rejection = Rejection {
            by: error.by,
            reason: error.reason,
            at,
        };
        let is_of_size = error.reason == Unreachable::TooBig;
        if !is_of_size {
            self.turned_away.add(error, rejection);
        }
        let key = ConnectionKey::new(error.src, error.dst);
        let Some(&Route::Tracked(index)) = self.table.get(&key) else {
            return;
        };
        let tracked = &mut self.tracked[index];
        if is_of_size {
            tracked.too_big.get_or_insert_with(|| Box::new(rejection));
            return;
        }
        let opener = tracked.connection.key.endpoint(tracked.connection.opener);
        if tracked.connection.is_unanswered() && opener == error.src {
            tracked.rejected.get_or_insert_with(|| Box::new(rejection));
        }
    }

    /// The capture goes on up to there, with segments that it is not given.
    pub(in crate::analysis) fn ends_at(&mut self, end: At) {
        self.latest = self.latest.max(end);
    }

    /// Nothing follows: ends all connections.
    ///
    /// # Errors
    /// Those of the observer.
    pub fn end(&mut self, observer: &mut dyn Observer) -> io::Result<()> {
        self.tracked
            .iter_mut()
            .try_for_each(|tracked| tracked.finish(self.latest, observer))
    }

    /// Puts everything together, after the end.
    pub fn records(self) -> Analysis {
        // the records need their room
        drop((self.table, self.matching));
        let mut analysis =
            assemble::assemble(&self.plan, self.tracked, &self.pool.finish(), self.latest);
        self.turned_away.tell(&mut analysis.silent);
        for (session, stray) in self.strays.finish() {
            // some that were planned may have no connection here, and no record
            let sessions = &mut analysis.sessions;
            let id = tracked::session_id(session);
            if let Ok(place) = sessions.binary_search_by_key(&id, |session| session.id) {
                sessions[place].stray_tries.push(stray);
            }
        }
        let beyond = self.unclaimed.saturating_sub(self.limits.unclaimed as u64);
        let extra = self.of_sessions.saturating_sub(self.most_of_sessions);
        let (files, inflating) = (
            self.budgets.files.refused(),
            self.budgets.inflating.refused(),
        );
        let hit = [
            ("unclaimed", beyond),
            ("extra_connections", extra),
            ("marked_files", files),
            ("inflating", inflating),
            ("expansion", self.budgets.expansion.refused()),
            (
                "listings",
                self.budgets.listings.as_ref().map_or(0, Budget::refused),
            ),
        ];
        analysis.limits_hit.extend(limits::hit(hit));
        if let Some(ring) = &self.ring {
            analysis.limits_hit.extend(ring.limits_hit());
        }
        analysis
    }

    /// True if a segment may be of a control connection.
    fn is_at_control_ports(&self, segment: &Segment) -> bool {
        let ports = [segment.src.port(), segment.dst.port()];
        ports
            .into_iter()
            .all(|port| self.control_ports.contains(port))
    }

    /// The tracked connection of a segment and the side that sent it; begins one where that is due. `is_near`: it may be
    /// of a data connection.
    fn place(
        &mut self,
        segment: &Segment,
        is_near: bool,
        observer: &mut dyn Observer,
    ) -> io::Result<Option<(usize, Side)>> {
        if let Some((key, index)) = self.last
            && !segment.flags.syn()
            && let Some(sender) = key.sender(segment)
        {
            return Ok(Some((index, sender)));
        }
        let (key, sender) = ConnectionKey::of(segment);
        let opens = segment.flags.opens();
        let mut before = None;
        match self.table.get(&key) {
            Some(&Route::Tracked(index)) => {
                if !self.tracked[index]
                    .connection
                    .is_reopened_by(segment, sender)
                {
                    self.last = Some((key, index));
                    return Ok(Some((index, sender)));
                }
                before = Some(index);
            }
            Some(Route::Elsewhere) if !opens && !self.control.contains_key(&key) => {
                return Ok(None);
            }
            None if !is_near && !self.control.contains_key(&key) => return Ok(None),
            Some(Route::Elsewhere) | None => {}
        }
        let purpose = self.purpose(key, segment);
        let mut syn = None;
        if let Some(index) = before {
            let connection = &mut self.tracked[index].connection;
            syn = connection.take_other_syn();
            if purpose.is_none() && connection.close() == Close::Open {
                // anybody can send a SYN; one that opens nothing ends nothing (RFC 9293 section 3.10.7.4)
                return Ok(None);
            }
            let forgotten = connection.forget_beginnings();
            self.kept = self.kept.saturating_sub(forgotten);
            self.tracked[index].finish(self.latest, observer)?;
            self.last = None;
        }
        let Some(purpose) = purpose else {
            if self.table.len() < self.limits.elsewhere || self.table.contains_key(&key) {
                self.table.insert(key, Route::Elsewhere);
            }
            return Ok(None);
        };
        self.begin(
            key,
            syn.as_deref().unwrap_or(segment),
            purpose,
            before.is_some(),
        );
        self.opened_by = syn;
        Ok(Some((self.tracked.len() - 1, sender)))
    }

    fn purpose(&mut self, key: ConnectionKey, segment: &Segment) -> Option<Purpose> {
        if let Some(sessions) = self.control.get(&key) {
            let begun =
                sessions.partition_point(|&s| self.plan.sessions[s].first.frame <= segment.frame);
            let session = sessions[..begun].last().or(sessions.first().filter(|&&s| {
                // what pass 1 did not take for the beginning of anything
                !self.plan.sessions[s].from_beginning
            }))?;
            return (segment.frame <= self.plan.sessions[*session].last.frame)
                .then_some(Purpose::Control(*session));
        }
        let flags = segment.flags;
        let (opener, listener) = if flags.syn_ack() {
            (segment.dst, segment.src)
        } else {
            (segment.src, segment.dst)
        };
        let beginning = ConnectionStart {
            opener,
            listener,
            certain: flags.syn(),
            frame: segment.frame,
        };
        let matches = self.matching.find(&self.plan, &beginning);
        // a server connects from its data port, and nobody to it (RFC 959 section 3.2): a SYN there is a scan, and so are
        // those that nothing follows
        let at_data_port =
            opener.port() == DATA_PORT || (listener.port() == DATA_PORT && !beginning.certain);
        let is_nobodys = at_data_port && self.plan.used_data_ports.holds(&key);
        if matches.is_empty() && is_nobodys {
            self.unclaimed += 1;
        }
        let has_room = if matches.is_empty() {
            is_nobodys && self.unclaimed <= self.limits.unclaimed as u64
        } else {
            self.of_sessions += 1;
            self.of_sessions <= self.most_of_sessions
        };
        has_room.then_some(Purpose::Data(matches.into()))
    }

    fn begin(&mut self, key: ConnectionKey, segment: &Segment, purpose: Purpose, reused: bool) {
        let index = self.tracked.len();
        let mut connection = TcpConnection::new(segment);
        connection.keep_beginnings();
        match &purpose {
            Purpose::Control(session) => connection.opener = self.plan.sessions[*session].client,
            Purpose::Data(matches) => {
                for matched in matches {
                    self.matching.record(matched, index, segment.frame);
                    connection.opener = key.side(matched.listener).other();
                    if self.plan.sessions[matched.session].made_up_numbers {
                        connection.read_in_frame_order();
                    }
                }
            }
        }
        let by_address = self.by_address(&connection, &purpose);
        let (contents, told) = self.contents(&purpose, segment.flags.syn());
        let rows = self.options.rows;
        self.tracked.push(Box::new(Tracked {
            connection,
            rows: rows.then(|| Box::new(RowState::new(&purpose, reused))),
            identity: OnceLock::new(),
            history: History::default(),
            encapsulation: None,
            rejected: None,
            too_big: None,
            purpose,
            by_address,
            contents,
            told,
            confirmed: false,
            finished: false,
        }));
        self.table.insert(key, Route::Tracked(index));
        self.last = Some((key, index));
    }

    /// What addresses tell of the ends of a data connection, with those that the match itself shows.
    fn by_address(&mut self, connection: &TcpConnection, purpose: &Purpose) -> [Option<Role>; 2] {
        let Purpose::Data(matches) = purpose else {
            return [None; 2];
        };
        let [only] = &**matches else {
            return [None; 2];
        };
        let planned = &self.plan.sessions[only.session];
        let learned = &mut self.learned[only.session];
        learned.take_match(planned, only);
        [connection.opener, connection.opener.other()]
            .map(|side| learned.role_at(planned, connection.key.endpoint(side).ip()))
    }

    /// What a connection will carry, and whether the observer is told of it.
    fn contents(&self, purpose: &Purpose, from_beginning: bool) -> (Contents, bool) {
        let rows = self.options.rows;
        let matches = match purpose {
            Purpose::Control(session) => {
                return (
                    Contents::control(
                        &self.plan.sessions[*session],
                        &self.limits,
                        rows,
                        self.ring.as_ref(),
                    ),
                    false,
                );
            }
            Purpose::Data(matches) => matches,
        };
        let means = ContentParams {
            plan: &self.plan,
            pool: &self.pool,
            limits: &self.limits,
            budgets: &self.budgets,
            ring: self.ring.as_ref(),
        };
        let contents = Contents::data(matches, from_beginning, &means);
        match self.options.contents {
            ContentScope::None => (contents, false),
            ContentScope::All => (contents, true),
            ContentScope::Plain { listings }
                if contents.is_plain() && matches.iter().any(|c| listings || !self.lists(c)) =>
            {
                (contents, true)
            }
            ContentScope::Plain { .. } => (
                Contents::data(
                    matches,
                    from_beginning,
                    &ContentParams {
                        pool: &DigestPool::default(),
                        ..means
                    },
                ),
                false,
            ),
        }
    }

    fn lists(&self, matched: &Match) -> bool {
        let transfers = &self.plan.sessions[matched.session].draft.transfers;
        matched
            .transfer
            .is_some_and(|t| transfers[t].kind.direction() == Direction::Listing)
    }
}
