// What the model says when a test does not care: varied prose, a value of the schema, a call it must make.
import { createRandom } from "../../src/statistics/index.ts";
import { prose } from "./prose.ts";
import { sampleSchema } from "./sample-schema.ts";
import type { ReplyFunction } from "./types.ts";

export interface DefaultReplyOptions {
  seed: number;
  /** Words in an answer; in a schema's free strings a quarter of it. */
  words: number;
}

/** Draws by seed, request and attempt: the same question gets the same first answer and another second one. */
export function defaultReply({ seed, words }: DefaultReplyOptions): ReplyFunction {
  return (request) => {
    const random = createRandom(seed, "reply", request.identity, request.attempt);
    const free = { words: Math.ceil(words / 4) };
    if (request.schema) return { object: sampleSchema(request.schema, random, free) };
    const tool =
      request.toolChoice === "required"
        ? request.tools[0]
        : request.tools.find((one) => one.name === request.toolChoice);
    if (tool) {
      return { toolCalls: [{ name: tool.name, arguments: sampleSchema(tool.schema, random, free) }] };
    }
    return { text: prose(random, words) };
  };
}
