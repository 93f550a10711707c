//! The oldest way: nobody announces a port. The server connects from port 20 to the client's port
//! of the control connection, as RFC 959 has it where no PORT was given.

use super::super::content::README;
use super::super::story::Story;

/// A small device fetches its configuration.
pub(crate) fn tell() -> Story {
    let mut story = Story::ethernet();
    let (client, server) = story.connection("192.168.1.30:40312", "192.168.1.5:21");
    story.handshake(client);
    story.line(server, "220 plant-5 FTP server ready.");
    story.ack(client);
    story.exchange(client, "USER device", "331 Password required for device.");
    story.exchange(client, "PASS 0000", "230 User device logged in.");

    story.line(client, "RETR README");
    let (sender, _) = story.connection("192.168.1.5:20", "192.168.1.30:40312");
    story.handshake(sender);
    story.line(server, "150 Opening ASCII mode data connection for README.");
    story.send(sender, README.as_bytes());
    story.close(sender);
    story.line(server, "226 Transfer complete.");
    story.ack(client);

    story.exchange(client, "QUIT", "221 Goodbye.");
    story.close(server);
    story
}
