//! Takes what pass 2 tells and puts it where the plan says.

use std::collections::{HashMap, HashSet};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};

use foldhash::fast::RandomState;

use crate::digest::Hasher;
use crate::event::{Content, Observer};
use crate::record::{Analysis, DataType, Digests, FilePlace, Transfer};

use super::name::{PARTIAL, key, numbered};
use super::newline::Changer;
use super::plan::{File, Part, Plan};
use super::state::{PartState, State, complement};
use super::store::Store;
use super::target::Target;
use super::{Fault, Newlines, Options};

/// Bytes by which a file is read again.
const CHUNK: usize = 256 << 10;

/// An observer that writes files.
#[derive(Debug)]
pub struct Writer<'a> {
    plan: &'a Plan,
    options: &'a Options,
    target: Target,
    store: Store,
    places: HashMap<FilePlace, (usize, usize), RandomState>,
    files: Vec<State>,
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
    pub faults: Vec<Fault>,
    /// Its size.
    pub bytes: u64,
    /// Its digest.
    pub digests: Digests,
    /// The digest of each part on the wire.
    pub parts: Vec<Digests>,
    /// What it is, by its first bytes; `None` where it is empty.
    pub media_type: Option<&'static str>,
    /// Where in the file on the server bytes are missing: offset and length. Not known where a transfer mode wraps it.
    pub missing: Vec<(u64, u64)>,
    /// Zeros in the place of missing bytes.
    pub filled: u64,
    /// Its line ends were changed.
    pub newlines: Option<Newlines>,
}

impl<'a> Writer<'a> {
    /// Writes what is planned. `told`: the pass makes digests too.
    pub fn new(plan: &'a Plan, analysis: &Analysis, options: &'a Options, target: Target, told: bool) -> Self {
        let mut places: HashMap<FilePlace, (usize, usize), RandomState> = HashMap::default();
        let mut files = Vec::with_capacity(plan.files.len());
        for (number, file) in plan.files.iter().enumerate() {
            places.extend(file.parts.iter().enumerate().map(|(index, part)| (part.place, (number, index))));
            files.push(State::new(analysis, file, options, told));
        }
        let store = Store::new(files.len(), &options.limits);
        Writer { plan, options, target, store, places, files, filled: 0, total: 0 }
    }

    /// Ends the files, and gives them their names. `planned` are the records that the plan was made from, `seen` those
    /// of the pass that was listened to: where a file differs, the capture has changed in between.
    ///
    /// # Errors
    /// Where a file cannot be written; nothing has a name then, or only whole files have.
    pub fn finish(mut self, planned: &Analysis, seen: &Analysis) -> io::Result<(Extracted, Target)> {
        let mut extracted = Extracted::default();
        for number in 0..self.files.len() {
            let written = self.end(number, planned, seen).map_err(|error| self.explain(number, &error))?;
            extracted.fill_limit |= written.faults.contains(&Fault::FillLimit);
            extracted.files.push(written);
        }
        rename_what_changed(self.plan, &mut extracted.files);
        for (number, written) in extracted.files.iter().enumerate() {
            self.target.place(&number.to_string(), &written.output)?;
        }
        Ok((extracted, self.target))
    }

    fn explain(&self, number: usize, error: &io::Error) -> io::Error {
        self.target.explain(error, &self.plan.files[number].output)
    }

    fn take(&mut self, number: usize, part: usize, content: Content) -> io::Result<()> {
        let state = &mut self.files[number].parts[part];
        let wrapped = state.wrapped;
        match content {
            Content::Wire(bytes) => {
                state.wire += bytes.len() as u64;
                state.left = state.left.saturating_sub(bytes.len() as u64);
                state.sum.update(bytes);
                if !wrapped {
                    self.put(number, part, bytes)?;
                }
            }
            Content::Missing(len) => {
                state.lost += len;
                state.left = state.left.saturating_sub(len);
                if !wrapped {
                    self.gap(number, part, len);
                }
            }
            Content::Decoded(bytes) if wrapped => self.put(number, part, bytes)?,
            Content::Decoded(_) => {}
        }
        let parts = &mut self.files[number].parts;
        if parts[part].left > 0 {
            return Ok(());
        }
        parts[part].sum.settle();
        if parts.iter().all(|part| part.left == 0) {
            self.store.close(&self.target, number)?;
            self.files[number].settle();
        }
        Ok(())
    }

    /// Writes the next bytes of a part, those that are not there yet: the others are compared.
    fn put(&mut self, number: usize, part: usize, bytes: &[u8]) -> io::Result<()> {
        let state = &mut self.files[number];
        let at = state.parts[part].at;
        let end = at + bytes.len() as u64;
        state.parts[part].at = end;
        let Some(there) = &state.there else { return self.add(number, at, bytes) };
        let (known, new): (Vec<_>, Vec<_>) = there.split(at, end).into_iter().partition(|&(_, _, there)| there);
        let piece = |from: u64, to: u64| &bytes[(from - at) as usize..(to - at) as usize];
        for (from, to, _) in new {
            self.add(number, from, piece(from, to))?;
        }
        for (from, to, _) in known {
            let mut before = vec![0; piece(from, to).len()];
            self.store.read(&self.target, number, from, &mut before)?;
            if before != piece(from, to) {
                self.files[number].blame(Fault::PartsDiffer);
            }
        }
        Ok(())
    }

    /// Writes bytes that are new, as many as may be.
    fn add(&mut self, number: usize, at: u64, bytes: &[u8]) -> io::Result<()> {
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
        self.store.write(&self.target, number, at, bytes)
    }

    /// Bytes of a part that are missing.
    fn gap(&mut self, number: usize, part: usize, len: u64) {
        let state = &mut self.files[number];
        let end = state.parts[part].at.saturating_add(len);
        if state.there.is_some() {
            state.parts[part].at = end;
            // it may be the end of the file; whether another part has these bytes is known when all are there
            if !state.cut {
                state.len = state.len.max(end);
            }
            return;
        }
        if !self.options.fill || state.cut {
            return;
        }
        match state.forbids_zeros(len, self.options, self.filled, self.total) {
            Some(Fault::FillLimit) => state.blame(Fault::FillLimit),
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

    /// True where the holes between the parts of a file are not filled: that was not asked for, or is not allowed.
    fn leaves_out(&mut self, number: usize, holes: &[(u64, u64)]) -> bool {
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

    /// Ends a file that has no name yet.
    fn end(&mut self, number: usize, planned: &Analysis, seen: &Analysis) -> io::Result<Written> {
        let file = &self.plan.files[number];
        let (len, holes) = (self.files[number].len, self.files[number].holes());
        let compacts = self.leaves_out(number, &holes);
        let kept = if compacts { complement(&holes, len) } else { vec![(0, len)] };
        self.store.end(&self.target, number, kept.last().map_or(0, |&(_, to)| to))?;
        let mut state = std::mem::take(&mut self.files[number]);
        state.settle();
        let (_, transfer) = file.of(planned);
        let newlines = self.options.newlines.filter(|_| transfer.data_type == DataType::Ascii);
        // REST may have claimed any offset
        let seen_from_start = |&(at, len): &(u64, u64)| (file.offset().saturating_add(at), len);
        let missing = match &state.there {
            Some(_) => holes.iter().map(|&(from, to)| (from, to - from)).map(|gap| seen_from_start(&gap)).collect(),
            None if transfer.wrapped => Vec::new(),
            None => transfer.gaps.iter().map(seen_from_start).collect(),
        };
        let mut bytes = len;
        let told = || file.parts[0].seen(seen).map(|transfer| transfer.digests.clone()).unwrap_or_default();
        let mut digests = std::mem::take(&mut state.sum).finish().unwrap_or_else(told);
        if compacts || newlines.is_some() || state.disordered || !holes.is_empty() {
            let changes = compacts || newlines.is_some();
            (bytes, digests) = self.read_again(number, &kept, newlines, changes)?;
        }
        let changed = |(part, told): (&Part, &PartState)| !part.is_as_planned(told, planned, seen);
        if file.parts.iter().zip(&state.parts).any(changed) {
            state.blame(Fault::CaptureChanged);
        }
        let mut faults: Vec<Fault> = file.faults.iter().chain(&state.faults).copied().collect();
        faults.sort_unstable();
        let raw = |part: PartState| part.sum.finish().unwrap_or_else(|| digests.clone());
        Ok(Written {
            output: file.output.clone(),
            faults,
            bytes,
            media_type: state.media_type,
            missing,
            filled: state.filled,
            newlines,
            parts: state.parts.into_iter().map(raw).collect(),
            digests,
        })
    }

    /// Reads a file from its beginning, for its digest and where it `changes` for what it should be instead.
    fn read_again(
        &self,
        number: usize,
        kept: &[(u64, u64)],
        newlines: Option<Newlines>,
        changes: bool,
    ) -> io::Result<(u64, Digests)> {
        let (name, other) = (number.to_string(), "changed");
        let mut from = self.target.reopen(&name)?;
        let mut to = changes.then(|| self.target.create(other)).transpose()?;
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
        if changes {
            self.target.replace(other, &name)?;
        }
        Ok((bytes, hasher.finish()))
    }
}

impl Observer for Writer<'_> {
    fn content(&mut self, place: &FilePlace, content: Content<'_>) -> io::Result<()> {
        let Some(&(number, part)) = self.places.get(place) else { return Ok(()) };
        self.take(number, part, content).map_err(|error| self.explain(number, &error))
    }
}

impl Part {
    /// Its transfer in the records of a later pass, for which the capture may have changed.
    fn seen<'a>(&self, analysis: &'a Analysis) -> Option<&'a Transfer> {
        analysis.sessions.get(self.session)?.transfers.get(self.transfer)
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
                transfer.complete,
                decoded,
            ))
        };
        let (_, transfer) = self.of(planned);
        facts(planned) == facts(seen) && (told.wire, told.lost) == (transfer.bytes, transfer.lost_bytes)
    }
}

/// A file that was planned as complete and is not gets the name of one that is not.
fn rename_what_changed(plan: &Plan, files: &mut [Written]) {
    let is_wrong = |(file, written): (&File, &Written)| file.faults.is_empty() && !written.faults.is_empty();
    if !plan.files.iter().zip(files.iter()).any(is_wrong) {
        return;
    }
    let mut taken: HashSet<String> = files.iter().map(|written| key(&written.output)).collect();
    for (file, written) in plan.files.iter().zip(files) {
        if is_wrong((file, written)) {
            let stems = (2..).map(|number| numbered(&file.output, number));
            let mut names = std::iter::once(file.output.clone()).chain(stems).map(|stem| stem + PARTIAL);
            written.output = names.find(|name| taken.insert(key(name))).unwrap_or_default();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::plan::plan;
    use crate::extract::sum::Sum;
    use crate::extract::testing::{Told, analysis};

    /// Extracts one transfer, of which a pass tells this; gives what was written, and its bytes.
    fn written(told: Told, seen: Told, contents: &[Content], options: &Options) -> (Written, Vec<u8>) {
        let contents: Vec<_> = contents.iter().map(|&content| (0, content)).collect();
        joined(&[told], &[seen], &contents, options)
    }

    /// The same for the first file of several transfers; each content with the part that it is of.
    fn joined(told: &[Told], seen: &[Told], contents: &[(usize, Content)], options: &Options) -> (Written, Vec<u8>) {
        let (planned, seen) = (analysis(told), analysis(seen));
        // what the writer limits is what the plan did not know of
        let plan = plan(&planned, &(1..=told.len() as u32).collect(), &Options::default());
        let folder = tempfile::tempdir().expect("a folder");
        let target = Target::open(folder.path(), &plan, false).expect("a target");
        let mut writer = Writer::new(&plan, &planned, options, target, false);
        for &(part, content) in contents {
            writer.content(&plan.files[0].parts[part].place, content).expect("it is written");
        }
        let (extracted, _target) = writer.finish(&planned, &seen).expect("it is finished");
        let bytes = std::fs::read(folder.path().join(&extracted.files[0].output)).expect("the file");
        (extracted.files[0].clone(), bytes)
    }

    const FILE: Told = Told { bytes: 3, ..Told::DEFAULT };

    #[test]
    fn a_capture_that_changed_gives_no_complete_file() {
        let options = Options::default();
        let (file, bytes) = written(FILE, FILE, &[Content::Wire(b"abc")], &options);
        assert_eq!((file.output.as_str(), bytes.as_slice()), ("session-1/download/a", &b"abc"[..]));
        for (seen, content) in
            [(FILE, &b"ab"[..]), (Told { bytes: 4, ..FILE }, b"abc"), (Told { complete: false, ..FILE }, b"abc")]
        {
            let (file, bytes) = written(FILE, seen, &[Content::Wire(content)], &options);
            assert_eq!((file.output.as_str(), bytes.as_slice()), ("session-1/download/a.partial", content));
            assert_eq!(file.faults, [Fault::CaptureChanged]);
        }
    }

    #[test]
    fn no_more_zeros_are_written_than_the_cap_allows() {
        let mut options = Options { fill: true, ..Options::default() };
        options.limits.filled = 2;
        let told = Told { lost: 5, complete: false, ..FILE };
        let contents = [Content::Wire(b"abc"), Content::Missing(2), Content::Missing(3)];
        let (file, bytes) = written(told, told, &contents, &options);
        assert_eq!((file.filled, bytes.as_slice()), (2, &b"abc\0\0"[..]));
        assert!(file.faults.contains(&Fault::FillLimit));
    }

    /// A file that is broken off, and taken up again two bytes before that.
    const PARTS: [Told; 2] = [
        Told { bytes: 4, frames: (1, 2), complete: false, ..Told::DEFAULT },
        Told { offset: 2, bytes: 4, frames: (3, 4), ..Told::DEFAULT },
    ];

    #[test]
    fn gaps_of_joined_files_are_filled_and_counted_also_at_the_end() {
        let parts = [PARTS[0], Told { bytes: 3, lost: 2, complete: false, ..PARTS[1] }];
        let contents = [(0, Content::Wire(b"abcd")), (1, Content::Wire(b"cde")), (1, Content::Missing(2))];
        let extracted = |options: &Options| joined(&parts, &parts, &contents, options);
        let (file, bytes) = extracted(&Options::default());
        assert_eq!((file.missing.as_slice(), file.filled, bytes.as_slice()), (&[(5, 2)][..], 0, &b"abcde"[..]));
        let filling = Options { fill: true, hash: crate::digest::Hash::Md5, ..Options::default() };
        let (file, bytes) = extracted(&filling);
        assert_eq!((file.missing.as_slice(), file.filled, bytes.as_slice()), (&[(5, 2)][..], 2, &b"abcde\0\0"[..]));
        let mut whole = Hasher::new(filling.hash);
        whole.update(&bytes);
        assert_eq!(file.digests, whole.finish());
        for (most, max, fault) in [(4, Some(9), Fault::MaxTotalSize), (3, None, Fault::FillLimit)] {
            let mut capped = Options { max_total_size: max, ..filling.clone() };
            capped.limits.filled = most;
            let parts = [Told { lost: 2, bytes: 2, ..PARTS[0] }, Told { offset: 4, lost: 2, ..PARTS[1] }];
            let contents = [
                (0, Content::Wire(b"ab")),
                (0, Content::Missing(2)),
                (1, Content::Wire(b"efgh")),
                (1, Content::Missing(2)),
            ];
            let (file, bytes) = joined(&parts, &parts, &contents, &capped);
            assert_eq!((file.filled, bytes.as_slice()), (0, &b"abefgh"[..]), "{fault:?}");
            assert_eq!(file.missing, [(2, 2), (8, 2)]);
            assert!(file.faults.contains(&fault), "{:?}", file.faults);
        }
    }

    #[test]
    fn only_new_bytes_count_to_the_limits_and_zeros_do() {
        let contents = [(0, Content::Wire(b"abcd")), (1, Content::Wire(b"cdef"))];
        for (max, expected, faults) in [(6, &b"abcdef"[..], &[][..]), (5, b"abcde", &[Fault::MaxTotalSize])] {
            let options = Options { max_total_size: Some(max), ..Options::default() };
            let (file, bytes) = joined(&PARTS, &PARTS, &contents, &options);
            assert_eq!((bytes.as_slice(), file.faults.as_slice()), (expected, faults));
        }
        let options = Options { fill: true, max_total_size: Some(6), ..Options::default() };
        let told = Told { bytes: 4, lost: 3, complete: false, ..FILE };
        let contents = [Content::Wire(b"abc"), Content::Missing(3), Content::Wire(b"d")];
        let (file, bytes) = written(told, told, &contents, &options);
        assert_eq!((file.filled, bytes.as_slice()), (3, &b"abc\0\0\0"[..]));
        assert!(file.faults.contains(&Fault::MaxTotalSize));
    }

    #[test]
    fn a_file_holds_the_state_of_its_digest_only_between_its_first_byte_and_its_last() {
        let options = Options { hash: crate::digest::Hash::Blake3, ..Options::default() };
        let told = analysis(&[FILE, Told { path: "/b", frames: (3, 4), ..FILE }]);
        let plan = plan(&told, &[1, 2].into(), &options);
        let folder = tempfile::tempdir().expect("a folder");
        let target = Target::open(folder.path(), &plan, false).expect("a target");
        let mut writer = Writer::new(&plan, &told, &options, target, false);
        let running = |writer: &Writer| {
            let sums = writer.files.iter().map(|file| matches!(file.sum, Sum::Running(_)));
            sums.collect::<Vec<_>>()
        };
        assert_eq!(running(&writer), [false, false]);
        let place = plan.files[0].parts[0].place;
        writer.content(&place, Content::Wire(b"ab")).expect("it is written");
        assert_eq!(running(&writer), [true, false]);
        writer.content(&place, Content::Wire(b"c")).expect("it is written");
        assert_eq!(running(&writer), [false, false]);
        // and a capture that has more than it had
        writer.content(&place, Content::Wire(b"d")).expect("it is written");
        let (extracted, _target) = writer.finish(&told, &told).expect("it is finished");
        let mut whole = Hasher::new(options.hash);
        whole.update(b"abcd");
        assert_eq!(extracted.files[0].digests, whole.finish());
    }

    #[test]
    fn what_decodes_to_more_than_is_allowed_is_cut() {
        let options = Options { max_file_size: Some(4), ..Options::default() };
        let told = Told { wrapped: true, ..FILE };
        let (file, bytes) = written(told, told, &[Content::Decoded(b"abcdef"), Content::Wire(b"xyz")], &options);
        assert_eq!((file.bytes, bytes.as_slice()), (4, &b"abcd"[..]));
        assert_eq!(file.faults, [Fault::Undecodable, Fault::MaxFileSize]);
    }

    #[test]
    fn the_type_of_a_file_is_told_by_its_first_bytes() {
        let told = |bytes: &[u8]| {
            let told = Told { bytes: bytes.len() as u64, ..FILE };
            written(told, told, &[Content::Wire(bytes)], &Options::default()).0.media_type
        };
        assert_eq!(told(b""), None);
        assert_eq!(told("báo\r\n".as_bytes()), Some("text/plain"));
        assert_eq!(told(b"\x89PNG\r\n\x1a\n"), Some("image/png"));
        assert_eq!(told(b"\xff\x00\x01"), Some("application/octet-stream"));
    }
}
