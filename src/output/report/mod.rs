//! `report`: one page of HTML that needs nothing else.
//!
//! The records come first, which choose the rows and tell how long the plot is; a second pass
//! gathers the rows (`collect`), and in the end all is put together. What can be read is in the
//! markup (`frame`, `session`), made by templates that escape whatever they are given; what can be
//! clicked is made by the page's own script from data in JSON (`embed`). Every text of the wire has
//! been through `escape` before. The page's policy forbids it any other script, any other style and
//! the network.

mod collect;
pub mod compare;
mod embed;
mod fit;
mod frame;
mod layers;
mod lean;
mod page_rows;
mod plot;
mod practice;
mod session;
mod steps;
mod texts;
mod values;
mod words;

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use crate::analysis::observer::{Observer as _, Row};
use crate::analysis::view::View;
use crate::limits::{Limits, PageLimits};
use crate::model::{Connection, ConnectionId, Session, SessionId, Time};
use crate::output::timeline::TimelineFrame;
use crate::output::{Needs, Output, Remark, RowsOnce};
use crate::story::{Detail, FrameLog, most_telling};
use crate::text::names;

pub use collect::PageOmissions;
pub(in crate::output) use embed::source;
pub use words::PageCatalogues;

use collect::Collector;
use fit::Chapter;
use texts::Texts;

/// Writes the page.
pub struct Report<'o> {
    out: &'o mut dyn Write,
    words: &'o PageCatalogues,
    limits: PageLimits,
    frame: TimelineFrame,
    rows: RowsOnce,
    log: FrameLog,
    /// The sessions that have room, ascending; empty where all have.
    chosen: Vec<SessionId>,
    /// From the second pass on.
    collector: Option<Collector<'o>>,
}

impl<'o> Report<'o> {
    /// Writes nothing yet.
    pub fn new(
        out: &'o mut dyn Write,
        words: &'o PageCatalogues,
        frame: TimelineFrame,
        limits: Limits,
        page: PageLimits,
    ) -> Self {
        Report {
            out,
            words,
            limits: page,
            frame,
            rows: RowsOnce::new(true),
            log: FrameLog::new(None, Detail::Messages, &limits),
            chosen: Vec::new(),
            collector: None,
        }
    }

    fn begin(&mut self, view: &View<'_>) {
        self.frame.choose(view);
        self.log.choose(view);
        let frame = self.frame.clone();
        self.chosen = if view.sessions().nth(self.limits.sessions).is_some() {
            most_telling(view.sessions(), self.limits.sessions)
        } else {
            Vec::new()
        };
        let collector = Collector::new(
            frame,
            self.words,
            self.limits,
            span(view),
            self.chosen.clone(),
        );
        self.collector = Some(collector);
    }
}

impl Output for Report<'_> {
    fn needs(&mut self, known: Option<&View<'_>>) -> io::Result<Needs> {
        match known {
            Some(view) if self.rows.is_next(known) => {
                self.begin(view);
                Ok(Needs::ROWS)
            }
            _ => Ok(Needs::digests(known)),
        }
    }

    fn row(&mut self, row: &Row<'_>) -> io::Result<()> {
        if let Some(collector) = &mut self.collector {
            collector.take(row);
        }
        self.log.row(row)
    }

    fn limits_hit(&self) -> Vec<(&'static str, u64)> {
        self.log.limits_hit()
    }

    fn finish(&mut self, view: &View<'_>) -> io::Result<Vec<Remark>> {
        let Some(rows) = self.collector.take() else {
            return Ok(Vec::new());
        };
        let texts = rows.texts.clone();
        let page = PageJson {
            view: *view,
            words: self.words,
            limits: self.limits,
            rows,
            texts,
            chosen: std::mem::take(&mut self.chosen),
            log: &self.log,
        };
        let left_out = fit::write(self.out, page)?;
        self.out.flush()?;
        Ok(vec![Remark::Page(left_out)])
    }
}

/// From the first frame of the chosen sessions to their last.
fn span(view: &View) -> (Time, Time) {
    let ids = view.sessions().flat_map(|session| &session.connections);
    let all: Vec<&Connection> = ids.filter_map(|&id| view.analysis.connection(id)).collect();
    let start = all.iter().map(|connection| connection.first.time).min();
    let end = all.iter().map(|connection| connection.last.time).max();
    let start = start.unwrap_or(Time::from_nanos(0));
    (start, end.unwrap_or(start))
}

/// What a page is made of.
struct PageJson<'a> {
    /// The records, and which of them.
    view: View<'a>,
    /// The languages.
    words: &'a PageCatalogues,
    limits: PageLimits,
    rows: Collector<'a>,
    /// The room for texts that is left.
    texts: Texts,
    /// The sessions that have room, ascending; empty where all have.
    chosen: Vec<SessionId>,
    /// What the stories of the sessions need of the rows.
    log: &'a FrameLog,
}

/// The words that the script needs, for what it makes itself and for labels that change with the
/// language.
const SCRIPT_WORDS: &[&str] = &[
    "page-bytes",
    "page-bytes-cut",
    "page-choose-row",
    "page-client",
    "page-control-lane",
    "page-data-lane",
    "page-detail",
    "page-diagram",
    "page-explanation",
    "page-failed",
    "page-files",
    "page-filter",
    "page-filter-sessions",
    "page-folded",
    "page-frame",
    "page-frames",
    "page-languages",
    "page-masked",
    "page-no-bytes",
    "page-no-row",
    "page-other",
    "page-other-lane",
    "page-other-server",
    "page-plot",
    "page-printed",
    "page-protocols",
    "page-rows-none",
    "page-rows-shown",
    "page-server",
    "page-sessions",
    "page-third-party",
    "page-timeline",
    "page-transfers",
];

#[derive(Serialize)]
struct PageConnection {
    id: ConnectionId,
    first: u64,
    role: &'static str,
    opener: String,
    listener: String,
    /// Who is at the opener's and at the listener's end.
    roles: Option<[&'static str; 2]>,
}

impl<'a> PageJson<'a> {
    /// The sessions that are described.
    fn sessions(&self) -> impl Iterator<Item = &'a Session> + '_ {
        let chosen = &self.chosen;
        let all = self.view.sessions();
        all.filter(move |session| chosen.is_empty() || chosen.binary_search(&session.id).is_ok())
    }

    /// The room for texts that is left.
    fn texts(&self) -> &Texts {
        &self.texts
    }
}

/// The names of hosts that rows and arrows show by their addresses.
fn hosts(page: &PageJson, chapters: &[Chapter]) -> BTreeMap<String, String> {
    let rows = page.rows.data.addresses();
    let sessions = chapters.iter().map(|chapter| chapter.session);
    let ends = sessions.flat_map(|session| [session.client.ip(), session.server.ip()]);
    rows.chain(ends)
        .filter_map(|ip| Some((ip.to_string(), page.words.hosts().name(ip)?.to_owned())))
        .collect()
}

fn connections(page: &PageJson) -> Vec<PageConnection> {
    let all = page.view.analysis.connections.iter();
    let shown = all.filter(|connection| page.rows.data.names(connection.first.frame));
    shown
        .map(|connection| PageConnection {
            id: connection.id,
            first: connection.first.frame,
            role: names::connection_role(connection.role),
            opener: connection.opener.to_string(),
            listener: connection.listener.to_string(),
            roles: connection
                .roles
                .map(|roles| [roles.opener, roles.listener].map(names::role)),
        })
        .collect()
}

/// `2.9 kB`
fn size(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["kB", "MB", "GB", "TB", "PB"];
    if bytes < 1000 {
        return format!("{bytes} B");
    }
    let mut scaled = bytes as f64 / 1000.0;
    let mut units = UNITS.iter();
    let mut unit = units.next().unwrap_or(&"");
    while scaled >= 999.95 {
        let Some(next) = units.next() else { break };
        (scaled, unit) = (scaled / 1000.0, next);
    }
    format!("{scaled:.1} {unit}")
}

/// `1 234 567`, with spaces that do not break.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut shown = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            shown.push('\u{a0}');
        }
        shown.push(digit);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_the_page_is_used_and_there() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/output");
        let read = |path: std::path::PathBuf| std::fs::read_to_string(path).unwrap_or_default();
        let files = std::fs::read_dir(folder.join("report"))
            .expect("sources")
            .flatten()
            .map(|entry| read(entry.path()));
        let sources = files.collect::<String>()
            + &read(folder.join("../text/names.rs"))
            + &read(folder.join("verdict.rs"));
        let words = include_str!("../../../locales/en.ftl")
            .lines()
            .filter_map(|line| line.split_once(" = "));
        let words: Vec<&str> = words
            .map(|(id, _)| id)
            .filter(|id| id.starts_with("page-"))
            .collect();
        for id in &words {
            // whole, or made of a beginning and a name
            let parts = id.match_indices('-').map(|(at, _)| &id[at + 1..]);
            let said = std::iter::once(*id)
                .chain(parts)
                .any(|part| sources.contains(&format!("\"{part}\"")));
            assert!(said, "nothing says {id}");
        }
        for id in SCRIPT_WORDS {
            assert!(words.contains(id), "there is no {id}");
        }
    }

    #[test]
    fn numbers_are_written_for_people() {
        let sizes = [0, 999, 1000, 2940, 999_949, 999_950, 3_000_000, u64::MAX].map(size);
        assert_eq!(
            sizes,
            [
                "0 B",
                "999 B",
                "1.0 kB",
                "2.9 kB",
                "999.9 kB",
                "1.0 MB",
                "3.0 MB",
                "18446.7 PB"
            ]
        );
        assert_eq!(
            [7, 1234, 1_234_567].map(grouped),
            ["7", "1\u{a0}234", "1\u{a0}234\u{a0}567"]
        );
    }
}
