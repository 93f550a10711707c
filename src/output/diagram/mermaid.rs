//! Diagrams for Mermaid (<https://mermaid.js.org/syntax/sequenceDiagram.html>): control arrows are
//! solid, data arrows dashed.
//!
//! One session is a diagram as it is; several are a page of Markdown with a block for each.

use std::fmt::Write as _;
use std::io::{self, Write};

use crate::text::style::shorten;

use super::{DiagramRow, Scene};

/// Renderers refuse more than 50,000 characters; what is beyond is said to be left out.
const MOST: usize = 48_000;
/// Columns of one label.
const LABEL: u16 = 120;
/// Names of the participants.
const NAMES: [&str; 3] = ["C", "S", "O"];

pub(super) fn write<'c>(
    out: &mut dyn Write,
    scenes: impl Iterator<Item = Scene<'c>>,
    several: bool,
) -> io::Result<()> {
    for scene in scenes {
        if several {
            writeln!(
                out,
                "## {}\n\n```mermaid\n{}```\n",
                scene.title,
                diagram(&scene)
            )?;
        } else {
            write!(out, "{}", diagram(&scene))?;
        }
    }
    Ok(())
}

fn diagram(scene: &Scene) -> String {
    let mut text = String::from("sequenceDiagram\n");
    let _ = writeln!(text, "    accTitle: {}", escape(&scene.title));
    for (name, [who, address]) in NAMES.iter().zip(&scene.heads) {
        let _ = writeln!(
            text,
            "    participant {name} as {}<br/>{}",
            escape(who),
            escape(&shorten(address, LABEL))
        );
    }
    for (number, row) in scene.rows.iter().enumerate() {
        let silence = row.silence.as_ref();
        let silence = silence.map(|words| format!("    Note over C,S: {}\n", escape(words)));
        let line = silence.unwrap_or_default() + &arrow(scene, row);
        if text.len() + line.len() > MOST {
            let words = scene.more(scene.rows.len() - number);
            let _ = writeln!(text, "    Note over C,S: … {}", escape(&words));
            break;
        }
        text.push_str(&line);
    }
    if let Some(words) = &scene.left_out {
        let _ = writeln!(text, "    Note over C,S: … {}", escape(words));
    }
    text
}

/// `    C->>S: frame 112 · PORT 127,0,0,1,249,156`
fn arrow(scene: &Scene, row: &DiagramRow) -> String {
    let line = if row.data { "--" } else { "-" };
    let (tail, head) = match (row.both_ways, row.class) {
        (true, _) => ("<<", ">>"),
        (false, _) if row.lost || row.reset => ("", "x"),
        (false, _) => ("", ">>"),
    };
    let (from, to) = (NAMES[row.from], NAMES[row.to]);
    format!(
        "    {from}{tail}{line}{head}{to}: {} · {}\n",
        escape(&scene.numbered(row)),
        escape(&shorten(&row.label, LABEL))
    )
}

/// Everything that Mermaid or the page around it might read as more than text becomes an entity:
/// line and comment signs, directives (`%%{`), entities, formulas, tags.
fn escape(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        let plain = character.is_alphanumeric() || " .,:/-_()=+*'?!→·–…×".contains(character);
        if plain {
            shown.push(character);
        } else {
            let _ = write!(shown, "#{};", u32::from(character));
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn nothing_of_a_hostile_name_is_syntax() {
        let hostile = "%%{init: {'theme': 'x'}}%%;\nend #35; <img src=x> $$x$$ `a` \"q\" & @{";
        let shown = escape(hostile);
        for sign in ['%', '{', '}', '<', '>', '$', '`', '"', '&', '@', '\n'] {
            assert!(!shown.contains(sign), "{sign} in {shown}");
        }
        assert_eq!(escape("a;b#c"), "a#59;b#35;c");
        assert_eq!(escape("báo cáo.txt"), "báo cáo.txt");
    }
}
