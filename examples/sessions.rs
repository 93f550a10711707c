//! The library by itself: reads a capture from standard input, lists who transferred what, and
//! fails where a transfer is not complete.
//!
//! ```sh
//! cargo run --example sessions < samples/passive.pcap
//! ```

use std::io;
use std::process::ExitCode;

use ftpscope::analysis::view::{Selection, View};
use ftpscope::check::{Expectations, judge};
use ftpscope::{Analyzer, Input};

fn main() -> ExitCode {
    let input = Input::reader(io::stdin().lock()).named("standard input");
    let analysis = match Analyzer::new().run(input) {
        Ok(analysis) => analysis,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::from(2);
        }
    };
    for fault in analysis.faults() {
        eprintln!("{fault}");
    }
    for session in &analysis.sessions {
        println!(
            "{} → {}: {:?}",
            session.client, session.server, session.mode
        );
        for transfer in &session.transfers {
            let verb = transfer.verb.unwrap_or("hidden by TLS");
            println!("  {verb}: {} bytes, {:?}", transfer.bytes, transfer.outcome);
        }
    }
    let mut expectations = Expectations::default();
    if let Err(mistake) = expectations.require("transfer.complete == true") {
        eprintln!("{mistake}");
        return ExitCode::from(2);
    }
    let view = View {
        analysis: &analysis,
        selection: &Selection::default(),
        show_passwords: false,
    };
    let failed: Vec<_> = judge(&view, &expectations)
        .into_iter()
        .filter(|outcome| !outcome.passed)
        .collect();
    for outcome in &failed {
        println!(
            "{}: expected {}, found {}",
            outcome.subject, outcome.expected, outcome.found
        );
    }
    ExitCode::from(u8::from(!failed.is_empty()))
}
