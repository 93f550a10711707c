//! Which command does a reply answer?
//!
//! First in, first out (RFC 959 section 5.4), never "the last command": a 1yz keeps its command open, 421 closes all.
//! Real servers leave replies out and add some, so a reply that cannot answer the oldest open command but can answer a
//! later one moves on and leaves the skipped ones without an answer; one that fits nothing answers nothing.

use std::collections::VecDeque;

use crate::ftp::{Answer, Effect, Verb, grade};

#[derive(Clone, Copy, Debug)]
struct Open {
    command: usize,
    verb: Option<&'static Verb>,
    after_preliminary: bool,
}

impl Open {
    fn is_running_transfer(&self) -> bool {
        self.after_preliminary && matches!(self.verb.map(|v| v.effect), Some(Effect::Transfer(_)))
    }

    /// Its answer may come while a transfer runs, and says nothing about that.
    fn overtakes(&self) -> bool {
        self.verb.is_some_and(|v| v.overtakes_transfer() || v.effect == Effect::Abort)
    }
}

/// The commands that wait for a reply.
#[derive(Debug, Default)]
pub(super) struct Pairing {
    open: VecDeque<Open>,
    /// The client has sent a command, other than ABOR and its like, before the last one was answered.
    pipelines: bool,
}

impl Pairing {
    /// A command was given.
    pub(super) fn command(&mut self, command: usize, verb: Option<&'static Verb>) {
        let open = Open { command, verb, after_preliminary: false };
        self.pipelines |= !self.open.is_empty() && !open.overtakes();
        self.open.push_back(open);
    }

    /// A reply came: the index of the command that it answers.
    pub(super) fn reply(&mut self, code: u16) -> Option<usize> {
        let chosen = self.choose(code)?;
        let command = self.open[chosen].command;
        if code / 100 == 1 {
            self.open[chosen].after_preliminary = true;
            self.drop_skipped(chosen, false);
        } else if code == 421 {
            self.open.clear();
        } else {
            let overtakes = self.open[chosen].overtakes();
            self.open.remove(chosen);
            self.drop_skipped(chosen, overtakes);
        }
        Some(command)
    }

    /// Nothing that was asked before can be answered any more: REIN, or TLS began.
    pub(super) fn forget(&mut self) {
        self.open.clear();
    }

    fn choose(&self, code: u16) -> Option<usize> {
        let grades: Vec<Answer> = self.open.iter().map(|o| grade(o.verb, code, o.after_preliminary)).collect();
        let first = |wanted: fn(Answer) -> bool| grades.iter().position(|&g| wanted(g));
        let possible = first(|g| g != Answer::Impossible)?;
        let expected = first(|g| g == Answer::Expected);
        match expected {
            // In a client that waits for every answer, an older command that is only plausibly meant was passed over.
            Some(expected) if !self.pipelines => Some(expected),
            _ => Some(possible),
        }
    }

    /// What stood before the answered command gets no answer any more, but for a transfer that is still running.
    fn drop_skipped(&mut self, before: usize, keep_running: bool) {
        let mut index = 0;
        self.open.retain(|open| {
            let skipped = index < before;
            index += 1;
            !skipped || (keep_running && open.is_running_transfer())
        });
    }
}
