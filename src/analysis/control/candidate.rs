//! A connection that is, or may be, a control connection, and the judgement which.

use crate::analysis::control::{Channel, Heard, HeardLine, Secrets, converse};
use crate::decode::Segment;
use crate::ftp;
use crate::limits::Limits;
use crate::model::{ConnectionEnd, SynAnswer};
use crate::tcp::{Connection, Item, Side};

use super::look::{is_command, is_foreign_reply, is_foreign_verb, is_neighbour, is_secret};
use super::{Planned, PortSet, Silent};

/// Lines that may pass, once both sides have spoken, before a command and a reply must have been heard.
const UNDECIDED_LINES: usize = 32;
/// Likewise while only one side has spoken: greetings can be long.
const UNDECIDED_GREETING: usize = 1024;

#[derive(Debug)]
pub(super) struct Control {
    connection: Connection,
    channels: [Channel; 2],
    pub(super) on_control_port: bool,
    /// The SYN was seen, so the first bytes are the first bytes.
    from_beginning: bool,
    /// Enough was heard to know that it is FTP.
    confirmed: bool,
    /// Something was heard that is never said in FTP.
    foreign: bool,
    /// How much of each side was looked at for that, and how many lines were in it.
    looked: [usize; 2],
    lines: [usize; 2],
}

impl Control {
    pub(super) fn at_control_port(
        connection: Connection,
        from_beginning: bool,
        limits: &Limits,
    ) -> Self {
        Control {
            on_control_port: true,
            ..Control::elsewhere(connection, from_beginning, limits)
        }
    }

    pub(super) fn elsewhere(connection: Connection, from_beginning: bool, limits: &Limits) -> Self {
        let channels = [Channel::new(limits), Channel::new(limits)];
        Control {
            connection,
            channels,
            on_control_port: false,
            from_beginning,
            confirmed: false,
            foreign: false,
            looked: [0; 2],
            lines: [0; 2],
        }
    }

    pub(super) fn segment(&mut self, segment: &Segment, sender: Side, limits: &Limits) {
        let channels = &mut self.channels;
        self.connection
            .segment(segment, sender, limits.held_control, &mut |side, item| {
                feed(&mut channels[side.index()], item);
            });
    }

    pub(super) fn is_reopened_by(&self, segment: &Segment, sender: Side) -> bool {
        self.connection.is_reopened_by(segment, sender)
    }

    /// True while it is not decided what it is, and once it is over. On a control port nothing can be decided before
    /// some lines were heard.
    pub(super) fn needs_judgement(&self) -> bool {
        let heard = || {
            self.channels
                .iter()
                .map(|channel| channel.heard().len())
                .sum::<usize>()
        };
        self.is_over() || (!self.confirmed && (!self.on_control_port || heard() >= UNDECIDED_LINES))
    }

    pub(super) fn is_over(&self) -> bool {
        self.connection.is_over()
    }

    pub(super) fn first_frame(&self) -> u64 {
        self.connection.first.frame
    }

    pub(super) fn initial_numbers(&self) -> [Option<u32>; 2] {
        self.connection.initial_numbers()
    }

    /// A dialogue goes on being heard only while it reads like FTP; on a control port it may take longer to.
    pub(super) fn is_other_protocol(&mut self, control_ports: &PortSet, undecided: usize) -> bool {
        if self.confirmed {
            return false;
        }
        self.look();
        if !self.on_control_port && self.foreign {
            return true;
        }
        let [low, high] = self.lines;
        let allowed = if low.min(high) > 0 {
            UNDECIDED_LINES
        } else {
            UNDECIDED_GREETING
        };
        let spoken: u64 = self.connection.bytes.iter().sum();
        let silent_in_text = !self.on_control_port && spoken >= undecided as u64;
        if low + high < allowed && !silent_in_text {
            return false;
        }
        self.confirmed = self.client(control_ports).is_some();
        !self.confirmed
    }

    /// Takes note of what was heard since the last look. Mail, news and chat speak almost like FTP; their own words
    /// give them away.
    fn look(&mut self) {
        for (side, channel) in self.channels.iter().enumerate() {
            let heard = channel.heard();
            for line in heard
                .get(self.looked[side]..)
                .unwrap_or_default()
                .iter()
                .filter_map(line_of)
            {
                self.lines[side] += 1;
                self.foreign |=
                    is_foreign_verb(line.text.bytes()) || is_foreign_reply(line.text.bytes());
            }
            self.looked[side] = heard.len();
        }
    }

    fn lines(&self, side: Side) -> impl Iterator<Item = &HeardLine> {
        self.channels[side.index()]
            .heard()
            .iter()
            .filter_map(line_of)
    }

    /// The side that sends commands, where the dialogue is FTP.
    fn client(&self, control_ports: &PortSet) -> Option<Side> {
        if self.on_control_port {
            self.client_by_port(control_ports)
        } else {
            self.client_by_content()
        }
    }

    /// On any other port it takes the greeting (in mid-stream a reply) of one side and a verb of the other.
    fn client_by_content(&self) -> Option<Side> {
        if self.foreign {
            return None;
        }
        Side::BOTH.into_iter().find(|&client| {
            let server = client.other();
            let greeted = match self.lines(server).next() {
                Some(first) if self.from_beginning && !first.head_lost => self.greets(server),
                Some(_) => {
                    let neighbour = Side::BOTH
                        .into_iter()
                        .any(|s| is_neighbour(self.connection.key.endpoint(s).port()));
                    !neighbour
                        && self
                            .lines(server)
                            .any(|l| ftp::starts_with_code(l.text.bytes()))
                }
                None => false,
            };
            greeted && self.lines(client).any(|l| is_command(l.text.bytes()))
        })
    }

    /// 220, or 120 and then 220 (RFC 959 section 5.4).
    fn greets(&self, server: Side) -> bool {
        let mut coded = self
            .lines(server)
            .filter(|l| !l.text.bytes().starts_with(b"120"));
        coded
            .next()
            .is_some_and(|l| l.text.bytes().starts_with(b"220"))
    }

    /// On a control port one line of FTP suffices, or TLS from the first byte where it is not port 21.
    fn client_by_port(&self, control_ports: &PortSet) -> Option<Side> {
        let key = &self.connection.key;
        let server = Side::BOTH
            .into_iter()
            .filter(|&s| control_ports.contains(key.endpoint(s).port()))
            .max_by_key(|&s| s != self.connection.opener)?;
        let client = server.other();
        let heard = |side: Side| self.channels[side.index()].heard();
        let commands = self.lines(client).any(|l| is_command(l.text.bytes()));
        let replies = self
            .lines(server)
            .any(|l| ftp::starts_with_code(l.text.bytes()));
        let tls = key.endpoint(server).port() != ftp::CONTROL_PORT
            && matches!(heard(client).first(), Some(Heard::TlsBegins(_)));
        (commands || replies || tls).then_some(client)
    }

    /// Nothing follows: the side that sends commands, if it was a session.
    pub(super) fn finish(&mut self, control_ports: &PortSet) -> Option<Side> {
        let channels = &mut self.channels;
        self.connection
            .finish(&mut |side, item| feed(&mut channels[side.index()], item));
        for channel in channels {
            channel.finish();
        }
        self.look();
        self.client(control_ports)
    }

    /// What is planned of it. `ended`: another connection took its ports, or
    /// both its sides are complete.
    pub(super) fn into_session(
        mut self: Box<Self>,
        client: Side,
        ended: bool,
        limits: &Limits,
    ) -> Planned {
        let commands = self.heard(client);
        let replies = self.heard(client.other());
        let secrets = self.secrets(client, &commands);
        let mut draft = converse(commands, replies, self.from_beginning, limits);
        draft.left_out.lines = self.channels.iter().map(Channel::dropped).sum();
        draft.left_out.cut_lines = self.channels.iter().map(Channel::cut_lines).sum();
        let ended = ended || self.connection.closed_by().is_some();
        let Connection {
            key, first, last, ..
        } = self.connection;
        let from_beginning = self.from_beginning;
        Planned {
            key,
            client,
            first,
            last,
            from_beginning,
            ended,
            secrets,
            draft,
        }
    }

    pub(super) fn silent(&self) -> Silent {
        let connection = &self.connection;
        Silent {
            opener: connection.key.endpoint(connection.opener),
            listener: connection.key.endpoint(connection.opener.other()),
            first: connection.first,
            last: connection.last,
            connections: 1,
            syns: connection.syns,
            answer: match (connection.is_refused(), connection.is_unanswered()) {
                (true, _) => SynAnswer::Reset,
                (false, true) => SynAnswer::None,
                (false, false) => SynAnswer::Opened,
            },
            closed_by: connection.closed_by().map(|by| {
                if by == connection.opener {
                    ConnectionEnd::Opener
                } else {
                    ConnectionEnd::Listener
                }
            }),
            listener_spoke: connection.bytes[connection.opener.other().index()] > 0,
            longest: connection.last.time.since(connection.first.time).max(0),
            each: vec![(connection.first.frame, connection.syns)],
        }
    }

    /// What a side said, each line with how much of the other side it had seen.
    fn heard(&mut self, side: Side) -> Vec<Heard> {
        let mut heard = self.channels[side.index()].take();
        let other = self.connection.stream(side.other());
        for item in &mut heard {
            item.acknowledge(|ack| u64::try_from(other.place(ack)?).ok());
        }
        heard
    }

    fn secrets(&self, client: Side, commands: &[Heard]) -> Secrets {
        let stream = self.connection.stream(client);
        let mut secrets = Secrets::default();
        let with_argument =
            |line: &&HeardLine| !line.argument_range.is_empty() && is_secret(line.text.bytes());
        for line in commands.iter().filter_map(line_of).filter(with_argument) {
            let range = &line.argument_range;
            if let Some(seq) = stream.sequence(range.start) {
                secrets.push(seq, range.end - range.start);
            }
        }
        secrets
    }
}

fn feed(channel: &mut Channel, item: Item) {
    match item {
        Item::Bytes { bytes, at, ack, .. } => channel.bytes(bytes, at, ack),
        Item::Gap { len, at, .. } => channel.gap(len, at),
    }
}

fn line_of(heard: &Heard) -> Option<&HeardLine> {
    match heard {
        Heard::Line(line) => Some(line),
        _ => None,
    }
}
