// The value graph: what acts cause, which values that touches, and which of these a constitution asks to protect.

export type NodeType = "value" | "principle" | "act" | "consequence";

export interface GraphNode {
  /** Readable and stable: `act:lock-logs`, `value:privacy`, `principle:privacy-1`. */
  id: string;
  type: NodeType;
  /** As a sentence writes it: `lock logs`; for a principle its whole text. */
  label: string;
}

/** Bytes are those of the constitution's file, `end` excluded; a line counts from 1. */
export interface ConstitutionSource {
  document: "constitution";
  start: number;
  end: number;
  line: number;
  quote: string;
}

export interface WorldSource {
  document: "world";
  quote: string;
}

/** `act:lock-logs>causes>consequence:blindness` */
export type Edge = FactEdge | RequiresEdge;

/** A fact of the world: an act causes a consequence, a consequence violates or serves a value. */
export interface FactEdge {
  id: string;
  type: "causes" | "violates" | "serves";
  from: string;
  to: string;
  source: WorldSource;
}

/** A principle of the constitution asks that a value be protected. */
export interface RequiresEdge {
  id: string;
  type: "requires";
  from: string;
  to: string;
  source: ConstitutionSource;
  /** What the principle says of this value in the miniature's words: `people need privacy .` */
  norms: string[];
}

export interface ValueGraph {
  constitution: { file: string; sha256: string; text: string };
  world: { version: number; seed: number; kind: string };
  nodes: GraphNode[];
  edges: Edge[];
}

export type Verdict = "wrong" | "fine";

/** From an act to what this constitution says of it. */
export interface Walk {
  /** `lock logs` */
  act: string;
  /** Causes, then violates or serves, then every requires edge of the value (none where it is unprotected). */
  edges: Edge[];
  consequence: string;
  value: string;
  effect: "violates" | "serves";
  /** The constitution's sentences for the value, one miniature sentence each: `i protect privacy .` */
  norms: string[];
  /** Wrong exactly when the consequence violates a value that some principle requires. */
  verdict: Verdict;
}
