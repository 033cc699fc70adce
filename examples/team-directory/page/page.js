"use strict";

// Narrows the cards and the charts to the people whose cards have every word of the search.
const input = document.querySelector("#query");
const marks = [...document.querySelectorAll("[data-query]")];
const shown = [...document.querySelectorAll("[data-person]")];
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const texts = new Map([...document.querySelectorAll(".card")].map((card) => [
  card.dataset.person,
  fold([...card.querySelectorAll("h3, .title, .mark, dd:not(.boss)")].map((part) => part.textContent).join(" ")),
]));

const search = (query) => {
  input.value = query;
  const words = fold(query).split(/\s+/);
  const found = new Set([...texts].filter(([, text]) => words.every((word) => text.includes(word))).map(([id]) => id));
  for (const part of shown) {
    const matches = found.has(part.dataset.person);
    if (part.matches(".card")) part.hidden = !matches;
    else part.classList.toggle("dim", !matches);
  }
  for (const mark of marks) mark.setAttribute("aria-pressed", fold(mark.dataset.query) === fold(query));
  document.querySelector("#found").textContent =
    found.size === texts.size ? `${texts.size} people` : `${found.size} of ${texts.size} people`;
  document.querySelector(".nobody").hidden = found.size > 0;
};

document.querySelector("search").hidden = false;
input.addEventListener("input", () => search(input.value));
for (const mark of marks) {
  mark.addEventListener("click", () => search(mark.ariaPressed === "true" ? "" : mark.dataset.query));
}
document.querySelector(".clear").addEventListener("click", () => {
  search("");
  input.focus();
});

// A link leads to a card also while the search hides it.
document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#card-"]');
  if (link && document.querySelector(link.getAttribute("href")).hidden) search("");
});

document.addEventListener("keydown", (event) => {
  if (event.key === "/" && event.target !== input) {
    event.preventDefault();
    input.focus();
  } else if (event.key === "Escape") {
    search("");
  }
});
