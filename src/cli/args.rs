//! What can be typed.

use std::net::IpAddr;
use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::analysis::Options;
use crate::digest::Hash;
use crate::extract::Newlines;
use crate::limits::Limits;
use crate::locale::Language;
use crate::output::Selection;
use crate::record::{Mode, Severity};
use crate::story::Detail;

use super::check::CheckArgs;

const ABOUT: &str = "Reads packet captures and reconstructs the FTP sessions in them";
const EXAMPLES: &str = "\
Examples:
  ftpscope capture.pcap                       who transferred what, in which mode, frame by frame
  ftpscope sessions capture.pcapng            one row for each control session
  ftpscope transfers --format csv a.pcap b.pcap
  ftpscope sessions --format json --hash sha256 capture.pcap
  ftpscope diagnose --fail-on error capture.pcap   what failed and why, what is unsafe
  ftpscope report -o page.html capture.pcap        a page to look at, step by step
  ftpscope check -e expect.toml capture.pcap       does it show what it should?
  ftpscope extract -d files capture.pcap           the files themselves
  ftpscope slice -o small.pcapng --session 2 big.pcap   a capture cut down to a session
  tcpdump -r big.pcap -w - tcp | ftpscope -

Exit status: 0 done, 1 a check failed (check, --fail-on), 2 the job could not be done (usage, an unreadable capture, a failed write).";

#[derive(Debug, Parser)]
#[command(name = "ftpscope", version, about = ABOUT, after_help = EXAMPLES, args_conflicts_with_subcommands = true)]
#[command(subcommand_negates_reqs = true)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Option<Typed>,
    #[command(flatten)]
    pub(super) timeline: TimelineArgs,
}

/// A subcommand.
#[derive(Debug, Subcommand)]
pub(super) enum Typed {
    #[command(flatten)]
    Analyse(Box<Command>),
    /// Hold captures against expectations: for CI
    #[command(after_help = "Examples:
  ftpscope check --require 'mode == passive' --forbid cleartext-credentials capture.pcap
  ftpscope check --record expect.toml --level full good.pcap
  ftpscope check -e expect.toml --junit report.xml new.pcap
  ftpscope check --each -e expect.toml captures/*.pcap
  ftpscope check --pairs captures

Expressions: [all|any|none] [TABLE.]KEY OPERATOR VALUE [and ...] [where ...], for example
  transfer.complete == true where transfer.command == RETR
Tables: capture, session (the default), offer, transfer. Operators: == != < <= > >= ~ (glob) =~ (regex) in (a, b).
Their keys, and those of files: docs/check.md, or --schema.

Exit status: 0 all expectations hold, 1 one does not, 2 the job could not be done (expectations that make no sense,
an unreadable capture).")]
    Check(Box<CheckArgs>),
    #[command(flatten)]
    Program(Program),
}

/// About the program itself: no capture is read.
#[derive(Debug, Subcommand)]
pub(super) enum Program {
    /// Print completions for a shell
    #[command(after_help = "Examples:
  ftpscope completions bash > ~/.local/share/bash-completion/completions/ftpscope
  ftpscope completions zsh > ~/.zfunc/_ftpscope
  ftpscope completions fish > ~/.config/fish/completions/ftpscope.fish")]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print or write manual pages
    #[command(after_help = "Examples:
  ftpscope man | man -l -
  ftpscope man check | man -l -
  ftpscope man -d ~/.local/share/man/man1")]
    Man {
        /// The page of this command
        command: Option<String>,
        /// Write every page to this folder
        #[arg(short, long, value_name = "DIR", conflicts_with = "command")]
        directory: Option<PathBuf>,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Every frame of the FTP sessions, annotated (the default)
    #[command(after_help = "Examples:
  ftpscope timeline capture.pcap
  ftpscope timeline --format tsv capture.pcap | cut -f 1,7,9
  ftpscope timeline --session 2 capture.pcap")]
    Timeline(TimelineArgs),
    /// One row for each control session; as JSON, the whole analysis
    #[command(after_help = "Examples:
  ftpscope sessions capture.pcap
  ftpscope sessions --format json capture.pcap | jq '.sessions[] | {user, mode}'")]
    Sessions(ListArgs),
    /// One row for each transfer
    #[command(after_help = "Examples:
  ftpscope transfers capture.pcap
  ftpscope transfers --mode active --format csv --hash md5 capture.pcap")]
    Transfers(ListArgs),
    /// What failed and why, what is unsafe, what is odd: with the frames that prove it, and what to do
    #[command(after_help = "Examples:
  ftpscope diagnose capture.pcap
  ftpscope diagnose --fail-on error capture.pcap
  ftpscope diagnose --format sarif capture.pcap > findings.sarif

Exit status: 1 where a finding is at least as severe as --fail-on says.")]
    Diagnose(DiagnoseArgs),
    /// The dialogue as a person saw it: commands, replies, and where data moved
    #[command(after_help = "Examples:
  ftpscope transcript capture.pcap
  ftpscope transcript --times --session 2 capture.pcap

C: is what the client says, S: what the server says, -- what happens beside the dialogue.")]
    Transcript(TranscriptArgs),
    /// One self-contained HTML page: verdicts, explanation, diagram, rows with layers and bytes, transfers, findings
    #[command(after_help = "Examples:
  ftpscope report -o page.html capture.pcap
  ftpscope report --lang vi -o page.html capture.pcap
  ftpscope report --session 2 -o - capture.pcap > page.html

The page needs no network and no other file. It describes the first 50 sessions and shows up to 15,000 rows, and of each
frame the first 256 bytes; texts are cut after 4096 bytes, and all of them together have 32 MiB. What is left out is said
in the page and on standard error. Passwords are masked in rows and bytes alike.")]
    Report(ReportArgs),
    /// What happened, step by step, in plain words, with the frames to look at
    #[command(after_help = "Examples:
  ftpscope explain capture.pcap
  ftpscope explain --lang vi --session 2 capture.pcap")]
    Explain(ExplainArgs),
    /// Who sent what to whom, as arrows between client and server
    #[command(after_help = "Examples:
  ftpscope diagram capture.pcap
  ftpscope diagram --detail steps --session 2 capture.pcap
  ftpscope diagram --format svg capture.pcap > session.svg
  ftpscope diagram --format mermaid --session 1 capture.pcap

One session as Mermaid is a diagram as it is, several are a page of Markdown with a block for each.")]
    Diagram(DiagramArgs),
    /// The files themselves, and a list of them with digests (manifest.json)
    #[command(after_help = "Examples:
  ftpscope extract -d files capture.pcap
  ftpscope extract --dry-run capture.pcap                     what would be written
  ftpscope extract -d files --name '*.csv' --command RETR --complete-only capture.pcap
  ftpscope extract --stdout --name report.pdf capture.pcap > report.pdf

Files go to DIR/session-N/download, upload or listing, below that to their path on the server. What is not complete
ends in .partial.")]
    Extract(ExtractArgs),
    /// The frames of the chosen sessions as a capture of their own, with comments
    #[command(after_help = "Examples:
  ftpscope slice -o session2.pcapng --session 2 capture.pcap
  ftpscope slice -o - --user bob capture.pcap | tshark -r - -T fields -e frame.number -e frame.comment

Control and data connections come together. The comments are the notes of the timeline.")]
    Slice(SliceArgs),
}

impl Command {
    pub(super) fn common(&self) -> &Common {
        match self {
            Command::Timeline(args) => &args.common,
            Command::Sessions(args) | Command::Transfers(args) => &args.common,
            Command::Diagnose(args) => &args.common,
            Command::Transcript(args) => &args.common,
            Command::Report(args) => &args.common,
            Command::Explain(args) => &args.common,
            Command::Diagram(args) => &args.common,
            Command::Extract(args) => &args.common,
            Command::Slice(args) => &args.common,
        }
    }

    /// The digest of every transfer.
    pub(super) fn hash(&self) -> Hash {
        match self {
            Command::Sessions(args) | Command::Transfers(args) => args.common.hash(Hash::Sha256),
            // digests what it writes, when it writes it
            Command::Extract(_) | Command::Slice(_) => Hash::None,
            other => other.common().hash(Hash::None),
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct TimelineArgs {
    /// How to print it
    #[arg(long, value_enum, default_value_t = TimelineFormat::Table)]
    pub(super) format: TimelineFormat,
    /// Name the file of each row, and the frame's number in it (ndjson always does)
    #[arg(long)]
    pub(super) file_names: bool,
    #[command(flatten)]
    pub(super) common: Common,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum TimelineFormat {
    /// Verdicts and rows for people
    Table,
    /// Tab-separated, with the columns of tshark and two more
    Tsv,
    /// One JSON object a line
    Ndjson,
}

#[derive(Debug, Args)]
pub(super) struct DiagnoseArgs {
    /// How to print it
    #[arg(long, value_enum, default_value_t = DiagnoseFormat::Table)]
    pub(super) format: DiagnoseFormat,
    /// Exit with status 1 where a finding is at least that severe
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub(super) fail_on: Option<SeverityArg>,
    #[command(flatten)]
    pub(super) common: Common,
}

#[derive(Debug, Args)]
pub(super) struct ReportArgs {
    /// Where the page goes; an existing file is replaced, `-` is standard output
    #[arg(short, long, value_name = "FILE.html")]
    pub(super) output: PathBuf,
    /// The language that the page opens in; a reader can change it
    #[arg(long, value_name = "LANGUAGE", default_value = "en", value_parser = languages())]
    pub(super) lang: Language,
    #[command(flatten)]
    pub(super) common: Common,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum DiagnoseFormat {
    /// For people
    Table,
    /// One JSON document
    Json,
    /// SARIF 2.1.0, for code scanning and CI
    Sarif,
}

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

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum SeverityArg {
    /// Good to know
    Info,
    /// Worth a look
    Warning,
    /// Wrong
    Error,
}

impl From<SeverityArg> for Severity {
    fn from(severity: SeverityArg) -> Self {
        match severity {
            SeverityArg::Info => Severity::Info,
            SeverityArg::Warning => Severity::Warning,
            SeverityArg::Error => Severity::Error,
        }
    }
}

/// The digest of extracted files.
pub(super) const EXTRACT_HASH: Hash = Hash::Sha256;

#[derive(Debug, Args)]
pub(super) struct ExtractArgs {
    /// The folder to write to; it is made where it is missing
    #[arg(short, long, value_name = "DIR", required_unless_present_any = ["stdout", "dry_run"])]
    pub(super) directory: Option<PathBuf>,
    /// Only files of that name, * and ? and [a-z] as in a shell; with a slash, of that path (repeat for more)
    #[arg(long, value_name = "GLOB", help_heading = "Filters")]
    pub(super) name: Vec<glob::Pattern>,
    /// Only files of these commands, e.g. RETR,STOR
    #[arg(long, value_name = "VERB", value_delimiter = ',', help_heading = "Filters")]
    pub(super) command: Vec<String>,
    /// Only files that are complete
    #[arg(long, help_heading = "Filters")]
    pub(super) complete_only: bool,
    /// Listings too (LIST, NLST, MLSD)
    #[arg(long)]
    pub(super) listings: bool,
    /// Line ends of text (TYPE A) [default: as on the wire]
    #[arg(long, value_enum)]
    pub(super) text_newlines: Option<NewlinesArg>,
    /// What stands for missing bytes [default: nothing, they are left out]
    #[arg(long, value_enum, value_name = "WITH")]
    pub(super) fill_gaps: Option<FillArg>,
    /// Leave out larger files, e.g. 10M, 1.5GiB
    #[arg(long, value_name = "SIZE")]
    pub(super) max_file_size: Option<bytesize::ByteSize>,
    /// Leave out files that would make all together larger
    #[arg(long, value_name = "SIZE")]
    pub(super) max_total_size: Option<bytesize::ByteSize>,
    /// Overwrite what is there
    #[arg(long)]
    pub(super) force: bool,
    /// Write nothing, show what would be written
    #[arg(long, conflicts_with = "stdout")]
    pub(super) dry_run: bool,
    /// Write the one file that fits to standard output
    #[arg(long, conflicts_with_all = ["directory", "force"])]
    pub(super) stdout: bool,
    #[command(flatten)]
    pub(super) common: Common,
}

#[derive(Debug, Args)]
pub(super) struct SliceArgs {
    /// The pcapng file to write, `-` for standard output
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: PathBuf,
    /// Overwrite what is there
    #[arg(long)]
    pub(super) force: bool,
    #[command(flatten)]
    pub(super) common: Common,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum NewlinesArg {
    /// LF
    Unix,
    /// CRLF
    Dos,
}

impl From<NewlinesArg> for Newlines {
    fn from(newlines: NewlinesArg) -> Self {
        match newlines {
            NewlinesArg::Unix => Newlines::Unix,
            NewlinesArg::Dos => Newlines::Dos,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FillArg {
    /// Zeros
    Zero,
}

#[derive(Debug, Args)]
pub(super) struct ListArgs {
    /// How to print it
    #[arg(long, value_enum, default_value_t = ListFormat::Table)]
    pub(super) format: ListFormat,
    #[command(flatten)]
    pub(super) common: Common,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ListFormat {
    /// For people
    Table,
    /// One JSON document
    Json,
    /// One JSON object a line
    Ndjson,
    /// Comma-separated (RFC 4180)
    Csv,
}

/// What every command takes.
#[derive(Debug, Args)]
pub(super) struct Common {
    /// Capture files (pcap, pcapng, snoop; plain or compressed); several are one capture, `-` is standard input
    #[arg(value_name = "CAPTURE", required = true)]
    pub(super) captures: Vec<PathBuf>,
    /// Only this session, by number (repeat for more)
    #[arg(long, value_name = "N", help_heading = "Filters")]
    session: Vec<u32>,
    /// Only sessions of this client
    #[arg(long, value_name = "IP", help_heading = "Filters")]
    client: Option<IpAddr>,
    /// Only sessions with this server
    #[arg(long, value_name = "IP", help_heading = "Filters")]
    server: Option<IpAddr>,
    /// Only sessions of this user
    #[arg(long, value_name = "NAME", help_heading = "Filters")]
    user: Option<String>,
    /// Only sessions (in `transfers` and `extract`: only transfers) that are all of this mode
    #[arg(long, value_enum, help_heading = "Filters")]
    mode: Option<ModeArg>,
    /// Treat this port as a control port too, as 21 and 990 are (repeat for more)
    #[arg(long, value_name = "PORT")]
    control_port: Vec<u16>,
    /// The digest of every transfer [default: sha256 in sessions, transfers, report and extract, none elsewhere]
    #[arg(long, value_enum)]
    hash: Option<HashArg>,
    /// Drop packets with a wrong checksum (what offloading leaves in captures counts as right)
    #[arg(long)]
    verify_checksums: bool,
    /// Show passwords instead of ********
    #[arg(long)]
    pub(super) show_passwords: bool,
    /// Colour in tables
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = ColorArg::Auto)]
    pub(super) color: ColorArg,
    /// No warnings and no progress on standard error
    #[arg(short, long)]
    pub(super) quiet: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ModeArg {
    Active,
    Passive,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum HashArg {
    Sha256,
    Blake3,
    Md5,
    None,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ColorArg {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The languages that have a catalogue, by their tags.
fn languages() -> impl TypedValueParser<Value = Language> {
    let tags = Language::ALL.iter().map(|language| PossibleValue::new(language.tag()).help(language.name()));
    PossibleValuesParser::new(tags).try_map(|tag| Language::from_tag(&tag).ok_or("no catalogue of that language"))
}

impl Common {
    pub(super) fn hash(&self, default: Hash) -> Hash {
        match self.hash {
            None => default,
            Some(HashArg::Sha256) => Hash::Sha256,
            Some(HashArg::Blake3) => Hash::Blake3,
            Some(HashArg::Md5) => Hash::Md5,
            Some(HashArg::None) => Hash::None,
        }
    }

    pub(super) fn options(&self, hash: Hash) -> Options {
        Options {
            control_ports: self.control_port.clone(),
            hash,
            show_passwords: self.show_passwords,
            verify_checksums: self.verify_checksums,
            limits: Limits::default(),
        }
    }

    pub(super) fn selection(&self) -> Selection {
        Selection {
            sessions: self.session.clone(),
            client: self.client,
            server: self.server,
            user: self.user.clone(),
            mode: self.mode.map(|m| match m {
                ModeArg::Active => Mode::Active,
                ModeArg::Passive => Mode::Passive,
            }),
        }
    }
}
