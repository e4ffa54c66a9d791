/**
 * What the lottery server can be told to do wrong. `slow` only waits; `error` answers 500 and `reset` breaks the
 * connection, both before anything is done; `lost` does it and breaks the connection; `late` breaks the connection and does
 * it after the delay; `held` does it and answers after the delay; `twice` does it twice, and lists everything twice; `wrong` answers with other numbers than it has.
 */
export const FAULT_KINDS = ["slow", "error", "reset", "lost", "late", "held", "twice", "wrong"] as const;

export interface Fault {
  kind: (typeof FAULT_KINDS)[number];
  method?: string;
  /** A part of the path that must match, such as `/cancel`. */
  path?: string;
  delayMs?: number;
  /** How many requests it strikes; without it, all until cleared. */
  times?: number;
}

export class Faults {
  private faults: Fault[] = [];

  add(fault: Fault): void {
    this.faults.push({ ...fault });
  }

  clear(): void {
    this.faults = [];
  }

  /** The first fault that strikes a request. */
  strike(method: string, path: string): Fault | null {
    const fault = this.faults.find(
      (each) => (!each.method || each.method === method) && (!each.path || path.includes(each.path)),
    );
    if (!fault) return null;
    if (fault.times !== undefined && --fault.times <= 0) this.faults = this.faults.filter((each) => each !== fault);
    return fault;
  }
}
