// Small helps of the pages drawn by the server. Every page works without this file.

const all = (selector) => document.querySelectorAll(selector);
const one = (selector) => document.querySelector(selector);

function reveal(button) {
  const field = document.getElementById(button.dataset.reveal);
  button.hidden = false;
  button.addEventListener("click", () => {
    const shown = field.type === "password";
    field.type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", String(shown));
    field.focus();
  });
}

function watchLength(rule) {
  const field = document.getElementById(rule.dataset.for);
  const said = rule.querySelector("[data-done]");
  const say = (words) => {
    if (said.textContent !== words) said.textContent = words;
  };
  // Counted as people count: one emoji is one character.
  const enough = () => [...field.value].length >= Number(rule.dataset.least);
  const check = () => {
    rule.classList.toggle("ok", enough());
    rule.classList.remove("no");
    say(enough() ? said.dataset.done : "");
  };
  field.addEventListener("input", check);
  field.form.addEventListener("submit", (event) => {
    if (enough()) return;
    // The server would say the same, but a chosen photo does not survive the way there and back.
    event.preventDefault();
    rule.classList.add("no");
    say(said.dataset.short);
    field.focus();
  });
  check();
}

function initials(name) {
  const words = name.trim().split(/\s+/).filter(Boolean);
  return words
    .slice(0, 2)
    .map((word) => [...word][0].toUpperCase())
    .join("");
}

function showInitials(place) {
  place.textContent = initials(place.dataset.initials);
}

function followName(place) {
  const field = document.getElementById(place.dataset.initialsOf);
  const draw = () => {
    place.textContent = initials(field.value);
  };
  field.addEventListener("input", draw);
  draw();
}

function copyCode(button) {
  const said = one("[data-said]");
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    button.classList.add("done");
    said.textContent = button.dataset.copied;
    setTimeout(() => {
      button.classList.remove("done");
      said.textContent = "";
    }, 3000);
  });
}

// The first as one reads, of whatever kind: autofocus knows text fields only, and the order in which they were checked.
function toFirstRefused() {
  const place = one("main .bad:not(.bad--form, [hidden])")?.parentElement;
  place?.querySelector("input:not([type=hidden]), select, textarea")?.focus();
}

function sendOnce(form) {
  const button = form.querySelector("[data-busy]");
  if (!button) return;
  const words = [...button.childNodes];
  form.addEventListener("submit", (event) => {
    if (button.getAttribute("aria-busy")) event.preventDefault();
    if (event.defaultPrevented) return;
    const spin = document.createElement("span");
    spin.className = "spin";
    button.setAttribute("aria-busy", "true");
    button.replaceChildren(spin, button.dataset.busy);
  });
  // Coming back by the browser's Back shows the page as it was left: the button must work again.
  addEventListener("pageshow", () => {
    button.removeAttribute("aria-busy");
    button.replaceChildren(...words);
  });
}

all("[data-reveal]").forEach(reveal);
all("[data-least]").forEach(watchLength);
all("[data-initials]").forEach(showInitials);
all("[data-initials-of]").forEach(followName);
all("[data-copy]").forEach(copyCode);
all("form").forEach(sendOnce);
toFirstRefused();
