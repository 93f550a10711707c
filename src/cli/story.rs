//! `transcript`, `explain` and `diagram`: the outputs that tell a session's story.

use std::io::{self, BufWriter, Write as _};

use clap::{Args, ValueEnum};

use crate::analysis::view::{Selection, View};
use crate::analysis::{ControlPlane, Wanted};
use crate::limits::Limits;
use crate::model::{Analysis, Session, SessionId};
use crate::output::diagram::{Diagram, Format};
use crate::output::transcript::Transcript;
use crate::output::{diagram, explain, transcript};
use crate::story::{Detail, Options, Trail};
use crate::text::locale::{Catalogue, Language};

use super::common::{Common, languages};

#[derive(Debug, Args)]
pub(super) struct TranscriptArgs {
    /// When each line was complete, in seconds since the first frame of the capture
    #[arg(long)]
    pub(super) times: bool,
    /// The language of its words
    #[arg(long, value_name = "LANGUAGE", default_value = "en", value_parser = languages())]
    pub(super) lang: Language,
    #[command(flatten)]
    pub(super) common: Common,
}

#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// The language of its words
    #[arg(long, value_name = "LANGUAGE", default_value = "en", value_parser = languages())]
    pub(super) lang: Language,
    #[command(flatten)]
    pub(super) common: Common,
}

#[derive(Debug, Args)]
pub(super) struct DiagramArgs {
    /// How to draw it
    #[arg(long, value_enum, default_value_t = DiagramFormat::Text)]
    pub(super) format: DiagramFormat,
    /// What an arrow stands for
    #[arg(long, value_enum, default_value_t = DetailArg::Messages)]
    pub(super) detail: DetailArg,
    /// The language of its words
    #[arg(long, value_name = "LANGUAGE", default_value = "en", value_parser = languages())]
    pub(super) lang: Language,
    #[command(flatten)]
    pub(super) common: Common,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum DiagramFormat {
    /// For terminals
    Text,
    /// For whatever renders Mermaid, as GitHub does
    Mermaid,
    /// A picture
    Svg,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum DetailArg {
    /// Every frame
    Frames,
    /// A command, a reply, a step of a handshake, a run of data
    Messages,
    /// A handshake, an exchange, a transfer, a close
    Steps,
}

impl From<DetailArg> for Detail {
    fn from(detail: DetailArg) -> Self {
        match detail {
            DetailArg::Frames => Detail::Frames,
            DetailArg::Messages => Detail::Messages,
            DetailArg::Steps => Detail::Steps,
        }
    }
}

pub(super) fn transcript(args: &TranscriptArgs, analysis: Analysis) -> io::Result<Analysis> {
    let Common { show_passwords, .. } = args.common;
    let selection = args.common.selection();
    let view = View {
        analysis: &analysis,
        selection: &selection,
        show_passwords,
    };
    let start = analysis.captures.iter().filter_map(|c| c.first_time).min();
    let how = Transcript {
        times: start.filter(|_| args.times),
        style: args.common.style(),
    };
    let mut out = BufWriter::new(io::stdout().lock());
    transcript::write(&mut out, &view, &Catalogue::new(args.lang), how)?;
    out.flush()?;
    Ok(analysis)
}

pub(super) fn explain(args: &ExplainArgs, plane: &ControlPlane) -> io::Result<Analysis> {
    let (analysis, trail) = watch(&args.common, plane, |sessions| {
        Trail::of_steps(sessions, Limits::default())
    })?;
    let Common { show_passwords, .. } = args.common;
    let selection = args.common.selection();
    let view = View {
        analysis: &analysis,
        selection: &selection,
        show_passwords,
    };
    let mut out = BufWriter::new(io::stdout().lock());
    explain::write(
        &mut out,
        &view,
        &trail,
        &Catalogue::new(args.lang),
        args.common.style(),
    )?;
    out.flush()?;
    Ok(analysis)
}

pub(super) fn diagram(args: &DiagramArgs, plane: &ControlPlane) -> io::Result<Analysis> {
    let detail = args.detail.into();
    let (analysis, trail) = watch(&args.common, plane, |sessions| {
        Trail::new(sessions, detail, Limits::default())
    })?;
    let Common { show_passwords, .. } = args.common;
    let selection = args.common.selection();
    let view = View {
        analysis: &analysis,
        selection: &selection,
        show_passwords,
    };
    let format = match args.format {
        DiagramFormat::Text => Format::Text,
        DiagramFormat::Mermaid => Format::Mermaid,
        DiagramFormat::Svg => Format::Svg,
    };
    let mut out = BufWriter::new(io::stdout().lock());
    let how = Diagram {
        format,
        options: Options {
            detail,
            show_passwords,
        },
        style: args.common.style(),
    };
    diagram::write(&mut out, &view, &trail, &Catalogue::new(args.lang), how)?;
    out.flush()?;
    Ok(analysis)
}

/// Replays for the records and the frames of the chosen sessions: once where all are chosen, else twice, because a
/// replay must end before it is known which sessions fit.
fn watch(
    common: &Common,
    plane: &ControlPlane,
    trail: impl FnOnce(Option<Vec<SessionId>>) -> Trail,
) -> io::Result<(Analysis, Trail)> {
    let selection = common.selection();
    let known = (selection != Selection::default()).then(|| plane.analysis());
    let mut trail = trail(known.as_ref().map(|analysis| chosen(analysis, &selection)));
    let mut analysis = plane.data_pass_with(Wanted::ROWS, &mut trail, known)?;
    analysis.limits_hit.extend(trail.limits_hit());
    Ok((analysis, trail))
}

/// The chosen sessions, and those with the other servers of their server-to-server transfers.
pub(super) fn chosen(analysis: &Analysis, selection: &Selection) -> Vec<SessionId> {
    let view = View {
        analysis,
        selection,
        show_passwords: false,
    };
    let with_others = |session: &Session| {
        let others: Vec<SessionId> = session
            .transfers
            .iter()
            .filter_map(|t| t.fxp_session)
            .collect();
        std::iter::once(session.id).chain(others)
    };
    let mut ids: Vec<SessionId> = view.sessions().flat_map(with_others).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}
