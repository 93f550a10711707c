//! The key ring of a library that opens nothing: there is none.

use std::sync::Arc;

use crate::limits::Limits;
use crate::tls::Secrets;

/// What the connections of a pass would share.
#[derive(Debug)]
pub enum Keyring {}

/// The sessions that could go on.
#[derive(Clone, Debug, Default)]
pub struct Sessions;

impl Keyring {
    /// None, whatever secrets there are.
    pub fn new(_: &Arc<Secrets>, _: Sessions, _: &Limits) -> Option<Arc<Self>> {
        None
    }

    /// What was learned, for the next pass.
    pub fn take_sessions(&self) -> Sessions {
        match *self {}
    }

    /// The limits that were reached.
    pub fn limits_hit(&self) -> impl Iterator<Item = (&'static str, u64)> {
        std::iter::empty()
    }
}
