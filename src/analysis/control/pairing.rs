//! Which command does a reply answer?
//!
//! Nothing in a reply names its command. RFC 959 section 5.4 has one sequence of replies for each
//! command, in the order of the commands; so the rule is first in, first out, and never "the last
//! command". Real servers leave replies out, add some, and answer out of turn. What a code can
//! answer at all is known ([`Verb::can_answer`]): by the specification (*expected*), by what
//! servers do (*plausible*), or not. This is the table that follows from it; the first row that
//! fits decides.
//!
//! | the reply | goes to |
//! |---|---|
//! | no open command can have it | nothing: it answers no command |
//! | its words say that an earlier command is not known, or refuse what that one was about, it has its answer, and what the open one expects follows | nothing: a second answer to that one |
//! | it is a 421, replies were lost since the last command, and that is a transfer that had begun | nothing: the result may be among what was lost |
//! | the client does not wait for answers (`pipelines`), and it is no 1yz | the oldest command that can have it |
//! | no open command expects it | the oldest that can; but nothing, where that is the last one and what it expects follows before the client goes on |
//! | replies were lost since some commands | the oldest behind these that expects it |
//! | a NOOP or STAT that a transfer's end overtook expects it, and so does a later command | see below |
//! | a transfer that runs expects it, the code is not one of those that only transfers get, and another command expects it | that other command: the client gave the transfer up |
//! | otherwise | the oldest command that expects it |
//!
//! Servers of devices say 200 where the 1yz should stand. Such a reply does not close its transfer
//! either, where one that ends transfers follows before the client goes on.
//!
//! Invariants:
//! - A 1yz keeps its command open, any other reply closes it; 421 closes all.
//! - A reply that goes to a command closes those before it: they are not answered any more.
//!   Transfers are the exception: a STAT, a NOOP and an ABOR may be answered while one runs, which
//!   says nothing about it; and one that has begun has its end to come, whatever a client that goes
//!   on meanwhile asks (PWD to keep the connection alive, SIZE, CWD), until the next one is
//!   prepared.
//! - A client that waits (lock-step) has one open command, and what lies before it was passed over.
//!   That it does not is proved by a command that gets its own reply, and that nothing else could
//!   have had, after a later command was sent; one that was sent while an older one never got
//!   anything proves nothing, for that answer may be lost.
//!
//! **Overtaken commands.** Servers that read the control connection only between transfers answer a
//! NOOP behind the 226, or swallow it. Both look the same until the client goes on: so the replies
//! that come before its next command are counted. Are there enough for the NOOPs and for the later
//! command, they are answered in order; is one missing, a NOOP was swallowed, for a client in
//! lock-step waits for the answer to its last command.
//!
//! **ABOR** (RFC 959 section 4.1.3). Where a transfer waits, 426 is that transfer's, and 226 or 225
//! the ABOR's; a single 2yz may serve for both. Where none waits any more, because its 226 crossed
//! with the ABOR, servers say 426 all the same: then 426 does not close the ABOR, and the 226 or
//! 225 behind it does.
//!
//! [`REACH`] bounds what one reply costs: no server passes over more commands, and a client that
//! never waits and is never answered must not cost more than its lines.

use std::collections::VecDeque;

use crate::ftp::{Answer, Effect, Verb, grade};
use crate::model::ReplyCode;

/// Commands that a reply is compared with.
const REACH: usize = 128;

#[derive(Clone, Copy, Debug)]
struct OpenCommand {
    command: usize,
    verb: Option<&'static Verb>,
    after_preliminary: bool,
    /// The ABOR that was sent for it has its answer: what it still gets, it gets before the next
    /// command.
    aborted: bool,
    /// A transfer that has begun: another command was answered since. What it still gets, it gets
    /// before the next transfer is prepared.
    passed: bool,
    /// A NOOP or STAT: the transfer during which it was sent has ended without an answer to it.
    overtaken: bool,
    /// An ABOR that has its 426, and waits for its 226.
    reported: bool,
    /// Its line has no end: a server that ends the session while it waits for the rest does not
    /// answer it.
    unended: bool,
}

impl OpenCommand {
    fn grade(&self, code: ReplyCode) -> Answer {
        match code {
            ReplyCode::TRANSFER_DONE | ReplyCode::OPEN_IDLE | ReplyCode::SERVICE_CLOSING
                if self.reported =>
            {
                Answer::Expected
            }
            _ if self.reported => Answer::Impossible,
            ReplyCode::SERVICE_CLOSING if self.unended => Answer::Impossible,
            _ => grade(self.verb, code, self.after_preliminary),
        }
    }

    fn can_have(&self, code: ReplyCode) -> bool {
        self.grade(code) != Answer::Impossible
    }

    fn expects(&self, code: ReplyCode) -> bool {
        self.grade(code) == Answer::Expected
    }

    fn is_transfer(&self) -> bool {
        matches!(self.verb.map(|v| v.effect), Some(Effect::Transfer(_)))
    }

    fn is_running(&self) -> bool {
        self.after_preliminary && self.is_transfer()
    }

    /// A 2yz that ends no transfer, in the place of the 1yz: the end of that transfer comes before
    /// the client goes on.
    fn is_begun_by(&self, code: ReplyCode, following: impl Fn() -> Vec<ReplyCode>) -> bool {
        self.is_transfer()
            && !self.after_preliminary
            && code.is_completion()
            && !code.ends_transfers()
            && !self.expects(code)
            && following().into_iter().any(ReplyCode::ends_transfers)
    }

    fn is_abort(&self) -> bool {
        self.verb.is_some_and(|v| v.effect == Effect::Abort)
    }

    /// A client that asks for this is done with the transfer before.
    fn prepares_transfer(&self) -> bool {
        use Effect::{Announce, AskAnnounce, Rest, Transfer};
        let effect = self.verb.map(|v| v.effect);
        matches!(
            effect,
            Some(Announce(_) | AskAnnounce(_) | Rest | Transfer(_))
        )
    }

    /// Nothing that comes behind this next command is for it any more.
    fn is_over_before(&self, next: &OpenCommand) -> bool {
        (self.aborted && !next.overtakes()) || (self.passed && next.prepares_transfer())
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
    /// Those that have begun may go on, as long as no other is prepared.
    Passed,
    /// The answer says nothing about them.
    Running,
    /// The answer to their ABOR.
    Aborted,
}

/// The commands that wait for a reply.
#[derive(Debug, Default)]
pub(super) struct Pairing {
    open: VecDeque<OpenCommand>,
    /// The client does not wait for answers.
    pipelines: bool,
    /// Replies were lost while the commands before this one waited: theirs may be among them.
    doubtful_to: usize,
}

impl Pairing {
    /// A command was given. `unended`: by a line that never came to its end.
    pub(super) fn command(&mut self, command: usize, verb: Option<&'static Verb>, unended: bool) {
        let open = OpenCommand {
            command,
            verb,
            after_preliminary: false,
            aborted: false,
            passed: false,
            overtaken: false,
            reported: false,
            unended,
        };
        if self.open.front().is_some_and(|o| o.is_over_before(&open)) {
            self.open.pop_front();
        }
        self.open.push_back(open);
    }

    /// A reply came: the index of the command that it answers. `following`: the codes of the
    /// replies that come before the client says anything more.
    pub(super) fn reply(
        &mut self,
        code: ReplyCode,
        following: impl Fn() -> Vec<ReplyCode>,
    ) -> Option<usize> {
        let chosen = self.choose(code, &following)?;
        let answered = self.open[chosen];
        self.pipelines |= self.proves_pipelining(chosen, code);
        if code.is_preliminary() || answered.is_begun_by(code, following) {
            self.open[chosen].after_preliminary = true;
            self.drop_skipped(chosen, Overtaken::Dropped);
        } else if code == ReplyCode::SERVICE_CLOSING {
            self.open.clear();
        } else if answered.is_abort() && code == ReplyCode::TRANSFER_ABORTED {
            self.open[chosen].reported = true;
            self.drop_skipped(chosen, Overtaken::Running);
        } else {
            self.open.remove(chosen);
            self.drop_skipped(chosen, what_it_says_of_transfers(answered, code));
            if answered.is_transfer() {
                self.mark_overtaken();
            }
        }
        Some(answered.command)
    }

    /// A command waits for just that reply: a transfer for the 1yz that begins it, or for the code
    /// that ends it. No text of another reply is so by chance.
    pub(super) fn awaits(&self, code: ReplyCode) -> bool {
        let begins = code.is_preliminary();
        let ends = code.ends_transfers();
        (begins || ends)
            && self
                .open
                .iter()
                .take(REACH)
                .any(|o| o.is_transfer() && (begins || o.is_running()) && o.expects(code))
    }

    /// The transfer that an ABOR is about: the one that runs, else the last one that waits for an
    /// answer.
    pub(super) fn transfer_in_progress(&self) -> Option<usize> {
        let running = self
            .open
            .iter()
            .take(REACH)
            .find(|o| o.is_running() && !o.aborted);
        running
            .or_else(|| {
                self.open
                    .iter()
                    .rev()
                    .take(REACH)
                    .find(|o| o.is_transfer() && !o.aborted)
            })
            .map(|o| o.command)
    }

    /// The one command that waits expects one of these replies.
    pub(super) fn last_expects(&self, replies: &[ReplyCode]) -> bool {
        let waits = self.open.back().filter(|_| self.open.len() == 1);
        waits.is_some_and(|open| replies.iter().any(|&code| open.expects(code)))
    }

    /// Replies are not in the capture: of two commands that a reply may answer, it is now the later
    /// one's.
    pub(super) fn replies_lost(&mut self) {
        self.doubtful_to = self.open.back().map_or(self.doubtful_to, |o| o.command + 1);
    }

    /// Nothing that was asked before can be answered any more: TLS began.
    pub(super) fn forget(&mut self) {
        self.open.clear();
    }

    /// The table above.
    fn choose(&self, code: ReplyCode, following: &impl Fn() -> Vec<ReplyCode>) -> Option<usize> {
        if code == ReplyCode::SERVICE_CLOSING && self.may_have_been_answered() {
            return None;
        }
        let possible = self.find(|o| o.can_have(code))?;
        if self.pipelines && !code.is_preliminary() {
            return Some(possible);
        }
        let sure = self.find(|o| o.expects(code) && o.command >= self.doubtful_to);
        let Some(first) = sure.or_else(|| self.find(|o| o.expects(code))) else {
            return (!self.is_extra(possible, code, following)).then_some(possible);
        };
        let open = &self.open[first];
        if open.overtaken {
            return Some(self.past_swallowed(first, code, &following()));
        }
        if open.is_running() && !code.ends_transfers() && !self.pipelines {
            let other = self.find(|o| o.expects(code) && !o.is_transfer());
            return Some(other.unwrap_or(first));
        }
        Some(first)
    }

    /// Replies were lost since the last command, and that was a transfer which had begun: its
    /// result may be among them. What ends the session (421) comes whether or not a command waits.
    fn may_have_been_answered(&self) -> bool {
        let last = self.open.back();
        last.is_some_and(|o| o.is_running() && o.command < self.doubtful_to)
    }

    fn find(&self, wanted: impl Fn(&OpenCommand) -> bool) -> Option<usize> {
        self.open.iter().take(REACH).position(wanted)
    }

    /// The last command could have had it, but gets what it expects right behind it.
    fn is_extra(
        &self,
        possible: usize,
        code: ReplyCode,
        following: &impl Fn() -> Vec<ReplyCode>,
    ) -> bool {
        let open = &self.open[possible];
        possible + 1 == self.open.len()
            && !open.is_abort()
            && !open.is_transfer()
            && code.is_completion()
            && following().into_iter().any(|later| open.expects(later))
    }

    /// Which of the overtaken commands from `first` on, or the later command that expects the same,
    /// has the reply.
    fn past_swallowed(&self, first: usize, code: ReplyCode, following: &[ReplyCode]) -> usize {
        let Some(later) = self.expecting(first, code, false).next() else {
            return first;
        };
        let waiting: Vec<usize> = self
            .expecting(first, code, true)
            .take_while(|&index| index < later)
            .collect();
        let open = &self.open[later];
        let replies = 1 + following.iter().filter(|&&next| open.expects(next)).count();
        let swallowed = (waiting.len() + 1).saturating_sub(replies);
        waiting.get(swallowed).copied().unwrap_or(later)
    }

    fn expecting(
        &self,
        first: usize,
        code: ReplyCode,
        overtaken: bool,
    ) -> impl Iterator<Item = usize> {
        (first..self.open.len().min(REACH)).filter(move |&index| {
            let open = &self.open[index];
            open.overtaken == overtaken && open.expects(code)
        })
    }

    /// The reply belongs to this command alone, and a later one had been sent before it came.
    fn proves_pipelining(&self, chosen: usize, code: ReplyCode) -> bool {
        let own = &self.open[chosen];
        !own.is_running()
            && !own.overtakes()
            && own.expects(code)
            && self
                .open
                .back()
                .is_some_and(|last| last.command != own.command && !last.overtakes())
            && self.expects_alone(chosen, code)
    }

    /// No command that is near after the chosen one waits for such a reply too.
    fn expects_alone(&self, chosen: usize, code: ReplyCode) -> bool {
        self.open
            .iter()
            .skip(chosen + 1)
            .take(REACH)
            .all(|o| !o.expects(code))
    }

    /// What stood before the answered command gets no answer any more, but for transfers that may
    /// go on.
    fn drop_skipped(&mut self, before: usize, transfers: Overtaken) {
        let mut skipped: Vec<OpenCommand> = self.open.drain(..before).collect();
        skipped.retain(|open| match transfers {
            Overtaken::Dropped => false,
            Overtaken::Passed => open.is_running(),
            Overtaken::Running | Overtaken::Aborted => open.is_transfer(),
        });
        while let Some(mut open) = skipped.pop() {
            open.aborted |= transfers == Overtaken::Aborted;
            open.passed |= transfers == Overtaken::Passed;
            self.open.push_front(open);
        }
    }

    /// A transfer has ended: a NOOP or STAT that waits was sent while it ran.
    fn mark_overtaken(&mut self) {
        for open in self.open.iter_mut().take(REACH) {
            open.overtaken |= open.overtakes() && !open.is_abort();
        }
    }
}

fn what_it_says_of_transfers(answered: OpenCommand, code: ReplyCode) -> Overtaken {
    if answered.is_abort() && code.is_completion() {
        Overtaken::Aborted
    } else if answered.overtakes() {
        Overtaken::Running
    } else if answered.prepares_transfer() {
        Overtaken::Dropped
    } else {
        Overtaken::Passed
    }
}
