//! `ascii-binary`: a file that is not text is transferred in TYPE A (RFC 959 section 3.1.1.1). Both ends change what they
//! take for ends of lines, each for its own system, so that an archive or a picture comes out
//! damaged and with another size; nothing on the wire shows it, and the reply is 226.
//!
//! What a file is, its name tells here. TYPE A is the default, which clients and servers that know
//! no text leave as it is and do not heed; so it counts where the client asked for it, or where the
//! server says "ASCII mode".

use crate::analysis::find::contains_ignoring_case;
use crate::ftp::Effect;
use crate::model::{DataType, Direction, Outcome, Severity, Transfer};

use super::indexed_session::IndexedSession;
use super::line::CommandLine;
use super::report::FindingSink;

/// Names of files end so that are no text on any system.
#[rustfmt::skip] // in groups
const BINARY: &[&str] = &[
    "7z", "bz2", "cab", "deb", "gz", "jar", "rar", "rpm", "tar", "tgz", "war", "xz", "zip", "zst",
    "apk", "bin", "dll", "dmg", "exe", "img", "iso", "msi", "so",
    "bmp", "gif", "ico", "jpeg", "jpg", "png", "tif", "tiff", "webp",
    "avi", "flac", "mkv", "mov", "mp3", "mp4", "mpg", "ogg", "wav", "webm",
    "docx", "mdb", "odt", "pdf", "pptx", "sqlite", "xlsx",
];

/// Transfers of a session that are compared.
const REACH: usize = 64;

pub(super) fn check(session: &IndexedSession, report: &mut FindingSink) {
    let mut asked = None;
    // a line that the capture lacks may have been TYPE I
    let is_known = session.record.control.lost_bytes == 0;
    for line in &session.lines {
        if line.effect == Effect::Type && line.accepted() {
            asked = Some(line);
        }
        let Some(transfer) = session.transfer_of(line).filter(|t| is_concerned(t)) else {
            continue;
        };
        let is_ascii = (is_known && asked.is_some()) || says_ascii(line);
        if !is_ascii {
            continue;
        }
        let mut frames = line.frames();
        frames.extend(asked.map(CommandLine::frame));
        let args = vec![("line", line.quote()), ("bytes", transfer.bytes.into())];
        let severity = if is_mended(session, transfer) {
            Severity::Info
        } else {
            report.severity
        };
        report.add_as(severity, frames, "found-ascii-binary", args);
    }
}

fn is_concerned(transfer: &Transfer) -> bool {
    let is_file = matches!(
        transfer.direction,
        Some(Direction::Download | Direction::Upload)
    );
    let name = transfer.path.as_ref().or(transfer.argument.as_ref());
    is_file
        && transfer.data_type == DataType::Ascii
        && transfer.bytes > 0
        && name.is_some_and(|name| is_binary(name.bytes()))
}

/// True where the same file went as it is, before or afterwards.
fn is_mended(session: &IndexedSession, transfer: &Transfer) -> bool {
    let others = session.record.transfers.iter().take(REACH);
    others
        .filter(|other| other.path == transfer.path && other.direction == transfer.direction)
        .any(|other| other.outcome == Outcome::Completed && other.data_type == DataType::Image)
}

fn is_binary(name: &[u8]) -> bool {
    let Some(dot) = name.iter().rposition(|&byte| byte == b'.') else {
        return false;
    };
    let extension = &name[dot + 1..];
    BINARY
        .iter()
        .any(|known| extension.eq_ignore_ascii_case(known.as_bytes()))
}

fn says_ascii(line: &CommandLine) -> bool {
    let mut begun = line.command.replies.iter();
    begun.any(|r| r.code.is_preliminary() && contains_ignoring_case(r.text.bytes(), b"ASCII mode"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_name_tells_what_is_no_text() {
        for (name, binary) in [
            ("/pub/a.zip", true),
            ("PHOTO.JPG", true),
            ("a.tar.gz", true),
            ("zip", false),
            ("a.txt", false),
            ("a.zip.part", false),
            ("", false),
        ] {
            assert_eq!(is_binary(name.as_bytes()), binary, "{name}");
        }
    }
}
