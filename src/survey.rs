//! Pass 1: the control plane. Finds the control connections, hears their dialogues, and gives each to the
//! session brain. What it returns, the [`Plan`], is all that pass 2 needs to know before it begins.
//!
//! Connections on a control port are followed from their first frame. On any other port a segment that does not
//! look like a line of FTP costs two comparisons and leaves no state, so that memory does not depend on traffic that
//! is not FTP; SYNs are remembered in a ring of fixed size, so that a dialogue is known from its first byte.

use std::collections::{HashMap, HashSet, VecDeque};
use std::net::SocketAddr;

use foldhash::fast::RandomState;

use crate::decode::Segment;
use crate::ftp::{self, Effect};
use crate::limits::Limits;
use crate::record::At;
use crate::session::{Channel, Draft, Heard, HeardLine, Secrets, converse};
use crate::tcp::{Connection, ConnectionKey, Item, Side};

/// FTP's control port (RFC 959 section 8), and that of implicit TLS.
const FTP_PORT: u16 = 21;
const FTPS_PORT: u16 = 990;

/// Lines that may pass before a command and a reply must have been heard.
const UNDECIDED_LINES: usize = 32;

/// What pass 1 found out.
#[derive(Debug, Default)]
pub struct Plan {
    /// The sessions, in the order of their first frames.
    pub sessions: Vec<Planned>,
    /// Connections to a control port in which no line of FTP was heard.
    pub silent: Vec<Silent>,
    /// Caps that were hit.
    pub limits_hit: Vec<(&'static str, u64)>,
}

/// A session as the control plane shows it.
#[derive(Debug)]
pub struct Planned {
    /// Endpoints of its control connection.
    pub key: ConnectionKey,
    /// The side that sends commands.
    pub client: Side,
    /// First frame of the control connection, as pass 1 saw it.
    pub first: At,
    /// Its last frame.
    pub last: At,
    /// The SYN is in the capture.
    pub from_beginning: bool,
    /// Where the client's stream holds what nobody should read.
    pub secrets: Secrets,
    /// What the session brain made of the dialogue.
    pub draft: Draft,
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
}

/// A connection to a control port in which no line of FTP was heard.
#[derive(Clone, Copy, Debug)]
pub struct Silent {
    /// Who opened it.
    pub opener: SocketAddr,
    /// Towards whom.
    pub listener: SocketAddr,
    /// Its first frame.
    pub first: At,
    /// SYNs that the opener sent.
    pub syns: u32,
    /// Nobody answered.
    pub unanswered: bool,
}

/// Pass 1, fed with segments.
#[derive(Debug)]
pub struct Survey {
    limits: Limits,
    control_ports: HashSet<u16>,
    followed: HashMap<ConnectionKey, Followed, RandomState>,
    syns: SynRing,
    /// Ports of followed connections: a segment that touches none of them needs no look-up.
    busy: PortSet,
    finished: Vec<Planned>,
    silent: Vec<Silent>,
    dropped_candidates: u64,
}

#[derive(Debug)]
enum Followed {
    Live(Box<Control>),
    /// Its dialogue is complete; what still comes belongs to it and says nothing.
    Over {
        initial: [Option<u32>; 2],
    },
    /// Some other protocol.
    NotFtp,
}

/// A connection that is, or may be, a control connection.
#[derive(Debug)]
struct Control {
    connection: Connection,
    channels: [Channel; 2],
    on_control_port: bool,
    /// The SYN was seen, so the first bytes are the first bytes.
    from_beginning: bool,
    /// Enough was heard to know that it is FTP.
    confirmed: bool,
}

impl Survey {
    /// `control_ports`: ports to treat as control beside 21 and 990.
    pub fn new(limits: Limits, control_ports: &[u16]) -> Self {
        let mut ports: HashSet<u16> = control_ports.iter().copied().collect();
        ports.extend([FTP_PORT, FTPS_PORT]);
        let mut busy = PortSet::default();
        for &port in &ports {
            busy.insert(port);
        }
        Survey {
            syns: SynRing::new(limits.remembered_syns),
            limits,
            control_ports: ports,
            followed: HashMap::default(),
            busy,
            finished: Vec::new(),
            silent: Vec::new(),
            dropped_candidates: 0,
        }
    }

    /// Takes the next segment, in capture order.
    pub fn segment(&mut self, segment: &Segment) {
        let touches = self.busy.has(segment.src.port()) || self.busy.has(segment.dst.port());
        let opens = segment.flags.syn() && !segment.flags.ack();
        if !touches && !opens && !looks_like_ftp(segment.payload) {
            return;
        }
        let (key, sender) = ConnectionKey::of(segment);
        if let Some(followed) = self.followed.get_mut(&key)
            && !followed.is_reopened_by(segment, sender)
        {
            if let Followed::Live(control) = followed {
                control.segment(segment, sender, &self.limits);
                self.settle(key);
            }
            return;
        }
        self.close(&key);
        self.begin(key, segment, sender, opens);
    }

    /// Ends all dialogues and returns what was found.
    pub fn finish(mut self) -> Plan {
        let keys: Vec<ConnectionKey> = self.followed.keys().copied().collect();
        for key in keys {
            self.close(&key);
        }
        let mut plan = Plan { sessions: self.finished, silent: self.silent, ..Plan::default() };
        plan.sessions.sort_by_key(|s| s.first.frame);
        plan.silent.sort_by_key(|s| s.first.frame);
        if self.dropped_candidates > 0 {
            plan.limits_hit.push(("candidates", self.dropped_candidates));
        }
        plan
    }

    /// A connection that is not followed yet: on a control port it is from now on, elsewhere only if it looks so.
    fn begin(&mut self, key: ConnectionKey, segment: &Segment, sender: Side, opens: bool) {
        let on_control_port =
            self.control_ports.contains(&segment.dst.port()) || self.control_ports.contains(&segment.src.port());
        if !on_control_port && opens {
            self.syns.remember(key, sender, segment);
        }
        let mut connection = Connection::new(segment);
        let mut from_beginning = segment.flags.syn();
        if !on_control_port {
            if !looks_like_ftp(segment.payload) || !self.has_room() {
                return;
            }
            if let Some(syn) = self.syns.find(&key) {
                if !syn.is_greeting(segment, sender) {
                    return;
                }
                connection = syn.connection(segment);
                from_beginning = true;
            }
            self.busy.insert(segment.src.port());
            self.busy.insert(segment.dst.port());
        }
        let channels = [Channel::new(&self.limits), Channel::new(&self.limits)];
        let mut control = Box::new(Control { connection, channels, on_control_port, from_beginning, confirmed: false });
        control.segment(segment, sender, &self.limits);
        self.followed.insert(key, Followed::Live(control));
        self.settle(key);
    }

    fn has_room(&mut self) -> bool {
        let room = self.followed.len() < self.limits.control_connections;
        self.dropped_candidates += u64::from(!room);
        room
    }

    /// Judges a connection by what it has said so far, and ends it when it is over.
    fn settle(&mut self, key: ConnectionKey) {
        let Some(Followed::Live(control)) = self.followed.get_mut(&key) else { return };
        if control.is_other_protocol(&self.control_ports) {
            self.followed.insert(key, Followed::NotFtp);
        } else if control.connection.is_over() {
            let initial = control.connection.initial_numbers();
            self.close(&key);
            self.followed.insert(key, Followed::Over { initial });
        }
    }

    /// Ends a connection; if it was a session, it joins the finished ones.
    fn close(&mut self, key: &ConnectionKey) {
        let Some(Followed::Live(control)) = self.followed.remove(key) else { return };
        match control.into_session(&self.control_ports, &self.limits) {
            Ok(planned) => self.finished.push(planned),
            Err(Some(silent)) => self.silent.push(silent),
            Err(None) => {}
        }
    }
}

impl Followed {
    fn is_reopened_by(&self, segment: &Segment, sender: Side) -> bool {
        let opens = segment.flags.syn() && !segment.flags.ack();
        match self {
            Followed::Live(control) => control.connection.is_reopened_by(segment, sender),
            Followed::Over { initial } => opens && initial[sender.index()] != Some(segment.seq),
            Followed::NotFtp => opens,
        }
    }
}

impl Control {
    fn segment(&mut self, segment: &Segment, sender: Side, limits: &Limits) {
        let channels = &mut self.channels;
        let place = self.connection.stream(sender.other()).place(segment.ack).filter(|_| segment.flags.ack());
        let acked = place.and_then(|place| u64::try_from(place).ok()).unwrap_or_default();
        self.connection.segment(segment, sender, limits.held_control, &mut |side, item| {
            feed(&mut channels[side.index()], item, acked);
        });
    }

    /// A dialogue goes on being heard only while it reads like FTP; on a control port it may take longer to.
    fn is_other_protocol(&mut self, control_ports: &HashSet<u16>) -> bool {
        if self.confirmed {
            return false;
        }
        let lines = || self.channels.iter().flat_map(Channel::heard).filter_map(line_of);
        if !self.on_control_port && lines().any(|l| rules_out(&l.text)) {
            return true;
        }
        if lines().count() < UNDECIDED_LINES {
            return false;
        }
        self.confirmed = self.client(control_ports).is_some();
        !self.confirmed
    }

    /// The side that sends commands, where the dialogue is FTP.
    fn client(&self, control_ports: &HashSet<u16>) -> Option<Side> {
        if self.on_control_port { self.client_by_port(control_ports) } else { self.client_by_content() }
    }

    /// On any other port it takes the greeting (in mid-stream a reply) of one side and a verb of the other.
    fn client_by_content(&self) -> Option<Side> {
        let sides = [Side::Low, Side::High];
        let speaks = |side: Side, test: fn(&[u8]) -> bool| {
            self.channels[side.index()].heard().iter().filter_map(line_of).any(|l| test(&l.text))
        };
        sides.into_iter().find(|&client| {
            let greeted = match self.channels[client.other().index()].heard().iter().find_map(line_of) {
                Some(first) if self.from_beginning => first.text.starts_with(b"220"),
                Some(_) => speaks(client.other(), ftp::starts_with_code),
                None => false,
            };
            greeted && speaks(client, is_command)
        })
    }

    fn into_session(
        mut self: Box<Self>,
        control_ports: &HashSet<u16>,
        limits: &Limits,
    ) -> Result<Planned, Option<Silent>> {
        let channels = &mut self.channels;
        self.connection.finish(&mut |side, item| feed(&mut channels[side.index()], item, 0));
        for channel in channels {
            channel.finish();
        }
        let Some(client) = self.client(control_ports) else {
            return Err(self.on_control_port.then(|| self.silent()));
        };
        let commands = self.channels[client.index()].take();
        let replies = self.channels[client.other().index()].take();
        let secrets = self.secrets(client, &commands);
        let draft = converse(commands, replies, self.from_beginning, limits);
        let Connection { key, first, last, .. } = self.connection;
        Ok(Planned { key, client, first, last, from_beginning: self.from_beginning, secrets, draft })
    }

    /// On a control port one line of FTP suffices, or TLS from the first byte where it is not port 21.
    fn client_by_port(&self, control_ports: &HashSet<u16>) -> Option<Side> {
        let key = &self.connection.key;
        let server = [Side::Low, Side::High]
            .into_iter()
            .filter(|&s| control_ports.contains(&key.endpoint(s).port()))
            .max_by_key(|&s| s != self.connection.opener)?;
        let client = server.other();
        let heard = |side: Side| self.channels[side.index()].heard();
        let commands = heard(client).iter().filter_map(line_of).any(|l| is_command(&l.text));
        let replies = heard(server).iter().filter_map(line_of).any(|l| ftp::starts_with_code(&l.text));
        let tls = key.endpoint(server).port() != FTP_PORT && matches!(heard(client).first(), Some(Heard::TlsBegins(_)));
        (commands || replies || tls).then_some(client)
    }

    fn silent(&self) -> Silent {
        let connection = &self.connection;
        Silent {
            opener: connection.key.endpoint(connection.opener),
            listener: connection.key.endpoint(connection.opener.other()),
            first: connection.first,
            syns: connection.syns,
            unanswered: connection.is_unanswered(),
        }
    }

    fn secrets(&self, client: Side, commands: &[Heard]) -> Secrets {
        let stream = self.connection.stream(client);
        let mut secrets = Secrets::default();
        let with_argument = |line: &&HeardLine| !line.argument_range.is_empty() && is_secret(&line.text);
        for line in commands.iter().filter_map(line_of).filter(with_argument) {
            let range = &line.argument_range;
            if let Some(seq) = stream.sequence(range.start) {
                secrets.push(seq, (range.end - range.start) as u32);
            }
        }
        secrets
    }
}

fn feed(channel: &mut Channel, item: Item, acked: u64) {
    match item {
        Item::Bytes { bytes, at, .. } => channel.bytes(bytes, at, acked),
        Item::Gap { len, at, .. } => channel.gap(len, at),
    }
}

fn line_of(heard: &Heard) -> Option<&HeardLine> {
    match heard {
        Heard::Line(line) => Some(line),
        _ => None,
    }
}

fn is_command(line: &[u8]) -> bool {
    ftp::Command::parse(line).is_some_and(|c| c.verb.is_some())
}

fn is_secret(line: &[u8]) -> bool {
    ftp::Command::parse(line).is_some_and(|c| matches!(c.effect(), Effect::Pass | Effect::Acct))
}

/// Mail speaks almost like FTP; its verbs give it away.
fn rules_out(line: &[u8]) -> bool {
    let verb = line.split(|&b| b == b' ').next().unwrap_or_default();
    [&b"EHLO"[..], b"HELO", b"LHLO", b"MAIL"].iter().any(|v| v.eq_ignore_ascii_case(verb))
}

/// A cheap first look at a payload: does it begin as a reply or a command would?
fn looks_like_ftp(payload: &[u8]) -> bool {
    match payload {
        [b'1'..=b'6', b'0'..=b'9', b'0'..=b'9', b' ' | b'-', ..] => true,
        [a, b, c, ..] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() && c.is_ascii_alphabetic() => {
            payload.len() <= 512 && payload.ends_with(b"\n") && is_command(payload.trim_ascii_end())
        }
        _ => false,
    }
}

/// A set of ports, one bit each.
#[derive(Clone, Debug)]
pub(crate) struct PortSet(Box<[u64; 1024]>);

impl Default for PortSet {
    fn default() -> Self {
        PortSet(Box::new([0; 1024]))
    }
}

impl PortSet {
    pub(crate) fn insert(&mut self, port: u16) {
        self.0[usize::from(port >> 6)] |= 1 << (port & 63);
    }

    pub(crate) fn has(&self, port: u16) -> bool {
        self.0[usize::from(port >> 6)] & (1 << (port & 63)) != 0
    }
}

/// The latest SYNs to ports that are no control ports, in a ring of fixed size.
#[derive(Debug)]
struct SynRing {
    capacity: usize,
    order: VecDeque<ConnectionKey>,
    syns: HashMap<ConnectionKey, Syn, RandomState>,
}

#[derive(Clone, Copy, Debug)]
struct Syn {
    opener: Side,
    number: u32,
    at: At,
}

impl SynRing {
    fn new(capacity: usize) -> Self {
        SynRing { capacity, order: VecDeque::new(), syns: HashMap::default() }
    }

    fn remember(&mut self, key: ConnectionKey, opener: Side, segment: &Segment) {
        let syn = Syn { opener, number: segment.seq, at: At { frame: segment.frame, time: segment.time } };
        if self.syns.insert(key, syn).is_none() {
            self.order.push_back(key);
        }
        if self.order.len() > self.capacity
            && let Some(oldest) = self.order.pop_front()
        {
            self.syns.remove(&oldest);
        }
    }

    fn find(&self, key: &ConnectionKey) -> Option<Syn> {
        self.syns.get(key).copied()
    }
}

impl Syn {
    /// An FTP server speaks first: the opener has sent nothing yet.
    fn is_greeting(self, segment: &Segment, sender: Side) -> bool {
        sender != self.opener && segment.flags.ack() && segment.ack == self.number.wrapping_add(1)
    }

    /// The connection as it stood after its SYN.
    fn connection(self, segment: &Segment) -> Connection {
        let mut connection = Connection::new(segment);
        connection.opener = self.opener;
        connection.first = self.at;
        connection.expect_from(self.opener, self.number);
        connection
    }
}
