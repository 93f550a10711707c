//! Writes the captures of the folder `samples`, or checks that the folder holds exactly these, and
//! those of `tests/cases`.
//!
//! ```text
//! cargo run --example make_samples -- samples
//! cargo run --example make_samples -- --check samples
//! cargo run --example make_samples -- --cases tests/cases
//! ```
//!
//! Each capture is told by a short scenario in `samples/lessons`; the same scenario gives the same
//! bytes on every machine. A case has its scenario as text, in `scenario.txt`, and `case.pcap` is
//! written beside it.

mod samples;

use std::path::Path;
use std::process::ExitCode;
use std::{env, fs, io};

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words[..] {
        ["--check", folder] => check(Path::new(folder)),
        ["--cases", folder] => write_cases(Path::new(folder)),
        [folder] if !folder.starts_with('-') => write(Path::new(folder)),
        _ => {
            eprintln!("usage: make_samples [--check | --cases] FOLDER");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("make_samples: {error}");
            ExitCode::from(2)
        }
    }
}

/// Writes every sample into `folder`, which is made where it is missing.
fn write(folder: &Path) -> io::Result<bool> {
    fs::create_dir_all(folder)?;
    for sample in samples::samples() {
        fs::write(folder.join(sample.name), sample.bytes)?;
    }
    Ok(true)
}

/// Writes `case.pcap` beside every `scenario.txt` in a folder of `folder`.
fn write_cases(folder: &Path) -> io::Result<bool> {
    for entry in fs::read_dir(folder)? {
        let case = entry?.path();
        let scenario = case.join("scenario.txt");
        if scenario.exists() {
            let story = samples::script::tell(&fs::read_to_string(scenario)?);
            fs::write(case.join("case.pcap"), samples::file::write_case(&story))?;
        }
    }
    Ok(true)
}

/// True if every sample lies in `folder` as its scenario tells it; names those that do not.
fn check(folder: &Path) -> io::Result<bool> {
    let mut same = true;
    for sample in samples::samples() {
        let path = folder.join(sample.name);
        let found = fs::read(&path).map_err(|error| {
            io::Error::new(error.kind(), format!("{}: {error}", path.display()))
        })?;
        if found != sample.bytes {
            println!("{}: differs from its scenario", path.display());
            same = false;
        }
    }
    Ok(same)
}
