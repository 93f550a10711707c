//! The verdicts: who, in which mode, by which evidence, and what was transferred; one block a
//! session.

use std::io::{self, Write};

use crate::analysis::session_facts::leads_to_a_third_host;
use crate::analysis::view::View;
use crate::ftp::announcing_line;
use crate::model::{
    Connection, Endpoint, ExpectedData, Login, Mode, NoConnection, OfferOutcome, ReplyText, Role,
    Session, SeverityCounts, Text, Transfer,
};
use crate::text::escape;
use crate::text::finding;
use crate::text::locale::{Catalogue, Value};
use crate::text::names;

use crate::text::style::{Style, columns, session_color, wrap};

/// Lines of evidence, and of transfers, that a block shows before it refers to `transfers`.
const SHOWN: usize = 12;
/// The same on a first screen.
const BRIEF: usize = 4;
/// Columns before a title, and between it and its text.
const MARGINS: usize = 4;

/// Writes a block for each chosen session, and an empty line behind each.
pub fn write(
    out: &mut dyn Write,
    view: &View,
    catalogue: &Catalogue,
    style: Style,
) -> io::Result<()> {
    for session in view.sessions() {
        write_block(out, &Verdict::new(view, session, catalogue, SHOWN), style)?;
        writeln!(out)?;
    }
    Ok(())
}

/// A session in a line, or below its title where that is too long.
pub(super) fn sum(view: &View, session: &Session, catalogue: &Catalogue, style: Style) -> String {
    let verdict = Verdict::new(view, session, catalogue, BRIEF);
    let transfers = &session.transfers;
    let args = [
        ("mode", names::session_mode(session.mode).into()),
        ("complete", session.complete_transfers().into()),
        ("transfers", transfers.len().into()),
        ("findings", session.findings.len().into()),
    ];
    let user = shown(session.user.as_ref());
    let line = catalogue.text("timeline-sum", &args);
    let rest = format!("{user}  {line}");
    let plain = Style {
        color: false,
        ..style
    };
    let taken = columns(&verdict.title(plain)) + 2 + columns(&rest);
    let title = verdict.title(style);
    match style.width {
        Some(width) if taken > usize::from(width) => {
            let lines = wrap(&rest, width.saturating_sub(2).max(1));
            format!("{title}\n  {}", lines.join("\n  "))
        }
        _ => format!("{title}  {rest}"),
    }
}

/// The same, with less of each kind of line: for a screen that shows other things too.
pub(super) fn write_brief(
    out: &mut dyn Write,
    view: &View,
    catalogue: &Catalogue,
    style: Style,
) -> io::Result<()> {
    for session in view.sessions() {
        write_block(out, &Verdict::new(view, session, catalogue, BRIEF), style)?;
    }
    Ok(())
}

fn write_block(out: &mut dyn Write, verdict: &Verdict<'_>, style: Style) -> io::Result<()> {
    writeln!(out, "{}", verdict.title(style))?;
    let catalogue = verdict.catalogue;
    let widest = TITLES
        .iter()
        .map(|id| columns(&titled(catalogue, id)))
        .max();
    let column = widest.unwrap_or_default();
    for (title, text) in verdict.lines() {
        let title = if title.is_empty() {
            String::new()
        } else {
            titled(catalogue, title)
        };
        write_line(out, (&title, column), &text, style)?;
    }
    Ok(())
}

/// The lines of a session's block in a page, each with its title.
pub(super) fn lines(
    view: &View,
    session: &Session,
    catalogue: &Catalogue,
) -> Vec<(&'static str, String)> {
    Verdict {
        view,
        session,
        catalogue,
        most: SHOWN,
        is_page: true,
    }
    .lines()
}

/// The titles of lines.
const TITLES: [&str; 5] = ["who", "mode", "evidence", "transfer", "findings"];

/// A title in the words of a language.
fn titled(catalogue: &Catalogue, title: &str) -> String {
    catalogue.text(&format!("verdict-title-{title}"), &[])
}

/// A title, in a column so wide, and its text; what does not fit goes on below the text.
fn write_line(
    out: &mut dyn Write,
    (title, column): (&str, usize),
    text: &str,
    style: Style,
) -> io::Result<()> {
    let pad = " ".repeat(column - columns(title).min(column));
    let indent = column + MARGINS;
    let Some(width) = style.width.map(usize::from).filter(|&w| w > 2 * indent) else {
        return writeln!(out, "  {title}{pad}  {text}");
    };
    let lines = wrap(text, (width - indent) as u16);
    for (number, line) in lines.iter().enumerate() {
        if number == 0 {
            writeln!(out, "  {title}{pad}  {line}")?;
        } else {
            writeln!(out, "{}{line}", " ".repeat(indent))?;
        }
    }
    Ok(())
}

struct Verdict<'v> {
    view: &'v View<'v>,
    session: &'v Session,
    catalogue: &'v Catalogue,
    /// Lines of evidence, and of transfers.
    most: usize,
    /// It stands in a page, which shows what else would take another command.
    is_page: bool,
}

impl<'v> Verdict<'v> {
    fn new(
        view: &'v View<'v>,
        session: &'v Session,
        catalogue: &'v Catalogue,
        most: usize,
    ) -> Self {
        Verdict {
            view,
            session,
            catalogue,
            most,
            is_page: false,
        }
    }

    fn title(&self, style: Style) -> String {
        let session = self.session;
        let number = style.paint(
            &self.say("explain-session", &[("id", session.id.to_string().into())]),
            session_color(session.id),
        );
        format!("{number}  {}", self.catalogue.ends(session))
    }

    fn lines(&self) -> Vec<(&'static str, String)> {
        let session = self.session;
        let mode = self.say(
            &format!("verdict-{}", names::session_mode(session.mode)),
            &[],
        );
        let mut lines = vec![("who", self.who()), ("mode", mode)];
        let offers = session.offers.iter().map(|offer| self.evidence(offer));
        self.list(&mut lines, "evidence", offers, session.offers.len());
        let transfers = session
            .transfers
            .iter()
            .map(|transfer| self.transfer(transfer));
        self.list(&mut lines, "transfer", transfers, session.transfers.len());
        lines.extend(self.findings().map(|text| ("findings", text)));
        lines
    }

    fn list(
        &self,
        lines: &mut Vec<(&'static str, String)>,
        title: &'static str,
        items: impl Iterator<Item = String>,
        count: usize,
    ) {
        lines.extend(items.take(self.most).map(|item| (title, item)));
        if count > self.most {
            let more = self.say(
                "verdict-more",
                &[("count", ((count - self.most) as u64).into())],
            );
            lines.push(("", format!("… {more}")));
        }
    }

    /// How many findings there are, where there are any.
    fn findings(&self) -> Option<String> {
        let counts = SeverityCounts::of(&self.session.findings);
        let place = if self.is_page { "page" } else { "terminal" };
        let mut args = finding::counted(counts).to_vec();
        args.push(("place", place.into()));
        (counts != SeverityCounts::default()).then(|| self.say("verdict-findings", &args))
    }

    fn say(&self, id: &str, args: &[(&str, Value)]) -> String {
        self.catalogue.text(id, args)
    }

    /// `anonymous, login accepted, "Microsoft FTP Service"`
    fn who(&self) -> String {
        let session = self.session;
        let unknown = if session.login == Login::None {
            "verdict-nobody"
        } else {
            "verdict-user-unseen"
        };
        let user = session
            .user
            .as_ref()
            .map_or_else(|| self.say(unknown, &[]), |u| escape::text(u.bytes()));
        let mut parts = vec![
            user,
            self.say(
                &format!("verdict-login-{}", names::login(session.login)),
                &[],
            ),
        ];
        parts.extend(
            names::tls_word(&session.control)
                .map(|word| self.say(&format!("verdict-tls-{word}"), &[])),
        );
        parts.extend(
            session
                .banner
                .as_ref()
                .map(|b| format!("\"{}\"", escape::text(ReplyText(b.bytes()).first_line()))),
        );
        parts.join(", ")
    }

    /// `PORT 127,0,0,1,249,156 (frame 112) → server opened 20 → 63900 (frame 114)`
    fn evidence(&self, offer: &ExpectedData) -> String {
        let connection = offer
            .connection
            .and_then(|id| self.view.analysis.connection(id));
        let announcement = self.announcement(offer);
        let outcome = self.outcome(offer, connection);
        let frame = connection
            .map(|c| format!(" {}", self.frame(c.first.frame)))
            .unwrap_or_default();
        let nat = if offer.was_redirected() {
            format!(" {}", self.say("offer-nat", &[]))
        } else {
            String::new()
        };
        let announced = self.frame(offer.at.frame);
        format!("{announcement} {announced} → {outcome}{frame}{nat}")
    }

    /// `(frame 112)`
    fn frame(&self, frame: u64) -> String {
        self.say("verdict-frame", &[("frame", frame.to_string().into())])
    }

    /// The line that announced it: the command of the client, or the reply of the server.
    fn announcement(&self, offer: &ExpectedData) -> String {
        let command = self.session.commands.get(offer.command);
        let method = offer.method.name();
        if offer.method.mode() == Mode::Active {
            return command.map_or_else(|| method.to_owned(), |c| escape::text(c.line.bytes()));
        }
        self.session.announcing_reply(offer).map_or_else(
            || method.to_owned(),
            |reply| {
                let line = announcing_line(reply.code, reply.text.bytes());
                format!("{} {}", reply.code, escape::text(line))
            },
        )
    }

    fn outcome(&self, offer: &ExpectedData, connection: Option<&Connection>) -> String {
        let expected = match offer.method.mode() {
            Mode::Active => Role::Server,
            Mode::Passive => Role::Client,
        };
        let by = connection.map_or(expected, |c| c.role_in(self.session.id, c.opener));
        let by = self.say(names::role_message(by), &[]);
        let instead = offer.tried_instead.as_deref();
        let (ends, tries) = match (connection, instead) {
            (Some(connection), _) => (
                Some([connection.opener, connection.listener]),
                connection.syns,
            ),
            (None, Some(stray)) => (Some([stray.opener, stray.listener]), stray.syns),
            (None, None) => (None, 0),
        };
        let (opener, listener) = ends.map(|ends| self.ends(offer, ends)).unwrap_or_default();
        let refusal = self
            .session
            .commands
            .get(offer.command)
            .and_then(|c| c.replies.last());
        let code = if offer.outcome == OfferOutcome::Rejected {
            refusal.map(|r| r.code)
        } else {
            None
        };
        let args = [
            ("by", by.into()),
            ("opener", opener.into()),
            ("listener", listener.into()),
            ("tries", u64::from(tries).into()),
            (
                "code",
                code.map(|c| c.to_string()).unwrap_or_default().into(),
            ),
        ];
        let rejection = connection.and_then(|c| c.rejected.as_deref());
        let rejection = rejection.map(|rejection| {
            [
                ("router", rejection.by.to_string().into()),
                ("reason", rejection.reason.name().into()),
            ]
        });
        let args: Vec<_> = args
            .into_iter()
            .chain(rejection.into_iter().flatten())
            .collect();
        let is_third = leads_to_a_third_host(self.session, offer);
        let message = match outcome_message(offer) {
            "offer-unanswered" if is_third => "offer-unanswered-third",
            message => message,
        };
        self.say(message, &args)
    }

    fn ends(&self, offer: &ExpectedData, [opener, listener]: [Endpoint; 2]) -> (String, String) {
        let (usual_opener, usual_listener) = match offer.method.mode() {
            Mode::Active => (self.session.server, self.session.client),
            Mode::Passive => (self.session.client, self.session.server),
        };
        (
            self.end_unless_usual(opener, usual_opener),
            self.end_unless_usual(listener, usual_listener),
        )
    }

    fn end_unless_usual(&self, endpoint: Endpoint, usual: Endpoint) -> String {
        if endpoint.ip() == usual.ip() {
            endpoint.port().to_string()
        } else {
            self.catalogue.hosts().end(endpoint)
        }
    }

    /// `RETR hehe.txt: 5 bytes, complete (226)`
    fn transfer(&self, transfer: &Transfer) -> String {
        let name = match transfer.command {
            Some(command) => escape::text(self.session.commands[command].line.bytes()),
            None => match &transfer.path {
                Some(path) => format!("? {}", escape::text(path.bytes())),
                None => "?".to_owned(),
            },
        };
        let code = transfer
            .reply_code
            .map(|c| format!(" ({c})"))
            .unwrap_or_default();
        format!("{name}: {}{code}", outcome(self.catalogue, transfer))
    }
}

/// The message of what became of an announcement.
fn outcome_message(offer: &ExpectedData) -> &'static str {
    match offer.no_connection {
        None if offer.outcome == OfferOutcome::Rejected => "offer-rejected",
        None => "offer-connected",
        Some(NoConnection::AnswerLost) => "offer-unheard",
        Some(NoConnection::OneSyn) => "offer-one-syn",
        Some(NoConnection::InnerAddress) => "offer-unanswered-inner",
        Some(NoConnection::Rejected) => "offer-unanswered-icmp",
        Some(NoConnection::Elsewhere | NoConnection::Unanswered) => "offer-unanswered",
        Some(NoConnection::Reset) => "offer-refused",
        Some(NoConnection::Loopback) => "offer-loopback",
        Some(NoConnection::Proxy) => "offer-proxy",
        Some(NoConnection::NotVisible) => "offer-not-visible",
        Some(NoConnection::NotYet) => "offer-not-yet",
        Some(NoConnection::OtherPort) => "offer-other-port",
        Some(NoConnection::NeverTried) => "offer-never_tried",
        Some(NoConnection::Replaced) => "offer-replaced",
        Some(NoConnection::NotCaptured) => "offer-not_captured",
    }
}

/// `5 bytes, complete`
pub(super) fn outcome(catalogue: &Catalogue, transfer: &Transfer) -> String {
    let mut parts = Vec::new();
    if transfer.connection.is_some() {
        let args = [
            ("bytes", transfer.bytes.into()),
            ("decoded", transfer.decoded_bytes.unwrap_or_default().into()),
        ];
        let id = match transfer.decoded_bytes {
            _ if transfer.is_sealed() => "verdict-bytes-tls",
            Some(_) => "verdict-bytes-decoded",
            None => "verdict-bytes",
        };
        parts.push(catalogue.text(id, &args));
    }
    let on_path = transfer.lost_on_path_bytes;
    for (id, bytes) in [
        ("verdict-bytes-lost", transfer.uncaptured_bytes()),
        ("verdict-bytes-lost-on-path", on_path),
    ] {
        if bytes > 0 {
            parts.push(catalogue.text(id, &[("bytes", bytes.into())]));
        }
    }
    parts.push(catalogue.text(&names::outcome_message(transfer), &[]));
    parts.join(", ")
}

/// Text of the wire for a cell.
pub(super) fn shown(text: Option<&Text>) -> String {
    text.map(|t| escape::text(t.bytes())).unwrap_or_default()
}
