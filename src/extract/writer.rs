//! Takes what a pass tells and puts it where the plan says.

use std::collections::HashMap;
use std::io::{self, Read as _};

use foldhash::fast::RandomState;

use crate::analysis::observer::{Content, Observer};
use crate::model::{Analysis, Digests, FilePlace, Transfer};

use super::disk::DiskFailure;
use super::plan::{File, Plan};
use super::run::ExtractJob;
use super::spool::Spooled;
use super::state::{ByteSource, FileState};
use super::store::FileStore;
use super::target::Target;
use super::{ExtractFault, ExtractOptions, Newlines};

/// Bytes by which a file is read again.
pub(super) const CHUNK: usize = 256 << 10;

/// An observer that writes files.
#[derive(Debug)]
pub(super) struct Writer<'a> {
    pub(super) plan: &'a Plan,
    pub(super) options: &'a ExtractOptions,
    pub(super) files: Vec<FileState>,
    /// Files and parts of them that the pass must tell.
    places: HashMap<FilePlace, (usize, usize), RandomState>,
    pub(super) store: FileStore,
    /// Files with lower numbers are spooled.
    pub(super) first: usize,
    pub(super) target: Target,
    /// Zeros in the place of missing bytes, all files together.
    filled: u64,
    /// Bytes written, all files together.
    total: u64,
}

/// What became of the files of a plan.
#[derive(Clone, Debug, Default)]
pub struct Extracted {
    /// In the order of the plan.
    pub files: Vec<Written>,
    /// Zeros were wanted in more places: [`crate::limits::Limits::filled`].
    pub fill_limit: bool,
}

/// A file that was written.
#[derive(Clone, Debug, Default)]
pub struct Written {
    /// Its path below the folder.
    pub output: String,
    /// Why it is not complete.
    pub faults: Vec<ExtractFault>,
    /// Its size.
    pub bytes: u64,
    /// Its digest.
    pub digests: Digests,
    /// The digest of each part on the wire.
    pub parts: Vec<Digests>,
    /// What it is, by its first bytes; `None` where it is empty.
    pub media_type: Option<&'static str>,
    /// Where in the file on the server bytes are missing: offset and length. Not known where a
    /// transfer mode wraps it.
    pub missing: Vec<(u64, u64)>,
    /// Zeros in the place of missing bytes.
    pub filled: u64,
    /// Ends of records that were found in it.
    pub records: u64,
    /// Its line ends were changed.
    pub newlines: Option<Newlines>,
}

impl<'a> Writer<'a> {
    /// Writes what is planned. Where that is not `spooled`, its bytes come from `source`.
    pub(super) fn new(
        job: ExtractJob<'a>,
        target: Target,
        mut spooled: Option<Spooled>,
        source: ByteSource,
    ) -> io::Result<Self> {
        let first = spooled.as_ref().map_or(0, Spooled::count);
        let mut writer = Writer {
            plan: job.plan,
            options: job.options,
            files: Vec::with_capacity(job.plan.files.len()),
            places: HashMap::default(),
            store: FileStore::new(target.work(), first, &job.options.limits)?,
            first,
            target,
            filled: 0,
            total: 0,
        };
        for file in &job.plan.files {
            let spooled = spooled.as_mut();
            match spooled.filter(|spooled| spooled.has_all(job.analysis, file)) {
                Some(spooled) => writer.begin_spooled(job.analysis, file, spooled),
                None => writer.begin(job.analysis, file, source),
            }
        }
        if let Some(spooled) = spooled {
            writer.join(job.analysis, &spooled)?;
        }
        Ok(writer)
    }

    /// The next file, of which a pass tells.
    fn begin(&mut self, analysis: &Analysis, file: &File, source: ByteSource) {
        let number = self.files.len();
        let parts = file.parts.iter().enumerate();
        self.places
            .extend(parts.map(|(index, part)| (part.place, (number, index))));
        self.add_file(analysis, file, source);
    }

    /// The next file, whose bytes are there: it may be one of those that were spooled as it is.
    fn begin_spooled(&mut self, analysis: &Analysis, file: &File, spooled: &mut Spooled) {
        let as_it_is = match &file.parts[..] {
            [part] => spooled.take(&part.place),
            _ => None,
        };
        if let Some(state) = as_it_is {
            self.store.add();
            self.files.push(state);
        } else {
            self.add_file(analysis, file, ByteSource::Spool);
        }
    }

    fn add_file(&mut self, analysis: &Analysis, file: &File, source: ByteSource) {
        self.store.add();
        let number = self.first + self.files.len();
        let state = FileState::new(number, analysis, file, self.options, source);
        self.files.push(state);
    }

    /// True where a pass has something to tell.
    pub(super) fn is_waiting(&self) -> bool {
        !self.places.is_empty()
    }

    /// The error of a file, with its name.
    pub(super) fn explain(&self, failure: &DiskFailure) -> io::Error {
        self.named(failure.slot, &failure.error)
    }

    pub(super) fn named(&self, number: usize, error: &io::Error) -> io::Error {
        self.target.explain(error, &self.plan.files[number].output)
    }

    /// Makes the files of several parts that are spooled. The parts come in the order of their
    /// times: where they differ, the first counts.
    fn join(&mut self, analysis: &Analysis, spooled: &Spooled) -> io::Result<()> {
        for (number, file) in self.plan.files.iter().enumerate() {
            if !self.files[number].early || file.parts.len() == 1 {
                continue;
            }
            let parts = file
                .parts
                .iter()
                .enumerate()
                .map(|(index, part)| (index, part, part.of(analysis).1));
            let mut parts: Vec<_> = parts.collect();
            parts.sort_by_key(|(_, _, transfer)| transfer.start.frame);
            for (index, part, transfer) in parts {
                if let Some(from) = spooled.number(&part.place) {
                    self.feed(number, index, from, transfer)?;
                }
            }
        }
        Ok(())
    }

    /// Takes a part from where it is spooled, as a pass would tell it.
    fn feed(
        &mut self,
        number: usize,
        part: usize,
        from: usize,
        transfer: &Transfer,
    ) -> io::Result<()> {
        let name = from.to_string();
        let mut file = self
            .target
            .work()
            .reopen(&name)
            .map_err(|error| self.named(number, &error))?;
        let (mut chunk, mut at) = (
            vec![0; usize::try_from(transfer.bytes).map_or(CHUNK, |bytes| bytes.min(CHUNK))],
            0,
        );
        for &(gap, missing) in transfer.gaps.iter().chain([&(u64::MAX, 0)]) {
            while at < gap {
                let most =
                    usize::try_from(gap - at).map_or(chunk.len(), |left| left.min(chunk.len()));
                let len = file
                    .read(&mut chunk[..most])
                    .map_err(|error| self.named(number, &error))?;
                if len == 0 {
                    break;
                }
                self.tell(number, part, Content::Wire(&chunk[..len]))?;
                at += len as u64;
            }
            if missing > 0 {
                self.tell(number, part, Content::Missing(missing))?;
                at = at.saturating_add(missing);
            }
        }
        self.tell(number, part, Content::End)?;
        drop(file);
        self.target.work().remove(&name)
    }

    fn tell(&mut self, number: usize, part: usize, content: Content) -> io::Result<()> {
        self.take(number, part, content)
            .map_err(|failure| self.explain(&failure))
    }

    fn take(&mut self, number: usize, part: usize, content: Content) -> Result<(), DiskFailure> {
        let state = &mut self.files[number].parts[part];
        let wrapped = state.wrapped;
        match content {
            Content::Wire(bytes) => {
                state.wire += bytes.len() as u64;
                state.sum.update(bytes);
                if !wrapped {
                    self.put(number, part, bytes)?;
                }
            }
            Content::Missing(len) => {
                state.lost += len;
                if !wrapped {
                    self.gap(number, part, len);
                }
            }
            Content::Decoded(bytes) if wrapped => self.put(number, part, bytes)?,
            Content::EndOfRecord if wrapped => self.end_record(number, part)?,
            Content::Place(place) if wrapped => {
                // before what is asked for nothing is written
                let start = self.plan.files[number].offset();
                self.files[number].parts[part].at = place.saturating_sub(start);
            }
            Content::Decoded(_) | Content::EndOfRecord | Content::Place(_) => {}
            Content::End => {
                state.sum.settle();
                state.ended = true;
                if self.files[number].parts.iter().all(|part| part.ended) {
                    self.store.close(number)?;
                    self.files[number].settle();
                }
            }
        }
        Ok(())
    }

    /// The records of a text are its lines (RFC 959 section 3.1.1.1): where the wire marks their
    /// ends, the file would lose them.
    fn end_record(&mut self, number: usize, part: usize) -> Result<(), DiskFailure> {
        self.files[number].records += 1;
        if self.files[number].parts[part].is_text {
            self.put(number, part, b"\r\n")?;
        }
        Ok(())
    }

    /// Writes the next bytes of a part, those that are not there yet: the others are compared.
    fn put(&mut self, number: usize, part: usize, bytes: &[u8]) -> Result<(), DiskFailure> {
        let state = &mut self.files[number];
        let at = state.parts[part].at;
        let end = at + bytes.len() as u64;
        state.parts[part].at = end;
        let Some(there) = &state.there else {
            return self.add(number, at, bytes);
        };
        let (known, new): (Vec<_>, Vec<_>) = there
            .split(at, end)
            .into_iter()
            .partition(|&(_, _, there)| there);
        let piece = |from: u64, to: u64| &bytes[(from - at) as usize..(to - at) as usize];
        for (from, to, _) in new {
            self.add(number, from, piece(from, to))?;
        }
        for (from, to, _) in known {
            self.store.compare(number, from, piece(from, to))?;
        }
        Ok(())
    }

    /// Writes bytes that are new, as many as may be.
    fn add(&mut self, number: usize, at: u64, bytes: &[u8]) -> Result<(), DiskFailure> {
        let state = &mut self.files[number];
        let bytes = state.within_limits(bytes, self.options, self.total);
        if bytes.is_empty() {
            return Ok(());
        }
        state.note(at, bytes);
        if let Some(there) = &mut state.there {
            there.add(at, at + bytes.len() as u64);
        }
        self.total += bytes.len() as u64;
        self.store.write(number, at, bytes)
    }

    /// Bytes of a part that are missing.
    fn gap(&mut self, number: usize, part: usize, len: u64) {
        let state = &mut self.files[number];
        let end = state.parts[part].at.saturating_add(len);
        if state.there.is_some() {
            state.parts[part].at = end;
            // it may be the end of the file; whether another part has these bytes is known when all
            // are there
            if !state.cut {
                state.len = state.len.max(end);
            }
            return;
        }
        if !self.options.fill || state.cut {
            return;
        }
        match state.forbids_zeros(len, self.options, self.filled, self.total) {
            Some(ExtractFault::FillLimit) => state.blame(ExtractFault::FillLimit),
            Some(fault) => state.cut(fault),
            None => {
                state.zeros(len);
                state.parts[part].at = end;
                self.charge(number, len);
            }
        }
    }

    /// Counts zeros that were put in the place of missing bytes.
    fn charge(&mut self, number: usize, len: u64) {
        self.files[number].filled += len;
        self.filled += len;
        self.total += len;
    }

    /// True where the holes between the parts of a file are not filled: that was not asked for, or
    /// is not allowed.
    pub(super) fn leaves_out(&mut self, number: usize, holes: &[(u64, u64)]) -> bool {
        let len = holes.iter().map(|(from, to)| to - from).sum();
        if len == 0 || !self.options.fill {
            return len > 0;
        }
        let state = &mut self.files[number];
        let forbidden = state.forbids_zeros(len, self.options, self.filled, self.total);
        match forbidden {
            Some(fault) => state.blame(fault),
            None => self.charge(number, len),
        }
        forbidden.is_some()
    }
}

impl Observer for Writer<'_> {
    fn content(&mut self, place: &FilePlace, content: Content<'_>) -> io::Result<()> {
        let Some(&(number, part)) = self.places.get(place) else {
            return Ok(());
        };
        self.tell(number, part, content)
    }
}

#[cfg(test)]
mod tests;
