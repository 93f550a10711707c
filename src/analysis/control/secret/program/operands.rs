//! Programs that take a password by its place among their words, or behind a word that says so:
//! `docker login -p word`, `htpasswd -b file anna word`, `sqlplus anna/word@base`.

use std::ops::Range;

use super::container::STARTING;
use super::words::without_quotes;
use super::{Words, begins_with, is_one_of};

/// Programs that log in somewhere, and whose `-p` is a password behind that word alone.
const LOGGING_IN: [&[u8]; 10] = [
    b"docker",
    b"podman",
    b"nerdctl",
    b"buildah",
    b"skopeo",
    b"helm",
    b"oc",
    b"az",
    b"cf",
    b"ibmcloud",
];
const LOGIN: &[u8] = b"login";
const HTPASSWD: &[u8] = b"htpasswd";
/// Options of htpasswd whose next word is a number.
const HTPASSWD_NUMBERS: &[u8] = b"Cr";
/// Programs of Oracle whose first word is a user and a password.
const ORACLE: [&[u8]; 4] = [b"sqlplus", b"sqlldr", b"expdp", b"impdp"];

/// True for one of these programs.
pub(super) fn has_operand(name: &[u8]) -> bool {
    kind(name).is_some()
}

/// What is looked for behind a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wanted {
    Nothing,
    /// The word `login`.
    Login,
    /// `-p` behind it.
    Option,
    /// What stands behind `-p`.
    Password,
    /// The options of htpasswd, and whether `b` and `n` are among them.
    Htpasswd {
        batch: bool,
        to_screen: bool,
    },
    /// A number that one of them takes, and what is looked for behind it.
    Number {
        batch: bool,
        to_screen: bool,
    },
    /// So many words, and then the password.
    Words(u8),
    /// A user and a password in one word.
    User,
}

fn kind(name: &[u8]) -> Option<Wanted> {
    if is_one_of(name, &LOGGING_IN) {
        Some(Wanted::Login)
    } else if name.eq_ignore_ascii_case(HTPASSWD) {
        let (batch, to_screen) = (false, false);
        Some(Wanted::Htpasswd { batch, to_screen })
    } else {
        is_one_of(name, &ORACLE).then_some(Wanted::User)
    }
}

impl Words<'_> {
    /// Each word is looked at once.
    pub(super) fn of_operands(&self) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        let mut wanted = Wanted::Nothing;
        for (word, program) in self.places.iter().zip(&self.programs) {
            let bare = without_quotes(self.line, word.clone());
            let (password, next) = wanted.of(self.text(&bare));
            found.extend(password.map(|part| bare.start + part.start..bare.start + part.end));
            wanted = match next {
                Wanted::Nothing | Wanted::Login => kind(program).unwrap_or(next),
                next => next,
            };
            if self.ends_command(word) {
                wanted = Wanted::Nothing;
            }
        }
        found
    }
}

impl Wanted {
    /// Where in a word the password stands, and what is looked for behind it.
    fn of(self, text: &[u8]) -> (Option<Range<usize>>, Wanted) {
        match self {
            Wanted::Login if text == LOGIN => (None, Wanted::Option),
            // what follows is an image, a container or what runs in it: `docker exec box login -p`
            Wanted::Login if STARTING.contains(&text) => (None, Wanted::Nothing),
            Wanted::Option if text == b"-p" => (None, Wanted::Password),
            Wanted::Option if text.starts_with(b"-p") => (Some(2..text.len()), Wanted::Option),
            Wanted::Password => (Some(0..text.len()), Wanted::Option),
            Wanted::Htpasswd { batch, to_screen } => htpasswd(text, batch, to_screen),
            Wanted::Number { batch, to_screen } => (None, Wanted::Htpasswd { batch, to_screen }),
            Wanted::Words(0) => (Some(0..text.len()), Wanted::Nothing),
            Wanted::Words(words) => (None, Wanted::Words(words - 1)),
            Wanted::User => user(text),
            _ => (None, self),
        }
    }
}

/// A word behind htpasswd: options, and then file, user and password, without the file where the
/// result goes to the screen. It takes a password there with `-b` alone.
fn htpasswd(text: &[u8], batch: bool, to_screen: bool) -> (Option<Range<usize>>, Wanted) {
    let Some(letters) = text.strip_prefix(b"-") else {
        let words = if batch {
            Wanted::Words(u8::from(!to_screen))
        } else {
            Wanted::Nothing
        };
        return (None, words);
    };
    let batch = batch || letters.contains(&b'b');
    let to_screen = to_screen || letters.contains(&b'n');
    let takes_number = letters
        .last()
        .is_some_and(|last| HTPASSWD_NUMBERS.contains(last));
    let next = if takes_number {
        Wanted::Number { batch, to_screen }
    } else {
        Wanted::Htpasswd { batch, to_screen }
    };
    (None, next)
}

/// A word behind a program of Oracle: options and what they take, a script (`@run.sql`), where it
/// reads from, and `anna/word@base`, behind `userid=` too. Other names are given something else.
fn user(text: &[u8]) -> (Option<Range<usize>>, Wanted) {
    const NAME: &[u8] = b"userid=";
    let is_end = text.first().is_some_and(|first| b"@<>|/".contains(first));
    if is_end {
        return (None, Wanted::Nothing);
    }
    let start = if begins_with(text, NAME) {
        NAME.len()
    } else {
        0
    };
    let user = &text[start..];
    let sign = user.iter().position(|byte| b"/@=".contains(byte));
    match sign.map(|sign| user[sign]) {
        Some(b'/') if text[0] != b'-' => {
            let found = behind_slash(user);
            let found = found.map(|part| start + part.start..start + part.end);
            (found, Wanted::Nothing)
        }
        Some(b'@') => (None, Wanted::Nothing),
        _ => (None, Wanted::User),
    }
}

/// What stands between a user and the name of a base: `anna/word@base`. Without a user the system
/// vouches for it (`/`, `/nolog`). The last sign counts, since a password may have one.
fn behind_slash(text: &[u8]) -> Option<Range<usize>> {
    let slash = memchr::memchr(b'/', text).filter(|slash| *slash > 0)?;
    let end = memchr::memrchr(b'@', &text[slash..]).map_or(text.len(), |at| slash + at);
    (slash + 1 < end).then_some(slash + 1..end)
}
