//! Paths on the server, as bytes: FTP knows no encoding (RFC 959) or UTF-8 (RFC 2640).
//!
//! RFC 959 leaves the syntax of names to the server. The server tells it by the directories that it
//! names (257, and the 250 of many servers), and what it names there wins over what the client
//! asked for: it may follow a link, or spell a name otherwise. From then on names are read in that
//! syntax:
//!
//! | syntax | told by | a name | `..` |
//! |---|---|---|---|
//! | Unix, and all that is like it | `/` | from the root where it begins with `/` | one directory up, never above the root |
//! | Windows | a drive letter, or a leading backslash | from the drive's root where it begins with either slash, absolute with a drive | the same |
//! | z/OS data sets | single quotes | behind the prefix, or a member `(NAME)` of a partitioned data set; absolute in quotes | one qualifier off |
//! | VMS | brackets | behind the brackets; absolute with a device or with brackets that do not begin with a dot | `[-]` |
//! | OS/400 libraries | a word alone | in that library: libraries do not nest | – |
//!
//! A name that begins with `/`, with a drive letter and a slash, or in single quotes is absolute in
//! any of them.

use crate::analysis::find::{after_ignoring_case, contains_ignoring_case};
use crate::model::ReplyText;

/// The current directory of a session, as far as the control channel tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct WorkingDirectory {
    syntax: Syntax,
    /// A full path; empty where it is not known, which is taken for the root. Without quotes in
    /// z/OS.
    path: Vec<u8>,
}

/// How a server writes its names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Syntax {
    #[default]
    Unix,
    Windows,
    /// The prefix of data sets, as z/OS has it.
    Prefix,
    /// A data set with members, likewise.
    Partitioned,
    Vms,
    Library,
}

impl WorkingDirectory {
    /// A directory that the server names: in any syntax, or a word alone.
    fn named(name: &[u8]) -> Self {
        let (syntax, path) = match name {
            _ if is_quoted(name) => (Syntax::Prefix, name[1..name.len() - 1].to_vec()),
            [b'/', ..] | [] => (Syntax::Unix, join_unix(b"", name)),
            _ if has_drive(name) || name.starts_with(b"\\") => {
                (Syntax::Windows, join_windows(b"", name))
            }
            _ if is_vms(name) => (Syntax::Vms, name.to_vec()),
            _ => (Syntax::Library, join_unix(b"", name)),
        };
        WorkingDirectory { syntax, path }
    }

    /// Bytes of its path.
    pub(crate) fn len(&self) -> usize {
        self.path.len()
    }

    /// The server writes drive letters.
    pub(crate) fn shows_drives(&self) -> bool {
        // Serv-U and others write `/c:/docs`
        let name = self.path.strip_prefix(b"/").unwrap_or(&self.path);
        matches!(self.syntax, Syntax::Windows | Syntax::Unix) && has_drive(name)
    }

    /// The full path of a file that is named from here.
    ///
    /// The directory is copied and not looked at: it may be long, and a command may follow the
    /// other.
    pub(crate) fn join(&self, name: &[u8]) -> Vec<u8> {
        if is_quoted(name) {
            return name[1..name.len() - 1].to_vec();
        }
        if is_on_drive(name) {
            return join_windows(b"", name);
        }
        match self.syntax {
            _ if name.first() == Some(&b'/') && self.syntax != Syntax::Windows => {
                join_unix(b"", name)
            }
            Syntax::Windows => join_windows(&self.path, name),
            Syntax::Prefix => join_data_set(&self.path, name),
            Syntax::Partitioned => [&self.path, &b"("[..], name, b")"].concat(),
            Syntax::Vms => join_vms(&self.path, name),
            Syntax::Library if name.contains(&b'/') => join_unix(b"", name),
            Syntax::Unix | Syntax::Library => join_unix(&self.path, name),
        }
    }

    /// The directory that a CWD leads to, where the server does not say.
    pub(crate) fn enter(&self, name: &[u8]) -> WorkingDirectory {
        let is_absolute = is_quoted(name) || name.first() == Some(&b'/') || is_on_drive(name);
        if is_absolute && self.syntax != Syntax::Windows {
            return WorkingDirectory::named(name);
        }
        let path = match self.syntax {
            Syntax::Unix => join_unix(&self.path, name),
            Syntax::Windows => join_windows(&self.path, name),
            Syntax::Prefix | Syntax::Partitioned => enter_prefix(&self.path, name),
            Syntax::Vms => enter_vms(&self.path, name),
            Syntax::Library => join_unix(b"", name),
        };
        let syntax = match self.syntax {
            Syntax::Partitioned => Syntax::Prefix,
            other => other,
        };
        WorkingDirectory { syntax, path }
    }

    /// The directory that a 257 tells: the text between the outer quotes, else the first word that
    /// is a full path.
    pub(crate) fn told_by_pwd(text: &[u8]) -> Option<WorkingDirectory> {
        let name = quoted(text).or_else(|| {
            let mut words = text.split(u8::is_ascii_whitespace);
            words.find(|word| is_full(word)).map(<[u8]>::to_vec)
        })?;
        Some(WorkingDirectory::told(&name, text))
    }

    /// The directory that the reply to a CWD or CDUP tells: in quotes
    /// (`"/docs" is the current directory`), or at its end (`Current directory is /docs`). A word
    /// alone counts only where the server calls it a library or a data set, for others repeat what
    /// was typed.
    pub(crate) fn told_by_cwd(text: &[u8]) -> Option<WorkingDirectory> {
        const PHRASES: [&[u8]; 3] = [b"directory is ", b"changed to ", b"directory to "];
        const WORDS: [&[u8]; 7] = [
            b"directory",
            b"folder",
            b"library",
            b"data set",
            b"prefix",
            b"path",
            b"CWD",
        ];
        let last = ReplyText(text).last_line().trim_ascii();
        if let Some(name) = quoted(last) {
            let names_word = contains_ignoring_case(last, b"library")
                || contains_ignoring_case(last, b"data set");
            let is_told = WORDS.iter().any(|word| contains_ignoring_case(last, word));
            return (is_told && (is_full(&name) || names_word))
                .then(|| WorkingDirectory::told(&name, last));
        }
        let name = PHRASES
            .iter()
            .find_map(|phrase| after_ignoring_case(last, phrase))?;
        is_full(name).then(|| WorkingDirectory::told(name, last))
    }

    /// z/OS names a partitioned data set without its quotes.
    fn told(name: &[u8], text: &[u8]) -> WorkingDirectory {
        if contains_ignoring_case(text, b"partitioned data set") {
            let unquoted = if is_quoted(name) {
                &name[1..name.len() - 1]
            } else {
                name
            };
            return WorkingDirectory {
                syntax: Syntax::Partitioned,
                path: unquoted.to_vec(),
            };
        }
        WorkingDirectory::named(name)
    }
}

fn is_quoted(name: &[u8]) -> bool {
    name.len() >= 2 && name.starts_with(b"'") && name.ends_with(b"'")
}

fn has_drive(name: &[u8]) -> bool {
    matches!(name, [letter, b':', rest @ ..]
        if letter.is_ascii_alphabetic() && matches!(rest, [] | [b'\\' | b'/', ..]))
}

/// `C:\x`. `C:` alone may be a name on other systems.
fn is_on_drive(name: &[u8]) -> bool {
    has_drive(name) && name.len() > 2
}

/// `DISK:[DIRECTORY]`
fn is_vms(name: &[u8]) -> bool {
    name.ends_with(b"]") && name.contains(&b'[')
}

fn is_full(name: &[u8]) -> bool {
    matches!(name, [b'/' | b'\\', ..])
        || has_drive(name)
        || is_vms(name)
        || (is_quoted(name) && name.len() > 2)
}

/// A path of Unix: `.` and `..` are resolved, `..` never climbs above the root.
fn join_unix(directory: &[u8], name: &[u8]) -> Vec<u8> {
    let absolute = name.first() == Some(&b'/');
    let base: &[u8] = if absolute || directory == b"/" {
        b""
    } else {
        directory
    };
    let mut path = Vec::with_capacity(base.len() + name.len() + 2);
    path.extend_from_slice(base);
    for part in name.split(|&b| b == b'/') {
        match part {
            b"" | b"." => {}
            b".." => path.truncate(memchr::memrchr(b'/', &path).unwrap_or(0)),
            name => {
                path.push(b'/');
                path.extend_from_slice(name);
            }
        }
    }
    if path.is_empty() {
        path.push(b'/');
    }
    path
}

/// A path of Windows: either slash divides, the drive stays.
fn join_windows(directory: &[u8], name: &[u8]) -> Vec<u8> {
    let (drive, mut below) = match name {
        [_, b':', below @ ..] if has_drive(name) => (&name[..2], below),
        _ if has_drive(directory) => (&directory[..2], name),
        _ => (&b""[..], name),
    };
    let is_slash = |byte: &u8| matches!(byte, b'\\' | b'/');
    let mut path = if has_drive(name) || name.first().is_some_and(is_slash) {
        drive.to_vec()
    } else {
        directory.strip_suffix(b"\\").unwrap_or(directory).to_vec()
    };
    while let Some((first, rest)) = below.split_first().filter(|(byte, _)| is_slash(byte)) {
        debug_assert!(is_slash(first));
        below = rest;
    }
    for part in below.split(is_slash) {
        match part {
            b"" | b"." => {}
            b".." => {
                let end = memchr::memrchr(b'\\', &path[drive.len()..]).unwrap_or(0);
                path.truncate(drive.len() + end);
            }
            name => {
                path.push(b'\\');
                path.extend_from_slice(name);
            }
        }
    }
    if path.len() == drive.len() {
        path.push(b'\\');
    }
    path
}

/// A data set behind a prefix, which ends in a dot or not.
fn join_data_set(prefix: &[u8], name: &[u8]) -> Vec<u8> {
    let prefix = prefix.strip_suffix(b".").unwrap_or(prefix);
    if prefix.is_empty() {
        return name.to_vec();
    }
    [prefix, b".", name].concat()
}

fn enter_prefix(prefix: &[u8], name: &[u8]) -> Vec<u8> {
    if name != b".." {
        return join_data_set(prefix, name);
    }
    let prefix = prefix.strip_suffix(b".").unwrap_or(prefix);
    prefix[..memchr::memrchr(b'.', prefix).unwrap_or(0)].to_vec()
}

/// A file in a directory of VMS.
fn join_vms(directory: &[u8], name: &[u8]) -> Vec<u8> {
    let Some(open) = name.iter().position(|&b| b == b'[') else {
        return if name.contains(&b':') {
            name.to_vec()
        } else {
            [directory, name].concat()
        };
    };
    let close = memchr::memrchr(b']', name).map_or(name.len(), |close| close + 1);
    if open > 0 || close <= open {
        return name.to_vec();
    }
    [&enter_vms(directory, &name[..close]), &name[close..]].concat()
}

/// A directory of VMS: `DISK:[A]`, `[A]`, `[.B]`, `[-]`, or a name alone.
fn enter_vms(directory: &[u8], name: &[u8]) -> Vec<u8> {
    let open = memchr::memchr(b'[', directory).unwrap_or(0);
    let device = &directory[..open];
    let inside = directory[open..]
        .strip_prefix(b"[")
        .and_then(|rest| rest.strip_suffix(b"]"))
        .unwrap_or_default();
    let up = &inside[..memchr::memrchr(b'.', inside).unwrap_or(0)];
    let named = name
        .strip_prefix(b"[")
        .and_then(|rest| rest.strip_suffix(b"]"));
    match named {
        Some([b'.', below @ ..]) => in_brackets(device, &[inside, b".", below].concat()),
        Some([b'-']) => in_brackets(device, up),
        Some([b'-', b'.', below @ ..]) => in_brackets(device, &[up, b".", below].concat()),
        Some(absolute) => in_brackets(device, absolute),
        None if name == b".." => in_brackets(device, up),
        None if name.contains(&b':') => name.to_vec(),
        None => in_brackets(
            device,
            &[inside, b".", name.strip_suffix(b".DIR").unwrap_or(name)].concat(),
        ),
    }
}

fn in_brackets(device: &[u8], parts: &[u8]) -> Vec<u8> {
    [device, b"[", parts, b"]"].concat()
}

/// How deep a path of Unix leads from a directory that is so deep, `argument` taken for a relative
/// one.
pub(crate) fn depth(directory: usize, argument: &[u8]) -> usize {
    argument
        .split(|&b| b == b'/')
        .fold(directory, |depth, part| match part {
            b"" | b"." => depth,
            b".." => depth.saturating_sub(1),
            _ => depth.saturating_add(1),
        })
}

/// The directory that a 257 names: the text between the outer quotes, a doubled quote standing for
/// one (RFC 959 appendix II).
pub(crate) fn quoted(text: &[u8]) -> Option<Vec<u8>> {
    let begin = text.iter().position(|&b| b == b'"')? + 1;
    let mut name = Vec::new();
    let mut rest = text[begin..].iter().copied().peekable();
    while let Some(byte) = rest.next() {
        if byte == b'"' && rest.next_if_eq(&b'"').is_none() {
            // some servers write the quotes as in a programming language: \"/docs\"
            let is_escaped = text[..begin - 1].ends_with(b"\\");
            name.pop_if(|last| is_escaped && *last == b'\\');
            return Some(name);
        }
        name.push(byte);
    }
    None
}

/// The name that the server chose for a STOU, where its reply tells: `FILE: name` (RFC 1123 section
/// 4.1.2.9), or "unique file name" with the name in quotes or after a colon, as older servers say
/// it.
pub(crate) fn stored_name(text: &[u8]) -> Option<Vec<u8>> {
    let tail = if let Some(tail) = after_ignoring_case(text, b"FILE:") {
        tail
    } else {
        let tail = after_ignoring_case(text, b"unique file name")?;
        if let Some(name) = quoted(tail) {
            return Some(name);
        }
        tail.strip_prefix(b":")?
    };
    let line = ReplyText(tail).first_line().trim_ascii();
    let name = line
        .strip_suffix(b")")
        .or_else(|| line.strip_suffix(b")."))
        .unwrap_or(line);
    (!name.is_empty()).then(|| name.to_vec())
}

#[cfg(test)]
mod tests;
