import { writeAudit } from "@/server/kernel/audit-store";
import { AppError } from "@/server/kernel/errors";
import { newId } from "@/server/kernel/ids";
import { insertSignature } from "./agreement-store";
import { limitAttempts } from "./limit-attempts";
import { findMemberByEmail, insertMember } from "./member-store";
import { hashPassword } from "./password";
import type { PeopleDeps } from "./ports";
import {
  type FormFaults,
  normalEmail,
  normalText,
  parseDate,
  type RegistrationForm,
  registrationFaults,
} from "./registration";
import { possibleResidences, type ResidenceFault, type ResidenceOptions, settleResidence } from "./residence";
import { sendEmailProof } from "./send-link";
import { type StartedSession, startSession } from "./start-session";
import { VENUE_TERMS, VENUE_TERMS_VERSION } from "./venue-terms";

export type RegistrationAnswer =
  | { ok: true; session: StartedSession }
  | {
      ok: false;
      faults: FormFaults<RegistrationForm>;
      /** Where the postal code leaves a choice: what to choose from. */
      options: ResidenceOptions | null;
      residenceFault: ResidenceFault | null;
      /** Under the minimum age of the residence (J7): how old, and which area says so. Nothing is kept. */
      underAge: { minimumAge: number; areaName: string } | null;
      emailTaken: boolean;
    };

/**
 * U2: makes a participant's account, active at once, signs the venue's terms, begins a session and sends the letter
 * that proves the address. Refused with every fault at once, and under the minimum age of the residence with the
 * reason. Throws `tooManyAttempts`.
 */
export async function registerMember(
  deps: PeopleDeps,
  form: RegistrationForm,
  from: { origin: string; userAgent: string },
): Promise<RegistrationAnswer> {
  const now = deps.clock.now();
  const email = normalEmail(form.email);
  await limitAttempts(deps, "register", email, from.origin);

  const faults = registrationFaults(form, now, VENUE_TERMS_VERSION);
  const postal = faults.postalCode ? null : await deps.areas.resolvePostalCode(form.postalCode);
  const residence = settleResidence(postal, form.countyId, form.municipalityIds);
  const refusal = {
    ok: false as const,
    faults,
    options: postal && !residence.ok ? residence.options : null,
    residenceFault: faults.postalCode || residence.ok ? null : residence.fault,
    underAge: null as { minimumAge: number; areaName: string } | null,
    emailTaken: false,
  };
  const birthDate = faults.birthDate ? null : parseDate(form.birthDate);
  if (birthDate) {
    const possible = residence.ok ? [residence] : possibleResidences(postal, form.countyId);
    refusal.underAge = await underAgeEverywhere(deps, possible, birthDate, now);
    // Whoever is too young wherever they turn out to live is not asked where.
    if (refusal.underAge && !residence.ok) Object.assign(refusal, { options: null, residenceFault: null });
  }
  if (!faults.email && (await findMemberByEmail(deps.db, email))) refusal.emailTaken = true;
  if (Object.keys(faults).length > 0 || !residence.ok || !birthDate || refusal.underAge || refusal.emailTaken) {
    return refusal;
  }

  const passwordHash = await hashPassword(form.password);
  const memberId = newId(now.getTime());
  const { ok: _, ...areas } = residence;
  return deps.db.transaction(async (tx) => {
    const added = await insertMember(
      tx,
      {
        id: memberId,
        email,
        passwordHash,
        title: normalText(form.title) || null,
        givenName: normalText(form.givenName),
        familyName: normalText(form.familyName),
        birthDate,
        phone: normalText(form.phone) || null,
        locale: form.locale === "es" ? "es" : "en",
        residence: {
          ...areas,
          street: normalText(form.street),
          city: normalText(form.city),
          postalCode: form.postalCode.trim(),
        },
        notify: { draws: form.notifyDraws === "on", news: form.notifyNews === "on" },
        createdAt: now,
      },
      newId(now.getTime()),
    );
    if (!added) return { ...refusal, emailTaken: true };
    await insertSignature(tx, {
      id: newId(now.getTime()),
      memberId,
      subject: "venue-terms",
      version: VENUE_TERMS_VERSION,
      text: VENUE_TERMS[form.locale === "es" ? "es" : "en"],
      signedAs: normalText(form.signature),
      signedAt: now,
    });
    await sendEmailProof(deps, tx, { id: memberId, email }, now);
    await writeAudit(tx, {
      at: now,
      actorId: memberId,
      actorRole: "participant",
      action: "register-member",
      subject: `member:${memberId}`,
      after: areas,
    });
    return { ok: true as const, session: await startSession(tx, memberId, from.userAgent, now) };
  });
}

/** The lowest age that is asked for in any of these and not reached; null where it is reached in one, or there is none. */
async function underAgeEverywhere(
  deps: Pick<PeopleDeps, "ages" | "fallbackMinimumAge">,
  residences: ReadonlyArray<Parameters<PeopleDeps["ages"]["ofResidence"]>[0]>,
  birthDate: Date,
  now: Date,
): Promise<{ minimumAge: number; areaName: string } | null> {
  let lowest: { minimumAge: number; areaName: string } | null = null;
  for (const residence of residences) {
    const age = await deps.ages.ofResidence(residence, birthDate, now);
    if (age ? age.reached : ageOn(birthDate, now) >= deps.fallbackMinimumAge) return null;
    const asked = age ?? { minimumAge: deps.fallbackMinimumAge, areaName: "" };
    if (!lowest || asked.minimumAge < lowest.minimumAge) {
      lowest = { minimumAge: asked.minimumAge, areaName: asked.areaName };
    }
  }
  return lowest;
}

/** Whole years on the UTC date of `now`; only for the venue's own figure, where no area has one. */
function ageOn(birthDate: Date, now: Date): number {
  const years = now.getUTCFullYear() - birthDate.getUTCFullYear();
  const before =
    now.getUTCMonth() < birthDate.getUTCMonth() ||
    (now.getUTCMonth() === birthDate.getUTCMonth() && now.getUTCDate() < birthDate.getUTCDate());
  return before ? years - 1 : years;
}

/** Throws 404 for an address nobody has; what the venue's own tools use to find somebody. */
export async function memberIdByEmail(deps: Pick<PeopleDeps, "db">, email: string): Promise<string> {
  const member = await findMemberByEmail(deps.db, normalEmail(email));
  if (!member) throw new AppError("notFound", 404);
  return member.id;
}
