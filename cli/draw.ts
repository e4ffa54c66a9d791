import { drawServices } from "../server/api/draw-services";
import { openServices } from "../server/api/services";
import { advanceDrawings } from "../server/draws/advance-drawings";
import { watchDrawing } from "../server/draws/watch-drawing";
import { environmentSchema } from "../server/kernel/env";
import { isAppError } from "../server/kernel/errors";
import type { Io } from "./io";
import { commandEnvironment, withDatabaseUrl } from "./with-database";

export const DRAW_USAGE = `draw advance        does whatever is due for all drawings
draw show ID        prints where a drawing stands, as JSON
`;

/** `draw advance` and `draw show ID`. Answers 0, 1 when something failed, 2 for a command that makes no sense. */
export async function draw(argv: string[], io: Io): Promise<number> {
  const [action, id, ...more] = argv.filter((arg) => arg !== "--json");
  const sensible = more.length === 0 && ((action === "advance" && !id) || (action === "show" && id));
  if (!sensible) {
    io.error.write(DRAW_USAGE);
    return 2;
  }
  return withDatabaseUrl(async (url) => {
    const parsed = environmentSchema.safeParse({ ...commandEnvironment(), DATABASE_URL: url });
    if (!parsed.success) {
      const names = parsed.error.issues.map((issue) => issue.path.join("."));
      io.error.write(`The configuration is not complete: ${names.join(", ")}. Run npm run -s cli -- doctor.\n`);
      return 1;
    }
    const services = openServices(parsed.data);
    try {
      if (action === "advance") {
        const report = await advanceDrawings(drawServices(services));
        io.output.write(`${JSON.stringify(report)}\n`);
        return report.failed === 0 ? 0 : 1;
      }
      io.output.write(`${JSON.stringify(await watchDrawing(drawServices(services), id!))}\n`);
      return 0;
    } catch (error) {
      if (!isAppError(error)) throw error;
      io.error.write(`${error.code}\n`);
      return 1;
    } finally {
      await services.db.close();
    }
  });
}
