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
mod placing;
mod records;
mod roles;
mod rows;
mod scope;
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
use crate::digest::DigestPool;
use crate::digest::known::KnownFiles;
use crate::limits::{self, Limits};
use crate::model::{Analysis, At, Unreachable};
use crate::tcp::ConnectionKey;
use crate::tls::{Keyring, Secrets};

use budget::{Budget, Budgets};
use connections::{Connections, Placed};
pub(in crate::analysis) use control::ControlConnections;
use control::{ControlEndpoints, ControlPlace};
use icmp_rejections::IcmpRejections;
use matching::Matching;
use records::FoundBeside;
use roles::Learned;
use rows::{Arrived, RowMaker};
pub use scope::{ContentScope, DataPassOptions};
use strays::Strays;
use tracked::{Purpose, Tracked};

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
}
