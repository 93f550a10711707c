//! What a server refused because of the file: it is not there, is busy, or may not be touched. An
//! answer like any other to a program, and to whoever looks for a file the answer to all; so it is
//! told, and is not a failure.
//!
//! Questions whether something is there (SIZE, MDTM, MLST) are left out: clients ask them all the
//! time.

use crate::ftp::Effect;
use crate::model::{Command, ReplyCode, Session, SessionId};

/// A command that was refused.
#[derive(Clone, Copy, Debug)]
pub struct Refusal<'a> {
    /// The session.
    pub session: SessionId,
    /// The command.
    pub command: &'a Command,
    /// The path on the server where the records know it, else what was sent.
    pub path: &'a [u8],
    /// What the server answered.
    pub code: ReplyCode,
    rank: u8,
}

/// All of these sessions: transfers first, then what would have changed something, then where
/// somebody wanted to go.
pub fn of<'a>(sessions: &[&'a Session]) -> Vec<Refusal<'a>> {
    let mut refusals = Vec::new();
    for session in sessions {
        refusals.extend(of_session(session));
    }
    refusals.sort_by_key(|refusal| (refusal.rank, refusal.command.at.frame));
    refusals
}

fn of_session(session: &Session) -> impl Iterator<Item = Refusal<'_>> {
    let mut transfers = session.transfers.iter().peekable();
    let commands = session.commands.iter().enumerate();
    commands.filter_map(move |(place, command)| {
        let rank = rank(command.effect())?;
        let code = command.final_reply()?.code;
        let is_of_file = [
            ReplyCode::FILE_UNAVAILABLE,
            ReplyCode::FILE_BUSY,
            ReplyCode::NAME_NOT_ALLOWED,
        ];
        if !is_of_file.contains(&code) || command.preliminary_reply().is_some() {
            return None;
        }
        let mut path = None;
        while let Some(transfer) =
            transfers.next_if(|transfer| transfer.command.is_none_or(|at| at <= place))
        {
            if transfer.command == Some(place) {
                path = transfer.path.as_ref();
            }
        }
        Some(Refusal {
            session: session.id,
            command,
            path: path.map_or_else(
                || command.argument().unwrap_or_default(),
                |path| path.bytes(),
            ),
            code,
            rank,
        })
    })
}

/// Where it stands among others; `None` for a command that only asks, or touches no file.
fn rank(effect: Effect) -> Option<u8> {
    match effect {
        Effect::Transfer(_) => Some(0),
        Effect::Delete
        | Effect::MakeDirectory
        | Effect::RemoveDirectory
        | Effect::RenameFrom
        | Effect::RenameTo => Some(1),
        Effect::Cwd => Some(2),
        _ => None,
    }
}

impl Refusal<'_> {
    /// True where it was to transfer something.
    pub fn is_transfer(&self) -> bool {
        self.rank == 0
    }
}
