//! Which files there will be, made of which transfers, and what each is called. Nothing is written here.

use std::collections::{BTreeSet, HashMap};

use foldhash::fast::RandomState;

use crate::model::{
    Analysis, Direction, FilePlace, Incomplete, Outcome, Session, Transfer, TransferId,
    TransferMode,
};

use super::join::join;
use super::place::Names;
use super::ranges::Ranges;
use super::{Fault, LeftOut, Options, Reason};

/// What will be written.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The files, in the order of their first transfers.
    pub files: Vec<File>,
    /// Chosen transfers that become no file.
    pub left_out: Vec<LeftOut>,
}

/// A file to be written.
#[derive(Clone, Debug)]
pub struct File {
    /// Its path below the folder, with slashes.
    pub output: String,
    /// Its parts, in the order of their ranges; more than one where REST parts meet.
    pub parts: Vec<Part>,
    /// Why it is not complete, as far as the records tell; complete where there is nothing.
    pub faults: Vec<Fault>,
}

/// A transfer as a part of a file.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// Index of the session in the records.
    pub session: usize,
    /// Index of the transfer in the session.
    pub transfer: usize,
    /// Where its bytes are.
    pub place: FilePlace,
    /// Where in the file it starts.
    pub offset: u64,
    /// Its bytes in the file, as far as they are known before they are written.
    pub bytes: u64,
    /// Its bytes on the wire.
    pub wire: u64,
    /// Bytes of it that are missing.
    pub lost: u64,
    /// The same bytes in another session: a transfer between servers.
    pub same_as: Option<(usize, usize)>,
}

impl Part {
    /// Its session and its transfer.
    pub fn of<'a>(&self, analysis: &'a Analysis) -> (&'a Session, &'a Transfer) {
        let session = &analysis.sessions[self.session];
        (session, &session.transfers[self.transfer])
    }

    /// It, and what came of the same transfer over other connections, which its bytes count already.
    fn with_parallel(self, analysis: &Analysis) -> impl Iterator<Item = Part> {
        let others = self.of(analysis).1.parallel.iter().map(move |other| Part {
            place: other.place,
            bytes: 0,
            wire: other.bytes,
            lost: other.lost_bytes,
            ..self
        });
        std::iter::once(self).chain(others)
    }

    /// Where in the file it ends.
    pub(super) fn end(&self) -> u64 {
        self.offset
            .saturating_add(self.bytes)
            .saturating_add(self.lost)
    }

    /// Its transfer, and that of the other session.
    fn transfers<'a>(
        &self,
        analysis: &'a Analysis,
    ) -> impl Iterator<Item = &'a Transfer> + use<'a> {
        let both = [Some((self.session, self.transfer)), self.same_as];
        both.into_iter()
            .flatten()
            .map(|(session, transfer)| &analysis.sessions[session].transfers[transfer])
    }
}

impl File {
    /// Where in the file on the server its first byte stands.
    pub fn offset(&self) -> u64 {
        self.parts.first().map_or(0, |part| part.offset)
    }

    /// Its session and first transfer.
    pub fn of<'a>(&self, analysis: &'a Analysis) -> (&'a Session, &'a Transfer) {
        self.parts[0].of(analysis)
    }

    /// Its bytes, as far as they are known before they are written; gaps not filled.
    pub fn bytes(&self) -> u64 {
        let mut end = 0;
        let all = self.parts.iter().map(|part| {
            let new = part
                .end()
                .saturating_sub(part.offset.max(end))
                .min(part.bytes);
            end = end.max(part.end());
            new
        });
        all.sum()
    }
}

/// The plan for the chosen transfers. Names are given before anything is chosen, so that they do not depend on it.
pub fn plan(analysis: &Analysis, chosen: &BTreeSet<TransferId>, options: &Options) -> Plan {
    let (parts, mut left_out) = parts_of(analysis);
    let mut names = Names::default();
    let mut files: Vec<File> = Vec::new();
    for group in join(analysis, &parts, &options.limits) {
        let parts = group.into_iter().map(|index| parts[index]);
        let parts: Vec<Part> = parts
            .flat_map(|part| part.with_parallel(analysis))
            .collect();
        files.push(named(analysis, parts, &mut names));
    }
    let is_chosen = |transfer: &Transfer| chosen.contains(&transfer.id) && options.fits(transfer);
    files.retain(|file| {
        file.parts
            .iter()
            .any(|part| part.transfers(analysis).any(is_chosen))
    });
    left_out.retain(|out| is_chosen(&analysis.sessions[out.session].transfers[out.transfer]));
    let mut total = 0_u64;
    files.retain(|file| {
        let reason = options.keeps_out(analysis, file, &mut total);
        if let Some(reason) = reason {
            let out = |part: &Part| LeftOut {
                session: part.session,
                transfer: part.transfer,
                reason,
            };
            left_out.extend(file.parts.iter().map(out));
        }
        reason.is_none()
    });
    left_out.sort_by_key(|out| (out.session, out.transfer));
    Plan { files, left_out }
}

impl Options {
    /// True where name and command are those that were asked for.
    fn fits(&self, transfer: &Transfer) -> bool {
        let path = transfer
            .path
            .as_ref()
            .map_or("".into(), |path| String::from_utf8_lossy(path.bytes()));
        (self.names.is_empty() || self.names.iter().any(|pattern| pattern.fits(&path)))
            && (self.commands.is_empty()
                || self
                    .commands
                    .iter()
                    .any(|c| transfer.verb == Some(c.as_str())))
    }

    /// Why a file is not wanted.
    fn keeps_out(&self, analysis: &Analysis, file: &File, total: &mut u64) -> Option<Reason> {
        let (_, transfer) = file.of(analysis);
        if transfer.direction == Some(Direction::Listing) && !self.listings {
            return Some(Reason::Listing);
        }
        if self.complete_only && !file.faults.is_empty() {
            return Some(Reason::Incomplete);
        }
        if self.max_file_size.is_some_and(|max| file.bytes() > max) {
            return Some(Reason::MaxFileSize);
        }
        let with = total.saturating_add(file.bytes());
        let wrapped = || file.parts.iter().any(|part| part.of(analysis).1.wrapped);
        let most = self
            .max_total_size
            .or(self.most_made().filter(|_| wrapped()));
        if most.is_some_and(|max| with > max) {
            return Some(Reason::MaxTotalSize);
        }
        *total = with;
        None
    }
}

/// Every transfer that has bytes of its own, and those that have none.
pub(super) fn parts_of(analysis: &Analysis) -> (Vec<Part>, Vec<LeftOut>) {
    let (mut parts, mut left_out) = (Vec::<Part>::new(), Vec::new());
    let mut by_place: HashMap<FilePlace, usize, RandomState> = HashMap::default();
    for (session, found) in analysis.sessions.iter().enumerate() {
        for (transfer, facts) in found.transfers.iter().enumerate() {
            let place = match usable(facts) {
                Ok(place) => place,
                Err(reason) => {
                    left_out.push(LeftOut {
                        session,
                        transfer,
                        reason,
                    });
                    continue;
                }
            };
            let known = *by_place.entry(place).or_insert(parts.len());
            if let Some(part) = parts.get_mut(known) {
                part.same_as = Some((session, transfer));
                continue;
            }
            let wire = facts.transfer_mode == TransferMode::Stream && !facts.wrapped;
            let bytes = facts.decoded_bytes.filter(|_| !wire).unwrap_or(facts.bytes);
            let others = facts.parallel.iter();
            let (wire, lost) = others
                .fold((facts.bytes, facts.lost_bytes), |(wire, lost), other| {
                    (wire - other.bytes, lost - other.lost_bytes)
                });
            parts.push(Part {
                session,
                transfer,
                place,
                offset: facts.offset,
                bytes,
                wire,
                lost,
                same_as: None,
            });
        }
    }
    (parts, left_out)
}

/// Where the bytes of a transfer are, or why there are none.
fn usable(transfer: &Transfer) -> Result<FilePlace, Reason> {
    match transfer.place {
        _ if transfer.is_sealed() => Err(Reason::Encrypted),
        Some(place) if transfer.bytes > 0 || transfer.is_complete() => Ok(place),
        _ if transfer.outcome == Outcome::Failed => Err(Reason::Refused),
        Some(_) => Err(Reason::NoBytes),
        None => Err(Reason::NotCaptured),
    }
}

/// A file with its name.
fn named(analysis: &Analysis, parts: Vec<Part>, names: &mut Names) -> File {
    let faults = faults(analysis, &parts);
    let first = parts
        .iter()
        .min_by_key(|part| (part.session, part.transfer))
        .unwrap_or(&parts[0]);
    let (session, transfer) = first.of(analysis);
    let folder = match transfer.direction {
        Some(Direction::Download) => "download",
        Some(Direction::Upload) => "upload",
        Some(Direction::Listing) => "listing",
        None => "unknown",
    };
    let known = transfer.path.as_ref().map_or(&b""[..], |path| path.bytes());
    // a path of Windows is full, and divides by backslashes
    let is_windows = matches!(known, [_, b':', b'\\', ..] | [b'\\', ..]);
    let mut path: Vec<&[u8]> = known
        .split(|&b| b == b'/' || (is_windows && b == b'\\'))
        .filter(|part| !part.is_empty())
        .collect();
    let list;
    if let (Some(Direction::Listing), Some(verb)) = (transfer.direction, transfer.verb) {
        list = format!("{verb}.txt");
        path.push(list.as_bytes());
    }
    let unnamed = format!("transfer-{}", transfer.id);
    if path.is_empty() {
        path.push(unnamed.as_bytes());
    }
    let session = format!("session-{}", session.id);
    let output = names.claim(&[&session, folder], &path, faults.is_empty());
    File {
        output,
        parts,
        faults,
    }
}

/// Why what these parts make is not the whole file.
fn faults(analysis: &Analysis, parts: &[Part]) -> Vec<Fault> {
    let base = parts[0].offset;
    let mut found = BTreeSet::new();
    if base > 0 {
        found.insert(Fault::BeginningMissing);
    }
    let (mut there, mut reach) = (Ranges::default(), 0);
    for part in parts {
        let (_, transfer) = part.of(analysis);
        let mut at = part.offset;
        for &(gap, len) in &transfer.gaps {
            there.add(at, part.offset.saturating_add(gap));
            at = part.offset.saturating_add(gap).saturating_add(len);
        }
        there.add(at, part.end());
        reach = reach.max(part.end());
        if transfer.wrapped && transfer.decoded_bytes.is_none() {
            found.insert(Fault::Undecodable);
        }
        if transfer.reasons.contains(&Incomplete::CopiesDiffer) {
            found.insert(Fault::CopiesDiffer);
        }
    }
    let unknown = |part: &Part| {
        let gaps = &part.of(analysis).1.gaps;
        gaps.len() >= crate::limits::Limits::GAPS
            || gaps.iter().map(|gap| gap.1).sum::<u64>() != part.lost
    };
    if !there.covers(base, reach) || parts.iter().any(|part| part.lost > 0 && unknown(part)) {
        found.insert(Fault::LostBytes);
    }
    let ends = |part: &&Part| part.end() == reach;
    if !parts
        .iter()
        .filter(ends)
        .any(|part| part.transfers(analysis).any(Transfer::is_complete))
    {
        let last = parts.iter().rfind(ends).map(|part| part.of(analysis).1);
        found.extend(last.into_iter().flat_map(faults_of_end));
    }
    found.into_iter().collect()
}

/// Why a transfer is not complete, its wrapping and what other parts may bring left aside.
fn faults_of_end(transfer: &Transfer) -> impl Iterator<Item = Fault> {
    // where the server itself says that it is not whole, how it ended proves no more
    let told = transfer.outcome == Outcome::Completed;
    let is_news = move |reason: &&Incomplete| {
        told || matches!(reason, Incomplete::No2yz | Incomplete::CopiesDiffer)
    };
    let reasons = transfer.reasons.iter().filter(is_news);
    reasons.map(|reason| match reason {
        Incomplete::MissingBytes => Fault::LostBytes,
        Incomplete::Short => Fault::Short,
        Incomplete::CopiesDiffer => Fault::CopiesDiffer,
        Incomplete::AcknowledgedBeyondEnd => Fault::AcknowledgedBeyondEnd,
        Incomplete::No2yz => match transfer.outcome {
            _ if transfer.command.is_none() => Fault::Hidden,
            Outcome::Aborted => Fault::Aborted,
            Outcome::Failed => Fault::Failed,
            Outcome::Unfinished => Fault::Unfinished,
            Outcome::Completed => Fault::EndNotCaptured,
        },
        Incomplete::NoBeginning
        | Incomplete::NoEnd
        | Incomplete::Reset
        | Incomplete::SealedRecords
        | Incomplete::Inferred => Fault::EndNotCaptured,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::testing::{Told, analysis};

    /// A file and its faults.
    type Planned = (String, Vec<&'static str>);

    fn planned(told: &[Told], options: &Options) -> (Vec<Planned>, Vec<(u32, &'static str)>) {
        let analysis = analysis(told);
        let all: BTreeSet<TransferId> = analysis
            .sessions
            .iter()
            .flat_map(|s| s.transfers.iter().map(|t| t.id))
            .collect();
        let plan = plan(&analysis, &all, options);
        let files = plan.files.iter().map(|f| {
            (
                f.output.clone(),
                f.faults.iter().map(|f| f.name()).collect(),
            )
        });
        let id = |out: &LeftOut| analysis.sessions[out.session].transfers[out.transfer].id;
        (
            files.collect(),
            plan.left_out
                .iter()
                .map(|out| (id(out), out.reason.name()))
                .collect(),
        )
    }

    fn outputs(told: &[Told], options: &Options) -> Vec<String> {
        planned(told, options)
            .0
            .into_iter()
            .map(|(output, _)| output)
            .collect()
    }

    const A: Told = Told {
        path: "/pub/a.txt",
        bytes: 5,
        frames: (1, 2),
        complete: true,
        ..Told::DEFAULT
    };

    #[test]
    fn a_file_stands_below_its_session_and_direction() {
        let told = [
            A,
            Told { verb: "STOR", ..A },
            Told {
                verb: "LIST",
                path: "/pub",
                ..A
            },
            Told {
                verb: "NLST",
                path: "/",
                ..A
            },
            Told {
                verb: "STOU",
                path: "",
                ..A
            },
            Told {
                path: "/../..\\x",
                ..A
            },
        ];
        let all = Options {
            listings: true,
            ..Options::default()
        };
        let expected = [
            "session-1/download/pub/a.txt",
            "session-1/upload/pub/a.txt",
            "session-1/listing/pub/LIST.txt",
            "session-1/listing/NLST.txt",
            "session-1/upload/transfer-5",
            "session-1/download/.%2E/..%5Cx",
        ];
        assert_eq!(outputs(&told, &all), expected);
    }

    #[test]
    fn names_do_not_depend_on_what_is_chosen() {
        let told = [
            A,
            Told {
                complete: false,
                ..A
            },
            A,
        ];
        let all = [
            "session-1/download/pub/a.txt",
            "session-1/download/pub/a.txt.partial",
            "session-1/download/pub/a~2.txt",
        ];
        assert_eq!(outputs(&told, &Options::default()), all);
        assert_eq!(
            outputs(
                &told,
                &Options {
                    complete_only: true,
                    ..Options::default()
                }
            ),
            [all[0], all[2]]
        );
    }

    #[test]
    fn names_and_commands_choose() {
        let told = [
            A,
            Told {
                verb: "STOR",
                path: "/in/b.csv",
                ..A
            },
            Told {
                path: "/pub/c.csv",
                encrypted: true,
                ..A
            },
        ];
        let named = |pattern: &str| {
            let names = vec![pattern.parse().expect("a pattern")];
            let (files, left_out) = planned(
                &told,
                &Options {
                    names,
                    ..Options::default()
                },
            );
            (files.len(), left_out.len())
        };
        assert_eq!(named("*.csv"), (1, 1));
        assert_eq!(named("/pub/*"), (1, 1));
        assert_eq!(named("?.txt"), (1, 0));
        assert_eq!(named("pub"), (0, 0));
        let stored = Options {
            commands: vec!["STOR".to_owned()],
            ..Options::default()
        };
        assert_eq!(outputs(&told, &stored), ["session-1/upload/in/b.csv"]);
    }

    #[test]
    fn what_is_no_file_has_a_reason() {
        let told = [
            Told {
                encrypted: true,
                ..A
            },
            Told {
                connected: false,
                outcome: Outcome::Failed,
                complete: false,
                ..A
            },
            Told {
                connected: false,
                complete: false,
                ..A
            },
            Told {
                bytes: 0,
                complete: false,
                ..A
            },
            Told { bytes: 0, ..A },
            Told { verb: "MLSD", ..A },
        ];
        let (files, left_out) = planned(&told, &Options::default());
        assert_eq!(
            files,
            [("session-1/download/pub/a.txt".to_owned(), vec![])],
            "an empty file is a file"
        );
        let expected = [
            (1, "encrypted"),
            (2, "refused"),
            (3, "not_captured"),
            (4, "no_bytes"),
            (6, "listing"),
        ];
        assert_eq!(left_out, expected);
    }

    #[test]
    fn what_is_not_complete_says_why() {
        let cut = Told {
            complete: false,
            ..A
        };
        let cases = [
            (
                Told {
                    outcome: Outcome::Completed,
                    lost: 7,
                    ..cut
                },
                vec!["lost_bytes"],
            ),
            (
                Told {
                    outcome: Outcome::Completed,
                    ..cut
                },
                vec!["end_not_captured"],
            ),
            (
                Told {
                    outcome: Outcome::Aborted,
                    lost: 7,
                    ..cut
                },
                vec!["lost_bytes", "aborted"],
            ),
            (
                Told {
                    outcome: Outcome::Unfinished,
                    offset: 3,
                    ..cut
                },
                vec!["beginning_missing", "unfinished"],
            ),
            (Told { wrapped: true, ..A }, vec!["undecodable"]),
            (Told { verb: "", ..cut }, vec!["hidden"]),
        ];
        for (told, faults) in cases {
            assert_eq!(
                planned(&[told], &Options::default()).0[0].1,
                faults,
                "{told:?}"
            );
        }
    }

    #[test]
    fn a_part_may_bring_what_another_one_lost() {
        let first = Told {
            bytes: 90,
            lost: 10,
            complete: false,
            outcome: Outcome::Failed,
            ..A
        };
        let second = Told {
            offset: 80,
            bytes: 50,
            frames: (3, 4),
            ..A
        };
        assert_eq!(
            planned(&[first, second], &Options::default()).0,
            [("session-1/download/pub/a.txt".to_owned(), vec![])]
        );
        let later = Told {
            offset: 95,
            ..second
        };
        assert_eq!(
            planned(&[first, later], &Options::default()).0[0].1,
            ["lost_bytes"]
        );
    }

    #[test]
    fn sizes_are_capped() {
        let told = [A, Told { bytes: 9, ..A }, Told { bytes: 3, ..A }];
        let one = Options {
            max_file_size: Some(5),
            ..Options::default()
        };
        assert_eq!(planned(&told, &one).1, [(2, "max_file_size")]);
        let all = Options {
            max_total_size: Some(8),
            ..Options::default()
        };
        assert_eq!(planned(&told, &all).1, [(2, "max_total_size")]);
        let made = Options {
            max_made: Some(8),
            ..Options::default()
        };
        assert_eq!(
            planned(&told, &made).1,
            [],
            "what is as on the wire is no more than the capture"
        );
        let asked = Options {
            max_total_size: Some(99),
            ..made.clone()
        };
        assert_eq!(
            (made.most_filled(), asked.most_filled()),
            (8, asked.limits.filled)
        );
    }
}
