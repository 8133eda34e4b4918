// The usual tutorial chat: socket.io, a room for each conversation, better-sqlite3, a commit for each message,
// the answer after it. WAL with synchronous=FULL, so that it keeps what it acknowledges, as Samovar does.
import { createServer } from "node:http";
import Database from "better-sqlite3";
import { Server } from "socket.io";

const db = new Database(`${process.argv[2]}/chat.db`);
db.pragma("journal_mode = WAL");
db.pragma("synchronous = FULL");
db.exec(`CREATE TABLE messages (
  id INTEGER PRIMARY KEY AUTOINCREMENT, client_offset TEXT UNIQUE, room TEXT NOT NULL, content TEXT NOT NULL)`);
const insert = db.prepare("INSERT INTO messages (client_offset, room, content) VALUES (?, ?, ?)");

const http = createServer();
const io = new Server(http);
io.on("connection", (socket) => {
  let room = "";
  socket.on("join", (name, joined) => {
    room = name;
    socket.join(room);
    joined();
  });
  socket.on("msg", ({ cid, body }, stored) => {
    try {
      const { lastInsertRowid: id } = insert.run(cid, room, body);
      io.to(room).emit("msg", { id, cid, body });
      stored({ ok: true, id });
    } catch (error) {
      stored({ ok: error.code === "SQLITE_CONSTRAINT_UNIQUE" });
    }
  });
});
http.listen(0, "127.0.0.1", 4096, () => console.log(http.address().port));
