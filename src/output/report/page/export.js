// What a reader takes along: tables as CSV, diagrams as SVG.
function save(name, type, text) {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = element("a", { href: address, download: name });
  link.click();
  URL.revokeObjectURL(address);
}

// A cell of CSV: quoted, and no formula for a program that computes.
function cellOf(cell) {
  const shownText = cell.innerText.trim().replace(/\s+/g, " ");
  const safe = /^[=+\-@]/.test(shownText) ? `'${shownText}` : shownText;
  return `"${safe.replaceAll('"', '""')}"`;
}

function saveTable(named) {
  const lines = [...named.rows].filter((row) => !row.hidden).map((row) => [...row.cells].map(cellOf).join(","));
  save(`${named.classList[0]}.csv`, "text/csv", `${lines.join("\r\n")}\r\n`);
}

const PICTURE = { width: 900, beat: 34, head: 70, edge: 160 };
const COLORS = { bad: "#b3261e", bytes: "#8a5200", encrypted: "#6b3fa0", client: "#1a56b0", server: "#13693f" };

function escaped(text) {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

// A line of the picture; attributes alone, so that every program draws it.
function drawnArrow(arrow, number, columns) {
  const y = PICTURE.head + number * PICTURE.beat;
  const [from, to] = [columns[arrow.from], columns[arrow.to]];
  const color = COLORS[arrow.kind] ?? COLORS[arrow.from] ?? COLORS.server;
  const tip = to > from ? -9 : 9;
  const frame = arrow.first === arrow.last ? `${arrow.first}` : `${arrow.first}–${arrow.last}`;
  const label = arrow.label[state.language];
  const text = label.length > 70 ? `${label.slice(0, 69)}…` : label;
  return [
    `<text x="${PICTURE.edge - 20}" y="${y}" text-anchor="end" fill="#566070">${escaped(`${word("page-frame")} ${frame}`)}</text>`,
    `<text x="${(from + to) / 2}" y="${y - 6}" text-anchor="middle" fill="#1a2029">${escaped(text)}</text>`,
    `<line x1="${from}" y1="${y}" x2="${to}" y2="${y}" stroke="${color}" stroke-width="${arrow.lane === "data" ? 3 : 1.5}"/>`,
    `<path d="M ${to} ${y} l ${tip} -5 l 0 10 z" fill="${color}"/>`,
  ].join("\n");
}

function saveDiagram(id) {
  const session = sessions.get(id);
  const parties = ["client", "server", "other"].filter((party) => session.arrows.some((arrow) => [arrow.from, arrow.to].includes(party)));
  const gap = (PICTURE.width - 2 * PICTURE.edge) / Math.max(parties.length - 1, 1);
  const columns = Object.fromEntries(parties.map((party, at) => [party, PICTURE.edge + at * gap]));
  const height = PICTURE.head + session.arrows.length * PICTURE.beat + 20;
  const lines = parties.map((party) => {
    const title = `<text x="${columns[party]}" y="24" text-anchor="middle" font-weight="bold">${escaped(word(`page-${party}`))}</text>`;
    return `${title}\n<line x1="${columns[party]}" y1="36" x2="${columns[party]}" y2="${height}" stroke="#8c959f"/>`;
  });
  const arrows = session.arrows.map((arrow, number) => drawnArrow(arrow, number, columns));
  const head = `<svg xmlns="http://www.w3.org/2000/svg" width="${PICTURE.width}" height="${height}" font-family="sans-serif" font-size="13">`;
  const ground = `<rect width="100%" height="100%" fill="#ffffff"/>`;
  save(`session-${id}.svg`, "image/svg+xml", [head, ground, ...lines, ...arrows, "</svg>", ""].join("\n"));
}

for (const button of document.querySelectorAll("[data-save-table]")) {
  button.addEventListener("click", () => saveTable(button.closest(".with-table").querySelector("table")));
}
for (const button of document.querySelectorAll("[data-save-diagram]")) {
  button.addEventListener("click", () => saveDiagram(Number(button.dataset.saveDiagram)));
}
