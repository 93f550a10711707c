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
//! Which side is the client is decided in `sides`, and what becomes of a session in `session`.
//!
//! Bytes pass a preface first (the header of the PROXY protocol, or words with an HTTP or SOCKS
//! proxy), then TLS, and what TLS leaves in clear, or opens, is split into lines by a [`Channel`]
//! for each side.

mod session;
mod sides;

use std::sync::Arc;

use crate::analysis::control::{Channel, ChannelEvent, ChannelLine};
use crate::decode::Segment;
use crate::limits::Limits;
use crate::model::{ConnectionEnd, SynAnswer, Time};
use crate::tcp::{ConnectionKey, Side, StreamItem, TcpConnection};
use crate::tls::{Begins, Keyring, TlsConnection};

use super::look::{is_foreign_reply, is_foreign_verb};
use super::proxy::{Preface, PrefacePart};
use super::{PortSet, Silent};

/// Lines that may pass, once both sides have spoken, before a command and a reply must have been
/// read.
const UNDECIDED_LINES: usize = 32;
/// Likewise while only one side has spoken: greetings can be long.
const UNDECIDED_GREETING: usize = 1024;

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
                .filter_map(ChannelEvent::line)
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
            .filter_map(ChannelEvent::line)
    }

    /// Both sides have said something: it is more than a line that anybody may send.
    pub(super) fn is_dialogue(&self) -> bool {
        self.channels
            .iter()
            .all(|channel| !channel.events().is_empty())
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
            opener_spoke: connection.bytes[connection.opener.index()] > 0,
            half_open: false,
            is_cut: self.is_cut,
            longest: connection.last.time.since(connection.first.time).max(0),
            each: vec![(connection.first.frame, connection.syns)],
        }
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
            channels[1 - side].other_side_spoke();
            tls.bytes(side, bytes, (at, ack), &mut |side, piece| {
                channels[side].take(piece, at);
            });
        }
    }
}
