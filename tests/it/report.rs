//! The page of `report`, as far as it needs no browser: it is one file, it keeps secrets, it says
//! what it leaves out.

use std::fs;
use std::io::Read as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use flate2::read::GzDecoder;
use ftpscope::analysis::Analyzer;
use ftpscope::capture::Capture;
use ftpscope::limits::{Limits, PageLimits};
use ftpscope::output::Remark;
use ftpscope::output::report::{PageCatalogues, PageOmissions, Report};
use ftpscope::output::runner::{self, Request};
use ftpscope::output::timeline::TimelineFrame;
use ftpscope::text::locale::Language;
use serde_json::Value;

use crate::findings::script;
use crate::secrets::{PASSWORD, every_way};
use crate::story::{PLAIN, Pcap, Words as Said, plain_session};
use crate::support::{Scratch, all_captures, captures_in, each, run};

/// The page of captures, from standard output.
fn page(words: &[&str]) -> String {
    let run = run(["report", "--quiet", "-o", "-"].iter().chain(words));
    assert_eq!(
        (run.status, run.stderr.as_str()),
        (Some(0), ""),
        "{words:?}"
    );
    run.text().to_owned()
}

/// What is packed in a page: data, words and articles, and the bytes behind them; none where
/// nothing is.
fn unpacked(page: &str) -> Option<([Value; 3], Vec<u8>)> {
    let (_, rest) = page.split_once(r#"<script type="application/gzip" id="data">"#)?;
    let (packed, _) = rest.split_once("</script>").expect("the end of the data");
    let packed = BASE64.decode(packed).expect("base64");
    let mut all = Vec::new();
    GzDecoder::new(&packed[..])
        .read_to_end(&mut all)
        .expect("gzip");
    let end = all.iter().position(|&byte| byte == b'\n').expect("a line");
    let bytes = all.split_off(end + 1);
    Some((serde_json::from_slice(&all).expect("JSON"), bytes))
}

/// The data that stands in a page; each row gets its bytes in the place of their number, in base64.
fn data(page: &str) -> Value {
    let (mut data, bytes) = if let Some(([data, _, _], bytes)) = unpacked(page) {
        (data, bytes)
    } else {
        let (_, rest) = page
            .split_once(r#"<script type="application/json" id="data">"#)
            .expect("the data");
        let (data, _) = rest.split_once("</script>").expect("the end of the data");
        assert!(
            !data.contains(['<', '>', '&', '\u{2028}', '\u{2029}']),
            "a character that HTML knows"
        );
        let [data, _, _, bytes]: [Value; 4] = serde_json::from_str(data).expect("JSON");
        let bytes = bytes.as_str().expect("text");
        (data, BASE64.decode(bytes).expect("base64"))
    };
    let mut rest = &bytes[..];
    for row in data["rows"].as_array_mut().expect("rows") {
        let (its, more) = rest.split_at(row["bytes"].as_u64().expect("a number") as usize);
        row["bytes"] = BASE64.encode(its).into();
        rest = more;
    }
    assert!(rest.is_empty(), "bytes of no row");
    data
}

/// The bytes of a row's frame.
fn bytes(row: &Value) -> Vec<u8> {
    BASE64
        .decode(row["bytes"].as_str().expect("text"))
        .expect("base64")
}

fn rows(data: &Value) -> &[Value] {
    data["rows"].as_array().expect("rows")
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[test]
fn every_sample_has_a_page_and_always_the_same() {
    each(captures_in("samples"), Clone::clone, |path| {
        let first = page(&[path]);
        let data = data(&first);
        assert!(
            !rows(&data).is_empty() && !data["sessions"].as_array().expect("a list").is_empty()
        );
        assert!(
            first.starts_with("<!DOCTYPE html><html lang=\"en\">") && first.ends_with("</html>")
        );
        assert!(page(&[path]) == first, "not the same twice");
    });
}

#[test]
fn every_recorded_capture_has_a_page_whose_rows_are_those_of_the_timeline() {
    each(
        all_captures(),
        |files| files[0].clone(),
        |files| {
            let files: Vec<&str> = files.iter().map(String::as_str).collect();
            let data = data(&page(&files));
            let tsv = run(["timeline", "--quiet", "--format", "tsv"]
                .iter()
                .chain(&files));
            let lines: Vec<Vec<&str>> = tsv
                .text()
                .lines()
                .skip(1)
                .map(|line| line.split('\t').collect())
                .collect();
            let folded = |row: &Value| row["folded"]["rows"].as_u64().unwrap_or(0) as usize;
            let all: usize = rows(&data).iter().map(|row| 1 + folded(row)).sum();
            assert_eq!(all, lines.len());
            // a page has some of the rows, in their order
            let shown: Vec<String> = rows(&data)
                .iter()
                .map(|row| row["number"].to_string())
                .collect();
            let lines = lines
                .iter()
                .filter(|line| shown.iter().any(|n| n == line[0]));
            for (row, line) in rows(&data).iter().zip(lines) {
                let said = [row["number"].to_string(), row["length"].to_string()];
                assert_eq!([&said[0], &said[1]], [line[0], line[5]]);
                assert_eq!(
                    [&row["time"], &row["protocol"], &row["info"]],
                    [line[1], line[4], line[6]]
                );
                let place = |layer: &Value| (layer[1].as_u64(), layer[2].as_u64());
                let inside = |layer: &Value| {
                    place(layer).0 <= place(layer).1 && place(layer).1 <= row["captured"].as_u64()
                };
                assert!(
                    row["layers"].as_array().expect("layers").iter().all(inside),
                    "{row}"
                );
            }
        },
    );
}

#[test]
fn nothing_of_the_wire_is_markup() {
    const EVIL: &str =
        "<img src=x onerror=alert(1)></script><script>alert(2)</script><!--&amp;\u{2028}";
    let words = Said {
        banner: EVIL.as_bytes(),
        user: EVIL.as_bytes(),
        name: EVIL.as_bytes(),
    };
    let scratch = Scratch::new();
    let path = scratch.file("<b>evil&.pcap", &plain_session(words));
    let page = page(&[&path]);
    let plain = self::page(&["samples/active.pcap"]);
    for tag in ["<img", "<script", "</script", "<!--", "<b>evil"] {
        assert_eq!(
            page.matches(tag).count(),
            if tag.contains("script") { 2 } else { 0 },
            "{tag}"
        );
        assert_eq!(
            page.matches(tag).count(),
            plain.matches(tag).count(),
            "{tag}"
        );
    }
    assert!(
        page.contains("&lt;img src=x onerror=alert(1)&gt;"),
        "it is shown as it is"
    );
    let data = data(&page);
    assert!(rows(&data).iter().any(|row| {
        row["info"]
            .as_str()
            .is_some_and(|info| info.contains("<img src=x"))
    }));
}

#[test]
fn the_policy_lets_in_nothing_but_the_page_itself() {
    let page = page(&["samples/active.pcap"]);
    let (_, rest) = page
        .split_once("http-equiv=\"Content-Security-Policy\" content=\"")
        .expect("a policy");
    let (policy, _) = rest.split_once('"').expect("its end");
    let directives: Vec<&str> = policy
        .split("; ")
        .map(|d| d.split_once(' ').expect("a value").0)
        .collect();
    assert_eq!(
        directives,
        [
            "default-src",
            "script-src",
            "style-src",
            "img-src",
            "base-uri",
            "form-action"
        ]
    );
    assert!(
        policy.starts_with("default-src 'none'; script-src 'sha256-") && !policy.contains("unsafe")
    );
    // links to the rules wait for a reader, and a picture has to say what it is
    let page = page.replace("href=\"https://www.rfc-editor.org/rfc/rfc", "");
    let page = page.replace("xmlns=\"http://www.w3.org/2000/svg\"", "");
    for attribute in [" onclick", " onload", " style=", "http://", "https://"] {
        assert!(!page.contains(attribute), "{attribute}");
    }
}

#[test]
fn no_byte_of_a_password_is_in_a_page() {
    every_way(|path| {
        let page = page(&[path]);
        let data = data(&page);
        let tcp = shape(&data, "Transmission Control Protocol");
        assert!(!page.contains(PASSWORD) && !page.contains(&PASSWORD[..3]));
        for row in rows(&data) {
            let layers = row["layers"].as_array().expect("layers");
            let header = layers
                .iter()
                .find(|layer| tcp.contains(&layer[0]))
                .expect("TCP");
            let payload = &bytes(row)[header[2].as_u64().expect("a place") as usize..];
            assert!(
                !payload
                    .iter()
                    .any(|byte| PASSWORD.as_bytes().contains(byte)),
                "{row}"
            );
        }
        assert!(
            rows(&data).iter().any(|row| !row["masked"].is_null()),
            "something is masked"
        );
    });
}

/// The numbers of the shapes with that title.
fn shape(data: &Value, title: &str) -> Vec<Value> {
    let shapes = data["shapes"].as_array().expect("shapes").iter().zip(0..);
    shapes
        .filter(|(shape, _)| shape["title"] == title)
        .map(|(_, number): (_, u64)| number.into())
        .collect()
}

#[test]
fn a_password_in_a_piece_of_a_datagram_is_masked_too() {
    let pcap = Pcap::parse(&plain_session(PLAIN));
    let mut records = Vec::new();
    for record in &pcap.records {
        // a record's header, Ethernet, IPv4, TCP
        let (packet, payload) = record.split_at(16 + 14 + 20);
        if !contains(record, b"PASS lavender") {
            records.push(record.clone());
            continue;
        }
        for (offset, more, part) in [(0, 0x20, &payload[..24]), (3, 0, &payload[24..])] {
            let mut piece = [packet, part].concat();
            let length = piece.len() as u32 - 16;
            piece[8..12].copy_from_slice(&length.to_le_bytes());
            piece[12..16].copy_from_slice(&length.to_le_bytes());
            piece[16 + 14 + 2..][..2].copy_from_slice(&(20 + part.len() as u16).to_be_bytes());
            piece[16 + 14 + 6..][..2].copy_from_slice(&[more, offset]);
            records.push(piece);
        }
    }
    assert_eq!(records.len(), pcap.records.len() + 1);
    let scratch = Scratch::new();
    let path = scratch.file("pieces.pcap", &pcap.file(&records));
    let data = data(&page(&[&path]));
    let row = rows(&data)
        .iter()
        .find(|row| row["info"] == "Request: PASS ********")
        .expect("the line is whole");
    assert!(!row["masked"].is_null());
    for row in rows(&data) {
        assert!(
            !contains(&bytes(row), b"lav") && !contains(&bytes(row), b"der"),
            "{row}"
        );
    }
    let shown = self::data(&page(&["--show-passwords", &path]));
    assert!(
        rows(&shown)
            .iter()
            .any(|row| contains(&bytes(row), b"lavender"))
    );
}

#[test]
fn no_password_of_the_recorded_captures_is_in_a_page() {
    each(
        all_captures(),
        |files| files[0].clone(),
        |files| {
            let files: Vec<&str> = files.iter().map(String::as_str).collect();
            let shown = run([
                "sessions",
                "--quiet",
                "--format",
                "json",
                "--show-passwords",
            ]
            .iter()
            .chain(&files))
            .json();
            let page = page(&files);
            let data = data(&page);
            for session in shown["sessions"].as_array().expect("a list") {
                let Some(password) = session["password"]
                    .as_str()
                    .filter(|password| password.len() > 5)
                else {
                    continue;
                };
                if session["user"]
                    .as_str()
                    .is_some_and(|user| user.contains(password) || password.contains(user))
                {
                    continue;
                }
                let (line, needle) = (format!("PASS {password}"), password.as_bytes());
                assert!(!page.contains(&line), "{line}");
                let guilty = rows(&data).iter().find(|row| contains(&bytes(row), needle));
                assert!(guilty.is_none(), "{password} in {guilty:?}");
            }
        },
    );
}

/// The page of a file within these limits.
fn within(path: &str, limits: PageLimits) -> (String, PageOmissions) {
    let capture = Capture::open(&[path], &Limits::default()).expect("a capture");
    let plane = Analyzer::new().control_pass(&capture);
    let (words, request) = (PageCatalogues::new(Language::En), Request::default());
    let frame = TimelineFrame::new(&plane, &request.selection);
    let mut out = Vec::new();
    let mut report = Report::new(&mut out, &words, frame, Limits::default(), limits);
    let ran = runner::run(&plane, &request, &mut [&mut report]).expect("rows");
    let remarks = ran.written.expect("a page");
    let [Remark::Page(left_out)] = remarks[..] else {
        panic!("{remarks:?}");
    };
    (String::from_utf8(out).expect("text"), left_out)
}

#[test]
fn what_has_no_room_is_counted_and_said() {
    let scratch = Scratch::new();
    let path = scratch.file("two.pcap", &crate::support::read("samples/two-active.pcap"));
    let all = PageLimits::default();
    let (whole, nothing) = within(&path, all);
    let count = rows(&data(&whole)).len();
    assert_eq!(
        PageOmissions {
            cut: nothing.cut,
            ..PageOmissions::default()
        },
        nothing,
        "all fits but long frames"
    );
    let (page, left_out) = within(&path, PageLimits { rows: 5, ..all });
    assert_eq!(
        (left_out.rows as usize, rows(&data(&page)).len()),
        (count - 5, 5)
    );
    assert!(page.contains(&format!(
        "{} rows have no room: the page keeps 5.",
        count - 5
    )));
    let (page, left_out) = within(&path, PageLimits { frame: 60, ..all });
    assert!(left_out.cut > 0 && rows(&data(&page)).iter().all(|row| bytes(row).len() <= 60));
    let (page, left_out) = within(&path, PageLimits { bytes: 1000, ..all });
    let total: usize = rows(&data(&page)).iter().map(|row| bytes(row).len()).sum();
    assert!(left_out.frames > 0 && total <= 1000);
    assert!(
        page.contains("the page keeps 1000 bytes in all"),
        "it is said"
    );
    let (page, left_out) = within(&path, PageLimits { sessions: 1, ..all });
    assert_eq!(
        (
            left_out.sessions,
            data(&page)["sessions"].as_array().map(Vec::len)
        ),
        (1, Some(1))
    );
    let (page, left_out) = within(
        &path,
        PageLimits {
            texts: 2 * 2000,
            ..all
        },
    );
    assert_eq!(
        (left_out.rows_of_text as usize, left_out.rows),
        (count - rows(&data(&page)).len(), 0)
    );
    let said = format!(
        "{} rows have no room for their texts: the rows keep 2000 bytes",
        left_out.rows_of_text
    );
    assert!(!rows(&data(&page)).is_empty() && left_out.texts > 0 && page.contains(&said));
    let (page, left_out) = within(&path, PageLimits { text: 20, ..all });
    assert!(
        left_out.long > 0
            && page.contains(&format!(
                "Of {} long texts only the first 20 bytes",
                left_out.long
            ))
    );
    let infos = rows(&data(&page))
        .iter()
        .map(|row| row["info"].as_str().map(str::len))
        .collect::<Vec<_>>();
    assert_eq!(infos.into_iter().max(), Some(Some(20 + "…".len())));
    let (page, left_out) = within(&path, PageLimits { items: 2, ..all });
    assert!(
        left_out.items > 0
            && data(&page)["sessions"][0]["arrows"]
                .as_array()
                .map(Vec::len)
                == Some(2)
    );
}

/// Articles of sessions that the script puts into a page.
fn packed_articles(page: &str) -> usize {
    let ([_, _, articles], _) = unpacked(page).expect("packed data");
    articles.as_array().expect("a list").len()
}

#[test]
fn a_page_has_the_size_that_it_may_have() {
    let many = crate::support::read("samples/two-active.pcap");
    let scratch = Scratch::new();
    let path = scratch.file("two.pcap", &many);
    let all = PageLimits::default();
    let (whole, _) = within(&path, all);
    let rows_of = |page: &str| rows(&data(page)).len();
    for most in [whole.len() - 2000, whole.len() * 3 / 4, 160_000] {
        let (page, left_out) = within(&path, PageLimits { size: most, ..all });
        assert!(page.len() <= most, "{} of {most}", page.len());
        assert!(
            left_out.rows > 0 || left_out.sessions > 0 || left_out.contents > 0,
            "{left_out:?}"
        );
        let gone = rows_of(&whole) - rows_of(&page);
        assert!(left_out.sessions > 0 || left_out.rows as usize >= gone);
        assert!(page.contains("--max-size 20MB makes a page that has room for more"));
    }
}

#[test]
fn of_many_sessions_the_first_are_markup_and_all_are_there() {
    let files = captures_in("samples");
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let page = page(&[&["--max-size", "20MB"], &files[..]].concat());
    let sessions = data(&page)["sessions"].as_array().map_or(0, Vec::len);
    let open = page.matches("<article class=\"session\"").count();
    if page.len() < 1_000_000 && packed_articles(&page) == 0 {
        assert_eq!(open, sessions);
    } else {
        assert_eq!(open + packed_articles(&page), sessions);
        assert!(open > 5 && page.contains("<noscript>"));
    }
}

#[test]
fn long_lines_of_control_characters_do_not_make_the_page_grow() {
    let line = "\u{1}".repeat(1200);
    let lines = format!("C RETR {line}\nS 550 {line}\n").repeat(60);
    let file = script::file(&format!(
        "S 220 hi\nC USER a\nS 331 b\nC PASS c\nS 230 d\n{lines}"
    ));
    let path = file.path().to_str().expect("text");
    let all = PageLimits {
        texts: usize::MAX,
        text: usize::MAX,
        size: usize::MAX,
        ..PageLimits::default()
    };
    let (free, _) = within(path, all);
    let (page, left_out) = within(
        path,
        PageLimits {
            texts: 100_000,
            ..PageLimits::default()
        },
    );
    assert!(
        left_out.rows_of_text > 0 && left_out.texts > 0 && left_out.long > 0,
        "{left_out:?}"
    );
    let [free, page] = [&free, &page].map(|page| page.len() + data(page).to_string().len());
    assert!(free > 3 * page && page < 800_000, "{free} and {page}");
}

#[test]
fn every_label_that_changes_with_the_language_has_its_words() {
    let page = page(&["samples/refused-login.pcap", "samples/firewall-active.pcap"]);
    let words = &data(&page)["words"];
    for mark in ["data-label=\"", "data-placeholder=\""] {
        let ids: Vec<&str> = page
            .split(mark)
            .skip(1)
            .filter_map(|rest| Some(rest.split_once('"')?.0))
            .collect();
        assert!(!ids.is_empty(), "{mark}");
        for id in ids {
            assert!(words[id].is_array(), "{id}");
        }
    }
    assert!(
        page.contains("data-label=\"page-failed\""),
        "a failed session"
    );
}

#[test]
fn standard_error_tells_what_had_no_room() {
    let scratch = Scratch::new();
    let path = scratch.path("page.html");
    let run = run(["report", "-o", &path, "samples/fxp.pcap"]);
    assert_eq!(run.status, Some(0));
    assert_eq!(
        run.stderr,
        "ftpscope: warning: not in the page: bytes beyond the first 256 of 2 frames\n"
    );
}

#[test]
fn filters_choose_what_is_in_the_page() {
    let data = data(&page(&["--session", "2", "samples/two-active.pcap"]));
    let ids: Vec<&Value> = data["sessions"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|session| &session["id"])
        .collect();
    assert_eq!(ids, [2]);
    assert!(
        rows(&data)
            .iter()
            .all(|row| row["sessions"] == serde_json::json!([2]))
    );
    let none = page(&["--session", "9", "samples/active.pcap"]);
    assert!(none.contains("There is no FTP session here."));
}

#[test]
fn the_file_is_whole_or_not_there() {
    let scratch = Scratch::new();
    let capture = scratch.file("capture.pcap", &crate::support::read("samples/active.pcap"));
    let to = |output: &str| run(["report", "-o", output, &capture]);
    let path = scratch.file("page.html", b"an older page");
    assert_eq!(to(&path).status, Some(0));
    assert!(
        fs::read_to_string(&path).is_ok_and(|page| page.ends_with("</html>")),
        "it was replaced"
    );
    let before = fs::read(&capture).expect("the capture");
    let refused = to(&capture);
    assert_eq!(refused.status, Some(2));
    assert!(
        refused.stderr.contains("is one of the files to be read"),
        "{}",
        refused.stderr
    );
    assert!(
        fs::read(&capture).is_ok_and(|now| now == before),
        "the capture is as it was"
    );
    let folder = scratch.path("folder");
    fs::create_dir(&folder).expect("a folder");
    assert_eq!(to(&folder).status, Some(2));
    assert_eq!(to(&scratch.path("missing/page.html")).status, Some(2));
    let mut left: Vec<_> = fs::read_dir(scratch.path(""))
        .expect("a folder")
        .flatten()
        .map(|e| e.file_name())
        .collect();
    left.sort();
    assert_eq!(
        left,
        ["capture.pcap", "folder", "page.html"],
        "nothing else is left"
    );
}

#[cfg(unix)]
#[test]
fn a_new_file_can_be_read_by_others() {
    use std::os::unix::fs::PermissionsExt as _;
    let scratch = Scratch::new();
    let (page, plain) = (scratch.path("page.html"), scratch.file("plain", b""));
    assert_eq!(
        run(["report", "-q", "-o", &page, "samples/active.pcap"]).status,
        Some(0)
    );
    let mode = |path: &str| fs::metadata(path).expect("a file").permissions().mode();
    assert_eq!(mode(&page), mode(&plain));
}

/// The page of two captures side by side.
fn side_by_side(words: &[&str]) -> String {
    page(&[&["--compare"], words].concat())
}

#[test]
fn two_captures_stand_side_by_side() {
    let pair = ["samples/active.pcap", "samples/passive.pcap"];
    let page = side_by_side(&pair);
    assert!(page == side_by_side(&pair), "not the same twice");
    let marked: Vec<&str> = page.split("<mark>").skip(1).collect();
    let marked: Vec<&str> = marked
        .iter()
        .filter_map(|rest| rest.split_once("</mark>"))
        .map(|(marked, _)| marked)
        .collect();
    for part in ["This is active mode", "This is passive mode", "63900"] {
        assert!(marked.iter().any(|said| said.contains(part)), "{part}");
    }
    assert!(
        !marked
            .iter()
            .any(|said| said.contains("three-way handshake: SYN"))
    );
    let same = side_by_side(&["samples/active.pcap", "samples/active.pcap"]);
    assert!(!same.contains("<mark>"));
}

#[test]
fn nothing_of_the_wire_is_markup_side_by_side_either() {
    const EVIL: &str = "<img src=x onerror=alert(1)></script><script>alert(2)</script>";
    let words = Said {
        banner: EVIL.as_bytes(),
        user: EVIL.as_bytes(),
        name: EVIL.as_bytes(),
    };
    let scratch = Scratch::new();
    let path = scratch.file("<b>evil&.pcap", &plain_session(words));
    let page = side_by_side(&[&path, "samples/active.pcap"]);
    assert!(!page.contains("<img") && !page.contains("<b>evil"));
    assert_eq!(page.matches("<script").count(), 1);
}

#[test]
fn no_byte_of_a_password_is_in_a_page_of_two() {
    every_way(|path| {
        let page = side_by_side(&[path, path]);
        assert!(!page.contains(PASSWORD) && !page.contains(&PASSWORD[..3]));
    });
}

#[test]
fn two_captures_are_compared_and_neither_one_nor_three() {
    for captures in [1, 3] {
        let words = ["report", "--compare", "-o", "-"].iter().copied();
        let run = run(words.chain(std::iter::repeat_n("samples/active.pcap", captures)));
        assert_eq!(run.status, Some(2));
        assert!(
            run.stdout.is_empty() && run.stderr.contains("takes two captures"),
            "{}",
            run.stderr
        );
    }
}

#[test]
fn the_middle_of_a_transfer_is_folded_and_counted() {
    let data = data(&page(&["samples/abor.pcap"]));
    let folded: u64 = rows(&data)
        .iter()
        .filter_map(|row| row["folded"]["rows"].as_u64())
        .sum();
    assert!(folded > 0);
    let run = run([
        "timeline",
        "--quiet",
        "--format",
        "tsv",
        "samples/abor.pcap",
    ]);
    let all = run.text().lines().count() as u64 - 1;
    assert_eq!(rows(&data).len() as u64 + folded, all);
}
