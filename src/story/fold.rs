//! The arrows of [`Detail::Steps`](super::Detail::Steps): fewer, each for more.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use crate::ftp::{self, Effect};
use crate::model::{ConnectionId, Text};

use super::message::{Kind, Message};

/// Verbs that an exchange names.
const NAMED: usize = 6;

/// Folds the arrows of [`Detail::Messages`](super::Detail::Messages): the frames of a handshake, commands and replies
/// that move no data, the data of one side, the FINs of both.
pub(super) fn to_steps(messages: Vec<Message>) -> Vec<Message> {
    let mut folder = Folder::default();
    for message in messages {
        folder.take(message);
    }
    folder.folded
}

#[derive(Default)]
struct Folder {
    folded: Vec<Message>,
    /// Of each connection, where its handshake, its data and its close stand.
    open: HashMap<ConnectionId, Places, RandomState>,
}

#[derive(Clone, Copy, Default)]
struct Places {
    handshake: Option<usize>,
    data: Option<usize>,
    close: Option<usize>,
}

impl Folder {
    fn take(&mut self, message: Message) {
        let places = *self.open.entry(message.connection).or_default();
        let place = match &message.kind {
            Kind::SynAck | Kind::Ack => places.handshake,
            Kind::Data { .. } => places.data.filter(|&at| self.folded[at].src == message.src),
            Kind::Fin => places.close,
            Kind::Tls { .. } | Kind::Command { .. } | Kind::Reply { .. } | Kind::Piece { .. } => {
                self.folded
                    .len()
                    .checked_sub(1)
                    .filter(|&at| joins(&self.folded[at], &message))
            }
            _ => None,
        };
        match place {
            Some(at) => fold(&mut self.folded[at], message),
            None => self.begin(message),
        }
    }

    fn begin(&mut self, mut message: Message) {
        let places = self.open.entry(message.connection).or_default();
        let at = Some(self.folded.len());
        match &message.kind {
            Kind::Syn { .. } => {
                *places = Places {
                    handshake: at,
                    ..Places::default()
                };
                message.kind = Kind::Handshake { complete: false };
            }
            Kind::Data { .. } => places.data = at,
            Kind::Fin => {
                places.close = at;
                message.kind = Kind::Close;
            }
            Kind::Command { verb, .. } if !moves_data(verb) => {
                message.kind = Kind::Exchange {
                    verbs: vec![verb.clone()],
                    commands: 1,
                    code: None,
                };
            }
            _ => {}
        }
        self.folded.push(message);
    }
}

/// A command that a diagram of steps shows for itself, with its reply.
fn moves_data(verb: &Text) -> bool {
    let effect = ftp::find(verb.bytes()).map(|verb| verb.effect);
    matches!(
        effect,
        Some(Effect::Transfer(_) | Effect::Announce(_) | Effect::AskAnnounce(_) | Effect::Abort)
    )
}

/// True where a message goes into the arrow before it.
fn joins(last: &Message, message: &Message) -> bool {
    last.connection == message.connection
        && match (&last.kind, &message.kind) {
            (Kind::Tls { .. }, Kind::Tls { .. }) | (Kind::Exchange { .. }, Kind::Reply { .. }) => {
                true
            }
            (Kind::Exchange { .. }, Kind::Command { verb, .. }) => !moves_data(verb),
            _ => false,
        }
}

fn fold(into: &mut Message, message: Message) {
    into.both_ways |= into.src != message.src;
    into.last = into.last.max(message.last);
    into.frames += message.frames;
    match (&mut into.kind, message.kind) {
        (Kind::Handshake { complete }, Kind::Ack) => *complete = true,
        (
            Kind::Tls { bytes, segments },
            Kind::Tls {
                bytes: more,
                segments: with,
            },
        ) => {
            *bytes += more;
            *segments += with;
        }
        (
            Kind::Data {
                bytes,
                segments,
                again,
                ..
            },
            Kind::Data {
                bytes: more,
                segments: with,
                again: repeated,
                ..
            },
        ) => {
            *bytes += more;
            *segments += with;
            *again += repeated;
        }
        (
            Kind::Exchange {
                verbs, commands, ..
            },
            Kind::Command { verb, .. },
        ) => {
            *commands += 1;
            if verbs.len() < NAMED {
                verbs.push(verb);
            }
        }
        (Kind::Exchange { code, .. }, Kind::Reply { code: last, .. }) => *code = Some(last),
        _ => {}
    }
}
