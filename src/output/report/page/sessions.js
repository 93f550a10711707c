// The table of sessions: sorted by its heads, filtered by words.
const table = document.querySelector("table.sessions");

// A number where a cell holds one for sorting, else its text in the reader's language.
function keyOf(row, column) {
  const cell = row.cells[column];
  return cell.dataset.key === undefined ? cell.innerText.trim().toLowerCase() : Number(cell.dataset.key);
}

function compare(a, b) {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a).localeCompare(String(b), undefined, { numeric: true });
}

function sortBy(button) {
  const head = button.closest("th");
  const down = head.getAttribute("aria-sort") === "ascending";
  for (const other of table.querySelectorAll("th[aria-sort]")) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
  const column = head.cellIndex;
  const rows = [...table.tBodies[0].rows];
  rows.sort((a, b) => (down ? -1 : 1) * compare(keyOf(a, column), keyOf(b, column)));
  table.tBodies[0].append(...rows);
}

function filterSessions() {
  const words = byId("session-filter").value.toLowerCase().split(/\s+/).filter((part) => part !== "");
  let count = 0;
  for (const row of table.tBodies[0].rows) {
    const text = row.textContent.toLowerCase();
    row.hidden = !words.every((part) => text.includes(part));
    if (!row.hidden) count += 1;
  }
  byId("sessions-shown").textContent = `${count} / ${table.tBodies[0].rows.length}`;
}

if (table) {
  for (const button of table.querySelectorAll("th button")) button.addEventListener("click", () => sortBy(button));
  byId("session-filter").addEventListener("input", filterSessions);
  filterSessions();
}
