//! Connections that answer to no announcement in the capture: those to the default data ports, and
//! those whose announcement TLS hides or a loss has taken.

use std::net::SocketAddr;

use crate::analysis::control::{ControlPlan, Planned};
use crate::ftp::is_data_port;
use crate::model::{MatchedBy, Mode};

use super::{ConnectionStart, Fit, Match, Matching, OfferRef, REACH, host_pair};

/// What a server says at least between two data connections: the end of one transfer, and the
/// answer to what prepares the next.
const ANSWERS: u32 = 2;

/// How likely a session is to be the one that a connection without a visible announcement belongs
/// to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct InferenceRank {
    /// A transfer of it has no connection yet.
    waits: bool,
    /// Since it got its last connection, its server may have ended that transfer and prepared
    /// another.
    has_asked: bool,
    /// It has spoken since then.
    has_spoken: bool,
    /// The frame in which it last spoke.
    spoke: u64,
}

/// The session that a connection without a visible announcement most likely belongs to.
struct Inferred {
    rank: InferenceRank,
    session: usize,
    transfer: Option<usize>,
    /// No other session could have been meant.
    is_only: bool,
}

impl Matching {
    /// Server port L-1 to the client's control port (RFC 959 section 3.2). Servers that may not use
    /// port 20 connect there from any other; then the SYN has to show that it was the server who
    /// opened it.
    pub(super) fn find_default(
        &mut self,
        plan: &ControlPlan,
        beginning: &ConnectionStart,
    ) -> Option<Match> {
        let ConnectionStart { frame, certain, .. } = *beginning;
        beginning.ways().find_map(|(opener, listener)| {
            let sessions = self.by_client.get(&(listener, opener.ip()))?;
            let begun = sessions
                .partition_point(|&s| plan.sessions[s].first.frame <= frame)
                .max(1);
            let latest = sessions[..begun].iter().rev().take(REACH);
            latest.copied().find_map(|session| {
                let planned = &plan.sessions[session];
                let exact = opener.port() == planned.server_endpoint().port().wrapping_sub(1);
                let fits = exact || (certain && may_carry_data(planned, opener, listener));
                if !fits || !planned.is_alive(frame) {
                    return None;
                }
                let transfer = self.transfers[session].next(None, frame, Fit::GOOD)?;
                let matched_by = if exact {
                    MatchedBy::Exact
                } else {
                    MatchedBy::Peer
                };
                Some(Match {
                    session,
                    offer: OfferRef::Default,
                    transfer: Some(transfer),
                    matched_by,
                    sure: true,
                    fit: Fit::GOOD,
                    listener,
                    mode: Some(Mode::Active),
                })
            })
        })
    }

    /// A new connection between the hosts of a session whose announcements are hidden just then.
    pub(super) fn find_inferred(
        &mut self,
        plan: &ControlPlan,
        beginning: &ConnectionStart,
    ) -> Option<Match> {
        let inferred = self.likeliest(plan, beginning)?;
        let planned = &plan.sessions[inferred.session];
        let mode = beginning.certain.then(|| opened_by(planned, beginning));
        let tells_sides_apart = planned.client_endpoint().ip() != planned.server_endpoint().ip();
        Some(Match {
            session: inferred.session,
            offer: OfferRef::Unknown,
            transfer: inferred.transfer,
            matched_by: MatchedBy::Inferred,
            sure: inferred.is_only && tells_sides_apart,
            fit: Fit::GOOD,
            listener: beginning.listener,
            mode,
        })
    }

    /// Which session is meant, of those between the same hosts.
    fn likeliest(&mut self, plan: &ControlPlan, beginning: &ConnectionStart) -> Option<Inferred> {
        let &ConnectionStart {
            opener,
            listener,
            frame,
            ..
        } = beginning;
        let sessions = self.by_hosts.get(&host_pair(opener.ip(), listener.ip()))?;
        let begun = sessions.partition_point(|&s| plan.sessions[s].first.frame <= frame);
        // a capture may begin in the middle of the first one
        let first = sessions.first().filter(|_| begun == 0);
        let near = sessions[..begun].iter().rev().take(REACH).chain(first);
        let mut best: Option<Inferred> = None;
        for &session in near {
            let planned = &plan.sessions[session];
            let is_hidden = planned.is_alive(frame) && planned.draft.is_hidden(frame);
            if !is_hidden || !may_carry_data(planned, opener, listener) {
                continue;
            }
            let transfers = &mut self.transfers[session];
            let transfer = transfers
                .next(None, frame, Fit::GOOD)
                .or_else(|| transfers.next_doubtful(&planned.draft, frame));
            let spoke = self.spoke[session];
            let rank = InferenceRank {
                waits: transfer.is_some(),
                has_asked: self.answers[session] >= ANSWERS,
                has_spoken: spoke > self.inferred[session],
                spoke,
            };
            let is_only = best.is_none();
            match &mut best {
                Some(known) if rank <= known.rank => known.is_only = false,
                _ => {
                    best = Some(Inferred {
                        rank,
                        session,
                        transfer,
                        is_only,
                    });
                }
            }
        }
        best
    }
}

/// Who opened a connection of a session, whose SYN is in the capture.
fn opened_by(session: &Planned, beginning: &ConnectionStart) -> Mode {
    let (client, server) = (session.client_endpoint(), session.server_endpoint());
    let is_by_server = if client.ip() == server.ip() {
        is_data_port(beginning.opener.port(), server.port())
    } else {
        beginning.opener.ip() == server.ip()
    };
    if is_by_server {
        Mode::Active
    } else {
        Mode::Passive
    }
}

/// Data connections join ports that nobody is assigned (RFC 6335 section 6), but for the server's
/// data port; and not the control port itself.
fn may_carry_data(session: &Planned, opener: SocketAddr, listener: SocketAddr) -> bool {
    let server = session.server_endpoint();
    [opener, listener].into_iter().all(|endpoint| {
        let port = endpoint.port();
        let is_at_data_port = endpoint.ip() == server.ip() && is_data_port(port, server.port());
        endpoint != server && (port >= 1024 || is_at_data_port)
    })
}
