//! EPSV over IPv6: the 229 reply names only a port; the address is that of the control connection.

use super::super::content::README;
use super::super::story::Story;

const CLIENT: &str = "[2001:db8:1::10]";
const SERVER: &str = "[2001:db8:2::21]";

/// `curl` fetches a file from a public archive.
pub(crate) fn tell() -> Story {
    let mut story = Story::ethernet();
    let (client, server) = story.connection(&format!("{CLIENT}:50214"), &format!("{SERVER}:21"));
    story.handshake(client);
    story.line(server, "220 (vsFTPd 3.0.5)");
    story.ack(client);
    story.exchange(client, "USER anonymous", "331 Please specify the password.");
    story.exchange(client, "PASS guest@example.net", "230 Login successful.");
    story.exchange(client, "TYPE I", "200 Switching to Binary mode.");

    // PASV could not say an IPv6 address, so the client asks with EPSV
    story.exchange(
        client,
        "EPSV",
        "229 Entering Extended Passive Mode (|||40017|)",
    );
    let (receiver, sender) =
        story.connection(&format!("{CLIENT}:50215"), &format!("{SERVER}:40017"));
    story.handshake(receiver);

    story.exchange(client, "SIZE README", "213 254");
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
