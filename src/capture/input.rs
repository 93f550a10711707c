//! What is to be analysed, as a caller names it, and how each part of it becomes bytes that can be
//! read again.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, IsTerminal, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::error::CaptureError;
use super::format::{LOOKAHEAD, SNIFF};
use super::sniff;
use super::store::{CaptureStore, SharedBytes};
use crate::limits::Limits;

/// What is to be analysed: files by name, bytes in memory, streams. Several parts are one capture,
/// merged by time.
///
/// ```
/// use ftpscope::Input;
///
/// let one = Input::path("samples/active.pcap");
/// let rotated = Input::paths(["a.pcap", "b.pcap"]);
/// let received = Input::bytes(&[0xa1, 0xb2, 0xc3, 0xd4]).named("upload");
/// ```
#[derive(Debug, Default)]
pub struct Input<'r> {
    pub(super) parts: Vec<InputPart<'r>>,
}

/// One file, block of memory or stream.
#[derive(Debug)]
pub(super) struct InputPart<'r> {
    /// What the summary and messages call it.
    pub(super) name: String,
    pub(super) origin: InputOrigin<'r>,
}

pub(super) enum InputOrigin<'r> {
    /// A file, FIFO or device; `-` is standard input.
    Path(PathBuf),
    Memory(SharedBytes),
    Stream(Box<dyn Read + 'r>),
}

impl<'r> Input<'r> {
    /// One file: pcap, pcapng or snoop, compressed or not. `-` is standard input.
    pub fn path(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        Self::part(path.to_string_lossy().into_owned(), InputOrigin::Path(path))
    }

    /// Several files that are one capture, as those of a ring buffer are.
    pub fn paths<P: Into<PathBuf>>(paths: impl IntoIterator<Item = P>) -> Self {
        paths.into_iter().map(Self::path).collect()
    }

    /// A capture in memory, which is copied; [`Input::shared`] does without.
    pub fn bytes(bytes: impl AsRef<[u8]>) -> Self {
        Self::shared(bytes.as_ref().to_vec())
    }

    /// A capture in memory that is kept as it is: a `Vec`, an `Arc<[u8]>`, a mapped file.
    pub fn shared(bytes: impl AsRef<[u8]> + Send + Sync + 'static) -> Self {
        Self::part("memory".into(), InputOrigin::Memory(Arc::new(bytes)))
    }

    /// The capture that a stream gives, to its end. Because it is read twice, it is kept: in an
    /// anonymous temporary file with the feature `spool`, else in memory, up to [`Limits::stream`]
    /// bytes.
    pub fn reader(reader: impl Read + 'r) -> Self {
        Self::part("stream".into(), InputOrigin::Stream(Box::new(reader)))
    }

    /// Gives another name to its last part, for messages and for
    /// [`CaptureSummary::path`](crate::model::CaptureSummary::path).
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        if let Some(part) = self.parts.last_mut() {
            part.name = name.into();
        }
        self
    }

    /// Both as one capture.
    #[must_use]
    pub fn and(mut self, other: Input<'r>) -> Self {
        self.parts.extend(other.parts);
        self
    }

    fn part(name: String, origin: InputOrigin<'r>) -> Self {
        let parts = vec![InputPart { name, origin }];
        Input { parts }
    }
}

impl<'r> FromIterator<Input<'r>> for Input<'r> {
    fn from_iter<T: IntoIterator<Item = Input<'r>>>(inputs: T) -> Self {
        let parts = inputs.into_iter().flat_map(|input| input.parts).collect();
        Input { parts }
    }
}

impl<P: AsRef<Path>> From<&[P]> for Input<'_> {
    fn from(paths: &[P]) -> Self {
        Input::paths(paths.iter().map(AsRef::as_ref))
    }
}

impl<P: AsRef<Path>, const N: usize> From<&[P; N]> for Input<'_> {
    fn from(paths: &[P; N]) -> Self {
        Input::from(&paths[..])
    }
}

impl<P: AsRef<Path>> From<&Vec<P>> for Input<'_> {
    fn from(paths: &Vec<P>) -> Self {
        Input::from(&paths[..])
    }
}

impl fmt::Debug for InputOrigin<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            InputOrigin::Path(path) => path.fmt(f),
            InputOrigin::Memory(bytes) => write!(f, "{} bytes", (**bytes).as_ref().len()),
            InputOrigin::Stream(_) => f.write_str("stream"),
        }
    }
}

/// Turns the parts of an input into stores, and notices those that come twice.
pub(super) struct Resolver<'w> {
    /// Is told how many bytes of a stream are kept so far.
    watch: &'w dyn Fn(u64),
    stdin_taken: bool,
    /// Canonical name → name as given.
    named: BTreeMap<PathBuf, PathBuf>,
    limits: Limits,
}

impl<'w> Resolver<'w> {
    pub(super) fn new(limits: &Limits, watch: &'w dyn Fn(u64)) -> Self {
        Resolver {
            watch,
            stdin_taken: false,
            named: BTreeMap::new(),
            limits: *limits,
        }
    }

    /// What a part stands for. The outer error is one of the list of parts, the inner one of this
    /// part.
    pub(super) fn resolve(
        &mut self,
        origin: InputOrigin,
    ) -> Result<Result<CaptureStore, CaptureError>, CaptureError> {
        let path = match origin {
            InputOrigin::Memory(bytes) => return Ok(Ok(CaptureStore::memory(bytes))),
            InputOrigin::Stream(stream) => return Ok(self.spool(stream)),
            InputOrigin::Path(path) => path,
        };
        if path.as_os_str() != "-" {
            return Ok(self.resolve_path(&path));
        }
        if std::mem::replace(&mut self.stdin_taken, true) {
            return Err(CaptureError::SecondStdin);
        }
        Ok(self.take_stdin())
    }

    fn resolve_path(&mut self, path: &Path) -> Result<CaptureStore, CaptureError> {
        let metadata = fs::metadata(path).map_err(CaptureError::open)?;
        if metadata.is_dir() {
            return Err(CaptureError::Directory);
        }
        let canonical = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        if let Some(first) = self.named.insert(canonical, path.to_owned()) {
            return Err(CaptureError::Twice { first });
        }
        if metadata.is_file() {
            return Ok(CaptureStore::path(path.to_owned(), metadata.len()));
        }
        self.spool(File::open(path).map_err(CaptureError::open)?)
    }

    fn take_stdin(&self) -> Result<CaptureStore, CaptureError> {
        let stdin = io::stdin();
        if stdin.is_terminal() {
            return Err(CaptureError::Terminal);
        }
        match redirected_file(&stdin) {
            Some(store) => Ok(store),
            None => self.spool(stdin.lock()),
        }
    }

    /// Keeps a stream, because it cannot be read twice, unless its first bytes are those of no
    /// capture: a stream that never ends must not fill the disk first.
    fn spool(&self, mut stream: impl Read) -> Result<CaptureStore, CaptureError> {
        let mut first = read_more(&mut stream, Vec::new(), SNIFF)?;
        if sniff::packing(&first)?.is_none() && !sniff::has_magic(&first) {
            first = read_more(&mut stream, first, LOOKAHEAD)?;
            sniff::format(&first, None)?;
        }
        let watched = WatchedStream {
            stream: first.chain(stream),
            read: 0,
            watch: self.watch,
        };
        keep(watched, &self.limits)
    }
}

/// A stream that tells how much of it was read.
struct WatchedStream<'w, R> {
    stream: R,
    read: u64,
    watch: &'w dyn Fn(u64),
}

impl<R: Read> Read for WatchedStream<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.stream.read(buffer)?;
        self.read += count as u64;
        (self.watch)(self.read);
        Ok(count)
    }
}

/// What was read of a stream, and more of it up to `len` bytes.
fn read_more(
    stream: &mut impl Read,
    mut read: Vec<u8>,
    len: usize,
) -> Result<Vec<u8>, CaptureError> {
    let wanted = len.saturating_sub(read.len()) as u64;
    let done = stream.take(wanted).read_to_end(&mut read);
    done.map_err(CaptureError::Spool)?;
    Ok(read)
}

/// Its size is bounded by the disk alone: that is the user's own pipe, and a full disk is an error.
#[cfg(feature = "spool")]
fn keep(mut stream: impl Read, _: &Limits) -> Result<CaptureStore, CaptureError> {
    let mut file = tempfile::tempfile().map_err(CaptureError::Spool)?;
    let len = io::copy(&mut stream, &mut file).map_err(CaptureError::Spool)?;
    Ok(CaptureStore::file(file, 0, len))
}

#[cfg(not(feature = "spool"))]
use self::keep_in_memory as keep;

#[cfg(any(test, not(feature = "spool")))]
fn keep_in_memory(stream: impl Read, limits: &Limits) -> Result<CaptureStore, CaptureError> {
    let mut bytes = Vec::new();
    let most = limits.stream as u64;
    stream
        .take(most.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(CaptureError::Spool)?;
    if bytes.len() as u64 > most {
        return Err(CaptureError::LongStream { limit: most });
    }
    Ok(CaptureStore::memory(Arc::new(bytes)))
}

/// Standard input where it is a plain file (`ftpscope - < file`): it can be read again where it
/// lies.
#[cfg(unix)]
fn redirected_file(stdin: &io::Stdin) -> Option<CaptureStore> {
    use std::io::Seek;
    use std::os::fd::AsFd;

    let mut file = File::from(stdin.as_fd().try_clone_to_owned().ok()?);
    let metadata = file.metadata().ok()?;
    if !metadata.is_file() {
        return None;
    }
    let start = file.stream_position().ok()?;
    let len = metadata.len().saturating_sub(start);
    Some(CaptureStore::file(file, start, len))
}

#[cfg(not(unix))]
fn redirected_file(_: &io::Stdin) -> Option<CaptureStore> {
    None
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::Ordering;

    use super::*;
    use crate::capture::buffer::Pull as _;
    use crate::capture::source::Source;

    fn read_all(store: &CaptureStore) -> Result<Vec<u8>, CaptureError> {
        let mut source = Source::new(store.open(&Arc::default())?);
        let (mut all, mut piece) = (Vec::new(), [0; 7]);
        loop {
            match source.pull(&mut piece)? {
                0 => return Ok(all),
                count => all.extend_from_slice(&piece[..count]),
            }
        }
    }

    #[test]
    fn a_kept_stream_can_be_read_twice_and_at_once() {
        let bytes = b"snoop\0\0\0 and more";
        let store = Resolver::new(&Limits::default(), &|_| {})
            .spool(&bytes[..])
            .unwrap();
        assert_eq!(store.len(), bytes.len() as u64);
        let counter = Arc::default();
        let mut slow = Source::new(store.open(&counter).unwrap());
        let mut piece = [0; 8];
        assert_eq!(slow.pull(&mut piece).unwrap(), 8);
        assert_eq!(read_all(&store).unwrap(), bytes);
        assert_eq!(slow.pull(&mut piece).unwrap(), 8);
        assert_eq!(&piece, b" and mor");
        assert_eq!(counter.load(Ordering::Relaxed), 16);
    }

    #[test]
    fn a_stream_in_memory_has_a_limit() {
        let limits = Limits {
            stream: 9,
            ..Limits::default()
        };
        let store = keep_in_memory(&b"nine byte"[..], &limits).unwrap();
        assert_eq!(read_all(&store).unwrap(), b"nine byte");
        assert!(matches!(
            keep_in_memory(&b"ten bytes!"[..], &limits),
            Err(CaptureError::LongStream { limit: 9 })
        ));
    }

    #[test]
    fn an_endless_stream_that_is_no_capture_is_refused_at_once() {
        let endless = io::repeat(b'x');
        assert!(matches!(
            Resolver::new(&Limits::default(), &|_| {}).spool(endless),
            Err(CaptureError::Unknown { .. })
        ));
    }

    #[test]
    fn a_file_that_grows_is_read_to_its_old_end_and_one_that_shrinks_is_an_error() {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), [7; 20]).unwrap();
        let store = Resolver::new(&Limits::default(), &|_| {})
            .resolve_path(file.path())
            .unwrap();
        fs::write(file.path(), [7; 30]).unwrap();
        assert_eq!(read_all(&store).unwrap(), [7; 20]);
        fs::write(file.path(), [7; 10]).unwrap();
        assert!(matches!(
            read_all(&store),
            Err(CaptureError::Shrank { was: 20, now: 10 })
        ));
        drop(file);
        assert!(matches!(read_all(&store), Err(CaptureError::Missing)));
    }

    #[test]
    fn what_is_no_file_is_told_apart() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("file");
        fs::write(&file, b"").unwrap();
        let mut resolver = Resolver::new(&Limits::default(), &|_| {});
        let mut error = |path: &Path| resolver.resolve_path(path).unwrap_err();
        assert!(matches!(error(directory.path()), CaptureError::Directory));
        let none = directory.path().join("none");
        assert!(matches!(error(&none), CaptureError::Missing));
        resolver.resolve_path(&file).unwrap();
        let again = directory.path().join(".").join("file");
        assert!(matches!(
            resolver.resolve_path(&again).unwrap_err(),
            CaptureError::Twice { first } if first == file
        ));
    }

    #[test]
    fn a_second_dash_is_a_usage_error() {
        let mut resolver = Resolver {
            stdin_taken: true,
            ..Resolver::new(&Limits::default(), &|_| {})
        };
        let dash = InputOrigin::Path("-".into());
        assert!(matches!(
            resolver.resolve(dash),
            Err(CaptureError::SecondStdin)
        ));
    }
}
