// The page as a whole: language, keys, beginning.
function chooseLanguage(tag) {
  state.language = Math.max(0, data.languages.indexOf(tag));
  document.documentElement.lang = data.languages[state.language];
  for (const text of document.querySelectorAll("span[lang]")) text.hidden = text.lang !== tag;
  for (const button of document.querySelectorAll("[data-language]")) {
    button.setAttribute("aria-pressed", String(button.dataset.language === tag));
  }
  for (const [name, attribute] of [["label", "aria-label"], ["placeholder", "placeholder"]]) {
    for (const named of document.querySelectorAll(`[data-${name}]`)) {
      named.setAttribute(attribute, word(named.dataset[name]));
    }
  }
  if (sessions.has(state.session)) drawDiagram(sessions.get(state.session));
  drawDetail();
  applyFilter();
}

function nextSession(by) {
  const ids = [...sessions.keys()];
  const id = ids[ids.indexOf(state.session) + by];
  if (id === undefined) return;
  chooseSession(id);
  article().scrollIntoView();
  remember();
}

const KEYS = {
  n: () => chooseStep(state.step + 1),
  p: () => chooseStep(state.step - 1),
  "]": () => nextSession(1),
  "[": () => nextSession(-1),
  f: present,
  l: () => chooseLanguage(data.languages[(state.language + 1) % data.languages.length]),
  "/": () => byId("filter").focus(),
  "?": () => byId("help").showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || byId("help").open || presenter.open) return;
  const typing = event.target.matches("input[type=search]");
  if (event.key === "Escape") {
    if (event.target.id === "filter") {
      clearFilter();
      list.focus();
    } else if (!typing) clearMarks();
  } else if (!typing && event.key in KEYS) {
    event.preventDefault();
    KEYS[event.key]();
  }
});

byId("help-open").addEventListener("click", () => byId("help").showModal());
for (const button of document.querySelectorAll("[data-language]")) {
  button.addEventListener("click", () => chooseLanguage(button.dataset.language));
}
const first = sessions.keys().next().value;
if (first !== undefined) chooseSession(first);
chooseLanguage(document.documentElement.lang);
follow(location.hash);
