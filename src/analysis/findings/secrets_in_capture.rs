//! `secrets-in-capture`: a file holds the secrets of TLS connections (Decryption Secrets Blocks of
//! pcapng), whether or not they were used. Whoever gets the file can read what was encrypted.

use crate::model::Analysis;

use super::all_sessions::AllSessions;
use super::report::FindingSink;

pub(super) fn check(analysis: &Analysis, _: &AllSessions, report: &mut FindingSink) {
    let captures = analysis.captures.iter();
    let holding = captures.filter(|file| file.key_log.is_some_and(|known| known.in_capture));
    for file in holding {
        let path = file.path.as_bytes().into();
        report.add(vec![1], "found-secrets-in-capture", vec![("path", path)]);
    }
}
