// Chat templates, as they come with models: Jinja that turns messages into one text.
import type { FormatRow } from "../formats/format.ts";
import type { Tool } from "../record.ts";

export interface TemplateInput {
  messages: readonly FormatRow[];
  tools?: readonly Tool[] | undefined;
  /** Whether the text ends with the beginning of an assistant turn, as when the model is to answer. */
  generationPrompt?: boolean;
  /** bos_token, eos_token and so on. */
  variables?: Record<string, string>;
}

export interface TextPiece {
  text: string;
  /** Whether the template says that the model writes this. */
  generated: boolean;
}

export interface ChatTemplate {
  name: string;
  /** Whether it says with `{% generation %}` what the model writes. */
  marked: boolean;
  render(input: TemplateInput): string;
  /** The same text, cut where the template's `{% generation %}` begins and ends. */
  renderPieces(input: TemplateInput): TextPiece[];
}

const generationTag = /\{%(-?)\s*(end)?generation\s*(-?)%\}/g;
const [begin, end] = ["teachwhy_generation_begins", "teachwhy_generation_ends"];

/** Parses a template. Throws what the Jinja library throws where it is none. */
export async function compileTemplate(name: string, source: string): Promise<ChatTemplate> {
  const { Template } = await import("@huggingface/jinja");
  const template = new Template(markGeneration(source.replace(/\r\n?/g, "\n"))); // as Jinja reads it
  const render = ({ messages, tools, generationPrompt, variables }: TemplateInput, marks: [string, string]) =>
    template.render({
      ...variables,
      messages,
      ...(tools && tools.length > 0 && { tools }),
      add_generation_prompt: generationPrompt === true,
      [begin]: marks[0],
      [end]: marks[1],
    });
  return {
    name,
    marked: source.search(generationTag) >= 0,
    render: (input) => render(input, ["", ""]),
    renderPieces(input) {
      const [from, to] = unusedCharacters(JSON.stringify(input));
      const pieces: TextPiece[] = [];
      let generated = false;
      for (const part of render(input, [from, to]).split(new RegExp(`([${from}${to}])`))) {
        if (part === from || part === to) generated = part === from;
        else if (part !== "") pieces.push({ text: part, generated });
      }
      return pieces;
    },
  };
}

/**
 * The tags print marks instead: the Jinja library leaves them out without a word. The mark stands in a block, because
 * blocks take white space and line ends around them along, and printed values do not.
 */
function markGeneration(source: string): string {
  return source.replace(generationTag, (_, left: string, ends: string | undefined, right: string) => {
    return `{%${left} if true %}{{ ${ends ? end : begin} }}{% endif ${right}%}`;
  });
}

/** Two of Unicode's noncharacters that do not stand in the text. */
export function unusedCharacters(text: string): [string, string] {
  const free = Array.from({ length: 32 }, (_, index) => String.fromCharCode(0xfdd0 + index)).filter(
    (character) => !text.includes(character),
  );
  return [free[0]!, free[1]!];
}
