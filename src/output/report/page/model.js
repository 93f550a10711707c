// What the page knows, and how it makes elements. Text from the capture only ever becomes text nodes.
const held = document.getElementById("data");
const [data, others, articles, bytesOfRows] = held.type === "application/json" ? plain(held.textContent) : await unpacked(held.textContent);

function fromBase64(text) {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

function plain(text) {
  const [data, others, articles, bytes] = JSON.parse(text);
  return [data, others, articles, fromBase64(bytes)];
}

// What a large page has packed: a line of JSON, and the bytes of the rows.
async function unpacked(base64) {
  const stream = new Blob([fromBase64(base64)]).stream().pipeThrough(new DecompressionStream("gzip"));
  const all = new Uint8Array(await new Response(stream).arrayBuffer());
  const end = all.indexOf(10);
  return [...JSON.parse(new TextDecoder().decode(all.subarray(0, end))), all.subarray(end + 1)];
}

// Sessions of a very large page; what the page made of them is markup of its own, in which texts are escaped.
for (const article of articles) {
  const parsed = new DOMParser().parseFromString(article, "text/html");
  document.getElementById("timeline").before(document.adoptNode(parsed.body.firstElementChild));
}
// And what it does not say in its markup: the words of the other languages, in their order, and what links to other pages share.
if (others.length > 0) {
  const tags = data.languages.slice(1);
  let next = 0;
  for (const first of document.querySelectorAll(`span[lang="${data.languages[0]}"]`)) {
    first.after(...tags.map((lang) => {
      const made = Object.assign(document.createElement("span"), { lang, hidden: true, textContent: others[next] });
      next += 1;
      return made;
    }));
  }
  for (const link of document.querySelectorAll('a[href^="https:"]')) Object.assign(link, { target: "_blank", rel: "noopener noreferrer" });
}
// The rows share one block of bytes. Values of fields are read off the bytes of their rows where those say the same; the others are
// said once, and named by their numbers.
let begin = 0;
const said = [];
for (const row of data.rows) {
  row.bytes = bytesOfRows.subarray(begin, begin + row.bytes);
  begin += row.bytes.length;
  row.layers = row.layers.map(([shape, from, to, values]) => {
    const places = [[0, 0], ...data.shapes[shape].fields.map(([, first, last]) => [from + first, from + last])];
    return [shape, from, to, values.map((value, number) => told(value, row, row.bytes.subarray(...places[number])))];
  });
}

function told(value, row, bytes) {
  if (typeof value === "string") {
    said.push(value);
    return value;
  }
  if (value >= 0) return said[value];
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0"));
  return [
    () => String(bytes.reduce((number, byte) => number * 256 + byte, 0)),
    () => `0x${hex.join("")}`,
    () => bytes.join("."),
    () => hex.join(":"),
    () => String(row.number),
    () => `${row.time} s`,
    () => row.info,
  ][-1 - value]();
}

for (const session of data.sessions) {
  for (const arrow of session.arrows) {
    [arrow.source, arrow.destination] = [session.ends[arrow.source], session.ends[arrow.destination]];
    if (arrow.label.length === 1) arrow.label = data.languages.map(() => arrow.label[0]);
  }
}
const byId = (id) => document.getElementById(id);
const rowOfFrame = new Map(data.rows.map((row, index) => [row.number, index]));
const connectionOfFirst = new Map(data.connections.map((connection) => [connection.first, connection]));
const sessions = new Map(data.sessions.map((session) => [session.id, session]));

// What the reader looks at: a session, a step of it, a row, and the frames that are marked.
const state = { session: null, step: -1, row: -1, marked: new Set(), language: 0 };

function word(id) {
  return data.words[id][state.language];
}

// The row of a frame, or the one that it is folded into.
function rowWith(frame) {
  const own = rowOfFrame.get(frame);
  if (own !== undefined) return own;
  const index = data.rows.findIndex((row) => row.folded && row.number < frame && frame <= row.folded.last);
  return index < 0 ? undefined : index;
}

function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (key === "class") made.className = value;
    else if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value !== null && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

function noteOf(row) {
  const note = data.notes[row.note][state.language];
  if (!row.folded) return note;
  const { rows, bytes } = row.folded;
  return `${note} (+ ${rows} ${word("page-folded")}, ${bytes} B)`;
}

function kindOf(row) {
  if (row.protocol === "FTP") return "ftp";
  if (row.protocol === "FTP-DATA") return "data";
  return row.protocol === "TCP" ? "tcp" : "tls";
}

function port(endpoint) {
  return endpoint.slice(endpoint.lastIndexOf(":") + 1);
}

// An endpoint, its host by the name that was given for it.
function named(endpoint) {
  const at = endpoint.lastIndexOf(":");
  const name = data.hosts[endpoint.slice(0, at).replace(/^\[|\]$/g, "")];
  return name === undefined ? endpoint : name + endpoint.slice(at);
}

// The word for one end of a connection.
function who(role) {
  return word(`page-${role.replace("_", "-")}`);
}

// Who a row is for, as its connection says; without that there are only client and server.
function receiverOf(row) {
  const connection = connectionOfFirst.get(row.connection);
  if (!connection?.roles) return row.sender === "client" ? "server" : "client";
  const [opener, listener] = connection.roles;
  return data.endpoints[row.destination] === connection.opener ? opener : listener;
}

// The words for a row's sender and receiver; both ends of a server-to-server transfer are servers.
function way(row) {
  if (!row.sender) return "→";
  if (row.data && row.sessions.length > 1) return `${who("server")} → ${who("server")}`;
  return `${who(row.sender)} → ${who(receiverOf(row))}`;
}

// Brings a child to the upper part of what shows it, within that part and never by moving the page.
function reveal(part, child) {
  const [outer, inner] = [part.getBoundingClientRect(), child.getBoundingClientRect()];
  const [top, bottom] = [inner.top - outer.top, inner.bottom - outer.top];
  if (top < outer.height * 0.15 || bottom > outer.height * 0.7) part.scrollTop += top - outer.height * 0.25;
}
