// The peer of the purchase benchmark, a process of its own like the application: the smallest handler that reads a JSON
// body and commits one row. DATABASE_URL names the server; the port it listens on is its first line.
import { randomUUID } from "node:crypto";
import http from "node:http";
import pg from "pg";

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 16 });
await pool.query("create table if not exists bench_row (id uuid primary key, body jsonb not null)");

const server = http.createServer(async (request, response) => {
  let body = "";
  for await (const part of request) body += part;
  await pool.query({ name: "row", text: "insert into bench_row values ($1, $2)", values: [randomUUID(), body] });
  response.writeHead(200, { "content-type": "application/json" }).end('{"ok":true}');
});
server.listen(0, "127.0.0.1", () => process.stdout.write(`${server.address().port}\n`));
