import { migrate } from "../dev/migrate";
import type { Io } from "./io";
import { withDatabaseUrl } from "./with-database";

/** `migrate [--json]`: brings the database to this version's schema. */
export async function migrateCommand(argv: string[], io: Io): Promise<number> {
  const progress = (text: string) => io.error.write(`${text}\n`);
  const given = process.env.DATABASE_URL;
  const applied = given
    ? await migrate(given, { progress })
    : await withDatabaseUrl((url) => migrate(url, { progress }));
  if (argv.includes("--json")) io.output.write(`${JSON.stringify({ applied })}\n`);
  else io.output.write(applied.length > 0 ? `Applied ${applied.join(", ")}.\n` : "The schema is up to date.\n");
  return 0;
}
