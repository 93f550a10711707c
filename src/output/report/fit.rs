//! How large a page gets: decided here, and nowhere else.
//!
//! A page is made and measured. Where it has more than
//! [`PageLimits::size`](crate::limits::PageLimits::size), something is left out and it is made
//! again, until it fits. Bytes of files go first, as nobody reads them row by row: each frame of a
//! data connection keeps its headers and the first bytes of what it carries. Then rows and stories
//! get half of the page each, and what one of them does not need is the other's. Too many rows: the
//! first ones of each session stay. Too many stories: the sessions that tell the most stay, with
//! their rows; and where it is one session, the lists of it get shorter. What has gone is counted,
//! and the page says with which option it comes back.

use std::collections::{BTreeMap, HashSet};
use std::io::{self, Write};

use maud::Markup;
use serde::Serialize;

use crate::model::Session;
use crate::story::{SILENCE, most_telling};
use crate::text::locale::Language;

use super::collect::PageOmissions;
use super::lean::{self, PageParts};
use super::page_rows::{CodedRow, PageRows};
use super::steps::{StoryJson, StorySteps};
use super::{PageConnection, PageJson, SCRIPT_WORDS, embed, frame, practice, session};

/// Times that a page is made smaller. Each comes near the size that is wanted, and two or three are
/// usual.
const ROUNDS: usize = 12;
/// Items of a list that stay in any case.
const FEWEST_ITEMS: usize = 5;
/// Rows that stay in any case.
const FEWEST_ROWS: usize = 50;

/// A session and its story, told.
pub(super) struct Chapter<'a> {
    pub(super) session: &'a Session,
    pub(super) article: Markup,
    steps: StoryJson,
}

#[derive(Serialize)]
struct PageData<'a> {
    languages: Vec<&'static str>,
    words: BTreeMap<&'static str, Vec<String>>,
    connections: Vec<PageConnection>,
    /// What addresses are called, of those that the page shows.
    hosts: BTreeMap<String, String>,
    sessions: Vec<&'a StoryJson>,
    /// Seconds without a row that are told as a silence, as between the arrows of a diagram.
    silence: f64,
    rows: Vec<CodedRow<'a>>,
    #[serde(flatten)]
    tables: &'a PageRows,
}

/// Writes the page; gives what had no room in it.
pub(super) fn write(out: &mut dyn Write, mut page: PageJson) -> io::Result<PageOmissions> {
    let mut made = MadePage::new(&mut page)?;
    for _ in 0..ROUNDS {
        if made.page.len() <= page.limits.size || !page.shrink(&made)? {
            break;
        }
        made = MadePage::new(&mut page)?;
    }
    out.write_all(made.page.as_bytes())?;
    Ok(made.left_out)
}

/// A page, as large as it became.
struct MadePage {
    page: String,
    left_out: PageOmissions,
    /// Sessions that are described.
    sessions: usize,
    /// Of the longest of their lists, the items.
    items: usize,
}

impl MadePage {
    fn new(page: &mut PageJson) -> io::Result<Self> {
        page.texts = page.rows.texts.clone();
        page.texts.end_of_rows(&page.limits);
        let page = &*page;
        let mut left_out = page.rows.left_out;
        left_out.limits = page.limits;
        let all = page.view.sessions().count();
        left_out.sessions = all.saturating_sub(page.limits.sessions) as u64;
        let mut chapters = Vec::new();
        let mut asked = HashSet::new();
        let mut items = 0;
        for session in page.sessions() {
            let steps = StorySteps::new(page, session, &mut asked);
            let lists = [session.transfers.len(), session.findings.len()];
            left_out.items += steps.left_out;
            for list in lists {
                left_out.items += list.saturating_sub(page.limits.items) as u64;
            }
            items = lists
                .into_iter()
                .chain([items, steps.items()])
                .max()
                .unwrap_or(0);
            chapters.push(Chapter {
                session,
                article: session::article(page, session, &steps),
                steps: steps.json(page, session),
            });
        }
        let overall = frame::Overall::new(page, &chapters);
        let practice = practice::section(page);
        left_out.texts = page.texts().count_without();
        left_out.long = page.texts().count_cut();
        let languages: Vec<&str> = page.words.languages().map(Language::tag).collect();
        let data = PageData {
            languages: languages.clone(),
            words: SCRIPT_WORDS
                .iter()
                .map(|&id| (id, page.words.each(|c| c.text(id, &[]))))
                .collect(),
            connections: super::connections(page),
            hosts: super::hosts(page, &chapters),
            sessions: chapters.iter().map(|chapter| &chapter.steps).collect(),
            silence: SILENCE as f64 / 1e9,
            rows: page.rows.data.coded(),
            tables: &page.rows.data,
        };
        let sessions = chapters.len();
        let markup = frame::page(page, &chapters, &overall, &practice, &left_out).into_string();
        let parts = PageParts {
            markup: &markup,
            json: &embed::json(&data)?,
            bytes: &page.rows.data.bytes(),
            languages: &languages,
            needs_script: &frame::needs_script(page).into_string(),
        };
        Ok(MadePage {
            page: parts.page()?,
            left_out,
            sessions,
            items,
        })
    }
}

impl PageJson<'_> {
    /// Makes room in a page that is too large; false where there is none to be made.
    fn shrink(&mut self, made: &MadePage) -> io::Result<bool> {
        if self.rows.shorten() {
            return Ok(true);
        }
        let size = self.limits.size;
        let of_rows = self.size_of_rows()?;
        let of_stories = made.page.len().saturating_sub(of_rows);
        let room_of_stories = (size / 2).max(size.saturating_sub(of_rows));
        // rows go with the sessions that go: what is left of them is measured again
        if of_stories > room_of_stories && self.shrink_stories(made, of_stories, room_of_stories) {
            return Ok(true);
        }
        let room_of_rows = (size / 2).max(size.saturating_sub(of_stories));
        let count = self.rows.data.len();
        if of_rows <= room_of_rows || count <= FEWEST_ROWS {
            return Ok(false);
        }
        let kept = share(count, room_of_rows, of_rows).max(FEWEST_ROWS);
        self.rows.keep_rows(kept);
        self.limits.rows = self.rows.data.len();
        Ok(true)
    }

    fn shrink_stories(&mut self, made: &MadePage, now: usize, room: usize) -> bool {
        if made.sessions > 1 {
            let kept = share(made.sessions, room, now).max(1);
            self.chosen = most_telling(self.view.sessions(), kept);
            self.limits.sessions = kept;
            self.rows.keep_sessions(&self.chosen);
            return true;
        }
        let items = made.items.min(self.limits.items);
        if items <= FEWEST_ITEMS {
            return false;
        }
        self.limits.items = share(items, room, now).max(FEWEST_ITEMS);
        true
    }

    /// Bytes of a page that are there for its rows.
    fn size_of_rows(&self) -> io::Result<usize> {
        let rows = &self.rows.data;
        let json = embed::json(&(rows.coded(), rows))?;
        Ok(lean::packed(&json, &rows.bytes())?.len())
    }
}

/// So many of `count` as have `room`, where all have `now`; fewer than all, and a little less than
/// fits.
fn share(count: usize, room: usize, now: usize) -> usize {
    let share = count as u128 * room as u128 * 19 / (now.max(1) as u128 * 20);
    usize::try_from(share).unwrap_or(count).min(count - 1)
}
