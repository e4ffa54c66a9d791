"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Button } from "@/components/ui/button";

/** An address to pass on: the device's own share sheet where it has one, else copied; to be read and marked in any case. */
export function ShareLink({ url, title, text }: { url: string; title: string; text: string }) {
  const t = useTranslations("syndicates.share");
  const [canShare, setCanShare] = useState(false);
  const [isCopied, setCopied] = useState(false);
  useEffect(() => setCanShare(typeof navigator.share === "function"), []);
  const share = () => navigator.share({ title, text, url }).catch(() => {}); // whoever closes the sheet has decided
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(url);
      setCopied(true);
    } catch {
      setCopied(false);
    }
  };
  return (
    <div className="sharelink">
      <input
        className="mono"
        readOnly
        value={url}
        aria-label={t("address")}
        onFocus={(event) => event.currentTarget.select()}
      />
      <div className="row mt-2">
        {canShare ? (
          <Button type="button" kind="line" small onClick={share}>
            {t("share")}
          </Button>
        ) : null}
        <Button type="button" kind="line" small onClick={copy}>
          {t("copy")}
        </Button>
        <span role="status" className="small">
          {isCopied ? t("copied") : ""}
        </span>
      </div>
    </div>
  );
}
