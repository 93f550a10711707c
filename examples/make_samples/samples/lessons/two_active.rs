//! Two active sessions between the same two hosts at the same time.
//!
//! Both data connections run from the same port 20 to the same host; only the announced port tells
//! whose they are. The second announcement is made before the first was used, and is used first.

use super::super::content::readings;
use super::super::story::Story;
use super::super::tcp::Side;

/// Two scheduled jobs of one host fetch a file each.
pub(crate) fn tell() -> Story {
    let mut story = Story::ethernet();
    let (monday, monday_server) = story.connection("10.20.0.8:41870", "10.20.0.2:21");
    let (tuesday, tuesday_server) = story.connection("10.20.0.8:41871", "10.20.0.2:21");

    story.handshake(monday);
    story.handshake(tuesday);
    for server in [monday_server, tuesday_server] {
        story.line(server, "220 ProFTPD Server (Stations) [10.20.0.2]");
    }
    say_both(
        &mut story,
        [monday, tuesday],
        "USER collector",
        "331 Password required for collector",
    );
    say_both(
        &mut story,
        [monday, tuesday],
        "PASS tick-tock",
        "230 User collector logged in",
    );

    // 163 * 256 + 151 = 41879, 163 * 256 + 152 = 41880
    story.exchange(
        monday,
        "PORT 10,20,0,8,163,151",
        "200 PORT command successful",
    );
    story.exchange(
        tuesday,
        "PORT 10,20,0,8,163,152",
        "200 PORT command successful",
    );
    let (monday_sender, monday_receiver) = story.connection("10.20.0.2:20", "10.20.0.8:41879");
    let (tuesday_sender, tuesday_receiver) = story.connection("10.20.0.2:20", "10.20.0.8:41880");

    story.line(monday, "RETR monday.csv");
    story.line(tuesday, "RETR tuesday.csv");
    story.handshake(tuesday_sender);
    story.handshake(monday_sender);
    story.line(
        tuesday_server,
        "150 Opening ASCII mode data connection for tuesday.csv (548 bytes)",
    );
    story.line(
        monday_server,
        "150 Opening ASCII mode data connection for monday.csv (340 bytes)",
    );
    story.bytes(monday_sender, &readings(12));
    story.bytes(tuesday_sender, &readings(20));
    story.ack(tuesday_receiver);
    story.ack(monday_receiver);
    story.close(tuesday_sender);
    story.line(tuesday_server, "226 Transfer complete");
    story.close(monday_sender);
    story.line(monday_server, "226 Transfer complete");

    say_both(&mut story, [monday, tuesday], "QUIT", "221 Goodbye.");
    story.close(tuesday_server);
    story.close(monday_server);
    story
}

/// Four frames: both clients say the same, and both are answered.
fn say_both(story: &mut Story, clients: [Side; 2], command: &str, reply: &str) {
    for client in clients {
        story.line(client, command);
    }
    for client in clients {
        story.line(client.other(), reply);
    }
}
