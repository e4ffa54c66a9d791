/**
 * The agreement that a member signs at registration. A changed text gets the next version; signed texts are stored
 * with the signature, so that earlier versions need not stand here.
 */
export const VENUE_TERMS_VERSION = 1;

export const VENUE_TERMS: Record<"en" | "es", string> = {
  en: [
    "I give my own name, date of birth and address, and keep my address up to date.",
    "I take part only where the law of the place I live in and the place I am in allows it.",
    "I know that what I may see and enter follows from my residence, my age and where I am, and that Drawbridge decides this again each time money moves.",
    "I pay with a card of my own whose billing address is my residence.",
    "I know that each raffle is run by the organisation named on its page, under that raffle's own rules, which I sign with each purchase.",
    "I accept that a draw made by the published algorithm from the frozen list of tickets and the named beacon round is final.",
    "My signature, its time and this text are kept as long as the law asks.",
  ].join("\n"),
  es: [
    "Doy mi propio nombre, fecha de nacimiento y dirección, y mantengo mi dirección al día.",
    "Participo solo donde lo permite la ley del lugar donde vivo y del lugar donde estoy.",
    "Sé que lo que puedo ver y en qué puedo participar depende de mi residencia, mi edad y el lugar donde estoy, y que Drawbridge lo decide de nuevo cada vez que se mueve dinero.",
    "Pago con una tarjeta propia cuya dirección de facturación es mi residencia.",
    "Sé que cada rifa la organiza la entidad nombrada en su página, con las reglas propias de esa rifa, que firmo en cada compra.",
    "Acepto que es definitivo el sorteo hecho con el algoritmo publicado a partir de la lista cerrada de boletos y de la ronda nombrada del faro.",
    "Mi firma, su hora y este texto se guardan el tiempo que exige la ley.",
  ].join("\n"),
};
