/** Where time comes from. Rules take a `Date`; use cases take a `Clock`, so that tests can move it. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** A clock that stands where it is put; for tests and simulations. */
export function fixedClock(start: Date): Clock & { set(to: Date): void; advanceSeconds(seconds: number): void } {
  let at = start.getTime();
  return {
    now: () => new Date(at),
    set: (to) => {
      at = to.getTime();
    },
    advanceSeconds: (seconds) => {
      at += seconds * 1000;
    },
  };
}
