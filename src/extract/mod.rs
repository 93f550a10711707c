//! The files that were transferred, written below a folder.
//!
//! ```text
//! spool    data pass              payload → temporary files, where every file is wanted as it is on the wire
//! plan     records → files        which transfers are a file, which of them are one, what each is called
//! writer   data pass, once more   payload → temporary files, of what is not spooled; digests
//! ending   temporary files        what is left out or changed afterwards
//! target   the folder             from there to their names; nothing outside of it, no symbolic link followed
//!
//! store    what is gathered       and goes on a core of its own to the
//! disk     files under numbers    in the folder
//! work     for what has no name   inside the target
//!
//! memory   one file               as bytes, where there is no folder: a page in a browser
//! ```
//!
//! The plan is made from the records alone, so that a dry run is the same run without its last
//! step, and a capture gives the same names every time. Whether a file is complete is decided by
//! the records and by what was written: only where both agree it is called so.
//!
//! Without the feature `extract` there is no folder to write to: what is planned, and a file in
//! memory, are all there is.

#[cfg(feature = "extract")]
mod disk;
#[cfg(feature = "extract")]
mod ending;
mod join;
#[cfg(feature = "cli")]
pub(crate) mod listing;
#[cfg(feature = "extract")]
pub mod manifest;
mod memory;
mod name;
mod newline;
mod pattern;
mod place;
mod plan;
mod ranges;
#[cfg(feature = "extract")]
mod run;
#[cfg(feature = "extract")]
mod spool;
#[cfg(feature = "extract")]
mod state;
#[cfg(feature = "extract")]
mod store;
#[cfg(feature = "extract")]
mod sum;
#[cfg(feature = "extract")]
mod target;
#[cfg(all(test, feature = "extract"))]
mod testing;
#[cfg(feature = "extract")]
mod work;
#[cfg(feature = "extract")]
mod writer;

pub use memory::{FileTooLarge, read_file};
pub use newline::Newlines;
pub use pattern::NamePattern;
pub use plan::{File, Plan, TransferPart, plan};
#[cfg(feature = "extract")]
pub use run::{Done, write};
#[cfg(feature = "extract")]
pub(crate) use run::{ExtractJob, records, write_spooled};
#[cfg(feature = "extract")]
pub(crate) use target::MANIFEST;
#[cfg(feature = "extract")]
pub use target::Target;
#[cfg(feature = "extract")]
pub(crate) use work::Gate;
#[cfg(feature = "extract")]
pub use writer::{Extracted, Written};

use crate::digest::Hashes;
use crate::limits::Limits;

/// What is extracted, and how.
#[derive(Clone, Debug, Default)]
pub struct ExtractOptions {
    /// Only files whose name or path on the server fits one of these; all where there is none.
    pub names: Vec<NamePattern>,
    /// Only files of these commands, in upper case; all where there is none.
    pub commands: Vec<String>,
    /// Listings too.
    pub listings: bool,
    /// Only files that are complete.
    pub complete_only: bool,
    /// The line ends of text (TYPE A); as on the wire where that is `None`.
    pub newlines: Option<Newlines>,
    /// Zeros in the place of bytes that are missing, which are left out otherwise.
    pub fill: bool,
    /// Larger files are left out.
    pub max_file_size: Option<u64>,
    /// Files are left out where all together would be larger.
    pub max_total_size: Option<u64>,
    /// Bytes of files that a transfer mode wraps, and of zeros in the place of missing bytes,
    /// beyond which none are written where [`ExtractOptions::max_total_size`] says nothing: see
    /// [`ExtractOptions::made_of`].
    pub max_made: Option<u64>,
    /// The digests of every file.
    pub hash: Hashes,
    /// The limits.
    pub limits: Limits,
}

/// Bytes that may be made of a capture, however small it is.
const MADE: u64 = 64 << 20;
/// Bytes that may be made of each byte of a capture: text is packed 20 to 1 at best, and a capture
/// with the shortest snap length has a twentieth of what was sent.
const MADE_OF_EACH: u64 = 100;

impl ExtractOptions {
    /// How much may be made of a capture of so many bytes, where nobody says: what is as it was on
    /// the wire is never more than the capture, but two megabytes of zlib can hold two gigabytes.
    #[must_use]
    pub fn made_of(captured: u64) -> u64 {
        captured.saturating_mul(MADE_OF_EACH).saturating_add(MADE)
    }

    /// The bound on what is made, where it holds.
    fn most_made(&self) -> Option<u64> {
        self.max_made.filter(|_| self.max_total_size.is_none())
    }

    /// Zeros that may be put in the place of missing bytes.
    pub fn most_filled(&self) -> u64 {
        self.limits.filled.min(self.most_made().unwrap_or(u64::MAX))
    }

    /// True where every file is wanted, and as it is on the wire.
    fn takes_all_as_it_is(&self) -> bool {
        let all = self.names.is_empty() && self.commands.is_empty() && !self.complete_only;
        let unbounded = self.max_file_size.is_none() && self.max_total_size.is_none();
        all && unbounded && self.newlines.is_none() && !self.fill
    }
}

/// Why a file is not complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ExtractFault {
    /// Bytes are missing from the capture.
    LostBytes,
    /// It starts in mid-file (REST), and what stands before it is in no other transfer.
    BeginningMissing,
    /// Ended by ABOR.
    Aborted,
    /// Ended by 4yz or 5yz.
    Failed,
    /// No final reply in the capture.
    Unfinished,
    /// A 2yz, but the end of the bytes is not in the capture, or their beginning.
    EndNotCaptured,
    /// A 2yz, but fewer bytes than the server said.
    Short,
    /// A copy of some of its bytes differs from those that were kept.
    CopiesDiffer,
    /// The receiver acknowledged more than the end that is in the capture.
    AcknowledgedBeyondEnd,
    /// TLS hides the control channel, and with it the name and the end.
    Hidden,
    /// The transfer mode's wrapping is damaged.
    Undecodable,
    /// Parts that overlap differ there; the first was kept.
    PartsDiffer,
    /// It was cut at [`ExtractOptions::max_file_size`].
    MaxFileSize,
    /// It was cut at [`ExtractOptions::max_total_size`].
    MaxTotalSize,
    /// Not all gaps were filled: [`Limits::filled`].
    FillLimit,
    /// The capture changed while it was read.
    CaptureChanged,
}

impl ExtractFault {
    /// As in the manifest.
    pub fn name(self) -> &'static str {
        match self {
            ExtractFault::LostBytes => "lost_bytes",
            ExtractFault::BeginningMissing => "beginning_missing",
            ExtractFault::Aborted => "aborted",
            ExtractFault::Failed => "failed",
            ExtractFault::Unfinished => "unfinished",
            ExtractFault::EndNotCaptured => "end_not_captured",
            ExtractFault::Short => "short",
            ExtractFault::CopiesDiffer => "copies_differ",
            ExtractFault::AcknowledgedBeyondEnd => "acknowledged_beyond_end",
            ExtractFault::Hidden => "hidden",
            ExtractFault::Undecodable => "undecodable",
            ExtractFault::PartsDiffer => "parts_differ",
            ExtractFault::MaxFileSize => "max_file_size",
            ExtractFault::MaxTotalSize => "max_total_size",
            ExtractFault::FillLimit => "fill_limit",
            ExtractFault::CaptureChanged => "capture_changed",
        }
    }
}

/// Why a transfer became no file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// TLS hides its bytes.
    Encrypted,
    /// The server refused it.
    Refused,
    /// Its data connection is not in the capture.
    NotCaptured,
    /// Its data connection is, without a byte, and it is not known to be an empty file.
    NoBytes,
    /// A listing, and those were not asked for.
    Listing,
    /// Not complete, and only complete files were asked for.
    Incomplete,
    /// Larger than [`ExtractOptions::max_file_size`].
    MaxFileSize,
    /// With it, all would be larger than [`ExtractOptions::max_total_size`].
    MaxTotalSize,
}

impl Reason {
    /// As in the manifest.
    pub fn name(self) -> &'static str {
        match self {
            Reason::Encrypted => "encrypted",
            Reason::Refused => "refused",
            Reason::NotCaptured => "not_captured",
            Reason::NoBytes => "no_bytes",
            Reason::Listing => "listing",
            Reason::Incomplete => "incomplete",
            Reason::MaxFileSize => "max_file_size",
            Reason::MaxTotalSize => "max_total_size",
        }
    }
}

/// A transfer that became no file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// Index of the session in the records.
    pub session: usize,
    /// Index of the transfer in the session.
    pub transfer: usize,
    /// Why.
    pub reason: Reason,
}
