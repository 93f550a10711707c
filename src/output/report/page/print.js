// Printing: the chosen session, or all of them.
function showAll(every) {
  for (const part of document.querySelectorAll("article.session")) {
    part.hidden = !every && Number(part.dataset.session) !== state.session;
  }
}

byId("print-one").addEventListener("click", () => window.print());
byId("print-all")?.addEventListener("click", () => {
  for (const session of sessions.values()) drawDiagram(session);
  showAll(true);
  window.print();
});
// what is folded on the screen is read on paper
window.addEventListener("beforeprint", () => {
  for (const folded of document.querySelectorAll("details.evidence, details.asked")) folded.open = true;
});
window.addEventListener("afterprint", () => showAll(false));
