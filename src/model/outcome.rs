//! What became of a transfer.

/// How a transfer ended.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// 2yz.
    Completed,
    /// Ended by ABOR.
    Aborted,
    /// Any other 4yz or 5yz.
    Failed,
    /// No final reply in the capture.
    #[default]
    Unfinished,
}

/// How far a transfer came: the first that fits.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Stage {
    /// Answered 4yz or 5yz without a 1yz, and not a byte came, whatever was tried.
    Refused,
    /// It has a final reply, and a data connection, a 2yz, or words of the server about the
    /// connection.
    Ended,
    /// Bytes came, or a 1yz and an open data connection; no final reply.
    Begun,
    /// Its data connection was opened, and that is all.
    Connected,
    /// The SYNs of its data connection were not answered, or by RST.
    Tried,
    /// It was answered, and the capture, which would show a SYN, shows none.
    NeverTried,
    /// It was asked for, and nothing else is known.
    #[default]
    Requested,
}

/// A reason why a transfer is not known to be complete.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Incomplete {
    /// Bytes between the first and the last are not in the capture.
    MissingBytes,
    /// The beginning of its data connection is not in the capture.
    NoBeginning,
    /// The sender's end is not in the capture.
    NoEnd,
    /// A RST came before the sender's end.
    Reset,
    /// No 2yz that is certain to belong to its command.
    No2yz,
    /// Fewer bytes than the server said: SIZE, MLST, a listing, or the text of the 1yz.
    Short,
    /// A copy of some of its bytes differs from those that were kept.
    CopiesDiffer,
    /// The receiver acknowledged more than the sender's end, or data stands behind that end.
    AcknowledgedBeyondEnd,
    /// Some TLS records of an opened connection could not be opened.
    SealedRecords,
    /// Another session may be the one that its data connection belongs to.
    Inferred,
    /// What came is not what its MODE makes of a file: in MODE Z no whole zlib stream.
    Undecodable,
}

impl Incomplete {
    /// As in the contract.
    pub fn name(self) -> &'static str {
        match self {
            Incomplete::MissingBytes => "missing_bytes",
            Incomplete::NoBeginning => "no_beginning",
            Incomplete::NoEnd => "no_end",
            Incomplete::Reset => "reset",
            Incomplete::No2yz => "no_2yz",
            Incomplete::Short => "short",
            Incomplete::CopiesDiffer => "copies_differ",
            Incomplete::AcknowledgedBeyondEnd => "acknowledged_beyond_end",
            Incomplete::SealedRecords => "sealed_records",
            Incomplete::Inferred => "inferred",
            Incomplete::Undecodable => "undecodable",
        }
    }
}

/// What came of a transfer, in one word: that of the tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransferState {
    /// Refused before it began.
    Refused,
    /// TLS hides which it was, or what would tell its result was not recorded.
    Hidden,
    /// Whole.
    Complete,
    /// Answered 2yz, but bytes are missing.
    Gaps,
    /// Answered 2yz and nothing is missing, but fewer bytes came than the server said.
    Short,
    /// Answered 2yz, but the capture does not show that nothing is missing.
    Unproven,
    /// Ended by ABOR.
    Aborted,
    /// Ended by a 4yz or 5yz after it had begun.
    Failed,
    /// No final reply in the capture.
    Unfinished,
}

impl TransferState {
    /// True where something that was asked for did not come, or not as a whole. Not where nobody
    /// can tell.
    pub fn is_failure(self) -> bool {
        match self {
            TransferState::Refused
            | TransferState::Failed
            | TransferState::Aborted
            | TransferState::Unfinished
            | TransferState::Gaps
            | TransferState::Short => true,
            TransferState::Complete | TransferState::Unproven | TransferState::Hidden => false,
        }
    }
}

impl TransferState {
    /// Every one.
    pub const ALL: [TransferState; 9] = [
        TransferState::Complete,
        TransferState::Gaps,
        TransferState::Short,
        TransferState::Unproven,
        TransferState::Refused,
        TransferState::Failed,
        TransferState::Aborted,
        TransferState::Unfinished,
        TransferState::Hidden,
    ];
}
