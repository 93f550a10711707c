//! What an arrow says.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use crate::model::{ReplyCode, ReplyText, Text};
use crate::story::{Arrow, ArrowLane, MessageKind, Story};
use crate::text::escape;
use crate::text::locale::{Catalogue, Value};

/// Before what could be read by nobody on the way.
const LOCK: char = '🔒';

/// The words of the arrows of one story.
pub(super) struct ArrowLabels<'c> {
    catalogue: &'c Catalogue,
    /// Where the ports of each data connection are said.
    introduces: HashMap<ArrowLane, u64, RandomState>,
}

impl<'c> ArrowLabels<'c> {
    pub(super) fn new(catalogue: &'c Catalogue, story: &Story) -> Self {
        let mut introduces = HashMap::default();
        for message in story
            .messages
            .iter()
            .filter(|m| matches!(m.lane, ArrowLane::Data(_)))
        {
            introduces
                .entry(message.lane)
                .or_insert(message.first.frame);
        }
        ArrowLabels {
            catalogue,
            introduces,
        }
    }

    /// One line. The first arrow of a data connection names its ports.
    pub(super) fn label(&self, message: &Arrow) -> String {
        let said = self.kind(&message.kind);
        match message.lane {
            ArrowLane::Data(number) => {
                let number = ("number", Value::from(number.to_string()));
                let lane = self.catalogue.text("diagram-data", &[number]);
                if self.introduces.get(&message.lane) == Some(&message.first.frame) {
                    format!(
                        "{lane}: {said} ({} → {})",
                        message.src.port(),
                        message.dst.port()
                    )
                } else {
                    format!("{lane}: {said}")
                }
            }
            ArrowLane::Control | ArrowLane::OtherControl(_) if message.locked => {
                format!("{LOCK} {said}")
            }
            ArrowLane::Control | ArrowLane::OtherControl(_) => said,
        }
    }

    /// What an arrow stands for, wherever its lane and its ports are shown otherwise.
    pub(super) fn bare(catalogue: &'c Catalogue, kind: &MessageKind) -> String {
        ArrowLabels {
            catalogue,
            introduces: HashMap::default(),
        }
        .kind(kind)
    }

    fn say(&self, id: &str, args: &[(&str, Value)]) -> String {
        self.catalogue.text(id, args)
    }

    fn kind(&self, kind: &MessageKind) -> String {
        match kind {
            MessageKind::Syn { times: 1, .. } => "SYN".to_owned(),
            MessageKind::Syn { times, .. } => format!("SYN ×{times}"),
            MessageKind::SynAck => "SYN, ACK".to_owned(),
            MessageKind::Ack | MessageKind::Acknowledgment => "ACK".to_owned(),
            MessageKind::Handshake { complete: true } => self.say("diagram-handshake", &[]),
            MessageKind::Handshake { complete: false } => {
                self.say("diagram-handshake-partial", &[])
            }
            MessageKind::Command { line, .. } => escape::text(line.bytes()),
            MessageKind::Reply { code, text } => self.reply(*code, text),
            MessageKind::Exchange {
                verbs,
                commands,
                code,
            } => exchange(verbs, *commands, *code),
            MessageKind::Piece { text, bytes } if text.bytes().is_empty() => {
                self.say("diagram-piece", &[("bytes", (*bytes).into())])
            }
            MessageKind::Piece { text, .. } => escape::text(text.bytes()),
            MessageKind::Tls { bytes, .. } => {
                self.say("diagram-tls", &[("bytes", (*bytes).into())])
            }
            MessageKind::Data {
                bytes,
                segments,
                again,
                encrypted,
            } => {
                let id = if *encrypted {
                    "diagram-bytes-tls"
                } else {
                    "diagram-bytes"
                };
                let numbers = [
                    ("bytes", *bytes),
                    ("segments", *segments),
                    ("again", *again),
                ];
                self.say(id, &numbers.map(|(name, number)| (name, number.into())))
            }
            MessageKind::Repeat { bytes } => {
                self.say("diagram-repeat", &[("bytes", (*bytes).into())])
            }
            MessageKind::Fin => "FIN".to_owned(),
            MessageKind::Reset => "RST".to_owned(),
            MessageKind::Refusal => self.say("diagram-refusal", &[]),
            MessageKind::Close => self.say("diagram-close", &[]),
        }
    }

    /// `220 Welcome`, `211-Features: … (7 lines)`
    fn reply(&self, code: ReplyCode, text: &Text) -> String {
        let mut lines = ReplyText(text.bytes()).lines();
        let first = escape::text(lines.next().unwrap_or_default());
        let more = lines.count() as u64;
        if more == 0 {
            return format!("{}{code:03} {first}", mark(code));
        }
        let count = self.say("diagram-lines", &[("count", (more + 1).into())]);
        format!("{}{code:03}-{first} … ({count})", mark(code))
    }
}

/// Stands before a reply that says no, for those who see no colour.
fn mark(code: ReplyCode) -> &'static str {
    if code.is_negative() { "✗ " } else { "" }
}

/// `OPTS, USER, PASS → 230`
fn exchange(verbs: &[Text], commands: u64, code: Option<ReplyCode>) -> String {
    let mut said: Vec<String> = verbs
        .iter()
        .map(|verb| escape::text(verb.bytes()))
        .collect();
    let more = commands.saturating_sub(verbs.len() as u64);
    if more > 0 {
        said.push(format!("+{more}"));
    }
    let code = code.map(|code| format!(" → {}{code:03}", mark(code)));
    let code = code.unwrap_or_default();
    format!("{}{code}", said.join(", "))
}
