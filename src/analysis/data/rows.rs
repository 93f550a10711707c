//! What a frame is, and what it means: the rows of the data pass, for whoever wants them.
//!
//! A row is made once the connection has taken the segment, so that it says what is known with this
//! frame and not what comes later. It has three parts:
//!
//! - **who sent it**, by the announcement that the connection answers to, or by the side of the
//!   control connection;
//! - **the layer** that its payload belongs to: lines of the control channel, TLS with the records
//!   that end here, the bytes of a file, or TCP alone. A retransmission, and a segment with RST,
//!   show no payload: it was shown before, or counts for nothing;
//! - **notes** on what it means: that it opens or closes, completes a command or a reply (at the
//!   frame of its last byte), is the first byte of a file, or announces an endpoint.
//!
//! Secrets are ranges of the payload, and of what options of IPv4 and TCP or an Ethernet trailer
//! repeat of it. They are decided in [`crate::analysis::control`], and overwritten here before
//! anything is lent to an observer.

mod notes;
mod secrets;

use std::borrow::Cow;
use std::collections::VecDeque;
use std::io;

use crate::analysis::control::{ControlPlan, Planned, SecretPart, SessionDraft, merged};
use crate::analysis::observer::{DataLabel, Layer, Note, Observer, Row};
use crate::capture::Frame;
use crate::decode::Segment;
use crate::ftp::{ProxyParse, parse_proxy_header};
use crate::model::{Role, TlsRecord, TlsRow};
use crate::tcp::{HandshakeProgress, RowFacts, Side};
use crate::tls::skip_records;

use super::matching::{Match, OfferRef};
use super::{DataPassOptions, Purpose, Tracked};
use notes::{data_note, ending, spoken, step};
pub(super) use secrets::LineStarts;
use secrets::{hide, is_unread, secrets_beside, secrets_of, secrets_of_listing};

/// A frame of a tracked connection, as every layer sees it.
#[derive(Clone, Copy)]
pub(super) struct Arrived<'f> {
    pub(super) frame: &'f Frame<'f>,
    pub(super) segment: &'f Segment<'f>,
    pub(super) sender: Side,
    /// What of the handshake had been seen before it.
    pub(super) before: HandshakeProgress,
    pub(super) facts: RowFacts,
}

impl Arrived<'_> {
    /// True if its payload is shown as that of a layer above TCP.
    fn has_content(&self) -> bool {
        !self.segment.payload.is_empty()
            && !self.segment.flags.rst()
            && !self.facts.payload_left_to_tcp()
    }
}

/// What a frame is to its session.
struct Meaning<'f> {
    /// Who sent it.
    sender: Option<Role>,
    layer: Layer<'f>,
    notes: Vec<Note>,
}

/// Makes the rows of a data pass.
#[derive(Debug)]
pub(super) struct RowMaker {
    show_passwords: bool,
    /// For each session, what its next frames complete, by frame.
    spoken: Vec<VecDeque<(u64, Note)>>,
}

impl RowMaker {
    pub(super) fn new(plan: &ControlPlan, options: DataPassOptions) -> Self {
        let spoken = if options.rows {
            let spoken = plan.sessions.iter().map(spoken);
            spoken.map(VecDeque::from).collect()
        } else {
            Vec::new()
        };
        RowMaker {
            show_passwords: options.show_passwords,
            spoken,
        }
    }

    /// Tells the observer of one frame of a tracked connection.
    pub(super) fn tell(
        &mut self,
        plan: &ControlPlan,
        tracked: &mut Tracked,
        arrived: &Arrived,
        observer: &mut dyn Observer,
    ) -> io::Result<()> {
        let &Arrived {
            frame,
            segment,
            facts,
            ..
        } = arrived;
        let secrets = self.secrets(plan, tracked, arrived);
        let is_unread = match &tracked.purpose {
            Purpose::Control(session) if !self.show_passwords => {
                is_unread(&plan.sessions[*session], tracked, arrived)
            }
            _ => false,
        };
        let Meaning {
            sender,
            layer,
            notes,
        } = match &tracked.purpose {
            Purpose::Control(session) => self.control(plan, *session, tracked, arrived, &secrets),
            Purpose::Data(matches) => data(plan, matches, tracked, arrived),
        };
        let (secrets, secrets_beside) = match &tracked.purpose {
            _ if self.show_passwords => (Vec::new(), Vec::new()),
            Purpose::Control(session) => (
                secrets.into_iter().map(|part| part.range).collect(),
                secrets_beside(&plan.sessions[*session], segment, frame.data),
            ),
            Purpose::Data(matches) if layer.is_listing() => (
                secrets_of_listing(plan, matches, segment.payload),
                Vec::new(),
            ),
            Purpose::Data(_) => (Vec::new(), Vec::new()),
        };
        observer.row(&Row {
            frame,
            segment,
            facts,
            sessions: tracked.rows.as_ref().map_or(&[], |rows| &rows.sessions),
            connection: tracked.connection.first.frame,
            sender,
            layer,
            proxy_header: proxy_header(tracked, arrived),
            secrets: &secrets,
            secrets_beside: &secrets_beside,
            is_unread,
            notes: &notes,
        })
    }

    /// What a frame of a control connection is; `secrets` are overwritten in it.
    fn control<'f>(
        &mut self,
        plan: &ControlPlan,
        session: usize,
        tracked: &Tracked,
        arrived: &Arrived<'f>,
        secrets: &[SecretPart],
    ) -> Meaning<'f> {
        let planned = &plan.sessions[session];
        let by = if arrived.sender == planned.client {
            Role::Client
        } else {
            Role::Server
        };
        let opened = self.opened(planned, tracked, arrived);
        Meaning {
            sender: Some(by),
            layer: control_layer(planned, tracked, arrived, secrets, opened),
            notes: self.control_notes(session, arrived, by),
        }
    }

    /// What nobody should read of a frame of a control channel.
    fn secrets(
        &self,
        plan: &ControlPlan,
        tracked: &mut Tracked,
        arrived: &Arrived,
    ) -> Vec<SecretPart> {
        match tracked.purpose {
            Purpose::Control(session) if !self.show_passwords => {
                secrets_of(&plan.sessions[session], tracked, arrived)
            }
            Purpose::Control(_) | Purpose::Data(_) => Vec::new(),
        }
    }

    /// The control channel that the frame completes under TLS, as it may be shown.
    fn opened<'f>(
        &self,
        planned: &Planned,
        tracked: &Tracked,
        arrived: &Arrived,
    ) -> Option<Cow<'f, [u8]>> {
        let &Arrived {
            segment, sender, ..
        } = arrived;
        let text = tracked.contents.tls()?.text(sender.index());
        if text.is_empty() {
            return None;
        }
        let mut payload = Cow::Owned(text.to_vec());
        if self.show_passwords {
            return Some(payload);
        }
        let of_client = sender == planned.client;
        let mut ranges = planned.secrets.words.within(text);
        if planned.secrets.hides_opened(of_client, segment.frame) {
            ranges.push(0..text.len());
        } else if of_client {
            let rows = tracked.rows.iter();
            ranges.extend(rows.flat_map(|rows| rows.opened_secrets.iter().cloned()));
        }
        for range in merged(ranges).into_iter().rev() {
            hide(&mut payload, &SecretPart { range, whole: true });
        }
        Some(payload)
    }

    fn control_notes(&mut self, session: usize, arrived: &Arrived, by: Role) -> Vec<Note> {
        let &Arrived {
            segment, before, ..
        } = arrived;
        let mut notes: Vec<Note> = step(segment.flags, by == Role::Client, before)
            .map(Note::ControlOpens)
            .into_iter()
            .collect();
        let spoken = &mut self.spoken[session];
        while let Some((frame, _)) = spoken.front()
            && *frame <= segment.frame
            && let Some((frame, note)) = spoken.pop_front()
        {
            notes.extend((frame == segment.frame).then_some(note));
        }
        if let Some(ending) = ending(segment.flags, before) {
            notes.push(Note::ControlEnds { by, ending });
        }
        notes
    }
}

/// What a frame of the control channel carries; `secrets` are overwritten.
fn control_layer<'f>(
    planned: &Planned,
    tracked: &Tracked,
    arrived: &Arrived<'f>,
    secrets: &[SecretPart],
    opened: Option<Cow<'f, [u8]>>,
) -> Layer<'f> {
    let &Arrived {
        segment, sender, ..
    } = arrived;
    if !arrived.has_content() {
        return Layer::Tcp;
    }
    if let Some(payload) = opened {
        return Layer::Control {
            from_client: sender == planned.client,
            payload,
            opened: true,
        };
    }
    if let Some(row) = tls(tracked, sender) {
        return Layer::Tls(row);
    }
    if planned.draft.is_under_tls(segment.frame) && !segment.payload[0].is_ascii_alphanumeric() {
        let records = vec![TlsRecord::Continuation];
        return Layer::Tls(TlsRow {
            version: None,
            records,
            continues: false,
        });
    }
    let mut payload = Cow::Borrowed(segment.payload);
    for part in secrets.iter().rev() {
        hide(&mut payload, part);
    }
    if tracked.contents.tls().is_some() {
        let records = segment.payload.len() - skip_records(segment.payload).len();
        drop_first(&mut payload, records);
    }
    Layer::Control {
        from_client: sender == planned.client,
        payload,
        opened: false,
    }
}

/// The TLS of a frame: what it completes, or that it waits for what comes before it. On data
/// connections of a session under TLS too: Wireshark calls them FTP-DATA where it has read the
/// announcement.
fn tls(tracked: &Tracked, sender: Side) -> Option<TlsRow> {
    let tls = tracked.contents.tls()?;
    let side = sender.index();
    tls.row(side)
        .or_else(|| (tls.is_inside(side) && !tls.spoke(side)).then(|| tls.waiting_row()))
}

fn data<'f>(
    plan: &ControlPlan,
    matches: &[Match],
    tracked: &Tracked,
    arrived: &Arrived<'f>,
) -> Meaning<'f> {
    let layer = data_layer(plan, matches, tracked, arrived);
    let (Some(first), Some(roles)) = (matches.first(), tracked.roles(plan)) else {
        return unclaimed(layer);
    };
    let by = if arrived.sender == tracked.connection.opener {
        roles.opener
    } else {
        roles.listener
    };
    let draft = &plan.sessions[first.session].draft;
    Meaning {
        sender: Some(by),
        layer,
        notes: vec![data_note(
            draft,
            first,
            tracked,
            arrived,
            (roles.opener, by),
        )],
    }
}

/// What a frame of a data connection carries.
fn data_layer<'f>(
    plan: &ControlPlan,
    matches: &[Match],
    tracked: &Tracked,
    arrived: &Arrived<'f>,
) -> Layer<'f> {
    let mut label = matches
        .first()
        .map(|matched| label(&plan.sessions[matched.session].draft, matched))
        .unwrap_or_default();
    label.opened = tracked
        .contents
        .tls()
        .map(|tls| tls.plain(arrived.sender.index()))
        .filter(|&bytes| bytes > 0);
    match tls(tracked, arrived.sender) {
        _ if !arrived.has_content() => Layer::Tcp,
        Some(_) if label.opened.is_some() => Layer::Data(label),
        Some(row) => Layer::Tls(row),
        None => Layer::Data(label),
    }
}

/// Bytes of the header before a file: at the beginning of the stream alone, and of a copy only
/// where it is the same header.
fn proxy_header(tracked: &Tracked, arrived: &Arrived) -> usize {
    let &Arrived {
        segment, sender, ..
    } = arrived;
    let length = tracked.contents.header_bytes(sender);
    let stream = tracked.connection.stream(sender);
    if length == 0 || segment.flags.rst() || stream.differs_within(0, length) {
        return 0;
    }
    if stream.place(first_byte(tracked, segment)) != Some(0) {
        return 0;
    }
    match parse_proxy_header(segment.payload) {
        ProxyParse::Header(header) if header.length as u64 == length => header.length,
        _ => 0,
    }
}

/// The number of the first byte of a segment that has just been read. A SYN takes one before it
/// (RFC 7413).
fn first_byte(tracked: &Tracked, segment: &Segment) -> u32 {
    let syn = u32::from(segment.flags.syn());
    tracked.connection.read_at().wrapping_add(syn)
}

fn unclaimed(layer: Layer) -> Meaning {
    Meaning {
        sender: None,
        layer,
        notes: vec![Note::Unclaimed],
    }
}

fn label(draft: &SessionDraft, matched: &Match) -> DataLabel {
    let method = match matched.offer {
        OfferRef::Announced(offer) => Some(draft.offers[offer].method),
        OfferRef::Default | OfferRef::Unknown => None,
    };
    let asked = matched.transfer.map(|t| &draft.transfers[t]);
    DataLabel {
        method,
        command: asked.map(|asked| draft.commands[asked.command].line.clone()),
        direction: asked.map(|asked| asked.kind.direction()),
        opened: None,
    }
}

/// Leaves out the records before clear text.
fn drop_first(payload: &mut Cow<'_, [u8]>, count: usize) {
    match payload {
        Cow::Borrowed(bytes) => *bytes = &bytes[count..],
        Cow::Owned(bytes) => drop(bytes.drain(..count)),
    }
}
