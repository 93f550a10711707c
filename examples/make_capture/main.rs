//! Writes large captures to measure speed and memory with. The same arguments give the same bytes on every machine.
//!
//! ```text
//! cargo run --release --example make_capture -- bulk 1GB bulk.pcap > bulk.json
//! ```
//!
//! - `bulk`: 32 sessions at once, files of 4 to 16 MB (smaller ones where the capture is)
//! - `needle`: 2 % FTP among 512 other connections at once
//! - `chatty`: short sessions with a few small files, 64 at once
//!
//! What it wrote goes to standard output: the sessions in the order of their first frames, and for each the bytes of its
//! transfers. That is what an analysis of the capture must find.

mod traffic;

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use traffic::{Kind, Written};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let wanted = match words[..] {
        [kind, size, path] => Kind::named(kind)
            .zip(bytes(size))
            .map(|(kind, size)| (kind, size, path)),
        _ => None,
    };
    let Some((kind, size, path)) = wanted else {
        eprintln!(
            "usage: make_capture bulk|needle|chatty SIZE FILE   (SIZE in bytes, or with kB, MB, GB)"
        );
        return ExitCode::from(2);
    };
    match write(kind, size, path) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("make_capture: {path}: {error}");
            ExitCode::from(2)
        }
    }
}

fn write(kind: Kind, size: u64, path: &str) -> io::Result<()> {
    let written = traffic::write(
        kind,
        size,
        BufWriter::with_capacity(1 << 20, File::create(path)?),
    )?;
    print(&written, &mut BufWriter::new(io::stdout().lock()))
}

/// As JSON, one session a line.
fn print(written: &Written, out: &mut dyn Write) -> io::Result<()> {
    let Written {
        bytes,
        frames,
        sessions,
    } = written;
    write!(
        out,
        "{{\n\"bytes\": {bytes},\n\"frames\": {frames},\n\"sessions\": ["
    )?;
    for (index, transfers) in sessions.iter().enumerate() {
        write!(out, "{}\n{transfers:?}", if index > 0 { "," } else { "" })?;
    }
    writeln!(out, "\n]\n}}")?;
    out.flush()
}

/// `300MB` → 300,000,000.
fn bytes(size: &str) -> Option<u64> {
    let digits = size
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(size.len());
    let unit = match &size[digits..] {
        "" => 1,
        "kB" => 1000,
        "MB" => 1_000_000,
        "GB" => 1_000_000_000,
        _ => return None,
    };
    size[..digits].parse::<u64>().ok()?.checked_mul(unit)
}
