//! What the Python package `ftpscope` is made of in Rust: captures are analysed here, and what the
//! records are in Python is made there, of the JSON document.
//!
//! Python is let go of while anything is read or written, and asked back for a moment where it
//! wants to hear of progress.

mod capture;
mod frames;
mod progress;

use std::ffi::OsString;

use pyo3::prelude::*;

/// The program, with its words; its exit status.
#[pyfunction]
fn main(py: Python<'_>, words: Vec<OsString>) -> u8 {
    py.detach(|| ftpscope::cli::run_with(words))
}

/// The module.
#[pymodule]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(main, module)?)?;
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add_class::<capture::Capture>()?;
    module.add_class::<frames::Frames>()?;
    Ok(())
}
