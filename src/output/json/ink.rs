//! How values become JSON text, and how a long list of them does on all cores.

use std::io::{self, Write};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread;

use serde::Serialize;

use crate::text::escape;
use crate::threads;

use super::compact::Compact;

/// Bytes that are written at once.
const PIECE: usize = 64 << 10;
/// Values that one core takes at a time.
const SHARE: usize = 32;
/// Pieces that a core may be ahead of the writer.
const AHEAD: usize = 16;

/// As `serde_json::to_writer`, with everything escaped that a terminal might obey or that hides text. The
/// writer's type is known here, because a document is written in tokens of a few bytes.
pub(crate) fn to_writer<W: Write>(out: &mut W, value: &impl Serialize) -> io::Result<()> {
    value.serialize(Compact(out))?;
    Ok(())
}

/// Compact JSON in which C1 controls and what [`escape`] calls invisible are `\\u` escapes.
pub(crate) struct Harmless;

impl serde_json::ser::Formatter for Harmless {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        if fragment.is_ascii() {
            return out.write_all(fragment.as_bytes());
        }
        let mut rest = fragment;
        while let Some((at, character)) = rest
            .char_indices()
            .find(|&(_, c)| !c.is_ascii() && escape::is_unsafe(c))
        {
            out.write_all(&rest.as_bytes()[..at])?;
            for unit in character.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}")?;
            }
            rest = &rest[at + character.len_utf8()..];
        }
        out.write_all(rest.as_bytes())
    }
}

/// Writes items in their order, each with its index and the `pen` of a core. Where there are many, each core makes the
/// text of its share of them; memory is that of a few pieces, however long an item is.
pub(crate) fn write_each<T: Sync, P>(
    out: &mut dyn Write,
    items: &[T],
    pen: impl Fn() -> P + Sync,
    write: impl Fn(&mut Sheet<'_>, &P, usize, &T) -> io::Result<()> + Sync,
) -> io::Result<()> {
    let shares: Vec<(usize, &[T])> = (0..).step_by(SHARE).zip(items.chunks(SHARE)).collect();
    let write_share = |out: &mut Sheet<'_>, pen: &P, &(first, share): &(usize, &[T])| {
        (first..)
            .zip(share)
            .try_for_each(|(index, item)| write(out, pen, index, item))
    };
    let cores = threads::count().min(shares.len());
    if cores < 2 {
        let (mut out, pen) = (Sheet::new(out), pen());
        shares
            .iter()
            .try_for_each(|share| write_share(&mut out, &pen, share))?;
        return out.flush();
    }
    thread::scope(|scope| {
        let (shares, pen, write_share) = (&shares, &pen, &write_share);
        let writers: Vec<(Receiver<Piece>, Sender<Vec<u8>>)> = (0..cores)
            .map(|core| {
                let ((pieces, received), (back, used)) = (sync_channel(AHEAD), channel());
                scope.spawn(move || {
                    let pen = pen();
                    let mut out = Sheet {
                        text: Vec::new(),
                        way: Way::There {
                            pieces: &pieces,
                            used: &used,
                        },
                    };
                    let mut shares = shares.iter().skip(core).step_by(cores);
                    // an error here is that of a writer who wants no more
                    let _ = shares.try_for_each(|share| {
                        write_share(&mut out, &pen, share)?;
                        out.flush()?;
                        pieces.send(None).map_err(io::Error::other)
                    });
                });
                (received, back)
            })
            .collect();
        for (received, back) in writers.iter().cycle().take(shares.len()) {
            // a core that ends early has panicked, which the scope hands on
            while let Some(text) = received.recv().ok().flatten() {
                out.write_all(&text)?;
                // whoever has made all its text needs no more room
                let _ = back.send(text);
            }
        }
        Ok(())
    })
}

/// A part of a share; `None` ends it.
type Piece = Option<Vec<u8>>;

/// What text is written on: it goes on its way in pieces of a good size.
pub(crate) struct Sheet<'o> {
    text: Vec<u8>,
    way: Way<'o>,
}

enum Way<'o> {
    /// To the output itself.
    Here(&'o mut dyn Write),
    /// To the one who writes, and the room comes back.
    There {
        pieces: &'o SyncSender<Piece>,
        used: &'o Receiver<Vec<u8>>,
    },
}

impl<'o> Sheet<'o> {
    /// Of the output itself.
    pub(crate) fn new(out: &'o mut dyn Write) -> Self {
        Sheet {
            text: Vec::with_capacity(PIECE),
            way: Way::Here(out),
        }
    }

    fn hand_over(&mut self) -> io::Result<()> {
        match &mut self.way {
            Way::Here(out) => out.write_all(&self.text)?,
            Way::There { pieces, used } => {
                let room = used
                    .try_recv()
                    .unwrap_or_else(|_| Vec::with_capacity(PIECE));
                pieces
                    .send(Some(std::mem::replace(&mut self.text, room)))
                    .map_err(io::Error::other)?;
            }
        }
        self.text.clear();
        Ok(())
    }
}

impl Write for Sheet<'_> {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        if self.text.len() + text.len() > PIECE {
            self.hand_over()?;
        }
        self.text.extend_from_slice(text);
        Ok(text.len())
    }

    fn write_all(&mut self, text: &[u8]) -> io::Result<()> {
        self.write(text).map(|_| ())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.hand_over()?;
        match &mut self.way {
            Way::Here(out) => out.flush(),
            Way::There { .. } => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_item_comes_out_once_and_in_order_however_long_it_is() {
        for count in [0, 1, SHARE, SHARE + 1, 1000] {
            let items: Vec<usize> = (0..count)
                .map(|i| if i % 100 == 7 { PIECE * 2 } else { i % 5 })
                .collect();
            let mut written = Vec::new();
            write_each(
                &mut written,
                &items,
                || (),
                |out, (), index, &len| writeln!(out, "{index}{}", "x".repeat(len)),
            )
            .unwrap();
            let lines = items
                .iter()
                .enumerate()
                .map(|(index, &len)| format!("{index}{}\n", "x".repeat(len)));
            assert!(
                written == lines.collect::<String>().into_bytes(),
                "{count} items"
            );
        }
    }

    #[test]
    fn an_output_that_breaks_ends_it() {
        struct Broken(usize);
        impl Write for Broken {
            fn write(&mut self, text: &[u8]) -> io::Result<usize> {
                self.0 = self.0.checked_sub(1).ok_or(io::ErrorKind::BrokenPipe)?;
                Ok(text.len())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let items = vec![(); 10_000];
        let result = write_each(
            &mut Broken(2),
            &items,
            || (),
            |out, (), _, ()| out.write_all(&[b'x'; 1000]),
        );
        assert_eq!(result.unwrap_err().kind(), io::ErrorKind::BrokenPipe);
    }
}
