//! `manifest.json` of `extract`: every file with where it came from, and every transfer that became
//! none. Its fields are explained in `docs/extract.md`; they may be added to, never renamed or
//! removed.

use std::io::{self, Write};

use serde::Serialize;

use crate::analysis::view::View;
use crate::extract::{ExtractOptions, Extracted, LeftOut, Newlines, Plan, TransferPart, Written};
use crate::model::{Digests, ReplyCode, SessionId, Transfer, TransferId};
use crate::text::names;

use crate::output::json::{EndpointJson, KnownFileJson, Wire, to_writer, wire, write_array};
use crate::text::stamp::Clock;

/// Writes the document, one line for each file.
pub fn write(
    mut out: &mut dyn Write,
    view: &View,
    plan: &Plan,
    extracted: &Extracted,
    options: &ExtractOptions,
) -> io::Result<()> {
    writeln!(out, "{{\n\"schema\": \"ftpscope-extract/1\",")?;
    write_array(
        out,
        "captures",
        view.analysis.captures.iter().map(|capture| &capture.path),
    )?;
    let files = plan.files.iter().zip(&extracted.files);
    write_array(
        out,
        "files",
        files.map(|(file, written)| FileJson::new(view, &file.parts, written)),
    )?;
    write_array(
        out,
        "left_out",
        plan.left_out.iter().map(|out| LeftOutJson::new(view, out)),
    )?;
    write!(out, "\"options\": ")?;
    to_writer(&mut out, &OptionsJson::from(options))?;
    writeln!(out, "\n}}")
}

#[derive(Serialize)]
struct OptionsJson {
    text_newlines: Option<&'static str>,
    fill_gaps: Option<&'static str>,
    max_file_size: Option<u64>,
    max_total_size: Option<u64>,
}

impl From<&ExtractOptions> for OptionsJson {
    fn from(options: &ExtractOptions) -> Self {
        OptionsJson {
            text_newlines: options.newlines.map(newlines),
            fill_gaps: options.fill.then_some("zero"),
            max_file_size: options.max_file_size,
            max_total_size: options.max_total_size,
        }
    }
}

#[derive(Serialize)]
struct FileJson<'a> {
    output: &'a str,
    complete: bool,
    faults: Vec<&'static str>,
    session: SessionId,
    client: EndpointJson,
    server: EndpointJson,
    user: Option<Wire<'a>>,
    command: Option<&'static str>,
    path: Option<Wire<'a>>,
    direction: Option<&'static str>,
    mode: &'static str,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    decrypted: bool,
    #[serde(rename = "type")]
    data_type: &'static str,
    transfer_mode: &'static str,
    offset: u64,
    bytes: u64,
    expected_bytes: Option<u64>,
    expected_from: Option<&'static str>,
    #[serde(flatten)]
    digests: DigestsJson<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    known: Option<KnownFileJson<'a>>,
    media_type: Option<&'static str>,
    start: String,
    end: String,
    missing: &'a [(u64, u64)],
    filled_bytes: u64,
    #[serde(skip_serializing_if = "is_zero")]
    records: u64,
    text_newlines: Option<&'static str>,
    parts: Vec<PartJson<'a>>,
}

impl<'a> FileJson<'a> {
    fn new(view: &View<'a>, parts: &[TransferPart], written: &'a Written) -> Self {
        let (session, transfer) = parts[0].of(view.analysis);
        let transfers = || parts.iter().map(|part| part.of(view.analysis).1);
        let start = transfers().map(|t| t.start).min().unwrap_or(transfer.start);
        let end = transfers().map(|t| t.end).max().unwrap_or(transfer.end);
        FileJson {
            output: &written.output,
            complete: written.faults.is_empty(),
            faults: written.faults.iter().map(|fault| fault.name()).collect(),
            session: session.id,
            client: session.client.into(),
            server: session.server.into(),
            user: wire(transfer.user.as_ref()),
            command: transfer.verb,
            path: wire(transfer.path.as_ref()),
            direction: transfer.direction.map(names::direction),
            mode: names::mode(transfer.mode),
            decrypted: transfers().any(|t| t.decrypted),
            data_type: names::data_type(transfer.data_type),
            transfer_mode: names::transfer_mode(transfer.transfer_mode),
            offset: transfer.offset,
            bytes: written.bytes,
            expected_bytes: transfer.expected.map(|(bytes, _)| bytes),
            expected_from: transfer
                .expected
                .map(|(_, source)| names::expected_from(source)),
            digests: (&written.digests).into(),
            known: known(parts, transfer),
            media_type: written.media_type,
            start: Clock::of(view).stamp(start.time).to_string(),
            end: Clock::of(view).stamp(end.time).to_string(),
            missing: &written.missing,
            filled_bytes: written.filled,
            records: written.records,
            text_newlines: written.newlines.map(newlines),
            parts: parts
                .iter()
                .zip(&written.parts)
                .map(|(part, digests)| PartJson::new(view, part, digests))
                .collect(),
        }
    }
}

/// The list that has the file: of one that was joined of parts, lists have been asked for the parts
/// alone.
fn known<'a>(parts: &[TransferPart], transfer: &'a Transfer) -> Option<KnownFileJson<'a>> {
    let known = transfer.known.as_deref().filter(|_| parts.len() == 1)?;
    Some(known.into())
}

#[derive(Serialize)]
struct DigestsJson<'a> {
    sha256: Option<&'a str>,
    blake3: Option<&'a str>,
    md5: Option<&'a str>,
    sha1: Option<&'a str>,
}

impl<'a> From<&'a Digests> for DigestsJson<'a> {
    fn from(digests: &'a Digests) -> Self {
        let Digests {
            sha256,
            blake3,
            md5,
            sha1,
            ..
        } = digests;
        DigestsJson {
            sha256: sha256.as_deref(),
            blake3: blake3.as_deref(),
            md5: md5.as_deref(),
            sha1: sha1.as_deref(),
        }
    }
}

/// A transfer, as it was on the wire.
#[derive(Serialize)]
struct PartJson<'a> {
    session: SessionId,
    transfer: TransferId,
    frame: Option<u64>,
    offset: u64,
    bytes: u64,
    lost_bytes: u64,
    complete: bool,
    #[serde(flatten)]
    digests: DigestsJson<'a>,
    same_as: Option<SameJson>,
}

#[derive(Serialize)]
struct SameJson {
    session: SessionId,
    transfer: TransferId,
}

impl<'a> PartJson<'a> {
    fn new(view: &View, part: &TransferPart, digests: &'a Digests) -> Self {
        let (session, transfer) = part.of(view.analysis);
        PartJson {
            session: session.id,
            transfer: transfer.id,
            frame: session.command_of(transfer).map(|c| c.at.frame),
            offset: transfer.offset,
            bytes: part.wire,
            lost_bytes: part.lost,
            complete: transfer.is_complete(),
            digests: digests.into(),
            same_as: part.same_as.map(|(session, transfer)| {
                let session = &view.analysis.sessions[session];
                SameJson {
                    session: session.id,
                    transfer: session.transfers[transfer].id,
                }
            }),
        }
    }
}

#[derive(Serialize)]
struct LeftOutJson<'a> {
    session: SessionId,
    transfer: TransferId,
    command: Option<&'static str>,
    path: Option<Wire<'a>>,
    direction: Option<&'static str>,
    bytes: u64,
    reply_code: Option<u16>,
    reason: &'static str,
}

impl<'a> LeftOutJson<'a> {
    fn new(view: &View<'a>, out: &LeftOut) -> Self {
        let session = &view.analysis.sessions[out.session];
        let transfer: &Transfer = &session.transfers[out.transfer];
        LeftOutJson {
            session: session.id,
            transfer: transfer.id,
            command: transfer.verb,
            path: wire(transfer.path.as_ref()),
            direction: transfer.direction.map(names::direction),
            bytes: transfer.bytes,
            reply_code: transfer.reply_code.map(ReplyCode::get),
            reason: out.reason.name(),
        }
    }
}

/// A file without records says nothing of them.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_zero(records: &u64) -> bool {
    *records == 0
}

fn newlines(newlines: Newlines) -> &'static str {
    match newlines {
        Newlines::Unix => "unix",
        Newlines::Dos => "dos",
    }
}
