//! What the fuzz targets share.

use ftpscope::capture::{Capture, Input};
use ftpscope::limits::Limits;

#[path = "../../tests/it/everything.rs"]
mod everything;
pub mod tls;

/// Caps so small that a few thousand bytes reach them.
pub fn small() -> Limits {
    Limits {
        frame: 4096,
        block: 8192,
        interfaces: 16,
        fragment_datagrams: 4,
        fragment_bytes: 2048,
        line: 256,
        reply_lines: 8,
        reply_bytes: 512,
        dialogue: 8192,
        held_control: 512,
        held_data: 1024,
        decoded: 4096,
        tls_hello: 1024,
        remembered_syns: 4,
        control_connections: 4,
        opening: 4,
        silent: 2,
        undecided: 512,
        rejected: 2,
        unclaimed: 2,
        elsewhere: 2,
        ..Limits::default()
    }
}

/// Opens bytes as a capture.
pub fn with_capture<T>(
    bytes: &[u8],
    limits: &Limits,
    use_it: impl FnOnce(&Capture) -> T,
) -> Option<T> {
    let capture = Capture::open(Input::bytes(bytes), limits).ok()?;
    Some(use_it(&capture))
}

/// Both passes, and everything that can be printed of what they find.
pub fn print_all(capture: &Capture) {
    everything::print_all(capture, &small());
}
