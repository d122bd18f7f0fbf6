import { countWords } from "./count-words.ts";
import { flattenSections, ownRange } from "./pieces.ts";
import type { Constitution } from "./types.ts";

export interface Warning {
  /** What is the matter. */
  message: string;
  /** What to do about it. */
  next: string;
}

/**
 * What a person should know before they teach from a text: that nothing, or no principle, was found in it and why.
 * Empty where all is well.
 */
export function warningsAbout(constitution: Constitution): Warning[] {
  if (constitution.passages.length === 0) return [whyNothingToTeach(constitution)];
  return [...aboutPrinciples(constitution), ...aboutHeadings(constitution)];
}

function aboutPrinciples(constitution: Constitution): Warning[] {
  const { file, passages, principles } = constitution;
  // A foreign text may hold a chance word or two that looks like an English norm.
  if (principles.length < passages.length / 10 && !isEnglish(constitution)) {
    return [
      {
        message: `${principles.length === 0 ? "No" : "Hardly a"} principle was found in ${file}, which does not seem to be English, and they are known by English words.`,
        next: "Its sections can be taught as they are. For principles with reasons, and the graph, translate it.",
      },
    ];
  }
  if (principles.length > 0) return [];
  return [
    {
      message: `No principle was found in ${file}: no sentence says in a known form what the model should do.`,
      next: 'Its sections can be taught. For principles with reasons, write "The model should ..., because ...".',
    },
  ];
}

/** Beyond this, a section is so many parts that a record's section says little about where it comes from. */
const veryLong = 5000;

function aboutHeadings({ file, text, sections }: Constitution): Warning[] {
  const next = "Give each topic a heading, so that records can be traced to it.";
  const all = flattenSections(sections);
  if (all.every(({ level }) => level === 0)) return [{ message: `${file} has no headings.`, next }];
  const bytes = Buffer.from(text);
  return all.flatMap((section) => {
    const { start, end } = ownRange(section);
    const words = countWords(bytes.subarray(start, end).toString());
    if (words <= veryLong) return [];
    const title = section.title || "Before the first heading";
    return [{ message: `"${title}" (line ${section.line}) has ${words.toLocaleString("en")} words.`, next }];
  });
}

/** For a text without prose; which of the reasons holds decides what to do. */
export function whyNothingToTeach({ file, text, sections }: Constitution): Warning {
  const next = "Write under each heading, in prose, what the model should do and why.";
  const visible = text.replace(/<!--[\s\S]*?-->/g, "");
  if (countWords(visible) === 0) {
    return { message: `${file} is empty.`, next: `Is it the right file? If so: ${lower(next)}` };
  }
  if (/^\s*<(?:!doctype|html|body|div|p|h[1-6]|section|article)\b/im.test(visible)) {
    return {
      message: `${file} holds HTML and no Markdown prose.`,
      next: "Convert it first, for example with: pandoc -f html -t markdown",
    };
  }
  return {
    message: `${file} has no prose${sections.length > 0 ? " under its headings" : ""}.`,
    next: `Tables, code and links are not taught. ${next}`,
  };
}

const lower = (text: string): string => text[0]!.toLowerCase() + text.slice(1);

/** By the share of its commonest words: about a quarter of English, almost none of any other language. */
function isEnglish({ passages }: Constitution): boolean {
  const text = passages.map((passage) => passage.text).join(" ");
  const common =
    text.match(/\b(?:the|of|and|to|that|is|it|for|be|we|are|this|not|with|you)\b/gi)?.length ?? 0;
  return common / Math.max(1, countWords(text)) > 0.1;
}
