// The explanation, step by step: rows and arrows of the step are marked.
function article() {
  return document.querySelector(`article[data-session="${state.session}"]`);
}

function chooseStep(number) {
  const session = sessions.get(state.session);
  if (!session || number < 0 || number >= session.steps.length) return;
  state.step = number;
  state.marked = new Set(session.steps[number]);
  markArrows();
  const first = session.steps[number].find((frame) => rowOfFrame.has(frame));
  if (first === undefined) drawRows();
  else chooseRow(rowOfFrame.get(first));
  showStep();
  showBench();
  remember(`step-${number + 1}`);
}

// Brings steps, diagram and rows into sight together, unless they are.
function showBench() {
  const bench = article().querySelector(".bench");
  const { top, bottom, height } = bench.getBoundingClientRect();
  const isSeen = top >= -8 && bottom <= window.innerHeight + 8;
  if (!isSeen && height <= window.innerHeight + 8 && !presenter.open) bench.scrollIntoView({ block: "start" });
}

function showStep() {
  const session = sessions.get(state.session);
  const here = article();
  if (!session || !here) return;
  for (const step of here.querySelectorAll("[data-step]")) {
    const current = Number(step.dataset.step) === state.step;
    step.classList.toggle("current", current);
    if (current) {
      step.setAttribute("aria-current", "step");
      reveal(step.parentElement, step);
    } else step.removeAttribute("aria-current");
  }
  const count = session.steps.length;
  here.querySelector(".step-now").textContent = `${state.step < 0 ? "–" : state.step + 1} / ${count}`;
  here.querySelector('[data-go="-1"]').disabled = state.step <= 0;
  here.querySelector('[data-go="1"]').disabled = state.step >= count - 1;
}

function clearMarks() {
  state.step = -1;
  state.marked = new Set();
  markArrows();
  showStep();
  drawRows();
}

function chooseSession(id) {
  if (!sessions.has(id) || id === state.session) return;
  state.session = id;
  for (const other of document.querySelectorAll("article.session")) other.hidden = Number(other.dataset.session) !== id;
  for (const row of document.querySelectorAll("[data-session-row]")) {
    row.classList.toggle("current", Number(row.dataset.sessionRow) === id);
  }
  state.step = -1;
  state.marked = new Set();
  state.row = -1;
  article().querySelector(".timeline-slot").append(byId("timeline"));
  drawDiagram(sessions.get(id));
  drawDetail();
  showStep();
  list.scrollTop = 0;
  applyFilter();
}

document.addEventListener("click", (event) => {
  // a link, and a question that opens, do what they do and choose no step
  if (event.target.closest("a, summary, dialog")) return;
  const target = event.target.closest("[data-frame], [data-pick], [data-go], [data-step]");
  if (!target) return;
  const { frame, pick, go, step } = target.dataset;
  if (frame !== undefined) {
    if (chooseFrame(Number(frame))) {
      byId("timeline").scrollIntoView({ block: "nearest" });
      showBench();
      remember(`frame-${frame}`);
    }
  } else if (pick !== undefined) {
    chooseSession(Number(pick));
    article().scrollIntoView();
    remember();
  } else if (go !== undefined) chooseStep(state.step + Number(go));
  else chooseStep(Number(step));
});
