//! Markdown, as the summary of a job of GitHub Actions, a comment on a change, or a mail takes it.

use std::io::{self, Write};

use crate::text::finding::ENGLISH;

use super::{Judged, sentence, title};

/// Failures of a capture that are written out: a summary of GitHub Actions holds 1 MiB.
const FAILURES: usize = 100;
/// Expectations of a failure that are listed.
const OUTCOMES: usize = 30;

/// Writes a table of the captures, then the failures of each.
pub fn write(out: &mut dyn Write, judged: &[Judged]) -> io::Result<()> {
    let passed = judged.iter().all(Judged::passed);
    let word = if passed { "passed" } else { "failed" };
    writeln!(out, "## ftpscope check: {word}\n")?;
    writeln!(out, "| Capture | Result | Expectations | Failures |")?;
    writeln!(out, "|---|---|---:|---:|")?;
    for capture in judged {
        let result = match (&capture.error, capture.passed()) {
            (Some(_), _) => "error",
            (None, false) => "**failed**",
            (None, true) => "ok",
        };
        writeln!(
            out,
            "| {} | {result} | {} | {} |",
            escaped(&capture.title),
            capture.outcomes.len(),
            capture.failures.len()
        )?;
    }
    judged
        .iter()
        .filter(|capture| !capture.passed())
        .try_for_each(|capture| details(out, capture))
}

fn details(out: &mut dyn Write, capture: &Judged) -> io::Result<()> {
    writeln!(out, "\n### {}", escaped(&capture.title))?;
    if let Some(error) = &capture.error {
        writeln!(out, "\n{}", escaped(error))?;
    }
    for failure in capture.failures.iter().take(FAILURES) {
        writeln!(out, "\n**{}**\n", escaped(&failure.title(capture)))?;
        if let Some(line) = failure.dialogue() {
            writeln!(out, "- {}", escaped(&line))?;
        }
        for &at in failure.outcomes.iter().take(OUTCOMES) {
            let outcome = &capture.outcomes[at];
            let text = format!("{}: {}", title(outcome), sentence(outcome));
            writeln!(out, "- {}", escaped(&text))?;
        }
        rest(out, failure.outcomes.len(), OUTCOMES, "expectations")?;
        block(out, &failure.look(capture))?;
    }
    rest(out, capture.failures.len(), FAILURES, "failures")?;
    if !capture.failures.is_empty() && !capture.anew.is_empty() {
        writeln!(out, "\n{}", ENGLISH.text("check-record-anew", &[]))?;
        block(out, &capture.anew)?;
    }
    Ok(())
}

/// Says how many are left out.
fn rest(out: &mut dyn Write, count: usize, shown: usize, what: &str) -> io::Result<()> {
    match count.saturating_sub(shown) {
        0 => Ok(()),
        more => writeln!(out, "- and {more} more {what}"),
    }
}

/// Commands as a block of code. A fence is longer than any row of marks inside it.
fn block(out: &mut dyn Write, commands: &[String]) -> io::Result<()> {
    if commands.is_empty() {
        return Ok(());
    }
    let longest = commands
        .iter()
        .flat_map(|command| command.split(|c| c != '`'))
        .map(str::len)
        .max()
        .unwrap_or_default();
    let fence = "`".repeat((longest + 1).max(3));
    writeln!(out, "\n{fence}sh\n{}\n{fence}", commands.join("\n"))
}

/// Text in which nothing is markup: names of files and replies come from anywhere.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            // mentions and references
            '@' => safe.push_str("&#64;"),
            '#' => safe.push_str("&#35;"),
            '\n' => safe.push(' '),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '(' | ')' | '!' | '|' | '~' => {
                safe.push('\\');
                safe.push(character);
            }
            other => safe.push(other),
        }
    }
    // a link needs no markup where its scheme is enough
    safe.replace("://", "&#58;//").replace("www.", "www&#46;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_from_outside_is_markup() {
        assert_eq!(
            escaped("a|b <img> *x* [l](http://h) @all #1 `c`"),
            r"a\|b &lt;img&gt; \*x\* \[l\]\(http&#58;//h\) &#64;all &#35;1 \`c\`"
        );
    }

    #[test]
    fn a_fence_is_longer_than_what_is_in_it() {
        let mut out = Vec::new();
        block(&mut out, &["a ````b".to_owned()]).expect("memory takes it");
        let text = String::from_utf8(out).expect("text");
        assert!(
            text.contains("\n`````sh\n") && text.ends_with("\n`````\n"),
            "{text}"
        );
    }
}
