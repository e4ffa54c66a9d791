import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { endLeftovers, giveDirectoryBack, markedProcess, takeDirectory } from "@/dev/processes";
import { root } from "../support/modules";

const alive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return !readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ");
  } catch {
    return false;
  }
};
const until = async (condition: () => boolean) => {
  for (let waited = 0; !condition() && waited < 200; waited++) await new Promise((resolve) => setTimeout(resolve, 50));
};

/** A launcher that starts a child which starts another, and says both numbers. */
async function launcher(dir: string) {
  const script = path.join(dir, "launcher.mts");
  writeFileSync(
    script,
    `import { onEnd, startChild } from ${JSON.stringify(path.join(root, "dev/processes"))};
     const child = startChild({ dir: ${JSON.stringify(dir)}, name: "child", command: "/bin/sh",
       args: ["-c", "sleep 300 & echo $! > ${dir}/grandchild; wait"], env: process.env });
     onEnd(child.stop);
     setInterval(() => {}, 1000);
     process.stdout.write(child.pid + "\\n");`,
  );
  const running = spawn(process.execPath, ["--import", "tsx", script], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const child = await new Promise<number>((resolve) => running.stdout.once("data", (text) => resolve(Number(text))));
  await until(
    () => existsSync(path.join(dir, "grandchild")) && readFileSync(path.join(dir, "grandchild"), "utf8") !== "",
  );
  const grandchild = Number(readFileSync(path.join(dir, "grandchild"), "utf8"));
  expect(alive(child) && alive(grandchild)).toBe(true);
  return { running, child, grandchild };
}

test.each(["SIGTERM", "SIGINT"] as const)("P1 %s, even twice, ends every process that was started", async (signal) => {
  const dir = mkdtempSync(path.join(tmpdir(), "launcher-"));
  const { running, child, grandchild } = await launcher(dir);
  const ended = new Promise<number | null>((resolve) => running.once("exit", resolve));
  running.kill(signal);
  running.kill(signal);
  expect(await ended).toBe(0);
  await until(() => !alive(grandchild));
  expect([alive(child), alive(grandchild)]).toEqual([false, false]);
  expect(readdirSync(path.join(dir, "pids"))).toEqual([]);
});

test("P1 what a killed run left behind is ended at the next start, and a stranger with its number is not", async () => {
  const dir = mkdtempSync(path.join(tmpdir(), "launcher-"));
  const { running, child, grandchild } = await launcher(dir);
  running.kill("SIGKILL");
  await new Promise((resolve) => running.once("exit", resolve));
  expect(alive(child)).toBe(true);
  writeFileSync(path.join(dir, "pids", "stranger"), `${process.pid} 12345`);
  expect(await endLeftovers(dir)).toEqual(["child"]);
  await until(() => !alive(grandchild));
  expect([alive(child), alive(grandchild)]).toEqual([false, false]);
});

test("P1 a directory belongs to one run at a time, and to nobody after that run died", () => {
  const dir = mkdtempSync(path.join(tmpdir(), "owned-"));
  expect(takeDirectory(dir)).toBeNull();
  expect(markedProcess(path.join(dir, "owner"))).toBe(process.pid);
  giveDirectoryBack(dir);
  writeFileSync(path.join(dir, "owner"), `${process.ppid} 1`);
  expect(takeDirectory(dir)).toBeNull();
});
