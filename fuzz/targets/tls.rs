//! TLS records of both directions, with gaps.
#![no_main]

use arbitrary::Arbitrary;
use ftpscope::tls::Walker;
use libfuzzer_sys::fuzz_target;

#[derive(Arbitrary, Debug)]
enum Step<'a> {
    Bytes(bool, &'a [u8]),
    Gap(bool, u32),
    Leave(bool),
}

fuzz_target!(|steps: Vec<Step>| {
    let mut walker = Walker::new(1024);
    for step in steps {
        walker.begin_frame();
        match step {
            Step::Bytes(side, bytes) => walker.bytes(side.into(), bytes),
            Step::Gap(side, len) => walker.gap(side.into(), len.into()),
            Step::Leave(side) => walker.leave(side.into()),
        }
        for side in 0..2 {
            let _ = (walker.row(side), walker.is_inside(side));
        }
    }
    let _ = walker.facts();
});
