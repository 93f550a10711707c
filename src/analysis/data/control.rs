//! The control connections in the data pass: their frames are counted, and shown as rows.
//!
//! What their control channels say is known from the control pass, and nothing of a data connection
//! depends on them. So where nobody wants rows, which come in the order of the capture, they can be
//! followed by another reader of the capture at the same time.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use foldhash::fast::RandomState;

use crate::analysis::control::{ControlPlan, Planned, PortSet};
use crate::analysis::observer::{NoObserver, Observer};
use crate::capture::Frame;
use crate::decode::{QuotedSegment, Segment};
use crate::limits::Limits;
use crate::model::At;
use crate::tcp::{ConnectionKey, Side, TcpConnection};
use crate::tls::Keyring;

use super::connections::{Before, Connections, Placed, Succession};
use super::contents::Contents;
use super::tracked::{Purpose, RowState, Tracked};

/// The endpoints of all control connections, and the sessions of each two of them. Nearly every
/// segment is looked up, and where sessions are many, each look into another part of memory takes
/// longer than all else.
#[derive(Debug)]
pub(super) struct ControlEndpoints {
    plan: Arc<ControlPlan>,
    places: HashMap<ConnectionKey, usize, RandomState>,
    /// The sessions of each place.
    sessions: Vec<Successive>,
    ports: PortSet,
}

/// The sessions of two endpoints, in time order: one, nearly always.
#[derive(Debug)]
struct Successive {
    first: SessionFrames,
    later: Vec<SessionFrames>,
}

/// Which frames a session has.
#[derive(Clone, Copy, Debug)]
struct SessionFrames {
    session: usize,
    client: Side,
    first: u64,
    last: u64,
    /// The control pass took its first frame for its beginning.
    from_beginning: bool,
}

/// Where a segment of a control connection belongs.
#[derive(Clone, Copy, Debug)]
pub(super) struct ControlPlace {
    /// Its endpoints are in that place.
    place: usize,
    /// Who sent it.
    pub(super) sender: Side,
    /// The session that has these endpoints in its frame.
    frames: Option<SessionFrames>,
}

/// The control connections that are followed.
#[derive(Debug)]
pub(in crate::analysis) struct ControlConnections {
    endpoints: Arc<ControlEndpoints>,
    limits: Limits,
    /// Each segment becomes a row.
    rows: bool,
    /// What opens TLS.
    ring: Option<Arc<Keyring>>,
    /// The connection that the endpoints of each place have at present.
    current: Vec<Option<usize>>,
    connections: Connections,
}

impl ControlEndpoints {
    pub(super) fn new(plan: Arc<ControlPlan>) -> Self {
        let mut places: HashMap<ConnectionKey, usize, RandomState> = HashMap::default();
        let mut sessions: Vec<Successive> = Vec::new();
        let mut ports = PortSet::default();
        for (index, session) in plan.sessions.iter().enumerate() {
            let frames = SessionFrames::of(index, session);
            let place = *places.entry(session.key).or_insert(sessions.len());
            match sessions.get_mut(place) {
                Some(known) => known.later.push(frames),
                None => sessions.push(Successive {
                    first: frames,
                    later: Vec::new(),
                }),
            }
            for endpoint in [session.client_endpoint(), session.server_endpoint()] {
                ports.insert(endpoint.port());
            }
        }
        ControlEndpoints {
            plan,
            places,
            sessions,
            ports,
        }
    }

    /// Where a segment belongs; `None` where it is of no control connection.
    pub(super) fn find(&self, segment: &Segment) -> Option<ControlPlace> {
        let ports = [segment.src.port(), segment.dst.port()];
        if !ports.into_iter().all(|port| self.ports.contains(port)) {
            return None;
        }
        let (key, sender) = ConnectionKey::of(segment);
        let place = *self.places.get(&key)?;
        Some(ControlPlace {
            place,
            sender,
            frames: self.sessions[place].at(segment.frame),
        })
    }
}

impl Successive {
    /// The one that a frame belongs to.
    fn at(&self, frame: u64) -> Option<SessionFrames> {
        let begun = self.later.partition_point(|later| later.first <= frame);
        let latest = self.later[..begun].last().unwrap_or(&self.first);
        // frames may stand before the first one, where the control pass did not take that for the
        // beginning of anything
        (latest.first <= frame || !latest.from_beginning).then_some(*latest)
    }
}

impl SessionFrames {
    fn of(session: usize, planned: &Planned) -> Self {
        SessionFrames {
            session,
            client: planned.client,
            first: planned.first.frame,
            last: planned.last.frame,
            from_beginning: planned.from_beginning,
        }
    }
}

impl ControlPlace {
    /// The session, and whether its server sent the segment.
    pub(super) fn speaker(&self) -> Option<(usize, bool)> {
        let by_server = |frames: SessionFrames| (frames.session, self.sender != frames.client);
        self.frames.map(by_server)
    }
}

impl ControlConnections {
    /// None yet. `rows`: each segment becomes a row; `ring`: what opens TLS.
    pub(super) fn new(
        endpoints: &Arc<ControlEndpoints>,
        limits: &Limits,
        rows: bool,
        ring: Option<Arc<Keyring>>,
    ) -> Self {
        ControlConnections {
            endpoints: Arc::clone(endpoints),
            limits: *limits,
            rows,
            ring,
            current: vec![None; endpoints.sessions.len()],
            connections: Connections::new(limits.held_control, limits),
        }
    }

    /// Takes the next segment of the capture, whatever connection it is of, while nobody listens.
    pub(in crate::analysis) fn look(&mut self, segment: &mut Segment, frame: &Frame) {
        if let Some(at) = self.endpoints.find(segment) {
            // nobody listens, and so nothing fails
            let _ = self.segment(at, segment, frame, &mut NoObserver);
        }
    }

    /// Takes the next segment of a control connection: that connection, and what was known of it
    /// before.
    ///
    /// # Errors
    /// Those of the observer.
    pub(super) fn segment(
        &mut self,
        at: ControlPlace,
        segment: &mut Segment,
        frame: &Frame,
        observer: &mut dyn Observer,
    ) -> io::Result<Option<(&mut Tracked, Before)>> {
        self.connections.look_for_copies(segment);
        let Some(placed) = self.place(at, segment, observer)? else {
            return Ok(None);
        };
        let index = placed.index;
        let connections = &mut self.connections;
        let before = connections.segment(placed, segment, frame, observer)?;
        let tracked = connections.get_mut(index);
        if !self.rows && tracked.connection.is_over() {
            tracked.finish(segment.at(), observer)?;
        }
        Ok(Some((tracked, before)))
    }

    /// The connection of a segment; begins one where that is due.
    fn place(
        &mut self,
        at: ControlPlace,
        segment: &Segment,
        observer: &mut dyn Observer,
    ) -> io::Result<Option<Placed>> {
        let mut opened_by = None;
        let goes_on = |frames: &SessionFrames| segment.frame <= frames.last;
        let session = at.frames.filter(goes_on).map(|frames| frames.session);
        let before = self.current[at.place];
        if let Some(index) = before {
            if !self.connections.is_reopened_by(index, segment, at.sender) {
                return Ok(Some(Placed {
                    index,
                    sender: at.sender,
                    opened_by,
                }));
            }
            let is_followed = session.is_some();
            match self
                .connections
                .succeed(index, is_followed, segment.at(), observer)?
            {
                Succession::None => return Ok(None),
                Succession::Ended(syn) => opened_by = syn,
            }
        }
        self.current[at.place] = session.map(|_| self.connections.len());
        let Some(session) = session else {
            return Ok(None);
        };
        let first = opened_by.as_deref().unwrap_or(segment);
        self.begin(session, first, before.is_some());
        Ok(Some(Placed {
            index: self.connections.len() - 1,
            sender: at.sender,
            opened_by,
        }))
    }

    /// Follows one more; `reused`: another one had its ports before.
    fn begin(&mut self, session: usize, segment: &Segment, reused: bool) {
        let planned = &self.endpoints.plan.sessions[session];
        let mut connection = TcpConnection::new(segment);
        connection.keep_beginnings();
        connection.opener = planned.client;
        let purpose = Purpose::Control(session);
        let contents = Contents::control(planned, &self.limits, self.rows, self.ring.as_ref());
        let rows = self.rows;
        self.connections.add(Tracked {
            rows: rows.then(|| Box::new(RowState::new(&purpose, reused))),
            ..Tracked::new(connection, purpose, contents)
        });
    }

    /// Somebody says that a segment did not arrive.
    pub(in crate::analysis) fn unreachable(&mut self, error: &QuotedSegment, at: At) {
        let key = ConnectionKey::new(error.src, error.dst);
        let place = self.endpoints.places.get(&key);
        if let Some(index) = place.and_then(|&place| self.current[place]) {
            self.connections
                .unreachable(index, error, error.rejection(at));
        }
    }

    /// Nothing follows: all connections, which end.
    ///
    /// # Errors
    /// Those of the observer.
    pub(super) fn end(&mut self, now: At, observer: &mut dyn Observer) -> io::Result<()> {
        self.connections.end(now, observer)
    }

    /// All of them.
    #[expect(clippy::vec_box, reason = "each is freed by itself")]
    pub(super) fn into_list(self) -> Vec<Box<Tracked>> {
        self.connections.into_list()
    }
}
