//! Ends the files that were written, and gives them their names.

use std::collections::HashSet;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};

use crate::digest::Hasher;
use crate::model::{Analysis, DataType, Digests, Transfer};

use super::disk::DiskFailure;
use super::name::{PARTIAL, key, numbered};
use super::newline::Changer;
use super::plan::{File, Plan, TransferPart};
use super::state::{FileState, PartState};
use super::target::{Target, Unplaced};
use super::writer::{CHUNK, Extracted, Writer, Written};
use super::{ExtractFault, Newlines};

impl Writer<'_> {
    /// Ends the files, and gives them their names. `planned` are the records that the plan was made
    /// from, `seen` those of the pass that was listened to: where a file differs, the capture has
    /// changed in between.
    ///
    /// # Errors
    /// Where a file cannot be written; nothing has a name then, or only whole files have.
    pub(super) fn finish(
        mut self,
        planned: &Analysis,
        seen: &Analysis,
    ) -> io::Result<(Extracted, Target)> {
        for number in 0..self.files.len() {
            self.end(number).map_err(|failure| self.explain(&failure))?;
        }
        for number in self
            .store
            .settle()
            .map_err(|failure| self.explain(&failure))?
        {
            self.files[number].blame(ExtractFault::PartsDiffer);
        }
        let mut extracted = Extracted::default();
        let mut numbers = Vec::with_capacity(self.files.len());
        for number in 0..self.files.len() {
            numbers.push(self.files[number].number);
            let seen = if self.files[number].early {
                planned
            } else {
                seen
            };
            let written = self.written(number, planned, seen);
            let written = written.map_err(|error| self.named(number, &error))?;
            extracted.fill_limit |= written.faults.contains(&ExtractFault::FillLimit);
            extracted.files.push(written);
        }
        rename_what_changed(self.plan, &mut extracted.files);
        let files = numbers.into_iter().zip(&extracted.files);
        let files = files
            .map(|(number, written)| Unplaced {
                number,
                output: &written.output,
            })
            .collect();
        self.target.place(files)?;
        Ok((extracted, self.target))
    }

    /// Gives a file its length.
    fn end(&mut self, number: usize) -> Result<(), DiskFailure> {
        if self.files[number].number < self.first {
            return Ok(());
        }
        let holes = self.files[number].holes();
        let compacts = self.leaves_out(number, &holes);
        let state = &mut self.files[number];
        state.compacts = compacts;
        let end = state.kept(&holes).last().map_or(0, |&(_, to)| to);
        self.store.end(number, end)
    }

    /// What has become of a file that has no name yet.
    fn written(
        &mut self,
        number: usize,
        planned: &Analysis,
        seen: &Analysis,
    ) -> io::Result<Written> {
        let file = &self.plan.files[number];
        let mut state = std::mem::take(&mut self.files[number]);
        let holes = state.holes();
        state.settle();
        let (_, transfer) = file.of(planned);
        let newlines = self
            .options
            .newlines
            .filter(|_| transfer.data_type == DataType::Ascii);
        let missing = missing_bytes(file, &state, &holes, transfer);
        let mut bytes = state.len;
        let made = std::mem::take(&mut state.sum).finish();
        let mut digests = made.unwrap_or_else(|| digests_of_transfer(file, seen));
        let changes = state.compacts || newlines.is_some();
        if changes || state.disordered || !holes.is_empty() {
            (bytes, digests) =
                self.read_again(state.number, &state.kept(&holes), newlines, changes)?;
        }
        let mut parts = file.parts.iter().zip(&state.parts);
        if parts.any(|(part, told)| !part.is_as_planned(told, planned, seen)) {
            state.blame(ExtractFault::CaptureChanged);
        }
        let faults = file.faults.iter().chain(&state.faults);
        let mut faults: Vec<ExtractFault> = faults.copied().collect();
        faults.sort_unstable();
        Ok(Written {
            output: file.output.clone(),
            faults,
            bytes,
            media_type: state.media_type,
            missing,
            filled: state.filled,
            records: state.records,
            newlines,
            parts: digests_of_parts(file, state.parts, planned, &digests),
            digests,
        })
    }

    /// Reads a file from its beginning, for its digest and where it `changes` for what it should be
    /// instead.
    fn read_again(
        &self,
        number: usize,
        kept: &[(u64, u64)],
        newlines: Option<Newlines>,
        changes: bool,
    ) -> io::Result<(u64, Digests)> {
        let (name, other) = (number.to_string(), "changed");
        let mut from = self.target.work().reopen(&name)?;
        let mut to = changes
            .then(|| self.target.work().create(other))
            .transpose()?;
        let mut hasher = Hasher::new(self.options.hash);
        let mut newline = newlines.map(Changer::new);
        let (mut chunk, mut text, mut bytes) = (vec![0; CHUNK], Vec::new(), 0);
        let mut give = |bytes_out: &[u8]| -> io::Result<()> {
            bytes += bytes_out.len() as u64;
            hasher.update(bytes_out);
            to.as_mut().map_or(Ok(()), |to| to.write_all(bytes_out))
        };
        for &(mut at, end) in kept {
            from.seek(SeekFrom::Start(at))?;
            while at < end {
                let piece = &mut chunk[..CHUNK.min((end - at) as usize)];
                from.read_exact(piece)?;
                at += piece.len() as u64;
                if let Some(newline) = &mut newline {
                    text.clear();
                    newline.push(piece, &mut text);
                    give(&text)?;
                } else {
                    give(piece)?;
                }
            }
        }
        if let Some(newline) = newline {
            text.clear();
            newline.finish(&mut text);
            give(&text)?;
        }
        // Windows replaces no file that is open
        drop((from, to));
        if changes {
            self.target.work().replace(other, &name)?;
        }
        Ok((bytes, hasher.finish()))
    }
}

/// Place and length of what a file lacks.
fn missing_bytes(
    file: &File,
    state: &FileState,
    holes: &[(u64, u64)],
    transfer: &Transfer,
) -> Vec<(u64, u64)> {
    let gaps = match &state.there {
        Some(_) => holes.iter().map(|&(from, to)| (from, to - from)).collect(),
        None if transfer.wrapped => Vec::new(),
        None => transfer.gaps.clone(),
    };
    // REST may have claimed any offset
    let in_file = |(at, len)| (file.offset().saturating_add(at), len);
    gaps.into_iter().map(in_file).collect()
}

/// The digests that the pass made of the transfer which the file is.
fn digests_of_transfer(file: &File, seen: &Analysis) -> Digests {
    let transfer = file.parts[0].seen(seen);
    transfer.map_or_else(Digests::default, |transfer| transfer.digests.clone())
}

/// The digests of each part as it went over the wire; of a file in one part, those of the file
/// where nothing else was made.
fn digests_of_parts(
    file: &File,
    parts: Vec<PartState>,
    planned: &Analysis,
    of_file: &Digests,
) -> Vec<Digests> {
    let is_joined = file.parts.len() > 1;
    let pairs = file.parts.iter().zip(parts);
    let digests = pairs.map(|(part, told)| match told.sum.finish() {
        Some(made) => made,
        None if is_joined => part.of(planned).1.digests.clone(),
        None => of_file.clone(),
    });
    digests.collect()
}

impl TransferPart {
    /// Its transfer in the records of a later pass, for which the capture may have changed.
    fn seen<'a>(&self, analysis: &'a Analysis) -> Option<&'a Transfer> {
        analysis
            .sessions
            .get(self.session)?
            .transfers
            .get(self.transfer)
    }

    /// True where the pass that wrote it found what the plan was made from.
    fn is_as_planned(&self, told: &PartState, planned: &Analysis, seen: &Analysis) -> bool {
        let facts = |analysis: &Analysis| {
            let transfer = self.seen(analysis)?;
            let decoded = transfer.decoded_bytes;
            Some((
                transfer.place,
                transfer.bytes,
                transfer.lost_bytes,
                transfer.gaps.clone(),
                transfer.is_complete(),
                decoded,
            ))
        };
        facts(planned) == facts(seen) && (told.wire, told.lost) == (self.wire, self.lost)
    }
}

/// A file that was planned as complete and is not gets the name of one that is not.
fn rename_what_changed(plan: &Plan, files: &mut [Written]) {
    let is_wrong =
        |(file, written): (&File, &Written)| file.faults.is_empty() && !written.faults.is_empty();
    if !plan.files.iter().zip(files.iter()).any(is_wrong) {
        return;
    }
    let mut taken: HashSet<String> = files.iter().map(|written| key(&written.output)).collect();
    for (file, written) in plan.files.iter().zip(files) {
        if is_wrong((file, written)) {
            let stems = (2..).map(|number| numbered(&file.output, number));
            let mut names = std::iter::once(file.output.clone())
                .chain(stems)
                .map(|stem| stem + PARTIAL);
            written.output = names
                .find(|name| taken.insert(key(name)))
                .unwrap_or_default();
        }
    }
}
