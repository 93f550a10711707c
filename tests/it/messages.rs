//! Messages on standard error in the language of `--lang`, whatever is wrong: with the command
//! line, a file, the capture, what was asked of it.

use crate::support::{Run, Scratch, read, run};

/// What a command says in Vietnamese.
fn vietnamese(words: &[&str]) -> Run {
    run(words.iter().copied().chain(["--lang", "vi"]))
}

/// Words that stand in English messages, and in no Vietnamese one.
const ENGLISH: [&str; 9] = [
    " the ", " is ", " was ", " of ", " no ", "warning", "note:", "expected", "cannot",
];

#[test]
fn what_is_wrong_is_told_in_vietnamese() {
    let scratch = Scratch::new();
    let active = read("samples/active.pcap");
    let cut = scratch.file("cut.pcap", &active[..9000]);
    let text = scratch.file("text.pcap", b"no capture at all");
    let empty = scratch.file("empty.pcap", b"");
    let names = scratch.file("names", b"not-an-address here\n");
    let keys = scratch.file("keys", b"nothing of a key log\n");
    let there = scratch.file("there.svg", b"");
    let sample = "samples/active.pcap";
    let cases: [(&[&str], &str); 17] = [
        (&["sessions", "nowhere.pcap"], "không có tệp này"),
        (&["sessions", "samples"], "là thư mục"),
        (
            &["sessions", &empty],
            "tệp rỗng (0 byte); cần một bản ghi gói tin dạng pcap",
        ),
        (
            &["sessions", &text],
            "không phải bản ghi gói tin (các byte đầu tiên: 6e 6f",
        ),
        (&["extract", "--dry-run", &cut], "cảnh báo: "),
        (&["explain", &cut], "bị đứt giữa mục (record) ở vị trí"),
        (&["sessions"], "bản ghi gói tin nào? ftpscope sessions"),
        (&["sesions"], "có phải ý bạn là `ftpscope sessions`?"),
        (
            &["sessions", "--format", "svg", sample],
            "không có định dạng `svg`",
        ),
        (
            &["sessions", "--detail", "all", sample],
            "không phải là tuỳ chọn của sessions",
        ),
        (
            &["sessions", "--user", "nobody", sample],
            "không có phiên nào khớp bộ lọc",
        ),
        (
            &["sessions", "--sort", "byte", sample],
            "có phải ý bạn là `bytes`?",
        ),
        (
            &["sessions", "--names", &names, sample],
            "dòng 1: không bắt đầu bằng địa chỉ IP",
        ),
        (
            &["sessions", "--key-log", &keys, sample],
            "không phải là tệp khoá (key log): dòng 1",
        ),
        (
            &["diagram", "--format", "svg", "-o", &there, sample],
            "đã có sẵn tệp này",
        ),
        (
            &["check", "-e", "nowhere.toml", sample],
            "không đọc được: không tìm thấy",
        ),
        (
            &["slice", "-o", "-", "--limit", "dialogue=200", sample],
            "đã chạm giới hạn `dialogue`",
        ),
    ];
    are_told(&cases);
}

#[test]
fn what_is_wrong_with_words_and_expectations_is_told_in_vietnamese() {
    let scratch = Scratch::new();
    let text = b"[[session]]\nmod = \"passive\"\nforbidden_commands = 3\n";
    let wrong = scratch.file("wrong.toml", text);
    let sample = "samples/active.pcap";
    let cases: [(&[&str], &str); 12] = [
        (
            &["check", "-e", &wrong, sample],
            "ở đây cần danh sách các lệnh, nhưng lại có integer",
        ),
        (
            &["check", "--require", "mode = bypassive", sample],
            "có phải ý bạn là `passive`?",
        ),
        (
            &[
                "sessions",
                "--where",
                "user == anna or mode == active",
                sample,
            ],
            "không có `or`",
        ),
        (
            &["sessions", "--no-such-option", sample],
            "không có tuỳ chọn --no-such-option",
        ),
        (
            &["explain", "--levl", "full", sample],
            "có phải ý bạn là --level?",
        ),
        (
            &["sessions", "--mode", "foo", sample],
            "các giá trị hợp lệ: active, passive, mixed",
        ),
        (
            &["sessions", "--session", "x", sample],
            "ở đây cần một số, hoặc hai số",
        ),
        (
            &["sessions", "--since", "09.50", sample],
            "giờ trong ngày viết là 09:50",
        ),
        (
            &["sessions", "--threads", "x", sample],
            "--threads cần một số nguyên",
        ),
        (
            &["sessions", "--failed", "--failed", sample],
            "--failed chỉ được dùng một lần",
        ),
        (&["extract", "--stdout", "--dry-run", sample], "không dùng"),
        (
            &["sessions", "--limit", "x=1", sample],
            "không có giới hạn nào tên như vậy",
        ),
    ];
    are_told(&cases);
}

#[test]
fn reasons_of_parsers_are_told_in_vietnamese() {
    let scratch = Scratch::new();
    let twice = scratch.file("twice.toml", b"[capture]\nsessions = 1\nsessions = 2\n");
    let quote = scratch.file("quote.toml", b"[[session]]\nmode = \"passive\n");
    let bare = scratch.file("bare.toml", b"[[session]]\nmode = passive\n");
    let glob = scratch.file("glob.toml", b"[[session]]\nuser = { glob = \"[a\" }\n");
    let bytes = scratch.file("bytes.toml", b"\xff");
    let sample = "samples/active.pcap";
    let cases: [(&[&str], &str); 12] = [
        (
            &["check", "-e", &twice, sample],
            "twice.toml:3:1: không phải là TOML: tên này đã có",
        ),
        (
            &["check", "-e", &quote, sample],
            "quote.toml:2:16: không phải là TOML: thiếu dấu nháy đóng",
        ),
        (
            &["check", "-e", &bare, sample],
            "bare.toml:2:8: không phải là TOML: ở đây cần một giá trị",
        ),
        (
            &["check", "-e", &glob, sample],
            "không phải là mẫu glob hợp lệ: thiếu dấu `]`",
        ),
        (
            &["check", "-e", &bytes, sample],
            "không phải là văn bản UTF-8",
        ),
        (
            &["sessions", "--where", "user =~ '(a'", sample],
            "thiếu dấu `)` để đóng nhóm",
        ),
        (
            &["sessions", "--where", "user ~ '[a'", sample],
            "thiếu dấu `]` để đóng lớp ký tự",
        ),
        (
            &["extract", "--dry-run", "--name", "{a", sample],
            "thiếu dấu `}` để đóng nhóm lựa chọn",
        ),
        (
            &["sessions", "--control-port", "70000", sample],
            "cần một số từ 0 đến 65535",
        ),
        (
            &["report", "-o", "-", "--max-size", "x", sample],
            "một dung lượng như 64MiB",
        ),
        (
            &["check", "--schema", sample],
            "--schema không dùng cùng với",
        ),
        (&["diff", sample], "diff so sánh hai bản ghi gói tin"),
    ];
    are_told(&cases);
}

#[test]
fn what_steps_of_archives_and_results_refuse_is_told_in_vietnamese() {
    let scratch = Scratch::new();
    let (empty, index) = (scratch.path("empty"), scratch.path("index"));
    std::fs::create_dir(&empty).expect("a folder");
    let sample = "samples/active.pcap";
    run(["index", "-o", &index, sample]).clean();
    let tasks = scratch.path("tasks");
    run(["plan", "-o", &tasks, &index]).clean();
    let no_part = scratch.file("no.part", b"nothing");
    let there = scratch.path("there");
    run(["extract", "--quiet", "-d", &there, sample]).clean();
    let cases: [(&[&str], &str); 9] = [
        (
            &["index", "-o", &index, "nowhere.pcap"],
            "nowhere.pcap: không có tệp này",
        ),
        (
            &["plan", "-o", &tasks, "nowhere"],
            "nowhere: không đọc được: không tìm thấy",
        ),
        (
            &["plan", "-o", &tasks, &empty],
            "không có chỉ mục (index) nào",
        ),
        (
            &["merge", "--tasks", &empty],
            "không có kế hoạch nào, hoặc có hai",
        ),
        (
            &["merge", "--tasks", &tasks],
            "còn 1 tác vụ chưa có kết quả",
        ),
        (
            &["merge", "--tasks", &tasks, &no_part],
            "không phải là kết quả của một tác vụ",
        ),
        (
            &["sessions", "--connections", "README.md"],
            "dòng 1 không có nội dung như mong đợi",
        ),
        (
            &["extract", "-d", sample, sample],
            "samples/active.pcap: đó không phải là thư mục",
        ),
        (&["extract", "-d", &there, sample], "đã có sẵn tệp"),
    ];
    are_told(&cases);
}

#[test]
fn tables_of_check_extract_and_diff_have_no_english() {
    let sample = "samples/active.pcap";
    let cases: [(&[&str], &[&str]); 4] = [
        (
            &["check", "--require", "mode == passive", sample],
            &["phiên 1: mode", "hội thoại C: PORT", "(khung 112)"],
        ),
        (
            &[
                "check",
                "--require",
                "transfer.bytes > 9",
                "samples/firewall-active.pcap",
            ],
            &[
                "phiên 1: máy chủ, 198.51.100.21 từ cổng 20",
                "lần truyền 1 của phiên 1: size",
            ],
        ),
        (
            &["extract", "--dry-run", sample],
            &["Phiên  Lệnh", "Tệp", "Tình trạng"],
        ),
        (
            &["diff", sample, "samples/passive.pcap"],
            &["chế độ: chủ động → bị động", "0,02 giây → 6,50 giây"],
        ),
    ];
    for (words, expected) in cases {
        let run = vietnamese(words);
        for part in expected {
            assert!(run.text().contains(part), "{part}: {}", run.text());
        }
        for part in [" session ", "frame", "Command", "State"] {
            let left = run
                .text()
                .lines()
                .find(|line| line.contains(part) && !line.contains("ftpscope"));
            assert_eq!(left, None, "{words:?}");
        }
    }
}

/// Each command line says this in Vietnamese, and nothing in English.
fn are_told(cases: &[(&[&str], &str)]) {
    for (words, expected) in cases {
        let said = vietnamese(words).stderr;
        assert!(said.contains(expected), "{words:?}: {said}");
        // the operating system speaks its own language, in brackets
        let own = said.replace("(No such file or directory (os error 2))", "");
        // and so does the parser of JSON, in quotation marks
        let own = own.replace("\"expected value at line 1 column 1\"", "");
        let left: Vec<_> = ENGLISH.iter().filter(|part| own.contains(**part)).collect();
        assert!(left.is_empty(), "{words:?}: {left:?} in {said}");
    }
}

#[test]
fn programs_read_english_whatever_the_language() {
    let scratch = Scratch::new();
    let cut = scratch.file("cut.pcap", &read("samples/active.pcap")[..9000]);
    let document = vietnamese(&["sessions", "--format", "json", &cut]).json();
    let fault = document["captures"][0]["error"].as_str().expect("an error");
    assert!(fault.contains("ends within the record"), "{fault}");
}

#[test]
fn a_page_says_what_is_wrong_with_a_file_in_every_language() {
    let scratch = Scratch::new();
    let cut = scratch.file("cut.pcap", &read("samples/active.pcap")[..9000]);
    let page = run(["report", "--quiet", "-o", "-", &cut]);
    for part in ["ends within the record at", "bị đứt giữa mục (record) ở"] {
        assert!(page.text().contains(part), "{part}");
    }
}
