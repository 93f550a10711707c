//! The frames that prove something: the first by their numbers, the rest counted.

use crate::locale::Catalogue;

/// `frames 4, 8 and 3 more`: `first` are the first of `count` frames.
pub(super) fn named(catalogue: &Catalogue, first: &[u64], count: usize) -> String {
    let word = catalogue.text("frames", &[("count", (count as u64).into())]);
    format!("{word} {}", numbers(catalogue, first, count))
}

/// `4, 8 and 3 more`
pub(super) fn numbers(catalogue: &Catalogue, first: &[u64], count: usize) -> String {
    let some: Vec<String> = first.iter().map(u64::to_string).collect();
    let some = some.join(", ");
    match count.saturating_sub(first.len()) {
        0 => some,
        rest => format!("{some} {}", catalogue.text("frames-more", &[("count", (rest as u64).into())])),
    }
}

#[cfg(test)]
mod tests {
    use super::named;
    use crate::output::finding::ENGLISH;

    #[test]
    fn the_rest_is_counted() {
        assert_eq!(named(&ENGLISH, &[4], 1), "frame 4");
        assert_eq!(named(&ENGLISH, &[4, 8], 2), "frames 4, 8");
        assert_eq!(named(&ENGLISH, &[4, 8], 5), "frames 4, 8 and 3 more");
    }
}
