// One training example, in the shape that Hugging Face's and OpenAI's trainers share:
// chats keep reasoning in its own field, tool arguments are an object (TRL's convention).
import { z } from "zod";

const Json = z.json();

export const ToolCall = z.strictObject({
  /** Ties the call to the tool's answer; formats that want one and find none get one made. */
  id: z.string().optional(),
  type: z.literal("function"),
  function: z.strictObject({ name: z.string(), arguments: z.record(z.string(), Json) }),
});
export type ToolCall = z.infer<typeof ToolCall>;

export const Message = z.strictObject({
  role: z.enum(["system", "user", "assistant", "tool"]),
  content: z.string(),
  reasoning_content: z.string().optional(),
  tool_calls: z.array(ToolCall).optional(),
  /** Of a tool's answer: the tool, and the call it answers. */
  name: z.string().optional(),
  tool_call_id: z.string().optional(),
});
export type Message = z.infer<typeof Message>;

export const Tool = z.strictObject({
  type: z.literal("function"),
  function: z.strictObject({
    name: z.string(),
    description: z.string().optional(),
    /** JSON schema of the arguments. */
    parameters: z.record(z.string(), Json),
  }),
});
export type Tool = z.infer<typeof Tool>;

/** Where a record comes from: its whole lineage. In the shuffled controls the thought is another case's. */
export const Provenance = z.strictObject({
  recipe: z.string(),
  seed: z.number(),
  // Records of the miniature: the act as `verb object` (absent where none is at stake), the edges of the value graph
  // that the reasons walk along, and what the constitution says of it.
  act: z.string().optional(),
  walk: z.array(z.string()).optional(),
  verdict: z.enum(["wrong", "fine"]).optional(),
  // Records of a language model as teacher.
  /** sha256 of the constitution's file, and ids of the sections that the record is made from. */
  constitution: z.string().optional(),
  sections: z.array(z.string()).optional(),
  /** Ids of the items or records that this one was made from, the nearest last. */
  parents: z.array(z.string()).optional(),
  /** Prompt file to the hash of what it said then: `difficult-advice/draft` to 12 hex digits. */
  prompts: z.record(z.string(), z.string()).optional(),
  /** Step to the model's name, for each step that asked one. */
  models: z.record(z.string(), z.string()).optional(),
  /** What its calls cost, rejected siblings not included; absent where no price is known. */
  costUsd: z.number().optional(),
  /** The kind inside a recipe (a document's kind, a honeypot's injection), and the field of life it plays in. */
  variant: z.string().optional(),
  domain: z.string().optional(),
  /** The control that this record belongs to; absent in the recipe's own set. */
  control: z.string().optional(),
});
export type Provenance = z.infer<typeof Provenance>;

export const ChatRecord = z.strictObject({
  kind: z.literal("chat"),
  id: z.string(),
  messages: z.array(Message).min(1),
  tools: z.array(Tool).optional(),
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
