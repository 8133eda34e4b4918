// Single-letter keys: a choice of this browser, which the console reads from the same place.

const form = document.querySelector("[data-keys]");
const field = document.getElementById("keys");
const place = `samovar.choices.${document.querySelector("main").dataset.me}`;

function choices() {
  return JSON.parse(localStorage.getItem(place)) ?? {};
}

try {
  field.checked = choices().keys ?? true;
  form.hidden = false;
  field.addEventListener("change", () => {
    localStorage.setItem(place, JSON.stringify({ ...choices(), keys: field.checked }));
  });
} catch {
  // No storage here: there is nothing to choose.
}
