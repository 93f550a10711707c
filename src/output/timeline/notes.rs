//! What a frame means, in words of the catalogue.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::rc::Rc;

use foldhash::fast::RandomState;

use crate::analysis::observer::{Ending, HandshakeStep, Note, Row};
use crate::ftp;
use crate::model::{Method, Role};
use crate::text::escape;
use crate::text::locale::Catalogue;
use crate::text::names;

/// Notes whose words are remembered.
const REMEMBERED: usize = 1024;
/// Stands for what differs from frame to frame while the words around it are made.
const PLACE: &str = "\u{e000}";

/// A message with one thing in it that differs from frame to frame.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Message {
    /// An announcement, by its endpoint.
    Announces,
    /// A refusal, by the frame of the announcement.
    Refuses,
    /// A data connection that was announced so, by the frame of the announcement.
    Announced(Method),
    /// The same at another address.
    Elsewhere(Method),
    /// A data connection that nobody announced.
    Unannounced,
    /// Somebody opens a data connection, sends, or ends it, by the connection.
    Opens(HandshakeStep, Role),
    Sends(Role),
    Ends(Ending, Role),
}

/// A data connection: its message, and the frame that announced it.
type Connection = (Message, Option<u64>);

/// Says notes. The catalogue is asked once for each message: what differs from frame to frame is
/// put in its place, and notes in which nothing differs are remembered.
pub(super) struct NoteWriter<'c> {
    catalogue: &'c Catalogue,
    said: HashMap<Note, String, RandomState>,
    /// What stands before and behind that place.
    around: HashMap<Message, Rc<(String, String)>, RandomState>,
}

impl<'c> NoteWriter<'c> {
    pub(super) fn new(catalogue: &'c Catalogue) -> Self {
        NoteWriter {
            catalogue,
            said: HashMap::default(),
            around: HashMap::default(),
        }
    }

    pub(super) fn catalogue(&self) -> &'c Catalogue {
        self.catalogue
    }

    /// Appends the words to a text.
    pub(super) fn push(&mut self, text: &mut String, notes: &[Note]) {
        let begin = text.len();
        for note in notes {
            let end = text.len();
            if end > begin {
                text.push_str("; ");
            }
            let from = text.len();
            self.push_note(text, note);
            if text.len() == from {
                text.truncate(end);
            }
        }
    }

    fn push_note(&mut self, text: &mut String, note: &Note) {
        match note {
            Note::Announces { ip, port, .. } => {
                let endpoint = self.catalogue.hosts().end(SocketAddr::new(*ip, *port));
                self.push_message(text, Message::Announces, &endpoint);
            }
            Note::AnnouncementRefused { frame } => {
                self.push_message(text, Message::Refuses, &frame.to_string());
            }
            Note::DataOpens {
                step,
                by,
                predicted,
                redirected,
                ..
            } => {
                let announced = if *redirected {
                    Message::Elsewhere
                } else {
                    Message::Announced
                };
                let connection = connection(*predicted, announced);
                self.push_data(text, Message::Opens(*step, *by), connection);
            }
            Note::Data { by, predicted } => {
                let connection = connection(*predicted, Message::Announced);
                self.push_data(text, Message::Sends(*by), connection);
            }
            Note::DataEnds {
                by,
                ending,
                predicted,
            } => {
                let connection = connection(*predicted, Message::Announced);
                self.push_data(text, Message::Ends(*ending, *by), connection);
            }
            Note::DataOther { predicted } => {
                self.push_connection(text, connection(*predicted, Message::Announced));
            }
            _ => self.push_remembered(text, note),
        }
    }

    fn push_remembered(&mut self, text: &mut String, note: &Note) {
        if let Some(known) = self.said.get(note) {
            return text.push_str(known);
        }
        let words = alone(self.catalogue, note);
        text.push_str(&words);
        if self.said.len() >= REMEMBERED {
            self.said.clear();
        }
        self.said.insert(note.clone(), words);
    }

    /// What somebody does with a data connection.
    fn push_data(&mut self, text: &mut String, does: Message, connection: Connection) {
        let around = self.around(does);
        text.push_str(&around.0);
        self.push_connection(text, connection);
        text.push_str(&around.1);
    }

    /// `data connection predicted by frame 112 (PORT)`
    fn push_connection(&mut self, text: &mut String, (message, frame): Connection) {
        let mut buffer = itoa::Buffer::new();
        self.push_message(
            text,
            message,
            frame.map_or("", |frame| buffer.format(frame)),
        );
    }

    fn push_message(&mut self, text: &mut String, message: Message, differs: &str) {
        let around = self.around(message);
        text.push_str(&around.0);
        text.push_str(differs);
        text.push_str(&around.1);
    }

    fn around(&mut self, message: Message) -> Rc<(String, String)> {
        let catalogue = self.catalogue;
        let known = self.around.entry(message);
        Rc::clone(known.or_insert_with(|| Rc::new(around(catalogue, message))))
    }
}

/// A data connection that was predicted so: `announced` is what it is called then.
fn connection(predicted: Option<(Method, u64)>, announced: fn(Method) -> Message) -> Connection {
    predicted.map_or((Message::Unannounced, None), |(method, frame)| {
        (announced(method), Some(frame))
    })
}

/// The Note column.
pub(in crate::output) fn text(catalogue: &Catalogue, row: &Row) -> String {
    words(catalogue, row.notes)
}

/// Notes in words.
pub(in crate::output) fn words(catalogue: &Catalogue, notes: &[Note]) -> String {
    let mut words = String::new();
    NoteWriter::new(catalogue).push(&mut words, notes);
    words
}

/// What a note means in which nothing differs from frame to frame.
fn alone(catalogue: &Catalogue, note: &Note) -> String {
    let message = |id: &str| catalogue.text(id, &[]);
    match note {
        Note::ControlOpens(step) => message(match step {
            HandshakeStep::Syn => "note-control-syn",
            HandshakeStep::SynAgain => "note-control-syn-again",
            HandshakeStep::SynAck => "note-control-syn-ack",
            HandshakeStep::Ack => "note-control-ack",
        }),
        Note::ControlEnds { by, ending } => {
            let id = match ending {
                Ending::Fin => "note-control-fin",
                Ending::Reset => "note-control-reset",
                Ending::Refusal => "note-control-refusal",
            };
            catalogue.text(id, &[("by", by_name(catalogue, *by).into())])
        }
        Note::Command { verb } => ftp::find(verb.bytes()).map_or_else(
            || {
                let verb = escape::text(verb.bytes());
                catalogue.text("note-unknown-verb", &[("verb", verb.into())])
            },
            |known| message(&known.message_id()),
        ),
        Note::Reply { code } => catalogue.reply(*code),
        Note::Unclaimed => message("note-unclaimed"),
        Note::TlsBegins => message("note-tls-begins"),
        Note::TlsOpens => message("note-tls-opens"),
        Note::TlsTried => message("note-tls-tried"),
        Note::TlsFails => message("note-tls-fails"),
        Note::TlsMismatch => message("note-tls-mismatch"),
        // these are put together
        Note::Announces { .. }
        | Note::AnnouncementRefused { .. }
        | Note::DataOpens { .. }
        | Note::Data { .. }
        | Note::DataEnds { .. }
        | Note::DataOther { .. } => String::new(),
    }
}

/// A message without what differs from frame to frame: what stands before and behind it.
fn around(catalogue: &Catalogue, message: Message) -> (String, String) {
    let by_frame = |id, method: Method| {
        let args = [("frame", PLACE.into()), ("method", method.name().into())];
        catalogue.text(id, &args)
    };
    let by_connection = |id, by| {
        let by = by_name(catalogue, by);
        catalogue.text(id, &[("by", by.into()), ("connection", PLACE.into())])
    };
    let said = match message {
        Message::Announces => catalogue.text("note-announces", &[("endpoint", PLACE.into())]),
        Message::Refuses => catalogue.text("note-refused", &[("frame", PLACE.into())]),
        Message::Announced(method) => by_frame("note-connection", method),
        Message::Elsewhere(method) => by_frame("note-connection-elsewhere", method),
        Message::Unannounced => catalogue.text("note-connection-unannounced", &[]),
        Message::Opens(step, by) => by_connection(
            match step {
                HandshakeStep::Syn => "note-data-syn",
                HandshakeStep::SynAgain => "note-data-syn-again",
                HandshakeStep::SynAck => "note-data-syn-ack",
                HandshakeStep::Ack => "note-data-ack",
            },
            by,
        ),
        Message::Sends(by) => by_connection("note-data", by),
        Message::Ends(ending, by) => by_connection(
            match ending {
                Ending::Fin => "note-data-fin",
                Ending::Reset => "note-data-reset",
                Ending::Refusal => "note-data-refusal",
            },
            by,
        ),
    };
    let (before, behind) = said.split_once(PLACE).unwrap_or((&said, ""));
    (before.to_owned(), behind.to_owned())
}

fn by_name(catalogue: &Catalogue, role: Role) -> String {
    catalogue.text(names::role_message(role), &[])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::locale::Language;

    #[test]
    fn what_is_remembered_is_what_was_said() {
        let catalogue = Catalogue::new(Language::En);
        let mut memory = NoteWriter::new(&catalogue);
        for number in (0..3 * REMEMBERED).flat_map(|number| [number, number, number / 2]) {
            let verb = format!("X{number}");
            let command = Note::Command {
                verb: verb.as_str().into(),
            };
            let reply = Note::Reply {
                code: crate::model::ReplyCode::TRANSFER_DONE,
            };
            for notes in [&[command.clone()][..], &[command, reply], &[]] {
                let mut said = String::new();
                memory.push(&mut said, notes);
                assert_eq!(said, words(&catalogue, notes));
                assert_eq!(said.contains(&verb), !notes.is_empty());
            }
            assert!(memory.said.len() <= REMEMBERED);
        }
    }

    /// In every language each has a place for it, and it is the same as if it was asked for alone.
    #[test]
    fn what_differs_from_frame_to_frame_is_said() {
        for &language in Language::ALL {
            let catalogue = Catalogue::new(language);
            let mut memory = NoteWriter::new(&catalogue);
            for frame in [48_611, 52_907] {
                let predicted = Some((Method::Port, frame));
                let by = Role::Server;
                let opens = |step, redirected| Note::DataOpens {
                    step,
                    by,
                    predicted,
                    matched_by: None,
                    redirected,
                };
                let ends = |ending| Note::DataEnds {
                    by,
                    ending,
                    predicted,
                };
                for note in [
                    Note::Announces {
                        ip: [192, 0, 2, 1].into(),
                        port: frame as u16,
                        listener: by,
                    },
                    Note::AnnouncementRefused { frame },
                    opens(HandshakeStep::Syn, false),
                    opens(HandshakeStep::Syn, true),
                    opens(HandshakeStep::SynAgain, false),
                    opens(HandshakeStep::SynAck, false),
                    opens(HandshakeStep::Ack, false),
                    Note::Data { by, predicted },
                    ends(Ending::Fin),
                    ends(Ending::Reset),
                    ends(Ending::Refusal),
                    Note::DataOther { predicted },
                ] {
                    let mut said = String::new();
                    memory.push(&mut said, std::slice::from_ref(&note));
                    assert!(said.contains(&frame.to_string()), "{note:?}: {said}");
                    assert!(!said.contains(PLACE), "{note:?}: {said}");
                }
            }
        }
    }
}
