//! Expectations: what a capture should show, compared with what it shows.
//!
//! ```text
//! key          the facts that can be expected: one row of a table each
//! matcher      what is expected of a fact: a value, a range, a pattern, a dialogue
//! rule         conditions on the capture, or on all, any, none of its sessions, offers or transfers
//! read         a TOML file → rules       expression   `--require 'mode == passive'` → a rule
//! mistake      what is wrong with either, and where
//! filter       `--where 'user == bob'` → what sessions and transfers have to fit
//! judge        rules and records → outcomes; no I/O, no clock
//! index        rules → the subjects that may fit them at all
//! cause        outcomes that do not hold → failures, one for each cause
//! assign       rules that each want a subject of their own → subjects
//! record       records of a good capture → a TOML file
//! schema       the keys → JSON Schema
//! ```
//!
//! ```
//! use ftpscope::check::Expectations;
//!
//! let mut expectations = Expectations::default();
//! expectations.require("mode == passive").expect("an expression");
//! let mistake = expectations.require("moed == passive").unwrap_err();
//! assert!(mistake.message.contains("did you mean `mode`?"));
//! ```

mod assign;
mod cause;
mod expression;
mod filter;
mod index;
mod judge;
mod matcher;
mod mistake;
mod read;
pub(crate) mod reason;
mod rule;

#[cfg(not(feature = "internals"))]
pub(crate) mod key;
#[cfg(feature = "internals")]
pub mod key;
#[cfg(not(feature = "internals"))]
pub(crate) mod record;
#[cfg(feature = "internals")]
pub mod record;
#[cfg(not(feature = "internals"))]
pub(crate) mod report;
#[cfg(feature = "internals")]
pub mod report;
#[cfg(not(feature = "internals"))]
pub(crate) mod schema;
#[cfg(feature = "internals")]
pub mod schema;

pub use cause::{Failure, failures};
pub use filter::Filter;
pub use judge::{Judgement, judge};
pub use mistake::{ExpectationPlace, Mistake};

pub(crate) use mistake::meant;

use mistake::SourceText;
use rule::SubjectRule;

/// What a capture should show.
#[derive(Debug, Default)]
pub struct Expectations {
    rules: Vec<SubjectRule>,
    allow_no_ftp: bool,
}

impl Expectations {
    /// Adds those of a TOML file, which messages call `name`.
    ///
    /// # Errors
    /// Every mistake in it: no TOML, an unknown key, a value of the wrong kind, nothing expected at
    /// all.
    pub fn read(&mut self, name: &str, text: &str) -> Result<(), Vec<Mistake>> {
        self.rules
            .extend(read::rules(&SourceText::new(name, text))?);
        Ok(())
    }

    /// Adds an expression: `mode == passive`, or the name of a finding that must be there.
    ///
    /// # Errors
    /// The place where it makes no sense, and why.
    pub fn require(&mut self, text: &str) -> Result<(), Mistake> {
        let rule = expression::require(&SourceText::new("--require", text))?;
        self.rules.push(SubjectRule {
            name: Some(text.to_owned()),
            ..rule
        });
        Ok(())
    }

    /// Adds what must not be: a finding, a command, or an expression that nothing may fit.
    ///
    /// # Errors
    /// As [`Expectations::require`].
    pub fn forbid(&mut self, text: &str) -> Result<(), Mistake> {
        let rule = expression::forbid(&SourceText::new("--forbid", text))?;
        self.rules.push(SubjectRule {
            name: Some(format!("no {text}")),
            ..rule
        });
        Ok(())
    }

    /// Lets what must not be hold of a capture without FTP too.
    pub fn allow_no_ftp(&mut self) {
        self.allow_no_ftp = true;
    }

    /// True where a digest is expected, so that the analysis must compute it.
    pub fn need_digest(&self) -> bool {
        self.rules.iter().any(SubjectRule::needs_digest)
    }
}
