//! Signals that end the program: what has no name yet is taken away first. Without this, a killed
//! run leaves files and folders called `.ftpscope-…` behind, never half a result under the name of
//! a whole one.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, Once, PoisonError};

use crate::extract::Gate;

/// What is to be taken away, and what is to be closed before.
static UNNAMED: Mutex<Vec<(PathBuf, Option<Gate>)>> = Mutex::new(Vec::new());

/// How often it is tried to take away what another thread, which ends just then, takes away too.
const TRIES: usize = 100;

/// A file or folder that a signal takes away, as long as this value is there.
pub(super) struct Unnamed(PathBuf);

impl Unnamed {
    /// Makes something that has such a path; no signal comes between.
    pub(super) fn make<T, E>(
        make: impl FnOnce() -> Result<T, E>,
        path: fn(&T) -> &Path,
    ) -> Result<(T, Self), E> {
        Self::make_gated(make, path, |_| None)
    }

    /// The same of a folder in which more is made, all of it through a gate.
    pub(super) fn make_gated<T, E>(
        make: impl FnOnce() -> Result<T, E>,
        path: fn(&T) -> &Path,
        gate: fn(&T) -> Option<&Gate>,
    ) -> Result<(T, Self), E> {
        static WATCHED: Once = Once::new();
        WATCHED.call_once(watch);
        let mut unnamed = UNNAMED.lock().unwrap_or_else(PoisonError::into_inner);
        let thing = make()?;
        let path = path(&thing).to_owned();
        unnamed.push((path.clone(), gate(&thing).cloned()));
        Ok((thing, Unnamed(path)))
    }
}

impl Drop for Unnamed {
    fn drop(&mut self) {
        UNNAMED
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .retain(|(path, _)| *path != self.0);
    }
}

/// Waits for signals on a thread of its own. Where no thread or handler can be had, they end the
/// program at once.
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
    let _ = std::thread::Builder::new()
        .name("signals".to_owned())
        .spawn(move || {
            if let Some(signal) = signals.forever().next() {
                take_all_away();
                let _ = signal_hook::low_level::emulate_default_handler(signal);
            }
        });
}

/// The same for Ctrl-C and the window that is closed; Windows waits for what this does.
#[cfg(windows)]
fn watch() {
    // what a program has that Ctrl-C ended: STATUS_CONTROL_C_EXIT
    const ENDED: i32 = 0xC000_013A_u32 as i32;
    // where no handler can be had, it ends at once
    let _ = ctrlc::set_handler(|| {
        take_all_away();
        std::process::exit(ENDED);
    });
}

#[cfg(not(any(unix, windows)))]
fn watch() {}

/// Takes away what has no name, and nothing is begun any more: the list stays locked.
#[cfg(any(unix, windows))]
fn take_all_away() {
    let unnamed = UNNAMED.lock().unwrap_or_else(PoisonError::into_inner);
    for (path, gate) in unnamed.iter() {
        if let Some(gate) = gate {
            gate.close();
        }
        take_away(path);
    }
    std::mem::forget(unnamed);
}

/// Removes a file or a folder.
#[cfg(any(unix, windows))]
fn take_away(path: &Path) {
    for _ in 0..TRIES {
        let done = if path.is_dir() {
            std::fs::remove_dir_all(path).or_else(|error| emptied(path, error))
        } else {
            std::fs::remove_file(path)
        };
        if done.is_ok() || path.symlink_metadata().is_err() {
            return;
        }
        std::thread::yield_now();
    }
}

/// Of a folder that is open, as that of `extract` is, Windows lets no more be removed than what is
/// in it.
#[cfg(windows)]
fn emptied(folder: &Path, _error: std::io::Error) -> std::io::Result<()> {
    std::fs::read_dir(folder)?.try_for_each(|entry| std::fs::remove_file(entry?.path()))
}

#[cfg(unix)]
fn emptied(_folder: &Path, error: std::io::Error) -> std::io::Result<()> {
    Err(error)
}

#[cfg(all(test, any(target_os = "linux", windows)))]
mod tests {
    use std::io::Read as _;

    use super::*;

    /// Where the child finds the folder that holds what it makes.
    const FOLDER: &str = "FTPSCOPE_TEST_INTERRUPTED";
    const READY: &str = "something without a name is there";

    /// The child of the test below, and of `.ci/windows`: makes something, says so, and waits for
    /// its end.
    #[test]
    fn child() {
        let Some(folder) = std::env::var_os(FOLDER) else {
            return;
        };
        let made = Unnamed::make(
            || tempfile::NamedTempFile::new_in(folder),
            |file| file.path(),
        );
        let _kept = made.expect("a file can be made");
        println!("\n{READY}");
        let _ = std::io::stdin().read(&mut [0]);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_signal_takes_away_what_has_no_name_and_ends_the_program() {
        use std::io::{BufRead as _, BufReader};
        use std::os::unix::process::ExitStatusExt as _;
        use std::process::{Command, Stdio};

        for (signal, number) in [("INT", 2), ("TERM", 15), ("HUP", 1)] {
            let folder = tempfile::tempdir().expect("a folder");
            // the tests may have been started by something that has them ignore signals, as nohup
            // does
            let mut child = Command::new("env")
                .arg("--default-signal=INT,TERM,HUP")
                .arg(std::env::current_exe().expect("this program"))
                .args(["--exact", "cli::interrupt::tests::child", "--nocapture"])
                .env(FOLDER, folder.path())
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .spawn()
                .expect("it starts");
            // to wait would close it, and the child would end by itself
            let _stdin = child.stdin.take();
            let lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
            assert!(lines.map_while(Result::ok).any(|line| line == READY));
            assert_eq!(
                std::fs::read_dir(folder.path()).expect("a folder").count(),
                1
            );
            let id = child.id().to_string();
            let sent = Command::new("kill")
                .args([&format!("-{signal}"), &id])
                .status();
            assert!(sent.expect("kill").success());
            assert_eq!(
                child.wait().expect("it ends").signal(),
                Some(number),
                "{signal}"
            );
            assert_eq!(
                std::fs::read_dir(folder.path()).expect("a folder").count(),
                0,
                "{signal}"
            );
        }
    }
}
