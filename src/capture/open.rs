//! Inputs → a capture that can be read again and again.

use std::sync::Arc;

use super::error::CaptureError;
use super::file::CaptureFile;
use super::frames::Frames;
use super::input::{Input, Resolver};
use super::reader::SecretsListener;
use super::store::CaptureStore;
#[cfg(feature = "archive")]
use super::window::WindowedFile;
use crate::limits::Limits;

/// Bytes of a file that are read at once where it is read as it is stored.
const PIECE: usize = 256 << 10;

/// One or several capture files read as one capture.
///
/// It holds no open file (but the temporary ones of kept streams) and can be read any number of
/// times, also at the same time. A clone is the same capture.
#[derive(Clone, Debug)]
pub struct Capture {
    files: Arc<[CaptureFile]>,
    limits: Limits,
}

impl Capture {
    /// Resolves every part of an input (file, `-` for standard input, FIFO, `/dev/fd/N`, memory,
    /// stream) and looks at the beginning of each.
    ///
    /// Streams are read to their end here and kept. What is wrong with one part (it is missing, a
    /// directory, empty, no capture, named twice) becomes the fault of that part and does not keep
    /// the others from being read; see [`Frames::finish`].
    ///
    /// # Errors
    /// [`CaptureError::SecondStdin`], a mistake of usage.
    pub fn open<'r>(input: impl Into<Input<'r>>, limits: &Limits) -> Result<Capture, CaptureError> {
        Self::open_watched(input, limits, &|_| {})
    }

    /// The same, and tells `watch` how many bytes of a stream are kept so far.
    ///
    /// # Errors
    /// As [`Capture::open`].
    pub(crate) fn open_watched<'r>(
        input: impl Into<Input<'r>>,
        limits: &Limits,
        watch: &dyn Fn(u64),
    ) -> Result<Capture, CaptureError> {
        let mut resolver = Resolver::new(limits, watch);
        let mut files = Vec::new();
        for part in input.into().parts {
            files.push(match resolver.resolve(part.origin)? {
                Ok(store) => CaptureFile::probe(part.name, store, limits),
                Err(error) => CaptureFile::failed(part.name, &error),
            });
        }
        Ok(Capture {
            files: files.into(),
            limits: *limits,
        })
    }

    /// Files of which an index tells what they are, and which frames are wanted. Nothing of them is
    /// read yet.
    #[cfg(feature = "archive")]
    pub(crate) fn windowed(files: Vec<WindowedFile>, limits: &Limits) -> Capture {
        Capture {
            files: files.into_iter().map(CaptureFile::windowed).collect(),
            limits: *limits,
        }
    }

    /// Starts a pass over all frames.
    pub fn frames(&self) -> Frames {
        Frames::new(Arc::clone(&self.files), &self.limits, None)
    }

    /// Starts a pass over all frames that tells of the secrets between them.
    pub(crate) fn frames_and_secrets(&self, listener: Arc<dyn SecretsListener>) -> Frames {
        Frames::new(Arc::clone(&self.files), &self.limits, Some(listener))
    }

    /// Tells of the secrets that stand before the first frame of each file, where they belong.
    pub(crate) fn first_secrets(&self, listener: &Arc<dyn SecretsListener>) {
        for (file, place) in self.files.iter().zip(0..) {
            if file.summary.secrets_blocks > 0 {
                file.tell_secrets(place, listener, &self.limits);
            }
        }
    }

    /// Reads a file as it is stored, compressed or not, and gives its bytes to `take`; `None` where
    /// it cannot be read to its end. Files are counted from 0.
    pub(crate) fn read_stored(&self, file: usize, take: &mut dyn FnMut(&[u8])) -> Option<()> {
        let store = self.files.get(file)?.store.as_ref()?;
        let region = store.open(&Arc::default()).ok()?;
        let mut buffer = vec![0; PIECE];
        let mut at = region.start();
        while at < region.end() {
            let count = region
                .read(&mut buffer, at)
                .ok()
                .filter(|&count| count > 0)?;
            take(&buffer[..count]);
            at += count as u64;
        }
        Some(())
    }

    /// Bytes of all inputs as they are stored, compressed or not: what [`Frames::position`] ends up
    /// at.
    pub fn bytes(&self) -> u64 {
        self.files
            .iter()
            .filter_map(|file| file.store.as_ref())
            .map(CaptureStore::len)
            .sum()
    }
}
