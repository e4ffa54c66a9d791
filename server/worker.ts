import { openServices } from "@/server/api/services";
import { recurringTasks } from "@/server/api/worker-tasks";
import { databaseTimers } from "@/server/kernel/adapters/pg-boss";
import { cleanUp } from "@/server/kernel/clean-up";
import { environment } from "@/server/kernel/env";
import { runTasks } from "@/server/kernel/jobs";
import { log } from "@/server/kernel/log";

// `npm run worker`: one process, or several beside each other. Nothing is right because of it alone: whoever opens a
// page moves what it shows on as well. It makes things happen in time, and mail go out.
const services = openServices(environment());
const running = runTasks(recurringTasks(services), services.clock);

const timers = await databaseTimers(services.environment.DATABASE_URL);
await timers.handle("clean-up", async () => {
  log.info("cleaned_up", await cleanUp(services.db, services.clock.now()));
});
await timers.calendar("clean-up", "17 3 * * *");
log.info("worker_started", { tasks: running.states().map(({ name }) => name) });

let ending = false;
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    if (ending) return;
    ending = true;
    void (async () => {
      await running.stop();
      await timers.stop();
      await services.db.close();
      process.exit(0);
    })();
  });
}
