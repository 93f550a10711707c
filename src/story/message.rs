//! Lifelines, and the arrows between them.

use std::collections::HashMap;
use std::net::IpAddr;

use foldhash::fast::RandomState;

use crate::model::{
    Analysis, At, Command, Connection, ConnectionId, ConnectionRole, Endpoint, Reply, ReplyCode,
    Role, Session, SessionId, Text,
};

use super::StoryOptions;
use super::frame_log::{FrameEvent, FrameLog, LogEntry};

/// Addresses of other hosts that a lifeline names.
const ADDRESSES: usize = 8;

/// Who takes part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Participant {
    /// The side that sends commands.
    Client,
    /// The side that replies.
    Server,
    /// Somebody else at the end of a data connection: the other server of a server-to-server
    /// transfer, the target of a bounce.
    Other,
}

impl From<Role> for Participant {
    fn from(role: Role) -> Self {
        match role {
            Role::Client => Participant::Client,
            Role::Server => Participant::Server,
            Role::OtherServer(_) | Role::ThirdParty => Participant::Other,
        }
    }
}

impl Participant {
    /// The key of its name in the catalogue, as in "the client opens ...".
    pub fn message_id(self) -> &'static str {
        match self {
            Participant::Client => "party-client",
            Participant::Server => "party-server",
            Participant::Other => "party-other",
        }
    }
}

/// A vertical line of a diagram.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lifeline {
    /// Whose.
    pub party: Participant,
    /// Its end of the control connection; `None` for somebody who has none here.
    pub endpoint: Option<Endpoint>,
    /// The session in which it is the server: for the other server of server-to-server transfers.
    pub session: Option<SessionId>,
    /// Its addresses; several only for [`Participant::Other`], and then the first of them.
    pub addresses: Vec<IpAddr>,
}

/// Which connection an arrow belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ArrowLane {
    /// The control connection.
    Control,
    /// The control connection to the other server of a server-to-server transfer: that of another
    /// session.
    OtherControl(SessionId),
    /// A data connection, by its number in the session, from 1.
    Data(u32),
}

/// What an arrow stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MessageKind {
    /// SYN, so often.
    Syn {
        /// How often it was sent before something else happened.
        times: u64,
        /// The other side said something, whatever it was; else nothing shows that it arrived.
        answered: bool,
    },
    /// SYN+ACK.
    SynAck,
    /// The ACK that completes the handshake.
    Ack,
    /// The whole handshake, as far as it was seen (at [`Detail::Steps`](super::Detail::Steps)).
    Handshake {
        /// All three of its frames were seen.
        complete: bool,
    },
    /// A command.
    Command {
        /// Verb in upper case.
        verb: Text,
        /// The line, secrets masked.
        line: Text,
    },
    /// A reply.
    Reply {
        /// Its code.
        code: ReplyCode,
        /// Its lines.
        text: Text,
    },
    /// Commands with their replies (at [`Detail::Steps`](super::Detail::Steps)).
    Exchange {
        /// The verbs, in order; some may be left out.
        verbs: Vec<Text>,
        /// How many there were.
        commands: u64,
        /// The last reply.
        code: Option<ReplyCode>,
    },
    /// A piece of a line, or one that was not kept.
    Piece {
        /// Its beginning, secrets masked; empty where it was not kept.
        text: Text,
        /// How many bytes.
        bytes: u64,
    },
    /// Control channel under TLS.
    Tls {
        /// How many bytes.
        bytes: u64,
        /// In how many segments.
        segments: u64,
    },
    /// Bytes of a file or listing.
    Data {
        /// How many bytes, each once.
        bytes: u64,
        /// In how many segments, those left aside that were sent again.
        segments: u64,
        /// How many segments were sent again.
        again: u64,
        /// Under TLS.
        encrypted: bool,
    },
    /// Nothing but an acknowledgment.
    Acknowledgment,
    /// Bytes that were seen before.
    Repeat {
        /// How many bytes.
        bytes: u64,
    },
    /// FIN.
    Fin,
    /// RST.
    Reset,
    /// RST in answer to a SYN.
    Refusal,
    /// The FINs of both sides (at [`Detail::Steps`](super::Detail::Steps)).
    Close,
}

/// An arrow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrow {
    /// Its first frame.
    pub first: At,
    /// Its last frame.
    pub last: At,
    /// How many frames it stands for.
    pub frames: u64,
    /// From whom.
    pub from: Participant,
    /// To whom.
    pub to: Participant,
    /// The sender's end of the connection.
    pub src: Endpoint,
    /// The receiver's.
    pub dst: Endpoint,
    /// Which connection.
    pub lane: ArrowLane,
    /// The same by its number in the records.
    pub connection: ConnectionId,
    /// What it stands for.
    pub kind: MessageKind,
    /// It stands for frames of both directions.
    pub both_ways: bool,
    /// It is control channel that went under TLS, and can be read because the secrets are known.
    pub locked: bool,
}

impl Arrow {
    /// Where it stands in the order: a line when it is complete, all else when it begins.
    pub fn at(&self) -> At {
        match self.kind {
            MessageKind::Command { .. } | MessageKind::Reply { .. } | MessageKind::Piece { .. } => {
                self.last
            }
            _ => self.first,
        }
    }
}

/// Lifelines and arrows.
pub(super) struct Drawn {
    pub(super) lifelines: Vec<Lifeline>,
    pub(super) messages: Vec<Arrow>,
}

/// Draws a session, and of a server-to-server transfer the control channel with the other server
/// too.
pub(super) fn draw(
    analysis: &Analysis,
    session: &Session,
    log: &FrameLog,
    options: StoryOptions,
) -> Drawn {
    let mut writer = ArrowWriter {
        options,
        lanes: lanes(analysis, session),
        messages: Vec::new(),
    };
    writer.draw(session, log);
    for other in others(analysis, session) {
        let control = analysis.connection(other.connection).map(|connection| {
            let is_client = |end| {
                if end == other.client {
                    Participant::Client
                } else {
                    Participant::Other
                }
            };
            let (opener, listener) = (is_client(connection.opener), is_client(connection.listener));
            (
                connection.first.frame,
                Laned {
                    connection,
                    lane: ArrowLane::OtherControl(other.id),
                    opener,
                    listener,
                },
            )
        });
        writer.lanes = control.into_iter().collect();
        writer.draw(other, log);
    }
    writer.messages.sort_by_key(|message| message.at().frame);
    let mut others = others(analysis, session);
    let other = others.next().filter(|_| others.next().is_none());
    let lifelines = lifelines(session, other, &writer.messages);
    Drawn {
        lifelines,
        messages: writer.messages,
    }
}

/// The sessions with the other servers of its server-to-server transfers.
pub(super) fn others<'a>(
    analysis: &'a Analysis,
    session: &'a Session,
) -> impl Iterator<Item = &'a Session> {
    let mut ids: Vec<SessionId> = session
        .transfers
        .iter()
        .filter_map(|t| t.fxp_session)
        .collect();
    ids.sort_unstable();
    ids.dedup();
    ids.into_iter()
        .filter_map(|id| analysis.sessions.get(id as usize - 1))
        .filter(|other| other.id != session.id)
}

/// A connection of a session.
#[derive(Clone, Copy)]
struct Laned<'a> {
    connection: &'a Connection,
    lane: ArrowLane,
    opener: Participant,
    listener: Participant,
}

impl Laned<'_> {
    fn party(&self, end: Endpoint) -> Participant {
        if end == self.connection.opener {
            self.opener
        } else {
            self.listener
        }
    }
}

/// By first frames.
type Lanes<'a> = HashMap<u64, Laned<'a>, RandomState>;

/// The connections of a session.
fn lanes<'a>(analysis: &'a Analysis, session: &Session) -> Lanes<'a> {
    let mut data = 0;
    let connections = session
        .connections
        .iter()
        .filter_map(|&id| analysis.connection(id));
    let lanes = connections.map(|connection| {
        let lane = match connection.role {
            ConnectionRole::Control => ArrowLane::Control,
            ConnectionRole::Data => {
                data += 1;
                ArrowLane::Data(data)
            }
        };
        let [opener, listener] = [connection.opener, connection.listener]
            .map(|end| Participant::from(connection.role_in(session.id, end)));
        (
            connection.first.frame,
            Laned {
                connection,
                lane,
                opener,
                listener,
            },
        )
    });
    lanes.collect()
}

/// `other`: the session with the other server of server-to-server transfers, where there is one
/// such server.
fn lifelines(session: &Session, other: Option<&Session>, messages: &[Arrow]) -> Vec<Lifeline> {
    let own = |party, endpoint: Endpoint| Lifeline {
        party,
        endpoint: Some(endpoint),
        session: None,
        addresses: vec![endpoint.ip()],
    };
    let mut lifelines = vec![
        own(Participant::Client, session.client),
        own(Participant::Server, session.server),
    ];
    let ends = messages
        .iter()
        .flat_map(|m| [(m.from, m.src), (m.to, m.dst)]);
    let mut addresses: Vec<IpAddr> = Vec::new();
    for (_, end) in ends.filter(|(party, _)| *party == Participant::Other) {
        if addresses.len() < ADDRESSES && !addresses.contains(&end.ip()) {
            addresses.push(end.ip());
        }
    }
    if !addresses.is_empty() {
        let other = other.filter(|other| addresses == [other.server.ip()]);
        let (endpoint, session) = (other.map(|other| other.server), other.map(|other| other.id));
        lifelines.push(Lifeline {
            party: Participant::Other,
            endpoint,
            session,
            addresses,
        });
    }
    lifelines
}

struct ArrowWriter<'a> {
    options: StoryOptions,
    lanes: Lanes<'a>,
    messages: Vec<Arrow>,
}

impl ArrowWriter<'_> {
    fn draw(&mut self, session: &Session, log: &FrameLog) {
        let spoken = ExchangeLines::new(session, self.options.show_passwords);
        for entry in log.entries(session.id) {
            let Some(&laned) = self.lanes.get(&entry.connection) else {
                continue;
            };
            let Laned {
                connection, lane, ..
            } = laned;
            let arrow = Arrow {
                first: entry.first,
                last: entry.last,
                frames: entry.segments,
                from: laned.party(entry.src),
                to: laned.party(entry.dst),
                src: entry.src,
                dst: entry.dst,
                lane,
                connection: connection.id,
                kind: MessageKind::Acknowledgment,
                both_ways: false,
                locked: false,
            };
            let said = match entry.what {
                FrameEvent::Speech { complete: true } => {
                    spoken.in_frame(entry.last.frame, entry.src == session.client)
                }
                _ => Vec::new(),
            };
            if said.is_empty() {
                self.messages.push(Arrow {
                    kind: kind(entry, connection),
                    ..arrow
                });
            } else {
                let locked = session.is_opened_at(entry.last.frame);
                self.messages.extend(said.into_iter().map(|kind| Arrow {
                    kind,
                    locked,
                    ..arrow.clone()
                }));
            }
        }
    }
}

fn kind(entry: &LogEntry, connection: &Connection) -> MessageKind {
    use crate::analysis::observer::{Ending, HandshakeStep};

    let LogEntry {
        bytes, segments, ..
    } = *entry;
    match entry.what {
        FrameEvent::Opens(HandshakeStep::Syn | HandshakeStep::SynAgain) => MessageKind::Syn {
            times: segments,
            answered: connection.is_answered(),
        },
        FrameEvent::Opens(HandshakeStep::SynAck) => MessageKind::SynAck,
        FrameEvent::Opens(HandshakeStep::Ack) => MessageKind::Ack,
        FrameEvent::Speech { .. } => MessageKind::Piece {
            text: entry.text.clone().unwrap_or_default(),
            bytes,
        },
        FrameEvent::Tls => MessageKind::Tls { bytes, segments },
        FrameEvent::Data => MessageKind::Data {
            bytes,
            segments,
            again: entry.again,
            encrypted: connection.tls.is_some(),
        },
        FrameEvent::Ends(Ending::Fin) => MessageKind::Fin,
        FrameEvent::Ends(Ending::Reset) => MessageKind::Reset,
        FrameEvent::Ends(Ending::Refusal) => MessageKind::Refusal,
        FrameEvent::Acknowledges => MessageKind::Acknowledgment,
        FrameEvent::Repeats => MessageKind::Repeat { bytes },
    }
}

/// The commands and replies of a session, by the frames that complete them.
struct ExchangeLines<'s> {
    commands: Vec<(u64, &'s Command)>,
    replies: Vec<(u64, &'s Reply)>,
    show_passwords: bool,
}

impl<'s> ExchangeLines<'s> {
    fn new(session: &'s Session, show_passwords: bool) -> Self {
        let commands = session.commands.iter().map(|c| (c.at.frame, c));
        let answers = session.commands.iter().flat_map(|c| &c.replies);
        let replies = answers.chain(&session.unasked).map(|r| (r.at.frame, r));
        let (mut commands, mut replies) =
            (commands.collect::<Vec<_>>(), replies.collect::<Vec<_>>());
        commands.sort_by_key(|(frame, _)| *frame);
        replies.sort_by_key(|(frame, _)| *frame);
        ExchangeLines {
            commands,
            replies,
            show_passwords,
        }
    }

    fn in_frame(&self, frame: u64, by_client: bool) -> Vec<MessageKind> {
        if by_client {
            let said = of_frame(&self.commands, frame);
            let kind = |c: &Command| MessageKind::Command {
                verb: c.verb.clone(),
                line: c.shown_line(self.show_passwords),
            };
            said.iter().map(|(_, command)| kind(command)).collect()
        } else {
            let said = of_frame(&self.replies, frame);
            said.iter()
                .map(|(_, reply)| MessageKind::Reply {
                    code: reply.code,
                    text: reply.text.clone(),
                })
                .collect()
        }
    }
}

fn of_frame<T>(said: &[(u64, T)], frame: u64) -> &[(u64, T)] {
    let from = said.partition_point(|(f, _)| *f < frame);
    let to = said.partition_point(|(f, _)| *f <= frame);
    &said[from..to]
}
