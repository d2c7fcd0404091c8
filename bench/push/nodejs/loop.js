// web-push in a loop, with so many requests under way at a time.
// The library encrypts and signs; it posts by https alone, so that is done here, on connections that are kept.
// node loop.js AT_ONCE

import { Agent, request } from "node:http";
import { createInterface } from "node:readline";
import webpush from "web-push";

const AT_ONCE = Number(process.argv[2]);
const CREATED = 201;
const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });

function post({ method, headers, body, endpoint }) {
  return new Promise((resolve, reject) => {
    const asked = request(endpoint, { method, headers, agent }, (answer) => {
      answer.resume();
      answer.on("error", reject);
      answer.on("end", () => {
        if (answer.statusCode === CREATED) resolve();
        else reject(new Error(`answered ${answer.statusCode}`));
      });
    });
    asked.on("error", reject);
    asked.end(body);
  });
}

function* all({ subscriptions, messages }) {
  for (let message = 0; message < messages; message += 1) yield* subscriptions;
}

async function send(order) {
  const options = {
    vapidDetails: { subject: order.subject, publicKey: order.public_key, privateKey: order.private_key },
    TTL: order.ttl,
    urgency: order.urgency,
    topic: order.topic,
  };
  const left = all(order);
  let sent = 0;
  const sender = async () => {
    for (const subscription of left) {
      await post(webpush.generateRequestDetails(subscription, order.payload, options));
      sent += 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, sender));
  return sent;
}

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify({ sent: await send(JSON.parse(line)) }));
}
