//! Bytes that can be read again from their beginning: where they lie, and reading them at any
//! place.

use std::fmt;
use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::error::CaptureError;

/// Bytes in memory that the reader holds on to.
pub(super) type SharedBytes = Arc<dyn AsRef<[u8]> + Send + Sync>;

/// The bytes of one input. Reading starts anew with every [`CaptureStore::open`].
#[derive(Debug)]
pub(super) struct CaptureStore {
    origin: StoreOrigin,
    /// Bytes when the input was resolved; a file that grows is read up to here, so that all passes
    /// agree.
    len: u64,
}

#[derive(Debug)]
enum StoreOrigin {
    /// Opened by name at each pass: no descriptor is held between passes, however many files there
    /// are.
    Path(PathBuf),
    /// Has no name, or none that leads to these bytes again: in memory, in a temporary file, or
    /// standard input.
    Held { bytes: StoredBytes, start: u64 },
}

/// Bytes that are there for as long as they are wanted. A clone is the same bytes.
#[derive(Clone)]
enum StoredBytes {
    File(Arc<File>),
    Memory(SharedBytes),
}

impl CaptureStore {
    /// A file that is opened by its name.
    pub(super) fn path(path: PathBuf, len: u64) -> Self {
        CaptureStore {
            origin: StoreOrigin::Path(path),
            len,
        }
    }

    /// The part of an open file that begins at `start`.
    pub(super) fn file(file: File, start: u64, len: u64) -> Self {
        let bytes = StoredBytes::File(Arc::new(file));
        CaptureStore {
            origin: StoreOrigin::Held { bytes, start },
            len,
        }
    }

    /// Bytes in memory.
    pub(super) fn memory(bytes: SharedBytes) -> Self {
        let len = (*bytes).as_ref().len() as u64;
        let bytes = StoredBytes::Memory(bytes);
        CaptureStore {
            origin: StoreOrigin::Held { bytes, start: 0 },
            len,
        }
    }

    /// How many bytes there are, as stored.
    pub(super) fn len(&self) -> u64 {
        self.len
    }

    /// Makes them readable; `counter` goes up with every byte read.
    pub(super) fn open(&self, counter: &Arc<AtomicU64>) -> Result<Region, CaptureError> {
        let (bytes, start) = match &self.origin {
            StoreOrigin::Path(path) => {
                let file = File::open(path).map_err(CaptureError::open)?;
                (StoredBytes::File(Arc::new(file)), 0)
            }
            StoreOrigin::Held { bytes, start } => (bytes.clone(), *start),
        };
        Ok(Region {
            bytes,
            start,
            end: start.saturating_add(self.len),
            counter: Arc::clone(counter),
        })
    }
}

/// The part of a file or of memory that is an input, read at any place and from any thread.
#[derive(Clone, Debug)]
pub(super) struct Region {
    bytes: StoredBytes,
    /// Place where the input begins and where it ends.
    start: u64,
    end: u64,
    counter: Arc<AtomicU64>,
}

impl Region {
    /// Place where it begins.
    pub(super) fn start(&self) -> u64 {
        self.start
    }

    /// Place where it ends.
    pub(super) fn end(&self) -> u64 {
        self.end
    }

    /// True where reading waits for a disk or a network, so that it is worth a thread.
    pub(super) fn is_slow(&self) -> bool {
        matches!(self.bytes, StoredBytes::File(_))
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
    pub(super) fn read(&self, into: &mut [u8], place: u64) -> Result<usize, CaptureError> {
        let left = usize::try_from(self.end - place).unwrap_or(usize::MAX);
        let wanted = left.min(into.len());
        if wanted == 0 {
            return Ok(0);
        }
        loop {
            match self.bytes.read_at(&mut into[..wanted], place) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(cause) => {
                    let offset = place - self.start;
                    return Err(CaptureError::Read { offset, cause });
                }
                Ok(count) => {
                    self.counter.fetch_add(count as u64, Ordering::Relaxed);
                    return Ok(count);
                }
            }
        }
    }
}

impl StoredBytes {
    fn read_at(&self, into: &mut [u8], place: u64) -> io::Result<usize> {
        let bytes = match self {
            StoredBytes::File(file) => return read_at(file, into, place),
            StoredBytes::Memory(bytes) => (**bytes).as_ref(),
        };
        let rest = bytes.get(place as usize..).unwrap_or_default();
        let count = rest.len().min(into.len());
        into[..count].copy_from_slice(&rest[..count]);
        Ok(count)
    }
}

impl fmt::Debug for StoredBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StoredBytes::File(file) => file.fmt(f),
            StoredBytes::Memory(bytes) => write!(f, "{} bytes", (**bytes).as_ref().len()),
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

/// What has neither has one thread, so that nobody else moves the place between the two calls.
#[cfg(not(any(unix, windows)))]
fn read_at(mut file: &File, into: &mut [u8], offset: u64) -> io::Result<usize> {
    use std::io::{Read as _, Seek as _, SeekFrom};

    file.seek(SeekFrom::Start(offset))?;
    file.read(into)
}
