//! Where a rule leaves what it finds.

use std::collections::BTreeSet;

use crate::model::{Arg, Finding, Message, Severity};

use super::Rule;

/// Findings of one kind that stand for themselves; further ones join the last.
const APART: usize = 5;
/// Frames that a finding which others joined keeps.
const FRAMES: usize = 100;

/// Takes the findings of one rule.
pub(super) struct FindingSink<'f> {
    id: &'static str,
    /// The rule's own severity.
    pub(super) severity: Severity,
    found: &'f mut Vec<Finding>,
    kinds: Vec<Alike>,
}

/// Findings with the same severity and the same message.
struct Alike {
    severity: Severity,
    message: &'static str,
    count: usize,
    /// Where the last of them stands.
    last: usize,
}

impl<'f> FindingSink<'f> {
    pub(super) fn new(rule: &Rule, found: &'f mut Vec<Finding>) -> Self {
        FindingSink {
            id: rule.id,
            severity: rule.severity,
            found,
            kinds: Vec::new(),
        }
    }

    /// With the rule's own severity. The first of `frames` is the one to look at first.
    pub(super) fn add(
        &mut self,
        frames: Vec<u64>,
        message: &'static str,
        args: Vec<(&'static str, Arg)>,
    ) -> &mut Finding {
        self.add_as(self.severity, frames, message, args)
    }

    /// With another severity. What it returns can be given advice of its own.
    pub(super) fn add_as(
        &mut self,
        severity: Severity,
        mut frames: Vec<u64>,
        message: &'static str,
        args: Vec<(&'static str, Arg)>,
    ) -> &mut Finding {
        let frame = frames.first().copied().unwrap_or_default();
        frames.sort_unstable();
        frames.dedup();
        if let Some(last) = self.last_of(severity, message) {
            join(&mut self.found[last], frames);
            return &mut self.found[last];
        }
        self.found.push(Finding {
            id: self.id,
            severity,
            frame,
            frames,
            more: 0,
            message: Message { id: message, args },
            advice: None,
            blocked: None,
            sessions: BTreeSet::new(),
            contacts: Vec::new(),
            actions: None,
        });
        let place = self.found.len() - 1;
        &mut self.found[place]
    }

    /// Where the last finding of that kind stands, once there are enough of them.
    fn last_of(&mut self, severity: Severity, message: &'static str) -> Option<usize> {
        let place = self.found.len();
        let Some(kind) = self
            .kinds
            .iter_mut()
            .find(|k| (k.severity, k.message) == (severity, message))
        else {
            self.kinds.push(Alike {
                severity,
                message,
                count: 1,
                last: place,
            });
            return None;
        };
        if kind.count == APART {
            return Some(kind.last);
        }
        kind.count += 1;
        kind.last = place;
        None
    }
}

fn join(finding: &mut Finding, frames: Vec<u64>) {
    finding.more += 1;
    let room = FRAMES.saturating_sub(finding.frames.len());
    finding.frames.extend(frames.into_iter().take(room));
    finding.frames.sort_unstable();
    finding.frames.dedup();
}
