// Controls of documents, and the document as chat: the same content once read and once said.
import { z } from "zod";
import { countWords } from "../../datasets/index.ts";
import type { Control } from "../pipeline/types.ts";
import { chatDraft } from "./controls.ts";
import type { Setting } from "./setting.ts";

export interface DocumentView {
  text: string;
  documentType: string;
  setting: Setting;
  sections: string[];
}

export function documentControls<T extends object>(view: (item: T) => DocumentView): Control<T>[] {
  const rewritten =
    (prompt: string) =>
    async (item: T, { ask }: Parameters<Control<T>["run"]>[1]) => {
      const { text, sections } = view(item);
      const variables = { text, ...(prompt.endsWith("paraphrase") ? { words: countWords(text) } : {}) };
      return { kind: "document" as const, text: await ask({ prompt, variables }), sections };
    };
  const unrelated =
    (prompt: string) =>
    async (item: T, { ask }: Parameters<Control<T>["run"]>[1]) => {
      const { text, documentType, setting } = view(item);
      const { domain, place } = setting;
      const variables = { documentType, domain, place, words: countWords(text) };
      return { kind: "document" as const, text: await ask({ prompt, variables }), sections: [] };
    };
  return [
    {
      name: "without-reasons",
      does: "The same document with every reason taken out.",
      run: rewritten("shared/document-without-reasons"),
    },
    {
      name: "paraphrased",
      does: "The same document in other words, with nothing added.",
      run: rewritten("shared/document-paraphrase"),
    },
    {
      name: "nonmoral-reasons",
      does: "A document of the same kind and length that reasons about nothing of moral weight.",
      run: unrelated("shared/document-nonmoral-reasons"),
    },
    {
      name: "generic",
      does: "An everyday document of the same kind and length.",
      run: unrelated("shared/document-generic"),
    },
    {
      name: "as-chat",
      does: "What the document conveys, said by the assistant in a chat.",
      async run(item, { ask }) {
        const { text, sections } = view(item);
        const { message, answer } = await ask({
          prompt: "shared/document-as-chat",
          variables: { text },
          schema: z.object({ message: z.string().min(1), answer: z.string().min(1) }),
        });
        return { ...chatDraft({ user: message, response: answer }), sections };
      },
    },
  ];
}
