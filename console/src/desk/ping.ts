// How long the server takes to answer a ping.

const DELAYS_MS = [1_500, 3_000, 20_000]; // quick at first, then at rest
const KEPT = 3;
const SILENT_MS = 3_000;
const PONG = '{"t":"pong"';

/** A socket that pings on its own and reports the round trip in ms, the best of the last three; null in silence. */
export function pinging(url: string, report: (ms: number | null) => void): WebSocket {
  const socket = new WebSocket(url);
  const trips: number[] = [];
  let [sent, pings] = [0, 0];
  let timer: ReturnType<typeof setTimeout>;
  let silence: ReturnType<typeof setTimeout>;
  const plan = () => {
    timer = setTimeout(ping, DELAYS_MS[Math.min(pings++, DELAYS_MS.length - 1)]);
  };
  const ping = () => {
    if (socket.readyState !== WebSocket.OPEN) return;
    sent = performance.now();
    socket.send('{"t":"ping"}');
    silence = setTimeout(() => report(null), SILENT_MS);
    plan();
  };
  socket.addEventListener("message", ({ data }) => {
    if (pings === 0) plan(); // `hello` has been answered: other frames may follow
    if (!sent || !String(data).startsWith(PONG)) return;
    clearTimeout(silence);
    trips.push(performance.now() - sent);
    sent = 0;
    report(Math.min(...trips.slice(-KEPT)));
  });
  socket.addEventListener("close", () => {
    clearTimeout(timer);
    clearTimeout(silence);
  });
  return socket;
}
