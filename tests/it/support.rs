//! What the tests share: the program, the folders, and a way to run many cases before failing.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// What a run of the program gave.
#[derive(Debug)]
pub(crate) struct Run {
    /// Its exit status; `None` where a signal ended it.
    pub(crate) status: Option<i32>,
    /// Results.
    pub(crate) stdout: Vec<u8>,
    /// Everything else.
    pub(crate) stderr: String,
}

impl Run {
    /// The results as text; every output promises to be UTF-8.
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.stdout).expect("an output is UTF-8")
    }

    /// The results as a JSON document.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.stdout).expect("an output is JSON")
    }

    /// The same run, which must have ended well and without a word.
    #[track_caller]
    pub(crate) fn clean(self) -> Self {
        assert_eq!(
            (self.status, self.stderr.as_str()),
            (Some(0), ""),
            "the run did not go well"
        );
        self
    }
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        let stderr = String::from_utf8(output.stderr).expect("messages are UTF-8");
        Run {
            status: output.status.code(),
            stdout: output.stdout,
            stderr,
        }
    }
}

/// The program, in the folder of the project and in an environment without wishes: pages open in
/// English.
pub(crate) fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ftpscope"));
    command
        .current_dir(root())
        .env("LC_ALL", "C")
        .env_remove("COLUMNS")
        .env_remove("NO_COLOR")
        .stdin(Stdio::null());
    command
}

/// Runs the program.
pub(crate) fn run<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Run {
    program()
        .args(arguments)
        .output()
        .expect("the program starts")
        .into()
}

/// Runs the program with this on its standard input.
pub(crate) fn run_with_input<S: AsRef<OsStr>>(
    arguments: impl IntoIterator<Item = S>,
    input: &[u8],
) -> Run {
    let piped = || Stdio::piped();
    let mut command = program();
    let mut child = command
        .args(arguments)
        .stdin(piped())
        .stdout(piped())
        .stderr(piped())
        .spawn()
        .expect("it starts");
    let mut stdin = child.stdin.take().expect("it is piped");
    std::thread::scope(|scope| {
        // it may end before it has read everything
        scope.spawn(move || stdin.write_all(input).unwrap_or_default());
        child.wait_with_output().expect("it ends").into()
    })
}

/// The folder of the project.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The path of a file from a folder above it, with slashes on every system.
pub(crate) fn below(path: &Path, folder: &Path) -> String {
    let parts = path.strip_prefix(folder).expect("it is below").iter();
    let parts: Vec<&str> = parts.map(|part| part.to_str().expect("text")).collect();
    parts.join("/")
}

/// The capture files in a folder of the project, by their paths from there, sorted. Everything in
/// it counts but text.
pub(crate) fn captures_in(folder: &str) -> Vec<String> {
    let entries = fs::read_dir(root().join(folder)).expect("the folder is there");
    let names = entries.map(|entry| {
        entry
            .expect("an entry")
            .file_name()
            .into_string()
            .expect("names are ASCII")
    });
    let is_text = |name: &String| {
        Path::new(name)
            .extension()
            .is_some_and(|e| e == "md" || e == "json")
    };
    let mut paths: Vec<String> = names
        .filter(|n| !is_text(n))
        .map(|name| format!("{folder}/{name}"))
        .collect();
    paths.sort();
    paths
}

/// Of what takes long, tests look at one in so many.
const STRIDE: usize = 3;

/// True where tests look at everything: with `FTPSCOPE_THOROUGH` in the environment, as in
/// `.ci/run`.
pub(crate) fn is_thorough() -> bool {
    std::env::var_os("FTPSCOPE_THOROUGH").is_some()
}

/// All of these where tests are thorough, else one in three.
pub(crate) fn some_of<I: IntoIterator>(items: I) -> impl Iterator<Item = I::Item> {
    let stride = if is_thorough() { 1 } else { STRIDE };
    items.into_iter().step_by(stride)
}

/// The samples, and [some of](some_of) the other captures, each by the files that belong together.
pub(crate) fn all_captures() -> Vec<Vec<String>> {
    let samples = captures_in("samples").into_iter().map(|path| vec![path]);
    samples.chain(some_of(crate::captures::groups())).collect()
}

/// A file in a folder of its own, gone with the value.
pub(crate) struct Scratch(tempfile::TempDir);

impl Scratch {
    /// An empty folder.
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder for files can be made"))
    }

    /// Writes a file into it and gives its path.
    pub(crate) fn file(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.path(name);
        fs::write(&path, bytes).expect("the file can be written");
        path
    }

    /// The path that a file of that name would have.
    pub(crate) fn path(&self, name: &str) -> String {
        self.0
            .path()
            .join(name)
            .to_str()
            .expect("the path is text")
            .to_owned()
    }
}

/// A file of the project.
pub(crate) fn read(path: impl AsRef<Path>) -> Vec<u8> {
    fs::read(root().join(path)).expect("the file is there")
}

/// Runs every case, also after one that failed, and fails with the names of those that did.
pub(crate) fn each<C>(
    cases: impl IntoIterator<Item = C>,
    name: impl Fn(&C) -> String,
    check: impl Fn(&C),
) {
    let (mut count, mut failed, mut first) = (0, String::new(), None);
    for case in cases {
        count += 1;
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| check(&case))) {
            let _ = write!(failed, "\n  {}", name(&case));
            first.get_or_insert(panic);
        }
    }
    assert!(count > 0, "there was no case to check");
    if let Some(panic) = first {
        eprintln!("failed of {count} cases:{failed}");
        resume_unwind(panic);
    }
}
