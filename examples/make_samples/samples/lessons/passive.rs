//! Passive mode: the server announces a port, and the *client* opens the data connection too. Port
//! 20 has no part.
//!
//! A person types the protocol by hand into `telnet`, which sends every key at once, and opens the
//! data connection with a second `telnet` to the port of the 227 reply. The file is `hehe.txt`, 5
//! bytes; all on one machine.

use super::super::noise;
use super::super::story::Story;
use super::super::tcp::{Side, Stack};

/// The client's window shrinks by every byte that it was sent.
const TELNET: Stack = Stack {
    reads: false,
    ..Stack::WINDOWS_LOOPBACK
};

/// One session and its neighbours.
pub(crate) fn tell() -> Story {
    let mut story = Story::loopback();
    let (client, server) = story.connection("127.0.0.1:50250", "127.0.0.1:21");
    story.runs(client, TELNET);
    other_programs(&mut story);

    story.frame(1, 0).syn(client);
    story.frame(2, 118).syn_ack(server);
    story.frame(3, 189).ack(client);
    log_in(&mut story, client, server);
    fetch(&mut story, client, server);
    say_goodbye(&mut story, client, server);
    story
}

/// Two programs that tell each other something now and then, and a counter.
fn other_programs(story: &mut Story) {
    let (one, other) = story.open_connection("127.0.0.1:49689", "127.0.0.1:49688");
    story.meanwhile(10_402_913, move |story| noise::notice(story, one, 3, 7));
    story.meanwhile(18_117_460, move |story| noise::notice(story, other, 3, 8));
    for time in [24_000_377, 26_400_391, 32_000_402] {
        story.meanwhile(time, |story| noise::metric(story, "agent.tick:1|c"));
    }
}

/// Frames 4 to 55.
fn log_in(story: &mut Story, client: Side, server: Side) {
    reply(story, 1_214, server, "220 Microsoft FTP Service");
    let user = [
        2_310_446, 2_471_802, 2_633_157, 2_790_318, 3_104_665, 3_322_971, 3_480_203, 3_655_874,
        3_801_336, 4_017_450, 4_166_982, 4_330_127, 4_512_600, 4_689_745, 5_120_338,
    ];
    story.typed(client, "user anonymous", &user);
    let prompt = "331 Anonymous access allowed, send identity (e-mail name) as password.";
    reply(story, 5_120_881, server, prompt);
    let password = [
        6_842_190, 7_015_523, 7_190_077, 7_344_816, 7_820_451, 8_233_609, 8_901_274,
    ];
    story.typed(client, "pass 1", &password);
    reply(story, 8_902_390, server, "230 User logged in.");
}

/// Frames 56 to 112.
fn fetch(story: &mut Story, client: Side, server: Side) {
    // the announcement: 196 * 256 + 75 = 50251
    story.frame(56, 12_357_023).typed(
        client,
        "pasv",
        &[12_357_023, 12_509_968, 12_614_553, 12_935_413, 13_345_445],
    );
    story
        .frame(66, 13_345_970)
        .line(server, "227 Entering Passive Mode (127,0,0,1,196,75).");
    story.ack(client);

    // the second telnet opens the data connection, long before anything is asked for
    let (receiver, sender) = story.connection("127.0.0.1:50252", "127.0.0.1:50251");
    story.frame(70, 22_636_228).syn(receiver);
    story.frame(71, 22_636_364).syn_ack(sender);
    story.frame(72, 22_636_447).ack(receiver);

    let retr = [
        25_982_042, 26_182_683, 26_542_552, 26_713_290, 27_107_787, 27_536_023, 27_669_410,
        27_828_178, 27_985_885, 28_221_819, 28_442_489, 28_716_493, 28_871_808, 29_138_648,
    ];
    story
        .frame(74, 25_982_042)
        .typed(client, "retr hehe.txt", &retr);
    story.frame(103, 29_139_055).line(
        server,
        "125 Data connection already open; Transfer starting.",
    );
    story.frame(104, 29_139_093).ack(client);

    // the file, and its end: the server closes
    story.frame(105, 29_139_253).bytes(sender, b"heheh");
    story.frame(106, 29_139_307).ack(receiver);
    story.frame(107, 29_139_418).fin(sender);
    story.frame(108, 29_139_469).ack(receiver);
    story
        .frame(109, 29_139_562)
        .line(server, "226 Transfer complete.");
    story.frame(110, 29_139_617).ack(client);
    story.frame(111, 29_140_236).fin(receiver);
    story.frame(112, 29_140_301).ack(sender);
}

/// The person types `quit`.
fn say_goodbye(story: &mut Story, client: Side, server: Side) {
    story.typed(
        client,
        "quit",
        &[33_408_115, 33_571_902, 33_744_286, 33_902_577, 34_381_460],
    );
    reply(story, 34_381_972, server, "221 Goodbye.");
    story.at(34_382_260).fin(server);
    story.ack(client);
    story.at(34_383_145).fin(client);
    story.ack(server);
}

/// Two frames: the server says a line and the client acknowledges it.
fn reply(story: &mut Story, time: u64, server: Side, line: &str) {
    story.at(time).line(server, line);
    story.ack(server.other());
}
