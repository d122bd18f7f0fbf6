import { readConstitution } from "../../constitution/index.ts";
import { readCardManifest, writeCard } from "../../datasets/index.ts";
import { loadRecipe, recipeNames } from "../../recipes/index.ts";
import { print, printJson } from "../print.ts";
import { openStudent, type StudentOptions } from "./open-student.ts";

export interface CardCommand extends StudentOptions {
  constitution?: string;
  license?: string;
  language: string[];
  title?: string;
  limit: string[];
  force?: true;
  json?: true;
}

/** `teachwhy data card`. */
export async function card(folder: string, options: CardCommand): Promise<void> {
  const student = await openStudent(options);
  const path = await writeCard({
    folder,
    ...student,
    ...(await recipeTexts(readCardManifest(folder)?.plan.recipe)),
    constitution: options.constitution === undefined ? undefined : about(options.constitution),
    license: options.license,
    languages: options.language.length > 0 ? options.language : undefined,
    title: options.title,
    limits: options.limit,
    force: options.force,
  });
  if (options.json) printJson({ file: path });
  else print(`Card: ${path}`);
}

/** What the recipe says of itself and of its steps. */
async function recipeTexts(name: string | undefined) {
  if (name === undefined || !(recipeNames as readonly string[]).includes(name)) return {};
  const { purpose, steps, controls } = await loadRecipe(name);
  return { purpose, steps: Object.fromEntries([...steps, ...controls].map((one) => [one.name, one.does])) };
}

function about(file: string) {
  const { sections, sha256 } = readConstitution(file);
  return { title: sections[0]?.title || file, file, sha256 };
}
