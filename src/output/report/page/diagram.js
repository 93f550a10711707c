// The diagram: time goes down, each lane is a connection between two parties, each arrow a button.
const RANKS = { client: 0, server: 1, other: 2 };
const LANES = ["control", "other", "data"];

// True where an arrow stands for the row.
function isOf(arrow, row) {
  if (row.number < arrow.first || row.number > arrow.last) return false;
  if (connectionOfFirst.get(row.connection)?.id !== arrow.connection) return false;
  return arrow.both || data.endpoints[row.source] === arrow.source;
}

function pointsLeft(arrow) {
  return RANKS[arrow.from] > RANKS[arrow.to];
}

function ends(arrow) {
  const pair = [arrow.source, arrow.destination].map(named);
  return pointsLeft(arrow) ? pair.reverse() : pair;
}

// An endpoint in one piece; one that is wider than its place breaks before its port.
function breakable(endpoint) {
  const at = endpoint.lastIndexOf(":");
  const parts = at < 0 ? [endpoint] : [endpoint.slice(0, at), element("wbr"), endpoint.slice(at)];
  return element("span", { class: "endpoint" }, ...parts);
}

function drawArrow(arrow, number) {
  const classes = ["arrow", `kind-${arrow.kind}`, `from-${arrow.from}`, pointsLeft(arrow) ? "to-left" : "to-right"];
  if (arrow.both) classes.push("both");
  const label = arrow.label[state.language];
  const frames = arrow.first === arrow.last ? `${arrow.first}` : `${arrow.first}–${arrow.last}`;
  const [from, to] = [word(`page-${arrow.from}`), word(`page-${arrow.to}`)];
  const [said, framed] = [`, ${from} → ${to}, `, word(arrow.first === arrow.last ? "page-frame" : "page-frames")];
  const made = element(
    "button",
    { class: classes.join(" "), type: "button", "data-arrow": number, title: label },
    element(
      "span",
      { class: "label" },
      element("span", {}, label),
      element("span", {}, element("span", { class: "unseen" }, said), element("span", { class: "framed" }, `${framed} `), frames),
    ),
    element("span", { class: "shaft" }),
  );
  const hover = (arrowNow) => () => {
    near = arrowNow;
    drawRows();
  };
  made.addEventListener("mouseenter", hover(arrow));
  made.addEventListener("mouseleave", hover(null));
  made.addEventListener("click", () => {
    near = null;
    const own = data.rows.filter((row) => isOf(arrow, row)).map((row) => row.number);
    state.marked = new Set(own);
    markArrows();
    chooseFrame(own[0] ?? arrow.first);
  });
  return made;
}

function laneHead(lane, arrows) {
  const first = arrows.find((arrow) => arrow.lane === lane);
  const parties = [first.from, first.to].sort((a, b) => RANKS[a] - RANKS[b]);
  const addresses = lane === "data" ? ["", ""] : ends(first);
  const titles = { control: "page-control-lane", data: "page-data-lane", other: "page-other-lane" };
  return element(
    "div",
    { class: "lane-head" },
    element("b", {}, word(titles[lane])),
    element(
      "div",
      { class: "lane-ends" },
      ...parties.map((party, at) =>
        element("span", { class: party === "client" ? "client" : "server" }, word(`page-${party}`), " ", breakable(addresses[at])),
      ),
    ),
  );
}

function drawDiagram(session) {
  const place = document.querySelector(`[data-diagram="${session.id}"]`);
  const lanes = LANES.filter((lane) => session.arrows.some((arrow) => arrow.lane === lane));
  place.style.setProperty("--lanes", lanes.length);
  const beats = [];
  const lastOf = new Map(session.arrows.map((arrow, number) => [arrow.lane, number]));
  const firstOf = new Map(session.arrows.map((arrow, number) => [arrow.lane, number]).reverse());
  let connection = null;
  session.arrows.forEach((arrow, number) => {
    const cells = lanes.map((lane) => {
      const alive = number >= firstOf.get(lane) && number <= lastOf.get(lane);
      return element("div", { class: `lane ${lane}${alive ? "" : " idle"}` });
    });
    const cell = cells[lanes.indexOf(arrow.lane)];
    if (arrow.lane === "data" && arrow.connection !== connection) {
      connection = arrow.connection;
      cell.append(element("div", { class: "opened" }, ...ends(arrow).map((end) => element("span", {}, breakable(end)))));
    }
    if (arrow.silence) {
      const still = lanes.map((lane) => element("div", { class: `lane ${lane}${number >= firstOf.get(lane) && number <= lastOf.get(lane) ? "" : " idle"}` }));
      still[0].append(element("div", { class: "silence" }, arrow.silence[state.language]));
      beats.push(element("div", { class: "beat" }, element("span", { class: "clock" }), ...still));
    }
    cell.append(drawArrow(arrow, number));
    beats.push(element("div", { class: "beat" }, element("span", { class: "clock" }, arrow.time), ...cells));
  });
  const heads = lanes.map((lane) => laneHead(lane, session.arrows));
  const head = element("div", { class: "beat heads" }, element("span", { class: "clock" }, "s"), ...heads);
  place.replaceChildren(head, ...beats);
  markArrows();
}

// Marks the arrows of the marked frames, and gives the first of them.
function markArrows() {
  const session = sessions.get(state.session);
  let first = null;
  if (!session) return first;
  const rows = [...state.marked].map((frame) => data.rows[rowOfFrame.get(frame)]).filter((row) => row !== undefined);
  for (const button of document.querySelectorAll(`[data-diagram="${session.id}"] [data-arrow]`)) {
    const arrow = session.arrows[Number(button.dataset.arrow)];
    const marked = rows.some((row) => isOf(arrow, row));
    button.classList.toggle("marked", marked);
    if (marked && !first) first = button;
  }
  return first;
}

// Shows which arrow stands for a row.
function pointAtArrow(row) {
  const session = sessions.get(state.session);
  if (!session) return;
  const number = session.arrows.findIndex((arrow) => isOf(arrow, row));
  for (const button of document.querySelectorAll(`[data-diagram="${session.id}"] [data-arrow]`)) {
    const current = Number(button.dataset.arrow) === number;
    button.classList.toggle("current", current);
    if (current) reveal(button.closest(".diagram"), button);
  }
}
