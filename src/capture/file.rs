//! One file of a capture: what is known of it before it is read, and reading it.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use super::Time;
use super::error::CaptureError;
use super::reader::{KnownFormat, Reader, SecretsListener, Unopened};
use super::store::CaptureStore;
use super::window::FileWindow;
use crate::limits::Limits;
use crate::model::{CaptureSummary, Fault};

/// One part of the input.
#[derive(Debug)]
pub(super) struct CaptureFile {
    /// What is known of it before it is read; has a fault where it is not worth reading.
    pub(super) summary: CaptureSummary,
    /// `None` where the name led nowhere.
    pub(super) store: Option<CaptureStore>,
    /// Time of its first frame, so that it need not be open before its turn; the least time where
    /// there is none.
    pub(super) starts: Time,
    /// The frames that are read, where not all are; `starts` is then the number of the first of
    /// them.
    pub(super) window: Option<Arc<FileWindow>>,
}

impl CaptureFile {
    /// Looks at the beginning of a file. Faults behind its header are left to the passes, which
    /// come upon them again.
    pub(super) fn probe(name: String, store: CaptureStore, limits: &Limits) -> Self {
        let mut file = CaptureFile {
            summary: blank(name),
            store: Some(store),
            starts: Time::MIN,
            window: None,
        };
        match file.open(&Arc::default(), limits, SMALL_BUFFER) {
            Ok(mut reader) => {
                if reader.advance() {
                    file.starts = reader.head().time;
                }
                file.summary.secrets_blocks = reader.secrets_blocks();
            }
            Err(unopened) => unopened.summarise(&mut file.summary),
        }
        file
    }

    pub(super) fn failed(name: String, error: &CaptureError) -> Self {
        let mut summary = blank(name);
        summary.fault = Some(Fault::from(error));
        CaptureFile {
            summary,
            store: None,
            starts: Time::default(),
            window: None,
        }
    }

    /// Tells of the secrets before its first frame.
    pub(super) fn tell_secrets(
        &self,
        place: u32,
        listener: &Arc<dyn SecretsListener>,
        limits: &Limits,
    ) {
        if let Ok(mut reader) = self.open(&Arc::default(), limits, SMALL_BUFFER) {
            reader.tell(place, Arc::clone(listener));
            reader.advance();
        }
    }

    /// Starts reading it.
    pub(super) fn open(
        &self,
        counter: &Arc<AtomicU64>,
        limits: &Limits,
        size: usize,
    ) -> Result<Reader, Box<Unopened>> {
        match &self.store {
            Some(store) => {
                let mut reader = Reader::open(store, counter, limits, self.buffer(size))?;
                reader.look_through(self.window.clone());
                Ok(reader)
            }
            None => Err(Box::new(Unopened {
                error: CaptureError::Missing,
                known: KnownFormat::default(),
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

fn blank(path: String) -> CaptureSummary {
    CaptureSummary {
        path,
        ..CaptureSummary::default()
    }
}
