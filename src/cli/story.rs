//! `transcript`, `explain` and `diagram`: the outputs that tell a session's story.

use std::io;

use clap::{Args, ValueEnum};

use crate::model::Analysis;
use crate::output::diagram::{self, Diagram};
use crate::output::explain::{self, Explain};
use crate::output::transcript::{self, Transcript};
use crate::story::{Detail, Level};
use crate::text::workflow::Notation;

use super::CommandFailure;
use super::common::Common;
use super::job::{Job, stdout};
use super::language::{Audience, LanguageArgs};
use super::target::{self, OutputPlace};
use super::voice::told;

#[derive(Debug, Args)]
pub(super) struct TranscriptArgs {
    /// When each line was complete, in seconds since the first frame of the capture
    #[arg(long)]
    pub(super) times: bool,
    #[command(flatten)]
    language: LanguageArgs,
    #[command(flatten)]
    pub(super) common: Common,
}

#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// How much is said of each step
    #[arg(long, value_enum, default_value_t = ExplainLevelArg::Full)]
    pub(super) level: ExplainLevelArg,
    #[command(flatten)]
    language: LanguageArgs,
    #[command(flatten)]
    pub(super) common: Common,
}

#[derive(Debug, Args)]
pub(super) struct DiagramArgs {
    /// How to draw it
    #[arg(long, value_enum, default_value_t = DiagramFormatArg::Text)]
    pub(super) format: DiagramFormatArg,
    /// What an arrow stands for
    #[arg(long, value_enum, default_value_t = DetailArg::Messages)]
    pub(super) detail: DetailArg,
    #[command(flatten)]
    language: LanguageArgs,
    #[command(flatten)]
    pub(super) place: OutputPlace,
    #[command(flatten)]
    pub(super) common: Common,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum DiagramFormatArg {
    /// For terminals
    Text,
    /// For whatever renders Mermaid, as GitHub does
    Mermaid,
    /// A picture
    Svg,
    /// The picture as pixels, with `-o FILE`
    #[cfg(feature = "png")]
    Png,
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

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ExplainLevelArg {
    /// What happened
    Short,
    /// Also why, the sections of RFCs, and questions of learners with answers
    Full,
}

impl From<ExplainLevelArg> for Level {
    fn from(level: ExplainLevelArg) -> Self {
        match level {
            ExplainLevelArg::Short => Level::Short,
            ExplainLevelArg::Full => Level::Full,
        }
    }
}

impl From<DiagramFormatArg> for diagram::DiagramFormat {
    fn from(format: DiagramFormatArg) -> Self {
        match format {
            DiagramFormatArg::Text => diagram::DiagramFormat::Text,
            DiagramFormatArg::Mermaid => diagram::DiagramFormat::Mermaid,
            DiagramFormatArg::Svg => diagram::DiagramFormat::Svg,
            #[cfg(feature = "png")]
            DiagramFormatArg::Png => diagram::DiagramFormat::Png,
        }
    }
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

pub(super) fn transcript(args: &TranscriptArgs, job: &Job) -> io::Result<Analysis> {
    let look = transcript::TranscriptStyle {
        times: args.times,
        style: args.common.style(),
    };
    let mut out = stdout(Notation::Text);
    let catalogue = job.catalogue(args.language.of(Audience::Stdout));
    job.run(&mut Transcript::new(&mut out, &catalogue, look))
}

pub(super) fn explain(args: &ExplainArgs, job: &Job) -> io::Result<Analysis> {
    let mut out = stdout(Notation::Text);
    let catalogue = job.catalogue(args.language.of(Audience::Stdout));
    let look = explain::ExplainStyle {
        level: args.level.into(),
        sessions: explain::SESSIONS,
        style: args.common.style(),
    };
    let selection = &job.request.selection;
    let limits = args.common.limits();
    job.run(&mut Explain::new(
        &mut out, &catalogue, look, selection, limits,
    ))
}

/// The endings of pictures.
const PICTURES: [&str; 2] = ["png", "svg"];

impl DiagramArgs {
    /// Why a picture is not asked for by the name of a file alone.
    fn objection(&self) -> Option<String> {
        let output = self.place.output.as_deref()?;
        let ending = output.extension()?.to_str()?.to_ascii_lowercase();
        let format = self.format.to_possible_value()?;
        let differs = PICTURES.contains(&ending.as_str()) && format.get_name() != ending;
        differs.then(|| {
            let shown = target::shown(output);
            let args = [
                ("name", shown.into()),
                ("format", format.get_name().to_owned().into()),
                ("ending", ending.into()),
            ];
            told("told-picture", &args)
        })
    }
}

pub(super) fn diagram(args: &DiagramArgs, job: &Job) -> Result<Analysis, CommandFailure> {
    if let Some(objection) = args.objection() {
        return Err(CommandFailure::Request(objection));
    }
    let look = diagram::DiagramStyle {
        format: args.format.into(),
        detail: args.detail.into(),
        style: args.common.style(),
    };
    let notation = match args.format {
        DiagramFormatArg::Text | DiagramFormatArg::Mermaid => Notation::Text,
        DiagramFormatArg::Svg => Notation::Xml,
        #[cfg(feature = "png")]
        DiagramFormatArg::Png if args.place.output.is_none() => {
            return Err(CommandFailure::request("told-png", &[]));
        }
        // a file, which no notation is guarded for
        #[cfg(feature = "png")]
        DiagramFormatArg::Png => Notation::Text,
    };
    let catalogue = job.catalogue(args.language.of(args.place.audience()));
    let selection = &job.request.selection;
    let limits = args.common.limits();
    args.place.write(job, &args.common, notation, |out| {
        job.run(&mut Diagram::new(out, &catalogue, look, selection, limits))
    })
}
