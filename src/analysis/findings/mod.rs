//! Findings: what a reader should know about the traffic, with the frames that prove it.
//!
//! A finding is one file and one row of [`FINDINGS`]. It reads plain records, after both passes, and returns values:
//! no I/O, no words. Its words (`finding-ID`, `-why`, `-advice`, and the messages `found-ID...`) stand in the
//! catalogue; its condition, for readers, in `docs/findings.md`.
//!
//! Precision comes first: what ordinary, healthy sessions do is no finding above [`Severity::Info`], but for
//! passwords in clear text. Severities follow the conditions of the sources named in each file.

mod case;
mod diagnosis;
mod overview;
mod report;
mod security;
mod twins;

use crate::model::{Analysis, Finding, Severity};
use crate::threads;

use case::Case;
use overview::Overview;
use report::Report;

/// A row of the table of findings.
#[derive(Debug)]
pub struct Rule {
    /// Its name: stable, kebab case.
    pub id: &'static str,
    /// How much it matters, where its condition does not say otherwise.
    pub severity: Severity,
    looks: &'static [Look],
}

/// How a rule looks at the records.
#[derive(Clone, Copy, Debug)]
enum Look {
    /// At one session; what it finds belongs to that.
    Session(fn(&Case<'_>, &mut Report)),
    /// At all of them; what it finds belongs to the capture.
    Capture(fn(&Analysis, &Overview<'_>, &mut Report)),
}

use Look::{Capture, Session};
use Severity::{Error, Info, Warning};
use diagnosis as d;
use security as s;

/// Every finding: first what failed and why, then what is unsafe, then what is odd.
#[rustfmt::skip] // one row, one line
pub static FINDINGS: &[Rule] = &[
    row("never-tried", Warning, &[Session(d::never_tried::look)]),
    row("syn-unanswered", Warning, &[Session(d::syn_unanswered::look)]),
    row("syn-refused", Warning, &[Session(d::syn_refused::look)]),
    row("nat-address", Warning, &[Session(d::nat_address::look)]),
    row("transfer-refused", Warning, &[Session(d::transfer_refused::look)]),
    row("transfer-cut", Warning, &[Session(d::transfer_cut::look)]),
    row("tls-required", Warning, &[Session(d::tls_required::look)]),
    row("login-refused", Warning, &[Session(d::login_refused::look)]),
    row("idle-timeout", Warning, &[Session(d::idle_timeout::look)]),
    row("control-reset", Warning, &[Session(d::control_reset::look)]),
    row("control-unanswered", Warning, &[Capture(d::control_unanswered::look)]),
    row("capture-incomplete", Info, &[Session(d::capture_incomplete::look), Capture(d::capture_incomplete::look_across)]),
    row("bounce", Error, &[Session(s::bounce::look)]),
    row("fxp", Info, &[Session(s::fxp::look)]),
    row("nat-active", Info, &[Session(s::nat_active::look)]),
    row("priv-port", Warning, &[Session(s::priv_port::look)]),
    row("port-scan", Warning, &[Session(s::port_scan::look)]),
    row("pasv-mismatch", Warning, &[Session(s::pasv_mismatch::look)]),
    row("third-party-data", Warning, &[Session(s::third_party_data::look)]),
    row("unexpected-direction", Warning, &[Session(s::unexpected_direction::look)]),
    row("pasv-predict", Info, &[Session(s::pasv_predict::look)]),
    row("cleartext-credentials", Warning, &[Session(s::cleartext_credentials::look)]),
    row("anonymous", Info, &[Session(s::anonymous::look)]),
    row("brute", Warning, &[Session(s::brute::look), Capture(s::brute::look_across)]),
    row("brute-success", Warning, &[Session(s::brute_success::look), Capture(s::brute_success::look_across)]),
    row("site-exec", Warning, &[Session(s::site_exec::look)]),
    row("traversal", Warning, &[Session(s::traversal::look)]),
    row("long", Warning, &[Session(s::long::look)]),
    row("fmt", Warning, &[Session(s::fmt::look)]),
    row("nonascii", Info, &[Session(s::nonascii::look)]),
    row("command-injection", Warning, &[Session(s::command_injection::look)]),
    row("starttls-injection", Warning, &[Session(s::starttls_injection::look)]),
    row("tls-refused-clear", Warning, &[Session(s::tls_refused_clear::look)]),
    row("tls-stripped", Warning, &[Session(s::tls_stripped::look)]),
    row("prot-c", Info, &[Session(s::prot_c::look)]),
    row("ccc", Warning, &[Session(s::ccc::look)]),
    row("weak-tls", Warning, &[Session(s::weak_tls::look)]),
    row("data-port-reuse", Info, &[Session(s::data_port_reuse::look), Capture(s::data_port_reuse::look_across)]),
    row("alg-rewrite", Info, &[Session(s::alg_rewrite::look), Capture(s::alg_rewrite::look_across)]),
    row("policy", Info, &[Session(s::policy::look), Capture(s::policy::look_across)]),
    row("protocol", Warning, &[Session(s::protocol::look)]),
    row("overlap", Warning, &[Session(s::overlap::look)]),
];

const fn row(id: &'static str, severity: Severity, looks: &'static [Look]) -> Rule {
    Rule {
        id,
        severity,
        looks,
    }
}

/// Looks for everything, and leaves it with the sessions and with the capture: the worst first, then in the order of
/// [`FINDINGS`], then by frame.
pub fn find(analysis: &mut Analysis) {
    let records = &*analysis;
    let overview = Overview::of(records);
    let of_session = |session: &crate::model::Session| {
        let case = Case::new(records, &overview, session);
        collect(|look, report| {
            if let Session(look) = look {
                look(&case, report);
            }
        })
    };
    let of_capture = || {
        collect(|look, report| {
            if let Capture(look) = look {
                look(records, &overview, report);
            }
        })
    };
    let (of_sessions, of_capture) =
        threads::map_beside(records.sessions.iter(), of_session, of_capture);
    for (session, findings) in analysis.sessions.iter_mut().zip(of_sessions) {
        session.findings = findings;
    }
    analysis.findings = of_capture;
}

fn collect(mut run: impl FnMut(Look, &mut Report)) -> Vec<Finding> {
    let mut found = Vec::new();
    for rule in FINDINGS {
        let begin = found.len();
        let mut report = Report::new(rule, &mut found);
        for &look in rule.looks {
            run(look, &mut report);
        }
        found[begin..].sort_by_key(|finding: &Finding| finding.frame);
    }
    found.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    found.shrink_to_fit();
    found
}
