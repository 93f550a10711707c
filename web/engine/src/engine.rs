//! The one analysis of a module: captures that come in pieces, the analysis in steps, and the
//! outputs.

use std::collections::BTreeMap;
use std::mem;

use ftpscope::analysis::{Stepwise, Wanted};
use ftpscope::capture::Capture;
use ftpscope::digest::{Hash, Hashes};
use ftpscope::limits::Limits;
use ftpscope::model::SecretSource;
use ftpscope::text::locale::{Catalogue, Language};
use ftpscope::{Analysis, Analyzer, ControlPlane, Input, KeyLogError, Secrets};

use crate::request::{Options, Request};

/// Bytes of captures that are taken, all together: they lie in the memory of the module, which has
/// 4 GiB at most, beside what the analysis needs.
pub const MOST: u32 = 1_000_000_000;

/// The state of the module.
#[derive(Default)]
pub struct Engine {
    /// What the page wrote.
    desk: Vec<u8>,
    /// What it reads.
    pub output: Vec<u8>,
    /// What the reader of the output should know beside it, as JSON.
    pub remarks: String,
    captures: Vec<(String, Vec<u8>)>,
    secrets: Secrets,
    running: Option<(Capture, Stepwise)>,
    analysed: Option<Analysed>,
}

/// An analysis that is done, and what outputs are made of.
pub struct Analysed {
    pub capture: Capture,
    pub plane: ControlPlane,
    pub analysis: Analysis,
    /// What the latest output should say beside it: a message of the page, and its count.
    pub remarks: Vec<(&'static str, u64)>,
}

/// Why a text is not a key log, as JSON: an object with the words of each language.
fn in_each_language(error: &KeyLogError) -> String {
    let words: BTreeMap<&str, String> = Language::ALL
        .iter()
        .map(|&language| {
            let catalogue = Catalogue::new(language);
            (language.tag(), catalogue.key_log_error(error))
        })
        .collect();
    serde_json::to_string(&words).unwrap_or_default()
}

impl Engine {
    /// Room for `len` bytes, whose address stays the same until the next call.
    pub fn desk(&mut self, len: usize) -> *mut u8 {
        self.desk.clear();
        self.desk.resize(len, 0);
        self.desk.as_mut_ptr()
    }

    /// Begins a capture. False where there is no room for it.
    pub fn capture(&mut self, size: usize) -> Result<bool, String> {
        let name = String::from_utf8_lossy(&self.desk).into_owned();
        let held: usize = self.captures.iter().map(|(_, bytes)| bytes.len()).sum();
        let mut bytes = Vec::new();
        let has_room =
            held.saturating_add(size) <= MOST as usize && bytes.try_reserve_exact(size).is_ok();
        self.captures.push((name, bytes));
        Ok(has_room)
    }

    /// The next bytes of it.
    pub fn piece(&mut self) -> Result<bool, String> {
        let (_, bytes) = self.captures.last_mut().ok_or("no capture was begun")?;
        bytes.extend_from_slice(&self.desk);
        Ok(true)
    }

    /// Takes a key log.
    pub fn key_log(&mut self) -> Result<bool, String> {
        let text = mem::take(&mut self.desk);
        let taken = self
            .secrets
            .read(&text[..], SecretSource::KeyLog, &Limits::default());
        taken.map(|_| true).map_err(|error| in_each_language(&error))
    }

    /// Starts the analysis.
    pub fn begin(&mut self) -> Result<bool, String> {
        let options: Options = serde_json::from_slice(&self.desk).map_err(|e| e.to_string())?;
        let parts = mem::take(&mut self.captures).into_iter();
        let input: Input<'_> = parts
            .map(|(name, bytes)| Input::shared(bytes).named(name))
            .collect();
        let ports = options.control_ports.iter();
        let analyzer = Analyzer::new()
            .hash(Hash::Sha256)
            .secrets(mem::take(&mut self.secrets));
        let analyzer = ports.fold(analyzer, |analyzer, &port| analyzer.control_port(port));
        let capture = analyzer.open(input).map_err(|error| error.to_string())?;
        let wanted = Wanted {
            hash: Hashes::from(Hash::Sha256),
            listings: true,
            ..Wanted::default()
        };
        let steps = analyzer.stepwise(&capture, wanted);
        self.running = Some((capture, steps));
        Ok(true)
    }

    /// Goes on by so many frames; false at the end.
    pub fn step(&mut self, frames: u32) -> Result<bool, String> {
        let (_, steps) = self.running.as_mut().ok_or("no analysis was begun")?;
        if steps.advance(frames.into()) {
            return Ok(true);
        }
        if let Some((capture, steps)) = self.running.take() {
            let (plane, analysis) = steps.finish();
            self.analysed = Some(Analysed {
                capture,
                plane,
                analysis,
                remarks: Vec::new(),
            });
        }
        Ok(false)
    }

    /// What is done of the analysis, from 0 to 1.
    pub fn share(&self) -> f64 {
        let running = self.running.as_ref();
        running.map_or(1.0, |(_, steps)| steps.share())
    }

    /// Makes an output.
    pub fn make(&mut self) -> Result<bool, String> {
        let request: Request = serde_json::from_slice(&self.desk).map_err(|e| e.to_string())?;
        self.output = Vec::new();
        self.remarks.clear();
        if let Request::Words = request {
            self.output = crate::request::words()?;
            return Ok(true);
        }
        let analysed = self.analysed.as_mut().ok_or("nothing was analysed")?;
        analysed.remarks.clear();
        let mut output = Vec::new();
        request.make(analysed, &mut output)?;
        self.output = output;
        self.remarks = serde_json::to_string(&analysed.remarks).map_err(|e| e.to_string())?;
        Ok(true)
    }
}
