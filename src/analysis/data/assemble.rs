//! Puts together what both passes found: the model that everything downstream reads. Facts about transfers are decided
//! here and nowhere else; whoever shows them reads [`Transfer`].
//!
//! # How far a transfer came: [`Stage`], the first row that fits
//!
//! | stage | final reply | 1yz | data connection |
//! |---|---|---|---|
//! | `refused` | 4yz, 5yz | none | not a byte of a file, whatever was tried |
//! | `ended` | any | | opened; or the reply is a 2yz |
//! | `begun` | | | bytes came; or a 1yz and it was opened |
//! | `connected` | | | opened |
//! | `tried` | | | SYNs that were not answered, or by RST |
//! | `never_tried` | any, or a 1yz | | none, and [`Sight::would_show`] a SYN |
//! | `requested` | | | none |
//!
//! # Its mode
//!
//! That of the connection that was matched to it; without one, that of the announcement in force. Only transfers that
//! were tried ([`Transfer::was_tried`]) count for the mode of the session: an announcement alone is an intention. A 2yz
//! without a connection in the capture counts, because something must have been opened.
//!
//! # Whether it is complete
//!
//! It is unless something is known against it ([`Incomplete`]): what its stream shows (`share`), a 2yz that is missing or
//! may be another command's, and fewer bytes than the server said. So a doubt that is added here reaches every output.
//!
//! # What the capture would show
//!
//! That nobody connected is said only where a SYN could have been seen: every byte of the dialogue is in the capture, the
//! endpoint is at one of its two hosts (what goes to a third may take another way), TLS does not hide the announcement, no
//! transfer of the session ended well without a connection (then data ports were filtered out), and after a 1yz there
//! was a second for the first SYN to come.
//!
//! # Which connection a transfer has
//!
//! The best of those that were matched to it: one that was opened before one that was not, then one that is not early,
//! then one that carries anything, then one from the host that was expected. In MODE B and C it may be the open one of an
//! earlier transfer. A refused transfer has the one that was tried for the announcement in force, and its bytes only if
//! no other transfer used it. A connection that was over before the command was sent is no connection of that command.

use crate::analysis::control::{Draft, DraftOffer, DraftTransfer, Hidden};
use crate::analysis::control::{Plan, Planned};
use crate::digest::Made;
use crate::ftp::Effect;
use crate::limits;
use crate::model::{
    Analysis, Close, Command, Connection, ConnectionEnd, ConnectionId, ConnectionRole,
    ControlFacts, DataType, Direction, Handshake, Incomplete, Method, Mode, Oddities, Offer,
    OfferId, OfferOutcome, Outcome, ReplyCode, Roles, Session, SessionId, SessionMode, Stage,
    SynAnswer, TlsSpan, Transfer, TransferId, TransferMode, Uid,
};
use crate::tcp::{self, Side, Stream};
use crate::threads;
use crate::tls::TlsConnection;

use super::matching::{Match, OfferRef};
use super::share::{Share, Taken};
use super::{Purpose, Tracked, parallel};

/// A tracked data connection as one session sees it.
#[derive(Clone, Copy)]
pub(super) struct Link<'a> {
    pub(super) id: ConnectionId,
    pub(super) tracked: &'a Tracked,
    pub(super) matched: &'a Match,
    /// Who opened it.
    pub(super) mode: Option<Mode>,
    /// Who is at its ends.
    pub(super) roles: Roles,
    /// The other session of a server-to-server transfer.
    pub(super) partner: Option<SessionId>,
}

#[expect(clippy::vec_box, reason = "each is freed by itself")]
pub(super) fn assemble(plan: &Plan, mut tracked: Vec<Box<Tracked>>, digests: &Made) -> Analysis {
    tracked.sort_by_key(|t| t.connection.first.frame);
    let mut analysis = Analysis {
        limits_hit: plan.limits_hit.clone(),
        silent: plan.silent.clone(),
        ..Analysis::default()
    };
    let capped: usize = tracked.iter().map(|t| t.contents.capped()).sum();
    let of_data = tracked
        .iter()
        .filter(|t| matches!(t.purpose, Purpose::Data(_)))
        .filter_map(|t| t.contents.tls())
        .map(TlsConnection::hellos_too_long)
        .sum::<u64>();
    let of_control = plan
        .sessions
        .iter()
        .map(|planned| planned.draft.left_out.tls_hellos)
        .sum::<u64>();
    analysis.limits_hit.extend(limits::hit([
        ("decoded", capped as u64),
        ("tls_hello", of_data + of_control),
    ]));
    analysis.limits_hit.extend(tcp_limits(&tracked));
    analysis.sessions = sessions(plan, &tracked, digests);
    let nobodys = |tracked: &Tracked| matches!(&tracked.purpose, Purpose::Data(matches) if matches.is_empty());
    analysis.unclaimed = (1..)
        .zip(&tracked)
        .filter(|(_, tracked)| nobodys(tracked))
        .map(|(id, _)| id)
        .collect();
    // the memory of each goes here, before the next record needs any
    let numbered = tracked.into_iter().enumerate();
    analysis.connections = threads::map(numbered, |(place, tracked)| {
        connection(place as ConnectionId + 1, &tracked, plan)
    });
    count_wraps_of_connections(&mut analysis);
    analysis
}

/// The sessions; `tracked` is in order.
fn sessions(plan: &Plan, tracked: &[Box<Tracked>], digests: &Made) -> Vec<Session> {
    let mut control: Vec<Option<(ConnectionId, &Tracked)>> = vec![None; plan.sessions.len()];
    let mut links: Vec<Vec<Link>> = plan.sessions.iter().map(|_| Vec::new()).collect();
    for (id, tracked) in (1..).zip(tracked) {
        match &tracked.purpose {
            Purpose::Control(session) => {
                control[*session].get_or_insert((id, tracked));
            }
            Purpose::Data(matches) => {
                for matched in matches {
                    let partner = matches
                        .iter()
                        .map(|c| c.session)
                        .find(|&s| s != matched.session);
                    let partner = partner.map(|s| s as SessionId + 1);
                    let session = matched.session as SessionId + 1;
                    let Some(roles) = tracked.roles(plan) else {
                        continue;
                    };
                    links[matched.session].push(Link {
                        id,
                        tracked,
                        matched,
                        mode: tracked.mode(matched, plan),
                        roles: roles.seen_by(session),
                        partner,
                    });
                }
            }
        }
    }
    let planned = (1..)
        .zip(&plan.sessions)
        .zip(control.into_iter().zip(&links));
    let seen: Vec<_> = planned
        .filter_map(|((id, planned), (control, links))| {
            Some(Seen {
                id,
                planned,
                control: control?,
                links,
            })
        })
        .collect();
    let mut sessions = threads::map(seen.into_iter(), |seen| session(&seen, digests));
    number(&mut sessions);
    sessions
}

/// Offers and transfers, which are numbered within their session by now, get their numbers in the capture.
fn number(sessions: &mut [Session]) {
    let (mut offers, mut transfers): (OfferId, TransferId) = (0, 0);
    for session in sessions {
        for transfer in &mut session.transfers {
            transfer.id += transfers;
            transfer.offer = transfer.offer.map(|offer| offer + offers);
        }
        for offer in &mut session.offers {
            offer.id += offers;
        }
        offers += session.offers.len() as OfferId;
        transfers += session.transfers.len() as TransferId;
    }
}

fn connection(id: ConnectionId, tracked: &Tracked, plan: &Plan) -> Connection {
    let tcp = &tracked.connection;
    let tls = match &tracked.purpose {
        Purpose::Control(session) => plan.sessions[*session].tls.as_deref(),
        Purpose::Data(_) => tracked.contents.tls_facts(),
    };
    let announced = match &tracked.purpose {
        Purpose::Control(_) => true,
        Purpose::Data(matches) => matches.iter().any(|c| tracked.mode(c, plan).is_some()),
    };
    let community_id = tcp.community_id();
    Connection {
        id,
        uid: Uid::of_connection(&community_id, tcp.first.time),
        community_id,
        role: match tracked.purpose {
            Purpose::Control(_) => ConnectionRole::Control,
            Purpose::Data(_) => ConnectionRole::Data,
        },
        opener: tcp.key.endpoint(tcp.opener),
        listener: tcp.key.endpoint(tcp.opener.other()),
        roles: tracked.roles(plan),
        answer: answer(tcp),
        opener_known: announced || tcp.handshake() != Handshake::Missing,
        first: tcp.first,
        last: tcp.last,
        frames: tcp.frames,
        bytes: tcp.bytes.iter().sum(),
        lost_bytes: tcp.lost(),
        retransmissions: tcp.retransmissions,
        syns: tcp.syns,
        handshake: tcp.handshake(),
        close: tcp.close(),
        tls: tls.cloned(),
        closed_by: tcp.closed_by().map(|by| {
            if by == tcp.opener {
                ConnectionEnd::Opener
            } else {
                ConnectionEnd::Listener
            }
        }),
        sent: [tcp.opener, tcp.opener.other()].map(|side| tcp.bytes[side.index()]),
        numbers: tcp.numbers().clone(),
        copies: tcp.copies,
        made_up_numbers: tcp.has_made_up_numbers(),
        flows: [tcp.opener, tcp.opener.other()].map(|side| tcp.flow(side)),
    }
}

/// The caps of the TCP layer that were hit: holes given up for memory, gaps whose places were not kept.
fn tcp_limits(tracked: &[Box<Tracked>]) -> impl Iterator<Item = (&'static str, u64)> {
    let sum = |of_control: bool, count: fn(&Stream) -> u64| {
        let chosen = tracked
            .iter()
            .filter(move |t| matches!(t.purpose, Purpose::Control(_)) == of_control);
        chosen
            .flat_map(|t| Side::BOTH.map(|side| t.connection.stream(side)))
            .map(count)
            .sum::<u64>()
    };
    let gaps = sum(true, Stream::gaps_left_out) + sum(false, Stream::gaps_left_out);
    let (control, data) = (sum(true, Stream::overflows), sum(false, Stream::overflows));
    limits::hit([
        ("held_control", control),
        ("held_data", data),
        ("gaps", gaps),
    ])
}

/// A session, with its connections in both passes.
struct Seen<'a> {
    id: SessionId,
    planned: &'a Planned,
    control: (ConnectionId, &'a Tracked),
    links: &'a [Link<'a>],
}

fn session(seen: &Seen, digests: &Made) -> Session {
    let &Seen {
        id,
        planned,
        control: (connection, tracked),
        links,
    } = seen;
    let draft = &planned.draft;
    let tcp = &tracked.connection;
    let best = Best::of(draft, links);
    let mut transfers = transfers(seen, &best, digests);
    let mut offers = offers(draft, &best, &transfers);
    add_default_offers(&mut offers, &mut transfers, draft, links);
    let mut connections = vec![connection];
    connections.extend(links.iter().map(|l| l.id));
    let community_id = tcp.community_id();
    Session {
        id,
        uid: Uid::of_connection(&community_id, tcp.first.time),
        community_id,
        client: planned.client_endpoint(),
        server: planned.server_endpoint(),
        first: tcp.first,
        last: tcp.last,
        connection,
        control: ControlFacts {
            handshake: tcp.handshake(),
            close: tcp.close(),
            tls: draft.tls,
            tls_state: planned.tls.as_ref().map(|tls| tls.state),
            lost_bytes: tcp.lost(),
        },
        banner: draft.banner.clone(),
        user: draft.user.clone(),
        password: draft.password.clone(),
        login: draft.login,
        logins: draft.logins.clone(),
        proxied: draft.proxied,
        mode: session_mode(draft, &transfers),
        commands: draft.commands.clone(),
        unasked: draft.unasked.clone(),
        stray_lines: draft.stray_lines.clone(),
        offers,
        broken_announcements: draft.broken_announcements.clone(),
        shows_drives: draft.shows_drives,
        connections,
        transfers,
        tls_spans: draft.hidden.iter().filter_map(tls_span).collect(),
        findings: Vec::new(),
    }
}

fn tls_span(hidden: &Hidden) -> Option<TlsSpan> {
    hidden.from.filter(|_| hidden.tls).map(|from| TlsSpan {
        from,
        to: hidden.to,
    })
}

/// The mode of a session is that of its transfers that were tried: an announcement alone says what was meant, and not
/// that anything came of it.
fn session_mode(draft: &Draft, transfers: &[Transfer]) -> SessionMode {
    let has = |mode| {
        let mut tried = transfers.iter().filter(|t| t.was_tried());
        tried.any(|t| t.mode == Some(mode))
    };
    let in_the_dark = transfers
        .iter()
        .any(|t| t.mode.is_none() && !t.is_refused());
    match (has(Mode::Active), has(Mode::Passive)) {
        (true, true) => SessionMode::Mixed,
        (true, false) => SessionMode::Active,
        (false, true) => SessionMode::Passive,
        (false, false)
            if in_the_dark || draft.is_protected || draft.hidden_by_tls().next().is_some() =>
        {
            SessionMode::Unknown
        }
        (false, false) => SessionMode::None,
    }
}

/// The connection that counts for each offer and each transfer of a session: of several the one that came about, then
/// the one that was not early, then the one that carried anything, then the one whose opener was expected, then the
/// first.
struct Best<'l, 'a> {
    offers: Vec<Option<&'l Link<'a>>>,
    transfers: Vec<Option<&'l Link<'a>>>,
}

impl<'l, 'a> Best<'l, 'a> {
    fn of(draft: &Draft, links: &'l [Link<'a>]) -> Self {
        let mut best = Best {
            offers: vec![None; draft.offers.len()],
            transfers: vec![None; draft.transfers.len()],
        };
        for link in links {
            if let OfferRef::Announced(offer) = link.matched.offer {
                prefer(&mut best.offers[offer], link);
            }
            if let Some(transfer) = link.matched.transfer {
                prefer(&mut best.transfers[transfer], link);
            }
        }
        best
    }
}

fn prefer<'l, 'a>(place: &mut Option<&'l Link<'a>>, link: &'l Link<'a>) {
    let worth = |link: &Link| {
        let tcp = &link.tracked.connection;
        (
            came_about(link.tracked),
            link.matched.fit.in_time,
            tcp.bytes != [0, 0],
            link.matched.fit.expected,
        )
    };
    if place.is_none_or(|known| worth(link) > worth(known)) {
        *place = Some(link);
    }
}

fn offers(draft: &Draft, best: &Best, transfers: &[Transfer]) -> Vec<Offer> {
    let used = uses_unseen(draft, transfers);
    let mut offers = Vec::with_capacity(draft.offers.len());
    for (index, offer) in draft.offers.iter().enumerate() {
        let link = best.offers[index];
        offers.push(Offer {
            id: offer_id(index),
            method: offer.method,
            ip: offer.ip,
            port: offer.port,
            numbers: offer.numbers,
            oddities: offer.oddities,
            at: offer.at,
            command: offer.command,
            accepted: offer.accepted,
            outcome: outcome(offer, link, used[index]),
            connection: link.map(|l| l.id),
            matched_by: link.map(|l| l.matched.matched_by),
        });
    }
    offers
}

/// What transfers without a data connection tell of their offer, the strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Unseen {
    /// Nothing.
    No,
    /// One waited for a connection that nobody opened.
    NeverTried,
    /// One used a connection that the capture does not show.
    Used,
}

/// For each offer, what the transfers tell that were to use it.
fn uses_unseen(draft: &Draft, transfers: &[Transfer]) -> Vec<Unseen> {
    let mut unseen = vec![Unseen::No; draft.offers.len()];
    for transfer in transfers.iter().filter(|t| t.connection.is_none()) {
        let Some(place) = transfer
            .offer
            .and_then(|id| unseen.get_mut(id as usize - 1))
        else {
            continue;
        };
        let begun = transfer
            .command
            .is_some_and(|c| draft.commands[c].preliminary_reply().is_some());
        let told = match transfer.stage {
            Stage::Ended => Unseen::Used,
            Stage::Requested if begun => Unseen::Used,
            Stage::NeverTried => Unseen::NeverTried,
            _ => Unseen::No,
        };
        *place = told.max(*place);
    }
    unseen
}

/// The number of an offer within its session.
fn offer_id(index: usize) -> OfferId {
    index as OfferId + 1
}

fn came_about(tracked: &Tracked) -> bool {
    answer(&tracked.connection) == SynAnswer::Opened
}

/// What the SYNs of a connection met with.
fn answer(connection: &tcp::Connection) -> SynAnswer {
    if connection.is_refused() {
        SynAnswer::Reset
    } else if connection.is_unanswered() {
        SynAnswer::None
    } else {
        SynAnswer::Opened
    }
}

/// What became of an offer that a connection came to.
fn outcome_of(connection: &tcp::Connection) -> OfferOutcome {
    match answer(connection) {
        SynAnswer::Opened => OfferOutcome::Connected,
        SynAnswer::Reset => OfferOutcome::Refused,
        SynAnswer::None => OfferOutcome::Unanswered,
    }
}

/// `unseen`: what transfers without a connection tell of it.
fn outcome(offer: &DraftOffer, link: Option<&Link>, unseen: Unseen) -> OfferOutcome {
    match (link, unseen) {
        _ if offer.accepted == Some(false) => OfferOutcome::Rejected,
        (Some(link), _) => outcome_of(&link.tracked.connection),
        (None, Unseen::Used) => OfferOutcome::NotCaptured,
        (None, Unseen::NeverTried) => OfferOutcome::NeverTried,
        (None, Unseen::No) if offer.until.is_some() && !offer.failed => OfferOutcome::Replaced,
        (None, Unseen::No) => OfferOutcome::NeverTried,
    }
}

fn transfers(seen: &Seen, best: &Best, digests: &Made) -> Vec<Transfer> {
    let &Seen {
        planned,
        links,
        control: (_, control),
        ..
    } = seen;
    let draft = &planned.draft;
    // where lines are missing, the command that it carried out may be among them
    let is_anothers = |link: &Link, asked: &DraftTransfer| {
        control.connection.lost() > 0 && link.tracked.connection.last.frame < asked.at.frame
    };
    let mut taken = Taken::new(digests);
    let mut transfers = Vec::with_capacity(draft.transfers.len());
    let sight = Sight::of(planned, control, best);
    for (index, asked) in draft.transfers.iter().enumerate() {
        let link = best.transfers[index]
            .or_else(|| open_link(links, asked))
            .or_else(|| link_of_refused(best, asked))
            .filter(|l| !is_anothers(l, asked) && !is_over_before(l, asked, draft));
        let carries = |l: &&Link| !asked.is_refused() || l.matched.transfer.is_none();
        let share = link
            .filter(carries)
            .map(|l| Share::of(l, planned, Some(asked), &mut taken));
        let others: Vec<(&Link, Share)> = others_of(links, index, asked, link)
            .map(|l| (l, Share::of(l, planned, Some(asked), &mut taken)))
            .collect();
        transfers.push(transfer(&sight, asked, link, share.as_ref(), &others));
    }
    let carries_none = |l: &Link| {
        l.matched
            .transfer
            .is_none_or(|t| is_anothers(l, &draft.transfers[t]))
    };
    let hidden = links
        .iter()
        .filter(|l| carries_none(l) && came_about(l.tracked) && carries_unseen(draft, l));
    transfers.extend(
        hidden.map(|link| hidden_transfer(link, &Share::of(link, planned, None, &mut taken))),
    );
    transfers.sort_by_key(|t| {
        t.command
            .map_or(t.start.frame, |c| draft.commands[c].at.frame)
    });
    for (id, transfer) in (1..).zip(&mut transfers) {
        transfer.id = id;
    }
    transfers
}

/// The connection was closed before the command was sent. Where it is in the capture before its own announcement, the
/// frames are not in their order, and that proves nothing.
fn is_over_before(link: &Link, asked: &DraftTransfer, draft: &Draft) -> bool {
    let tcp = &link.tracked.connection;
    let in_order = match link.matched.offer {
        OfferRef::Announced(offer) => draft.offers[offer].at.frame < tcp.first.frame,
        OfferRef::Default | OfferRef::Unknown => false,
    };
    in_order && tcp.close() != Close::Open && tcp.last.frame < asked.at.frame
}

/// A connection that no visible command asked for carries a transfer all the same: under TLS, and where bytes went over
/// it although announcements, or the client's side of the dialogue, are not in the capture.
fn carries_unseen(draft: &Draft, link: &Link) -> bool {
    let tcp = &link.tracked.connection;
    let hidden = link.matched.offer == OfferRef::Unknown || link.matched.transfer.is_some();
    let moved = tcp.bytes != [0, 0] || tcp.lost() > 0;
    (hidden && draft.is_under_tls(tcp.first.frame))
        || (moved && (hidden || draft.commands.is_empty()))
}

/// The command that prepared a transfer may be there without its endpoint: cut by the snap length, or named in a reply
/// that is not in the capture. It counts where the side that it makes open the connection did.
fn method_of_hidden(draft: &Draft, asked: &DraftTransfer, link: &Link) -> Option<Method> {
    let request = draft.commands.get(asked.prepared_by?)?;
    let (Effect::Announce(method) | Effect::AskAnnounce(method)) = request.known()?.effect else {
        return None;
    };
    let refused = request.replies.last().is_some_and(|r| r.code.is_negative());
    let hidden = link.matched.offer == OfferRef::Unknown && asked.offer.is_none();
    (hidden && !refused && link.mode == Some(method.mode())).then_some(method)
}

/// Connections that are looked at for one that is still open.
const OPEN_REACH: usize = 256;

/// In MODE B and C a data connection may stay open for the next transfer (RFC 959 section 3.4.2): one of the same
/// offer that is there while the transfer runs.
fn open_link<'l, 'a>(links: &'l [Link<'a>], asked: &DraftTransfer) -> Option<&'l Link<'a>> {
    if !asked.marks_end() || asked.is_refused() {
        return None;
    }
    let ended = asked.ended.map_or(u64::MAX, |(at, _)| at.frame);
    links.iter().rev().take(OPEN_REACH).find(|l| {
        let same = match l.matched.offer {
            OfferRef::Announced(offer) => asked.offer == Some(offer),
            OfferRef::Default | OfferRef::Unknown => asked.offer.is_none(),
        };
        let tcp = &l.tracked.connection;
        same && came_about(l.tracked)
            && tcp.first.frame <= ended
            && asked.at.frame <= tcp.last.frame
    })
}

/// The connection that was there, or was tried, when a transfer was refused: one to the endpoint in force. What went
/// over it is that transfer's only where no other used it.
fn link_of_refused<'l, 'a>(best: &Best<'l, 'a>, asked: &DraftTransfer) -> Option<&'l Link<'a>> {
    let (refused, _) = asked.ended.filter(|_| asked.is_refused())?;
    best.offers[asked.offer?].filter(|l| l.tracked.connection.first.frame <= refused.frame)
}

/// The other connections of a transfer in MODE E.
fn others_of<'l, 'a>(
    links: &'l [Link<'a>],
    index: usize,
    asked: &DraftTransfer,
    first: Option<&Link>,
) -> impl Iterator<Item = &'l Link<'a>> {
    let first = first.map(|l| l.id);
    let is_parallel = asked.transfer_mode == TransferMode::ExtendedBlock && first.is_some();
    links.iter().filter(move |l| {
        is_parallel
            && l.matched.transfer == Some(index)
            && Some(l.id) != first
            && came_about(l.tracked)
    })
}

/// What the capture would show of a session's data connections, if there were any.
struct Sight<'a> {
    planned: &'a Planned,
    control: &'a Tracked,
    /// Nothing of the dialogue is missing, and no transfer ended well without a connection in the capture.
    is_clear: bool,
}

/// How long after a 1yz a connection must have been tried, in nanoseconds: a first SYN comes within a round trip, and a
/// lost one is sent again after a second (RFC 6298 section 2).
const PATIENCE: i64 = 1_000_000_000;

impl<'a> Sight<'a> {
    fn of(planned: &'a Planned, control: &'a Tracked, best: &Best) -> Self {
        let mut sight = Sight {
            planned,
            control,
            is_clear: control.connection.lost() == 0,
        };
        let mut linked = planned.draft.transfers.iter().zip(&best.transfers);
        sight.is_clear &= !linked.any(|(asked, link)| link.is_none() && sight.misses(asked));
        sight
    }

    /// The name of the session.
    fn uid(&self) -> Uid {
        let tcp = &self.control.connection;
        Uid::of_connection(&tcp.community_id(), tcp.first.time)
    }

    /// The client closed the control connection without QUIT before its upload was confirmed: a close that nobody
    /// expects has the effect of ABOR and QUIT (RFC 959 section 4.1.1), and the server takes the end of what the dying
    /// client had sent for the end of the file.
    fn was_left_alone(&self, asked: &DraftTransfer) -> bool {
        let tcp = &self.control.connection;
        let draft = &self.planned.draft;
        let left = tcp.closed().filter(|&(by, _)| by == self.planned.client);
        let is_early = left
            .zip(asked.ended)
            .is_some_and(|((_, left), (ended, _))| left < ended);
        let says_goodbye = |command: &Command| {
            command
                .known()
                .is_some_and(|verb| verb.effect == Effect::Quit)
        };
        is_early
            && asked.kind.direction() == Direction::Upload
            && !draft.commands.iter().any(says_goodbye)
    }

    /// True for a transfer without a connection that must have had one, and not by another way.
    fn misses(&self, asked: &DraftTransfer) -> bool {
        asked.has_2yz() && !asked.marks_end() && self.is_here(asked)
    }

    /// True where a SYN for this transfer would be in the capture.
    fn would_show(&self, asked: &DraftTransfer) -> bool {
        let draft = &self.planned.draft;
        let last = self.control.connection.last.time;
        let had_time = asked.ended.is_some()
            || asked
                .started
                .is_some_and(|started| last.since(started.time) >= PATIENCE);
        self.is_clear && had_time && self.is_here(asked) && !draft.is_hidden(asked.at.frame)
    }

    /// True where the endpoint is at one of the session's hosts: what goes to another may take another way.
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

fn transfer(
    sight: &Sight,
    asked: &DraftTransfer,
    link: Option<&Link>,
    share: Option<&Share>,
    others: &[(&Link, Share)],
) -> Transfer {
    let draft = &sight.planned.draft;
    // a connection that nobody announced was not to the offer that seemed to hold
    let known = asked
        .offer
        .filter(|_| link.is_none_or(|l| l.matched.offer != OfferRef::Unknown));
    let offer = known.map(|o| &draft.offers[o]);
    let mode = link
        .and_then(|l| l.mode)
        .or_else(|| offer.map(|o| o.method.mode()));
    let command = &draft.commands[asked.command];
    let mut transfer = Transfer {
        uid: Uid::of_transfer(&sight.uid(), command.stream_end),
        community_id: link.map(|l| l.tracked.connection.community_id()),
        command: Some(asked.command),
        verb: command.known().map(|v| v.name),
        argument: asked.argument.clone(),
        path: asked.path.clone(),
        direction: Some(asked.kind.direction()),
        mode,
        method: offer
            .map(|o| o.method)
            .or_else(|| method_of_hidden(draft, asked, link?)),
        offer: known.map(offer_id),
        connection: link.map(|l| l.id),
        data_type: asked.data_type,
        transfer_mode: asked.transfer_mode,
        offset: asked.offset,
        expected: asked.expected,
        reply_code: asked.ended.map(|(_, code)| code),
        start: asked.at,
        end: asked
            .ended
            .map(|(at, _)| at)
            .or(asked.started)
            .unwrap_or(asked.at),
        fxp_session: link.and_then(|l| l.partner),
        ..Transfer::default()
    };
    if let Some(share) = share {
        share.fill(&mut transfer);
        let ended = !share.reasons.contains(&Incomplete::NoEnd);
        if ended && !transfer.encrypted && can_compare(&transfer) {
            let came = transfer.bytes.saturating_add(transfer.lost_bytes);
            (transfer.offset, transfer.expected) = asked.settled(came);
        }
        if ended {
            count_wraps(&mut transfer);
        }
    }
    transfer.stage = stage(sight, asked, link, share);
    transfer.outcome = ending(draft, asked, share.is_some_and(|s| s.reasons.is_empty()));
    transfer.reasons = reasons(sight, asked, share, &transfer);
    if let Some(share) = share.filter(|_| asked.transfer_mode == TransferMode::ExtendedBlock) {
        parallel::join(&mut transfer, share, others);
        transfer.reasons.sort_unstable();
        transfer.reasons.dedup();
    }
    transfer
}

/// Sequence numbers come again after 4 GiB (RFC 9293 section 3.4), so that a hole is known but for a multiple of that.
/// Where the server said how long the file is, that settles it; if the bytes could have come in the time.
fn count_wraps(transfer: &mut Transfer) {
    let Some((expected, _)) = transfer.expected.filter(|_| can_compare(transfer)) else {
        return;
    };
    let came = transfer.bytes.saturating_add(transfer.lost_bytes);
    let unseen = expected.saturating_sub(came);
    let nanoseconds = transfer.end.time.since(transfer.start.time).max(0);
    let is_possible = i128::from(unseen) <= i128::from(nanoseconds) * FASTEST;
    if unseen == 0 || unseen % SEQUENCE_NUMBERS != 0 || !is_possible {
        return;
    }
    let Some(hole) = (0..transfer.gaps.len()).max_by_key(|&place| transfer.gaps[place].1) else {
        return;
    };
    transfer.lost_bytes += unseen;
    transfer.gaps[hole].1 += unseen;
    for gap in &mut transfer.gaps[hole + 1..] {
        gap.0 += unseen;
    }
}

/// How many sequence numbers there are.
const SEQUENCE_NUMBERS: u64 = 1 << 32;
/// Bytes that a link carries in a nanosecond at most: 800 Gbit/s.
const FASTEST: i128 = 100;

/// A connection lacks no less than the transfer on it: one transfer's SIZE tells what sequence numbers cannot.
fn count_wraps_of_connections(analysis: &mut Analysis) {
    for session in &analysis.sessions {
        for transfer in session.transfers.iter().filter(|t| t.lost_bytes > 0) {
            let Some((id, place)) = transfer.connection.zip(transfer.place) else {
                continue;
            };
            let Some(connection) = analysis.connections.get_mut(id as usize - 1) else {
                continue;
            };
            let opened = place.sender == connection.opener;
            let lost = &mut connection.flows[usize::from(!opened)].lost;
            let more = transfer.lost_bytes.saturating_sub(lost.total());
            lost.not_captured += more;
            connection.lost_bytes += more;
        }
    }
}

/// The bytes on the wire are those that SIZE and its kin count: MODE S, TYPE I or L.
fn can_compare(transfer: &Transfer) -> bool {
    transfer.transfer_mode == TransferMode::Stream
        && !transfer.wrapped
        && matches!(transfer.data_type, DataType::Image | DataType::Local)
}

/// How far a transfer came.
fn stage(
    sight: &Sight,
    asked: &DraftTransfer,
    link: Option<&Link>,
    share: Option<&Share>,
) -> Stage {
    let opened = link.is_some_and(|l| came_about(l.tracked));
    // a handshake of TLS is nothing of a file
    let moved = share.is_some_and(|s| !s.encrypted && s.carried.bytes + s.carried.lost > 0);
    if asked.is_refused() && !moved {
        Stage::Refused
    } else if asked.ended.is_some() && (opened || asked.has_2yz()) {
        Stage::Ended
    } else if moved || (opened && asked.started.is_some()) {
        Stage::Begun
    } else if opened {
        Stage::Connected
    } else if link.is_some() {
        Stage::Tried
    } else if (asked.started.is_some() || asked.ended.is_some()) && sight.would_show(asked) {
        Stage::NeverTried
    } else {
        Stage::Requested
    }
}

/// Why a transfer is not known to be complete.
fn reasons(
    sight: &Sight,
    asked: &DraftTransfer,
    share: Option<&Share>,
    transfer: &Transfer,
) -> Vec<Incomplete> {
    let mut reasons = share.map_or_else(|| vec![Incomplete::NoEnd], |s| s.reasons.clone());
    let unproven = asked.doubtful || sight.was_left_alone(asked);
    if transfer.outcome != Outcome::Completed || unproven {
        reasons.push(Incomplete::No2yz);
    }
    if share.is_some() && is_short(sight, transfer) {
        reasons.push(Incomplete::Short);
    }
    reasons.sort_unstable();
    reasons
}

/// Fewer bytes than the server said; only where no REST can be among lines that are missing.
fn is_short(sight: &Sight, transfer: &Transfer) -> bool {
    let came = transfer.bytes.saturating_add(transfer.lost_bytes);
    can_compare(transfer)
        && sight.control.connection.lost() == 0
        && transfer.expected.is_some_and(|(bytes, _)| came < bytes)
}

/// A transfer of which only the data connection can be seen.
fn hidden_transfer(link: &Link, share: &Share) -> Transfer {
    let tcp = &link.tracked.connection;
    let community_id = tcp.community_id();
    let data = Uid::of_connection(&community_id, tcp.first.time);
    let mut transfer = Transfer {
        uid: Uid::of_hidden_transfer(&data),
        community_id: Some(community_id),
        mode: link.mode,
        connection: Some(link.id),
        fxp_session: link.partner,
        ..Transfer::default()
    };
    share.fill(&mut transfer);
    transfer.stage = if transfer.bytes + transfer.lost_bytes > 0 {
        Stage::Begun
    } else {
        Stage::Connected
    };
    transfer.reasons.clone_from(&share.reasons);
    transfer.reasons.push(Incomplete::No2yz);
    transfer.reasons.sort_unstable();
    transfer
}

/// How a transfer ended. Servers answer an ABOR in several ways: 426 and then 226, or one 226 for both.
fn ending(draft: &Draft, asked: &DraftTransfer, ends_cleanly: bool) -> Outcome {
    let abort = asked
        .abort
        .map(|a| draft.commands[a].replies.last().map(|r| r.code));
    let refused = asked.ended.is_some_and(|(_, code)| code.is_negative());
    match (asked.ended, abort) {
        (Some(_), Some(_)) if refused => Outcome::Aborted,
        (None, Some(Some(_))) | (Some(_), Some(Some(ReplyCode::TRANSFER_ABORTED))) => {
            Outcome::Aborted
        }
        (Some(_), Some(None)) if !ends_cleanly => Outcome::Aborted,
        (Some(_), None) if refused => Outcome::Failed,
        (Some(_), _) => Outcome::Completed,
        (None, _) => Outcome::Unfinished,
    }
}

/// A connection to the default data port is an offer that nobody had to make.
fn add_default_offers(
    offers: &mut Vec<Offer>,
    transfers: &mut [Transfer],
    draft: &Draft,
    links: &[Link],
) {
    if links.iter().all(|l| l.matched.offer != OfferRef::Default) {
        return;
    }
    let without_offer = transfers
        .iter()
        .enumerate()
        .filter(|(_, t)| t.offer.is_none());
    let mut by_connection: Vec<(ConnectionId, usize)> = without_offer
        .filter_map(|(place, t)| Some((t.connection?, place)))
        .collect();
    by_connection.sort_unstable();
    for link in links
        .iter()
        .filter(|l| l.matched.offer == OfferRef::Default)
    {
        let Some(asked) = link.matched.transfer.map(|t| &draft.transfers[t]) else {
            continue;
        };
        let id = offer_id(offers.len());
        offers.push(Offer {
            id,
            method: Method::Default,
            ip: Some(link.matched.listener.ip()),
            port: link.matched.listener.port(),
            numbers: None,
            oddities: Oddities::default(),
            at: asked.at,
            command: asked.command,
            accepted: None,
            outcome: outcome_of(&link.tracked.connection),
            connection: Some(link.id),
            matched_by: Some(link.matched.matched_by),
        });
        let from = by_connection.partition_point(|&(connection, _)| connection < link.id);
        for &(_, place) in by_connection[from..]
            .iter()
            .take_while(|&&(connection, _)| connection == link.id)
        {
            let transfer = &mut transfers[place];
            transfer.offer = Some(id);
            transfer.method = Some(Method::Default);
        }
    }
}
