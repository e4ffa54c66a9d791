/** A vendor's plain GET with a bearer key. A key that may only do one thing is refused others with 403: that is reached. */
export async function reachWithKey(url: string, key: string, signal: AbortSignal): Promise<string | undefined> {
  const answer = await fetch(url, { headers: { authorization: `Bearer ${key}` }, signal });
  await answer.arrayBuffer();
  if (answer.ok || answer.status === 403) return undefined;
  if (answer.status === 401) return "the key was refused";
  return `it answered ${answer.status}`;
}
