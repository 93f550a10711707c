//! The filters of every command: arguments → a [`Selection`].

use std::fmt::Write as _;
use std::ops::RangeInclusive;
use std::path::Path;
use std::sync::Arc;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};
use jiff::tz::TimeZone;
use jiff::{Timestamp, civil};

use crate::analysis::findings::FINDINGS;
use crate::analysis::selection::{Criteria, Moment, Network, Pattern, Selection};
use crate::check::Filter;
use crate::check::key::SubjectTable;
use crate::ftp::{Effect, VERBS};
use crate::model::{SessionId, SessionMode, Time, TransferState};
use crate::text::{escape, names, shell};

use super::voice::{self, told};

/// What is shown fits all that are given.
#[derive(Debug, Args)]
pub(super) struct Filters {
    /// Only these sessions, by number: 2, 3-5,8 (repeat for more)
    #[arg(long, value_name = "N", value_delimiter = ',', value_parser = sessions, help_heading = "Filters")]
    session: Vec<RangeInclusive<SessionId>>,
    /// Only sessions of this client, or of clients in this network (10.0.0.0/8)
    #[arg(long, value_name = "IP", value_parser = network, help_heading = "Filters")]
    client: Option<AsTyped<Network>>,
    /// Only sessions with this server, or with servers in this network
    #[arg(long, value_name = "IP", value_parser = network, help_heading = "Filters")]
    server: Option<AsTyped<Network>>,
    /// Only sessions of this user; * is any text and ? any character, unless that is a user's name
    #[arg(long, value_name = "NAME", help_heading = "Filters")]
    user: Option<String>,
    /// Only sessions of this mode (in `transfers` and `extract`, `active` and `passive` choose
    /// transfers)
    #[arg(long, value_enum, help_heading = "Filters")]
    mode: Option<ModeArg>,
    /// Only transfers of this path on the server, and their sessions; one without a slash is a
    /// name; * and ? as above
    #[arg(long, value_name = "PATH", help_heading = "Filters")]
    path: Option<String>,
    /// Only transfers by this command, and their sessions (repeat for more)
    #[arg(long, value_name = "VERB", value_delimiter = ',', value_parser = verb, help_heading = "Filters")]
    command: Vec<String>,
    /// Only transfers that came to this, and their sessions (repeat for more)
    #[arg(long, value_name = "WORD", value_delimiter = ',', value_parser = outcomes(), help_heading = "Filters")]
    outcome: Vec<String>,
    /// Only what failed: transfers that came to nothing or lack bytes, sessions with one or with
    /// an error
    #[arg(long, help_heading = "Filters")]
    failed: bool,
    /// Only sessions with this finding, by its name in `diagnose` (repeat for more)
    #[arg(long, value_name = "ID", value_delimiter = ',', value_parser = findings(), hide_possible_values = true, long_help = findings_help(), help_heading = "Filters")]
    finding: Vec<String>,
    /// Only what goes on at this time or later, UTC: 2026-11-22T06:36:29Z, 2026-11-22, 09:30 (of
    /// the capture's first day), or seconds since the first frame
    #[arg(long, value_name = "TIME", value_parser = time, help_heading = "Filters")]
    since: Option<AsTyped<Moment>>,
    /// Only what goes on at this time or earlier
    #[arg(long, value_name = "TIME", value_parser = time, help_heading = "Filters")]
    until: Option<AsTyped<Moment>>,
    /// Only what fits an expression of `check`: 'mode == active and transfer.size > 1000' (repeat
    /// for more)
    #[arg(long = "where", value_name = "EXPR", value_parser = expression, long_help = keys_help(), help_heading = "Filters")]
    expressions: Vec<AsTyped<Arc<Filter>>>,
}

/// A value, and how it was typed: outputs propose commands with the same filters.
#[derive(Clone, Debug)]
struct AsTyped<T> {
    text: String,
    value: T,
}

impl<T> AsTyped<T> {
    fn new(text: &str, value: T) -> Self {
        let text = text.to_owned();
        AsTyped { text, value }
    }

    fn text(&self) -> String {
        self.text.clone()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ModeArg {
    /// The server opens the data connections
    Active,
    /// The client opens them
    Passive,
    /// Some are opened by the one, some by the other
    Mixed,
}

impl From<ModeArg> for SessionMode {
    fn from(mode: ModeArg) -> Self {
        match mode {
            ModeArg::Active => SessionMode::Active,
            ModeArg::Passive => SessionMode::Passive,
            ModeArg::Mixed => SessionMode::Mixed,
        }
    }
}

/// The word of JSON for every transfer that ended well.
const COMPLETED: &str = "completed";

impl Filters {
    pub(super) fn selection(&self) -> Selection {
        Selection {
            sessions: self.session.clone(),
            client: self.client.as_ref().map(|typed| typed.value),
            server: self.server.as_ref().map(|typed| typed.value),
            user: self.user.as_ref().map(Pattern::new),
            mode: self.mode.map(SessionMode::from),
            path: self.path.as_ref().map(Pattern::new),
            commands: self.command.clone(),
            outcomes: self.outcome.iter().flat_map(|word| states(word)).collect(),
            failed: self.failed,
            findings: self.finding.clone(),
            since: self.since.as_ref().map(|typed| typed.value),
            until: self.until.as_ref().map(|typed| typed.value),
            criteria: self.criteria(),
        }
    }

    fn criteria(&self) -> Criteria {
        let mut criteria = Criteria::default();
        for expression in &self.expressions {
            criteria.add(Arc::<Filter>::clone(&expression.value));
        }
        criteria
    }

    /// What is wrong with the window of time; nothing, where only the time of the first frame
    /// tells.
    pub(super) fn objection(&self, start: Option<Time>) -> Option<String> {
        let (since, until) = (self.since.as_ref()?, self.until.as_ref()?);
        let is_empty = since.value.is_after(until.value, start)?;
        is_empty.then(|| {
            let [since, until] = [since, until].map(|typed| escape::text(typed.text.as_bytes()));
            told(
                "value-since",
                &[("since", since.into()), ("until", until.into())],
            )
        })
    }

    /// The filters as they were typed, each with its option.
    pub(super) fn words(&self) -> Vec<String> {
        let mode = self.mode.and_then(|mode| mode.to_possible_value());
        let sessions: Vec<String> = self.session.iter().map(range).collect();
        let single = [
            ("--session", Some(sessions.join(","))),
            ("--client", self.client.as_ref().map(AsTyped::text)),
            ("--server", self.server.as_ref().map(AsTyped::text)),
            ("--user", self.user.clone()),
            ("--mode", mode.map(|mode| mode.get_name().to_owned())),
            ("--path", self.path.clone()),
            ("--command", Some(self.command.join(","))),
            ("--outcome", Some(self.outcome.join(","))),
            ("--finding", Some(self.finding.join(","))),
            ("--since", self.since.as_ref().map(AsTyped::text)),
            ("--until", self.until.as_ref().map(AsTyped::text)),
        ];
        let given = single
            .into_iter()
            .filter_map(|(option, value)| Some((option, value.filter(|value| !value.is_empty())?)));
        let mut words: Vec<String> = given
            .map(|(option, value)| option_word(option, &value))
            .collect();
        let expressions = self.expressions.iter();
        words.extend(expressions.map(|typed| option_word("--where", &typed.text)));
        words.extend(self.failed.then(|| "--failed".to_owned()));
        words
    }
}

/// `3`, `3-5`: as it was typed.
fn range(ids: &RangeInclusive<SessionId>) -> String {
    if ids.start() == ids.end() {
        return ids.start().to_string();
    }
    format!("{}-{}", ids.start(), ids.end())
}

/// An option and its value as a shell takes them.
fn option_word(option: &str, value: &str) -> String {
    let between = if value.starts_with('-') { '=' } else { ' ' };
    format!("{option}{between}{}", shell::word(Path::new(value)))
}

fn network(text: &str) -> Result<AsTyped<Network>, String> {
    let network = text
        .parse::<Network>()
        .map_err(|_| told("value-network", &[]))?;
    Ok(AsTyped::new(text, network))
}

/// `3`, `3-5`
fn sessions(text: &str) -> Result<RangeInclusive<SessionId>, String> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let (first, last) = (number(first)?, number(last)?);
    if first > last {
        return Err(told("value-range", &[]));
    }
    Ok(first..=last)
}

fn number(text: &str) -> Result<SessionId, String> {
    text.parse().map_err(|_| told("value-numbers", &[]))
}

/// A command that transfers, in any case of letters.
fn verb(text: &str) -> Result<String, String> {
    let transfers = VERBS
        .iter()
        .filter(|verb| matches!(verb.effect, Effect::Transfer(_)));
    let names: Vec<&str> = transfers.map(|verb| verb.name).collect();
    let found = names.iter().find(|name| name.eq_ignore_ascii_case(text));
    found
        .map(|name| (*name).to_owned())
        .ok_or_else(|| told("value-one-of", &[("list", names.join(", ").into())]))
}

fn expression(text: &str) -> Result<AsTyped<Arc<Filter>>, String> {
    Filter::new(text)
        .map(|filter| AsTyped::new(text, Arc::new(filter)))
        .map_err(|mistake| mistake.shown(&voice::catalogue()))
}

fn outcomes() -> impl TypedValueParser<Value = String> {
    let words = TransferState::ALL.map(names::transfer_state);
    PossibleValuesParser::new(words.into_iter().chain([COMPLETED]))
}

fn states(word: &str) -> Vec<TransferState> {
    use TransferState::{Complete, Gaps, Short, Unproven};
    if word == COMPLETED {
        return vec![Complete, Gaps, Short, Unproven];
    }
    let mut states = TransferState::ALL.to_vec();
    states.retain(|&state| names::transfer_state(state) == word);
    states
}

fn findings() -> impl TypedValueParser<Value = String> {
    let ids = FINDINGS.iter().map(|rule| PossibleValue::new(rule.id));
    PossibleValuesParser::new(ids)
}

/// What `--help` says of `--finding`: the names, from the table.
fn findings_help() -> String {
    let names: Vec<&str> = FINDINGS.iter().map(|rule| rule.id).collect();
    format!(
        "Only sessions with this finding, by its name in `diagnose` (repeat for more): {}",
        names.join(", ")
    )
}

/// What `--help` says of `--where`: the keys, from their tables.
fn keys_help() -> String {
    let mut help =
        "Only what fits an expression of `check`: 'mode == active and transfer.size > 1000' (repeat for more). \
         Keys are explained in docs/check.md"
            .to_owned();
    for (table, prefix) in [
        (SubjectTable::Session, ""),
        (SubjectTable::Transfer, "transfer."),
        (SubjectTable::Offer, "offer."),
    ] {
        let names = table.keys().iter().map(|key| key.name);
        let names: Vec<String> = names.map(|name| format!("{prefix}{name}")).collect();
        let names = names.join(", ");
        let _ = write!(help, "\n\nOf a {}: {names}", table.name());
    }
    help
}

fn time(text: &str) -> Result<AsTyped<Moment>, String> {
    let moment = moment(text)?;
    Ok(AsTyped::new(text, moment))
}

/// `12.5`, `2026-11-22T06:36:29Z`, `2026-11-22 06:36`, `2026-11-22`, `06:36`
fn moment(text: &str) -> Result<Moment, String> {
    if let Some(clock) = like_a_clock(text) {
        let args = [("written", text.into()), ("clock", clock.into())];
        return Err(told("value-time-or-seconds", &args));
    }
    if let Ok(seconds) = text.parse::<f64>()
        && seconds.is_finite()
    {
        return Ok(Moment::After((seconds * 1e9) as i64));
    }
    if let Ok(clock) = text.parse::<civil::Time>()
        && !text.contains('-')
    {
        let of_day = civil::Time::midnight().duration_until(clock);
        return i64::try_from(of_day.as_nanos())
            .map(Moment::OfDay)
            .map_err(|_| told("value-time", &[]));
    }
    let stamp = text.parse::<Timestamp>().or_else(|_| {
        let written = text.parse::<civil::DateTime>()?;
        written
            .to_zoned(TimeZone::UTC)
            .map(|zoned| zoned.timestamp())
    });
    let stamp = stamp.map_err(|_| told("value-time", &[]))?;
    i64::try_from(stamp.as_nanosecond())
        .map(|nanoseconds| Moment::At(Time::from_nanos(nanoseconds)))
        .map_err(|_| told("value-no-time", &[]))
}

/// `09.50` is how many write the time of day, and nobody seconds: the time with a colon.
fn like_a_clock(text: &str) -> Option<String> {
    let (hours, minutes) = text.split_once('.')?;
    let are_pairs = [hours, minutes]
        .into_iter()
        .all(|part| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit()));
    (are_pairs && hours.starts_with('0') && minutes < "60").then(|| format!("{hours}:{minutes}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_sessions_are_ranges() {
        assert_eq!(sessions("3"), Ok(3..=3));
        assert_eq!(sessions("3-5"), Ok(3..=5));
        assert!(sessions("5-3").is_err() && sessions("x").is_err() && sessions("3-").is_err());
    }

    #[test]
    fn times_are_of_the_clock_or_of_the_capture() {
        assert_eq!(moment("1.5"), Ok(Moment::After(1_500_000_000)));
        let of_clock = moment("1970-01-01T00:00:01Z");
        assert_eq!(of_clock, Ok(Moment::At(Time::from_nanos(1_000_000_000))));
        assert_eq!(moment("1970-01-01 00:00:01"), of_clock);
        assert_eq!(moment("1970-01-01"), Ok(Moment::At(Time::from_nanos(0))));
        assert_eq!(moment("00:01"), Ok(Moment::OfDay(60_000_000_000)));
        assert_eq!(moment("00:00:01.5"), Ok(Moment::OfDay(1_500_000_000)));
        let why = moment("09.50").expect_err("no time");
        assert!(why.contains("09:50"), "{why}");
        assert_eq!(moment("9.50"), Ok(Moment::After(9_500_000_000)));
        assert_eq!(moment("0.50"), Ok(Moment::After(500_000_000)));
        assert!(moment("yesterday").is_err() && moment("25:00").is_err() && moment("NaN").is_err());
    }
}
