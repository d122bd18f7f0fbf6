// The value graph: a constitution's principles joined with a world's facts.

export { checkGraph, type GraphProblem } from "./check-graph.ts";
// Build and check
export { type CompileOptions, compileGraph } from "./compile-graph.ts";
// Walk and compare
export { type Difference, differencesFromWorld, unprotectedValues } from "./differences.ts";
// Show
export { formatDifferences, formatGraph, formatWalk } from "./format-graph.ts";
export type {
  ConstitutionSource,
  Edge,
  FactEdge,
  GraphNode,
  NodeType,
  RequiresEdge,
  ValueGraph,
  Verdict,
  Walk,
  WorldSource,
} from "./types.ts";
export { walkFrom } from "./walk-from.ts";
