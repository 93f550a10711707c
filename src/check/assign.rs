//! Gives every rule that wants a subject of its own one that fits it, for as many rules as can be.

/// For each of `rules`, the index of its subject; `fits` tells whether a rule holds of a subject.
///
/// In the order in which they stand, if that works out; else by augmenting paths (Berge), breadth first.
pub(super) fn assign(rules: usize, subjects: usize, fits: impl Fn(usize, usize) -> bool) -> Vec<Option<usize>> {
    if rules == subjects && (0..rules).all(|at| fits(at, at)) {
        return (0..rules).map(Some).collect();
    }
    let fitting: Vec<Vec<usize>> = (0..rules).map(|r| (0..subjects).filter(|&s| fits(r, s)).collect()).collect();
    let mut of_rule: Vec<Option<usize>> = vec![None; rules];
    let mut of_subject: Vec<Option<usize>> = vec![None; subjects];
    for rule in 0..rules {
        let Some((reached_by, mut subject)) = free_subject(rule, &fitting, &of_subject) else { continue };
        // back along the path, each rule takes the subject that was found for it and leaves the one it had
        while let Some(taker) = reached_by[subject] {
            let left = of_rule[taker].replace(subject);
            of_subject[subject] = Some(taker);
            match left {
                Some(left) => subject = left,
                None => break,
            }
        }
    }
    of_rule
}

/// A subject that nobody has, reached from `rule` through rules that could give up theirs; and by whom each subject
/// on the way was reached.
fn free_subject(
    rule: usize,
    fitting: &[Vec<usize>],
    of_subject: &[Option<usize>],
) -> Option<(Vec<Option<usize>>, usize)> {
    let mut reached_by = vec![None; of_subject.len()];
    let mut waiting = std::collections::VecDeque::from([rule]);
    while let Some(rule) = waiting.pop_front() {
        for &subject in &fitting[rule] {
            if reached_by[subject].is_some() {
                continue;
            }
            reached_by[subject] = Some(rule);
            match of_subject[subject] {
                Some(owner) => waiting.push_back(owner),
                None => return Some((reached_by, subject)),
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::assign;

    fn assigned(table: &[&[usize]], subjects: usize) -> Vec<Option<usize>> {
        assign(table.len(), subjects, |rule, subject| table[rule].contains(&subject))
    }

    #[test]
    fn gives_way_where_another_subject_fits_too() {
        assert_eq!(assigned(&[&[0, 1], &[0]], 2), [Some(1), Some(0)]);
        assert_eq!(assigned(&[&[0, 1], &[0, 2], &[0, 1]], 3), [Some(0), Some(2), Some(1)]);
        assert_eq!(assigned(&[&[1], &[0]], 2), [Some(1), Some(0)], "order does not matter");
    }

    #[test]
    fn leaves_out_what_cannot_be() {
        assert_eq!(assigned(&[&[0], &[0]], 2).iter().flatten().count(), 1);
        assert_eq!(assigned(&[&[], &[0]], 1), [None, Some(0)]);
        assert_eq!(assigned(&[&[0]], 0), [None; 1]);
        assert_eq!(assigned(&[], 3), [None; 0]);
    }
}
