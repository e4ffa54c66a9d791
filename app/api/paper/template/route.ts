import { templateFile } from "@/server/tickets/paper/import-entries";

export const dynamic = "force-static";

/** A file of paper sales to begin with: the headings and one invented row. */
export function GET(): Response {
  return new Response(templateFile(), {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": 'attachment; filename="paper-sales.csv"',
    },
  });
}
