//! Gives every rule that wants a subject of its own one that fits it, for as many rules as can be.

use std::cell::Cell;
use std::collections::VecDeque;

/// Rules or subjects that are passed over, in number, to find where two lists that differ go on
/// alike.
const AHEAD: usize = 16;

/// The subjects that may fit a rule.
#[derive(Debug)]
pub(super) struct Candidates {
    /// Of each rule, the number of its list.
    pub(super) list: Vec<usize>,
    /// Subjects in order; what is in no list of a rule does not fit it.
    pub(super) lists: Vec<Vec<usize>>,
}

/// What came of it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Assigned {
    /// Of each rule, the index of its subject.
    pub(super) of_rule: Vec<Option<usize>>,
    /// False where `budget` did not suffice: more rules might have found a subject.
    pub(super) searched: bool,
}

/// For each rule the index of its subject; `fits` tells whether a rule holds of a subject.
///
/// In the order in which they stand, as far as that works out, which takes time for each rule once;
/// for what is left by augmenting paths (Berge), breadth first, which takes time for each pair:
/// `budget` is how often `fits` may be asked there.
pub(super) fn assign(
    subjects: usize,
    candidates: &Candidates,
    fits: impl Fn(usize, usize) -> bool,
    budget: &Cell<usize>,
) -> Assigned {
    let rules = candidates.list.len();
    if rules == subjects && (0..rules).all(|at| fits(at, at)) {
        return Assigned {
            of_rule: (0..rules).map(Some).collect(),
            searched: true,
        };
    }
    let mut search = Search {
        candidates,
        fits,
        budget,
        of_rule: vec![None; rules],
        of_subject: vec![None; subjects],
        reached_by: vec![None; subjects],
    };
    let mut rules_of = vec![Vec::new(); candidates.lists.len()];
    for (rule, &list) in candidates.list.iter().enumerate() {
        rules_of[list].push(rule);
    }
    for (rules, list) in rules_of.iter().zip(&candidates.lists) {
        search.in_order(rules, list);
    }
    let searched =
        (0..rules).all(|rule| search.of_rule[rule].is_some() || search.find(rule).is_some());
    Assigned {
        of_rule: search.of_rule,
        searched,
    }
}

struct Search<'c, F> {
    candidates: &'c Candidates,
    fits: F,
    budget: &'c Cell<usize>,
    of_rule: Vec<Option<usize>>,
    of_subject: Vec<Option<usize>>,
    /// By which rule a subject was reached. From those that a search in vain has reached no later
    /// one gets further.
    reached_by: Vec<Option<usize>>,
}

impl<F: Fn(usize, usize) -> bool> Search<'_, F> {
    /// Pairs rules and subjects that stand in the same order, with a few between them that fit
    /// nothing.
    fn in_order(&mut self, rules: &[usize], subjects: &[usize]) {
        let subjects: Vec<usize> = subjects
            .iter()
            .copied()
            .filter(|&s| self.of_subject[s].is_none())
            .collect();
        let (mut rule, mut subject) = (0, 0);
        while rule < rules.len() && subject < subjects.len() {
            let pair =
                |rule: usize, subject: usize| Some((*rules.get(rule)?, *subjects.get(subject)?));
            let fitting =
                |pair: Option<(usize, usize)>| pair.is_some_and(|(r, s)| (self.fits)(r, s));
            if !fitting(pair(rule, subject)) {
                let passed = (1..=AHEAD).flat_map(|by| [(0, by), (by, 0)]);
                let next = passed
                    .map(|(r, s)| (rule + r, subject + s))
                    .find(|&(r, s)| self.pays() && fitting(pair(r, s)));
                (rule, subject) = next.unwrap_or((rule + 1, subject + 1));
                if next.is_none() {
                    continue;
                }
            }
            self.take(rules[rule], subjects[subject]);
            (rule, subject) = (rule + 1, subject + 1);
        }
    }

    /// Takes one from the budget; false where there is nothing left of it.
    fn pays(&self) -> bool {
        let left = self.budget.get().checked_sub(1);
        self.budget.set(left.unwrap_or(0));
        left.is_some()
    }

    /// Gives a rule a subject; the one that it had.
    fn take(&mut self, rule: usize, subject: usize) -> Option<usize> {
        self.of_subject[subject] = Some(rule);
        self.of_rule[rule].replace(subject)
    }

    /// Finds a rule a subject, if need be by others giving way; whether there is one, `None` where
    /// the budget is spent.
    fn find(&mut self, rule: usize) -> Option<bool> {
        let mut reached = Vec::new();
        let mut waiting = VecDeque::from([rule]);
        while let Some(rule) = waiting.pop_front() {
            for &subject in &self.candidates.lists[self.candidates.list[rule]] {
                if self.reached_by[subject].is_some() {
                    continue;
                }
                if !self.pays() {
                    return None;
                }
                if !(self.fits)(rule, subject) {
                    continue;
                }
                self.reached_by[subject] = Some(rule);
                reached.push(subject);
                if let Some(owner) = self.of_subject[subject] {
                    waiting.push_back(owner);
                    continue;
                }
                self.give_way(subject);
                for subject in reached {
                    self.reached_by[subject] = None;
                }
                return Some(true);
            }
        }
        Some(false)
    }

    /// Back along the path, each rule takes the subject that was found for it and leaves the one it
    /// had.
    fn give_way(&mut self, mut subject: usize) {
        while let Some(taker) = self.reached_by[subject] {
            match self.take(taker, subject) {
                Some(left) => subject = left,
                None => break,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Candidates that leave everything to `fits`.
    fn all(rules: usize, subjects: usize) -> Candidates {
        Candidates {
            list: vec![0; rules],
            lists: vec![(0..subjects).collect()],
        }
    }

    fn assigned(table: &[&[usize]], subjects: usize) -> Vec<Option<usize>> {
        let assigned = assign(
            subjects,
            &all(table.len(), subjects),
            |rule, subject| table[rule].contains(&subject),
            &Cell::new(1000),
        );
        assert!(assigned.searched);
        assigned.of_rule
    }

    #[test]
    fn gives_way_where_another_subject_fits_too() {
        assert_eq!(assigned(&[&[0, 1], &[0]], 2), [Some(1), Some(0)]);
        assert_eq!(
            assigned(&[&[0, 1], &[0, 2], &[0, 1]], 3),
            [Some(0), Some(2), Some(1)]
        );
        assert_eq!(
            assigned(&[&[1], &[0]], 2),
            [Some(1), Some(0)],
            "order does not matter"
        );
        assert_eq!(
            assigned(&[&[0, 1], &[0, 1], &[0, 1], &[2]], 3)
                .iter()
                .flatten()
                .count(),
            3,
            "and one in vain before"
        );
    }

    #[test]
    fn leaves_out_what_cannot_be() {
        assert_eq!(assigned(&[&[0], &[0]], 2).iter().flatten().count(), 1);
        assert_eq!(assigned(&[&[], &[0]], 1), [None, Some(0)]);
        assert_eq!(assigned(&[&[0]], 0), [None; 1]);
        assert_eq!(assigned(&[], 3), [None; 0]);
    }

    /// Rule `n` fits subject `n` alone, but for those that have none.
    fn asked(subjects: usize, without: &[usize], budget: usize) -> (Assigned, usize) {
        let asked = Cell::new(0);
        let rules: Vec<usize> = (0..subjects)
            .filter(|rule| !without.contains(rule))
            .collect();
        (
            assign(
                subjects,
                &all(rules.len(), subjects),
                |rule, subject| {
                    asked.set(asked.get() + 1);
                    rules[rule] == subject && rule != 7
                },
                &Cell::new(budget),
            ),
            asked.get(),
        )
    }

    #[test]
    fn a_few_differences_among_many_cost_little() {
        let (assigned, asked) = asked(5000, &[100, 101, 3000, 4000], usize::MAX);
        assert_eq!(
            (assigned.of_rule.iter().flatten().count(), assigned.searched),
            (4995, true)
        );
        assert!(asked < 20_000, "asked {asked} times, not 25 million");
    }

    #[test]
    fn the_budget_ends_the_search_and_that_is_told() {
        let (assigned, asked) = asked(5000, &[100], 50);
        assert_eq!(
            (assigned.of_rule.iter().flatten().count(), assigned.searched),
            (4998, false)
        );
        assert!(asked < 11_000, "{asked}");
    }
}
