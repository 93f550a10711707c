//! `report --compare`: two captures in one page, side by side.
//!
//! Sessions are paired as `diff` pairs them. Of a pair, the steps of both stories stand in two
//! columns, and the same step stands beside the same: rows are the longest common subsequence of
//! the topics of both, and a step that has no counterpart has a row for itself. In a row, what only
//! one side tells is marked. Sentences are compared by their keys in the catalogue and by who does
//! what in them: numbers of frames, ports and addresses differ always and mean nothing.

use std::io::{self, Write};

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::analysis::diff::{Both, Diff};
use crate::analysis::view::{Selection, View};
use crate::limits::Limits;
use crate::model::{Arg, CaptureSummary, Message, Session};
use crate::output::StoryLog;
use crate::output::explain;
use crate::story::{FrameLog, Level, Step, Story, StoryOptions};
use crate::text::escape;
use crate::text::names;

use super::embed::{self, STYLE};
use super::words::PageCatalogues;

const SCRIPT: &str = include_str!("page/compare.js");
const MORE_STYLE: &str = include_str!("page/compare.css");

/// Pairs of sessions that have room.
const PAIRS: usize = 20;
/// Steps of a session that have room: those of a lesson have twenty, and every pair of them is
/// compared.
const STEPS: usize = 200;

/// Keeps of a capture what its page is made of.
pub fn log(selection: &Selection, limits: &Limits) -> StoryLog {
    StoryLog::new(FrameLog::of_steps(None, limits), selection)
}

/// Two captures, each with what was watched of it.
pub struct Comparison<'a> {
    /// The languages of the page.
    pub words: &'a PageCatalogues,
    /// The records, and which of them.
    pub views: Both<View<'a>>,
    /// What was watched.
    pub watched: Both<&'a StoryLog>,
}

impl Comparison<'_> {
    /// Writes the page.
    ///
    /// # Errors
    ///
    /// Those of the writer.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let diff = Diff::new(&self.views[0], &self.views[1]);
        writeln!(out, "{}", self.page(&diff).into_string())?;
        out.flush()
    }

    fn page(&self, diff: &Diff) -> Markup {
        let words = self.words;
        let names = self.views.map(|view| files(&view.analysis.captures));
        let style = [STYLE, MORE_STYLE].concat();
        html! {
            (DOCTYPE)
            html lang=(words.languages().next().unwrap_or_default().tag()) {
                head {
                    meta charset="utf-8";
                    meta http-equiv="Content-Security-Policy" content=(embed::policy_of(SCRIPT, &style));
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    meta name="referrer" content="no-referrer";
                    title { (names.join(" – ")) " – ftpscope" }
                    link rel="icon" href="data:,";
                    style { (PreEscaped(&style)) }
                }
                body class="compare" {
                    (self.top(&names))
                    main {
                        p class="notice calm" { (words.say("page-compare-note")) }
                        @for pair in diff.pairs.iter().take(PAIRS) { (self.pair(pair.sessions)) }
                        (self.rest(diff))
                    }
                    footer {
                        p { (words.say_with("page-made", &[("version", env!("CARGO_PKG_VERSION").into())])) }
                    }
                    script { (PreEscaped(SCRIPT)) }
                }
            }
        }
    }

    fn top(&self, names: &Both<String>) -> Markup {
        let words = self.words;
        html! {
            header class="top" {
                p class="brand" { "ftpscope" }
                h1 { (names[0]) " – " (names[1]) }
                div class="top-tools" {
                    div class="languages" role="group" aria-label=(words.plain("page-languages")) {
                        @for language in words.languages() {
                            button type="button" class="quiet" data-language=(language.tag()) lang=(language.tag())
                                { (language.name()) }
                        }
                    }
                }
            }
        }
    }

    /// What has no counterpart, and what has no room.
    fn rest(&self, diff: &Diff) -> Markup {
        let words = self.words;
        let more = diff.pairs.len().saturating_sub(PAIRS);
        let alone = diff.alone[0].len() + diff.alone[1].len();
        html! {
            @if more > 0 {
                p class="notice" { (words.say_with("page-compare-more", &[("count", more.into())])) }
            }
            @if alone > 0 {
                p class="notice" { (words.say_with("page-compare-alone", &[("count", alone.into())])) }
            }
            @if diff.pairs.is_empty() { p class="notice" { (words.say("page-compare-none")) } }
        }
    }

    /// Two sessions beside each other.
    fn pair(&self, sessions: Both<&Session>) -> Markup {
        let steps = [0, 1].map(|side| self.steps(side, sessions[side]));
        let rows = aligned(&steps[0], &steps[1]);
        html! {
            section class="pair" {
                div class="row-of-two heads" {
                    @for (side, session) in sessions.into_iter().enumerate() { (self.head(side, session)) }
                }
                @for row in &rows { (self.row(row)) }
            }
        }
    }

    fn steps(&self, side: usize, session: &Session) -> Vec<Step> {
        let view = &self.views[side];
        let options = StoryOptions {
            show_passwords: view.show_passwords,
            ..StoryOptions::default()
        };
        let log = self.watched[side].frames();
        let mut steps = Story::tell(view.analysis, session, log, options).steps;
        steps.truncate(STEPS);
        steps
    }

    fn head(&self, side: usize, session: &Session) -> Markup {
        let (words, mode) = (self.words, names::session_mode(session.mode));
        html! {
            header class="side" {
                p class="faint" { (files(&self.views[side].analysis.captures)) }
                h2 { (words.say_with("page-session", &[("id", session.id.to_string().into())])) }
                p class="endpoints" {
                    span class="client" { (session.client) } " → " span class="server" { (session.server) }
                }
                p class="pills" {
                    span class={ "pill mode-" (mode) } { (words.say(&format!("page-mode-{mode}"))) }
                    span class={ "pill login-" (names::login(session.login)) } {
                        (words.say(&format!("verdict-login-{}", names::login(session.login))))
                    }
                }
            }
        }
    }

    fn row(&self, row: &Both<Option<&Step>>) -> Markup {
        let differs = row[0].map(gist) != row[1].map(gist);
        html! {
            div class={ "row-of-two" @if differs { " differs" } } {
                (self.cell(row[0], row[1]))
                (self.cell(row[1], row[0]))
            }
        }
    }

    fn cell(&self, step: Option<&Step>, other: Option<&Step>) -> Markup {
        let words = self.words;
        let Some(step) = step else {
            return html! { div class="side none" { p class="faint" { (words.say("page-compare-only")) } } };
        };
        html! {
            div class="side" {
                h3 { (words.say(step.topic.message_id())) }
                p {
                    @for message in step.told(Level::Full) {
                        @if tells(other, message) { span { (self.said(message)) } }
                        @else { mark { (self.said(message)) } }
                        " "
                    }
                }
            }
        }
    }

    fn said(&self, message: &Message) -> Markup {
        self.words
            .tell(|catalogue| explain::said(catalogue, message))
    }
}

/// What a step tells.
fn gist(step: &Step) -> Vec<SentenceShape<'_>> {
    step.sentences.iter().map(sentence_shape).collect()
}

/// What a sentence tells, whatever its numbers and names: its key, and who does what.
type SentenceShape<'m> = (&'static str, Vec<&'m str>);

fn sentence_shape(message: &Message) -> SentenceShape<'_> {
    let words = message.args.iter().filter_map(|(_, arg)| match arg {
        Arg::Words(key) => Some(key.as_str()),
        _ => None,
    });
    (message.id, words.collect())
}

/// True where a step tells the same.
fn tells(step: Option<&Step>, message: &Message) -> bool {
    step.is_some_and(|step| gist(step).contains(&sentence_shape(message)))
}

fn files(captures: &[CaptureSummary]) -> String {
    let names = captures.iter().map(|summary| {
        let name = summary.path.rsplit(['/', '\\']).next().unwrap_or_default();
        escape::text(name.as_bytes())
    });
    names.collect::<Vec<_>>().join(", ")
}

/// Steps beside each other by their topics, in order: the longest common subsequence.
fn aligned<'s>(left: &'s [Step], right: &'s [Step]) -> Vec<Both<Option<&'s Step>>> {
    let width = right.len() + 1;
    // common[i][j]: how many steps the rests from i and from j have in common
    let mut common = vec![0_u16; (left.len() + 1) * width];
    for i in (0..left.len()).rev() {
        for j in (0..right.len()).rev() {
            common[i * width + j] = if left[i].topic == right[j].topic {
                common[(i + 1) * width + j + 1] + 1
            } else {
                common[(i + 1) * width + j].max(common[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut rows = Vec::new();
    while i < left.len() || j < right.len() {
        let pair = [left.get(i), right.get(j)];
        rows.push(match pair {
            [Some(a), Some(b)] if a.topic == b.topic => pair,
            [Some(_), Some(_)] if common[(i + 1) * width + j] >= common[i * width + j + 1] => {
                [pair[0], None]
            }
            [_, Some(_)] => [None, pair[1]],
            [_, None] => [pair[0], None],
        });
        let row = &rows[rows.len() - 1];
        i += usize::from(row[0].is_some());
        j += usize::from(row[1].is_some());
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::Time;
    use crate::model::At;
    use crate::story::Topic;

    fn steps(topics: &[Topic]) -> Vec<Step> {
        let step = |&topic| Step {
            topic,
            at: At {
                frame: 1,
                time: Time::from_nanos(0),
            },
            frames: Vec::new(),
            transfer: None,
            sentences: Vec::new(),
            basis: Vec::new(),
            question: None,
        };
        topics.iter().map(step).collect()
    }

    #[test]
    fn the_same_step_stands_beside_the_same() {
        let left = steps(&[Topic::Greeting, Topic::Commands, Topic::Login, Topic::Data]);
        let right = steps(&[
            Topic::Greeting,
            Topic::Login,
            Topic::Tls,
            Topic::Data,
            Topic::Quit,
        ]);
        let rows = aligned(&left, &right);
        let topics: Vec<[Option<Topic>; 2]> = rows
            .iter()
            .map(|row| row.map(|step| step.map(|step| step.topic)))
            .collect();
        assert_eq!(
            topics,
            [
                [Some(Topic::Greeting); 2],
                [Some(Topic::Commands), None],
                [Some(Topic::Login); 2],
                [None, Some(Topic::Tls)],
                [Some(Topic::Data); 2],
                [None, Some(Topic::Quit)],
            ]
        );
        assert_eq!(aligned(&[], &left).len(), 4);
    }
}
