// A face is cut out of a photo before it is sent: dragged, moved by arrows, brought nearer. Without this file the server
// takes the middle of the photo.

const SIDE = 512;
const STEP = 0.04;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const NEARER = { "+": 0.1, "=": 0.1, "-": -0.1 };

const field = document.querySelector("input[name=photo]");
const shown = document.querySelector("[data-photo]");
const clear = document.querySelector("[data-photo-clear]");
const label = document.querySelector("[data-photo-label]");
const bad = document.querySelector("[data-photo-bad]");
const editor = document.querySelector("[data-crop]");
const frame = editor.querySelector("[data-crop-frame]");
const zoom = editor.querySelector("[type=range]");
const photo = frame.querySelector("img");
const preview = document.createElement("canvas");
const first = label.textContent;
/** What is in the middle of the frame, as parts of the photo's width and height. */
let middle = [0.5, 0.5];

const within = (value, least, most) => Math.min(Math.max(value, least), most);

/** The square of the photo that the frame shows, in its own pixels. */
function square() {
  const { naturalWidth: width, naturalHeight: height } = photo;
  const side = Math.min(width, height) / Number(zoom.value);
  const half = [side / 2 / width, side / 2 / height];
  middle = middle.map((value, axis) => within(value, half[axis], 1 - half[axis]));
  return { x: middle[0] * width - side / 2, y: middle[1] * height - side / 2, side };
}

function paint(canvas, side) {
  const { x, y, side: from } = square();
  canvas.width = canvas.height = side;
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, side, side);
  pen.drawImage(photo, x, y, from, from, 0, 0, side, side);
  return canvas;
}

function draw() {
  const { x, y, side } = square();
  const scale = frame.clientWidth / side;
  photo.style.width = `${photo.naturalWidth * scale}px`;
  photo.style.transform = `translate(${-x * scale}px, ${-y * scale}px)`;
  paint(preview, 128);
}

/** By parts of what the frame shows. */
function move(right, down) {
  const { side } = square();
  middle = [middle[0] + (right * side) / photo.naturalWidth, middle[1] + (down * side) / photo.naturalHeight];
  draw();
}

function nearer(more) {
  zoom.value = Number(zoom.value) + more;
  draw();
}

/** Initials or the face of before make place for the new one. */
function show(chosen) {
  editor.hidden = clear.hidden = !chosen;
  for (const each of shown.children) each.hidden = chosen;
  preview.hidden = !chosen;
  label.textContent = chosen ? label.dataset.again : first;
}

function refuse(words) {
  bad.hidden = !words;
  bad.querySelector("span").textContent = words;
  if (words) field.value = "";
}

async function choose() {
  const [file] = field.files;
  URL.revokeObjectURL(photo.src);
  refuse("");
  if (!file) return show(false);
  photo.src = URL.createObjectURL(file);
  try {
    await photo.decode();
  } catch {
    refuse(field.dataset.unreadable);
    return show(false);
  }
  middle = [0.5, 0.5];
  zoom.value = 1;
  show(true);
  draw();
  frame.focus();
}

/** In place of the photo goes what is in the frame. */
function put() {
  if (editor.hidden) return;
  const [, text] = paint(document.createElement("canvas"), SIDE).toDataURL("image/jpeg", 0.92).split(",");
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const files = new DataTransfer();
  files.items.add(new File([bytes], "face.jpg", { type: "image/jpeg" }));
  field.files = files.files;
}

function key(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (ARROWS[event.key]) move(...ARROWS[event.key].map((way) => way * STEP));
  else if (NEARER[event.key]) nearer(NEARER[event.key]);
  else return;
  event.preventDefault();
}

function drag({ movementX, movementY, buttons }) {
  if (buttons & 1) move(-movementX / frame.clientWidth, -movementY / frame.clientWidth);
}

shown.append(preview);
show(false);
field.addEventListener("change", choose);
field.form.addEventListener("submit", put);
zoom.addEventListener("input", draw);
frame.addEventListener("keydown", key);
frame.addEventListener("pointerdown", (event) => frame.setPointerCapture(event.pointerId));
frame.addEventListener("pointermove", drag);
frame.addEventListener(
  "wheel",
  (event) => {
    event.preventDefault();
    nearer(-Math.sign(event.deltaY) * 0.1);
  },
  { passive: false },
);
clear.addEventListener("click", () => {
  field.value = "";
  refuse("");
  show(false);
  field.focus();
});
