/**
 * What may be the JSON value that a model was asked for, the likeliest first: the whole text, fenced code, then every
 * object or array that stands complete in the text. Models put words, fences and thoughts around it.
 */
export function* findJson(text: string): Generator<unknown> {
  const whole = parse(text.trim());
  if (whole !== undefined) yield whole;
  for (const [, code] of text.matchAll(/```[a-zA-Z]*[ \t]*\r?\n([\s\S]*?)```/g)) {
    const value = parse(code.trim());
    if (value !== undefined) yield value;
  }
  let tries = 0;
  for (let at = nextStart(text, 0); at >= 0 && tries < mostTries; tries++) {
    const end = endOfValue(text, at);
    const value = end === undefined ? undefined : parse(text.slice(at, end));
    if (value !== undefined) yield value;
    at = nextStart(text, value === undefined ? at + 1 : (end as number));
  }
}

/** A loop of brackets must not cost the square of its length. */
const mostTries = 50;

function nextStart(text: string, from: number): number {
  const found = text.slice(from).search(/[{[]/);
  return found < 0 ? -1 : from + found;
}

/** One past the bracket that closes the one at `start`; undefined where none does. */
function endOfValue(text: string, start: number): number | undefined {
  let depth = 0;
  let inString = false;
  for (let at = start; at < text.length; at++) {
    const character = text[at];
    if (inString) {
      if (character === "\\") at += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === "{" || character === "[") depth += 1;
    else if (character === "}" || character === "]") {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
