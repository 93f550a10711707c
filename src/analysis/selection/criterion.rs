//! What a filter asks that is written in a language of its own: selections hold it and do not know
//! the language.

use std::fmt::Debug;
use std::sync::Arc;

use crate::model::{Analysis, Session, Transfer};

/// Something that sessions and transfers fit, or do not.
pub trait Criterion: Debug + Send + Sync {
    /// True where the session fits.
    fn fits_session(&self, analysis: &Analysis, session: &Session) -> bool;

    /// True where a transfer fits, which includes what is asked of its session.
    fn fits_transfer(&self, analysis: &Analysis, session: &Session, transfer: &Transfer) -> bool;

    /// True where the digest of transfers has to be known for that.
    fn needs_digest(&self) -> bool {
        false
    }
}

/// Criteria that have to be met together.
#[derive(Clone, Debug, Default)]
pub struct Criteria(Vec<Arc<dyn Criterion>>);

impl Criteria {
    /// Asks for one more.
    pub fn add(&mut self, criterion: Arc<dyn Criterion>) {
        self.0.push(criterion);
    }

    /// True where one of them asks for the digest of transfers.
    pub fn need_digest(&self) -> bool {
        self.0.iter().any(|criterion| criterion.needs_digest())
    }

    /// True where the session meets all.
    pub(super) fn fits_session(&self, analysis: &Analysis, session: &Session) -> bool {
        self.0
            .iter()
            .all(|criterion| criterion.fits_session(analysis, session))
    }

    /// True where the transfer meets all.
    pub(super) fn fits_transfer(
        &self,
        analysis: &Analysis,
        session: &Session,
        transfer: &Transfer,
    ) -> bool {
        self.0
            .iter()
            .all(|criterion| criterion.fits_transfer(analysis, session, transfer))
    }
}

/// Criteria are the same where they are one: what two of them ask cannot be compared.
impl PartialEq for Criteria {
    fn eq(&self, other: &Self) -> bool {
        self.0.len() == other.0.len()
            && self
                .0
                .iter()
                .zip(&other.0)
                .all(|(own, other)| Arc::ptr_eq(own, other))
    }
}

impl Eq for Criteria {}
