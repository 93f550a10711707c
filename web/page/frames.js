// Pages inside the page: the report of a session, and the questions. Each is a document of its own in a sandbox: it has the
// policy of this page and its own, and cannot look at this one. Forms are allowed for what scripts do with them: the policy
// lets none be sent.

/** @type {Map<HTMLElement, string>} */
const urls = new Map();

/** Shows a document. @param {HTMLElement} place @param {Uint8Array<ArrayBuffer>} bytes @param {string} title @param {string} hash */
function showDocument(place, bytes, title, hash = "") {
  const before = urls.get(place);
  if (before) URL.revokeObjectURL(before);
  const url = URL.createObjectURL(new Blob([bytes], { type: "text/html" }));
  urls.set(place, url);
  const sandbox = "allow-scripts allow-forms allow-downloads allow-modals allow-popups allow-popups-to-escape-sandbox";
  place.replaceChildren(element("iframe", { title, sandbox, allow: "fullscreen", src: url + hash }));
}

/** What a panel shows: the request for it. Whoever comes back to a tab finds it as it was left, answers and step too. @type {Map<HTMLElement, string>} */
const kept = new Map();

/** True where a panel shows that already. @param {HTMLElement} panel @param {object} wanted */
function shows(panel, wanted) {
  const key = JSON.stringify([state.opened, wanted]);
  if (kept.get(panel) === key && panel.querySelector("iframe")) return true;
  kept.set(panel, key);
  return false;
}

/** Has a panel made anew when it is next drawn. @param {HTMLElement} panel */
function forget(panel) {
  kept.delete(panel);
}

/** The number of what is shown: an older one that comes late is not. */
let shown = 0;

/**
 * Has a document made and shows it.
 * @param {HTMLElement} place @param {object} request @param {string} title @param {string} [hash]
 */
async function makeDocument(place, request, title, hash) {
  shown += 1;
  const mine = shown;
  place.replaceChildren(element("p", { role: "status" }, `${say("web-making")} …`));
  try {
    const { bytes } = await ask(request);
    if (mine === shown) showDocument(place, bytes, title, hash);
  } catch (error) {
    if (mine === shown) place.replaceChildren(element("p", { class: "notice" }, say("web-failed", { why: reasonOf(error) })));
  }
}

/** @param {HTMLElement} panel */
function drawReportTab(panel) {
  const { sessions } = glance();
  if (sessions.length === 0) {
    sayIfNone(panel, 0);
    return;
  }
  const ids = sessions.map((session) => session.id).sort((a, b) => a - b);
  if (!ids.includes(state.session)) {
    state.session = sessions[0].id;
    state.place = "";
  }
  const options = ids.slice(0, DRAWN).map((id) => {
    const { client, server, user, mode } = sessions.find((session) => session.id === id) ?? sessions[0];
    return element("option", { value: id, selected: id === state.session }, `${id}: ${client} → ${server} ${user} (${say(`page-mode-${mode}`)})`);
  });
  const request = { output: "report", lang: state.language, filters: { session: [state.session] } };
  if (shows(panel, [request, state.place, ids])) return;
  const select = element("select", {}, ...options);
  select.addEventListener("change", () => openSession(Number(/** @type {HTMLSelectElement} */ (select).value), ""));
  const place = element("div");
  panel.replaceChildren(element("p", { class: "session-choice" }, element("label", {}, say("web-choose-session"), " ", select)), place);
  const hash = `#session-${state.session}${state.place && `-${state.place}`}`;
  makeDocument(place, request, say("explain-session", { id: state.session }), hash);
}

/** @param {string} format @param {boolean} [answers] */
function quizRequest(format, answers = false) {
  return { output: "quiz", lang: state.language, format, answers, seed: state.seed, level: state.level, filters: chosenFilters() };
}

/** @param {HTMLElement} panel */
function drawPracticeTab(panel) {
  if (shows(panel, quizRequest("html"))) return;
  const again = button(say("web-quiz-new"), () => {
    state.seed += 1;
    drawPracticeTab(panel);
  });
  const levels = [1, 2, 3].map((level) => element("option", { value: level, selected: level === state.level }, level));
  const level = element("select", {}, ...levels);
  level.addEventListener("change", () => {
    state.level = Number(/** @type {HTMLSelectElement} */ (level).value);
    drawPracticeTab(panel);
  });
  const kinds = [["web-quiz-sheet", "markdown", "md"], ["web-quiz-key", "markdown", "md"], ["web-quiz-moodle", "moodle", "xml"], ["web-quiz-gift", "gift", "txt"]];
  const saves = kinds.map(([word, format, ending]) => {
    const answers = word === "web-quiz-key";
    return button(say(word), () => saveOutput(quizRequest(format, answers), `${stem()}-quiz${answers ? "-answers" : ""}.${ending}`), { class: "small" });
  });
  const place = element("div");
  panel.replaceChildren(
    element("p", { class: "session-choice" }, again, element("label", {}, say("web-quiz-level"), " ", level), element("span", { class: "faint" }, say("web-save-quiz"), ":"), ...saves),
    place);
  makeDocument(place, quizRequest("html"), say("quiz-title"));
}
