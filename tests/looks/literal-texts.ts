/** Words between tags, and words in attributes that are read out or shown. Names, signs, commands and single letters may stand. */
export function literalsIn(source: string): string[] {
  const code = source
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/(^|[^:"'])\/\/.*$/gm, "$1")
    .replace(/<(code|pre)\b[^<>]*>[^<>{}]*<\/\1>/g, "")
    .replace(/=>/g, "⇒");
  const between = [...code.matchAll(/(?:<\/?[A-Za-z][^<>]*|\/)>\s*([^<>{}]*?)\s*(?=<\/?[A-Za-z]|\{)/g)].map(
    ([, text = ""]) => text,
  );
  const attributes = [...code.matchAll(/\b(?:aria-label|placeholder|title|alt|label|hint|caption)="([^"]*)"/g)].map(
    ([, text = ""]) => text,
  );
  const words = (text: string) => /\p{L}{2,}/u.test(text) && !/^(?:Drawbridge|ZIP)$/.test(text);
  return [
    ...between.filter(
      (text) => words(text) && !/[;=()]|\b(?:const|return|export|function|type|interface)\b/.test(text),
    ),
    ...attributes.filter(words),
  ];
}
