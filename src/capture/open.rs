//! Arguments → a capture that can be read again and again.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use super::Time;
use super::error::CaptureError;
use super::frames::Frames;
use super::input::{Input, Resolver, spool};
use super::reader::{Known, Reader, Unopened};
use crate::limits::Limits;
use crate::model::{CaptureSummary, Fault};

/// One or several capture files read as one capture.
///
/// It holds no open file (but the temporary ones of spooled streams) and can be read any number of times, also at
/// the same time.
#[derive(Clone, Debug)]
pub struct Capture {
    files: Arc<[CaptureFile]>,
    limits: Limits,
}

/// One argument.
#[derive(Debug)]
pub(super) struct CaptureFile {
    /// What is known of it before it is read; has a fault where it is not worth reading.
    pub(super) summary: CaptureSummary,
    /// `None` where the argument led nowhere.
    pub(super) input: Option<Input>,
    /// Time of its first frame, so that it need not be open before its turn; the least time where there is none.
    pub(super) starts: Time,
}

impl Capture {
    /// Resolves every argument (file, `-` for standard input, FIFO, `/dev/fd/N`) and looks at the beginning of each.
    ///
    /// Streams are read to their end here and kept in an anonymous temporary file. What is wrong with one file (it
    /// is missing, a directory, empty, no capture, named twice) becomes the fault of that file and does not keep the
    /// others from being read; see [`Frames::finish`].
    ///
    /// # Errors
    /// [`CaptureError::SecondStdin`], a mistake of usage.
    pub fn open(paths: &[PathBuf], limits: &Limits) -> Result<Capture, CaptureError> {
        let mut resolver = Resolver::default();
        let mut files = Vec::with_capacity(paths.len());
        for path in paths {
            files.push(match resolver.resolve(path)? {
                Ok(input) => CaptureFile::probe(path, input, limits),
                Err(error) => CaptureFile::failed(path, &error),
            });
        }
        Ok(Capture {
            files: files.into(),
            limits: *limits,
        })
    }

    /// The capture that a reader gives, to its end; messages call it `name`.
    ///
    /// Like standard input it is kept in an anonymous temporary file, because it is read twice.
    ///
    /// ```no_run
    /// use ftpscope::{analysis, capture::Capture, limits::Limits};
    ///
    /// let download = std::net::TcpStream::connect("192.0.2.1:4000")?;
    /// let capture = Capture::from_reader("download", download, &Limits::default());
    /// let analysis = analysis::analyse(&capture, &analysis::Options::default());
    /// if let Some(fault) = &analysis.captures[0].fault {
    ///     eprintln!("{}", fault.message);
    /// }
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn from_reader(name: &str, reader: impl io::Read, limits: &Limits) -> Capture {
        let path = Path::new(name);
        let file = match spool(reader) {
            Ok(input) => CaptureFile::probe(path, input, limits),
            Err(error) => CaptureFile::failed(path, &error),
        };
        Capture {
            files: Arc::new([file]),
            limits: *limits,
        }
    }

    /// Starts a pass over all frames.
    pub fn frames(&self) -> Frames {
        Frames::new(Arc::clone(&self.files), &self.limits)
    }

    /// Bytes of all inputs as they are stored, compressed or not: what [`Frames::position`] ends up at.
    pub fn bytes(&self) -> u64 {
        self.files
            .iter()
            .filter_map(|file| file.input.as_ref())
            .map(Input::len)
            .sum()
    }
}

impl CaptureFile {
    /// Looks at the beginning of a file. Faults behind its header are left to the passes, which come upon them again.
    fn probe(path: &Path, input: Input, limits: &Limits) -> Self {
        let mut file = CaptureFile {
            summary: blank(path),
            input: Some(input),
            starts: Time(i64::MIN),
        };
        match file.open(&Arc::default(), limits, SMALL_BUFFER) {
            Ok(mut reader) => {
                if reader.advance() {
                    file.starts = reader.head().time;
                }
            }
            Err(unopened) => unopened.summarise(&mut file.summary),
        }
        file
    }

    fn failed(path: &Path, error: &CaptureError) -> Self {
        let mut summary = blank(path);
        summary.fault = Some(Fault::from(error));
        CaptureFile {
            summary,
            input: None,
            starts: Time::default(),
        }
    }

    /// Starts reading it.
    pub(super) fn open(
        &self,
        counter: &Arc<AtomicU64>,
        limits: &Limits,
        size: usize,
    ) -> Result<Reader, Box<Unopened>> {
        match &self.input {
            Some(input) => Reader::open(input, counter, limits, size),
            None => Err(Box::new(Unopened {
                error: CaptureError::Missing,
                known: Known::default(),
            })),
        }
    }
}

impl Unopened {
    pub(super) fn summarise(&self, summary: &mut CaptureSummary) {
        summary.container = self.known.entry.map(|entry| entry.container);
        summary.compression = self.known.compression;
        summary.truncated = self.error.is_cut();
        // Nothing of it can be read, so that even a mere cut is a failure here.
        summary.fault = Some(Fault {
            fatal: true,
            ..Fault::from(&self.error)
        });
    }
}

/// Bytes of a read buffer below which reading gets slow; enough to look at the beginning of a file.
pub(super) const SMALL_BUFFER: usize = 64 << 10;

fn blank(path: &Path) -> CaptureSummary {
    CaptureSummary {
        path: path.to_string_lossy().into_owned(),
        container: None,
        compression: None,
        link_types: Vec::new(),
        turns: Vec::new(),
        frames: 0,
        bytes: 0,
        cut_frames: 0,
        first_cut_frame: None,
        first_time: None,
        last_time: None,
        nanoseconds: false,
        truncated: false,
        skipped: BTreeMap::new(),
        fault: None,
    }
}
