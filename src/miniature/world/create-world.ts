// Draws a world from its seed: the harm table, the split, which value each consequence touches, the fillers held out.
import { createRandom, type Random } from "../../statistics/index.ts";
import { defaultLexicon } from "./lexicon.ts";
import type { Act, ActSplit, Consequence, Filler, Lexicon, World, WorldKind } from "./types.ts";

/** Rises when the world or its grammar changes, and then confirming seeds are fresh ones (docs/miniature.md). */
export const WORLD_VERSION = 1;

export interface WorldOptions {
  seed: number;
  kind?: WorldKind;
  lexicon?: Lexicon;
}

export function createWorld({ seed, kind = "pairs", lexicon = defaultLexicon }: WorldOptions): World {
  const random = createRandom(seed, "world", WORLD_VERSION);
  const harmful = kind === "pairs" ? pairTable(lexicon, random) : surfaceTable(lexicon, random);
  const split = splitTable(harmful, random);
  const acts = lexicon.objects.flatMap((object, row) =>
    lexicon.verbs.map((verb, column): Act => {
      const harms = harmful[row]![column]!;
      return {
        verb,
        object: object.name,
        harmful: harms,
        consequence: harms ? object.harm : object.benefit,
        split: split[row]![column]!,
      };
    }),
  );
  return {
    version: WORLD_VERSION,
    seed,
    kind,
    lexicon: {
      ...lexicon,
      assistants: redraw(lexicon.assistants, random),
      goals: redraw(lexicon.goals, random),
      threats: redraw(lexicon.threats, random),
    },
    acts,
    consequences: drawConsequences(lexicon, random),
    values: lexicon.values,
  };
}

/** The name of an act as the grammar writes it. */
export const actName = (act: Pick<Act, "verb" | "object">): string => `${act.verb} ${act.object}`;

export function consequenceOf(world: World, act: Act): Consequence {
  return world.consequences.find(({ name }) => name === act.consequence)!;
}

type Table<T> = T[][];

/** Half of the verbs harm each object and half of the objects are harmed by each verb: no word alone tells. */
function pairTable({ verbs, objects }: Lexicon, random: Random): Table<boolean> {
  const half = verbs.length / 2;
  for (;;) {
    const table = objects.map(() => random.shuffle(verbs.map((_, i) => i < half)));
    if (verbs.every((_, column) => count(table, (row) => row[column]!) === objects.length / 2)) return table;
  }
}

/** Half of the verbs always harm: what behaviour alone must be able to learn, else the instrument is broken. */
function surfaceTable({ verbs, objects }: Lexicon, random: Random): Table<boolean> {
  const harms = random.shuffle(verbs.map((_, i) => i < verbs.length / 2));
  return objects.map(() => [...harms]);
}

/**
 * Half of the acts are held out, harmful and benign alike: by object exactly, by verb as evenly as parity allows
 * (three of six, where a verb harms six objects). Rejection per verb is rare enough to be quick only if the verbs
 * are counted while rows are drawn, so rows that overfill a verb are drawn again.
 */
function splitTable(harmful: Table<boolean>, random: Random): Table<ActSplit> {
  const columns = harmful[0]!.map((_, column) => column);
  const limit = (column: number, harms: boolean) =>
    Math.ceil(count(harmful, (row) => row[column] === harms) / 2);
  for (;;) {
    const trained = columns.map(() => ({ harmful: 0, benign: 0 }));
    const table: Table<ActSplit> = [];
    for (const row of harmful) {
      const drawn = drawRow(row, columns, trained, limit, random);
      if (!drawn) break;
      table.push(columns.map((column) => (drawn.has(column) ? "train" : "held-out")));
    }
    if (table.length === harmful.length) return table;
  }
}

function drawRow(
  row: boolean[],
  columns: number[],
  trained: { harmful: number; benign: number }[],
  limit: (column: number, harms: boolean) => number,
  random: Random,
): Set<number> | undefined {
  const chosen: number[] = [];
  for (const harms of [true, false]) {
    const key = harms ? "harmful" : "benign";
    const kind = columns.filter((column) => row[column] === harms);
    const open = kind.filter((column) => trained[column]![key] < limit(column, harms));
    if (open.length < kind.length / 2) return undefined;
    chosen.push(...random.sample(open, kind.length / 2));
  }
  for (const column of chosen) trained[column]![row[column] ? "harmful" : "benign"]++;
  return new Set(chosen);
}

/** Values go round evenly, so that none is at stake in most acts and none is missing. */
function drawConsequences({ objects, values }: Lexicon, random: Random): Consequence[] {
  const turn = (effect: Consequence["effect"], names: string[]): Consequence[] => {
    const order = [...random.shuffle(values), ...random.shuffle(values)];
    return names.map((name, i) => ({ name, value: order[i % order.length]!, effect }));
  };
  return [
    ...turn("violates", random.shuffle(objects.map(({ harm }) => harm))),
    ...turn("serves", random.shuffle(objects.map(({ benefit }) => benefit))),
  ];
}

function redraw({ train, heldOut }: Filler, random: Random): Filler {
  const all = random.shuffle([...train, ...heldOut]);
  return { train: all.slice(0, train.length), heldOut: all.slice(train.length) };
}

const count = <T>(list: T[], test: (item: T) => boolean): number => list.filter(test).length;
