/** A judge that has nothing to quote writes so, though it was asked for nothing at all: "None.", "n/a", "-". */
const nothing = /^\W*(?:none|nothing|n\/?a|no|not applicable|empty)?\W*$/i;

/** What a judge quoted; empty where its words only say that there is nothing. */
export function findingsOf(quoted: string | readonly string[]): string[] {
  return [quoted].flat().filter((one) => !nothing.test(one));
}
