// Plays the server for the real widget, with the values of a form that is not saved yet: the page around sends them.
// This frame has an origin of its own, so nothing here is stored, and no real visitor is made.

let played = null;
let socket = null;
const state = new URLSearchParams(location.search).get("state");

/** What the widget asks over HTTP. Written bound, for the widget trusts no page that has replaced what browsers have. */
async function answer(url) {
  const { started, greeting } = played;
  const style = { ...started.style, ...(state === "night" && { theme: "dark" }) };
  const greets = state !== "closed" && state !== "chat";
  const said = url.endsWith("/start") ? { ...started, style, delay_ms: Number(greets), open: state === "chat" } : greeting;
  return { ok: true, status: 200, json: async () => structuredClone(said) };
}

/** One that is always open: welcomes, tells the talk, and takes everything as sent. */
class Played {
  readyState = 1;

  constructor() {
    socket = this;
    setTimeout(() => this.onopen?.());
  }

  send(text) {
    const { t, rid, cid } = JSON.parse(text);
    const { welcome, batch, owner, team } = played.frames;
    const frames = {
      hello: state === "chat" ? [welcome, owner] : [{ ...welcome, heads: [], rows: [] }],
      watch: [team],
      get: [{ ...batch, rid }],
      ping: [{ t: "pong", now: new Date().toISOString() }],
    };
    for (const frame of frames[t] ?? []) this.hear(frame);
    if (cid) this.hear({ t: "ok", cid, seq: 0 });
  }

  hear(frame) {
    setTimeout(() => this.onmessage?.({ data: JSON.stringify(frame) }));
  }

  close() {
    this.readyState = 3;
  }
}

window.fetch = answer.bind(null);
window.WebSocket = Played.bind(null);
// A frame has hardly any idle moments.
window.requestIdleCallback = undefined;

function begin() {
  const tag = document.createElement("script");
  tag.src = "/widget.js";
  tag.dataset.key = "preview";
  tag.dataset.lang = played.started.lang;
  document.head.append(tag);
  window.samovar = (...call) => window.samovar.q.push(call);
  window.samovar.q = state === "chat" ? [["open"]] : [];
}

window.addEventListener("message", ({ source, data }) => {
  if (source !== window.parent) return;
  const first = !played;
  played = data;
  if (first) begin();
  else window.samovar("city", "");
});
window.parent.postMessage("ready", "*");
