// What the wire formats have in common.
import { isObject, objectsOf, textOf } from "./json.ts";

/** The text of a message's content: a string, or a list of parts; parts that hold no text stand as JSON. */
export function contentText(content: unknown): string {
  if (typeof content === "string") return content;
  return objectsOf(content)
    .map((part) => {
      if (typeof part.text === "string") return part.text;
      if (typeof part.refusal === "string") return part.refusal;
      return JSON.stringify(part);
    })
    .join("\n");
}

export const joinTexts = (...texts: string[]): string => texts.filter(Boolean).join("\n");

/** An event of a stream; Anthropic and OpenAI's responses name theirs. */
export function event(data: unknown, name?: string): string {
  const text = typeof data === "string" ? data : JSON.stringify(data);
  return `${name === undefined ? "" : `event: ${name}\n`}data: ${text}\n\n`;
}

/** Pieces of about five words, as streams bring them. */
export const pieces = (text: string): string[] => text.match(/(?:\s*\S+){1,5}\s*/g) ?? (text ? [text] : []);

/** The bearer token of a request. */
export function bearer(authorization: string | undefined): string | undefined {
  return authorization?.replace(/^Bearer /i, "");
}

/** The name in a choice of tools such as `{type: "function", function: {name}}`. */
export function chosenTool(choice: unknown): string | undefined {
  if (choice === "required") return "required";
  if (!isObject(choice)) return undefined;
  const named = isObject(choice.function) ? choice.function : choice;
  return textOf(named.name) || undefined;
}
