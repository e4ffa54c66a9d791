import { dictionary } from "@zxcvbn-ts/language-common";

/** What people choose when they are asked for a password: words, names, months, teams, rows of the keyboard. */
const WORDS = new Set(
  (
    "password passwort passwd contrasena motdepasse secret letmein welcome hello iloveyou loveyou changeme default " +
    "admin administrator root user guest login master access test testing temp temporary computer internet server " +
    "drawbridge raffle raffles lottery ticket tickets winner jackpot charity bingo prize lucky " +
    "qwerty qwertyuiop qwertyui asdfgh asdfghjkl zxcvbnm zxcvbn qazwsx qazwsxedc azerty qwertz qweasd qweasdzxc asdf " +
    "abcdef abcdefg abcdefgh abcdefghij abcabc abcd aaaaaa xxxxxx " +
    "football baseball basketball soccer hockey golfer tennis superman batman spiderman pokemon starwars naruto " +
    "dragon monkey shadow sunshine princess flower butterfly rainbow summer winter spring autumn monday friday sunday " +
    "january february march april june july august september october november december " +
    "michael jennifer jordan michelle daniel jessica ashley nicole charlie thomas andrew robert matthew joshua anthony " +
    "william george hannah amanda samantha elizabeth maria carlos alejandro estrella jesus jesuschrist angel angels " +
    "freedom america american newyork buffalo chicago dallas boston florida texas california yankees cowboys steelers " +
    "mustang corvette ferrari mercedes harley yamaha porsche toyota chevrolet cheese cookie chocolate banana orange " +
    "purple silver golden diamond ginger pepper whatever nothing money trustno letmeinnow opensesame correcthorsebatterystaple " +
    "liverpool chelsea arsenal barcelona realmadrid juventus tequiero teamo mibebe princesa amigos familia family " +
    "mother father brother sister daughter baby babygirl lovely lover forever together blessed blink happy smile " +
    "killer hunter ranger soldier phoenix falcon eagle eagles tigger tiger buster bailey maggie snoopy garfield"
  ).split(" "),
);
/** Up and down between two rows. */
const ZIGZAGS = ["1q2w3e4r5t6y7u8i9o0p", "q1w2e3r4t5y6u7i8o9p0", "1qaz2wsx3edc4rfv5tgb6yhn"];
const ROWS = ["01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm"].concat(
  ZIGZAGS,
);
const WRITTEN_FOR: Record<string, string> = {
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "@": "a",
  $: "s",
};

const onlyLetters = (text: string) => text.replace(/[^\p{L}]+/gu, "");

function isOneOfThem(letters: string): boolean {
  if (WORDS.has(letters)) return true;
  // "summersummer", "iloveyoujesus": two of them are no better than one.
  for (let at = 3; at < letters.length - 2; at++) {
    if (WORDS.has(letters.slice(0, at)) && WORDS.has(letters.slice(at))) return true;
  }
  return false;
}

/** Some 49,000 passwords of leaked collections, in lower case (zxcvbn-ts); read when a password is first chosen. */
let leaked: ReadonlySet<string> | null = null;

/** Whether a password is among those that leaked most often, as it is written. `plain` is in lower case. */
export function isLeakedPassword(plain: string): boolean {
  leaked ??= new Set(dictionary.passwords);
  return leaked.has(plain);
}

/**
 * Whether a password is of the kind that is tried first: a common word, or two, with figures and signs around, between
 * or instead of letters; a row of the keyboard or of figures; one short piece again and again. `plain` is in lower case.
 */
export function isCommonPassword(plain: string): boolean {
  if (new Set(plain).size < 4 || /^(.{1,5}?)\1+$/u.test(plain)) return true;
  const backwards = [...plain].reverse().join("");
  if (ROWS.some((row) => row.includes(plain) || row.includes(backwards))) return true;
  const figures = plain.replace(/\D/g, "");
  if (figures.length >= 6 && plain.length - figures.length <= 3 && ROWS[0]?.includes(figures)) return true;
  const spelt = [...plain].map((sign) => WRITTEN_FOR[sign] ?? sign).join("");
  const trimmed = plain.replace(/[^\p{L}]+$/u, "");
  const core = [...trimmed].map((sign) => WRITTEN_FOR[sign] ?? sign).join("");
  return [plain, spelt, core].some((text) => {
    const letters = onlyLetters(text);
    return letters.length > 2 && isOneOfThem(letters);
  });
}
