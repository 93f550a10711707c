//! Which command does a reply answer?
//!
//! First in, first out (RFC 959 section 5.4), never "the last command": a 1yz keeps its command open, 421 closes all.
//! Real servers leave replies out and add some, so a reply that cannot answer the oldest open command but can answer a
//! later one moves on and leaves the skipped ones without an answer; one that fits nothing answers nothing.

use std::collections::VecDeque;

use crate::ftp::{Answer, Effect, Verb, grade};
use crate::model::ReplyCode;

/// Commands that a reply is held against: no server passes over more than these. Keeps a client that never waits, and
/// is never answered, from costing more than its lines.
const REACH: usize = 128;

#[derive(Clone, Copy, Debug)]
struct Open {
    command: usize,
    verb: Option<&'static Verb>,
    after_preliminary: bool,
    /// The ABOR that was sent for it has its answer: what it still gets, it gets before the next command.
    aborted: bool,
}

impl Open {
    fn grade(&self, code: ReplyCode) -> Answer {
        grade(self.verb, code, self.after_preliminary)
    }

    fn is_transfer(&self) -> bool {
        matches!(self.verb.map(|v| v.effect), Some(Effect::Transfer(_)))
    }

    fn is_running(&self) -> bool {
        self.after_preliminary && self.is_transfer()
    }

    fn is_abort(&self) -> bool {
        self.verb.is_some_and(|v| v.effect == Effect::Abort)
    }

    /// Its answer may come while a transfer runs, and says nothing about that.
    fn overtakes(&self) -> bool {
        self.is_abort() || self.verb.is_some_and(Verb::overtakes_transfer)
    }
}

/// What becomes of transfers that wait before the command that was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Overtaken {
    /// They get no answer any more.
    Dropped,
    /// The answer says nothing about them.
    Running,
    /// The answer to their ABOR.
    Aborted,
}

/// The commands that wait for a reply.
#[derive(Debug, Default)]
pub(super) struct Pairing {
    open: VecDeque<Open>,
    /// The client does not wait for answers: a command got its own reply when the next one had already been sent.
    /// One that was sent while an older one stayed without any answer proves nothing: that answer may be lost.
    pipelines: bool,
    /// Replies were lost while the commands before this one waited: theirs may be among them.
    doubtful_to: usize,
}

impl Pairing {
    /// A command was given.
    pub(super) fn command(&mut self, command: usize, verb: Option<&'static Verb>) {
        let open = Open {
            command,
            verb,
            after_preliminary: false,
            aborted: false,
        };
        if !open.overtakes() && self.open.front().is_some_and(|o| o.aborted) {
            self.open.pop_front();
        }
        self.open.push_back(open);
    }

    /// A reply came: the index of the command that it answers.
    pub(super) fn reply(&mut self, code: ReplyCode) -> Option<usize> {
        let chosen = self.choose(code)?;
        let answered = self.open[chosen];
        self.pipelines |= self.proves_pipelining(chosen, code);
        if code.is_preliminary() {
            self.open[chosen].after_preliminary = true;
            self.drop_skipped(chosen, Overtaken::Dropped);
        } else if code == ReplyCode::SERVICE_CLOSING {
            self.open.clear();
        } else {
            self.open.remove(chosen);
            let transfers = if answered.is_abort() && code.is_completion() {
                Overtaken::Aborted
            } else if answered.overtakes() {
                Overtaken::Running
            } else {
                Overtaken::Dropped
            };
            self.drop_skipped(chosen, transfers);
        }
        Some(answered.command)
    }

    /// The transfer that an ABOR is about: the one that runs, else the last one that waits for an answer.
    pub(super) fn transfer_in_progress(&self) -> Option<usize> {
        let waits = || {
            self.open
                .iter()
                .rev()
                .take(REACH)
                .filter(|o| o.is_transfer() && !o.aborted)
        };
        let running = self
            .open
            .iter()
            .take(REACH)
            .find(|o| o.is_running() && !o.aborted);
        running.or_else(|| waits().next()).map(|o| o.command)
    }

    /// Replies are not in the capture: of two commands that a reply may answer, it is now the later one's.
    pub(super) fn replies_lost(&mut self) {
        self.doubtful_to = self.open.back().map_or(self.doubtful_to, |o| o.command + 1);
    }

    /// Nothing that was asked before can be answered any more: TLS began.
    pub(super) fn forget(&mut self) {
        self.open.clear();
    }

    fn choose(&self, code: ReplyCode) -> Option<usize> {
        let reach = || self.open.iter().take(REACH).enumerate();
        let possible = reach()
            .find(|(_, o)| o.grade(code) != Answer::Impossible)?
            .0;
        if self.pipelines && !code.is_preliminary() {
            return Some(possible);
        }
        // In a client that waits for every answer, an older command that is only plausibly meant was passed over.
        let mut expected = reach().filter(|(_, o)| o.grade(code) == Answer::Expected);
        let sure = reach()
            .find(|(_, o)| o.grade(code) == Answer::Expected && o.command >= self.doubtful_to);
        let Some((first, open)) = sure.or_else(|| expected.next()) else {
            return Some(possible);
        };
        // So was a transfer that it gave up, where the code is not one that only a transfer gets.
        let given_up = open.is_running() && !code.ends_transfers() && !self.pipelines;
        let other = if given_up {
            expected.find(|(_, o)| !o.is_transfer())
        } else {
            None
        };
        Some(other.map_or(first, |(index, _)| index))
    }

    /// The reply belongs to this command alone, and a later one had been sent before it came.
    fn proves_pipelining(&self, chosen: usize, code: ReplyCode) -> bool {
        let own = &self.open[chosen];
        let alone = || {
            self.open
                .iter()
                .skip(chosen + 1)
                .take(REACH)
                .all(|o| o.grade(code) != Answer::Expected)
        };
        !own.is_running()
            && !own.overtakes()
            && own.grade(code) == Answer::Expected
            && self
                .open
                .back()
                .is_some_and(|last| last.command != own.command && !last.overtakes())
            && alone()
    }

    /// What stood before the answered command gets no answer any more, but for transfers that may go on.
    fn drop_skipped(&mut self, before: usize, transfers: Overtaken) {
        let mut skipped: Vec<Open> = self.open.drain(..before).collect();
        skipped.retain(|open| transfers != Overtaken::Dropped && open.is_transfer());
        while let Some(mut open) = skipped.pop() {
            open.aborted |= transfers == Overtaken::Aborted;
            self.open.push_front(open);
        }
    }
}
