//! Command line argument → bytes that can be read again from their beginning.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::ahead::Ahead;
use super::buffer::{Block, Pull};
use super::error::CaptureError;
use crate::threads;

/// The bytes of one argument. Reading starts anew with every [`Input::open`].
#[derive(Debug)]
pub(super) struct Input {
    origin: Origin,
    /// Bytes when the argument was resolved; a file that grows is read up to here, so that all passes agree.
    len: u64,
}

#[derive(Debug)]
enum Origin {
    /// Opened by name at each pass: no descriptor is held between passes, however many files there are.
    Path(PathBuf),
    /// Has no name, or none that leads to these bytes again: a spooled stream, or a file that is standard input.
    Held { file: Arc<File>, start: u64 },
}

impl Input {
    /// Bytes of it, as stored.
    pub(super) fn len(&self) -> u64 {
        self.len
    }

    /// Starts reading; `counter` goes up with every byte read.
    pub(super) fn open(&self, counter: &Arc<AtomicU64>) -> Result<FileSource, CaptureError> {
        let (file, start) = match &self.origin {
            Origin::Path(path) => (Arc::new(File::open(path).map_err(CaptureError::open)?), 0),
            Origin::Held { file, start } => (Arc::clone(file), *start),
        };
        Ok(FileSource {
            region: Region::new(file, start, self.len, counter),
            at: start,
            may_read_ahead: false,
            ahead: None,
        })
    }
}

/// Turns arguments into inputs, and notices those that come twice.
#[derive(Default)]
pub(super) struct Resolver {
    stdin_taken: bool,
    /// Canonical name → name as given.
    named: BTreeMap<PathBuf, PathBuf>,
}

impl Resolver {
    /// What an argument stands for. The outer error is one of the list of arguments, the inner one of this file.
    pub(super) fn resolve(
        &mut self,
        path: &Path,
    ) -> Result<Result<Input, CaptureError>, CaptureError> {
        if path.as_os_str() != "-" {
            return Ok(self.resolve_path(path));
        }
        if std::mem::replace(&mut self.stdin_taken, true) {
            return Err(CaptureError::SecondStdin);
        }
        Ok(take_stdin())
    }

    fn resolve_path(&mut self, path: &Path) -> Result<Input, CaptureError> {
        let metadata = fs::metadata(path).map_err(CaptureError::open)?;
        if metadata.is_dir() {
            return Err(CaptureError::Directory);
        }
        let canonical = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        if let Some(first) = self.named.insert(canonical, path.to_owned()) {
            return Err(CaptureError::Twice { first });
        }
        if !metadata.is_file() {
            return spool(File::open(path).map_err(CaptureError::open)?);
        }
        not_empty(Input {
            origin: Origin::Path(path.to_owned()),
            len: metadata.len(),
        })
    }
}

/// Keeps a stream in an anonymous temporary file, because it cannot be read twice. Its size is bounded by the disk
/// alone: that is the user's own pipe, and a full disk is an error.
pub(super) fn spool(mut stream: impl io::Read) -> Result<Input, CaptureError> {
    let mut file = tempfile::tempfile().map_err(CaptureError::Spool)?;
    let len = io::copy(&mut stream, &mut file).map_err(CaptureError::Spool)?;
    not_empty(Input {
        origin: Origin::Held {
            file: Arc::new(file),
            start: 0,
        },
        len,
    })
}

fn take_stdin() -> Result<Input, CaptureError> {
    let stdin = io::stdin();
    if stdin.is_terminal() {
        return Err(CaptureError::Terminal);
    }
    match redirected_file(&stdin) {
        Some(input) => not_empty(input),
        None => spool(stdin.lock()),
    }
}

/// Standard input where it is a plain file (`ftpscope - < file`): it can be read again where it lies.
#[cfg(unix)]
fn redirected_file(stdin: &io::Stdin) -> Option<Input> {
    use std::io::Seek;
    use std::os::fd::AsFd;

    let mut file = File::from(stdin.as_fd().try_clone_to_owned().ok()?);
    let metadata = file.metadata().ok()?;
    if !metadata.is_file() {
        return None;
    }
    let start = file.stream_position().ok()?;
    let len = metadata.len().saturating_sub(start);
    Some(Input {
        origin: Origin::Held {
            file: Arc::new(file),
            start,
        },
        len,
    })
}

#[cfg(not(unix))]
fn redirected_file(_: &io::Stdin) -> Option<Input> {
    None
}

fn not_empty(input: Input) -> Result<Input, CaptureError> {
    if input.len == 0 {
        Err(CaptureError::Empty)
    } else {
        Ok(input)
    }
}

/// The part of a file that is an input, read at any place and from any thread.
#[derive(Clone, Debug)]
pub(super) struct Region {
    file: Arc<File>,
    /// Place in `file` where the input begins and where it ends.
    start: u64,
    end: u64,
    counter: Arc<AtomicU64>,
}

impl Region {
    /// `counter` goes up with every byte read.
    pub(super) fn new(file: Arc<File>, start: u64, len: u64, counter: &Arc<AtomicU64>) -> Self {
        Region {
            file,
            start,
            end: start.saturating_add(len),
            counter: Arc::clone(counter),
        }
    }

    /// Place in the file where it ends.
    pub(super) fn end(&self) -> u64 {
        self.end
    }

    /// The fault of a file that ends at `place` already.
    pub(super) fn shrank(&self, place: u64) -> CaptureError {
        CaptureError::Shrank {
            was: self.end - self.start,
            now: place - self.start,
        }
    }

    /// Reads what lies at `place`, until `into` is full or the file or the region ends.
    pub(super) fn fill(&self, into: &mut [u8], place: u64) -> Result<usize, CaptureError> {
        let mut filled = 0;
        loop {
            match self.read(&mut into[filled..], place + filled as u64)? {
                0 => return Ok(filled),
                count => filled += count,
            }
        }
    }

    /// Reads some of what lies at `place`; 0 where nothing does.
    fn read(&self, into: &mut [u8], place: u64) -> Result<usize, CaptureError> {
        let left = usize::try_from(self.end - place).unwrap_or(usize::MAX);
        let wanted = left.min(into.len());
        if wanted == 0 {
            return Ok(0);
        }
        loop {
            match read_at(&self.file, &mut into[..wanted], place) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(cause) => {
                    return Err(CaptureError::Read {
                        offset: place - self.start,
                        cause,
                    });
                }
                Ok(count) => {
                    self.counter.fetch_add(count as u64, Ordering::Relaxed);
                    return Ok(count);
                }
            }
        }
    }
}

/// One reading of an input, from its beginning to the length it had when it was resolved.
pub(super) struct FileSource {
    region: Region,
    /// Where in the file the next read begins.
    at: u64,
    /// Another core may be asked to read.
    pub(super) may_read_ahead: bool,
    ahead: Option<Ahead>,
}

/// Bytes that are left of a file for which another core is asked to read.
const MUCH: u64 = 8 << 20;

impl Pull for FileSource {
    fn pull(&mut self, into: &mut [u8]) -> Result<usize, CaptureError> {
        let count = self.region.read(into, self.at)?;
        if count == 0 && self.at < self.region.end {
            return Err(self.region.shrank(self.at));
        }
        self.at += count as u64;
        Ok(count)
    }

    fn next_block(&mut self) -> Option<Result<Block, CaptureError>> {
        // the first bytes say what the file is, and often no more of it is wanted at first
        let is_begun = self.at > self.region.start;
        let much_is_left = self.region.end - self.at > MUCH;
        if self.may_read_ahead
            && self.ahead.is_none()
            && is_begun
            && much_is_left
            && threads::count() > 1
        {
            self.ahead = Ahead::begin(self.region.clone(), self.at);
        }
        self.ahead.as_mut().map(Ahead::next)
    }

    fn take_back(&mut self, bytes: Vec<u8>) {
        if let Some(ahead) = &mut self.ahead {
            ahead.take_back(bytes);
        }
    }
}

/// Positioned reads, because the passes over a spooled stream share one descriptor.
#[cfg(unix)]
fn read_at(file: &File, into: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, into, offset)
}

#[cfg(windows)]
fn read_at(file: &File, into: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, into, offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_all(input: &Input) -> Result<Vec<u8>, CaptureError> {
        let mut source = input.open(&Arc::default())?;
        let (mut all, mut piece) = (Vec::new(), [0; 7]);
        loop {
            match source.pull(&mut piece)? {
                0 => return Ok(all),
                count => all.extend_from_slice(&piece[..count]),
            }
        }
    }

    #[test]
    fn a_spooled_stream_can_be_read_twice_and_at_once() {
        let input = spool(&b"nineteen bytes here"[..]).unwrap();
        assert_eq!(input.len(), 19);
        let counter = Arc::default();
        let mut slow = input.open(&counter).unwrap();
        let mut piece = [0; 8];
        assert_eq!(slow.pull(&mut piece).unwrap(), 8);
        assert_eq!(read_all(&input).unwrap(), b"nineteen bytes here");
        assert_eq!(slow.pull(&mut piece).unwrap(), 8);
        assert_eq!(&piece, b" bytes h");
        assert_eq!(counter.load(Ordering::Relaxed), 16);
    }

    #[test]
    fn a_file_that_grows_is_read_to_its_old_end_and_one_that_shrinks_is_an_error() {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), [7; 20]).unwrap();
        let input = Resolver::default().resolve(file.path()).unwrap().unwrap();
        fs::write(file.path(), [7; 30]).unwrap();
        assert_eq!(read_all(&input).unwrap(), [7; 20]);
        fs::write(file.path(), [7; 10]).unwrap();
        assert!(matches!(
            read_all(&input),
            Err(CaptureError::Shrank { was: 20, now: 10 })
        ));
        drop(file);
        assert!(matches!(read_all(&input), Err(CaptureError::Missing)));
    }

    #[test]
    fn what_is_no_file_is_told_apart() {
        let directory = tempfile::tempdir().unwrap();
        let empty = directory.path().join("empty");
        fs::write(&empty, b"").unwrap();
        let mut resolver = Resolver::default();
        let mut error = |path: &Path| resolver.resolve(path).unwrap().unwrap_err();
        assert!(matches!(error(directory.path()), CaptureError::Directory));
        assert!(matches!(
            error(&directory.path().join("none")),
            CaptureError::Missing
        ));
        assert!(matches!(error(&empty), CaptureError::Empty));
        let again = directory.path().join(".").join("empty");
        assert!(matches!(error(&again), CaptureError::Twice { first } if first == empty));
    }

    #[test]
    fn a_second_dash_is_a_usage_error() {
        let mut resolver = Resolver {
            stdin_taken: true,
            ..Resolver::default()
        };
        assert!(matches!(
            resolver.resolve(Path::new("-")),
            Err(CaptureError::SecondStdin)
        ));
    }
}
