//! `traversal`: a path that climbs out of the tree it is given (CWE-22), or that is written to do
//! so on some system. An absolute path is neither: clients send them all day, and only the server
//! knows where its tree ends.

use std::borrow::Cow;

use crate::analysis::control::path;
use crate::analysis::find::contains_ignoring_case;
use crate::ftp::Effect;
use crate::model::{ReplyCode, Severity};

use super::indexed_session::IndexedSession;
use super::line::CommandLine;
use super::report::FindingSink;

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    let mut directory = ServerDirectory::default();
    let drives = session.record.shows_drives;
    for line in &session.lines {
        judge(line, &directory, drives, report);
        directory.follow(line, drives);
    }
}

fn judge(line: &CommandLine, directory: &ServerDirectory, drives: bool, report: &mut FindingSink) {
    if !line.names_a_file() {
        return;
    }
    let Some(danger) = danger(line.argument(), directory, drives) else {
        return;
    };
    let taken = line.accepted() || line.started();
    let severity = match danger {
        Danger::ToTop => Severity::Info,
        // where the root is was never told: a name refused may be a slip
        Danger::Beyond if !directory.told && taken => Severity::Warning,
        Danger::Beyond if !directory.told => Severity::Info,
        Danger::Beyond | Danger::Written if taken => Severity::Error,
        Danger::Beyond | Danger::Written => report.severity,
    };
    let message = match danger {
        Danger::Written => "found-traversal-written",
        Danger::ToTop => "found-traversal-top",
        Danger::Beyond => "found-traversal",
    };
    report.add_as(
        severity,
        line.frames(),
        message,
        vec![("line", line.quote())],
    );
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Danger {
    /// Written to climb on some system, whatever it does on others.
    Written,
    /// Above the root, and nothing named from there: `CWD ../..`.
    ToTop,
    /// Above the root, and down again.
    Beyond,
}

/// `drives`: the server itself writes them, so that a name with one is how files are named there,
/// and a backslash divides as a slash does.
fn danger(argument: &[u8], directory: &ServerDirectory, drives: bool) -> Option<Danger> {
    let encoded =
        contains_ignoring_case(argument, b"%2e%2e") || contains_ignoring_case(argument, b"..%2f");
    let backslash = argument.windows(3).any(|w| w == b"..\\" || w == b"\\..");
    let is_foreign = !drives && (backslash || below_drive(argument).is_some());
    if encoded || is_foreign || argument.contains(&0) {
        return Some(Danger::Written);
    }
    let argument = &*with_slashes(argument, drives);
    let absolute = argument.first() == Some(&b'/');
    let depth = match (absolute, directory.told) {
        (true, _) => 0,
        (false, true) => directory.depth,
        // from a directory that nobody told, only what climbs farther than home directories are
        // deep
        (false, false) => directory.depth.saturating_add(2),
    };
    climb(argument, depth)
}

/// What a path does that begins in a directory so deep.
fn climb(argument: &[u8], depth: usize) -> Option<Danger> {
    let (mut depth, mut above, mut named) = (depth, 0, false);
    for part in parts(argument) {
        if part != b".." {
            depth += 1;
            named |= above > 0;
        } else if depth > 0 {
            depth -= 1;
        } else {
            above += 1;
        }
    }
    match above {
        0 => None,
        // one step too far is how people look for the top
        1 if !named => None,
        _ if named => Some(Danger::Beyond),
        _ => Some(Danger::ToTop),
    }
}

/// What stands behind a drive letter: `\x` of `C:\x`.
fn below_drive(name: &[u8]) -> Option<&[u8]> {
    match name {
        [letter, b':', b'\\' | b'/', ..] if letter.is_ascii_alphabetic() => Some(&name[2..]),
        _ => None,
    }
}

/// A name of a server that writes drives, as one of Unix: `/x` for `C:\x`, `../x` for `..\x`.
fn with_slashes(name: &[u8], drives: bool) -> Cow<'_, [u8]> {
    if !drives {
        return Cow::Borrowed(name);
    }
    let below = below_drive(name).unwrap_or(name).iter();
    let slashed = below.map(|&byte| if byte == b'\\' { b'/' } else { byte });
    Cow::Owned(slashed.collect())
}

fn parts(path: &[u8]) -> impl Iterator<Item = &[u8]> {
    path.split(|&b| b == b'/')
        .filter(|p| !p.is_empty() && *p != b".")
}

/// The current directory, as far as the control channel tells: how deep it lies. Its path may grow
/// with every CWD and is not kept.
#[derive(Debug, Default)]
struct ServerDirectory {
    /// From the root, or from the directory in which the login left the user.
    depth: usize,
    /// It counts from the root.
    told: bool,
}

impl ServerDirectory {
    fn follow(&mut self, line: &CommandLine, drives: bool) {
        let argument = &*with_slashes(line.argument(), drives);
        match line.effect {
            Effect::Cwd if line.accepted() => {
                let absolute = argument.first() == Some(&b'/');
                self.told |= absolute;
                self.depth = path::depth(if absolute { 0 } else { self.depth }, argument);
            }
            Effect::Cdup if line.accepted() => self.depth = self.depth.saturating_sub(1),
            Effect::PrintDirectory if line.code() == Some(ReplyCode::PATH_NAME) => {
                if let Some(path) = line.last().and_then(|r| path::quoted(r.text.bytes())) {
                    *self = ServerDirectory {
                        depth: path::depth(0, &with_slashes(&path, drives)),
                        told: true,
                    };
                }
            }
            Effect::User | Effect::Reinitialise => *self = ServerDirectory::default(),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn climbs() {
        assert_eq!(climb(b"../a", 1), None);
        assert_eq!(climb(b"..", 0), None);
        assert_eq!(climb(b"../..", 0), Some(Danger::ToTop));
        assert_eq!(climb(b"../../etc/passwd", 1), Some(Danger::Beyond));
        assert_eq!(climb(b"a/../../b", 0), Some(Danger::Beyond));
    }

    #[test]
    fn a_server_with_drives_divides_names_by_backslashes() {
        let below = ServerDirectory {
            depth: 1,
            told: true,
        };
        assert_eq!(danger(b"..\\b.log", &below, true), None);
        assert_eq!(danger(b"D:\\in\\..\\b.log", &below, true), None);
        assert_eq!(danger(b"..\\b.log", &below, false), Some(Danger::Written));
        let far = danger(b"..\\..\\..\\boot.ini", &below, true);
        assert_eq!(far, Some(Danger::Beyond));
    }

    #[test]
    fn looks_at_the_way_it_is_written() {
        for bad in [
            &b"%2E%2e/x"[..],
            b"..\\boot.ini",
            b"C:\\boot.ini",
            b"a\0b",
            b"../../../../../../../etc/passwd",
        ] {
            assert!(
                danger(bad, &ServerDirectory::default(), false).is_some(),
                "{}",
                bad.escape_ascii()
            );
        }
        for good in [&b"../x"[..], b"a..b", b"C:", b"100%", b"../../y"] {
            assert_eq!(
                danger(good, &ServerDirectory::default(), false),
                None,
                "{}",
                good.escape_ascii()
            );
        }
    }
}
