// Downloads.

/** The name of the capture without its ending, for the names of files; what is chosen of it, and of how many files, stands in it. */
function stem() {
  const { captures, sessions, all_sessions } = glance();
  const name = captures[0]?.path ?? "capture";
  const more = captures.length > 1 ? `-and-${captures.length - 1}-more` : "";
  const part = sessions.length === all_sessions ? "" : sessions.length === 1 ? `-session-${sessions[0].id}` : "-chosen";
  return plainStem(name) + more + part;
}

/** @param {string} name */
function plainStem(name) {
  return name.replace(/\.(gz|zst|xz|bz2|lz4)$/i, "").replace(/\.\w{1,8}$/, "").replace(/[^\p{L}\p{N}._-]/gu, "_") || "capture";
}

/** Has an output made and saves it. @param {object} request @param {string} name */
async function saveOutput(request, name) {
  showMessage("");
  try {
    const { bytes, remarks } = await ask({ lang: state.language, ...request });
    save(bytes, name);
    showMessage(remarks.map(([word, count]) => say(word, { count: number(count) })).join(" "));
  } catch (error) {
    showMessage(say("web-failed", { why: reasonOf(error) }));
  }
}

/** @param {HTMLElement} panel */
function drawSaveTab(panel) {
  const filters = chosenFilters();
  const row = (/** @type {string} */ word, /** @type {string} */ name, /** @type {() => object} */ request, /** @type {HTMLElement[]} */ ...options) => {
    const label = say(word);
    const act = button(say("web-save"), () => saveOutput({ filters, ...request() }, name), { class: "main", "aria-label": `${say("web-save")}: ${label}` });
    return element("li", {}, act, element("span", {}, label), element("code", { class: "faint" }, name), ...options);
  };
  const redactions = ["names", "contents", "addresses"].map((what) => {
    const box = element("input", { type: "checkbox", value: what });
    return element("label", {}, box, " ", say(`web-redact-${what}`));
  });
  const options = element("span", { class: "options" }, ...redactions);
  const redact = () => [...options.querySelectorAll("input")].filter((box) => box.checked).map((box) => box.value);
  const name = stem();
  panel.replaceChildren(
    element("ul", { class: "saves" },
      row("web-save-json", `${name}.json`, () => ({ output: "json" })),
      row("web-save-sessions", `${name}-sessions.csv`, () => ({ output: "sessions_csv" })),
      row("web-save-transfers", `${name}-transfers.csv`, () => ({ output: "transfers_csv" })),
      row("web-save-report", `${name}.html`, () => ({ output: "report" })),
      row("web-save-findings", `${name}-findings.md`, () => ({ output: "diagnose_markdown" })),
      row("web-save-slice", `${name}-ftp.pcapng`, () => ({ output: "slice" })),
      row("web-save-redacted", `${name}-redacted.pcapng`, () => ({ output: "slice", redact: redact() }), options)));
}
