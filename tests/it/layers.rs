//! The modules stand on each other in one order, that of the map in src/lib.rs: none knows one that
//! comes after it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The modules in the map of src/lib.rs, the lowest first.
fn order(lib: &str) -> Vec<&str> {
    let map = lib.split("//! ```").nth(1).expect("a map");
    map.lines()
        .skip(1)
        .filter_map(|line| line.strip_prefix("//! ")?.split_whitespace().next())
        .collect()
}

/// The modules that src/lib.rs declares.
fn declared(lib: &str) -> BTreeSet<&str> {
    let lines = lib.lines().map(|line| line.trim_start_matches("pub "));
    lines
        .filter_map(|line| line.strip_prefix("mod ")?.strip_suffix(';'))
        .collect()
}

/// The code of a file without its comments.
fn code(source: &str) -> String {
    source
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default())
        .collect::<Vec<_>>()
        .join("\n")
}

/// The modules of the crate that some code names: `crate::x::Y`, or `crate::{x::Y, z}`.
fn named(code: &str) -> BTreeSet<&str> {
    let mut found = BTreeSet::new();
    for (at, start) in code.match_indices("crate::") {
        let path = &code[at + start.len()..];
        let Some(group) = path.strip_prefix('{') else {
            found.extend(first_word(path));
            continue;
        };
        let mut depth = 1;
        let mut item = 0;
        for (at, character) in group.char_indices() {
            match character {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            if depth == 0 || depth == 1 && character == ',' {
                found.extend(first_word(group[item..at].trim_start()));
                item = at + 1;
            }
            if depth == 0 {
                break;
            }
        }
    }
    found
}

fn first_word(path: &str) -> Option<&str> {
    path.split(|c: char| !c.is_alphanumeric() && c != '_')
        .next()
        .filter(|word| !word.is_empty())
}

/// True where `super::` leads out of a file's own top module, so that `crate::` does not show what
/// it knows.
fn leaves(file: &Path, code: &str) -> bool {
    let folders = file.components().count() - usize::from(file.ends_with("mod.rs"));
    code.lines().any(|line| {
        // indented lines may stand in a module inside the file
        let depth = folders + usize::from(line.starts_with(' '));
        line.contains(&"super::".repeat(depth))
    })
}

/// What a file, below src, knows and must not.
fn breaches(order: &[&str], file: &Path, source: &str) -> Vec<String> {
    let top = file
        .components()
        .next()
        .expect("a name")
        .as_os_str()
        .to_string_lossy();
    let top = top.trim_end_matches(".rs");
    let code = code(source);
    let place = |module: &str| order.iter().position(|known| *known == module);
    let mut found = Vec::new();
    for module in named(&code) {
        if place(module) > place(top) || place(module).is_none() {
            found.push(format!(
                "src/{}: {top} stands beneath {module}, and names it",
                file.display()
            ));
        }
    }
    if leaves(file, &code) {
        found.push(format!(
            "src/{}: `super::` leads out of {top}; write `crate::`",
            file.display()
        ));
    }
    found
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn no_module_knows_one_above_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let lib = fs::read_to_string(root.join("lib.rs")).expect("lib.rs");
    let order = order(&lib);
    assert_eq!(
        order.iter().copied().collect::<BTreeSet<_>>(),
        declared(&lib),
        "the map and the modules of src/lib.rs"
    );
    let mut files = Vec::new();
    sources(&root, &mut files);
    let mut found = Vec::new();
    for path in files {
        let file = path.strip_prefix(&root).expect("below src");
        if file == Path::new("lib.rs") || file == Path::new("main.rs") {
            continue;
        }
        found.extend(breaches(
            &order,
            file,
            &fs::read_to_string(&path).expect("a source"),
        ));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn a_breach_is_found_in_every_spelling() {
    let order = ["low", "middle", "high"];
    let found = |file: &str, source: &str| breaches(&order, Path::new(file), source).len();
    for (file, source) in [
        ("low.rs", "use crate::high::X;"),
        (
            "low/a.rs",
            "pub(crate) use crate::{low::Y, middle::{self, Z}};",
        ),
        ("low/a.rs", "use crate::{\n    low::Y,\n    high,\n};"),
        ("middle/mod.rs", "fn f() -> crate::high::X {}"),
        ("middle.rs", "use super::high::X;"),
        ("middle/a.rs", "use super::super::high;"),
        (
            "middle/mod.rs",
            "mod tests {\n    use super::super::high;\n}",
        ),
        ("low.rs", "use crate::X;"),
    ] {
        assert_eq!(found(file, source), 1, "{file}: {source}");
    }
    for (file, source) in [
        (
            "high.rs",
            "use crate::low::X;\nuse crate::{middle, low::{self, Y}};",
        ),
        (
            "low/a.rs",
            "use super::b;\n/// as [`X`](crate::high::X) does\nmod tests {\n    use super::super::b;\n}",
        ),
        ("low/mod.rs", "pub(in crate::low) fn f() {} // crate::high"),
    ] {
        assert_eq!(found(file, source), 0, "{file}: {source}");
    }
}
