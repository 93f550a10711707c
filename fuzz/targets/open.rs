//! Any bytes as a capture file: containers and compressions.
#![no_main]

use ftpscope_fuzz::{small, with_capture};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let limits = small();
    with_capture(bytes, &limits, |capture| {
        let mut frames = capture.frames();
        let mut expected = 1;
        while let Some(frame) = frames.next() {
            assert_eq!(frame.number, expected);
            assert!(frame.data.len() <= limits.frame);
            expected += 1;
        }
        let summary = &frames.finish()[0];
        assert_eq!(summary.frames, expected - 1);
    });
});
