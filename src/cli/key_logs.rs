//! `--key-log`: files → secrets, and what is odd about them.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use crate::limits::Limits;
use crate::model::SecretSource;
use crate::text::escape;
use crate::tls::{KeyLogError, KeyLogTally, Secrets};

use super::CommandFailure;
use super::stderr::Messages;

/// Reads key logs, in their order: what the first says of a connection comes first.
pub(super) fn read(
    files: &[PathBuf],
    limits: &Limits,
    messages: &Messages,
) -> Result<Secrets, CommandFailure> {
    let mut secrets = Secrets::new();
    for path in files {
        let shown = escape::text(path.to_string_lossy().as_bytes());
        let tally = read_file(&mut secrets, path, limits)
            .map_err(|error| CommandFailure::Request(refusal(&shown, &error)))?;
        remark(&shown, &tally, messages);
    }
    Ok(secrets)
}

fn read_file(
    secrets: &mut Secrets,
    path: &Path,
    limits: &Limits,
) -> Result<KeyLogTally, KeyLogError> {
    let file = BufReader::new(File::open(path)?);
    secrets.read(file, SecretSource::KeyLog, limits)
}

fn refusal(shown: &str, error: &KeyLogError) -> String {
    match error {
        KeyLogError::Read(error) => format!("{shown}: the key log cannot be read: {error}"),
        KeyLogError::Foreign { line, fault } => {
            format!("{shown}: is no key log: line {line}: {fault}")
        }
    }
}

fn remark(shown: &str, tally: &KeyLogTally, messages: &Messages) {
    if tally.entries + tally.repeated + tally.left_out == 0 {
        let advice = "was SSLKEYLOGFILE set for the program that spoke TLS, and did it end?";
        messages.warning(&format!(
            "{shown}: the key log holds no secret of use; {advice}"
        ));
    }
    if let Some((line, fault)) = tally.first_malformed.filter(|_| tally.malformed > 0) {
        let others = match tally.malformed - 1 {
            0 => String::new(),
            1 => "; one more line makes no sense".to_owned(),
            more => format!("; {more} more lines make no sense"),
        };
        messages.note(&format!("{shown}: line {line}: {fault}{others}"));
    }
}
