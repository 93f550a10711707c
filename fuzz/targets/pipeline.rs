//! Any bytes as a capture: both passes and every output.
#![no_main]

use ftpscope_fuzz::{print_all, small, with_capture};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    with_capture(bytes, &small(), print_all);
});
