//! TLS with secrets at hand: a key log in any pieces, records of both directions in any cut, and gaps. What is
//! given out is no longer than what came.
#![no_main]

use std::io::BufReader;
use std::sync::Arc;

use arbitrary::Arbitrary;
use ftpscope::limits::Limits;
use ftpscope::model::SecretSource;
use ftpscope::tls::{Keyring, Secrets, TlsConnection};
use ftpscope_fuzz::tls::{HELLO, Step, begins, feed};
use libfuzzer_sys::fuzz_target;

/// Where the random stands in the record of a `ClientHello`.
const RANDOM: std::ops::Range<usize> = 11..43;

#[derive(Arbitrary, Debug)]
struct Capture<'a> {
    /// Read as it is, in pieces of this size.
    log: &'a [u8],
    piece: u8,
    /// Secrets of the hello that comes first.
    secrets: [[u8; 32]; 4],
    master: [u8; 16],
    with_line: bool,
    steps: Vec<Step<'a>>,
}

fn digits(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Lines that belong to the first hello.
fn lines_for(capture: &Capture) -> Option<String> {
    let first = capture.steps.iter().find_map(|step| match step {
        Step::Bytes(_, bytes) => bytes.get(RANDOM),
        Step::Gap(..) => None,
    })?;
    let random = digits(first);
    let labels = [
        "CLIENT_HANDSHAKE_TRAFFIC_SECRET",
        "SERVER_HANDSHAKE_TRAFFIC_SECRET",
        "CLIENT_TRAFFIC_SECRET_0",
        "SERVER_TRAFFIC_SECRET_0",
    ];
    let mut lines: String = labels
        .iter()
        .zip(&capture.secrets)
        .map(|(label, secret)| format!("{label} {random} {}\n", digits(secret)))
        .collect();
    let master = digits(&capture.master.repeat(3));
    lines += &format!("CLIENT_RANDOM {random} {master}\n");
    Some(lines)
}

fuzz_target!(|capture: Capture| {
    let limits = Limits {
        key_log_entries: 64,
        ..Limits::default()
    };
    let mut secrets = Secrets::new();
    let pieces = BufReader::with_capacity(usize::from(capture.piece).max(1), capture.log);
    let _ = secrets.read(pieces, SecretSource::KeyLog, &limits);
    if let Some(lines) = lines_for(&capture) {
        let _ = secrets.read_text(lines.as_bytes(), SecretSource::Capture, &limits);
    }
    let ring = Keyring::new(&Arc::new(secrets), Default::default(), &limits);
    let mut tls = TlsConnection::new(begins(capture.with_line), true, HELLO).with(ring.as_ref());
    feed(&mut tls, &capture.steps);
    let _ = (
        tls.opened(),
        tls.records_seen(),
        tls.sealed_records(),
        tls.certificate(),
    );
});
