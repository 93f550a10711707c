//! Every finding: a dialogue that triggers it, and a near miss that does not.

mod conditions;
mod diagnose;
mod diagnosis;
pub(crate) mod script;
mod security;

use std::collections::BTreeSet;

use ftpscope::analysis::findings::FINDINGS;
use ftpscope::model::Severity;

use crate::support::{each, run};
use script::findings;

/// A login that nobody minds, but for its password.
const LOGIN: &str = "S 220 ready\nC USER bob\nS 331 password\nC PASS secret\nS 230 welcome\n";

/// One finding, by example.
struct Example {
    id: &'static str,
    severity: Severity,
    /// After [`LOGIN`], or from the first line on where it begins with `!`.
    triggers: &'static str,
    /// Likewise; nothing of that name may be found.
    near_miss: &'static str,
}

fn script_of(text: &str) -> String {
    match text.strip_prefix('!') {
        Some(whole) => whole.to_owned(),
        None => format!("{LOGIN}{text}"),
    }
}

fn check(examples: &[Example]) {
    for example in examples {
        let Example {
            id,
            severity,
            triggers,
            near_miss,
        } = example;
        let found = findings(&script_of(triggers));
        let worst = found
            .iter()
            .filter(|f| f.id == *id)
            .max_by_key(|f| f.severity);
        let names: BTreeSet<_> = found.iter().map(|f| f.id).collect();
        let worst = worst.unwrap_or_else(|| panic!("{id} is not found, only {names:?}"));
        assert_eq!(worst.severity, *severity, "{id}: {worst:?}");
        assert!(
            worst.frames.contains(&worst.frame) && worst.frames.is_sorted() && worst.frame > 0,
            "{worst:?}"
        );
        let missed = findings(&script_of(near_miss));
        assert!(
            missed.iter().all(|f| f.id != *id),
            "{id} is found in its near miss: {missed:?}"
        );
    }
}

#[test]
fn every_finding_has_an_example() {
    let examples = diagnosis::EXAMPLES
        .iter()
        .chain(security::EXAMPLES)
        .chain(security::MORE);
    let shown: BTreeSet<&str> = examples.map(|e| e.id).collect();
    let rows: BTreeSet<&str> = FINDINGS.iter().map(|r| r.id).collect();
    assert_eq!(shown, rows);
    assert_eq!(rows.len(), FINDINGS.len(), "two rows share a name");
}

#[test]
fn diagnosis() {
    check(diagnosis::EXAMPLES);
}

#[test]
fn security() {
    check(security::EXAMPLES);
    check(security::MORE);
}

#[test]
fn an_ordinary_session_has_a_password_in_clear_text_and_nothing_else() {
    let found = findings(&script_of(
        "C PASV\nS 227 Entering Passive Mode (10,0,0,1,117,49).\nopen 10.0.0.2:40001 10.0.0.1:30001
         C RETR a.txt\nS 150 Opening BINARY mode data connection for a.txt (5 bytes).
         send 10.0.0.1:30001 10.0.0.2:40001 hello\nfin 10.0.0.1:30001 10.0.0.2:40001\nfin 10.0.0.2:40001 10.0.0.1:30001
         S 226 Transfer complete.\nC QUIT\nS 221 Goodbye.\nfin 10.0.0.1:21 10.0.0.2:40000",
    ));
    let told: Vec<_> = found.iter().map(|f| (f.id, f.severity)).collect();
    assert_eq!(told, [("cleartext-credentials", Severity::Warning)]);
}

/// The captures in which something is wrong, with what; every other one is of healthy sessions.
const UNWELL: &[(&str, &[&str])] = &[
    ("01d_active_port20_fail_vsftpd_curl.pcap", &["never-tried"]),
    (
        "10b_abor_telnet_synch_vsftpd_ftplib.pcap",
        &["transfer-cut"],
    ),
    ("10j_control_killed_proftpd_ftplib.pcap", &["control-reset"]),
    ("12e_active_refused_proftpd.pcap", &["syn-refused"]),
    ("13e_ftps_ccc_proftpd_ftplib.pcap", &["ccc"]),
    ("16a_ascii_vsftpd_ftplib.pcap", &["ascii-binary"]),
    ("flags_ftp.pcap", &["transfer-cut", "overlap"]),
    ("t13d_export_overlap_b.pcap", &["overlap"]),
    ("t13e_traversal.pcap", &["traversal"]),
    ("t17_auth_refused.pcap", &["tls-refused-clear"]),
    ("t20_bounce.pcap", &["bounce", "priv-port", "setup-refused"]),
    ("t21_abor_b.pcap", &["transfer-cut"]),
    ("t23_pasv_reuse_theft.pcap", &["third-party-data"]),
];

#[test]
fn a_healthy_capture_has_no_error_and_no_warning_but_its_passwords() {
    each(
        crate::captures::groups(),
        |files| files[0].clone(),
        |files| {
            let log = run(["diagnose", "--format", "json"]
                .map(str::to_owned)
                .iter()
                .chain(files))
            .json();
            let list = log["findings"].as_array().expect("a list");
            let alarms: BTreeSet<&str> = list
                .iter()
                .filter(|f| f["severity"] != "info")
                .filter_map(|f| f["id"].as_str())
                .collect();
            let name = files[0].rsplit('/').next().expect("a name");
            let known = UNWELL
                .iter()
                .find(|(unwell, _)| *unwell == name)
                .map_or(&[][..], |(_, ids)| ids);
            let expected: BTreeSet<&str> = known
                .iter()
                .copied()
                .chain(["cleartext-credentials"])
                .collect();
            let unexpected: Vec<_> = alarms.difference(&expected).collect();
            assert!(
                unexpected.is_empty() && known.iter().all(|id| alarms.contains(id)),
                "{alarms:?}"
            );
        },
    );
}

#[test]
fn no_message_shows_a_password() {
    let script = "!S 220 ready\nC USER ftp\nS 331 pw\nC PASS geheim%n%n%n\nS 530 no\nC ACCT geheim\\xff\nS 530 no\nC AUTH TLS\nS 534 no\nC PASS geheim\nS 230 ok";
    for finding in findings(&script_of(script)) {
        assert!(
            !format!("{:?}", finding.message).contains("geheim"),
            "{finding:?}"
        );
    }
}

/// The page lists what the program knows, in its order, with its words.
#[test]
fn the_page_lists_every_finding() {
    let page = include_str!("../../docs/findings.md");
    let words = include_str!("../../locales/en.ftl");
    let word = |id: &str| {
        let line = words
            .lines()
            .find_map(|l| l.strip_prefix(&format!("{id} = ")));
        line.unwrap_or_else(|| panic!("no words for {id}"))
    };
    let rows: Vec<&str> = page.lines().filter(|l| l.starts_with("| [")).collect();
    let expected: Vec<String> = FINDINGS
        .iter()
        .map(|rule| {
            let severity = format!("{:?}", rule.severity).to_lowercase();
            format!(
                "| [{0}](#{0}) | {severity} | {1} |",
                rule.id,
                word(&format!("finding-{}", rule.id))
            )
        })
        .collect();
    assert_eq!(rows, expected);
    for rule in FINDINGS {
        let section = page
            .split(&format!("\n## {}\n", rule.id))
            .nth(1)
            .unwrap_or_else(|| panic!("{}: no section", rule.id));
        for (title, part) in [("Why it matters", "why"), ("What to do", "advice")] {
            let line = format!(
                "- {title}: {}",
                word(&format!("finding-{}-{part}", rule.id))
            );
            assert!(section.lines().any(|l| l == line), "{}: {line}", rule.id);
        }
    }
}
