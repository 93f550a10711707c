//! The arrows of [`Detail::Steps`](super::Detail::Steps): fewer, each for more.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use crate::ftp::{self, Effect};
use crate::model::{ConnectionId, Text};

use super::message::{Arrow, MessageKind};

/// Verbs that an exchange names.
const NAMED: usize = 6;

/// Folds the arrows of [`Detail::Messages`](super::Detail::Messages): the frames of a handshake,
/// commands and replies that move no data, the data of one side, the FINs of both.
pub(super) fn to_steps(messages: Vec<Arrow>) -> Vec<Arrow> {
    let mut folder = Folder::default();
    for message in messages {
        folder.take(message);
    }
    folder.folded
}

#[derive(Default)]
struct Folder {
    folded: Vec<Arrow>,
    /// Of each connection, where its handshake, its data and its close stand.
    open: HashMap<ConnectionId, FoldPositions, RandomState>,
}

#[derive(Clone, Copy, Default)]
struct FoldPositions {
    handshake: Option<usize>,
    data: Option<usize>,
    close: Option<usize>,
}

impl Folder {
    fn take(&mut self, message: Arrow) {
        let places = *self.open.entry(message.connection).or_default();
        let place = match &message.kind {
            MessageKind::SynAck | MessageKind::Ack => places.handshake,
            MessageKind::Data { .. } => {
                places.data.filter(|&at| self.folded[at].src == message.src)
            }
            MessageKind::Fin => places.close,
            MessageKind::Tls { .. }
            | MessageKind::Command { .. }
            | MessageKind::Reply { .. }
            | MessageKind::Piece { .. } => self
                .folded
                .len()
                .checked_sub(1)
                .filter(|&at| joins(&self.folded[at], &message)),
            _ => None,
        };
        match place {
            Some(at) => fold(&mut self.folded[at], message),
            None => self.begin(message),
        }
    }

    fn begin(&mut self, mut message: Arrow) {
        let places = self.open.entry(message.connection).or_default();
        let at = Some(self.folded.len());
        match &message.kind {
            MessageKind::Syn { .. } => {
                *places = FoldPositions {
                    handshake: at,
                    ..FoldPositions::default()
                };
                message.kind = MessageKind::Handshake { complete: false };
            }
            MessageKind::Data { .. } => places.data = at,
            MessageKind::Fin => {
                places.close = at;
                message.kind = MessageKind::Close;
            }
            MessageKind::Command { verb, .. } if !moves_data(verb) => {
                message.kind = MessageKind::Exchange {
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
fn joins(last: &Arrow, message: &Arrow) -> bool {
    last.connection == message.connection
        && match (&last.kind, &message.kind) {
            (MessageKind::Tls { .. }, MessageKind::Tls { .. })
            | (MessageKind::Exchange { .. }, MessageKind::Reply { .. }) => true,
            (MessageKind::Exchange { .. }, MessageKind::Command { verb, .. }) => !moves_data(verb),
            _ => false,
        }
}

fn fold(into: &mut Arrow, message: Arrow) {
    into.both_ways |= into.src != message.src;
    into.last = into.last.max(message.last);
    into.frames += message.frames;
    match (&mut into.kind, message.kind) {
        (MessageKind::Handshake { complete }, MessageKind::Ack) => *complete = true,
        (
            MessageKind::Tls { bytes, segments },
            MessageKind::Tls {
                bytes: more,
                segments: with,
            },
        ) => {
            *bytes += more;
            *segments += with;
        }
        (
            MessageKind::Data {
                bytes,
                segments,
                again,
                ..
            },
            MessageKind::Data {
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
            MessageKind::Exchange {
                verbs, commands, ..
            },
            MessageKind::Command { verb, .. },
        ) => {
            *commands += 1;
            if verbs.len() < NAMED {
                verbs.push(verb);
            }
        }
        (MessageKind::Exchange { code, .. }, MessageKind::Reply { code: last, .. }) => {
            *code = Some(last);
        }
        _ => {}
    }
}
