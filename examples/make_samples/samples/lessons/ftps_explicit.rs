//! FTP over TLS, explicit: the control channel begins in the clear and goes dark after AUTH TLS.
//!
//! The scenario tells what is said in the dark, so that the records have the right lengths; the
//! capture shows noise. That the second connection carries data can only be inferred: same two
//! hosts, opened while the control channel is hidden.

use super::super::content::readings;
use super::super::story::Story;
use super::super::tcp::Side;
use super::super::tls::Tls;

const SERVER_NAME: &str = "ftp.example.org";

/// A program fetches a file.
pub(crate) fn tell() -> Story {
    let mut story = Story::ethernet();
    let (client, server) = story.connection("192.0.2.30:47810", "198.51.100.30:21");
    story.handshake(client);
    story.line(server, "220 ProFTPD Server (Vault) [198.51.100.30]");
    story.ack(client);
    story.exchange(client, "AUTH TLS", "234 AUTH TLS successful");

    let mut control = Tls::new(990);
    shake_hands(&mut story, &mut control, client);
    let mut hidden = |command, reply| {
        whisper(&mut story, &mut control, client, command);
        whisper(&mut story, &mut control, server, reply);
    };
    hidden("USER vault", "331 Password required for vault");
    hidden("PASS open-sesame", "230 User vault logged in");
    hidden("PBSZ 0", "200 PBSZ 0 successful");
    hidden("PROT P", "200 Protection set to Private");
    hidden("EPSV", "229 Entering Extended Passive Mode (|||49512|)");

    let (receiver, sender) = story.connection("192.0.2.30:47811", "198.51.100.30:49512");
    story.handshake(receiver);
    whisper(&mut story, &mut control, client, "RETR secrets.csv");
    whisper(
        &mut story,
        &mut control,
        server,
        "150 Opening BINARY mode data connection for secrets.csv",
    );
    send_sealed(&mut story, receiver, sender, &readings(48));
    whisper(&mut story, &mut control, server, "226 Transfer complete");

    whisper(&mut story, &mut control, client, "QUIT");
    whisper(&mut story, &mut control, server, "221 Goodbye.");
    story.bytes(server, &control.close_notify());
    story.close(server);
    story
}

/// TLS's own greeting.
fn shake_hands(story: &mut Story, tls: &mut Tls, client: Side) {
    story.send(client, &tls.client_hello(SERVER_NAME));
    story.send(client.other(), &tls.server_hello());
    story.bytes(client, &tls.client_finished());
}

/// A line that only the two ends can read.
fn whisper(story: &mut Story, tls: &mut Tls, from: Side, line: &str) {
    story.bytes(from, &tls.sealed(line.len() + "\r\n".len()));
}

/// The file, sealed, on a connection with a handshake of its own.
fn send_sealed(story: &mut Story, receiver: Side, sender: Side, file: &[u8]) {
    let mut tls = Tls::new(989);
    shake_hands(story, &mut tls, receiver);
    story.send(sender, &tls.sealed(file.len()));
    story.bytes(sender, &tls.close_notify());
    story.ack(receiver);
    story.close(sender);
}
