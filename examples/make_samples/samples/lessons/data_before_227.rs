//! The data connection stands in the capture *before* the reply that announces it.
//!
//! The capture's two directions came through two queues, and the 227 was written late. A reader
//! that waits for the announcement misses this transfer.

use super::super::content::README;
use super::super::story::Story;
use super::super::tcp::{ACK, PSH};

/// A passive RETR.
pub(crate) fn tell() -> Story {
    let mut story = Story::ethernet();
    let (client, server) = story.connection("192.0.2.44:55120", "192.0.2.21:21");
    story.handshake(client);
    story.line(server, "220 (vsFTPd 3.0.5)");
    story.ack(client);
    story.exchange(client, "USER anonymous", "331 Please specify the password.");
    story.exchange(client, "PASS guest", "230 Login successful.");
    story.exchange(client, "TYPE I", "200 Switching to Binary mode.");

    // 195 * 256 + 149 = 50069
    story.line(client, "PASV");
    let announcement = story.cut(
        server,
        PSH | ACK,
        b"227 Entering Passive Mode (192,0,2,21,195,149).\r\n",
    );
    let (receiver, sender) = story.connection("192.0.2.44:55121", "192.0.2.21:50069");
    story.syn(receiver);
    story.emit(&announcement);
    story.syn_ack(sender);
    story.ack(receiver);

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
