//! The story of a session in the page: its steps in words, and its arrows for the script to draw.

use std::collections::HashSet;

use maud::{Markup, html};
use serde::Serialize;

use crate::model::{ConnectionId, Endpoint, Session, SessionId, Severity};
use crate::output::{diagram, explain};
use crate::story::{
    Arrow, ArrowLane, Detail, LearnerQuestion, Level, MessageKind, Participant, Step, Story,
    StoryOptions, silences,
};
use crate::text::message::sentence;

use super::PageJson;
use super::session::frame_button;

/// Rows of a step that are marked; a step of data may have thousands.
const FRAMES: usize = 2000;

/// Steps and arrows, and how many had no room.
pub(super) struct StorySteps {
    steps: Vec<Step>,
    summary: Vec<Step>,
    arrows: Vec<ArrowJson>,
    ends: Vec<String>,
    pub(super) left_out: u64,
}

/// What the script knows of a session.
#[derive(Serialize)]
pub(super) struct StoryJson {
    id: SessionId,
    client: String,
    server: String,
    /// The frames of each step that have a row.
    steps: Vec<Vec<u64>>,
    /// The ends of its connections, which arrows name by their numbers.
    ends: Vec<String>,
    arrows: Vec<ArrowJson>,
}

#[derive(Serialize)]
struct ArrowJson {
    first: u64,
    last: u64,
    frames: u64,
    time: String,
    from: &'static str,
    to: &'static str,
    source: usize,
    destination: usize,
    /// `control`, `data`, `other`: the column that it stands in.
    lane: &'static str,
    connection: ConnectionId,
    kind: &'static str,
    /// In each language; once, where all say the same.
    label: Vec<String>,
    both: bool,
    /// How long nothing happened before it, where that is long.
    #[serde(skip_serializing_if = "Option::is_none")]
    silence: Option<Vec<String>>,
}

impl StorySteps {
    pub(super) fn new(
        page: &PageJson,
        session: &Session,
        asked: &mut HashSet<&'static str>,
    ) -> Self {
        let options = StoryOptions {
            detail: Detail::Messages,
            show_passwords: page.view.show_passwords,
        };
        let Story {
            mut steps,
            summary,
            messages,
            left_out,
            ..
        } = Story::tell(page.view.analysis, session, page.log, options);
        let room = page.limits.items;
        let beyond = messages.len().saturating_sub(room) + steps.len().saturating_sub(room);
        steps.truncate(room);
        for step in &mut steps {
            // a question is answered once in a page
            let id = step.question.as_ref().map(|question| question.asked.id);
            if id.is_some_and(|id| !asked.insert(id)) {
                step.question = None;
            }
        }
        let silences = silences(&messages);
        let mut ends = Ends::default();
        let drawn = messages.iter().zip(silences).take(room);
        let arrows = drawn
            .map(|(message, silence)| arrow(page, message, silence, &mut ends))
            .collect();
        StorySteps {
            steps,
            summary,
            arrows,
            ends: ends.list.iter().map(Endpoint::to_string).collect(),
            left_out: left_out + beyond as u64,
        }
    }

    /// How many steps or arrows there are, of which there are more.
    pub(super) fn items(&self) -> usize {
        self.steps.len().max(self.arrows.len())
    }

    pub(super) fn json(self, page: &PageJson, session: &Session) -> StoryJson {
        let rows = &page.rows.data;
        let marked = |step: &Step| {
            step.frames
                .iter()
                .copied()
                .filter(|&f| rows.has(f))
                .take(FRAMES)
                .collect()
        };
        StoryJson {
            id: session.id,
            client: session.client.to_string(),
            server: session.server.to_string(),
            steps: self.steps.iter().map(marked).collect(),
            ends: self.ends,
            arrows: self.arrows,
        }
    }

    /// The explanation, and beside it the place for the diagram.
    pub(super) fn steps_and_diagram(&self, page: &PageJson, session: &Session) -> Markup {
        let words = page.words;
        html! {
            div class="story" {
                section class="explanation" aria-label=(words.plain("page-explanation")) data-label="page-explanation" {
                    div class="part-head" {
                        h3 { (words.say("page-explanation")) }
                        div class="stepper" {
                            button type="button" class="quiet" data-go="-1" aria-keyshortcuts="p" { "← " (words.say("page-previous")) }
                            span class="step-now" role="status" {}
                            button type="button" class="main" data-go="1" aria-keyshortcuts="n" { (words.say("page-next")) " →" }
                            button type="button" class="quiet present" aria-keyshortcuts="f" { (words.say("page-present")) }
                        }
                    }
                    ol class="steps" tabindex="0" aria-label=(words.plain("page-explanation")) data-label="page-explanation" {
                        @for (number, step) in self.steps.iter().enumerate() { (item(page, step, number)) }
                    }
                }
                section class="drawing" {
                    div class="part-head" {
                        h3 { (words.say("page-diagram")) }
                        button type="button" class="quiet small" data-save-diagram=(session.id) { "SVG" }
                    }
                    div class="diagram" data-diagram=(session.id) tabindex="0" role="region"
                        aria-label=(words.plain("page-diagram")) data-label="page-diagram" {}
                }
            }
        }
    }

    /// What it comes to.
    pub(super) fn summary(&self, page: &PageJson, session: &Session) -> Markup {
        html! {
            @if !self.summary.is_empty() {
                section class="summary-part" {
                    h3 { (page.words.say("page-summary")) }
                    ul class="summary" {
                        @for point in &self.summary { li { (point_of(page, session, point)) } }
                    }
                }
            }
        }
    }
}

fn item(page: &PageJson, step: &Step, number: usize) -> Markup {
    html! {
        li class="step" data-step=(number) tabindex="-1" {
            h4 { (page.words.say(step.topic.message_id())) }
            p { (sentences(page, step)) }
            @if let Some(question) = &step.question { (asked(page, question)) }
            p class="basis" {
                @if let (Some(first), Some(last)) = (step.frames.first(), step.frames.last()) {
                    span class="frames" {
                        (page.words.say(if first == last { "page-frame" } else { "page-frames" })) " "
                        (frame_button(*first))
                        @if first != last { "–" (frame_button(*last)) }
                    }
                }
                @for basis in &step.basis { " " cite { (rule(basis)) } }
            }
        }
    }
}

/// Findings that are more than good to know.
fn warned(session: &Session) -> usize {
    let findings = session.findings.iter();
    findings
        .filter(|finding| finding.severity >= Severity::Warning)
        .count()
}

/// A point of the summary; that of the findings leads to them, and needs no command.
fn point_of(page: &PageJson, session: &Session, point: &Step) -> Markup {
    let of_findings = point.sentences.iter().any(|said| said.id == "sum-findings");
    html! {
        @if of_findings {
            a href={ "#session-" (session.id) "-findings" } {
                (page.words.say_with("page-findings-below", &[("count", warned(session).into())]))
            }
        } @else { (sentences(page, point)) }
    }
}

/// A section of an RFC, as a link: `RFC 959 4.1.2`.
pub(super) fn rule(basis: &str) -> Markup {
    let mut words = basis.split(' ');
    let number = words.next().filter(|&word| word == "RFC").and(words.next());
    let section = words.next().filter(|section| {
        section
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.')
    });
    let anchor = section.map_or_else(String::new, |section| format!("#section-{section}"));
    html! {
        @if let Some(number) = number {
            a href={ "https://www.rfc-editor.org/rfc/rfc" (number) (anchor) } target="_blank" rel="noopener noreferrer" {
                (basis)
            }
        } @else { (basis) }
    }
}

/// A question, whose answer waits until somebody wants it.
fn asked(page: &PageJson, question: &LearnerQuestion) -> Markup {
    html! {
        details class="asked" {
            summary { (said(page, &question.asked)) }
            p { (said(page, &question.answer)) }
        }
    }
}

fn said(page: &PageJson, message: &crate::model::Message) -> Markup {
    page.words
        .tell(|catalogue| page.texts().keep(sentence(catalogue, message)))
}

fn sentences(page: &PageJson, step: &Step) -> Markup {
    page.words.tell(|catalogue| {
        page.texts()
            .keep(explain::text(catalogue, step, Level::Full))
    })
}

/// Ends of connections, each once.
#[derive(Default)]
struct Ends {
    list: Vec<Endpoint>,
}

impl Ends {
    fn number(&mut self, end: Endpoint) -> usize {
        let known = self.list.iter().position(|&known| known == end);
        known.unwrap_or_else(|| {
            self.list.push(end);
            self.list.len() - 1
        })
    }
}

fn arrow(page: &PageJson, message: &Arrow, silence: Option<i64>, ends: &mut Ends) -> ArrowJson {
    let mut label = page
        .words
        .each(|catalogue| page.texts().keep(diagram::said(catalogue, &message.kind)));
    if label.iter().all(|said| *said == label[0]) {
        label.truncate(1);
    }
    ArrowJson {
        first: message.first.frame,
        last: message.last.frame,
        frames: message.frames,
        time: page.rows.frame.seconds(message.at().time),
        from: party(message.from),
        to: party(message.to),
        source: ends.number(message.src),
        destination: ends.number(message.dst),
        lane: match message.lane {
            ArrowLane::Control => "control",
            ArrowLane::OtherControl(_) => "other",
            ArrowLane::Data(_) => "data",
        },
        connection: message.connection,
        kind: kind(&message.kind),
        label,
        both: message.both_ways,
        silence: silence.map(|waited| {
            let words = page.words;
            words.each(|catalogue| diagram::silence_words(catalogue, waited))
        }),
    }
}

fn party(party: Participant) -> &'static str {
    match party {
        Participant::Client => "client",
        Participant::Server => "server",
        Participant::Other => "other",
    }
}

/// The class of an arrow.
fn kind(kind: &MessageKind) -> &'static str {
    match kind {
        MessageKind::Syn { .. }
        | MessageKind::SynAck
        | MessageKind::Ack
        | MessageKind::Handshake { .. } => "opens",
        MessageKind::Command { .. } => "command",
        MessageKind::Reply { code, .. } if code.is_negative() => "bad",
        MessageKind::Reset | MessageKind::Refusal => "bad",
        MessageKind::Reply { .. } => "reply",
        MessageKind::Exchange { .. } | MessageKind::Piece { .. } => "dialogue",
        MessageKind::Tls { .. }
        | MessageKind::Data {
            encrypted: true, ..
        } => "encrypted",
        MessageKind::Data { .. } => "bytes",
        MessageKind::Acknowledgment | MessageKind::Repeat { .. } => "faint",
        MessageKind::Fin | MessageKind::Close => "ends",
    }
}
