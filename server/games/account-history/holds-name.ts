import type { HoldsName } from "@/server/people/change-name";
import { findHeldName } from "./in-play-store";

/** What keeps a member's name as it is. */
export const holdsName: HoldsName = (reader, memberId) => findHeldName(reader, memberId);
