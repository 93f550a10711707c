//! The control connections of the second pass, on a core of their own.
//!
//! In a capture of many sessions half of the pass goes into their control connections, and nothing
//! of a data connection depends on them. A second reader of the capture follows them, while the
//! pass follows the others. Both read and decode every frame: handing segments over would copy each
//! of them, which costs as much as following it.

use std::panic;
use std::sync::{Arc, Weak};
use std::thread::JoinHandle;

use crate::analysis::data::{ControlConnections, DataPass};
use crate::threads;

use super::segments::Segments;
use super::{Inner, WATCHED_FRAMES};

/// Control connections that another thread follows.
#[derive(Debug)]
pub(super) struct ControlBeside {
    thread: JoinHandle<ControlConnections>,
    /// The thread goes on for as long as this is there.
    wanted: Arc<()>,
}

impl ControlBeside {
    /// Takes them off a pass that has not begun; `None` where it has to follow them itself.
    pub(super) fn start(pass: &mut DataPass, inner: &Inner) -> Option<Self> {
        let mut control = pass.control_apart()?;
        let wanted = Arc::new(());
        let (inner, still_wanted) = (inner.clone(), Arc::downgrade(&wanted));
        let thread = threads::start("control", move || {
            follow(&mut control, inner.unwatched_segments(), &still_wanted);
            control
        })?;
        pass.leave_control();
        Some(ControlBeside { thread, wanted })
    }

    /// Waits for the end of the capture; a panic goes on from here.
    pub(super) fn join(self) -> ControlConnections {
        let ControlBeside { thread, wanted } = self;
        let followed = thread.join();
        drop(wanted);
        followed.unwrap_or_else(|panic| panic::resume_unwind(panic))
    }
}

/// Reads the capture for them, unless nobody wants them any more.
fn follow(control: &mut ControlConnections, mut segments: Segments, wanted: &Weak<()>) {
    while let Some((frame, decoder)) = &mut segments.next() {
        if frame.number % WATCHED_FRAMES == 0 && wanted.strong_count() == 0 {
            return;
        }
        if let Ok(segment) = &mut decoder.decode(frame) {
            control.look(segment, frame);
        } else if let Some(error) = decoder.unreachable(frame) {
            control.unreachable(&error, frame.at());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use crate::analysis::observer::NoObserver;
    use crate::analysis::{Analyzer, Wanted};
    use crate::capture::Input;

    /// All small captures: of healthy sessions, of failing ones, of attacks.
    #[test]
    #[cfg(feature = "threads")]
    fn control_connections_are_the_same_on_a_thread_of_their_own() {
        let cases = fs::read_dir("tests/cases").expect("the cases are there");
        let cases = cases.map(|case| case.expect("a folder").path().join("case.pcap"));
        let samples = fs::read_dir("samples").expect("the samples are there");
        let samples = samples.map(|sample| sample.expect("a sample").path());
        let mut apart = 0;
        for path in cases.chain(samples.filter(|path| path.is_file())) {
            let analyzer = Analyzer::new().threads(2);
            let Ok(capture) = analyzer.open(Input::path(&path)) else {
                continue;
            };
            let plane = analyzer.control_pass(&capture);
            let analyses = [false, true].map(|is_apart| {
                plane.inner.enter(|| {
                    let mut run = plane.begin(Wanted::default(), true);
                    if is_apart {
                        run.follow_control_beside(&plane.inner);
                        apart += usize::from(run.beside.is_some());
                    }
                    while run.step(&mut NoObserver).expect("nobody fails") {}
                    run.finish(&plane, &mut NoObserver, None)
                })
            });
            let [alone, beside] = analyses.map(|made| format!("{:?}", made.expect("nobody fails")));
            assert!(alone == beside, "{}", path.display());
        }
        assert!(apart > 100, "{apart} captures");
    }
}
