import type { ChatRecord, DataRecord, Message } from "../../datasets/index.ts";
import { createRandom } from "../../statistics/index.ts";
import { TeachwhyError } from "../../store/index.ts";
import { print } from "../print.ts";
import { type Style, styleFor } from "../style.ts";
import { visible } from "../visible.ts";
import { startReading } from "./reading.ts";

export interface ShowOptions {
  record: string[];
  range?: [number, number];
  random?: number;
  seed: number;
  json?: true;
}

/** `teachwhy data show`: some records as a person reads them, or as they are with `--json`. */
export async function show(file: string, options: ShowOptions): Promise<void> {
  const style = styleFor(process.stdout);
  const say = (record: DataRecord, position: number) =>
    print(options.json ? JSON.stringify(record) : `${formatRecord(record, position, style)}\n\n`);
  const reading = startReading();
  try {
    const records = reading.records(file);
    if (options.random !== undefined) {
      for (const { record, position } of await sample(records, options.random, options.seed))
        say(record, position);
      return;
    }
    const wanted = new Set(options.record);
    const [from, to] = options.range ?? [1, wanted.size > 0 ? Number.POSITIVE_INFINITY : 3];
    let position = 0;
    for await (const record of records) {
      position++;
      if (position > to) break;
      if (position < from || (options.record.length > 0 && !wanted.has(record.id))) continue;
      say(record, position);
      wanted.delete(record.id);
      if (options.record.length > 0 && wanted.size === 0) break;
    }
    if (wanted.size > 0) throw notThere([...wanted], file, position);
    if (options.range && position < from) {
      throw new TeachwhyError({
        code: "no-such-record",
        message: `${file} has ${position} records; the range begins at ${from}.`,
        next: "Name a smaller range.",
      });
    }
  } finally {
    reading.done();
  }
}

/** So many records, each as likely as any other, in one pass and in their order (reservoir sampling). */
async function sample(records: AsyncIterable<DataRecord>, size: number, seed: number) {
  const random = createRandom(seed, "show");
  const kept: { record: DataRecord; position: number }[] = [];
  let position = 0;
  for await (const record of records) {
    const place = position < size ? position : random.integer(position + 1);
    position++;
    if (place < size) kept[place] = { record, position };
  }
  return kept.sort((a, b) => a.position - b.position);
}

function notThere(ids: string[], file: string, records: number): TeachwhyError {
  return new TeachwhyError({
    code: "no-such-record",
    message: `${file} has no record ${ids.map((id) => `"${visible(id)}"`).join(", ")} among its ${records}.`,
    next: "`teachwhy data show FILE --range 1-20` shows the first ones with their ids.",
  });
}

function formatRecord(record: DataRecord, position: number, style: Style): string {
  const { recipe, variant, domain, control, sections = [] } = record.provenance;
  const about = [
    recipe,
    variant,
    domain,
    control && `control ${control}`,
    sections.length > 0 && `from ${sections.join(", ")}`,
  ];
  const head = `${style.bold(`${position}  ${visible(record.id)}`)}  ${style.dim(visible(about.filter(Boolean).join(" · ")))}`;
  return [head, ...(record.kind === "document" ? [indent(record.text)] : formatChat(record, style))].join(
    "\n",
  );
}

function formatChat({ tools = [], messages }: ChatRecord, style: Style): string[] {
  const names = tools.map((tool) => tool.function.name).join(", ");
  return [
    ...(tools.length > 0 ? [style.dim(`  tools: ${visible(names)}`)] : []),
    ...messages.flatMap((message) => formatMessage(message, style)),
  ];
}

const colourOf = { system: "yellow", user: "green", assistant: "bold", tool: "yellow" } as const;

function formatMessage(message: Message, style: Style): string[] {
  const { role, name, content, reasoning_content: thought, tool_calls: calls = [] } = message;
  return [
    style[colourOf[role]](`  ${role}${name === undefined ? "" : ` ${visible(name)}`}`),
    ...(thought === undefined ? [] : [style.dim(indent(`(thinks) ${thought}`))]),
    ...(content === "" ? [] : [indent(content)]),
    ...calls.map(({ function: called }) => indent(`-> ${called.name}(${JSON.stringify(called.arguments)})`)),
  ];
}

const indent = (text: string) => visible(text).replace(/^/gm, "    ");
