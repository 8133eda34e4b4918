// Helps of the settings' pages. Every page works without this file.

const main = document.querySelector("main");
const KEPT = "samovar.typed";
const { me } = main.dataset;

/** What is typed, but for secrets and files: a session may end before it is sent. */
function typed(form) {
  const hidden = [...form.querySelectorAll("[type=password], [type=hidden], [type=file]")].map(({ name }) => name);
  return [...new FormData(form)].filter(([field]) => !hidden.includes(field));
}

function keep({ target: form, submitter }) {
  if (form.method !== "post") return;
  const action = new URL(submitter?.getAttribute("formaction") ?? form.action, location).pathname;
  sessionStorage.setItem(KEPT, JSON.stringify({ me, action, values: typed(form) }));
}

function fill(form, values) {
  const seen = {};
  for (const field of form.elements) {
    const given = values.filter(([name]) => name === field.name).map(([, value]) => value);
    if (["hidden", "password", "file", "submit"].includes(field.type) || !field.name) continue;
    if (field.type === "checkbox" || field.type === "radio") field.checked = given.includes(field.value);
    else {
      // Rows of a table have fields of one name.
      seen[field.name] = (seen[field.name] ?? -1) + 1;
      field.value = given[seen[field.name]] ?? field.value;
    }
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

/** After a sign-in in the middle of a form: what was typed stands in it again. */
function refill() {
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
  sessionStorage.removeItem(KEPT);
  const form = [...document.forms].find((each) => kept && new URL(each.action).pathname === kept.action);
  if (!form || kept.me !== me || !("kept" in main.dataset)) return;
  fill(form, kept.values);
  document.querySelector("[data-kept-words]").hidden = false;
}

function localTime(time) {
  const look = { dateStyle: "long", timeStyle: "short", hourCycle: "h23" };
  const format = new Intl.DateTimeFormat(document.documentElement.lang, look);
  time.textContent = format.format(new Date(time.dateTime));
}

/** Lines of a text area as chips: Enter adds, the cross takes away. */
function chips(place) {
  const area = place.querySelector("textarea");
  const list = document.createElement("div");
  const input = document.createElement("input");
  const lines = () => area.value.split("\n").filter((line) => line.trim());
  const set = (all) => {
    area.value = [...new Set(all)].join("\n");
    draw();
  };
  const chip = (line) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "chip";
    button.textContent = line;
    button.setAttribute("aria-label", place.dataset.chips.replace("{what}", line));
    button.addEventListener("click", () => {
      set(lines().filter((each) => each !== line));
      input.focus();
    });
    return button;
  };
  const draw = () => list.replaceChildren(...lines().map(chip), input);
  const add = () => {
    const more = input.value.split(/[\n,;]/).map((part) => part.trim()).filter(Boolean);
    input.value = "";
    if (more.length) set([...lines(), ...more]);
  };
  list.className = "chips field";
  input.setAttribute("aria-label", place.dataset.add);
  input.placeholder = place.dataset.add;
  input.addEventListener("change", add);
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !input.value.trim()) return;
    event.preventDefault();
    add();
    input.focus();
  });
  area.hidden = true;
  area.addEventListener("input", draw);
  area.after(list);
  draw();
}

/** Cities that begin as what is typed, offered by the browser. */
function offerCities(place) {
  const input = place.querySelector("input:not([type=hidden])");
  const offers = document.createElement("datalist");
  offers.id = `offered-${input.id}`;
  input.setAttribute("list", offers.id);
  place.append(offers);
  input.addEventListener("input", async () => {
    const begins = input.value.trim();
    if (begins.length < 2) return;
    const answer = await fetch(`${place.dataset.cities}?${new URLSearchParams({ begins })}`).catch(() => null);
    if (!answer?.ok || answer.redirected || input.value.trim() !== begins) return;
    offers.replaceChildren(...(await answer.json()).map(([name, country]) => new Option(country, name)));
  });
}

document.querySelectorAll("[data-chips]").forEach(chips);
document.querySelectorAll("[data-cities]").forEach(offerCities);
/** What changes by itself while one looks, as that the tag has called, is asked for again. */
async function renew() {
  if (document.hidden) return;
  const answer = await fetch(location.pathname).catch(() => undefined);
  if (!answer?.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of document.querySelectorAll("[data-live]")) {
    const now = fresh.getElementById(part.id);
    if (now && now.textContent !== part.textContent && !part.contains(document.activeElement)) part.replaceWith(now);
  }
}

refill();
document.querySelectorAll("time[datetime]").forEach(localTime);
document.addEventListener("submit", keep);
if (document.querySelector("[data-live]")) setInterval(renew, 5000);
