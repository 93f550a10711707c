// Two captures side by side: the page only changes its language.
"use strict";

const buttons = [...document.querySelectorAll("[data-language]")];

function chooseLanguage(tag) {
  document.documentElement.lang = tag;
  for (const text of document.querySelectorAll("span[lang]")) text.hidden = text.lang !== tag;
  for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.language === tag));
}

for (const button of buttons) button.addEventListener("click", () => chooseLanguage(button.dataset.language));

document.addEventListener("keydown", (event) => {
  if (event.key !== "l" || event.ctrlKey || event.metaKey || event.altKey) return;
  const at = buttons.findIndex((button) => button.dataset.language === document.documentElement.lang);
  chooseLanguage(buttons[(at + 1) % buttons.length].dataset.language);
});

chooseLanguage(document.documentElement.lang);
