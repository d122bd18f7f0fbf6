// What the model writes in a rendered chat, as pieces of its text. Templates that mark it with `{% generation %}` say so
// themselves. For the others it is found by rendering: an assistant turn begins where the text begins to differ from
// that of the messages before it with a prompt for an answer, and ends with the first stop token after that.
import type { FormatRow } from "../formats/format.ts";
import {
  type ChatTemplate,
  type TemplateInput,
  type TextPiece,
  unusedCharacters,
} from "../tokens/chat-template.ts";

export type Located =
  | { pieces: TextPiece[] }
  | { problem: "template-failed" | "turn-not-found" | "stop-token-missing"; message: string };

export interface LocateRequest extends TemplateInput {
  template: ChatTemplate;
  stops: readonly string[];
}

export function locateTurns({ template, stops, ...input }: LocateRequest): Located {
  try {
    return template.marked ? { pieces: template.renderPieces(input) } : byRendering(template, stops, input);
  } catch (error) {
    return { problem: "template-failed", message: (error as Error).message };
  }
}

function byRendering(template: ChatTemplate, stops: readonly string[], input: TemplateInput): Located {
  const { messages } = input;
  const text = template.render(input);
  const pieces: TextPiece[] = [];
  let at = 0;
  const starts = messages.flatMap(({ role }, index) =>
    role === "assistant" ? [{ index, start: turnStart(template, text, input, index) }] : [],
  );
  for (const [position, { index, start }] of starts.entries()) {
    if (start === undefined || start < at) {
      return {
        problem: "turn-not-found",
        message: `message ${index + 1} is not where the template's prompt ends`,
      };
    }
    const next = starts[position + 1]?.start ?? text.length;
    const end = firstStop(text.slice(start, next), stops);
    if (end === undefined) {
      return { problem: "stop-token-missing", message: `nothing ends message ${index + 1}` };
    }
    if (beginsBefore(template, text, input, index + 1) < start + end) {
      return {
        problem: "turn-not-found",
        message: `message ${index + 2} is written into the turn before it`,
      };
    }
    pieces.push({ text: text.slice(at, start), generated: false });
    pieces.push({ text: text.slice(start, start + end), generated: true });
    at = start + end;
  }
  pieces.push({ text: text.slice(at), generated: false });
  return { pieces: pieces.filter((piece) => piece.text !== "") };
}

function turnStart(
  template: ChatTemplate,
  text: string,
  input: TemplateInput,
  index: number,
): number | undefined {
  const before = input.messages.slice(0, index);
  if (before.length === 0) return undefined; // templates look at the first message, so they cannot be asked
  const prompt = template.render({ ...input, messages: before, generationPrompt: true });
  if (text.startsWith(prompt)) return prompt.length;
  // The prompt may say more than the turn does. Mostly it opens a thought, or an empty one, and the turn has none.
  const header = prompt.replace(/<think>\s*(<\/think>\s*)?$/, "");
  if (text.startsWith(header)) return header.length;
  // Otherwise a turn of another text shows how much of the prompt every turn shares.
  const [mark] = unusedCharacters(prompt);
  const plain: FormatRow = { role: "assistant", content: mark };
  const turn = template.render({ ...input, messages: [...before, plain], generationPrompt: false });
  const shared = sharedLength(prompt, turn);
  return text.startsWith(prompt.slice(0, shared)) ? shared : undefined;
}

/** Where a message of the user or a tool can begin at the earliest: changing it changes nothing before. */
function beginsBefore(template: ChatTemplate, text: string, input: TemplateInput, index: number): number {
  const message = input.messages[index];
  if (!message || message.role === "assistant") return text.length;
  const [mark] = unusedCharacters(text);
  const messages = input.messages.with(index, { ...message, content: mark });
  return sharedLength(text, template.render({ ...input, messages }));
}

function sharedLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}

/** Where the first stop token ends. */
export function firstStop(text: string, stops: readonly string[]): number | undefined {
  const found = stops
    .map((stop) => ({ stop, at: text.indexOf(stop) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at)[0];
  return found && found.at + found.stop.length;
}
