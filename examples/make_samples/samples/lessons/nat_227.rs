//! A 227 reply with an address that nobody outside can reach.
//!
//! The server stands behind a translating router and announces the address that it has inside,
//! 192.168.1.20. The client does not believe it and connects to the address of the control
//! connection, with the announced port.

use super::super::content::README;
use super::super::story::Story;
use super::super::tcp::Stack;

/// A client outside fetches a file; captured on its machine.
pub(crate) fn tell() -> Story {
    let mut story = Story::ethernet();
    let (client, server) = story.connection("10.0.0.14:58720", "203.0.113.5:21");
    story.runs(client, Stack::WINDOWS);
    story.seen_from(client);
    story.handshake(client);
    story.line(server, "220 (vsFTPd 3.0.3)");
    story.ack(client);
    story.exchange(client, "USER anonymous", "331 Please specify the password.");
    story.exchange(client, "PASS ftp@example.com", "230 Login successful.");
    story.exchange(client, "TYPE I", "200 Switching to Binary mode.");

    // 156 * 256 + 90 = 40026
    story.exchange(
        client,
        "PASV",
        "227 Entering Passive Mode (192,168,1,20,156,90).",
    );
    let (receiver, sender) = story.connection("10.0.0.14:58721", "203.0.113.5:40026");
    story.runs(receiver, Stack::WINDOWS);
    story.handshake(receiver);
    story.line(client, "RETR README");
    story.line(
        server,
        "150 Opening BINARY mode data connection for README (254 bytes).",
    );
    story.send(sender, README.as_bytes());
    story.close(sender);
    story.line(server, "226 Transfer complete.");
    story.ack(client);

    story.exchange(client, "QUIT", "221 Goodbye.");
    story.close(server);
    story
}
