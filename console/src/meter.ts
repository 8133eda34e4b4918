// Measures the line: how long the server takes to answer a ping.

const EVERY_MS = 20_000;
const PONG = '{"t":"pong"';

/** A socket that pings on its own and reports each round trip in ms. */
export function metered(url: string, report: (ms: number) => void): WebSocket {
  const socket = new WebSocket(url);
  let sent = 0;
  const ping = () => {
    if (socket.readyState !== WebSocket.OPEN) return;
    sent = performance.now();
    socket.send('{"t":"ping"}');
  };
  const timer = setInterval(ping, EVERY_MS);
  let welcomed = false;
  socket.addEventListener("message", ({ data }) => {
    if (!welcomed) {
      welcomed = true; // `hello` has been answered: other frames may follow
      ping();
    }
    if (!sent || !String(data).startsWith(PONG)) return;
    report(performance.now() - sent);
    sent = 0;
  });
  socket.addEventListener("close", () => clearInterval(timer));
  return socket;
}
