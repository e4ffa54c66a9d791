import { newId } from "@/server/kernel/ids";
import type { AuthorizedOrganiser } from "./authority";
import { insertEntered, postAccountLetter, removeUntouched } from "./entered-member-store";
import { findMemberByEmail, type MemberRecord } from "./member-store";
import type { PeopleDeps } from "./ports";
import {
  addressFaults,
  birthDateFault,
  type FieldFault,
  isEmail,
  normalEmail,
  normalText,
  parseDate,
  sameName,
} from "./registration";
import {
  NO_MUNICIPALITY,
  type PostalAreas,
  type ResidenceAnswer,
  type ResidenceFault,
  type ResidenceOptions,
  settleResidence,
} from "./residence";
import { newTokenSeed, TOKEN_SECONDS, tokenHash, tokenOf } from "./secret-token";
import { LETTER, type LetterJob } from "./send-letter";

/** A person as an organisation writes them down from a paper stub, all as typed. */
export interface EnteredPerson {
  email: string;
  givenName: string;
  familyName: string;
  birthDate: string;
  phone: string;
  street: string;
  city: string;
  postalCode: string;
  /** Only where the postal code leaves a choice: the county's name or id. */
  county: string;
  /** The same for the village, town or city, or "none"; left out, the city of the address where it is one of them. */
  municipality: string;
}

/** Why a person cannot be entered: the field and what is wrong with it. */
export interface PersonFault {
  field: keyof EnteredPerson;
  code: FieldFault | "nameDiffers" | ResidenceFault | "underAge";
  params?: Record<string, string | number>;
}

export type EnteredMember =
  | { ok: true; memberId: string; made: boolean }
  | {
      ok: false;
      faults: PersonFault[];
      /** No account has this address, so that the rest is needed. */
      unknown: boolean;
      /** Where the postal code leaves a choice: what to choose from. */
      options: ResidenceOptions | null;
    };

/**
 * Finds the participant with this address, or makes the account (R13): without a password, marked so that its person
 * agrees to the venue's terms before the first login. Nothing of an account that exists is shown or changed; where a
 * name was typed it has to be the account's own, so that a slip in an address gives nobody another's tickets.
 */
export async function enterMember(
  deps: PeopleDeps,
  by: AuthorizedOrganiser,
  person: EnteredPerson,
): Promise<EnteredMember> {
  const now = deps.clock.now();
  const email = normalEmail(person.email);
  if (!isEmail(email))
    return {
      ok: false,
      faults: [{ field: "email", code: email ? "malformed" : "missing" }],
      unknown: false,
      options: null,
    };
  const known = await findMemberByEmail(deps.db, email);
  if (known) return recognised(known, person);

  const faults = personFaults(person, now);
  const postal = faults.some(({ field }) => field === "postalCode")
    ? null
    : await deps.areas.resolvePostalCode(person.postalCode.trim().slice(0, 5));
  const residence = settleAsWritten(postal, person);
  if (!residence.ok && !faults.some(({ field }) => field === "postalCode")) {
    const { counties, municipalities } = residence.options;
    const field = {
      unknownPostalCode: "postalCode",
      chooseCounty: "county",
      chooseMunicipality: "municipality",
    } as const;
    const choices = (residence.fault === "chooseCounty" ? counties : municipalities).map(({ name }) => name).join(", ");
    faults.push({ field: field[residence.fault], code: residence.fault, params: { choices } });
  }
  const birthDate = parseDate(person.birthDate);
  if (residence.ok && birthDate && !faults.some(({ field }) => field === "birthDate")) {
    const age = await deps.ages.ofResidence(residence, birthDate, now);
    if (age && !age.reached) {
      faults.push({ field: "birthDate", code: "underAge", params: { age: age.minimumAge, area: age.areaName } });
    }
  }
  if (faults.length > 0 || !residence.ok || !birthDate)
    return { ok: false, faults, unknown: true, options: residence.ok ? null : residence.options };

  const memberId = newId(now.getTime());
  const { ok: _, ...areas } = residence;
  const added = await insertEntered(
    deps.db,
    {
      id: memberId,
      email,
      passwordHash: null,
      title: null,
      givenName: normalText(person.givenName),
      familyName: normalText(person.familyName),
      birthDate,
      phone: normalText(person.phone) || null,
      locale: "en",
      residence: {
        ...areas,
        street: normalText(person.street),
        city: normalText(person.city),
        postalCode: person.postalCode.trim(),
      },
      notify: {},
      createdAt: now,
    },
    { roleId: newId(now.getTime()), by: by.actor.memberId, organisationId: by.organisationId },
  );
  if (added) return { ok: true, memberId, made: true };
  // Somebody else made it at the same moment.
  const other = await findMemberByEmail(deps.db, email);
  return other
    ? recognised(other, person)
    : { ok: false, faults: [{ field: "email", code: "malformed" }], unknown: false, options: null };
}

/** A name as it is compared: "Erie" and "Erie County" are the same county, "Buffalo" and "Buffalo city" the same city. */
function plainArea(name: string): string {
  return normalText(name)
    .toLowerCase()
    .replace(/,.*$/, "")
    .replace(/\s+(county|parish|borough|city|town|village|township)$/, "")
    .replace(/^(city|town|village) of\s+/, "");
}

function named(options: ReadonlyArray<{ id: string; name: string }>, written: string): string[] {
  const exact = options.filter(
    ({ id, name }) => id === written.trim() || name.toLowerCase() === normalText(written).toLowerCase(),
  );
  const alike = exact.length > 0 ? exact : options.filter(({ name }) => plainArea(name) === plainArea(written));
  return alike.length === 1 ? [alike[0]!.id] : [];
}

/** The areas of an address in the words on a stub. What leaves a choice is asked, never guessed. */
function settleAsWritten(postal: PostalAreas | null, person: EnteredPerson): ResidenceAnswer {
  const first = settleResidence(postal, "", []);
  if (first.ok || first.fault === "unknownPostalCode") return first;
  const countyId = named(first.options.counties, person.county)[0] ?? "";
  const second = settleResidence(postal, countyId, []);
  if (second.ok || second.fault !== "chooseMunicipality") return second;
  const written = normalText(person.municipality);
  if (/^none$/i.test(written)) return settleResidence(postal, countyId, [NO_MUNICIPALITY]);
  return settleResidence(postal, countyId, named(second.options.municipalities, written || person.city));
}

function recognised(member: MemberRecord, person: EnteredPerson): EnteredMember {
  const typed = `${person.givenName} ${person.familyName}`.trim();
  if (typed && !sameName(typed, `${member.givenName} ${member.familyName}`)) {
    return { ok: false, faults: [{ field: "familyName", code: "nameDiffers" }], unknown: false, options: null };
  }
  return { ok: true, memberId: member.id, made: false };
}

function personFaults(person: EnteredPerson, now: Date): PersonFault[] {
  const faults: PersonFault[] = [];
  for (const [field, most] of [
    ["givenName", 60],
    ["familyName", 60],
  ] as const) {
    const plain = normalText(person[field]);
    if (!plain) faults.push({ field, code: "missing" });
    else if (plain.length > most) faults.push({ field, code: "tooLong" });
    else if (/\p{Cc}/u.test(plain)) faults.push({ field, code: "malformed" });
  }
  const birthDate = birthDateFault(person.birthDate, now);
  if (birthDate) faults.push({ field: "birthDate", code: birthDate });
  if (person.phone.trim() && !/^[+()\d\s.-]{5,30}$/.test(person.phone.trim()))
    faults.push({ field: "phone", code: "malformed" });
  for (const [field, code] of Object.entries(addressFaults(person))) {
    if (code) faults.push({ field: field as keyof EnteredPerson, code });
  }
  return faults;
}

/** Posts the letter that opens an account made by {@link enterMember}, unless one is on its way. */
export async function tellEnteredMember(
  deps: Pick<PeopleDeps, "db" | "clock" | "venueSecret">,
  memberId: string,
  email: string,
): Promise<void> {
  const now = deps.clock.now();
  const seed = newTokenSeed();
  const job: LetterJob = { letter: "open-account", memberId, tokenSeed: seed };
  await postAccountLetter(deps.db, {
    member: { id: memberId, email: normalEmail(email) },
    tokenHash: tokenHash(tokenOf(seed, deps.venueSecret)),
    expiresAt: new Date(now.getTime() + TOKEN_SECONDS["open-account"] * 1000),
    outboxId: newId(now.getTime()),
    kind: LETTER,
    payload: job,
    now,
  });
}

/** Takes back an account that was made for an entry which was refused; leaves it where anything hangs on it. */
export async function withdrawMember(deps: Pick<PeopleDeps, "db">, memberId: string): Promise<void> {
  await deps.db.transaction((tx) => removeUntouched(tx, memberId));
}
