//! Files that are written while the records are made, before anybody knows which transfer is which:
//! where all are wanted as they are on the wire, most of them need no more than a name afterwards.

use std::collections::HashMap;
use std::io;

use foldhash::fast::RandomState;

use crate::analysis::observer::{Content, Observer};
use crate::model::{Analysis, FilePlace};

use super::ExtractOptions;
use super::disk::DiskFailure;
use super::plan::{File, Plan};
use super::state::FileState;
use super::store::FileStore;
use super::target::Target;

/// An observer that writes all that it is told.
#[derive(Debug)]
pub(crate) struct Spool {
    store: FileStore,
    spooled: Spooled,
    /// Nothing was written since.
    failure: Option<DiskFailure>,
}

/// What was written, by where it was carried.
#[derive(Debug, Default)]
pub(super) struct Spooled {
    states: Vec<Option<FileState>>,
    places: HashMap<FilePlace, usize, RandomState>,
}

impl Spool {
    pub(super) fn new(target: &Target, options: &ExtractOptions) -> io::Result<Self> {
        let store = FileStore::new(target.work(), 0, &options.limits)?;
        Ok(Spool {
            store,
            spooled: Spooled::default(),
            failure: None,
        })
    }

    /// Waits until all is written. Nothing is left where a file failed that is not in the plan:
    /// without it there may be room enough.
    ///
    /// # Errors
    /// Where a file of the plan could not be written.
    pub(super) fn finish(mut self, plan: &Plan, target: &Target) -> io::Result<Option<Spooled>> {
        let failure = self.failure.take().or_else(|| self.store.settle().err());
        let Some(DiskFailure { slot, error }) = failure else {
            return Ok(Some(self.spooled));
        };
        let file = plan.files.iter().find(|file| {
            let mut parts = file.parts.iter();
            parts.any(|part| self.spooled.number(&part.place) == Some(slot))
        });
        if let Some(file) = file {
            return Err(target.explain(&error, &file.output));
        }
        target.work().clear()?;
        Ok(None)
    }

    fn take(&mut self, place: &FilePlace, content: Content) -> Result<(), DiskFailure> {
        let Spooled { states, places } = &mut self.spooled;
        let slot = match (places.get(place), content) {
            (Some(&slot), _) => slot,
            (None, Content::End) => return Ok(()),
            (None, _) => {
                let slot = self.store.add();
                states.push(Some(FileState::plain(slot)));
                places.insert(*place, slot);
                slot
            }
        };
        let Some(state) = &mut states[slot] else {
            return Ok(());
        };
        match content {
            Content::Wire(bytes) => {
                let at = state.len;
                state.parts[0].wire += bytes.len() as u64;
                state.note(at, bytes);
                self.store.write(slot, at, bytes)
            }
            Content::Missing(len) => {
                state.parts[0].lost += len;
                Ok(())
            }
            Content::End => {
                state.settle();
                self.store.close(slot)
            }
            // of a file that is not as it is on the wire, a spool is not told
            Content::Decoded(_) | Content::EndOfRecord | Content::Place(_) => Ok(()),
        }
    }
}

impl Observer for Spool {
    fn content(&mut self, place: &FilePlace, content: Content<'_>) -> io::Result<()> {
        if self.failure.is_none() {
            // which file it is about is known when there are records, so the pass goes on
            self.failure = self.take(place, content).err();
        }
        Ok(())
    }
}

impl Spooled {
    /// How many files were written.
    pub(super) fn count(&self) -> usize {
        self.states.len()
    }

    /// What the file of a place is called; there is none without a byte.
    pub(super) fn number(&self, place: &FilePlace) -> Option<usize> {
        let number = self.places.get(place).copied();
        number.filter(|&number| {
            self.states[number]
                .as_ref()
                .is_some_and(|state| state.bytes > 0)
        })
    }

    /// True where all that is wanted for a file was written.
    pub(super) fn has_all(&self, analysis: &Analysis, file: &File) -> bool {
        file.parts
            .iter()
            .all(|part| part.of(analysis).1.bytes == 0 || self.number(&part.place).is_some())
    }

    /// The file of a place, to be used as it is.
    pub(super) fn take(&mut self, place: &FilePlace) -> Option<FileState> {
        let number = self.number(place)?;
        self.states[number].take()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::plan::plan;
    use crate::extract::testing::{TransferSpec, analysis};

    #[test]
    fn a_write_that_fails_is_an_error_of_the_file_only_where_that_is_planned() {
        let told = analysis(&[TransferSpec {
            bytes: 3,
            ..TransferSpec::DEFAULT
        }]);
        let place = told.sessions[0].transfers[0].place.expect("a place");
        let options = ExtractOptions::default();
        for (chosen, planned) in [([].into(), false), ([1].into(), true)] {
            let folder = tempfile::tempdir().expect("a folder");
            let target = Target::open(folder.path(), false).expect("a target");
            // what the spool would call its first file
            target.work().create("0").expect("it can be made");
            let mut spool = Spool::new(&target, &options).expect("a spool");
            for content in [Content::Wire(b"abc"), Content::End] {
                spool.content(&place, content).expect("the pass goes on");
            }
            match spool.finish(&plan(&told, &chosen, &options), &target) {
                Err(error) => assert!(
                    planned && error.to_string().contains("session-1/download/a"),
                    "{error}"
                ),
                Ok(spooled) => assert!(!planned && spooled.is_none()),
            }
            assert_eq!(
                target.work().reopen("0").is_err(),
                !planned,
                "what nobody wants makes room"
            );
        }
    }
}
