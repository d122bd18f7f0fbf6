import type { Constitution } from "../constitution/index.ts";
import { actName, type World } from "../miniature/index.ts";
import { readStatements, type Statement } from "./read-statements.ts";
import type { Edge, FactEdge, GraphNode, NodeType, RequiresEdge, ValueGraph } from "./types.ts";

export interface CompileOptions {
  constitution: Constitution;
  world: World;
  /** Every word that the miniature knows: `new Set(createVocabulary(world.lexicon).words)`. */
  vocabulary: ReadonlySet<string>;
}

/**
 * Joins what the constitution asks for with what is so in the world. The world's harm labels are not read: what
 * is wrong follows from the text. Throws a TeachwhyError on a word in a value's section that is not in the
 * vocabulary.
 */
export function compileGraph({ constitution, world, vocabulary }: CompileOptions): ValueGraph {
  const statements = readStatements({ constitution, values: world.values, vocabulary });
  const requires = requiresEdges(statements, constitution);
  const asking = new Set(requires.map((edge) => edge.from));
  return {
    constitution: { file: constitution.file, sha256: constitution.sha256, text: constitution.text },
    world: { version: world.version, seed: world.seed, kind: world.kind },
    nodes: [
      ...world.values.map((value) => node("value", value)),
      ...constitution.passages
        .filter(({ id }) => asking.has(nodeId("principle", id)))
        .map(({ id, text }): GraphNode => ({ id: nodeId("principle", id), type: "principle", label: text })),
      ...world.acts.map((act) => node("act", actName(act))),
      ...world.consequences.map(({ name }) => node("consequence", name)),
    ],
    edges: [
      ...world.acts.map((act) => fact(["act", actName(act)], "causes", ["consequence", act.consequence])),
      ...world.consequences.map(({ name, effect, value }) =>
        fact(["consequence", name], effect, ["value", value]),
      ),
      ...requires,
    ],
  };
}

export const nodeId = (type: NodeType, name: string): string => `${type}:${name.replaceAll(" ", "-")}`;

/** The sentence that a fact of the world rests on. */
export const factSentence = (from: string, type: FactEdge["type"], to: string): string =>
  `${from} ${type} ${to} .`;

const node = (type: NodeType, label: string): GraphNode => ({ id: nodeId(type, label), type, label });

const edgeId = ({ from, type, to }: Pick<Edge, "from" | "type" | "to">): string => `${from}>${type}>${to}`;

function fact(from: [NodeType, string], type: FactEdge["type"], to: [NodeType, string]): FactEdge {
  const ends = { type, from: nodeId(...from), to: nodeId(...to) };
  return {
    id: edgeId(ends),
    ...ends,
    source: { document: "world", quote: factSentence(from[1], type, to[1]) },
  };
}

/**
 * A value is required when some sentence speaks for it. Then every passage of its section belongs to the reason,
 * also one that only says why; a sentence against the value is no norm of it.
 */
function requiresEdges(statements: readonly Statement[], { text }: Constitution): RequiresEdge[] {
  const bytes = Buffer.from(text);
  const required = new Set(statements.filter(({ side }) => side === "for").map(({ value }) => value));
  const groups = new Map<string, Statement[]>();
  for (const statement of statements) {
    if (statement.side === "against" || !required.has(statement.value)) continue;
    const key = `${statement.passage.id}>${statement.value}`;
    groups.set(key, [...(groups.get(key) ?? []), statement]);
  }
  return [...groups.values()].map((group): RequiresEdge => {
    const { value, passage, sentence } = group.find(({ side }) => side === "for") ?? group[0]!;
    const ends = {
      type: "requires" as const,
      from: nodeId("principle", passage.id),
      to: nodeId("value", value),
    };
    const { start, end, line } = sentence;
    const quote = bytes.subarray(start, end).toString();
    const source = { document: "constitution" as const, start, end, line, quote };
    return { id: edgeId(ends), ...ends, source, norms: group.map((one) => one.text) };
  });
}
