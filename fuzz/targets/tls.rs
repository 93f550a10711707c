//! TLS records of both directions, with clear text before and between them, and with gaps.
#![no_main]

use arbitrary::Arbitrary;
use ftpscope::model::At;
use ftpscope::tls::{Begins, Piece, TlsConnection};
use libfuzzer_sys::fuzz_target;

/// Longest hello that is kept.
const HELLO: usize = 1024;

#[derive(Arbitrary, Debug)]
enum Step<'a> {
    Bytes(bool, &'a [u8]),
    Gap(bool, u32),
}

#[derive(Arbitrary, Debug)]
struct Capture<'a> {
    with_line: bool,
    from_beginning: bool,
    steps: Vec<Step<'a>>,
}

fuzz_target!(|capture: Capture| {
    let begins = if capture.with_line { Begins::WithLine } else { Begins::WithStream };
    let mut tls = TlsConnection::new(begins, capture.from_beginning, HELLO);
    // clear text is handed on, each byte once
    let (mut given, mut came) = (0, 0);
    let mut out = |_: usize, piece: Piece| {
        if let Piece::Clear(bytes) = piece {
            given += bytes.len();
        }
    };
    for step in capture.steps {
        tls.begin_frame();
        match step {
            Step::Bytes(side, bytes) => {
                came += bytes.len();
                tls.bytes(side.into(), bytes, (At::default(), None), &mut out);
            }
            Step::Gap(side, len) => tls.gap(side.into(), len.into(), At::default(), &mut out),
        }
        for side in 0..2 {
            let _ = (tls.row(side), tls.is_inside(side), tls.spoke(side));
        }
    }
    for side in 0..2 {
        tls.finish(side, At::default(), &mut out);
    }
    let _ = (tls.client_hello(), tls.server_hello(), tls.is_resumed());
    assert!(given <= came, "{given} bytes of clear text out of {came}");
});
