//! Diagrams as SVG: one picture that stands alone, for light and dark pages, with a title and a
//! description for those who do not see it.
//!
//! The control lanes stand outside, the data lanes inside of them, dashed. Every arrow has a title
//! of its own with all that it says, also what did not fit.

use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::BytesText;
use unicode_width::UnicodeWidthStr as _;

use crate::text::locale::Catalogue;
use crate::text::style::shorten;

use super::{Class, DiagramRow, Scene};

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
/// Width of the box of a lifeline, and characters of 11 units that have room in it.
const BOX_WIDTH: usize = 176;
const ADDRESS: usize = 25;
/// Rows of one picture: more are slow to show anywhere.
const ROWS: usize = 4_000;

/// What the picture is drawn in stands in plain attributes, so that whatever draws SVG draws it.
/// This only adds a dark page, for browsers, whose style sheets come before attributes; other
/// renderers pass over it.
const DARK: &str = "
@media (prefers-color-scheme:dark){.page{fill:#0d1117}text{fill:#e6edf3}.dim{fill:#9198a1}
.box{fill:#161b22;stroke:#656c76}.life{stroke:#656c76}.lane{stroke:#a46fa2}.halo{fill:#0d1117;stroke:#0d1117}
.tcp line{stroke:#9198a1}.tcp polygon,.tcp .label{fill:#9198a1}.command line{stroke:#79c0ff}.command polygon,.command .label{fill:#79c0ff}
.reply line{stroke:#7ee787}.reply polygon,.reply .label{fill:#7ee787}.data line{stroke:#f0a6ec}.data polygon,.data .label{fill:#f0a6ec}
.tls line{stroke:#d2a8ff}.tls polygon,.tls .label{fill:#d2a8ff}.bad line{stroke:#ff9b94}.bad polygon,.bad .label{fill:#ff9b94}}
";

/// Monospaced, so that the width of a label is known; the last name is one that every renderer
/// knows.
const FONT: &str = "DejaVu Sans Mono, Menlo, Consolas, monospace";
/// How far before the other lifeline an arrow ends that nobody answers.
const LOST: usize = 60;

/// The colours of a light page.
const PAGE: &str = "#ffffff";
const TEXT: &str = "#1b1f24";
const DIM: &str = "#59636e";
const FRAME: &str = "#8c959f";
const BOX: &str = "#f6f8fa";
const LANE: &str = "#b97fb6";

pub(super) fn write<'c>(
    out: &mut dyn Write,
    scenes: impl Iterator<Item = Scene<'c>>,
    catalogue: &Catalogue,
) -> io::Result<()> {
    let scenes: Vec<Scene> = scenes.collect();
    let height: usize = scenes.iter().map(height_of).sum::<usize>().max(ROW);
    let titles: Vec<&str> = scenes.iter().map(|scene| scene.title.as_str()).collect();
    let view_box = format!("0 0 {WIDTH} {height}");
    let mut xml = Writer::new_with_indent(&mut *out, b' ', 1);
    let svg = xml.create_element("svg").with_attributes([
        ("xmlns", "http://www.w3.org/2000/svg"),
        ("viewBox", view_box.as_str()),
        ("width", number(WIDTH).as_str()),
        ("height", number(height).as_str()),
        ("role", "img"),
        ("aria-labelledby", "title desc"),
        ("font-family", FONT),
        ("font-size", "12"),
    ]);
    svg.write_inner_content(|xml| {
        words(xml, "title", &[("id", "title")], &titles.join(", "))?;
        words(
            xml,
            "desc",
            &[("id", "desc")],
            &catalogue.text("diagram-description", &[]),
        )?;
        words(xml, "style", &[], DARK)?;
        rect(xml, (0, 0), (WIDTH, height), "page")?;
        let mut top = 0;
        for scene in &scenes {
            SvgDiagram { scene, top }.draw(xml)?;
            top += height_of(scene);
        }
        Ok(())
    })?;
    writeln!(out)
}

fn height_of(scene: &Scene) -> usize {
    let rest = scene.rows.len().saturating_sub(ROWS);
    let notes = usize::from(rest > 0) + usize::from(scene.left_out.is_some());
    HEAD + (lines_of(scene) + notes + 1) * ROW
}

/// Rows, and the silences between them.
fn lines_of(scene: &Scene) -> usize {
    let drawn = scene.rows.iter().take(ROWS);
    drawn
        .map(|row| 1 + usize::from(row.silence.is_some()))
        .sum()
}

struct SvgDiagram<'s> {
    scene: &'s Scene<'s>,
    top: usize,
}

impl SvgDiagram<'_> {
    fn draw(&self, xml: &mut Writer<impl Write>) -> io::Result<()> {
        let bottom = self.top + height_of(self.scene) - ROW / 2;
        text(
            xml,
            (12, self.top + 28),
            "start",
            "title",
            &self.scene.title,
        )?;
        for (place, [who, address]) in self.scene.heads.iter().enumerate() {
            let x = self.x(place);
            rect(
                xml,
                (x - BOX_WIDTH / 2, self.top + 34),
                (BOX_WIDTH, 42),
                "box",
            )?;
            text(xml, (x, self.top + 51), "middle", "head", who)?;
            text(xml, (x, self.top + 68), "middle", "dim", &fitting(address))?;
            line(xml, (x, self.top + 76), (x, bottom), "life")?;
        }
        if self.scene.rows.iter().any(|row| row.data) {
            for place in 0..self.scene.heads.len() {
                for x in self.lanes(place) {
                    line(xml, (x, self.top + HEAD), (x, bottom), "lane")?;
                }
            }
        }
        let mut y = self.top + HEAD + ROW;
        for row in self.scene.rows.iter().take(ROWS) {
            if let Some(silence) = &row.silence {
                let middle = usize::midpoint(self.x(0), self.x(1));
                label(xml, Class::Tcp, (middle, y), "middle", silence)?;
                y += ROW;
            }
            self.row(xml, row, y)?;
            y += ROW;
        }
        let rest = self.scene.rows.len().saturating_sub(ROWS);
        let rest = (rest > 0).then(|| self.scene.more(rest));
        for note in rest.iter().chain(&self.scene.left_out) {
            text(xml, (12, y), "start", "dim", note)?;
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

    fn row(&self, xml: &mut Writer<impl Write>, row: &DiagramRow, y: usize) -> io::Result<()> {
        let group = xml
            .create_element("g")
            .with_attribute(("class", class(row.class)));
        group.write_inner_content(|xml| {
            words(
                xml,
                "title",
                &[],
                &format!(
                    "{} · {} s · {}",
                    self.scene.numbered(row),
                    row.time,
                    row.label
                ),
            )?;
            let frames = self.scene.numbered(row);
            text(xml, (12, y - 4), "start", "dim", &shorten(&frames, 16))?;
            text(
                xml,
                (12, y + 10),
                "start",
                "dim",
                &format!("{} s", row.time),
            )?;
            if row.from == row.to {
                let said = format!("↺ {}", shorten(&row.label, 40));
                return label(xml, row.class, (self.x(row.from) + 8, y), "start", &said);
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
            if row.lost {
                // it ends on the way
                let stop = if to_right { end - LOST } else { end + LOST };
                arrow(xml, row, (start, stop), y)?;
                cross(xml, row.class, (stop, y))?;
            } else {
                arrow(xml, row, (start, end), y)?;
                point(xml, row.class, (end, y), to_right)?;
            }
            if row.both_ways {
                point(xml, row.class, (start, y), !to_right)?;
            }
            let said = shorten(&row.label, fits as u16);
            let middle = usize::midpoint(start, end);
            let half = said.width() * CHARACTER / 20;
            label(xml, row.class, (middle.max(half), y - 6), "middle", &said)
        })?;
        Ok(())
    }
}

/// An endpoint as it has room: of a long address the beginning, and always the port.
fn fitting(endpoint: &str) -> String {
    let port = endpoint.rfind(':').unwrap_or(endpoint.len());
    let (address, port) = endpoint.split_at(port);
    let room = ADDRESS.saturating_sub(port.width());
    format!("{}{port}", shorten(address, room as u16))
}

fn class(class: Class) -> &'static str {
    match class {
        Class::Tcp => "tcp",
        Class::Command => "command",
        Class::Reply => "reply",
        Class::Data => "data",
        Class::Tls => "tls",
        Class::Bad => "bad",
    }
}

/// Its colour on a light page.
fn color(class: Class) -> &'static str {
    match class {
        Class::Tcp => DIM,
        Class::Command => "#0550ae",
        Class::Reply => "#116329",
        Class::Data => "#8a1f86",
        Class::Tls => "#6639ba",
        Class::Bad => "#b3261e",
    }
}

fn number(number: usize) -> String {
    number.to_string()
}

/// An element with text in it.
fn words(
    xml: &mut Writer<impl Write>,
    name: &str,
    attributes: &[(&str, &str)],
    text: &str,
) -> io::Result<()> {
    let element = xml
        .create_element(name)
        .with_attributes(attributes.iter().copied());
    element.write_text_content(BytesText::new(text)).map(drop)
}

/// Text in the look of its class.
fn text(
    xml: &mut Writer<impl Write>,
    (x, y): (usize, usize),
    anchor: &str,
    class: &str,
    text: &str,
) -> io::Result<()> {
    let (fill, size, weight) = match class {
        "title" => (TEXT, "15", "bold"),
        "head" => (TEXT, "12", "bold"),
        "dim" => (DIM, "11", "normal"),
        _ => (TEXT, "12", "normal"),
    };
    let (x, y) = (number(x), number(y));
    let attributes = [
        ("x", x.as_str()),
        ("y", y.as_str()),
        ("text-anchor", anchor),
        ("class", class),
        ("fill", fill),
        ("font-size", size),
        ("font-weight", weight),
    ];
    words(xml, "text", &attributes, text)
}

/// What an arrow says, in front of what it crosses: drawn twice, since not every renderer knows the
/// order of fill and stroke.
fn label(
    xml: &mut Writer<impl Write>,
    class: Class,
    (x, y): (usize, usize),
    anchor: &str,
    text: &str,
) -> io::Result<()> {
    let (x, y) = (number(x), number(y));
    let place = [
        ("x", x.as_str()),
        ("y", y.as_str()),
        ("text-anchor", anchor),
    ];
    let halo = [
        ("class", "halo"),
        ("aria-hidden", "true"),
        ("fill", PAGE),
        ("stroke", PAGE),
        ("stroke-width", "4"),
    ];
    words(xml, "text", &[&place[..], &halo].concat(), text)?;
    let look = [("class", "label"), ("fill", color(class))];
    words(xml, "text", &[&place[..], &look].concat(), text)
}

fn line(
    xml: &mut Writer<impl Write>,
    from: (usize, usize),
    to: (usize, usize),
    class: &str,
) -> io::Result<()> {
    let (stroke, dashes) = match class {
        "lane" => (LANE, "2 4"),
        _ => (FRAME, "none"),
    };
    stroke_line(
        xml,
        (from, to),
        &[
            ("class", class),
            ("stroke", stroke),
            ("stroke-dasharray", dashes),
        ],
    )
}

/// The shaft of an arrow.
fn arrow(
    xml: &mut Writer<impl Write>,
    row: &DiagramRow,
    (from, to): (usize, usize),
    y: usize,
) -> io::Result<()> {
    let width = if row.class == Class::Data { "3" } else { "1.5" };
    let look = [("stroke", color(row.class)), ("stroke-width", width)];
    stroke_line(xml, ((from, y), (to, y)), &look)
}

/// What stands where an arrow ends on the way.
fn cross(xml: &mut Writer<impl Write>, class: Class, (x, y): (usize, usize)) -> io::Result<()> {
    let look = [("stroke", color(class)), ("stroke-width", "2")];
    stroke_line(xml, ((x - 6, y - 6), (x + 6, y + 6)), &look)?;
    stroke_line(xml, ((x - 6, y + 6), (x + 6, y - 6)), &look)
}

fn stroke_line(
    xml: &mut Writer<impl Write>,
    (from, to): ((usize, usize), (usize, usize)),
    look: &[(&str, &str)],
) -> io::Result<()> {
    let element = xml.create_element("line").with_attributes([
        ("x1", number(from.0).as_str()),
        ("y1", number(from.1).as_str()),
        ("x2", number(to.0).as_str()),
        ("y2", number(to.1).as_str()),
    ]);
    let element = element.with_attributes(look.iter().copied());
    element.write_empty().map(drop)
}

fn rect(
    xml: &mut Writer<impl Write>,
    at: (usize, usize),
    size: (usize, usize),
    class: &str,
) -> io::Result<()> {
    let (fill, stroke, round) = match class {
        "page" => (PAGE, "none", "0"),
        _ => (BOX, FRAME, "6"),
    };
    let element = xml.create_element("rect").with_attributes([
        ("x", number(at.0).as_str()),
        ("y", number(at.1).as_str()),
        ("width", number(size.0).as_str()),
        ("height", number(size.1).as_str()),
        ("rx", round),
        ("class", class),
        ("fill", fill),
        ("stroke", stroke),
    ]);
    element.write_empty().map(drop)
}

/// The point of an arrow.
fn point(
    xml: &mut Writer<impl Write>,
    class: Class,
    (x, y): (usize, usize),
    to_right: bool,
) -> io::Result<()> {
    let back = if to_right { x - 9 } else { x + 9 };
    let points = format!("{x},{y} {back},{} {back},{}", y - 5, y + 5);
    xml.create_element("polygon")
        .with_attributes([("points", points.as_str()), ("fill", color(class))])
        .write_empty()
        .map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_keeps_its_port() {
        for (endpoint, shown) in [
            ("127.0.0.1:50258", "127.0.0.1:50258"),
            ("[2001:db8:1::10]:50214", "[2001:db8:1::10]:50214"),
            (
                "[2001:db8:85a3:8d3:1319:8a2e:370:7348]:50214",
                "[2001:db8:85a3:8d3…:50214",
            ),
            ("", ""),
        ] {
            assert_eq!(fitting(endpoint), shown);
        }
    }
}
