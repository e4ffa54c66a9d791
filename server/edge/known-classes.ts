/** A gate takes a class for registered this long; the application keeps its document for longer (sweep-classes.ts). */
export const CLASS_KNOWN_MS = 24 * 3_600_000;
/** … and registers it again beside an answer when it was registered this long ago, so that it is not swept. */
const AGAIN_MS = 3_600_000;
const MOST_KNOWN = 20_000;

export interface KnownClasses {
  /**
   * The class to show for one that was decided on: itself, or what the application, which may know newer rules, says
   * instead. `later` takes the work of registering again. Throws when the class is not known and cannot be registered.
   */
  registered(
    classId: string,
    register: () => Promise<string>,
    later: (work: Promise<unknown>) => void,
  ): Promise<string>;
}

/** Remembers which classes the application has a document of. */
export function createKnownClasses(now: () => number = Date.now): KnownClasses {
  const known = new Map<string, number>();
  const running = new Map<string, Promise<string>>();

  function ask(classId: string, register: () => Promise<string>): Promise<string> {
    let one = running.get(classId);
    if (!one) {
      const startedAt = now();
      one = register()
        .then((answered) => {
          if (known.size >= MOST_KNOWN) known.clear();
          // The database may already know newer rules; the page then is of that class, but this one is asked again.
          if (answered === classId) known.set(classId, startedAt);
          return answered;
        })
        .finally(() => running.delete(classId));
      running.set(classId, one);
    }
    return one;
  }

  return {
    async registered(classId, register, later) {
      const age = now() - (known.get(classId) ?? Number.NEGATIVE_INFINITY);
      if (age >= CLASS_KNOWN_MS) return ask(classId, register);
      if (age >= AGAIN_MS && !running.has(classId)) later(ask(classId, register).catch(() => {}));
      return classId;
    },
  };
}
