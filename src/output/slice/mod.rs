//! `slice`: the frames of sessions as a capture of their own, with what each means as its comment.
//!
//! Frames are copied as they are, in their order, with their times and lengths. Each file and link
//! type of the capture becomes an interface. Comments name frames by their numbers in the new file,
//! so that a reader finds them there; for that, and for fragments, which are known only by the
//! frame that completes them, the rows are listened to twice.
//!
//! A slice is made to be handed on. Blocks of secrets in the capture are no frames and stay behind;
//! only where that is asked for, the secrets of the chosen sessions come along, in one block before
//! the first frame.

mod redact;

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::io::{self, Write};
use std::time::Duration;

use foldhash::fast::RandomState;
use pcap_file::pcapng::PcapNgWriter;
use pcap_file::pcapng::blocks::enhanced_packet::{EnhancedPacketBlock, EnhancedPacketOption};
use pcap_file::pcapng::blocks::interface_description::{
    InterfaceDescriptionBlock, InterfaceDescriptionOption,
};
use pcap_file::pcapng::blocks::unknown::UnknownBlock;
use pcap_file::{DataLink, Endianness, PcapError};

use crate::analysis::observer::{Note, Row};
use crate::analysis::view::{Selection, View};
use crate::capture::{Capture, Frame, Frames, LinkType};
use crate::model::{CaptureSummary, Connection, SessionId};
use crate::text::escape;
use crate::text::locale::Catalogue;
use crate::tls::Secrets;

use super::{Needs, Output, Remark, RowsOnce, timeline};
use redact::Redactor;

pub use redact::{Redaction, Shortcomings};

/// Which frames there will be.
#[derive(Debug, Default)]
struct Outline {
    /// Only these sessions, ascending; `None` for all and for what belongs to none.
    sessions: Option<Vec<SessionId>>,
    rows: u64,
    /// Frames that hold fragments, ascending once [`Outline::finish`] has run.
    fragments: Vec<u64>,
    /// Frames that announce something, with the rows before each.
    announcements: Vec<(u64, u64)>,
}

impl Outline {
    fn choose(&mut self, view: &View<'_>) {
        if view.is_filtered() {
            self.sessions = Some(view.sessions().map(|session| session.id).collect());
        }
    }

    /// Nothing follows.
    fn finish(&mut self) {
        self.fragments.sort_unstable();
        self.fragments.dedup();
    }

    fn shows(&self, row: &Row) -> bool {
        self.sessions
            .as_ref()
            .is_none_or(|wanted| row.sessions.iter().any(|s| wanted.binary_search(s).is_ok()))
    }

    /// The number in the new file of a frame that announces something.
    fn renumbered(&self, frame: u64) -> Option<u64> {
        let place = self
            .announcements
            .binary_search_by_key(&frame, |&(frame, _)| frame)
            .ok()?;
        let fragments = self.fragments.partition_point(|&fragment| fragment < frame) as u64;
        Some(self.announcements[place].1 + fragments + 1)
    }
}

impl Outline {
    fn take(&mut self, row: &Row<'_>) {
        if !self.shows(row) {
            return;
        }
        self.fragments.extend(row.segment.fragments);
        if row
            .notes
            .iter()
            .any(|note| matches!(note, Note::Announces { .. }))
        {
            self.announcements.push((row.frame.number, self.rows));
        }
        self.rows += 1;
    }
}

/// Writes the frames.
pub struct Slice<'a, W: Write> {
    catalogue: &'a Catalogue,
    outlining: RowsOnce,
    outline: Outline,
    copying: RowsOnce,
    packets: Packets<'a, W>,
    /// What is to come along of.
    secrets: Option<&'a Secrets>,
    redactor: Option<Redactor>,
    /// The capture again, for fragments.
    frames: Frames,
    /// How many of the fragments are written.
    fragments: usize,
    /// All frames are written, those of other traffic too.
    is_whole: bool,
}

/// What a slice holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sliced {
    /// Frames, in number.
    pub frames: u64,
    /// Those of them that have a comment.
    pub commented: u64,
    /// Sessions, in number.
    pub sessions: u64,
}

impl<'a, W: Write> Slice<'a, W> {
    /// Begins the file.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn new(
        out: W,
        capture: &Capture,
        captures: &'a [CaptureSummary],
        selection: &Selection,
        catalogue: &'a Catalogue,
    ) -> io::Result<Self> {
        let out = PcapNgWriter::with_endianness(out, Endianness::Little).map_err(plain)?;
        let packets = Packets {
            out,
            captures,
            interfaces: HashMap::default(),
            is_anonymous: false,
            frames: 0,
            commented: 0,
        };
        Ok(Slice {
            catalogue,
            outlining: RowsOnce::new(*selection != Selection::default()),
            outline: Outline::default(),
            copying: RowsOnce::new(true),
            packets,
            secrets: None,
            redactor: None,
            frames: capture.frames(),
            fragments: 0,
            is_whole: false,
        })
    }

    /// Those of the secrets that belong to the chosen sessions are put into it.
    #[must_use]
    pub fn with_secrets(mut self, secrets: &'a Secrets) -> Self {
        self.outlining = RowsOnce::new(true);
        self.secrets = Some(secrets);
        self
    }

    /// Takes secrets out of the frames, and what else is asked for. The analysis must not [show
    /// passwords].
    ///
    /// [show passwords]: crate::analysis::Analyzer::show_passwords
    #[must_use]
    pub fn redacted(mut self, what: Redaction) -> Self {
        self.redactor = Some(Redactor::new(what));
        self.packets.is_anonymous = true;
        self
    }

    /// Writes every frame of the capture, those without a session too, so that numbers stay what
    /// they are.
    #[must_use]
    pub fn annotating(mut self) -> Self {
        self.is_whole = true;
        self
    }

    /// Writes the secrets that come along. Readers want them before the frames that they open.
    fn write_secrets(&mut self, view: &View<'_>) -> io::Result<()> {
        let Some(secrets) = self.secrets else {
            return Ok(());
        };
        let mut text = Vec::new();
        secrets.write_key_log(&client_randoms(view), &mut text)?;
        if text.is_empty() {
            return Ok(());
        }
        self.packets.write_secrets(&text)
    }

    /// Writes the fragments that were captured before `frame`.
    fn write_fragments(&mut self, before: u64) -> io::Result<()> {
        while let Some(&wanted) = self
            .outline
            .fragments
            .get(self.fragments)
            .filter(|&&wanted| wanted < before)
        {
            self.fragments += 1;
            while let Some(frame) = self.frames.next() {
                if frame.number == wanted {
                    let comment = self.catalogue.text("slice-fragment", &[]);
                    let data = match &mut self.redactor {
                        Some(redactor) => redactor.piece(&frame).map(Cow::Owned),
                        None => Some(Cow::Borrowed(frame.data)),
                    };
                    if let Some(data) = data {
                        self.packets.write(&frame, &data, &comment)?;
                    }
                    break;
                }
            }
        }
        Ok(())
    }

    /// Writes the frames up to the row of that number, which is left out, or all that are left.
    fn write_others(&mut self, row: Option<u64>) -> io::Result<()> {
        while let Some(frame) = self.frames.next() {
            if Some(frame.number) == row {
                break;
            }
            let is_piece = self.outline.fragments.binary_search(&frame.number).is_ok();
            let comment = if is_piece {
                self.catalogue.text("slice-fragment", &[])
            } else {
                String::new()
            };
            self.packets.write(&frame, frame.data, &comment)?;
        }
        Ok(())
    }

    /// What a frame means, with the numbers of the new file; nothing for a plain acknowledgment.
    fn comment(&mut self, row: &Row) -> String {
        let mut notes = row.notes.to_vec();
        notes.retain(|note| !matches!(note, Note::DataOther { .. }));
        for note in &mut notes {
            if let Some(redactor) = &mut self.redactor {
                redactor.note(note);
            }
            let (Note::AnnouncementRefused { frame }
            | Note::DataOpens {
                predicted: Some((_, frame)),
                ..
            }
            | Note::Data {
                predicted: Some((_, frame)),
                ..
            }
            | Note::DataEnds {
                predicted: Some((_, frame)),
                ..
            }) = note
            else {
                continue;
            };
            // the whole capture keeps its numbers
            let number = if self.is_whole {
                Some(*frame)
            } else {
                self.outline.renumbered(*frame)
            };
            match number {
                Some(number) => *frame = number,
                // of a session that was not chosen
                None => return String::new(),
            }
        }
        timeline::words(self.catalogue, &notes)
    }
}

impl<W: Write> Output for Slice<'_, W> {
    fn needs(&mut self, known: Option<&View<'_>>) -> io::Result<Needs> {
        if self.outlining.is_next(known) {
            if let Some(view) = known {
                self.outline.choose(view);
                self.write_secrets(view)?;
            }
            return Ok(Needs::ROWS);
        }
        if !self.copying.is_next(known) {
            return Ok(Needs::NOTHING);
        }
        self.outline.finish();
        if let Some(redactor) = &mut self.redactor {
            redactor.begin();
        }
        Ok(Needs::ROWS)
    }

    fn row(&mut self, row: &Row<'_>) -> io::Result<()> {
        if !self.copying.was_asked() {
            self.outline.take(row);
            if self.outline.shows(row)
                && let Some(redactor) = &mut self.redactor
            {
                redactor.hear(row);
            }
            return Ok(());
        }
        if !self.outline.shows(row) {
            return Ok(());
        }
        if self.is_whole {
            self.write_others(Some(row.frame.number))?;
        } else {
            self.write_fragments(row.frame.number)?;
        }
        let comment = self.comment(row);
        let data = match &mut self.redactor {
            Some(redactor) => redactor.frame(row).map(Cow::Owned),
            None => Some(Cow::Borrowed(row.frame.data)),
        };
        match data {
            Some(data) => self.packets.write(row.frame, &data, &comment),
            None => Ok(()),
        }
    }

    fn finish(&mut self, view: &View<'_>) -> io::Result<Vec<Remark>> {
        if self.is_whole {
            self.write_others(None)?;
        }
        self.packets.out.get_mut().flush()?;
        let short = self.redactor.as_ref().map(Redactor::shortcomings);
        let sliced = Sliced {
            frames: self.packets.frames,
            commented: self.packets.commented,
            sessions: view.sessions().count() as u64,
        };
        let remarks = [Remark::Sliced(sliced)].into_iter();
        Ok(remarks.chain(short.map(Remark::Redacted)).collect())
    }
}

/// What key logs know the connections of the chosen sessions by.
fn client_randoms(view: &View<'_>) -> BTreeSet<[u8; 32]> {
    let connections: Vec<&Connection> = if view.is_filtered() {
        let ids = view.sessions().flat_map(|session| &session.connections);
        ids.filter_map(|&id| view.analysis.connection(id)).collect()
    } else {
        view.analysis
            .connections
            .iter()
            .map(AsRef::as_ref)
            .collect()
    };
    connections
        .into_iter()
        .filter_map(|connection| connection.tls.as_deref())
        .flat_map(|tls| tls.client_randoms.iter().copied())
        .collect()
}

/// The packets of the new file, and the interfaces that they need.
struct Packets<'a, W: Write> {
    out: PcapNgWriter<W>,
    captures: &'a [CaptureSummary],
    /// Number of the interface, by file and link type.
    interfaces: HashMap<(u32, LinkType), u32, RandomState>,
    /// Files are not named.
    is_anonymous: bool,
    /// Frames that were written, and those of them with a comment.
    frames: u64,
    commented: u64,
}

impl<W: Write> Packets<'_, W> {
    /// Writes the text of a key log. The file is little-endian, and a block ends on a multiple of
    /// four bytes.
    fn write_secrets(&mut self, text: &[u8]) -> io::Result<()> {
        const HEAD: usize = 12;
        let mut body = Vec::with_capacity(text.len() + HEAD);
        body.extend(TLS_KEY_LOG.to_le_bytes());
        body.extend((text.len() as u32).to_le_bytes());
        body.extend(text);
        body.resize(body.len().next_multiple_of(4), 0);
        let size = body.len() as u32;
        let block = UnknownBlock::new(DECRYPTION_SECRETS, size, &body);
        self.out.write_pcapng_block(block).map(drop).map_err(plain)
    }

    fn write(&mut self, frame: &Frame, data: &[u8], comment: &str) -> io::Result<()> {
        let file = self.captures.get(frame.file as usize);
        // the writer counts nanoseconds whatever the interface says
        let (digits, unit) = if file.is_some_and(|file| file.nanoseconds) {
            (9, 1)
        } else {
            (6, 1000)
        };
        let known = self.interfaces.len() as u32;
        let interface_id = *self
            .interfaces
            .entry((frame.file, frame.link))
            .or_insert(known);
        if interface_id == known {
            let name = file.map_or_else(String::new, |file| escape::text(file.path.as_bytes()));
            let name = InterfaceDescriptionOption::IfName(name.into());
            let mut options = vec![name, InterfaceDescriptionOption::IfTsResol(digits)];
            if self.is_anonymous {
                options.remove(0);
            }
            let linktype = DataLink::from(u32::from(frame.link.0));
            let block = InterfaceDescriptionBlock {
                linktype,
                snaplen: 0,
                options,
            };
            self.out.write_pcapng_block(block).map_err(plain)?;
        }
        self.frames += 1;
        self.commented += u64::from(!comment.is_empty());
        let comment = (!comment.is_empty()).then(|| EnhancedPacketOption::Comment(comment.into()));
        let block = EnhancedPacketBlock {
            interface_id,
            timestamp: Duration::from_nanos(
                u64::try_from(frame.time.as_nanos() / unit).unwrap_or_default(),
            ),
            original_len: frame.wire_len,
            data: Cow::Borrowed(data),
            options: comment.into_iter().collect(),
        };
        self.out.write_pcapng_block(block).map(drop).map_err(plain)
    }
}

/// A Decryption Secrets Block (draft-ietf-opsawg-pcapng section 4.7).
const DECRYPTION_SECRETS: u32 = 10;
/// Its secrets are the text of a TLS key log: "TLSK".
const TLS_KEY_LOG: u32 = 0x544c_534b;

fn plain(error: PcapError) -> io::Error {
    match error {
        PcapError::IoError(error) => error,
        other => io::Error::other(other.to_string()),
    }
}
