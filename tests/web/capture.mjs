// Captures made for one test: pcap files of raw IPv4, without checksums.

const [FIN, SYN, PSH, ACK] = [1, 2, 8, 16];

/** A TCP connection that writes what it says into a capture. */
class Connection {
  constructor(capture, client, server) {
    this.capture = capture;
    this.ends = [client, server];
    this.numbers = [1000, 5000];
  }

  segment(from, flags, payload = Buffer.alloc(0)) {
    const [source, destination] = [this.ends[from], this.ends[1 - from]];
    const tcp = Buffer.alloc(20);
    tcp.writeUInt16BE(source.port, 0);
    tcp.writeUInt16BE(destination.port, 2);
    tcp.writeUInt32BE(this.numbers[from], 4);
    tcp.writeUInt32BE(flags & ACK ? this.numbers[1 - from] : 0, 8);
    tcp.writeUInt16BE((5 << 12) | flags, 12);
    tcp.writeUInt16BE(64000, 14);
    const ip = Buffer.alloc(20);
    ip.writeUInt16BE(0x4500, 0);
    ip.writeUInt16BE(40 + payload.length, 2);
    ip.writeUInt16BE(0x4000, 6);
    ip.writeUInt16BE((64 << 8) | 6, 8);
    ip.set(source.ip, 12);
    ip.set(destination.ip, 16);
    this.numbers[from] += payload.length + (flags & (SYN | FIN) ? 1 : 0);
    this.capture.frame(Buffer.concat([ip, tcp, payload]));
  }

  open() {
    this.segment(0, SYN);
    this.segment(1, SYN | ACK);
    this.segment(0, ACK);
  }

  say(from, text) {
    this.segment(from, PSH | ACK, Buffer.from(text, "utf8"));
    this.segment(1 - from, ACK);
  }

  close(from) {
    this.segment(from, FIN | ACK);
    this.segment(1 - from, FIN | ACK);
    this.segment(from, ACK);
  }
}

export class Capture {
  constructor() {
    const header = Buffer.alloc(24);
    header.writeUInt32LE(0xa1b2c3d4, 0);
    header.writeUInt16LE(2, 4);
    header.writeUInt16LE(4, 6);
    header.writeUInt32LE(262144, 16);
    header.writeUInt32LE(101, 20);
    this.parts = [header];
    this.time = 0;
  }

  frame(bytes) {
    const header = Buffer.alloc(16);
    this.time += 250;
    header.writeUInt32LE(1_700_000_000 + Math.floor(this.time / 1e6), 0);
    header.writeUInt32LE(this.time % 1e6, 4);
    header.writeUInt32LE(bytes.length, 8);
    header.writeUInt32LE(bytes.length, 12);
    this.parts.push(header, bytes);
  }

  bytes() {
    return Buffer.concat(this.parts);
  }
}

/** A session that fetches a file of that name, in so many segments, in passive mode, after so many other commands. */
export function session({ banner = "ready", user = "anna", password = "lavender", name = "notes.txt", segments = 1, commands = 0 }) {
  const capture = new Capture();
  const [client, server] = [Uint8Array.of(192, 0, 2, 7), Uint8Array.of(198, 51, 100, 7)];
  const control = new Connection(capture, { ip: client, port: 40100 }, { ip: server, port: 21 });
  control.open();
  control.say(1, `220 ${banner}\r\n`);
  control.say(0, `USER ${user}\r\n`);
  control.say(1, "331 Go on.\r\n");
  control.say(0, `PASS ${password}\r\n`);
  control.say(1, "230 Welcome.\r\n");
  for (let number = 0; number < commands; number += 1) {
    control.say(0, "NOOP\r\n");
    control.say(1, "200 Still here.\r\n");
  }
  control.say(0, "PASV\r\n");
  control.say(1, "227 Entering Passive Mode (198,51,100,7,195,80).\r\n");
  const data = new Connection(capture, { ip: client, port: 40101 }, { ip: server, port: 50000 });
  data.open();
  control.say(0, `RETR ${name}\r\n`);
  control.say(1, `150 Here comes ${name}\r\n`);
  for (let at = 0; at < segments; at += 1) data.say(1, "0123456789abcdef".repeat(64));
  data.close(1);
  control.say(1, "226 Done.\r\n");
  control.say(0, "QUIT\r\n");
  control.say(1, "221 Goodbye.\r\n");
  control.close(1);
  return capture.bytes();
}
