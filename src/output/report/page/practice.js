// Practice: the first answer to a question counts; then the explanation is shown.
const score = { right: 0, answered: 0 };

function mark(form) {
  const chosen = form.querySelector("input:checked");
  if (!chosen || form.classList.contains("done")) return;
  const isRight = chosen.value === form.dataset.right;
  score.answered += 1;
  score.right += isRight ? 1 : 0;
  form.classList.add("done", isRight ? "good" : "bad");
  for (const input of form.querySelectorAll("input")) {
    input.disabled = true;
    input.closest("label").classList.toggle("solution", input.value === form.dataset.right);
  }
  form.querySelector("button[type=submit]").disabled = true;
  form.querySelector(isRight ? ".yes" : ".no").hidden = false;
  form.querySelector(".reason").hidden = false;
  byId("practice-right").textContent = String(score.right);
  byId("practice-answered").textContent = String(score.answered);
}

for (const form of document.querySelectorAll("form.question")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    mark(form);
  });
}
