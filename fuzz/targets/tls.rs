//! TLS records of both directions, with clear text before and between them, and with gaps.
#![no_main]

use arbitrary::Arbitrary;
use ftpscope::tls::TlsConnection;
use ftpscope_fuzz::tls::{HELLO, Step, begins, feed};
use libfuzzer_sys::fuzz_target;

#[derive(Arbitrary, Debug)]
struct Capture<'a> {
    with_line: bool,
    from_beginning: bool,
    steps: Vec<Step<'a>>,
}

fuzz_target!(|capture: Capture| {
    let mut tls = TlsConnection::new(begins(capture.with_line), capture.from_beginning, HELLO);
    feed(&mut tls, &capture.steps);
    let _ = (tls.client_hello(), tls.server_hello(), tls.is_resumed());
});
