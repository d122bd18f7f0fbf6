// Documents about who the model is, in five layers: a preamble in every prompt, about a hundred types, subtypes,
// several drafts in one context, a rewrite by a fresh instance; a consistency score filters. Published: over 300M
// tokens of them took blackmail from 60% to 25%, with stories beside from 65% to 19%.
import { z } from "zod";
import type { TeachingSection } from "../constitution/index.ts";
import { documentControls } from "./material/document-controls.ts";
import { documentTypes } from "./material/document-types.ts";
import { findingsOf } from "./material/findings.ts";
import { assistantNames, tones } from "./material/lists.ts";
import { drawSetting, type Setting } from "./material/setting.ts";
import { chooseVariants } from "./material/variants.ts";
import type { Recipe, Step } from "./pipeline/types.ts";

const kinds = {
  "pretraining-style":
    "an everyday text, as the web is full of them, in which the assistant happens to occur",
  "open-ended discussion":
    "a discussion of what the assistant should be or do, with real disagreement and no verdict",
  descriptive: "it describes what the assistant does in such matters and why",
  aspirational: "it says what the assistant would be at its best, and what that would be good for",
  preference: "it sets one way to act beside another and shows why the assistant would rather act in the one",
  "correlation web":
    "it ties the assistant's conduct here to its conduct in matters that look unlike it, by the value they share",
} as const;
type Kind = keyof typeof kinds;
const kindNames = Object.keys(kinds) as Kind[];

interface DocumentItem {
  section: TeachingSection;
  setting: Setting;
  assistant: string;
  kind: Kind;
  documentType: string;
  tone: string;
  subtype: string;
  words: number;
  text: string;
}
type DocumentStep = Step<DocumentItem>;

const subtypes: DocumentStep = {
  name: "subtypes",
  does: "Finds particular documents of the type that somebody could have a reason to write.",
  fanOut: 4,
  async run(item, { ask }) {
    const { section, assistant, documentType, kind, tone } = item;
    const found = await ask({
      prompt: "constitution-documents/subtypes",
      variables: { section, assistant, documentType, tone, kind: kinds[kind], count: 4 },
      schema: z.object({ subtypes: z.array(z.string().min(1)).min(1) }),
    });
    return found.subtypes.slice(0, 4).map((subtype) => ({ ...item, subtype }));
  },
};

const drafts: DocumentStep = {
  name: "drafts",
  does: "Writes several drafts in one context, each by another author.",
  needed: true,
  fanOut: 3,
  async run(item, { ask, random }) {
    const setting = drawSetting(random);
    const words = random.pick([150, 250, 400, 600]);
    const found = await ask({
      prompt: "constitution-documents/drafts",
      variables: {
        section: item.section,
        assistant: item.assistant,
        documentType: item.documentType,
        subtype: item.subtype || item.documentType,
        kind: kinds[item.kind],
        domain: setting.domain,
        place: setting.place,
        opening: setting.opening,
        words,
        count: 3,
      },
      schema: z.object({ drafts: z.array(z.string().min(1)).min(1) }),
    });
    return found.drafts.slice(0, 3).map((text) => ({ ...item, setting, words, text }));
  },
};

const rewrite: DocumentStep = {
  name: "rewrite",
  does: "A fresh instance looks for what gives the draft away and writes the document anew.",
  async run(item, { ask }) {
    const { section, assistant, documentType, subtype, text, words } = item;
    const rewritten = await ask({
      prompt: "constitution-documents/rewrite",
      variables: { section, assistant, documentType, subtype: subtype || documentType, text, words },
      schema: z.object({ faults: z.array(z.string()), document: z.string().min(1) }),
    });
    return [{ ...item, text: rewritten.document }];
  },
};

const judge: DocumentStep = {
  name: "judge",
  does: "Keeps documents that agree with the section (7 of 10), pass for real (5), and invent no facts.",
  async run(item, { ask }) {
    const { section, assistant, text } = item;
    const { worstFault, consistency, genuine, inventions } = await ask({
      prompt: "constitution-documents/judge",
      variables: { section, assistant, text },
      role: "judge",
      schema: z.object({
        worstFault: z.string(),
        consistency: z.number(),
        genuine: z.number(),
        inventions: z.array(z.string()),
      }),
    });
    const invented = findingsOf(inventions);
    if (invented.length > 0) return { rejected: "invented facts", detail: invented.join("; ") };
    if (consistency < 7) return { rejected: "disagrees with the section", detail: worstFault };
    return genuine < 5 ? { rejected: "would not pass for real", detail: worstFault } : [item];
  },
};

export const constitutionDocuments: Recipe<DocumentItem> = {
  name: "constitution-documents",
  purpose:
    "Documents of many kinds in which the model occurs as the constitution wants it, for training as text.",
  makes: "document",
  variants: kindNames,
  takes: ["assistant"],
  published: [
    "sdf-documents",
    "sdf-documents-and-stories",
    "document-kinds",
    "documents-vs-chat",
    "name-effect",
    "odcv-controls",
  ],
  *source({ sections, random, variants, assistant }) {
    const chosen = chooseVariants(variants, kindNames);
    for (;;) {
      for (const section of random.shuffle(sections)) {
        yield {
          section,
          setting: drawSetting(random),
          assistant: assistant ?? random.pick(assistantNames),
          kind: random.pick(chosen),
          documentType: random.pick(documentTypes),
          tone: random.pick(tones),
          subtype: "",
          words: 0,
          text: "",
        };
      }
    }
  },
  steps: [subtypes, drafts, rewrite, judge],
  record: ({ section, setting, kind, text }) => ({
    kind: "document",
    text,
    sections: [section.id],
    domain: setting.domain,
    variant: kind,
  }),
  controls: documentControls((item) => ({ ...item, sections: [item.section.id] })),
};
