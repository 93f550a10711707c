"use strict";

// Each question is a form: the first answer counts, and shows why.
let answered = 0;
let right = 0;

for (const form of document.querySelectorAll("form.question")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const chosen = form.querySelector("input:checked");
    if (!chosen || form.classList.contains("done")) {
      return;
    }
    const isRight = chosen.value === form.dataset.right;
    answered += 1;
    right += isRight ? 1 : 0;
    form.classList.add("done", isRight ? "good" : "bad");
    for (const input of form.querySelectorAll("input")) {
      input.disabled = true;
      input.closest("label").classList.toggle("solution", input.value === form.dataset.right);
    }
    form.querySelector("button").disabled = true;
    form.querySelector(isRight ? ".yes" : ".no").hidden = false;
    form.querySelector(".reason").hidden = false;
    document.getElementById("answered").textContent = String(answered);
    document.getElementById("right").textContent = String(right);
  });
}
