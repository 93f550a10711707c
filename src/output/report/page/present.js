// The presenter view: a step is a slide, with its words and its arrows.
const presenter = byId("presenter");

function copies(element) {
  return [...element.childNodes].map((child) => child.cloneNode(true));
}

// Who stands at the left and at the right of the arrows.
function slideHead(arrow) {
  const parties = [arrow.from, arrow.to].sort((a, b) => RANKS[a] - RANKS[b]);
  return element(
    "div",
    { class: "lane-ends" },
    ...parties.map((party) => element("b", { class: party === "client" ? "client" : "server" }, word(`page-${party}`))),
  );
}

function drawSlide() {
  const session = sessions.get(state.session);
  const step = article().querySelector(`[data-step="${state.step}"]`);
  byId("slide-count").textContent = `${state.step + 1} / ${session.steps.length}`;
  byId("slide-title").replaceChildren(...copies(step.querySelector("h4")));
  const question = step.querySelector(".asked");
  byId("slide-text").replaceChildren(step.querySelector("p").cloneNode(true), ...(question ? [question.cloneNode(true)] : []));
  const frames = session.steps[state.step].map((frame) => data.rows[rowOfFrame.get(frame)]).filter((row) => row !== undefined);
  const arrows = session.arrows.filter((arrow) => frames.some((row) => isOf(arrow, row)));
  byId("slide-arrows").replaceChildren(
    ...(arrows.length > 0 ? [slideHead(arrows[0])] : []),
    ...arrows.map((arrow) => element("div", { class: `lane ${arrow.lane}` }, drawArrow(arrow, -1))),
  );
}

function goToSlide(number) {
  const count = sessions.get(state.session).steps.length;
  chooseStep(Math.min(Math.max(number, 0), count - 1));
  drawSlide();
}

function present() {
  if (!sessions.get(state.session)?.steps.length) return;
  presenter.showModal();
  // a browser may refuse; the slide fills its window then
  presenter.requestFullscreen?.().catch(() => {});
  goToSlide(Math.max(state.step, 0));
}

const SLIDE_KEYS = {
  " ": 1,
  ArrowRight: 1,
  ArrowDown: 1,
  PageDown: 1,
  n: 1,
  ArrowLeft: -1,
  ArrowUp: -1,
  PageUp: -1,
  Backspace: -1,
  p: -1,
};

presenter.addEventListener("keydown", (event) => {
  // a question is opened by the keys of its own
  if (event.target.closest("summary") && event.key === " ") return;
  const by = SLIDE_KEYS[event.key];
  if (by === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  goToSlide(state.step + by);
});
presenter.addEventListener("close", () => {
  if (document.fullscreenElement) document.exitFullscreen();
});
for (const button of presenter.querySelectorAll("[data-slide]")) {
  button.addEventListener("click", () => goToSlide(state.step + Number(button.dataset.slide)));
}
byId("slide-close").addEventListener("click", () => presenter.close());
for (const button of document.querySelectorAll(".present")) button.addEventListener("click", present);
