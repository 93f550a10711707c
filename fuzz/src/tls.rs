//! What the targets of TLS share: records of both directions in any cut, and gaps.

use arbitrary::Arbitrary;
use ftpscope::model::At;
use ftpscope::tls::{Begins, TlsConnection, TlsPiece};

/// Longest hello that is kept.
pub const HELLO: usize = 1024;

/// What comes next in a direction.
#[derive(Arbitrary, Debug)]
pub enum Step<'a> {
    Bytes(bool, &'a [u8]),
    Gap(bool, u32),
}

/// Where TLS may begin.
pub fn begins(with_line: bool) -> Begins {
    if with_line {
        Begins::WithLine
    } else {
        Begins::WithStream
    }
}

/// Takes all steps. What is given out is no longer than what came, each byte once.
pub fn feed(tls: &mut TlsConnection, steps: &[Step]) {
    let (mut given, mut came) = (0, 0);
    let mut out = |_: usize, piece: TlsPiece| match piece {
        TlsPiece::Clear(bytes) => given += bytes.len(),
        TlsPiece::Opened(plain) => given += plain.bytes.len(),
        _ => {}
    };
    for step in steps {
        tls.begin_frame();
        match *step {
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
    assert!(given <= came, "{given} bytes of text out of {came}");
}
