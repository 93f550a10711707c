//! A 2yz to a transfer whose words take it back: a fact of a transfer that findings and stories
//! both tell.
//!
//! Some servers confirm whatever they did. `vsftpd` says 226 to the listing of a directory that it
//! could not open, and `Pure-FTPd` says 226 to one that it has cut at its limit: the code, the FIN
//! and the bytes are those of a listing that is whole, and the words alone tell that it is not.
//! z/OS says 250 to an upload whose lines it has cut at the length of the records of its data set.

use crate::analysis::find::contains_ignoring_case;
use crate::model::{Command, Direction, Outcome, Reply, Session, Transfer};

/// What a server says beside its 2yz.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reservation {
    /// It could not read the directory.
    NotRead,
    /// It left a part of the directory out.
    LeftOut,
    /// It did not keep all of an upload.
    Truncated,
}

/// Words that stand in one line to a listing, and what they say.
const PHRASES: [(Reservation, &[&str]); 3] = [
    (Reservation::NotRead, &["failed to open", "directory"]),
    (Reservation::NotRead, &["failed to read", "directory"]),
    (Reservation::LeftOut, &["truncated"]),
];

/// The same to an upload. Names of files may stand beside them.
const STORED: [(Reservation, &[&str]); 3] = [
    (Reservation::Truncated, &["was truncated"]),
    (Reservation::Truncated, &["were truncated"]),
    (Reservation::Truncated, &["won't be saved"]),
];

/// What the server says beside the 2yz to a transfer. A list in which something stands was read.
pub(crate) fn reservation(session: &Session, transfer: &Transfer) -> Option<Reservation> {
    let is_confirmed = transfer.outcome == Outcome::Completed;
    let command = session.command_of(transfer).filter(|_| is_confirmed)?;
    let reply = command.final_reply()?;
    let phrases = phrases(transfer.direction?);
    let said = lines(reply).find_map(|line| of_line(line, phrases))?;
    (said != Reservation::NotRead || transfer.bytes == 0).then_some(said)
}

/// True where the 2yz to an upload says that it was not kept whole.
pub(crate) fn is_truncated(command: &Command, direction: Direction) -> bool {
    let reply = command.final_reply();
    let reply = reply.filter(|r| r.code.is_completion() && direction == Direction::Upload);
    reply.is_some_and(|reply| lines(reply).any(|line| of_line(line, &STORED).is_some()))
}

/// The line that says so.
pub(crate) fn reserved_line<'a>(command: &'a Command, transfer: &Transfer) -> Option<&'a [u8]> {
    let reply = command.final_reply()?;
    let phrases = phrases(transfer.direction?);
    lines(reply).find(|line| of_line(line, phrases).is_some())
}

/// The words that count for a transfer.
fn phrases(direction: Direction) -> &'static [(Reservation, &'static [&'static str])] {
    match direction {
        Direction::Listing => &PHRASES,
        Direction::Upload => &STORED,
        Direction::Download => &[],
    }
}

fn lines(reply: &Reply) -> impl Iterator<Item = &[u8]> {
    reply.lines().map(<[u8]>::trim_ascii)
}

fn of_line(line: &[u8], phrases: &[(Reservation, &[&str])]) -> Option<Reservation> {
    phrases
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
            assert_eq!(of_line(line.as_bytes(), &PHRASES), said, "{line}");
        }
        for (line, said) in [
            (
                "Transfer completed (data was truncated)",
                Some(Reservation::Truncated),
            ),
            (
                "Quota exceeded: [a.csv] won't be saved",
                Some(Reservation::Truncated),
            ),
            ("Stored truncated.csv", None),
        ] {
            assert_eq!(of_line(line.as_bytes(), &STORED), said, "{line}");
        }
    }
}
