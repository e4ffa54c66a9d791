import type { DrawLetterJob } from "./announce";
import type { MembershipProof } from "./membership";

/** What a letter about a draw is filled with. Times are written out already, in the raffle's time zone. */
export interface LetterFacts {
  name: string;
  raffle: string;
  organisation: string;
  link: string;
  drawAt: string;
  count: string;
  root: string;
  round: string;
  proofs: MembershipProof[];
  /** Tickets that won with the prize's label and heading, or all winners for everybody else. */
  wins: Array<{ ticket: string; prize: string }>;
}

/** So that a letter stays a letter; the rest of somebody's proofs stand on the page. */
export const PROOFS_IN_LETTER = 20;

interface Words {
  frozen(facts: LetterFacts): { subject: string; lines: string[] };
  drawn(facts: LetterFacts): { subject: string; lines: string[] };
  won(facts: LetterFacts): { subject: string; lines: string[] };
  missed(facts: LetterFacts): { subject: string; lines: string[] };
}

function proofLines(proof: MembershipProof, words: { ticket: string; place: string; path: string }): string {
  return [
    `${words.ticket} ${proof.ticket}`,
    `${words.place} ${proof.entry + 1} / ${proof.list.count}`,
    `${words.path}`,
    ...proof.path.map((hash) => `  ${hash}`),
  ].join("\n");
}

const en: Words = {
  frozen: ({ name, raffle, drawAt, count, root, round, link, proofs }) => ({
    subject: `The list is fixed: ${raffle}`,
    lines: [
      `${name},`,
      `sales for ${raffle} are over and the list of ${count} tickets is fixed. Round ${round} of the public beacon decides, at ${drawAt}.`,
      `The root of the list is\n${root}`,
      "Keep this letter: with it you can show that your tickets were in the list before the round existed.",
      ...proofs
        .slice(0, PROOFS_IN_LETTER)
        .map((proof) => proofLines(proof, { ticket: "Ticket", place: "Place", path: "Hashes up to the root" })),
      `Watch the draw, and save the proof of each ticket, here:\n${link}`,
    ],
  }),
  drawn: ({ name, raffle, wins, link }) => ({
    subject: `Drawn: ${raffle}`,
    lines: [
      `${name},`,
      `${raffle} has been drawn. Your tickets did not win this time.`,
      wins.map(({ ticket, prize }) => `${prize}: ${ticket}`).join("\n"),
      `Anyone can check the draw, in a browser or with a program of their own:\n${link}`,
    ],
  }),
  won: ({ name, raffle, organisation, wins, link }) => ({
    subject: `You have won: ${raffle}`,
    lines: [
      `${name},`,
      `your ticket won in ${raffle}.`,
      wins.map(({ ticket, prize }) => `${prize}: ${ticket}`).join("\n"),
      `${organisation} will write to you about the prize. Nobody needs your card or a payment for it.`,
      `Anyone can check the draw, in a browser or with a program of their own:\n${link}`,
    ],
  }),
  missed: ({ name, raffle, round, link }) => ({
    subject: `Not drawn: ${raffle}`,
    lines: [
      `${name},`,
      `the list of tickets for ${raffle} could not be fixed before round ${round} of the public beacon, so the draw was stopped. Nothing was drawn and your tickets are kept.`,
      "A new round needs the regulator and two people. We will write when there is one.",
      link,
    ],
  }),
};

const es: Words = {
  frozen: ({ name, raffle, drawAt, count, root, round, link, proofs }) => ({
    subject: `La lista está fijada: ${raffle}`,
    lines: [
      `${name}:`,
      `la venta de ${raffle} ha terminado y la lista de ${count} boletos está fijada. Decide la ronda ${round} del faro público, el ${drawAt}.`,
      `La raíz de la lista es\n${root}`,
      "Guarde esta carta: con ella puede mostrar que sus boletos estaban en la lista antes de que existiera la ronda.",
      ...proofs
        .slice(0, PROOFS_IN_LETTER)
        .map((proof) => proofLines(proof, { ticket: "Boleto", place: "Lugar", path: "Resúmenes hasta la raíz" })),
      `Vea el sorteo y guarde la prueba de cada boleto aquí:\n${link}`,
    ],
  }),
  drawn: ({ name, raffle, wins, link }) => ({
    subject: `Sorteado: ${raffle}`,
    lines: [
      `${name}:`,
      `se ha sorteado ${raffle}. Esta vez sus boletos no ganaron.`,
      wins.map(({ ticket, prize }) => `${prize}: ${ticket}`).join("\n"),
      `Cualquiera puede comprobar el sorteo, en un navegador o con un programa propio:\n${link}`,
    ],
  }),
  won: ({ name, raffle, organisation, wins, link }) => ({
    subject: `Usted ha ganado: ${raffle}`,
    lines: [
      `${name}:`,
      `su boleto ganó en ${raffle}.`,
      wins.map(({ ticket, prize }) => `${prize}: ${ticket}`).join("\n"),
      `${organisation} le escribirá sobre el premio. Nadie necesita para ello su tarjeta ni un pago.`,
      `Cualquiera puede comprobar el sorteo, en un navegador o con un programa propio:\n${link}`,
    ],
  }),
  missed: ({ name, raffle, round, link }) => ({
    subject: `No sorteado: ${raffle}`,
    lines: [
      `${name}:`,
      `la lista de boletos de ${raffle} no pudo fijarse antes de la ronda ${round} del faro público, así que el sorteo se detuvo. No se sorteó nada y sus boletos se conservan.`,
      "Una nueva ronda requiere al regulador y a dos personas. Le escribiremos cuando la haya.",
      link,
    ],
  }),
};

/** The letter in the reader's language. */
export function writeDrawLetter(
  letter: DrawLetterJob["letter"],
  locale: string,
  facts: LetterFacts,
): { subject: string; text: string } {
  const { subject, lines } = (locale.startsWith("es") ? es : en)[letter](facts);
  return { subject, text: `${lines.filter((line) => line !== "").join("\n\n")}\n` };
}
