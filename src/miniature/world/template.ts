// How a chat becomes the miniature's words, and how an answer is read back.
import type { ChatPrompt } from "./prompts.ts";

/** An assistant's turn. */
export interface Turn {
  thought?: string;
  text?: string;
  call?: string;
}

/** The prompt up to where the assistant speaks. */
export function promptText({ system, user }: ChatPrompt): string {
  return `${system ? `<sys> ${system} ` : ""}<user> ${user} <asst>`;
}

export function turnText({ thought, text, call }: Turn): string {
  return [thought !== undefined && `<think> ${thought} </think>`, text, call && `<call> ${call}`, "<end>"]
    .filter(Boolean)
    .join(" ");
}

export interface ParsedTurn {
  thought?: string;
  text: string;
  /** The first call: what is called and its one argument. */
  call?: { tool: string; argument: string };
  /** False when the answer ran out of tokens. */
  ended: boolean;
}

/** Reads an answer as sampled. A call without both words, or with a special word among them, is no call. */
export function parseTurn(answer: string): ParsedTurn {
  const words = answer.split(" ").filter(Boolean);
  const ended = words.at(-1) === "<end>";
  const callAt = words.indexOf("<call>");
  const closes = words.indexOf("</think>");
  const thinks = words[0] === "<think>" && closes > 0 && (callAt < 0 || closes < callAt);
  const visibleFrom = thinks ? closes + 1 : 0;
  const visible = words.slice(visibleFrom, callAt < 0 ? undefined : callAt);
  const [tool, argument] = callAt < 0 ? [] : words.slice(callAt + 1);
  const whole =
    tool !== undefined && argument !== undefined && !tool.startsWith("<") && !argument.startsWith("<");
  return {
    ...(thinks ? { thought: words.slice(1, closes).join(" ") } : {}),
    text: visible.filter((word) => word !== "<end>").join(" "),
    ...(whole ? { call: { tool, argument } } : {}),
    ended,
  };
}
