// Text of records and of providers on a terminal: it must not move the cursor, change colours, or turn the reading direction.

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const unprintable = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;

/** Control characters but line feeds and tabs, and marks of the reading direction, as `\u001b`. */
export function visible(text: string): string {
  return text.replace(unprintable, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

/** The same in one character each, for texts in which places are counted. */
export const withoutControls = (text: string): string => text.replace(unprintable, "\ufffd");
