//! What the capture would show of a session's data connections.

use crate::analysis::control::{DraftTransfer, Planned};
use crate::analysis::find::contains_ignoring_case;
use crate::ftp::Effect;
use crate::model::{At, Direction, Reply, ReplyCode, Role};
use crate::tcp::SYN_RETRY;

use super::Tracked;
use super::assemble::missing_side;
use super::offers::{Best, came_about};
use super::records::{SessionLink, SessionPasses};

/// What the capture would show of a session's data connections, if there were any.
pub(super) struct CaptureCoverage<'a> {
    pub(super) planned: &'a Planned,
    pub(super) control: &'a Tracked,
    /// Nothing of the control channel is missing, and no transfer ended well without a connection
    /// in the capture.
    is_clear: bool,
    /// The side whose direction of the control channel was not recorded.
    pub(super) missing: Option<Role>,
    /// The data connections of the session.
    links: &'a [SessionLink<'a>],
    /// The end of the capture.
    end: At,
}

impl<'a> CaptureCoverage<'a> {
    pub(super) fn of(seen: &'a SessionPasses<'a>, best: &Best) -> Self {
        let (planned, (_, control)) = (seen.planned, seen.control);
        let mut coverage = CaptureCoverage {
            planned,
            control,
            is_clear: control.connection.lost() == 0,
            missing: missing_side(planned, control),
            links: &seen.links,
            end: seen.end,
        };
        let mut linked = planned.draft.transfers.iter().zip(&best.transfers);
        coverage.is_clear &= !linked.any(|(asked, link)| link.is_none() && coverage.misses(asked));
        coverage
    }

    /// The client closed the control connection without QUIT before its upload was confirmed: a
    /// close that nobody expects has the effect of ABOR and QUIT (RFC 959 section 4.1.1), and the
    /// server takes the end of what the dying client had sent for the end of the file.
    ///
    /// Likewise of a download or listing whose data connection the client closes first: the server
    /// has nobody to send the rest to, and its 226 may be about that.
    pub(super) fn was_left_alone(&self, asked: &DraftTransfer, link: Option<&SessionLink>) -> bool {
        let tcp = &self.control.connection;
        let draft = &self.planned.draft;
        let left = tcp.closed().filter(|&(by, _)| by == self.planned.client);
        let is_early = left
            .zip(asked.ended)
            .is_some_and(|((_, left), (ended, _))| left < ended);
        let is_upload = asked.kind.direction() == Direction::Upload;
        is_early
            && (is_upload || link.is_some_and(|link| self.is_closed_by_client(link)))
            && !draft.commands.iter().any(|command| {
                command
                    .known()
                    .is_some_and(|verb| verb.effect == Effect::Quit)
            })
    }

    /// The server confirmed an upload before a byte of it had been sent. It took something else for
    /// its data: another connection to the port that it had announced (the health check of a
    /// balancer, a scan), which brought no byte. The client's own is accepted by the system alone,
    /// and reset with all that came over it. Wherever between the two hosts the capture was made, a
    /// reply that passes there before the bytes do was sent without them; that frames are recorded
    /// in another order explains no RST.
    pub(super) fn is_confirmed_early(
        &self,
        asked: &DraftTransfer,
        link: Option<&SessionLink>,
    ) -> bool {
        let (Some((reply, code)), Some(link)) = (asked.ended, link) else {
            return false;
        };
        let data = &link.tracked.connection;
        let server = self.planned.server_endpoint().ip();
        let ends = [data.opener, data.opener.other()];
        let by_server = ends
            .into_iter()
            .find(|&side| data.key.endpoint(side).ip() == server)
            .and_then(|side| data.reset_by(side));
        let (Some(first), Some(reset)) = (data.numbers().first_payload(), by_server) else {
            return false;
        };
        asked.kind.direction() == Direction::Upload
            && code.is_completion()
            && reply.time < first
            && reply.is_surely_before(reset)
            && first <= reset.time
            && self.links.iter().any(|l| is_taken_for(l, link, reply))
    }

    fn is_closed_by_client(&self, link: &SessionLink) -> bool {
        let data = &link.tracked.connection;
        let (client, server) = (
            self.planned.client_endpoint().ip(),
            self.planned.server_endpoint().ip(),
        );
        let closer = data.closed_by().map(|side| data.key.endpoint(side).ip());
        client != server && closer == Some(client)
    }

    /// True for a transfer without a connection that must have had one, and not by another way.
    fn misses(&self, asked: &DraftTransfer) -> bool {
        let was_open = asked.has_2yz() || self.is_said_to_be_open(asked);
        was_open && !asked.marks_end() && self.is_here(asked)
    }

    /// The server speaks of the connection, although the transfer failed: it is open already; what
    /// came behind the 1yz of an upload has no room; the stream failed. Captures of the control
    /// port alone show no more of it.
    pub(super) fn is_said_to_be_open(&self, asked: &DraftTransfer) -> bool {
        let command = &self.planned.draft.commands[asked.command];
        let is_upload = asked.kind.direction() == Direction::Upload;
        asked.started.is_some()
            && command.replies.iter().any(|reply| match reply.code {
                // z/OS says 125 to everything
                ReplyCode::ALREADY_OPEN => says(reply, b"already open"),
                ReplyCode::NO_STORAGE | ReplyCode::QUOTA_EXCEEDED => is_upload,
                code => code.is_negative() && says(reply, b"network stream"),
            })
    }

    /// True where a SYN for this transfer would be in the capture.
    pub(super) fn would_show(&self, asked: &DraftTransfer) -> bool {
        self.shows_all_of(asked) && self.had_time(asked)
    }

    /// True where a connection for this transfer may come behind the end of the capture: it began
    /// less than a second before.
    pub(super) fn may_still_come(&self, asked: &DraftTransfer) -> bool {
        asked.started.is_some() && self.shows_all_of(asked) && !self.had_time(asked)
    }

    fn shows_all_of(&self, asked: &DraftTransfer) -> bool {
        let hides = self.planned.draft.is_hidden(asked.at.frame);
        let is_direct = !self.planned.draft.through_proxy;
        self.is_clear && self.is_here(asked) && is_direct && !hides
    }

    /// A first SYN comes within a round trip of the 1yz.
    fn had_time(&self, asked: &DraftTransfer) -> bool {
        let started = asked.started;
        asked.ended.is_some()
            || started.is_some_and(|started| self.end.time.since(started.time) >= SYN_RETRY)
    }

    /// True where the endpoint is at one of the session's hosts: what goes to another may take
    /// another way.
    fn is_here(&self, asked: &DraftTransfer) -> bool {
        let announced = asked
            .offer
            .and_then(|offer| self.planned.draft.offers[offer].ip);
        let (client, server) = (
            self.planned.client_endpoint(),
            self.planned.server_endpoint(),
        );
        announced.is_none_or(|ip| {
            [client.ip(), server.ip()]
                .map(|ip| ip.to_canonical())
                .contains(&ip.to_canonical())
        })
    }
}

fn says(reply: &Reply, words: &[u8]) -> bool {
    contains_ignoring_case(reply.text.bytes(), words)
}

/// A connection that came to the same announcement before the reply, and brought no byte.
fn is_taken_for(other: &SessionLink, link: &SessionLink, reply: At) -> bool {
    let tcp = &other.tracked.connection;
    other.id != link.id
        && other.matched.offer == link.matched.offer
        && came_about(other.tracked)
        && tcp.bytes == [0, 0]
        && tcp.lost() == 0
        && tcp.first.is_surely_before(reply)
}
