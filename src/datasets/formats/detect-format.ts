import type { FormatRow } from "./format.ts";
import type { FormatName, RecordFormatName } from "./formats.ts";

/**
 * The format of rows by their shape, or undefined where none is known. The formats with `messages` are read alike, so
 * telling them apart matters for the report only.
 */
export function detectFormat(rows: readonly unknown[]): Exclude<FormatName, "huggingface"> | undefined {
  const objects = rows.filter((row): row is FormatRow => typeof row === "object" && row !== null);
  const [row] = objects;
  if (!row) return undefined;
  const has = (...keys: string[]) => keys.every((key) => row[key] !== undefined);
  if (has("kind", "id", "provenance")) return "records";
  if (has("input_ids")) return "trl-tokens";
  if (has("conversations")) return "sharegpt";
  if (has("input", "preferred_output")) return "openai-preferences";
  if (has("chosen", "rejected")) return "trl-preferences";
  if (has("prompt")) return "trl-prompts";
  if (has("messages"))
    return chatFormat(objects.flatMap(({ messages }) => (Array.isArray(messages) ? messages : [])));
  return typeof row.text === "string" ? "trl-documents" : undefined;
}

function chatFormat(messages: FormatRow[]): RecordFormatName {
  const any = (...keys: string[]) =>
    messages.some((message) => keys.some((key) => message?.[key] !== undefined));
  if (any("trainable") || messages.some(({ content }) => hasThinkingPart(content))) return "tinker";
  if (any("train", "training")) return "axolotl";
  if (any("reasoning")) return "together";
  if (any("weight") || messages.some(hasTextArguments)) return "openai";
  return "trl-chat";
}

const hasThinkingPart = (content: unknown) =>
  Array.isArray(content) && content.some((part) => part?.type === "thinking");

const hasTextArguments = ({ tool_calls: calls }: FormatRow) =>
  Array.isArray(calls) && calls.some((call) => typeof call?.function?.arguments === "string");
