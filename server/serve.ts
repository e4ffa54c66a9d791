import { createServer } from "node:http";
import path from "node:path";
import { parseArgs } from "node:util";
import next from "next";
import { createPurchaseEndpoint } from "@/server/api/purchase-endpoint";
import { gatePartsOf } from "@/server/edge/gate-parts";
import { createReadyAssets } from "@/server/edge/ready-assets";
import { createReadyPages } from "@/server/edge/ready-pages";

const root = path.resolve(import.meta.dirname, "..");

// The application as a server: pages that are ready go out from here, everything else goes on to Next (docs/edge.md).

function end(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

function optionsGiven() {
  try {
    return parseArgs({
      options: {
        port: { type: "string", short: "p", default: process.env.PORT ?? "3000" },
        hostname: { type: "string", short: "H", default: "0.0.0.0" },
        keepAliveTimeout: { type: "string", default: "65000" },
      },
    }).values;
  } catch (error) {
    return end(`${(error as Error).message}\nThere are: --port, --hostname and --keepAliveTimeout (milliseconds).`);
  }
}

const values = optionsGiven();
const port = Number(values.port);
if (!Number.isInteger(port) || port < 1 || port > 65_535) {
  end(`Port ${values.port} will not do: give a number between 1 and 65535.`);
}
if (!/^\d{4,7}$/.test(values.keepAliveTimeout)) {
  end(`--keepAliveTimeout ${values.keepAliveTimeout} will not do: give milliseconds, from 1000 on.`);
}
// The gate asks the application behind it under this port.
process.env.PORT = String(port);

// Named localhost whatever it listens on: with an address of its own Next takes its rewrites for another host's.
const application = next({ dev: false, dir: root, hostname: "localhost", port });
await application.prepare();
const handle = application.getRequestHandler();
const gate = gatePartsOf(process.env);
const answerPurchase = createPurchaseEndpoint(gate);
const answerPage = createReadyPages(gate);
const answerAsset = createReadyAssets(path.join(root, process.env.NEXT_DIST_DIR ?? ".next"));

const server = createServer(async (request, response) => {
  try {
    if (answerAsset(request, response)) return;
    if ((await answerPurchase(request, response)) || (await answerPage(request, response))) return;
    await handle(request, response);
  } catch (error) {
    process.stderr.write(`${JSON.stringify({ level: "error", event: "request_failed", message: String(error) })}\n`);
    if (!response.headersSent) response.writeHead(500);
    response.end();
  }
});
// Longer than proxies keep a quiet connection: closed here first, one could carry a request that nobody answers.
server.keepAliveTimeout = Number(values.keepAliveTimeout);
server.headersTimeout = server.keepAliveTimeout + 1000;
server.on("error", (error) => end(`The application cannot listen on port ${port}: ${error.message}`));
server.listen(port, values.hostname, () => process.stderr.write(`Drawbridge listens on port ${port}.\n`));

let ending = false;
for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const) {
  process.on(signal, async () => {
    if (ending) return;
    ending = true;
    // What was begun is finished; kept-alive connections without a request are closed by `close`.
    await new Promise((resolve) => server.close(resolve));
    await application.close();
    process.exit(code);
  });
}
