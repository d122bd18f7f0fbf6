import type { Message, Tool } from "../record.ts";
import type { ExportOptions, FormatRow, ReasoningPlace } from "./format.ts";

export interface MessageShape {
  reasoning: ReasoningPlace;
  argumentsAs: "object" | "text";
  /** What stands on each message to say whether it is trained on. */
  flag?: (message: Message, index: number) => FormatRow;
}

export interface WrittenMessages {
  messages: FormatRow[];
  dropped: string[];
}

export const losses = {
  reasoning: "thoughts",
  emptyThought: "empty thoughts",
  closingTag: "thoughts that hold </think> themselves",
  openingTag: "texts that begin with <think> themselves",
  document: "documents, which have no messages",
  chat: "chats, which are no plain text",
  id: "id",
  provenance: "provenance",
} as const;

/** What `writeMessages` may drop with thoughts at these places. */
export const reasoningLosses = [losses.reasoning, losses.emptyThought, losses.closingTag, losses.openingTag];

/** Messages in the shape that OpenAI's API and Hugging Face's templates share, with a format's own habits. */
export function writeMessages(messages: readonly Message[], shape: MessageShape): WrittenMessages {
  const dropped = new Set<string>();
  const written = messages.map((message, index) => {
    const { role, content, reasoning_content, tool_calls, ...ties } = message;
    return {
      role,
      ...placeThought({ content, thought: reasoning_content, place: shape.reasoning, dropped }),
      ...(tool_calls && {
        tool_calls: tool_calls.map((call) => ({
          ...call,
          function: {
            ...call.function,
            arguments:
              shape.argumentsAs === "text"
                ? JSON.stringify(call.function.arguments)
                : call.function.arguments,
          },
        })),
      }),
      ...ties,
      ...shape.flag?.(message, index),
    };
  });
  return { messages: written, dropped: [...dropped] };
}

interface Thought {
  content: string;
  thought: string | undefined;
  place: ReasoningPlace;
  dropped: Set<string>;
}

function placeThought({ content, thought, place, dropped }: Thought): FormatRow {
  if (thought !== undefined && (place === "reasoning_content" || place === "thinking")) {
    return { content, [place]: thought };
  }
  if (thought !== undefined && place === "inline" && thought.trim() !== "") {
    if (thought.includes("</think>")) dropped.add(losses.closingTag);
    return { content: `<think>\n${thought}\n</think>\n\n${content}` };
  }
  // An empty think block, trained on, teaches a model not to think.
  if (thought !== undefined) dropped.add(place === "inline" ? losses.emptyThought : losses.reasoning);
  // Readers of every format take a <think> at the beginning for a thought, ours included.
  if (content.startsWith("<think>")) dropped.add(losses.openingTag);
  return { content };
}

/** Whether a turn is trained on, by the option; `undefined` where every turn is and nothing needs to be said. */
export function trainedTurns(
  messages: readonly Message[],
  { trainOn = "every-turn" }: ExportOptions = {},
): ((index: number) => boolean) | undefined {
  if (trainOn === "every-turn") return undefined;
  const last = messages.findLastIndex(({ role }) => role === "assistant");
  return (index) => index === last;
}

/** How TRL's formats write messages. */
export const trlShape = ({ reasoning = "reasoning_content", toolsAs }: ExportOptions): MessageShape => ({
  reasoning,
  argumentsAs: toolsAs === "text" ? "text" : "object",
});

export function writeTools(
  tools: readonly Tool[] | undefined,
  as: "objects" | "text" = "objects",
): FormatRow {
  if (!tools) return {};
  return { tools: as === "text" ? JSON.stringify(tools) : tools };
}
