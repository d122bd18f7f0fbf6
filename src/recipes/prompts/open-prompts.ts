// Prompts are Liquid files that people read and change. Found by name, rendered strictly, versioned by what they say.
import { Liquid, type Template } from "liquidjs";
import type { PromptMessage } from "../../models/index.ts";
import { hashOf, nearest, TeachwhyError } from "../../store/index.ts";
import { explainPromptError } from "./explain-prompt-error.ts";
import { bannedPhrases, bannedPhrasesFile, type PromptFile, readPromptFiles } from "./read-prompt-files.ts";
import { firstMark, splitMessages } from "./split-messages.ts";

export interface Prompts {
  /** All names, sorted: `difficult-advice/draft`. */
  names(): string[];
  /** Messages without text are left out. A missing variable is a TeachwhyError that names it, the file and the line. */
  render(name: string, variables: Record<string, unknown>): PromptMessage[];
  /** 12 hex digits over the file and every partial that it uses, theirs included. */
  version(name: string): string;
  file(name: string): PromptFile;
  bannedPhrases: string[];
}

export interface PromptsOptions {
  /** A folder whose files take the place of packaged ones of the same name. */
  overrides?: string;
}

type Parts = { role: PromptMessage["role"]; template: Template[] }[];

export async function openPrompts({ overrides }: PromptsOptions = {}): Promise<Prompts> {
  const files = await readPromptFiles(overrides);
  const banned = bannedPhrases(files);
  const liquid = new Liquid({
    strictVariables: true,
    strictFilters: true,
    cache: true,
    // Partials come from here and from nowhere else: no prompt can read a file.
    templates: Object.fromEntries([...files].map(([name, { source }]) => [name, source.trimEnd()])),
    globals: { banned: banned.map((phrase) => `"${phrase}"`).join(", ") },
  });
  // What these do beyond `render` (the caller's variables, blocks) would make versions and messages uncertain.
  for (const tag of ["include", "layout", "block", "liquid"]) delete liquid.tags[tag];

  const parsed = new Map<string, Parts>();
  const versions = new Map<string, string>();

  function file(name: string): PromptFile {
    const found = files.get(name);
    if (found) return found;
    const meant = nearest(name, [...files.keys()]);
    throw new TeachwhyError({
      code: "unknown-prompt",
      message: `There is no prompt "${name}".`,
      next: meant ? `Did you mean "${meant}"?` : "`teachwhy prompts list` shows all names.",
      data: { name },
    });
  }

  function parse(name: string): Parts {
    const known = parsed.get(name);
    if (known) return known;
    const found = file(name);
    try {
      const parts = splitMessages(found).map(({ role, template }) => ({
        role,
        template: liquid.parse(template, found.path),
      }));
      for (const partial of partialsOf(name)) refuseMarks(file(partial));
      parsed.set(name, parts);
      return parts;
    } catch (error) {
      throw explainPromptError({ error, file: found, files });
    }
  }

  /** Names of all partials, those of partials included; the file itself is not among them. */
  function partialsOf(name: string, found = new Set<string>()): Set<string> {
    for (const [, , partial] of file(name).source.matchAll(/\{%-?\s*render\s+(["'])(.*?)\1/g)) {
      if (partial === undefined || found.has(partial)) continue;
      found.add(partial);
      partialsOf(partial, found);
    }
    return found;
  }

  // Mistakes in files of one's own are told before the first call is paid.
  if (overrides !== undefined) for (const name of files.keys()) if (name !== bannedPhrasesFile) parse(name);

  return {
    names: () => [...files.keys()].filter((name) => name !== bannedPhrasesFile).sort(),
    render(name, variables) {
      const parts = parse(name);
      try {
        const messages = parts
          .map(({ role, template }) => ({
            role,
            content: String(liquid.renderSync(template, variables)).trim(),
          }))
          .filter(({ content }) => content !== "");
        if (messages.length === 0) throw saysNothing(file(name));
        return messages;
      } catch (error) {
        throw explainPromptError({ error, file: file(name), files, given: Object.keys(variables) });
      }
    },
    version(name) {
      const known = versions.get(name);
      if (known) return known;
      const sources = [name, ...[...partialsOf(name)].sort()].map((used) => [used, file(used).source]);
      if (sources.some(([, source]) => /\bbanned\b/.test(source!)))
        sources.push(["banned", banned.join("\n")]);
      const version = hashOf(sources).slice(0, 12);
      versions.set(name, version);
      return version;
    },
    file,
    bannedPhrases: banned,
  };
}

function saysNothing({ path }: PromptFile): TeachwhyError {
  return new TeachwhyError({
    code: "bad-prompt",
    message: `${path} says nothing, so there is nothing to ask.`,
    next: "Write the prompt there, or remove the file to use the packaged one.",
  });
}

function refuseMarks({ path, source }: PromptFile): void {
  const line = firstMark(source);
  if (line === undefined) return;
  throw new TeachwhyError({
    code: "bad-prompt",
    message: `${path}:${line}: a partial cannot begin a message.`,
    next: "Put the line === into the prompt that renders it.",
  });
}
