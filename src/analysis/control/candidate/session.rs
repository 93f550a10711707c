//! What becomes of a control connection that is over: the session that is planned of it.

use crate::analysis::control::look::is_auth;
use crate::analysis::control::secret::{Copies, Passwords, hide_secrets};
use crate::analysis::control::{
    Channel, ChannelEvent, ChannelLine, Planned, SecretPlaces, SessionDraft, converse,
};
use crate::analysis::tls::{self, Clash};
use crate::ftp;
use crate::limits::Limits;
use crate::model::{At, Proxied, TlsStart, TlsState};
use crate::tcp::{Side, TcpConnection};

use super::Control;

impl Control {
    /// What is planned of it. `ended`: another connection took its ports, or both its sides are
    /// complete. `words`: passwords that are known before it.
    pub(in crate::analysis::control) fn into_session(
        mut self: Box<Self>,
        client: Side,
        (ended, now): (bool, At),
        limits: &Limits,
        words: Passwords,
        show_passwords: bool,
    ) -> Planned {
        let mut commands = self.events(client);
        let mut replies = self.events(client.other());
        let mut unjudged = Unjudged::take(&commands, &mut replies);
        if unjudged.is_any {
            let channel = &self.channels[client.other().index()];
            unjudged.from = unjudged.from.or(channel.dropped_from());
            unjudged.since = unjudged.since.or(channel.dropped_since());
        }
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
        let words = self.hide_secrets(&mut draft, words, show_passwords);
        let copies = Copies::find(&words, [&commands, &replies]);
        if !show_passwords {
            copies.mask(&mut draft, &words);
        }
        let mut secrets = self.secrets(client, &draft, &commands, copies, words, &unjudged);
        if show_passwords {
            secrets.show();
        }
        draft.proxied = self.proxied(client, &draft);
        draft.through_proxy = self.through_proxy;
        let mut events = commands.iter().chain(&replies);
        let spoken = events.any(|event| event.clear_line().is_some());
        draft.tls = state.and_then(|state| self.tls_start(client, state, spoken));
        let dropped: u64 = self.channels.iter().map(Channel::dropped).sum();
        draft.left_out.lines = dropped + unjudged.lines;
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
                .filter_map(ChannelEvent::clear_line)
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
        let mut lines = commands.iter().filter_map(ChannelEvent::clear_line);
        let met = lines
            .clone()
            .rfind(|line| line.end.frame < from.frame)
            .or_else(|| lines.next())?;
        (!spoke(server)).then_some(Clash {
            tls: server,
            clear: met.end,
        })
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

    /// What the PROXY protocol said before the control channel.
    fn proxied(&self, client: Side, draft: &SessionDraft) -> Option<Proxied> {
        let proxied = self.prefaces[client.index()].proxied()?;
        Some(Proxied {
            is_refused: refuses_header(draft),
            ..proxied
        })
    }

    /// Takes the secrets out of the commands; gives the passwords that are known, those before it
    /// among them.
    fn hide_secrets(&self, draft: &mut SessionDraft, before: Passwords, show: bool) -> Passwords {
        let key = self.connection.key;
        let hosts = Side::BOTH.map(|side| key.endpoint(side).ip().to_string());
        hide_secrets(draft, &hosts, before, show)
    }

    /// Where in the streams the secrets stand.
    fn secrets(
        &mut self,
        client: Side,
        draft: &SessionDraft,
        commands: &[ChannelEvent],
        copies: Copies,
        words: Passwords,
        unjudged: &Unjudged,
    ) -> SecretPlaces {
        let channel = &mut self.channels[client.index()];
        let mut sent = channel.secrets();
        let unread = &draft.unread_passwords;
        let mut opened: Vec<_> = unread.iter().filter_map(|line| line.opened).collect();
        // what lies beyond a limit was not read either
        let read_to = self.connection.stream(client).read_to();
        sent.extend(channel.dropped_from().map(|from| from..read_to));
        opened.extend(channel.dropped_since().map(|since| (since, u64::MAX)));
        let cut = commands.iter().filter_map(ChannelEvent::line);
        let cut = cut.filter(|line| line.is_cut);
        opened.extend(cut.clone().filter_map(ChannelLine::opened_in));
        sent.extend(cut.filter_map(ChannelLine::cut_off));
        let in_clear = unread.iter().filter(|line| line.opened.is_none());
        sent.extend(in_clear.map(|line| line.range.clone()));
        let Copies {
            sent: copies,
            received,
            searched: [of_client, of_server],
            ..
        } = copies;
        sent.extend(copies);
        if !self.from_beginning {
            // what came before was not read: it may be a login at a proxy
            let first = commands.iter().find_map(ChannelEvent::line);
            let unread = first.filter(|line| !line.opened && line.stream_start > 0);
            sent.extend(unread.map(|line| 0..line.stream_start));
        }
        let server = client.other();
        let streams = [client, server].map(|side| self.connection.stream(side));
        let mut received = received;
        received.extend(unjudged.from.map(|from| from..streams[1].read_to()));
        let mut secrets = SecretPlaces::new(words);
        secrets.set_opened(opened, unjudged.since);
        secrets.set(client, streams[0], sent);
        if self.connection.initial_numbers()[client.index()].is_none() {
            secrets.hide_before_start(client);
        }
        secrets.set(server, streams[1], received);
        secrets.set_searched(client, streams[0], of_client);
        secrets.set_searched(server, streams[1], of_server);
        secrets
    }
}

/// The server took the header of the PROXY protocol for a command that it does not know.
fn refuses_header(draft: &SessionDraft) -> bool {
    let first = draft
        .commands
        .first()
        .map_or(u64::MAX, |command| command.at.frame);
    let mut before = draft.unasked.iter().take_while(|r| r.at.frame <= first);
    before.any(|reply| matches!(reply.code.get(), 500..=503))
}

/// What the server said after the client had used up the room for its own lines: the passwords
/// that it may repeat were not kept.
#[derive(Debug, Default)]
struct Unjudged {
    /// The client has used up its room.
    is_any: bool,
    lines: u64,
    /// Where in the stream they begin, as far as they came in clear text.
    from: Option<u64>,
    /// The frame in which they begin.
    since: Option<u64>,
}

impl Unjudged {
    fn take(commands: &[ChannelEvent], replies: &mut Vec<ChannelEvent>) -> Self {
        let Some(&ChannelEvent::Full(full)) = commands.last() else {
            return Unjudged::default();
        };
        let kept = replies.partition_point(|event| event.at().frame <= full.frame);
        let unjudged = Unjudged {
            is_any: true,
            lines: replies[kept..]
                .iter()
                .filter_map(ChannelEvent::line)
                .count() as u64,
            from: replies[kept..]
                .iter()
                .find_map(|event| Some(event.clear_line()?.stream_start)),
            since: replies.get(kept).map(ChannelEvent::first_frame),
        };
        if unjudged.lines > 0 {
            replies.truncate(kept);
            replies.push(ChannelEvent::Full(full));
        }
        unjudged
    }
}

/// The reply that lets TLS begin, whatever its code: 234, and of some servers 200 or 334.
fn answer_to_auth(commands: &[ChannelEvent], replies: &[ChannelEvent]) -> Option<At> {
    let asked = commands
        .iter()
        .filter_map(ChannelEvent::line)
        .find(|line| is_auth(line.text.bytes()))?;
    let answer = replies
        .iter()
        .filter_map(ChannelEvent::line)
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
