// The engine in Node.js, for the build and for tests: what page/worker.js does in a browser.

export class Engine {
  constructor(module) {
    this.exports = new WebAssembly.Instance(module, {}).exports;
  }

  put(bytes) {
    const at = this.exports.desk(bytes.length) >>> 0;
    new Uint8Array(this.exports.memory.buffer, at, bytes.length).set(bytes);
  }

  output() {
    const { memory, output, output_len: length } = this.exports;
    return Buffer.from(new Uint8Array(memory.buffer, output() >>> 0, length() >>> 0));
  }

  write(value) {
    this.put(new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value)));
  }

  analyse(captures) {
    for (const { name, bytes } of captures) {
      this.write(name);
      if (!this.exports.capture(bytes.length)) throw new Error("there is no room");
      this.put(bytes);
      this.exports.piece();
    }
    this.write({});
    if (!this.exports.begin()) throw new Error(this.output().toString());
    while (this.exports.step(10_000));
  }

  ask(request) {
    this.write(request);
    const done = this.exports.make();
    const made = this.output();
    if (!done) throw new Error(made.toString());
    return made;
  }
}
