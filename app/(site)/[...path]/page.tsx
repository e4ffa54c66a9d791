import { notFound } from "next/navigation";

/** Every address that is nothing else: 404 in the venue's own words. */
export default function Anything() {
  notFound();
}
