//! What can be typed: the commands. What each takes stands beside it, what all take in `common`.

use clap::{Parser, Subcommand};

use crate::digest::{Hash, Hashes};

use super::archive::Archive;
use super::check::CheckArgs;
use super::common::Common;
use super::diagnose::{DiagnoseArgs, DiagnoseFormat};
use super::diff::DiffArgs;
use super::export::ExportArgs;
use super::extract::ExtractArgs;
use super::filter::FilterArgs;
use super::listings::{ListArgs, ListFormat, SessionArgs};
use super::overview::OverviewArgs;
use super::program::Program;
use super::quiz::QuizArgs;
use super::report::ReportArgs;
use super::slice::SliceArgs;
use super::story::{DiagramArgs, DiagramFormatArg, ExplainArgs, TranscriptArgs};
use super::timeline::{TimelineArgs, TimelineFormat};

const ABOUT: &str = "Reads packet captures and reconstructs the FTP sessions in them";
const EXAMPLES: &str = "\
Examples:
  ftpscope capture.pcap                          who sent what, in which mode
  ftpscope overview capture.pcap                 is all well, and if not, why
  ftpscope sessions capture.pcapng               one row for each session
  ftpscope transfers --format csv a.pcap b.pcap  for spreadsheets
  ftpscope sessions --format json capture.pcap   everything, for programs
  ftpscope diagnose --fail-on error a.pcap       what failed and why
  ftpscope report -o page.html capture.pcap      a page, step by step
  ftpscope quiz capture.pcap                     what did you learn?
  ftpscope check -e expect.toml capture.pcap     is all as it should be?
  ftpscope diff good.pcap bad.pcap               what is different here?
  ftpscope extract -d files capture.pcap         the files themselves
  ftpscope slice -o 2.pcapng --session 2 a.pcap  a session cut out
  ftpscope export --format zeek -d logs a.pcap   logs for other tools
  tcpdump -r big.pcap -w - tcp | ftpscope -      from a pipe

Exit status: 0 done, 1 a check failed (check, --fail-on) or something differs (diff), 2 the job could not be done (usage, an unreadable capture, a failed write).";

#[derive(Debug, Parser)]
#[command(name = "ftpscope", version, about = ABOUT, after_help = EXAMPLES, args_conflicts_with_subcommands = true)]
#[command(subcommand_negates_reqs = true)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Option<Typed>,
    #[command(flatten)]
    pub(super) timeline: TimelineArgs,
}

/// More threads than these find no work in a capture.
const MOST_THREADS: usize = 4;

impl Arguments {
    /// How many threads may work.
    pub(super) fn threads(&self) -> usize {
        let common = match &self.command {
            None => &self.timeline.common,
            Some(Typed::Analyse(command)) => command.common(),
            Some(Typed::Check(args)) => &args.common,
            Some(Typed::Diff(args)) => &args.common,
            Some(Typed::Archive(Archive::Index(args))) => return threads(args.threads),
            Some(Typed::Archive(_) | Typed::Program(_)) => return 1,
        };
        threads(common.threads)
    }
}

/// So many as were asked for, or as there is work for.
fn threads(asked: Option<u16>) -> usize {
    let there = std::thread::available_parallelism().map_or(1, usize::from);
    asked.map_or(there.min(MOST_THREADS), usize::from)
}

/// A subcommand.
#[derive(Debug, Subcommand)]
pub(super) enum Typed {
    #[command(flatten)]
    Analyse(Box<CliCommand>),
    /// Hold captures against expectations: for CI
    #[command(after_help = "Examples:
  ftpscope check --require 'mode == passive' capture.pcap
  ftpscope check --forbid cleartext-credentials --forbid PORT capture.pcap
  ftpscope check --record expect.toml --level full good.pcap
  ftpscope check -e expect.toml --junit report.xml new.pcap
  ftpscope check --each -e expect.toml captures/*.pcap
  ftpscope check --pairs captures

Expressions:
  [all|any|none] [TABLE.]KEY OPERATOR VALUE [and ...] [where ...]
  transfer.complete == true where transfer.command == RETR

Tables:
  capture, session (the default), offer, transfer

Operators:
  == != < <= > >= ~ (glob) =~ (regex) in (a, b)

The keys of the tables, and files of expectations, are explained in docs/check.md, and in brief by --schema.

Exit status: 0 all expectations hold, 1 one does not, 2 the job could not be done (expectations that make no sense, an \
unreadable capture).")]
    Check(Box<CheckArgs>),
    /// What two captures do differently, a good one and a bad one
    #[command(after_help = "Examples:
  ftpscope diff yesterday.pcap today.pcap
  ftpscope diff --user bob good.pcap bad.pcap
  ftpscope diff --format markdown good.pcap bad.pcap > ticket.md

Sessions are paired by user, commands and files. The first difference of a pair is the one that explains the others.

Exit status: 0 nothing differs, 1 something does, 2 the job could not be done.")]
    Diff(Box<DiffArgs>),
    #[command(flatten)]
    Archive(Archive),
    #[command(flatten)]
    Program(Program),
}

#[derive(Debug, Subcommand)]
pub(super) enum CliCommand {
    /// One screen: what the capture is, what failed and why, what is next
    #[command(after_help = "Examples:
  ftpscope overview capture.pcap
  ftpscope overview --user bob capture.pcap

Sessions that failed come first, then those that something stands out in.")]
    Overview(OverviewArgs),
    /// Every frame of the FTP sessions, annotated (the default)
    #[command(after_help = "Examples:
  ftpscope timeline capture.pcap
  ftpscope timeline --format tsv capture.pcap | cut -f 1,7,9")]
    Timeline(TimelineArgs),
    /// One row for each control session; as JSON, the whole analysis
    #[command(after_help = "Examples:
  ftpscope sessions --files capture.pcap
  ftpscope sessions --format json capture.pcap | jq '.sessions[].mode'")]
    Sessions(SessionArgs),
    /// One row for each transfer
    #[command(after_help = "Examples:
  ftpscope transfers capture.pcap
  ftpscope transfers --mode active --format csv --hash md5 capture.pcap")]
    Transfers(ListArgs),
    /// What failed and why, what is unsafe, and what to do about it
    #[command(after_help = "Examples:
  ftpscope diagnose capture.pcap
  ftpscope diagnose --fail-on error capture.pcap
  ftpscope diagnose --format sarif capture.pcap > findings.sarif

Exit status: 1 where a finding is at least as severe as --fail-on says.")]
    Diagnose(DiagnoseArgs),
    /// Commands and replies as a person saw them, and where data moved
    #[command(after_help = "Examples:
  ftpscope transcript capture.pcap
  ftpscope transcript --times --session 2 capture.pcap

C: is what the client says, S: what the server says, -- what happens beside the dialogue.")]
    Transcript(TranscriptArgs),
    /// One HTML page: verdicts, explanation, diagram, rows, findings
    #[command(after_help = "Examples:
  ftpscope report -o page.html capture.pcap
  ftpscope report --lang vi -o page.html capture.pcap
  ftpscope report --session 2 -o - capture.pcap > page.html
  ftpscope report --compare -o both.html active.pcap passive.pcap

The page needs no network and no other file. It describes the 50 sessions that tell the most and shows up to 15,000 rows, and of \
each frame the first 256 bytes; texts are cut after 4096 bytes, and all of them together have 32 MiB. What is left out \
is said in the page and on standard error. Passwords are masked in rows and bytes alike.")]
    Report(ReportArgs),
    /// What happened, step by step, in plain words
    #[command(after_help = "Examples:
  ftpscope explain capture.pcap
  ftpscope explain --lang vi --session 2 capture.pcap
  ftpscope explain --level short capture.pcap")]
    Explain(ExplainArgs),
    /// Who sent what to whom, as arrows between client and server
    #[command(after_help = "Examples:
  ftpscope diagram capture.pcap
  ftpscope diagram --detail steps --session 2 capture.pcap
  ftpscope diagram --format svg capture.pcap > session.svg
  ftpscope diagram --format mermaid --session 1 capture.pcap

One session as Mermaid is a diagram as it is, several are a page of Markdown with a block for each.")]
    Diagram(DiagramArgs),
    /// Questions that the capture asks, with their answers: for lessons
    #[command(after_help = "Examples:
  ftpscope quiz capture.pcap     on a terminal: asks, and corrects
  ftpscope quiz --format markdown --answers --lang vi capture.pcap

The same capture and the same seed give the same questions. A question is asked only where frames prove its answer.")]
    Quiz(QuizArgs),
    /// The files themselves, and a list of them with digests
    #[command(after_help = "Examples:
  ftpscope extract -d files capture.pcap
  ftpscope extract --dry-run capture.pcap        what would be written
  ftpscope extract -d files --name '*.csv' --complete-only capture.pcap
  ftpscope extract --stdout --name report.pdf capture.pcap > report.pdf

Files go to DIR/session-N/download, upload or listing, below that to their path on the server. What is not complete \
ends in .partial.")]
    Extract(ExtractArgs),
    /// The frames of the chosen sessions as a capture of their own
    #[command(after_help = "Examples:
  ftpscope slice -o session2.pcapng --session 2 capture.pcap
  ftpscope slice -o - --user bob capture.pcap | tshark -r - -V

Control and data connections come together. The comments are the notes of the timeline.")]
    Slice(SliceArgs),
    /// A filter for Wireshark, tcpdump or editcap that holds the chosen sessions, control and data
    #[command(after_help = "Examples:
  ftpscope filter --session 2 capture.pcap
  tshark -r capture.pcap -Y \"$(ftpscope filter --session 2 capture.pcap)\"
  ftpscope filter --format bpf --user bob capture.pcap
  editcap -r a.pcap b.pcap $(ftpscope filter --format editcap --user bob a.pcap)

Of several files each that holds frames of the sessions has its own, below a line with its name.")]
    Filter(FilterArgs),
    /// The records in the formats of other tools: Zeek, Suricata, Timesketch, OCSF
    #[command(after_help = "Examples:
  ftpscope export --format zeek -d logs capture.pcap
  ftpscope export --format eve -o - capture.pcap | jq .event_type
  ftpscope export --format timesketch -o timeline.jsonl capture.pcap

Passwords are hidden. What each field is made of, and where it differs from what those tools write, is told in docs/export.md.")]
    Export(ExportArgs),
}

impl CliCommand {
    pub(super) fn common(&self) -> &Common {
        match self {
            CliCommand::Overview(args) => &args.common,
            CliCommand::Timeline(args) => &args.common,
            CliCommand::Sessions(args) => &args.list.common,
            CliCommand::Transfers(args) => &args.common,
            CliCommand::Diagnose(args) => &args.common,
            CliCommand::Transcript(args) => &args.common,
            CliCommand::Report(args) => &args.common,
            CliCommand::Explain(args) => &args.common,
            CliCommand::Diagram(args) => &args.common,
            CliCommand::Quiz(args) => &args.common,
            CliCommand::Extract(args) => &args.common,
            CliCommand::Slice(args) => &args.common,
            CliCommand::Filter(args) => &args.common,
            CliCommand::Export(args) => &args.common,
        }
    }

    /// True where what is printed is for people, who begin at its beginning.
    pub(super) fn pages(&self) -> bool {
        match self {
            CliCommand::Overview(_) | CliCommand::Transcript(_) | CliCommand::Explain(_) => true,
            CliCommand::Timeline(args) => args.format == TimelineFormat::Table,
            CliCommand::Sessions(args) => args.list.format == ListFormat::Table,
            CliCommand::Transfers(args) => args.format == ListFormat::Table,
            CliCommand::Diagnose(args) => args.format == DiagnoseFormat::Table,
            CliCommand::Diagram(args) => {
                args.format == DiagramFormatArg::Text && args.place.output.is_none()
            }
            // a quiz on a terminal asks, and waits for what is typed
            CliCommand::Quiz(_)
            | CliCommand::Report(_)
            | CliCommand::Extract(_)
            | CliCommand::Slice(_)
            | CliCommand::Filter(_)
            | CliCommand::Export(_) => false,
        }
    }

    /// True where every capture is taken alone.
    pub(super) fn takes_each(&self) -> bool {
        match self {
            CliCommand::Overview(args) => args.each.each,
            CliCommand::Sessions(args) => args.list.each.each,
            CliCommand::Transfers(args) => args.each.each,
            CliCommand::Diagnose(args) => args.each.each,
            _ => false,
        }
    }

    /// The digests of every transfer.
    pub(super) fn hash(&self) -> Hashes {
        match self {
            CliCommand::Sessions(args) if args.files => args.list.common.hash(Hash::None),
            CliCommand::Sessions(args) => args.list.common.hash(Hash::Sha256),
            CliCommand::Transfers(args) => args.common.hash(Hash::Sha256),
            CliCommand::Export(args) => args.common.hash(Hash::Sha256),
            // the page shows each transfer with its digest
            CliCommand::Report(args) => args.common.hash(Hash::Sha256),
            // digests what it writes, when it writes it; a filter wants them before
            CliCommand::Extract(args) if !args.common.selection().criteria.need_digest() => {
                Hashes::NONE
            }
            other => other.common().hash(Hash::None),
        }
    }
}
