//! Diagrams as SVG: one picture that stands alone, for light and dark pages, with a title and a description for those
//! who do not see it.
//!
//! The control lanes stand outside, the data lanes inside of them, dashed. Every arrow has a title of its own with all
//! that it says, also what did not fit.

use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::BytesText;
use unicode_width::UnicodeWidthStr as _;

use crate::text::locale::Catalogue;
use crate::text::style::shorten;

use super::{Class, Row, Scene};

const WIDTH: usize = 980;
/// Where the first and the last lifeline stand.
const FIRST: usize = 210;
const LAST: usize = WIDTH - 90;
/// By how much the data lanes are set in.
const INSET: usize = 26;
const ROW: usize = 30;
const HEAD: usize = 84;
/// Width of a character of a label, in tenths of a unit: 12 units of a monospaced font.
const CHARACTER: usize = 74;
/// Rows of one picture: more are slow to show anywhere.
const ROWS: usize = 4_000;

/// Colours by class, for light and for dark pages, of the same contrast.
const STYLE: &str = "
svg{background:#fff;color:#1b1f24;font:12px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace}
text{fill:currentColor}.title{font-weight:bold;font-size:15px}.head{font-weight:bold}.dim{fill:#59636e}
.box{fill:#f6f8fa;stroke:#8c959f}.life{stroke:#8c959f}.lane{stroke:#b97fb6;stroke-dasharray:2 4}
.tcp{--c:#59636e}.command{--c:#0550ae}.reply{--c:#116329}.data{--c:#8a1f86}.tls{--c:#6639ba}.reset{--c:#b3261e}
.arrow{stroke:var(--c);stroke-width:1.5;fill:none}.point{fill:var(--c)}.label{fill:var(--c);paint-order:stroke;stroke:#fff;stroke-width:4px}.data .arrow{stroke-width:3}
@media (prefers-color-scheme:dark){svg{background:#0d1117;color:#e6edf3}.dim{fill:#9198a1}
.box{fill:#161b22;stroke:#656c76}.life{stroke:#656c76}.label{stroke:#0d1117}.lane{stroke:#a46fa2}
.tcp{--c:#9198a1}.command{--c:#79c0ff}.reply{--c:#7ee787}.data{--c:#f0a6ec}.tls{--c:#d2a8ff}.reset{--c:#ff9b94}}
";

pub(super) fn write<'c>(
    out: &mut dyn Write,
    scenes: impl Iterator<Item = Scene<'c>>,
    catalogue: &Catalogue,
) -> io::Result<()> {
    let scenes: Vec<Scene> = scenes.collect();
    let height: usize = scenes.iter().map(height_of).sum::<usize>().max(ROW);
    let titles: Vec<&str> = scenes.iter().map(|scene| scene.title.as_str()).collect();
    let view_box = format!("0 0 {WIDTH} {height}");
    let mut pen = Writer::new_with_indent(&mut *out, b' ', 1);
    let svg = pen.create_element("svg").with_attributes([
        ("xmlns", "http://www.w3.org/2000/svg"),
        ("viewBox", view_box.as_str()),
        ("width", number(WIDTH).as_str()),
        ("height", number(height).as_str()),
        ("role", "img"),
        ("aria-labelledby", "title desc"),
    ]);
    svg.write_inner_content(|pen| {
        words(pen, "title", &[("id", "title")], &titles.join(", "))?;
        words(
            pen,
            "desc",
            &[("id", "desc")],
            &catalogue.text("diagram-description", &[]),
        )?;
        words(pen, "style", &[], STYLE)?;
        let mut top = 0;
        for scene in &scenes {
            Sheet { scene, top }.draw(pen)?;
            top += height_of(scene);
        }
        Ok(())
    })?;
    writeln!(out)
}

fn height_of(scene: &Scene) -> usize {
    let rest = scene.rows.len().saturating_sub(ROWS);
    let notes = usize::from(rest > 0) + usize::from(scene.left_out.is_some());
    HEAD + (scene.rows.len().min(ROWS) + notes + 1) * ROW
}

struct Sheet<'s> {
    scene: &'s Scene<'s>,
    top: usize,
}

impl Sheet<'_> {
    fn draw(&self, pen: &mut Writer<impl Write>) -> io::Result<()> {
        let bottom = self.top + height_of(self.scene) - ROW / 2;
        text(
            pen,
            (12, self.top + 28),
            "start",
            "title",
            &self.scene.title,
        )?;
        for (place, [who, address]) in self.scene.heads.iter().enumerate() {
            let x = self.x(place);
            rect(pen, (x - 82, self.top + 34), (164, 42))?;
            text(pen, (x, self.top + 51), "middle", "head", who)?;
            text(
                pen,
                (x, self.top + 68),
                "middle",
                "dim",
                &shorten(address, 21),
            )?;
            line(pen, (x, self.top + 76), (x, bottom), "life")?;
        }
        if self.scene.rows.iter().any(|row| row.data) {
            for place in 0..self.scene.heads.len() {
                for x in self.lanes(place) {
                    line(pen, (x, self.top + HEAD), (x, bottom), "lane")?;
                }
            }
        }
        for (number, row) in self.scene.rows.iter().take(ROWS).enumerate() {
            self.row(pen, row, self.top + HEAD + (number + 1) * ROW)?;
        }
        let mut y = self.top + HEAD + (self.scene.rows.len().min(ROWS) + 1) * ROW;
        let rest = self.scene.rows.len().saturating_sub(ROWS);
        let rest = (rest > 0).then(|| self.scene.more(rest));
        for note in rest.iter().chain(&self.scene.left_out) {
            text(pen, (12, y), "start", "dim", note)?;
            y += ROW;
        }
        Ok(())
    }

    fn x(&self, place: usize) -> usize {
        FIRST + (LAST - FIRST) * place / (self.scene.heads.len() - 1)
    }

    /// Where the data lanes of a lifeline stand: towards its neighbours.
    fn lanes(&self, place: usize) -> Vec<usize> {
        let (x, last) = (self.x(place), self.scene.heads.len() - 1);
        let left = (place > 0).then(|| x - INSET);
        let right = (place < last).then(|| x + INSET);
        left.into_iter().chain(right).collect()
    }

    fn row(&self, pen: &mut Writer<impl Write>, row: &Row, y: usize) -> io::Result<()> {
        let group = pen
            .create_element("g")
            .with_attribute(("class", class(row.class)));
        group.write_inner_content(|pen| {
            words(
                pen,
                "title",
                &[],
                &format!("{} · {} s · {}", row.frames, row.time, row.label),
            )?;
            text(pen, (60, y + 4), "end", "dim", &shorten(&row.frames, 8))?;
            text(pen, (150 - 18, y + 4), "end", "dim", &row.time)?;
            if row.from == row.to {
                return text(
                    pen,
                    (self.x(row.from) + 8, y),
                    "start",
                    "label",
                    &format!("↺ {}", shorten(&row.label, 40)),
                );
            }
            let (mut start, mut end) = (self.x(row.from), self.x(row.to));
            let inset = if row.data { INSET } else { 0 };
            let to_right = start < end;
            (start, end) = if to_right {
                (start + inset, end - inset)
            } else {
                (start - inset, end + inset)
            };
            let length = start.abs_diff(end);
            let fits = (length - 24) * 10 / CHARACTER;
            line(pen, (start, y), (end, y), "arrow")?;
            point(pen, (end, y), to_right)?;
            if row.both_ways {
                point(pen, (start, y), !to_right)?;
            }
            let label = shorten(&row.label, fits as u16);
            let middle = usize::midpoint(start, end);
            let half = label.width() * CHARACTER / 20;
            text(pen, (middle.max(half), y - 6), "middle", "label", &label)
        })?;
        Ok(())
    }
}

fn class(class: Class) -> &'static str {
    match class {
        Class::Tcp => "tcp",
        Class::Command => "command",
        Class::Reply => "reply",
        Class::Data => "data",
        Class::Tls => "tls",
        Class::Reset => "reset",
    }
}

fn number(number: usize) -> String {
    number.to_string()
}

/// An element with text in it.
fn words(
    pen: &mut Writer<impl Write>,
    name: &str,
    attributes: &[(&str, &str)],
    text: &str,
) -> io::Result<()> {
    let element = pen
        .create_element(name)
        .with_attributes(attributes.iter().copied());
    element.write_text_content(BytesText::new(text)).map(drop)
}

fn text(
    pen: &mut Writer<impl Write>,
    (x, y): (usize, usize),
    anchor: &str,
    class: &str,
    text: &str,
) -> io::Result<()> {
    words(
        pen,
        "text",
        &[
            ("x", &number(x)),
            ("y", &number(y)),
            ("text-anchor", anchor),
            ("class", class),
        ],
        text,
    )
}

fn line(
    pen: &mut Writer<impl Write>,
    from: (usize, usize),
    to: (usize, usize),
    class: &str,
) -> io::Result<()> {
    let element = pen.create_element("line").with_attributes([
        ("x1", number(from.0).as_str()),
        ("y1", number(from.1).as_str()),
        ("x2", number(to.0).as_str()),
        ("y2", number(to.1).as_str()),
        ("class", class),
    ]);
    element.write_empty().map(drop)
}

fn rect(pen: &mut Writer<impl Write>, at: (usize, usize), size: (usize, usize)) -> io::Result<()> {
    let element = pen.create_element("rect").with_attributes([
        ("x", number(at.0).as_str()),
        ("y", number(at.1).as_str()),
        ("width", number(size.0).as_str()),
        ("height", number(size.1).as_str()),
        ("rx", "6"),
        ("class", "box"),
    ]);
    element.write_empty().map(drop)
}

/// The point of an arrow.
fn point(pen: &mut Writer<impl Write>, (x, y): (usize, usize), to_right: bool) -> io::Result<()> {
    let back = if to_right { x - 9 } else { x + 9 };
    let points = format!("{x},{y} {back},{} {back},{}", y - 5, y + 5);
    pen.create_element("polygon")
        .with_attributes([("points", points.as_str()), ("class", "point")])
        .write_empty()
        .map(drop)
}
