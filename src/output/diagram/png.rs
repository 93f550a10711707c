//! Diagrams as PNG: the SVG as pixels, for documents that take no SVG. resvg draws it, with the
//! fonts of the system.

use std::io::{self, Write};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::Database;
use resvg::usvg::{Options, Tree};

use crate::model::Message;
use crate::text::locale::Catalogue;
use crate::text::message::io_error;

use super::{Scene, svg};

/// Pixels for each unit of the picture: sharp on a slide, and in print.
const SCALE: f32 = 2.0;
/// Pixels of a picture at most: they are held in memory, four bytes each.
const PIXELS: f32 = 64.0 * 1024.0 * 1024.0;

pub(super) fn write<'c>(
    out: &mut dyn Write,
    scenes: impl Iterator<Item = Scene<'c>>,
    catalogue: &Catalogue,
) -> io::Result<()> {
    let mut drawing = Vec::new();
    svg::write(&mut drawing, scenes, catalogue)?;
    let mut options = Options::default();
    load_fonts(options.fontdb_mut())?;
    let tree = Tree::from_data(&drawing, &options).map_err(io::Error::other)?;
    let size = tree.size();
    let scale = SCALE.min((PIXELS / (size.width() * size.height())).sqrt());
    if scale < 1.0 {
        return Err(refused("told-png-tall"));
    }
    let [width, height] = [size.width(), size.height()].map(|side| (side * scale).ceil() as u32);
    let mut pixels = Pixmap::new(width, height).ok_or_else(|| refused("told-png-nothing"))?;
    let transform = Transform::from_scale(scale, scale);
    resvg::render(&tree, transform, &mut pixels.as_mut());
    out.write_all(&pixels.encode_png().map_err(io::Error::other)?)
}

fn refused(id: &'static str) -> io::Error {
    io_error(io::ErrorKind::Other, Message::new(id, []))
}

/// Where a system has none of the fonts that the picture names, any with characters of one width
/// stands in for them: the places of words are reckoned with that.
fn load_fonts(fonts: &mut Database) -> io::Result<()> {
    fonts.load_system_fonts();
    let Some(family) = monospaced_or_any(fonts) else {
        return Err(refused("told-png-fonts"));
    };
    fonts.set_monospace_family(family);
    Ok(())
}

fn monospaced_or_any(fonts: &Database) -> Option<String> {
    let monospaced = fonts.faces().find(|face| face.monospaced);
    let face = monospaced.or_else(|| fonts.faces().next())?;
    face.families.first().map(|(name, _)| name.clone())
}
