//! The progress bar on standard error, for input that takes more than about a second.

use std::io::{IsTerminal as _, stderr};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::analysis::Watcher;

use super::pager;

/// Nothing is drawn before this has passed.
const PATIENCE: Duration = Duration::from_secs(1);
const TEMPLATE: &str = "{msg} {wide_bar} {bytes}/{total_bytes} {bytes_per_sec} {eta} left";

/// Draws how far each pass has come. This is the only clock in the program; it decides nothing but
/// when to draw.
pub(super) struct Progress {
    total: u64,
    begun: Instant,
    /// Of the present pass; it counts from the beginning, so that its rate is right, and is drawn
    /// later.
    bar: Mutex<ProgressBar>,
    pass: AtomicU32,
    drawn: AtomicBool,
    wanted: bool,
}

impl Progress {
    /// For input of `total` bytes.
    pub(super) fn new(total: u64, quiet: bool) -> Self {
        Progress {
            total,
            begun: Instant::now(),
            bar: Mutex::new(ProgressBar::hidden()),
            pass: AtomicU32::default(),
            drawn: AtomicBool::default(),
            wanted: !quiet && stderr().is_terminal(),
        }
    }

    fn hidden_bar(&self) -> ProgressBar {
        let bar = ProgressBar::with_draw_target(Some(self.total), ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template(TEMPLATE) {
            bar.set_style(style);
        }
        bar.with_message(format!("pass {}", self.pass.load(Ordering::Relaxed)))
    }

    fn bar(&self) -> MutexGuard<'_, ProgressBar> {
        self.bar.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Watcher for Progress {
    fn begin(&self) {
        self.pass.fetch_add(1, Ordering::Relaxed);
        *self.bar() = self.hidden_bar();
    }

    fn at(&self, position: u64) {
        if !self.wanted {
            return;
        }
        let bar = self.bar();
        if pager::is_open() {
            bar.set_draw_target(ProgressDrawTarget::hidden());
            return;
        }
        bar.set_position(position);
        if self.begun.elapsed() > PATIENCE && !self.drawn.swap(true, Ordering::Relaxed) {
            bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }

    fn end(&self) {
        self.bar().finish_and_clear();
        self.drawn.store(false, Ordering::Relaxed);
    }
}

const KEEPING: &str = "reading a stream: {bytes}, {bytes_per_sec}";

/// Tells how much of standard input was read, which takes as long as whoever writes it.
pub(super) struct Keeping {
    begun: Instant,
    bar: ProgressBar,
    drawn: AtomicBool,
    wanted: bool,
}

impl Keeping {
    pub(super) fn new(quiet: bool) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template(KEEPING) {
            bar.set_style(style);
        }
        Keeping {
            begun: Instant::now(),
            bar,
            drawn: AtomicBool::default(),
            wanted: !quiet && stderr().is_terminal(),
        }
    }

    /// So many bytes were read.
    pub(super) fn at(&self, bytes: u64) {
        if !self.wanted {
            return;
        }
        self.bar.set_position(bytes);
        if self.begun.elapsed() > PATIENCE && !self.drawn.swap(true, Ordering::Relaxed) {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }
}

impl Drop for Keeping {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
