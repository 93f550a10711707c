//! Active mode: the client announces a port, and the *server* opens the data connection to it, from
//! its port 20.
//!
//! A person fetches `hehe.txt`, 5 bytes, with the `ftp` of Windows from the server of the same
//! machine. What else goes on in the machine stands between the frames of the session, as a capture
//! of its loopback adapter shows it.

use super::super::noise;
use super::super::story::Story;
use super::super::tcp::{Side, Stack};

/// The client's old program: a small window that it does not scale, and that shrinks by every byte.
const FTP_EXE: Stack = Stack {
    syn_window: 8192,
    window: 8192,
    shift: 0,
    reads: false,
    ..Stack::WINDOWS_LOOPBACK
};

/// One session and its neighbours.
pub(crate) fn tell() -> Story {
    let mut story = Story::loopback();
    let (client, server) = story.connection("127.0.0.1:50258", "127.0.0.1:21");
    story.runs(client, FTP_EXE);
    other_programs(&mut story);

    story.frame(1, 0).syn(client);
    story.frame(2, 137).syn_ack(server);
    story.frame(3, 214).ack(client);
    log_in(&mut story, client, server);
    fetch(&mut story, client, server);
    say_goodbye(&mut story, client, server);
    story
}

/// Two programs that show each other every 1.25 s that they live, a page in a browser, and a
/// counter.
fn other_programs(story: &mut Story) {
    let (asker, _) = story.open_connection("127.0.0.1:49671", "127.0.0.1:49670");
    for count in 0..16 {
        let time = 900_412 + 1_250_183 * u64::from(count);
        story.meanwhile(time, move |story| noise::heartbeat(story, asker, count));
    }
    let pages = [
        (1_310_277, 50_259),
        (5_318_904, 50_260),
        (9_322_156, 50_261),
        (13_330_871, 50_262),
    ];
    for (time, port) in pages {
        let state = r#"{"queue":0,"workers":4,"state":"idle"}"#;
        story.meanwhile(time, move |story| {
            noise::web_page(story, port, "/api/state", state);
        });
    }
    for time in [3_000_655, 12_000_648, 18_000_702] {
        story.meanwhile(time, |story| noise::metric(story, "agent.tick:1|c"));
    }
}

/// Frames 4 to 111: the greeting, and the person types a name and a password. Each end acknowledges
/// each line at once.
fn log_in(story: &mut Story, client: Side, server: Side) {
    let mut say = |time, from: Side, line| {
        story.at(time).line(from, line);
        story.ack(from.other());
    };
    say(1_306, server, "220 Microsoft FTP Service");
    say(3_127, client, "OPTS UTF8 ON");
    say(
        3_481,
        server,
        "200 OPTS UTF8 command successful - UTF8 encoding now ON.",
    );
    say(4_871_530, client, "USER anonymous");
    say(
        4_872_065,
        server,
        "331 Anonymous access allowed, send identity (e-mail name) as password.",
    );
    say(7_402_918, client, "PASS x");
    say(7_404_377, server, "230 User logged in.");
}

/// Frames 112 to 130: `get hehe.txt`.
fn fetch(story: &mut Story, client: Side, server: Side) {
    // the announcement: 249 * 256 + 156 = 63900
    story
        .frame(112, 15_647_503)
        .line(client, "PORT 127,0,0,1,249,156");
    story.frame(113, 15_647_570).ack(server);

    // the server opens the data connection, even before it says yes
    let (sender, receiver) = story.connection("127.0.0.1:20", "127.0.0.1:63900");
    story.frame(114, 15_648_542).syn(sender);
    story.frame(115, 15_648_635).syn_ack(receiver);
    story
        .frame(116, 15_648_763)
        .line(server, "200 PORT command successful.");
    story.frame(117, 15_648_771).ack(sender);
    story.frame(118, 15_648_829).ack(client);

    story.frame(119, 15_664_314).line(client, "RETR hehe.txt");
    story.frame(120, 15_664_427).ack(server);
    story.frame(121, 15_665_209).line(
        server,
        "125 Data connection already open; Transfer starting.",
    );
    story.frame(122, 15_665_311).ack(client);

    // the file, and its end: the server closes
    story.frame(123, 15_665_605).bytes(sender, b"heheh");
    story.frame(124, 15_665_648).ack(receiver);
    story.frame(125, 15_665_842).fin(sender);
    story.frame(126, 15_665_919).ack(receiver);
    story
        .frame(127, 15_666_197)
        .line(server, "226 Transfer complete.");
    story.frame(128, 15_666_284).ack(client);
    story.frame(129, 15_666_731).fin(receiver);
    story.frame(130, 15_666_798).ack(sender);
}

/// `bye`.
fn say_goodbye(story: &mut Story, client: Side, server: Side) {
    story.at(19_274_660).line(client, "QUIT");
    story.ack(server);
    story.at(19_275_104).line(server, "221 Goodbye.");
    story.ack(client);
    story.at(19_275_391).fin(server);
    story.ack(client);
    story.at(19_276_018).fin(client);
    story.ack(server);
}
