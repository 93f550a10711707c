//! The data pass. With every offer known, it follows the control connections and the data
//! connections that answer to offers, counts and digests their bytes, and tells its observers what
//! each frame is.

mod assemble;
mod budget;
mod connections;
mod contents;
mod control;
mod coverage;
mod given_up;
mod icmp_rejections;
mod listing;
mod matching;
mod no_connection;
mod offers;
mod parallel;
mod payload;
mod records;
mod roles;
mod rows;
mod shared_ports;
mod strays;
mod tracked;
mod transfer_content;
mod transfer_link;
mod transfers;
mod unsealed;
mod without_command;
mod wraps;

use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use foldhash::fast::RandomState;

use crate::analysis::control::{ControlPlan, Planned};
use crate::analysis::observer::Observer;
use crate::capture::Frame;
use crate::decode::{QuotedSegment, Segment};
use crate::digest::known::KnownFiles;
use crate::digest::{DigestPool, Hashes};
use crate::ftp::DATA_PORT;
use crate::limits::{self, Limits};
use crate::model::{Analysis, At, Direction, Role, Unreachable};
use crate::tcp::{ConnectionKey, TcpConnection};
use crate::tls::{Keyring, Secrets};

use budget::{Budget, Budgets};
use connections::{Connections, Placed, Succession};
use contents::{ContentParams, Contents};
pub(in crate::analysis) use control::ControlConnections;
use control::{ControlEndpoints, ControlPlace};
use icmp_rejections::IcmpRejections;
use matching::{ConnectionStart, Match, Matching};
use records::FoundBeside;
use roles::Learned;
use rows::{Arrived, RowMaker};
use strays::Strays;
use tracked::{Purpose, RowState, Tracked};

/// What the data pass is asked for.
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
    /// Of those that carry files as they are: in a session, without TLS in it, and without a
    /// transfer mode that wraps the file. Digests too are made of these alone.
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

/// The data pass, fed with segments.
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
    icmp_rejections: IcmpRejections,
    /// For each session, where its client and its server are seen beside their own addresses.
    learned: Vec<Learned>,
    endpoints: Arc<ControlEndpoints>,
    /// The control connections; `None` where they are not followed here.
    control: Option<ControlConnections>,
    /// Their segments matter here: they are followed, or tell of connections that TLS hides who has
    /// asked for them.
    looks_at_control: bool,
    table: HashMap<ConnectionKey, Route, RandomState>,
    /// The data connection of the last segment: that of the next one too, more often than not.
    last: Option<(ConnectionKey, usize)>,
    /// The data connections.
    connections: Connections,
    rows: RowMaker,
    /// Connections that use an FTP data port and belong to no session.
    unclaimed: u64,
    /// Data connections of sessions.
    of_sessions: u64,
    /// As many of those as may be.
    most_of_sessions: u64,
    /// The latest segment.
    latest: At,
}

/// Where the segments of two endpoints belong at present that are those of no control connection.
#[derive(Clone, Copy, Debug)]
enum Route {
    /// To a data connection.
    Data(usize),
    /// To nothing of ours.
    Elsewhere,
}

impl DataPass {
    /// A second pass over the capture of which `plan` is the first, with the secrets that were
    /// given to that.
    pub fn new(
        plan: Arc<ControlPlan>,
        limits: &Limits,
        options: DataPassOptions,
        secrets: &Arc<Secrets>,
        known: &Arc<KnownFiles>,
    ) -> Self {
        let asked: usize = plan
            .sessions
            .iter()
            .map(|session| session.draft.transfers.len())
            .sum();
        let ring = Keyring::new(secrets, plan.tls_sessions.clone(), limits);
        let endpoints = Arc::new(ControlEndpoints::new(Arc::clone(&plan)));
        let control = ControlConnections::new(&endpoints, limits, options.rows, ring.clone());
        DataPass {
            options,
            limits: *limits,
            ring,
            pool: DigestPool::new(options.hash, known),
            budgets: Budgets::new(limits, options.listings),
            matching: Matching::new(&plan),
            strays: Strays::new(&plan),
            icmp_rejections: IcmpRejections::new(&plan),
            learned: plan.sessions.iter().map(|_| Learned::default()).collect(),
            endpoints,
            control: Some(control),
            looks_at_control: true,
            table: HashMap::default(),
            last: None,
            connections: Connections::new(limits.held_data, limits),
            rows: RowMaker::new(&plan, options),
            unclaimed: 0,
            of_sessions: 0,
            most_of_sessions: asked.saturating_add(limits.extra_connections) as u64,
            latest: At::default(),
            plan,
        }
    }

    /// The control connections, for another reader of the capture to follow; `None` where they are
    /// not apart.
    pub(in crate::analysis) fn control_apart(&self) -> Option<ControlConnections> {
        self.is_control_apart()
            .then(|| ControlConnections::new(&self.endpoints, &self.limits, false, None))
    }

    /// Follows no control connections from now on, where they are apart.
    pub(in crate::analysis) fn leave_control(&mut self) {
        if self.is_control_apart() {
            self.control = None;
            self.looks_at_control = self.plan.sessions.iter().any(Planned::hides_any);
        }
    }

    /// False where control connections are one matter with the others: rows come in the order of
    /// the capture, and where TLS is opened, what one connection tells of its keys may open
    /// another.
    fn is_control_apart(&self) -> bool {
        !self.options.rows && self.ring.is_none()
    }

    /// Takes those that another reader has followed, before the end.
    pub(in crate::analysis) fn take_control(&mut self, control: ControlConnections) {
        self.control = Some(control);
    }

    /// Takes the next segment, in capture order, and the frame that it came in.
    ///
    /// # Errors
    /// Those of the observer.
    #[inline]
    pub fn segment(
        &mut self,
        segment: &mut Segment,
        frame: &Frame,
        observer: &mut dyn Observer,
    ) -> io::Result<()> {
        self.latest = segment.at();
        let is_near = self.matching.may_concern(segment.src, segment.dst);
        if is_near
            && let Some((key, index)) = self.last
            && !segment.flags.syn()
            && let Some(sender) = key.sender(segment)
        {
            self.connections.look_for_copies(segment);
            let placed = Placed {
                index,
                sender,
                opened_by: None,
            };
            return self.data_segment(placed, segment, frame, observer);
        }
        if (is_near || self.looks_at_control)
            && let Some(place) = self.endpoints.find(segment)
        {
            return self.control_segment(place, segment, frame, observer);
        }
        let may_stray = self.strays.may_concern(segment);
        if !is_near && !may_stray {
            return Ok(());
        }
        self.connections.look_for_copies(segment);
        if is_near && let Some(placed) = self.place(segment, observer)? {
            return self.data_segment(placed, segment, frame, observer);
        }
        if may_stray {
            self.strays.look(&self.plan, segment);
        }
        Ok(())
    }

    /// Takes a segment of a control connection.
    fn control_segment(
        &mut self,
        place: ControlPlace,
        segment: &mut Segment,
        frame: &Frame,
        observer: &mut dyn Observer,
    ) -> io::Result<()> {
        if let (Some((session, by_server)), false) = (place.speaker(), segment.is_empty()) {
            self.matching.speaks(session, segment.frame, by_server);
            self.strays.speaks(session, segment.at(), by_server);
        }
        let Some(control) = &mut self.control else {
            return Ok(());
        };
        let Some((tracked, before)) = control.segment(place, segment, frame, observer)? else {
            return Ok(());
        };
        tracked.read_opened(&self.plan);
        let Some(rows) = &mut tracked.rows else {
            return Ok(());
        };
        let arrived = Arrived {
            frame,
            segment,
            sender: place.sender,
            before: before.progress,
            facts: rows.analyser.segment(segment, place.sender),
        };
        self.rows.tell(&self.plan, tracked, &arrived, observer)
    }

    /// Takes a segment of a data connection.
    fn data_segment(
        &mut self,
        placed: Placed,
        segment: &Segment,
        frame: &Frame,
        observer: &mut dyn Observer,
    ) -> io::Result<()> {
        let (index, sender) = (placed.index, placed.sender);
        let connections = &mut self.connections;
        let before = connections.segment(placed, segment, frame, observer)?;
        let tracked = connections.get_mut(index);
        if let (false, Purpose::Data(matches)) = (tracked.confirmed, &tracked.purpose) {
            let refused = tracked.connection.is_refused();
            let connection = &tracked.connection;
            tracked.confirmed =
                !refused && !connection.is_unanswered() && !connection.is_mere_claim();
            for matched in matches {
                if refused {
                    self.matching.release(matched, index);
                } else if tracked.confirmed {
                    self.matching.confirm(matched, index);
                }
            }
        }
        if tracked.is_over() && !before.was_over {
            for matched in tracked.unused_matches(&self.plan) {
                self.matching.release(matched, index);
            }
        }
        if let Some(rows) = &mut tracked.rows {
            let arrived = Arrived {
                frame,
                segment,
                sender,
                before: before.progress,
                facts: rows.analyser.segment(segment, sender),
            };
            self.rows.tell(&self.plan, tracked, &arrived, observer)
        } else if tracked.connection.is_over() {
            tracked.finish(self.latest, observer)
        } else {
            Ok(())
        }
    }

    /// Somebody says that a segment did not arrive: of each connection, the first who does is
    /// remembered.
    pub(in crate::analysis) fn unreachable(&mut self, error: &QuotedSegment, at: At) {
        let rejection = error.rejection(at);
        if error.reason != Unreachable::TooBig {
            self.icmp_rejections.add(error, rejection);
        }
        if let Some(control) = &mut self.control {
            control.unreachable(error, at);
        }
        let key = ConnectionKey::new(error.src, error.dst);
        if let Some(&Route::Data(index)) = self.table.get(&key) {
            self.connections.unreachable(index, error, rejection);
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
        if let Some(control) = &mut self.control {
            control.end(self.latest, observer)?;
        }
        self.connections.end(self.latest, observer)
    }

    /// Puts everything together, after the end.
    pub fn records(self) -> Analysis {
        let limits_hit = self.limits_hit();
        // the records need their room
        drop((self.table, self.matching));
        let mut tracked = self.connections.into_list();
        tracked.extend(
            self.control
                .into_iter()
                .flat_map(ControlConnections::into_list),
        );
        let strays = self.strays.finish();
        let found = FoundBeside {
            digests: &self.pool.finish(),
            strays: &strays,
            end: self.latest,
        };
        let mut analysis = assemble::assemble(&self.plan, tracked, &found);
        self.icmp_rejections.tell(&mut analysis.silent);
        for (session, stray) in strays.hidden {
            // some that were planned may have no connection here, and no record
            let sessions = &mut analysis.sessions;
            let id = tracked::session_id(session);
            if let Ok(place) = sessions.binary_search_by_key(&id, |session| session.id) {
                sessions[place].stray_tries.push(stray);
            }
        }
        analysis.limits_hit.extend(limits_hit);
        analysis
    }

    fn limits_hit(&self) -> Vec<(&'static str, u64)> {
        let beyond = self.unclaimed.saturating_sub(self.limits.unclaimed as u64);
        let extra = self.of_sessions.saturating_sub(self.most_of_sessions);
        let budgets = &self.budgets;
        let hit = limits::hit([
            ("unclaimed", beyond),
            ("extra_connections", extra),
            ("marked_files", budgets.files.refused()),
            ("inflating", budgets.inflating.refused()),
            ("expansion", budgets.expansion.refused()),
            (
                "listings",
                budgets.listings.as_ref().map_or(0, Budget::refused),
            ),
        ]);
        let of_ring = self.ring.iter().flat_map(|ring| ring.limits_hit());
        hit.chain(of_ring).collect()
    }

    /// The data connection of a segment; begins one where that is due.
    fn place(
        &mut self,
        segment: &Segment,
        observer: &mut dyn Observer,
    ) -> io::Result<Option<Placed>> {
        let (key, sender) = ConnectionKey::of(segment);
        let mut opened_by = None;
        let mut before = None;
        match self.table.get(&key) {
            Some(&Route::Data(index)) => {
                if !self.connections.is_reopened_by(index, segment, sender) {
                    self.last = Some((key, index));
                    return Ok(Some(Placed {
                        index,
                        sender,
                        opened_by,
                    }));
                }
                before = Some(index);
            }
            Some(Route::Elsewhere) if !segment.flags.opens() => return Ok(None),
            _ => {}
        }
        let matches = self.matches(key, segment);
        if let Some(index) = before {
            let is_followed = matches.is_some();
            match self
                .connections
                .succeed(index, is_followed, self.latest, observer)?
            {
                Succession::None => return Ok(None),
                Succession::Ended(syn) => opened_by = syn,
            }
            self.last = None;
        }
        let Some(matches) = matches else {
            if self.table.len() < self.limits.elsewhere || self.table.contains_key(&key) {
                self.table.insert(key, Route::Elsewhere);
            }
            return Ok(None);
        };
        self.begin(
            key,
            opened_by.as_deref().unwrap_or(segment),
            matches,
            before.is_some(),
        );
        Ok(Some(Placed {
            index: self.connections.len() - 1,
            sender,
            opened_by,
        }))
    }

    /// The sessions of a data connection that begins: none of one that uses an FTP data port and
    /// that nobody announced; `None` where it is nothing of ours, or found no room.
    fn matches(&mut self, key: ConnectionKey, segment: &Segment) -> Option<Box<[Match]>> {
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
        // a server connects from its data port, and nobody to it (RFC 959 section 3.2): a SYN there
        // is a scan, and so are those that nothing follows
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
        has_room.then(|| matches.into())
    }

    /// Follows one more data connection; `reused`: another one had its ports before.
    fn begin(
        &mut self,
        key: ConnectionKey,
        segment: &Segment,
        matches: Box<[Match]>,
        reused: bool,
    ) {
        let index = self.connections.len();
        let mut connection = TcpConnection::new(segment);
        connection.keep_beginnings();
        for matched in &matches {
            self.matching.record(matched, index, segment.frame);
            connection.opener = key.side(matched.listener).other();
            if self.plan.sessions[matched.session].made_up_numbers {
                connection.read_in_frame_order();
            }
        }
        let by_address = self.by_address(&connection, &matches);
        let (contents, told) = self.contents(&matches, segment.flags.syn());
        let purpose = Purpose::Data(matches);
        let rows = self.options.rows;
        self.connections.add(Tracked {
            rows: rows.then(|| Box::new(RowState::new(&purpose, reused))),
            by_address,
            told,
            ..Tracked::new(connection, purpose, contents)
        });
        self.table.insert(key, Route::Data(index));
        self.last = Some((key, index));
    }

    /// What addresses tell of the ends of a data connection, with those that the match itself
    /// shows.
    fn by_address(&mut self, connection: &TcpConnection, matches: &[Match]) -> [Option<Role>; 2] {
        let [only] = matches else {
            return [None; 2];
        };
        let planned = &self.plan.sessions[only.session];
        let learned = &mut self.learned[only.session];
        learned.take_match(planned, only);
        [connection.opener, connection.opener.other()]
            .map(|side| learned.role_at(planned, connection.key.endpoint(side).ip()))
    }

    /// What a data connection will carry, and whether the observer is told of it.
    fn contents(&self, matches: &[Match], from_beginning: bool) -> (Contents, bool) {
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
