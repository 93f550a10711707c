//! In which order findings are read: the most severe first, and in front of each what caused it.
//!
//! A cause may be harmless by itself and so less severe than the damage: NAT in an announcement is
//! a warning, and the SYNs that nobody answers are an error. Read the other way round, the advice
//! on the damage comes before the reason for it. So a kind of finding stands where the worst of its
//! effects stands, and before it. One is taken for the effect of another where [`EFFECTS`] says so
//! and a session shows both.

use std::cmp::Reverse;

use crate::model::{Finding, SessionId, Severity};

use super::FINDINGS;

/// What follows from what, as a rule.
const EFFECTS: &[(&str, &[&str])] = &[
    (
        "nat-address",
        &["syn-unanswered", "syn-refused", "never-tried"],
    ),
    ("nat-active", &["syn-unanswered", "syn-refused"]),
    ("bounce", &["syn-unanswered", "syn-refused"]),
    (
        "setup-refused",
        &["never-tried", "transfer-cut", "transfer-refused"],
    ),
    ("never-tried", WITHOUT_DATA),
    ("syn-unanswered", WITHOUT_DATA),
    ("syn-refused", WITHOUT_DATA),
    (
        "tls-mismatch",
        &["tls-failed", "transfer-cut", "transfer-refused"],
    ),
    (
        "tls-not-resumed",
        &["tls-failed", "transfer-cut", "transfer-refused"],
    ),
    (
        "tls-failed",
        &["login-refused", "transfer-cut", "transfer-refused"],
    ),
    ("tls-required", &["login-refused", "transfer-refused"]),
    ("login-refused", &["transfer-refused"]),
    ("path-mtu", &["network-loss", "transfer-cut", "slow-reply"]),
    ("network-loss", &["transfer-cut", "slow-reply"]),
    (
        "idle-timeout",
        &["control-lost", "control-reset", "transfer-cut"],
    ),
    ("control-lost", &["transfer-cut", "unanswered-command"]),
    ("client-gone", &["transfer-cut"]),
    ("transfer-cut", &["size-mismatch"]),
    ("brute", &["brute-success"]),
];

/// What follows where no data connection comes about.
const WITHOUT_DATA: &[&str] = &[
    "transfer-cut",
    "transfer-refused",
    "slow-reply",
    "unanswered-command",
    "idle-timeout",
    "client-gone",
];

/// Findings of one name and severity, and the sessions that show one, in order.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FindingKind<'a> {
    /// The name.
    pub(crate) id: &'static str,
    /// How much they matter.
    pub(crate) severity: Severity,
    /// None of a finding of the whole capture.
    pub(crate) sessions: &'a [SessionId],
}

/// The place of a kind among all that may be found.
type FindingOrder = (Reverse<Severity>, usize);

/// Where a kind is read; the least comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct FindingRank {
    /// The place of the worst that it causes, or its own.
    head: FindingOrder,
    /// Steps from there back to it.
    steps: Reverse<usize>,
    own: FindingOrder,
}

/// The rank of each kind.
pub(crate) fn ranks(kinds: &[FindingKind]) -> Vec<FindingRank> {
    let mut ranks: Vec<FindingRank> = kinds.iter().map(FindingRank::alone).collect();
    // chains are as long as there are kinds at most, and every round goes a step further back
    for _ in 0..kinds.len() {
        let before = ranks.clone();
        for (cause, rank) in kinds.iter().zip(&mut ranks) {
            let effects = kinds.iter().zip(&before);
            let behind = effects
                .filter(|(effect, _)| causes(cause, effect))
                .map(|(_, effect)| effect.step_back(rank.own));
            *rank = behind.chain([*rank]).min().unwrap_or(*rank);
        }
        if ranks == before {
            break;
        }
    }
    ranks
}

/// Puts the findings of one session, or of the capture, in order, which come in that of
/// [`FINDINGS`]; those of a kind keep theirs.
pub(super) fn sort(found: &mut [Finding]) {
    if !found.iter().any(may_cause) {
        found.sort_by_key(|finding| Reverse(finding.severity));
        return;
    }
    let mut kinds: Vec<FindingKind> = Vec::new();
    for finding in &*found {
        let kind = FindingKind {
            id: finding.id,
            severity: finding.severity,
            sessions: &[0],
        };
        if !kinds.iter().any(|known| known.is_same(&kind)) {
            kinds.push(kind);
        }
    }
    let ranks = ranks(&kinds);
    found.sort_by_cached_key(|finding| {
        let mut ranked = kinds.iter().zip(&ranks);
        ranked
            .find(|(kind, _)| (kind.id, kind.severity) == (finding.id, finding.severity))
            .map(|(_, rank)| *rank)
    });
}

fn may_cause(finding: &Finding) -> bool {
    EFFECTS.iter().any(|(cause, _)| *cause == finding.id)
}

impl FindingKind<'_> {
    fn is_same(&self, other: &FindingKind) -> bool {
        (self.id, self.severity) == (other.id, other.severity)
    }
}

impl FindingRank {
    fn alone(kind: &FindingKind) -> FindingRank {
        let row = FINDINGS.iter().position(|rule| rule.id == kind.id);
        let own = (Reverse(kind.severity), row.unwrap_or(FINDINGS.len()));
        FindingRank {
            head: own,
            steps: Reverse(0),
            own,
        }
    }

    /// The rank of a cause at `own`, one step before this.
    fn step_back(self, own: FindingOrder) -> FindingRank {
        FindingRank {
            head: self.head,
            steps: Reverse(self.steps.0 + 1),
            own,
        }
    }
}

fn causes(cause: &FindingKind, effect: &FindingKind) -> bool {
    let rows = EFFECTS.iter();
    let mut effects = rows.filter(|(id, _)| *id == cause.id).flat_map(|row| row.1);
    // an announced address that nobody followed
    let is_harmless = cause.id == "nat-address" && cause.severity == Severity::Info;
    !is_harmless && effects.any(|id| *id == effect.id) && meet(cause.sessions, effect.sessions)
}

/// True where two lists in order have a session in common.
fn meet(own: &[SessionId], other: &[SessionId]) -> bool {
    own.iter().any(|id| other.binary_search(id).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(kinds: &[(&'static str, Severity, &[SessionId])]) -> Vec<&'static str> {
        let kinds: Vec<FindingKind> = kinds
            .iter()
            .map(|&(id, severity, sessions)| FindingKind {
                id,
                severity,
                sessions,
            })
            .collect();
        let mut ranked: Vec<(FindingRank, &str)> = ranks(&kinds)
            .into_iter()
            .zip(kinds.iter().map(|kind| kind.id))
            .collect();
        ranked.sort();
        ranked.into_iter().map(|(_, id)| id).collect()
    }

    #[test]
    fn a_cause_stands_before_the_worst_of_its_effects() {
        use Severity::{Error, Info, Warning};
        assert_eq!(
            read(&[
                ("transfer-cut", Error, &[1, 2]),
                ("path-mtu", Warning, &[2]),
                ("cleartext-credentials", Warning, &[1, 2]),
                ("bounce", Error, &[3]),
            ]),
            [
                "path-mtu",
                "transfer-cut",
                "bounce",
                "cleartext-credentials"
            ]
        );
        assert_eq!(
            read(&[
                ("transfer-cut", Error, &[1]),
                ("syn-unanswered", Error, &[1]),
                ("nat-address", Warning, &[1]),
                ("anonymous", Info, &[1]),
            ]),
            ["nat-address", "syn-unanswered", "transfer-cut", "anonymous"]
        );
        assert_eq!(
            read(&[("syn-unanswered", Error, &[1]), ("nat-address", Info, &[1])]),
            ["syn-unanswered", "nat-address"]
        );
    }

    #[test]
    fn what_other_sessions_show_is_no_effect() {
        use Severity::{Error, Warning};
        assert_eq!(
            read(&[
                ("path-mtu", Warning, &[2]),
                ("transfer-cut", Error, &[1, 3])
            ]),
            ["transfer-cut", "path-mtu"]
        );
    }

    #[test]
    fn causes_and_effects_are_findings_and_no_circle() {
        for (cause, effects) in EFFECTS {
            assert!(
                is_known(cause) && effects.iter().all(|id| is_known(id)),
                "{cause}"
            );
            let mut reached = effects.to_vec();
            let mut at = 0;
            while let Some(id) = reached.get(at).copied() {
                assert_ne!(id, *cause);
                let next = EFFECTS.iter().filter(|row| row.0 == id);
                for effect in next.flat_map(|row| row.1) {
                    if !reached.contains(effect) {
                        reached.push(effect);
                    }
                }
                at += 1;
            }
        }
    }

    fn is_known(id: &str) -> bool {
        FINDINGS.iter().any(|rule| rule.id == id)
    }
}
