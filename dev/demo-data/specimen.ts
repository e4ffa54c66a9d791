import sharp from "sharp";

interface Shown {
  givenName: string;
  familyName: string;
  birthDate: string;
  street: string;
  city: string;
}

/** A card of nobody's: drawn, and marked as a specimen all over. */
export async function specimen(person: Shown) {
  const line = (y: number, small: string, text: string) =>
    `<text x="330" y="${y}" font-size="17" fill="#566">${small}</text><text x="330" y="${y + 28}" font-size="25" fill="#223">${text}</text>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="1000" height="630" font-family="sans-serif">
    <rect width="1000" height="630" rx="28" fill="#e9ecdf"/><rect width="1000" height="96" rx="28" fill="#2f5d50"/>
    <text x="48" y="62" font-size="34" fill="#f4f1e6">SPECIMEN CARD, NOT A DOCUMENT</text>
    <rect x="48" y="140" width="240" height="300" fill="#c8cfc0"/><circle cx="168" cy="250" r="58" fill="#8b9a8c"/>
    <path d="M78 440c0-74 40-112 90-112s90 38 90 112z" fill="#8b9a8c"/>
    ${line(170, "Family name", person.familyName)}${line(250, "Given name", person.givenName)}
    ${line(330, "Born", person.birthDate)}${line(410, "Address", `${person.street}, ${person.city}`)}
    <text x="60" y="570" font-size="46" fill="#b0452e" fill-opacity=".55" transform="rotate(-6 500 560)">SPECIMEN · INVENTED · SPECIMEN</text>
  </svg>`;
  return new Uint8Array(
    await sharp(Buffer.from(svg)).flatten({ background: "#ffffff" }).jpeg({ quality: 85 }).toBuffer(),
  );
}
