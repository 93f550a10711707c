//! The `ftpscope` program. All of it is in the library.

use std::process::ExitCode;

// glibc gives each further thread its memory a page at a time, with a system call for each; musl
// has one lock for all
#[cfg(target_os = "linux")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    ftpscope::cli::run()
}
