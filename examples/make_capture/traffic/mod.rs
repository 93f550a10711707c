//! Traffic of three kinds, written frame by frame: nothing grows with the size of the capture but
//! the list of sessions.

pub(crate) mod flood;
pub(crate) mod office;
mod other;
mod session;
mod wire;

use std::io::{self, Write};

use other::Other;
use session::Session;
use wire::Wire;

/// What a capture is full of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A few sessions that move large files.
    Bulk,
    /// A little FTP among other traffic.
    Needle,
    /// Many short sessions with small files.
    Chatty,
}

impl Kind {
    /// The kind of that name.
    pub(crate) fn named(name: &str) -> Option<Kind> {
        match name {
            "bulk" => Some(Kind::Bulk),
            "needle" => Some(Kind::Needle),
            "chatty" => Some(Kind::Chatty),
            _ => None,
        }
    }

    /// Sessions at a time.
    fn sessions(self) -> usize {
        match self {
            Kind::Bulk => 32,
            Kind::Needle => 4,
            Kind::Chatty => 64,
        }
    }

    /// Bytes of the files that the session of that number moves, in a capture of `size` bytes.
    fn files(self, number: u64, size: u64) -> Vec<u64> {
        let spread = |file: u64, from: u64, to: u64| {
            from + (number * 7919 + file * 104_729) % (to - from).max(1)
        };
        let count = match self {
            Kind::Bulk => 2,
            Kind::Needle | Kind::Chatty => 1 + number % 3,
        };
        // a small capture has room for small files only
        let most = (size / 128).max(1);
        let file = |file| match self {
            Kind::Bulk => spread(file, most.min(4 << 20), (4 * most).min(16 << 20)),
            Kind::Needle => spread(file, 100, 100_000.min(most)),
            Kind::Chatty => spread(file, 0, 8_000),
        };
        (0..count).map(file).collect()
    }
}

/// What was written.
#[derive(Debug, Default)]
pub(crate) struct Written {
    /// Bytes of the file.
    pub(crate) bytes: u64,
    /// Frames in it.
    pub(crate) frames: u64,
    /// For each session the bytes of its transfers, both in order.
    pub(crate) sessions: Vec<Vec<u64>>,
}

/// Other connections at a time.
const OTHERS: usize = 512;
/// Of so many bytes of a needle capture one is FTP.
const NEEDLE: u64 = 50;

/// Writes a capture of about `size` bytes.
pub(crate) fn write(kind: Kind, size: u64, out: impl Write) -> io::Result<Written> {
    let mut wire = Wire::new(out)?;
    let mut written = Written::default();
    let (mut live, mut planned) = (Vec::new(), 0);
    let mut others: Vec<Other> = if kind == Kind::Needle {
        (0..OTHERS as u32).map(Other::new).collect()
    } else {
        Vec::new()
    };
    let (share, mut spoken) = if kind == Kind::Needle {
        (NEEDLE, 0)
    } else {
        (1, 0)
    };
    loop {
        let before = wire.bytes();
        while live.len() < kind.sessions() && planned * share < size {
            let number = written.sessions.len() as u64;
            let files = kind.files(number, size);
            planned += Session::cost(&files);
            live.push(Session::open(number, files.clone(), &mut wire)?);
            written.sessions.push(files);
        }
        let mut index = 0;
        while index < live.len() {
            if live[index].turn(&mut wire)? {
                index += 1;
            } else {
                live.swap_remove(index);
            }
        }
        spoken += wire.bytes() - before;
        // the others go on until both have their shares
        while !others.is_empty() && wire.bytes() < (spoken * NEEDLE).min(size) {
            for other in &mut others {
                other.turn(&mut wire)?;
            }
        }
        if live.is_empty() {
            (written.bytes, written.frames) = wire.finish()?;
            return Ok(written);
        }
    }
}
