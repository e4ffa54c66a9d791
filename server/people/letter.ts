/** A mail in plain text. The address in it stands on a line of its own, so that it can be copied. */
export interface Letter {
  subject: string;
  text: string;
}

export type LetterKind = "verify-email" | "login" | "recover" | "open-account" | "role-decided" | "birth-date-decided";

interface Words {
  subject: string;
  lines: (fill: Record<string, string>) => string[];
}

/** Without a name for whoever has not proven the address: nobody may send words of their own to a stranger. */
function greeting(name: string | undefined, otherwise: string, end: string): string {
  return `${name || otherwise}${end}`;
}

const en: Record<LetterKind, Words> = {
  "verify-email": {
    subject: "Confirm your email address",
    lines: ({ name, link }) => [
      greeting(name, "Hello", ","),
      "you registered with Drawbridge. Confirm that this address is yours within three days:",
      link!,
      "If it was not you, do nothing; the account stays unconfirmed.",
    ],
  },
  login: {
    subject: "Your login link",
    lines: ({ name, link }) => [
      greeting(name, "Hello", ","),
      "this link logs you in to Drawbridge. It works once, within fifteen minutes:",
      link!,
      "If you did not ask for it, do nothing and your account stays as it is.",
    ],
  },
  recover: {
    subject: "Choose a new password",
    lines: ({ name, link }) => [
      greeting(name, "Hello", ","),
      "choose a new password here. The link works once, within thirty minutes:",
      link!,
      "Your present password stays until then. If you did not ask for it, do nothing.",
    ],
  },
  "open-account": {
    subject: "Your raffle tickets, and the account that holds them",
    lines: ({ link }) => [
      "Hello,",
      "you bought raffle tickets on paper, and the organisation that sold them wrote them down on Drawbridge under this address. Your tickets take part as they are; you need to do nothing.",
      "To see them, print them and hear of the draw, read the terms and choose a password here. The link works once, within thirty days:",
      link!,
      "If you bought no tickets, do nothing and tell the organisation.",
    ],
  },
  "role-decided": {
    subject: "Your application was decided",
    lines: ({ name, outcome, reason, link }) => [
      greeting(name, "Hello", ","),
      outcome === "refused"
        ? "your application to act on Drawbridge was refused."
        : "your application to act on Drawbridge was approved. It takes effect now; a second factor is asked of you at the next login.",
      ...(reason ? [`The reason given: ${reason}`] : []),
      link!,
    ],
  },
  "birth-date-decided": {
    subject: "Your date of birth: decided",
    lines: ({ name, outcome, reason, link }) => [
      greeting(name, "Hello", ","),
      outcome === "refused"
        ? "your request to correct your date of birth was refused. The date on record stays."
        : "your date of birth was corrected, on the word of two administrators.",
      ...(reason ? [`The reason given: ${reason}`] : []),
      link!,
    ],
  },
};

const es: Record<LetterKind, Words> = {
  "verify-email": {
    subject: "Confirme su correo electrónico",
    lines: ({ name, link }) => [
      greeting(name, "Hola", ":"),
      "usted se registró en Drawbridge. Confirme en un plazo de tres días que esta dirección es suya:",
      link!,
      "Si no fue usted, no haga nada; la cuenta queda sin confirmar.",
    ],
  },
  login: {
    subject: "Su enlace de acceso",
    lines: ({ name, link }) => [
      greeting(name, "Hola", ":"),
      "este enlace le da acceso a Drawbridge. Sirve una vez, durante quince minutos:",
      link!,
      "Si usted no lo pidió, no haga nada y su cuenta queda como está.",
    ],
  },
  recover: {
    subject: "Elija una contraseña nueva",
    lines: ({ name, link }) => [
      greeting(name, "Hola", ":"),
      "elija aquí una contraseña nueva. El enlace sirve una vez, durante treinta minutos:",
      link!,
      "Hasta entonces vale su contraseña actual. Si usted no lo pidió, no haga nada.",
    ],
  },
  "open-account": {
    subject: "Sus boletos de la rifa y la cuenta que los guarda",
    lines: ({ link }) => [
      "Hola:",
      "usted compró boletos de una rifa en papel, y la organización que los vendió los anotó en Drawbridge con esta dirección. Sus boletos participan tal como están; no tiene que hacer nada.",
      "Para verlos, imprimirlos y enterarse del sorteo, lea las condiciones y elija una contraseña aquí. El enlace sirve una vez, durante treinta días:",
      link!,
      "Si usted no compró boletos, no haga nada y avise a la organización.",
    ],
  },
  "role-decided": {
    subject: "Su solicitud está decidida",
    lines: ({ name, outcome, reason, link }) => [
      greeting(name, "Hola", ":"),
      outcome === "refused"
        ? "su solicitud para actuar en Drawbridge fue rechazada."
        : "su solicitud para actuar en Drawbridge fue aprobada. Vale desde ahora; en el próximo acceso se le pedirá un segundo factor.",
      ...(reason ? [`Motivo: ${reason}`] : []),
      link!,
    ],
  },
  "birth-date-decided": {
    subject: "Su fecha de nacimiento: decidido",
    lines: ({ name, outcome, reason, link }) => [
      greeting(name, "Hola", ":"),
      outcome === "refused"
        ? "su solicitud de corregir la fecha de nacimiento fue rechazada. Queda la fecha registrada."
        : "su fecha de nacimiento fue corregida, con la palabra de dos administradores.",
      ...(reason ? [`Motivo: ${reason}`] : []),
      link!,
    ],
  },
};

/** The letter of a kind in the reader's language (English where it is not written), paragraphs parted by an empty line. */
export function writeLetter(kind: LetterKind, locale: string, fill: Record<string, string>): Letter {
  const words = (locale === "es" ? es : en)[kind];
  return { subject: words.subject, text: `${words.lines(fill).join("\n\n")}\n` };
}
