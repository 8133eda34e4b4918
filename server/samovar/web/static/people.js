// A table's file is read here and pasted: what the form sends is what one sees.

const place = document.querySelector("[data-csv]");
const area = document.getElementById("who");

/** Spreadsheets in Russia still save in the old encoding. */
async function text(file) {
  const bytes = await file.arrayBuffer();
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1251").decode(bytes);
  }
}

place.hidden = false;
place.querySelector("input").addEventListener("change", async ({ target }) => {
  const [file] = target.files;
  if (!file) return;
  const read = await text(file);
  area.value = [area.value.trim(), read.trim()].filter(Boolean).join("\n").slice(0, area.maxLength);
  area.focus();
  target.value = "";
});
