//! `--key-log`: files → secrets, and what is odd about them.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use crate::limits::Limits;
use crate::model::{Message, SecretSource};
use crate::text::escape;
use crate::text::message::sentence;
use crate::tls::{KeyLogError, KeyLogTally, Secrets};

use super::CommandFailure;
use super::stderr::Messages;
use super::voice::{self, told};

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
    let id = match error {
        KeyLogError::Read(_) => "told-key-log-unread",
        KeyLogError::Foreign { .. } => "told-key-log-foreign",
    };
    let args = [("name", shown.into()), ("why", error.message().into())];
    sentence(&voice::catalogue(), &Message::new(id, args))
}

fn remark(shown: &str, tally: &KeyLogTally, messages: &Messages) {
    if tally.entries + tally.repeated + tally.left_out == 0 {
        messages.warning(&told("told-key-log-empty", &[("name", shown.into())]));
    }
    if let Some((line, fault)) = tally.first_malformed.filter(|_| tally.malformed > 0) {
        let message = Message::new(
            "told-key-log-line",
            [
                ("name", shown.into()),
                ("line", line.into()),
                ("fault", fault.message().into()),
            ],
        );
        let others = match tally.malformed - 1 {
            0 => String::new(),
            more => format!("; {}", told("told-more-lines", &[("count", more.into())])),
        };
        let message = sentence(&voice::catalogue(), &message);
        messages.note(&format!("{message}{others}"));
    }
}
