// A record as Markdown that reads as the record does: what would be markup in it is shown as it is.
import type { DataRecord, Message, Tool } from "../../src/datasets/index.ts";

export function setRecord(record: DataRecord): string {
  if (record.kind === "document") return quote(record.text);
  const { messages, tools = [] } = record;
  return [...(tools.length > 0 ? [setTools(tools)] : []), ...messages.flatMap(setMessage)].join("\n\n");
}

const titles = { system: "System prompt", user: "Message", assistant: "Answer", tool: "The tool's answer" };

function setMessage({ role, content, reasoning_content, tool_calls = [], name }: Message): string[] {
  const title = name ? `${titles[role]} (\`${name}\`)` : titles[role];
  return [
    ...(reasoning_content ? ["**Thought**", quote(reasoning_content)] : []),
    ...(content ? [`**${title}**`, quote(content)] : []),
    ...tool_calls.flatMap(({ function: { name: tool, arguments: values } }) => [
      `**Call of \`${tool}\`**`,
      Object.entries(values)
        .map(([key, value]) =>
          typeof value === "string"
            ? `\`${key}\`:\n\n${quote(value)}`
            : `\`${key}\`: ${JSON.stringify(value)}`,
        )
        .join("\n\n"),
    ]),
  ];
}

function setTools(tools: Tool[]): string {
  return [
    `<details><summary>Tools on offer: ${tools.length}</summary>`,
    "",
    "| tool | description |",
    "|---|---|",
    ...tools.map(
      ({ function: { name, description = "" } }) =>
        `| \`${name}\` | ${shown(description).replaceAll("\n", " ").replaceAll("|", "\\|")} |`,
    ),
    "",
    "</details>",
  ].join("\n");
}

/** Line ends inside a paragraph are kept. */
function quote(text: string): string {
  const lines = text.trim().split("\n");
  return lines
    .map((line, at) => {
      if (line.trim() === "") return ">";
      const next = lines[at + 1];
      return `> ${shown(line)}${next === undefined || next.trim() === "" ? "" : "\\"}`;
    })
    .join("\n");
}

const shown = (line: string) =>
  line
    .replace(/[\\`*_<>[\]~]/g, "\\$&")
    .replace(/&(?=#?\w+;)/g, "&amp;")
    .replace(/^(\s*)([#+=-])/, "$1\\$2")
    .replace(/^(\s*\d+)([.)])/, "$1\\$2")
    // Spaces before a line would make it code.
    .replace(/^ +/, (spaces) => "&nbsp;".repeat(spaces.length));
