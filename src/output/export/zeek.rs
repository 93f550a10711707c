//! `zeek` and `zeek-json`: the logs of Zeek, as its ASCII writer has them and as its JSON writer
//! has them.
//!
//! Names, types and order of the columns are Zeek's own, so that whatever reads its logs reads
//! these: `zeek-cut`, the modules of Elastic and Splunk, Brim. Which field is made of what stands
//! in `logs`. Both writers are given the same values; the one escapes what would break a line, the
//! other leaves out what is not set.
//!
//! Times of opening and closing in a header are those of the capture's first and last frame, in
//! UTC: a log has no other time of its own here, and the same capture gives the same bytes.

mod logs;

use std::io::{self, Write};
use std::net::IpAddr;

use crate::analysis::view::View;
use crate::model::{Endpoint, Time, Uid};
use crate::output::json::append;
use crate::text::escape;
use crate::text::stamp::{Clock, push_relative};

use super::lines::LineBuffer;
use super::{ExportFormat, ExportPart, facts};
use logs::ZeekLog;

/// The logs in a form, each a file.
macro_rules! logs_as {
    ($form:expr) => {
        &[
            part("ftp.log", |out, view, _| {
                write(&logs::FTP, $form, out, view)
            }),
            part("conn.log", |out, view, _| {
                write(&logs::CONN, $form, out, view)
            }),
            part("files.log", |out, view, _| {
                write(&logs::FILES, $form, out, view)
            }),
            part("notice.log", |out, view, _| {
                write(&logs::NOTICE, $form, out, view)
            }),
            part("ssl.log", |out, view, _| {
                write(&logs::SSL, $form, out, view)
            }),
        ]
    };
}

/// Tab-separated logs, one file each.
pub(super) const TSV: ExportFormat = ExportFormat {
    name: "zeek",
    about: "Logs of Zeek, tab-separated: ftp, conn, files, notice, ssl",
    parts: logs_as!(ZeekForm::Tsv),
    is_stream: false,
};

/// The same as JSON, one object a line, each with the name of its log as `_path`.
pub(super) const JSON: ExportFormat = ExportFormat {
    name: "zeek-json",
    about: "The same logs, one JSON object a line",
    parts: logs_as!(ZeekForm::Json),
    is_stream: true,
};

type WritePart = fn(&mut dyn Write, &View<'_>, super::ExportOptions) -> io::Result<()>;

const fn part(file: &'static str, write: WritePart) -> ExportPart {
    ExportPart {
        file,
        write,
        partitions: None,
    }
}

/// How a log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ZeekForm {
    Tsv,
    Json,
}

/// A value of a column.
#[derive(Clone, Copy, Debug)]
enum ZeekValue<'a> {
    Unset,
    Time(Time),
    /// Nanoseconds.
    Interval(i64),
    Address(IpAddr),
    Number(u64),
    Flag(bool),
    /// Text from the wire.
    Text(&'a [u8]),
    /// Words of ours.
    Word(&'a str),
    /// Words of ours, none of them with a comma.
    Set(&'a [&'a str]),
    /// A file name from a path, an URL: parts of text that follow each other.
    Joined(&'a [&'a [u8]]),
    Uid(Uid),
}

/// Writes the rows of a log.
struct ZeekRows<'o> {
    lines: LineBuffer<'o>,
    log: &'static ZeekLog,
    form: ZeekForm,
    /// The column of the next value.
    column: usize,
    first: bool,
}

fn write(
    log: &'static ZeekLog,
    form: ZeekForm,
    out: &mut dyn Write,
    view: &View<'_>,
) -> io::Result<()> {
    let mut rows = ZeekRows {
        lines: LineBuffer::new(out),
        log,
        form,
        column: 0,
        first: true,
    };
    rows.head(view)?;
    (log.rows)(&mut rows, view)?;
    rows.foot(view)
}

impl ZeekRows<'_> {
    fn head(&mut self, view: &View<'_>) -> io::Result<()> {
        if self.form == ZeekForm::Json {
            return Ok(());
        }
        let opened = day(view.start());
        let names = self.log.columns.iter().map(|(name, _)| *name);
        let types = self.log.columns.iter().map(|(_, kind)| *kind);
        let text = format!(
            "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\t{}\n#open\t{opened}\n\
             #fields\t{}\n#types\t{}",
            self.log.path,
            names.collect::<Vec<_>>().join("\t"),
            types.collect::<Vec<_>>().join("\t"),
        );
        self.lines.line().extend_from_slice(text.as_bytes());
        self.lines.end_line()
    }

    fn foot(&mut self, view: &View<'_>) -> io::Result<()> {
        if self.form == ZeekForm::Tsv {
            let captures = view.analysis.captures.iter();
            let last = captures.filter_map(|capture| capture.last_time).max();
            push_display(self.lines.line(), format_args!("#close\t{}", day(last)));
            self.lines.end_line()?;
        }
        self.lines.finish()
    }

    /// The value of the next column.
    fn put(&mut self, value: ZeekValue<'_>) {
        let (name, _) = self.log.columns[self.column];
        self.column += 1;
        let text = self.lines.line();
        match self.form {
            ZeekForm::Tsv => {
                if self.column > 1 {
                    text.push(b'\t');
                }
                push_tsv(text, value);
            }
            ZeekForm::Json => {
                if matches!(value, ZeekValue::Unset) {
                    return;
                }
                if std::mem::take(&mut self.first) {
                    let head = format!("{{\"_path\":\"{}\"", self.log.path);
                    text.extend_from_slice(head.as_bytes());
                }
                text.extend_from_slice(b",\"");
                text.extend_from_slice(name.as_bytes());
                text.extend_from_slice(b"\":");
                push_json(text, value);
            }
        }
    }

    /// The value of the next column, where there is one.
    fn put_some<T>(&mut self, value: Option<T>, make: fn(T) -> ZeekValue<'static>) {
        self.put(value.map_or(ZeekValue::Unset, make));
    }

    /// Text from the wire that may not be there.
    fn put_text(&mut self, text: Option<&[u8]>) {
        self.put(text.map_or(ZeekValue::Unset, ZeekValue::Text));
    }

    /// A word that may not be there.
    fn put_word(&mut self, word: Option<&str>) {
        self.put(word.map_or(ZeekValue::Unset, ZeekValue::Word));
    }

    /// Columns that are not set.
    fn skip(&mut self, columns: usize) {
        for _ in 0..columns {
            self.put(ZeekValue::Unset);
        }
    }

    /// The four columns of a connection.
    fn put_ends(&mut self, [origin, responder]: [Endpoint; 2]) {
        for end in [origin, responder] {
            self.put(ZeekValue::Address(end.ip()));
            self.put(ZeekValue::Number(end.port().into()));
        }
    }

    /// Ends the row.
    fn end(&mut self) -> io::Result<()> {
        debug_assert_eq!(self.column, self.log.columns.len(), "{}", self.log.path);
        if self.form == ZeekForm::Json {
            self.lines.line().push(b'}');
        }
        (self.column, self.first) = (0, true);
        self.lines.end_line()
    }
}

/// A time of day as headers have it.
fn day(time: Option<Time>) -> String {
    let clock = Clock::in_microseconds();
    let text = clock.to_the_second(time.unwrap_or_default());
    text.replace([' ', ':'], "-")
}

/// Seconds with six digits.
fn push_seconds(text: &mut Vec<u8>, nanoseconds: i64) {
    let mut seconds = String::new();
    push_relative(&mut seconds, nanoseconds, 6);
    text.extend_from_slice(seconds.as_bytes());
}

fn push_display(text: &mut Vec<u8>, value: impl std::fmt::Display) {
    // a vector takes everything
    let _ = write!(text, "{value}");
}

fn push_tsv(text: &mut Vec<u8>, value: ZeekValue<'_>) {
    match value {
        ZeekValue::Unset => text.push(b'-'),
        ZeekValue::Time(time) => push_seconds(text, time.as_nanos()),
        ZeekValue::Interval(nanoseconds) => push_seconds(text, nanoseconds),
        ZeekValue::Address(ip) => push_display(text, ip),
        ZeekValue::Number(number) => {
            text.extend_from_slice(itoa::Buffer::new().format(number).as_bytes());
        }
        ZeekValue::Flag(flag) => text.push(if flag { b'T' } else { b'F' }),
        ZeekValue::Text(b"") | ZeekValue::Word("") | ZeekValue::Set([]) => {
            text.extend_from_slice(b"(empty)");
        }
        // what would be taken for no value, or for an empty one
        ZeekValue::Text(whole @ (b"-" | b"(empty)")) => {
            push_display(text, format_args!("\\x{:02x}", whole[0]));
            text.extend_from_slice(&whole[1..]);
        }
        ZeekValue::Text(bytes) => push_escaped(text, bytes),
        ZeekValue::Word(word) => text.extend_from_slice(word.as_bytes()),
        ZeekValue::Set(words) => text.extend_from_slice(words.join(",").as_bytes()),
        ZeekValue::Joined(parts) => parts.iter().for_each(|part| push_escaped(text, part)),
        ZeekValue::Uid(uid) => push_display(text, uid),
    }
}

/// Text in which nothing ends a field or a line, and nothing hides: bytes of what would are `\xNN`,
/// as Zeek writes them, and so is a backslash.
fn push_escaped(text: &mut Vec<u8>, bytes: &[u8]) {
    for chunk in bytes.utf8_chunks() {
        let mut before = None;
        for character in chunk.valid().chars() {
            let is_unsafe = escape::is_unsafe_after(before.replace(character), character);
            let mut buffer = [0; 4];
            let character_bytes = character.encode_utf8(&mut buffer).as_bytes();
            if is_unsafe || character == '\\' {
                push_hex(text, character_bytes);
            } else {
                text.extend_from_slice(character_bytes);
            }
        }
        push_hex(text, chunk.invalid());
    }
}

fn push_hex(text: &mut Vec<u8>, bytes: &[u8]) {
    for byte in bytes {
        push_display(text, format_args!("\\x{byte:02x}"));
    }
}

fn push_json(text: &mut Vec<u8>, value: ZeekValue<'_>) {
    match value {
        ZeekValue::Unset => text.extend_from_slice(b"null"),
        ZeekValue::Time(time) => push_seconds(text, time.as_nanos()),
        ZeekValue::Interval(nanoseconds) => push_seconds(text, nanoseconds),
        ZeekValue::Address(ip) => push_display(text, format_args!("\"{ip}\"")),
        ZeekValue::Number(number) => {
            text.extend_from_slice(itoa::Buffer::new().format(number).as_bytes());
        }
        ZeekValue::Flag(flag) => push_display(text, flag),
        ZeekValue::Text(bytes) => push_string(text, &facts::plain(bytes)),
        ZeekValue::Word(word) => push_string(text, word),
        ZeekValue::Set(words) => {
            let written = append(text, &words);
            debug_assert!(written.is_ok(), "a vector takes everything");
        }
        ZeekValue::Joined(parts) => push_string(text, &facts::plain(&parts.concat())),
        ZeekValue::Uid(uid) => push_display(text, format_args!("\"{uid}\"")),
    }
}

fn push_string(text: &mut Vec<u8>, string: &str) {
    let written = append(text, &string);
    debug_assert!(written.is_ok(), "a vector takes everything");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tsv(value: ZeekValue<'_>) -> String {
        let mut text = Vec::new();
        push_tsv(&mut text, value);
        String::from_utf8(text).expect("UTF-8")
    }

    fn json(value: ZeekValue<'_>) -> String {
        let mut text = Vec::new();
        push_json(&mut text, value);
        String::from_utf8(text).expect("UTF-8")
    }

    #[test]
    fn values_are_written_as_zeek_writes_them() {
        let cases: [(ZeekValue, &str, &str); 14] = [
            (ZeekValue::Unset, "-", "null"),
            (
                ZeekValue::Time(Time::from_nanos(1_500_000_000)),
                "1.500000",
                "1.500000",
            ),
            (ZeekValue::Interval(-2_000), "-0.000002", "-0.000002"),
            (ZeekValue::Number(21), "21", "21"),
            (ZeekValue::Flag(true), "T", "true"),
            (ZeekValue::Text(b"a b"), "a b", "\"a b\""),
            (ZeekValue::Text(b""), "(empty)", "\"\""),
            (ZeekValue::Text(b"-"), "\\x2d", "\"-\""),
            (ZeekValue::Text(b"(empty)"), "\\x28empty)", "\"(empty)\""),
            (
                ZeekValue::Text(b"a\tb\nc\\d\x7f"),
                "a\\x09b\\x0ac\\x5cd\\x7f",
                "\"a\\tb\\nc\\\\d\\u007f\"",
            ),
            (
                ZeekValue::Text("b\u{e1}o".as_bytes()),
                "b\u{e1}o",
                "\"b\u{e1}o\"",
            ),
            (ZeekValue::Text(b"caf\xe9"), "caf\\xe9", "\"caf\\\\xe9\""),
            (
                ZeekValue::Set(&["MD5", "SHA1"]),
                "MD5,SHA1",
                "[\"MD5\",\"SHA1\"]",
            ),
            (ZeekValue::Set(&[]), "(empty)", "[]"),
        ];
        for (value, as_tsv, as_json) in cases {
            assert_eq!(tsv(value), as_tsv, "{value:?}");
            assert_eq!(json(value), as_json, "{value:?}");
        }
    }

    #[test]
    fn what_hides_or_reorders_text_is_escaped() {
        assert_eq!(
            tsv(ZeekValue::Text("a\u{202e}b".as_bytes())),
            "a\\xe2\\x80\\xaeb"
        );
        assert_eq!(
            json(ZeekValue::Text("a\u{202e}b".as_bytes())),
            "\"a\\u202eb\""
        );
    }
}
