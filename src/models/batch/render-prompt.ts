// Parked calls for people to read, and places for their answers.
import type { LanguageModelV3CallOptions, LanguageModelV3Message } from "@ai-sdk/provider";
import type { OpenedModel } from "../registry/open-model.ts";
import { kindsWithSchemas } from "../session/prompt.ts";

/** The line before an answer in a Markdown file: what stands up to the next one, or the next prompt, is the answer. */
export const answerHeading = (key: string) => `## answer ${key}`;
export const promptHeading = (key: string) => `## prompt ${key}`;

export const howToAnswer = `Write each answer under its line "${answerHeading("...")}" and leave that line as it is. What is left empty stays open.
Import the file as often as you like: \`teachwhy batch import FILE\`. Where JSON is asked for, YAML will do, too.
Thoughts that belong to an answer go before it, between <think> and </think>.`;

/** One prompt as Markdown: everything that the model would have been told. */
export function renderPrompt(params: LanguageModelV3CallOptions, opened: OpenedModel): string {
  const { prompt, responseFormat, tools = [] } = params;
  const { system } = opened.settings;
  const parts = system ? [part("system", system)] : [];
  for (const message of prompt) parts.push(part(message.role, textOf(message)));
  // Other kinds have the schema in the text already.
  if (responseFormat?.type === "json" && responseFormat.schema && kindsWithSchemas.has(opened.kind)) {
    parts.push(part("the answer is JSON of this schema", JSON.stringify(responseFormat.schema, null, 2)));
  }
  for (const tool of tools) {
    if (tool.type !== "function") continue;
    const { name, description, inputSchema } = tool;
    parts.push(part(`tool ${name}`, `${description ?? ""}\n${JSON.stringify(inputSchema, null, 2)}`.trim()));
  }
  return parts.join("\n\n");
}

/** Quoted, so that headings inside a prompt are not taken for headings of the file. */
function part(title: string, text: string): string {
  const quoted = text.split(/\r?\n/).map((line) => (line === "" ? ">" : `> ${line}`));
  return [`**${title}**`, "", ...quoted].join("\n");
}

function textOf({ role, content }: LanguageModelV3Message): string {
  if (role === "system") return content;
  return content
    .map((one) => {
      if (one.type === "text") return one.text;
      if (one.type === "reasoning") return `<think>\n${one.text}\n</think>\n`;
      return JSON.stringify(one);
    })
    .join("\n");
}
