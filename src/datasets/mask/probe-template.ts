import { type ChatTemplate, unusedCharacters } from "../tokens/chat-template.ts";
import type { Tokenizer } from "../tokens/tokenizer.ts";

export interface TurnForm {
  /** What ends an assistant turn, as `<|im_end|>`; several where there are several ways. */
  stops: string[];
  /** What begins one, as `<|im_start|>assistant`. */
  header: string | undefined;
}

/** Learns from two short chats how a template begins and ends the turns of the assistant. */
export function probeTemplate(template: ChatTemplate, { special, variables }: Tokenizer): TurnForm {
  const [mark] = unusedCharacters("");
  const render = (messages: { role: string; content: string }[], generationPrompt = false) => {
    try {
      return template.render({ messages, generationPrompt, variables });
    } catch {
      return undefined; // a template with wishes of its own; the stop tokens that are known will have to do
    }
  };
  const question = { role: "user", content: "x" };
  const asked = render([question]);
  const prompted = render([question], true);
  const answered = render([question, { role: "assistant", content: mark }]);
  const after = answered?.split(mark).at(-1)?.trim() ?? "";
  const header =
    asked !== undefined && prompted?.startsWith(asked) ? withoutThink(prompted.slice(asked.length)) : "";
  const run = leadingTokens(after, special);
  const stops = [
    run.join(""),
    run.at(-1),
    variables.eos_token,
    ...otherStops.filter((one) => special.has(one)),
  ];
  return {
    stops: [...new Set(stops)].filter((one): one is string => Boolean(one)),
    header: header || undefined,
  };
}

/** Ends of turns that a template writes besides its usual one: for calls, or in the last turn. */
const otherStops = ["<|eom_id|>", "<|call|>", "<|return|>"];

/** Some templates open the thought in the prompt; that is no part of the role's header. */
const withoutThink = (prompt: string) => prompt.replace(/<think>\s*$/, "").trim();

/** The special tokens that follow one another without a space at the beginning of a text. */
function leadingTokens(text: string, special: ReadonlySet<string>): string[] {
  const byLength = [...special].sort((a, b) => b.length - a.length);
  const tokens: string[] = [];
  for (let rest = text; ; ) {
    const token =
      byLength.find((one) => rest.startsWith(one)) ?? /^(<[^<>\s]+>|\[[^[\]\s]+\])/.exec(rest)?.[1];
    if (!token) return tokens;
    tokens.push(token);
    rest = rest.slice(token.length);
  }
}
