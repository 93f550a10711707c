//! Findings: what a reader should know about the traffic, with the frames that prove it.
//!
//! A finding is one file and one row of [`FINDINGS`]. It reads plain records, after both passes, and returns values:
//! no I/O, no words. Its words (`finding-ID`, `-why`, `-advice`, and the messages `found-ID...`) stand in the
//! catalogue; its condition, for readers, in `docs/findings.md`.
//!
//! Precision comes first: what ordinary, healthy sessions do is no finding above [`Severity::Info`], but for
//! passwords in clear text. Severities follow the conditions of the sources named in each file.

mod actions;
mod advice;
mod alg_rewrite;
mod all_sessions;
mod anonymous;
mod ascii_binary;
mod bounce;
mod brute;
mod brute_success;
mod capture_incomplete;
mod ccc;
mod certificate_expired;
mod certificate_self_signed;
mod certificates;
mod cleartext_credentials;
mod client_gone;
mod command_injection;
mod command_refused;
mod control_lost;
mod control_reset;
mod control_unanswered;
mod data_port_reuse;
mod fmt;
mod fxp;
mod idle_timeout;
mod indexed_session;
mod known_file;
mod line;
mod login_refused;
mod long;
mod nat_active;
mod nat_address;
mod network_loss;
mod never_tried;
mod no_connection;
mod no_greeting;
mod nonascii;
pub(crate) mod order;
mod overlap;
mod pasv_mismatch;
mod pasv_predict;
mod path_mtu;
mod policy;
mod port_scan;
mod priv_port;
mod prot_c;
mod protocol;
mod proxy_protocol;
mod reason;
mod report;
mod secrets_in_capture;
mod setup_refused;
mod site_exec;
mod size_mismatch;
mod slow_reply;
mod starttls_injection;
mod syn_refused;
mod syn_unanswered;
mod third_party_data;
mod tls_failed;
mod tls_mismatch;
mod tls_not_resumed;
mod tls_other_certificate;
mod tls_refused_clear;
mod tls_required;
mod tls_stripped;
mod tls_truncated;
mod transfer_cut;
mod transfer_refused;
mod traversal;
mod tried_in_vain;
mod twins;
mod unanswered_command;
mod unexpected_direction;
mod weak_tls;

use crate::model::{Analysis, Finding, Severity};
use crate::threads;

use all_sessions::AllSessions;
use indexed_session::IndexedSession;
use report::FindingSink;

/// A row of the table of findings.
#[derive(Debug)]
pub struct Rule {
    /// Its name: stable, kebab case.
    pub id: &'static str,
    /// How much it matters, where its condition does not say otherwise.
    pub severity: Severity,
    looks: &'static [RuleScope],
}

/// How a rule looks at the records.
#[derive(Clone, Copy, Debug)]
enum RuleScope {
    /// At one session; what it finds belongs to that.
    Session(fn(&IndexedSession<'_>, &mut FindingSink)),
    /// At all of them; what it finds belongs to the capture.
    Capture(fn(&Analysis, &AllSessions<'_>, &mut FindingSink)),
}

use RuleScope::{Capture, Session};
use Severity::{Error, Info, Warning};

/// Every finding: first what failed and why, then what is unsafe, then what is odd.
#[rustfmt::skip] // one row, one line
pub static FINDINGS: &[Rule] = &[
    row("never-tried", Error, &[Session(never_tried::look)]),
    row("syn-unanswered", Error, &[Session(syn_unanswered::look)]),
    row("syn-refused", Error, &[Session(syn_refused::look)]),
    row("setup-refused", Warning, &[Session(setup_refused::look)]),
    row("nat-address", Warning, &[Session(nat_address::look)]),
    row("transfer-refused", Warning, &[Session(transfer_refused::look)]),
    row("command-refused", Warning, &[Session(command_refused::look)]),
    row("transfer-cut", Error, &[Session(transfer_cut::look)]),
    row("size-mismatch", Warning, &[Session(size_mismatch::look)]),
    row("ascii-binary", Warning, &[Session(ascii_binary::look)]),
    row("slow-reply", Warning, &[Session(slow_reply::look)]),
    row("unanswered-command", Warning, &[Session(unanswered_command::look)]),
    row("tls-failed", Error, &[Session(tls_failed::look)]),
    row("tls-mismatch", Error, &[Session(tls_mismatch::look)]),
    row("tls-not-resumed", Warning, &[Session(tls_not_resumed::look)]),
    row("network-loss", Warning, &[Session(network_loss::look)]),
    row("path-mtu", Warning, &[Session(path_mtu::look)]),
    row("client-gone", Warning, &[Session(client_gone::look)]),
    row("tls-required", Warning, &[Session(tls_required::look)]),
    row("login-refused", Warning, &[Session(login_refused::look)]),
    row("idle-timeout", Warning, &[Session(idle_timeout::look)]),
    row("control-reset", Warning, &[Session(control_reset::look)]),
    row("control-lost", Warning, &[Session(control_lost::look)]),
    row("no-greeting", Warning, &[Session(no_greeting::look), Capture(no_greeting::look_across)]),
    row("control-unanswered", Warning, &[Capture(control_unanswered::look)]),
    row("capture-incomplete", Info, &[Session(capture_incomplete::look), Capture(capture_incomplete::look_across)]),
    row("proxy-protocol", Info, &[Session(proxy_protocol::look)]),
    row("bounce", Error, &[Session(bounce::look)]),
    row("fxp", Info, &[Session(fxp::look)]),
    row("nat-active", Info, &[Session(nat_active::look)]),
    row("priv-port", Warning, &[Session(priv_port::look)]),
    row("port-scan", Warning, &[Session(port_scan::look)]),
    row("pasv-mismatch", Warning, &[Session(pasv_mismatch::look)]),
    row("third-party-data", Warning, &[Session(third_party_data::look)]),
    row("unexpected-direction", Warning, &[Session(unexpected_direction::look)]),
    row("pasv-predict", Info, &[Session(pasv_predict::look)]),
    row("cleartext-credentials", Warning, &[Session(cleartext_credentials::look)]),
    row("anonymous", Info, &[Session(anonymous::look)]),
    row("known-file", Warning, &[Session(known_file::look)]),
    row("brute", Warning, &[Session(brute::look), Capture(brute::look_across)]),
    row("brute-success", Error, &[Session(brute_success::look)]),
    row("site-exec", Warning, &[Session(site_exec::look)]),
    row("traversal", Warning, &[Session(traversal::look)]),
    row("long", Warning, &[Session(long::look)]),
    row("fmt", Warning, &[Session(fmt::look)]),
    row("nonascii", Info, &[Session(nonascii::look)]),
    row("command-injection", Warning, &[Session(command_injection::look)]),
    row("starttls-injection", Warning, &[Session(starttls_injection::look)]),
    row("tls-refused-clear", Warning, &[Session(tls_refused_clear::look)]),
    row("tls-stripped", Warning, &[Session(tls_stripped::look)]),
    row("prot-c", Info, &[Session(prot_c::look)]),
    row("ccc", Warning, &[Session(ccc::look)]),
    row("weak-tls", Warning, &[Session(weak_tls::look)]),
    row("tls-truncated", Info, &[Session(tls_truncated::look)]),
    row("tls-other-certificate", Warning, &[Session(tls_other_certificate::look)]),
    row("certificate-expired", Warning, &[Session(certificate_expired::look)]),
    row("certificate-self-signed", Info, &[Session(certificate_self_signed::look)]),
    row("secrets-in-capture", Info, &[Capture(secrets_in_capture::look)]),
    row("data-port-reuse", Info, &[Session(data_port_reuse::look), Capture(data_port_reuse::look_across)]),
    row("alg-rewrite", Info, &[Session(alg_rewrite::look), Capture(alg_rewrite::look_across)]),
    row("policy", Info, &[Session(policy::look), Capture(policy::look_across)]),
    row("protocol", Warning, &[Session(protocol::look)]),
    row("overlap", Warning, &[Session(overlap::look)]),
];

const fn row(id: &'static str, severity: Severity, looks: &'static [RuleScope]) -> Rule {
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
    let all_sessions = AllSessions::of(records);
    let of_session = |session| {
        let session = IndexedSession::new(records, &all_sessions, session);
        collect(|look, report| {
            if let Session(look) = look {
                look(&session, report);
            }
        })
    };
    let of_capture = || {
        collect(|look, report| {
            if let Capture(look) = look {
                look(records, &all_sessions, report);
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

fn collect(mut run: impl FnMut(RuleScope, &mut FindingSink)) -> Vec<Finding> {
    let mut found = Vec::new();
    for rule in FINDINGS {
        let begin = found.len();
        let mut report = FindingSink::new(rule, &mut found);
        for &look in rule.looks {
            run(look, &mut report);
        }
        found[begin..].sort_by_key(|finding: &Finding| finding.frame);
    }
    found.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    found.shrink_to_fit();
    found
}
