//! Every limit of `Limits`: hit by a capture, and reported by its name.

use ftpscope::analysis::Analyzer;
use ftpscope::capture::Capture;
use ftpscope::limits::Limits;
use ftpscope::model::Analysis;

use crate::findings::script;
use crate::support::{each, read};

/// A limit, made small; and a script that goes beyond it.
struct Case {
    name: &'static str,
    limits: fn(&mut Limits),
    script: String,
}

const LOGIN: &str = "S 220 ready\nC USER a\nS 331 go on\nC PASS b\nS 230 in\n";

/// Limits that no script can hit, with the reason or the test that does.
const OTHERS: [(&str, &str); 29] = [
    ("listings", "listed::what_has_no_room_is_counted_and_told"),
    (
        "filter_ranges",
        "wireshark::lists_of_frames_are_those_of_the_rows",
    ),
    ("stream", "a fault: capture::input::tests"),
    (
        "frame",
        "a fault: bad_input::a_record_that_claims_four_gigabytes_ends_the_file_and_not_the_program",
    ),
    ("block", "a fault: capture::tests"),
    ("interfaces", "a fault: capture::pcapng::tests"),
    ("window", "a fault: capture::compression"),
    ("nesting", "decode::decoder::tests"),
    ("fragment_datagrams", "decode::fragment::tests"),
    ("fragment_bytes", "decode::fragment::tests"),
    (
        "fragment_age",
        "what is too old is told as missing: decode::fragment::tests",
    ),
    ("read_buffer", "a size of buffers; nothing is left out"),
    ("read_buffers", "a size of buffers; nothing is left out"),
    ("remembered_syns", "forgets what most likely is over"),
    (
        "undecided",
        "judges what is no FTP: survey::tests::what_never_says_a_line_is_given_up",
    ),
    ("rejected", "forgets what is judged anew"),
    ("elsewhere", "forgets what is judged anew"),
    (
        "filled",
        "a fault of the file in its manifest: extract::writer::tests",
    ),
    ("write_buffer", "a size of buffers; nothing is left out"),
    ("write_buffers", "a size of buffers; nothing is left out"),
    (
        "open_files",
        "files are closed and opened again; nothing is left out",
    ),
    ("key_log_entries", "tls::secrets::tests"),
    ("known_files", "digest::known::tests"),
    ("tls_parked", "tls::connection::opened::tests"),
    ("tls_resync", "tls::connection::opened::tests"),
    ("tls_trial", "tls::connection::opened::tests"),
    ("tls_sessions", "tls::connection::opened::tests"),
    ("story_arrows", "story::tests"),
    ("story_connections", "story::tests"),
];

#[expect(clippy::too_many_lines, reason = "a row for each limit")]
fn cases() -> Vec<Case> {
    let case = |name, limits, script: String| Case {
        name,
        limits,
        script,
    };
    let passive = |port: u16| {
        let (high, low) = (port >> 8, port & 255);
        format!(
            "{LOGIN}C PASV\nS 227 ok (10,0,0,1,{high},{low})\nopen 10.0.0.2:40001 10.0.0.1:{port}\n"
        )
    };
    let hosts = |count: u32, first: &str| {
        let each = (1..=count).map(|n| format!("hosts 10.0.9.{n}:4000 10.0.0.1:21\n{first}"));
        each.collect::<Vec<_>>().concat()
    };
    let many = |line: fn(u32) -> String| (1..9).map(line).collect::<Vec<_>>().concat();
    let holes = "skip 10.0.0.1:5000 10.0.0.2:40001 5\nsend 10.0.0.1:5000 10.0.0.2:40001 abcde\n";
    let fetch = |wire: &str| {
        let head = format!("{}C RETR f\nS 150 go\n", passive(5000));
        format!("{head}{wire}fin 10.0.0.1:5000 10.0.0.2:40001\nS 226 done\n")
    };
    let packed = "C MODE C\nS 200 ok\n".to_owned()
        + &fetch("send 10.0.0.1:5000 10.0.0.2:40001 \\xbfx\\xbfx\\x00\\x40\\x01y\n");
    vec![
        case(
            "line",
            |l| l.line = 40,
            format!("{LOGIN}C STAT {}\nS 211 ok\n", "x".repeat(99)),
        ),
        case(
            "reply",
            |l| l.reply_lines = 3,
            format!("{LOGIN}C HELP\nS 214-a\nS  b\nS  c\nS  d\nS 214 e\n"),
        ),
        case(
            "reply",
            |l| l.reply_bytes = 20,
            format!("{LOGIN}C HELP\nS 214 {}\n", "x".repeat(30)),
        ),
        case(
            "stray_lines",
            |l| l.stray_lines = 1,
            format!("{LOGIN}S nonsense\nS nonsense\nS nonsense\n"),
        ),
        case(
            "dialogue",
            |l| l.dialogue = 2000,
            LOGIN.to_owned() + &"C NOOP\nS 200 ok\n".repeat(50),
        ),
        case("paths", |l| l.paths = 10, {
            let directory = format!("C CWD /{}\nS 250 ok\n", "long/".repeat(600));
            LOGIN.to_owned() + &directory + &"C LIST\nS 150 go\nS 226 done\n".repeat(9)
        }),
        case("held_control", |l| l.held_control = 200, {
            format!(
                "{LOGIN}skip 10.0.0.1:21 10.0.0.2:40000 9\n{}",
                "S 230-more of the welcome\n".repeat(30)
            )
        }),
        case("held_data", |l| l.held_data = 200, fetch(&holes.repeat(9))),
        case("decoded", |l| l.decoded = 100, packed),
        case("expansion", |l| l.expansion = 0, {
            // 40 MB of zeros
            let zeros = "\\xbf\\x00".repeat(700);
            let bytes = format!("send 10.0.0.1:5000 10.0.0.2:40001 {zeros}\n").repeat(1200);
            format!(
                "{LOGIN}C MODE C\nS 200 ok\n{}",
                &fetch(&bytes)[LOGIN.len()..]
            )
        }),
        case("marked_files", |l| l.marked_files = 1, {
            let asked = "C RETR g\nS 150 go\nS 226 done\n".repeat(3);
            format!(
                "{LOGIN}C MODE B\nS 200 ok\n{}{asked}",
                &fetch(
                    "send 10.0.0.1:5000 10.0.0.2:40001 \\x40\\x00\\x01a\\x40\\x00\\x01b\\x40\\x00\\x01c\n"
                )[LOGIN.len()..]
            )
        }),
        case("inflating", |l| l.inflating = 0, {
            let bytes = "send 10.0.0.1:5000 10.0.0.2:40001 \\x78\\x9c\\x4b\n";
            format!(
                "{LOGIN}C MODE Z\nS 200 ok\n{}",
                &fetch(bytes)[LOGIN.len()..]
            )
        }),
        case(
            "control_connections",
            |l| l.control_connections = 2,
            hosts(4, "S 220 hi\nC USER a\nS 331 b\n"),
        ),
        case("one_sided", |l| l.one_sided = 2, hosts(4, "S 220 hi\n")),
        case(
            "opening",
            |l| l.opening = 2,
            many(|n| format!("syn 10.0.9.{n}:4000 10.0.0.1:21\n")),
        ),
        case(
            "silent",
            |l| l.silent = 2,
            many(|n| format!("syn 10.0.9.{n}:4000 10.0.0.1:21\n")),
        ),
        case("extra_connections", |l| l.extra_connections = 1, {
            let more = (2..9)
                .map(|n| format!("open 10.0.0.2:4000{n} 10.0.0.1:5000\n"))
                .collect::<Vec<_>>();
            passive(5000) + &more.concat()
        }),
        case(
            "unclaimed",
            |l| l.unclaimed = 2,
            many(|n| {
                let ends = format!("10.0.9.{n}:20 10.0.8.1:4000");
                format!("open {ends}\nsend {ends} x\n")
            }),
        ),
        case(
            "other_connections",
            |l| l.other_connections = 2,
            many(|n| format!("open 10.0.9.{n}:4000 10.0.8.1:8080\n")),
        ),
        case(
            "tls_hello",
            |l| l.tls_hello = 4,
            format!("{LOGIN}C AUTH TLS\nS 234 go\ncontrol> hellos 0303 c02f\n"),
        ),
        case(
            "key_log_entries",
            |l| l.key_log_entries = 3,
            format!("{LOGIN}C AUTH TLS\nS 234 go\ncontrol> tls-hello ftp.example\n"),
        ),
        case("gaps", |_| {}, fetch(&holes.repeat(Limits::GAPS + 3))),
    ]
}

fn analysis(case: &Case) -> Analysis {
    let mut limits = Limits::default();
    (case.limits)(&mut limits);
    let file = script::file(&case.script);
    let capture = Capture::open(&[file.path().to_owned()], &limits).expect("a capture");
    Analyzer::new().limits(limits).analyse(&capture)
}

#[test]
fn a_cap_that_is_hit_is_reported() {
    each(
        cases(),
        |case| case.name.to_owned(),
        |case| {
            let hit = analysis(case).limits_hit;
            assert!(
                hit.iter()
                    .any(|&(name, times)| name == case.name && times > 0),
                "{}: {hit:?}",
                case.name
            );
            let generous = Case {
                name: case.name,
                limits: |_| {},
                script: case.script.clone(),
            };
            assert!(
                case.name == "gaps" || analysis(&generous).limits_hit.is_empty(),
                "{}",
                case.name
            );
        },
    );
}

/// The names of a struct's fields.
fn fields(source: &str) -> Vec<&str> {
    let names = source.lines().filter_map(|line| {
        line.strip_prefix("    pub ")?
            .split_once(": ")
            .map(|(name, _)| name)
    });
    names
        .filter(|name| !name.starts_with("const ") && !name.starts_with("fn "))
        .collect()
}

#[test]
fn every_cap_is_accounted_for() {
    let source = String::from_utf8(read("src/limits.rs")).expect("text");
    let (limits, of_page) = source
        .split_once("pub struct PageLimits")
        .expect("the caps of the page");
    let fields = fields(limits);
    let page_tests = String::from_utf8(read("tests/it/report.rs")).expect("text");
    let page_tests: Vec<&str> = page_tests.split_whitespace().collect();
    let page_tests = page_tests.join(" ");
    for field in self::fields(of_page) {
        assert!(
            page_tests.contains(&format!("PageLimits {{ {field}: ")),
            "no test of the page hits `{field}`"
        );
    }
    assert_eq!(
        fields,
        Limits::names().collect::<Vec<_>>(),
        "every limit can be set by name"
    );
    let cases = cases();
    for field in fields {
        let tested = cases.iter().any(|case| field.starts_with(case.name))
            || OTHERS.iter().any(|(name, _)| *name == field);
        assert!(tested, "no test hits `{field}`");
    }
}
