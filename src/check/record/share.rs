//! What several recordings of one scenario share.
//!
//! Two recordings are laid side by side: the sessions of one and of the other, the transfers of two
//! sessions, the steps of two dialogues. What stands in the same order in both is a pair
//! ([`align`]); what has no partner is not expected, and numbers of sessions, transfers and
//! announcements become ranges. Of a pair each key is expected that both have, in the narrowest
//! form that fits both ([`both`]): a range round two sizes, a list of two words, a text with `*`
//! where two texts differ; a digest that differs is not expected. A dialogue of which steps have no
//! partner is a `sequence`, which lets others stand between. Findings are added up: each recording
//! was good.
//!
//! A third recording is compared with what the first two share, and so on.

use super::lines::{ExpectedValue, RecordedStep, Section, SectionEntry};
use super::volatile::VolatilePattern;

/// Pairs that are compared to align two lists. Longer lists are paired from both ends as far as
/// they are alike.
const PAIRS: usize = 1 << 20;

/// What both recordings have.
pub(super) fn shared(one: Vec<Section>, other: &[Section]) -> Vec<Section> {
    let mut partners = vec![None; one.len()];
    for header in headers(&one) {
        let mine = places(&one, header);
        let theirs = places(other, header);
        let pairs = align(mine.len(), theirs.len(), |a, b| {
            likeness(&one[mine[a]], &other[theirs[b]])
        });
        for (a, b) in pairs {
            partners[mine[a]] = Some(theirs[b]);
        }
    }
    one.into_iter()
        .zip(partners)
        .filter_map(|(section, partner)| Some(pair(section, &other[partner?])))
        .collect()
}

/// The headers of sections, each once.
fn headers(sections: &[Section]) -> Vec<&'static str> {
    let mut headers: Vec<&str> = sections.iter().map(|section| section.header).collect();
    headers.sort_unstable();
    headers.dedup();
    headers
}

fn places(sections: &[Section], header: &str) -> Vec<usize> {
    (0..sections.len())
        .filter(|&at| sections[at].header == header)
        .collect()
}

/// Keys that two sections must have in common to be about the same.
const SAME: [&str; 4] = ["match", "where", "command", "method"];

/// How much two sections have in common; `None` where they are not about the same.
fn likeness(one: &Section, other: &Section) -> Option<usize> {
    let is_offer = one.header == "[[session.offer]]";
    let named = SAME.iter().filter(|&&key| is_offer || key != "method");
    let mut named = named.map(|key| (one.get(key), other.get(key)));
    if !named.all(|(mine, theirs)| mine == theirs) {
        return None;
    }
    let equal = one.entries.iter().filter(|entry| match entry {
        SectionEntry::Value(key, value) => other.get(key) == Some(value),
        SectionEntry::Comment(_) => false,
    });
    Some(1 + equal.count())
}

fn pair(one: Section, other: &Section) -> Section {
    let entries = one.entries.into_iter().filter_map(|entry| match entry {
        SectionEntry::Comment(_) => other.entries.contains(&entry).then_some(entry),
        SectionEntry::Value("dialogue" | "sequence", ExpectedValue::Steps(steps)) => {
            dialogue(&steps, other)
        }
        SectionEntry::Value(key, value) => {
            both(key, value, other.get(key)?).map(|v| SectionEntry::Value(key, v))
        }
    });
    Section {
        header: one.header,
        entries: entries.collect(),
        nested: shared(one.nested, &other.nested),
    }
}

/// The narrowest value that fits both; `None` where that is anything.
fn both(key: &str, one: ExpectedValue, other: &ExpectedValue) -> Option<ExpectedValue> {
    match (one, other) {
        (ExpectedValue::Range(least, most), ExpectedValue::Range(low, high)) => {
            let most = most.zip(*high).map(|(most, high)| most.max(high));
            Some(ExpectedValue::Range(least.min(*low), most))
        }
        (ExpectedValue::Words(words), ExpectedValue::Words(more)) => {
            Some(ExpectedValue::Words(union(words, more)))
        }
        (ExpectedValue::Names(names), ExpectedValue::Names(more)) => {
            let mut names = union(names, more);
            names.sort();
            Some(ExpectedValue::Names(names))
        }
        (ExpectedValue::Text(one), ExpectedValue::Text(other)) => {
            general(&one, other).map(ExpectedValue::Text)
        }
        // a file that is empty here and there is not says nothing of its digest
        (one, other) if one == *other => Some(one),
        (
            ExpectedValue::Flag(_)
            | ExpectedValue::Exact(_)
            | ExpectedValue::OfUser(_)
            | ExpectedValue::Steps(_),
            _,
        ) => None,
        _ => {
            debug_assert!(false, "{key} has one form");
            None
        }
    }
}

fn union(mut words: Vec<String>, more: &[String]) -> Vec<String> {
    for word in more {
        if !words.contains(word) {
            words.push(word.clone());
        }
    }
    words
}

/// A text with `*` where two differ; `None` where nothing of it is left.
fn general(one: &VolatilePattern, other: &VolatilePattern) -> Option<VolatilePattern> {
    if one == other {
        return Some(one.clone());
    }
    let text = if one.text == other.text {
        one.text.clone()
    } else {
        common(&one.text, &other.text)
    };
    (text != "*").then_some(VolatilePattern { text, like: true })
}

/// What two texts begin and end with, in whole words, and `*` between.
fn common(one: &str, other: &str) -> String {
    let (a, b): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let shorter = a.len().min(b.len());
    let mut head = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let backwards = a.iter().rev().zip(b.iter().rev());
    let mut tail = backwards
        .take(shorter - head)
        .take_while(|(x, y)| x == y)
        .count();
    while head > 0 && is_in_word(a.get(head - 1), [a.get(head), b.get(head)]) {
        head -= 1;
    }
    while tail > 0 && is_in_word(a.get(a.len() - tail), [before(&a, tail), before(&b, tail)]) {
        tail -= 1;
    }
    let head: String = a[..head].iter().collect();
    let tail: String = a[a.len() - tail..].iter().collect();
    format!("{head}*{tail}")
}

/// What stands before the last `count` characters.
fn before(text: &[char], count: usize) -> Option<&char> {
    text.get((text.len() - count).checked_sub(1)?)
}

/// True where a cut between a character and its neighbours would leave a part of a word.
fn is_in_word(character: Option<&char>, neighbours: [Option<&char>; 2]) -> bool {
    character.is_some_and(|c| c.is_alphanumeric())
        && neighbours
            .into_iter()
            .flatten()
            .any(|c| c.is_alphanumeric())
}

/// The steps that two dialogues share: all of them, or a sequence.
fn dialogue(steps: &[RecordedStep], other: &Section) -> Option<SectionEntry> {
    let (whole, theirs) = match (other.get("dialogue"), other.get("sequence")) {
        (Some(ExpectedValue::Steps(theirs)), _) => (true, theirs),
        (None, Some(ExpectedValue::Steps(theirs))) => (false, theirs),
        _ => return None,
    };
    let pairs = align(steps.len(), theirs.len(), |a, b| {
        let (mine, theirs) = (&steps[a], &theirs[b]);
        (mine.verb == theirs.verb).then(|| 1 + usize::from(mine == theirs))
    });
    let whole = whole && pairs.len() == steps.len() && pairs.len() == theirs.len();
    let shared: Vec<RecordedStep> = pairs
        .into_iter()
        .map(|(a, b)| step(&steps[a], &theirs[b]))
        .collect();
    if shared.is_empty() && !whole {
        return None;
    }
    let key = if whole { "dialogue" } else { "sequence" };
    Some(SectionEntry::Value(key, ExpectedValue::Steps(shared)))
}

fn step(one: &RecordedStep, other: &RecordedStep) -> RecordedStep {
    let arguments = one.argument.as_ref().zip(other.argument.as_ref());
    let replies = one.replies.as_ref().zip(other.replies.as_ref());
    RecordedStep {
        verb: one.verb.clone(),
        argument: arguments.and_then(|(a, b)| general(a, b)),
        replies: replies
            .filter(|(a, b)| a.len() == b.len())
            .map(|(a, b)| a.iter().zip(b).map(|(a, b)| reply(a, b)).collect()),
    }
}

fn reply(one: &str, other: &str) -> String {
    if one == other {
        one.to_owned()
    } else {
        common(one, other)
    }
}

/// Pairs of two lists in the order of both, so that their likeness is as great as can be.
fn align(
    many: usize,
    others: usize,
    likeness: impl Fn(usize, usize) -> Option<usize>,
) -> Vec<(usize, usize)> {
    if many == others && (0..many).all(|at| likeness(at, at).is_some()) {
        return (0..many).map(|at| (at, at)).collect();
    }
    if many.saturating_mul(others) > PAIRS {
        return from_both_ends(many, others, likeness);
    }
    // how much the rest of both lists has in common, from each pair of places on
    let width = others + 1;
    let mut best = vec![0; (many + 1) * width];
    for a in (0..many).rev() {
        for b in (0..others).rev() {
            let paired = likeness(a, b).map_or(0, |alike| alike + best[(a + 1) * width + b + 1]);
            let passed = best[(a + 1) * width + b].max(best[a * width + b + 1]);
            best[a * width + b] = paired.max(passed);
        }
    }
    let (mut a, mut b) = (0, 0);
    let mut pairs = Vec::new();
    while a < many && b < others {
        let here = best[a * width + b];
        let paired = likeness(a, b).map(|alike| alike + best[(a + 1) * width + b + 1]);
        if paired == Some(here) {
            pairs.push((a, b));
            (a, b) = (a + 1, b + 1);
        } else if best[(a + 1) * width + b] == here {
            a += 1;
        } else {
            b += 1;
        }
    }
    pairs
}

fn from_both_ends(
    many: usize,
    others: usize,
    likeness: impl Fn(usize, usize) -> Option<usize>,
) -> Vec<(usize, usize)> {
    let shorter = many.min(others);
    let head = (0..shorter)
        .take_while(|&at| likeness(at, at).is_some())
        .count();
    let tail = (1..=shorter - head)
        .take_while(|&at| likeness(many - at, others - at).is_some())
        .count();
    let behind = (1..=tail).rev().map(|at| (many - at, others - at));
    (0..head).map(|at| (at, at)).chain(behind).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_share_whole_words() {
        assert_eq!(common("/in/a-17.csv", "/in/a-199.csv"), "/in/a-*.csv");
        assert_eq!(common("226 Done", "226 Transfer complete"), "226 *");
        assert_eq!(common("ab", "ac"), "*");
        assert_eq!(common("a b a", "a a"), "a *a");
    }

    fn letters(one: &str, other: &str) -> Vec<(usize, usize)> {
        let (one, other) = (one.as_bytes(), other.as_bytes());
        align(one.len(), other.len(), |a, b| {
            (one[a] == other[b]).then_some(1)
        })
    }

    #[test]
    fn lists_are_aligned_in_order() {
        assert_eq!(letters("abc", "abc"), [(0, 0), (1, 1), (2, 2)]);
        assert_eq!(letters("abcd", "acd"), [(0, 0), (2, 1), (3, 2)]);
        assert_eq!(letters("xab", "yab"), [(1, 1), (2, 2)]);
        assert_eq!(letters("", "a"), []);
    }

    #[test]
    fn long_lists_are_aligned_at_their_ends() {
        let pairs = from_both_ends(10, 11, |a, b| {
            (a == b && a <= 5 || a + 1 == b && a > 5).then_some(1)
        });
        assert_eq!(pairs.len(), 10);
        assert_eq!(pairs.last(), Some(&(9, 10)));
    }
}
