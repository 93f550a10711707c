//! Signals that end the program: what has no name yet is taken away first. Without this, a killed run leaves files and
//! folders called `.ftpscope-…` behind, never half a result under the name of a whole one.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, Once, PoisonError};

/// What is to be taken away.
static UNNAMED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// A file or folder that a signal takes away, as long as this value is there.
pub(super) struct Unnamed(PathBuf);

impl Unnamed {
    /// Makes something that has such a path; no signal comes between.
    pub(super) fn make<T, E>(
        make: impl FnOnce() -> Result<T, E>,
        path: fn(&T) -> &Path,
    ) -> Result<(T, Self), E> {
        static WATCHED: Once = Once::new();
        WATCHED.call_once(watch);
        let mut unnamed = UNNAMED.lock().unwrap_or_else(PoisonError::into_inner);
        let thing = make()?;
        let path = path(&thing).to_owned();
        unnamed.push(path.clone());
        Ok((thing, Unnamed(path)))
    }
}

impl Drop for Unnamed {
    fn drop(&mut self) {
        UNNAMED
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .retain(|path| *path != self.0);
    }
}

/// Waits for signals on a thread of its own. Where no thread or handler can be had, they end the program at once.
#[cfg(unix)]
fn watch() {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;

    // whoever started the program may have had it ignore some, as nohup does
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status
        .lines()
        .find_map(|line| u64::from_str_radix(line.strip_prefix("SigIgn:")?.trim(), 16).ok());
    let heeded =
        |signal: &i32| mask.map_or(*signal != SIGHUP, |mask| mask >> (signal - 1) & 1 == 0);
    let Ok(mut signals) = Signals::new([SIGINT, SIGTERM, SIGHUP].into_iter().filter(heeded)) else {
        return;
    };
    let wait = move || {
        if let Some(signal) = signals.forever().next() {
            // nothing is begun any more
            let unnamed = UNNAMED.lock().unwrap_or_else(PoisonError::into_inner);
            for path in unnamed.iter() {
                let _ = if path.is_dir() {
                    std::fs::remove_dir_all(path)
                } else {
                    std::fs::remove_file(path)
                };
            }
            let _ = signal_hook::low_level::emulate_default_handler(signal);
        }
    };
    let _ = std::thread::Builder::new()
        .name("signals".to_owned())
        .spawn(wait);
}

#[cfg(not(unix))]
fn watch() {}
