import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { runningOn, startPostgres } from "./postgres";
import { placeFor } from "./postgres-files";
import { root } from "./prepare.mjs";
import { endAll, endLeftovers, giveDirectoryBack, onEnd, takeDirectory } from "./processes";
import { freePorts } from "./stack";
import { openVenue } from "./venue";

/**
 * Opens a venue for the end-to-end tests (ports, data and build of its own), runs Playwright against it with `args`,
 * and closes it. Returns Playwright's exit code.
 */
export async function endToEnd(
  args: string[],
  options: { report?: string; progress: (text: string) => void },
): Promise<number> {
  const dir = path.join(root, ".drawbridge", "end-to-end");
  const owner = takeDirectory(dir);
  if (owner !== null) throw new Error(`The end-to-end tests are running already (process ${owner}).`);
  onEnd(async () => giveDirectoryBack(dir));
  await endLeftovers(dir);
  const data = path.join(dir, "postgres");
  // The tests begin with an empty database; one that a killed run left running is ended first.
  if (runningOn(data) !== null) await (await startPostgres({ dataDir: data, port: 0 })).stop();
  rmSync(placeFor(data), { recursive: true, force: true });
  for (const file of ["gateway.json", "checkout-com.json"]) rmSync(path.join(dir, file), { force: true });

  const { ports } = await freePorts(Number(process.env.E2E_PORT ?? 4700));
  const venue = await openVenue({
    dir,
    ports,
    distDir: ".next-test",
    seed: "still",
    fast: true,
    progress: options.progress,
  });
  onEnd(venue.close);
  options.progress("Running the end-to-end tests");
  const code = await new Promise<number>((resolve) => {
    const child = spawn(process.execPath, [path.join(root, "node_modules", "playwright", "cli.js"), "test", ...args], {
      cwd: root,
      stdio: ["ignore", "inherit", "inherit"],
      detached: true,
      env: {
        ...process.env,
        E2E_ADDRESS: venue.addresses.address,
        E2E_VENUE: JSON.stringify(venue.addresses),
        ...(options.report ? { E2E_REPORT: options.report } : {}),
      },
    });
    onEnd(async () => {
      if (child.exitCode === null && child.pid) process.kill(-child.pid, "SIGTERM");
    });
    child.once("exit", (status) => resolve(status ?? 1));
  });
  await venue.close();
  return code;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const progress = (text: string) => process.stderr.write(`${text}\n`);
  try {
    process.exitCode = await endToEnd(process.argv.slice(2), { progress });
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 1;
  }
  await endAll();
}
