//! The control pass: finds the control connections, reads their control channels, and makes a
//! session of each. What it returns, the [`ControlPlan`], is all that the data pass needs to know
//! before it begins.
//!
//! Connections on a control port are followed from their first frame. On any other port a segment
//! that does not look like a line of FTP costs two comparisons and leaves no state, so that memory
//! does not depend on traffic that is not FTP; SYNs are remembered in a ring of fixed size, so that
//! a control channel is known from its first byte.
//!
//! # The states of a connection
//!
//! | state | kept in | what is seen | next state |
//! |---|---|---|---|
//! | unknown | nothing | a segment without payload at a control port | opening |
//! | | | a SYN at any other port | remembered |
//! | | | payload at a control port; on any other port a line that looks like FTP | live |
//! | remembered | `syns` | a line that looks like FTP | live, from its first byte where the line follows the SYN |
//! | | | newer SYNs fill the ring | unknown |
//! | opening | `opening` | payload | live |
//! | | | a SYN with another number, newer connections fill the ring, or the end of the capture | unknown; told as silent |
//! | live | `followed` | at any port 32 lines of both sides, or 1,024 of one, that are not FTP; at no control port also a word of another protocol, or [`Limits::undecided`] bytes | rejected; told as silent at a control port |
//! | | | both sides end, or a RST | over, and a session, where it was FTP; else rejected |
//! | | | a SYN with another number | a session, where it was FTP; the SYN is that of an unknown connection |
//! | | | too many are live, or too many of which only one side has spoken, and this is the oldest of these | rejected; counted in `control_connections` or `one_sided` |
//! | over | `followed` | late segments | over: they belong to the session and say nothing |
//! | | | a SYN with another number | as of an unknown connection |
//! | rejected | `rejected` | anything but a SYN | rejected: it is not looked at again |
//! | | | a SYN | as of an unknown connection |
//!
//! What a live connection must show to be FTP is judged in `candidate`: on a control port one line
//! of FTP, on any other a greeting of one side and a verb of the other. The states within the
//! control channel (login, directory, parameters, the announcement in force) are those of
//! `converse`, and `pairing` finds the command of each reply.

mod candidate;
mod channel;
mod converse;
mod data_ports;
mod draft;
mod followed;
mod hidden;
mod look;
mod pairing;
mod parameters;
pub(in crate::analysis) mod path;
mod plans;
mod ports;
pub(in crate::analysis) mod proxy;
mod secret;
mod silence;
mod sizes;
mod waiting;
mod without_command;

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use crate::decode::Segment;
use crate::ftp::{CONTROL_PORT, IMPLICIT_TLS_PORT};
use crate::limits::{self, Limits};
pub(crate) use crate::model::Silent;
use crate::model::{At, TlsFacts};
use crate::tcp::{ConnectionKey, Copies, Side, TcpConnection};
use crate::tls::{Keyring, Sessions};

pub use channel::{Channel, ChannelEvent, ChannelLine};
pub use converse::converse;
pub use draft::{DraftOffer, DraftTransfer, Hidden, SessionDraft, UnkeptText};
pub(in crate::analysis) use secret::{Arrivals, holds_password, merged, secrets_in};
pub use secret::{SecretPart, SecretPlaces, begins_with_secret};
pub(in crate::analysis) use sizes::size_in_reply;
pub use without_command::TransferWithoutCommand;
#[cfg(feature = "report")]
pub(crate) use without_command::place_of_name;

use candidate::Control;
use data_ports::UsedDataPorts;
use followed::{Followed, FollowedConnections};
use look::looks_like_ftp;
use plans::{DialogueEnd, FinishedDialogue, Plans};
pub(crate) use ports::PortSet;
use silence::Silence;
use waiting::{Ring, SilentConnection, Syn};

/// What the control pass found out.
#[derive(Debug, Default)]
pub struct ControlPlan {
    /// The sessions, in the order of their first frames.
    pub sessions: Vec<Planned>,
    /// Connections to a control port in which no line of FTP was read.
    pub silent: Vec<Silent>,
    /// Limits that were hit.
    pub limits_hit: Vec<(&'static str, u64)>,
    /// TLS sessions that data connections may go on with.
    pub tls_sessions: Sessions,
    /// Connections at a default data port that carry anything.
    pub(crate) used_data_ports: UsedDataPorts,
    /// Frames of connections that were followed as control connections.
    pub(crate) control_frames: u64,
}

/// A session as the control plane shows it.
#[derive(Debug)]
pub struct Planned {
    /// Endpoints of its control connection.
    pub key: ConnectionKey,
    /// The side that sends commands.
    pub client: Side,
    /// First frame of the control connection, as the control pass saw it.
    pub first: At,
    /// Its last frame.
    pub last: At,
    /// The SYN is in the capture.
    pub from_beginning: bool,
    /// Its sequence numbers mean nothing: it was read in the order of its frames.
    pub made_up_numbers: bool,
    /// Its end is in the capture: a FIN, a RST, or another connection with its ports.
    pub ended: bool,
    /// What is known of its TLS.
    pub tls: Option<Box<TlsFacts>>,
    /// Where its streams hold what nobody should read.
    pub secrets: SecretPlaces,
    /// What was made of the control channel.
    pub draft: SessionDraft,
}

impl Planned {
    /// The client's endpoint of the control connection.
    pub fn client_endpoint(&self) -> SocketAddr {
        self.key.endpoint(self.client)
    }

    /// The server's.
    pub fn server_endpoint(&self) -> SocketAddr {
        self.key.endpoint(self.client.other())
    }

    /// The client's own address, where a balancer in between told it.
    pub fn proxied_client(&self) -> Option<IpAddr> {
        self.draft.proxied?.believed()
    }

    /// True if its data connections may begin in that frame: before its end, and not before its
    /// beginning, as far as both are in the capture.
    pub fn is_alive(&self, frame: u64) -> bool {
        frame <= self.last_chance() && (!self.from_beginning || frame >= self.first.frame)
    }

    /// True if TLS or a loss hides what was announced for a time.
    pub(crate) fn hides_any(&self) -> bool {
        !self.draft.hidden.is_empty()
    }

    /// The last frame in which a data connection may begin.
    pub fn last_chance(&self) -> u64 {
        if self.ended {
            self.last.frame
        } else {
            u64::MAX
        }
    }
}

/// The control pass, fed with segments.
#[derive(Debug)]
pub struct ControlPass {
    limits: Limits,
    /// What opens TLS.
    ring: Option<Arc<Keyring>>,
    control_ports: PortSet,
    followed: FollowedConnections,
    /// Connections to a control port that have said nothing yet.
    opening: Ring<SilentConnection>,
    /// SYNs to other ports.
    syns: Ring<Syn>,
    /// What looked like FTP and is none.
    rejected: Ring<()>,
    /// Ports of followed connections: a segment that touches none of them needs no look-up.
    busy: PortSet,
    used_data_ports: UsedDataPorts,
    /// What is over.
    plans: Plans,
    silence: Silence,
    /// The latest segment.
    latest: At,
    copies: Copies,
    /// Frames of connections that were followed.
    control_frames: u64,
    dropped_opening: u64,
}

impl ControlPass {
    /// `control_ports`: ports to treat as control beside 21 and 990. `show_passwords`: mask nothing. `ring`: what opens TLS.
    pub fn new(
        limits: &Limits,
        control_ports: &[u16],
        show_passwords: bool,
        ring: Option<Arc<Keyring>>,
    ) -> Self {
        let control_ports: PortSet = control_ports
            .iter()
            .copied()
            .chain([CONTROL_PORT, IMPLICIT_TLS_PORT])
            .collect();
        ControlPass {
            ring,
            busy: control_ports.clone(),
            control_ports,
            followed: FollowedConnections::new(limits),
            opening: Ring::new(limits.opening),
            syns: Ring::new(limits.remembered_syns),
            rejected: Ring::new(limits.rejected),
            used_data_ports: UsedDataPorts::default(),
            plans: Plans::new(limits, show_passwords),
            silence: Silence::new(limits.silent),
            latest: At::default(),
            copies: Copies::default(),
            control_frames: 0,
            dropped_opening: 0,
            limits: *limits,
        }
    }

    /// One that finds out which connections may be control, and makes no sessions of them: its
    /// memory does not grow with what was said.
    pub(crate) fn finder(limits: &Limits, control_ports: &[u16]) -> Self {
        let mut pass = ControlPass::new(limits, control_ports, false, None);
        pass.plans.make_none();
        pass
    }

    /// True where the next segment of a connection is looked at.
    pub(crate) fn follows(&self, key: &ConnectionKey) -> bool {
        let ports = Side::BOTH.map(|side| key.endpoint(side).port());
        if !ports.iter().any(|&port| self.busy.contains(port)) {
            return false;
        }
        let at_control_port = ports.iter().any(|&port| self.control_ports.contains(port));
        self.followed.contains_key(key) || (at_control_port && self.rejected.get(key).is_none())
    }

    /// Takes the next segment, in capture order.
    pub fn segment(&mut self, segment: &mut Segment) {
        self.latest = At {
            frame: segment.frame,
            time: segment.time,
        };
        self.used_data_ports.segment(segment);
        let touches =
            self.busy.contains(segment.src.port()) || self.busy.contains(segment.dst.port());
        if !touches && !segment.flags.opens() && !looks_like_ftp(segment.payload) {
            return;
        }
        segment.copy_of = self.copies.find(segment);
        let (key, sender) = ConnectionKey::of(segment);
        match self.followed.get_mut(&key) {
            Some(followed) if followed.is_reopened_by(segment, sender) => {
                let syn = followed.take_other_syn();
                self.close(&key, DialogueEnd::Reopened);
                if let Some(syn) = syn {
                    self.begin(key, &syn, sender.other());
                }
            }
            Some(Followed::Live(control)) => {
                self.control_frames += 1;
                let was_one_sided = !control.is_dialogue();
                control.segment(segment, sender, &self.limits);
                let is_answered = was_one_sided && control.is_dialogue();
                let needs_judgement = control.needs_judgement();
                if is_answered {
                    self.followed.other_side_spoke();
                }
                if needs_judgement {
                    self.settle(key);
                }
                return;
            }
            Some(Followed::Over { .. }) => return,
            None => {}
        }
        self.begin(key, segment, sender);
    }

    /// The capture goes on up to there, with segments that it is not given.
    pub(crate) fn ends_at(&mut self, end: At) {
        self.latest = self.latest.max(end);
    }

    /// Ends all control channels and returns what was found.
    pub fn finish(mut self) -> ControlPlan {
        for key in self.followed.open() {
            self.close(&key, DialogueEnd::Open);
        }
        let mut opening: Vec<(ConnectionKey, SilentConnection)> =
            self.opening.into_entries().collect();
        opening.sort_unstable_by_key(|(_, opening)| opening.first.frame);
        for (key, opening) in opening {
            self.silence.add_opening(&key, &opening);
        }
        let mut plan = ControlPlan {
            sessions: self.plans.finish(),
            used_data_ports: self.used_data_ports,
            control_frames: self.control_frames,
            ..ControlPlan::default()
        };
        // each is moved once and no more
        plan.sessions.sort_by_cached_key(|s| s.first.frame);
        plan.sessions.shrink_to_fit();
        let (silent, dropped_silent) = self.silence.finish();
        plan.silent = silent;
        let left_out = all_left_out(&plan.sessions);
        let counts = [
            ("control_connections", self.followed.dropped()),
            ("one_sided", self.followed.dropped_one_sided()),
            ("opening", self.dropped_opening),
            ("dialogue", left_out.lines),
            ("line", left_out.cut_lines),
            ("reply", left_out.cut_replies),
            ("stray_lines", left_out.stray_lines),
            ("paths", left_out.paths),
            ("silent", dropped_silent),
        ];
        plan.limits_hit.extend(limits::hit(counts));
        if let Some(ring) = &self.ring {
            plan.limits_hit.extend(ring.limits_hit());
            plan.tls_sessions = ring.take_sessions();
        }
        plan
    }

    /// A connection that is not followed yet.
    fn begin(&mut self, key: ConnectionKey, segment: &Segment, sender: Side) {
        if segment.flags.opens() {
            self.rejected.remove(&key);
            self.followed.may_try_again(&key);
        } else if self.rejected.get(&key).is_some() {
            return;
        }
        let ports = [segment.src.port(), segment.dst.port()];
        let begun = if ports
            .into_iter()
            .any(|port| self.control_ports.contains(port))
        {
            self.begin_at_control_port(key, segment, sender)
        } else {
            self.begin_elsewhere(key, segment, sender)
        };
        if let Some(control) = begun {
            self.follow(key, segment, sender, control);
        }
    }

    /// On a control port every connection is followed, from its first payload on.
    fn begin_at_control_port(
        &mut self,
        key: ConnectionKey,
        segment: &Segment,
        sender: Side,
    ) -> Option<Control> {
        if segment.payload.is_empty() {
            self.open(key, segment, sender);
            return None;
        }
        let opening = self
            .opening
            .remove(&key)
            .filter(|o| !o.is_reopened_by(segment, sender));
        let opening = opening.unwrap_or_else(|| SilentConnection::new(segment, sender));
        let from_beginning = opening.saw_syn() || segment.flags.syn();
        Some(Control::at_control_port(
            opening.connection(segment),
            from_beginning,
            &self.limits,
            self.ring.as_ref(),
        ))
    }

    /// On any other port a connection is followed once it looks like FTP.
    fn begin_elsewhere(
        &mut self,
        key: ConnectionKey,
        segment: &Segment,
        sender: Side,
    ) -> Option<Control> {
        if segment.flags.opens() {
            self.syns.insert(key, Syn::new(sender, segment));
        }
        if !looks_like_ftp(segment.payload) {
            return None;
        }
        let syn = self.syns.get(&key);
        if let Some(syn) = syn.filter(|syn| syn.is_tunnelled(segment, sender)) {
            return Some(Control::behind_proxy(
                syn.connection_behind_proxy(segment),
                &self.limits,
                self.ring.as_ref(),
            ));
        }
        // A greeting that was lost leaves the rest of a control channel, as in mid-stream.
        let from_beginning = syn
            .is_some_and(|syn| syn.is_greeting(segment, sender) || syn.is_proxied(segment, sender));
        let connection = syn.map_or_else(
            || TcpConnection::new(segment),
            |syn| syn.connection(segment),
        );
        Some(Control::elsewhere(
            connection,
            from_beginning,
            &self.limits,
            self.ring.as_ref(),
        ))
    }

    fn follow(
        &mut self,
        key: ConnectionKey,
        segment: &Segment,
        sender: Side,
        mut control: Control,
    ) {
        if !self.followed.make_room(&key, &mut self.rejected) {
            return;
        }
        self.busy.insert(segment.src.port());
        self.busy.insert(segment.dst.port());
        control.segment(segment, sender, &self.limits);
        self.followed.add(key, control);
        self.settle(key);
    }

    /// A connection to a control port on which nothing was said yet.
    fn open(&mut self, key: ConnectionKey, segment: &Segment, sender: Side) {
        if let Some(opening) = self.opening.get_mut(&key)
            && !opening.is_reopened_by(segment, sender)
        {
            opening.segment(segment, sender);
            return;
        }
        if let Some(before) = self.opening.remove(&key) {
            self.silence.add_opening(&key, &before);
        }
        let mut opening = SilentConnection::new(segment, sender);
        opening.segment(segment, sender);
        if let Some((key, oldest)) = self.opening.insert(key, opening) {
            // One that was refused has nothing to lose.
            self.dropped_opening += u64::from(!oldest.refused);
            self.silence.add_opening(&key, &oldest);
        }
    }

    /// Judges a connection by what it has said so far, and ends it when it is over.
    fn settle(&mut self, key: ConnectionKey) {
        let Some(Followed::Live(control)) = self.followed.get_mut(&key) else {
            return;
        };
        if control.is_other_protocol(&self.control_ports, self.limits.undecided) {
            let silent = control.on_control_port.then(|| control.silent());
            self.followed.leave(&key);
            self.rejected.insert(key, ());
            if let Some(silent) = silent {
                self.silence.add(silent);
            }
        } else if control.is_over() {
            let (initial, last) = (control.initial_numbers(), control.last_time());
            if self.close(&key, DialogueEnd::Over) {
                self.followed.keep_over(key, initial, last);
            } else {
                self.rejected.insert(key, ());
            }
        }
    }

    /// Ends a connection; if it was a session, it joins the finished ones. Returns whether it was.
    fn close(&mut self, key: &ConnectionKey, ending: DialogueEnd) -> bool {
        let Some(mut control) = self.followed.leave(key) else {
            return false;
        };
        let Some(client) = control.finish(&self.control_ports) else {
            if control.on_control_port {
                self.silence.add(control.silent());
            }
            return false;
        };
        self.plans.add(FinishedDialogue {
            control,
            client,
            ending,
            now: self.latest,
        });
        true
    }
}

fn all_left_out(sessions: &[Planned]) -> UnkeptText {
    let mut all = UnkeptText::default();
    for session in sessions {
        all.add(&session.draft.left_out);
    }
    all
}

#[cfg(test)]
mod tests;
