//! Text from the wire is chosen by whoever sent it: nothing of it may command a terminal, hide,
//! reorder, break a row, or run in a spreadsheet.

use crate::secrets::OUTPUTS;
use crate::story::{PLAIN, Words, plain_session};
use crate::support::{Run, Scratch, each, run, some_of};

/// What somebody might put into a greeting or a name: colour, a title, a report, an eight-bit CSI,
/// overrides of the writing direction, invisible characters, tabulators, carriage returns, zeros,
/// and bytes that are no UTF-8.
const TRICKS: [&[u8]; 12] = [
    b"\x1b[31mred\x1b[0m",
    b"\x1b]0;title\x07",
    b"\x1b[6n",
    b"\xc2\x9b31m",
    b"\x9b31m",
    "a\u{202e}txt.exe".as_bytes(),
    "a\u{2066}b\u{2069}c".as_bytes(),
    "zero\u{200b}width\u{feff}".as_bytes(),
    b"tab\tulator",
    b"carriage\rreturn",
    b"zero\0byte\x7f",
    "line\u{2028}separator\u{85}".as_bytes(),
];

/// Characters that a terminal obeys.
fn commands(character: char) -> bool {
    character.is_control() && character != '\n'
}

/// Characters that hide or reorder others, or end a line.
fn deceives(character: char) -> bool {
    matches!(character, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// The first character of a run that should not be there, with what stands round it.
fn bad(run: &Run, is_bad: impl Fn(char) -> bool) -> Option<String> {
    let text = format!("{}{}", run.text(), run.stderr);
    let line = text.lines().find(|line| line.contains(&is_bad))?;
    Some(format!("{line:?}"))
}

#[test]
fn nothing_in_names_and_greetings_reaches_the_terminal() {
    let scratch = Scratch::new();
    let everywhere = |text| Words {
        banner: text,
        user: text,
        name: text,
    };
    each(
        TRICKS,
        |trick| String::from_utf8_lossy(trick).escape_debug().to_string(),
        |trick| {
            let path = scratch.file("hostile.pcap", &plain_session(everywhere(trick)));
            for output in some_of(OUTPUTS) {
                let run = run(output.iter().chain([&path.as_str()])).clean();
                let (tsv, json) = (
                    output.contains(&"tsv"),
                    output.iter().any(|word| word.ends_with("json")),
                );
                // JSON keeps text as it is, and escapes what its grammar asks for
                let is_bad = |c: char| match c {
                    '\t' => !tsv,
                    c if json => c < ' ' && c != '\n',
                    c => commands(c) || deceives(c),
                };
                assert_eq!(bad(&run, is_bad), None, "{output:?}");
                assert!(
                    !tsv || run.text().lines().all(|line| line.split('\t').count() == 9),
                    "{}",
                    run.text()
                );
            }
        },
    );
}

#[test]
fn a_file_name_cannot_command_the_terminal_either() {
    let scratch = Scratch::new();
    let path = scratch.path("a\x1b[31m\u{202e}b.pcap");
    let run = run([&path]);
    assert_eq!(run.status, Some(2));
    assert_eq!(bad(&run, |c| commands(c) || deceives(c)), None);
}

#[test]
fn colour_is_the_only_escape_sequence() {
    let scratch = Scratch::new();
    let name = b"\x1b[2Jgone";
    let path = scratch.file("hostile.pcap", &plain_session(Words { name, ..PLAIN }));
    let text = run(["--color", "always", &path]).clean().text().to_owned();
    assert!(text.contains('\x1b'), "there is colour");
    assert!(!text.contains("\x1b[2J"), "{text:?}");
}

#[test]
fn a_spreadsheet_finds_no_formula() {
    let scratch = Scratch::new();
    for formula in ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)"] {
        let words = Words {
            banner: formula.as_bytes(),
            user: formula.as_bytes(),
            name: formula.as_bytes(),
        };
        let path = scratch.file("formula.pcap", &plain_session(words));
        for command in ["sessions", "transfers"] {
            let run = run([command, "--format", "csv", &path]).clean();
            let mut rows = csv::Reader::from_reader(run.stdout.as_slice());
            let row = rows
                .records()
                .next()
                .expect("one row")
                .expect("as many cells as the header has");
            let begins = |cell: &str| cell.starts_with(['=', '+', '-', '@']);
            assert!(!row.iter().any(begins), "{row:?}");
            assert!(
                row.iter().any(|cell| cell == format!("'{formula}")),
                "{row:?}"
            );
        }
    }
}

#[test]
fn a_cell_cannot_end_its_row() {
    let scratch = Scratch::new();
    let words = Words {
        name: b"a,\"b\";c",
        ..PLAIN
    };
    let path = scratch.file("quotes.pcap", &plain_session(words));
    let run = run(["transfers", "--format", "csv", &path]).clean();
    let mut rows = csv::Reader::from_reader(run.stdout.as_slice());
    let row = rows
        .records()
        .next()
        .expect("one row")
        .expect("as many cells as the header has");
    assert_eq!(row.get(3), Some("a,\"b\";c"));
}
