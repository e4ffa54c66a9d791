"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";

/** Sends a picture or film as it is, with its progress; without scripts the form sends it whole. */
export function MediaUpload({ drawingId }: { drawingId: string }) {
  const t = useTranslations("claims");
  const router = useRouter();
  const [file, setFile] = useState<File | null>(null);
  const [percent, setPercent] = useState<number | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const address = `/api/draws/${drawingId}/media`;

  function send() {
    if (!file) return;
    setFault(null);
    setPercent(0);
    // fetch does not tell how much of a body has gone.
    const request = new XMLHttpRequest();
    request.upload.onprogress = ({ loaded, total }) => setPercent(Math.floor((loaded / total) * 100));
    request.onerror = () => {
      setPercent(null);
      setFault(t("refusals.changedMeanwhile"));
    };
    request.onload = () => {
      setPercent(null);
      if (request.status < 300) {
        setFile(null);
        router.refresh();
        return;
      }
      const answer = JSON.parse(request.responseText || "{}") as { text?: string };
      setFault(answer.text ?? t("refusals.changedMeanwhile"));
    };
    request.open("PUT", `${address}?name=${encodeURIComponent(file.name)}`);
    request.setRequestHeader("content-type", "application/octet-stream");
    request.send(file);
  }

  return (
    <form
      action={address}
      method="post"
      encType="multipart/form-data"
      className="mt-3"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <label className="field">
        <span className="label">{t("hand.file")}</span>
        <input
          type="file"
          name="file"
          accept="image/jpeg,image/png,image/webp,video/mp4,video/quicktime,video/webm"
          required
          onChange={(event) => setFile(event.target.files?.[0] ?? null)}
        />
      </label>
      <p className="small" aria-live="polite">
        {percent === null ? null : t("hand.uploading", { percent })}
      </p>
      {fault ? (
        <p className="note note--bad mt-2" role="alert">
          {fault}
        </p>
      ) : null}
      <div className="row mt-2">
        <Button kind="line" small disabled={percent !== null}>
          {t("hand.upload")}
        </Button>
      </div>
    </form>
  );
}
