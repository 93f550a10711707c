// Addresses: every session, step, frame and finding of the page can be linked.
const ADDRESS = /^#session-(\d+)(?:-(step|frame)-(\d+))?/;

// Writes where the reader is into the address, without a step in the history.
function remember(place) {
  const session = `#session-${state.session}`;
  history.replaceState(null, "", place ? `${session}-${place}` : session);
}

// Goes where an address leads; false where it leads nowhere.
function follow(address) {
  const found = ADDRESS.exec(address);
  if (!found || !sessions.has(Number(found[1]))) return false;
  chooseSession(Number(found[1]));
  const [, , kind, number] = found;
  if (kind === "step") chooseStep(Number(number) - 1);
  else if (kind === "frame") {
    chooseFrame(Number(number));
    byId("timeline").scrollIntoView({ block: "nearest" });
    showBench();
  } else byId(address.slice(1))?.scrollIntoView();
  return true;
}

window.addEventListener("hashchange", () => follow(location.hash));

// Inside of another page, as an address of its own: links of the page lead nowhere there by themselves, and what the other page
// has is left out.
if (location.protocol === "blob:") {
  document.documentElement.classList.add("embedded");
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const address = link.getAttribute("href");
    if (!follow(address)) byId(address.slice(1))?.scrollIntoView();
  });
}
