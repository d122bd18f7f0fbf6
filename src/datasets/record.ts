// One training example, in the shape that Hugging Face's and OpenAI's trainers share:
// chats keep reasoning in its own field, tool arguments are an object (TRL's convention).
import { z } from "zod";

export const ToolCall = z.strictObject({
  type: z.literal("function"),
  function: z.strictObject({ name: z.string(), arguments: z.record(z.string(), z.string()) }),
});
export type ToolCall = z.infer<typeof ToolCall>;

export const Message = z.strictObject({
  role: z.enum(["system", "user", "assistant"]),
  content: z.string(),
  reasoning_content: z.string().optional(),
  tool_calls: z.array(ToolCall).optional(),
});
export type Message = z.infer<typeof Message>;

/** Where a record comes from and what its case is; in the shuffled controls the thought is another case's. */
export const Provenance = z.strictObject({
  recipe: z.string(),
  seed: z.number(),
  /** The act the record is about, as `verb object`; absent where none is at stake. */
  act: z.string().optional(),
  /** Ids of the value graph's edges that the record's reasons walk along. */
  walk: z.array(z.string()).optional(),
  verdict: z.enum(["wrong", "fine"]).optional(),
});
export type Provenance = z.infer<typeof Provenance>;

export const ChatRecord = z.strictObject({
  kind: z.literal("chat"),
  id: z.string(),
  messages: z.array(Message).min(1),
  provenance: Provenance,
});
export type ChatRecord = z.infer<typeof ChatRecord>;

export const DocumentRecord = z.strictObject({
  kind: z.literal("document"),
  id: z.string(),
  text: z.string(),
  provenance: Provenance,
});
export type DocumentRecord = z.infer<typeof DocumentRecord>;

export const DataRecord = z.discriminatedUnion("kind", [ChatRecord, DocumentRecord]);
export type DataRecord = z.infer<typeof DataRecord>;
