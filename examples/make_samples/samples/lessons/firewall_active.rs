//! Why active mode fails behind a firewall: PORT is accepted, and nobody answers the server's SYN.
//!
//! The client's firewall drops connections from outside without a word. The server tries again
//! after 1, 2, 4, 8 and 16 seconds, gives up after a minute, and says 425. Captured on the client's
//! machine, before its firewall.

use super::super::story::Story;
use super::super::tcp::{SYN, Stack};

/// A person tries to list a directory.
pub(crate) fn tell() -> Story {
    let mut story = Story::ethernet();
    let (client, server) = story.connection("192.168.1.50:52110", "198.51.100.21:21");
    story.runs(client, Stack::WINDOWS);
    story.seen_from(client);
    story.handshake(client);
    story.line(server, "220 (vsFTPd 3.0.5)");
    story.ack(client);
    story.exchange(client, "USER anonymous", "331 Please specify the password.");
    story.exchange(client, "PASS guest", "230 Login successful.");
    story.ack(client);

    // 203 * 256 + 143 = 52111
    story.wait_ms(2_600).exchange(
        client,
        "PORT 192,168,1,50,203,143",
        "200 PORT command successful. Consider using PASV.",
    );
    story.line(client, "RETR today.csv");
    story.ack(server);

    // nobody answers
    let (sender, _) = story.connection("198.51.100.21:20", "192.168.1.50:52111");
    let syn = story.cut(sender, SYN, b"");
    story.emit_lost(&syn);
    for pause in [1_010, 2_016, 4_032, 8_192, 16_128] {
        story.wait_ms(pause).emit_lost(&syn);
    }
    story
        .wait_ms(28_600)
        .line(server, "425 Failed to establish connection.");
    story.ack(client);

    story
        .wait_ms(4_200)
        .exchange(client, "QUIT", "221 Goodbye.");
    story.close(server);
    story
}
