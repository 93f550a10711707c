// The page as a whole: files come in, tabs show what is in them.

const TABS = ["overview", "sessions", "transfers", "findings", "report", "practice", "downloads"];
/** @type {Record<string, string>} */
const TAB_WORDS = {
  overview: "page-overview", sessions: "page-sessions", transfers: "page-transfers", findings: "page-findings",
  report: "page-explanation", practice: "page-practice", downloads: "web-downloads",
};
/** @type {Record<string, (panel: HTMLElement) => void>} */
const DRAW = {
  overview: drawOverview, sessions: drawSessionTab, transfers: drawTransferTab, findings: drawFindingTab,
  report: drawReportTab, practice: drawPracticeTab, downloads: drawSaveTab,
};
/** Samples that are offered first. */
const FIRST_SAMPLES = 6;
/** Pixels of a window in which filters stand open. */
const ROOMY = 700;
/** A key log begins with a comment or with one of its labels (RFC 9850). */
const KEY_LOG = /^\s*(#|CLIENT_|SERVER_|EXPORTER_|EARLY_|RSA |ECH_)/;

const form = /** @type {HTMLFormElement} */ (byId("filters"));
const picker = /** @type {HTMLInputElement} */ (byId("files"));

/** @param {unknown} error */
function reasonOf(error) {
  return error instanceof Error ? error.message : String(error);
}

/** @param {string} text */
function showMessage(text) {
  byId("message").replaceChildren(...(text ? [element("p", { class: "notice" }, text)] : []));
}

/** @param {"start" | "working" | "result"} part */
function show(part) {
  for (const id of ["start", "working", "result"]) byId(id).hidden = id !== part;
  byId("another").hidden = part !== "result";
}

/** What the filters say. */
function chosenFilters() {
  const given = new FormData(form);
  const text = (/** @type {string} */ name) => String(given.get(name) ?? "");
  return {
    user: text("user"), client: text("client"), server: text("server"), path: text("path"), mode: text("mode"),
    failed: given.has("failed"),
  };
}

/** True for what is a key log and no capture. @param {Blob} blob */
async function isKeyLog(blob) {
  const head = new TextDecoder("utf-8", { fatal: false }).decode(await blob.slice(0, 64).arrayBuffer());
  return KEY_LOG.test(head);
}

/** Takes files: captures, and key logs among them. @param {CaptureFile[]} given */
async function take(given) {
  showMessage("");
  if (given.length === 0) return;
  const all = given.reduce((sum, file) => sum + file.blob.size, 0);
  if (all > config.most) {
    refuse("web-too-large", { size: size(all), limit: size(config.most) });
    return;
  }
  const are_keys = await Promise.all(given.map((file) => isKeyLog(file.blob)));
  const keys = given.filter((_, index) => are_keys[index]);
  const files = given.filter((_, index) => !are_keys[index]);
  if (files.length === 0) {
    refuse("web-no-capture");
    return;
  }
  state.sizes = files.map((file) => file.blob.size);
  show("working");
  stage("web-reading", 0);
  byId("cancel").focus();
  const port = Number(/** @type {HTMLInputElement} */ (byId("port")).value);
  const ports = Number.isInteger(port) && port > 0 && port < 65536 ? [port] : [];
  analyse(files, keys, ports, hear).catch((error) => refuse("web-failed", { why: reasonOf(error) }));
}

/** @param {string} word @param {number} share */
function stage(word, share) {
  const text = `${say(word)} …`;
  if (byId("stage").textContent !== text) byId("stage").textContent = text;
  /** @type {HTMLProgressElement} */ (byId("progress")).value = share;
}

/** Back to the beginning, with a reason. @param {string} word @param {Record<string, Place | Words>} [places] */
function refuse(word, places = {}) {
  dismiss();
  state.glance = null;
  const told = Object.entries(places).map(([name, place]) => [name, typeof place === "object" ? place[state.language] : place]);
  const shown = Object.fromEntries(told);
  if (typeof shown.size === "number") shown.size = size(shown.size);
  show("start");
  showMessage(say(word, shown));
  byId("choose").focus();
}

/** Back to the beginning: nothing of any file could be read. @param {CaptureRow[]} captures */
function refuseAll(captures) {
  const reasons = captures.map(({ path, fault }) => say("web-unread", { name: path, why: fault ?? "" }));
  dismiss();
  state.glance = null;
  document.title = "ftpscope";
  wordsInto(document);
  show("start");
  byId("message").replaceChildren(element("ul", { class: "notice" }, ...reasons.map((reason) => element("li", {}, reason))));
  byId("choose").focus();
}

/** @param {News} news */
function hear(news) {
  if (news.kind === "stage") stage(`web-${news.stage}`, news.share);
  else if (news.kind === "refused") refuse(news.word, news.places);
  else if (news.kind === "failed") refuse("web-failed", { why: news.why });
  else if (news.kind === "ready") open().catch((error) => refuse("web-failed", { why: reasonOf(error) }));
}

/** A capture is analysed. */
async function open() {
  form.reset();
  Object.assign(state, { session: 0, place: "", seed: 0, tab: "overview", opened: state.opened + 1 });
  await look();
  const { captures } = glance();
  if (captures.every((capture) => capture.is_fatal && capture.frames === 0)) {
    refuseAll(captures);
    return;
  }
  // one session with one transfer leaves nothing to choose
  const box = /** @type {HTMLDetailsElement} */ (byId("filter-box"));
  box.hidden = glance().all_sessions < 2 && glance().transfers.length < 2;
  box.open = !box.hidden && window.innerWidth > ROOMY;
  show("result");
  chooseTab("overview");
  byId("tabs").querySelector("button")?.focus();
}

/** Asks for what the filters choose, and draws it; what cannot be filtered by is told. */
async function look() {
  const filters = chosenFilters();
  try {
    const [seen, files] = await Promise.all([
      askJson({ output: "glance", lang: state.language, filters }),
      askJson({ output: "files", filters }),
    ]);
    Object.assign(state, { glance: seen, files });
    showMessage("");
  } catch (error) {
    showMessage(reasonOf(error));
    return;
  }
  const { sessions, all_sessions } = glance();
  byId("chosen").textContent = say("web-shown", { count: number(sessions.length), all: number(all_sessions) });
  const names = glance().captures.map((capture) => capture.path);
  byId("title").textContent = names.join(", ");
  document.title = `${names.join(", ")} – ftpscope`;
}

/** @param {string} tab */
function chooseTab(tab) {
  state.tab = tab;
  for (const name of TABS) {
    const chosen = name === tab;
    const head = byId(`tab-${name}`);
    head.setAttribute("aria-selected", String(chosen));
    head.tabIndex = chosen ? 0 : -1;
    byId(`panel-${name}`).hidden = !chosen;
  }
  DRAW[tab](byId(`panel-${tab}`));
}

/** Opens the page of a session. @param {number} id @param {string} place */
function openSession(id, place) {
  Object.assign(state, { session: id, place });
  forget(byId("panel-report"));
  chooseTab("report");
}

function drawTabs() {
  const heads = TABS.map((name) => {
    const chosen = name === state.tab;
    return button(say(TAB_WORDS[name]), () => chooseTab(name), {
      role: "tab", id: `tab-${name}`, "aria-controls": `panel-${name}`, "aria-selected": String(chosen), tabindex: chosen ? 0 : -1,
    });
  });
  byId("tabs").replaceChildren(...heads);
}

function drawSamples() {
  const drawn = config.samples.map(({ name, words, bytes }) => element("li", {}, (() => {
    const made = button("", () => openSample(name, bytes), { "data-sample": name });
    made.append(element("code", {}, name), say(words));
    return made;
  })()));
  byId("samples").replaceChildren(...drawn.slice(0, FIRST_SAMPLES));
  byId("more-samples").replaceChildren(...drawn.slice(FIRST_SAMPLES));
}

/** @param {string} name @param {string} bytes */
async function openSample(name, bytes) {
  take([{ name, blob: new Blob([await unpacked(bytes)]) }]);
}

/** @param {string} language */
async function chooseLanguage(language) {
  state.language = language;
  document.documentElement.lang = language;
  for (const one of document.querySelectorAll("[data-language]")) {
    one.setAttribute("aria-pressed", String(/** @type {HTMLElement} */ (one).dataset.language === language));
  }
  wordsInto(document);
  byId("limit").textContent = say("web-limit", { limit: size(config.most) });
  drawSamples();
  drawTabs();
  if (!state.glance) return;
  await look();
  chooseTab(state.tab);
}

byId("panels").replaceChildren(...TABS.map((name) =>
  element("div", { role: "tabpanel", id: `panel-${name}`, "aria-labelledby": `tab-${name}`, hidden: true })));

byId("tabs").addEventListener("keydown", (event) => {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const to = { Home: 0, End: TABS.length - 1 }[event.key] ?? (by && (TABS.indexOf(state.tab) + by + TABS.length) % TABS.length);
  if (to === undefined) return;
  event.preventDefault();
  chooseTab(TABS[to]);
  byId(`tab-${TABS[to]}`).focus();
});

byId("choose").addEventListener("click", () => picker.click());
picker.addEventListener("change", () => {
  const files = [...(picker.files ?? [])].map((file) => ({ name: file.name, blob: file }));
  picker.value = "";
  take(files);
});
byId("cancel").addEventListener("click", () => refuse("web-cancelled"));
byId("another").addEventListener("click", () => {
  dismiss();
  state.glance = null;
  document.title = "ftpscope";
  showMessage("");
  show("start");
  wordsInto(document);
  byId("choose").focus();
});

/** @type {ReturnType<typeof setTimeout> | undefined} */
let soon;
form.addEventListener("input", () => {
  clearTimeout(soon);
  soon = setTimeout(() => look().then(() => chooseTab(state.tab)), 150);
});
form.addEventListener("reset", () => setTimeout(() => state.glance && look().then(() => chooseTab(state.tab))));
form.addEventListener("submit", (event) => event.preventDefault());

for (const one of document.querySelectorAll("[data-language]")) {
  one.addEventListener("click", () => chooseLanguage(/** @type {HTMLElement} */ (one).dataset.language ?? "en"));
}

document.addEventListener("dragover", (event) => {
  event.preventDefault();
  document.body.classList.add("over");
});
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) document.body.classList.remove("over");
});
document.addEventListener("drop", (event) => {
  event.preventDefault();
  document.body.classList.remove("over");
  take([...(event.dataTransfer?.files ?? [])].map((file) => ({ name: file.name, blob: file })));
});

const wished = navigator.languages.map((tag) => tag.slice(0, 2)).find((tag) => config.languages.includes(tag));
chooseLanguage(wished ?? "en");
if (!("DecompressionStream" in window) || !("WebAssembly" in window)) showMessage(say("web-old-browser"));
// ready before it is needed, and not in the way of the first paint
requestAnimationFrame(() => setTimeout(() => engineModule().catch((error) => showMessage(say("web-failed", { why: reasonOf(error) })))));
// a teacher's link: #active.pcap opens that sample
const linked = config.samples.find(({ name }) => name === decodeURIComponent(location.hash.slice(1)));
if (linked) openSample(linked.name, linked.bytes);
