//! `overview`: one screen that says what a capture is, whether all went well, and what to look at
//! next.

mod next;

use std::io::{self, Write};

use anstyle::AnsiColor;
use comfy_table::{Cell, Color};

use crate::analysis::overview::{Overview as Facts, Problem, SessionStatus};
use crate::analysis::refusals::Refusal;
use crate::analysis::view::View;
use crate::model::{Protocol, Session, Severity};
use crate::text::escape;
use crate::text::finding;
use crate::text::frames;
use crate::text::locale::{Catalogue, Value};
use crate::text::names;
use crate::text::shell::Invocation;
use crate::text::stamp::Clock;
use crate::text::style::{Style, columns, session_color, shorten, shorten_path, wrap};

use super::grid::{
    Column, host, host_cell, in_cell, number, text, text_cell, wrapped, write_table,
};
use super::starts::Starts;
use super::verdict::{self, shown};
use super::{Needs, Output, Remark};

/// Lines of a screen. What else there is leaves room for as many sessions, at least and at most.
const SCREEN: usize = 40;
const SESSIONS: [usize; 2] = [4, 10];
/// Lines of the table of sessions that are none: a blank one, two of the head, and how many more
/// there are.
const AROUND: usize = 4;
/// Problems that have a line.
const PROBLEMS: usize = 8;
/// Kinds of other traffic that are named where there is no FTP.
const OTHERS: usize = 6;
/// Columns of the name of a file.
const PATH: u16 = 60;
/// Commands that were refused which are named, and columns of a path there.
const REFUSALS: usize = 2;
const TARGET: u16 = 60;
/// Columns of a severity, and in front of a problem's text.
const SEVERITY: usize = 8;
const INDENT: u16 = 12;
/// Columns that a text has at least, and that the text of a problem has at most.
const LEAST: u16 = 20;
const LONGEST: u16 = 400;

/// The columns of the sessions, by the end of the message that is the title of each.
const COLUMNS: [Column; 10] = [
    number("number", None),
    text("start", Some(5)),
    number("duration", Some(1)),
    host("client", None),
    host("server", Some(4)),
    wrapped("user"),
    text("mode", Some(3)),
    number("whole", None),
    number("bytes", Some(2)),
    text("result", None),
];

/// Prints the first screen.
pub struct OverviewOutput<'o> {
    out: &'o mut dyn Write,
    catalogue: &'o Catalogue,
    style: Style,
    invocation: Invocation,
}

impl<'o> OverviewOutput<'o> {
    /// `invocation` is how a command line begins that shows more: the captures alone, or with what
    /// was asked.
    pub fn new(
        out: &'o mut dyn Write,
        catalogue: &'o Catalogue,
        style: Style,
        invocation: impl Into<Invocation>,
    ) -> Self {
        OverviewOutput {
            out,
            catalogue,
            style,
            invocation: invocation.into(),
        }
    }
}

impl Output for OverviewOutput<'_> {
    fn finish(&mut self, view: &View<'_>) -> io::Result<Vec<Remark>> {
        write(self.out, view, self.catalogue, self.style, &self.invocation)?;
        self.out.flush()?;
        Ok(Vec::new())
    }

    fn needs(&mut self, _known: Option<&View<'_>>) -> io::Result<Needs> {
        Ok(Needs::NOTHING)
    }
}

/// Writes the first screen.
pub(crate) fn write(
    out: &mut dyn Write,
    view: &View,
    catalogue: &Catalogue,
    style: Style,
    invocation: &Invocation,
) -> io::Result<()> {
    let page = OverviewWriter {
        view,
        catalogue,
        style,
        invocation,
        facts: Facts::of(view),
        clock: Clock::of(view),
    };
    let mut below = Vec::new();
    page.problems(&mut below)?;
    page.next(&mut below)?;
    let mut head = Vec::new();
    page.head(&mut head)?;
    let shown = page.shown(lines(&head) + lines(&below));
    out.write_all(&head)?;
    page.sessions(out, &shown)?;
    out.write_all(&below)?;
    page.files(out, &shown)
}

/// How many lines that is.
fn lines(text: &[u8]) -> usize {
    memchr::memchr_iter(b'\n', text).count()
}

struct OverviewWriter<'p> {
    view: &'p View<'p>,
    catalogue: &'p Catalogue,
    style: Style,
    invocation: &'p Invocation,
    facts: Facts<'p>,
    clock: Clock,
}

impl OverviewWriter<'_> {
    fn say(&self, id: &str, args: &[(&str, Value)]) -> String {
        self.catalogue.text(id, args)
    }

    /// The capture, and what its sessions come to.
    fn head(&self, out: &mut dyn Write) -> io::Result<()> {
        let captures = &self.view.analysis.captures;
        let first = captures.first().map_or("", |capture| &capture.path);
        let first = escape::text(first.as_bytes());
        let args = [
            ("path", shorten_path(&first, PATH).into_owned().into()),
            ("files", captures.len().into()),
            ("frames", self.facts.frames.into()),
        ];
        let mut line = self.say("overview-capture", &args);
        if let Some((first, last)) = self.facts.span {
            let args = [
                ("from", self.clock.to_the_second(first).into()),
                ("to", self.clock.to_the_second(last).into()),
                ("duration", self.duration(last.since(first)).into()),
            ];
            line = format!("{line} {}", self.say("overview-span", &args));
        }
        self.paragraph(out, &line)?;
        if self.facts.sessions.is_empty() {
            if self.facts.all > 0 {
                let args = [("count", self.facts.all.into())];
                if !self.invocation.filters.is_empty() {
                    return self.filter(out);
                }
                return self.paragraph(out, &self.say("overview-none-chosen", &args));
            }
            self.paragraph(out, &self.say("overview-no-session", &[]))?;
            return self.others(out);
        }
        self.filter(out)?;
        self.counts(out)?;
        self.quality(out)
    }

    /// Which sessions were chosen, and by what.
    fn filter(&self, out: &mut dyn Write) -> io::Result<()> {
        if !self.view.is_filtered() {
            return Ok(());
        }
        let args = [
            (
                "filtered",
                u64::from(!self.invocation.filters.is_empty()).into(),
            ),
            ("filters", self.invocation.filters.as_str().into()),
            ("sessions", self.facts.sessions.len().into()),
            ("all", self.facts.all.into()),
        ];
        let mut line = self.say("overview-filtered", &args);
        let [since, until] = self
            .facts
            .window
            .map(|time| time.map(|time| self.clock.to_the_second(time)));
        let bounds = match (&since, &until) {
            (Some(_), Some(_)) => "both",
            (Some(_), None) => "since",
            (None, Some(_)) => "until",
            (None, None) => return self.paragraph(out, &line),
        };
        let args = [
            ("bounds", bounds.into()),
            ("since", since.unwrap_or_default().into()),
            ("until", until.unwrap_or_default().into()),
        ];
        line = format!("{line} {}", self.say("overview-window", &args));
        self.paragraph(out, &line)
    }

    /// What the chosen sessions come to.
    fn counts(&self, out: &mut dyn Write) -> io::Result<()> {
        let transfers = &self.facts.transfers;
        let args = [
            ("sessions", self.facts.sessions.len().into()),
            ("failed", self.facts.failed.into()),
            ("transfers", transfers.all.into()),
            ("complete", transfers.complete.into()),
            ("not", transfers.not_complete().into()),
            ("hidden", transfers.hidden.into()),
            ("bytes", transfers.bytes.into()),
        ];
        self.paragraph(out, &self.say("overview-sum", &args))?;
        let counts = finding::counted(self.facts.findings);
        self.paragraph(out, &self.say("overview-findings", &counts))
    }

    /// Whether the capture has all of it: what it lacks makes other answers unsure.
    fn quality(&self, out: &mut dyn Write) -> io::Result<()> {
        let quality = &self.facts.quality;
        let connections = ("connections", quality.connections.into());
        let in_vain = ("in_vain", quality.in_vain.into());
        if quality.is_whole() && quality.cut_files == 0 {
            return self.paragraph(out, &self.say("overview-whole", &[connections, in_vain]));
        }
        if quality.is_whole() {
            let files = ("files", quality.cut_files.into());
            let line = self.say("overview-whole-so-far", &[connections, files]);
            return self.warn(out, &line);
        }
        let lacks = [
            ("overview-lacks-beginning", quality.no_beginning),
            ("overview-lacks-side", quality.one_side),
            ("overview-lacks-bytes", quality.holes),
            ("overview-lacks-end", quality.no_end),
            ("overview-lacks-all", quality.absent),
        ];
        let lacks = lacks
            .into_iter()
            .filter(|(_, shortage)| shortage.connections > 0)
            .map(|(id, shortage)| {
                let args = [
                    ("count", shortage.connections.into()),
                    ("frame", shortage.frame.to_string().into()),
                    ("bytes", quality.lost_bytes.into()),
                ];
                self.say(id, &args)
            });
        let list: Vec<String> = lacks.collect();
        let args = [connections, ("list", list.join(", ").into())];
        let line = self.say("overview-lacks", &args);
        self.warn(out, &line)
    }

    fn warn(&self, out: &mut dyn Write, text: &str) -> io::Result<()> {
        for line in wrap(text, self.style.text_width(LEAST)) {
            writeln!(out, "{}", self.style.paint(&line, AnsiColor::BrightYellow))?;
        }
        Ok(())
    }

    /// What there is instead of FTP, and what that means.
    fn others(&self, out: &mut dyn Write) -> io::Result<()> {
        let others = &self.view.analysis.other_traffic;
        if others.is_empty() {
            return Ok(());
        }
        let named: Vec<String> = others
            .iter()
            .take(OTHERS)
            .map(|other| {
                let args = [
                    ("protocol", self.protocol(other.protocol).into()),
                    ("port", other.port.to_string().into()),
                    ("connections", other.connections.into()),
                ];
                self.say("overview-other", &args)
            })
            .collect();
        let args = [("list", named.join(", ").into())];
        self.paragraph(out, &self.say("overview-others", &args))?;
        if others.iter().any(|other| other.protocol == Protocol::Ssh) {
            self.paragraph(out, &self.say("overview-sftp", &[]))?;
        }
        if others.iter().any(|other| other.protocol == Protocol::Tftp) {
            self.paragraph(out, &self.say("overview-tftp", &[]))?;
        }
        Ok(())
    }

    fn protocol(&self, protocol: Protocol) -> String {
        match protocol {
            Protocol::Mail => self.say("overview-mail", &[]),
            Protocol::Unknown => self.say("overview-unknown", &[]),
            named => names::protocol(named).to_owned(),
        }
    }

    fn duration(&self, nanoseconds: i64) -> String {
        self.catalogue.duration(nanoseconds)
    }

    fn paragraph(&self, out: &mut dyn Write, text: &str) -> io::Result<()> {
        for line in wrap(text, self.style.text_width(LEAST)) {
            writeln!(out, "{line}")?;
        }
        Ok(())
    }

    /// The sessions that have a row where so many lines are taken: those that want a look most, in
    /// the order of the capture among those that stand alike.
    fn shown(&self, taken: usize) -> Vec<&Session> {
        let [least, most] = SESSIONS;
        let room = SCREEN.saturating_sub(taken + AROUND).clamp(least, most);
        let sessions = self.facts.sessions.iter().take(room);
        let mut shown: Vec<&Session> = sessions.copied().collect();
        shown.sort_by_key(|session| (SessionStatus::of(session), session.id));
        shown
    }

    /// The only session by its verdict, several as a table.
    fn sessions(&self, out: &mut dyn Write, shown: &[&Session]) -> io::Result<()> {
        let sessions = &self.facts.sessions;
        if sessions.is_empty() {
            return Ok(());
        }
        writeln!(out)?;
        if sessions.len() == 1 {
            return verdict::write_brief(out, self.view, self.catalogue, self.style);
        }
        let times = shown.iter().map(|session| session.first.time);
        let starts = Starts::new(&self.clock, self.style, times);
        let titles: Vec<String> = COLUMNS
            .iter()
            .map(|column| {
                let title = self.say(&format!("overview-column-{}", column.title()), &[]);
                match column.title() {
                    "start" => starts.title(&title),
                    _ => title,
                }
            })
            .collect();
        let rows = shown.iter().map(|session| self.row(session, &starts));
        write_table(out, self.style, &COLUMNS, &titles, rows)?;
        let more = sessions.len() - shown.len();
        if more > 0 {
            let more = self.say("overview-more-sessions", &[("count", more.into())]);
            writeln!(out, "{more}  {}", self.invocation.command("sessions"))?;
        }
        Ok(())
    }

    fn row(&self, session: &Session, starts: &Starts) -> Vec<Cell> {
        let hosts = self.catalogue.hosts();
        let transfers = &session.transfers;
        vec![
            Cell::new(session.id).fg(in_cell(session_color(session.id))),
            Cell::new(starts.cell(session.first.time)),
            Cell::new(self.duration(session.last.time.since(session.first.time))),
            host_cell(&hosts.host(session.client.ip())),
            host_cell(&hosts.end(session.server)),
            text_cell(&shown(session.user.as_ref())),
            Cell::new(self.say(
                &format!("list-mode-{}", names::session_mode(session.mode)),
                &[],
            )),
            Cell::new(if transfers.is_empty() {
                "–".to_owned()
            } else {
                format!("{}/{}", session.complete_transfers(), transfers.len())
            }),
            Cell::new(session.bytes()),
            self.result(session),
        ]
    }

    /// How a session stands, in a word.
    fn result(&self, session: &Session) -> Cell {
        let status = SessionStatus::of(session);
        let cell = Cell::new(self.say(&format!("overview-{}", status.name()), &[]));
        match status {
            SessionStatus::Failed => cell.fg(Color::Red),
            SessionStatus::Warned => cell.fg(Color::Yellow),
            SessionStatus::Unfinished | SessionStatus::Well => cell,
        }
    }

    /// What failed or stands out, a line each.
    fn problems(&self, out: &mut dyn Write) -> io::Result<()> {
        let problems = &self.facts.problems;
        if problems.is_empty() && self.facts.refusals.is_empty() {
            return Ok(());
        }
        self.title(out, "overview-problems")?;
        for problem in problems.iter().take(PROBLEMS) {
            self.problem(out, problem)?;
        }
        if let Some(more) = problems
            .len()
            .checked_sub(PROBLEMS)
            .filter(|&more| more > 0)
        {
            let more = self.say("overview-more-problems", &[("count", more.into())]);
            writeln!(out, "  {more}  {}", self.invocation.command("diagnose"))?;
        }
        self.refusals(out)
    }

    /// `note      refused: RETR /a.csv (550, session 12, frame 2127) and 6 more`
    fn refusals(&self, out: &mut dyn Write) -> io::Result<()> {
        let refusals = &self.facts.refusals;
        if refusals.is_empty() {
            return Ok(());
        }
        let shown: Vec<String> = refusals
            .iter()
            .take(REFUSALS)
            .map(|refusal| self.refusal(refusal))
            .collect();
        let args = [
            ("list", shown.join(", ").into()),
            ("more", (refusals.len() - shown.len()).into()),
        ];
        let text = self.say("overview-refused", &args);
        self.told(out, ("overview-info", AnsiColor::BrightCyan), &text)
    }

    fn refusal(&self, refusal: &Refusal) -> String {
        let verb = escape::text(refusal.command.verb.bytes());
        let path = escape::text(refusal.path);
        let args = [
            ("verb", shorten(&verb, TARGET).into_owned().into()),
            ("path", shorten(&path, TARGET).into_owned().into()),
            ("code", refusal.code.to_string().into()),
            ("session", refusal.session.to_string().into()),
            ("frame", refusal.command.at.frame.to_string().into()),
        ];
        self.say("overview-refusal", &args)
    }

    /// `error    "STOR iso" broke off after 5840 bytes: … (session 1, frame 30)`
    fn problem(&self, out: &mut dyn Write, problem: &Problem) -> io::Result<()> {
        let found = problem.finding;
        let (word, color) = match found.severity {
            Severity::Error => ("overview-error", AnsiColor::BrightRed),
            Severity::Warning | Severity::Info => ("overview-warning", AnsiColor::BrightYellow),
        };
        let first = problem.alike.first().copied().unwrap_or_default();
        let args = [
            ("sessions", problem.alike.len().into()),
            ("session", first.to_string().into()),
            ("frame", found.frame.to_string().into()),
            (
                "others",
                (problem.sessions.len() - problem.alike.len()).into(),
            ),
        ];
        let place = self.say("overview-place", &args);
        let said = finding::message(self.catalogue, found);
        let text = format!("{} ({place})", shorten(&said, LONGEST));
        self.told(out, (word, color), &text)
    }

    /// A word, and a text beside it.
    fn told(
        &self,
        out: &mut dyn Write,
        (word, color): (&str, AnsiColor),
        text: &str,
    ) -> io::Result<()> {
        let width = self.style.text_width(LEAST + INDENT) - INDENT;
        for (number, line) in wrap(text, width).iter().enumerate() {
            if number == 0 {
                let word = pad(&self.say(word, &[]), SEVERITY);
                writeln!(out, "  {}  {line}", self.style.paint(&word, color))?;
            } else {
                writeln!(out, "{:indent$}{line}", "", indent = usize::from(INDENT))?;
            }
        }
        Ok(())
    }

    /// In which files the frames stand, where these are several.
    fn files(&self, out: &mut dyn Write, shown: &[&Session]) -> io::Result<()> {
        let problems = self.facts.problems.iter().take(PROBLEMS);
        let cited = problems
            .map(|problem| problem.finding.frame)
            .chain(shown.iter().map(|session| session.first.frame))
            .map(|frame| (frame, frame))
            .collect();
        let captures = &self.view.analysis.captures;
        let width = self.style.text_width(LEAST);
        frames::write_below(
            out,
            &frames::by_file(self.catalogue, captures, cited, width),
        )
    }

    fn title(&self, out: &mut dyn Write, id: &str) -> io::Result<()> {
        let title = self.style.paint(&self.say(id, &[]), AnsiColor::BrightWhite);
        writeln!(out, "\n{title}")
    }
}

/// A text with blanks behind it.
fn pad(text: &str, width: usize) -> String {
    let missing = width.saturating_sub(columns(text));
    format!("{text}{}", " ".repeat(missing))
}
