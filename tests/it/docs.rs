//! The documentation is true: its tables are those of the code, its outputs are what the program
//! prints, its links lead somewhere.
//!
//! `FTPSCOPE_UPDATE_DOCS=1 cargo test --test it docs` writes what has changed into the pages.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use ftpscope::capture::LinkType;
use ftpscope::capture::compression::compressions;
use ftpscope::capture::formats::formats;
use ftpscope::check::key::{Key, SubjectTable};
use ftpscope::decode::{link_name, supported, tunnels};
use serde_json::Value;

const PAGES: &[&str] = &[
    "README.md",
    "README.vi.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "SECURITY.md",
    "packaging/README.md",
    "docs/guide.md",
    "docs/supported.md",
    "docs/output.md",
    "docs/export.md",
    "docs/python.md",
    "docs/extract.md",
    "docs/redact.md",
    "docs/how-it-works.md",
    "docs/wireshark.md",
    "docs/findings.md",
    "docs/glossary.md",
    "docs/check.md",
    "docs/ci.md",
    "tests/recordings/README.md",
    "docs/decrypt.md",
    "docs/tcp-labels.md",
    "docs/performance.md",
    "docs/archives.md",
    "spark/README.md",
    "docs/lessons/README.md",
    "docs/lessons/en/active.md",
    "docs/lessons/en/passive.md",
    "docs/lessons/en/port-20.md",
    "docs/lessons/en/nat.md",
    "docs/lessons/en/epsv.md",
    "docs/lessons/en/ftps.md",
    "docs/lessons/en/failures.md",
    "docs/lessons/vi/README.md",
    "docs/lessons/vi/active.md",
    "docs/lessons/vi/passive.md",
    "docs/lessons/vi/port-20.md",
    "docs/lessons/vi/nat.md",
    "docs/lessons/vi/epsv.md",
    "docs/lessons/vi/ftps.md",
    "docs/lessons/vi/failures.md",
    "docs/lessons/en/windows.md",
    "docs/lessons/vi/windows.md",
];

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn read(name: &str) -> String {
    fs::read_to_string(path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Compares a page with what it should be, or writes it.
fn hold(name: &str, found: &str, expected: &str) {
    if found == expected {
        return;
    }
    if env::var_os("FTPSCOPE_UPDATE_DOCS").is_some() {
        fs::write(path(name), expected).unwrap_or_else(|error| panic!("{name}: {error}"));
        return;
    }
    let (line, (found, expected)) = (1..)
        .zip(found.lines().zip(expected.lines()))
        .find(|(_, (found, expected))| found != expected)
        .unwrap_or((0, ("its length", "another")));
    panic!(
        "{name}, line {line}, is out of date\n  found:    {found}\n  expected: {expected}\n\
         FTPSCOPE_UPDATE_DOCS=1 cargo test --test it docs brings it up to date"
    );
}

mod tables {
    use super::*;

    fn table(header: [&str; 2], rows: impl Iterator<Item = [String; 2]>) -> String {
        let mut text = format!("| {} | {} |\n|---|---|\n", header[0], header[1]);
        for [first, second] in rows {
            let _ = writeln!(text, "| {first} | {second} |");
        }
        text
    }

    fn list(names: impl Iterator<Item = &'static str>) -> String {
        names.fold(String::new(), |text, name| text + "- " + name + "\n")
    }

    fn rendered(title: &str) -> Option<String> {
        Some(match title {
            "formats" => list(formats()),
            "compressions" => list(compressions()),
            "link types" => table(
                ["Number", "Link type"],
                supported().map(|(number, name)| [number.0.to_string(), name.to_owned()]),
            ),
            "tunnels" => table(
                ["Tag or tunnel", "Recognised by"],
                tunnels().map(|(name, how)| [name.to_owned(), how.to_owned()]),
            ),
            "refused link types" => {
                let readable: BTreeSet<u16> = supported().map(|(number, _)| number.0).collect();
                let named = (0..=u16::MAX).filter(|number| !readable.contains(number));
                let named = named.filter_map(|number| {
                    Some([number.to_string(), link_name(LinkType(number))?.to_owned()])
                });
                table(["Number", "Link type"], named)
            }
            keys => {
                let table = SubjectTable::ALL
                    .into_iter()
                    .find(|table| table.name() == keys)?;
                let rows = table
                    .keys()
                    .iter()
                    .map(|key| [format!("`{}`", key.name), describe(key)]);
                self::table(["Key", "Meaning"], rows)
            }
        })
    }

    /// A key's meaning, and the words that can stand there.
    fn describe(key: &Key) -> String {
        let words: Vec<String> = key.words().iter().map(|word| format!("`{word}`")).collect();
        if words.is_empty() {
            key.help.to_owned()
        } else {
            format!("{}: {}", key.help, words.join(", "))
        }
    }

    /// A page, the page with its tables as they should be, and how many there are.
    fn filled(name: &str) -> (String, String, usize) {
        let page = read(name);
        let mut expected = String::new();
        let mut titles = 0;
        let mut rest = page.as_str();
        while let Some((before, after)) = rest.split_once("<!-- table: ") {
            let (title, after) = after.split_once(" -->\n").expect("a marker that ends");
            let (_, after) = after.split_once("<!-- end -->").expect("a table that ends");
            let table =
                rendered(title).unwrap_or_else(|| panic!("{name}: no table is called {title}"));
            let _ = write!(
                expected,
                "{before}<!-- table: {title} -->\n\n{table}\n<!-- end -->"
            );
            titles += 1;
            rest = after;
        }
        expected.push_str(rest);
        (page, expected, titles)
    }

    #[test]
    fn of_the_pages_are_those_of_the_code() {
        for (name, tables) in [
            ("docs/supported.md", 5),
            ("docs/check.md", SubjectTable::ALL.len()),
        ] {
            let (page, expected, titles) = filled(name);
            assert_eq!(titles, tables, "{name} holds every table");
            hold(name, &page, &expected);
        }
    }
}

#[cfg(unix)]
mod consoles {
    use super::*;

    /// A line that stands for any number of lines that are left out.
    const ELLIPSIS: &str = "…";

    /// What a shell prints for a command, in a terminal of 100 columns; `None` where a program it
    /// names is missing.
    fn run(command: &str) -> Option<Vec<String>> {
        let missing = |program: &str| {
            let found = Command::new("sh")
                .args(["-c", "command -v \"$0\" >&2", program])
                .output();
            !found.is_ok_and(|found| found.status.success())
        };
        let mut quoted = false;
        let stages = command.split(|c: char| {
            quoted ^= c == '\'';
            c == '|' && !quoted
        });
        let mut programs = stages.filter_map(|stage| stage.split_whitespace().next());
        if programs.any(|program| program != "ftpscope" && missing(program)) {
            return None;
        }
        let folder = Path::new(env!("CARGO_BIN_EXE_ftpscope"))
            .parent()?
            .to_path_buf();
        let folders = env::split_paths(&env::var_os("PATH")?).collect::<Vec<_>>();
        let output = Command::new("sh")
            .args(["-c", command])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .env(
                "PATH",
                env::join_paths([vec![folder], folders].concat()).ok()?,
            )
            .env("COLUMNS", "100")
            .env("LC_ALL", "C")
            .output()
            .unwrap_or_else(|error| panic!("{command}: {error}"));
        Some(
            String::from_utf8_lossy(&output.stdout)
                .lines()
                .map(str::to_owned)
                .collect(),
        )
    }

    /// What a page should show for a command: the whole output, or where the page leaves lines out,
    /// the parts that it shows, each found by the beginning of its first line.
    fn expected(shown: &[&str], output: &[String]) -> Vec<String> {
        if !shown.contains(&ELLIPSIS) {
            return output.to_vec();
        }
        let mut lines = Vec::new();
        let mut at = 0;
        for (number, part) in shown.split(|&line| line == ELLIPSIS).enumerate() {
            if number > 0 {
                lines.push(ELLIPSIS.to_owned());
            }
            let Some(first) = part.first() else { continue };
            let beginning: String = first.chars().take(14).collect();
            let exact = output[at..].iter().position(|line| line == first);
            let found = exact.or_else(|| {
                output[at..]
                    .iter()
                    .position(|line| line.starts_with(&beginning))
            });
            at +=
                found.unwrap_or_else(|| panic!("no line of the output begins with {beginning:?}"));
            let end = (at + part.len()).min(output.len());
            lines.extend_from_slice(&output[at..end]);
            at = end;
        }
        lines
    }

    fn hold_page(name: &str) {
        let page = read(name);
        let mut expected_page = String::new();
        let mut lines = page.lines().peekable();
        while let Some(line) = lines.next() {
            let _ = writeln!(expected_page, "{line}");
            if line != "```console" {
                continue;
            }
            while let Some(command) = lines.next_if(|line| line.starts_with("$ ")) {
                let mut shown = Vec::new();
                while let Some(line) =
                    lines.next_if(|line| !line.starts_with("$ ") && *line != "```")
                {
                    shown.push(line);
                }
                let _ = writeln!(expected_page, "{command}");
                let real = match run(&command[2..]) {
                    Some(output) => expected(&shown, &output),
                    None => shown.iter().map(|&line| line.to_owned()).collect(),
                };
                for line in real {
                    let _ = writeln!(expected_page, "{line}");
                }
            }
        }
        hold(name, &page, &with_diagrams(&expected_page));
    }

    #[test]
    fn show_what_the_program_prints() {
        for name in PAGES {
            hold_page(name);
        }
    }
}

/// A page with its Mermaid diagrams drawn anew, each by the words of the comment above it.
#[cfg(unix)]
fn with_diagrams(page: &str) -> String {
    let mut drawn = String::new();
    let mut rest = page;
    while let Some((before, after)) = rest.split_once("<!-- diagram: ") {
        let (words, after) = after.split_once(" -->\n").expect("a marker that ends");
        let (_, after) = after.split_once("\n```\n").expect("a diagram that ends");
        let mut command = Command::new(env!("CARGO_BIN_EXE_ftpscope"));
        let run = command
            .args(["diagram", "--format", "mermaid"])
            .args(words.split(' '))
            .current_dir(path(""))
            .output();
        let diagram = String::from_utf8(run.expect("it starts").stdout).expect("a diagram");
        let _ = write!(
            drawn,
            "{before}<!-- diagram: {words} -->\n\n```mermaid\n{diagram}```\n"
        );
        rest = after;
    }
    drawn + rest
}

#[cfg(unix)]
#[test]
fn the_diagram_of_the_readme_is_drawn_by_the_program() {
    let page = read("README.md");
    assert!(page.contains("```mermaid\nsequenceDiagram\n"));
    assert_eq!(with_diagrams(&page), page);
}

/// Adds every key of the objects in a document, but those that are data.
fn keys<'v>(value: &'v Value, found: &mut BTreeSet<&'v str>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| keys(item, found)),
        Value::Object(members) => {
            for (key, member) in members {
                found.insert(key);
                if !["skipped", "limits_hit"].contains(&key.as_str()) {
                    keys(member, found);
                }
            }
        }
        _ => {}
    }
}

#[test]
fn every_field_of_the_document_is_explained() {
    let page = read("docs/output.md");
    for entry in fs::read_dir(path("samples")).expect("the samples") {
        let sample = entry.expect("a sample").path();
        if sample
            .extension()
            .is_some_and(|extension| extension == "md")
        {
            continue;
        }
        let mut command = Command::new(env!("CARGO_BIN_EXE_ftpscope"));
        let output = command
            .args(["sessions", "--format", "json"])
            .arg(&sample)
            .output()
            .expect("a run");
        let document: Value = serde_json::from_slice(&output.stdout).expect("a document");
        let mut found = BTreeSet::new();
        keys(&document, &mut found);
        for key in found {
            assert!(
                page.contains(&format!("`{key}`")),
                "docs/output.md does not explain `{key}`"
            );
        }
    }
}

#[test]
fn links_lead_somewhere() {
    for name in PAGES {
        let page = read(name);
        for target in page
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split_once(')'))
            .map(|(target, _)| target)
        {
            let file = target.split('#').next().unwrap_or_default();
            if file.is_empty() || file.contains("://") {
                continue;
            }
            let folder = path(name)
                .parent()
                .map(Path::to_path_buf)
                .unwrap_or_default();
            assert!(
                folder.join(file).exists(),
                "{name} links to {target}, which is not there"
            );
        }
    }
}
