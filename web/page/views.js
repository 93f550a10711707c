// What the tabs show of a capture.

/** @returns {GlanceData} */
function glance() {
  if (!state.glance) throw new Error("no capture is open");
  return state.glance;
}

/** A button that opens a session, at a frame of it where one is given. @param {number} id @param {number} [frame] @param {string} [label] */
function sessionButton(id, frame, label = String(id)) {
  const place = frame === undefined ? "" : `frame-${frame}`;
  const name = frame === undefined ? say("explain-session", { id }) : `${say("explain-session", { id })}, ${label}`;
  return button(label, () => openSession(id, place), { class: "pick", "aria-label": name });
}

/** @param {string} term @param {(Node | string)[]} values */
function figure(term, ...values) {
  return element("div", {}, element("dt", {}, term), element("dd", {}, ...values));
}

/** What was not read of the files, and what limits left out. */
function notices() {
  const { captures, limits_hit, notes, all_sessions, other_traffic } = glance();
  const told = captures.flatMap(({ path, frames, fault, unsupported, secrets }) => {
    const lines = [];
    if (fault !== null) {
      const word = frames > 0 ? "web-broken" : "web-unread";
      lines.push(say(word, { name: path, frames: number(frames), why: fault }));
    }
    if (unsupported) lines.push(say("web-unsupported", { name: path, count: number(unsupported[0]), links: unsupported[1] }));
    if (secrets && secrets[0] > 0) {
      lines.push(say("web-secrets", { name: path, all: number(secrets[0]), used: number(secrets[1]) }));
    }
    return lines;
  });
  told.push(...limits_hit.map(([cap, times]) => say("page-left-cap", { cap, times: number(times) })));
  told.push(...notes);
  if (all_sessions === 0) {
    told.unshift(say("page-no-session"));
    const list = other_traffic.map(([protocol, port]) => say("web-other-port", { protocol, port }));
    if (list.length > 0) told.push(say("web-other-traffic", { list: list.join(", ") }));
  }
  return told.length > 0 && element("ul", { class: "notice" }, ...told.map((line) => element("li", {}, line)));
}

/** The capture in a few numbers. */
function figures() {
  const { sessions, failed_sessions, transfer_counts: transfers, finding_counts, frames, span } = glance();
  const part = (/** @type {string} */ word, /** @type {number} */ count, /** @type {string} */ style) =>
    element("span", { class: `part ${style}${count === 0 ? " zero" : ""}` }, element("b", {}, number(count)), " ", word);
  const modes = ["active", "passive", "mixed", "none", "unknown"];
  const of_mode = modes.map((mode) => ({ mode, count: sessions.filter((session) => session.mode === mode).length }));
  const severities = ["info", "warning", "error"].map((severity, index) =>
    part(say(`page-severity-${severity}`), finding_counts[index], `severity ${severity}`));
  const times = span && element("span", { class: "sub" }, say("web-from-to", { ...span }));
  return element("dl", { class: "figures" },
    figure(say("page-sessions"), element("b", {}, number(sessions.length)), " ", failed_sessions > 0 ? part(say("overview-failed"), failed_sessions, "severity error") : ""),
    figure(say("page-modes"), ...of_mode.filter(({ count }) => count > 0).map(({ mode, count }) => part(say(`page-mode-${mode}`), count, ""))),
    figure(say("page-transfers"), element("b", {}, number(transfers.all)), element("span", { class: "sub" }, `${number(transfers.complete)} ${say("outcome-complete")}, ${number(transfers.failed)} ${say("outcome-failed")}`)),
    figure(say("page-transferred"), element("b", {}, size(transfers.bytes))),
    figure(say("page-findings"), ...severities.reverse()),
    figure(say("web-frames"), element("b", {}, number(frames)), times || ""));
}

/** Sessions that a line of a finding names. */
const MOST_NAMED = 8;

/** Findings in a line each. */
function problems() {
  const told = glance().findings.filter((finding) => finding.severity !== "info");
  const lines = told.map((finding) => {
    const sessions = [...new Set(finding.told.flatMap((message) => message.sessions))];
    const buttons = sessions.slice(0, MOST_NAMED).map((id) => sessionButton(id, undefined, `#${id}`));
    return element("li", { class: finding.severity },
      element("p", {}, element("b", { class: `severity ${finding.severity}` }, say(`page-severity-${finding.severity}`)), " ", finding.title, " ", ...buttons.flatMap((one) => [one, " "])),
      element("p", { class: "faint" }, finding.told[0]?.message));
  });
  return lines.length > 0 && element("section", {},
    element("h2", {}, say("overview-problems")), element("ul", { class: "problems" }, ...lines));
}

function captureFiles() {
  const place = element("div");
  drawTable(place, "files", say("page-files"), [
    { word: "page-file", key: (file) => file.path, style: "path" },
    { word: "page-format", key: (file) => [file.format, file.compression].filter(Boolean).join(", ") },
    { word: "page-frames-title", key: (file) => file.frames, cell: (file) => number(file.frames), numeric: true },
    { word: "page-bytes", key: (file) => file.bytes, cell: (file) => size(file.bytes), numeric: true },
  ], glance().captures.map((file, index) => ({ ...file, bytes: state.sizes[index] ?? file.bytes })));
  return element("section", {}, element("h2", {}, say("page-files")), place);
}

/** Sessions of the overview, which come first that want a look most. */
const FIRST_SESSIONS = 10;

/** @param {HTMLElement} panel */
function drawOverview(panel) {
  const first = element("div");
  const { sessions } = glance();
  drawSessions(first, "first-sessions", sessions.slice(0, FIRST_SESSIONS));
  const all = sessions.length > FIRST_SESSIONS && element("p", {}, button(`${say("web-more-sessions")} (${number(sessions.length)})`, () => chooseTab("sessions")));
  panel.replaceChildren(...[notices(), figures(), problems(), sessions.length > 0 && first, all, captureFiles()].filter((part) => part instanceof Node));
}

/** @param {HTMLElement} place @param {string} name @param {SessionRow[]} rows */
function drawSessions(place, name, rows) {
  /** @type {Column<SessionRow>[]} */
  const columns = [
    { word: "page-number", key: (row) => row.id, cell: (row) => sessionButton(row.id), numeric: true },
    { word: "web-start", key: (row) => row.start },
    { word: "overview-column-duration", key: (row) => row.duration, cell: (row) => seconds(row.duration), numeric: true },
    { word: "web-filter-client", key: (row) => row.client, style: "client" },
    { word: "web-filter-server", key: (row) => row.server, style: "server" },
    { word: "page-user", key: (row) => row.user, style: "path" },
    { word: "page-login", key: (row) => say(`verdict-login-${row.login}`) },
    { word: "page-mode", key: (row) => say(`page-mode-${row.mode}`), cell: (row) => say(`page-mode-${row.mode}`) + (row.tls ? ", TLS" : "") },
    { word: "overview-column-whole", key: (row) => row.complete, cell: (row) => `${number(row.complete)}/${number(row.transfers)}`, numeric: true },
    { word: "page-bytes", key: (row) => row.bytes, cell: (row) => size(row.bytes), numeric: true },
    { word: "overview-column-result", key: (row) => row.standing, cell: (row) => element("span", { class: `word-${row.standing}` }, row.standing === "failed" && "✕ ", say(`overview-${row.standing}`)) },
    { word: "page-findings", key: (row) => row.findings, cell: (row) => element("span", { class: `severity ${row.severity ?? ""}` }, number(row.findings)), numeric: true },
  ];
  drawTable(place, name, say("page-sessions"), columns, rows, (row, drawn) => drawn.classList.toggle("failed", row.standing === "failed"));
}

/** @param {HTMLElement} place @param {number} count */
function sayIfNone(place, count) {
  if (count === 0) place.replaceChildren(element("p", { class: "notice" }, say(glance().all_sessions > 0 ? "web-none-fits" : "page-no-session")));
}

/** @param {HTMLElement} panel */
function drawSessionTab(panel) {
  const rows = glance().sessions;
  drawSessions(panel, "sessions", rows);
  sayIfNone(panel, rows.length);
}

/** @param {TransferRow} row */
function saveButton(row) {
  const index = state.files.findIndex((file) => file.transfers.includes(row.id));
  if (index < 0) return "";
  const file = state.files[index];
  const name = file.output.split("/").pop() ?? "file";
  const act = () => saveOutput({ output: "file", file: index, filters: chosenFilters() }, name);
  const made = button(say("web-save"), act, { class: "small", "aria-label": say("web-save-name", { name }) });
  if (file.faults.length > 0) made.title = say("web-partial");
  return made;
}

/** @param {HTMLElement} panel */
function drawTransferTab(panel) {
  const rows = glance().transfers;
  drawTable(panel, "transfers", say("page-transfers"), [
    { word: "page-number", key: (row) => row.id },
    { word: "web-choose-session", key: (row) => row.session, cell: (row) => sessionButton(row.session), numeric: true },
    { word: "web-start", key: (row) => row.start },
    { word: "page-command", key: (row) => row.command },
    { word: "page-path", key: (row) => row.path, style: "path" },
    { word: "web-direction", key: (row) => (row.direction ? say(`web-direction-${row.direction}`) : "") },
    { word: "page-mode", key: (row) => say(`page-mode-${row.mode}`) },
    { word: "page-bytes", key: (row) => row.bytes, cell: (row) => number(row.bytes), numeric: true },
    { word: "page-lost", key: (row) => row.lost, cell: (row) => number(row.lost), numeric: true },
    { word: "page-outcome", key: (row) => say(row.outcome), cell: (row) => element("span", { class: row.failed ? "word-failed" : "" }, row.failed && "✕ ", say(row.outcome)) },
    { word: "web-file", key: (row) => (state.files.some((file) => file.transfers.includes(row.id)) ? 0 : 1), cell: saveButton },
    { word: "web-digest", key: (row) => row.sha256, cell: (row) => element("code", { title: row.sha256 }, row.sha256.slice(0, 16), row.sha256 && "…") },
  ], rows, (row, drawn) => drawn.classList.toggle("failed", row.failed));
  sayIfNone(panel, rows.length);
}

/** @param {FindingMessage} message */
function findingMessage(message) {
  const frames = message.frames.flatMap(([session, frame]) => [session === null ? String(frame) : sessionButton(session, frame, String(frame)), " "]);
  const more = message.proofs > message.frames.length ? `… (${number(message.proofs)})` : "";
  const where = message.sessions.flatMap((id) => [sessionButton(id, undefined, `#${id}`), " "]);
  return element("li", {},
    element("p", {}, ...where, message.message),
    element("p", { class: "faint" }, say("web-proof"), " ", ...frames, more),
    element("p", {}, element("b", {}, say("web-advice"), ": "), message.advice));
}

/** @param {HTMLElement} panel */
function drawFindingTab(panel) {
  const { findings } = glance();
  const drawn = findings.map((finding) => element("section", { class: `finding ${finding.severity}` },
    element("h2", {}, element("span", { class: `severity ${finding.severity}` }, say(`page-severity-${finding.severity}`)), " ", finding.title),
    element("p", { class: "faint" }, element("code", {}, finding.id), " ", finding.why),
    element("ul", {}, ...finding.told.map(findingMessage))));
  panel.replaceChildren(...drawn);
  if (findings.length === 0) panel.replaceChildren(element("p", { class: "notice calm" }, say("diagnose-none")));
}
