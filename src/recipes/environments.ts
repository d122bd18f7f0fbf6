// Environments: any chat set in more kinds of surroundings. Tools that are not needed and system prompts that vary;
// the user's turn and the answer stay as they are. Published: such surroundings alone made tuning generalise further.
import { z } from "zod";
import type { Message, Tool } from "../datasets/index.ts";
import { TeachwhyError } from "../store/index.ts";
import { findingsOf } from "./material/findings.ts";
import { asTool, InventedTool } from "./material/invented-tools.ts";
import { promptForms } from "./material/lists.ts";
import { drawSetting } from "./material/setting.ts";
import type { Recipe, RecordDraft, Step } from "./pipeline/types.ts";

type Chat = Extract<RecordDraft, { kind: "chat" }>;

interface EnvironmentItem {
  chat: Chat;
  system: string;
  deployment: string;
  product: string;
  tools: Tool[];
}
type EnvironmentStep = Step<EnvironmentItem>;

const Invented = z.object({ product: z.string().min(1), tools: z.array(InventedTool).min(1) });

const tools: EnvironmentStep = {
  name: "tools",
  does: "Invents a product and tools that it has and that this message does not need.",
  async run(item, { ask, random }) {
    const found = await ask({
      prompt: "environments/tools",
      variables: {
        user: userText(item),
        deployment: item.deployment,
        count: random.pick([2, 3, 4, 6, 9]),
      },
      schema: Invented,
    });
    // Tools that the chat came with stay: its answer may use them.
    return [
      { ...item, product: found.product, tools: [...(item.chat.tools ?? []), ...found.tools.map(asTool)] },
    ];
  },
};

const systemPrompt: EnvironmentStep = {
  name: "system-prompt",
  does: "Writes a system prompt for the product, in a drawn form and length, that leaves the answer right.",
  async run(item, { ask, random }) {
    const { system } = await ask({
      prompt: "environments/system-prompt",
      variables: {
        product: item.product || item.deployment,
        tools: describe(item.tools),
        system: item.system,
        response: answerText(item),
        form: random.pick(promptForms),
        systemWords: random.pick([60, 120, 250, 400]),
      },
      schema: z.object({ system: z.string().min(1) }),
    });
    return [{ ...item, system }];
  },
};

const check: EnvironmentStep = {
  name: "check",
  does: "Turns down surroundings that the answer breaks a rule of, or whose tools it should have used.",
  async run(item, { ask }) {
    const { contradicts, needsTool } = await ask({
      prompt: "environments/check",
      variables: {
        system: item.system,
        tools: describe(item.tools),
        user: userText(item),
        response: answerText(item),
      },
      role: "judge",
      schema: z.object({ contradicts: z.string(), needsTool: z.string() }),
    });
    if (findingsOf(contradicts).length > 0)
      return { rejected: "answer breaks the system prompt", detail: contradicts };
    if (findingsOf(needsTool).length > 0) return { rejected: "a tool is needed", detail: needsTool };
    return [item];
  },
};

const describe = (list: Tool[]) =>
  list.map(({ function: { name, description = "" } }) => `${name}: ${description}`).join("\n");

const textOf = ({ chat: { messages } }: EnvironmentItem, role: Message["role"]) =>
  messages
    .filter((message) => message.role === role)
    .map(({ content }) => content)
    .join("\n\n");
const userText = (item: EnvironmentItem) => textOf(item, "user");
const answerText = (item: EnvironmentItem) => textOf(item, "assistant");

export const environments: Recipe<EnvironmentItem> = {
  name: "environments",
  purpose: "Tools and system prompts around any chat set; the user's turns and the answers untouched.",
  makes: "chat",
  takes: ["input"],
  published: ["environment-diversity"],
  *source({ input, random }) {
    let chats = 0;
    for (const chat of input) {
      if (chat.kind !== "chat") continue;
      chats++;
      const deployment = drawSetting(random).deployment || "an assistant inside a product for a trade";
      const [first] = chat.messages;
      const system = first?.role === "system" ? first.content : "";
      yield { chat, system, deployment, product: "", tools: chat.tools ?? [] };
    }
    if (chats > 0) return;
    throw new TeachwhyError({
      code: "no-chats",
      message: "The recipe environments changes chats, and was given none.",
      next: "Name a data set that holds chats with --input FILE.",
      data: {},
    });
  },
  steps: [tools, systemPrompt, check],
  record({ chat, system, tools: all }) {
    const rest = chat.messages.filter(({ role }) => role !== "system");
    return {
      ...chat,
      messages: [...(system === "" ? [] : [{ role: "system" as const, content: system }]), ...rest],
      ...(all.length > 0 ? { tools: all } : {}),
    };
  },
  // Its control is the set that it was made from.
  controls: [],
};
