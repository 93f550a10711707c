//! The words of a difference.

use serde::Serialize;

use crate::analysis::diff::{Both, DiffSide, Difference, Facet};
use crate::model::{Text, Transfer};
use crate::output::{seconds, verdict::shown};
use crate::text::escape;
use crate::text::finding;
use crate::text::locale::{Catalogue, Value};
use crate::text::names;
use crate::text::style::shorten;

/// Columns of a text that somebody on the wire has chosen.
const TEXT: u16 = 60;

/// What one of the captures has.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub(super) enum Cell<'a> {
    Nothing,
    Word(&'a str),
    Number(u64),
    Flag(bool),
    Seconds(f64),
    #[serde(serialize_with = "wire")]
    Wire(&'a Text),
}

fn wire<S: serde::Serializer>(text: &Text, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&escape::text(text.bytes()))
}

/// What a program calls it.
pub(super) fn name(facet: &Facet) -> &'static str {
    match facet {
        Facet::Handshake(_) => "handshake",
        Facet::Tls(_) => "tls",
        Facet::Login(_) => "login",
        Facet::Command(..) => "command",
        Facet::Mode(_) => "mode",
        Facet::Finding(..) => "finding",
        Facet::Reply(..) => "reply",
        Facet::State(_) => "transfer",
        Facet::Size(_) => "bytes",
        Facet::Content => "content",
        Facet::Duration(_) => "duration",
        Facet::Wait(_) => "reply_latency",
        Facet::Close(_) => "close",
        Facet::Greeting(_) => "banner",
    }
}

/// Of what: a verb, the name of a finding, a transfer.
pub(super) fn subject(difference: &Difference) -> Option<String> {
    match &difference.facet {
        Facet::Command(verb, _) | Facet::Reply(verb, _) => Some(escape::text(verb.bytes())),
        Facet::Finding(finding, _) => Some(finding.id.to_owned()),
        _ => difference.transfer.map(transfer),
    }
}

/// What pairs of sessions have in common that differ in the same way, whatever their files and
/// users are called.
pub(super) fn kind(difference: &Difference) -> String {
    let about = match &difference.facet {
        Facet::Command(..) | Facet::Reply(..) | Facet::Finding(..) => subject(difference),
        _ => None,
    };
    let [good, bad] = cells(difference).map(|cell| match (cell, &difference.facet) {
        (Cell::Word(word), _) => word.to_owned(),
        (Cell::Number(number), Facet::Reply(..)) => number.to_string(),
        (Cell::Flag(flag), _) => flag.to_string(),
        // how many bytes, how long, and in what words is each session's own
        _ => String::new(),
    });
    let name = name(&difference.facet);
    format!("{name} {} {good} {bad}", about.unwrap_or_default())
}

/// `RETR /in/a.csv`
fn transfer(transfer: &Transfer) -> String {
    let path = shown(transfer.path.as_ref().or(transfer.argument.as_ref()));
    let verb = transfer.verb.unwrap_or("?");
    let whole = format!("{verb} {path}");
    shorten(whole.trim_end(), TEXT).into_owned()
}

/// What each of the captures has.
pub(super) fn cells<'a>(difference: &Difference<'a>) -> Both<Cell<'a>> {
    match &difference.facet {
        Facet::Handshake(both) => both.map(|value| Cell::Word(names::handshake(value))),
        Facet::Tls(both) => {
            both.map(|value| value.map_or(Cell::Nothing, |tls| Cell::Word(names::tls(tls))))
        }
        Facet::Login(both) => both.map(|value| Cell::Word(names::login(value))),
        Facet::Command(_, which) | Facet::Finding(_, which) => {
            [DiffSide::Good, DiffSide::Bad].map(|own| Cell::Flag(own == *which))
        }
        Facet::Mode(both) => both.map(|value| Cell::Word(names::session_mode(value))),
        Facet::Reply(_, both) => {
            both.map(|code| code.map_or(Cell::Nothing, |code| Cell::Number(u64::from(code.get()))))
        }
        Facet::State(both) => both.map(|state| {
            state.map_or(Cell::Nothing, |state| {
                Cell::Word(names::transfer_state(state))
            })
        }),
        Facet::Size(both) => both.map(Cell::Number),
        Facet::Content => [Cell::Nothing; 2],
        Facet::Duration(both) | Facet::Wait(both) => both.map(|time| Cell::Seconds(seconds(time))),
        Facet::Close(both) => both.map(|value| Cell::Word(names::close(value))),
        Facet::Greeting(both) => both.map(|text| text.map_or(Cell::Nothing, Cell::Wire)),
    }
}

/// Differences as sentences.
pub(super) struct DifferenceWords<'w> {
    pub(super) catalogue: &'w Catalogue,
}

impl DifferenceWords<'_> {
    fn say(&self, id: &str, args: &[(&str, Value)]) -> String {
        self.catalogue.text(id, args)
    }

    /// `reply to PASV: 227 → 425 (frame 12 → frame 14)`
    pub(super) fn line(&self, difference: &Difference) -> String {
        let sentence = match &difference.facet {
            Facet::Command(verb, which) => {
                let verb = escape::text(verb.bytes());
                self.say(side("diff-command", *which), &[("verb", verb.into())])
            }
            Facet::Finding(found, which) => {
                let message = finding::message(self.catalogue, found);
                let args = [("id", found.id.into()), ("message", message.into())];
                self.say(side("diff-finding", *which), &args)
            }
            Facet::Content => self.what(difference),
            _ => {
                let [good, bad] = cells(difference).map(|cell| self.value(difference, cell));
                let args = [
                    ("what", self.what(difference).into()),
                    ("good", good.into()),
                    ("bad", bad.into()),
                ];
                self.say("diff-change", &args)
            }
        };
        let frames: Vec<String> = difference
            .frames
            .iter()
            .flatten()
            .map(|frame| self.say("diff-frame", &[("frame", frame.to_string().into())]))
            .collect();
        format!("{sentence} ({})", frames.join(" → "))
    }

    fn what(&self, difference: &Difference) -> String {
        let subject = subject(difference).unwrap_or_default();
        match &difference.facet {
            Facet::State(_) => subject,
            Facet::Reply(..) => self.say("diff-reply", &[("verb", subject.into())]),
            Facet::Size(_) => self.say("diff-bytes", &[("transfer", subject.into())]),
            Facet::Content => self.say("diff-content", &[("transfer", subject.into())]),
            Facet::Duration(_) => self.say("diff-duration", &[("transfer", subject.into())]),
            Facet::Wait(_) => self.say("diff-wait", &[]),
            Facet::Greeting(_) => self.say("diff-greeting", &[]),
            facet => self.say(&format!("diff-{}", name(facet)), &[]),
        }
    }

    fn value(&self, difference: &Difference, cell: Cell) -> String {
        match (cell, &difference.facet) {
            (Cell::Nothing, _) => self.say("diff-none", &[]),
            (_, Facet::Duration([good, bad]) | Facet::Wait([good, bad])) => {
                let is_good = cell == Cell::Seconds(seconds(*good));
                self.catalogue.duration(if is_good { *good } else { *bad })
            }
            (Cell::Word(word), facet) => self.word(facet, word),
            (Cell::Number(number), _) => number.to_string(),
            (Cell::Flag(flag), _) => flag.to_string(),
            (Cell::Seconds(seconds), _) => seconds.to_string(),
            (Cell::Wire(text), _) => shorten(&escape::text(text.bytes()), TEXT).into_owned(),
        }
    }
}

impl DifferenceWords<'_> {
    /// A word as lists say it; what they do not say keeps the name that it has in JSON.
    fn word(&self, facet: &Facet, word: &str) -> String {
        let list = match facet {
            Facet::Login(_) => "login",
            Facet::Mode(_) => "mode",
            Facet::State(_) => "state",
            _ => return word.to_owned(),
        };
        self.say(&format!("list-{list}-{word}"), &[])
    }
}

fn side(id: &str, which: DiffSide) -> &'static str {
    match (id, which) {
        ("diff-command", DiffSide::Good) => "diff-command-good",
        ("diff-command", DiffSide::Bad) => "diff-command-bad",
        (_, DiffSide::Good) => "diff-finding-good",
        (_, DiffSide::Bad) => "diff-finding-bad",
    }
}
