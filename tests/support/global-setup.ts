import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { startPostgres } from "../../dev/postgres";
import { placeFor } from "../../dev/postgres-files";
import { ensureGenerated } from "../../dev/prepare.mjs";

const PREFIX = "drawbridge-tests-";

async function endServer(folder: string): Promise<void> {
  const data = placeFor(path.join(folder, "postgres"));
  if (existsSync(path.join(data, "cluster", "postmaster.pid"))) {
    const server = await startPostgres({ dataDir: data, port: 0 });
    await server.stop();
  }
  rmSync(data, { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code === "EPERM";
  }
}

/** A folder of its own for each run; the server in it starts with the first test file that asks for a database. */
export default async function setup(): Promise<() => Promise<void>> {
  await ensureGenerated();
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const folder = path.join(tmpdir(), name);
    const owner = path.join(folder, "owner");
    if (existsSync(owner) && alive(Number(readFileSync(owner, "utf8")))) continue;
    await endServer(folder).catch(() => {});
  }
  const folder = path.join(tmpdir(), `${PREFIX}${process.pid}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { mode: 0o755 });
  writeFileSync(path.join(folder, "owner"), String(process.pid));
  process.env.DRAWBRIDGE_TEST_RUN = folder;
  return () => endServer(folder);
}
