//! Transfers whose command is not in the capture, as the replies of the server tell of them.
//!
//! Where the recorder sees one direction only, or begins in the middle of a session, the server is
//! heard all the same, and its replies to a transfer stand in order (RFC 959 section 5.4): one that
//! begins it, which may name the file and its size, and one that ends it. Nobody has to guess which
//! command they answer to know that.
//!
//! | what is said | what it tells |
//! |---|---|
//! | 125, 150 | a transfer begins; its name and size, if the text has them |
//! | 226 and its kin ([`ReplyCode::ends_transfers`]) behind that | it has ended: nothing else is answered so, but ABOR |
//! | 250, 450, 550, 553 | the same, unless 226 follows: then another command was answered in between |
//! | another 1yz behind that | its end was not read |
//! | any other reply in between | another command was answered meanwhile: of which of the two a 250 is, is not certain |
//! | 226, 426, 451, 452 or 552 before anything else, where the beginning is not in the capture | the transfer that was under way has ended, or broken off |
//! | 350 before it | it may begin in the middle of its file (REST), so that a size says nothing of what has to come |
//!
//! This holds until the first command is heard. From there on replies find their commands
//! (`pairing`); but for a 1yz that finds none, where the server acknowledges more than was read of
//! the client: its command was lost.

use std::ops::Range;

use super::path::quoted;
use super::sizes::size_in_reply;
use crate::analysis::find::contains_ignoring_case;
use crate::model::{At, DataType, Reply, ReplyCode, ReplyText, Text};

/// A transfer of which only the replies were read.
#[derive(Clone, Debug, Default)]
pub struct TransferWithoutCommand {
    /// The 1yz that began it.
    pub begun: Option<At>,
    /// The final reply.
    pub ended: Option<(At, ReplyCode)>,
    /// The offer in force when it began.
    pub offer: Option<usize>,
    /// The file, as the server names it.
    pub name: Option<Text>,
    /// How many bytes the server says that will come.
    pub size: Option<u64>,
    /// The server says that it is a listing.
    pub is_listing: bool,
    /// The representation type that holds, as far as it was read.
    pub data_type: DataType,
    /// Its end is its own: nothing else is answered so, or nothing was answered in between.
    pub is_certain: bool,
}

impl TransferWithoutCommand {
    /// It had ended when that frame came.
    pub fn is_over_before(&self, frame: u64) -> bool {
        self.ended.is_some_and(|(ended, _)| ended.frame <= frame)
    }

    /// That code answers nothing else, and it has no end yet, or one that may have been another
    /// command's.
    fn is_ended_by(&self, code: ReplyCode) -> bool {
        match self.ended {
            None => code.ends_transfers(),
            Some((_, earlier)) => code == ReplyCode::TRANSFER_DONE && !earlier.ends_transfers(),
        }
    }
}

/// The transfers that replies have told of so far.
#[derive(Debug, Default)]
pub(super) struct TransfersWithoutCommand {
    list: Vec<TransferWithoutCommand>,
    /// A reply has asked for what comes next: REST, or RNFR.
    is_pending: bool,
}

impl TransfersWithoutCommand {
    /// A 1yz was said, and `data_type` and `offer` hold.
    pub(super) fn begins(&mut self, reply: &Reply, data_type: DataType, offer: Option<usize>) {
        let text = reply.text.bytes();
        let is_listing = names_listing(text);
        let can_compare = matches!(data_type, DataType::Image | DataType::Local);
        let restarted = std::mem::take(&mut self.is_pending);
        self.list.push(TransferWithoutCommand {
            begun: Some(reply.at),
            ended: None,
            offer,
            name: named_file(text).filter(|_| !is_listing).map(Text::from),
            size: size_in_reply(text).filter(|_| can_compare && !restarted),
            is_listing,
            data_type,
            is_certain: true,
        });
    }

    /// A final reply was said; `from_beginning`: the capture has the beginning of the session.
    pub(super) fn answers(&mut self, reply: &Reply, from_beginning: bool) {
        let code = reply.code;
        self.is_pending |= code == ReplyCode::PENDING;
        let may_end = matches!(
            code,
            ReplyCode::FILE_ACTION_OKAY
                | ReplyCode::FILE_BUSY
                | ReplyCode::FILE_UNAVAILABLE
                | ReplyCode::NAME_NOT_ALLOWED
        );
        match self.list.last_mut() {
            Some(last) if last.is_ended_by(code) => {
                last.ended = Some((reply.at, code));
                last.is_certain = true;
            }
            Some(last) if last.ended.is_none() && may_end => last.ended = Some((reply.at, code)),
            Some(last) if last.ended.is_none() => last.is_certain = false,
            None if ends_what_had_begun(code) && !from_beginning => {
                // one that had begun before the capture did
                self.list.push(TransferWithoutCommand {
                    ended: Some((reply.at, code)),
                    is_certain: true,
                    ..TransferWithoutCommand::default()
                });
            }
            _ => {}
        }
    }

    /// The latest of them has begun, and its end was not read.
    pub(super) fn is_open(&self) -> bool {
        let last = self.list.last();
        last.is_some_and(|last| last.begun.is_some() && last.ended.is_none())
    }

    pub(super) fn take(&mut self) -> Box<[TransferWithoutCommand]> {
        std::mem::take(&mut self.list).into()
    }
}

/// The end of a transfer over a data connection, confirmed or not.
fn ends_what_had_begun(code: ReplyCode) -> bool {
    matches!(
        code,
        ReplyCode::TRANSFER_DONE
            | ReplyCode::TRANSFER_ABORTED
            | ReplyCode::LOCAL_ERROR
            | ReplyCode::NO_STORAGE
            | ReplyCode::QUOTA_EXCEEDED
    )
}

fn names_listing(text: &[u8]) -> bool {
    const WORDS: [&[u8]; 4] = [b"directory list", b"file list", b"/bin/ls", b" listing"];
    size_in_reply(text).is_none() && WORDS.iter().any(|word| contains_ignoring_case(text, word))
}

/// `... data connection for NAME (N bytes).`, as most servers say it, or the name in quotes.
fn named_file(text: &[u8]) -> Option<Vec<u8>> {
    let line = ReplyText(text).first_line();
    match behind_for(line) {
        Some(place) => (!place.is_empty()).then(|| line[place].to_vec()),
        None => quoted(line).filter(|name| !name.is_empty()),
    }
}

/// Where the text of a 1yz names a file without quotes.
#[cfg(feature = "report")]
pub(crate) fn place_of_name(text: &[u8]) -> Option<Range<usize>> {
    behind_for(ReplyText(text).first_line()).filter(|_| !names_listing(text))
}

/// The place of what a data connection is said to be for, without a size and a full stop.
fn behind_for(line: &[u8]) -> Option<Range<usize>> {
    const FOR: &[u8] = b"connection for ";
    let at = line.windows(FOR.len()).position(|part| part == FOR)? + FOR.len();
    let begin = line.len() - line[at..].trim_ascii_start().len();
    let rest = line[begin..].trim_ascii_end();
    let size = rest
        .windows(2)
        .rposition(|part| part == b" (")
        .filter(|_| size_in_reply(rest).is_some());
    let len = match size {
        Some(at) => at,
        None => rest.strip_suffix(b".").unwrap_or(rest).len(),
    };
    Some(begin..begin + len)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_name_the_file() {
        for (text, name) in [
            (
                "Opening BINARY mode data connection for a b.bin (20 bytes).",
                Some("a b.bin"),
            ),
            (
                "Opening ASCII mode data connection for a(1).txt (7 bytes)",
                Some("a(1).txt"),
            ),
            (
                "Opening BINARY mode data connection for up.bin",
                Some("up.bin"),
            ),
            (
                "Opening data channel for file download from server of \"/a.bin\"",
                Some("/a.bin"),
            ),
            ("Ok to send data.", None),
            ("Accepted data connection", None),
        ] {
            let found = named_file(text.as_bytes());
            assert_eq!(found.as_deref(), name.map(str::as_bytes), "{text}");
        }
    }

    #[test]
    fn servers_say_that_it_is_a_listing() {
        for (text, said) in [
            ("Here comes the directory listing.", true),
            ("Opening ASCII mode data connection for file list", true),
            ("Opening ASCII mode data connection for /bin/ls.", true),
            (
                "Opening BINARY mode data connection for file list (3 bytes).",
                false,
            ),
            ("Opening BINARY mode data connection for list.txt", false),
        ] {
            assert_eq!(names_listing(text.as_bytes()), said, "{text}");
        }
    }
}
