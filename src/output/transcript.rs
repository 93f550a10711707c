//! `transcript`: the control channel as a person saw it, and where in it data moved.

use std::collections::HashSet;
use std::io::{self, Write};

use anstyle::AnsiColor;

use crate::analysis::view::View;
use crate::capture::Time;
use crate::model::{At, Close, Mode, Reply, Session, TlsState, Transfer};
use crate::story::Participant;
use crate::text::escape;
use crate::text::locale::{Catalogue, Value};
use crate::text::stamp;

use super::{Output, Remark, verdict};
use crate::text::frames;
use crate::text::style::{Style, session_color};

/// What stands before the lines of the client, of the server, and before what nobody said.
const MARKS: [&str; 3] = ["C:", "S:", "--"];

/// How a transcript is written.
#[derive(Clone, Copy, Debug, Default)]
pub struct TranscriptStyle {
    /// A column of times, in seconds since the first frame of the capture.
    pub times: bool,
    /// Width and colour.
    pub style: Style,
}

/// Prints the control channel of each chosen session.
pub struct Transcript<'o> {
    out: &'o mut dyn Write,
    catalogue: &'o Catalogue,
    look: TranscriptStyle,
}

impl<'o> Transcript<'o> {
    /// In the language of a catalogue.
    pub fn new(out: &'o mut dyn Write, catalogue: &'o Catalogue, look: TranscriptStyle) -> Self {
        Transcript {
            out,
            catalogue,
            look,
        }
    }
}

impl Output for Transcript<'_> {
    fn finish(&mut self, view: &View<'_>) -> io::Result<Vec<Remark>> {
        let how = LineStyle {
            times: view.start().filter(|_| self.look.times),
            style: self.look.style,
        };
        write(self.out, view, self.catalogue, how)?;
        self.out.flush()?;
        Ok(Vec::new())
    }
}

/// How lines are written.
#[derive(Clone, Copy)]
struct LineStyle {
    /// Time 0; `None` for no column of times.
    times: Option<Time>,
    style: Style,
}

/// Writes the control channel of each chosen session.
fn write(
    out: &mut dyn Write,
    view: &View,
    catalogue: &Catalogue,
    how: LineStyle,
) -> io::Result<()> {
    for (number, session) in view.sessions().enumerate() {
        if number > 0 {
            writeln!(out)?;
        }
        let title = catalogue.text("explain-session", &[("id", session.id.to_string().into())]);
        let title = how.style.paint(&title, session_color(session.id));
        writeln!(out, "{title}  {}", catalogue.ends(session))?;
        let page = TranscriptWriter {
            view,
            session,
            catalogue,
        };
        for line in page.lines() {
            page.print(out, &line, how)?;
        }
    }
    // only notes of TLS name frames
    let spans = view.sessions().flat_map(|session| &session.tls_spans);
    let cited = spans
        .flat_map(|span| [Some(span.from), span.to])
        .flatten()
        .map(|at| (at.frame, at.frame));
    let lines = frames::by_file(
        catalogue,
        &view.analysis.captures,
        cited.collect(),
        how.style.text_width(0),
    );
    frames::write_below(out, &lines)
}

/// Who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Voice {
    Client,
    Server,
    /// Nobody: what happened beside the control channel.
    Note,
}

struct TranscriptLine {
    at: At,
    voice: Voice,
    text: String,
}

struct TranscriptWriter<'v> {
    view: &'v View<'v>,
    session: &'v Session,
    catalogue: &'v Catalogue,
}

impl TranscriptWriter<'_> {
    /// Everything in the order in which it was seen; within a frame, notes stand before the words,
    /// and the end of the connection behind them.
    fn lines(&self) -> Vec<TranscriptLine> {
        let session = self.session;
        let mut lines = self.notes();
        for transfer in &session.transfers {
            lines.push(self.transfer(transfer));
        }
        for (at, text) in &session.stray_lines {
            lines.push(TranscriptLine {
                at: *at,
                voice: Voice::Server,
                text: escape::text(text.bytes()),
            });
        }
        let answers = session.commands.iter().flat_map(|command| &command.replies);
        let unended = session.unended_reply.as_ref();
        let followed = unended.map_or(&[][..], |unended| &unended.followed);
        let followed: HashSet<(u64, u16)> = followed.iter().map(|&(f, c)| (f, c.get())).collect();
        for reply in session.unasked.iter().chain(answers) {
            if followed.contains(&(reply.first_frame, reply.code.get())) {
                lines.extend(begun(reply));
            } else {
                lines.extend(said(reply));
            }
        }
        let unended = unended.filter(|u| u.is_last);
        lines.extend(unended.into_iter().flat_map(|u| begun(&u.reply)));
        for command in session.commands.iter() {
            let line = command.shown_line(self.view.show_passwords);
            lines.push(TranscriptLine {
                at: command.at,
                voice: Voice::Client,
                text: escape::text(line.bytes()),
            });
        }
        lines.extend(self.end());
        lines.sort_by_key(|line| line.at.frame);
        lines
    }

    /// What hides the control channel, or a part of it.
    fn notes(&self) -> Vec<TranscriptLine> {
        let session = self.session;
        let mut notes = Vec::new();
        if !session.has_beginning() {
            notes.push(self.note(session.first, "transcript-midstream", &[]));
        }
        if session.control.lost_bytes > 0 {
            notes.push(self.note(
                session.first,
                "transcript-lost",
                &[("bytes", session.control.lost_bytes.into())],
            ));
        }
        notes.extend(self.tls_came_to_nothing());
        for span in &session.tls_spans {
            let frame = ("frame", Value::from(span.from.frame.to_string()));
            let id = if span.opened {
                "transcript-tls-opened"
            } else {
                "transcript-tls"
            };
            notes.push(self.note(span.from, id, &[frame]));
            notes.extend(span.to.map(|at| {
                self.note(
                    at,
                    "transcript-tls-ends",
                    &[("frame", at.frame.to_string().into())],
                )
            }));
        }
        notes
    }

    fn note(&self, at: At, id: &str, args: &[(&str, Value)]) -> TranscriptLine {
        TranscriptLine {
            at,
            voice: Voice::Note,
            text: self.catalogue.text(id, args),
        }
    }

    /// What is said of TLS that did not come about.
    fn tls_came_to_nothing(&self) -> Option<TranscriptLine> {
        let (at, id) = match self.session.control.tls_state? {
            TlsState::Established | TlsState::Unknown => return None,
            TlsState::Failed(failure) => (failure.at, "transcript-tls-failed"),
            TlsState::Mismatch(mismatch) => (mismatch.clear, "transcript-tls-mismatch"),
        };
        let frame = ("frame", Value::from(at.frame.to_string()));
        Some(TranscriptLine {
            at,
            voice: Voice::Note,
            text: self.catalogue.text(id, &[frame]),
        })
    }

    /// `active, 127.0.0.1:20 → 127.0.0.1:63900: 5 bytes, complete`, before the reply that ends it.
    fn transfer(&self, transfer: &Transfer) -> TranscriptLine {
        let end = self.session.final_reply_of(transfer);
        let connection = transfer
            .connection
            .and_then(|id| self.view.analysis.connection(id));
        let ends = connection.map(|c| (c.opener, c.listener));
        let outcome = verdict::outcome(self.catalogue, transfer);
        let text = match ends {
            Some((opener, listener)) => {
                let mode = match transfer.mode {
                    Some(Mode::Active) => "transcript-active",
                    Some(Mode::Passive) => "transcript-passive",
                    None => "transcript-unknown",
                };
                let hosts = self.catalogue.hosts();
                let args = [
                    ("opener", hosts.end(opener).into()),
                    ("listener", hosts.end(listener).into()),
                    ("outcome", outcome.into()),
                ];
                self.catalogue.text(mode, &args)
            }
            None => self
                .catalogue
                .text("transcript-no-data", &[("outcome", outcome.into())]),
        };
        TranscriptLine {
            at: end.map_or(transfer.end, |reply| reply.at),
            voice: Voice::Note,
            text,
        }
    }

    /// Who ended the connection.
    fn end(&self) -> Option<TranscriptLine> {
        let connection = self.view.analysis.connection(self.session.connection)?;
        let by = connection.closed_by_endpoint()?;
        let sent = connection.flow_of(by);
        let reset = sent.reset.map(|reset| reset.at);
        let (id, ended) = match connection.close {
            Close::Fin => ("transcript-closed", sent.fin.or(reset)),
            Close::Reset => ("transcript-reset", reset.or(sent.fin)),
            Close::Open => return None,
        };
        let party = if by == self.session.client {
            Participant::Client
        } else {
            Participant::Server
        };
        let by = self.catalogue.text(party.message_id(), &[]);
        let text = self.catalogue.text(id, &[("by", by.into())]);
        Some(TranscriptLine {
            at: ended.unwrap_or(connection.last),
            voice: Voice::Note,
            text,
        })
    }

    fn print(&self, out: &mut dyn Write, line: &TranscriptLine, how: LineStyle) -> io::Result<()> {
        let [client, server, note] = MARKS;
        let (mark, color) = match line.voice {
            Voice::Client => (client, AnsiColor::BrightCyan),
            Voice::Server => (server, AnsiColor::BrightGreen),
            Voice::Note => (note, AnsiColor::BrightMagenta),
        };
        if let Some(start) = how.times {
            let digits = if self.view.nanoseconds() { 9 } else { 6 };
            write!(
                out,
                "{:>width$}  ",
                stamp::relative(line.at.time.since(start), digits),
                width = digits + 6
            )?;
        }
        writeln!(out, "{} {}", how.style.paint(mark, color), line.text)
    }
}

/// The lines of a reply that came, where its last one did not.
fn begun(reply: &Reply) -> impl Iterator<Item = TranscriptLine> {
    let lines = reply.lines().enumerate();
    lines.map(|(number, line)| {
        let text = escape::text(line);
        TranscriptLine {
            at: reply.at,
            voice: Voice::Server,
            text: match number {
                0 => format!("{:03}-{text}", reply.code),
                _ => text,
            },
        }
    })
}

/// The lines of a reply, as the server wrote them.
fn said(reply: &Reply) -> impl Iterator<Item = TranscriptLine> {
    let lines: Vec<&[u8]> = reply.lines().collect();
    let last = lines.len() - 1;
    let texts = lines.into_iter().enumerate().map(move |(number, line)| {
        let text = escape::text(line);
        match number {
            _ if number == last => format!("{:03} {text}", reply.code),
            0 => format!("{:03}-{text}", reply.code),
            _ => text,
        }
    });
    texts.map(|text| TranscriptLine {
        at: reply.at,
        voice: Voice::Server,
        text,
    })
}
