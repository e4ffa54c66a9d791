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
  /** How the drawing stands to its raffle: sales go on after an early bird, and one by hand has no round. */
  earlyBird: boolean;
  byHand: boolean;
  /** Until when a prize is claimed, and where. */
  claimBy: string;
  claimLink: string;
  /** Tickets that won with the prize's label and heading, or all winners for everybody else. */
  wins: Array<{ ticket: string; prize: string }>;
  /** Where letters of this kind are switched off; empty for what cannot be. */
  choiceLink: string;
}

const CHOICE = {
  en: "You choose which letters you get:",
  es: "Usted elige qué cartas recibe:",
} as const;

/** So that a letter stays a letter; the rest of somebody's proofs stand on the page. */
export const PROOFS_IN_LETTER = 20;

interface Words {
  frozen(facts: LetterFacts): { subject: string; lines: string[] };
  drawn(facts: LetterFacts): { subject: string; lines: string[] };
  won(facts: LetterFacts): { subject: string; lines: string[] };
  missed(facts: LetterFacts): { subject: string; lines: string[] };
  called(facts: LetterFacts): { subject: string; lines: string[] };
  forfeited(facts: LetterFacts): { subject: string; lines: string[] };
  converted(facts: LetterFacts): { subject: string; lines: string[] };
  renewed(facts: LetterFacts): { subject: string; lines: string[] };
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
  frozen: ({ name, raffle, drawAt, count, root, round, link, proofs, earlyBird, byHand }) => ({
    subject: `The list is fixed: ${raffle}`,
    lines: [
      `${name},`,
      earlyBird
        ? `an early-bird drawing of ${raffle} has fallen due, and its list of ${count} tickets is fixed. Sales go on.`
        : `sales for ${raffle} are over and the list of ${count} tickets is fixed.`,
      byHand
        ? "The winners are drawn by hand from the printed stubs of this list."
        : `Round ${round} of the public beacon decides, at ${drawAt}.`,
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
  won: ({ name, raffle, organisation, wins, link, claimBy, claimLink }) => ({
    subject: `You have won: ${raffle}`,
    lines: [
      `${name},`,
      `your ticket won in ${raffle}.`,
      wins.map(({ ticket, prize }) => `${prize}: ${ticket}`).join("\n"),
      `Claim it until ${claimBy}, or it goes on to the next reserve:\n${claimLink}`,
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
  called: ({ name, raffle, claimBy, claimLink, link }) => ({
    subject: `A prize has come to you: ${raffle}`,
    lines: [
      `${name},`,
      `a prize of ${raffle} was not taken up, and your ticket is the next reserve in the order that was drawn. The prize is yours.`,
      `Claim it until ${claimBy}, or it goes on again:\n${claimLink}`,
      `The order of the reserves stands in the certificate of the draw:\n${link}`,
    ],
  }),
  forfeited: ({ name, raffle, organisation, link }) => ({
    subject: `Your prize has gone on: ${raffle}`,
    lines: [
      `${name},`,
      `your prize of ${raffle} was not taken up in time, or could not be handed to you under the rules. It went on to the next reserve.`,
      `If that is wrong, write to ${organisation}.`,
      link,
    ],
  }),
  converted: ({ name, raffle, link }) => ({
    subject: `Now a 50/50: ${raffle}`,
    lines: [
      `${name},`,
      `fewer tickets were sold for ${raffle} than hoped. As its rules said from the start, the main drawing becomes a 50/50: half of all ticket sales is divided among its winners, to the cent, in place of the advertised prizes.`,
      `Your tickets take part as they are. The amounts stand here as soon as the list is fixed:\n${link}`,
    ],
  }),
  renewed: ({ name, raffle, round, drawAt, link }) => ({
    subject: `A new round is named: ${raffle}`,
    lines: [
      `${name},`,
      `the draw of ${raffle} had missed its round. The regulator and a second person have agreed to another: round ${round} of the public beacon, at ${drawAt}. Your tickets take part as they are.`,
      link,
    ],
  }),
};

const es: Words = {
  frozen: ({ name, raffle, drawAt, count, root, round, link, proofs, earlyBird, byHand }) => ({
    subject: `La lista está fijada: ${raffle}`,
    lines: [
      `${name}:`,
      earlyBird
        ? `ha llegado un sorteo anticipado de ${raffle} y su lista de ${count} boletos está fijada. La venta continúa.`
        : `la venta de ${raffle} ha terminado y la lista de ${count} boletos está fijada.`,
      byHand
        ? "Los ganadores se sacan a mano de los talones impresos de esta lista."
        : `Decide la ronda ${round} del faro público, el ${drawAt}.`,
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
  won: ({ name, raffle, organisation, wins, link, claimBy, claimLink }) => ({
    subject: `Usted ha ganado: ${raffle}`,
    lines: [
      `${name}:`,
      `su boleto ganó en ${raffle}.`,
      wins.map(({ ticket, prize }) => `${prize}: ${ticket}`).join("\n"),
      `Reclámelo hasta el ${claimBy}; después pasa a la siguiente reserva:\n${claimLink}`,
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
  called: ({ name, raffle, claimBy, claimLink, link }) => ({
    subject: `Un premio le corresponde: ${raffle}`,
    lines: [
      `${name}:`,
      `nadie recogió un premio de ${raffle}, y su boleto es la siguiente reserva según el orden sorteado. El premio es suyo.`,
      `Reclámelo hasta el ${claimBy}; después pasa a otra persona:\n${claimLink}`,
      `El orden de las reservas figura en el certificado del sorteo:\n${link}`,
    ],
  }),
  forfeited: ({ name, raffle, organisation, link }) => ({
    subject: `Su premio ha pasado a otra persona: ${raffle}`,
    lines: [
      `${name}:`,
      `su premio de ${raffle} no se recogió a tiempo, o no se le pudo entregar según las reglas. Ha pasado a la siguiente reserva.`,
      `Si no es correcto, escriba a ${organisation}.`,
      link,
    ],
  }),
  converted: ({ name, raffle, link }) => ({
    subject: `Ahora es un 50/50: ${raffle}`,
    lines: [
      `${name}:`,
      `se vendieron menos boletos de ${raffle} de lo esperado. Como decían sus reglas desde el principio, el sorteo principal pasa a ser un 50/50: la mitad de todas las ventas se reparte entre sus ganadores, al centavo, en lugar de los premios anunciados.`,
      `Sus boletos participan tal como están. Las cantidades figuran aquí en cuanto se fije la lista:\n${link}`,
    ],
  }),
  renewed: ({ name, raffle, round, drawAt, link }) => ({
    subject: `Hay una nueva ronda: ${raffle}`,
    lines: [
      `${name}:`,
      `el sorteo de ${raffle} había perdido su ronda. El regulador y una segunda persona han acordado otra: la ronda ${round} del faro público, el ${drawAt}. Sus boletos participan tal como están.`,
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
  const spoken = locale.startsWith("es") ? "es" : "en";
  const { subject, lines } = { en, es }[spoken][letter](facts);
  const end = facts.choiceLink ? [`${CHOICE[spoken]}\n${facts.choiceLink}`] : [];
  return { subject, text: `${[...lines.filter((line) => line !== ""), ...end].join("\n\n")}\n` };
}
