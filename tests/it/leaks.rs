//! A property: no password is readable in any output, whatever the dialogue, and whatever of the
//! capture is cut, lost, out of order or there twice. Six bytes of it are too many: so long a part
//! tells most passwords. What `slice` copies and what files hold is not asked: those are bytes by
//! design.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use ftpscope::limits::Limits;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::RngSeed;

use crate::everything::print_all;
use crate::props::{config, open};
use crate::rebuilt::story::Story;
use crate::rebuilt::tcp::Side;
use crate::story::{Pcap, pcap_of};
use crate::support::is_thorough;

/// Bytes of a password that must stand nowhere.
const TELLING: usize = 6;

/// A step of a dialogue, in which `$` stands for the password.
#[derive(Clone, Copy, Debug)]
struct Step(&'static str, &'static str);

/// How a password is sent, and what the server says to it.
const LOGINS: [Step; 14] = [
    Step("USER anna|PASS $", "331 Password, please|230 Welcome"),
    Step(
        "USER anna|PASS $",
        "331 Password, please|530 Login incorrect",
    ),
    Step(
        "USER anna|pass $",
        "331 Password required for anna.|230-Hello|230 In",
    ),
    Step("USER anna|PASS\t$", "331 Go on|230 In"),
    Step("USER anna|PASS$", "331 Go on|500 What?"),
    Step("USER anna|XPASS $", "331 Go on|230 In"),
    Step(
        "USER anna|PASS ab|ACCT $",
        "331 Go on|332 And which account?|230 In",
    ),
    Step("USER anna|\u{feff}PASS $", "331 Go on|530 No"),
    Step("USER anna|PAS\u{8}SS $", "331 Go on|530 No"),
    Step(
        "USER anna|PASS $",
        "331 Go on|530 User anna with password $ is unknown",
    ),
    Step("USER anna|$", "331 Go on|530 No"),
    Step(
        "USER ftp://anna:$@ftp.example.com|PASS $",
        "331 Go on|230 In",
    ),
    Step(
        "USER anna|PASS $|SITE PSWD $ new-$",
        "331 Go on|230 In|200 Changed",
    ),
    Step("ADAT $", "235 Done"),
];

/// What else is said.
const TALK: [Step; 8] = [
    Step("NOOP", "200 Nothing done"),
    Step("PWD", "257 \"/home/anna\" is the directory"),
    Step("CWD /pub/reports", "250 Directory changed"),
    Step("SYST", "215 UNIX Type: L8"),
    Step("FEAT", "211-Features:\r\n MDTM\r\n211 End"),
    Step("STAT", "211-Status\r\n Logged in as anna\r\n211 End"),
    Step("RETR notes.txt", "550 No such file"),
    Step("HELP", "214 There is none"),
];

/// What happens to the records of the capture.
#[derive(Clone, Debug)]
enum Damage {
    Drop(Index),
    Swap(Index, Index),
    Repeat(Index, Index),
    /// The recording begins there.
    Begin(Index),
    End(Index),
}

#[derive(Clone, Debug)]
struct Plan {
    password: String,
    before: Vec<Step>,
    login: Step,
    after: Vec<Step>,
    /// Sizes of segments, over and over.
    cuts: Vec<usize>,
    damages: Vec<Damage>,
}

fn plans() -> impl Strategy<Value = Plan> {
    // no word of a dialogue or an output has these letters in such an order
    let password = "[QZXJKVqzxjkv]{2}[b-zB-Z1-9]{6,14}";
    let talk = || proptest::collection::vec(proptest::sample::select(TALK.to_vec()), 0..3);
    let cuts = proptest::collection::vec(prop_oneof![1..4_usize, 3..12_usize, Just(1400)], 1..5);
    let at = any::<Index>;
    let damage = prop_oneof![
        4 => at().prop_map(Damage::Drop),
        2 => (at(), at()).prop_map(|(one, other)| Damage::Swap(one, other)),
        2 => (at(), at()).prop_map(|(from, to)| Damage::Repeat(from, to)),
        1 => at().prop_map(Damage::Begin),
        1 => at().prop_map(Damage::End),
    ];
    let login = proptest::sample::select(LOGINS.to_vec());
    let damages = proptest::collection::vec(damage, 0..5);
    (password, talk(), login, talk(), cuts, damages).prop_map(
        |(password, before, login, after, cuts, damages)| Plan {
            password,
            before,
            login,
            after,
            cuts,
            damages,
        },
    )
}

/// A record of the capture.
#[derive(Clone)]
struct Record {
    bytes: Vec<u8>,
    is_login: bool,
    /// Without it nobody could tell that there is a password.
    telling: bool,
}

/// Frames of a capture in the making.
fn count(story: &Story) -> usize {
    Pcap::parse(&pcap_of(story)).records.len()
}

/// The capture that a plan makes.
fn capture(plan: &Plan) -> Vec<u8> {
    let mut story = Story::ethernet();
    let (client, server) = story.connection("192.0.2.7:40100", "198.51.100.7:21");
    story.handshake(client);
    story.line(server, "220 ready");
    let mut turn = 0;
    talk(&mut story, client, plan, &plan.before, &mut turn);
    let begin = count(&story);
    talk(&mut story, client, plan, &[plan.login], &mut turn);
    let end = count(&story);
    talk(&mut story, client, plan, &plan.after, &mut turn);
    story.exchange(client, "QUIT", "221 Goodbye.");
    story.close(server);
    let pcap = Pcap::parse(&pcap_of(&story));
    let needs_login = needs_login(plan.login);
    let records = pcap.records.iter().enumerate();
    let mut records: Vec<Record> = records
        .map(|(at, bytes)| Record {
            bytes: bytes.clone(),
            is_login: (begin..end).contains(&at),
            telling: needs_login && (begin..end).contains(&at),
        })
        .collect();
    // where it begins decides what may be missing behind it
    let (begins, others): (Vec<_>, Vec<_>) = plan
        .damages
        .iter()
        .partition(|damage| matches!(damage, Damage::Begin(_)));
    for damage in begins.into_iter().chain(others) {
        rearrange(&mut records, damage);
    }
    let records: Vec<Vec<u8>> = records.into_iter().map(|record| record.bytes).collect();
    pcap.file(&records)
}

fn talk(story: &mut Story, client: Side, plan: &Plan, steps: &[Step], turn: &mut usize) {
    for Step(commands, replies) in steps {
        for (command, reply) in commands.split('|').zip(replies.split('|')) {
            for (from, text) in [(client, command), (client.other(), reply)] {
                let line = text.replace('$', &plan.password) + "\r\n";
                let mut rest = line.as_bytes();
                while !rest.is_empty() {
                    let size = plan.cuts[*turn % plan.cuts.len()].min(rest.len());
                    let (part, behind) = rest.split_at(size);
                    story.bytes(from, part);
                    story.ack(from.other());
                    (*turn, rest) = (*turn + 1, behind);
                }
            }
        }
    }
}

/// What a server repeats is known for a password by the line that sent it, what SITE takes by that
/// word, and what has no blank or no verb before it by what stands around it: without those nobody
/// can tell it from other text.
fn needs_login(Step(sent, answers): Step) -> bool {
    answers.contains('$') || sent.contains("SITE") || sent.contains("PASS$") || sent.ends_with("|$")
}

fn rearrange(records: &mut Vec<Record>, damage: &Damage) {
    let count = records.len();
    let first = records.iter().position(|record| record.telling);
    let last = records.iter().rposition(|record| record.telling);
    match damage {
        Damage::Drop(at) if count > 1 && !records[at.index(count)].telling => {
            records.remove(at.index(count));
        }
        // the first record says where the streams begin, if it is not SYN: what comes late is
        // before them then, and is nobody's line
        Damage::Swap(one, other) | Damage::Repeat(one, other)
            if first.is_some() && one.index(count).min(other.index(count)) == 0 => {}
        Damage::Swap(one, other) => records.swap(one.index(count), other.index(count)),
        Damage::Repeat(from, to) => {
            records.insert(to.index(count), records[from.index(count)].clone());
        }
        Damage::Begin(at) => {
            let cut = at.index(count).min(first.unwrap_or(count));
            // the rest of a password has nothing before it that tells, only the answer behind it
            let rest_tells = records.drain(..cut).any(|record| record.is_login);
            for record in records.iter_mut().filter(|_| rest_tells) {
                record.telling |= record.is_login;
            }
        }
        Damage::End(at) => {
            records.truncate(at.index(count).max(1).max(last.map_or(0, |last| last + 1)));
        }
        Damage::Drop(_) => {}
    }
}

/// A text, and the bytes that stand in it as base64: those of frames, and texts that are no UTF-8.
fn readable(text: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(text);
    let mut parts = text.split("\"bytes\":\"");
    let mut all = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let (encoded, behind) = part.split_once('"').unwrap_or_default();
        all.push(b'\n');
        all.extend(BASE64.decode(encoded).unwrap_or_default());
        all.push(b'\n');
        all.extend(behind.as_bytes());
    }
    all.make_ascii_lowercase();
    all
}

/// The first telling part of a password that is readable.
fn leaked<'p>(out: &[u8], password: &'p str) -> Option<&'p str> {
    let readable = readable(out);
    let parts = (0..=password.len() - TELLING).map(|at| &password[at..at + TELLING]);
    parts.into_iter().find(|part| {
        let part = part.to_ascii_lowercase();
        memchr::memmem::find(&readable, part.as_bytes()).is_some()
    })
}

/// Dialogues in a run; the same ones every time, or others with a wish in the environment.
fn dialogues() -> ProptestConfig {
    let wish = |name| {
        std::env::var(name)
            .ok()
            .map(|wish| wish.parse().expect("a number"))
    };
    let dialogues = if is_thorough() { 150 } else { 40 };
    ProptestConfig {
        rng_seed: RngSeed::Fixed(wish("FTPSCOPE_LEAKS_SEED").unwrap_or(1)),
        ..config(wish("FTPSCOPE_LEAKS").unwrap_or(dialogues) as u32)
    }
}

proptest! {
    #![proptest_config(dialogues())]

    #[test]
    fn no_part_of_a_password_is_in_any_output(plan in plans()) {
        let (_file, capture) = open(&capture(&plan));
        let (_, out) = print_all(&capture, &Limits::default());
        let leaked = leaked(&out, &plan.password);
        let around = leaked.map(|part| lines_with(&out, part));
        prop_assert_eq!(leaked, None, "{:?}", around);
    }
}

/// A server's last word, in a dialogue in whose midst `intruding` sends something.
fn refused_behind(intruding: impl Fn(&mut Story, Side)) -> (usize, Option<&'static str>) {
    let password = "Qzxvbnm17";
    let mut story = Story::ethernet();
    let (client, server) = story.connection("192.0.2.7:40100", "198.51.100.7:21");
    story.handshake(client);
    story.line(server, "220 ready");
    story.exchange(client, "USER anna", "331 Go on");
    story.line(client, &format!("PASS {password}"));
    intruding(&mut story, client);
    story.line(server, &format!("530 anna, {password} is wrong"));
    story.exchange(client, "QUIT", "221 Goodbye.");
    story.close(server);
    let (_file, capture) = open(&pcap_of(&story));
    let (analysis, out) = print_all(&capture, &Limits::default());
    (analysis.sessions.len(), leaked(&out, password))
}

/// Anybody can send a SYN that seems to open the ports of a dialogue again; whoever can answer it
/// too splits the dialogue.
#[test]
fn a_password_is_known_behind_a_stray_syn_and_a_forged_handshake() {
    let with_syn = refused_behind(|story, client| {
        let mut stray = story.cut(client, 2, b"");
        stray.number += 1 << 30;
        story.emit_lost(&stray);
        story.skip(client, -1);
    });
    assert_eq!(with_syn, (1, None), "a SYN alone splits nothing");
    let (_, leaked) = refused_behind(|story, _| {
        let (other, _) = story.connection("192.0.2.7:40100", "198.51.100.7:21");
        story.handshake(other);
    });
    assert_eq!(leaked, None);
}

/// Some of the lines that a part stands in.
fn lines_with(out: &[u8], part: &str) -> Vec<String> {
    let text = String::from_utf8_lossy(out);
    let lines = text.lines().filter(|line| line.contains(part));
    lines
        .take(4)
        .map(|line| line.chars().take(300).collect())
        .collect()
}
