//! `--require` and `--forbid`: a rule in one line.
//!
//! ```text
//! expression = [ "all" | "any" | "none" ] conditions [ "where" conditions ]
//! conditions = condition { "and" condition }
//! condition  = [ "not" ] [ table "." ] key [ operator value ]    (without a value: a key that is true or false)
//! table      = "capture" | "session" | "offer" | "transfer"       (session, where none is named)
//! operator   = "==" (or "=") | "!=" | "<" | "<=" | ">" | ">=" | "~" (glob) | "=~" (regular expression) | "in"
//! filter     = condition { "and" condition }                      (of any of the tables but capture)
//! value      = word | "quoted" | 'quoted' | "(" value { "," value } ")"
//! ```

use crate::analysis::findings::FINDINGS;
use crate::ftp::VERBS;
use crate::model::{Arg, Message};

use super::key::{Key, SubjectTable, ValueKind};
use super::matcher::number::NumberTest;
use super::matcher::{Matcher, Policy};
use super::mistake::{ExpectationPlace, Mistake, SourceText, meant, say, say_of, unknown};
use super::rule::{Condition, Quantifier, SubjectRule};

mod matcher;
use matcher::{Objection, matcher};

type Result<T> = std::result::Result<T, Mistake>;

/// Tables whose keys an expression can name; findings are named alone.
const TABLES: [SubjectTable; 4] = [
    SubjectTable::Capture,
    SubjectTable::Session,
    SubjectTable::Offer,
    SubjectTable::Transfer,
];
/// A single `=` is as good as two.
const SIGNS: [&str; 10] = ["==", "!=", "<", "<=", ">", ">=", "~", "=~", "in", "="];

/// What must hold: an expression, or a finding that must be there.
pub(super) fn require(source: &SourceText) -> Result<SubjectRule> {
    let word = source.text.trim();
    if let Some(id) = finding(word) {
        return Ok(findings(Policy::Required, id, source.place(0)));
    }
    Parser::new(source)?.rule()
}

/// What must not be: a finding, a verb, or an expression that nothing may fit.
pub(super) fn forbid(source: &SourceText) -> Result<SubjectRule> {
    let word = source.text.trim();
    if let Some(id) = finding(word) {
        return Ok(findings(Policy::Denied, id, source.place(0)));
    }
    if let Some(verb) = VERBS
        .iter()
        .find(|verb| verb.name.eq_ignore_ascii_case(word))
    {
        let matcher = Matcher::Forbidden(vec![verb.name.to_owned()]);
        return Ok(single(
            SubjectTable::Session,
            "forbidden_commands",
            matcher,
            source.place(0),
        ));
    }
    let is_bare = !word.is_empty() && !word.contains([' ', '=', '<', '>', '~', '!']);
    if is_bare && !is_flag(word) {
        let names: Vec<&str> = FINDINGS
            .iter()
            .map(|f| f.id)
            .chain(VERBS.iter().map(|v| v.name))
            .collect();
        let message = match meant(word, names.iter().copied()) {
            Some(name) => say_of("mistake-neither-meant", &[("meant", name)]),
            None => say("mistake-neither"),
        };
        return Err(source.mistake(0, message));
    }
    let mut rule = Parser::new(source)?.rule()?;
    if rule.quantifier != Quantifier::All || source.text.trim_start().starts_with("all ") {
        return Err(source.mistake(0, say("mistake-forbid-none")));
    }
    rule.quantifier = Quantifier::None;
    Ok(rule)
}

/// What a filter asks: conditions on sessions, and on what is in them.
pub(super) fn filter(source: &SourceText) -> Result<Vec<Condition>> {
    Parser::new(source)?.filter()
}

fn finding(word: &str) -> Option<&'static str> {
    FINDINGS.iter().map(|rule| rule.id).find(|id| *id == word)
}

fn findings(policy: Policy, id: &'static str, place: ExpectationPlace) -> SubjectRule {
    let key = match policy {
        Policy::Required => "required",
        Policy::Allowed => "allowed",
        Policy::Denied => "denied",
    };
    single(
        SubjectTable::Findings,
        key,
        Matcher::Findings(policy, vec![id]),
        place,
    )
}

fn single(
    table: SubjectTable,
    key: &str,
    matcher: Matcher,
    place: ExpectationPlace,
) -> SubjectRule {
    let mut rule = SubjectRule::new(table, place.clone());
    rule.conditions.extend(table.key(key).map(|key| Condition {
        key,
        matcher,
        place,
    }));
    rule
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Word(String),
    /// Never a keyword or a sign.
    Quoted(String),
    Sign(&'static str),
    Open,
    Comma,
    Close,
}

/// Words end at blanks, quotes, brackets, commas and signs.
fn tokens(source: &SourceText) -> Result<Vec<(usize, Token)>> {
    let text = source.text;
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(character) = text[at..].chars().next() {
        let rest = &text[at..];
        let fitting = SIGNS
            .iter()
            .filter(|sign| **sign != "in" && rest.starts_with(**sign));
        let sign = fitting.max_by_key(|sign| sign.len()).map(|sign| {
            if *sign == "=" {
                ("==", 1)
            } else {
                (*sign, sign.len())
            }
        });
        let (token, len) = match (character, sign) {
            (c, _) if c.is_whitespace() => {
                at += c.len_utf8();
                continue;
            }
            ('(', _) => (Token::Open, 1),
            (')', _) => (Token::Close, 1),
            (',', _) => (Token::Comma, 1),
            ('"' | '\'', _) => {
                let end = rest[1..]
                    .find(character)
                    .ok_or_else(|| source.mistake(at, say("mistake-quote")))?;
                (Token::Quoted(rest[1..=end].to_owned()), end + 2)
            }
            (_, Some((sign, len))) => (Token::Sign(sign), len),
            _ => {
                let end = rest
                    .find(|c: char| c.is_whitespace() || "()',\"=<>!~".contains(c))
                    .unwrap_or(rest.len());
                if end == 0 {
                    return Err(source.mistake(at, operators()));
                }
                let word = &rest[..end];
                (
                    if word == "in" {
                        Token::Sign("in")
                    } else {
                        Token::Word(word.to_owned())
                    },
                    end,
                )
            }
        };
        tokens.push((at, token));
        at += len;
    }
    Ok(tokens)
}

struct Parser<'s> {
    source: &'s SourceText<'s>,
    tokens: Vec<(usize, Token)>,
    at: usize,
}

impl<'s> Parser<'s> {
    fn new(source: &'s SourceText<'s>) -> Result<Self> {
        Ok(Parser {
            source,
            tokens: tokens(source)?,
            at: 0,
        })
    }

    fn rule(mut self) -> Result<SubjectRule> {
        let quantifier = match self.tokens.first() {
            Some((_, Token::Word(word))) => ["all", "any", "none"].into_iter().find(|q| q == word),
            _ => None,
        };
        self.at += usize::from(quantifier.is_some());
        let mut table = None;
        let conditions = self.conditions(&mut table)?;
        let only = if self.keyword("where") {
            self.conditions(&mut table)?
        } else {
            Vec::new()
        };
        if self.at < self.tokens.len() {
            return Err(self.wrong(self.end("mistake-end-where")));
        }
        let mut rule =
            SubjectRule::new(table.unwrap_or(SubjectTable::Session), self.source.place(0));
        rule.quantifier = quantifier.and_then(Quantifier::named).unwrap_or_default();
        if rule.quantifier != Quantifier::All && !rule.table.is_list() {
            return Err(self.source.mistake(
                0,
                say_of("mistake-one-only", &[("table", rule.table.name())]),
            ));
        }
        (rule.conditions, rule.only) = (conditions, only);
        Ok(rule)
    }

    /// Each condition is about the table that it names: a filter may be about several.
    fn filter(mut self) -> Result<Vec<Condition>> {
        let mut conditions = Vec::new();
        loop {
            let condition = self.condition(&mut None)?;
            if condition.key.table() == SubjectTable::Capture {
                return Err(self.source.mistake(0, say("mistake-filter-capture")));
            }
            conditions.push(condition);
            if !self.keyword("and") {
                break;
            }
        }
        if self.at < self.tokens.len() {
            return Err(self.wrong(self.end("mistake-end")));
        }
        Ok(conditions)
    }

    /// What else is there where a condition ends.
    fn end(&self, id: &'static str) -> Message {
        let is_or = matches!(self.tokens.get(self.at), Some((_, Token::Word(word))) if word.eq_ignore_ascii_case("or"));
        say(if is_or { "mistake-no-or" } else { id })
    }

    fn wrong(&self, message: Message) -> Mistake {
        let offset = self
            .tokens
            .get(self.at)
            .map_or(self.source.text.len(), |(offset, _)| *offset);
        self.source.mistake(offset, message)
    }

    fn next(&mut self) -> Option<Token> {
        let token = self.tokens.get(self.at).map(|(_, token)| token.clone());
        self.at += 1;
        token
    }

    fn keyword(&mut self, keyword: &str) -> bool {
        let found =
            matches!(self.tokens.get(self.at), Some((_, Token::Word(word))) if word == keyword);
        self.at += usize::from(found);
        found
    }

    fn conditions(&mut self, table: &mut Option<SubjectTable>) -> Result<Vec<Condition>> {
        let mut conditions = vec![self.condition(table)?];
        while self.keyword("and") {
            conditions.push(self.condition(table)?);
        }
        Ok(conditions)
    }

    fn condition(&mut self, table: &mut Option<SubjectTable>) -> Result<Condition> {
        let place = self.tokens.get(self.at).map_or_else(
            || self.source.place(0),
            |(offset, _)| self.source.place(*offset),
        );
        let is_negated = self.keyword("not");
        let key = self.key(table)?;
        let matcher = self.comparison(key)?;
        let matcher = if is_negated {
            matcher.negated()
        } else {
            matcher
        };
        Ok(Condition {
            key,
            matcher,
            place,
        })
    }

    /// What is expected of a key: that it is true, where nothing else is said.
    fn comparison(&mut self, key: &'static Key) -> Result<Matcher> {
        let Some((_, Token::Sign(sign))) = self.tokens.get(self.at) else {
            if key.kind == ValueKind::Flag && self.ends_condition() {
                return Ok(Matcher::Flag(true));
            }
            return Err(self.wrong(operators()));
        };
        let sign = *sign;
        let sign_at = self.at;
        self.at += 1;
        let value_at = self.at;
        let values = self.values(sign == "in")?;
        let mut matcher = matcher(key, sign, &values).map_err(|objection| {
            let (at, message) = match objection {
                Objection::Operator(message) => (sign_at, message),
                Objection::Value(message) => (value_at, message),
            };
            self.at = at;
            self.wrong(message)
        })?;
        if let Matcher::Number(NumberTest(bounds)) = &mut matcher {
            bounds.dedup();
        }
        Ok(matcher)
    }

    /// True where no value can follow.
    fn ends_condition(&self) -> bool {
        match self.tokens.get(self.at) {
            None => true,
            Some((_, Token::Word(word))) => ["and", "where"].contains(&word.as_str()),
            Some(_) => false,
        }
    }

    /// `mode`, `session.mode`: all keys of an expression belong to one table.
    fn key(&mut self, chosen: &mut Option<SubjectTable>) -> Result<&'static Key> {
        let Some((_, Token::Word(word))) = self.tokens.get(self.at) else {
            return Err(self.wrong(say("mistake-key")));
        };
        let word = word.clone();
        let (table, name) = match word.split_once('.') {
            None => (bare(&word), word.as_str()),
            Some((table, name)) => {
                let names = TABLES.map(SubjectTable::name);
                let found = TABLES.into_iter().find(|t| t.name() == table);
                (
                    found.ok_or_else(|| {
                        self.wrong(unknown(say("mistake-what-table"), table, &names))
                    })?,
                    name,
                )
            }
        };
        if chosen.is_some_and(|chosen| chosen != table) {
            return Err(self.wrong(say("mistake-one-table")));
        }
        *chosen = Some(table);
        let key = table
            .key(also(table, name))
            .ok_or_else(|| self.wrong(unknown_key(table, name, &word)))?;
        self.at += 1;
        Ok(key)
    }

    fn values(&mut self, list: bool) -> Result<Vec<String>> {
        if !list {
            return Ok(vec![self.value()?]);
        }
        if self.tokens.get(self.at).map(|(_, token)| token) != Some(&Token::Open) {
            return Err(self.wrong(say("mistake-in-list")));
        }
        self.at += 1;
        let mut values = vec![self.value()?];
        loop {
            match self.next() {
                Some(Token::Comma) => values.push(self.value()?),
                Some(Token::Close) => return Ok(values),
                _ => {
                    self.at -= 1;
                    return Err(self.wrong(say("mistake-comma")));
                }
            }
        }
    }

    fn value(&mut self) -> Result<String> {
        match self.tokens.get(self.at) {
            Some((_, Token::Word(text) | Token::Quoted(text))) => {
                let text = text.clone();
                self.at += 1;
                Ok(text)
            }
            _ => Err(self.wrong(say("mistake-value"))),
        }
    }
}

/// The table of a key that names none: that of sessions, but for what only transfers have.
fn bare(name: &str) -> SubjectTable {
    if has_key(name, SubjectTable::Transfer) && !has_key(name, SubjectTable::Session) {
        SubjectTable::Transfer
    } else {
        SubjectTable::Session
    }
}

fn operators() -> Message {
    say_of("mistake-operator", &[("list", &SIGNS[..9].join(" "))])
}

/// True for a key that is true or false: it is a condition by itself.
fn is_flag(word: &str) -> bool {
    let (table, name) = match word.split_once('.') {
        None => (Some(bare(word)), word),
        Some((table, name)) => (TABLES.into_iter().find(|t| t.name() == table), name),
    };
    let key = table.and_then(|table| table.key(also(table, name)));
    key.is_some_and(|key| key.kind == ValueKind::Flag)
}

fn has_key(name: &str, table: SubjectTable) -> bool {
    table.key(also(table, name)).is_some()
}

/// What to say of a key that is not there; one that names no table may be meant for a transfer.
fn unknown_key(table: SubjectTable, name: &str, written: &str) -> Message {
    let names = table.names();
    let what = say_of("mistake-what-key", &[("table", table.name())]);
    let of_transfers = SubjectTable::Transfer.names();
    if name == written
        && meant(name, names.iter().copied()).is_none()
        && let Some(meant) = meant(name, [&of_transfers[..], &["bytes"]].concat())
    {
        let meant = format!("transfer.{meant}");
        return Message {
            id: "mistake-unknown-meant",
            args: vec![
                ("what", Arg::Message(what)),
                ("written", Arg::Text(name.into())),
                ("meant", Arg::Text(meant.as_str().into())),
            ],
        };
    }
    unknown(what, name, &names)
}

/// Other words that tables, documents and listings have for a key.
fn also(table: SubjectTable, name: &str) -> &str {
    match (table, name) {
        (SubjectTable::Transfer, "bytes") => "size",
        (SubjectTable::Transfer, "state") => "outcome",
        (SubjectTable::Transfer, "bytes_per_second") => "rate",
        (SubjectTable::Transfer, "time_to_first_byte") => "first_byte",
        (SubjectTable::Session, "client_ip") => "client",
        (SubjectTable::Session, "server_ip") => "server",
        _ => name,
    }
}
