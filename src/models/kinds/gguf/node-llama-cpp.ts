// The optional package that runs GGUF files: what of it is used here, and where it is found.
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { TeachwhyError } from "../../../store/index.ts";

export interface NodeLlamaCpp {
  getLlama(options: Record<string, unknown>): Promise<Llama>;
  LlamaChat: new (options: { contextSequence: LlamaSequence }) => LlamaChat;
}

export interface Llama {
  /** Cores that are of use for arithmetic. */
  cpuMathCores: number;
  gpu: string | false;
  loadModel(options: { modelPath: string }): Promise<LlamaModel>;
  createGrammarForJsonSchema(schema: unknown): Promise<LlamaGrammar>;
  getGrammarFor(name: "json"): Promise<LlamaGrammar>;
}

export type LlamaGrammar = object;

export interface LlamaModel {
  /** Tokens of the longest text that it was trained on. */
  trainContextSize: number;
  tokenizer: unknown;
  createContext(options: Record<string, unknown>): Promise<LlamaContext>;
}

export interface LlamaContext {
  getSequence(): LlamaSequence;
}

export interface LlamaSequence {
  contextSize: number;
  clearHistory(): Promise<void>;
}

/** Thoughts are segments inside a response. */
export type LlamaSegment = string | { type: "segment"; segmentType: string; text: string; ended: boolean };

export type LlamaTurn =
  | { type: "system"; text: string }
  | { type: "user"; text: string }
  | { type: "model"; response: LlamaSegment[] };

export interface LlamaChunk {
  /** Undefined: text of the answer itself. */
  segmentType: string | undefined;
  text: string;
  tokens: readonly unknown[];
}

export interface LlamaChat {
  chatWrapper: {
    generateContextState(options: { chatHistory: LlamaTurn[] }): {
      contextText: { tokenize(tokenizer: unknown): unknown[] };
    };
  };
  generateResponse(
    history: LlamaTurn[],
    options: Record<string, unknown>,
  ): Promise<{ fullResponse: LlamaSegment[]; metadata: { stopReason: string } }>;
}

/** Version that the tests run. */
export const testedVersion = "3.22.1";
const variable = "TEACHWHY_NODE_LLAMA_CPP";

/**
 * Looks in the folder that the variable names, from the working folder upwards, and beside teachwhy, in this order:
 * it is installed where one works, and teachwhy may be elsewhere. Throws `node-llama-cpp` with what to install.
 */
export function findNodeLlamaCpp(env: Record<string, string | undefined>): string {
  const named = env[variable];
  const places = [...(named ? [named] : []), process.cwd()].map((folder) => join(resolve(folder), "any.js"));
  for (const place of [...places, import.meta.url]) {
    try {
      return createRequire(place).resolve("node-llama-cpp");
    } catch {
      // Not here.
    }
  }
  throw new TeachwhyError({
    code: "node-llama-cpp",
    message: `Models in GGUF files need the package node-llama-cpp, which is not installed${named ? ` in ${named}, here` : " here"} or beside teachwhy.`,
    next: `npm install --ignore-scripts node-llama-cpp@${testedVersion}. Where it is installed in another folder, name that: ${variable}=DIR. docs/gguf.md has a smaller install.`,
  });
}

export async function loadNodeLlamaCpp(path: string): Promise<NodeLlamaCpp> {
  return (await import(pathToFileURL(path).href)) as NodeLlamaCpp;
}
