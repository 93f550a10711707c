//! A 2yz to a listing whose words take it back: a fact of a transfer that findings and stories both tell.
//!
//! Some servers confirm whatever they did. `vsftpd` says 226 to the listing of a directory that it could not open, and
//! `Pure-FTPd` says 226 to one that it has cut at its limit: the code, the FIN and the bytes are those of a listing that is
//! whole, and the words alone tell that it is not.

use crate::analysis::find::contains_ignoring_case;
use crate::model::{Command, Direction, Outcome, Reply, Session, Transfer};

/// What a server says beside its 2yz.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reservation {
    /// It could not read the directory.
    NotRead,
    /// It left a part of the directory out.
    LeftOut,
}

/// Words that stand in one line, and what they say.
const PHRASES: [(Reservation, &[&str]); 3] = [
    (Reservation::NotRead, &["failed to open", "directory"]),
    (Reservation::NotRead, &["failed to read", "directory"]),
    (Reservation::LeftOut, &["truncated"]),
];

/// What the server says beside the 2yz to a listing. A list in which something stands was read.
pub(crate) fn reservation(session: &Session, transfer: &Transfer) -> Option<Reservation> {
    let is_confirmed =
        transfer.direction == Some(Direction::Listing) && transfer.outcome == Outcome::Completed;
    let command = session.command_of(transfer).filter(|_| is_confirmed)?;
    let reply = command.final_reply()?;
    let said = lines(reply).find_map(of_line)?;
    (said == Reservation::LeftOut || transfer.bytes == 0).then_some(said)
}

/// The line that says so.
pub(crate) fn reserved_line(command: &Command) -> Option<&[u8]> {
    let reply = command.final_reply()?;
    lines(reply).find(|line| of_line(line).is_some())
}

fn lines(reply: &Reply) -> impl Iterator<Item = &[u8]> {
    let lines = reply.text.bytes().split(|&b| b == b'\n');
    lines.map(<[u8]>::trim_ascii)
}

fn of_line(line: &[u8]) -> Option<Reservation> {
    PHRASES
        .iter()
        .find(|(_, words)| {
            let mut words = words.iter();
            words.all(|word| contains_ignoring_case(line, word.as_bytes()))
        })
        .map(|&(said, _)| said)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_beside_a_confirmation() {
        for (line, said) in [
            (
                "Transfer done (but failed to open directory).",
                Some(Reservation::NotRead),
            ),
            (
                "Output truncated to 2000 matches",
                Some(Reservation::LeftOut),
            ),
            ("2000 matches total", None),
            ("Transfer complete.", None),
            ("Opened directory listing", None),
        ] {
            assert_eq!(of_line(line.as_bytes()), said, "{line}");
        }
    }
}
