//! What a frame means, in words of the catalogue.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::SocketAddr;

use foldhash::fast::RandomState;

use crate::analysis::observer::{Ending, HandshakeStep, Note, Row};
use crate::ftp;
use crate::model::{Method, Role};
use crate::text::escape;
use crate::text::locale::Catalogue;
use crate::text::names;

/// Notes, and data connections, whose words are remembered.
const REMEMBERED: usize = 1024;

/// How a data connection was announced, and in which frame; and whether it goes elsewhere.
type Announced = (Option<(Method, u64)>, bool);

/// Says notes, and remembers the words of those that come again and again: most frames mean what
/// one shortly before them meant.
pub(super) struct NoteWriter<'c> {
    catalogue: &'c Catalogue,
    said: HashMap<Note, String, RandomState>,
    connections: HashMap<Announced, String, RandomState>,
}

impl<'c> NoteWriter<'c> {
    pub(super) fn new(catalogue: &'c Catalogue) -> Self {
        NoteWriter {
            catalogue,
            said: HashMap::default(),
            connections: HashMap::default(),
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
        if !comes_again(note) {
            text.push_str(&self.note(note));
        } else if let Some(known) = self.said.get(note) {
            text.push_str(known);
        } else {
            let words = self.note(note);
            text.push_str(&words);
            remember(&mut self.said, note.clone(), words);
        }
    }

    fn note(&mut self, note: &Note) -> String {
        let catalogue = self.catalogue;
        match note {
            Note::ControlOpens(step) => {
                catalogue.text(&format!("note-control-{}", step_name(*step)), &[])
            }
            Note::ControlEnds { by, ending } => catalogue.text(
                &format!("note-control-{}", ending_name(*ending)),
                &[("by", by_name(catalogue, *by).into())],
            ),
            Note::Command { verb } => match ftp::find(verb.bytes()) {
                Some(known) => catalogue.text(&known.message_id(), &[]),
                None => catalogue.text(
                    "note-unknown-verb",
                    &[("verb", escape::text(verb.bytes()).into())],
                ),
            },
            Note::Reply { code } => catalogue.reply(*code),
            Note::Announces { ip, port, .. } => {
                let end = catalogue.hosts().end(SocketAddr::new(*ip, *port));
                catalogue.text("note-announces", &[("endpoint", end.into())])
            }
            Note::AnnouncementRefused { frame } => {
                catalogue.text("note-refused", &[("frame", frame.to_string().into())])
            }
            Note::DataOpens {
                step,
                by,
                predicted,
                redirected,
                ..
            } => {
                let id = format!("note-data-{}", step_name(*step));
                self.of_connection(&id, *by, (*predicted, *redirected))
            }
            Note::Data { by, predicted } => {
                self.of_connection("note-data", *by, (*predicted, false))
            }
            Note::DataEnds {
                by,
                ending,
                predicted,
            } => {
                let id = format!("note-data-{}", ending_name(*ending));
                self.of_connection(&id, *by, (*predicted, false))
            }
            Note::DataOther { predicted } => self.connection((*predicted, false)).to_owned(),
            Note::Unclaimed => catalogue.text("note-unclaimed", &[]),
            Note::TlsBegins => catalogue.text("note-tls-begins", &[]),
            Note::TlsOpens => catalogue.text("note-tls-opens", &[]),
            Note::TlsTried => catalogue.text("note-tls-tried", &[]),
            Note::TlsFails => catalogue.text("note-tls-fails", &[]),
            Note::TlsMismatch => catalogue.text("note-tls-mismatch", &[]),
        }
    }

    /// What somebody does with a data connection.
    fn of_connection(&mut self, id: &str, by: Role, announced: Announced) -> String {
        let catalogue = self.catalogue;
        let by = by_name(catalogue, by);
        let connection = self.connection(announced);
        let args = [("by", by.into()), ("connection", connection.into())];
        catalogue.text(id, &args)
    }

    /// `data connection predicted by frame 112 (PORT)`
    fn connection(&mut self, announced: Announced) -> &str {
        if !self.connections.contains_key(&announced) {
            let words = connection(self.catalogue, announced);
            remember(&mut self.connections, announced, words);
        }
        &self.connections[&announced]
    }
}

/// False for what is said once of a connection or of an announcement.
fn comes_again(note: &Note) -> bool {
    !matches!(
        note,
        Note::Announces { .. }
            | Note::AnnouncementRefused { .. }
            | Note::DataOpens { .. }
            | Note::DataEnds { .. }
    )
}

fn remember<K: Eq + Hash>(known: &mut HashMap<K, String, RandomState>, key: K, words: String) {
    if known.len() >= REMEMBERED {
        known.clear();
    }
    known.insert(key, words);
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

fn connection(catalogue: &Catalogue, (predicted, redirected): Announced) -> String {
    let Some((method, frame)) = predicted else {
        return catalogue.text("note-connection-unannounced", &[]);
    };
    let id = if redirected {
        "note-connection-elsewhere"
    } else {
        "note-connection"
    };
    catalogue.text(
        id,
        &[
            ("frame", frame.to_string().into()),
            ("method", method.name().into()),
        ],
    )
}

fn by_name(catalogue: &Catalogue, role: Role) -> String {
    catalogue.text(names::role_message(role), &[])
}

fn step_name(step: HandshakeStep) -> &'static str {
    match step {
        HandshakeStep::Syn => "syn",
        HandshakeStep::SynAgain => "syn-again",
        HandshakeStep::SynAck => "syn-ack",
        HandshakeStep::Ack => "ack",
    }
}

fn ending_name(ending: Ending) -> &'static str {
    match ending {
        Ending::Fin => "fin",
        Ending::Reset => "reset",
        Ending::Refusal => "refusal",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::locale::Language;

    #[test]
    fn what_is_remembered_is_what_was_said() {
        let catalogue = Catalogue::new(Language::En);
        let mut memory = NoteWriter::new(&catalogue);
        for frame in (0..3 * REMEMBERED as u64).flat_map(|frame| [frame, frame, frame / 2]) {
            let data = Note::Data {
                by: Role::Server,
                predicted: Some((Method::Port, frame)),
            };
            let reply = Note::Reply {
                code: crate::model::ReplyCode::TRANSFER_DONE,
            };
            let ends = Note::DataEnds {
                by: Role::Server,
                ending: Ending::Fin,
                predicted: Some((Method::Port, frame)),
            };
            for notes in [
                &[data.clone()][..],
                &[data, ends],
                &[reply.clone(), reply],
                &[],
            ] {
                let mut said = String::new();
                memory.push(&mut said, notes);
                assert_eq!(said, words(&catalogue, notes));
            }
            assert!(memory.said.len() <= REMEMBERED);
        }
    }
}
