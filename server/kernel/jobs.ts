import type { Clock } from "./clock";
import { log } from "./log";

/**
 * Work that is done again and again because time passes: settling orders, advancing drawings. A task finds for itself
 * what is due, locks it row by row and may run in several processes at once; a missed run only makes it later.
 */
export interface RecurringTask {
  name: string;
  everySeconds: number;
  run(): Promise<unknown>;
}

export interface TaskState {
  name: string;
  everySeconds: number;
  lastEndedAt: Date | null;
  lastError: string | null;
}

/**
 * Runs tasks one after another by their own beats, never the same one twice at a time. A task that throws is logged
 * and tried again at its next beat. `stop` waits for what is running.
 */
export function runTasks(tasks: RecurringTask[], clock: Clock): { states(): TaskState[]; stop(): Promise<void> } {
  const states = tasks.map<TaskState>(({ name, everySeconds }) => ({
    name,
    everySeconds,
    lastEndedAt: null,
    lastError: null,
  }));
  let stopped = false;
  const wakers = new Set<() => void>();

  const loops = tasks.map(async (task, index) => {
    const state = states[index]!;
    while (!stopped) {
      try {
        await task.run();
        state.lastError = null;
      } catch (error) {
        state.lastError = String((error as Error)?.message ?? error);
        log.error("task_failed", { task: task.name, error });
      }
      state.lastEndedAt = clock.now();
      if (stopped) break;
      await new Promise<void>((resolve) => {
        const wake = () => {
          clearTimeout(timer);
          wakers.delete(wake);
          resolve();
        };
        const timer = setTimeout(wake, task.everySeconds * 1000);
        wakers.add(wake);
      });
    }
  });
  return {
    states: () => states.map((state) => ({ ...state })),
    stop: async () => {
      stopped = true;
      for (const wake of [...wakers]) wake();
      await Promise.all(loops);
    },
  };
}

/** Timers that outlive the process: named work at a moment or by the calendar, each done by one worker. */
export interface Timers {
  /** Calls `handler` with the data of each timer that rings. A failure is tried again, five times, ever later. */
  handle<Data extends object>(name: string, handler: (data: Data) => Promise<void>): Promise<void>;
  /** Rings once at `when`; with the same key, while it has not rung, only one is kept. */
  at(name: string, when: Date, data: object, key: string): Promise<void>;
  /** Rings by a cron expression, in UTC. */
  calendar(name: string, cron: string): Promise<void>;
  stop(): Promise<void>;
}
