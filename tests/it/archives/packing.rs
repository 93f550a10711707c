//! What tasks read in all: sessions that overlap stand in the same blocks, and a task for each
//! reads these again and again.

use crate::support::{Scratch, run};

use super::{Cut, frames_of, pieces};

/// Bytes 26 to 33 of a frame of Ethernet and IPv4 are its addresses.
const ADDRESSES: [usize; 2] = [27, 31];

/// A session of `passive.pcap` between other hosts.
fn moved(frames: &[Cut], number: u8) -> Vec<Cut> {
    let mut frames = frames.to_vec();
    for at in ADDRESSES {
        for frame in &mut frames {
            frame.data[at] ^= number;
        }
    }
    frames
}

#[test]
fn sessions_that_overlap_are_not_read_one_by_one() {
    let frames = frames_of(&["samples/passive.pcap".to_owned()]);
    let sessions: Vec<Vec<Cut>> = (1..=40).map(|number| moved(&frames, number)).collect();
    let mut all: Vec<Cut> = Vec::new();
    for at in 0..frames.len() {
        all.extend(sessions.iter().map(|session| session[at].clone()));
    }
    for (time, frame) in (frames[0].time..).step_by(1000).zip(&mut all) {
        frame.time = time;
    }
    let scratch = Scratch::new();
    let files = pieces(&scratch, &all, (1500, 1), 3);
    let [index, tasks] = ["index", "tasks"].map(|name| scratch.path(name));
    let arguments = ["index", "-o", index.as_str()];
    run(arguments
        .into_iter()
        .chain(files.iter().map(String::as_str)))
    .clean();
    let plan = run(["plan", "-o", &tasks, "--task-size", "1B", &index]).clean();
    let read: u64 = plan
        .text()
        .lines()
        .map(|line| line.rsplit('\t').next().expect("bytes"))
        .map(|bytes| bytes.parse::<u64>().expect("a number"))
        .sum();
    let stored: u64 = files
        .iter()
        .map(|file| std::fs::metadata(file).expect("a file").len())
        .sum();
    assert!(read <= 2 * stored, "{read} of {stored}");
}
