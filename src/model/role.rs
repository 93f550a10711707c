//! Who is at the ends of a connection.

use super::{ConnectionEnd, SessionId};

/// Who is at an end of a connection, as a session sees it.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// The host that sends the commands of the session.
    Client,
    /// The host that replies to them.
    Server,
    /// The server of another session, at the far end of a server-to-server transfer (FXP).
    OtherServer(SessionId),
    /// Any other host: a stranger at an announced port, the target of a bounce.
    ThirdParty,
}

/// Who is at both ends of a connection.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Roles {
    /// The session that sees it so; of the two of a server-to-server transfer the first.
    pub session: SessionId,
    /// Who opened it.
    pub opener: Role,
    /// Who was listening.
    pub listener: Role,
}

impl Roles {
    /// Who is at that end.
    pub fn of(&self, end: ConnectionEnd) -> Role {
        match end {
            ConnectionEnd::Opener => self.opener,
            ConnectionEnd::Listener => self.listener,
        }
    }

    /// The same as another session sees it: between two servers each session has one of its own.
    #[must_use]
    pub fn seen_by(self, session: SessionId) -> Roles {
        if session == self.session {
            return self;
        }
        Roles {
            session,
            opener: self.role_for(session, self.opener),
            listener: self.role_for(session, self.listener),
        }
    }

    fn role_for(self, session: SessionId, role: Role) -> Role {
        match role {
            Role::Server => Role::OtherServer(self.session),
            Role::OtherServer(other) if other == session => Role::Server,
            other => other,
        }
    }

    /// The end where that role is; the listener's where both have it.
    pub fn end_of(&self, role: Role) -> Option<ConnectionEnd> {
        [ConnectionEnd::Listener, ConnectionEnd::Opener]
            .into_iter()
            .find(|&end| self.of(end) == role)
    }
}
