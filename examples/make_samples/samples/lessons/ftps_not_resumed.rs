//! A server that wants the TLS session of the control connection on data connections too, and a
//! client that makes a new one: the server turns it away, and says so where without the secrets
//! nobody can read it.

use super::super::story::Story;
use super::ftps_opened::Ends;

/// A program wants a listing, and then gives up.
pub(crate) fn tell() -> Story {
    let mut story = Story::ethernet();
    let (client, server) = story.connection("192.0.2.31:47820", "198.51.100.31:21");
    story.handshake(client);
    story.line(server, "220 (vsFTPd 3.0.5)");
    story.ack(client);
    story.exchange(client, "AUTH TLS", "234 Proceed with negotiation.");

    let mut control = Ends::shake_hands(&mut story, 991, client);
    control.exchange(
        &mut story,
        "USER backup",
        "331 Please specify the password.",
    );
    control.exchange(&mut story, "PASS night-shift", "230 Login successful.");
    control.exchange(&mut story, "PBSZ 0", "200 PBSZ set to 0.");
    control.exchange(&mut story, "PROT P", "200 PROT now Private.");
    control.exchange(
        &mut story,
        "PASV",
        "227 Entering Passive Mode (198,51,100,31,195,90).",
    );

    let (receiver, sender) = story.connection("192.0.2.31:47821", "198.51.100.31:50010");
    story.handshake(receiver);
    control.exchange(&mut story, "LIST", "150 Here comes the directory listing.");
    let mut data = Ends::shake_hands(&mut story, 992, receiver);
    data.end(&mut story, sender);
    control.say(
        &mut story,
        server,
        "522 SSL connection failed; session reuse required: see require_ssl_reuse option in vsftpd.conf man page",
    );

    control.exchange(&mut story, "QUIT", "221 Goodbye.");
    control.end(&mut story, server);
    story
}
