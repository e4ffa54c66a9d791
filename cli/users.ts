import { systemClock } from "../server/kernel/clock";
import type { Database } from "../server/kernel/db";
import { isAppError } from "../server/kernel/errors";
import { changeStatus, grantRole, resetSecondFactor } from "../server/people/operate-accounts";
import { areaExists, listMembers, organisationIdByCode } from "../server/people/operator-store";
import type { Io } from "./io";

export const USERS_HELP = `users list [TEXT] [--json]
users grant EMAIL administrator
users grant EMAIL organisation CODE
users grant EMAIL regulator AREA
users suspend EMAIL
users restore EMAIL
users reset-second-factor EMAIL`;

const WORDS: Record<string, string> = {
  notFound: "There is no member with that address.",
  roleHeldAlready: "The member has this role already.",
};

async function list(db: Database, [search = ""]: string[], json: boolean, io: Io): Promise<number> {
  const members = await listMembers(db, search, 1000);
  if (json) {
    for (const member of members) io.output.write(`${JSON.stringify(member)}\n`);
    return 0;
  }
  for (const { number, email, name, status, roles } of members) {
    io.output.write(`${String(number).padStart(6)}  ${email}  ${name}  ${status}  ${roles.join(", ")}\n`);
  }
  if (members.length === 0) io.output.write("Nobody was found.\n");
  return 0;
}

async function grant(db: Database, [email, kind, target]: string[], io: Io): Promise<number> {
  const refuse = (text: string) => {
    io.error.write(`${text}\n`);
    return 2;
  };
  const deps = { db, clock: systemClock };
  if (!email) return refuse(USERS_HELP);
  if (kind === "administrator") {
    await grantRole(deps, email, { kind, organisationId: null, areaId: null });
  } else if (kind === "organisation") {
    const organisationId = target ? await organisationIdByCode(db, target.toUpperCase()) : null;
    if (!organisationId) return refuse(`There is no organisation with the code ${target ?? "(none was given)"}.`);
    await grantRole(deps, email, { kind, organisationId, areaId: null });
  } else if (kind === "regulator") {
    if (!target || !(await areaExists(db, target))) return refuse(`There is no area ${target ?? "(none was given)"}.`);
    await grantRole(deps, email, { kind, organisationId: null, areaId: target });
  } else {
    return refuse(USERS_HELP);
  }
  io.output.write(
    `${email} is now ${kind}${target ? ` for ${target}` : ""}. The second factor is set up at the next login.\n`,
  );
  return 0;
}

/** Members, for whoever runs the venue: see {@link USERS_HELP}. */
export async function users(argv: string[], io: Io, db: Database): Promise<number> {
  const json = argv.includes("--json");
  const [action, ...rest] = argv.filter((word) => word !== "--json");
  const deps = { db, clock: systemClock };
  const [email = ""] = rest;
  try {
    if (action === "list") return await list(db, rest, json, io);
    if (action === "grant") return await grant(db, rest, io);
    if (action === "suspend" || action === "restore") {
      await changeStatus(deps, email, action === "suspend" ? "suspended" : "active");
      io.output.write(
        `${email} is ${action === "suspend" ? "suspended and logged out everywhere" : "active again"}.\n`,
      );
      return 0;
    }
    if (action === "reset-second-factor") {
      await resetSecondFactor(deps, email);
      io.output.write(`${email} sets the second factor up anew at the next login.\n`);
      return 0;
    }
  } catch (error) {
    if (!isAppError(error)) throw error;
    io.error.write(`${WORDS[error.code] ?? error.code}\n`);
    return 1;
  }
  io.error.write(`${USERS_HELP}\n`);
  return 2;
}
