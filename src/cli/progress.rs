//! The progress bar on standard error, for input that takes more than about a second.

use std::cell::RefCell;
use std::io::{IsTerminal as _, stderr};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::analysis::Watcher;

/// Nothing is drawn before this has passed.
const PATIENCE: Duration = Duration::from_secs(1);
const TEMPLATE: &str = "{msg} {wide_bar} {bytes}/{total_bytes} {bytes_per_sec} {eta} left";

/// Draws how far each pass has come. This is the only clock in the program; it decides nothing but when to draw.
pub(super) struct Progress {
    total: u64,
    begun: Instant,
    bar: RefCell<Option<ProgressBar>>,
    pass: RefCell<u32>,
    wanted: bool,
}

impl Progress {
    /// For input of `total` bytes.
    pub(super) fn new(total: u64, quiet: bool) -> Self {
        Progress {
            total,
            begun: Instant::now(),
            bar: RefCell::default(),
            pass: RefCell::default(),
            wanted: !quiet && stderr().is_terminal(),
        }
    }

    fn draw(&self) -> ProgressBar {
        let bar = ProgressBar::new(self.total);
        if let Ok(style) = ProgressStyle::with_template(TEMPLATE) {
            bar.set_style(style);
        }
        bar.set_message(format!("pass {}", self.pass.borrow()));
        bar
    }

    fn clear(&self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}

impl Watcher for Progress {
    fn begin(&self) {
        self.clear();
        *self.pass.borrow_mut() += 1;
    }

    fn at(&self, position: u64) {
        if self.wanted && self.begun.elapsed() > PATIENCE {
            self.bar.borrow_mut().get_or_insert_with(|| self.draw()).set_position(position);
        }
    }

    fn end(&self) {
        self.clear();
    }
}
