//! `diff`: what two captures do differently, as text, as Markdown for a ticket, and as JSON for
//! programs.

mod words;

use std::collections::HashMap;
use std::io::{self, Write};

use anstyle::AnsiColor;
use serde::Serialize;

use crate::analysis::diff::{Both, Diff, DiffSide, Difference, Facet, Pair};
use crate::model::{Session, SessionId, Severity};
use crate::text::escape;
use crate::text::locale::Catalogue;
use crate::text::style::{Style, columns, wrap};

use super::diagnose::ranges;
use super::json;
use super::verdict::shown;
use words::{Cell, DifferenceWords};

/// Where a text says that the rest can be seen: whoever reads a page in a ticket has no captures.
const ELSEWHERE: &str = "json";
const NOWHERE: &str = "none";
/// Pairs that begin to differ in ways of their own, and differences of one, that are shown before
/// the rest is counted.
const PAIRS: usize = 20;
const DIFFERENCES: usize = 15;
/// Kinds of pairs that are told in full: of more kinds, what explains each, so that a screen holds
/// them.
const FEW: usize = 3;
/// Columns that the text of a difference has at least.
const LEAST: u16 = 30;

/// Shows differences.
pub struct DiffWriter<'p> {
    /// The language.
    pub catalogue: &'p Catalogue,
    /// Width and colour.
    pub style: Style,
    /// What the captures are called.
    pub names: Both<String>,
    /// What is shown.
    pub diff: &'p Diff<'p>,
}

impl DiffWriter<'_> {
    /// Writes it for people.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn text(&self, out: &mut dyn Write) -> io::Result<()> {
        for (name, line) in ["diff-good", "diff-bad"].iter().zip(self.captures()) {
            writeln!(out, "{}: {line}", self.say(name))?;
        }
        if !self.diff.differs() {
            return writeln!(out, "\n{}", self.say("diff-same"));
        }
        let differing = self.differing();
        let kinds = kinds(&differing);
        let is_brief = kinds.len() > FEW;
        for kind in kinds.iter().take(PAIRS) {
            writeln!(out)?;
            self.paragraph(out, &self.title(kind.first))?;
            let told = if is_brief {
                telling(kind.first)
            } else {
                kind.first.differences.iter().take(DIFFERENCES).collect()
            };
            self.differences(out, &told)?;
            let counts = [
                self.more(kind.first, told.len(), ELSEWHERE),
                self.others(kind),
            ];
            for line in counts.iter().flatten() {
                self.paragraph(out, line)?;
            }
        }
        for line in self.rest(differing.len(), &kinds, ELSEWHERE) {
            writeln!(out, "\n{line}")?;
        }
        Ok(())
    }

    /// Writes it as Markdown.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn markdown(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "# {}\n", self.say("diff-title"))?;
        for (name, line) in ["diff-good", "diff-bad"].iter().zip(self.captures()) {
            writeln!(out, "- {}: {}", self.say(name), escape::markdown(&line))?;
        }
        if !self.diff.differs() {
            return writeln!(out, "\n{}", self.say("diff-same"));
        }
        let differing = self.differing();
        let kinds = kinds(&differing);
        for kind in kinds.iter().take(PAIRS) {
            let pair = kind.first;
            writeln!(out, "\n## {}\n", escape::markdown(&self.title(pair)))?;
            for difference in pair.differences.iter().take(DIFFERENCES) {
                let line = self.words().line(difference);
                writeln!(out, "1. {}", escape::markdown(&line))?;
            }
            for line in [self.more(pair, DIFFERENCES, NOWHERE), self.others(kind)]
                .iter()
                .flatten()
            {
                writeln!(out, "\n{line}")?;
            }
        }
        for line in self.rest(differing.len(), &kinds, NOWHERE) {
            writeln!(out, "\n{line}")?;
        }
        Ok(())
    }

    /// Writes it as a JSON document.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn json(&self, mut out: &mut dyn Write) -> io::Result<()> {
        let [good, bad] = [0, 1].map(|which| DiffCaptureJson {
            path: &self.names[which],
            sessions: self.diff.count[which],
        });
        let [only_good, only_bad] = [0, 1].map(|which| ids(&self.diff.alone[which]));
        let document = DiffJson {
            schema: "ftpscope/1",
            good,
            bad,
            differs: self.diff.differs(),
            pairs: self.diff.pairs.iter().map(PairJson::new).collect(),
            only_good,
            only_bad,
        };
        json::to_writer_pretty(&mut out, &document)?;
        writeln!(out)
    }

    fn say(&self, id: &str) -> String {
        self.catalogue.text(id, &[])
    }

    fn words(&self) -> DifferenceWords<'_> {
        DifferenceWords {
            catalogue: self.catalogue,
        }
    }

    fn captures(&self) -> Both<String> {
        [0, 1].map(|which| {
            let args = [
                ("path", self.names[which].as_str().into()),
                ("sessions", self.diff.count[which].into()),
            ];
            self.catalogue.text("diff-capture", &args)
        })
    }

    fn differing(&self) -> Vec<&Pair<'_>> {
        let pairs = self.diff.pairs.iter();
        pairs.filter(|pair| !pair.differences.is_empty()).collect()
    }

    /// `Session 1 of the good one and session 2 of the bad one: anna, 192.0.2.1 → 198.51.100.2:21`
    fn title(&self, pair: &Pair) -> String {
        let [good, bad] = pair.sessions;
        let user = shown(good.user.as_ref().or(bad.user.as_ref()));
        let comma = if user.is_empty() { "" } else { ", " };
        let hosts = self.catalogue.hosts();
        let (client, server) = (hosts.host(good.client.ip()), hosts.end(good.server));
        let who = format!("{user}{comma}{client} → {server}");
        let args = [
            ("good", good.id.to_string().into()),
            ("bad", bad.id.to_string().into()),
            ("who", who.into()),
        ];
        self.catalogue.text("diff-pair", &args)
    }

    /// Of a pair, in this order.
    fn differences(&self, out: &mut dyn Write, told: &[&Difference]) -> io::Result<()> {
        let [first, then] = ["diff-first", "diff-then"].map(|id| self.say(id));
        let indent = columns(&first).max(columns(&then)) + 4;
        let least = LEAST + indent as u16;
        let width = self.style.text_width(least) - indent as u16;
        for (number, difference) in told.iter().enumerate() {
            let word = match number {
                0 => first.as_str(),
                1 => then.as_str(),
                _ => "",
            };
            let mut head = format!("  {word}{}", " ".repeat(indent - 2 - columns(word)));
            if number == 0 {
                head = self.style.paint(&head, AnsiColor::BrightRed);
            }
            for line in wrap(&self.words().line(difference), width) {
                writeln!(out, "{head}{line}")?;
                head = " ".repeat(indent);
            }
        }
        Ok(())
    }

    fn more(&self, pair: &Pair, shown: usize, place: &str) -> Option<String> {
        let beyond = pair.differences.len().checked_sub(shown);
        self.counted("diff-more", beyond, place)
    }

    /// `place`: whether what is counted can be seen elsewhere.
    fn counted(&self, id: &str, count: Option<usize>, place: &str) -> Option<String> {
        let count = count.filter(|&count| count > 0)?;
        let args = [("count", count.into()), ("place", place.to_owned().into())];
        Some(self.catalogue.text(id, &args))
    }

    /// What stands below the pairs.
    fn rest(&self, differing: usize, kinds: &[PairKind], place: &str) -> Vec<String> {
        let alike = self.diff.pairs.len() - differing;
        let beyond = kinds.iter().skip(PAIRS);
        let beyond = beyond.map(|kind| 1 + kind.others.len()).sum();
        let lines = [
            self.counted("diff-more-pairs", Some(beyond), place),
            self.alone("diff-only-good", &self.diff.alone[0]),
            self.alone("diff-only-bad", &self.diff.alone[1]),
            self.counted("diff-alike", Some(alike), place),
        ];
        lines.into_iter().flatten().collect()
    }

    /// In which other pairs it begins the same.
    fn others(&self, kind: &PairKind) -> Option<String> {
        let args = [
            ("count", kind.others.len().into()),
            ("ids", ranges(&kind.others).into()),
        ];
        (!kind.others.is_empty()).then(|| self.catalogue.text("diff-others", &args))
    }

    fn paragraph(&self, out: &mut dyn Write, text: &str) -> io::Result<()> {
        let lines = wrap(text, self.style.text_width(LEAST));
        lines.iter().try_for_each(|line| writeln!(out, "{line}"))
    }

    fn alone(&self, id: &str, sessions: &[&Session]) -> Option<String> {
        let args = [
            ("count", sessions.len().into()),
            ("ids", ranges(&ids(sessions)).into()),
        ];
        (!sessions.is_empty()).then(|| self.catalogue.text(id, &args))
    }
}

/// Pairs that begin to differ in the same way.
struct PairKind<'d> {
    /// The first of them.
    first: &'d Pair<'d>,
    /// The sessions of the others in the bad capture.
    others: Vec<SessionId>,
}

/// The two that tell most of a pair: the first, and what failed in the bad one.
fn telling<'p>(pair: &'p Pair<'p>) -> Vec<&'p Difference<'p>> {
    let mut differences = pair.differences.iter();
    let first = differences.next();
    let failure = differences.find(|difference| {
        let Facet::Finding(finding, DiffSide::Bad) = &difference.facet else {
            return false;
        };
        finding.severity == Severity::Error
    });
    first.into_iter().chain(failure).collect()
}

/// How a pair begins to differ: commands that stand in for each other do so together, whichever
/// comes first.
fn beginning(pair: &Pair) -> String {
    let commands = pair
        .differences
        .iter()
        .take_while(|difference| matches!(difference.facet, Facet::Command(..)))
        .count();
    let first = pair.differences.iter().take(commands.max(1));
    let mut kinds: Vec<String> = first.map(words::kind).collect();
    kinds.sort_unstable();
    kinds.join("\n")
}

/// What differs, each kind once, in the order of the first pairs.
fn kinds<'d>(differing: &[&'d Pair<'d>]) -> Vec<PairKind<'d>> {
    let mut kinds: Vec<PairKind> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for &pair in differing {
        let next = kinds.len();
        let place = *places.entry(beginning(pair)).or_insert(next);
        if place == next {
            let (first, others) = (pair, Vec::new());
            kinds.push(PairKind { first, others });
        } else {
            kinds[place].others.push(pair.sessions[1].id);
        }
    }
    kinds
}

fn ids(sessions: &[&Session]) -> Vec<SessionId> {
    sessions.iter().map(|session| session.id).collect()
}

#[derive(Serialize)]
struct DiffJson<'a> {
    schema: &'static str,
    good: DiffCaptureJson<'a>,
    bad: DiffCaptureJson<'a>,
    differs: bool,
    pairs: Vec<PairJson<'a>>,
    only_good: Vec<SessionId>,
    only_bad: Vec<SessionId>,
}

#[derive(Serialize)]
struct DiffCaptureJson<'a> {
    path: &'a str,
    sessions: usize,
}

#[derive(Serialize)]
struct PairJson<'a> {
    good: SessionId,
    bad: SessionId,
    differences: Vec<DifferenceJson<'a>>,
}

impl<'a> PairJson<'a> {
    fn new(pair: &'a Pair<'a>) -> Self {
        let differences = pair.differences.iter().map(DifferenceJson::new);
        PairJson {
            good: pair.sessions[0].id,
            bad: pair.sessions[1].id,
            differences: differences.collect(),
        }
    }
}

#[derive(Serialize)]
struct DifferenceJson<'a> {
    what: &'static str,
    subject: Option<String>,
    good: Cell<'a>,
    bad: Cell<'a>,
    good_frame: Option<u64>,
    bad_frame: Option<u64>,
}

impl<'a> DifferenceJson<'a> {
    fn new(difference: &'a Difference<'a>) -> Self {
        let [good, bad] = words::cells(difference);
        DifferenceJson {
            what: words::name(&difference.facet),
            subject: words::subject(difference),
            good,
            bad,
            good_frame: difference.frames[0],
            bad_frame: difference.frames[1],
        }
    }
}
