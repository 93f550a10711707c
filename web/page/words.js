// Words, numbers and elements. The words are those of the catalogues, in every language.

/** @type {Config} */
const config = JSON.parse(byId("config").textContent ?? "");

const state = {
  language: "en",
  /** @type {GlanceData | null} */
  glance: null,
  /** @type {FileRow[]} */
  files: [],
  tab: "overview",
  session: 0,
  /** What the page of the session opens at. */
  place: "",
  /** How many captures were opened so far. */
  opened: 0,
  /** Bytes of the files, in their order. @type {number[]} */
  sizes: [],
  seed: 0,
  level: 3,
};

/** @param {string} id @returns {HTMLElement} */
function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`there is no #${id}`);
  return found;
}

/** A message with its places filled. @param {string} id @param {Record<string, Place>} [places] */
function say(id, places = {}) {
  const text = config.words[state.language][id] ?? id;
  return text.replace(/\{(\w+)\}/g, (whole, name) => String(places[name] ?? whole));
}

/** @param {number} count */
function number(count) {
  return new Intl.NumberFormat(state.language).format(count);
}

/** `2.9 kB` @param {number} bytes */
function size(bytes) {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let scaled = bytes;
  let unit = 0;
  while (scaled >= 1000 && unit + 1 < units.length) {
    scaled /= 1000;
    unit += 1;
  }
  const maximumFractionDigits = unit > 0 ? 1 : 0;
  return `${new Intl.NumberFormat(state.language, { maximumFractionDigits }).format(scaled)}\u00a0${units[unit]}`;
}

/** @param {number} count */
function seconds(count) {
  return `${new Intl.NumberFormat(state.language, { maximumFractionDigits: 2 }).format(count)}\u00a0s`;
}

/**
 * An element. Whatever comes from a capture reaches the page as text, by way of this.
 * @param {string} tag @param {Record<string, string | number | boolean | undefined>} [attributes]
 * @param {(Node | string | number | null | undefined | false)[]} children
 */
function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, "");
    else if (value !== undefined && value !== false) made.setAttribute(name, String(value));
  }
  for (const child of children) {
    if (child instanceof Node) made.append(child);
    else if (child !== null && child !== undefined && child !== false) made.append(String(child));
  }
  return made;
}

/** A button that does something. @param {string} label @param {() => void} act @param {Record<string, string | number | boolean | undefined>} [attributes] */
function button(label, act, attributes = {}) {
  const made = element("button", { type: "button", ...attributes }, label);
  made.addEventListener("click", act);
  return made;
}

/** Puts the words of the language where the markup asks for them. @param {ParentNode} root */
function wordsInto(root) {
  for (const node of root.querySelectorAll("[data-word]")) {
    const { word = "", places } = /** @type {HTMLElement} */ (node).dataset;
    node.textContent = say(word, places ? JSON.parse(places) : {});
  }
  for (const node of root.querySelectorAll("[data-label]")) {
    node.setAttribute("aria-label", say(/** @type {HTMLElement} */ (node).dataset.label ?? ""));
  }
}
