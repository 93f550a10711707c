//! An analysis in steps: the two passes for callers that must do something else in between, and
//! have one thread for both. A page in a browser shows how far it has come; whoever no longer wants
//! it drops it.

use std::sync::Arc;

use crate::analysis::keys::Embedded;
use crate::analysis::observer::NoObserver;
use crate::model::Analysis;
use crate::tls::Secrets;

use super::{ControlPlane, ControlRun, DataRun, Inner, Wanted};

/// An analysis in the making.
///
/// ```
/// use ftpscope::analysis::Wanted;
/// use ftpscope::{Analyzer, Input};
///
/// let analyzer = Analyzer::new();
/// let capture = analyzer.open(Input::path("samples/passive.pcap"))?;
/// let mut steps = analyzer.stepwise(&capture, Wanted::default());
/// while steps.advance(100) {
///     assert!(steps.share() <= 1.0);
/// }
/// let (_plane, analysis) = steps.finish();
/// assert_eq!(analysis.sessions.len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Stepwise {
    wanted: Wanted,
    /// Bytes of the capture.
    bytes: u64,
    stage: AnalysisStage,
}

/// Where it is.
enum AnalysisStage {
    First(Box<FirstPass>),
    Second(Box<(ControlPlane, DataRun)>),
    /// Between two others.
    Between,
}

impl Stepwise {
    pub(super) fn new(inner: Inner, wanted: Wanted) -> Self {
        Stepwise {
            wanted,
            bytes: inner.capture.bytes(),
            stage: AnalysisStage::First(Box::new(FirstPass::new(inner))),
        }
    }

    /// Goes on by so many frames; false once both passes are at their end.
    pub fn advance(&mut self, frames: u64) -> bool {
        for _ in 0..frames {
            if !self.step() {
                return false;
            }
        }
        true
    }

    /// What is done of both passes, from 0 to 1.
    pub fn share(&self) -> f64 {
        let (passes, position) = match &self.stage {
            AnalysisStage::First(pass) => (0.0, pass.position()),
            AnalysisStage::Second(second) => (1.0, second.1.position()),
            AnalysisStage::Between => (1.0, 0),
        };
        let read = position.min(self.bytes) as f64 / self.bytes.max(1) as f64;
        f64::midpoint(passes, read)
    }

    /// Does what is left, and gives the analysis, with what more can be made of.
    pub fn finish(mut self) -> (ControlPlane, Analysis) {
        while self.step() {}
        let AnalysisStage::Second(second) = self.stage else {
            unreachable!("the second pass comes last");
        };
        let (plane, run) = *second;
        // nobody listens, and so nothing fails
        let analysis = run
            .finish(&plane, &mut NoObserver, None)
            .unwrap_or_default();
        (plane, analysis)
    }

    fn step(&mut self) -> bool {
        match &mut self.stage {
            AnalysisStage::First(pass) => pass.step() || self.begin_second(),
            AnalysisStage::Second(second) => second.1.step(&mut NoObserver).unwrap_or(false),
            AnalysisStage::Between => false,
        }
    }

    fn begin_second(&mut self) -> bool {
        let stage = std::mem::replace(&mut self.stage, AnalysisStage::Between);
        if let AnalysisStage::First(pass) = stage {
            let plane = pass.finish();
            let run = plane.begin(self.wanted, true);
            self.stage = AnalysisStage::Second(Box::new((plane, run)));
        }
        true
    }
}

impl std::fmt::Debug for Stepwise {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Stepwise")
            .field("share", &self.share())
            .finish_non_exhaustive()
    }
}

/// The first pass, once more where it comes upon secrets that it lacked.
pub(super) struct FirstPass {
    inner: Inner,
    /// The secrets that the caller gave.
    given: Arc<Secrets>,
    /// Secrets that were known when it began.
    known: u64,
    embedded: Arc<Embedded>,
    /// `None` at its end.
    run: Option<ControlRun>,
    /// What it gives; made by the first run, and mended by a second one.
    plane: Option<ControlPlane>,
}

impl FirstPass {
    pub(super) fn new(mut inner: Inner) -> Self {
        let given = Arc::clone(&inner.options.secrets);
        let limits = inner.options.limits;
        inner.open_with(&given, &Embedded::before_frames(&inner.capture, &limits));
        let known = inner.options.secrets.tally().entries;
        let embedded = Embedded::new(&limits);
        let run = inner.begin_control(Some(Arc::clone(&embedded) as _));
        FirstPass {
            inner,
            given,
            known,
            embedded,
            run: Some(run),
            plane: None,
        }
    }

    /// Goes on by a frame; false at its end.
    #[inline]
    pub(super) fn step(&mut self) -> bool {
        match &mut self.run {
            Some(run) => run.step() || self.end_run(),
            None => false,
        }
    }

    /// How far it has come, in bytes of the capture.
    fn position(&self) -> u64 {
        let run = self.run.as_ref();
        run.map_or(0, |run| run.segments.frames.position())
    }

    /// Does what is left.
    pub(super) fn finish(mut self) -> ControlPlane {
        while self.step() {}
        self.plane.expect("the first run made it")
    }

    /// Ends a run; true where another one begins.
    fn end_run(&mut self) -> bool {
        let Some(run) = self.run.take() else {
            return false;
        };
        let made = run.finish(&self.inner);
        let Some(plane) = &mut self.plane else {
            return self.end_first_run(made);
        };
        plane.plan = made.plan;
        plane.inner = self.inner.clone();
        false
    }

    /// Looks at the secrets that were found, and begins once more where they open something.
    fn end_first_run(&mut self, mut plane: ControlPlane) -> bool {
        let found = self.embedded.take();
        found.summarise(&self.given, &mut plane.summaries);
        self.inner.open_with(&self.given, &found);
        let knows_more = self.known < self.inner.options.secrets.tally().entries;
        let is_wanted = knows_more && plane.plan.sessions.iter().any(|s| s.tls.is_some());
        if is_wanted {
            self.run = Some(self.inner.begin_control(None));
        } else if knows_more {
            plane.inner = self.inner.clone();
        }
        self.plane = Some(plane);
        is_wanted
    }
}

#[cfg(test)]
mod tests {
    use crate::analysis::{Analyzer, Wanted};
    use crate::capture::Input;

    #[test]
    fn steps_of_any_size_give_the_same_analysis() {
        for name in ["active.pcap", "ftps-explicit.pcapng"] {
            let analyzer = Analyzer::new();
            let input = Input::path(format!("samples/{name}"));
            let capture = analyzer.open(input).expect("a sample");
            let whole = format!("{:?}", analyzer.analyse(&capture));
            for frames in [1, 7, 10_000] {
                let mut steps = analyzer.stepwise(&capture, Wanted::default());
                let mut shares = vec![steps.share()];
                while steps.advance(frames) {
                    shares.push(steps.share());
                }
                assert!(shares.iter().all(|share| (0.0..=1.0).contains(share)));
                let (_, analysis) = steps.finish();
                assert_eq!(format!("{analysis:?}"), whole, "{name}");
            }
        }
    }
}
