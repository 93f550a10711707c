//! Messages on standard error in the language of `--lang`, whatever is wrong: with the command line, a file, the capture, what
//! was asked of it.

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

/// Each command line says this in Vietnamese, and nothing in English.
fn are_told(cases: &[(&[&str], &str)]) {
    for (words, expected) in cases {
        let said = vietnamese(words).stderr;
        assert!(said.contains(expected), "{words:?}: {said}");
        // the operating system speaks its own language, in brackets
        let own = said.replace("(No such file or directory (os error 2))", "");
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
