//! Records for tests, told by what matters here.

use std::net::SocketAddr;
use std::sync::Arc;

use crate::capture::Time;
use crate::model::{
    Analysis, At, CommunityId, ControlFacts, Direction, FilePlace, Incomplete, Login, Outcome,
    Session, SessionMode, Transfer, TransferMode, Uid,
};

/// A transfer.
#[derive(Clone, Copy, Debug)]
pub(super) struct TransferSpec {
    /// None where TLS hides the command.
    pub(super) verb: &'static str,
    pub(super) path: &'static str,
    pub(super) client: &'static str,
    pub(super) user: &'static str,
    pub(super) offset: u64,
    pub(super) bytes: u64,
    /// Missing at the end.
    pub(super) lost: u64,
    pub(super) frames: (u64, u64),
    pub(super) complete: bool,
    pub(super) outcome: Outcome,
    pub(super) encrypted: bool,
    pub(super) wrapped: bool,
    pub(super) connected: bool,
}

impl TransferSpec {
    pub(super) const DEFAULT: TransferSpec = TransferSpec {
        verb: "RETR",
        path: "/a",
        client: "10.0.0.2",
        user: "bob",
        offset: 0,
        bytes: 0,
        lost: 0,
        frames: (1, 2),
        complete: true,
        outcome: Outcome::Unfinished,
        encrypted: false,
        wrapped: false,
        connected: true,
    };
}

impl Default for TransferSpec {
    fn default() -> Self {
        TransferSpec::DEFAULT
    }
}

/// The records: neighbours with the same client and user share a session.
pub(super) fn analysis(told: &[TransferSpec]) -> Analysis {
    let mut sessions: Vec<Session> = Vec::new();
    let mut last = None;
    for (id, told) in (1..).zip(told) {
        if last != Some((told.client, told.user)) {
            sessions.push(session(sessions.len() as u32 + 1, told));
            last = Some((told.client, told.user));
        }
        if let Some(session) = sessions.last_mut() {
            session.transfers.push(transfer(id, told));
        }
    }
    Analysis {
        sessions,
        ..Analysis::default()
    }
}

fn transfer(id: u32, told: &TransferSpec) -> Transfer {
    let verb = crate::ftp::find(told.verb.as_bytes()).map(|v| v.name);
    let at = |frame| At {
        frame,
        time: Time::default(),
    };
    let sender = SocketAddr::from(([10, 0, 0, 1], 20));
    Transfer {
        id,
        command: verb.map(|_| 0),
        verb,
        path: (!told.path.is_empty()).then(|| told.path.into()),
        direction: match told.verb {
            "RETR" => Some(Direction::Download),
            "" => None,
            "LIST" | "NLST" | "MLSD" => Some(Direction::Listing),
            _ => Some(Direction::Upload),
        },
        place: told.connected.then_some(FilePlace {
            connection: u64::from(id),
            sender,
            number: 0,
        }),
        user: Some(told.user.into()),
        transfer_mode: if told.wrapped {
            TransferMode::Block
        } else {
            TransferMode::Stream
        },
        wrapped: told.wrapped,
        offset: told.offset,
        bytes: told.bytes,
        lost_bytes: told.lost,
        gaps: (told.lost > 0)
            .then_some((told.bytes, told.lost))
            .into_iter()
            .collect(),
        reasons: match told.outcome {
            _ if told.complete => Vec::new(),
            Outcome::Completed if told.lost > 0 => vec![Incomplete::MissingBytes],
            Outcome::Completed => vec![Incomplete::NoEnd],
            _ => vec![Incomplete::No2yz],
        },
        outcome: if told.complete {
            Outcome::Completed
        } else {
            told.outcome
        },
        encrypted: told.encrypted,
        start: at(told.frames.0),
        end: at(told.frames.1),
        ..Transfer::default()
    }
}

fn session(id: u32, told: &TransferSpec) -> Session {
    Session {
        id,
        uid: Uid::default(),
        community_id: CommunityId::default(),
        client: SocketAddr::new(told.client.parse().expect("an address"), 40_000),
        server: SocketAddr::from(([10, 0, 0, 1], 21)),
        first: At::default(),
        last: At::default(),
        connection: 1,
        control: ControlFacts::default(),
        banner: None,
        user: Some(told.user.into()),
        password: None,
        login: Login::Accepted,
        logins: Vec::new(),
        proxied: None,
        shows_drives: false,
        broken_announcements: Vec::new(),
        mode: SessionMode::Passive,
        commands: [].into(),
        unasked: Vec::new(),
        empty_lines: Vec::new(),
        stray_lines: Vec::new(),
        unended_reply: None,
        offers: Vec::new(),
        connections: Vec::new(),
        all_connections: Arc::default(),
        nanoseconds: false,
        transfers: Vec::new(),
        tls_spans: Vec::new(),
        stray_tries: Vec::new(),
        findings: Vec::new(),
    }
}
