//! The rows of a timeline, one after the other: they are made while they are asked for, and few of
//! them wait.

use std::io::{self, Write};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread;

use ftpscope::analysis::ControlPlane;
use ftpscope::output::runner::{self, Request};
use ftpscope::output::timeline::{TimelineFrame, TimelineNdjson};
use ftpscope::text::locale::{Catalogue, Language};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;

/// Lines that may wait.
const WAITING: usize = 256;

/// Lines of JSON, one a row.
#[pyclass(frozen)]
pub(crate) struct Frames(Mutex<Receiver<Vec<u8>>>);

impl Frames {
    /// Begins a pass on a thread of its own. It ends where nobody listens any more.
    pub(crate) fn begin(plane: Arc<ControlPlane>, request: Request) -> PyResult<Self> {
        let (lines, rows) = sync_channel(WAITING);
        thread::Builder::new()
            .name("ftpscope-frames".to_owned())
            .spawn(move || {
                let mut out = Lines {
                    lines,
                    begun: Vec::new(),
                };
                let english = Catalogue::new(Language::En);
                let frame = TimelineFrame::new(&plane, &request.selection);
                let mut timeline = TimelineNdjson::new(&mut out, frame, &english);
                // the only failure is that nobody listens
                let _ = runner::run(&plane, &request, &mut [&mut timeline]);
            })
            .map_err(|error| PyRuntimeError::new_err(error.to_string()))?;
        Ok(Frames(Mutex::new(rows)))
    }
}

#[pymethods]
impl Frames {
    fn __iter__(this: PyRef<'_, Self>) -> PyRef<'_, Self> {
        this
    }

    fn __next__(&self, py: Python<'_>) -> Option<String> {
        let line = py.detach(|| self.0.lock().ok()?.recv().ok());
        line.map(|line| String::from_utf8_lossy(&line).into_owned())
    }
}

/// Hands on what is written, line by line.
struct Lines {
    lines: SyncSender<Vec<u8>>,
    begun: Vec<u8>,
}

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for piece in bytes.split_inclusive(|&byte| byte == b'\n') {
            self.begun.extend_from_slice(piece);
            if piece.ends_with(b"\n") {
                let line = std::mem::take(&mut self.begun);
                let sent = self.lines.send(line);
                sent.map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))?;
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
