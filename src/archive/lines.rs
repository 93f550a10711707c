//! The lines of the files that the steps hand on, each a JSON object: what they say, and no more.
//!
//! Readers take lines by their `kind` and ignore fields that they do not know; fields may be added,
//! never renamed.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};

use serde::{Deserialize, Serialize};

use crate::model::Message;

/// Written into every index; a reader refuses another.
pub(super) const INDEX: &str = "ftpscope-index/1";
/// Written into every task.
pub(super) const TASK: &str = "ftpscope-task/1";
/// Written into the list of files that the tasks of a plan share.
pub(super) const FILES: &str = "ftpscope-files/1";

/// Written into what says which connections sessions may reach.
pub(super) const REACH: &str = "ftpscope-reach/1";

/// A line of an index.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub(super) enum IndexLine {
    /// Frames that follow each other.
    Block(BlockLine),
    /// A connection, or a part of it.
    Connection(ConnectionLine),
    /// The text of a key log that stands in the capture.
    Secrets {
        /// As it stands there.
        text: String,
    },
    /// What the file is: the last line, so that a file without it is not an index.
    File(Box<FileLine>),
}

/// Frames that follow each other: where they are, when they were captured, and those that may be
/// control.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct BlockLine {
    /// Where the first record begins, in bytes of the format (of what comes out of a decompressor).
    pub(super) offset: u64,
    /// Number of the first frame in the file, from 1.
    pub(super) first: u64,
    /// How many there are.
    pub(super) frames: u64,
    /// Time of the first, in nanoseconds since 1970.
    pub(super) time: i64,
    /// The latest time of all of them.
    pub(super) latest: i64,
    /// Nanoseconds that the differences of times count in.
    pub(super) unit: i64,
    /// Differences of times, packed.
    pub(super) times: String,
    /// Frames that may be control, packed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) kept: String,
    /// Something that is not a frame stands in it or right behind it: whoever reads the file reads
    /// that too.
    #[serde(default, skip_serializing_if = "is_false")]
    pub(super) special: bool,
}

/// A TCP connection, or rather all that two endpoints exchange in a file. Of very many connections,
/// and of one that is seen in very many places, several lines may tell.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct ConnectionLine {
    /// The endpoint that sorts first.
    pub(super) a: SocketAddr,
    /// The other one.
    pub(super) b: SocketAddr,
    /// The one whose SYN is in the file: `a` or `b`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) opener: Option<char>,
    /// Number of the first frame in the file, and its time.
    pub(super) first: (u64, i64),
    /// Likewise of the last.
    pub(super) last: (u64, i64),
    /// Frames that `a` and `b` sent.
    pub(super) frames: [u64; 2],
    /// Captured payload bytes likewise, each as often as it was sent.
    pub(super) bytes: [u64; 2],
    /// The flags of all their segments, as in the TCP header.
    pub(super) flags: [u16; 2],
    /// Blocks that hold frames of it: first and last of each row, from 0.
    pub(super) blocks: Vec<(u64, u64)>,
    /// First and last of the frames of it that are kept, where any are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) kept: Option<(u64, u64)>,
}

/// What a capture file is.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct FileLine {
    /// [`INDEX`].
    pub(super) schema: String,
    /// The file, as it was named.
    pub(super) path: String,
    /// SHA-256 of the file as it is stored.
    pub(super) sha256: String,
    /// Its size as it is stored.
    pub(super) stored_bytes: u64,
    /// How it was indexed: what has to be equal in all indexes of a capture.
    pub(super) options: OptionsLine,
    /// The container format, by its name.
    pub(super) format: Option<String>,
    /// The compression, by its name.
    pub(super) compression: Option<String>,
    /// Numbers of link types.
    pub(super) link_types: Vec<u16>,
    /// Frames.
    pub(super) frames: u64,
    /// Captured bytes of them.
    pub(super) bytes: u64,
    /// Frames of which the snap length left only a part.
    pub(super) cut_frames: u64,
    /// The first of them, in the file.
    pub(super) first_cut_frame: Option<u64>,
    /// Time of the first frame, in nanoseconds since 1970.
    pub(super) first_time: Option<i64>,
    /// Of the last.
    pub(super) last_time: Option<i64>,
    /// Times are finer than a microsecond.
    pub(super) nanoseconds: bool,
    /// Times that had to be moved.
    pub(super) shifted_times: u64,
    /// The last record is cut.
    pub(super) truncated: bool,
    /// Blocks of secrets.
    pub(super) secrets_blocks: u64,
    /// Frames without a TCP segment, by reason.
    pub(super) skipped: BTreeMap<String, u64>,
    /// Why reading stopped early, and whether that is a failure.
    pub(super) fault: Option<(String, bool)>,
    /// The same for a catalogue; whoever reads an index has the words alone.
    #[serde(skip)]
    pub(super) said: Option<Message>,
    /// Number of the last frame in the file that holds a segment, and its time.
    pub(super) last_segment: Option<(u64, i64)>,
    /// What decoding noted.
    pub(super) notes: BTreeMap<String, u64>,
    /// The limits that were reached.
    pub(super) limits_hit: BTreeMap<String, u64>,
}

/// How files were indexed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct OptionsLine {
    /// More ports to treat as control, ascending.
    pub(super) control_ports: Vec<u16>,
    /// Packets with a wrong checksum were dropped.
    pub(super) verify_checksums: bool,
}

/// A line of the list of files that the tasks of a plan share.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub(super) enum FilesLine {
    /// A file, with the numbers that its frames have in the capture: first, last, and first in the
    /// file of each turn.
    File {
        /// What it is.
        file: Box<FileLine>,
        /// When it was its turn.
        turns: Vec<(u64, u64, u64)>,
    },
    /// The capture as a whole: the last line.
    Capture {
        /// [`FILES`].
        schema: String,
        /// Number and time of the last segment.
        end: (u64, i64),
    },
}

/// A line of a task.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub(super) enum TaskLine {
    /// What is read of a file.
    Read {
        /// The file, by its place in the list, from 0.
        file: usize,
        /// Its name.
        path: String,
        /// Pieces: offset, number of the first frame, number of frames.
        pieces: Vec<(u64, u64, u64)>,
    },
    /// A connection that is analysed.
    Connection {
        /// The endpoint that sorts first.
        a: SocketAddr,
        /// The other one.
        b: SocketAddr,
    },
    /// The task: the last line.
    Task {
        /// [`TASK`].
        schema: String,
        /// Its name, made of its connections.
        id: String,
        /// The list of files, beside the task.
        files: String,
        /// Sessions in it, as far as their control channels were read.
        sessions: u64,
        /// Bytes that it reads.
        bytes: u64,
    },
}

/// A line of what sessions may reach: a condition that a connection meets, by numbers of frames in
/// the capture. Hosts are addresses of which an IPv4 address in IPv6 is one of IPv4.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub(super) enum ReachLine {
    /// What numbers the frames of a file have: first and last in the capture, and where they are
    /// the numbers in the file and `shift`, that.
    File {
        path: String,
        first: u64,
        last: u64,
        shift: Option<i64>,
    },
    /// A port that counts by itself, at either end.
    Port { port: u16 },
    /// A connection that counts by itself.
    Connection { a: SocketAddr, b: SocketAddr },
    /// This endpoint is one end.
    Endpoint {
        ip: IpAddr,
        port: u16,
        first: u64,
        last: u64,
    },
    /// This port is at one end, and the host `other` at the other.
    From {
        other: IpAddr,
        port: u16,
        first: u64,
        last: u64,
    },
    /// This endpoint is one end, and the host `other` is at the other.
    Client {
        ip: IpAddr,
        port: u16,
        other: IpAddr,
        first: u64,
        last: u64,
    },
    /// These hosts are the ends.
    Hosts {
        ip: IpAddr,
        other: IpAddr,
        first: u64,
        last: u64,
    },
    /// The last line.
    Reach { schema: String },
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde asks")]
fn is_false(value: &bool) -> bool {
    !value
}
