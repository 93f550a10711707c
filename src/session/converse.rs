//! The state of a session (RFC 959 section 5.4 and its extensions), led by both sides of the dialogue.

use crate::ftp::{
    Announced, Command as Parsed, Effect, Item, Reply as Answered, ReplyAssembler, TransferKind, parse_eprt,
    parse_lprt, parse_passive_reply, parse_port,
};
use crate::limits::Limits;
use crate::record::{At, Command, Direction, Login, Method, Reply, Text, TlsStart};

use super::channel::{Heard, HeardLine};
use super::draft::{Draft, DraftOffer, DraftTransfer, Hidden};
use super::pairing::Pairing;
use super::parameters::Parameters;
use super::path;
use super::sizes::Sizes;

/// Makes a draft of what both sides said. `from_beginning`: the first byte of the connection is in the capture.
pub fn converse(client: Vec<Heard>, server: Vec<Heard>, from_beginning: bool, limits: &Limits) -> Draft {
    let mut conversation = Conversation::new(from_beginning, limits);
    let mut client = client.into_iter().peekable();
    let mut server = server.into_iter().peekable();
    loop {
        let client_first = match (client.peek(), server.peek()) {
            (Some(c), Some(s)) => c.precedes(s),
            (Some(_), None) => true,
            (None, Some(_)) => false,
            (None, None) => break,
        };
        let next = if client_first { client.next() } else { server.next() };
        match next {
            Some(Heard::Line(line)) if client_first => conversation.client_says(&line),
            Some(Heard::Line(line)) => conversation.server_says(&line),
            Some(Heard::TlsBegins(at)) => conversation.tls_begins(at),
            Some(Heard::TlsEnds(at)) => conversation.tls_ends(at),
            None => break,
        }
    }
    conversation.finish()
}

#[derive(Debug)]
struct Conversation {
    draft: Draft,
    pairing: Pairing,
    replies: ReplyAssembler,
    parameters: Parameters,
    sizes: Sizes,
    /// Index of the accepted offer that holds.
    offer: Option<usize>,
    user_tried: Option<Text>,
    password_tried: Option<Text>,
    /// Lines may be missing about these places.
    losses: Vec<At>,
    last: Option<At>,
    from_beginning: bool,
    hidden_since: Option<At>,
}

impl Conversation {
    fn new(from_beginning: bool, limits: &Limits) -> Self {
        Conversation {
            draft: Draft::default(),
            pairing: Pairing::default(),
            replies: ReplyAssembler::new(limits),
            parameters: Parameters::default(),
            sizes: Sizes::default(),
            offer: None,
            user_tried: None,
            password_tried: None,
            losses: Vec::new(),
            last: None,
            from_beginning,
            hidden_since: None,
        }
    }

    fn client_says(&mut self, line: &HeardLine) {
        self.note_loss(line);
        let Some(parsed) = Parsed::parse(&line.text) else { return };
        let unreadable = parsed.verb.is_none() && (line.head_lost || line.tail_lost);
        if unreadable {
            return;
        }
        let mut replies = Vec::new();
        self.replies.client_spoke(&mut |item| keep_reply(item, &mut replies));
        for reply in replies {
            self.answer(reply);
        }
        let index = self.draft.commands.len();
        self.draft.commands.push(Command {
            at: line.end,
            first_frame: line.begin.frame,
            line: line.text.as_slice().into(),
            verb: parsed.name.as_ref().into(),
            argument_at: parsed.argument.map(|_| parsed.argument_at as u32),
            replies: Vec::new(),
        });
        self.pairing.command(index, parsed.verb);
        self.command(index, &parsed, line.end);
        self.last = Some(line.end);
    }

    fn server_says(&mut self, line: &HeardLine) {
        self.note_loss(line);
        let mut replies = Vec::new();
        self.replies.push(line.line(), &mut |item| keep_reply(item, &mut replies));
        for reply in replies {
            self.answer(reply);
        }
        self.last = Some(line.end);
    }

    fn note_loss(&mut self, line: &HeardLine) {
        if line.head_lost || line.tail_lost {
            self.losses.push(self.last.unwrap_or(line.begin));
        }
    }

    fn tls_begins(&mut self, at: At) {
        if self.hidden_since.is_some() {
            return;
        }
        let implicit = self.draft.commands.is_empty() && self.draft.unasked.is_empty();
        self.draft.tls.get_or_insert(if implicit { TlsStart::Implicit } else { TlsStart::Explicit });
        self.hidden_since = Some(at);
        self.pairing.forget();
        self.parameters = Parameters::default();
        self.offer = None;
    }

    fn tls_ends(&mut self, at: At) {
        if let Some(from) = self.hidden_since.take() {
            self.draft.hidden.push(Hidden { from: Some(from), to: Some(at), tls: true });
        }
    }

    /// What a command does before it is answered.
    fn command(&mut self, index: usize, parsed: &Parsed, at: At) {
        let argument = parsed.argument;
        match parsed.effect() {
            Effect::User => self.user_tried = argument.map(Text::from),
            Effect::Pass => self.password_tried = argument.map(Text::from),
            Effect::Announce(method) => {
                let announced = match method {
                    Method::Eprt => parse_eprt(argument.unwrap_or_default()),
                    Method::Lprt => parse_lprt(argument.unwrap_or_default()),
                    _ => parse_port(argument.unwrap_or_default()),
                };
                if let Ok(announced) = announced {
                    self.announce(method, &announced, index, at, at);
                }
            }
            Effect::Transfer(kind) => self.request_transfer(index, kind, argument, at),
            Effect::Abort => self.abort(),
            _ => {}
        }
    }

    fn announce(&mut self, method: Method, announced: &Announced, command: usize, asked: At, at: At) {
        self.draft.offers.push(DraftOffer {
            method,
            ip: announced.ip,
            port: announced.port,
            at,
            asked,
            command,
            accepted: None,
            after: None,
            until: None,
        });
    }

    fn request_transfer(&mut self, command: usize, kind: TransferKind, argument: Option<&[u8]>, at: At) {
        self.draft.transfers.push(DraftTransfer::new(command, at, kind, argument.map(Text::from)));
    }

    /// ABOR means the transfer that runs, or the last one that was asked for.
    fn abort(&mut self) {
        let abort = self.draft.commands.len() - 1;
        if let Some(transfer) = self.draft.transfers.iter_mut().rev().find(|t| t.ended.is_none()) {
            transfer.abort = Some(abort);
        }
    }

    fn answer(&mut self, answered: Answered) {
        let Answered { code, text, end: at, .. } = answered;
        let reply = Reply { at, code, text: text.into() };
        let Some(index) = self.pairing.reply(code) else {
            self.unasked(reply);
            return;
        };
        let parsed_line = self.draft.commands[index].line.clone();
        if let Some(parsed) = Parsed::parse(parsed_line.bytes()) {
            self.effect(index, &parsed, &reply);
        }
        self.draft.commands[index].replies.push(reply);
    }

    fn unasked(&mut self, reply: Reply) {
        if reply.code == 220 && self.draft.banner.is_none() && self.draft.commands.is_empty() {
            self.draft.banner = Some(reply.text.clone());
        }
        // The command that asked for it was lost, the endpoint was not.
        let method = match reply.code {
            227 => Some(Method::Pasv),
            228 => Some(Method::Lpsv),
            229 => Some(Method::Epsv),
            _ => None,
        };
        if let Some(method) = method {
            let command = self.draft.commands.len().saturating_sub(1);
            self.passive_reply(method, command, reply.at, &reply);
        }
        self.draft.unasked.push(reply);
    }

    /// What a command does once it is answered.
    fn effect(&mut self, index: usize, parsed: &Parsed, reply: &Reply) {
        let positive = reply.code / 100 == 2;
        match parsed.effect() {
            Effect::User | Effect::Pass | Effect::Acct => self.log_in(reply.code),
            Effect::Reinitialise if reply.code == 220 => self.reset(),
            Effect::Auth if positive => self.reset(),
            Effect::Cwd if positive => {
                self.parameters.directory = path::join(&self.parameters.directory, parsed.argument.unwrap_or_default());
            }
            Effect::Cdup if positive => self.parameters.directory = path::join(&self.parameters.directory, b".."),
            Effect::PrintDirectory if reply.code == 257 => {
                if let Some(directory) = path::quoted(reply.text.bytes()) {
                    self.parameters.directory = directory;
                }
            }
            Effect::Type if positive => self.parameters.set_type(parsed.argument),
            Effect::Structure if positive => self.parameters.set_structure(parsed.argument),
            Effect::TransferMode if positive => self.parameters.set_mode(parsed.argument),
            Effect::Rest if reply.code == 350 => {
                self.parameters.offset = number(parsed.argument).unwrap_or_default();
            }
            Effect::Announce(_) => self.settle_offer(index, reply),
            Effect::AskAnnounce(method) if positive => {
                let asked = self.draft.commands[index].at;
                self.passive_reply(method, index, asked, reply);
            }
            Effect::Size | Effect::Facts if positive => self.size_reply(parsed, reply),
            Effect::Delete | Effect::RenameTo if positive => self.sizes.forget_all(),
            Effect::Transfer(_) => self.transfer_reply(index, reply),
            _ => {}
        }
    }

    fn log_in(&mut self, code: u16) {
        match code {
            230 | 232 | 202 => {
                self.draft.login = Login::Accepted;
                self.draft.user.clone_from(&self.user_tried);
                self.draft.password.clone_from(&self.password_tried);
                self.parameters.directory.clear();
            }
            400.. if self.draft.login != Login::Accepted => {
                self.draft.login = Login::Rejected;
            }
            _ => {}
        }
    }

    fn reset(&mut self) {
        self.parameters = Parameters::default();
        self.user_tried = None;
        self.password_tried = None;
        self.offer = None;
    }

    /// PORT and its like count from their 2yz.
    fn settle_offer(&mut self, command: usize, reply: &Reply) {
        let Some(index) = self.draft.offers.iter().rposition(|o| o.command == command) else { return };
        match reply.code / 100 {
            2 => self.accept(index, reply.at),
            4 | 5 => self.draft.offers[index].accepted = Some(false),
            _ => {}
        }
    }

    fn passive_reply(&mut self, method: Method, command: usize, asked: At, reply: &Reply) {
        let Some(Ok(announced)) = parse_passive_reply(reply.code, reply.text.bytes()) else { return };
        let method = match reply.code {
            229 if method != Method::Pasv => Method::Epsv,
            228 => Method::Lpsv,
            _ => method,
        };
        self.announce(method, &announced, command, asked, reply.at);
        self.accept(self.draft.offers.len() - 1, reply.at);
    }

    /// An accepted offer takes the place of the one before.
    fn accept(&mut self, index: usize, at: At) {
        let before = self.offer.replace(index);
        if let Some(before) = before.filter(|&b| b != index) {
            self.draft.offers[before].until = Some(at);
            self.draft.offers[index].after = Some(self.draft.offers[before].at);
        }
        self.draft.offers[index].accepted = Some(true);
    }

    fn size_reply(&mut self, parsed: &Parsed, reply: &Reply) {
        let path = path::join(&self.parameters.directory, parsed.argument.unwrap_or_default());
        if parsed.effect() == Effect::Size {
            self.sizes.size(path, self.parameters.data_type, reply.text.bytes());
        } else {
            self.sizes.facts(path, reply.text.bytes());
        }
    }

    /// A download is held against what was said of its size; an upload makes that void.
    fn compare_size(&mut self, index: usize, reply: &Reply) {
        let transfer = &mut self.draft.transfers[index];
        let Some(path) = &transfer.path else { return };
        match transfer.kind.direction() {
            Direction::Download if reply.code / 100 == 1 && transfer.expected.is_none() => {
                let (data_type, offset) = (transfer.data_type, transfer.offset);
                transfer.expected = self.sizes.expected(path.bytes(), data_type, offset, reply.text.bytes());
            }
            Direction::Upload => self.sizes.forget(path.bytes()),
            Direction::Download | Direction::Listing => {}
        }
    }

    fn transfer_reply(&mut self, command: usize, reply: &Reply) {
        let Some(index) = self.draft.transfers.iter().rposition(|t| t.command == command) else { return };
        self.bind(index, self.offer);
        let directory = &self.parameters.directory;
        let transfer = &mut self.draft.transfers[index];
        if transfer.kind == TransferKind::Stou
            && let Some(name) = path::stored_name(reply.text.bytes())
        {
            transfer.path = Some(path::join(directory, &name).into());
        }
        if reply.code / 100 == 1 {
            transfer.started.get_or_insert(reply.at);
        } else {
            transfer.ended = Some((reply.at, reply.code));
        }
        if transfer.is_refused() {
            transfer.offer = None;
        }
        self.compare_size(index, reply);
    }

    /// The state of the session at a transfer's first reply is the state it runs in, also where commands are
    /// pipelined.
    fn bind(&mut self, index: usize, offer: Option<usize>) {
        let transfer = &mut self.draft.transfers[index];
        if std::mem::replace(&mut transfer.bound, true) {
            return;
        }
        transfer.offer = offer;
        transfer.data_type = self.parameters.data_type;
        transfer.transfer_mode = self.parameters.transfer_mode;
        transfer.records = self.parameters.records;
        transfer.path = target(transfer, &self.parameters.directory);
        if transfer.kind.direction() != Direction::Listing {
            transfer.offset = std::mem::take(&mut self.parameters.offset);
        }
    }

    fn finish(mut self) -> Draft {
        let mut replies = Vec::new();
        self.replies.finish(&mut |item| keep_reply(item, &mut replies));
        for reply in replies {
            self.answer(reply);
        }
        self.bind_unanswered();
        self.remember_last_try();
        self.hide();
        self.draft
    }

    /// Transfers without any reply use the latest offer before the next transfer that was not refused.
    fn bind_unanswered(&mut self) {
        for index in 0..self.draft.transfers.len() {
            let next = self.draft.transfers.get(index + 1).map_or(u64::MAX, |t| t.at.frame);
            let offer = self.draft.offers.iter().rposition(|o| o.accepted != Some(false) && o.at.frame <= next);
            self.bind(index, offer);
        }
    }

    fn remember_last_try(&mut self) {
        let draft = &mut self.draft;
        if draft.login != Login::Accepted && (self.user_tried.is_some() || self.password_tried.is_some()) {
            draft.user.clone_from(&self.user_tried);
            draft.password.clone_from(&self.password_tried);
        }
        let unseen = !self.from_beginning || draft.tls.is_some() || !self.losses.is_empty();
        let unanswered = self.password_tried.is_some();
        if draft.login == Login::None && (unseen || unanswered) {
            draft.login = Login::Unknown;
        }
    }

    /// Where announcements may have been made that nobody can read: under TLS, before the capture, about a loss, and
    /// after a command whose answer is not there.
    fn hide(&mut self) {
        if let Some(from) = self.hidden_since {
            self.draft.hidden.push(Hidden { from: Some(from), to: None, tls: true });
        }
        let offers = &self.draft.offers;
        let next_offer = |after: u64| offers.iter().map(|o| o.asked).find(|a| a.frame > after);
        let mut hidden = Vec::new();
        if !self.from_beginning {
            hidden.push(Hidden { from: None, to: next_offer(0), tls: false });
        }
        hidden.extend(self.losses.iter().map(|&from| Hidden {
            from: Some(from),
            to: next_offer(from.frame),
            tls: false,
        }));
        for (index, command) in self.draft.commands.iter().enumerate() {
            let asks = Parsed::parse(command.line.bytes())
                .is_some_and(|p| matches!(p.effect(), Effect::AskAnnounce(_) | Effect::Announce(_)));
            let refused = command.replies.last().is_some_and(|r| r.code >= 400);
            if asks && !refused && !offers.iter().any(|o| o.command == index) {
                hidden.push(Hidden { from: Some(command.at), to: next_offer(command.at.frame), tls: false });
            }
        }
        self.draft.hidden.extend(hidden);
    }
}

fn keep_reply(item: Item<'_>, replies: &mut Vec<Answered>) {
    if let Item::Reply(reply) = item {
        replies.push(reply);
    }
}

/// What a transfer's argument names; a listing without a name is of the current directory, and what begins with a
/// hyphen is an option for `ls`.
fn target(transfer: &DraftTransfer, directory: &[u8]) -> Option<Text> {
    let argument = transfer.argument.as_ref().map(Text::bytes);
    let named = match transfer.kind.direction() {
        Direction::Listing => argument.map(without_options).unwrap_or_default(),
        _ => argument?,
    };
    if transfer.kind == TransferKind::Stou {
        return None;
    }
    Some(path::join(directory, named).into())
}

fn without_options(mut argument: &[u8]) -> &[u8] {
    while argument.first() == Some(&b'-') {
        let space = argument.iter().position(|&b| b == b' ').map_or(argument.len(), |i| i + 1);
        argument = &argument[space..];
    }
    argument
}

fn number(argument: Option<&[u8]>) -> Option<u64> {
    std::str::from_utf8(argument?).ok()?.trim().parse().ok()
}
