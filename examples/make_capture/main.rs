//! Writes large captures to measure speed and memory with. The same arguments give the same bytes
//! on every machine.
//!
//! ```text
//! cargo run --release --example make_capture -- bulk 1GB bulk.pcap > bulk.json
//! ```
//!
//! - `bulk`: 32 sessions at once, files of 4 to 16 MB (smaller ones where the capture is)
//! - `needle`: 2 % FTP among 512 other connections at once
//! - `chatty`: short sessions with a few small files, 64 at once
//!
//! What answers questions is another capture: so many sessions in exactly so many frames, with a
//! firewall in the way of some, transfers that break off, and somebody who tries passwords;
//! `healthy` is the same where all works.
//!
//! ```text
//! cargo run --release --example make_capture -- office 400 100000 today.pcap > today.json
//! cargo run --release --example make_capture -- healthy 400 100000 yesterday.pcap > yesterday.json
//! ```
//!
//! What fills tables is a flood: so many SYNs, greetings of servers, first commands of clients,
//! announcements in one session, or sessions that log in and leave.
//!
//! ```text
//! cargo run --release --example make_capture -- flood syns 1000000 syns.pcap > syns.json
//! ```
//!
//! What it wrote goes to standard output: the sessions in the order of their first frames, and for
//! each the bytes of its transfers. That is what an analysis of the capture must find.

mod traffic;

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use traffic::flood::Flood;
use traffic::{Kind, Written};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let Some((wanted, path)) = wanted(&words) else {
        eprintln!(
            "usage: make_capture bulk|needle|chatty SIZE FILE   (SIZE in bytes, or with kB, MB, GB)\n       \
             make_capture office|healthy SESSIONS FRAMES FILE\n       \
             make_capture flood syns|greetings|commands|offers|logins COUNT FILE"
        );
        return ExitCode::from(2);
    };
    match write(wanted, path) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("make_capture: {path}: {error}");
            ExitCode::from(2)
        }
    }
}

/// What is to be written.
#[derive(Clone, Copy)]
enum Wanted {
    Traffic(Kind, u64),
    Flood(Flood, u64),
    Office {
        sessions: u64,
        frames: u64,
        healthy: bool,
    },
}

/// What the arguments ask for, and where it goes.
fn wanted<'a>(words: &[&'a str]) -> Option<(Wanted, &'a str)> {
    match *words {
        [kind, size, path] => Some((Wanted::Traffic(Kind::named(kind)?, bytes(size)?), path)),
        [day @ ("office" | "healthy"), sessions, frames, path] => {
            let office = Wanted::Office {
                sessions: sessions.parse().ok()?,
                frames: frames.parse().ok()?,
                healthy: day == "healthy",
            };
            Some((office, path))
        }
        ["flood", what, count, path] => {
            let flood = Wanted::Flood(Flood::named(what)?, count.parse().ok()?);
            Some((flood, path))
        }
        _ => None,
    }
}

fn write(wanted: Wanted, path: &str) -> io::Result<()> {
    let file = BufWriter::with_capacity(1 << 20, File::create(path)?);
    let written = match wanted {
        Wanted::Traffic(kind, size) => traffic::write(kind, size, file)?,
        Wanted::Flood(flood, count) => traffic::flood::write(flood, count, file)?,
        Wanted::Office {
            sessions,
            frames,
            healthy,
        } => traffic::office::write(sessions, frames, healthy, file)?,
    };
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
