//! The pager, as git has it: what is printed for people on a terminal begins at its beginning.
//!
//! It is started by the first byte that is written, so that the progress of what comes before can
//! be seen, and waited for before anything is said on standard error: both would write over each
//! other. The command is that of `FTPSCOPE_PAGER`, else of `PAGER`, else `less`; `less` ends by
//! itself where all fits a screen, leaves colours alone (`LESS=FRX`), and is told that it reads
//! UTF-8, which it would show as numbers of bytes where the locale is `C` (`LESSCHARSET=utf-8`).
//! Whoever leaves it has seen enough: what is written then fails like a broken pipe, which is not a
//! failure of ours.

use std::io::{self, IsTerminal as _, Stdout, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Variables that name a pager, the first that is set decides.
const VARIABLES: [&str; 2] = ["FTPSCOPE_PAGER", "PAGER"];

/// Variables by which somebody told `less` its character set.
const CHARACTER_SETS: [&str; 2] = ["LESSCHARSET", "LESSCHARDEF"];

static STATE: Mutex<PagerState> = Mutex::new(PagerState::Unwanted);

#[derive(Debug)]
enum PagerState {
    /// Standard output is written to.
    Unwanted,
    /// The next byte starts one.
    Wanted,
    Open(Child, Option<ChildStdin>),
}

fn state() -> MutexGuard<'static, PagerState> {
    STATE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What is printed goes through a pager, where it goes to a terminal that can show one.
pub(super) fn want() {
    let is_dumb = std::env::var_os("TERM").is_none_or(|term| term == "dumb" || term.is_empty());
    if io::stdout().is_terminal() && !is_dumb {
        *state() = PagerState::Wanted;
    }
}

/// True while somebody looks at one.
pub(super) fn is_open() -> bool {
    matches!(*state(), PagerState::Open(..))
}

/// Hands on that no more comes, and waits until nobody looks any longer.
pub(super) fn close() {
    let before = std::mem::replace(&mut *state(), PagerState::Unwanted);
    if let PagerState::Open(mut child, input) = before {
        drop(input);
        let _ = child.wait();
        *state() = PagerState::Wanted;
    } else {
        *state() = before;
    }
}

/// Standard output, or the pager in front of it.
pub(super) struct Out(Stdout);

impl Out {
    pub(super) fn new() -> Self {
        Out(io::stdout())
    }
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut state = state();
        if matches!(*state, PagerState::Wanted) {
            *state = start().unwrap_or(PagerState::Unwanted);
        }
        match &mut *state {
            PagerState::Open(_, Some(input)) => input.write(bytes),
            _ => self.0.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut *state() {
            PagerState::Open(_, Some(input)) => input.flush(),
            _ => self.0.flush(),
        }
    }
}

/// Starts it; none, where none is wanted or there is none.
fn start() -> Option<PagerState> {
    let named = VARIABLES.iter().find_map(std::env::var_os);
    let mut command = match named {
        Some(name) if name.is_empty() || name == "cat" => return None,
        Some(name) => shell(&name),
        None => Command::new("less"),
    };
    if std::env::var_os("LESS").is_none() {
        command.env("LESS", "FRX");
    }
    if CHARACTER_SETS
        .iter()
        .all(|name| std::env::var_os(name).is_none())
    {
        command.env("LESSCHARSET", "utf-8");
    }
    let mut child = command.stdin(Stdio::piped()).spawn().ok()?;
    heed_no_interrupt();
    let input = child.stdin.take();
    Some(PagerState::Open(child, input))
}

/// A command with its arguments, as a shell takes it.
#[cfg(unix)]
fn shell(name: &std::ffi::OsStr) -> Command {
    let mut command = Command::new("sh");
    command.arg("-c").arg(name);
    command
}

#[cfg(not(unix))]
fn shell(name: &std::ffi::OsStr) -> Command {
    Command::new(name)
}

/// An interrupt is for the pager, which stops reading at it; a program that ended would leave it
/// without its terminal.
#[cfg(unix)]
fn heed_no_interrupt() {
    use std::sync::Arc;
    use std::sync::atomic::AtomicBool;

    let seen = Arc::new(AtomicBool::new(false));
    let _ = signal_hook::flag::register(signal_hook::consts::SIGINT, seen);
}

#[cfg(not(unix))]
fn heed_no_interrupt() {}
