//! FXP: a client has one server send a file to another. The data connection joins two sessions, and
//! the client has no part in it.

use super::super::content::readings;
use super::super::story::Story;

/// A mirror is filled without the bytes passing through the client.
pub(crate) fn tell() -> Story {
    let mut story = Story::ethernet();
    let (to_source, source) = story.connection("192.0.2.10:49310", "198.51.100.21:21");
    let (to_target, target) = story.connection("192.0.2.10:49311", "203.0.113.21:21");
    for (client, server, name) in [
        (to_source, source, "Archive"),
        (to_target, target, "Mirror"),
    ] {
        story.handshake(client);
        story.line(server, &format!("220 {name} FTP server ready."));
        story.exchange(client, "USER mirror", "331 Password required for mirror.");
        story.exchange(client, "PASS ivy-wall", "230 User mirror logged in.");
        story.exchange(client, "TYPE I", "200 Type set to I.");
    }

    // the target listens; what it announces is passed on to the source, word for word; 200 * 256 +
    // 30 = 51230
    story.exchange(
        to_target,
        "PASV",
        "227 Entering Passive Mode (203,0,113,21,200,30)",
    );
    story.exchange(
        to_source,
        "PORT 203,0,113,21,200,30",
        "200 PORT command successful.",
    );
    story.line(to_target, "STOR week.csv");
    story.line(to_source, "RETR week.csv");
    let (sender, receiver) = story.connection("198.51.100.21:20", "203.0.113.21:51230");
    story.handshake(sender);
    story.line(
        source,
        "150 Opening BINARY mode data connection for week.csv (2940 bytes).",
    );
    story.line(
        target,
        "150 Accepted data connection from 198.51.100.21:20 for week.csv.",
    );
    story.send(sender, &readings(112));
    story.ack(receiver);
    story.close(sender);
    story.line(source, "226 Transfer complete.");
    story.line(target, "226 Transfer complete.");

    for (client, server) in [(to_source, source), (to_target, target)] {
        story.exchange(client, "QUIT", "221 Goodbye.");
        story.close(server);
    }
    story
}
