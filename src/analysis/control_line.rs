//! The lines that one segment of a control channel carries, taken apart for whoever shows the
//! segment by itself.

use crate::analysis::observer::Layer;
use crate::ftp::{self, ParsedCommand};
use crate::model::ReplyCode;

/// A line in one segment: it may be a piece of what the stream holds, and secrets in it are masked
/// already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ControlLine<'a> {
    /// Of the client.
    Request {
        /// The verb as sent.
        verb: &'a [u8],
        /// What follows it.
        argument: Option<&'a [u8]>,
    },
    /// Of the server.
    Response {
        /// The code that the line begins with.
        code: Option<ReplyCode>,
        /// The line without the code.
        text: &'a [u8],
    },
}

impl<'a> ControlLine<'a> {
    /// A whole line, without its end.
    pub(crate) fn of(from_client: bool, line: &'a [u8]) -> Self {
        if from_client {
            ControlLine::request(line)
        } else {
            ControlLine::response(line)
        }
    }

    fn request(line: &'a [u8]) -> Self {
        let command = ParsedCommand::parse(line).filter(|command| command.argument.is_some());
        let verb_end = command.as_ref().map_or(line.len(), |c| c.argument_at);
        ControlLine::Request {
            verb: line[..verb_end].trim_ascii_end(),
            argument: command.and_then(|command| command.argument),
        }
    }

    fn response(line: &'a [u8]) -> Self {
        match ftp::split_code(line) {
            Some((code, text)) => ControlLine::Response {
                code: Some(code),
                text,
            },
            None => ControlLine::Response {
                code: None,
                text: line,
            },
        }
    }
}

impl Layer<'_> {
    /// The lines of the payload, without their ends; none where it is not text of a control
    /// channel.
    pub(crate) fn control_lines(&self) -> impl Iterator<Item = ControlLine<'_>> {
        let (from_client, payload) = match self {
            Layer::Control {
                from_client,
                payload,
                ..
            } => (*from_client, &payload[..]),
            Layer::Tcp | Layer::Tls(_) | Layer::Data(_) => (false, &[][..]),
        };
        payload
            .split_inclusive(|&byte| byte == b'\n')
            .map(<[u8]>::trim_ascii_end)
            .map(move |line| ControlLine::of(from_client, line))
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;

    fn layer(from_client: bool, payload: &[u8]) -> Layer<'_> {
        Layer::Control {
            from_client,
            payload: Cow::Borrowed(payload),
            opened: false,
        }
    }

    #[test]
    fn requests_are_verb_and_argument() {
        let layer = layer(true, b"RETR  a b\r\n quit\r\nPASS \r\nSTO");
        let request = |verb, argument| ControlLine::Request { verb, argument };
        assert_eq!(
            layer.control_lines().collect::<Vec<_>>(),
            [
                request(&b"RETR"[..], Some(&b" a b"[..])),
                request(b" quit", None),
                request(b"PASS", None),
                request(b"STO", None),
            ]
        );
    }

    #[test]
    fn responses_are_code_and_text_where_there_is_a_code() {
        let layer = layer(
            false,
            b"220-Hi\r\n 42\r\n220 ok\n2200 files\r\n000 no\r\n226",
        );
        let response = |code, text| ControlLine::Response {
            code: ReplyCode::new(code),
            text,
        };
        assert_eq!(
            layer.control_lines().collect::<Vec<_>>(),
            [
                response(220, &b"Hi"[..]),
                response(0, b" 42"),
                response(220, b"ok"),
                response(0, b"2200 files"),
                response(0, b"000 no"),
                response(226, b""),
            ]
        );
    }

    #[test]
    fn what_is_no_text_has_no_lines() {
        assert_eq!(Layer::Tcp.control_lines().count(), 0);
    }
}
