import type { DataRecord } from "../record.ts";
import { recordPieces } from "../text.ts";
import type { ChatTemplate } from "./chat-template.ts";
import { templateMessages } from "./template-messages.ts";
import type { Tokenizer } from "./tokenizer.ts";

/**
 * Tokens of a record as the student reads it: with what the chat template writes around the messages, where there is a
 * template, and without it otherwise. A record that the template refuses is counted without.
 */
export function countTokens(
  record: DataRecord,
  { tokenizer, template = tokenizer.template }: { tokenizer: Tokenizer; template?: ChatTemplate | undefined },
): number {
  if (record.kind === "document") {
    const { before, after } = tokenizer.frame;
    return before.length + tokenizer.count(record.text) + after.length;
  }
  const { messages, tools } = record;
  if (template) {
    try {
      const { variables } = tokenizer;
      return tokenizer.count(template.render({ messages: templateMessages(messages), tools, variables }));
    } catch {
      // The mask names records that a template refuses; for a count the text is near enough.
    }
  }
  const texts = [...recordPieces(record), ...(tools ?? []).map((tool) => JSON.stringify(tool))];
  return texts.reduce((sum, text) => sum + tokenizer.count(text), 0);
}
