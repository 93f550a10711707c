//! Where the words of a line stand, as a shell cuts it: none in quotes is cut.

use std::ops::Range;

/// Where the words of a part of a line stand.
pub(super) fn words(line: &[u8], span: Range<usize>) -> Vec<Range<usize>> {
    let line = &line[..span.end];
    let mut found = Vec::new();
    let mut at = span.start;
    while at < line.len() {
        let end = end_of_word(line, at);
        if end > at {
            found.push(at..end);
        }
        at = end + 1;
    }
    found
}

/// The blank behind the word that begins there; none in quotes counts.
fn end_of_word(line: &[u8], start: usize) -> usize {
    let mut quote = None;
    for (at, &byte) in line.iter().enumerate().skip(start) {
        let is_blank = b" \t".contains(&byte);
        match quote {
            Some(open) => quote = Some(open).filter(|open| byte != *open),
            None if is_blank => return at,
            None => quote = Some(byte).filter(|byte| b"\"'".contains(byte)),
        }
    }
    line.len()
}

/// What stands in the quotes of a word; of one that is cut off, in those that are not closed.
pub(super) fn in_quotes(line: &[u8], word: &Range<usize>) -> Option<Range<usize>> {
    let (quote, rest) = line[word.clone()].split_first()?;
    let is_quote = b"\"'".contains(quote);
    let closed = without_quotes(line, word.clone());
    if is_quote && closed == *word && memchr::memchr(*quote, rest).is_none() {
        return Some(word.start + 1..word.end);
    }
    (closed != *word).then_some(closed)
}

pub(super) fn without_quotes(line: &[u8], word: Range<usize>) -> Range<usize> {
    match &line[word.clone()] {
        [first @ (b'"' | b'\''), .., last] if first == last => word.start + 1..word.end - 1,
        _ => word,
    }
}
