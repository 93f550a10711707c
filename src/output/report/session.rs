//! A session in the page: verdict, explanation, transfers, findings.

use maud::{Markup, html};

use crate::model::{Finding, Session, Transfer};
use crate::output::verdict;
use crate::text::escape;
use crate::text::filter;
use crate::text::finding;
use crate::text::frames;
use crate::text::locale::Catalogue;
use crate::text::names;

use super::steps::StorySteps;
use super::{PageJson, grouped};

/// A line of the verdict: its title and its text.
type PageLine = (&'static str, String);

/// Lines of the verdict that are not folded.
const LINES: usize = 7;
/// Frames that a finding names before it counts the rest.
const FRAMES: usize = 12;

pub(super) fn article(page: &PageJson, session: &Session, steps: &StorySteps) -> Markup {
    let words = page.words;
    let id = session.id;
    html! {
        article class="session" id={ "session-" (id) } data-session=(id) aria-labelledby={ "session-title-" (id) } {
            header class="session-head" {
                h2 id={ "session-title-" (id) } { (words.say_with("page-session", &[("id", id.to_string().into())])) }
                p class="endpoints" {
                    span class="client" { (words.hosts().end_in_full(session.client)) } " → "
                    span class="server" { (words.hosts().end_in_full(session.server)) }
                }
                p class="pills" {
                    span class={ "pill mode-" (names::session_mode(session.mode)) } {
                        (words.say(&format!("page-mode-{}", names::session_mode(session.mode))))
                    }
                    span class={ "pill login-" (names::login(session.login)) } {
                        (words.say(&format!("verdict-login-{}", names::login(session.login))))
                    }
                    @if let Some(word) = names::tls_word(&session.control) {
                        span class="pill tls" { (words.say(&format!("verdict-tls-{word}"))) }
                    }
                }
            }
            @if let Some(filter) = filter::of_session(session) {
                details class="filter" {
                    summary { (words.say("page-display-filter")) }
                    code { (page.texts().keep(filter)) }
                }
            }
            div class="in-brief" {
                (verdict_lines(page, session))
                (steps.summary(page, session))
            }
            div class="bench" {
                (steps.steps_and_diagram(page, session))
                div class="timeline-slot" {}
            }
            (transfers(page, session))
            @if !session.findings.is_empty() {
                section class="findings-part" id={ "session-" (id) "-findings" } {
                    h3 { (words.say("page-findings")) }
                    (findings(page, &session.findings.iter().collect::<Vec<_>>()))
                }
            }
        }
    }
}

fn verdict_lines(page: &PageJson, session: &Session) -> Markup {
    let lines = |catalogue: &Catalogue| {
        let lines = verdict::lines(&page.view, session, catalogue).into_iter();
        lines
            .map(|(title, text)| (title, page.texts().keep(text)))
            .collect::<Vec<_>>()
    };
    let in_each = page.words.each(lines);
    let count = in_each[0].len();
    // the last line leads to the findings, and stays in sight
    let folded = if count > LINES + 2 {
        LINES..count - 1
    } else {
        0..0
    };
    html! {
        div class="brief" {
            dl class="verdict" {
                @for line in (0..count).filter(|line| !folded.contains(line)) { (verdict_line(page, session, &in_each, line)) }
            }
            @if !folded.is_empty() {
                details class="evidence" {
                    summary { (page.words.say_with("page-more-evidence", &[("count", folded.len().into())])) }
                    dl class="verdict" { @for line in folded { (verdict_line(page, session, &in_each, line)) } }
                }
            }
        }
    }
}

fn verdict_line(
    page: &PageJson,
    session: &Session,
    in_each: &[Vec<PageLine>],
    line: usize,
) -> Markup {
    let title = in_each[0][line].0;
    let texts: Vec<String> = in_each.iter().map(|lines| lines[line].1.clone()).collect();
    html! {
        div {
            dt { @if !title.is_empty() { (page.words.say(&format!("page-verdict-{title}"))) } }
            dd {
                @if title == "findings" && !session.findings.is_empty() {
                    a href={ "#session-" (session.id) "-findings" } { (page.words.given(&texts)) }
                } @else { (page.words.given(&texts)) }
            }
        }
    }
}

fn transfers(page: &PageJson, session: &Session) -> Markup {
    let words = page.words;
    let transfers = &session.transfers;
    html! {
        @if !transfers.is_empty() {
            section class="transfers-part with-table" {
                div class="part-title" {
                    h3 { (words.say("page-transfers")) }
                    button type="button" class="quiet small" data-save-table { "CSV" }
                }
                div class="scroll" role="region" tabindex="0" aria-label=(words.plain("page-transfers")) data-label="page-transfers" {
                    table class="transfers" {
                        thead {
                            tr {
                                th class="number" { "#" }
                                @for id in ["command", "path", "mode"] { th { (words.say(&format!("page-{id}"))) } }
                                th class="number" { (words.say("page-bytes")) }
                                th class="number" { (words.say("page-lost")) }
                                @for id in ["outcome", "frames-title", "digest"] { th { (words.say(&format!("page-{id}"))) } }
                            }
                        }
                        tbody {
                            @for transfer in transfers.iter().take(page.limits.items) { (transfer_row(page, session, transfer)) }
                        }
                    }
                }
            }
        }
    }
}

fn transfer_row(page: &PageJson, session: &Session, transfer: &Transfer) -> Markup {
    let words = page.words;
    let path = transfer.path.as_ref().or(transfer.argument.as_ref());
    let digests = [
        ("SHA-256", &transfer.digests.sha256),
        ("BLAKE3", &transfer.digests.blake3),
        ("MD5", &transfer.digests.md5),
        ("SHA-1", &transfer.digests.sha1),
    ];
    let decoded = transfer
        .decoded_digests
        .as_ref()
        .and_then(|made| made.any());
    let state = names::transfer_state(transfer.state());
    html! {
        tr {
            td class="number" { (transfer.id) }
            td { code { (transfer.verb.unwrap_or("–")) } }
            td class="path" { (path.map(|path| page.texts().keep(escape::text(path.bytes()))).unwrap_or_default()) }
            td {
                (words.say(&format!("page-mode-{}", names::mode(transfer.mode))))
                @if let Some(method) = transfer.method { " " span class="faint" { (method.name()) } }
            }
            td class="number" {
                (grouped(transfer.bytes))
                @if transfer.encrypted { " " span class="faint" { "TLS" } }
                @if let Some(decoded) = transfer.decoded_bytes { br; span class="faint" { "→ " (grouped(decoded)) } }
            }
            td class="number" { (grouped(transfer.lost_bytes)) }
            td {
                span class={ "outcome " (state) } { (words.say(&format!("page-outcome-{state}"))) }
                @if let Some(code) = transfer.reply_code { " " span class="faint" { (code) } }
            }
            td { (frame_button(transfer.start.frame)) "–" (frame_button(transfer.end.frame)) }
            td class="digest" {
                @for (name, digest) in digests {
                    @if let Some(digest) = digest { span class="faint" { (name) } " " code { (digest) } }
                }
                @if let Some(decoded) = decoded { br; span class="faint" { (words.say("page-decoded")) } " " code { (decoded) } }
                @if let Some(other) = transfer.fxp_session.filter(|&other| other != session.id) {
                    " " button type="button" class="pick" data-pick=(other) {
                        (words.say_with("page-session", &[("id", other.to_string().into())]))
                    }
                }
            }
        }
    }
}

/// A number of a frame that leads to its row.
pub(super) fn frame_button(frame: u64) -> Markup {
    html! { button type="button" class="frame" data-frame=(frame) { (frame) } }
}

/// Findings, those of one kind together, with why they matter and what to do.
pub(super) fn findings(page: &PageJson, findings: &[&Finding]) -> Markup {
    let words = page.words;
    let shown = &findings[..findings.len().min(page.limits.items)];
    html! {
        div class="findings" {
            @for group in shown.chunk_by(|a, b| a.id == b.id) {
                @let first = &group[0];
                section class={ "finding " (names::severity(first.severity)) } {
                    h4 {
                        span class={ "severity " (names::severity(first.severity)) } {
                            (words.say(&format!("page-severity-{}", names::severity(first.severity))))
                        }
                        " " (words.tell(|catalogue| finding::title(catalogue, first.id))) " " code class="faint" { (first.id) }
                    }
                    @for (place, found) in group.iter().enumerate() {
                        p {
                            (words.tell(|catalogue| page.texts().keep(finding::message(catalogue, found))))
                            span class="frames" {
                                @for &frame in found.frames.iter().take(FRAMES) { " " (frame_button(frame)) }
                                @if found.frames.len() > FRAMES { " … " (found.frames.len() - FRAMES) }
                            }
                        }
                        @if let Some(command) = frames::wireshark_by_name(&page.view.analysis.captures, found.frame) {
                            p class="look" { code { (page.texts().keep(command)) } }
                        }
                        @if group.get(place + 1).is_none_or(|next| next.advice != found.advice) {
                            p class="advice" { (words.tell(|catalogue| finding::advice(catalogue, found))) }
                        }
                    }
                    p class="why" { (words.tell(|catalogue| finding::why(catalogue, first.id))) }
                }
            }
        }
    }
}
