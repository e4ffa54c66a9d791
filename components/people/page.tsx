import type { ReactNode } from "react";
import { ClientMessages } from "@/components/shell/client-messages";
import { Crumbs } from "@/components/ui/crumbs";

/** A page of forms and facts: where it stands, its title, what it is for, then its content. */
export function Page({
  title,
  lead,
  trail,
  wide,
  children,
}: {
  title: ReactNode;
  lead?: ReactNode;
  trail?: { href?: string; text: string }[];
  /** Without the reading measure, for tables and maps. */
  wide?: boolean;
  children: ReactNode;
}) {
  return (
    <div className="wrap">
      {trail ? <Crumbs trail={trail} /> : null}
      <header className="title mt-5 mb-5">
        <h1>{title}</h1>
        {lead ? <p className="by measure">{lead}</p> : null}
      </header>
      <div className={wide ? "mb-5" : "measure mb-5"}>
        <ClientMessages namespaces={["forms"]}>{children}</ClientMessages>
      </div>
    </div>
  );
}
