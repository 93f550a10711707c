//! EPRT over IPv4: active mode in the newer notation, and a server that does not use port 20.
//!
//! The server runs without the right to bind port 20, so its data connection comes from any port:
//! "from port 20" is no sure sign of active mode, who opens is.

use super::super::content::LISTING;
use super::super::story::Story;

/// A person lists a directory.
pub(crate) fn tell() -> Story {
    let mut story = Story::ethernet();
    let (client, server) = story.connection("192.168.1.34:51033", "192.168.1.5:21");
    story.handshake(client);
    story.line(server, "220 FTP server ready, unprivileged mode.");
    story.ack(client);
    story
        .wait_ms(1_900)
        .exchange(client, "USER anna", "331 User anna OK. Password required");
    story.ack(client);
    story.wait_ms(2_300).exchange(
        client,
        "PASS sunflower",
        "230 OK. Current directory is /home/anna",
    );
    story.ack(client);

    // |1| is IPv4, then the address and the port in plain digits
    story.wait_ms(3_100).exchange(
        client,
        "EPRT |1|192.168.1.34|51034|",
        "200 EPRT command successful",
    );
    story.line(client, "LIST");
    let (sender, _) = story.connection("192.168.1.5:43120", "192.168.1.34:51034");
    story.handshake(sender);
    story.line(server, "150 Connecting to port 51034");
    story.send(sender, LISTING.as_bytes());
    story.close(sender);
    story.line(server, "226 3 matches total");
    story.ack(client);

    story.wait_ms(2_400).exchange(client, "QUIT", "221 Logout.");
    story.close(server);
    story
}
