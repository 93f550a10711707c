//! REST that the server accepted and did not heed: a fact of a transfer that findings and stories
//! both tell.

use crate::ftp::{Effect, whole_number};
use crate::model::{Direction, Outcome, ReplyCode, Session, Transfer};

/// Commands before a download among which its REST is looked for.
const REACH: usize = 16;

/// The offset that the server accepted right before a download (RFC 3659 section 5.3) of which all
/// of the file came all the same, and the index of that REST. Whoever asks for the rest appends it.
pub(crate) fn ignored_restart(session: &Session, transfer: &Transfer) -> Option<(u64, usize)> {
    let (said, _) = transfer.expected?;
    let is_whole = transfer.direction == Some(Direction::Download)
        && transfer.outcome == Outcome::Completed
        && transfer.offset == 0
        && transfer.lost_bytes == 0
        && transfer.file_bytes() == Some(said);
    if !is_whole || session.control.lost_bytes > 0 {
        return None;
    }
    restart_before(session, transfer.command?)
}

/// The offset of a REST that the server accepted right before that command, and the index of it.
pub(crate) fn restart_before(session: &Session, command: usize) -> Option<(u64, usize)> {
    let before = session.commands.get(..command)?;
    let mut before = before.iter().enumerate().rev().take(REACH);
    let (place, rest) = before.find(|(_, command)| !prepares(command.effect()))?;
    let offset = whole_number(rest.sent_argument()?.trim_ascii())?;
    let code = rest.replies.last().map(|reply| reply.code);
    let is_accepted = rest.effect() == Effect::Rest && code == Some(ReplyCode::PENDING);
    (is_accepted && offset > 0).then_some((offset, place))
}

/// What may stand between REST and its transfer.
fn prepares(effect: Effect) -> bool {
    matches!(
        effect,
        Effect::Announce(_) | Effect::AskAnnounce(_) | Effect::Noop
    )
}
