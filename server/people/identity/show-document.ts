import { writeAudit } from "@/server/kernel/audit-store";
import { AppError } from "@/server/kernel/errors";
import { isId } from "@/server/kernel/ids";
import type { AuthorizedAdministrator } from "../authority";
import { KEPT_DAYS } from "./identity";
import type { IdentityDeps } from "./ports";
import { unseal } from "./seal";
import { deleteDocuments, findCheck, findDocument, findToEmpty } from "./store";

/**
 * Opens a document for the administrator who decides about it. Each look is written down before a byte is shown. Throws
 * AppError: notFound (also for one's own), documentUnreadable.
 */
export async function showDocument(
  deps: Pick<IdentityDeps, "db" | "clock" | "venueSecret">,
  by: AuthorizedAdministrator,
  documentId: string,
): Promise<{ bytes: Uint8Array<ArrayBuffer>; contentType: string; name: string }> {
  const document = isId(documentId) ? await findDocument(deps.db, documentId) : null;
  const check = document && (await findCheck(deps.db, document.checkId));
  if (!document || !check || check.memberId === by.actor.memberId) throw new AppError("notFound", 404);
  await deps.db.transaction((tx) =>
    writeAudit(tx, {
      at: deps.clock.now(),
      actorId: by.actor.memberId,
      actorRole: "administrator",
      action: "look-at-identity-document",
      subject: `identity-check:${check.id}`,
      after: { document: document.id, side: document.side, member: check.memberId },
    }),
  );
  const { contentType } = document;
  const bytes = unseal(deps.venueSecret, document.id, contentType, document);
  return { bytes, contentType, name: `${document.side}.${contentType === "application/pdf" ? "pdf" : "webp"}` };
}

/** Takes documents away whose check was decided long enough ago. Returns how many checks were emptied. */
export async function removeOldDocuments(deps: Pick<IdentityDeps, "db" | "clock">, limit = 100): Promise<number> {
  const now = deps.clock.now();
  const ids = await findToEmpty(deps.db, new Date(now.getTime() - KEPT_DAYS * 86_400_000), limit);
  for (const id of ids) {
    await deps.db.transaction(async (tx) => {
      const documents = await deleteDocuments(tx, id, now);
      await writeAudit(tx, {
        at: now,
        actorId: null,
        actorRole: "venue",
        action: "remove-identity-documents",
        subject: `identity-check:${id}`,
        after: { documents },
      });
    });
  }
  return ids.length;
}
