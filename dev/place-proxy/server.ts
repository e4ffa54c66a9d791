import http from "node:http";
import type { AddressInfo } from "node:net";
import { createGzip } from "node:zlib";
import { page } from "../pages";
import { type Answer, escapeHtml, refuseInProduction, type StandIn } from "../stand-in";
import { AfterBodyOpens, ALL_PATH, BESIDE_PATH, control, MOVE_PATH, STYLE, STYLE_PATH } from "./control";
import { allCounties, chosenPlaces, type StandingPlace, standingPlace } from "./places";

export interface PlaceProxyOptions {
  port: number;
  host?: string;
  /** Port of the application on 127.0.0.1. */
  appPort: number;
  /** Shared with the application, which trusts place headers only beside it. */
  proxySecret: string;
  /** Shown beside the control: name and address. */
  links?: ReadonlyArray<readonly [string, string]>;
}

export interface PlaceProxy extends StandIn {
  /** What a visitor reads until `ready()`: the steps of the start so far. */
  starting(steps: string[]): void;
  ready(): void;
}

const COOKIE = "standing_place";
/** Headers that only a proxy may set; what a client sends in these names is dropped. */
const OURS = /^(x-drawbridge-|x-vercel-|x-forwarded-|x-real-ip$|forwarded$|cf-|x-middleware-)/;

function cookie(request: http.IncomingMessage, name: string): string | null {
  for (const part of (request.headers.cookie ?? "").split(";")) {
    const at = part.indexOf("=");
    if (part.slice(0, at).trim() !== name) continue;
    try {
      return decodeURIComponent(part.slice(at + 1).trim());
    } catch {
      return null;
    }
  }
  return null;
}

/** Only a path of this site may be gone back to. */
const safeBack = (path: string | null) =>
  path?.startsWith("/") && !/^\/[/\\]/.test(path) && !path.startsWith("/__") ? path : "/";

function placeHeaders(place: StandingPlace, secret: string): Record<string, string> {
  const { country, region, city, postalCode, areas } = place;
  return {
    "x-drawbridge-proxy-secret": secret,
    ...(country ? { "x-vercel-ip-country": country } : {}),
    ...(region ? { "x-vercel-ip-country-region": region } : {}),
    ...(city ? { "x-vercel-ip-city": encodeURIComponent(city) } : {}),
    ...(postalCode ? { "x-vercel-ip-postal-code": postalCode } : {}),
    ...(areas.length > 0 ? { "x-drawbridge-geo-areas": areas.join(",") } : {}),
  };
}

function everywhere(url: URL): Answer {
  const query = (url.searchParams.get("q") ?? "").trim().toLowerCase();
  const back = safeBack(url.searchParams.get("back"));
  const sections = [...allCounties]
    .map(([state, places]) => {
      const found = places.filter(({ name }) => !query || name.toLowerCase().includes(query));
      if (found.length === 0) return "";
      const items = found
        .map(
          (place) =>
            `<li><button class="plain" name="to" value="${place.id}">${escapeHtml(place.name.split(",")[0]!)}</button></li>`,
        )
        .join("");
      return `<details${query ? " open" : ""}><summary><strong>${escapeHtml(state)}</strong> <span class="note">${found.length}</span></summary><ul class="columns">${items}</ul></details>`;
    })
    .join("");
  return page(
    200,
    "Stand anywhere",
    `<p class="note">The demonstration then tells the application that you are there, as a geolocating proxy would.</p>` +
      `<form role="search"><input type="hidden" name="back" value="${escapeHtml(back)}"><p><label>County or state <input type="search" name="q" value="${escapeHtml(query)}"></label> <button>Find</button></p></form>` +
      `<form method="post" action="${MOVE_PATH}"><input type="hidden" name="back" value="${escapeHtml(back)}">${sections || "<p>No county has that in its name.</p>"}</form>` +
      `<p><a href="${escapeHtml(back)}">Back</a></p>`,
  );
}

function joined(list: string | undefined, name: string): string {
  const names = (list ?? "").split(",").map((each) => each.trim());
  return [...names.filter((each) => each && each.toLowerCase() !== name.toLowerCase()), name].join(", ");
}

/**
 * The demonstration's front door: passes everything to the application with the geolocation headers of the place one
 * has chosen to stand in, and puts a control for choosing it on every page. The application itself knows nothing of it.
 */
export async function startPlaceProxy(options: PlaceProxyOptions): Promise<PlaceProxy> {
  refuseInProduction("geolocation");
  const agent = new http.Agent({ keepAlive: true, maxSockets: 256 });
  let steps: string[] | null = null;

  const send = (response: http.ServerResponse, given: Answer) => {
    response.writeHead(given.status, given.headers);
    response.end(given.body);
  };

  function own(request: http.IncomingMessage, response: http.ServerResponse, url: URL): void {
    if (url.pathname === STYLE_PATH) {
      send(response, {
        status: 200,
        headers: { "content-type": "text/css", "cache-control": "max-age=300" },
        body: STYLE,
      });
      return;
    }
    if (url.pathname === ALL_PATH) {
      send(response, everywhere(url));
      return;
    }
    const beside = url.pathname === BESIDE_PATH ? options.links?.[Number(url.searchParams.get("to"))] : undefined;
    if (beside) {
      // Not a redirect: the application's content policy lets its forms lead nowhere else.
      const [name, address] = beside.map(escapeHtml) as [string, string];
      const head = `<meta http-equiv="refresh" content="0;url=${address}">`;
      send(response, page(200, beside[0], `<p><a href="${address}">${name}</a></p>`, head));
      return;
    }
    if (url.pathname !== MOVE_PATH || request.method !== "POST") {
      send(response, page(404, "There is nothing here", `<p><a href="/">To the first page</a></p>`));
      return;
    }
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
      if (body.length > 10_000) request.destroy();
    });
    request.on("end", () => {
      const form = new URLSearchParams(body);
      const to = standingPlace(form.get("to") ?? "");
      if (!to) {
        send(response, page(400, "There is no such place", `<p><a href="${ALL_PATH}">All counties</a></p>`));
        return;
      }
      // Whoever moves is where the headers say, so the place chosen on the site goes.
      const cookies = [
        `${COOKIE}=${encodeURIComponent(to.id)}; Path=/; SameSite=Lax; Max-Age=31536000`,
        "drawbridge_place=; Path=/; Max-Age=0",
      ];
      response.writeHead(303, {
        location: safeBack(form.get("back")),
        "set-cookie": cookies,
        "cache-control": "no-store",
      });
      response.end();
    });
  }

  function pass(request: http.IncomingMessage, response: http.ServerResponse, url: URL): void {
    const place = standingPlace(cookie(request, COOKIE) ?? "") ?? chosenPlaces[0]!;
    const headers: Record<string, string | string[]> = {};
    for (const [name, value] of Object.entries(request.headers)) {
      if (value !== undefined && !OURS.test(name)) headers[name] = value;
    }
    const wantsPage = (request.headers.accept ?? "").includes("text/html");
    if (wantsPage) {
      // The control is part of what the browser keeps, so a page must not be reused for another place.
      for (const name of ["accept-encoding", "if-none-match", "if-modified-since"]) delete headers[name];
    }
    Object.assign(headers, placeHeaders(place, options.proxySecret), {
      "x-forwarded-for": request.socket.remoteAddress ?? "127.0.0.1",
      "x-forwarded-host": request.headers.host ?? "",
      "x-forwarded-proto": "http",
    });
    const upstream = http.request(
      { host: "127.0.0.1", port: options.appPort, method: request.method, path: request.url, headers, agent },
      (answer) => {
        const given = { ...answer.headers };
        const isPage = wantsPage && (answer.headers["content-type"] ?? "").startsWith("text/html");
        if (!isPage || request.method === "HEAD") {
          response.writeHead(answer.statusCode ?? 502, given);
          answer.pipe(response);
          return;
        }
        for (const name of ["content-length", "etag", "last-modified", "transfer-encoding"]) delete given[name];
        // The page came plain, so that the control could be put in; it travels on compressed, as it would without us.
        const packed = /\bgzip\b/.test(String(request.headers["accept-encoding"] ?? ""))
          ? createGzip({ level: 4 })
          : null;
        if (packed) Object.assign(given, { "content-encoding": "gzip", vary: joined(given.vary, "Accept-Encoding") });
        response.writeHead(answer.statusCode ?? 502, given);
        packed?.pipe(response);
        const out: NodeJS.WritableStream = packed ?? response;
        const injected = new AfterBodyOpens(control(place, url.pathname + url.search, options.links ?? []));
        answer.on("data", (chunk: Buffer) => out.write(injected.push(chunk)));
        answer.on("end", () => out.end(injected.end()));
        answer.on("error", () => response.destroy());
      },
    );
    upstream.on("error", () => {
      if (response.headersSent) response.destroy();
      else if (wantsPage) send(response, waiting(steps ?? ["The application does not answer at the moment."]));
      else send(response, { status: 502, body: "The application does not answer." });
    });
    response.on("close", () => upstream.destroy());
    request.pipe(upstream);
  }

  const server = http.createServer((request, response) => {
    // Whatever a client sends as an address, "//" included, must not end the process.
    const sent = request.url ?? "/";
    const url = URL.canParse(sent, "http://localhost")
      ? new URL(sent, "http://localhost")
      : new URL("http://localhost");
    if (url.pathname.startsWith("/__standing/")) own(request, response, url);
    else if (steps) send(response, waiting(steps));
    else pass(request, response, url);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, options.host ?? "0.0.0.0", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://localhost:${port}`,
    starting: (now) => {
      steps = now;
    },
    ready: () => {
      steps = null;
    },
    close: () =>
      new Promise((resolve) => {
        agent.destroy();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function waiting(steps: string[]): Answer {
  const list = steps.map((step) => `<li>${escapeHtml(step)}</li>`).join("");
  const answer = page(
    503,
    "Drawbridge is starting",
    `<p class="note">This page looks again every two seconds and opens by itself.</p><ol>${list}</ol>`,
    `<meta http-equiv="refresh" content="2">`,
  );
  return { ...answer, headers: { ...answer.headers, "retry-after": "2" } };
}
