//! What reading a capture costs at least, to hold whole runs against.
//!
//! ```text
//! cargo run --release --example baseline -- walk|parse FILE.pcap
//! ```
//!
//! `walk` goes from record to record. `parse` slices each frame down to its TCP segment with
//! etherparse and counts its bytes in a hash map of connections: one pass, one update a segment,
//! nothing else.

mod pass;

use std::fs::File;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words[..] {
        ["walk", path] => File::open(path).and_then(pass::walk),
        ["parse", path] => File::open(path).and_then(pass::parse),
        _ => {
            eprintln!("usage: baseline walk|parse FILE.pcap");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(counted) => {
            println!(
                "{} frames, {} bytes, {} connections",
                counted.frames, counted.bytes, counted.connections
            );
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("baseline: {error}");
            ExitCode::from(2)
        }
    }
}
