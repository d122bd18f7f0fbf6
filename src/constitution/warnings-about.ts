import { countWords } from "./count-words.ts";
import { flattenSections } from "./pieces.ts";
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
  const { file, passages, principles, sections } = constitution;
  if (passages.length === 0) return [whyNothingToTeach(constitution)];
  const warnings: Warning[] = [];
  if (principles.length === 0) {
    warnings.push({
      message: isEnglish(constitution)
        ? `No principle was found in ${file}: no sentence says in one of the known forms what the model should do.`
        : `No principle was found in ${file}, which does not seem to be English; they are known by English words.`,
      next: isEnglish(constitution)
        ? 'Its sections can be taught. For principles with reasons, write "The model should ..., because ...".'
        : "Its sections can be taught as they are. For principles with reasons, and the graph, translate it.",
    });
  }
  if (flattenSections(sections).every(({ level }) => level === 0)) {
    warnings.push({
      message: `${file} has no headings.`,
      next: "Recipes take it as one section. Give each topic a heading, so that records can be traced to it.",
    });
  }
  return warnings;
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
