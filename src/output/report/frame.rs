//! The page round its sessions: head, overview, timeline.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::model::{
    CaptureSummary, Login, Session, SessionMode, Severity, SeverityCounts, Transfer, TransferState,
};
use crate::text::escape;
use crate::text::message;
use crate::text::names;
use crate::text::stamp::Clock;

use super::embed;
use super::session;
use super::words::PageCatalogues;
use super::{Chapter, PageJson, PageOmissions, grouped};

/// Files that the head of the page names, of many.
const NAMED: usize = 3;

/// What is told of all sessions together.
pub(super) struct Overall {
    sessions: Markup,
    findings: Markup,
}

impl Overall {
    /// Told before the page is written, which says what had no room.
    pub(super) fn new(page: &PageJson, chapters: &[Chapter]) -> Self {
        Overall {
            sessions: sessions(page, chapters),
            findings: capture_findings(page),
        }
    }
}

/// The whole page, without the data of its script.
pub(super) fn page(
    page: &PageJson,
    chapters: &[Chapter],
    overall: &Overall,
    practice: &Markup,
    left_out: &PageOmissions,
) -> Markup {
    let words = page.words;
    let language = words.languages().next().unwrap_or_default().tag();
    let files: Vec<String> = page.view.analysis.captures.iter().map(file_name).collect();
    let title = format!("{} – ftpscope", files.join(", "));
    html! {
        (DOCTYPE)
        html lang=(language) {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(embed::policy());
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                meta name="generator" content={ "ftpscope " (env!("CARGO_PKG_VERSION")) };
                title { (title) }
                link rel="icon" href="data:,";
                style { (PreEscaped(embed::STYLE)) }
            }
            body {
                a class="skip" href="#timeline" { (words.say("page-skip")) }
                (top(words, &files, chapters.len()))
                main {
                    (overview(page, overall, left_out))
                    @for chapter in chapters { (chapter.article) }
                    (timeline(words, chapters))
                    (practice)
                }
                footer {
                    p { (words.say_with("page-made", &[("version", env!("CARGO_PKG_VERSION").into())])) }
                }
                (shortcuts(words))
                (presenter(words))
                script type="application/json" id="data" {}
                script type="module" { (PreEscaped(embed::SCRIPT)) }
            }
        }
    }
}

/// Says that the other sessions are shown by the script alone.
pub(super) fn needs_script(page: &PageJson) -> Markup {
    html! { noscript { p class="notice" { (page.words.say("page-needs-script")) } } }
}

/// The name of a file without its folders: a page is shown to others.
fn file_name(summary: &CaptureSummary) -> String {
    let name = summary.path.rsplit(['/', '\\']).next().unwrap_or_default();
    escape::text(name.as_bytes())
}

fn top(words: &PageCatalogues, files: &[String], sessions: usize) -> Markup {
    html! {
        header class="top" {
            p class="brand" { "ftpscope" }
            h1 {
                @if files.len() > NAMED + 1 {
                    (files[..NAMED].join(", ")) " "
                    (words.say_with("page-more-files", &[("count", (files.len() - NAMED).into())]))
                } @else { (files.join(", ")) }
            }
            div class="top-tools" {
                @if words.languages().count() > 1 {
                    div class="languages" role="group" aria-label=(words.plain("page-languages"))
                        data-label="page-languages" {
                        @for language in words.languages() {
                            button type="button" class="quiet" data-language=(language.tag()) lang=(language.tag())
                                { (language.name()) }
                        }
                    }
                }
                div class="printing" {
                    button type="button" class="quiet" id="print-one" { (words.say("page-print")) }
                    @if sessions > 1 {
                        button type="button" class="quiet" id="print-all" { (words.say("page-print-all")) }
                    }
                }
                button type="button" class="quiet" id="help-open" aria-keyshortcuts="?" {
                    (words.say("page-shortcuts")) " " kbd { "?" }
                }
            }
        }
    }
}

fn overview(page: &PageJson, overall: &Overall, left_out: &PageOmissions) -> Markup {
    let words = page.words;
    html! {
        section id="overview" aria-labelledby="overview-title" {
            h2 id="overview-title" { (words.say("page-overview")) }
            (figures(page))
            (overall.findings)
            (page.rows.plot.draw(words))
            (missing(page, left_out))
            (overall.sessions)
            (files(page))
        }
    }
}

/// The capture in a few numbers.
fn figures(page: &PageJson) -> Markup {
    let (view, words) = (&page.view, page.words);
    let sessions = || view.sessions();
    let transfers = || sessions().flat_map(|session| &session.transfers);
    let completed: usize = sessions().map(Session::confirmed_transfers).sum();
    let bytes: u64 = transfers().map(|transfer| transfer.bytes).sum();
    let modes = [
        SessionMode::Active,
        SessionMode::Passive,
        SessionMode::Mixed,
        SessionMode::None,
        SessionMode::Unknown,
    ];
    let of_mode = |mode| sessions().filter(|session| session.mode == mode).count() as u64;
    let of_capture = view.findings_of_capture();
    let of_sessions = sessions().flat_map(|session| &session.findings);
    let findings = SeverityCounts::of(of_sessions.chain(of_capture));
    html! {
        dl class="figures" {
            div { dt { (words.say("page-sessions")) } dd { b { (grouped(sessions().count() as u64)) } } }
            div {
                dt { (words.say("page-modes")) }
                dd {
                    @for mode in modes {
                        @let count = of_mode(mode);
                        @if count > 0 {
                            span class="part" { b { (grouped(count)) } " " (words.say(&format!("page-mode-{}", names::session_mode(mode)))) }
                        }
                    }
                }
            }
            div {
                dt { (words.say("page-transfers")) }
                dd {
                    b { (grouped(transfers().count() as u64)) }
                    span class="sub" { (words.say_with("page-completed", &[("count", completed.into())])) }
                }
            }
            div { dt { (words.say("page-transferred")) } dd { b { (page.words.size(bytes)) } } }
            div {
                dt { (words.say("page-findings")) }
                dd {
                    @for severity in [Severity::Error, Severity::Warning, Severity::Info] {
                        @let count = findings.count(severity);
                        span class={ "part severity " (names::severity(severity)) @if count == 0 { " zero" } } {
                            b { (grouped(count)) } " "
                            (words.say_with(&format!("page-count-{}", names::severity(severity)), &[("count", count.into())]))
                        }
                    }
                }
            }
        }
    }
}

/// What is not in the page, or not in the capture.
fn missing(page: &PageJson, left_out: &PageOmissions) -> Markup {
    let (words, limits) = (page.words, &page.limits);
    let kinds = [
        ("page-left-rows", left_out.rows, limits.rows),
        ("page-left-cut", left_out.cut, limits.frame),
        ("page-left-frames", left_out.frames, limits.bytes),
        ("page-left-contents", left_out.contents, limits.size),
        (
            "page-left-row-texts",
            left_out.rows_of_text,
            limits.texts / 2,
        ),
        ("page-left-texts", left_out.texts, limits.texts),
        ("page-left-long", left_out.long, limits.text),
        ("page-left-sessions", left_out.sessions, limits.sessions),
        ("page-left-items", left_out.items, limits.items),
    ];
    let kinds: Vec<_> = kinds
        .into_iter()
        .filter(|(_, count, _)| *count > 0)
        .collect();
    let hit = &page.view.analysis.limits_hit;
    let notes = page.view.analysis.notes.iter();
    let notes: Vec<_> = notes
        .filter_map(|&(name, count)| Some((names::note(name)?, count)))
        .collect();
    let faults = page
        .view
        .analysis
        .captures
        .iter()
        .filter_map(|c| Some((file_name(c), c.fault.as_ref()?)));
    let faults: Vec<_> = faults.collect();
    let none = page.view.sessions().next().is_none();
    // nearly every capture has long frames
    let only_cut = faults.is_empty()
        && hit.is_empty()
        && notes.is_empty()
        && matches!(kinds[..], [("page-left-cut", ..)]);
    html! {
        @if none { p class="notice" { (words.say("page-no-session")) } }
        @if !(kinds.is_empty() && hit.is_empty() && faults.is_empty() && notes.is_empty()) {
            ul class={ "notice" @if only_cut { " calm" } } {
                @for (file, fault) in &faults { li { (file) ": " (words.tell(|catalogue| message::fault(catalogue, fault))) } }
                @for (id, count, limit) in &kinds {
                    li { (words.say_with(id, &[("count", (*count).into()), ("limit", (*limit as u64).into())])) }
                }
                @if kinds.iter().any(|(id, ..)| *id != "page-left-cut") { li { (words.say("page-left-more")) } }
                @for (id, count) in &notes {
                    li { (words.say_with(id, &[("count", (*count).into())])) }
                }
                @for (cap, times) in hit {
                    li { (words.say_with("page-left-cap", &[("cap", (*cap).into()), ("times", (*times).into())])) }
                }
            }
        }
    }
}

/// The sessions, where there are several.
fn sessions(page: &PageJson, chapters: &[Chapter]) -> Markup {
    let words = page.words;
    if chapters.len() < 2 {
        return html! {};
    }
    html! {
        div class="with-table" {
            div class="tools" role="search" aria-label=(words.plain("page-filter-sessions")) data-label="page-filter-sessions" {
                input type="search" id="session-filter" spellcheck="false" autocomplete="off"
                    placeholder=(words.plain("page-filter-sessions")) data-placeholder="page-filter-sessions"
                    aria-label=(words.plain("page-filter-sessions")) data-label="page-filter-sessions";
                output id="sessions-shown" role="status" {}
                button type="button" class="quiet small" data-save-table { "CSV" }
            }
            div class="scroll" role="region" tabindex="0" aria-label=(words.plain("page-sessions")) data-label="page-sessions" {
                table class="sessions" {
                    thead { tr { @for (id, class) in COLUMNS { th class=(class) { (sorting(words, id)) } } } }
                    tbody { @for chapter in chapters { (session_row(page, chapter.session)) } }
                }
            }
        }
    }
}

/// The columns of the table of sessions: their words, and how they stand.
const COLUMNS: [(&str, &str); 10] = [
    ("page-number", "number"),
    ("page-client", ""),
    ("page-server", ""),
    ("page-user", ""),
    ("page-login", ""),
    ("page-mode", ""),
    ("page-transfers", "number"),
    ("page-transferred", "number"),
    ("page-outcome", ""),
    ("page-findings", ""),
];

/// A head that sorts.
fn sorting(words: &PageCatalogues, id: &str) -> Markup {
    html! { button type="button" class="sort" { (words.say(id)) } }
}

/// What the transfers of a session came to, in one word: the worst.
fn outcome(session: &Session) -> Option<TransferState> {
    let order = [
        TransferState::Failed,
        TransferState::Refused,
        TransferState::Aborted,
        TransferState::Gaps,
        TransferState::Unfinished,
        TransferState::Short,
        TransferState::Unproven,
        TransferState::Hidden,
        TransferState::Complete,
    ];
    let states: Vec<TransferState> = session.transfers.iter().map(Transfer::state).collect();
    order.into_iter().find(|state| states.contains(state))
}

/// True where a login or a transfer went wrong.
fn failed(session: &Session) -> bool {
    session.login == Login::Rejected
        || matches!(
            outcome(session),
            Some(TransferState::Failed | TransferState::Refused | TransferState::Aborted)
        )
}

fn session_row(page: &PageJson, session: &Session) -> Markup {
    let words = page.words;
    let bytes: u64 = session
        .transfers
        .iter()
        .map(|transfer| transfer.bytes)
        .sum();
    let worst = session
        .findings
        .iter()
        .map(|finding| finding.severity)
        .max();
    html! {
        tr data-session-row=(session.id) class=[failed(session).then_some("failed")] {
            td class="number" data-key=(session.id) {
                @if failed(session) { span class="cross" role="img" aria-label=(words.plain("page-failed")) data-label="page-failed" { "✕" } " " }
                button type="button" class="pick" data-pick=(session.id) { (session.id) }
            }
            td class="client" { (words.hosts().end(session.client)) }
            td class="server" { (words.hosts().end(session.server)) }
            td { (session.user.as_ref().map(|user| page.texts().keep(escape::text(user.bytes()))).unwrap_or_default()) }
            td { (words.say(&format!("verdict-login-{}", names::login(session.login)))) }
            td { (words.say(&format!("page-mode-{}", names::session_mode(session.mode)))) }
            td class="number" data-key=(session.transfers.len()) { (grouped(session.transfers.len() as u64)) }
            td class="number" data-key=(bytes) { (words.size(bytes)) }
            td {
                @if let Some(word) = outcome(session).map(names::transfer_state) {
                    span class={ "outcome " (word) } { (words.say(&format!("page-outcome-{word}"))) }
                }
            }
            td data-key=(session.findings.len()) {
                @if let Some(worst) = worst {
                    span class={ "severity " (names::severity(worst)) } { (session.findings.len()) }
                }
            }
        }
    }
}

fn files(page: &PageJson) -> Markup {
    let words = page.words;
    let view = &page.view;
    html! {
        @if view.analysis.captures.len() > 1 { p class="note" { (words.say("page-frames-of-files")) } }
        details class="files" {
            summary { (words.say("page-files")) }
            div class="scroll" role="region" tabindex="0" aria-label=(words.plain("page-files")) data-label="page-files" {
                table {
                    thead {
                        tr {
                            th { (words.say("page-file")) } th { (words.say("page-format")) }
                            th { (words.say("page-link-types")) }
                            th class="number" { (words.say("page-frames-title")) }
                            th class="number" { (words.say("page-bytes")) }
                            th { (words.say("page-first-time")) } th { (words.say("page-last-time")) }
                            th { (words.say("page-skipped")) }
                        }
                    }
                    tbody {
                        @for file in &view.analysis.captures {
                            tr {
                                td { (file_name(file)) }
                                td {
                                    (file.container.map(names::container).unwrap_or_default())
                                    @if let Some(compression) = file.compression { ", " (names::compression(compression)) }
                                }
                                td { (file.link_types.iter().map(|&l| names::link_type(l)).collect::<Vec<_>>().join(", ")) }
                                td class="number" { (grouped(file.frames)) }
                                td class="number" { (grouped(file.bytes)) }
                                @for time in [file.first_time, file.last_time] {
                                    td { (time.map(|time| Clock::of(view).stamp(time).to_string()).unwrap_or_default()) }
                                }
                                td {
                                    @for (reason, count) in &file.skipped { span class="part" { (grouped(*count)) " " (reason) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The rows, which the script fills in, and the place for what a row consists of.
fn timeline(words: &PageCatalogues, chapters: &[Chapter]) -> Markup {
    html! {
        section id="timeline" class="timeline" aria-labelledby="timeline-title" {
            h3 id="timeline-title" { (words.say("page-timeline")) }
            noscript { p class="notice" { (words.say("page-noscript")) } }
            div class="tools" role="search" aria-label=(words.plain("page-filter")) data-label="page-filter" {
                input type="search" id="filter" spellcheck="false" autocomplete="off" aria-keyshortcuts="/"
                    placeholder=(words.plain("page-filter")) data-placeholder="page-filter"
                    aria-label=(words.plain("page-filter")) data-label="page-filter";
                div class="toggles" role="group" aria-label=(words.plain("page-protocols")) data-label="page-protocols" {
                    @for (kind, name) in [("ftp", "FTP"), ("data", "FTP-DATA"), ("tls", "TLS"), ("tcp", "TCP")] {
                        button type="button" class={ "toggle " (kind) } data-kind=(kind) aria-pressed="true" { (name) }
                    }
                }
                @if chapters.len() > 1 {
                    label class="every" { input type="checkbox" id="every-session"; " " (words.say("page-all-sessions")) }
                }
                output id="shown" role="status" {}
            }
            div class="panes" {
                div class="rows" {
                    div class="row header" aria-hidden="true" {
                        span class="no" { "No." } span class="time" { (words.say("page-time")) }
                        span class="way" { (words.say("page-from-to")) } span class="protocol" { (words.say("page-protocol")) }
                        span class="info" { "Info" }
                    }
                    div id="rows" role="listbox" tabindex="0" aria-label=(words.plain("page-timeline"))
                        data-label="page-timeline" { div id="canvas" {} }
                    p id="rows-printed" hidden {}
                }
                aside id="detail" aria-label=(words.plain("page-detail")) data-label="page-detail" aria-live="polite" {}
            }
        }
    }
}

/// The findings of the capture as a whole.
fn capture_findings(page: &PageJson) -> Markup {
    let findings = page.view.findings_of_capture();
    html! {
        @if !findings.is_empty() {
            section class="of-capture" {
                h3 { (page.words.say("page-capture-findings")) }
                (session::findings(page, &findings))
            }
        }
    }
}

/// A step as a slide, which the script fills in.
fn presenter(words: &PageCatalogues) -> Markup {
    html! {
        dialog id="presenter" aria-labelledby="slide-title" {
            p id="slide-count" role="status" {}
            h2 id="slide-title" {}
            div id="slide-text" {}
            div id="slide-arrows" inert {}
            div class="slide-tools" {
                button type="button" class="quiet" data-slide="-1" { "← " (words.say("page-previous")) }
                button type="button" class="main" data-slide="1" autofocus { (words.say("page-next")) " →" }
                button type="button" class="quiet" id="slide-close" { (words.say("page-close")) }
            }
        }
    }
}

fn shortcuts(words: &PageCatalogues) -> Markup {
    let keys: [(&str, &[&str]); 8] = [
        ("rows", &["↑", "↓", "Page ↑", "Page ↓", "Home", "End"]),
        ("filter", &["/"]),
        ("step", &["n", "p"]),
        ("present", &["f"]),
        ("session", &["]", "["]),
        ("language", &["l"]),
        ("clear", &["Esc"]),
        ("help", &["?"]),
    ];
    html! {
        dialog id="help" aria-labelledby="help-title" {
            h2 id="help-title" { (words.say("page-shortcuts")) }
            dl {
                @for (id, keys) in keys {
                    dt { @for key in keys { kbd { (key) } " " } }
                    dd { (words.say(&format!("page-key-{id}"))) }
                }
            }
            form method="dialog" { button { (words.say("page-close")) } }
        }
    }
}
