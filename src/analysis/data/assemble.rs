//! Puts together what both passes found: the model that everything downstream reads.
//!
//! Each connection becomes a record, and for each session its announcements (`offers`) and its
//! transfers (`transfers`) are decided. Facts that whole sessions or the capture have of these are
//! made last: the mode of a session from its transfers, numbers that are unique in the capture, and
//! what a transfer's size tells of its connection (`wraps`).

use std::collections::HashSet;
use std::sync::Arc;

use foldhash::fast::RandomState;

use crate::analysis::control::{ControlPlan, Hidden, Planned, SessionDraft};
use crate::digest::Made;
use crate::model::{
    Analysis, Close, ControlFacts, ExpectedData, ExpectedDataId, Handshake, Identity, Login, Mode,
    Role, Session, SessionMode, Silent, Text, TlsSpan, Transfer, TransferId,
};
use crate::tcp::{Side, TcpConnection};
use crate::threads;

use super::coverage::CaptureCoverage;
use super::matching::OfferRef;
use super::no_connection;
use super::offers::{Best, add_default_offers, came_about, offers};
use super::records::{FoundBeside, Records, SessionLink, SessionPasses};
use super::shared_ports::mark_shared_ports;
use super::transfers::transfers;
use super::wraps::count_wraps_of_connections;
use super::{Purpose, Tracked};

/// Sessions that are put together before the connections that no later one needs become records:
/// what both are made of and what is made of it are never all there at once.
const WAVE: usize = 2048;

#[expect(clippy::vec_box, reason = "each is freed by itself")]
pub(super) fn assemble(
    plan: &ControlPlan,
    mut tracked: Vec<Box<Tracked>>,
    found: &FoundBeside,
) -> Analysis {
    tracked.sort_by_key(|t| t.connection.first.frame);
    let mut analysis = Analysis {
        limits_hit: plan.limits_hit.clone(),
        silent: without_data(&plan.silent, &tracked),
        unclaimed: (1..)
            .zip(&tracked)
            .filter(|(_, tracked)| is_nobodys(tracked) && !is_scan(tracked))
            .map(|(id, _)| id)
            .collect(),
        sessions: Vec::with_capacity(plan.sessions.len()),
        ..Analysis::default()
    };
    let mut records = Records::new(plan, tracked);
    let count = plan.sessions.len();
    for first in (0..count).step_by(WAVE) {
        let wave = first..count.min(first + WAVE);
        let sessions = threads::map(wave.clone(), |index| {
            let seen = records.passes(index, found)?;
            Some(session(&seen, found.digests))
        });
        analysis.sessions.extend(sessions.into_iter().flatten());
        records.make_those_of(wave);
    }
    number(&mut analysis.sessions);
    let (mut connections, given_up) = records.finish();
    analysis.limits_hit.extend(given_up.limits_hit());
    count_wraps_of_connections(&analysis.sessions, &mut connections);
    mark_shared_ports(&mut connections);
    threads::map(analysis.sessions.iter_mut(), |session| {
        no_connection::settle(session, &connections, found.end);
    });
    analysis.connections = Arc::new(connections);
    analysis
}

/// At a data port, and announced by nobody.
fn is_nobodys(tracked: &Tracked) -> bool {
    matches!(&tracked.purpose, Purpose::Data(matches) if matches.is_empty())
}

/// SYNs from a data port that no session waits for and nobody took up are a scan that hides behind
/// that port, as some firewalls let it pass: no data connection came about, and none is reported.
/// What carries bytes is not a scan.
fn is_scan(tracked: &Tracked) -> bool {
    let tcp = &tracked.connection;
    !came_about(tracked) && tcp.bytes == [0, 0] && tcp.lost() == 0
}

/// What was announced is a data connection whatever the number of its port (RFC 959 section 3.2):
/// nobody looked for a control port there.
fn without_data(silent: &[Silent], tracked: &[Box<Tracked>]) -> Vec<Silent> {
    let data: HashSet<u64, RandomState> = tracked
        .iter()
        .filter(|tracked| matches!(&tracked.purpose, Purpose::Data(matches) if !matches.is_empty()))
        .map(|tracked| tracked.connection.first.frame)
        .collect();
    let mut rest = silent.to_vec();
    for silent in &mut rest {
        let (of_data, each) = silent
            .each
            .drain(..)
            .partition::<Vec<_>, _>(|(frame, _)| data.contains(frame));
        silent.connections -= of_data.len() as u64;
        silent.syns -= of_data
            .iter()
            .map(|&(_, syns)| syns)
            .sum::<u32>()
            .min(silent.syns);
        silent.each = each;
    }
    rest.retain(|silent| silent.connections > 0);
    rest
}

/// What became of the login: where the whole control channel is there from its beginning to its
/// end, an answer that is not in it was never given.
fn settled_login(draft: &SessionDraft, tcp: &TcpConnection) -> Login {
    let is_whole = tcp.lost() == 0
        && tcp.handshake() == Handshake::Complete
        && tcp.close() != Close::Open
        && draft.tls.is_none()
        && !draft.is_protected;
    match draft.login {
        Login::Unknown if is_whole => Login::None,
        login => login,
    }
}

/// Offers and transfers, which are numbered within their session by now, get their numbers in the
/// capture.
fn number(sessions: &mut [Session]) {
    let (mut offers, mut transfers): (ExpectedDataId, TransferId) = (0, 0);
    for session in sessions {
        for transfer in &mut session.transfers {
            transfer.id += transfers;
            transfer.offer = transfer.offer.map(|offer| offer + offers);
        }
        for offer in &mut session.offers {
            offer.id += offers;
        }
        offers += session.offers.len() as ExpectedDataId;
        transfers += session.transfers.len() as TransferId;
    }
}

fn session(seen: &SessionPasses, digests: &Made) -> Session {
    let &SessionPasses {
        id,
        planned,
        control: (connection, tracked),
        ref links,
        ..
    } = seen;
    let draft = &planned.draft;
    let tcp = &tracked.connection;
    let best = Best::of(draft, links);
    let coverage = CaptureCoverage::of(seen, &best);
    let mut transfers = transfers(seen, &best, &coverage, digests);
    let mut offers = offers(seen, &coverage, &best, &transfers);
    add_default_offers(&mut offers, &mut transfers, draft, links);
    let mut connections = vec![connection];
    connections.extend(links.iter().map(|l| l.id));
    let &Identity { uid, community_id } = tracked.identity();
    let mut session = Session {
        id,
        uid,
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
            missing: missing_side(planned, tracked),
            through_proxy: draft.through_proxy,
        },
        banner: draft.banner.clone(),
        user: draft.user.clone(),
        password: draft.password.clone(),
        login: settled_login(draft, tcp),
        logins: draft.logins.clone(),
        proxied: draft.proxied,
        mode: session_mode(draft, &transfers, &offers, links),
        commands: draft.commands.clone(),
        unasked: draft.unasked.clone(),
        empty_lines: draft.empty_lines.clone(),
        stray_lines: draft.stray_lines.clone(),
        unended_reply: draft.unended_reply.clone(),
        offers,
        broken_announcements: draft.broken_announcements.clone(),
        shows_drives: draft.shows_drives,
        connections,
        all_connections: Arc::default(),
        nanoseconds: false,
        transfers,
        tls_spans: tls_spans(draft),
        stray_tries: Vec::new(),
        findings: Vec::new(),
    };
    name_users(&mut session);
    session
}

/// Whose each transfer is: a session may change its user between two of them. Where TLS hides the
/// command, or the capture lacks it, that is settled by when the transfer began.
fn name_users(session: &mut Session) {
    let mut users = session.users();
    let mut last: Option<Text> = None;
    let mut named = Vec::with_capacity(session.transfers.len());
    for transfer in &session.transfers {
        let commands = &session.commands;
        let begins = transfer.start.frame;
        let before = || commands.partition_point(|command| command.at.frame < begins);
        let login = users.at(transfer.command.unwrap_or_else(before));
        let user = login.map(|login| login.user);
        if last.as_ref().map(Text::bytes) != user {
            last = user.map(Text::from);
        }
        named.push(last.clone());
    }
    for (transfer, user) in session.transfers.iter_mut().zip(named) {
        transfer.user = user;
    }
}

/// The side of the control connection that spoke, and of which the capture has nothing. Of a whole
/// handshake both sides are there: one of them is only silent. A silent server, or a client turned
/// away, leaves no gap in the numbers.
pub(super) fn missing_side(planned: &Planned, control: &Tracked) -> Option<Role> {
    let tcp = &control.connection;
    if tcp.handshake() == Handshake::Complete {
        return None;
    }
    let is_missing = |side: Side| {
        let spoke = tcp.stream(side).lost() > 0 || control.history.sent(side).frames == 0;
        spoke && tcp.bytes[side.index()] == 0 && tcp.bytes[side.other().index()] > 0
    };
    match planned.client {
        client if is_missing(client.other()) => Some(Role::Server),
        client if is_missing(client) => Some(Role::Client),
        _ => None,
    }
}

/// When the control channel was under TLS. What stays sealed within TLS that was opened is not a
/// time of its own.
fn tls_spans(draft: &SessionDraft) -> Vec<TlsSpan> {
    let opened = draft.opened.iter().filter_map(tls_span);
    let opened = opened.map(|span| TlsSpan {
        opened: true,
        ..span
    });
    let mut spans: Vec<TlsSpan> = opened.collect();
    let hidden = draft.hidden.iter().filter_map(tls_span);
    let hidden = hidden.filter(|span| !spans.iter().any(|open| open.covers(span.from.frame)));
    let hidden: Vec<TlsSpan> = hidden.collect();
    spans.extend(hidden);
    spans.sort_by_key(|span| span.from);
    spans
}

fn tls_span(hidden: &Hidden) -> Option<TlsSpan> {
    hidden.from.filter(|_| hidden.tls).map(|from| TlsSpan {
        from,
        to: hidden.to,
        opened: false,
    })
}

/// The mode of a session is that of its transfers that were tried: an announcement alone says what
/// was meant, and not that anything came of it. Where none was tried, it is that of the connections
/// that came to announcements, and of those that nobody answered: a client that waits for its
/// connection in vain never comes to ask for a file. Where TLS hides the announcements, that of the
/// connections that were tried all the same.
fn session_mode(
    draft: &SessionDraft,
    transfers: &[Transfer],
    offers: &[ExpectedData],
    links: &[SessionLink],
) -> SessionMode {
    let tried = transfers.iter().filter(|transfer| transfer.was_tried());
    let mut modes: Vec<Mode> = tried.filter_map(|transfer| transfer.mode).collect();
    if modes.is_empty() {
        let tried = offers.iter().filter(|offer| offer.was_tried());
        modes.extend(tried.map(|offer| offer.method.mode()));
    }
    if modes.is_empty() {
        // TLS hides what was announced, and not that somebody tried to connect
        let hidden = links
            .iter()
            .filter(|l| l.matched.offer == OfferRef::Unknown);
        modes.extend(hidden.filter_map(|l| l.mode));
    }
    let in_the_dark = transfers
        .iter()
        .any(|t| t.mode.is_none() && !t.is_refused());
    match [Mode::Active, Mode::Passive].map(|mode| modes.contains(&mode)) {
        [true, true] => SessionMode::Mixed,
        [true, false] => SessionMode::Active,
        [false, true] => SessionMode::Passive,
        [false, false]
            if in_the_dark || draft.is_protected || draft.hidden_by_tls().next().is_some() =>
        {
            SessionMode::Unknown
        }
        [false, false] => SessionMode::None,
    }
}
