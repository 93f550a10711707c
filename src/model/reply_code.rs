//! Reply codes, and what their digits say (RFC 959 section 4.2).

use std::fmt;

/// What the first digit of a reply code says (RFC 959 section 4.2.1, RFC 2228 section 5.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum ReplyClass {
    /// 1yz: the action has begun, another reply follows.
    Preliminary,
    /// 2yz: done.
    Completion,
    /// 3yz: so far so good, the server waits for more.
    Intermediate,
    /// 4yz: not done, and trying again may help.
    Transient,
    /// 5yz: not done, and trying again does not help.
    Permanent,
    /// 6yz: a reply inside the protection of RFC 2228, whatever it says.
    Protected,
}

/// The three-digit code of a reply, from 100 to 699.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReplyCode(u16);

impl ReplyCode {
    /// Service ready in some minutes.
    pub const READY_SOON: Self = Self(120);
    /// Data connection already open; transfer starting.
    pub const ALREADY_OPEN: Self = Self(125);
    /// File status okay; about to open data connection.
    pub const ABOUT_TO_OPEN: Self = Self(150);
    /// Command okay.
    pub const OKAY: Self = Self(200);
    /// Command not implemented, superfluous at this site.
    pub const SUPERFLUOUS: Self = Self(202);
    /// System status, or system help reply.
    pub const SYSTEM_STATUS: Self = Self(211);
    /// File status.
    pub const FILE_STATUS: Self = Self(213);
    /// The name of the system.
    pub const SYSTEM_TYPE: Self = Self(215);
    /// Service ready for new user.
    pub const READY: Self = Self(220);
    /// Service closing control connection.
    pub const GOODBYE: Self = Self(221);
    /// Data connection open; no transfer in progress.
    pub const OPEN_IDLE: Self = Self(225);
    /// Closing data connection; requested file action successful.
    pub const TRANSFER_DONE: Self = Self(226);
    /// Entering Passive Mode.
    pub const PASSIVE: Self = Self(227);
    /// Entering Long Passive Mode (RFC 1639).
    pub const LONG_PASSIVE: Self = Self(228);
    /// Entering Extended Passive Mode (RFC 2428).
    pub const EXTENDED_PASSIVE: Self = Self(229);
    /// User logged in.
    pub const LOGGED_IN: Self = Self(230);
    /// User logged in, authorized by the security data exchange (RFC 2228).
    pub const LOGGED_IN_SECURELY: Self = Self(232);
    /// Security data exchange complete (RFC 2228).
    pub const SECURE: Self = Self(234);
    /// Requested file action okay, completed.
    pub const FILE_ACTION_OKAY: Self = Self(250);
    /// `"PATHNAME"` created, or the current directory.
    pub const PATH_NAME: Self = Self(257);
    /// User name okay, need password.
    pub const NEED_PASSWORD: Self = Self(331);
    /// Need account for login.
    pub const NEED_ACCOUNT: Self = Self(332);
    /// Requested file action pending further information.
    pub const PENDING: Self = Self(350);
    /// Service not available, closing control connection: it may answer any command, and answers
    /// all.
    pub const SERVICE_CLOSING: Self = Self(421);
    /// Can't open data connection.
    pub const CANNOT_OPEN: Self = Self(425);
    /// Connection closed; transfer aborted.
    pub const TRANSFER_ABORTED: Self = Self(426);
    /// Invalid user name or password (no RFC).
    pub const BAD_USER_OR_PASSWORD: Self = Self(430);
    /// Requested file action not taken: file unavailable, busy.
    pub const FILE_BUSY: Self = Self(450);
    /// Requested action aborted: local error in processing.
    pub const LOCAL_ERROR: Self = Self(451);
    /// Requested action not taken: insufficient storage.
    pub const NO_STORAGE: Self = Self(452);
    /// Syntax error, command unrecognized.
    pub const UNRECOGNIZED: Self = Self(500);
    /// Bad sequence of commands.
    pub const BAD_SEQUENCE: Self = Self(503);
    /// Not logged in.
    pub const NOT_LOGGED_IN: Self = Self(530);
    /// The data connection is not protected as the server wants it (RFC 4217 section 10.2), or the
    /// protocol of an extended announcement is not known (RFC 2428 section 2).
    pub const UNPROTECTED: Self = Self(522);
    /// Requested action not taken: file unavailable, not found, no access.
    pub const FILE_UNAVAILABLE: Self = Self(550);
    /// The name of the file is not allowed.
    pub const NAME_NOT_ALLOWED: Self = Self(553);
    /// Requested action aborted: page type unknown.
    pub const PAGE_TYPE_UNKNOWN: Self = Self(551);
    /// Requested file action aborted: exceeded storage allocation.
    pub const QUOTA_EXCEEDED: Self = Self(552);

    /// The code of that number; `None` where it has no class.
    pub const fn new(number: u16) -> Option<Self> {
        match number {
            100..=699 => Some(Self(number)),
            _ => None,
        }
    }

    /// Its number.
    pub const fn get(self) -> u16 {
        self.0
    }

    /// What its first digit says.
    pub(crate) const fn class(self) -> ReplyClass {
        match self.0 {
            ..=199 => ReplyClass::Preliminary,
            200..=299 => ReplyClass::Completion,
            300..=399 => ReplyClass::Intermediate,
            400..=499 => ReplyClass::Transient,
            500..=599 => ReplyClass::Permanent,
            600.. => ReplyClass::Protected,
        }
    }

    /// 1yz: the command stays open.
    pub const fn is_preliminary(self) -> bool {
        matches!(self.class(), ReplyClass::Preliminary)
    }

    /// 2yz: what was asked for is done.
    pub const fn is_completion(self) -> bool {
        matches!(self.class(), ReplyClass::Completion)
    }

    /// 3yz: the server waits for another command.
    pub const fn is_intermediate(self) -> bool {
        matches!(self.class(), ReplyClass::Intermediate)
    }

    /// 4yz or 5yz: what was asked for is not done.
    pub const fn is_negative(self) -> bool {
        matches!(self.class(), ReplyClass::Transient | ReplyClass::Permanent)
    }

    /// The server does not know the command, or has not implemented it or what was asked of it (RFC
    /// 959 section 4.2.1).
    pub(crate) const fn is_of_syntax(self) -> bool {
        matches!(self.get(), 500 | 502 | 504)
    }

    /// 6yz: another reply, protected (RFC 2228 section 5.2).
    pub const fn is_protected(self) -> bool {
        matches!(self.class(), ReplyClass::Protected)
    }

    /// A user is logged in by it: 230, 232, and the 202 of a server that needs no password or
    /// account.
    pub const fn logs_in(self) -> bool {
        matches!(
            self,
            Self::LOGGED_IN | Self::LOGGED_IN_SECURELY | Self::SUPERFLUOUS
        )
    }

    /// A user or a password was not accepted: any 5yz but 503, which complains of the order, and
    /// the 430 that some servers say instead of 530.
    pub const fn refuses_login(self) -> bool {
        matches!(self.class(), ReplyClass::Permanent) && self.0 != Self::BAD_SEQUENCE.0
            || self.0 == Self::BAD_USER_OR_PASSWORD.0
    }

    /// It refuses for want of protection, whatever was asked for: 521 and 534 (RFC 4217 section
    /// 10.2, RFC 2228 section 5.3), 533 and 536.
    pub const fn wants_protection(self) -> bool {
        matches!(self.0, 521 | 533 | 534 | 536)
    }

    /// It announces where the server listens: 227, 228, 229.
    pub const fn announces(self) -> bool {
        matches!(
            self,
            Self::PASSIVE | Self::LONG_PASSIVE | Self::EXTENDED_PASSIVE
        )
    }

    /// It greets: 220, or the 120 before it (RFC 959 section 5.4).
    pub const fn greets(self) -> bool {
        matches!(self, Self::READY_SOON | Self::READY)
    }

    /// Instead of a greeting it sends the client away: 4yz or 5yz, and the 221 of a PLC that serves
    /// one client at a time. What is about a data connection answers a transfer.
    pub(crate) const fn turns_away(self) -> bool {
        match self {
            Self::CANNOT_OPEN | Self::TRANSFER_ABORTED => false,
            Self::GOODBYE => true,
            _ => self.is_negative(),
        }
    }

    /// A transfer came to nothing for want of a connection: 425, 426, or the end of everything.
    pub const fn breaks_off(self) -> bool {
        matches!(
            self,
            Self::SERVICE_CLOSING | Self::CANNOT_OPEN | Self::TRANSFER_ABORTED
        )
    }

    /// It ends a transfer and answers nothing else (but an ABOR), or ends everything.
    pub const fn ends_transfers(self) -> bool {
        matches!(
            self,
            Self::OPEN_IDLE
                | Self::TRANSFER_DONE
                | Self::SERVICE_CLOSING
                | Self::CANNOT_OPEN
                | Self::TRANSFER_ABORTED
                | Self::LOCAL_ERROR
                | Self::NO_STORAGE
                | Self::PAGE_TYPE_UNKNOWN
                | Self::QUOTA_EXCEEDED
        )
    }
}

impl fmt::Display for ReplyCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_class_and_no_other_number_is_one() {
        use ReplyClass::{Completion, Intermediate, Permanent, Preliminary, Protected, Transient};
        for (number, class) in [
            (100, Preliminary),
            (299, Completion),
            (331, Intermediate),
            (421, Transient),
            (599, Permanent),
            (632, Protected),
        ] {
            assert_eq!(ReplyCode::new(number).map(ReplyCode::class), Some(class));
        }
        for number in [0, 99, 700, 999] {
            assert_eq!(ReplyCode::new(number), None);
        }
    }
}
