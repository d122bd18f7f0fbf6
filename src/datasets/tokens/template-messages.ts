import type { FormatRow, ReasoningPlace } from "../formats/format.ts";
import { writeMessages } from "../formats/write-messages.ts";
import type { Message } from "../record.ts";

/**
 * Messages as chat templates read them. A thought in a field of its own goes under both names that templates know, as
 * transformers gives it to them since version 5.
 */
export function templateMessages(
  messages: readonly Message[],
  reasoning: ReasoningPlace = "reasoning_content",
): FormatRow[] {
  const written = writeMessages(messages, { reasoning, argumentsAs: "object" }).messages;
  return written.map((message) => {
    const thought = message.reasoning_content ?? message.thinking;
    return thought === undefined ? message : { ...message, thinking: thought, reasoning_content: thought };
  });
}
