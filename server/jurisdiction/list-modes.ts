import type { Exclusion, Permission } from "./rules";

/**
 * Who sets the lists of areas (J12): each game's own; its organisation's, once for all its games; the organisation's own
 * place and governing jurisdiction; an administrator for each area; the regulator of each area.
 */
export const LIST_MODES = ["per-game", "per-organisation", "derived", "per-area", "per-regulator"] as const;
export type ListMode = (typeof LIST_MODES)[number];

/** A setting as it is stored; what is no mode reads as the default, in which nothing is open that no game lists. */
export function listModeOf(stored: unknown): ListMode {
  return LIST_MODES.find((mode) => mode === stored) ?? "per-game";
}

/** Whether areas' own lists carry permissions, for every game. */
export function keepsAreaPermissions(mode: ListMode): boolean {
  return mode === "per-area" || mode === "per-regulator";
}

export interface Lists {
  permissions: readonly Permission[];
  exclusions: readonly Exclusion[];
}

/** An organisation's place as far as its lists follow from it. */
export interface OrganisationPlace {
  governingAreaId: string;
  /** Its own areas below the governing one. */
  ownBelow: readonly string[];
  /** Its licence or registration, which the derived permission stands on; empty where it has none. */
  registration: string;
  /** Whether areas below the governing one issue permits of their own. */
  localPermitNeeded: boolean;
}

/** What an organisation's place permits: the whole governing jurisdiction, or its own areas where permits are local. */
export function derivedPermissions(place: OrganisationPlace): Permission[] {
  const permission = (area: string, coverage: Permission["coverage"]): Permission => ({
    area,
    coverage,
    permitNumber: place.registration || null,
    fromMs: null,
    untilMs: null,
  });
  if (!place.localPermitNeeded) return [permission(place.governingAreaId, "wide")];
  return [
    permission(place.governingAreaId, "local"),
    ...place.ownBelow.map((area): Permission => permission(area, "local")),
  ];
}

/**
 * The lists in force for a game under a mode. Exclusions of areas and stops are added by the caller whatever the mode:
 * inside its jurisdiction a regulator always wins.
 */
export function listsInForce(
  mode: ListMode,
  of: { game: Lists; organisation: Lists; areaPermissions: readonly Permission[]; place: OrganisationPlace },
): Lists {
  switch (mode) {
    case "per-game":
      return of.game;
    case "per-organisation":
      return of.organisation;
    case "derived":
      return { permissions: derivedPermissions(of.place), exclusions: of.organisation.exclusions };
    case "per-area":
    case "per-regulator":
      return { permissions: of.areaPermissions, exclusions: of.game.exclusions };
  }
}
