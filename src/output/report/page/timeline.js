// The rows: only those in sight are elements, so that many of them cost nothing.
const list = byId("rows");
const canvas = byId("canvas");
const filter = { words: [], kinds: new Set(["ftp", "data", "tls", "tcp"]), everySession: false };
const AROUND = 10;
const PRINTED = 1000;
let shown = [];
let near = null;
let printing = false;

function rowHeight() {
  return parseFloat(getComputedStyle(document.documentElement).getPropertyValue("--row"));
}

function fits(row) {
  if (!filter.kinds.has(kindOf(row))) return false;
  if (!filter.everySession && sessions.size > 1 && !row.sessions.includes(state.session)) return false;
  if (filter.words.length === 0) return true;
  const pair = [data.endpoints[row.source], data.endpoints[row.destination]];
  const ends = [...pair, ...pair.map(named)].join(" ");
  const text = `${row.number} ${ends} ${row.protocol} ${row.info} ${noteOf(row)}`.toLowerCase();
  return filter.words.every((part) => text.includes(part));
}

function applyFilter() {
  shown = [];
  data.rows.forEach((row, index) => fits(row) && shown.push(index));
  canvas.style.height = `${Math.max(shown.length, 1) * rowHeight()}px`;
  byId("shown").textContent =
    shown.length === 0 ? word("page-rows-none") : `${shown.length} / ${data.rows.length} ${word("page-rows-shown")}`;
  drawRows();
}

function drawRow(index, place, before) {
  const row = data.rows[index];
  const [source, destination] = [data.endpoints[row.source], data.endpoints[row.destination]];
  const waited = before === undefined ? 0 : row.time - data.rows[before].time;
  const since = before === undefined ? "" : `+${waited.toFixed(6)}`;
  const classes = ["row"];
  if (state.marked.has(row.number)) classes.push("marked");
  if (near && isOf(near, row)) classes.push("near");
  const made = element(
    "div",
    {
      class: classes.join(" "),
      role: "option",
      id: `row-${row.number}`,
      "aria-selected": String(index === state.row),
      "aria-posinset": place + 1,
      "aria-setsize": shown.length,
      "data-row": index,
    },
    element("span", { class: "no" }, String(row.number)),
    element("span", { class: "time" }, row.time, element("small", { class: waited >= data.silence ? "silent" : "" }, since)),
    element(
      "span",
      { class: `way ${row.sender || ""}`, title: `${named(source)} → ${named(destination)}` },
      way(row),
      element("small", {}, `${port(source)} → ${port(destination)}`),
    ),
    element(
      "span",
      { class: "protocol" },
      element("span", { class: `badge ${kindOf(row)} ${row.sender || ""}` }, row.protocol),
      element("small", {}, `${row.length} B`),
    ),
    element("span", { class: "info", title: row.info }, row.info, element("small", { title: noteOf(row) }, noteOf(row))),
  );
  made.style.transform = `translateY(${place * rowHeight()}px)`;
  return made;
}

function drawRows() {
  if (printing) return;
  const height = rowHeight();
  const first = Math.max(0, Math.floor(list.scrollTop / height) - AROUND);
  const last = Math.min(shown.length, Math.ceil((list.scrollTop + list.clientHeight) / height) + AROUND);
  const made = [];
  for (let place = first; place < last; place += 1) made.push(drawRow(shown[place], place, shown[place - 1]));
  canvas.replaceChildren(...made);
  const active = state.row >= 0 ? `row-${data.rows[state.row].number}` : null;
  if (active && byId(active)) list.setAttribute("aria-activedescendant", active);
  else list.removeAttribute("aria-activedescendant");
}

// Brings a row into sight; what hides it is taken away first.
function showRow(index) {
  if (!shown.includes(index)) {
    clearFilter();
    if (!shown.includes(index)) {
      filter.everySession = true;
      if (byId("every-session")) byId("every-session").checked = true;
      applyFilter();
    }
  }
  const [top, height] = [shown.indexOf(index) * rowHeight(), rowHeight()];
  if (top < list.scrollTop || top > list.scrollTop + list.clientHeight - 2 * height) {
    list.scrollTop = Math.max(0, top - list.clientHeight / 4);
  }
  drawRows();
}

function chooseRow(index) {
  if (index < 0 || index >= data.rows.length) return;
  state.row = index;
  showRow(index);
  drawDetail();
  pointAtArrow(data.rows[index]);
}

// A row that the reader picked has an address.
function pickRow(index) {
  chooseRow(index);
  remember(`frame-${data.rows[index].number}`);
}

function chooseFrame(frame) {
  const index = rowWith(frame);
  if (index === undefined) byId("shown").textContent = `${frame}: ${word("page-no-row")}`;
  else chooseRow(index);
  return index !== undefined;
}

function clearFilter() {
  byId("filter").value = "";
  filter.words = [];
  filter.kinds = new Set(["ftp", "data", "tls", "tcp"]);
  for (const toggle of document.querySelectorAll(".toggle")) toggle.setAttribute("aria-pressed", "true");
  applyFilter();
}

function moveInRows(event) {
  const place = shown.indexOf(state.row);
  const page = Math.max(1, Math.floor(list.clientHeight / rowHeight()) - 1);
  const last = shown.length - 1;
  const targets = {
    ArrowDown: Math.min(last, place + 1),
    ArrowUp: Math.max(0, place - 1),
    PageDown: Math.min(last, place + page),
    PageUp: Math.max(0, place - page),
    Home: 0,
    End: last,
  };
  if (!(event.key in targets) || last < 0) return;
  event.preventDefault();
  pickRow(shown[targets[event.key]]);
}

let waiting = false;
list.addEventListener("scroll", () => {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    drawRows();
  });
});
list.addEventListener("keydown", moveInRows);
canvas.addEventListener("click", (event) => {
  const row = event.target.closest("[data-row]");
  if (row) pickRow(Number(row.dataset.row));
});
byId("filter").addEventListener("input", (event) => {
  filter.words = event.target.value.toLowerCase().split(/\s+/).filter((part) => part !== "");
  list.scrollTop = 0;
  applyFilter();
});
for (const toggle of document.querySelectorAll(".toggle")) {
  toggle.addEventListener("click", () => {
    const on = toggle.getAttribute("aria-pressed") !== "true";
    toggle.setAttribute("aria-pressed", String(on));
    filter.kinds[on ? "add" : "delete"](toggle.dataset.kind);
    applyFilter();
  });
}
byId("every-session")?.addEventListener("change", (event) => {
  filter.everySession = event.target.checked;
  applyFilter();
});
new ResizeObserver(() => applyFilter()).observe(list);
window.addEventListener("beforeprint", () => {
  printing = true;
  const printed = shown.slice(0, PRINTED);
  canvas.replaceChildren(...printed.map((index, place) => drawRow(index, place, shown[place - 1])));
  byId("rows-printed").hidden = printed.length === shown.length;
  byId("rows-printed").textContent = `${printed.length} / ${shown.length} ${word("page-printed")}`;
});
window.addEventListener("afterprint", () => {
  printing = false;
  byId("rows-printed").hidden = true;
  drawRows();
});
