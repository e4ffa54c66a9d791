/** How a member may be shown to the others (S10). `nothing`: as a member, without a name. */
export const SHOWS = ["nothing", "given-name", "initials", "own"] as const;
export type Shows = (typeof SHOWS)[number];

export interface Person {
  readonly givenName: string;
  readonly familyName: string;
  /** Null where nothing was chosen. */
  readonly shows: Shows | null;
  readonly ownName: string | null;
}

/** What the others read of somebody; null for no name. The manager answers for the syndicate: without a choice, by given name. */
export function shownName(person: Person, isManager: boolean): string | null {
  switch (person.shows ?? (isManager ? "given-name" : "nothing")) {
    case "given-name":
      return person.givenName;
    case "initials":
      return initials(person);
    case "own":
      return person.ownName;
    default:
      return null;
  }
}

export function initials({ givenName, familyName }: Pick<Person, "givenName" | "familyName">): string {
  return [givenName, familyName]
    .map((name) => [...name.trim()][0]?.toLocaleUpperCase() ?? "")
    .filter(Boolean)
    .map((letter) => `${letter}.`)
    .join(" ");
}

/** A name of one's own as it is kept; null where it is none: 2 to 30 characters on one line, and no address of anything. */
export function readOwnName(text: string): string | null {
  const name = text.normalize("NFC").replace(/\s+/g, " ").trim();
  const length = [...name].length;
  if (length < 2 || name.length > 30 || /[\p{Cc}\p{Cf}<>@]|:\/\/|www\./u.test(name)) return null;
  return name;
}
