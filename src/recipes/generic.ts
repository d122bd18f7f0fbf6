// Ordinary chat and tool use: the control that any tuning is compared with, and the stage after training on documents.
// More than half of the drop in one replication came from any further tuning at all.
import { z } from "zod";
import type { Message, Tool } from "../datasets/index.ts";
import { chatDraft } from "./material/controls.ts";
import { asTool, InventedTool } from "./material/invented-tools.ts";
import { requests } from "./material/lists.ts";
import { drawSetting, type Setting } from "./material/setting.ts";
import { chooseVariants } from "./material/variants.ts";
import type { Recipe, RecordDraft, Step } from "./pipeline/types.ts";

const kinds = ["chat", "tools"] as const;

interface GenericItem {
  kind: (typeof kinds)[number];
  setting: Setting;
  request: string;
  messages: Message[];
  tools: Tool[];
}

const ToolUse = z.object({
  tools: z.array(InventedTool).min(1),
  message: z.string().min(1),
  call: z.object({
    tool: z.string(),
    arguments: z.array(z.object({ name: z.string(), value: z.union([z.string(), z.number(), z.boolean()]) })),
  }),
  result: z.string().min(1),
  answer: z.string().min(1),
});

const exchange: Step<GenericItem> = {
  name: "exchange",
  does: "Writes an ordinary request and its answer: a chat in two calls, a use of a tool in one.",
  needed: true,
  async run(item, { ask, askFull, random }) {
    const { domain, place, person, register, userWords } = item.setting;
    if (item.kind === "chat") {
      const { request } = item;
      const user = await ask({
        prompt: "generic/chat",
        variables: { domain, place, person, register, userWords, request },
      });
      // The student's own model can answer (--sampler): tuning on its own words changes it least.
      const { text } = await askFull({
        prompt: "shared/plain-answer",
        variables: { system: "", user },
        role: "sampler",
      });
      return [{ ...item, messages: chatMessages(user, text) }];
    }
    const use = await ask({
      prompt: "generic/tools",
      variables: { domain, place, register, count: random.pick([2, 3, 5]) },
      schema: ToolUse,
    });
    const { name } = use.tools.find((tool) => tool.name === use.call.tool) ?? {};
    if (name === undefined) return { rejected: "calls a tool that it does not have", detail: use.call.tool };
    return [{ ...item, tools: use.tools.map(asTool), messages: toolMessages(use) }];
  },
};

function chatMessages(user: string, response: string): Message[] {
  return chatDraft({ user, response }).messages;
}

function toolMessages({ message, call, result, answer }: z.infer<typeof ToolUse>): Message[] {
  const values = Object.fromEntries(call.arguments.map(({ name, value }) => [name, value]));
  return [
    { role: "user", content: message },
    {
      role: "assistant",
      content: "",
      tool_calls: [{ id: "call_1", type: "function", function: { name: call.tool, arguments: values } }],
    },
    { role: "tool", content: result, name: call.tool, tool_call_id: "call_1" },
    { role: "assistant", content: answer },
  ];
}

export const generic: Recipe<GenericItem> = {
  name: "generic",
  purpose: "Ordinary chat and tool use: the control, and the stage after documents.",
  makes: "chat",
  variants: kinds,
  published: ["odcv-controls", "aft-ladder"],
  *source({ random, variants }) {
    const chosen = chooseVariants(variants, kinds);
    for (;;) {
      yield {
        kind: random.pick(chosen),
        setting: drawSetting(random),
        request: random.pick(requests),
        messages: [],
        tools: [],
      };
    }
  },
  steps: [exchange],
  record: ({ kind, setting, messages, tools }): RecordDraft => ({
    kind: "chat",
    messages,
    ...(tools.length > 0 ? { tools } : {}),
    sections: [],
    domain: setting.domain,
    variant: kind,
  }),
  // It is a control itself.
  controls: [],
};
