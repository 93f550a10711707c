//! Every key: an expectation that holds and one that does not. A key without a row here fails.

use std::collections::BTreeSet;

use ftpscope::analysis::Analyzer;
use ftpscope::analysis::view::{Selection, View};
use ftpscope::capture::Capture;
use ftpscope::check::key::SubjectTable;
use ftpscope::check::schema::schema;
use ftpscope::check::{Expectations, Judgement, judge};
use ftpscope::digest::Hash;
use ftpscope::limits::Limits;
use ftpscope::model::Analysis;
use serde_json::Value;

use crate::support::{each, root};

/// The key, what holds of `samples/mixed.pcapng`, and what does not.
#[rustfmt::skip] // one row, one line
const CASES: &[(&str, &str, &str)] = &[
    ("capture.frames", "41", "'< 41'"),
    ("capture.truncated", "false", "true"),
    ("capture.lost_bytes", "0", "'>= 1'"),
    ("capture.sessions", "{ min = 1, max = 1 }", "{ max = 0 }"),
    ("capture.transfers", "'1..2'", "[0, 1]"),
    ("capture.unclaimed", "0", "'!= 0'"),
    ("capture.limits_hit", "0", "1"),
    ("capture.reply_latency", "'< 1'", "'< 0.0001'"),
    ("findings.allowed", "['cleartext-credentials', 'policy']", "['cleartext-credentials']"),
    ("findings.denied", "['bounce', 'fxp']", "['bounce', 'policy']"),
    ("findings.required", "['policy', 'cleartext-credentials']", "['policy', 'bounce']"),
    ("findings.worst", "'warning'", "'info'"),
    ("session.client", "'192.0.2.30'", "{ glob = '10.*' }"),
    ("session.server", "['192.0.2.20', '192.0.2.21']", "'192.0.2.30'"),
    ("session.server_port", "21", "'> 21'"),
    ("session.user", "{ regex = '^part' }", "'anna'"),
    ("session.login", "'accepted'", "['rejected', 'none']"),
    ("session.mode", "['active', 'mixed']", "{ not = 'mixed' }"),
    ("session.tls", "'none'", "'explicit'"),
    ("session.decrypted", "'no'", "'yes'"),
    ("session.handshake", "'complete'", "'partial'"),
    ("session.close", "'fin'", "'reset'"),
    ("session.banner", "{ like = 'ProFTPD Server (*) [#.#.#.#]' }", "{ not = { glob = 'ProFTPD*' } }"),
    ("session.lost_bytes", "0", "1"),
    ("session.commands", "8", "9"),
    ("session.offers", "2", "1"),
    ("session.transfers", "2", "0"),
    ("session.duration", "'> 0'", "0"),
    ("session.reply_latency", "'<= 1'", "'<= 0.0001'"),
    ("session.sequence", "['USER 331', 'PASV 2yz', { verb = 'stor', argument = { glob = '*.md5' }, code = [226, 250] }]", "['STOR', 'RETR']"),
    ("session.dialogue", "['USER', { verb = 'PASS', argument = '********' }, 'TYPE', 'PASV', { verb = 'RETR', replies = ['150 *', '226 Transfer complete'] }, 'PORT', 'STOR', 'QUIT']", "['USER', 'PASS', 'TYPE', 'PASV', 'RETR', 'PORT', 'STOR']"),
    ("session.forbidden_commands", "['DELE', 'rmd']", "['retr']"),
    ("session.forbidden_replies", "['4yz', '500..599']", "226"),
    ("offer.method", "['PASV', 'PORT']", "'PORT'"),
    ("offer.mode", "['passive', 'active']", "'active'"),
    ("offer.ip", "{ glob = '192.0.2.*' }", "'192.0.2.30'"),
    ("offer.port", "'> 1023'", "20"),
    ("offer.accepted", "true", "false"),
    ("offer.outcome", "'connected'", "'never_tried'"),
    ("offer.matched_by", "'exact'", "'peer'"),
    ("transfer.user", "'partner'", "'anna'"),
    ("transfer.command", "['RETR', 'STOR']", "'RETR'"),
    ("transfer.argument", "{ glob = 'today.csv*' }", "''"),
    ("transfer.path", "{ glob = '/*.{csv,md5}' }", "{ glob = '*.csv' }"),
    ("transfer.direction", "{ not = 'listing' }", "'download'"),
    ("transfer.mode", "['passive', 'active']", "'active'"),
    ("transfer.method", "['PASV', 'PORT']", "'EPSV'"),
    ("transfer.type", "'image'", "'ascii'"),
    ("transfer.transfer_mode", "'stream'", "'deflate'"),
    ("transfer.offset", "0", "'> 0'"),
    ("transfer.size", "[652, 44]", "652"),
    ("transfer.sent", "'44..652'", "44"),
    ("transfer.sha256", "{ regex = '^[0-9a-f]{64}$' }", "'e0d1de42c725f59bf110c968478ddc7adb3d2b4772f007e8e85557c7eec7f6cf'"),
    ("transfer.lost_bytes", "0", "1"),
    ("transfer.complete", "true", "false"),
    ("transfer.reasons", "'none'", "['short', 'no_end']"),
    ("transfer.stage", "'ended'", "{ not = 'ended' }"),
    ("transfer.outcome", "'completed'", "'aborted'"),
    ("transfer.reply_code", "'2yz'", "['4yz', 250]"),
    ("transfer.encrypted", "false", "true"),
    ("transfer.decrypted", "false", "true"),
    ("transfer.rate", "'>= 1000'", "'>= 1e12'"),
    ("transfer.duration", "'< 10'", "'> 10'"),
    ("transfer.round_trip", "'0.0001..0.01'", "0"),
    ("transfer.first_byte", "'< 0.01'", "'> 0.01'"),
    ("transfer.retransmissions", "0", "'> 0'"),
];

pub(super) fn analyse(path: &str) -> Analysis {
    let capture = Capture::open(&[root().join(path)], &Limits::default()).expect("one file");
    Analyzer::new().hash(Hash::Sha256).analyse(&capture)
}

pub(super) fn outcomes(analysis: &Analysis, text: &str) -> Vec<Judgement> {
    let mut expectations = Expectations::default();
    if let Err(mistakes) = expectations.read("test.toml", text) {
        panic!("{text}\n{mistakes:?}");
    }
    judge(
        &View {
            analysis,
            selection: &Selection::default(),
            show_passwords: false,
        },
        &expectations,
    )
}

/// An expectations file of one key.
fn file(name: &str, value: &str) -> String {
    let (table, key) = name.split_once('.').expect("a table and a key");
    let list = SubjectTable::ALL
        .iter()
        .any(|t| t.name() == table && t.is_list());
    if list {
        format!("[[{table}]]\n{key} = {value}\n")
    } else {
        format!("[{table}]\n{key} = {value}\n")
    }
}

#[test]
fn every_key_has_a_case() {
    let listed: BTreeSet<&str> = CASES.iter().map(|(name, ..)| *name).collect();
    let keys = |table: &SubjectTable| {
        table
            .keys()
            .iter()
            .map(|key| format!("{}.{}", table.name(), key.name))
            .collect::<Vec<_>>()
    };
    let known: BTreeSet<String> = SubjectTable::ALL.iter().flat_map(keys).collect();
    assert_eq!(
        known.iter().map(String::as_str).collect::<BTreeSet<_>>(),
        listed
    );
}

#[test]
fn every_key_can_hold_and_can_fail() {
    let analysis = analyse("samples/mixed.pcapng");
    each(
        CASES,
        |(name, ..)| (*name).to_owned(),
        |(name, good, bad)| {
            let held = outcomes(&analysis, &file(name, good));
            assert!(
                !held.is_empty() && held.iter().all(|outcome| outcome.passed),
                "{name} = {good}: {held:#?}"
            );
            assert!(held.iter().all(|outcome| outcome.key == *name));
            let failed = outcomes(&analysis, &file(name, bad));
            assert!(
                failed.iter().any(|outcome| !outcome.passed),
                "{name} = {bad}: {failed:#?}"
            );
            assert!(failed.iter().all(|outcome| outcome.place.line == 2));
        },
    );
}

#[test]
fn frames_prove_what_was_found() {
    let analysis = analyse("samples/mixed.pcapng");
    let frames = |text: &str| outcomes(&analysis, text)[0].frames.clone();
    assert_eq!(frames("[[session]]\nmode = 'mixed'"), [14, 27]);
    assert_eq!(
        frames("[[session]]\nforbidden_commands = ['PASV', 'PORT']"),
        [12, 24]
    );
    assert_eq!(
        frames("[[offer]]\nwhere = { method = 'PORT' }\noutcome = 'refused'"),
        [24]
    );
}

#[test]
fn quantifiers_count_what_fits() {
    let analysis = analyse("samples/mixed.pcapng");
    let passed = |text: &str| {
        outcomes(&analysis, text)
            .iter()
            .all(|outcome| outcome.passed)
    };
    let transfers = |quantifier: &str, conditions: &str| {
        passed(&format!(
            "[[transfer]]\nmatch = '{quantifier}'\n{conditions}"
        ))
    };
    assert!(
        transfers("any", "size = 44")
            && !transfers("all", "size = 44")
            && !transfers("any", "size = 45")
    );
    assert!(transfers("none", "size = 45") && !transfers("none", "size = 44"));
    assert!(transfers("all", "where = { command = 'STOR' }\nsize = 44"));
    assert!(
        !transfers("all", "where = { command = 'DELE' }\nsize = 44"),
        "of nothing nothing holds"
    );
    assert!(transfers("none", "where = { command = 'DELE' }"));
    let own = |first, second| {
        passed(&format!(
            "[[session]]\n{}\n{}",
            nested(first),
            nested(second)
        ))
    };
    assert!(own("size = '> 0'", "size = 652") && own("size = 44", "size = 652"));
    assert!(
        !own("size = 652", "size = 652"),
        "two rules cannot take one transfer"
    );
}

fn nested(conditions: &str) -> String {
    format!("[[session.transfer]]\nmatch = 'one'\n{conditions}")
}

#[test]
fn secrets_can_be_neither_expected_nor_seen() {
    let analysis = analyse("samples/abor.pcap");
    let failed = outcomes(
        &analysis,
        "[[session]]\ndialogue = ['USER', { verb = 'PASS', argument = 'sunflower' }]",
    );
    assert_eq!((failed.len(), failed[0].passed), (1, false));
    assert!(
        failed[0].found.starts_with("PASS ******** → 230"),
        "{failed:?}"
    );
}

fn read_schema() -> Value {
    let path = root().join("docs/schema/check-1.schema.json");
    if std::env::var_os("FTPSCOPE_UPDATE_DOCS").is_some() {
        let text = serde_json::to_string_pretty(&schema()).expect("JSON") + "\n";
        std::fs::write(&path, text).expect("the schema can be written");
    }
    serde_json::from_slice(&std::fs::read(path).expect("the schema is there"))
        .expect("the schema is JSON")
}

#[test]
fn the_published_schema_is_that_of_the_keys() {
    let published = read_schema();
    assert!(
        published == schema(),
        "FTPSCOPE_UPDATE_DOCS=1 cargo test --test it check brings it up to date"
    );
    assert!(jsonschema::draft202012::meta::is_valid(&published));
}

#[test]
fn the_schema_and_the_reader_agree() {
    let validator = jsonschema::draft202012::new(&read_schema()).expect("the schema is sound");
    let valid = |text: &str| {
        let value: toml::Table = text.parse().expect("TOML");
        validator.is_valid(&serde_json::to_value(value).expect("JSON"))
    };
    each(
        CASES,
        |(name, ..)| (*name).to_owned(),
        |(name, good, bad)| {
            assert!(
                valid(&file(name, good)) && valid(&file(name, bad)),
                "{name}"
            );
        },
    );
    each(
        super::usage::MISTAKES,
        |(text, ..)| (*text).to_owned(),
        |(text, _, by_schema)| {
            let Ok(_) = text.parse::<toml::Table>() else {
                return;
            };
            assert_eq!(!valid(text), *by_schema, "{text}");
        },
    );
    let page = std::fs::read_to_string(root().join("docs/check.md")).expect("the page");
    let blocks = page
        .split("```toml\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .map(str::to_owned);
    let example =
        std::fs::read_to_string(root().join("docs/example.check.toml")).expect("the example");
    let examples: Vec<String> = blocks.chain([example]).collect();
    assert!(examples.len() > 2);
    each(examples, Clone::clone, |text| {
        assert!(valid(text));
        assert_eq!(Expectations::default().read("example.toml", text), Ok(()));
    });
}
