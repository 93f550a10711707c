//! Plans the passes that outputs need, and makes them.
//!
//! Every pass over a capture costs what reading it costs, so outputs share them. Before each pass
//! every output says what it wants of it:
//!
//! | output | first pass | second | third |
//! |---|---|---|---|
//! | of the records alone | (records) | | |
//! | rows, every session | rows | | |
//! | rows of sessions that only the records can choose | (records) | rows | |
//! | rows that must be measured before they are printed | rows | rows | |
//! | the same, chosen by the records | (records) | rows | rows |
//!
//! The first pass makes the records in any case. Further ones are made as long as an output wants
//! something of them, and hand the records on; only where digests are wanted that late are the
//! records made again.

use std::io;

use crate::analysis::observer::{Content, Observer, Row};
use crate::analysis::view::{Selection, View};
use crate::analysis::{ContentScope, ControlPlane, Wanted};
use crate::digest::Hashes;
use crate::model::{Analysis, FilePlace};

use super::{Needs, Output, Remark};

/// What was asked for, whatever the outputs.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Which sessions.
    pub selection: Selection,
    /// Show passwords.
    pub show_passwords: bool,
    /// The digests that outputs get which want any.
    pub hash: Hashes,
}

impl Request {
    /// The records as they were asked for.
    pub fn view<'a>(&'a self, analysis: &'a Analysis) -> View<'a> {
        View {
            analysis,
            selection: &self.selection,
            show_passwords: self.show_passwords,
        }
    }
}

/// A run whose passes are made.
#[derive(Debug)]
pub struct CompletedRun {
    /// The records.
    pub analysis: Analysis,
    /// What the outputs say beside what they wrote, or why the last of it could not be written.
    pub written: io::Result<Vec<Remark>>,
}

/// Makes the passes that the outputs need, and lets them finish.
///
/// # Errors
/// Those of an output during a pass.
pub fn run(
    plane: &ControlPlane,
    request: &Request,
    outputs: &mut [&mut dyn Output],
) -> io::Result<CompletedRun> {
    run_with(plane, request, outputs, None)
}

/// The same where the records are `known`, of an earlier run over this capture: they are not made
/// again.
///
/// # Errors
/// As [`run`].
pub fn run_with(
    plane: &ControlPlane,
    request: &Request,
    outputs: &mut [&mut dyn Output],
    mut known: Option<Analysis>,
) -> io::Result<CompletedRun> {
    let mut analysis = loop {
        let needs = ask(outputs, request, known.as_ref())?;
        let mut wanted = together(&needs, request.hash);
        if known.is_none() && request.selection.criteria.need_digest() {
            wanted.hash = request.hash;
        }
        if let Some(analysis) = known.take_if(|_| wanted == Wanted::default()) {
            break analysis;
        }
        let is_made = wanted.hash.is_empty() && !wanted.listings;
        let records = known.filter(|_| is_made);
        let mut told = PassOutputs { outputs, needs };
        known = Some(plane.data_pass_with(wanted, &mut told, records)?);
    };
    for output in outputs.iter() {
        analysis.limits_hit.extend(output.limits_hit());
    }
    let written = finish(outputs, &request.view(&analysis));
    Ok(CompletedRun { analysis, written })
}

/// What each output wants of the next pass.
fn ask(
    outputs: &mut [&mut dyn Output],
    request: &Request,
    known: Option<&Analysis>,
) -> io::Result<Vec<Needs>> {
    let view = known.map(|analysis| request.view(analysis));
    let mut needs = Vec::with_capacity(outputs.len());
    for output in outputs {
        needs.push(output.needs(view.as_ref())?);
    }
    Ok(needs)
}

/// What the pass must tell so that each output is told what it wants.
fn together(needs: &[Needs], hash: Hashes) -> Wanted {
    let contents = needs.iter().map(|needs| needs.contents);
    Wanted {
        rows: needs.iter().any(|needs| needs.rows),
        contents: contents.fold(ContentScope::None, ContentScope::or),
        listings: needs.iter().any(|needs| needs.listings),
        hash: if needs.iter().any(|needs| needs.digests) {
            hash
        } else {
            Hashes::NONE
        },
    }
}

fn finish(outputs: &mut [&mut dyn Output], view: &View<'_>) -> io::Result<Vec<Remark>> {
    let mut remarks = Vec::new();
    for output in outputs {
        remarks.extend(output.finish(view)?);
    }
    Ok(remarks)
}

/// The outputs of a run, each told what it wants of this pass. Contents come to whoever wants any:
/// where two outputs want different ones, each is told of more than it asked for.
struct PassOutputs<'r, 'o> {
    outputs: &'r mut [&'o mut dyn Output],
    needs: Vec<Needs>,
}

impl Observer for PassOutputs<'_, '_> {
    fn row(&mut self, row: &Row<'_>) -> io::Result<()> {
        for (output, needs) in self.outputs.iter_mut().zip(&self.needs) {
            if needs.rows {
                output.row(row)?;
            }
        }
        Ok(())
    }

    fn content(&mut self, place: &FilePlace, content: Content<'_>) -> io::Result<()> {
        for (output, needs) in self.outputs.iter_mut().zip(&self.needs) {
            if needs.contents != ContentScope::None {
                output.content(place, content)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Analyzer;
    use crate::capture::Input;

    /// Wants something of each pass in turn, and counts what it is told.
    #[derive(Default)]
    struct Script {
        needs: Vec<Needs>,
        asked: usize,
        passes_before_records: usize,
        rows: u64,
        finished: u32,
    }

    impl Output for Script {
        fn needs(&mut self, known: Option<&View<'_>>) -> io::Result<Needs> {
            self.passes_before_records += usize::from(known.is_none());
            self.asked += 1;
            Ok(self.needs.get(self.asked - 1).copied().unwrap_or_default())
        }

        fn row(&mut self, _: &Row<'_>) -> io::Result<()> {
            self.rows += 1;
            Ok(())
        }

        fn finish(&mut self, view: &View<'_>) -> io::Result<Vec<Remark>> {
            assert_eq!(view.sessions().count(), 1);
            self.finished += 1;
            Ok(Vec::new())
        }
    }

    fn ran(scripts: &mut [Script]) {
        let analyzer = Analyzer::new();
        let capture = analyzer.open(Input::path("samples/passive.pcap"));
        let plane = analyzer.control_pass(&capture.expect("a sample"));
        let mut outputs: Vec<&mut dyn Output> = Vec::new();
        for script in scripts {
            outputs.push(script);
        }
        let ran = run(&plane, &Request::default(), &mut outputs).expect("no output fails");
        assert!(ran.written.is_ok());
    }

    #[test]
    fn outputs_share_the_passes_that_they_need() {
        let mut scripts = [
            script(&[]),
            script(&[Needs::ROWS]),
            script(&[Needs::NOTHING, Needs::ROWS]),
            script(&[Needs::ROWS, Needs::ROWS]),
        ];
        ran(&mut scripts);
        let told = scripts.each_ref().map(|script| script.rows);
        assert_eq!(told, [0, 122, 122, 244]);
        for script in &scripts {
            // two passes, and the question after which there is no third
            assert_eq!((script.asked, script.passes_before_records), (3, 1));
            assert_eq!(script.finished, 1);
        }
    }

    fn script(needs: &[Needs]) -> Script {
        Script {
            needs: needs.to_vec(),
            ..Script::default()
        }
    }

    #[test]
    fn outputs_of_the_records_need_one_pass() {
        let mut scripts = [Script::default()];
        ran(&mut scripts);
        assert_eq!((scripts[0].asked, scripts[0].rows), (2, 0));
    }
}
