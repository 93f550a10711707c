//! Writes the captures of the folder `samples`, or checks that the folder holds exactly these.
//!
//! ```text
//! cargo run --example make_samples -- samples
//! cargo run --example make_samples -- --check samples
//! ```
//!
//! Each capture is told by a short scenario in `samples/lessons`; the same scenario gives the same bytes on every machine.

mod samples;

use std::path::Path;
use std::process::ExitCode;
use std::{env, fs, io};

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words[..] {
        ["--check", folder] => check(Path::new(folder)),
        [folder] if !folder.starts_with('-') => write(Path::new(folder)),
        _ => {
            eprintln!("usage: make_samples [--check] FOLDER");
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
