// Chat templates of our own in the manner of common families, for students without a folder and for tests. They mark
// what the model writes, stop token included. A student's own template is always the better choice.
import { existsSync, readFileSync } from "node:fs";
import { nearest, TeachwhyError } from "../../store/index.ts";
import { type ChatTemplate, compileTemplate } from "./chat-template.ts";

const calls = `{% for call in message.tool_calls or [] %}
{% if not loop.first or message.content %}{{ '\\n' }}{% endif %}
{{ '<tool_call>\\n{"name": ' + (call.function.name | tojson) + ', "arguments": ' + (call.function.arguments | tojson) + '}\\n</tool_call>' }}
{% endfor %}`;

const toolList = `{% for tool in tools %}{{ '\\n' + (tool | tojson) }}{% endfor %}`;

/** Turns between <|im_start|> and <|im_end|>; `thought` is what comes before an answer. */
const chatMl = (thought: string) => `{% if tools %}
{{ '<|im_start|>system\\n' + (messages[0].content + '\\n\\n' if messages[0].role == 'system' else '') + 'You can call these functions:' }}
${toolList}
{{ '\\nTo call one, write <tool_call>\\n{"name": NAME, "arguments": OBJECT}\\n</tool_call><|im_end|>\\n' }}
{% endif %}
{% for message in messages %}
{% if message.role == 'assistant' %}
{{ '<|im_start|>assistant\\n' }}
{%- generation %}
${thought}
{{ message.content }}
${calls}
{{ '<|im_end|>' }}
{%- endgeneration %}
{{ '\\n' }}
{% elif message.role == 'tool' %}
{{ '<|im_start|>user\\n<tool_response>\\n' + message.content + '\\n</tool_response><|im_end|>\\n' }}
{% elif not (tools and loop.first and message.role == 'system') %}
{{ '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}
{% endif %}
{% endfor %}
{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}`;

const llama = `{{ bos_token }}
{% if tools and messages[0].role != 'system' %}
{{ '<|start_header_id|>system<|end_header_id|>\\n\\nYou can call these functions:' }}${toolList}{{ '<|eot_id|>' }}
{% endif %}
{% for message in messages %}
{% if message.role == 'assistant' %}
{{ '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}
{%- generation %}
{{ message.content }}
${calls}
{{ '<|eot_id|>' }}
{%- endgeneration %}
{% else %}
{{ '<|start_header_id|>' + ('ipython' if message.role == 'tool' else message.role) + '<|end_header_id|>\\n\\n' + message.content }}
{% if tools and loop.first and message.role == 'system' %}{{ '\\n\\nYou can call these functions:' }}${toolList}{% endif %}
{{ '<|eot_id|>' }}
{% endif %}
{% endfor %}
{% if add_generation_prompt %}{{ '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}{% endif %}`;

/** `{{ value }}` and the line end after it: the lines above are for readers only. */
const onOneLine = (source: string) => source.replaceAll("\n", "");

const sources = {
  /** As SmolLM2 and Qwen2.5; thoughts have no place in it. */
  chatml: onOneLine(chatMl("")),
  /** As Llama 3; thoughts have no place in it. */
  "llama-3-like": onOneLine(llama),
  /** As Qwen3: a think block in every assistant turn, an empty one where there is no thought. */
  "qwen-3-like": onOneLine(
    chatMl("{{ '<think>\\n' + (message.reasoning_content or '').strip('\\n') + '\\n</think>\\n\\n' }}"),
  ),
};

export const templateNames = Object.keys(sources);

/** A chat template: one of our own by name, or a Jinja file. */
export async function openTemplate(spec: string): Promise<ChatTemplate> {
  const own = Object.entries(sources).find(([name]) => name === spec);
  if (own) return compileTemplate(...own);
  if (!existsSync(spec)) {
    const meant = nearest(spec, templateNames);
    throw new TeachwhyError({
      code: "unknown-template",
      message: `There is no chat template "${spec}".${meant ? ` Did you mean "${meant}"?` : ""}`,
      next: `Name a Jinja file, or one of ${templateNames.join(", ")}.`,
      data: { spec },
    });
  }
  try {
    return await compileTemplate(spec, readFileSync(spec, "utf8"));
  } catch (cause) {
    throw new TeachwhyError({
      code: "bad-template",
      message: `${spec} is not a chat template that can be read: ${(cause as Error).message}`,
      next: "It should be the Jinja text of a model's chat template.",
      data: { spec },
      cause,
    });
  }
}
