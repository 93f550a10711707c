//! Why a file is not complete, as far as the records tell.

use std::collections::BTreeSet;

use crate::extract::ExtractFault;
use crate::extract::ranges::ByteRanges;
use crate::model::{Analysis, Incomplete, Outcome, Transfer};

use super::TransferPart;

/// Why what these parts make is not the whole file.
pub(super) fn faults(analysis: &Analysis, parts: &[TransferPart]) -> Vec<ExtractFault> {
    let base = parts[0].offset;
    let mut found = BTreeSet::new();
    if base > 0 {
        found.insert(ExtractFault::BeginningMissing);
    }
    let (mut there, mut reach) = (ByteRanges::default(), 0);
    for part in parts {
        let (_, transfer) = part.of(analysis);
        let mut at = part.offset;
        for &(gap, len) in &transfer.gaps {
            there.add(at, part.offset.saturating_add(gap));
            at = part.offset.saturating_add(gap).saturating_add(len);
        }
        there.add(at, part.end());
        reach = reach.max(part.end());
        if transfer.wrapped && transfer.decoded_bytes.is_none() {
            found.insert(ExtractFault::Undecodable);
        }
        if transfer.reasons.contains(&Incomplete::CopiesDiffer) {
            found.insert(ExtractFault::CopiesDiffer);
        }
    }
    if !there.covers(base, reach)
        || parts
            .iter()
            .any(|part| part.lost > 0 && has_unknown_gaps(analysis, part))
    {
        found.insert(ExtractFault::LostBytes);
    }
    if !parts
        .iter()
        .filter(|part| part.end() == reach)
        .any(|part| part.transfers(analysis).any(Transfer::is_complete))
    {
        let last = parts
            .iter()
            .rfind(|part| part.end() == reach)
            .map(|part| part.of(analysis).1);
        found.extend(last.into_iter().flat_map(faults_of_end));
    }
    found.into_iter().collect()
}

fn has_unknown_gaps(analysis: &Analysis, part: &TransferPart) -> bool {
    let gaps = &part.of(analysis).1.gaps;
    gaps.len() >= crate::limits::Limits::GAPS
        || gaps.iter().map(|gap| gap.1).sum::<u64>() != part.lost
}

/// Why a transfer is not complete, its wrapping and what other parts may bring left aside.
fn faults_of_end(transfer: &Transfer) -> impl Iterator<Item = ExtractFault> {
    // where the server itself says that it is not whole, how it ended proves no more
    let told = transfer.outcome == Outcome::Completed;
    let reasons = transfer.reasons.iter().filter(move |reason| {
        told || matches!(reason, Incomplete::No2yz | Incomplete::CopiesDiffer)
    });
    reasons.map(|reason| match reason {
        Incomplete::MissingBytes => ExtractFault::LostBytes,
        Incomplete::Short => ExtractFault::Short,
        Incomplete::CopiesDiffer => ExtractFault::CopiesDiffer,
        Incomplete::Undecodable => ExtractFault::Undecodable,
        Incomplete::AcknowledgedBeyondEnd => ExtractFault::AcknowledgedBeyondEnd,
        Incomplete::No2yz => match transfer.outcome {
            _ if transfer.command.is_none() => ExtractFault::Hidden,
            Outcome::Aborted => ExtractFault::Aborted,
            Outcome::Failed => ExtractFault::Failed,
            Outcome::Unfinished => ExtractFault::Unfinished,
            Outcome::Completed => ExtractFault::EndNotCaptured,
        },
        Incomplete::NoBeginning
        | Incomplete::NoEnd
        | Incomplete::Reset
        | Incomplete::SealedRecords
        | Incomplete::Inferred => ExtractFault::EndNotCaptured,
    })
}
