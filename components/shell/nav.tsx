"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { useSession } from "./session";

const ownAreas = [
  { role: "organisation", href: "/organisation" },
  { role: "regulator", href: "/regulator" },
  { role: "administrator", href: "/admin" },
] as const;

/** The main ways through the venue; on the phone behind a button. What belongs to the member follows the session. */
export function Nav() {
  const t = useTranslations("common.nav");
  const session = useSession();
  const path = useAddress();
  const [open, setOpen] = useState(false);
  // A menu left open would cover the page it led to.
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when the address changes
  useEffect(() => setOpen(false), [path]);

  const roles = session?.member?.roles ?? [];
  const links = [
    { href: "/raffles", text: t("raffles") },
    ...(session?.memberMoney ? [{ href: "/syndicates", text: t("syndicates") }] : []),
    { href: "/draws", text: t("draws") },
    { href: "/tickets", text: t("tickets") },
    ...ownAreas.filter(({ role }) => roles.includes(role)).map(({ role, href }) => ({ href, text: t(role) })),
    { href: "/help", text: t("help") },
    session?.member ? { href: "/account", text: t("account") } : { href: "/login", text: t("login") },
  ];

  return (
    <>
      <button
        className="btn btn--line btn--small menu"
        type="button"
        aria-expanded={open}
        aria-controls="main-nav"
        onClick={() => setOpen(!open)}
        onKeyDown={(event) => event.key === "Escape" && setOpen(false)}
      >
        {t("menu")}
      </button>
      <nav className="nav" id="main-nav" aria-label={t("label")} data-open={open}>
        {links.map(({ href, text }) => (
          <Link key={href} href={href} aria-current={isWithin(path, href) ? "page" : undefined}>
            {text}
          </Link>
        ))}
      </nav>
    </>
  );
}

/** The address in the address bar; null while rendering on the server, where cached pages stand under another one. */
function useAddress(): string | null {
  const path = usePathname();
  const [address, setAddress] = useState<string | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: read again after each navigation
  useEffect(() => setAddress(location.pathname), [path]);
  return address;
}

function isWithin(path: string | null, href: string): boolean {
  return path === href || (path?.startsWith(`${href}/`) ?? false);
}
