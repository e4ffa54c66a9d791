/**
 * One way for coming API calls to fail. `error` and `rate_limit` answer so and do nothing; `reset` breaks the
 * connection before anything is done, `lost` after it is done; `slow` only waits.
 */
export interface Fault {
  kind: "error" | "rate_limit" | "reset" | "lost" | "slow";
  method?: string;
  /** A part of the path that must match, such as `/capture`. */
  path?: string;
  delayMs?: number;
  /** How many calls it strikes; without it, all until cleared. */
  times?: number;
  /** Strikes only so many of a hundred matching calls. */
  percent?: number;
}

/** The faults that are to strike, for every stand-in that can fail. */
export class Faults {
  private all: Fault[] = [];

  list(): readonly Fault[] {
    return this.all;
  }

  add(fault: Fault): void {
    this.all.push({ ...fault });
  }

  clear(): void {
    this.all = [];
  }

  /** The fault that strikes this call, after its delay. */
  async strike(method: string, path: string): Promise<Fault["kind"] | undefined> {
    const fault = this.all.find(
      (each) =>
        (!each.method || each.method === method) &&
        (!each.path || path.includes(each.path)) &&
        (each.percent === undefined || Math.random() * 100 < each.percent),
    );
    if (!fault) return undefined;
    if (fault.times !== undefined && --fault.times <= 0) this.all = this.all.filter((each) => each !== fault);
    if (fault.delayMs) await new Promise((resolve) => setTimeout(resolve, fault.delayMs));
    return fault.kind;
  }
}
