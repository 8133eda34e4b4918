// The widget's settings: colours to pick, and the preview, which asks the server what the widget would be told.

const form = document.querySelector("[data-preview]");
const place = document.querySelector("[data-try]");
const frame = place.querySelector("iframe");
const colour = form.elements.colour;
const PAUSE_MS = 250;
let timer = 0;
let asked = 0;
let played = null;

const chosen = (name) => place.querySelector(`[name=${name}]:checked`).value;

function mark() {
  const now = colour.value.trim().toLowerCase();
  for (const each of form.querySelectorAll("[data-colour]")) each.setAttribute("aria-pressed", each.dataset.colour === now);
}

/** The newest answer counts; one that cannot be had leaves the picture as it is, and says so. */
async function ask() {
  const mine = ++asked;
  const said = new FormData(form);
  said.set("preview_lang", chosen("shown_lang"));
  const answer = await fetch(place.dataset.src, { method: "POST", body: new URLSearchParams(said) }).catch(() => null);
  const json = answer?.ok && !answer.redirected ? await answer.json() : null;
  if (mine !== asked) return;
  place.querySelector("[data-stale]").hidden = Boolean(json);
  if (!json) return;
  played = json;
  document.querySelector("[data-colour-words]").textContent = json.colour;
  frame.contentWindow.postMessage(played, "*");
}

function soon() {
  mark();
  clearTimeout(timer);
  timer = setTimeout(ask, PAUSE_MS);
}

/** Another state is another page: what the widget did in the last one is over. */
function load() {
  const state = chosen("state");
  place.dataset.state = state;
  place.dataset.side = form.elements.side.value;
  frame.src = `${place.dataset.src}?state=${state}${state === "night" ? "&dark" : ""}`;
}

form.addEventListener("click", ({ target }) => {
  const picked = target.closest("[data-colour]");
  if (!picked) return;
  colour.value = picked.dataset.colour;
  soon();
});
form.addEventListener("input", soon);
form.elements.side.forEach((each) => each.addEventListener("change", () => { place.dataset.side = each.value; }));
place.addEventListener("change", ({ target }) => {
  if (target.name === "shown_lang") played = null;
  load();
});
window.addEventListener("message", ({ source, data }) => {
  if (source !== frame.contentWindow || data !== "ready") return;
  if (played) frame.contentWindow.postMessage(played, "*");
  else ask();
});
place.hidden = false;
mark();
load();
