import type { Reader } from "@/server/kernel/db";
import { databaseTime } from "./store";

/** The clock that cut-offs go by: the database's, the same for every process. */
export function readClock(reader: Reader): Promise<Date> {
  return databaseTime(reader);
}
