// The worker: one capture, one instance of the engine. Who no longer wants it ends it, and its memory is free.

/** Bytes of a file that are handed to the engine at a time. */
const PIECE = 4 << 20;
/** Milliseconds between two words about how far it has come, and frames between two looks at the clock. */
const PATIENCE = 60;
const FRAMES = 2000;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** @type {EngineExports} */
let engine;

/** @param {News} news @param {Transferable[]} [given] */
function tell(news, given = []) {
  self.postMessage(news, { transfer: given });
}

/** Puts bytes where the engine reads them. @param {Uint8Array} bytes */
function put(bytes) {
  const at = engine.desk(bytes.length) >>> 0;
  new Uint8Array(engine.memory.buffer, at, bytes.length).set(bytes);
}

/** @param {string} text */
function write(text) {
  put(encoder.encode(text));
}

/** A copy of what the engine has written. */
function output() {
  return new Uint8Array(engine.memory.buffer, engine.output() >>> 0, engine.output_len() >>> 0).slice();
}

/** What the reader of an output should know. @returns {[string, number][]} */
function remarks() {
  const length = engine.remarks_len() >>> 0;
  const text = decoder.decode(new Uint8Array(engine.memory.buffer, engine.remarks() >>> 0, length));
  return text ? JSON.parse(text) : [];
}

/** What went wrong, in the words of the engine where it has some. @param {unknown} error */
function reason(error) {
  const length = engine?.panicked_len() >>> 0;
  if (length > 0) {
    return decoder.decode(new Uint8Array(engine.memory.buffer, engine.panicked() >>> 0, length));
  }
  return error instanceof Error ? error.message : String(error);
}

/** Reads a key log; true where it is one. @param {CaptureFile} file */
async function readKeys(file) {
  put(new Uint8Array(await file.blob.arrayBuffer()));
  if (engine.key_log()) return true;
  tell({ kind: "refused", word: "web-not-key-log", places: { name: file.name, why: JSON.parse(decoder.decode(output())) } });
  return false;
}

/** Reads a capture, and tells how far all of them are read. @param {CaptureFile} file @param {number} before @param {number} all */
async function readCapture(file, before, all) {
  write(file.name);
  if (!engine.capture(file.blob.size)) {
    tell({ kind: "refused", word: "web-no-memory", places: { size: file.blob.size } });
    return false;
  }
  for (let at = 0; at < file.blob.size; at += PIECE) {
    put(new Uint8Array(await file.blob.slice(at, at + PIECE).arrayBuffer()));
    engine.piece();
    tell({ kind: "stage", stage: "reading", share: (before + at) / Math.max(all, 1) });
  }
  return true;
}

/** @param {Extract<Order, { kind: "open" }>} order */
async function open({ module, files, keys, ports }) {
  const instance = await WebAssembly.instantiate(module, {});
  engine = /** @type {EngineExports} */ (/** @type {unknown} */ (instance.exports));
  for (const file of keys) {
    if (!(await readKeys(file))) return;
  }
  const all = files.reduce((sum, file) => sum + file.blob.size, 0);
  let before = 0;
  for (const file of files) {
    if (!(await readCapture(file, before, all))) return;
    before += file.blob.size;
  }
  write(JSON.stringify({ control_ports: ports }));
  if (!engine.begin()) {
    tell({ kind: "failed", why: decoder.decode(output()) });
    return;
  }
  let told = 0;
  while (engine.step(FRAMES)) {
    const now = performance.now();
    if (now - told < PATIENCE) continue;
    told = now;
    tell({ kind: "stage", stage: "analysing", share: engine.share() });
  }
  tell({ kind: "ready" });
}

/** @param {Extract<Order, { kind: "make" }>} order */
function make({ number, request }) {
  write(JSON.stringify(request));
  const done = engine.make();
  const bytes = output();
  if (done) tell({ kind: "made", number, made: { bytes, remarks: remarks() } }, [bytes.buffer]);
  else tell({ kind: "unmade", number, why: decoder.decode(bytes) });
}

self.addEventListener("message", async (/** @type {MessageEvent<Order>} */ event) => {
  const order = event.data;
  try {
    if (order.kind === "open") await open(order);
    else make(order);
  } catch (error) {
    tell({ kind: "failed", why: reason(error) });
  }
});
