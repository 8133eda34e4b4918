// The fastest peer known: `ws` and better-sqlite3 with a group commit by hand. All that came in a turn of the loop is
// one transaction; then each message goes to the other end of its pair, and its sender is told. /{pair}/{0 or 1}.
import { createServer } from "node:http";
import Database from "better-sqlite3";
import { WebSocketServer } from "ws";

const db = new Database(`${process.argv[2]}/chat.db`);
db.pragma("journal_mode = WAL");
db.pragma("synchronous = FULL");
db.exec(`CREATE TABLE messages (
  room TEXT NOT NULL, seq INTEGER NOT NULL, cid TEXT NOT NULL, body TEXT NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY (room, seq), UNIQUE (room, cid)) WITHOUT ROWID`);
const insert = db.prepare("INSERT INTO messages (room, seq, cid, body, at) VALUES (?, ?, ?, ?, ?)");
const [begin, commit] = ["BEGIN IMMEDIATE", "COMMIT"].map((words) => db.prepare(words));

const rooms = new Map();
let group = [];

function take(room, side, data) {
  if (group.length === 0) setImmediate(flush);
  group.push([room, side, JSON.parse(data)]);
}

function flush() {
  const messages = group;
  const at = Date.now();
  group = [];
  begin.run();
  for (const message of messages) {
    const [room, , { cid, body }] = message;
    insert.run(room.name, ++room.seq, cid, body, at);
    message.push(room.seq);
  }
  commit.run();
  for (const [room, side, { cid, body }, seq] of messages) {
    room.ends[1 - side]?.send(JSON.stringify({ t: "msg", seq, cid, body, at }));
    room.ends[side]?.send(`{"t":"ok","cid":${JSON.stringify(cid)},"seq":${seq}}`);
  }
}

const http = createServer();
new WebSocketServer({ server: http, perMessageDeflate: false }).on("connection", (socket, request) => {
  const [, name, end] = request.url.split("/");
  const room = rooms.get(name) ?? { name, seq: 0, ends: [] };
  const side = Number(end);
  rooms.set(name, room);
  room.ends[side] = socket;
  socket.on("message", (data) => take(room, side, data));
});
http.listen(0, "127.0.0.1", 4096, () => console.log(http.address().port));
