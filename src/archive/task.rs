//! A task → the part of a capture that it reads.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::analysis::Analyzer;
use crate::analysis::part::Part;
use crate::capture::{Capture, FileWindow, WindowPiece, WindowedFile};
use crate::model::{At, Time, Turn, interned};
use crate::tcp::ConnectionKey;

use super::ArchiveError;
use super::lines::{FILES, FileLine, FilesLine, OptionsLine, TASK, TaskLine};
use super::read_lines::each_line;
use super::set;

/// What a plan wants to be done.
#[derive(Debug)]
pub(crate) struct Task {
    /// Its name.
    pub(crate) id: String,
    part: Arc<Part>,
    files: Vec<WindowedFile>,
    options: OptionsLine,
}

impl Task {
    /// Reads a task, and the list of files that lies beside it.
    ///
    /// # Errors
    /// Where one of them cannot be read.
    pub(crate) fn read(path: &Path) -> Result<Self, ArchiveError> {
        let mut part = Part::default();
        let (mut reads, mut head) = (Vec::new(), None);
        each_line(path, &mut |line| {
            match line {
                TaskLine::Read { file, pieces, .. } => reads.push((file, pieces)),
                TaskLine::Connection { a, b } => {
                    part.connections.insert(ConnectionKey::new(a, b));
                }
                TaskLine::Task {
                    schema, id, files, ..
                } => head = (schema == TASK).then_some((id, files)),
            }
            Ok(())
        })?;
        let (id, name) = head.ok_or_else(|| ArchiveError::plain(path, "archive-cut-task"))?;
        if name.contains(['/', '\\']) {
            return Err(ArchiveError::plain(path, "archive-elsewhere"));
        }
        let list = FileList::read(&path.with_file_name(&name))?;
        let mut files = list.windowed();
        for (file, pieces) in reads {
            let file = files
                .get_mut(file)
                .ok_or_else(|| ArchiveError::plain(path, "archive-unlisted"))?;
            file.window.pieces = pieces_of(&pieces);
        }
        part.summaries = files.iter().map(|file| file.summary.clone()).collect();
        part.end = list.end;
        part.notes = list.counts(|file| &file.notes);
        part.limits_hit = list.counts(|file| &file.limits_hit);
        let options = list.files.first().map(|(file, _)| file.options.clone());
        Ok(Task {
            id,
            part: Arc::new(part),
            files,
            options: options.unwrap_or_default(),
        })
    }

    /// What it reads, and an analyzer of that alone, which takes for control what the index took
    /// for it.
    pub(crate) fn open(&self, analyzer: Analyzer) -> (Analyzer, Capture) {
        let ports = self.options.control_ports.iter();
        let analyzer = ports.fold(analyzer, |analyzer, &port| analyzer.control_port(port));
        let analyzer = analyzer.part(Arc::clone(&self.part));
        let analyzer = if self.options.verify_checksums {
            analyzer.verify_checksums(true)
        } else {
            analyzer
        };
        let capture = Capture::windowed(self.files.clone(), &analyzer.caps());
        (analyzer, capture)
    }

    /// What it analyses.
    pub(super) fn part(&self) -> &Part {
        &self.part
    }

    /// The files that it reads.
    pub(crate) fn paths(&self) -> Vec<PathBuf> {
        let read = self.files.iter().filter(|f| !f.window.pieces.is_empty());
        read.map(|file| PathBuf::from(&file.summary.path)).collect()
    }
}

fn pieces_of(pieces: &[(u64, u64, u64)]) -> Vec<WindowPiece> {
    let mut pieces: Vec<WindowPiece> = pieces
        .iter()
        .map(|&(offset, first, frames)| WindowPiece {
            offset,
            first,
            frames,
        })
        .collect();
    pieces.sort_unstable_by_key(|piece| piece.first);
    pieces
}

/// The files of a capture.
#[derive(Debug, Default)]
pub(super) struct FileList {
    pub(super) files: Vec<(FileLine, Vec<Turn>)>,
    pub(super) end: At,
}

impl FileList {
    pub(super) fn read(path: &Path) -> Result<Self, ArchiveError> {
        let (mut list, mut is_whole) = (FileList::default(), false);
        each_line(path, &mut |line| {
            match line {
                FilesLine::File { file, turns } => {
                    let turns = turns.into_iter();
                    let turns = turns.map(|(first, last, first_in_file)| Turn {
                        first,
                        last,
                        first_in_file,
                    });
                    list.files.push((*file, turns.collect()));
                }
                FilesLine::Capture { schema, end } => {
                    is_whole = schema == FILES;
                    (list.end.frame, list.end.time) = (end.0, Time::from_nanos(end.1));
                }
            }
            Ok(())
        })?;
        if is_whole {
            Ok(list)
        } else {
            Err(ArchiveError::plain(path, "archive-cut-list"))
        }
    }

    /// The files, of which nothing is read so far.
    fn windowed(&self) -> Vec<WindowedFile> {
        let files = self.files.iter();
        files
            .map(|(line, turns)| WindowedFile {
                summary: set::summary(line, turns),
                stored_bytes: line.stored_bytes,
                window: FileWindow {
                    pieces: Vec::new(),
                    turns: turns.clone(),
                },
            })
            .collect()
    }

    /// What was counted of all files, by name.
    pub(super) fn counts(
        &self,
        of: fn(&FileLine) -> &std::collections::BTreeMap<String, u64>,
    ) -> Vec<(&'static str, u64)> {
        let mut sums = std::collections::BTreeMap::new();
        for (name, count) in self.files.iter().flat_map(|(line, _)| of(line)) {
            if let Some(name) = interned::name(name) {
                *sums.entry(name).or_insert(0) += count;
            }
        }
        sums.into_iter().collect()
    }
}
