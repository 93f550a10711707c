//! The control connection: how it opens, what the server says first and by itself, how it ends.

use crate::capture::Time;
use crate::ftp::{CONTROL_PORT, Effect, IMPLICIT_TLS_PORT};
use crate::model::{
    Arg, At, Close, Connection, Handshake, Message, Reply, ReplyCode, Role, TlsStart,
};
use crate::story::{ConnectionFrames, Participant, Topic};

use super::ask;
use super::sentence::{begun, end, frames, name, said, say, seconds, who};
use super::{StepDraft, StepWriter};

/// In nanoseconds.
const SECOND: i64 = 1_000_000_000;
/// Replies that nobody asked for that are told one by one.
const UNASKED: usize = 3;

impl StepWriter<'_> {
    /// The handshake, or why there is none.
    pub(super) fn open(&mut self) {
        let Some(connection) = self.analysis.connection(self.session.connection) else {
            return;
        };
        let seen = self.handshake_seen(connection);
        let again = (connection.syns > 1).then(|| {
            say(
                "explain-syn-again",
                [("times", u64::from(connection.syns).into())],
            )
        });
        let why = self
            .session
            .has_beginning()
            .then(|| say("explain-control-why", []));
        let draft = self
            .control_handshake(connection, &seen)
            .say(why)
            .say(again)
            .say(self.control_port())
            .ask((seen.len() == 3).then(|| ask::client_port(self.session.client.port())))
            .frames(seen.iter().map(|at| at.frame))
            .basis("RFC 9293 3.5");
        self.add(draft.basis("RFC 959 2.3"));
        self.proxied();
        self.one_way(connection);
    }

    /// The frames of a handshake that are in the capture.
    fn handshake_seen(&self, connection: &Connection) -> Vec<At> {
        let marks = self.connection_frames(connection);
        let steps = marks.map(|marks| [marks.syn, marks.syn_ack, marks.ack]);
        steps.into_iter().flatten().flatten().collect()
    }

    /// What of the handshake is in the capture.
    fn control_handshake(&self, connection: &Connection, seen: &[At]) -> StepDraft {
        let (client, server) = (self.session.client, self.session.server);
        let draft = StepDraft::new(Topic::Control, connection.first);
        let ends = |id| say(id, [("client", end(client)), ("server", end(server))]);
        match (connection.handshake, seen) {
            (Handshake::Complete, [syn, syn_ack, ack]) => draft.say(say(
                "explain-control",
                [
                    ("client", end(client)),
                    ("server", end(server)),
                    ("syn", name(syn.frame)),
                    ("syn_ack", name(syn_ack.frame)),
                    ("ack", name(ack.frame)),
                ],
            )),
            (Handshake::Complete, _) => draft.say(ends("explain-control-brief")),
            (Handshake::Partial, _) => draft.say(ends("explain-control-partial")).say(say(
                "explain-control-partial-frames",
                [("frames", frames(seen.iter().map(|at| at.frame)))],
            )),
            (Handshake::Missing, _) if self.session.has_beginning() => {
                draft.say(ends("explain-control-no-handshake"))
            }
            (Handshake::Missing, _) => draft.say(ends("explain-control-missing")).say(say(
                "explain-control-missing-first",
                [("frame", name(connection.first.frame))],
            )),
        }
    }

    /// What is unusual in the port of the server.
    fn control_port(&self) -> Option<Message> {
        if self.session.control.through_proxy {
            return Some(say("explain-control-proxy", []));
        }
        let port = self.session.server.port();
        let is_usual = [CONTROL_PORT, IMPLICIT_TLS_PORT].contains(&port);
        (!is_usual).then(|| say("explain-control-port", [("port", name(port))]))
    }

    /// Whom a proxy names as the client (PROXY protocol).
    fn proxied(&mut self) {
        let Some(proxied) = self.session.proxied else {
            return;
        };
        let frame = ("frame", name(proxied.at.frame));
        let said = match proxied.client {
            Some(client) => say("explain-proxied", [frame, ("client", end(client))]),
            None => say("explain-proxied-own", [frame]),
        };
        self.add(StepDraft::new(Topic::Control, proxied.at).say(said));
    }

    /// Says that one direction is not in the capture.
    fn one_way(&mut self, connection: &Connection) {
        let silent = match self.session.control.missing {
            Some(Role::Client) => "explain-one-way-server",
            Some(Role::Server) => "explain-one-way-client",
            _ => return,
        };
        self.add(StepDraft::new(Topic::Capture, connection.first).say(say(silent, [])));
    }

    /// The first words of the server.
    pub(super) fn greeting(&mut self) {
        let Some(reply) = self.session.greeting() else {
            return self.no_greeting();
        };
        let mut draft = StepDraft::new(Topic::Greeting, reply.at).basis("RFC 959 5.4");
        let first = self.said_first(reply);
        let waits = first.id == "explain-greeting";
        let why = waits.then(|| say("explain-greeting-why", []));
        draft = draft
            .say(first)
            .say(why)
            .ask(waits.then(|| ask::greeting(reply.code)));
        if reply.code == ReplyCode::READY_SOON {
            let ready = self.session.unasked.get(1);
            let ready = ready.filter(|reply| reply.code == ReplyCode::READY);
            draft = draft
                .say(ready.map(|reply| say("explain-greeting-at-last", said(reply))))
                .frames(ready.map(|reply| reply.at.frame));
        }
        self.add(draft);
    }

    /// The greeting, by whether the client waited for it.
    fn said_first(&self, reply: &Reply) -> Message {
        let early = self.session.commands.first();
        let early = early.filter(|command| command.at.is_surely_before(reply.at));
        let by_proxy = self.session.proxied.is_some() || self.session.control.through_proxy;
        let id = match (reply.code, early) {
            // what is said to a proxy, or by one, comes before both
            (ReplyCode::READY, None) if by_proxy => "explain-greeting",
            (ReplyCode::READY, None) if self.has_spoken(reply) => "explain-greeting-plain",
            (ReplyCode::READY, None) => "explain-greeting",
            (ReplyCode::READY_SOON, None) => "explain-greeting-wait",
            (code, Some(command)) if code.greets() => {
                let line = Arg::from(&command.shown_line(self.options.show_passwords));
                let mut args = said(reply).to_vec();
                args.extend([("line", line), ("command", name(command.at.frame))]);
                return Message {
                    id: "explain-greeting-late",
                    args,
                };
            }
            _ => "explain-greeting-refused",
        };
        say(id, said(reply))
    }

    /// True where the client sent bytes before a reply: TLS, a header of a proxy, a line that has
    /// not ended.
    fn has_spoken(&self, reply: &Reply) -> bool {
        let connection = self.analysis.connection(self.session.connection);
        let marks = connection.and_then(|connection| self.connection_frames(connection));
        let sent = marks.and_then(|marks| marks.of(self.session.client).data);
        sent.is_some_and(|(first, _)| first.is_surely_before(reply.at))
    }

    fn no_greeting(&mut self) {
        let session = self.session;
        let unended = session.unended_reply.as_ref();
        let greets = unended.filter(|u| u.command.is_none() && u.reply.code.greets());
        if let Some(reply) = greets.map(|u| &u.reply) {
            let id = if session.control.lost_bytes == 0 {
                "explain-greeting-unended"
            } else {
                "explain-greeting-part"
            };
            let draft = StepDraft::new(Topic::Greeting, reply.at);
            let draft = draft.say(say(id, begun(reply)));
            return self.add(draft.basis("RFC 959 4.2"));
        }
        if let Some(reply) = session.turned_away_by_half() {
            let draft = StepDraft::new(Topic::Greeting, reply.at);
            let draft = draft.say(say("explain-greeting-refused", said(reply)));
            return self.add(draft.basis("RFC 959 5.4"));
        }
        let seen_from_start = session.control.handshake == Handshake::Complete;
        let hidden = session.control.tls == Some(TlsStart::Implicit);
        if let Some(command) = session.commands.first()
            && seen_from_start
            && !hidden
        {
            let draft = StepDraft::new(Topic::Greeting, command.at);
            let draft = draft.say(say("explain-greeting-missing", []));
            self.add(draft.basis("RFC 959 5.4"));
        }
    }

    /// What else the server says by itself.
    pub(super) fn unasked(&mut self) {
        let greeting = self.steps.iter().find(|step| step.topic == Topic::Greeting);
        let told = greeting.map_or(&[][..], |step| &step.frames);
        let of_transfers = self.told_with_transfers();
        let untold = |reply: &&Reply| {
            !told.contains(&reply.at.frame) && !of_transfers.contains(&reply.at.frame)
        };
        let more: Vec<&Reply> = self.session.unasked.iter().filter(untold).collect();
        for (number, reply) in more.iter().enumerate().take(UNASKED + 1) {
            let rest = (more.len() - UNASKED.min(more.len())) as u64;
            let is_to_empty = self.session.empty_line_of(reply).is_some();
            let topic = if is_to_empty || self.is_to_transfer_without_command(reply) {
                Topic::Commands
            } else {
                Topic::Unasked
            };
            let draft = StepDraft::new(topic, reply.at);
            let draft = if number == UNASKED {
                draft.say(say("explain-unasked-more", [("count", rest.into())]))
            } else {
                let id = match reply.code {
                    ReplyCode::SERVICE_CLOSING => "explain-unasked-421",
                    code if code.is_protected() => "explain-unasked-protected",
                    _ if self.is_to_transfer_without_command(reply) => "explain-unheard",
                    _ if is_to_empty => "explain-unasked-empty",
                    _ => "explain-unasked",
                };
                draft.say(say(id, said(reply))).basis("RFC 959 5.4")
            };
            self.add(draft);
        }
        if let Some((at, text)) = self.session.stray_lines.first() {
            let args = [("text", text.into()), ("frame", name(at.frame))];
            self.add(
                StepDraft::new(Topic::Unasked, *at)
                    .say(say("explain-stray", args))
                    .basis("RFC 959 4.2"),
            );
        }
    }

    /// The frames of replies that belong to transfers and announcements of which the command is not
    /// in the capture.
    fn told_with_transfers(&self) -> Vec<u64> {
        let session = self.session;
        let heard = session
            .transfers
            .iter()
            .filter_map(|t| t.lone_replies.as_deref());
        let replies = heard.flat_map(|heard| [heard.begun, heard.ended]);
        let announcing = session
            .offers
            .iter()
            .filter(|offer| session.is_announced_without_command(offer));
        replies
            .flatten()
            .chain(announcing.map(|offer| offer.at))
            .map(|at| at.frame)
            .collect()
    }

    /// The command that this answers may be in what the capture lacks.
    fn is_to_transfer_without_command(&self, reply: &Reply) -> bool {
        let session = self.session;
        let first = session.commands.first();
        let before_all = first.is_none_or(|command| reply.at.frame < command.at.frame);
        session.control.missing == Some(Role::Client) || (before_all && !session.has_beginning())
    }

    /// QUIT, and who closes.
    pub(super) fn end(&mut self) {
        self.quits();
        if let Some(connection) = self.analysis.connection(self.session.connection)
            && let Some(draft) = self.close(connection)
        {
            self.add(draft);
        }
    }

    fn quits(&mut self) {
        for command in self
            .session
            .commands
            .iter()
            .filter(|c| c.effect() == Effect::Quit)
        {
            let frame = ("frame", name(command.at.frame));
            let begun = self.begun_answer(command);
            let said = match command.replies.last() {
                Some(reply) => {
                    let args = [
                        frame,
                        ("code", name(reply.code)),
                        ("reply", name(reply.at.frame)),
                    ];
                    say("explain-quit", args)
                }
                None if begun.is_some() => say("explain-quit-unheard", [frame]),
                None => say("explain-quit-unanswered", [frame]),
            };
            let replies = command.replies.iter().map(|r| r.at.frame);
            self.add(
                StepDraft::new(Topic::Quit, command.at)
                    .say(said)
                    .say(begun)
                    .ask((!command.replies.is_empty()).then(ask::quit))
                    .frames(replies)
                    .basis("RFC 959 4.1.1"),
            );
        }
    }

    /// Who closes the control connection, and how.
    fn close(&self, connection: &Connection) -> Option<StepDraft> {
        match (connection.close, self.connection_frames(connection)) {
            (Close::Fin, Some(marks)) => self.fins(marks),
            (Close::Reset, Some(marks)) => {
                let (at, by) = marks.reset?;
                let id = if connection.flow_of(by).reset_from_elsewhere().is_some() {
                    "explain-end-reset-elsewhere"
                } else {
                    "explain-end-reset"
                };
                let by = who(self.party(connection, by));
                let draft = StepDraft::new(Topic::End, at).basis("RFC 9293 3.5.2");
                Some(draft.say(say(id, [("by", by), ("frame", name(at.frame))])))
            }
            (Close::Fin | Close::Reset, None) => {
                Some(StepDraft::new(Topic::End, connection.last).say(say("explain-end-unseen", [])))
            }
            (Close::Open, _) => Some(self.open_end(connection)),
        }
    }

    fn fins(&self, marks: &ConnectionFrames) -> Option<StepDraft> {
        let (client, server) = (
            marks.of(self.session.client).fin,
            marks.of(self.session.server).fin,
        );
        let fins = [(client, Participant::Client), (server, Participant::Server)];
        let mut fins: Vec<_> = fins
            .into_iter()
            .filter_map(|(at, by)| at.map(|at| (at, by)))
            .collect();
        fins.sort_by_key(|(at, _)| at.frame);
        let told =
            |id, (at, by): (At, Participant)| say(id, [("by", who(by)), ("frame", name(at.frame))]);
        let &first = fins.first()?;
        let other = fins.get(1).map_or_else(
            || say("explain-end-half", []),
            |&fin| told("explain-end-fin-other", fin),
        );
        let reset = marks
            .reset
            .map(|(at, _)| say("explain-end-fin-reset", [("frame", name(at.frame))]));
        let draft = StepDraft::new(Topic::End, first.0).basis("RFC 9293 3.6");
        let draft = draft
            .say(told("explain-end-fin", first))
            .say(other)
            .say(reset);
        let question = (fins.len() == 2).then(ask::two_fins);
        Some(
            draft
                .frames(fins.iter().map(|(at, _)| at.frame))
                .ask(question),
        )
    }

    /// The capture ends before the connection does.
    fn open_end(&self, connection: &Connection) -> StepDraft {
        let idle = self.capture_end().since(connection.last.time);
        let frame = ("frame", name(connection.last.frame));
        let said = if idle < SECOND {
            say("explain-end-open-now", [frame])
        } else {
            say("explain-end-open", [frame, ("seconds", seconds(idle))])
        };
        // behind all that its data connections do
        let connections = self
            .session
            .connections
            .iter()
            .filter_map(|&id| self.analysis.connection(id));
        let at = connections
            .map(|c| c.last)
            .max_by_key(|at| at.frame)
            .unwrap_or(connection.last);
        StepDraft::new(Topic::End, at).say(said)
    }

    fn capture_end(&self) -> Time {
        let last = self
            .analysis
            .captures
            .iter()
            .filter_map(|c| c.last_time)
            .max();
        last.unwrap_or(self.session.last.time)
    }
}
