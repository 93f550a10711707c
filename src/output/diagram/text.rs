//! Diagrams for terminals: lifelines stand, control arrows are single lines, data arrows are double
//! and set in.

use std::io::{self, Write};

use anstyle::AnsiColor;
use unicode_width::UnicodeWidthStr as _;

use crate::text::style::{Style, session_color, shorten, wrap};

use super::{Class, DiagramRow, Scene};

/// Wider makes arrows harder to follow.
const WIDEST: u16 = 132;
/// Narrower leaves no room for words.
const NARROWEST: u16 = 56;
/// By how much the data lanes are set in.
const INSET: usize = 3;
/// Columns before the other lifeline that an arrow does not reach.
const LOST: usize = 3;
/// Lines of one label, before it is shortened.
const LINES: usize = 4;

pub(super) fn write<'c>(
    out: &mut dyn Write,
    scenes: impl Iterator<Item = Scene<'c>>,
    style: Style,
) -> io::Result<()> {
    for (number, scene) in scenes.enumerate() {
        if number > 0 {
            writeln!(out)?;
        }
        let title = style.paint(&scene.title, session_color(scene.session));
        writeln!(out, "{title}")?;
        let sheet = TextDiagram::new(&scene, style);
        sheet.heads(out)?;
        for row in &scene.rows {
            sheet.row(out, row)?;
        }
        if let Some(words) = &scene.left_out {
            writeln!(out, "… {words}")?;
        }
    }
    Ok(())
}

/// Columns of a diagram, and of what is said below.
pub(super) fn width(style: Style) -> u16 {
    style.text_width(NARROWEST).min(WIDEST)
}

struct TextDiagram<'s> {
    scene: &'s Scene<'s>,
    style: Style,
    /// Columns of the frame numbers and of the times.
    margins: [usize; 2],
    /// Columns between two neighbouring lifelines.
    gap: usize,
}

/// What stands between two lifelines of a row, or across one.
struct LabelSpan {
    left: usize,
    right: usize,
    text: String,
}

impl<'s> TextDiagram<'s> {
    fn new(scene: &'s Scene<'s>, style: Style) -> Self {
        let widest = |text: fn(&DiagramRow) -> &str| {
            scene
                .rows
                .iter()
                .map(|row| text(row).width())
                .max()
                .unwrap_or(0)
        };
        let frames = widest(|row| &row.frames).max(scene.frame_head().width());
        let margins = [frames, widest(|row| &row.time)];
        let width = usize::from(width(style));
        let lines = scene.heads.len();
        let room = width.saturating_sub(margins[0] + margins[1] + 4 + lines);
        TextDiagram {
            scene,
            style,
            margins,
            gap: (room / (lines - 1)).max(2 * INSET + 12),
        }
    }

    /// Who the lifelines are: the first at the left, the last at the right, one between them in the
    /// middle.
    fn heads(&self, out: &mut dyn Write) -> io::Result<()> {
        let last = self.scene.heads.len() - 1;
        let width = self.gap * last + last + 1;
        for line in 0..2 {
            let texts: Vec<_> = self
                .scene
                .heads
                .iter()
                .map(|head| shorten(&head[line], self.gap.min(64) as u16))
                .collect();
            let mut text = texts[0].to_string();
            for (place, head) in texts.iter().enumerate().skip(1) {
                let column = if place == last {
                    width - head.width()
                } else {
                    self.gap * place + place - head.width() / 2
                };
                let pad = column.saturating_sub(text.width()).max(1);
                text.push_str(&" ".repeat(pad));
                text.push_str(head);
            }
            // so that a number is not taken for the code of a reply
            let head = if line == 0 {
                String::new()
            } else {
                self.scene.frame_head()
            };
            let pad = self.margins[0].saturating_sub(head.width());
            let behind = " ".repeat(self.margins[1] + 4);
            writeln!(out, "{}{head}{behind}{text}", " ".repeat(pad))?;
        }
        Ok(())
    }

    fn row(&self, out: &mut dyn Write, row: &DiagramRow) -> io::Result<()> {
        if let Some(silence) = &row.silence {
            let text = format!("   {silence}");
            let span = LabelSpan {
                left: 0,
                right: 1,
                text: shorten(&text, self.gap as u16).into_owned(),
            };
            self.line(out, None, Class::Tcp, &span)?;
        }
        let (left, right) = (row.from.min(row.to), row.from.max(row.to));
        if left == right {
            return self.own(out, row);
        }
        let inset = if row.data { INSET } else { 0 };
        let inner = (right - left) * (self.gap + 1) - 1 - 2 * inset;
        let room = inner - 6;
        let mut lines = wrap(&row.label, room as u16);
        if lines.len() > LINES {
            lines.truncate(LINES);
            lines[LINES - 1] =
                shorten(&format!("{}  …", lines[LINES - 1]), room as u16).into_owned();
        }
        let arrow = lines.pop().unwrap_or_default();
        for (number, line) in lines.iter().enumerate() {
            let text = format!("{}   {line}", " ".repeat(inset));
            self.line(
                out,
                if number == 0 { Some(row) } else { None },
                row.class,
                &LabelSpan { left, right, text },
            )?;
        }
        let text = shaft(&arrow, inner, row);
        let text = if row.data {
            format!("  ║{text}║")
        } else {
            text
        };
        let numbered = lines.is_empty().then_some(row);
        self.line(out, numbered, row.class, &LabelSpan { left, right, text })
    }

    /// An arrow of somebody to themselves.
    fn own(&self, out: &mut dyn Write, row: &DiagramRow) -> io::Result<()> {
        let place = row.from.min(self.scene.heads.len() - 2);
        let text = shorten(&format!(" ↺ {}", row.label), self.gap as u16).into_owned();
        self.line(
            out,
            Some(row),
            row.class,
            &LabelSpan {
                left: place,
                right: place + 1,
                text,
            },
        )
    }

    /// One line: numbers, lifelines, and what stands between two of them.
    fn line(
        &self,
        out: &mut dyn Write,
        numbered: Option<&DiagramRow>,
        class: Class,
        span: &LabelSpan,
    ) -> io::Result<()> {
        let [frames, times] = self.margins;
        let (frame, time) = numbered.map_or(("", ""), |row| (&row.frames, &row.time));
        let pad = |text: &str, width: usize| " ".repeat(width.saturating_sub(text.width()));
        write!(
            out,
            "{}{frame}  {}{time}  ",
            pad(frame, frames),
            pad(time, times)
        )?;
        let mut place = 0;
        while place + 1 < self.scene.heads.len() {
            write!(out, "│")?;
            if place == span.left {
                let width = (span.right - span.left) * (self.gap + 1) - 1;
                let text = format!("{}{}", span.text, pad(&span.text, width));
                write!(out, "{}", self.paint(&text, class))?;
                place = span.right;
            } else {
                write!(out, "{}", " ".repeat(self.gap))?;
                place += 1;
            }
        }
        writeln!(out, "│")
    }

    fn paint(&self, text: &str, class: Class) -> String {
        match class {
            Class::Tcp => text.to_owned(),
            Class::Command => self.style.paint(text, AnsiColor::BrightCyan),
            Class::Reply => self.style.paint(text, AnsiColor::BrightGreen),
            Class::Data => self.style.paint(text, AnsiColor::BrightMagenta),
            Class::Tls => self.style.paint(text, AnsiColor::BrightBlue),
            Class::Bad => self.style.paint(text, AnsiColor::BrightRed),
        }
    }
}

/// `── PORT 127,0,0,1,249,156 ──────→`, so many columns wide.
fn shaft(label: &str, width: usize, row: &DiagramRow) -> String {
    let line = if row.data { '═' } else { '─' };
    let to_left = row.to < row.from || row.both_ways;
    let to_right = row.to > row.from || row.both_ways;
    let (head, tail) = (
        if to_left { '←' } else { line },
        if to_right { '→' } else { line },
    );
    let rest = width.saturating_sub(label.width() + 6);
    if row.lost && rest > LOST {
        // it ends on the way
        let way: String = std::iter::repeat_n(line, rest - LOST).collect();
        let gone = " ".repeat(LOST);
        return if to_right {
            format!("{line}{line} {label} {way}✕ {gone}")
        } else {
            format!("{gone} ✕{way} {label} {line}{line}")
        };
    }
    let rest: String = std::iter::repeat_n(line, rest).collect();
    format!("{head}{line} {label} {rest}{line}{tail}")
}
