//! The frames that prove something: the first by their numbers, the rest counted; and which files
//! they stand in.

use std::io::{self, Write};
use std::path::Path;

use crate::analysis::view::View;
use crate::model::{CaptureSummary, Turn};
use crate::text::escape;
use crate::text::locale::Catalogue;
use crate::text::shell;

use crate::text::style::wrap;

/// `frames 4, 8 and 3 more`: `first` are the first of `count` frames.
pub(crate) fn named(catalogue: &Catalogue, first: &[u64], count: usize) -> String {
    let word = catalogue.text("frames", &[("count", (count as u64).into())]);
    format!("{word} {}", numbers(catalogue, first, count))
}

/// `4, 8 and 3 more`
pub(crate) fn numbers(catalogue: &Catalogue, first: &[u64], count: usize) -> String {
    let some: Vec<String> = first.iter().map(u64::to_string).collect();
    let some = some.join(", ");
    match count.saturating_sub(first.len()) {
        0 => some,
        rest => format!(
            "{some} {}",
            catalogue.text("frames-more", &[("count", (rest as u64).into())])
        ),
    }
}

/// Turns of a file that are named before the rest is left to the timeline.
const TURNS: usize = 12;

/// Lines that name the files of frames, and the numbers that the frames have there; none where one
/// file was read. `cited` are first and last frames of what a text speaks of.
pub(crate) fn by_file(
    catalogue: &Catalogue,
    captures: &[CaptureSummary],
    cited: Vec<(u64, u64)>,
    width: u16,
) -> Vec<String> {
    if captures.iter().filter(|capture| capture.frames > 0).count() < 2 || cited.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![catalogue.text("frames-by-file", &[])];
    let cited = apart(cited);
    let mut all = cited
        .iter()
        .all(|&(first, last)| is_in_a_file(captures, first) && is_in_a_file(captures, last));
    for capture in captures {
        let mut turns = capture.turns.iter().filter(|turn| is_cited(&cited, turn));
        let named: Vec<String> = turns.by_ref().take(TURNS).map(numbers_there).collect();
        all &= turns.next().is_none();
        if !named.is_empty() {
            lines.push(format!("  {}", escape::text(capture.path.as_bytes())));
            lines.extend(
                wrap(&named.join(", "), width.saturating_sub(4))
                    .iter()
                    .map(|line| unglued(line)),
            );
        }
    }
    if !all {
        lines.extend(wrap(&catalogue.text("frames-by-file-rest", &[]), width));
    }
    lines
}

fn is_in_a_file(captures: &[CaptureSummary], frame: u64) -> bool {
    captures
        .iter()
        .any(|capture| capture.number_in_file(frame).is_some())
}

fn is_cited(cited: &[(u64, u64)], turn: &Turn) -> bool {
    let after = cited.partition_point(|&(_, last)| last < turn.first);
    cited
        .get(after)
        .is_some_and(|&(first, _)| first <= turn.last)
}

/// The frames of the connections of the chosen sessions, from the first to the last of each, as
/// [`by_file`] takes them.
pub(crate) fn of_sessions(view: &View) -> Vec<(u64, u64)> {
    let connections = view.sessions().flat_map(|session| &session.connections);
    connections
        .filter_map(|&id| view.analysis.connection(id))
        .map(|connection| (connection.first.frame, connection.last.frame))
        .collect()
}

/// The same lines as a list in Markdown.
pub(crate) fn by_file_in_markdown(
    catalogue: &Catalogue,
    captures: &[CaptureSummary],
    cited: Vec<(u64, u64)>,
) -> String {
    let mut text = String::new();
    for line in by_file(catalogue, captures, cited, u16::MAX) {
        if let Some(numbers) = line.strip_prefix("    ") {
            text.push_str(": ");
            text.push_str(numbers);
        } else if let Some(path) = line.strip_prefix("  ") {
            text.push_str("\n- ");
            text.push_str(&escape::markdown(path));
        } else {
            text.push_str("\n\n");
            text.push_str(&line);
            text.push('\n');
        }
    }
    text.trim_matches('\n').to_owned()
}

/// The file that a frame stands in, and its number there; nothing where that is not known.
pub(crate) fn in_file(captures: &[CaptureSummary], frame: u64) -> Option<(&str, u64)> {
    match captures {
        [only] => Some((&only.path, frame)),
        several => several
            .iter()
            .find_map(|file| Some((file.path.as_str(), file.number_in_file(frame)?))),
    }
}

/// The command that opens Wireshark at a frame, in the file that it stands in. Nothing where that
/// is standard input, or is not known.
pub(crate) fn wireshark(captures: &[CaptureSummary], frame: u64) -> Option<String> {
    let (path, number) = in_file(captures, frame)?;
    (path != "-").then(|| {
        let file = shell::word(Path::new(path));
        format!("wireshark -r {file} -g {number}")
    })
}

/// The same for somebody who has the file elsewhere: it is named without its folders, which are
/// nobody's business.
pub(crate) fn wireshark_by_name(captures: &[CaptureSummary], frame: u64) -> Option<String> {
    let (path, number) = in_file(captures, frame)?;
    let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
    (path != "-").then(|| {
        let file = shell::word(Path::new(name));
        format!("wireshark -r {file} -g {number}")
    })
}

/// The same frames, in ranges that neither touch nor overlap, in order.
fn apart(mut ranges: Vec<(u64, u64)>) -> Vec<(u64, u64)> {
    ranges.sort_unstable();
    ranges.dedup_by(|&mut (first, last), known| {
        let touches = first <= known.1.saturating_add(1);
        known.1 = if touches { known.1.max(last) } else { known.1 };
        touches
    });
    ranges
}

/// Writes such lines below a text.
pub(crate) fn write_below(out: &mut dyn Write, lines: &[String]) -> io::Result<()> {
    if !lines.is_empty() {
        writeln!(out)?;
    }
    lines.iter().try_for_each(|line| writeln!(out, "{line}"))
}

/// What keeps a number and its brackets on one line.
const GLUE: char = '\u{a0}';

fn unglued(line: &str) -> String {
    format!("    {}", line.replace(GLUE, " "))
}

/// `123-244 (1-122)`
fn numbers_there(turn: &Turn) -> String {
    let more = turn.last - turn.first;
    format!(
        "{}{GLUE}({})",
        span(turn.first, more),
        span(turn.first_in_file, more)
    )
}

fn span(first: u64, more: u64) -> String {
    if more == 0 {
        first.to_string()
    } else {
        format!("{first}-{}", first + more)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::{Capture, Input};
    use crate::limits::Limits;
    use crate::text::finding::ENGLISH;

    #[test]
    fn the_rest_is_counted() {
        assert_eq!(named(&ENGLISH, &[4], 1), "frame 4");
        assert_eq!(named(&ENGLISH, &[4, 8], 2), "frames 4, 8");
        assert_eq!(named(&ENGLISH, &[4, 8], 5), "frames 4, 8 and 3 more");
    }

    /// Two files that take turns, a frame each.
    fn captures(turns: u64) -> Vec<CaptureSummary> {
        let none = Input::bytes(b"");
        let capture = Capture::open(none, &Limits::default()).expect("one input");
        let blank = capture.frames().finish().remove(0);
        let file = |path: &str, first: u64| CaptureSummary {
            path: path.into(),
            frames: turns,
            turns: (0..turns)
                .map(|at| Turn {
                    first: first + 2 * at,
                    last: first + 2 * at,
                    first_in_file: at + 1,
                })
                .collect(),
            ..blank.clone()
        };
        vec![file("a.pcap", 1), file("b.pcap", 2)]
    }

    #[test]
    fn each_frame_is_found_in_its_file() {
        let captures = captures(4);
        let lines =
            |cited: &[(u64, u64)]| by_file(&ENGLISH, &captures, cited.to_vec(), 80)[1..].to_vec();
        assert_eq!(lines(&[(4, 4)]), ["  b.pcap", "    4 (2)"]);
        assert_eq!(
            lines(&[(1, 1), (7, 8)]),
            ["  a.pcap", "    1 (1), 7 (4)", "  b.pcap", "    8 (4)"]
        );
        assert_eq!(
            by_file(&ENGLISH, &captures, vec![], 80),
            [""; 0],
            "no frame is named"
        );
        assert_eq!(
            by_file(&ENGLISH, &captures[..1], vec![(1, 1)], 80),
            [""; 0],
            "there is one file"
        );
    }

    #[test]
    fn a_list_in_markdown_has_a_line_for_each_file() {
        let text = by_file_in_markdown(&ENGLISH, &captures(4), vec![(1, 1), (7, 8)]);
        let title = ENGLISH.text("frames-by-file", &[]);
        assert_eq!(
            text,
            format!("{title}\n\n- a.pcap: 1 (1), 7 (4)\n- b.pcap: 8 (4)")
        );
        assert_eq!(
            by_file_in_markdown(&ENGLISH, &captures(4)[..1], vec![(1, 1)]),
            ""
        );
    }

    #[test]
    fn ranges_that_touch_are_one() {
        assert_eq!(
            apart(vec![(7, 9), (1, 2), (3, 3), (8, 8), (11, 12)]),
            [(1, 3), (7, 9), (11, 12)]
        );
        assert_eq!(apart(Vec::new()), []);
    }

    #[test]
    fn what_is_not_listed_is_said() {
        let rest = ENGLISH.text("frames-by-file-rest", &[]);
        let captures = captures(20);
        assert!(!by_file(&ENGLISH, &captures, vec![(1, 24)], 80).contains(&rest));
        assert!(
            by_file(&ENGLISH, &captures, vec![(1, 25)], 80).contains(&rest),
            "more than are listed"
        );
        assert!(
            by_file(&ENGLISH, &captures, vec![(41, 41)], 80).contains(&rest),
            "more than are kept"
        );
    }
}
