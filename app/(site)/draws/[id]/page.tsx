import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { cache } from "react";
import { LiveDraw } from "@/components/draws/live-draw";
import { StageOrnament } from "@/components/draws/stage-ornament";
import { ClientMessages } from "@/components/shell/client-messages";
import { Crumbs } from "@/components/ui/crumbs";
import { drawServices } from "@/server/api/draw-services";
import { services } from "@/server/api/services";
import type { DrawView } from "@/server/draws/draw-view";
import { watchDrawing } from "@/server/draws/watch-drawing";
import { isAppError } from "@/server/kernel/errors";

export const dynamic = "force-dynamic";

type Props = { params: Promise<{ id: string }> };

const read = cache(async (id: string): Promise<DrawView> => {
  try {
    return await watchDrawing(drawServices(services()), id);
  } catch (error) {
    if (isAppError(error) && error.status === 404) notFound();
    throw error;
  }
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations("draws");
  const view = await read((await params).id);
  return { title: t("page.title", { raffle: view.title ?? view.raffleNumber }) };
}

/** A drawing before, during and after. A public record: open everywhere, and it offers nothing. */
export default async function DrawPage({ params }: Props) {
  const t = await getTranslations("draws");
  const view = await read((await params).id);
  const { environment } = services();
  return (
    <div className="wrap">
      <Crumbs trail={[{ href: "/draws", text: t("list.title") }, { text: view.title ?? view.raffleNumber }]} />
      <ClientMessages namespaces={["draws"]}>
        <LiveDraw
          initial={view}
          ornament={<StageOrnament seed={view.raffleNumber} />}
          realtime={{
            key: environment.PUSHER_KEY,
            cluster: environment.PUSHER_CLUSTER,
            host: environment.PUSHER_HOST,
            port: environment.PUSHER_PORT,
            useTLS: environment.PUSHER_USE_TLS === "true",
          }}
        />
      </ClientMessages>
    </div>
  );
}
