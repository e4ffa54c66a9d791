/** The repository's folder. */
export const root: string;
/** Words for a Node that is too old, or null. */
export function nodeFault(version?: string): string | null;
/** Installs the packages when package-lock.json is not the one they were installed from. */
export function ensureInstalled(): Promise<void>;
/** Generates the Prisma client when the schema has changed since. */
export function ensureGenerated(): Promise<void>;
