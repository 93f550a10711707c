//! A connection that is, or may be, a control connection, and the judgement which.
//!
//! Whether it is FTP is decided by what is said, never by a port alone, and as late as limits
//! allow:
//!
//! | where | it is a session if | it is given up |
//! |---|---|---|
//! | at a control port (21, 990, `--control-port`) | one line of either side is FTP, or TLS begins with the first byte (not on port 21), or both sides had been under TLS before the capture | after [`UNDECIDED_LINES`] lines without one; one side alone may speak [`UNDECIDED_GREETING`], since greetings are long |
//! | at any other port | the server greets with 220, or with 120 and then 220 (RFC 959 section 5.4), and the client sends a verb. Of a connection that began before the capture any reply will do, unless its port belongs to a protocol that speaks alike | at the first word of mail, news or chat, or after as many lines, or after so many bytes without a line (`undecided`) |
//!
//! **Which side is the client** follows from the port where that is a control port, and from what
//! is said otherwise. Where the side that should send commands sends codes, the first
//! [`WEIGHED_LINES`] lines of each side are counted: commands of the one and codes of the other
//! speak for a side. Either side may have chosen a control port as its own.
//!
//! Bytes pass a preface first (the header of the PROXY protocol, or words with an HTTP or SOCKS
//! proxy), then TLS, and what TLS leaves in clear, or opens, is split into lines by a [`Channel`]
//! for each side.

use std::sync::Arc;

use crate::analysis::control::{
    Channel, ChannelEvent, ChannelLine, SecretPlaces, SessionDraft, converse,
};
use crate::analysis::tls::{self, Clash};
use crate::decode::Segment;
use crate::ftp;
use crate::limits::Limits;
use crate::model::{At, ConnectionEnd, SynAnswer, Time, TlsStart, TlsState};
use crate::tcp::{ConnectionKey, Side, StreamItem, TcpConnection};
use crate::tls::{Begins, Keyring, TlsConnection};

use super::look::{is_auth, is_command, is_foreign_reply, is_foreign_verb, is_neighbour};
use super::proxy::{Preface, PrefacePart};
use super::secret::{Passwords, mask, ranges_of_copies};
use super::{Planned, PortSet, Silent};

/// Lines that may pass, once both sides have spoken, before a command and a reply must have been
/// read.
const UNDECIDED_LINES: usize = 32;
/// Likewise while only one side has spoken: greetings can be long.
const UNDECIDED_GREETING: usize = 1024;

/// Lines of each side that tell which of them is the client.
const WEIGHED_LINES: usize = 64;

#[derive(Debug)]
pub(super) struct Control {
    connection: TcpConnection,
    /// A proxy was asked for the way to the server before the control channel.
    through_proxy: bool,
    prefaces: [Preface; 2],
    channels: [Channel; 2],
    tls: TlsConnection,
    pub(super) on_control_port: bool,
    /// The SYN was seen, so the first bytes are the first bytes.
    from_beginning: bool,
    /// Enough was read to know that it is FTP.
    confirmed: bool,
    /// Something was read that is never said in FTP.
    foreign: bool,
    /// The snap length cut some of what was said.
    is_cut: bool,
    /// How much of each side was looked at for that, and how many lines were in it.
    looked: [usize; 2],
    lines: [usize; 2],
}

impl Control {
    pub(super) fn at_control_port(
        connection: TcpConnection,
        from_beginning: bool,
        limits: &Limits,
        ring: Option<&Arc<Keyring>>,
    ) -> Self {
        Control {
            on_control_port: true,
            ..Control::elsewhere(connection, from_beginning, limits, ring)
        }
    }

    pub(super) fn elsewhere(
        connection: TcpConnection,
        from_beginning: bool,
        limits: &Limits,
        ring: Option<&Arc<Keyring>>,
    ) -> Self {
        let channels = Side::BOTH.map(|_| Channel::new(limits, from_beginning));
        Control {
            connection,
            through_proxy: false,
            prefaces: Default::default(),
            channels,
            tls: TlsConnection::new(Begins::WithLine, from_beginning, limits.tls_hello).with(ring),
            on_control_port: false,
            from_beginning,
            confirmed: false,
            foreign: false,
            is_cut: false,
            looked: [0; 2],
            lines: [0; 2],
        }
    }

    /// Behind the words with a proxy (HTTP CONNECT, SOCKS).
    pub(super) fn behind_proxy(
        connection: TcpConnection,
        limits: &Limits,
        ring: Option<&Arc<Keyring>>,
    ) -> Self {
        Control {
            through_proxy: true,
            ..Control::elsewhere(connection, true, limits, ring)
        }
    }

    pub(super) fn segment(&mut self, segment: &Segment, sender: Side, limits: &Limits) {
        let (prefaces, channels, tls) = (&mut self.prefaces, &mut self.channels, &mut self.tls);
        tls.begin_frame();
        self.is_cut |= segment.cut > 0;
        self.connection
            .segment(segment, sender, limits.held_control, &mut |side, item| {
                feed(&mut prefaces[side.index()], channels, tls, side, item);
            });
    }

    pub(super) fn is_reopened_by(&self, segment: &Segment, sender: Side) -> bool {
        self.connection.is_reopened_by(segment, sender)
    }

    pub(super) fn take_other_syn(&mut self) -> Option<Box<Segment<'static>>> {
        self.connection.take_other_syn()
    }

    /// True while it is not decided what it is, and once it is over. On a control port nothing can
    /// be decided before some lines were read.
    pub(super) fn needs_judgement(&self) -> bool {
        self.is_over()
            || (!self.confirmed && (!self.on_control_port || self.line_count() >= UNDECIDED_LINES))
    }

    fn line_count(&self) -> usize {
        self.channels
            .iter()
            .map(|channel| channel.events().len())
            .sum::<usize>()
    }

    pub(super) fn is_over(&self) -> bool {
        self.connection.is_over()
    }

    pub(super) fn first_frame(&self) -> u64 {
        self.connection.first.frame
    }

    pub(super) fn last_time(&self) -> Time {
        self.connection.last.time
    }

    pub(super) fn initial_numbers(&self) -> [Option<u32>; 2] {
        self.connection.initial_numbers()
    }

    /// A control channel goes on being read only while it reads like FTP; on a control port it may
    /// take longer to.
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

    /// Takes note of what was read since the last look. Mail, news and chat speak almost like FTP;
    /// their own words give them away.
    fn look(&mut self) {
        for (side, channel) in self.channels.iter().enumerate() {
            let events = channel.events();
            for line in events
                .get(self.looked[side]..)
                .unwrap_or_default()
                .iter()
                .filter_map(line_of)
            {
                self.lines[side] += 1;
                self.foreign |=
                    is_foreign_verb(line.text.bytes()) || is_foreign_reply(line.text.bytes());
            }
            self.looked[side] = events.len();
        }
    }

    fn lines(&self, side: Side) -> impl Iterator<Item = &ChannelLine> {
        self.channels[side.index()]
            .events()
            .iter()
            .filter_map(line_of)
    }

    /// The side that sends commands, where the control channel is FTP.
    fn client(&self, control_ports: &PortSet) -> Option<Side> {
        if self.on_control_port {
            self.client_by_port(control_ports)
        } else {
            self.client_by_content()
        }
    }

    /// On any other port it takes the greeting (in mid-stream a reply) of one side and a verb of
    /// the other.
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

    /// On a control port one line of FTP suffices, or TLS from the first byte where it is not port 21. Where it is the
    /// client's own port that is a control port, it takes as much as on any other.
    fn client_by_port(&self, control_ports: &PortSet) -> Option<Side> {
        let key = &self.connection.key;
        let is_control = |side: Side| control_ports.contains(key.endpoint(side).port());
        let server = Side::BOTH
            .into_iter()
            .filter(|&side| is_control(side))
            .max_by_key(|&side| side != self.connection.opener)?;
        let is_mistaken = self.are_sides_mistaken(server.other());
        if is_mistaken && !is_control(server.other()) {
            return self.client_by_content();
        }
        let client = if is_mistaken { server } else { server.other() };
        let server = client.other();
        let spoken = self.spoken(client) > 0;
        let implicit = key.endpoint(server).port() != ftp::CONTROL_PORT
            && matches!(
                self.channels[client.index()].events().first(),
                Some(ChannelEvent::TlsBegins(_))
            );
        let hidden = !self.from_beginning && self.is_encrypted_both_ways();
        (spoken || implicit || hidden).then_some(client)
    }

    /// What is said decides who is who, not the ports, which either side may choose. Looked at
    /// closely only where the side that should send commands sends codes.
    fn are_sides_mistaken(&self, client: Side) -> bool {
        let says_codes = self
            .lines(client)
            .take(WEIGHED_LINES)
            .any(|line| ftp::starts_with_code(line.text.bytes()));
        says_codes && self.spoken(client.other()) > self.spoken(client)
    }

    /// What speaks for a side as the client: its commands, and the replies of the other. A welcome
    /// whose lines begin like commands is outvoted by its codes.
    fn spoken(&self, client: Side) -> usize {
        let commands = self
            .lines(client)
            .take(WEIGHED_LINES)
            .filter(|line| is_command(line.text.bytes()));
        let replies = self
            .lines(client.other())
            .take(WEIGHED_LINES)
            .filter(|line| ftp::starts_with_code(line.text.bytes()));
        commands.count() + replies.count()
    }

    /// Both sides have said something: it is more than a line that anybody may send.
    pub(super) fn is_dialogue(&self) -> bool {
        self.channels
            .iter()
            .all(|channel| !channel.events().is_empty())
    }

    fn is_encrypted_both_ways(&self) -> bool {
        Side::BOTH
            .into_iter()
            .all(|side| self.tls.evidence(side.index()).finished.is_some())
    }

    /// Nothing follows: the side that sends commands, if it was a session.
    pub(super) fn finish(&mut self, control_ports: &PortSet) -> Option<Side> {
        let (prefaces, channels, tls) = (&mut self.prefaces, &mut self.channels, &mut self.tls);
        self.connection.finish(&mut |side, item| {
            feed(&mut prefaces[side.index()], channels, tls, side, item);
        });
        let last = self.connection.last;
        for (side, preface) in prefaces.iter_mut().enumerate() {
            preface.flush(&mut |part| speak(channels, tls, side, None, &part));
            tls.finish(side, last, &mut |side, piece| {
                channels[side].take(piece, last);
            });
        }
        channels.iter_mut().for_each(Channel::finish);
        self.look();
        self.client(control_ports)
    }

    /// Its endpoints.
    pub(super) fn key(&self) -> ConnectionKey {
        self.connection.key
    }

    /// What is planned of it. `ended`: another connection took its ports, or both its sides are
    /// complete. `words`: passwords that are known before it.
    pub(super) fn into_session(
        mut self: Box<Self>,
        client: Side,
        (ended, now): (bool, At),
        limits: &Limits,
        words: Passwords,
        show_passwords: bool,
    ) -> Planned {
        let mut commands = self.events(client);
        let mut replies = self.events(client.other());
        let clash = self.clash(client, &commands, &replies);
        let tls = tls::facts(&self.tls, &self.connection, clash, now).map(Box::new);
        let state = tls.as_ref().map(|tls| tls.state);
        if state.is_some_and(|state| !state.hides()) {
            forget_tls(&mut commands);
            forget_tls(&mut replies);
        } else {
            let opened = self.is_opened();
            tell_tls(&mut commands, opened);
            tell_tls(&mut replies, opened);
        }
        let mut draft = converse(&commands, &replies, self.from_beginning, limits);
        let words = self.mask(&mut draft, words, show_passwords);
        let mut secrets = self.secrets(client, &draft, [&commands, &replies], words);
        if show_passwords {
            secrets.show();
        }
        draft.proxied = self.prefaces[client.index()].proxied();
        draft.through_proxy = self.through_proxy;
        let in_clear = commands.iter().chain(&replies);
        let spoken = in_clear.filter_map(line_of).any(|line| !line.opened);
        draft.tls = state.and_then(|state| self.tls_start(client, state, spoken));
        draft.left_out.lines = self.channels.iter().map(Channel::dropped).sum();
        draft.left_out.tls_hellos = self.tls.hellos_too_long();
        draft.left_out.cut_lines = self.channels.iter().map(Channel::cut_lines).sum();
        let ended = ended || self.connection.closed_by().is_some();
        let made_up_numbers = self.connection.has_made_up_numbers();
        let TcpConnection {
            key, first, last, ..
        } = self.connection;
        let from_beginning = self.from_beginning;
        Planned {
            key,
            client,
            first,
            last,
            from_beginning,
            made_up_numbers,
            ended,
            tls,
            secrets,
            draft,
        }
    }

    /// Under TLS the control channel can be read, on both sides as far as they say anything: then
    /// announcements are known.
    fn is_opened(&self) -> bool {
        let Some(opened) = self.tls.opened() else {
            return false;
        };
        opened.data != [0, 0]
            && (0..2)
                .all(|side| opened.data[side] > 0 || opened.sealed[side] + opened.lost[side] == 0)
    }

    /// How TLS began: after something was `spoken` in clear text, or without. Where its beginning
    /// is not in the capture, the port tells.
    fn tls_start(&self, client: Side, state: TlsState, spoken: bool) -> Option<TlsStart> {
        let begun = Side::BOTH
            .into_iter()
            .any(|side| self.tls.evidence(side.index()).hello.is_some());
        let server = self.connection.key.endpoint(client.other()).port();
        // a hello may follow an AUTH that the capture lacks
        let is_missed = !self.from_beginning && server == ftp::CONTROL_PORT;
        let explicit = spoken || is_missed || (!begun && server != ftp::IMPLICIT_TLS_PORT);
        match state {
            TlsState::Mismatch(_) => None,
            _ if explicit => Some(TlsStart::Explicit),
            _ => Some(TlsStart::Implicit),
        }
    }

    /// One side speaks TLS, and the other clear text that is not part of coming to terms about it:
    /// the client meets any word but the answer to its AUTH; the server has nothing but alerts to
    /// say to what is not TLS.
    fn clash(
        &self,
        client: Side,
        commands: &[ChannelEvent],
        replies: &[ChannelEvent],
    ) -> Option<Clash> {
        let server = client.other();
        let begun = |side: Side| self.tls.evidence(side.index()).first;
        let spoke = |side: Side| self.tls.evidence(side.index()).hello.is_some();
        if let Some(from) = begun(client) {
            if spoke(server) {
                return None;
            }
            let answer = answer_to_auth(commands, replies);
            let (before, after): (Vec<_>, Vec<_>) = replies
                .iter()
                .filter_map(line_of)
                .filter(|line| Some(line.end) != answer)
                .partition(|line| line.end.frame < from.frame);
            let met = after
                .first()
                .or(before.last().filter(|_| answer.is_none()))?;
            return Some(Clash {
                tls: client,
                clear: met.end,
            });
        }
        let from = begun(server)?;
        let mut lines = commands.iter().filter_map(line_of);
        let met = lines
            .clone()
            .rfind(|line| line.end.frame < from.frame)
            .or_else(|| lines.next())?;
        (!spoke(server)).then_some(Clash {
            tls: server,
            clear: met.end,
        })
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
            rejected: None,
            closed_by: connection.closed_by().map(|by| {
                if by == connection.opener {
                    ConnectionEnd::Opener
                } else {
                    ConnectionEnd::Listener
                }
            }),
            listener_spoke: connection.bytes[connection.opener.other().index()] > 0,
            half_open: false,
            is_cut: self.is_cut,
            longest: connection.last.time.since(connection.first.time).max(0),
            each: vec![(connection.first.frame, connection.syns)],
        }
    }

    /// What a side said, each line with how much of the other side it had seen.
    fn events(&mut self, side: Side) -> Vec<ChannelEvent> {
        let mut events = self.channels[side.index()].hand_over();
        let other = self.connection.stream(side.other());
        for item in &mut events {
            item.acknowledge(|ack| u64::try_from(other.place(ack)?).ok());
        }
        events
    }

    /// Takes the secrets out of the draft; gives the passwords that are known, those before it
    /// among them.
    fn mask(&self, draft: &mut SessionDraft, before: Passwords, show: bool) -> Passwords {
        let key = self.connection.key;
        let hosts = Side::BOTH.map(|side| key.endpoint(side).ip().to_string());
        mask(draft, &hosts, before, show)
    }

    /// Where in the streams the secrets stand.
    fn secrets(
        &mut self,
        client: Side,
        draft: &SessionDraft,
        [commands, replies]: [&[ChannelEvent]; 2],
        words: Passwords,
    ) -> SecretPlaces {
        let mut sent = self.channels[client.index()].secrets();
        let unread = &draft.unread_passwords;
        let opened = unread.iter().filter_map(|line| line.opened).collect();
        let in_clear = unread.iter().filter(|line| line.opened.is_none());
        sent.extend(in_clear.map(|line| line.range.clone()));
        sent.extend(ranges_of_copies(commands, &words, true));
        if !self.from_beginning {
            // nobody has read what came before: it may be a log-in at a proxy
            let first = commands.iter().find_map(line_of);
            let unread = first.filter(|line| !line.opened && line.stream_start > 0);
            sent.extend(unread.map(|line| 0..line.stream_start));
        }
        let received = ranges_of_copies(replies, &words, false);
        let mut secrets = SecretPlaces::new(words);
        secrets.set_opened(opened);
        secrets.set(client, self.connection.stream(client), sent);
        if self.connection.initial_numbers()[client.index()].is_none() {
            secrets.hide_before_start(client);
        }
        secrets.set(
            client.other(),
            self.connection.stream(client.other()),
            received,
        );
        secrets
    }
}

fn feed(
    preface: &mut Preface,
    channels: &mut [Channel; 2],
    tls: &mut TlsConnection,
    side: Side,
    item: StreamItem,
) {
    let side = side.index();
    match item {
        StreamItem::Bytes { bytes, at, ack, .. } => {
            channels[side].acknowledges(ack);
            preface.bytes(bytes, at, &mut |part| {
                speak(channels, tls, side, ack, &part);
            });
        }
        StreamItem::Gap { len, at, .. } => {
            preface.flush(&mut |part| speak(channels, tls, side, None, &part));
            tls.gap(side, len, at, &mut |side, piece| {
                channels[side].take(piece, at);
            });
            channels[side].gap(len, tls.is_inside(side));
        }
    }
}

fn speak(
    channels: &mut [Channel; 2],
    tls: &mut TlsConnection,
    side: usize,
    ack: Option<u32>,
    part: &PrefacePart<'_>,
) {
    match *part {
        PrefacePart::Header(length) => channels[side].skip_header(length as u64),
        PrefacePart::Content(bytes, at) => {
            channels[1 - side].hears();
            tls.bytes(side, bytes, (at, ack), &mut |side, piece| {
                channels[side].take(piece, at);
            });
        }
    }
}

fn line_of(event: &ChannelEvent) -> Option<&ChannelLine> {
    match event {
        ChannelEvent::Line(line) => Some(line),
        _ => None,
    }
}

/// The reply that lets TLS begin, whatever its code: 234, and of some servers 200 or 334.
fn answer_to_auth(commands: &[ChannelEvent], replies: &[ChannelEvent]) -> Option<At> {
    let asked = commands
        .iter()
        .filter_map(line_of)
        .find(|line| is_auth(line.text.bytes()))?;
    let answer = replies
        .iter()
        .filter_map(line_of)
        .find(|line| line.end.frame >= asked.end.frame)?;
    matches!(answer.text.bytes().first(), Some(b'2' | b'3')).then_some(answer.end)
}

/// Where TLS did not come about it hides nothing.
fn forget_tls(events: &mut Vec<ChannelEvent>) {
    events.retain(|event| matches!(event, ChannelEvent::Line(_) | ChannelEvent::Full(_)));
}

/// What TLS hides: all that is under it, or only what could not be `opened`.
fn tell_tls(events: &mut Vec<ChannelEvent>, opened: bool) {
    if !opened {
        return events
            .retain(|event| !matches!(event, ChannelEvent::Locked(_) | ChannelEvent::Unlocked(_)));
    }
    for event in events {
        if let ChannelEvent::TlsBegins(at) = *event {
            *event = ChannelEvent::TlsOpens(at);
        }
    }
}
