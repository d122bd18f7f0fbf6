import type { PromptMessage } from "../../models/index.ts";
import { TeachwhyError } from "../../store/index.ts";
import type { PromptFile } from "./read-prompt-files.ts";

export interface MessageTemplate {
  role: PromptMessage["role"];
  /** Preceded by as many line ends as stand before it in the file, so that positions in errors are the file's. */
  template: string;
}

const mark = /^=== (system|user|assistant)[ \t]*$/;
/** What was meant as a mark, and would be sent as text. */
const nearlyMark = /^===[ \t]*[a-z]+[ \t]*$/i;

/**
 * The prompt of a file as messages: lines `=== system`, `=== user` and `=== assistant` begin one each. Done before anything is
 * rendered, so that no variable can open a message; each message is a template of its own. Without a mark all is one
 * user message.
 */
export function splitMessages({ path, source }: PromptFile): MessageTemplate[] {
  const messages: { role: PromptMessage["role"]; from: number; lines: string[] }[] = [];
  const lines = source.replaceAll("\r\n", "\n").split("\n");
  const wrong = lines.findIndex((line) => nearlyMark.test(line) && !mark.test(line));
  if (wrong >= 0) {
    throw new TeachwhyError({
      code: "bad-prompt",
      message: `${path}:${wrong + 1}: "${lines[wrong]}" begins no message.`,
      next: "Write === system, === user or === assistant, in small letters and with one space.",
    });
  }
  const first = lines.findIndex((line) => mark.test(line));
  if (first < 0) return [{ role: "user", template: lines.join("\n") }];
  const above = lines.slice(0, first).findIndex((line) => line.trim() !== "");
  if (above >= 0) {
    throw new TeachwhyError({
      code: "bad-prompt",
      message: `${path}:${above + 1}: text above the first line === belongs to no message.`,
      next: "Move it below the line. A message that may be missing needs no condition: an empty one is left out.",
    });
  }
  for (const [index, line] of lines.entries()) {
    const role = mark.exec(line)?.[1] as PromptMessage["role"] | undefined;
    if (role) messages.push({ role, from: index + 1, lines: [] });
    else messages.at(-1)?.lines.push(line);
  }
  return messages.map(({ role, from, lines }) => ({
    role,
    template: "\n".repeat(from) + lines.join("\n"),
  }));
}

/** The number of the first line that begins a message, or undefined. */
export function firstMark(source: string): number | undefined {
  const index = source.split(/\r?\n/).findIndex((line) => mark.test(line));
  return index < 0 ? undefined : index + 1;
}
