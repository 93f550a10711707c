// What a row consists of: its layers, and its bytes.
const detail = byId("detail");

function isMasked(row, at) {
  return (row.masked || []).some(([from, to]) => at >= from && at < to);
}

function light(from, to) {
  for (const byte of detail.querySelectorAll("[data-at]")) {
    const at = Number(byte.dataset.at);
    byte.classList.toggle("lit", at >= from && at < to);
  }
}

function drawField(shape, layer, number) {
  const [name, from, to] = data.shapes[shape].fields[number];
  const line = element(
    "div",
    {},
    element("dt", {}, name),
    element("dd", {}, layer[3][number + 1]),
  );
  if (to > from) {
    line.tabIndex = 0;
    const show = () => light(layer[1] + from, layer[1] + to);
    for (const event of ["mouseenter", "focus"]) line.addEventListener(event, show);
    for (const event of ["mouseleave", "blur"]) line.addEventListener(event, () => light(0, 0));
  }
  return line;
}

// What a reader opened or closed stays so from row to row; until then the innermost layer is open.
const openLayers = new Map();

function drawLayer(layer, innermost) {
  const [shape, from, to, values] = layer;
  const { title, fields } = data.shapes[shape];
  const summary = element("summary", {}, title, " ", element("span", {}, values[0]));
  const made = element("details", { class: "layer" }, summary);
  made.open = openLayers.get(title) ?? innermost;
  if (fields.length > 0) made.append(element("dl", {}, ...fields.map((_, at) => drawField(shape, layer, at))));
  summary.addEventListener("click", () => openLayers.set(title, !made.open));
  for (const event of ["mouseenter", "focus"]) summary.addEventListener(event, () => light(from, to));
  for (const event of ["mouseleave", "blur"]) summary.addEventListener(event, () => light(0, 0));
  return made;
}

function drawDump(row) {
  const bytes = row.bytes;
  const wide = detail.clientWidth > 515 ? 16 : 8;
  const lines = [];
  for (let start = 0; start < bytes.length; start += wide) {
    const [hex, text] = [[], []];
    for (let at = start; at < start + wide; at += 1) {
      if (at >= bytes.length) {
        hex.push("   ");
        continue;
      }
      const secret = isMasked(row, at);
      const attributes = { "data-at": at, class: secret ? "secret" : "" };
      const shownHex = secret ? "**" : bytes[at].toString(16).padStart(2, "0");
      const printable = bytes[at] >= 0x20 && bytes[at] < 0x7f;
      hex.push(element("span", attributes, shownHex), at % 8 === 7 && at % wide !== wide - 1 ? "  " : " ");
      text.push(element("span", attributes, printable ? String.fromCharCode(bytes[at]) : "·"));
    }
    const offset = element("span", { class: "offset" }, `${start.toString(16).padStart(4, "0")}  `);
    lines.push(element("div", {}, offset, ...hex, " ", ...text));
  }
  const dump = element("div", { class: "dump", role: "img", "aria-label": word("page-bytes") }, ...lines);
  dump.addEventListener("mouseover", (event) => {
    const at = Number(event.target.dataset?.at ?? -1);
    const layer = row.layers.findLast(([, from, to]) => at >= from && at < to);
    if (layer) light(layer[1], layer[2]);
    else light(0, 0);
  });
  dump.addEventListener("mouseleave", () => light(0, 0));
  return dump;
}

// The file that a row is of, where there are several, and its number there.
function fileOf(row) {
  const [shape, , , values] = row.layers[0];
  const at = data.shapes[shape].fields.findIndex(([name]) => name === "File");
  return at < 0 ? "" : ` (${values[at + 1]}: ${values[at + 2]})`;
}

function drawDetail() {
  if (state.row < 0) {
    detail.replaceChildren(element("p", { class: "note" }, word("page-choose-row")));
    return;
  }
  const row = data.rows[state.row];
  const notes = [];
  if (row.bytes.length === 0) notes.push(word("page-no-bytes"));
  else if (row.bytes.length < row.captured) {
    notes.push(`${row.bytes.length} / ${row.captured} ${word("page-bytes-cut")}`);
  }
  if (row.masked) notes.push(word("page-masked"));
  const drawn = row.layers.map((layer, number) => drawLayer(layer, number === row.layers.length - 1));
  const layers = element("div", { class: "layers" }, ...drawn);
  const ends = `${named(data.endpoints[row.source])} → ${named(data.endpoints[row.destination])}`;
  detail.replaceChildren(
    element(
      "div",
      { class: "detail-head" },
      element("h4", {}, `${word("page-frame")} ${row.number}${fileOf(row)}`),
      element("span", { class: `endpoints ${row.sender || ""}` }, ends),
      element("p", { class: "note" }, noteOf(row)),
    ),
    layers,
    element(
      "div",
      { class: "dump-part" },
      row.bytes.length === 0 ? null : drawDump(row),
      ...notes.map((note) => element("p", { class: "dump-note" }, note)),
    ),
  );
  // the innermost layer is what a row is about: it is in sight
  const innermost = layers.lastElementChild;
  if (innermost) layers.scrollTop = innermost.offsetTop - layers.offsetTop;
}
