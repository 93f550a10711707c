//! The steps of a session: what happened, from the records and the frames of a log.
//!
//! One file for each part of a session. Each adds steps wherever they begin; the order is made at
//! the end, by frames. A step stands where the last of what it needs was seen: a cause comes before
//! what it brought about. The first transfer of a kind is told in full, further ones in a sentence,
//! and beyond some all together.

mod ask;
mod commands;
mod control;
mod data;
mod facts;
mod login;
mod offers;
mod overlap;
mod result;
mod sentence;
mod summary;
mod tls;
mod transfers;

use std::collections::{HashMap, HashSet};

use foldhash::fast::RandomState;

use crate::model::{
    Analysis, Arg, At, Command, Connection, ConnectionId, Endpoint, ExpectedData, ExpectedDataId,
    Message as Sentence, Role, Session, SessionId, TransferId,
};

use super::StoryOptions;
use super::frame_log::{ConnectionFrames, FrameLog};
use super::message::{Arrow, MessageKind, Participant};
use super::step::{LearnerQuestion, Step, Topic};

/// Everything that the parts read, and the steps that they add.
struct StepWriter<'a> {
    analysis: &'a Analysis,
    session: &'a Session,
    log: &'a FrameLog,
    options: StoryOptions,
    /// When lines began that took several segments, by their last frames.
    begun: HashMap<u64, At, RandomState>,
    /// The other session of server-to-server transfers, by their data connections.
    fxp: HashMap<ConnectionId, SessionId, RandomState>,
    steps: Vec<Step>,
}

/// The steps of a session, and its summary.
pub(super) fn tell(
    analysis: &Analysis,
    session: &Session,
    log: &FrameLog,
    messages: &[Arrow],
    options: StoryOptions,
) -> (Vec<Step>, Vec<Step>) {
    let lines = messages
        .iter()
        .filter(|m| matches!(m.kind, MessageKind::Command { .. }) && m.first != m.last);
    let begun = lines.map(|m| (m.last.frame, m.first)).collect();
    let fxp = session
        .transfers
        .iter()
        .filter_map(|t| Some((t.connection?, t.fxp_session?)))
        .collect();
    let mut writer = StepWriter {
        analysis,
        session,
        log,
        options,
        begun,
        fxp,
        steps: Vec::new(),
    };
    writer.open();
    writer.greeting();
    writer.tls();
    writer.logins();
    writer.offers();
    writer.hidden_tries();
    writer.stray_tries();
    writer.transfers();
    writer.commands();
    writer.unasked();
    writer.end();
    let summary = writer.summary();
    (in_order(writer.steps), summary)
}

/// Puts steps in the order of their frames; commands that follow each other become one step.
fn in_order(mut steps: Vec<Step>) -> Vec<Step> {
    steps.sort_by_key(|step| step.at.frame);
    let mut joined: Vec<Step> = Vec::with_capacity(steps.len());
    for step in steps {
        match joined.last_mut() {
            Some(last) if last.topic == Topic::Commands && step.topic == Topic::Commands => {
                last.sentences.extend(step.sentences);
                last.frames.extend(step.frames);
                last.basis.extend(step.basis);
                last.question = last.question.take().or(step.question);
            }
            _ => joined.push(step),
        }
    }
    let mut answered = HashSet::new();
    for step in &mut joined {
        step.frames.retain(|&frame| frame > 0);
        step.frames.sort_unstable();
        step.frames.dedup();
        let mut known = HashSet::new();
        step.basis.retain(|basis| known.insert(*basis));
        let asked = step.question.as_ref().map(|question| question.asked.id);
        if asked.is_some_and(|id| !answered.insert(id)) {
            step.question = None;
        }
    }
    joined
}

/// A step that is being put together.
struct StepDraft {
    step: Step,
}

impl StepDraft {
    fn new(topic: Topic, at: At) -> Self {
        let step = Step {
            topic,
            at,
            frames: vec![at.frame],
            transfer: None,
            sentences: Vec::new(),
            basis: Vec::new(),
            question: None,
        };
        StepDraft { step }
    }

    fn of(topic: Topic, at: At, transfer: TransferId) -> Self {
        let mut draft = StepDraft::new(topic, at);
        draft.step.transfer = Some(transfer);
        draft
    }

    fn say(mut self, sentence: impl Into<Option<Sentence>>) -> Self {
        self.step.sentences.extend(sentence.into());
        self
    }

    fn frames(mut self, frames: impl IntoIterator<Item = u64>) -> Self {
        self.step.frames.extend(frames);
        self
    }

    /// Moves the step to where the last of what it tells was seen.
    fn not_before(mut self, at: At) -> Self {
        if at.frame > self.step.at.frame {
            self.step.at = at;
        }
        self
    }

    /// What a learner asks here; the first question of a step stays.
    fn ask(mut self, question: impl Into<Option<LearnerQuestion>>) -> Self {
        self.step.question = self.step.question.take().or(question.into());
        self
    }

    fn basis(mut self, basis: &'static str) -> Self {
        self.step.basis.push(basis);
        self
    }
}

/// What can be said of a reply that is missing, where the server's side is not in the capture: that
/// is said once, and does not mean that the server was silent.
fn without_server(sentence: Sentence) -> Option<Sentence> {
    let id = match sentence.id {
        "explain-result-none" => "explain-result-unheard",
        "explain-quit-unanswered" => "explain-quit-unheard",
        "explain-command-unanswered"
        | "explain-login-unanswered"
        | "explain-announce-unanswered" => return None,
        id => id,
    };
    Some(Sentence { id, ..sentence })
}

/// The same, where the capture lacks bytes of the dialogue, which may have been the reply.
fn with_gaps(sentence: Sentence) -> Sentence {
    let id = match sentence.id {
        "explain-result-none" => "explain-result-missed",
        "explain-command-unanswered" => "explain-command-missed",
        id => id,
    };
    Sentence { id, ..sentence }
}

/// The same, where the server's side of TLS could not be opened.
fn without_keys(sentence: Sentence) -> Option<Sentence> {
    if sentence.id == "explain-result-none" {
        let id = "explain-result-sealed";
        return Some(Sentence { id, ..sentence });
    }
    without_server(sentence)
}

impl<'a> StepWriter<'a> {
    /// Adds a step, unless nothing is said in it.
    fn add(&mut self, mut draft: StepDraft) {
        let sentences = std::mem::take(&mut draft.step.sentences).into_iter();
        draft.step.sentences = if self.session.control.missing == Some(Role::Server) {
            sentences.filter_map(without_server).collect()
        } else if self.session.is_hidden_at(draft.step.at.frame) {
            sentences.filter_map(without_keys).collect()
        } else if self.session.control.lost_bytes > 0 {
            sentences.map(with_gaps).collect()
        } else {
            sentences.collect()
        };
        if !draft.step.sentences.is_empty() {
            self.steps.push(draft.step);
        }
    }

    fn connection_frames(&self, connection: &Connection) -> Option<&'a ConnectionFrames> {
        self.log.connection_frames(connection.first.frame)
    }

    fn offer(&self, id: ExpectedDataId) -> Option<&'a ExpectedData> {
        let offers = &self.session.offers;
        offers
            .binary_search_by_key(&id, |offer| offer.id)
            .ok()
            .map(|place| &offers[place])
    }

    fn party(&self, connection: &Connection, end: Endpoint) -> Participant {
        connection.role_in(self.session.id, end).into()
    }

    /// Who is at an end of a connection, in words.
    fn who(&self, connection: &Connection, end: Endpoint) -> Arg {
        match connection.role_in(self.session.id, end) {
            Role::OtherServer(_) => Arg::Words("party-other-server".to_owned()),
            role => sentence::who(role.into()),
        }
    }

    /// True for the data connection of a server-to-server transfer.
    fn is_fxp(&self, connection: &Connection) -> bool {
        self.fxp.contains_key(&connection.id)
    }

    /// When the line of a command began.
    fn begun(&self, command: &Command) -> At {
        self.begun
            .get(&command.at.frame)
            .copied()
            .unwrap_or(command.at)
    }
}
