//! What nobody should read, and where it stands. Outputs mask nothing: they are given what may be
//! shown.
//!
//! A password reaches a reader by three ways, and each is closed in one place.
//!
//! 1. **Bytes of the control channel** ([`Scanner`], [`SecretPlaces`]). Before anything is parsed
//!    each direction is searched for lines that begin with a secret verb: PASS, ACCT, their
//!    experimental forms XPASS and XACCT, ADAT, MIC, CONF and ENC (RFC 2228), XAUT, SITE PSWD with
//!    its relatives, and the header of HTTP by which a client speaks to a proxy. What counts is what a
//!    server may take for the verb: bytes that are no letters are passed over (Telnet commands, a
//!    byte order mark, control characters), a backspace takes the letter before it back, and no
//!    blank is needed behind the verb. Of a verb whose beginning is not in the capture its end is
//!    enough. From there to the end of the line everything is secret, also behind bytes that are
//!    not in the capture. A line ends at LF, or at NUL; at a bare CR a new verb may begin, but a
//!    secret does not end.
//! 2. **Lines whose verb cannot be read** ([`UnreadPasswords`]). A line behind a loss, or one that
//!    is not a command at all, is the password where the server had just asked for it (331, 332),
//!    or where it answers with the end of a login. So is what stands there behind a verb that takes
//!    no argument, and the last word of `USER anna@host word` that is let in at once. The control
//!    channel decides that, and adds the range of the line.
//! 3. **Copies** ([`Passwords`]). A password that is known is masked wherever it stands as a whole
//!    word: in replies, in arguments, in paths and so in the names of extracted files. Not where it
//!    is shorter than six bytes, equals the user's name or the name of a host, or is that of an
//!    anonymous user: such a word tells nothing, and masking it would spoil text that has nothing
//!    to do with it. What stands between `:` and `@` in a URL is a password by itself (RFC 1738
//!    section 3.1), and in the name of a user that is sent like that, with a host or without. So
//!    does a line with PASS or ACCT that a server repeats in quotes, a word of letters and digits
//!    that it calls a password, and one that it calls a wrong one (`refused`); in commands what logs
//!    in somewhere else (`named`), or is given to a program (`program`), and what web servers are
//!    told in a query or a header (`tokens`). A known one is found in other spellings too
//!    (`spelled`, `encoded`). One that is shorter, a name or a word of everybody's is masked in its
//!    own line, and behind a verb like those of 1 where the server repeats it. One of another
//!    session of the same user or client is masked too, and of anybody where the server is asked
//!    for others ([`share`]).
//!
//! What stands behind all that was read of a side is hidden too: nobody has looked there.
//! When in doubt it is masked. On a healthy capture nothing but the arguments of PASS and ACCT is.

mod arrivals;
mod copies;
mod encoded;
mod mask;
mod named;
mod phrases;
mod program;
mod ranges;
mod refused;
mod scanner;
mod shared;
mod spelled;
mod tokens;
mod unread;
mod words;

pub(in crate::analysis) use arrivals::Arrivals;
pub(super) use copies::Copies;
pub(super) use mask::hide_secrets;
pub use ranges::{SecretPart, SecretPlaces};
pub use scanner::begins_with_secret;
pub(in crate::analysis) use scanner::secrets_in;
pub(super) use scanner::{Scanner, has_torn_secret};
pub(super) use shared::share;
pub(super) use unread::UnreadPassword;
pub(super) use unread::UnreadPasswords;
pub(in crate::analysis) use words::holds_password;
pub(in crate::analysis) use words::{Passwords, merged};

use crate::model::Secret;

/// What is shown in the place of a secret.
const MASK: &[u8] = Secret::MASK.as_bytes();
