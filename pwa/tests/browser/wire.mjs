/** A wire between browsers and the gateway that serves the app, which can be cut; counts the streams that go through it. */

import { createServer, request } from "node:http";

export async function openWire(site) {
  const streams = { opened: 0, open: 0, mostAtOnce: 0 };
  const wire = { streams, isCut: false };
  const sockets = new Set();
  const server = createServer((asked, answer) => {
    const further = request(`${site}${asked.url}`, { method: asked.method, headers: asked.headers }, (answered) => {
      if (asked.url.startsWith("/api/stream?") && answered.statusCode === 200) count(streams, answer);
      answer.writeHead(answered.statusCode, answered.headers);
      answered.pipe(answer);
    });
    further.on("error", () => answer.destroy());
    answer.on("close", () => further.destroy());
    asked.pipe(further);
  });
  server.on("connection", (socket) => {
    if (wire.isCut) return void socket.destroy();
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  wire.cut = () => {
    wire.isCut = true;
    for (const socket of sockets) socket.destroy();
  };
  wire.mend = () => (wire.isCut = false);
  wire.close = () => (server.closeAllConnections(), server.close());
  wire.address = `http://127.0.0.1:${server.address().port}`;
  return wire;
}

function count(streams, answer) {
  streams.opened += 1;
  streams.open += 1;
  streams.mostAtOnce = Math.max(streams.mostAtOnce, streams.open);
  answer.on("close", () => (streams.open -= 1));
}
