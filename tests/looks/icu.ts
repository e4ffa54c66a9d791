/**
 * Names and kinds of the arguments of an ICU message, with its tags: `count:plural`, `place`, `<strong>`. Throws where
 * braces do not match.
 */
export function argumentsOf(message: string): string[] {
  const found = new Set<string>();
  let at = 0;

  const text = (nested: boolean): void => {
    while (at < message.length) {
      const sign = message[at];
      if (sign === "'" && (message[at + 1] === "{" || message[at + 1] === "}")) {
        at = message.indexOf("'", at + 1) + 1 || message.length;
      } else if (sign === "{") argument();
      else if (sign === "}") {
        if (!nested) throw new Error(`a closing brace too many: ${message}`);
        return;
      } else at++;
    }
    if (nested) throw new Error(`an open brace: ${message}`);
  };

  const argument = (): void => {
    const [whole = "", name = "", kind = "", end] =
      /^\{\s*(\w+)\s*(?:,\s*(\w+)\s*)?([,}])/.exec(message.slice(at)) ?? [];
    if (!whole) throw new Error(`no argument name: ${message.slice(at)}`);
    at += whole.length;
    found.add(kind ? `${name}:${kind}` : name);
    if (end === "}") return;
    if (kind !== "plural" && kind !== "select" && kind !== "selectordinal") {
      at = message.indexOf("}", at) + 1;
      return;
    }
    for (;;) {
      const [skipped = "", sign] = /^\s*(?:offset:\d+\s*)?[=\w]*\s*([{}])/.exec(message.slice(at)) ?? [];
      if (!skipped) throw new Error(`no branches: ${message}`);
      at += skipped.length;
      if (sign === "}") return;
      text(true);
      at++;
    }
  };

  text(false);
  for (const [tag] of message.matchAll(/<\/?\w+>/g)) found.add(tag);
  return [...found].sort();
}
