//! What a frame means, in words of the catalogue.

use std::collections::HashMap;
use std::net::SocketAddr;

use foldhash::fast::RandomState;

use crate::analysis::observer::{Ending, HandshakeStep, Note, Row};
use crate::ftp;
use crate::model::{Method, Role};
use crate::text::escape;
use crate::text::locale::Catalogue;
use crate::text::names;

/// Notes whose words are remembered.
const REMEMBERED: usize = 1024;

/// Says notes, and remembers the words of those that come again and again: most frames mean what
/// one shortly before them meant.
pub(super) struct NoteWriter<'c> {
    catalogue: &'c Catalogue,
    said: HashMap<Note, String, RandomState>,
}

impl<'c> NoteWriter<'c> {
    pub(super) fn new(catalogue: &'c Catalogue) -> Self {
        NoteWriter {
            catalogue,
            said: HashMap::default(),
        }
    }

    pub(super) fn catalogue(&self) -> &'c Catalogue {
        self.catalogue
    }

    /// Appends the words to a text.
    pub(super) fn push(&mut self, text: &mut String, notes: &[Note]) {
        let [
            note @ (Note::Command { .. }
            | Note::Reply { .. }
            | Note::Data { .. }
            | Note::DataOther { .. }),
        ] = notes
        else {
            text.push_str(&words(self.catalogue, notes));
            return;
        };
        if let Some(known) = self.said.get(note) {
            text.push_str(known);
            return;
        }
        let words = words(self.catalogue, notes);
        text.push_str(&words);
        if self.said.len() >= REMEMBERED {
            self.said.clear();
        }
        self.said.insert(note.clone(), words);
    }
}

/// The Note column.
pub(in crate::output) fn text(catalogue: &Catalogue, row: &Row) -> String {
    words(catalogue, row.notes)
}

/// Notes in words.
pub(in crate::output) fn words(catalogue: &Catalogue, notes: &[Note]) -> String {
    let words: Vec<String> = notes
        .iter()
        .map(|n| note(catalogue, n))
        .filter(|w| !w.is_empty())
        .collect();
    words.join("; ")
}

fn note(catalogue: &Catalogue, note: &Note) -> String {
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
        Note::Announces { ip, port, .. } => catalogue.text(
            "note-announces",
            &[(
                "endpoint",
                catalogue.hosts().end(SocketAddr::new(*ip, *port)).into(),
            )],
        ),
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
            let connection = connection(catalogue, *predicted, *redirected);
            let args = [
                ("by", by_name(catalogue, *by).into()),
                ("connection", connection.into()),
            ];
            catalogue.text(&format!("note-data-{}", step_name(*step)), &args)
        }
        Note::Data { by, predicted } => {
            let connection = connection(catalogue, *predicted, false);
            catalogue.text(
                "note-data",
                &[
                    ("by", by_name(catalogue, *by).into()),
                    ("connection", connection.into()),
                ],
            )
        }
        Note::DataEnds {
            by,
            ending,
            predicted,
        } => {
            let connection = connection(catalogue, *predicted, false);
            let args = [
                ("by", by_name(catalogue, *by).into()),
                ("connection", connection.into()),
            ];
            catalogue.text(&format!("note-data-{}", ending_name(*ending)), &args)
        }
        Note::DataOther { predicted } => connection(catalogue, *predicted, false),
        Note::Unclaimed => catalogue.text("note-unclaimed", &[]),
        Note::TlsBegins => catalogue.text("note-tls-begins", &[]),
        Note::TlsOpens => catalogue.text("note-tls-opens", &[]),
        Note::TlsTried => catalogue.text("note-tls-tried", &[]),
        Note::TlsFails => catalogue.text("note-tls-fails", &[]),
        Note::TlsMismatch => catalogue.text("note-tls-mismatch", &[]),
    }
}

/// `data connection predicted by frame 112 (PORT)`
fn connection(catalogue: &Catalogue, predicted: Option<(Method, u64)>, redirected: bool) -> String {
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
            for notes in [&[data.clone()][..], &[data, reply.clone()], &[reply], &[]] {
                let mut said = String::new();
                memory.push(&mut said, notes);
                assert_eq!(said, words(&catalogue, notes));
            }
            assert!(memory.said.len() <= REMEMBERED);
        }
    }
}
