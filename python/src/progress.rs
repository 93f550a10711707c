//! Tells Python how far reading has come.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use ftpscope::analysis::Watcher;
use pyo3::prelude::*;

/// The parts of the whole that are told.
const STEPS: u64 = 100;

/// Calls a function of Python with the bytes that are read and those that there are.
pub(crate) struct Progress {
    call: Py<PyAny>,
    total: u64,
    /// The last step that was told.
    told: AtomicU64,
    /// What the function raised first.
    error: Mutex<Option<PyErr>>,
}

impl Progress {
    pub(crate) fn new(call: Py<PyAny>, total: u64) -> Self {
        Progress {
            call,
            total,
            told: AtomicU64::new(u64::MAX),
            error: Mutex::new(None),
        }
    }

    /// Tells the end, where the last step was not it: a small capture has no other.
    pub(crate) fn end(&self) {
        if self.total > 0 {
            self.tell(self.total);
        }
    }

    /// Tells how far reading has come, where that is another step.
    fn tell(&self, position: u64) {
        let step = position.saturating_mul(STEPS) / self.total.max(1);
        if self.told.swap(step, Ordering::Relaxed) == step {
            return;
        }
        Python::attach(|py| {
            if let Err(error) = self.call.call1(py, (position, self.total))
                && let Ok(mut kept) = self.error.lock()
            {
                kept.get_or_insert(error);
            }
        });
    }

    /// What the function raised.
    pub(crate) fn take_error(&self) -> Option<PyErr> {
        self.error.lock().ok()?.take()
    }
}

/// The watcher is shared with whoever asks for the error afterwards.
pub(crate) struct Shared(pub(crate) std::sync::Arc<Progress>);

impl Watcher for Shared {
    fn at(&self, position: u64) {
        self.0.tell(position);
    }
}
