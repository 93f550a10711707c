// The engine: its module, which is unpacked once, and the worker that has the capture of the moment.

/** @param {string} base64 */
function bytesOf(base64) {
  const text = atob(base64.trim());
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
  return bytes;
}

/** @param {string} base64 */
function unpacked(base64) {
  const stream = new Blob([bytesOf(base64)]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).arrayBuffer();
}

/** @type {Promise<WebAssembly.Module> | null} */
let compiled = null;

/** The module: compiled once for all captures. */
function engineModule() {
  compiled ??= unpacked(byId("engine").textContent ?? "").then((bytes) => WebAssembly.compile(bytes));
  return compiled;
}

/** @type {Worker | null} */
let worker = null;
/** Outputs that are being made. @type {Map<number, { resolve: (made: Made) => void, reject: (why: Error) => void }>} */
const waiting = new Map();
let orders = 0;

/** Ends the worker, with all that it holds. */
function dismiss() {
  worker?.terminate();
  worker = null;
  for (const { reject } of waiting.values()) reject(new Error(say("web-cancelled")));
  waiting.clear();
}

/** @param {Order} order */
function command(order) {
  worker?.postMessage(order);
}

/**
 * Has a new worker analyse captures.
 * @param {CaptureFile[]} files @param {CaptureFile[]} keys @param {number[]} ports
 * @param {(news: News) => void} hear
 */
async function analyse(files, keys, ports, hear) {
  dismiss();
  const source = new Blob([byId("worker").textContent ?? ""], { type: "text/javascript" });
  const url = URL.createObjectURL(source);
  const mine = new Worker(url);
  worker = mine;
  mine.addEventListener("message", (event) => {
    /** @type {News} */
    const news = event.data;
    if (mine !== worker) return;
    if (news.kind === "made") settle(news.number)?.resolve(news.made);
    else if (news.kind === "unmade") settle(news.number)?.reject(new Error(news.why));
    else hear(news);
  });
  mine.addEventListener("error", (event) => hear({ kind: "failed", why: event.message }));
  const module = await engineModule();
  URL.revokeObjectURL(url);
  if (mine === worker) command({ kind: "open", module, files, keys, ports });
}

/** @param {number} number */
function settle(number) {
  const found = waiting.get(number);
  waiting.delete(number);
  return found;
}

/** Has the engine make an output. @param {object} request @returns {Promise<Made>} */
function ask(request) {
  orders += 1;
  const number = orders;
  return new Promise((resolve, reject) => {
    waiting.set(number, { resolve, reject });
    command({ kind: "make", number, request });
  });
}

/** The same, where it is JSON. @param {object} request */
async function askJson(request) {
  return JSON.parse(new TextDecoder().decode((await ask(request)).bytes));
}

/** Hands bytes to the reader as a file. @param {Uint8Array<ArrayBuffer>} bytes @param {string} name @param {string} type */
function save(bytes, name, type = "application/octet-stream") {
  const url = URL.createObjectURL(new Blob([bytes], { type }));
  const link = element("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  // the browser reads it after the click
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
