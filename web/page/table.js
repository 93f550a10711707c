// Tables that are sorted by their heads.

/** Rows that are drawn: filters find the others. */
const DRAWN = 2000;

/**
 * A column: its message, what rows are sorted by, and its cell where that is more than this value.
 * @template Row
 * @typedef {object} Column
 * @property {string} word
 * @property {(row: Row) => string | number} key
 * @property {(row: Row) => Node | string | number} [cell]
 * @property {boolean} [numeric]
 * @property {string} [style]
 */

/** How each table is sorted, by its name. @type {Map<string, { column: number, descends: boolean }>} */
const orders_of_tables = new Map();

/** @param {string | number} a @param {string | number} b */
function compareKeys(a, b) {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a).localeCompare(String(b), state.language, { numeric: true });
}

/**
 * Draws a table into a place that it keeps.
 * @template Row
 * @param {HTMLElement} place @param {string} name @param {string} label @param {Column<Row>[]} columns @param {Row[]} rows
 * @param {(row: Row, drawn: HTMLElement) => void} [dress]
 */
function drawTable(place, name, label, columns, rows, dress) {
  const order = orders_of_tables.get(name);
  const sorted = order ? [...rows].sort((a, b) => compareKeys(columns[order.column].key(a), columns[order.column].key(b))) : rows;
  if (order?.descends) sorted.reverse();
  const heads = columns.map((column, index) => {
    const sorts = order?.column === index ? (order.descends ? "descending" : "ascending") : undefined;
    const sort = button(say(column.word), () => {
      const descends = order?.column === index && !order.descends;
      orders_of_tables.set(name, { column: index, descends });
      drawTable(place, name, label, columns, rows, dress);
      /** @type {HTMLElement} */ (place.querySelectorAll("button.sort")[index]).focus();
    }, { class: "sort" });
    return element("th", { scope: "col", class: column.numeric ? "number" : undefined, "aria-sort": sorts }, sort);
  });
  const body = element("tbody");
  for (const row of sorted.slice(0, DRAWN)) {
    const cells = columns.map((column) => {
      const given = column.cell ? column.cell(row) : column.key(row);
      return element("td", { class: column.numeric ? "number" : column.style }, given);
    });
    const drawn = element("tr", {}, ...cells);
    dress?.(row, drawn);
    body.append(drawn);
  }
  const head = element("thead", {}, element("tr", {}, ...heads));
  const scroll = element("div", { class: "scroll", role: "region", tabindex: "0", "aria-label": label }, element("table", {}, head, body));
  const more = rows.length > DRAWN && element("p", { class: "faint" }, say("web-first-rows", { count: number(DRAWN) }));
  place.replaceChildren(scroll, ...(more ? [more] : []));
}
