import { factSentence } from "./compile-graph.ts";
import type { Edge, ValueGraph } from "./types.ts";
import { labelOf } from "./walk-from.ts";

export interface GraphProblem {
  kind:
    | "unknown-node"
    | "duplicate"
    /** The constitution does not say this at these bytes. */
    | "quote-not-found"
    /** A fact's sentence does not say what its edge says. */
    | "fact-not-stated"
    | "orphan"
    | "act-without-consequence"
    | "consequence-without-value";
  /** The id of the node or edge. */
  id: string;
  message: string;
}

/** Everything that is wrong with a graph; none of it can come from compileGraph, all of it from an edit by hand. */
export function checkGraph(graph: ValueGraph): GraphProblem[] {
  const { nodes, edges } = graph;
  const problems: GraphProblem[] = [];
  const report = (kind: GraphProblem["kind"], id: string, message: string) =>
    problems.push({ kind, id, message });
  const known = new Set(nodes.map(({ id }) => id));
  const touched = new Set(edges.flatMap(({ from, to }) => [from, to]));
  const starts = new Set(edges.map(({ type, from }) => `${type === "causes" ? "act" : "other"} ${from}`));

  for (const id of repeated([...nodes, ...edges].map((one) => one.id))) {
    report("duplicate", id, `${id} stands more than once in the graph.`);
  }
  const bytes = Buffer.from(graph.constitution.text);
  for (const edge of edges) {
    for (const end of [edge.from, edge.to]) {
      if (!known.has(end)) report("unknown-node", edge.id, `${edge.id} names ${end}, which is no node.`);
    }
    checkSource(edge);
  }
  for (const { id, type } of nodes) {
    if (type === "act" && !starts.has(`act ${id}`)) {
      report("act-without-consequence", id, `${id} causes nothing, so nothing follows from it.`);
    } else if (type === "consequence" && !starts.has(`other ${id}`)) {
      report("consequence-without-value", id, `${id} neither violates nor serves a value.`);
    } else if (!touched.has(id)) {
      report("orphan", id, `${id} has no edge.`);
    }
  }
  return problems;

  function checkSource(edge: Edge): void {
    if (edge.type === "requires") {
      const { start, end, line, quote } = edge.source;
      if (bytes.subarray(start, end).toString() === quote) return;
      const place = `${graph.constitution.file}:${line}`;
      report(
        "quote-not-found",
        edge.id,
        `${place}, bytes ${start} to ${end}: the file does not say "${quote}".`,
      );
      return;
    }
    const stated = factSentence(labelOf(graph, edge.from), edge.type, labelOf(graph, edge.to));
    if (edge.source.quote === stated) return;
    report("fact-not-stated", edge.id, `${edge.id} rests on "${edge.source.quote}", not on "${stated}".`);
  }
}

function repeated(ids: readonly string[]): Set<string> {
  const seen = new Set<string>();
  return new Set(ids.filter((id) => seen.size === seen.add(id).size));
}
