/** Stripe's published test cards, as far as the venue needs them. */
export interface TestCard {
  brand: string;
  funding: "credit" | "debit" | "prepaid";
  decline?: { code: string; decline_code?: string; message: string };
  line1?: "fail" | "unavailable";
  postal?: "fail" | "unavailable";
  cvc?: "fail";
  disputes?: true;
}

const visa = (extra: Partial<TestCard> = {}): TestCard => ({ brand: "visa", funding: "credit", ...extra });
const declined = (decline_code: string, message = "Your card was declined."): TestCard =>
  visa({ decline: { code: "card_declined", decline_code, message } });

const CARDS: Record<string, TestCard> = {
  "4242424242424242": visa(),
  "4000056655665556": visa({ funding: "debit" }),
  "5555555555554444": { brand: "mastercard", funding: "credit" },
  "5200828282828210": { brand: "mastercard", funding: "debit" },
  "5105105105105100": { brand: "mastercard", funding: "prepaid" },
  "378282246310005": { brand: "amex", funding: "credit" },
  "6011111111111117": { brand: "discover", funding: "credit" },
  "4000000000000002": declined("generic_decline"),
  "4000000000009995": declined("insufficient_funds", "Your card has insufficient funds."),
  "4000000000009987": declined("lost_card"),
  "4000000000009979": declined("stolen_card"),
  "4000000000000069": visa({ decline: { code: "expired_card", message: "Your card has expired." } }),
  "4000000000000127": visa({ decline: { code: "incorrect_cvc", message: "Your card's security code is incorrect." } }),
  "4000000000000119": visa({
    decline: {
      code: "processing_error",
      message: "An error occurred while processing your card. Try again in a little bit.",
    },
  }),
  "4000000000000010": visa({ line1: "fail", postal: "fail" }),
  "4000000000000028": visa({ line1: "fail" }),
  "4000000000000036": visa({ postal: "fail" }),
  "4000000000000044": visa({ line1: "unavailable", postal: "unavailable" }),
  "4000000000000101": visa({ cvc: "fail" }),
  "4000000000000259": visa({ disputes: true }),
};

/** The test card of this number (digits only), or undefined when it is none of them. */
export function testCard(number: string): TestCard | undefined {
  return CARDS[number];
}

/** Whether a charge of the card that ends so is disputed once its money has moved. */
export function isDisputedLater(last4: string): boolean {
  return Object.entries(CARDS).some(([number, card]) => card.disputes === true && number.endsWith(last4));
}

/** The check digit of ISO/IEC 7812-1. */
export function passesLuhn(number: string): boolean {
  let sum = 0;
  for (let at = 0; at < number.length; at++) {
    let digit = Number(number[number.length - 1 - at]);
    if (at % 2 === 1) {
      digit *= 2;
      if (digit > 9) digit -= 9;
    }
    sum += digit;
  }
  return number.length >= 12 && sum % 10 === 0;
}
