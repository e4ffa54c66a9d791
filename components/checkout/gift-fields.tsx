"use client";

import { useTranslations } from "next-intl";
import { Field, TextField } from "@/components/ui/field";
import { Fold } from "@/components/ui/fold";

/** For whom the tickets are, where they may be given away (B11). */
export function GiftFields({ email, message }: { email: string; message: string }) {
  const t = useTranslations("selling.gift");
  return (
    <Fold title={t("fold")} open={email !== ""}>
      <Field
        name="giftEmail"
        type="email"
        label={t("email")}
        hint={t("hint")}
        autoComplete="off"
        maxLength={254}
        width="medium"
        defaultValue={email}
        optional
      />
      <TextField name="giftMessage" label={t("message")} maxLength={500} rows={3} defaultValue={message} optional />
    </Fold>
  );
}
