// A minimal chat: one room, and each message is a row in Postgres before anybody hears of it.
// DATABASE_URL=… node server.js PORT

import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import pg from "pg";
import { Server } from "socket.io";

const ROOM = randomUUID();
// As many as a service of QERO has workers.
const CONNECTIONS = 10;
const INSERT = {
  name: "insert",
  text: "insert into public.said (id, author_id, text) values ($1, $2, $3) returning number::int, posted_at",
};

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: CONNECTIONS });
const server = createServer();
const io = new Server(server, { serveClient: false });

io.on("connection", (socket) => {
  socket.join(ROOM);
  socket.on("post", async ({ id, author_id, text }, acknowledge) => {
    const { rows } = await pool.query({ ...INSERT, values: [id, author_id, text] });
    io.to(ROOM).emit("message", told(rows[0], { id, author_id, text }));
    acknowledge({ number: rows[0].number });
  });
});

/** As QERO's streams tell it, field for field: the bytes are the same. */
function told({ number, posted_at }, { id, author_id, text }) {
  const message = {
    conversation_id: ROOM,
    number,
    id,
    author_id,
    text,
    mentions: [],
    contacts: [],
    reactions: [],
    posted_at,
    edited_at: null,
    edits: 0,
    deleted_at: null,
    version: 1,
  };
  const event = { n: number, service: "chat", position: number, event_id: randomUUID() };
  return { ...event, type: "message_posted", at: posted_at, data: { message } };
}

server.listen(Number(process.argv[2]), "127.0.0.1");
