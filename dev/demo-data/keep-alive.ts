import { log } from "@/server/kernel/log";
import { type DemoServices, openQuickRaffle } from "./seed-demo";

const FIRST_SECONDS = 180;
const EVERY_SECONDS = 600;
const LOOK_SECONDS = 20;

/**
 * Keeps the demonstration alive from its own process: one raffle closes three minutes after the start, another every
 * ten minutes from then on, each drawn half a minute after its close. Every raffle opens when the one before it has
 * closed, so that one is always about to end. Returns how to stop.
 */
export function keepDemoAlive(services: DemoServices, startedAt: Date): () => Promise<void> {
  let turn = 0;
  let stopped = false;
  let running: Promise<void> = Promise.resolve();

  const closeOf = (number: number) => new Date(startedAt.getTime() + (FIRST_SECONDS + number * EVERY_SECONDS) * 1000);

  const look = async () => {
    const now = services.process.clock.now();
    // A machine that slept skips what it missed.
    while (closeOf(turn).getTime() < now.getTime() + 60_000) turn += 1;
    const before = turn === 0 ? startedAt : closeOf(turn - 1);
    if (now < before) return;
    const closesAt = closeOf(turn);
    turn += 1;
    const made = await openQuickRaffle(services, turn - 1, closesAt);
    await services.publish();
    log.info("demo_raffle_opened", { slug: made.slug, closesAt });
  };
  const beat = () => {
    if (stopped) return;
    running = running.then(look).catch((error: unknown) => log.warn("demo_raffle_not_opened", { error }));
  };
  beat();
  const timer = setInterval(beat, LOOK_SECONDS * 1000);
  return async () => {
    stopped = true;
    clearInterval(timer);
    await running;
  };
}
