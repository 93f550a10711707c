//! Findings: what a reader should know about the traffic, with the frames that prove it.
//!
//! A finding is one file and one row of [`FINDINGS`]. It reads plain records, after both passes,
//! and returns values: no I/O, no words. Its words (`finding-ID`, `-why`, `-advice`, and the
//! messages `found-ID...`) stand in the catalogue; its condition, for readers, in
//! `docs/findings.md`.
//!
//! Precision comes first: what ordinary, healthy sessions do is not a finding above
//! [`Severity::Info`], but for passwords in clear text. Severities follow the conditions of the
//! sources named in each file.

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
    checks: &'static [RuleScope],
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
    row("never-tried", Error, &[Session(never_tried::check)]),
    row("syn-unanswered", Error, &[Session(syn_unanswered::check)]),
    row("syn-refused", Error, &[Session(syn_refused::check)]),
    row("setup-refused", Warning, &[Session(setup_refused::check)]),
    row("nat-address", Warning, &[Session(nat_address::check)]),
    row("transfer-refused", Warning, &[Session(transfer_refused::check)]),
    row("command-refused", Warning, &[Session(command_refused::check)]),
    row("transfer-cut", Error, &[Session(transfer_cut::check)]),
    row("size-mismatch", Warning, &[Session(size_mismatch::check)]),
    row("ascii-binary", Warning, &[Session(ascii_binary::check)]),
    row("slow-reply", Warning, &[Session(slow_reply::check)]),
    row("unanswered-command", Warning, &[Session(unanswered_command::check)]),
    row("tls-failed", Error, &[Session(tls_failed::check)]),
    row("tls-mismatch", Error, &[Session(tls_mismatch::check)]),
    row("tls-not-resumed", Warning, &[Session(tls_not_resumed::check)]),
    row("network-loss", Warning, &[Session(network_loss::check)]),
    row("path-mtu", Warning, &[Session(path_mtu::check)]),
    row("client-gone", Warning, &[Session(client_gone::check)]),
    row("tls-required", Warning, &[Session(tls_required::check)]),
    row("login-refused", Warning, &[Session(login_refused::check)]),
    row("idle-timeout", Warning, &[Session(idle_timeout::check)]),
    row("control-reset", Warning, &[Session(control_reset::check)]),
    row("control-lost", Warning, &[Session(control_lost::check)]),
    row("no-greeting", Warning, &[Session(no_greeting::check), Capture(no_greeting::check_all)]),
    row("control-unanswered", Warning, &[Capture(control_unanswered::check)]),
    row("capture-incomplete", Info, &[Session(capture_incomplete::check), Capture(capture_incomplete::check_all)]),
    row("proxy-protocol", Info, &[Session(proxy_protocol::check)]),
    row("bounce", Error, &[Session(bounce::check)]),
    row("fxp", Info, &[Session(fxp::check)]),
    row("nat-active", Info, &[Session(nat_active::check)]),
    row("priv-port", Warning, &[Session(priv_port::check)]),
    row("port-scan", Warning, &[Session(port_scan::check)]),
    row("pasv-mismatch", Warning, &[Session(pasv_mismatch::check)]),
    row("third-party-data", Warning, &[Session(third_party_data::check)]),
    row("unexpected-direction", Warning, &[Session(unexpected_direction::check)]),
    row("pasv-predict", Info, &[Session(pasv_predict::check)]),
    row("cleartext-credentials", Warning, &[Session(cleartext_credentials::check)]),
    row("anonymous", Info, &[Session(anonymous::check)]),
    row("known-file", Warning, &[Session(known_file::check)]),
    row("brute", Warning, &[Session(brute::check), Capture(brute::check_all)]),
    row("brute-success", Error, &[Session(brute_success::check)]),
    row("site-exec", Warning, &[Session(site_exec::check)]),
    row("traversal", Warning, &[Session(traversal::check)]),
    row("long", Warning, &[Session(long::check)]),
    row("fmt", Warning, &[Session(fmt::check)]),
    row("nonascii", Info, &[Session(nonascii::check)]),
    row("command-injection", Warning, &[Session(command_injection::check)]),
    row("starttls-injection", Warning, &[Session(starttls_injection::check)]),
    row("tls-refused-clear", Warning, &[Session(tls_refused_clear::check)]),
    row("tls-stripped", Warning, &[Session(tls_stripped::check)]),
    row("prot-c", Info, &[Session(prot_c::check)]),
    row("ccc", Warning, &[Session(ccc::check)]),
    row("weak-tls", Warning, &[Session(weak_tls::check)]),
    row("tls-truncated", Info, &[Session(tls_truncated::check)]),
    row("tls-other-certificate", Warning, &[Session(tls_other_certificate::check)]),
    row("certificate-expired", Warning, &[Session(certificate_expired::check)]),
    row("certificate-self-signed", Info, &[Session(certificate_self_signed::check)]),
    row("secrets-in-capture", Info, &[Capture(secrets_in_capture::check)]),
    row("data-port-reuse", Info, &[Session(data_port_reuse::check), Capture(data_port_reuse::check_all)]),
    row("alg-rewrite", Info, &[Session(alg_rewrite::check), Capture(alg_rewrite::check_all)]),
    row("policy", Info, &[Session(policy::check), Capture(policy::check_all)]),
    row("protocol", Warning, &[Session(protocol::check)]),
    row("overlap", Warning, &[Session(overlap::check)]),
];

const fn row(id: &'static str, severity: Severity, checks: &'static [RuleScope]) -> Rule {
    Rule {
        id,
        severity,
        checks,
    }
}

/// Looks for everything, and leaves it with the sessions and with the capture in the order in which
/// it is read ([`order`]): the worst first and causes before what follows from them, then as in
/// [`FINDINGS`], then by frame.
pub fn find(analysis: &mut Analysis) {
    let records = &*analysis;
    let all_sessions = AllSessions::of(records);
    let of_session = |session| {
        let session = IndexedSession::new(records, &all_sessions, session);
        collect(|check, report| {
            if let Session(check) = check {
                check(&session, report);
            }
        })
    };
    let of_capture = || {
        collect(|check, report| {
            if let Capture(check) = check {
                check(records, &all_sessions, report);
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
        for &check in rule.checks {
            run(check, &mut report);
        }
        found[begin..].sort_by_key(|finding: &Finding| finding.frame);
    }
    order::sort(&mut found);
    found.shrink_to_fit();
    found
}
