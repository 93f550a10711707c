//! A capture that was analysed, and what can be made of it.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use ftpscope::analysis::view::{Selection, View};
use ftpscope::analysis::{Analyzer, ControlPlane};
use ftpscope::check::{Expectations, Mistake, judge};
use ftpscope::digest::{Hash, Hashes};
use ftpscope::limits::{Limits, PageLimits};
use ftpscope::model::{Analysis, SecretSource};
use ftpscope::output::diagram::{self, Diagram};
use ftpscope::output::explain::{self, Explain};
use ftpscope::output::json::Json;
use ftpscope::output::report::{PageCatalogues, Report};
use ftpscope::output::runner::{self, Request};
use ftpscope::output::timeline::TimelineFrame;
use ftpscope::output::transcript::{self, Transcript};
use ftpscope::output::{Detail, Level, Output, Style, Subject};
use ftpscope::text::locale::{Catalogue, Language};
use ftpscope::{Input, Secrets};
use pyo3::exceptions::{PyOSError, PyValueError};
use pyo3::prelude::*;

use crate::frames::Frames;
use crate::progress::{Progress, Shared};

/// What is made for people has no width of its own and no colour.
const STYLE: Style = Style {
    width: None,
    color: false,
};

/// An outcome of an expectation: key, subject, session, name, expected, found, frames, whether it
/// holds.
type OutcomeTuple = (
    String,
    String,
    Option<u32>,
    Option<String>,
    String,
    String,
    Vec<u64>,
    bool,
);

/// A capture that was analysed.
#[pyclass(frozen)]
pub(crate) struct Capture {
    plane: Arc<ControlPlane>,
    analysis: Analysis,
    show_passwords: bool,
    limits: Limits,
}

#[pymethods]
impl Capture {
    /// Analyses files, or bytes in memory under a name.
    #[new]
    #[pyo3(signature = (paths, data, name, *, key_logs, control_ports, hashes, show_passwords, embedded_keys,
        verify_checksums, sensor, hash_captures, threads, progress))]
    #[expect(
        clippy::too_many_arguments,
        clippy::fn_params_excessive_bools,
        reason = "each is an argument of a function of Python, where they have names"
    )]
    fn new(
        py: Python<'_>,
        paths: Vec<PathBuf>,
        data: Option<Vec<u8>>,
        name: &str,
        key_logs: Vec<PathBuf>,
        control_ports: Vec<u16>,
        hashes: Vec<String>,
        show_passwords: bool,
        embedded_keys: bool,
        verify_checksums: bool,
        sensor: Option<&str>,
        hash_captures: bool,
        threads: usize,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Self> {
        let hashes = hashes.iter().map(|name| hash(name));
        let hashes = hashes.collect::<PyResult<Hashes>>()?;
        let limits = Limits::default();
        let mut analyzer = Analyzer::new()
            .hash(hashes)
            .secrets(secrets(&key_logs, &limits)?)
            .embedded_keys(embedded_keys)
            .verify_checksums(verify_checksums)
            .show_passwords(show_passwords)
            .hash_captures(hash_captures)
            .threads(threads);
        for port in control_ports {
            analyzer = analyzer.control_port(port);
        }
        if let Some(sensor) = sensor {
            analyzer = analyzer.sensor(sensor);
        }
        let name = name.to_owned();
        let capture = py.detach(|| {
            analyzer.open(match data {
                Some(bytes) => Input::shared(bytes).named(name),
                None => Input::paths(paths),
            })
        });
        let capture = capture.map_err(|error| PyOSError::new_err(error.to_string()))?;
        let progress = progress.map(|call| Arc::new(Progress::new(call, capture.bytes())));
        if let Some(progress) = &progress {
            analyzer = analyzer.watcher(Shared(Arc::clone(progress)));
        }
        let (plane, analysis) = py.detach(|| {
            let plane = analyzer.control_pass(&capture);
            let analysis = plane.analysis();
            if let Some(progress) = &progress {
                progress.end();
            }
            (plane, analysis)
        });
        if let Some(error) = progress.and_then(|progress| progress.take_error()) {
            return Err(error);
        }
        Ok(Capture {
            plane: Arc::new(plane),
            analysis,
            show_passwords,
            limits,
        })
    }

    /// The analysis as a JSON document.
    fn document(&self, py: Python<'_>) -> PyResult<String> {
        let all = Selection::default();
        py.detach(|| {
            let mut out = Vec::new();
            let written = Json::new(&mut out, Subject::Sessions).finish(&self.view(&all));
            text(out, written.map(|_| ()))
        })
    }

    /// What is wrong with the files, each with its path, and whether anything could be read behind
    /// it.
    fn faults(&self) -> Vec<(String, String, bool)> {
        let faults = self.analysis.faults();
        faults
            .map(|found| (found.path, found.fault.message, found.fault.fatal))
            .collect()
    }

    /// What happened, in words.
    fn explain(
        &self,
        py: Python<'_>,
        session: Option<u32>,
        lang: &str,
        level: &str,
    ) -> PyResult<String> {
        let catalogue = Catalogue::new(language(lang)?);
        let look = explain::ExplainStyle {
            level: match level {
                "short" => Level::Short,
                "full" => Level::Full,
                _ => return Err(unknown("level", level, "short, full")),
            },
            sessions: explain::SESSIONS,
            style: STYLE,
        };
        let request = self.request(session);
        py.detach(|| {
            let mut out = Vec::new();
            let selection = &request.selection;
            let mut explain = Explain::new(&mut out, &catalogue, look, selection, self.limits);
            let written = self.run(&request, &mut explain);
            text(out, written)
        })
    }

    /// Who sent what to whom, as arrows.
    fn diagram(
        &self,
        py: Python<'_>,
        format: &str,
        session: Option<u32>,
        lang: &str,
        detail: &str,
    ) -> PyResult<String> {
        let catalogue = Catalogue::new(language(lang)?);
        let look = diagram::DiagramStyle {
            format: match format {
                "text" => diagram::DiagramFormat::Text,
                "mermaid" => diagram::DiagramFormat::Mermaid,
                "svg" => diagram::DiagramFormat::Svg,
                _ => return Err(unknown("format", format, "text, mermaid, svg")),
            },
            detail: match detail {
                "frames" => Detail::Frames,
                "messages" => Detail::Messages,
                "steps" => Detail::Steps,
                _ => return Err(unknown("detail", detail, "frames, messages, steps")),
            },
            style: STYLE,
        };
        let request = self.request(session);
        py.detach(|| {
            let mut out = Vec::new();
            let selection = &request.selection;
            let mut diagram = Diagram::new(&mut out, &catalogue, look, selection, self.limits);
            let written = self.run(&request, &mut diagram);
            text(out, written)
        })
    }

    /// Commands and replies as a person saw them.
    fn transcript(&self, py: Python<'_>, session: Option<u32>, lang: &str) -> PyResult<String> {
        let catalogue = Catalogue::new(language(lang)?);
        let request = self.request(session);
        py.detach(|| {
            let mut out = Vec::new();
            let look = transcript::TranscriptStyle {
                times: false,
                style: STYLE,
            };
            let mut transcript = Transcript::new(&mut out, &catalogue, look);
            let written = transcript.finish(&self.view(&request.selection));
            text(out, written.map(|_| ()))
        })
    }

    /// The page.
    fn report(&self, py: Python<'_>, session: Option<u32>, lang: &str) -> PyResult<String> {
        let words = PageCatalogues::new(language(lang)?);
        let request = self.request(session);
        py.detach(|| {
            let mut out = Vec::new();
            let frame = TimelineFrame::new(&self.plane, &request.selection);
            let page = PageLimits::default();
            let mut report = Report::new(&mut out, &words, frame, self.limits, page);
            let written = self.run(&request, &mut report);
            text(out, written)
        })
    }

    /// Rows of the timeline.
    fn frames(&self, session: Option<u32>) -> PyResult<Frames> {
        Frames::begin(Arc::clone(&self.plane), self.request(session))
    }

    /// Holds the capture against expectations: expressions, what must not be, and files, each with
    /// its name and its text.
    fn judge(
        &self,
        py: Python<'_>,
        require: Vec<String>,
        forbid: Vec<String>,
        files: Vec<(String, String)>,
        allow_no_ftp: bool,
    ) -> PyResult<Vec<OutcomeTuple>> {
        let mut expectations = Expectations::default();
        for (name, text) in &files {
            let read = expectations.read(name, text);
            read.map_err(|mistakes| {
                let mistakes = mistakes.iter().map(Mistake::to_string);
                PyValueError::new_err(mistakes.collect::<Vec<_>>().join("\n"))
            })?;
        }
        for text in &require {
            expectations.require(text).map_err(mistaken)?;
        }
        for text in &forbid {
            expectations.forbid(text).map_err(mistaken)?;
        }
        if allow_no_ftp {
            expectations.allow_no_ftp();
        }
        let all = Selection::default();
        let outcomes = py.detach(|| judge(&self.view(&all), &expectations));
        let outcomes = outcomes.into_iter().map(|outcome| {
            (
                outcome.key,
                outcome.subject,
                outcome.session,
                outcome.name,
                outcome.expected,
                outcome.found,
                outcome.frames,
                outcome.passed,
            )
        });
        Ok(outcomes.collect())
    }
}

impl Capture {
    fn view<'a>(&'a self, selection: &'a Selection) -> View<'a> {
        View {
            analysis: &self.analysis,
            selection,
            show_passwords: self.show_passwords,
        }
    }

    fn request(&self, session: Option<u32>) -> Request {
        Request {
            selection: Selection {
                sessions: session.map(|id| id..=id).into_iter().collect(),
                ..Selection::default()
            },
            show_passwords: self.show_passwords,
            hash: Hashes::NONE,
        }
    }

    fn run(&self, request: &Request, output: &mut dyn Output) -> std::io::Result<()> {
        runner::run(&self.plane, request, &mut [output])?
            .written
            .map(|_| ())
    }
}

/// What was written.
fn text(out: Vec<u8>, written: std::io::Result<()>) -> PyResult<String> {
    written.map_err(|error| PyOSError::new_err(error.to_string()))?;
    String::from_utf8(out).map_err(|error| PyValueError::new_err(error.to_string()))
}

fn secrets(files: &[PathBuf], limits: &Limits) -> PyResult<Secrets> {
    let mut secrets = Secrets::new();
    for file in files {
        let text = fs::read(file).map_err(|error| {
            let message = format!("{}: {error}", file.display());
            PyOSError::new_err(message)
        })?;
        let read = secrets.read(&text[..], SecretSource::KeyLog, limits);
        read.map_err(|error| PyValueError::new_err(format!("{}: {error}", file.display())))?;
    }
    Ok(secrets)
}

fn hash(name: &str) -> PyResult<Hash> {
    match name {
        "sha256" => Ok(Hash::Sha256),
        "blake3" => Ok(Hash::Blake3),
        "md5" => Ok(Hash::Md5),
        "sha1" => Ok(Hash::Sha1),
        _ => Err(unknown("hash", name, "sha256, blake3, md5, sha1")),
    }
}

fn language(tag: &str) -> PyResult<Language> {
    Language::from_tag(tag).ok_or_else(|| {
        let known: Vec<&str> = Language::ALL
            .iter()
            .map(|language| language.tag())
            .collect();
        unknown("lang", tag, &known.join(", "))
    })
}

fn unknown(what: &str, found: &str, expected: &str) -> PyErr {
    PyValueError::new_err(format!("{what}: {found:?} is none of {expected}"))
}

fn mistaken(mistake: Mistake) -> PyErr {
    PyValueError::new_err(mistake.to_string())
}
