import { PASSWORD_MAXIMUM_LENGTH, type PasswordFault, passwordFault } from "./password";

/** What the registration form sends, all as typed. */
export interface RegistrationForm {
  title: string;
  givenName: string;
  familyName: string;
  birthDate: string; // YYYY-MM-DD
  email: string;
  phone: string;
  password: string;
  street: string;
  city: string;
  postalCode: string;
  countyId: string; // one of those the postal code may mean; may be empty when the code means only one
  municipalityIds: string[]; // a village and its town are two; ["none"] where the person lives in none
  signature: string; // the full name, typed, under the agreement
  agreementVersion: string;
  notifyDraws: string;
  notifyNews: string;
  locale: string;
}

export type FieldFault =
  | PasswordFault
  | "missing"
  | "tooLong"
  | "malformed"
  | "notADate"
  | "inTheFuture"
  | "tooLongAgo"
  | "differsFromName"
  | "outdated";

export type FormFaults<Form> = Partial<Record<keyof Form, FieldFault>>;

/** Deliberately loose: the proof of an address is the mail that arrives. */
const EMAIL = /^[^\s@<>(),;:\\"[\]]+@[^\s@<>(),;:\\"[\]]+\.[^\s@<>(),;:\\"[\]]{2,}$/;
const CONTROL = /\p{Cc}/u;

/** Lower case and without surrounding space: the form in which addresses are kept and compared. */
export function normalEmail(email: string): string {
  return email.trim().normalize("NFC").toLowerCase();
}

export function isEmail(email: string): boolean {
  return email.length <= 254 && EMAIL.test(email);
}

/** One space between words, none around them. */
export function normalText(text: string): string {
  return text.normalize("NFC").replace(/\s+/gu, " ").trim();
}

/** A calendar date `YYYY-MM-DD` as midnight UTC, or null when there is no such day. */
export function parseDate(text: string): Date | null {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text.trim());
  if (!parts) return null;
  const date = new Date(`${parts[0].trim()}T00:00:00.000Z`);
  return Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== parts[0] ? null : date;
}

function textFault(text: string, maximumLength: number, required: boolean): FieldFault | undefined {
  const plain = normalText(text);
  if (!plain) return required ? "missing" : undefined;
  if (plain.length > maximumLength) return "tooLong";
  if (CONTROL.test(plain)) return "malformed";
  return undefined;
}

/** The faults of a date of birth: none of the future, none of more than 120 years ago. */
export function birthDateFault(text: string, now: Date): FieldFault | undefined {
  if (!text.trim()) return "missing";
  const date = parseDate(text);
  if (!date) return "notADate";
  if (date > now) return "inTheFuture";
  if (date.getTime() < now.getTime() - 121 * 365.25 * 24 * 3600 * 1000) return "tooLongAgo";
  return undefined;
}

/** The faults of an address; the areas it names are looked up afterwards. */
export function addressFaults(
  form: Pick<RegistrationForm, "street" | "city" | "postalCode">,
): FormFaults<Pick<RegistrationForm, "street" | "city" | "postalCode">> {
  const faults: FormFaults<RegistrationForm> = {};
  const street = textFault(form.street, 120, true);
  if (street) faults.street = street;
  const city = textFault(form.city, 80, true);
  if (city) faults.city = city;
  const postalCode = textFault(form.postalCode, 12, true);
  if (postalCode) faults.postalCode = postalCode;
  else if (!/^\d{5}(-\d{4})?$/.test(form.postalCode.trim())) faults.postalCode = "malformed";
  return faults;
}

/** The faults of a name. */
export function nameFaults(
  form: Pick<RegistrationForm, "givenName" | "familyName">,
): FormFaults<Pick<RegistrationForm, "givenName" | "familyName">> {
  const [givenName, familyName] = [textFault(form.givenName, 60, true), textFault(form.familyName, 60, true)];
  return { ...(givenName ? { givenName } : {}), ...(familyName ? { familyName } : {}) };
}

/** Whether two spellings of a name are the same for a signature: case, accents and spacing do not count. */
export function sameName(left: string, right: string): boolean {
  const plain = (text: string) =>
    normalText(text)
      .normalize("NFKD")
      .replace(/[\p{M}\p{P}\s]/gu, "")
      .toLowerCase();
  return plain(left) === plain(right) && plain(left) !== "";
}

/** All that can be said about a registration without looking anything up. Empty when there is nothing wrong. */
export function registrationFaults(
  form: RegistrationForm,
  now: Date,
  currentAgreementVersion: number,
): FormFaults<RegistrationForm> {
  const faults: FormFaults<RegistrationForm> = { ...addressFaults(form), ...nameFaults(form) };
  const set = (field: keyof RegistrationForm, fault: FieldFault | null | undefined) => {
    if (fault && !faults[field]) faults[field] = fault;
  };
  set("title", textFault(form.title, 20, false));
  set("phone", textFault(form.phone, 30, false));
  if (form.phone.trim()) set("phone", /^[+()\d\s.-]{5,30}$/.test(form.phone.trim()) ? undefined : "malformed");
  set("email", textFault(form.email, 254, true));
  if (form.email.trim() && !isEmail(normalEmail(form.email))) set("email", "malformed");
  set("birthDate", birthDateFault(form.birthDate, now));
  if (!form.password) set("password", "missing");
  else if (form.password.length > PASSWORD_MAXIMUM_LENGTH * 4) set("password", "tooLong");
  else set("password", passwordFault(form.password, normalEmail(form.email)));
  set("signature", textFault(form.signature, 140, true));
  if (form.signature.trim() && !sameName(form.signature, `${form.givenName} ${form.familyName}`)) {
    set("signature", "differsFromName");
  }
  if (form.agreementVersion !== String(currentAgreementVersion)) set("signature", "outdated");
  return faults;
}
