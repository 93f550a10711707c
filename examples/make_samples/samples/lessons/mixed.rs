//! Both modes in one session: the mode belongs to the transfer, not to the session. Written as
//! pcapng.
//!
//! The client fetches a file in passive mode, then is told to switch, and stores the file's digest
//! in active mode.

use super::super::content::readings;
use super::super::story::Story;

/// A program exchanges files with a partner.
pub(crate) fn tell() -> Story {
    let mut story = Story::ethernet();
    let (client, server) = story.connection("192.0.2.30:46200", "192.0.2.21:21");
    story.handshake(client);
    story.line(server, "220 ProFTPD Server (Exchange) [192.0.2.21]");
    story.ack(client);
    story.exchange(client, "USER partner", "331 Password required for partner");
    story.exchange(client, "PASS k3yhole", "230 User partner logged in");
    story.exchange(client, "TYPE I", "200 Type set to I");

    // passive: the client opens; 180 * 256 + 21 = 46101
    story.exchange(
        client,
        "PASV",
        "227 Entering Passive Mode (192,0,2,21,180,21).",
    );
    let (receiver, sender) = story.connection("192.0.2.30:46201", "192.0.2.21:46101");
    story.handshake(receiver);
    story.line(client, "RETR today.csv");
    story.line(
        server,
        "150 Opening BINARY mode data connection for today.csv (652 bytes)",
    );
    story.send(sender, &readings(24));
    story.close(sender);
    story.line(server, "226 Transfer complete");

    // active: the server opens; 180 * 256 + 122 = 46202
    story.exchange(
        client,
        "PORT 192,0,2,30,180,122",
        "200 PORT command successful",
    );
    story.line(client, "STOR today.csv.md5");
    let (receiver, sender) = story.connection("192.0.2.21:20", "192.0.2.30:46202");
    story.handshake(receiver);
    story.line(
        server,
        "150 Opening BINARY mode data connection for today.csv.md5",
    );
    story.send(sender, b"1e6507c17df3bb5d75535e5cc9498fe3  today.csv\n");
    story.close(sender);
    story.line(server, "226 Transfer complete");
    story.ack(client);

    story.exchange(client, "QUIT", "221 Goodbye.");
    story.close(server);
    story
}
