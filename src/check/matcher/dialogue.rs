//! Commands and replies: in this order, none of these.

use std::fmt;

use crate::model::{Command, Reply, Secret, Session};
use crate::text::escape;

use super::number::NumberTest;
use super::text::TextTest;
use super::{Fact, MatchResult};

/// A command and its replies.
#[derive(Debug, Default)]
pub(in crate::check) struct ExpectedStep {
    /// In upper case.
    pub(in crate::check) verb: String,
    pub(in crate::check) argument: Option<TextTest>,
    /// Of the last reply.
    pub(in crate::check) code: Option<NumberTest>,
    /// Every reply, code and text.
    pub(in crate::check) replies: Option<Vec<TextTest>>,
}

impl ExpectedStep {
    fn fits(&self, command: &Command) -> bool {
        verb(command) == self.verb
            && self
                .argument
                .as_ref()
                .is_none_or(|test| test.fits(&argument(command)))
            && self.code.as_ref().is_none_or(|t| {
                command
                    .replies
                    .last()
                    .is_some_and(|r| t.fits(f64::from(r.code.get())))
            })
            && self
                .replies
                .as_ref()
                .is_none_or(|tests| all_fit(tests, command))
    }
}

fn all_fit(tests: &[TextTest], command: &Command) -> bool {
    tests.len() == command.replies.len()
        && tests
            .iter()
            .zip(&command.replies)
            .all(|(test, reply)| test.fits(&line(reply)))
}

impl fmt::Display for ExpectedStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.verb)?;
        if let Some(argument) = &self.argument {
            write!(f, " {argument}")?;
        }
        if let Some(code) = &self.code {
            write!(f, " → {code}")?;
        }
        if let Some(replies) = &self.replies {
            let replies: Vec<String> = replies.iter().map(TextTest::to_string).collect();
            write!(
                f,
                " → {}",
                if replies.is_empty() {
                    "no reply".to_owned()
                } else {
                    replies.join(" / ")
                }
            )?;
        }
        Ok(())
    }
}

/// The verb as it is expected: in upper case, its escapes too.
fn verb(command: &Command) -> String {
    escape::text(command.verb.bytes()).to_uppercase()
}

/// The argument as it is shown: a secret never is, whatever else was asked for, because it would
/// get into files that are kept.
pub(in crate::check) fn argument(command: &Command) -> String {
    match command.argument() {
        None => String::new(),
        Some(_) if command.secret.is_some() => Secret::MASK.to_owned(),
        Some(argument) => escape::text(argument),
    }
}

/// `226 Transfer complete.`
pub(in crate::check) fn line(reply: &Reply) -> String {
    format!("{} {}", reply.code, escape::text(reply.text.bytes()))
}

/// `RETR a.txt → 150 Opening / 226 Done`
fn shown(command: &Command) -> String {
    let argument = argument(command);
    let replies: Vec<String> = command.replies.iter().map(line).collect();
    let blank = if argument.is_empty() { "" } else { " " };
    let replies = if replies.is_empty() {
        "no reply".to_owned()
    } else {
        replies.join(" / ")
    };
    format!("{}{blank}{argument} → {replies}", verb(command))
}

/// What the dialogue has come to at a frame: its latest command or reply there or before.
pub(in crate::check) fn line_at(session: &Session, frame: u64) -> Option<(u64, String)> {
    let commands = session.commands.iter().filter(|c| c.at.frame <= frame);
    let command = commands.max_by_key(|c| c.at.frame);
    let replies = session.replies().filter(|r| r.at.frame <= frame);
    let reply = replies.max_by_key(|r| r.at.frame);
    match (command, reply) {
        (_, Some(reply)) if command.is_none_or(|c| c.at.frame <= reply.at.frame) => {
            Some((reply.at.frame, format!("S: {}", line(reply))))
        }
        (Some(command), _) => {
            let argument = argument(command);
            let blank = if argument.is_empty() { "" } else { " " };
            Some((
                command.at.frame,
                format!("C: {}{blank}{argument}", verb(command)),
            ))
        }
        (None, _) => None,
    }
}

/// The steps in this order, with anything between them. The first command that fits is as good as
/// any later one.
pub(super) fn sequence(steps: &[ExpectedStep], session: &Session) -> MatchResult {
    let mut commands = session.commands.iter();
    let mut frames = Vec::new();
    for (number, step) in (1..).zip(steps) {
        let Some(command) = commands.by_ref().find(|command| step.fits(command)) else {
            let after = if number == 1 {
                "in the session"
            } else {
                "after the step before"
            };
            return MatchResult::new(false, format!("no step {number} ({step}) {after}"), frames);
        };
        frames.push(command.at.frame);
    }
    MatchResult::new(true, "these, in this order", frames)
}

/// The steps and nothing else. What differs first is told, not the whole dialogue.
pub(super) fn whole(steps: &[ExpectedStep], session: &Session) -> MatchResult {
    let pairs = steps.iter().zip(session.commands.iter());
    let differs = (0..)
        .zip(pairs)
        .find(|(_, (step, command))| !step.fits(command))
        .map(|(at, _)| at);
    let at = differs.unwrap_or(steps.len().min(session.commands.len()));
    let (step, command) = (steps.get(at), session.commands.get(at));
    let frames = match command {
        Some(command) => std::iter::once(command.at.frame)
            .chain(command.replies.iter().map(|r| r.at.frame))
            .collect(),
        None => vec![session.last.frame],
    };
    if step.is_none() && command.is_none() {
        return MatchResult::new(true, "these commands", frames);
    }
    let number = at + 1;
    let found = command.map_or_else(|| format!("no command {number}"), shown);
    let expected = step.map_or_else(
        || format!("no command {number}"),
        |step| format!("command {number}: {step}"),
    );
    MatchResult {
        expected: Some(expected),
        ..MatchResult::new(false, found, frames)
    }
}

pub(super) fn forbidden(verbs: &[String], session: &Session) -> MatchResult {
    let used: Vec<&Command> = session
        .commands
        .iter()
        .filter(|c| verbs.contains(&verb(c)))
        .collect();
    let mut found: Vec<String> = used.iter().map(|c| verb(c)).collect();
    found.dedup();
    let shown = if found.is_empty() {
        "none".to_owned()
    } else {
        found.join(", ")
    };
    MatchResult::new(
        used.is_empty(),
        shown,
        used.iter().map(|c| c.at.frame).collect(),
    )
}

pub(super) fn forbidden_replies(codes: &NumberTest, session: &Session) -> MatchResult {
    let replies = session.replies();
    let mut found: Vec<&Reply> = replies
        .filter(|reply| codes.fits(f64::from(reply.code.get())))
        .collect();
    found.sort_by_key(|reply| reply.at);
    let shown = found
        .first()
        .map_or_else(|| "none".to_owned(), |reply| line(reply));
    MatchResult::new(
        found.is_empty(),
        shown,
        found.iter().map(|reply| reply.at.frame).collect(),
    )
}

/// The longest time from a command to its first reply, in seconds.
pub(in crate::check) fn latency<'a>(sessions: impl Iterator<Item = &'a Session>) -> Fact<'a> {
    let waits = sessions
        .flat_map(|s| s.commands.iter())
        .filter_map(|command| {
            let reply = command.replies.first()?;
            Some((
                reply.at.time.since(command.at.time),
                command.at.frame,
                reply.at.frame,
            ))
        });
    match waits.max() {
        Some((wait, command, reply)) => Fact::Number(wait as f64 / 1e9, vec![command, reply]),
        None => Fact::Unknown,
    }
}
