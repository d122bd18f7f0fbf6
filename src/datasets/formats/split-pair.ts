import { isDeepStrictEqual } from "node:util";
import type { Message, Tool } from "../record.ts";
import type { RecordPair } from "./format.ts";
import { losses } from "./write-messages.ts";

export const pairLosses = {
  same: "pairs of the same record twice",
  prompts: "pairs whose prompts differ",
  tools: "tools of the rejected record where they differ",
} as const;

export interface SplitPair {
  prompt: Message[];
  chosen: Message[];
  rejected: Message[];
  tools: Tool[] | undefined;
  dropped: string[];
}

/** What both have in common is the prompt; where they part, both must go on with an assistant turn. */
export function splitPair({ chosen, rejected }: RecordPair): SplitPair | { refused: string } {
  if (chosen.kind === "document" || rejected.kind === "document") return { refused: losses.document };
  const parting = chosen.messages.findIndex(
    (message, index) => !isDeepStrictEqual(message, rejected.messages[index]),
  );
  const at = parting < 0 ? chosen.messages.length : parting;
  if (parting < 0 && rejected.messages.length === at) return { refused: pairLosses.same };
  if (at === 0 || chosen.messages[at]?.role !== "assistant" || rejected.messages[at]?.role !== "assistant") {
    return { refused: pairLosses.prompts };
  }
  return {
    prompt: chosen.messages.slice(0, at),
    chosen: chosen.messages.slice(at),
    rejected: rejected.messages.slice(at),
    tools: chosen.tools,
    dropped: isDeepStrictEqual(chosen.tools, rejected.tools) ? [] : [pairLosses.tools],
  };
}
