//! The limits that can be set. A capture is hostile input: what it could make grow has one of
//! these, and hitting one is reported in [`crate::model::Analysis::limits_hit`], never silent. Two
//! stores are the exception, [`Limits::remembered_syns`] and [`Limits::rejected`], which forget
//! their oldest entries: most belong to connections that are over, and what is forgotten is judged
//! anew.
//!
//! What nobody has to set is a constant beside the code that it bounds: queues between threads, how
//! far a search goes, how long the names of extracted files are, how much of a long list is told.

/// The limits, with their defaults. Sizes are bytes unless a field says otherwise.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Largest frame, in bytes: tcpdump's own maximum snap length is 262,144; jumbo super-packets
    /// fit too. A record that claims more is damage, not a frame.
    pub frame: usize,
    /// Most layers walked through in one frame (a count): links, tags, tunnels, IP. A GTP tunnel
    /// inside MPLS inside doubly tagged Ethernet has about ten; more than this is made to waste
    /// time.
    pub nesting: usize,
    /// Most IP datagrams that wait for fragments at one time (a count). The oldest is given up for
    /// a new one.
    pub fragment_datagrams: usize,
    /// Most memory of fragments that wait.
    pub fragment_bytes: usize,
    /// How long a datagram waits for its fragments, in nanoseconds of capture time: RFC 8200
    /// section 4.5 gives up after 60 s, RFC 1122 section 3.3.2 after 60 to 120 s.
    pub fragment_age: i64,
    /// Largest pcapng block, in bytes: a largest frame and room for its options. Wireshark draws
    /// the line at 16 MiB as well. A block that claims more is damage.
    pub block: usize,
    /// Most interfaces in one pcapng section. Real files have a handful; each costs memory for as
    /// long as its section lasts, and a hostile file can hold one every 20 bytes.
    pub interfaces: usize,
    /// Largest window or dictionary that a compressed capture may ask its decoder for, in bytes:
    /// what `zstd --long=27` and `xz -9` need, and what `zstd -d` accepts unasked.
    pub window: usize,
    /// Read buffer of one open capture file, in bytes: larger reads gained nothing when measured.
    pub read_buffer: usize,
    /// Read buffers of all files of a capture together, in bytes. Many files get smaller ones, but
    /// none below 64 KiB: only files whose times overlap are open at once.
    pub read_buffers: usize,
    /// Longest stream that is kept in memory because it is read twice, in bytes; where there are
    /// temporary files, streams are kept there and the disk is the limit.
    pub stream: usize,
    /// Longest line of a control connection that is kept, in bytes. Twice `PATH_MAX` (4,096),
    /// because RFC 854 and RFC 959 both double bytes of names, and room for the base64 tokens of
    /// ADAT (RFC 2228).
    pub line: usize,
    /// Most lines of one reply that are kept: listings inside STAT and HELP, FEAT, long welcomes.
    pub reply_lines: usize,
    /// Most text of one reply that is kept, in bytes, all its lines together.
    pub reply_bytes: usize,
    /// Lines of one session's server, in number, that are no reply and are kept for the findings.
    pub stray_lines: usize,
    /// Most text of one direction of a control connection that is kept, in bytes.
    pub dialogue: usize,
    /// Bytes by which the paths of one session may be longer than what its client typed, beside 512
    /// for each of its lines: a CWD may lead into a path of kilobytes, and every short command
    /// after it names a file there. Beyond, paths are told without their directory.
    pub paths: usize,
    /// Bytes of one direction of a control connection that wait behind a gap.
    pub held_control: usize,
    /// Bytes of one direction of a data connection that wait behind a gap: more than a receiver's
    /// window on a fast long path.
    pub held_data: usize,
    /// Bytes that the decoding of one file (MODE B, C, Z) may give: a megabyte of zlib can hold a
    /// gigabyte.
    pub decoded: u64,
    /// Bytes that come out of a decoder for each byte that goes in, in number, beyond
    /// [`Limits::EXPANDED`]: of each compressed capture, and of all transfers that a mode wraps
    /// together. Packets of zeros, each with a header of its own, are packed 70 to 1; zlib can do
    /// 1000 to 1, others more.
    pub expansion: u64,
    /// Files in MODE B and C, in number, that are kept beside the first of their connection, those
    /// of all connections together: one that is empty takes three bytes on the wire.
    pub marked_files: usize,
    /// Files in MODE Z, in number, that are decoded at a time: each has a window, which three bytes
    /// on the wire call for.
    pub inflating: usize,
    /// Bytes of what listings say of files, those of all listings together, where an output wants
    /// them; each entry counts its text and [`Limits::LISTED`].
    pub listings: usize,
    /// Ranges of frames, in number, that `filter` prints, those of all files together: two numbers
    /// each.
    pub filter_ranges: usize,
    /// Zeros, in bytes, that one extraction puts in the place of missing bytes: a hostile capture
    /// can claim terabytes of gaps, and each of them is digested.
    pub filled: u64,
    /// Bytes of an extracted file that are gathered before they are written: larger pieces only
    /// leave the cache.
    pub write_buffer: usize,
    /// Such bytes of all files together.
    pub write_buffers: usize,
    /// Extracted files, in number, that are open at a time: far below what a shell allows a
    /// process.
    pub open_files: usize,
    /// Longest TLS hello that is read, in bytes: post-quantum key shares and tickets stay far
    /// below.
    pub tls_hello: usize,
    /// Secrets, in number, that are kept of key logs and captures: of 250,000 connections of TLS
    /// 1.3 with four each, in some 150 MB.
    pub key_log_entries: usize,
    /// Digests, in number, that are kept of lists of known files: so many of SHA-1 take 320 MB.
    pub known_files: usize,
    /// Bytes of one direction of a TLS connection that wait until both hellos are read, where a key
    /// log may open it: frames of two taps that were put together in the wrong order.
    pub tls_parked: usize,
    /// Numbers that a record behind a gap is tried with, where a key log opens it: a gap of a
    /// megabyte holds 65 records of the largest kind, and of the smallest more than this.
    pub tls_resync: u64,
    /// Bytes of records that are opened in vain in one pass, to find numbers behind gaps and
    /// secrets of connections whose beginning is not in the capture: about a second. Of a part of it
    /// alone where there is little to open.
    pub tls_trial: u64,
    /// TLS sessions, in number, up to TLS 1.2 that later connections may go on with.
    pub tls_sessions: usize,
    /// SYNs, in number, to other ports than control ports that are remembered at a time: as many as
    /// a server opens connections before the first of them speaks.
    pub remembered_syns: usize,
    /// Control connections, in number, whose control channels are open at a time, those included
    /// that only look like FTP.
    pub control_connections: usize,
    /// Those among them, in number, on which only one side has spoken: anybody can send a line, from
    /// as many addresses as he likes, and one connection takes kilobytes.
    pub one_sided: usize,
    /// Connections, in number, to a control port that have said nothing yet, at a time: as many as
    /// a flood of SYNs needs to hide the handshake of a session between its SYN and its greeting.
    pub opening: usize,
    /// Pairs of client and control port, in number, without any control channel that are kept for a
    /// finding.
    pub silent: usize,
    /// Bytes that a connection may say on another port than a control port before it must be known
    /// as FTP.
    pub undecided: usize,
    /// Connections, in number, that are remembered to look like FTP and to be none.
    pub rejected: usize,
    /// Connections, in number, that use an FTP data port and belong to no session.
    pub unclaimed: usize,
    /// Connections, in number, that are judged where a capture holds no FTP: what comes after so
    /// many tells nobody more.
    pub other_connections: usize,
    /// Data connections, in number, of all sessions beyond one for each transfer that was asked
    /// for: where TLS hides the control channel those are all, and a flood of SYNs to an announced
    /// port looks the same.
    pub extra_connections: usize,
    /// Connections, in number, that share a port with an offer and are remembered to be none of
    /// ours; beyond, they are judged anew at each segment.
    pub elsewhere: usize,
    /// Arrows, in number, that are kept for diagrams, those of all sessions together: more than
    /// anybody looks at, and less than a long transfer has frames.
    pub story_arrows: usize,
    /// Connections, in number, whose frames of opening and closing are kept for explanations.
    pub story_connections: usize,
}

impl Limits {
    /// Bytes that may come out of a decoder, however few went in.
    pub const EXPANDED: u64 = 32 << 20;

    /// Bytes that an entry of a listing counts beside its text.
    pub const LISTED: usize = 128;

    /// Gaps, in number, of one direction of a connection whose places are kept. A capture with a
    /// snap length has one in every full segment; bytes beyond this many gaps are still counted as
    /// lost.
    pub const GAPS: usize = 1024;

    /// Connections, in number, of those in which no line of FTP was read, whose first frames are
    /// kept for each client, port and fate. The others are counted.
    pub const SILENT_FRAMES: usize = 256;

    /// Comparisons, in number, by which `check` looks for which of several rules is about which
    /// session or transfer, after those that stand in the same order have found each other: they
    /// grow with the square of what differs.
    pub const COMPARISONS: usize = 1 << 19;

    /// Turns, in number, of the files of a merged capture that are kept, so that frames can be told
    /// by file: those that were recorded side by side take turns all the time. Where one that is
    /// missing is asked for, that is said.
    pub const TURNS: usize = 1 << 16;
}

/// Sets a limit.
type Set = fn(&mut Limits, u64);

/// How the limits of these fields are set, whatever the type of each.
macro_rules! fields {
    ($($field:ident),* $(,)?) => {
        [$((stringify!($field), |limits, value| limits.$field = LimitValue(value).into())),*]
    };
}

/// A value for a limit of any type: the largest of that type where it is larger still.
struct LimitValue(u64);

impl From<LimitValue> for usize {
    fn from(value: LimitValue) -> Self {
        usize::try_from(value.0).unwrap_or(usize::MAX)
    }
}

impl From<LimitValue> for u64 {
    fn from(value: LimitValue) -> Self {
        value.0
    }
}

impl From<LimitValue> for i64 {
    fn from(value: LimitValue) -> Self {
        i64::try_from(value.0).unwrap_or(i64::MAX)
    }
}

/// Every limit by its name.
const BY_NAME: [(&str, Set); 49] = fields![
    frame,
    nesting,
    fragment_datagrams,
    fragment_bytes,
    fragment_age,
    block,
    interfaces,
    window,
    read_buffer,
    read_buffers,
    stream,
    line,
    reply_lines,
    reply_bytes,
    stray_lines,
    dialogue,
    paths,
    held_control,
    held_data,
    decoded,
    expansion,
    marked_files,
    inflating,
    listings,
    filter_ranges,
    filled,
    write_buffer,
    write_buffers,
    open_files,
    tls_hello,
    key_log_entries,
    known_files,
    tls_parked,
    tls_resync,
    tls_trial,
    tls_sessions,
    remembered_syns,
    control_connections,
    one_sided,
    opening,
    silent,
    undecided,
    rejected,
    unclaimed,
    other_connections,
    extra_connections,
    elsewhere,
    story_arrows,
    story_connections,
];

impl Limits {
    /// Bytes that a decoder may give for so many: [`Limits::expansion`].
    pub(crate) fn expanded(&self, packed: u64) -> u64 {
        packed
            .saturating_mul(self.expansion)
            .saturating_add(Limits::EXPANDED)
    }

    /// The names of all limits: those of the fields, under which [`Analysis::limits_hit`] tells
    /// what was reached.
    ///
    /// [`Analysis::limits_hit`]: crate::model::Analysis::limits_hit
    pub fn names() -> impl Iterator<Item = &'static str> {
        BY_NAME.iter().map(|(name, _)| *name)
    }

    /// Sets a limit by its name; false where there is none of that name. What is reached as `reply`
    /// sets both its lines and its bytes.
    pub fn set(&mut self, name: &str, value: u64) -> bool {
        let mut known = false;
        for (field, set) in &BY_NAME {
            if *field == name || name == "reply" && field.starts_with("reply_") {
                set(self, value);
                known = true;
            }
        }
        known
    }
}

/// Of counts by name, those that are not zero: the limits that were reached.
pub(crate) fn hit(
    counts: impl IntoIterator<Item = (&'static str, u64)>,
) -> impl Iterator<Item = (&'static str, u64)> {
    counts.into_iter().filter(|&(_, times)| times > 0)
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            frame: 16 << 20,
            nesting: 32,
            fragment_datagrams: 1024,
            fragment_bytes: 8 << 20,
            fragment_age: 60_000_000_000,
            block: 17 << 20,
            interfaces: 65_536,
            window: 128 << 20,
            read_buffer: 256 << 10,
            read_buffers: 16 << 20,
            stream: 1 << 30,
            line: 64 << 10,
            reply_lines: 4096,
            reply_bytes: 64 << 10,
            stray_lines: 16,
            dialogue: 64 << 20,
            paths: 64 << 10,
            held_control: 1 << 20,
            held_data: 8 << 20,
            decoded: 64 << 30,
            expansion: 200,
            marked_files: 1 << 17,
            inflating: 1 << 10,
            listings: 16 << 20,
            filter_ranges: 1 << 20,
            filled: 4 << 30,
            write_buffer: 128 << 10,
            write_buffers: 16 << 20,
            open_files: 64,
            tls_hello: 64 << 10,
            tls_parked: 64 << 10,
            tls_resync: 1 << 16,
            tls_trial: 1 << 30,
            tls_sessions: 1 << 16,
            key_log_entries: 1_000_000,
            known_files: 1 << 24,
            remembered_syns: 1 << 16,
            control_connections: 1 << 18,
            one_sided: 1 << 16,
            opening: 1 << 16,
            silent: 1 << 12,
            undecided: 32 << 10,
            rejected: 1 << 16,
            unclaimed: 1 << 16,
            other_connections: 1 << 12,
            extra_connections: 1 << 18,
            elsewhere: 1 << 18,
            story_arrows: 1 << 17,
            story_connections: 1 << 16,
        }
    }
}

/// The limits of the page that `report` writes: a browser must open it, and a person find something
/// in it. Hitting one is said in the page and on standard error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageLimits {
    /// Bytes of the page: it goes by mail, and opens on a telephone. A page that would have more
    /// gets smaller limits.
    pub size: usize,
    /// Rows, in number, those of all sessions together: a browser opens so many in about two
    /// seconds.
    pub rows: usize,
    /// Bytes of one frame that are shown: its headers, and enough of the payload to see what it is.
    pub frame: usize,
    /// Bytes of all frames that are shown together.
    pub bytes: usize,
    /// Longest text that is shown whole, in bytes: a name may have `PATH_MAX` (4,096), a line of
    /// the control channel 64 KiB, and nobody reads that in a row.
    pub text: usize,
    /// Bytes of all texts together, before HTML and JSON escape them; those of rows get half at
    /// most. Rows of usual sessions, as many as there may be, have 7 MB.
    pub texts: usize,
    /// Sessions, in number, that are described.
    pub sessions: usize,
    /// Transfers, findings, steps or arrows, in number, that are listed of one session.
    pub items: usize,
}

impl Default for PageLimits {
    fn default() -> Self {
        PageLimits {
            size: 1_500_000,
            rows: 15_000,
            frame: 256,
            bytes: 4 << 20,
            text: 4096,
            texts: 32 << 20,
            sessions: 50,
            items: 300,
        }
    }
}

impl PageLimits {
    /// The limits of a page of so many bytes: where it may have more than the usual, there may be
    /// more of everything.
    #[must_use]
    pub fn of_size(size: usize) -> Self {
        let usual = PageLimits::default();
        let times = size.div_ceil(usual.size).max(1);
        PageLimits {
            size,
            rows: usual.rows.saturating_mul(times),
            frame: usual.frame.saturating_mul(times),
            bytes: usual.bytes.saturating_mul(times),
            text: usual.text,
            texts: usual.texts.saturating_mul(times),
            sessions: usual.sessions.saturating_mul(times),
            items: usual.items.saturating_mul(times),
        }
    }
}
